# %% right: matrix form
def mean_squared_gradient(theta, A, y):
    return 2 / len(y) * A.T @ (A @ theta - y)
# %% right: sum over points in a loop
def mean_squared_gradient(theta, A, y):
    n, d = A.shape
    grad = np.zeros((d, 1))
    for i in range(n):
        x_i = A[i].reshape(d, 1)
        error = (x_i.T @ theta)[0, 0] - y[i, 0]
        grad += 2 * error * x_i
    return grad / n
# %% right: gram matrix first
def mean_squared_gradient(theta, A, y):
    n = A.shape[0]
    H = A.T @ A / n
    c = A.T @ y / n
    return 2 * (H @ theta - c)
# %% right: torch autograd
import torch

def mean_squared_gradient(theta, A, y):
    t = torch.tensor(theta, requires_grad=True)
    loss = ((torch.tensor(A) @ t - torch.tensor(y)) ** 2).mean()
    loss.backward()
    return t.grad.detach().numpy()
# %% right: einsum
def mean_squared_gradient(theta, A, y):
    r = np.einsum("nd,do->no", A, theta) - y
    return 2.0 * np.einsum("nd,no->do", A, r) / A.shape[0]
# %% right: coordinate by coordinate
def mean_squared_gradient(theta, A, y):
    errors = A @ theta - y
    partials = [2 * np.mean(errors[:, 0] * A[:, j]) for j in range(A.shape[1])]
    return np.array(partials)[:, np.newaxis]
# %% right: broadcast product and keepdims mean, with print
def mean_squared_gradient(theta, A, y):
    r = A @ theta - y
    per_point = 2 * r * A
    print("per-point gradients:", per_point.shape)
    return per_point.mean(axis=0, keepdims=True).T
# %% wrong: missing factor two
def mean_squared_gradient(theta, A, y):
    return A.T @ (A @ theta - y) / A.shape[0]
# %% wrong: not divided by n
def mean_squared_gradient(theta, A, y):
    return 2 * A.T @ (A @ theta - y)
# %% wrong: descent direction, sign flipped
def mean_squared_gradient(theta, A, y):
    residual = y - A @ theta
    return 2 / len(y) * A.T @ residual
# %% wrong: flat (d,)
def mean_squared_gradient(theta, A, y):
    r = (A @ theta - y)[:, 0]
    return 2 * (A * r[:, None]).mean(axis=0)
# %% wrong: row vector (1, d)
def mean_squared_gradient(theta, A, y):
    r = A @ theta - y
    return 2 * r.T @ A / len(y)
# %% wrong: divides by d
def mean_squared_gradient(theta, A, y):
    return 2 * A.T @ (A @ theta - y) / len(theta)
# %% wrong: mean over everything, so n times d
def mean_squared_gradient(theta, A, y):
    n, d = A.shape
    g = np.zeros((d, 1))
    for i in range(n):
        g += 2 * (A[i] @ theta - y[i]) * A[i].reshape(-1, 1)
    return g / A.size
# %% wrong: gradient of the root mean square
def mean_squared_gradient(theta, A, y):
    r = A @ theta - y
    return A.T @ r / len(r) / np.sqrt(np.mean(r ** 2))
# %% wrong: forward differences with a big step
def mean_squared_gradient(theta, A, y):
    f = lambda t: np.mean((A @ t - y) ** 2)
    g = np.zeros_like(theta)
    for i in range(len(theta)):
        e = np.zeros_like(theta)
        e[i] = 1e-3
        g[i] = (f(theta + e) - f(theta)) / 1e-3
    return g
# %% wrong: the residual overwrites the given y
def mean_squared_gradient(theta, A, y):
    np.subtract(A @ theta, y, out=y)
    return 2 / len(y) * A.T @ y
# %% wrong: loop misses the last data point
def mean_squared_gradient(theta, A, y):
    n = len(A)
    g = np.zeros(theta.shape)
    for i in range(n - 1):
        g += 2 / n * (A[i:i+1] @ theta - y[i]) * A[i:i+1].T
    return g
# %% wrong: normalised to unit length
def mean_squared_gradient(theta, A, y):
    g = 2 / len(y) * A.T @ (A @ theta - y)
    return g / np.linalg.norm(g)
