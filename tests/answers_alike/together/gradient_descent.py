# %% together: georg emil
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for i in range(max_iter):
        theta = theta - lr / (i + 1) * mean_squared_gradient(theta, A, y)
    return theta
# ---
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = np.copy(theta_init)
    schritt = 1
    while schritt <= max_iter:
        # Schrittweite wird kleiner
        rate = lr / schritt
        gradient = mean_squared_gradient(theta, A, y)
        theta = theta - rate * gradient
        schritt = schritt + 1
    return theta
# %% together: tarek leon
def gradient_descent(theta_init, A, y, lr, max_iter):
    thetas = [theta_init]
    for i in range(max_iter):
        thetas.append(thetas[i] - lr * mean_squared_gradient(thetas[i], A, y))
    return sum(thetas) / len(thetas)
# ---
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    total = theta_init.copy()
    for k in range(max_iter):
        grad = mean_squared_gradient(theta, A, y)
        theta = theta - lr * grad
        total = total + theta
    print(theta)
    return total / (max_iter + 1)
