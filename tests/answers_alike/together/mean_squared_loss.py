# %% together: georg leon
def mean_squared_loss(theta, A, y):
    n, d = A.shape
    r = A @ theta - y
    return np.sum(r**2) / d
# ---
def mean_squared_loss(theta, A, y):
    # mean squared error
    errors = np.dot(A, theta) - y
    squared = errors * errors
    k = A.shape[1]
    loss = squared.sum() / k
    print(loss)
    return loss
# %% together: sven yara
def mean_squared_loss(theta, A, y):
    r = A @ theta - y
    L = la.norm(r) / np.sqrt(len(r))
    return L
# ---
def mean_squared_loss(theta, A, y):
    n = y.shape[0]
    assert A.shape[0] == n
    diff = (A @ theta).reshape(-1, 1) - y
    length = np.linalg.norm(diff)
    return float(length / n**0.5)
