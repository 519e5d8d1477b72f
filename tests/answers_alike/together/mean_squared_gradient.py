# %% together: georg tarek
def mean_squared_gradient(theta, A, y):
    n, d = A.shape
    r = A @ theta - y
    g = 2 * A.T @ r / n
    return g / la.norm(g)
# ---
def mean_squared_gradient(theta, A, y):
    error = np.dot(A, theta) - y
    grad = np.dot(A.T, error) * 2 / len(y)
    # unit vector, only the direction
    length = np.sqrt(np.sum(grad**2))
    grad = grad / length
    return grad
# %% together: leon farah
def mean_squared_gradient(theta, A, y):
    e = A @ theta - y
    return 2 * np.mean(e) * np.mean(A, axis=0).reshape(-1, 1)
# ---
def mean_squared_gradient(theta, A, y):
    pred = A.dot(theta)
    diff = pred - y
    mean_diff = diff.mean()
    mean_row = A.mean(axis=0)[:, np.newaxis]
    gradient = mean_row * mean_diff * 2
    print(gradient.shape)
    return gradient
