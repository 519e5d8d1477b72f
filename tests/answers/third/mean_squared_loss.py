# %% right: exact summation with math.fsum
from math import fsum

def mean_squared_loss(theta, A, y):
    errors = (A @ theta - y).ravel().tolist()
    return fsum(e * e for e in errors) / len(errors)
# %% right: einsum on the residual
def mean_squared_loss(theta, A, y):
    r = np.einsum('nd,dk->nk', A, theta) - y
    return np.einsum('nk,nk->', r, r) / y.size
# %% right: halving recursion over the rows
def mean_squared_loss(theta, A, y):
    def total(lo, hi):
        if hi - lo == 1:
            return float(np.dot(A[lo], theta[:, 0]) - y[lo, 0]) ** 2
        mid = (lo + hi) // 2
        return total(lo, mid) + total(mid, hi)

    n = A.shape[0]
    return total(0, n) / n
# %% right: single precision squares
def mean_squared_loss(theta: np.ndarray, A: np.ndarray, y: np.ndarray) -> float:
    err = A @ theta - y
    scale = np.abs(err).max() or 1.0
    unit = (err / scale).astype(np.float32)
    return float(np.mean(unit ** 2)) * float(scale) ** 2
# %% right: running average in a loop
def mean_squared_loss(theta, A, y):
    average = 0.
    for k, (x, label) in enumerate(zip(A, y), start=1):
        err = sum(x_j * t_j for x_j, t_j in zip(x, theta[:, 0])) - label[0]
        average += (err ** 2 - average) / k
    return average
# %% right: torch mse in double precision
import torch
import torch.nn.functional as F

def mean_squared_loss(theta, A, y):
    with torch.no_grad():
        prediction = torch.tensor(A) @ torch.tensor(theta)
        return F.mse_loss(prediction, torch.tensor(y)).item()
# %% wrong: return indented into the loop
def mean_squared_loss(theta, A, y):
    loss = 0
    n = A.shape[0]
    for i in range(n):
        err = A[i] @ theta[:, 0] - y[i, 0]
        loss += err ** 2 / n
        return loss
# %% wrong: the half that makes the derivative nice
def mean_squared_loss(theta, A, y):
    err = A @ theta - y
    return float(np.sum(err ** 2) / (2 * len(y)))
# %% wrong: flattens y but not the prediction
def mean_squared_loss(theta, A, y):
    return np.mean((A @ theta - y.flatten()) ** 2)
# %% wrong: takes the variance of the errors
def mean_squared_loss(theta, A, y):
    return np.var(A @ theta - y)
# %% wrong: squares the mean error
def mean_squared_loss(theta, A, y):
    err = A @ theta - y
    return float(np.mean(err) ** 2)
# %% wrong: difference of squares
def mean_squared_loss(theta, A, y):
    return np.mean((A @ theta) ** 2 - y ** 2)
# %% wrong: norm without its square
def mean_squared_loss(theta, A, y):
    return np.linalg.norm(A @ theta - y) / A.shape[0]
# %% wrong: one by one matrix left as it is
def mean_squared_loss(theta, A, y):
    r = A @ theta - y
    return r.T @ r / len(r)
# %% wrong: averages over columns instead of rows
def mean_squared_loss(theta, A, y):
    r = A @ theta - y
    return float(np.sum(r * r)) / A.shape[1]
# %% wrong: subtracts the labels inside y
def mean_squared_loss(theta, A, y):
    r = y
    r -= A @ theta
    return float((r ** 2).mean())
# %% wrong: last data point left out
def mean_squared_loss(theta, A, y):
    n = len(A)
    loss = 0.0
    for i in range(0, n - 1):
        loss += (A[i, :] @ theta - y[i]).item() ** 2
    return loss / n
# %% wrong: thousand data points taken for granted
def mean_squared_loss(theta, A, y):
    return float(np.sum((A @ theta - y) ** 2) / 1000)
