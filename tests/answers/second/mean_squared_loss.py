# %% right: one line, np.float64
def mean_squared_loss(theta, A, y):
    return np.mean((A @ theta - y) ** 2)
# %% right: double loop in plain Python
def mean_squared_loss(theta, A, y):
    n, d = A.shape
    total = 0.0
    for i in range(n):
        prediction = 0.0
        for j in range(d):
            prediction += A[i, j] * theta[j, 0]
        total += (prediction - y[i, 0]) ** 2
    return float(total / n)
# %% right: einsum
def mean_squared_loss(theta, A, y):
    r = np.einsum("ij,jk->ik", A, theta) - y
    return float(np.einsum("ik,ik->", r, r) / r.shape[0])
# %% right: norm squared
import numpy.linalg as la

def mean_squared_loss(theta, A, y):
    return la.norm(A @ theta - y) ** 2 / len(y)
# %% right: torch mse_loss in float64
import torch
import torch.nn.functional as F

def mean_squared_loss(theta, A, y):
    t, a, b = (torch.tensor(v) for v in (theta, A, y))
    return F.mse_loss(a @ t, b).item()
# %% right: inner product and item
def mean_squared_loss(theta, A, y):
    residual = y - A.dot(theta)
    sq = residual.T @ residual
    assert sq.shape == (1, 1)
    return sq.item() / y.shape[0]
# %% right: running mean over rows, helper inside, chatty
def mean_squared_loss(theta, A, y):
    def one(x, target):
        return (x @ theta.ravel() - target.item()) ** 2

    mean = 0.0
    for k, (x, target) in enumerate(zip(A, y), start=1):
        mean += (one(x, target) - mean) / k
    print(f"loss: {mean:.4f}")
    return mean
# %% wrong: sum, not mean
def mean_squared_loss(theta, A, y):
    r = A @ theta - y
    return float(np.sum(r ** 2))
# %% wrong: textbook one half
def mean_squared_loss(theta, A, y):
    return 0.5 * np.mean((A @ theta - y) ** 2)
# %% wrong: (1, 1) array
def mean_squared_loss(theta, A, y):
    r = A @ theta - y
    return r.T @ r / len(r)
# %% wrong: flattened prediction against column label broadcasts
def mean_squared_loss(theta, A, y):
    prediction = (A @ theta).flatten()
    return np.mean((prediction - y) ** 2)
# %% wrong: root of the mean
def mean_squared_loss(theta, A, y):
    return float(np.sqrt(np.mean(np.square(A @ theta - y))))
# %% wrong: divides by n - d, degrees of freedom
def mean_squared_loss(theta, A, y):
    n, d = A.shape
    return float(((A @ theta - y) ** 2).sum() / (n - d))
# %% wrong: divides by 1000 whatever n is
def mean_squared_loss(theta, A, y):
    total = 0
    for i in range(A.shape[0]):
        total += (A[i] @ theta - y[i]) ** 2
    return float(total[0] / 1000)
# %% wrong: absolute error
def mean_squared_loss(theta, A, y):
    return float(np.abs(A @ theta - y).mean())
# %% wrong: variance of the residual (forgets its mean)
def mean_squared_loss(theta, A, y):
    return float(np.var(A @ theta - y))
# %% wrong: subtracts into the label array
def mean_squared_loss(theta, A, y):
    y -= A @ theta
    return float(np.mean(y ** 2))
# %% wrong: returns a torch tensor
import torch

def mean_squared_loss(theta, A, y):
    r = torch.tensor(A) @ torch.tensor(theta) - torch.tensor(y)
    return (r ** 2).mean()
# %% wrong: array of squared errors, never averaged
def mean_squared_loss(theta, A, y):
    return (A @ theta - y) ** 2
