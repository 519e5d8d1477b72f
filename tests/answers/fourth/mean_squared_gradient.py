# %% right: einsum over points
def mean_squared_gradient(theta, A, y):
    e = np.einsum('nd,dk->nk', A, theta) - y
    return np.einsum('nd,nk->dk', 2 * A, e) / e.size

# %% right: torch autograd
def mean_squared_gradient(theta, A, y):
    import torch
    th = torch.tensor(theta, dtype=torch.float64, requires_grad=True)
    loss = ((torch.tensor(A) @ th - torch.tensor(y)) ** 2).mean()
    (g,) = torch.autograd.grad(loss, th)
    return g.numpy()

# %% right: two plain loops over coordinates and points
def mean_squared_gradient(theta, A, y):
    n, d = A.shape
    errors = [sum(A[i, k] * theta[k, 0] for k in range(d)) - y[i, 0] for i in range(n)]
    out = []
    for k in range(d):
        acc = 0.0
        for i in range(n):
            acc = acc + 2.0 * errors[i] * A[i, k]
        out.append([acc / n])
    return np.array(out)

# %% right: recursion on halves of the data
def mean_squared_gradient(theta, A, y):
    def half(lo, hi):
        if hi - lo == 1:
            x = A[lo:hi]
            return x.T @ (x @ theta - y[lo:hi])
        mid = (lo + hi) // 2
        return half(lo, mid) + half(mid, hi)
    n = A.shape[0]
    return 2 * half(0, n) / n

# %% wrong: brackets: 2 / n reaches only the first term
def mean_squared_gradient(theta, A, y):
    n = A.shape[0]
    return 2 / n * (A.T @ A @ theta) - A.T @ y

# %% wrong: mean over axis 1: one entry per data point
def mean_squared_gradient(theta, A, y):
    err = A @ theta - y
    return np.mean(2 * err * A, axis=1, keepdims=True)

# %% wrong: `=` for `+=`: only the last point counts
def mean_squared_gradient(theta, A, y):
    n, d = A.shape
    grad = np.zeros((d, 1))
    for i in range(n):
        x = A[i].reshape(d, 1)
        grad = 2 * (x.T @ theta - y[i]) * x
    return grad / n

# %% wrong: the constant 1000 in place of n
def mean_squared_gradient(theta, A, y):
    residual = A @ theta - y
    return (2 / 1000) * A.T @ residual

# %% wrong: error as y - x.theta without the minus sign
def mean_squared_gradient(theta, A, y):
    error = y - A.dot(theta)
    return 2 * A.T.dot(error) / len(y)

# %% wrong: mean of x times mean of the error
def mean_squared_gradient(theta, A, y):
    mean_err = np.mean(A @ theta - y)
    mean_x = np.mean(A, axis=0).reshape(-1, 1)
    return 2 * mean_err * mean_x

# %% wrong: return inside the loop over coordinates
def mean_squared_gradient(theta, A, y):
    err = A @ theta - y
    g = np.zeros(theta.shape)
    for j in range(theta.shape[0]):
        g[j, 0] = 2 * np.mean(err[:, 0] * A[:, j])
        return g

# %% wrong: gradient clipped to norm 1
def mean_squared_gradient(theta, A, y):
    g = 2 * A.T @ (A @ theta - y) / A.shape[0]
    size = np.linalg.norm(g)
    if size > 1:       # otherwise descent explodes
        g = g / size
    return g

# %% wrong: sum for mean, and a (1, d) row comes back
def mean_squared_gradient(theta, A, y):
    r = A @ theta - y
    return np.sum(2 * A * r, axis=0, keepdims=True)

# %% wrong: last coordinate skipped, and the factor 2 missing
def mean_squared_gradient(theta, A, y):
    n, d = A.shape
    grad = np.zeros((d, 1))
    diff = (A @ theta - y).ravel()
    for k in range(0, d - 1):
        grad[k] = np.dot(A[:, k], diff) / n
    return grad

# %% wrong: forward difference with h = 0.01, of half the loss
def mean_squared_gradient(theta, A, y):
    def loss(t):
        return 0.5 * np.mean((A @ t - y) ** 2)
    h = 0.01
    base = loss(theta)
    grad = np.zeros_like(theta)
    for k in range(len(theta)):
        moved = theta.copy()
        moved[k] += h
        grad[k] = (loss(moved) - base) / h
    return grad
