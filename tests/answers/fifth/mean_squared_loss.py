# %% right: exactly rounded sum with math.fsum
import math

def mean_squared_loss(theta, A, y):
    squares = []
    for i in range(len(A)):
        prediction = math.fsum(A[i, j] * theta[j, 0] for j in range(len(theta)))
        squares.append((prediction - y[i, 0]) ** 2)
    return math.fsum(squares) / len(squares)

# %% right: torch mse_loss
def mean_squared_loss(theta, A, y):
    import torch
    t, X, b = (torch.tensor(v, dtype=torch.float64) for v in (theta, A, y))
    return torch.nn.functional.mse_loss(X @ t, b.reshape(-1, 1)).item()

# %% right: variance plus squared bias
def mean_squared_loss(theta, A, y):
    r = (A @ theta).ravel() - y.ravel()
    # E[r^2] = Var(r) + E[r]^2
    return r.var() + r.mean() ** 2

# %% wrong: only y is squared, not the difference
def mean_squared_loss(theta, A, y):
    return np.mean(A @ theta - y ** 2)

# %% wrong: np.var of the residual leaves out its mean
def mean_squared_loss(theta, A, y):
    residual = A @ theta - y
    return np.var(residual)

# %% wrong: theta flattened, so (n,) - (n, 1) is n by n
def mean_squared_loss(theta, A, y):
    theta = theta.flatten()
    y_hat = A.dot(theta)
    return np.mean((y_hat - y) ** 2)

# %% wrong: running mean weights: halves the old and the new
def mean_squared_loss(theta, A, y):
    loss = 0.0
    for x_i, y_i in zip(A, y):
        err = float((x_i @ theta - y_i)[0])
        loss = (loss + err ** 2) / 2
    return loss

# %% wrong: r @ r.T makes an outer product, whose mean is taken
def mean_squared_loss(theta, A, y):
    r = y - A @ theta
    return (r @ r.T).mean()

# %% wrong: returns a (1, 1) array, not a float
def mean_squared_loss(theta, A, y):
    n, d = A.shape
    r = A @ theta - y
    return r.T @ r / n

# %% wrong: `/ 2 * n` multiplies by n, and has a half too much
def mean_squared_loss(theta, A, y):
    n = A.shape[0]
    err = A @ theta - y
    return np.sum(err ** 2) / 2 * n

# %% wrong: skips the last data point and divides by d
def mean_squared_loss(theta, A, y):
    n, d = A.shape
    total = 0.
    for i in range(n - 1):
        total += (A[i] @ theta[:, 0] - y[i, 0]) ** 2
    return total / d

# %% wrong: loss rounded to four decimals
def mean_squared_loss(theta, A, y):
    diff = np.dot(A, theta) - y
    mse = np.average(np.square(diff))
    return round(float(mse), 4)

# %% wrong: subtracts the prediction from y in place
def mean_squared_loss(theta, A, y):
    err = y
    err -= A @ theta
    return np.mean(err ** 2)
