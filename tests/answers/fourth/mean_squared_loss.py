# %% right: math.fsum over a generator of points
def mean_squared_loss(theta, A, y):
    import math
    w = theta[:, 0]
    return math.fsum((float(np.dot(row, w)) - float(t)) ** 2
                     for row, t in zip(A, y[:, 0])) / len(y)

# %% right: variance of the errors plus the squared mean
def mean_squared_loss(theta, A, y):
    # E[e^2] = Var[e] + E[e]^2
    e = np.einsum('ij,jk->ik', A, theta) - y
    return np.var(e) + np.mean(e) ** 2

# %% right: torch mse_loss and item()
import torch
import torch.nn.functional as F

def mean_squared_loss(theta, A, y):
    to_t = lambda a: torch.tensor(a, dtype=torch.double)
    prediction = torch.mm(to_t(A), to_t(theta))
    return F.mse_loss(prediction, to_t(y), reduction='mean').item()

# %% wrong: squared errors summed, not averaged
def mean_squared_loss(theta, A, y):
    err = A @ theta - y
    return float(np.sum(err ** 2))

# %% wrong: y flattened: the differences broadcast to (n, n)
def mean_squared_loss(theta, A, y):
    y_hat = A @ theta
    diff = y_hat - y.flatten()
    return np.mean(diff ** 2)

# %% wrong: mean taken before the square
def mean_squared_loss(theta, A, y):
    return np.mean(A @ theta - y) ** 2

# %% wrong: divides by the number of parameters
def mean_squared_loss(theta, A, y):
    residual = A.dot(theta) - y
    n = len(theta)
    return (residual * residual).sum() / n

# %% wrong: return inside the loop, after the first point
def mean_squared_loss(theta, A, y):
    n = A.shape[0]
    total = 0.0
    for i in range(n):
        total += (A[i] @ theta[:, 0] - y[i, 0]) ** 2
        return total / n

# %% wrong: `//` in place of `/`
def mean_squared_loss(theta, A, y):
    n, d = A.shape
    errors = A @ theta - y
    return float(np.sum(np.square(errors)) // n)

# %% wrong: (1, 1) array returned in place of a float
def mean_squared_loss(theta, A, y):
    e = A @ theta - y
    return e.T @ e / A.shape[0]

# %% wrong: np.var of the errors: their mean is subtracted
def mean_squared_loss(theta, A, y):
    return np.var(y - A @ theta)

# %% wrong: each term squared on its own: (x.theta)^2 - y^2
def mean_squared_loss(theta, A, y):
    pred = A @ theta
    return np.mean(pred ** 2 - y ** 2)

# %% wrong: square outside the sum, and `/ 2 * n`
def mean_squared_loss(theta, A, y):
    n = y.shape[0]
    return float(np.sum(A @ theta - y) ** 2 / 2 * n)

# %% wrong: `=` for `+=` in the loop, and 1/(2n) in front
def mean_squared_loss(theta, A, y):
    loss = 0
    n = y.shape[0]
    for x_i, y_i in zip(A, y):
        loss = (np.dot(x_i, theta.ravel()) - y_i[0]) ** 2
    return 1 / (2 * n) * loss

# %% wrong: y overwritten by the residual, and the root taken
def mean_squared_loss(theta, A, y):
    y -= A @ theta
    return np.sqrt(np.mean(y ** 2))
