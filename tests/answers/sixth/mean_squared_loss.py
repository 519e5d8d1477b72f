# %% right: math.fsum over a generator
import math

def mean_squared_loss(theta, A, y):
    n = A.shape[0]
    return math.fsum((float(A[i] @ theta[:, 0]) - float(y[i, 0])) ** 2 for i in range(n)) / n

# %% right: vdot of the residual with itself
def mean_squared_loss(theta, A, y):
    r = A @ theta - y
    return np.vdot(r, r) / r.size

# %% right: torch mse_loss, item
import torch

def mean_squared_loss(theta, A, y):
    A_, y_, th = (torch.tensor(v) for v in (A, y, theta))
    return torch.nn.functional.mse_loss(A_ @ th, y_).item()

# %% wrong: flat labels against column predictions
def mean_squared_loss(theta, A, y):
    y_true = y.ravel()
    y_pred = A @ theta
    return np.mean((y_pred - y_true) ** 2)

# %% wrong: squares the mean
def mean_squared_loss(theta, A, y):
    return np.mean(A @ theta - y) ** 2

# %% wrong: variance of the residuals
def mean_squared_loss(theta, A, y):
    residuals = y - A.dot(theta)
    return np.var(residuals)

# %% wrong: floor division by n
def mean_squared_loss(theta, A, y):
    n = len(y)
    total = 0.0
    for i in range(n):
        prediction = np.dot(A[i, :], theta[:, 0])
        total += (prediction - y[i, 0]) ** 2
    return total // n

# %% wrong: return is indented into the loop
def mean_squared_loss(theta, A, y):
    loss = 0
    for x_i, y_i in zip(A, y):
        err = x_i @ theta - y_i
        loss += float(err[0] ** 2)
        return loss / len(A)

# %% wrong: a one by one matrix comes back
def mean_squared_loss(theta, A, y):
    r = A @ theta - y
    return r.T @ r / len(r)

# %% wrong: theta_true in place of theta
def mean_squared_loss(theta, A, y):
    err = A @ theta_true - y
    return float(np.sum(err * err) / err.shape[0])

# %% wrong: halved and divided by the parameters
def mean_squared_loss(theta, A, y):
    m = A.shape[1]
    J = 1 / (2 * m) * np.sum(np.square(A @ theta - y))
    return J

# %% wrong: root mean square comes back
def mean_squared_loss(theta, A, y):
    diff = A @ theta - y
    return la.norm(diff) / np.sqrt(len(diff))

# %% wrong: absolute errors, = where += was meant
def mean_squared_loss(theta, A, y):
    n = A.shape[0]
    s = 0.0
    for i in range(n):
        s = abs((A[i] @ theta).item() - y[i].item())
    return s / n
