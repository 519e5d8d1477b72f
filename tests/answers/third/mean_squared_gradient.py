# %% right: mean of row products, then a column
def mean_squared_gradient(theta, A, y):
    err = A @ theta - y
    g = np.mean(2 * err * A, axis=0)
    return g[:, np.newaxis]
# %% right: expanded Gram form
def mean_squared_gradient(theta, A, y):
    n = A.shape[0]
    gram, moment = A.T @ A, A.T @ y
    return (gram @ theta - moment) * (2 / n)
# %% right: dictionary of partial derivatives
def mean_squared_gradient(theta, A, y):
    n, d = A.shape
    partial = {j: 0.0 for j in range(d)}
    for i in range(n):
        err = -y[i, 0]
        for j in range(d):
            err += A[i, j] * theta[j, 0]
        for j in range(d):
            partial[j] += 2 * err * A[i, j] / n
    return np.array([[partial[j]] for j in range(d)])
# %% right: autograd
import torch

def mean_squared_gradient(theta, A, y):
    t = torch.tensor(theta, requires_grad=True)
    loss = ((torch.tensor(A) @ t - torch.tensor(y)) ** 2).mean()
    (grad,) = torch.autograd.grad(loss, t)
    return grad.numpy()
# %% right: reduce over generator of outer products
from functools import reduce
from operator import add

def mean_squared_gradient(theta, A, y):
    residual = lambda x, label: (x @ theta - label).item()
    pieces = (residual(x, l) * x.reshape(-1, 1) for x, l in zip(A, y))
    return 2. * reduce(add, pieces) / len(A)
# %% right: einsum with an early check
def mean_squared_gradient(theta, A, y):
    if A.shape[1] != theta.shape[0]:
        raise ValueError("A and theta do not fit")
    r = y - A @ theta
    return np.einsum('nd,nk->dk', A, r) * -2 / r.shape[0]
# %% wrong: derivative of the square without its two
def mean_squared_gradient(theta, A, y):
    return A.T @ (A @ theta - y) / A.shape[0]
# %% wrong: gradient of the sum
def mean_squared_gradient(theta, A, y):
    return 2 * A.T @ (A @ theta - y)
# %% wrong: label minus prediction
def mean_squared_gradient(theta, A, y):
    err = y - A @ theta
    return 2 / len(y) * A.T @ err
# %% wrong: mean over axis 0 without keepdims
def mean_squared_gradient(theta, A, y):
    err = A @ theta - y
    return (2 * err * A).mean(axis=0)
# %% wrong: mean over everything
def mean_squared_gradient(theta, A, y):
    err = A @ theta - y
    return np.full_like(theta, np.mean(2 * err * A))
# %% wrong: assigns where it should add
def mean_squared_gradient(theta, A, y):
    n = A.shape[0]
    gradient = np.zeros_like(theta)
    for i in range(n):
        x = A[i].reshape(-1, 1)
        err = np.sum(x * theta) - y[i, 0]
        gradient = 2 * err * x / n
    return gradient
# %% wrong: starts the sum at theta
def mean_squared_gradient(theta, A, y):
    n = A.shape[0]
    gradient = theta.copy()
    for i in range(n):
        x = A[i].reshape(-1, 1)
        gradient += 2 * (np.sum(x * theta) - y[i, 0]) * x / n
    return gradient
# %% wrong: nudges theta itself to difference the loss
def mean_squared_gradient(theta, A, y):
    eps = 1e-4
    gradient = np.zeros_like(theta)
    for j in range(theta.shape[0]):
        old = theta[j, 0]
        theta[j, 0] = old + eps
        up = np.mean((A @ theta - y) ** 2)
        theta[j, 0] = old - eps
        down = np.mean((A @ theta - y) ** 2)
        theta[j, 0] = old
        gradient[j, 0] = (up - down) / (2 * eps)
    return gradient
# %% wrong: one sided difference of the loss
def mean_squared_gradient(theta, A, y):
    h = 1e-3
    loss = lambda t: np.mean((A @ t - y) ** 2)
    d = theta.shape[0]
    columns = [(loss(theta + h * np.eye(d)[:, [j]]) - loss(theta)) / h for j in range(d)]
    return np.array(columns).reshape(-1, 1)
# %% wrong: divides by the number of parameters
def mean_squared_gradient(theta, A, y):
    return 2 / theta.size * (A.T @ (A @ theta - y))
# %% wrong: sign of the error only
def mean_squared_gradient(theta, A, y):
    return 2 * A.T @ np.sign(A @ theta - y) / A.shape[0]
# %% wrong: flat label makes a matrix of errors
def mean_squared_gradient(theta, A, y):
    err = A @ theta - y.reshape(-1)
    return (2 * A.T @ err / len(A)).mean(axis=1, keepdims=True)
