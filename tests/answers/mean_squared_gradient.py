# %% right: vectorised
def mean_squared_gradient(theta, A, y):
    return 2 / A.shape[0] * (A.T @ (A @ theta - y))


# %% right: a loop over the data points
def mean_squared_gradient(theta, A, y):
    n = A.shape[0]
    gradient = np.zeros_like(theta)
    for i in range(n):
        x_ = A[i, :].reshape(-1, 1)
        err = np.sum(x_ * theta) - y[i, 0]
        gradient += 2 * err * x_ / n
    return gradient


# %% right: one parameter at a time
def mean_squared_gradient(theta, A, y):
    err = (A @ theta - y)[:, 0]
    return np.array([[np.mean(2 * err * A[:, j])] for j in range(A.shape[1])])


# %% right: the mean over rows
def mean_squared_gradient(theta, A, y):
    return (2 * (A @ theta - y) * A).mean(axis=0, keepdims=True).T


# %% right: multiplied out
def mean_squared_gradient(theta, A, y):
    return 2 * (A.T @ A @ theta - A.T @ y) / len(A)


# %% right: torch's autograd
def mean_squared_gradient(theta, A, y):
    import torch

    t = torch.tensor(theta, requires_grad=True)
    torch.mean((torch.tensor(A) @ t - torch.tensor(y)) ** 2).backward()
    return t.grad.numpy()


# %% right: in single precision
def mean_squared_gradient(theta, A, y):
    theta, A, y = (np.asarray(a, dtype=np.float32) for a in (theta, A, y))
    return 2 * A.T @ (A @ theta - y) / np.float32(len(y))


# %% right: central differences
def mean_squared_gradient(theta, A, y):
    gradient = np.zeros(theta.shape)
    for j in range(theta.size):
        step = np.zeros(theta.shape)
        step[j] = 1e-4
        up, down = mean_squared_loss(theta + step, A, y), mean_squared_loss(theta - step, A, y)
        gradient[j] = (up - down) / 2e-4
    return gradient


# %% right: y − Aθ with a minus in front
def mean_squared_gradient(theta, A, y):
    residual = y - A @ theta
    print("largest residual:", np.abs(residual).max())
    return -2 * np.einsum("ij,ik->jk", A, residual) / residual.size


# %% wrong: the factor 2 is missing
def mean_squared_gradient(theta, A, y):
    return A.T @ (A @ theta - y) / len(y)


# %% wrong: the slopes are added up, not averaged
def mean_squared_gradient(theta, A, y):
    return 2 * A.T @ (A @ theta - y)


# %% wrong: neither the factor 2 nor the mean is there
def mean_squared_gradient(theta, A, y):
    return A.T @ (A @ theta - y)


# %% wrong: the sum is divided by d, not by n
def mean_squared_gradient(theta, A, y):
    return 2 * A.T @ (A @ theta - y) / len(theta)


# %% wrong: the sum is divided by n − 1
def mean_squared_gradient(theta, A, y):
    return 2 * A.T @ (A @ theta - y) / (len(y) - 1)


# %% wrong: the error is y − Aθ, the wrong way round
def mean_squared_gradient(theta, A, y):
    return 2 * A.T @ (y - A @ theta) / len(y)


# %% wrong: the code runs only where n = d
def mean_squared_gradient(theta, A, y):
    return 2 * A @ (A @ theta - y) / len(y)


# %% wrong: rows and columns are swapped
def mean_squared_gradient(theta, A, y):
    return 2 * (A @ theta - y).T @ A / len(y)


# %% wrong: the array is flat where a column is asked for
def mean_squared_gradient(theta, A, y):
    return np.mean(2 * (A @ theta - y) * A, axis=0)


# %% wrong: an (n, 1) array meets an (n,) array
def mean_squared_gradient(theta, A, y):
    return 2 * A.T @ (A @ theta - y.flatten()) / len(y)


# %% wrong: the errors lose their sign
def mean_squared_gradient(theta, A, y):
    return 2 * A.T @ np.abs(A @ theta - y) / len(y)


# %% wrong: only the errors' signs count
def mean_squared_gradient(theta, A, y):
    return A.T @ np.sign(A @ theta - y) / len(y)


# %% wrong: the errors are still squared
def mean_squared_gradient(theta, A, y):
    return A.T @ (A @ theta - y) ** 2 / len(y)


# %% wrong: the errors are not multiplied in
def mean_squared_gradient(theta, A, y):
    return 2 * A.mean(axis=0).reshape(-1, 1)


# %% wrong: the sizes 1000 and 10 are fixed
def mean_squared_gradient(theta, A, y):
    return 2 * A.T @ (A @ theta - y) / 1000


# %% wrong: the sizes 1000 and 10 are fixed -- an array of zeros
def mean_squared_gradient(theta, A, y):
    gradient = np.zeros((10, 1))
    for x, b in zip(A, y[:, 0]):
        gradient += 2 * (x @ theta[:, 0] - b) * x.reshape(10, 1) / len(y)
    return gradient


# %% wrong: the notebook's data are used, not the arguments
def mean_squared_gradient(theta, data, labels):
    return 2 * A.T @ (A @ theta - y_data) / len(y_data)


# %% wrong: theta is not used
def mean_squared_gradient(theta, A, y):
    return 2 * A.T @ (A @ theta_init - y) / len(y)


# %% wrong: y is not subtracted
def mean_squared_gradient(theta, A, y):
    return 2 * A.T @ (A @ theta) / len(y)


# %% wrong: the slope is that of the root
def mean_squared_gradient(theta, A, y):
    err = A @ theta - y
    return A.T @ err / len(y) / np.sqrt(np.mean(err**2))


# %% wrong: only the last point counts
def mean_squared_gradient(theta, A, y):
    for x, b in zip(A, y[:, 0]):
        gradient = 2 * (x @ theta[:, 0] - b) * x.reshape(-1, 1) / len(y)
    return gradient


# %% wrong: only the first point counts
def mean_squared_gradient(theta, A, y):
    gradient = np.zeros_like(theta)
    for x, b in zip(A, y[:, 0]):
        gradient += 2 * (x @ theta[:, 0] - b) * x.reshape(-1, 1) / len(y)
        return gradient


# %% wrong: the function wrote to its arguments
def mean_squared_gradient(theta, A, y):
    y -= A @ theta
    return -2 * A.T @ y / len(y)


# %% wrong: the sum is divided by n·d, not by n
def mean_squared_gradient(theta, A, y):
    return 2 * A.T @ (A @ theta - y) / A.size


# %% wrong: the slope is measured one way only, with a coarse step
def mean_squared_gradient(theta, A, y):
    here, step = np.mean((A @ theta - y) ** 2), 0.01
    nudged = [np.mean((A @ (theta + step * e[:, None]) - y) ** 2) for e in np.eye(len(theta))]
    return (np.array(nudged).reshape(-1, 1) - here) / step


# %% wrong: the last point is left out
def mean_squared_gradient(theta, A, y):
    gradient, n = np.zeros_like(theta), len(y)
    for i in range(n - 1):
        gradient += 2 * (A[i] @ theta[:, 0] - y[i, 0]) * A[i].reshape(-1, 1) / n
    return gradient


# %% wrong: the first point is left out
def mean_squared_gradient(theta, A, y):
    gradient, n = np.zeros_like(theta), len(y)
    for i in range(1, n):
        gradient += 2 * (A[i] @ theta[:, 0] - y[i, 0]) * A[i].reshape(-1, 1) / n
    return gradient


# %% wrong: the gradient is scaled to length 1
def mean_squared_gradient(theta, A, y):
    direction = A.T @ (A @ theta - y)
    return direction / np.sqrt(np.sum(direction**2))


# %% wrong: a tensor is returned
def mean_squared_gradient(theta, A, y):
    import torch

    t = torch.tensor(theta, requires_grad=True)
    torch.mean((torch.tensor(A) @ t - torch.tensor(y)) ** 2).backward()
    return t.grad


# %% wrong: the factor 2 is there twice
def mean_squared_gradient(theta, A, y):
    err = 2 * (A @ theta - y)
    return 2 * A.T @ err / len(y)


# %% wrong: the errors are still squared, the 2 is there
def mean_squared_gradient(theta, A, y):
    return 2 * A.T @ (A @ theta - y) ** 2 / A.shape[0]


# %% wrong: θ is stepped, not the gradient returned
def mean_squared_gradient(theta, A, y):
    gradient = 2 * A.T @ (A @ theta - y) / A.shape[0]
    theta = theta - gradient
    return theta
