# %% right: vectorised
def mean_squared_loss(theta, A, y):
    return np.mean((A @ theta - y) ** 2)


# %% right: a loop over the data points
def mean_squared_loss(theta, A, y):
    n = A.shape[0]
    loss = 0.0
    for i in range(n):
        err = sum(A[i, j] * theta[j, 0] for j in range(A.shape[1])) - y[i, 0]
        loss += err**2 / n
    return float(loss)


# %% right: the squared norm
def mean_squared_loss(theta, A, y):
    return np.linalg.norm(A @ theta - y) ** 2 / len(y)


# %% right: the inner product of the residual with itself
def mean_squared_loss(theta, A, y):
    residual = y - A @ theta
    return (residual.T @ residual / y.size).item()


# %% right: flat arrays throughout
def mean_squared_loss(theta, A, y):
    err = np.dot(A, theta).ravel() - y.ravel()
    return float(np.dot(err, err)) / err.size


# %% right: torch inside
def mean_squared_loss(theta, A, y):
    import torch

    return torch.nn.functional.mse_loss(torch.from_numpy(A @ theta), torch.from_numpy(y.copy())).item()


# %% right: in single precision, with a print
def mean_squared_loss(theta, A, y):
    err = A.astype(np.float32) @ theta.astype(np.float32) - y.astype(np.float32)
    loss = float(np.mean(np.square(err)))
    print("loss", loss)
    return loss


# %% right: a list comprehension
def mean_squared_loss(theta, A, y):
    squares = [((a.reshape(1, -1) @ theta).item() - b) ** 2 for a, b in zip(A, y[:, 0])]
    return sum(squares) / len(squares)


# %% right: einsum and an average
def mean_squared_loss(theta, A, y):
    err = np.einsum("ij,jk->ik", A, theta) - y
    return np.average(np.abs(err) ** 2.0)


# %% wrong: the squares are added up, not averaged
def mean_squared_loss(theta, A, y):
    return float(np.sum((A @ theta - y) ** 2))


# %% wrong: the squares are added up, not averaged -- mean of a (1, 1) array
def mean_squared_loss(theta, A, y):
    err = A @ theta - y
    return np.mean(err.T @ err)


# %% wrong: the sum is divided by d, not by n
def mean_squared_loss(theta, A, y):
    return float(np.sum((A @ theta - y) ** 2) / len(theta))


# %% wrong: the sum is divided by n − 1
def mean_squared_loss(theta, A, y):
    return float(np.sum((A @ theta - y) ** 2) / (len(y) - 1))


# %% wrong: the loss carries a factor 1/2
def mean_squared_loss(theta, A, y):
    return 0.5 * float(np.mean((A @ theta - y) ** 2))


# %% wrong: the root is taken
def mean_squared_loss(theta, A, y):
    return float(np.sqrt(np.mean((A @ theta - y) ** 2)))


# %% wrong: the norm is taken, not the mean square
def mean_squared_loss(theta, A, y):
    return np.linalg.norm(A @ theta - y)


# %% wrong: the errors are not squared
def mean_squared_loss(theta, A, y):
    return float(np.mean(A @ theta - y))


# %% wrong: the absolute value is taken, not the square
def mean_squared_loss(theta, A, y):
    return float(np.mean(np.abs(A @ theta - y)))


# %% wrong: the mean is taken before the square
def mean_squared_loss(theta, A, y):
    return float(np.mean(A @ theta - y) ** 2)


# %% wrong: the mean error is taken off first (a variance)
def mean_squared_loss(theta, A, y):
    return float(np.var(A @ theta - y))


# %% wrong: an (n, 1) array meets an (n,) array
def mean_squared_loss(theta, A, y):
    return float(np.mean((A @ theta - y.ravel()) ** 2))


# %% wrong: the number is left in an array
def mean_squared_loss(theta, A, y):
    err = A @ theta - y
    return err.T @ err / len(y)


# %% wrong: the sizes 1000 and 10 are fixed
def mean_squared_loss(theta, A, y):
    return float(np.sum((A @ theta - y) ** 2) / 1000)


# %% wrong: the sizes 1000 and 10 are fixed -- in the loop
def mean_squared_loss(theta, A, y):
    loss = 0.0
    for i in range(1000):
        loss += (A[i] @ theta[:, 0] - y[i, 0]) ** 2 / 1000
    return float(loss)


# %% wrong: the notebook's data are used, not the arguments
def mean_squared_loss(theta, data, labels):
    return float(np.mean((A @ theta - y_data) ** 2))


# %% wrong: y is not used
def mean_squared_loss(theta, A, y):
    return float(np.mean((A @ theta - y_data) ** 2))


# %% wrong: only the last point counts
def mean_squared_loss(theta, A, y):
    for i in range(len(y)):
        loss = (A[i] @ theta[:, 0] - y[i, 0]) ** 2
    return float(loss)


# %% wrong: only the first point counts
def mean_squared_loss(theta, A, y):
    loss = 0.0
    for i in range(len(y)):
        loss += (A[i] @ theta[:, 0] - y[i, 0]) ** 2
        return float(loss)


# %% wrong: y is added, not subtracted
def mean_squared_loss(theta, A, y):
    return float(np.mean((A @ theta + y) ** 2))


# %% wrong: the function wrote to its arguments
def mean_squared_loss(theta, A, y):
    y -= A @ theta
    loss = float(np.mean(y**2))
    y += A @ theta
    return loss


# %% wrong: the sum is divided by n − d
def mean_squared_loss(theta, A, y):
    rest = y - A @ theta
    return float((rest.T @ rest).item() / (A.shape[0] - A.shape[1]))


# %% wrong: a tensor is returned
def mean_squared_loss(theta, A, y):
    import torch

    return torch.nn.functional.mse_loss(torch.tensor(A) @ torch.tensor(theta), torch.tensor(y))


# %% wrong: the mean is never taken
def mean_squared_loss(theta, A, y):
    return np.square(A @ theta - y)


# %% wrong: the mean is never taken -- a mean along the wrong axis
def mean_squared_loss(theta, A, y):
    return np.mean((A @ theta - y) ** 2, axis=1)


# %% wrong: A is not used
def mean_squared_loss(theta, X, y):
    err = A @ theta - y
    return float(np.mean(err**2))
