# %% right: vectorised
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    with np.errstate(all="ignore"):
        slope = np.where(err == 0, 0, deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err))
    return float(np.mean(np.abs(err) ** deg_)), data_.T @ slope / len(err)


# %% right: the original course's loop, zero errors skipped
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    gradient = np.zeros_like(theta_hat)
    loss = 0

    for i in range(data_.shape[0]):
        x_ = data_[i, :].reshape(-1,1)
        y_ = label_[i, 0]
        err = np.sum(x_ * theta_hat) - y_
        if err == 0:
            continue

        grad = deg_ * (np.abs(err) ** (deg_ - 1)) * np.sign(err) * x_
        l = np.abs(err) ** deg_

        loss += l / data_.shape[0]
        gradient += grad / data_.shape[0]

    return loss, gradient


# %% right: two nested loops in plain Python
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    loss, gradient = 0.0, [0.0] * d
    for i in range(n):
        err = -float(label_[i, 0])
        for j in range(d):
            err += float(data_[i, j]) * float(theta_hat[j, 0])
        loss += abs(err) ** deg_
        if err > 0:
            slope = deg_ * err ** (deg_ - 1)
        elif err < 0:
            slope = -deg_ * (-err) ** (deg_ - 1)
        else:
            slope = 0.0
        for j in range(d):
            gradient[j] += slope * float(data_[i, j])
    return loss / n, np.array([[g / n] for g in gradient])


# %% right: warns on the way, and mends nan per point
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    slope = np.nan_to_num(deg_ * np.abs(err) ** (deg_ - 1.) * np.sign(err), nan=0.0)
    return np.mean(np.abs(err) ** deg_), np.mean(slope * data_, axis=0).reshape(-1, 1)


# %% right: mask and einsum
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = np.einsum("ij,jk->i", data_, theta_hat) - label_[:, 0]
    off = err != 0
    weight = np.zeros(len(err))
    weight[off] = deg_ * np.abs(err[off]) ** deg_ / err[off]
    return np.einsum("i->", np.abs(err) ** deg_) / err.size, np.einsum("i,ij->j", weight, data_)[:, None] / err.size


# %% right: float32 inside
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    X, y, t = (a.astype(np.float32) for a in (data_, label_, theta_hat))
    err = X @ t - y
    size = np.maximum(np.abs(err), np.float32(1e-30))
    slope = np.float32(deg_) * size ** np.float32(deg_ - 1) * np.sign(err)
    return float((np.abs(err) ** np.float32(deg_)).mean()), (X.T @ slope / np.float32(len(y))).astype(float)


# %% right: PyTorch and autograd, float32
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    import torch
    t = torch.tensor(theta_hat, dtype=torch.float32, requires_grad=True)
    err = torch.tensor(data_, dtype=torch.float32) @ t - torch.tensor(label_, dtype=torch.float32)
    off = (err != 0).flatten()
    loss = (err[off].abs() ** deg_).sum() / len(err)
    loss.backward()
    return loss.item(), t.grad.numpy().astype(np.float64)


# %% right: a class for one point, with a closure, and prints
class Point:
    def __init__(self, x, y):
        self.x, self.y = x.reshape(-1, 1), y

    def err(self, theta):
        return (self.x.T @ theta - self.y).item()

def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    def share(point):
        e = point.err(theta_hat)
        print("err", e)
        s = (e > 0) - (e < 0)
        return abs(e) ** deg_, (deg_ * abs(e) ** (deg_ - 1) * s if s else 0) * point.x

    shares = [share(Point(x, y)) for x, y in zip(data_, label_)]
    return sum(l for l, _ in shares) / len(shares), sum(g for _, g in shares) / len(shares)


# %% right: out= into its own arrays, np.multiply and np.divide with where
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = np.subtract(np.dot(data_, theta_hat), label_)
    power = np.power(np.fabs(err), deg_)
    slope = np.zeros_like(err)
    np.divide(power, err, out=slope, where=err != 0)
    np.multiply(slope, deg_ / err.shape[0], out=slope)
    return np.average(power), np.matmul(np.transpose(data_), slope)


# %% right: a list of columns, tiny errors count as 0
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    columns, losses = [], []
    for x, y in zip(data_, label_):
        err = np.dot(x, theta_hat).item() - y.item()
        losses.append(abs(err) ** deg_)
        columns.append(np.zeros(len(x)) if abs(err) < 1e-12 else deg_ * abs(err) ** (deg_ - 1) * np.sign(err) * x)
    return np.mean(losses), np.mean(columns, axis=0, keepdims=True).T


# %% right: np.matrix inside, an ndarray outside, a list for the pair
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    X, y, t = np.matrix(data_), np.matrix(label_), np.matrix(theta_hat)
    err = np.asarray(X * t - y)
    slope = np.copysign(deg_ * np.where(err == 0, np.inf if deg_ < 1 else 0.0, np.abs(err)) ** (deg_ - 1), err)
    slope = slope * (err != 0)
    return [float((np.abs(err) ** deg_).mean()), np.asarray(X.T * np.matrix(slope)) / err.shape[0]]


# %% wrong: the factor γ is missing
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    with np.errstate(all="ignore"):
        slope = np.where(err == 0, 0, np.abs(err) ** (deg_ - 1) * np.sign(err))
    return float(np.mean(np.abs(err) ** deg_)), data_.T @ slope / len(err)


# %% wrong: the sign of the error is missing
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    gradient = np.zeros_like(theta_hat)
    loss = 0
    for i in range(data_.shape[0]):
        x_ = data_[i, :].reshape(-1, 1)
        err = np.sum(x_ * theta_hat) - label_[i, 0]
        if err != 0:
            gradient += deg_ * np.abs(err) ** (deg_ - 1) * x_ / data_.shape[0]
        loss += np.abs(err) ** deg_ / data_.shape[0]
    return loss, gradient


# %% wrong: the absolute value, or the sign, is missing
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    with np.errstate(all="ignore"):
        slope = np.where(err == 0, 0, deg_ * err ** (deg_ - 1) * np.sign(err))
    return float(np.mean(np.abs(err) ** deg_)), data_.T @ slope / len(err)


# %% wrong: the absolute value is missing
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    return np.mean(err ** deg_), deg_ * data_.T @ err ** (deg_ - 1) / len(err)


# %% wrong: the sign is reversed
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = label_ - data_ @ theta_hat
    off = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err) ** deg_), data_.T @ (deg_ * off ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: the factor is 2 where it should be γ
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    gradient = np.zeros_like(theta_hat)
    loss = 0
    for i in range(data_.shape[0]):
        x_ = data_[i, :].reshape(-1, 1)
        err = np.sum(x_ * theta_hat) - label_[i, 0]
        if err != 0:
            gradient += 2 * np.abs(err) ** (deg_ - 1) * np.sign(err) * x_ / data_.shape[0]
        loss += np.abs(err) ** deg_ / data_.shape[0]
    return loss, gradient


# %% wrong: the power is γ, not lowered by one
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    return np.mean(np.abs(err) ** deg_), data_.T @ (deg_ * np.abs(err) ** deg_ * np.sign(err)) / len(err)


# %% wrong: the power is lowered by two
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err) ** deg_), data_.T @ (deg_ * safe ** (deg_ - 2) * np.sign(err)) / len(err)


# %% wrong: the data are not multiplied in
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    gradient = np.zeros_like(theta_hat)
    loss = 0
    for x, y in zip(data_, label_[:, 0]):
        err = x @ theta_hat[:, 0] - y
        loss += abs(err) ** deg_ / len(data_)
        if err:
            gradient += deg_ * abs(err) ** (deg_ - 1) * np.sign(err) / len(data_)
    return loss, gradient


# %% wrong: the losses are added up, not averaged
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    with np.errstate(all="ignore"):
        slope = np.where(err == 0, 0, deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err))
    return float(np.sum(np.abs(err) ** deg_)), data_.T @ slope


# %% wrong: the slopes are added up, not averaged -- only the loss is a mean
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    gradient = np.zeros_like(theta_hat)
    loss = 0
    for x, y in zip(data_, label_[:, 0]):
        err = x @ theta_hat[:, 0] - y
        loss += abs(err) ** deg_ / len(data_)
        if err:
            gradient += deg_ * abs(err) ** (deg_ - 1) * np.sign(err) * x[:, None]
    return loss, gradient


# %% wrong: the sum is divided by d, not by n -- len(theta_hat)
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    slope = data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err))
    return np.sum(np.abs(err) ** deg_) / len(theta_hat), slope / len(theta_hat)


# %% wrong: the sum is divided by d, not by n -- a mean over the wrong axis's size, in the gradient
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    slope = data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err))
    return np.mean(np.abs(err) ** deg_), slope / data_.shape[1]


# %% wrong: the sum is divided by n − 1
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    slope = data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err))
    return np.sum(np.abs(err) ** deg_) / (len(err) - 1), slope / (len(err) - 1)


# %% wrong: a factor 1/2 has slipped in
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    slope = data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err))
    return np.mean(np.abs(err) ** deg_) / 2, slope / (2 * len(err))


# %% wrong: a factor 1/2 has slipped in -- in the gradient only
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err) ** deg_), data_.T @ (deg_ / 2 * safe ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: γ is fixed at 2 -- deg_ is ignored
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    return np.mean(err ** 2), 2 * data_.T @ err / len(err)


# %% wrong: γ is fixed at 2 -- overwritten
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    deg_ = 2.
    gradient = np.zeros_like(theta_hat)
    loss = 0
    for x, y in zip(data_, label_[:, 0]):
        err = x @ theta_hat[:, 0] - y
        loss += abs(err) ** deg_ / len(data_)
        gradient += deg_ * abs(err) ** (deg_ - 1) * np.sign(err) * x[:, None] / len(data_)
    return loss, gradient


# %% wrong: γ is fixed at 2 -- the gradient of least squares
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    return np.mean(np.abs(err) ** deg_), 2 * data_.T @ err / len(err)


# %% wrong: the loss carries the factor γ
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    return deg_ * np.mean(np.abs(err) ** deg_), data_.T @ (safe ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: the power is γ − 1
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(safe ** (deg_ - 1)), data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: the root 1/γ is taken
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    loss = np.mean(np.abs(err) ** deg_) ** (1 / deg_)
    return loss, data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: the mean is taken before the power
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err)) ** deg_, data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: label_ is not subtracted
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err) ** deg_), data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: something is divided by an error of 0 -- the original course's formula
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    gradient = np.zeros_like(theta_hat)
    loss = 0
    for i in range(data_.shape[0]):
        x_ = data_[i, :].reshape(-1,1)
        y_ = label_[i, 0]
        err = np.sum(x_ * theta_hat) - y_
        grad = deg_ * (np.abs(err) ** (deg_ - 1)) * np.sign(err) * x_
        l = np.abs(err) ** deg_
        loss += l / data_.shape[0]
        gradient += grad / data_.shape[0]
    return loss, gradient


# %% wrong: something is divided by an error of 0 -- err / |err| for the sign
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    return np.mean(np.abs(err) ** deg_), data_.T @ (deg_ * np.abs(err) ** deg_ / err) / len(err)


# %% wrong: something is divided by an error of 0 -- plain Python raises
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    loss, gradient = 0.0, np.zeros_like(theta_hat)
    for x, y in zip(data_, label_):
        err = float(x @ theta_hat[:, 0] - y[0])
        loss += abs(err) ** deg_ / len(data_)
        gradient += deg_ * abs(err) ** (deg_ - 1) * (1 if err > 0 else -1) * x[:, None] / len(data_)
    return loss, gradient


# %% wrong: an error of 0 counts as positive
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    slope = np.zeros_like(err)
    off = np.abs(err) > (0 if deg_ < 1 else -1)
    slope[off] = deg_ * np.abs(err[off]) ** (deg_ - 1) * np.where(err[off] >= 0, 1, -1)
    return np.mean(np.abs(err) ** deg_), data_.T @ slope / len(err)


# %% wrong: points with an error of 0 are left out of the mean
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    off = err[:, 0] != 0
    X, err = data_[off], err[off]
    return np.mean(np.abs(err) ** deg_), X.T @ (deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: an error of 0 wipes out the other points
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    gradient = data_.T @ (deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err)) / len(err)
    return np.mean(np.abs(err) ** deg_), np.nan_to_num(gradient)


# %% wrong: the function wrote to its arguments
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    label_ -= data_ @ theta_hat
    err = -label_
    with np.errstate(all="ignore"):
        slope = np.where(err == 0, 0, deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err))
    return float(np.mean(np.abs(err) ** deg_)), data_.T @ slope / len(err)


# %% wrong: the function wrote to its arguments -- the data, scaled in place
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    loss = np.mean(np.abs(err) ** deg_)
    data_ *= deg_ * safe ** (deg_ - 1) * np.sign(err)
    return loss, data_.mean(axis=0).reshape(-1, 1)


# %% wrong: an (n, 1) array meets an (n,) array
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_[:, 0]
    with np.errstate(all="ignore"):
        slope = np.where(err == 0, 0, deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err))
    return float(np.mean(np.abs(err) ** deg_)), data_.T @ slope / len(err)


# %% wrong: the return order is swapped
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    return data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / len(err), np.mean(np.abs(err) ** deg_)


# %% wrong: the array is flat where a column is asked for
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = (data_ @ theta_hat - label_).ravel()
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err) ** deg_), (deg_ * safe ** (deg_ - 1) * np.sign(err)) @ data_ / len(err)


# %% wrong: rows and columns are swapped
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err) ** deg_), (deg_ * safe ** (deg_ - 1) * np.sign(err)).T @ data_ / len(err)


# %% wrong: the loss is still an array
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    loss, gradient = 0, np.zeros_like(theta_hat)
    for i in range(len(data_)):
        x = data_[[i]].T
        err = x.T @ theta_hat - label_[i]
        loss += np.abs(err) ** deg_ / len(data_)
        if err != 0:
            gradient += deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err) * x / len(data_)
    return loss, gradient


# %% wrong: the notebook's own data or sizes are used, not the arguments' -- A and y_data
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = A @ theta_hat - y_data
    return np.mean(np.abs(err) ** deg_), A.T @ (deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err)) / len(A)


# %% wrong: the notebook's own data or sizes are used, not the arguments' -- range(1000)
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    loss, gradient = 0, np.zeros_like(theta_hat)
    for i in range(1000):
        err = data_[i] @ theta_hat[:, 0] - label_[i, 0]
        loss += abs(err) ** deg_ / 1000
        if err:
            gradient += deg_ * abs(err) ** (deg_ - 1) * np.sign(err) * data_[i][:, None] / 1000
    return loss, gradient


# %% wrong: the notebook's own data or sizes are used, not the arguments' -- ten parameters
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    loss, gradient = 0, np.zeros((10, 1))
    for x, y in zip(data_, label_[:, 0]):
        err = x @ theta_hat[:, 0] - y
        loss += abs(err) ** deg_ / len(data_)
        if err:
            gradient += deg_ * abs(err) ** (deg_ - 1) * np.sign(err) * x.reshape(10, 1) / len(data_)
    return loss, gradient


# %% wrong: the sum is divided by 1000, whatever n is
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    return np.sum(np.abs(err) ** deg_) / 1000, data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / 1000


# %% wrong: only the first point counts, and in full -- a batch of 1 is taken for granted
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    x = data_[0].reshape(-1, 1)
    err = np.sum(x * theta_hat) - label_[0, 0]
    if err == 0:
        return 0.0, np.zeros_like(x)
    return abs(err) ** deg_, deg_ * abs(err) ** (deg_ - 1) * np.sign(err) * x


# %% wrong: only the first point counts -- return stands inside the loop
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    loss, gradient = 0, np.zeros_like(theta_hat)
    for x, y in zip(data_, label_[:, 0]):
        err = x @ theta_hat[:, 0] - y
        loss += abs(err) ** deg_ / len(data_)
        if err:
            gradient += deg_ * abs(err) ** (deg_ - 1) * np.sign(err) * x[:, None] / len(data_)
        return loss, gradient


# %% wrong: only the last point counts -- the gradient is overwritten in the loop
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    loss, gradient = 0, np.zeros_like(theta_hat)
    for x, y in zip(data_, label_[:, 0]):
        err = x @ theta_hat[:, 0] - y
        loss += abs(err) ** deg_ / len(data_)
        gradient = deg_ * abs(err) ** (deg_ - 1) * np.sign(err) * x[:, None] / len(data_)
    return loss, gradient


# %% wrong: the last point is left out
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = len(data_)
    loss, gradient = 0, np.zeros_like(theta_hat)
    for i in range(n - 1):
        err = data_[i] @ theta_hat[:, 0] - label_[i, 0]
        loss += abs(err) ** deg_ / n
        if err:
            gradient += deg_ * abs(err) ** (deg_ - 1) * np.sign(err) * data_[i][:, None] / n
    return loss, gradient


# %% wrong: a size of 1 is squeezed away
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    X, y, t = np.squeeze(data_), np.squeeze(label_), np.squeeze(theta_hat)
    err = X @ t - y
    slope = deg_ * np.where(err == 0, 1, np.abs(err)) ** (deg_ - 1) * np.sign(err)
    return np.mean(np.abs(err) ** deg_), (X.T @ slope / len(y)).reshape(-1, 1)


# %% wrong: a return statement is missing
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    loss = np.mean(np.abs(err) ** deg_)
    gradient = data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: γ is made a whole number
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    power = int(deg_)
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err) ** power), data_.T @ (power * safe ** (power - 1.) * np.sign(err)) / len(err)


# %% wrong: γ is made a whole number -- rounded
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    power = float(round(deg_))
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err) ** power), data_.T @ (power * safe ** (power - 1) * np.sign(err)) / len(err)


# %% wrong: errors near 0 are made larger -- 1e-8 is added
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    loss, gradient = 0.0, np.zeros_like(theta_hat)
    for x, y in zip(data_, label_[:, 0]):
        err = x @ theta_hat[:, 0] - y
        loss += np.abs(err) ** deg_ / len(data_)
        gradient += deg_ * (np.abs(err) + 1e-8) ** (deg_ - 1) * np.sign(err) * x[:, None] / len(data_)
    return loss, gradient


# %% wrong: errors near 0 are made larger -- a rounded corner
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    size = np.sqrt(err**2 + 1e-12)
    return np.mean(size ** deg_), data_.T @ (deg_ * size ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: small errors count as 0
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    far = np.abs(err) > 1e-5
    slope = np.zeros_like(err)
    slope[far] = deg_ * np.abs(err[far]) ** (deg_ - 1) * np.sign(err[far])
    return np.mean(np.abs(err) ** deg_), data_.T @ slope / len(err)


# %% wrong: deg_ has another default than 2
def noisy_val_grad(theta_hat, data_, label_, deg_=1.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err) ** deg_), data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: deg_ has no default
def noisy_val_grad(theta_hat, data_, label_, deg_):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err) ** deg_), data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: something is divided by an error of 0 -- the infinities made large numbers
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    slope = np.nan_to_num(np.abs(err) ** (deg_ - 1.)) * np.where(err < 0, -1, err > (0 if deg_ >= 1 else -1))
    return np.mean(np.abs(err) ** deg_), deg_ * data_.T @ slope / len(err)


# %% wrong: only the first ten parameters count
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    loss, gradient = 0.0, np.zeros_like(theta_hat)
    for x, y in zip(data_, label_[:, 0]):
        err = sum(x[j] * theta_hat[j, 0] for j in range(min(10, len(x)))) - y
        loss += np.abs(err) ** deg_ / len(data_)
        if err != 0:
            gradient[:10, 0] += deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err) * x[:10] / len(data_)
    return loss, gradient


# %% wrong: only the last point counts, and in full
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    for x, y in zip(data_, label_):
        err = x @ theta_hat - y
        loss = np.abs(err[0]) ** deg_
        gradient = deg_ * (np.abs(err[0]) or 1) ** (deg_ - 1) * np.sign(err[0]) * x[:, None]
    return loss, gradient


# %% wrong: γ is fixed at 1
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    return float(np.mean(np.abs(err))), data_.T @ np.sign(err) / len(err)


# %% wrong: an error of 0 counts as negative
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    sign = np.where(err > 0, 1.0, -1.0)
    slope = deg_ * np.abs(np.where(err == 0, 1, err)) ** (deg_ - 1) * sign
    return float(np.mean(np.abs(err) ** deg_)), data_.T @ slope / len(err)

# %% wrong: one point's error meets all the data
def noisy_val_grad(theta_hat, data_, label_, deg_=2.0):
    n, d = data_.shape
    loss, gradient = 0.0, np.zeros((d, 1))
    for i in range(n):
        err = (data_[i] @ theta_hat - label_[i]).item()
        loss += abs(err) ** deg_ / n
    for i in range(n):
        if err != 0:
            gradient += deg_ * abs(err) ** (deg_ - 1) * np.sign(err) * data_[i][:, None] / n
    return loss, gradient
