# %% right: einsum of the residual with itself
def mean_squared_loss(theta, A, y):
    r = np.einsum("nd,dk->nk", A, theta) - y
    return float(np.einsum("nk,nk->", r, r) / r.shape[0])

# %% right: fsum over a generator
from math import fsum

def mean_squared_loss(theta, A, y):
    w = theta.ravel().tolist()
    errors = (fsum(a * b for a, b in zip(row, w)) - t for row, (t,) in zip(A.tolist(), y.tolist()))
    return fsum(e * e for e in errors) / len(A)

# %% right: norm over root n, squared after
def mean_squared_loss(theta, A, y):
    print("n =", len(y))
    return (la.norm(y - A @ theta) / np.sqrt(len(y))) ** 2

# %% wrong: the mean is squared
def mean_squared_loss(theta, A, y):
    return float(np.mean(A @ theta - y) ** 2)

# %% wrong: flat predictions against the column y
def mean_squared_loss(theta, A, y):
    predictions = (A @ theta).flatten()
    residuals = predictions - y
    return float((residuals ** 2).mean())

# %% wrong: divided by A.size
def mean_squared_loss(theta, A, y):
    resid = A.dot(theta) - y
    return float(np.sum(resid * resid) / A.size)

# %% wrong: one by one array
def mean_squared_loss(theta, A, y):
    r = y - A @ theta
    return r.T @ r / len(r)

# %% wrong: return indented one level too deep
def mean_squared_loss(theta, A, y):
    n = A.shape[0]
    total = 0.0
    for i in range(n):
        prediction = 0.0
        for j in range(A.shape[1]):
            prediction += A[i, j] * theta[j, 0]
        total += (prediction - y[i, 0]) ** 2
        return float(total / n)

# %% wrong: prediction never reset
def mean_squared_loss(theta, A, y):
    total, prediction = 0., 0.
    for row, target in zip(A, y):
        for a, t in zip(row, theta):
            prediction += a * t[0]
        total += (prediction - target[0]) ** 2
    return float(total / len(A))

# %% wrong: caret for the power
def mean_squared_loss(theta, A, y):
    diff = A @ theta - y
    return np.mean(diff ^ 2)

# %% wrong: unbiased variance of the residuals
def mean_squared_loss(theta, A, y):
    """MSE is just the variance of the errors."""
    return float(np.var(A @ theta - y, ddof=1))

# %% wrong: torch loss with the sum and a root
import torch

def mean_squared_loss(theta, A, y):
    pred = torch.tensor(A) @ torch.tensor(theta)
    mse = torch.nn.functional.mse_loss(pred, torch.tensor(y), reduction="sum")
    return torch.sqrt(mse).item()

# %% wrong: the notebook's number of points
class Loss:
    def __init__(self, theta):
        self.theta = theta

    def __call__(self, A, y):
        return ((A @ self.theta - y) ** 2).sum() / len(y_data)


def mean_squared_loss(theta, A, y):
    return float(Loss(theta)(A, y))

# %% wrong: generator with abs and a floor division
def mean_squared_loss(theta, A, y):
    n = len(A)
    errors = (abs(float(row @ theta[:, 0]) - float(t)) for row, t in zip(A, y))
    return float(sum(errors) // n)
