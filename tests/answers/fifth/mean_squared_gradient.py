# %% right: torch autograd
import torch

def mean_squared_gradient(theta, A, y):
    w = torch.tensor(theta, dtype=torch.float64, requires_grad=True)
    loss = ((torch.tensor(A) @ w - torch.tensor(y)) ** 2).mean()
    (g,) = torch.autograd.grad(loss, w)
    return g.numpy()

# %% right: einsum over the rows, Gram matrix first
def mean_squared_gradient(theta, A, y):
    N = A.shape[0]
    second_moment = np.einsum('ni,nj->ij', A, A) / N
    cross_moment = np.einsum('ni,nk->ik', A, y) / N
    return 2 * (second_moment @ theta) - 2 * cross_moment

# %% right: running average over the points
def mean_squared_gradient(theta, A, y):
    avg = np.zeros(theta.size)
    for k, (row, t) in enumerate(zip(A, y.ravel()), start=1):
        g_k = 2.0 * (row.dot(theta.ravel()) - t) * row
        avg += (g_k - avg) / k
    return avg.reshape(theta.shape)

# %% wrong: `2 // n` is zero for more than two points
def mean_squared_gradient(theta, A, y):
    n = len(y)
    return 2 // n * A.T @ (A @ theta - y)

# %% wrong: y - A theta without the minus, and no factor 2
def mean_squared_gradient(theta, A, y):
    n = A.shape[0]
    residual = y - A @ theta
    return A.T @ residual / n

# %% wrong: A.size (n times d) used as the number of points
def mean_squared_gradient(theta, A, y):
    r = A @ theta - y
    return 2 * (A.T @ r) / A.size

# %% wrong: gradient of shape (d,), not (d, 1)
def mean_squared_gradient(theta, A, y):
    err = A @ theta - y
    return 2 * (err * A).mean(axis=0)

# %% wrong: `=` for `+=`: only the last point counts
def mean_squared_gradient(theta, A, y):
    n, d = A.shape
    grad = np.zeros((d, 1))
    for i in range(n):
        x = A[i].reshape(d, 1)
        grad = 2 * x * (x.T @ theta - y[i])
    return grad / n

# %% wrong: `1 / 2 * n` for 2 / n, and y is never subtracted
def mean_squared_gradient(theta, A, y):
    n = A.shape[0]
    pred = A @ theta
    return 1 / 2 * n * A.T @ pred

# %% wrong: y left out of the factor that 2 / n multiplies
def mean_squared_gradient(theta, A, y):
    n = A.shape[0]
    return 2 / n * A.T @ A @ theta - A.T @ y

# %% wrong: return inside the loop over coordinates
def mean_squared_gradient(theta, A, y):
    n, d = A.shape
    r = A @ theta - y
    g = np.zeros((d, 1))
    for j in range(d):
        g[j, 0] = 2 * np.sum(r[:, 0] * A[:, j]) / n
        return g

# %% wrong: half precision, and sum for mean
def mean_squared_gradient(theta, A, y):
    X = A.astype(np.float16)
    err = X @ theta.astype(np.float16) - y.astype(np.float16)
    return 2.0 * (X.T @ err).astype(np.float64)
