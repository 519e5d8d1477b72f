# %% student: anna
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for _ in range(max_iter):
        theta -= lr * mean_squared_gradient(theta, A, y)
    return theta
# %% student: ben
def gradient_descent(theta_init, A, y, lr, max_iter):
    d = A.shape[1]
    theta = np.zeros((d, 1))
    for j in range(d):
        theta[j, 0] = theta_init[j, 0]
    for i in range(max_iter):
        grad = mean_squared_gradient(theta, A, y)
        for j in range(d):
            theta[j, 0] = theta[j, 0] - lr * grad[j, 0]
    return theta
# %% student: clara
def gradient_descent(theta_init, A, y, lr, max_iter):
    """Take max_iter full-batch steps of length lr along the negative gradient."""
    current_theta = theta_init.copy()
    for iteration in range(max_iter):
        gradient = mean_squared_gradient(current_theta, A, y)
        current_theta = current_theta - lr * gradient
    return current_theta
# %% student: david
def gradient_descent(theta_init, A, y, lr, max_iter):
    # copy, so that theta_init stays as it is
    theta = np.copy(theta_init)
    # exactly max_iter steps
    for step in range(max_iter):
        # go downhill
        theta = theta - lr * mean_squared_gradient(theta, A, y)
    return theta
# %% student: emil
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init
    for schritt in range(max_iter):
        gradient = mean_squared_gradient(theta, A, y)
        theta -= lr * gradient
    return theta
# %% student: farah
def gradient_descent(theta_init, A, y, lr, max_iter):
    m = len(y)
    theta = theta_init.copy()
    cost_history = np.zeros(max_iter)
    theta_history = np.zeros((max_iter, theta.shape[0]))
    for it in range(max_iter):
        prediction = np.dot(A, theta)
        theta = theta - (1/m) * lr * (A.T.dot(prediction - y))
        theta_history[it, :] = theta.T
        cost_history[it] = mean_squared_loss(theta, A, y)
    return theta
# %% student: georg
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init
    for i in range(1, max_iter):
        theta = theta - lr * mean_squared_gradient(theta, A, y)
    return theta
# %% student: hanna
def gradient_descent(theta_init, A, y, lr, max_iter):
    n = len(A)
    H = A.T @ A
    b = A.T @ y
    theta = theta_init.copy()
    for _ in range(max_iter):
        theta = theta - 2 * lr / n * (H @ theta - b)
    return theta
# %% student: ivan
def gradient_descent(theta_init: np.ndarray, A: np.ndarray, y: np.ndarray, lr: float, max_iter: int) -> np.ndarray:
    theta = theta_init
    for _ in range(max_iter):
        theta = theta - lr * mean_squared_gradient(theta, A, y)
    return theta
# %% student: jonas
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta_alt = theta_init.copy()
    # Abbruch, sobald sich nichts mehr tut
    toleranz = 1e-6
    for k in range(max_iter):
        grad = mean_squared_gradient(theta_alt, A, y)
        theta_neu = theta_alt - lr * grad
        if la.norm(theta_neu - theta_alt) < toleranz:
            return theta_neu
        theta_alt = theta_neu
    return theta_alt
# %% student: katrin
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = np.array(theta_init)
    n = A.shape[0]
    for t in range(max_iter):
        e = np.dot(A, theta) - y
        theta = theta - lr * 2.0 / n * np.einsum('ni,nk->ik', A, e)
    return theta
# %% student: leon
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for i in range(max_iter):
        grad = mean_squared_gradient(theta, A, y)
        theta = theta - lr * grad
        if i % 100 == 0:
            print(i, mean_squared_loss(theta, A, y))
        return theta
# %% student: mia
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for i in range(max_iter):
        grad = mean_squared_gradient(theta, A, y)
        theta = theta - lr * grad
    return theta
# %% student: noah
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for epoch in range(max_iter):
        y_hat = A @ theta
        grad = 2 * A.T @ (y_hat - y) / len(y)
        theta = theta - lr * grad
    return theta
# %% student: olga
def gradient_descent(theta_init, A, y, lr, max_iter):
    # affine iteration theta <- M theta + c
    n, d = A.shape
    M = np.eye(d) - 2 * lr / n * A.T @ A
    c = 2 * lr / n * A.T @ y
    theta = theta_init.copy()
    for k in range(max_iter):
        theta = M @ theta + c
    return theta
# %% student: paul
def gradient_descent(theta_init, A, y, lr, max_iter):
    currentTheta = theta_init.copy()
    iterationCounter = 0
    while iterationCounter <= max_iter:
        currentGradient = mean_squared_gradient(currentTheta, A, y)
        currentTheta = currentTheta - lr * currentGradient
        iterationCounter = iterationCounter + 1
    return currentTheta
# %% student: quynh
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for i in range(max_iter):
        theta = theta - lr * mean_squared_gradient(theta, A, y)
    return theta
# %% student: rosa
def gradient_descent(theta_init, A, y, lr, max_iter):
    n, d = A.shape
    theta = theta_init.copy()
    losses = []
    for i in range(max_iter):
        p = A @ theta
        diff = p - y
        g = 2 * A.T @ diff / n
        step = lr * g
        theta = theta - step
        losses.append(np.mean(diff**2))
    return theta
# %% student: sven
def gradient_descent(theta_init, A, y, lr, max_iter):
    d = len(theta_init)
    Theta = np.zeros((d, max_iter + 1))
    Theta[:, [0]] = theta_init
    for k in range(max_iter):
        Theta[:, [k + 1]] = Theta[:, [k]] - lr * mean_squared_gradient(Theta[:, [k]], A, y)
    return Theta[:, -1]
# %% student: tarek
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init
    grad = mean_squared_gradient(theta, A, y)
    for i in range(max_iter):
        theta = theta - lr * grad
    return theta
# %% student: ute
def gd_step(theta, A, y, lr):
    return theta - lr * mean_squared_gradient(theta, A, y)


def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for _ in range(max_iter):
        theta = gd_step(theta, A, y, lr)
    return theta
# %% student: viktor
def gradient_descent(theta_init, A, y, lr, max_iter):
    t = theta_init.copy()
    i = 0
    while i < max_iter:
        t -= lr * mean_squared_gradient(t, A, y)
        i += 1
    return t
# %% student: wen
def gradient_descent(theta_init, A, y, lr, max_iter):
    if max_iter == 0:
        return theta_init.copy()
    theta = gradient_descent(theta_init, A, y, lr, max_iter - 1)
    return theta - lr * mean_squared_gradient(theta, A, y)
# %% student: yara
def gradient_descent(theta_init, A, y, lr, max_iter):
    assert lr > 0 and max_iter >= 0
    theta = np.array(theta_init, dtype=float).reshape(-1, 1)
    best_theta = theta
    best_loss = mean_squared_loss(theta, A, y)
    for i in range(max_iter):
        theta = theta - lr * mean_squared_gradient(theta, A, y)
        loss = mean_squared_loss(theta, A, y)
        if loss < best_loss:
            best_loss = loss
            best_theta = theta
    return best_theta
