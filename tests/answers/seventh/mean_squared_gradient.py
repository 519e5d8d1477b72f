# %% right: torch autograd on a leaf copy
import torch

def mean_squared_gradient(theta, A, y):
    leaf = torch.tensor(theta, dtype=torch.float64, requires_grad=True)
    (torch.tensor(A) @ leaf - torch.tensor(y)).square().mean().backward()
    return leaf.grad.numpy()

# %% right: reduce over data points
from functools import reduce

def mean_squared_gradient(theta, A, y):
    pts = zip(A, y)
    add = lambda acc, p: acc + (p[0] @ theta - p[1]) * p[0].reshape(-1, 1)
    return reduce(add, pts, np.zeros((A.shape[1], 1))) * 2 / len(A)

# %% right: Gram matrix, einsum with three operands
def mean_squared_gradient(theta, A, y):
    curvature = np.einsum("ni,nj,jk->ik", A, A, theta, optimize=True)
    pull = np.einsum("ni,nk->ik", A, y)
    return (curvature - pull) / (0.5 * A.shape[0])

# %% wrong: integer division of two by n
def mean_squared_gradient(theta, A, y):
    n = len(A)
    return 2 // n * A.T @ (A @ theta - y)

# %% wrong: factor on the first term only
def mean_squared_gradient(theta, A, y):
    n, d = A.shape
    return 2 / n * A.T @ A @ theta - A.T @ y

# %% wrong: mean over the coordinates
def mean_squared_gradient(theta, A, y):
    per_point = 2 * (A @ theta - y) * A
    return per_point.mean(axis=1, keepdims=True)

# %% wrong: y flattened in the residual
def mean_squared_gradient(theta, A, y):
    residual = A @ theta - y.ravel()
    g = 2 * A.T @ residual / len(y)
    return np.mean(g, axis=1).reshape(-1, 1)

# %% wrong: last data point only
def mean_squared_gradient(theta, A, y):
    grad = np.zeros((A.shape[1], 1))
    for i in range(A.shape[0]):
        xi = A[i:i + 1].T
        err = (xi.T @ theta - y[i]).item()
        grad = 2 * err * xi
    return grad / A.shape[0]

# %% wrong: gradient of the root mean square
def mean_squared_gradient(theta, A, y):
    r = A @ theta - y
    return (A.T @ r) / (la.norm(r) * np.sqrt(len(r)))

# %% wrong: clipped to unit length
def mean_squared_gradient(theta, A, y):
    grad = 2 * np.matmul(A.T, np.matmul(A, theta) - y) / y.shape[0]
    length = la.norm(grad)
    if length > 1:
        grad = grad / length      # gradient clipping against explosions
    return grad

# %% wrong: finite differences that move theta
def mean_squared_gradient(theta, A, y):
    f = lambda t: np.mean((A @ t - y) ** 2)
    g = np.zeros(theta.shape)
    h = 0.1
    for i in range(theta.shape[0]):
        before = f(theta)
        theta[i, 0] += h
        g[i, 0] = (f(theta) - before) / h
    return g

# %% wrong: mean of rows times mean error
def mean_squared_gradient(theta, A, y):
    mean_error = np.mean(A @ theta - y)
    mean_x = np.mean(A, axis=0)
    return 2 * mean_error * mean_x[:, np.newaxis]

# %% wrong: error reversed and a flat result
def mean_squared_gradient(theta, A, y):
    err = y - A @ theta
    return np.array([2 * np.mean(err[:, 0] * A[:, j]) for j in range(A.shape[1])])

# %% wrong: torch gradient of the sum, left as a tensor
import torch

def mean_squared_gradient(theta, A, y):
    t = torch.tensor(theta, requires_grad=True)
    loss = ((torch.tensor(A) @ t - torch.tensor(y)) ** 2).sum()
    loss.backward()
    return t.grad
