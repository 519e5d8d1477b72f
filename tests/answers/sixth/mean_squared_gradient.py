# %% right: one einsum for everything
def mean_squared_gradient(theta, A, y):
    r = np.einsum('nd,dk->nk', A, theta) - y
    return 2 * np.einsum('nd,nk->dk', A, r) / A.shape[0]

# %% right: torch autograd on copies
import torch

def mean_squared_gradient(theta, A, y):
    th = torch.tensor(theta, requires_grad=True)
    loss = ((torch.tensor(A) @ th - torch.tensor(y)) ** 2).mean()
    (g,) = torch.autograd.grad(loss, th)
    return g.numpy()

# %% right: functools.reduce over the data points
from functools import reduce

def mean_squared_gradient(theta, A, y):
    add_point = lambda acc, i: acc + 2 * (A[i] @ theta - y[i]) * A[i][:, None]
    return reduce(add_point, range(len(A)), np.zeros(theta.shape)) / len(A)

# %% wrong: two and n each reach only one term
def mean_squared_gradient(theta, A, y):
    n = A.shape[0]
    return 2 * A.T @ A @ theta - A.T @ y / n

# %% wrong: two floor-divided by n
def mean_squared_gradient(theta, A, y):
    n = y.shape[0]
    error = A @ theta - y
    return 2 // n * (A.T @ error)

# %% wrong: divides by all entries of A
def mean_squared_gradient(theta, A, y):
    err = A @ theta - y
    grad = (2 * err * A).sum(axis=0) / A.size
    return grad.reshape(-1, 1)

# %% wrong: last data point overwrites the sum
def mean_squared_gradient(theta, A, y):
    n, d = A.shape
    grad = np.zeros((d, 1))
    for i in range(n):
        x = A[i].reshape(d, 1)
        e = (x.T @ theta)[0, 0] - y[i, 0]
        grad = 2 * e * x
    return grad / n

# %% wrong: label minus prediction without the minus
def mean_squared_gradient(theta, A, y):
    e = y - A @ theta
    return 2 / len(e) * A.T @ e

# %% wrong: nudges theta itself and puts it back
def mean_squared_gradient(theta, A, y):
    def L():
        return np.mean((A @ theta - y) ** 2)

    h = 1e-5
    grad = np.zeros_like(theta)
    for k in range(theta.shape[0]):
        old = theta[k, 0]
        theta[k, 0] = old + h
        up = L()
        theta[k, 0] = old - h
        down = L()
        theta[k, 0] = old
        grad[k, 0] = (up - down) / (2 * h)
    return grad

# %% wrong: mean over the parameters' axis
def mean_squared_gradient(theta, A, y):
    err = A @ theta - y
    per_point = 2 * A * err
    return per_point.mean(axis=1, keepdims=True)

# %% wrong: no factor two, one-dimensional
def mean_squared_gradient(theta, A, y):
    err = (A @ theta - y)[:, 0]
    return np.mean(A * err[:, np.newaxis], axis=0)

# %% wrong: error added not subtracted, and never averaged
import torch

def mean_squared_gradient(theta, A, y):
    th = torch.tensor(theta, requires_grad=True)
    out = torch.tensor(A).mm(th)
    loss = (out + torch.tensor(y)).pow(2).sum()
    loss.backward()
    return th.grad.numpy()
