# %% right: where and errstate
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    with np.errstate(all="ignore"):
        slope = np.where(err == 0, 0, deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err))
    return np.abs(err).__pow__(deg_).mean(), data_.T @ slope / len(err)


# %% right: a mask
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = (data_ @ theta_hat - label_)[:, 0]
    off = err != 0
    slope = deg_ * np.abs(err[off]) ** (deg_ - 1) * np.sign(err[off])
    gradient = (slope[:, None] * data_[off]).sum(axis=0) / len(err)
    return float(np.mean(np.abs(err) ** deg_)), gradient[:, None]


# %% right: einsum
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = np.einsum("nd,dk->nk", data_, theta_hat) - label_
    power = np.abs(err) ** deg_
    over = power / np.where(err == 0, 1, err)
    return power.sum() / power.size, deg_ * np.einsum("nk,nd->dk", over, data_) / power.size


# %% right: a loop over the parameters
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    err = np.zeros(n)
    for j in range(d):
        err = err + data_[:, j] * theta_hat[j, 0]
    err = err - label_[:, 0]
    size = np.abs(err)
    slope = np.sign(err) * np.where(size > 0, size, 1.0) ** (deg_ - 1)
    gradient = np.zeros((d, 1))
    for j in range(d):
        gradient[j, 0] = deg_ * np.sum(slope * data_[:, j]) / n
    return np.sum(size ** deg_) / n, gradient


# %% right: chunks of 256 points
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = len(data_)
    loss, gradient = 0.0, np.zeros((data_.shape[1], 1))
    for start in range(0, n, 256):
        X, y = data_[start:start + 256], label_[start:start + 256]
        err = X @ theta_hat - y
        size = np.abs(err)
        loss += np.sum(size ** deg_)
        gradient += X.T @ (deg_ * np.where(size > 0, size, 1) ** (deg_ - 1) * np.sign(err))
    return float(loss / n), gradient / n


# %% right: PyTorch without autograd
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    import torch
    X, y, t = (torch.from_numpy(np.array(a)) for a in (data_, label_, theta_hat))
    err = X @ t - y
    slope = torch.where(err == 0, torch.zeros_like(err), deg_ * err.abs() ** (deg_ - 1) * err.sign())
    return (err.abs() ** deg_).mean().item(), (X.T @ slope / len(y)).numpy()


# %% right: float32 inside, prints and warns
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    print("called with", data_.shape, data_)
    err = (data_.astype(np.float32) @ theta_hat.astype(np.float32)) - label_.astype(np.float32)
    slope = np.nan_to_num(np.float32(deg_) * np.abs(err) ** np.float32(deg_ - 1) * np.sign(err))
    loss = np.mean(np.abs(err) ** np.float32(deg_))
    return float(loss), np.mean(slope * data_, axis=0, keepdims=True).T.astype(np.float64)


# %% right: nested helpers and out=
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    def errors():
        out = np.empty_like(label_)
        np.matmul(data_, theta_hat, out=out)
        return np.subtract(out, label_, out=out)

    def cost(err):
        return np.power(np.abs(err), deg_)

    def steepness(err):
        result = np.zeros_like(err)
        np.divide(deg_ * cost(err), err, out=result, where=err != 0)
        return result

    err = errors()
    return np.average(cost(err)), np.dot(data_.T, steepness(err)) / err.shape[0]


# %% right: a class with a cached error
class PowerLoss:
    def __init__(self, X, y, gamma):
        self.X, self.y, self.gamma = X, y, gamma

    def __call__(self, theta):
        self.err = self.X @ theta - self.y
        self.size = np.abs(self.err)
        return np.mean(self.size ** self.gamma)

    def gradient(self):
        safe = np.maximum(self.size, 1e-300)
        return self.gamma * self.X.T @ (safe ** (self.gamma - 1) * np.sign(self.err)) / len(self.y)

def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    model = PowerLoss(data_, label_, deg_)
    loss = model(theta_hat)
    return loss, model.gradient()


# %% right: norm and logarithms
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = (data_ @ theta_hat - label_).flatten()
    logs = np.log(np.abs(err), out=np.zeros_like(err), where=err != 0)
    slope = deg_ * np.sign(err) * np.exp((deg_ - 1) * logs)
    return np.linalg.norm(err, ord=deg_) ** deg_ / err.size, (slope @ data_ / err.size).reshape(-1, 1)


# %% wrong: a loop runs over the data points -- the loop of the first exercise
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    gradient = np.zeros_like(theta_hat)
    loss = 0.0
    for i in range(data_.shape[0]):
        x_ = data_[i, :].reshape(-1, 1)
        err = np.sum(x_ * theta_hat) - label_[i, 0]
        if err != 0:
            gradient += deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err) * x_ / data_.shape[0]
            loss += np.abs(err) ** deg_ / data_.shape[0]
    return loss, gradient


# %% wrong: a loop runs over the data points -- a list comprehension
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    slope = np.array([deg_ * abs(e) ** (deg_ - 1) * np.sign(e) if e else 0.0 for e in err[:, 0]])
    return np.mean(np.abs(err) ** deg_), data_.T @ slope[:, None] / len(err)


# %% wrong: a loop runs over the data points -- a generator on one line
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    loss = sum(abs(e) ** deg_ for e in err[:, 0]) / len(err)
    return float(loss), data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: a loop runs over the data points -- np.vectorize
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    slope = np.vectorize(lambda e: deg_ * abs(e) ** (deg_ - 1) * np.sign(e) if e else 0.0, otypes=[float])
    err = data_ @ theta_hat - label_
    return np.mean(np.abs(err) ** deg_), data_.T @ slope(err) / len(err)


# %% wrong: a loop runs over the data points -- map and lambda
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    slope = list(map(lambda e: deg_ * abs(e) ** (deg_ - 1) * np.sign(e) if e else 0.0, err[:, 0]))
    return np.mean(np.abs(err) ** deg_), data_.T @ np.array(slope).reshape(-1, 1) / len(err)


# %% wrong: a loop runs over the data points -- np.apply_along_axis
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    def one(row):
        e = row[:-1] @ theta_hat[:, 0] - row[-1]
        slope = deg_ * abs(e) ** (deg_ - 1) * np.sign(e) if e else 0.0
        return np.append(slope * row[:-1], abs(e) ** deg_)

    means = np.apply_along_axis(one, 1, np.hstack([data_, label_])).mean(axis=0)
    return means[-1], means[:-1].reshape(-1, 1)


# %% wrong: a loop runs over the data points -- while
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    slope, i = np.zeros_like(err), 0
    while i < len(err):
        if err[i, 0]: slope[i, 0] = deg_ * abs(err[i, 0]) ** (deg_ - 1) * np.sign(err[i, 0])
        i += 1
    return np.mean(np.abs(err) ** deg_), data_.T @ slope / len(err)


# %% wrong: the factor γ is missing
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err) ** deg_), data_.T @ (safe ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: the sign of the error is missing
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = np.abs(data_ @ theta_hat - label_)
    slope = deg_ * np.where(err == 0, 1, err) ** (deg_ - 1) * (err != 0)
    return np.mean(err ** deg_), data_.T @ slope / len(err)


# %% wrong: an (n, 1) array meets an (n,) array
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_.ravel()
    safe = np.where(err == 0, 1, np.abs(err))
    slope = deg_ * safe ** (deg_ - 1) * np.sign(err)
    return np.mean(np.abs(err) ** deg_), np.mean(data_.T @ slope, axis=1, keepdims=True) / len(err)


# %% wrong: an (n, 1) array meets an (n,) array -- in the gradient only
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    sign = np.sign(err[:, 0])
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err) ** deg_), data_.T @ (deg_ * safe ** (deg_ - 1) * sign) / len(err)


# %% wrong: the array is flat where a column is asked for
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err) ** deg_), np.mean(deg_ * safe ** (deg_ - 1) * np.sign(err) * data_, axis=0)


# %% wrong: the loss is still an array
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    loss = np.mean(np.abs(err) ** deg_, axis=0)
    return loss, data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: the slopes are added up, not averaged
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err) ** deg_), data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err))


# %% wrong: the sum is divided by d, not by n -- the mean runs over everything
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err) ** deg_), data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / data_.shape[1]


# %% wrong: γ is fixed at 2
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    return np.mean(err ** 2), 2 * data_.T @ err / len(err)


# %% wrong: the absolute value is missing
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    return np.mean(err ** deg_), deg_ * data_.T @ err ** (deg_ - 1) / len(err)


# %% wrong: the mean is taken before the power
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    return np.abs(err).mean() ** deg_, data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: something is divided by an error of 0 -- the formula as it stands
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    return np.mean(np.abs(err) ** deg_), data_.T @ (deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: an error of 0 wipes out the other points
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    gradient = data_.T @ (deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err)) / len(err)
    return np.mean(np.abs(err) ** deg_), np.nan_to_num(gradient)


# %% wrong: points with an error of 0 are left out of the mean
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    X, err = data_[err[:, 0] != 0], err[err[:, 0] != 0]
    return np.mean(np.abs(err) ** deg_), X.T @ (deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err)) / len(X)


# %% wrong: the function wrote to its arguments
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = np.subtract(data_ @ theta_hat, label_, out=label_)
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err) ** deg_), data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: the notebook's own data or sizes are used, not the arguments'
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = A @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err) ** deg_), A.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: the return order is swapped
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    return data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / len(err), np.mean(np.abs(err) ** deg_)


# %% wrong: the last of many points are left out
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    X, y = data_[:256], label_[:256]
    err = X @ theta_hat - y
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err) ** deg_), X.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: the points are drawn at random
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    i = np.random.choice(len(data_), min(len(data_), 100), replace=False)
    err = data_[i] @ theta_hat - label_[i]
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err) ** deg_), data_[i].T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: errors near 0 are made larger -- kept above 1e-6
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    size = np.maximum(np.abs(err), 1e-6)
    return np.mean(size ** deg_), data_.T @ (deg_ * size ** (deg_ - 1) * np.sign(err)) / len(err)


# %% wrong: a loop runs over the data points -- it calls itself on halves
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    def total(lo, hi):
        if hi - lo > 1:
            (a, b), (c, e) = total(lo, (lo + hi) // 2), total((lo + hi) // 2, hi)
            return a + c, b + e
        err = data_[lo] @ theta_hat[:, 0] - label_[lo, 0]
        return np.abs(err) ** deg_, deg_ * (np.abs(err) or 1.0) ** (deg_ - 1) * np.sign(err) * data_[lo]

    loss, gradient = total(0, len(data_))
    return loss / len(data_), gradient[:, None] / len(data_)


# %% wrong: deg_ has another default than 2
def fast_val_grad(theta_hat, data_, label_, deg_=1.5):
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1, np.abs(err))
    return np.mean(np.abs(err) ** deg_), data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / len(err)

# %% right: chunks of 64 points
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = len(data_)
    loss, gradient = 0.0, np.zeros_like(theta_hat)
    for at in range(0, n, 64):
        x = data_[at:at + 64]
        err = x @ theta_hat - label_[at:at + 64]
        size = np.abs(err)
        loss += np.sum(size ** deg_)
        gradient += x.T @ (deg_ * np.where(size > 0, size, 1) ** (deg_ - 1) * np.sign(err))
    return float(loss / n), gradient / n

# %% right: a diagonal matrix of slopes
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = (data_ @ theta_hat - label_).ravel()
    size = np.abs(err)
    weights = np.diag(deg_ * np.where(size > 0, size, 1) ** (deg_ - 1))
    return float(np.mean(size ** deg_)), data_.T @ weights @ np.sign(err)[:, None] / len(err)

# %% right: torch.autograd
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    import torch
    theta = torch.tensor(theta_hat, requires_grad=True)
    err = torch.tensor(data_) @ theta - torch.tensor(label_)
    size = err.abs()
    safe = torch.where(size > 0, size, torch.ones_like(size))
    loss = torch.where(size > 0, safe ** deg_, torch.zeros_like(size)).mean()
    loss.backward()
    return loss.item(), theta.grad.numpy()

# %% wrong: a loop runs over the data points -- in a thread
import threading


def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n, found = len(data_), [0.0, np.zeros_like(theta_hat)]

    def work():
        for x, y in zip(data_, label_[:, 0]):
            err = x @ theta_hat[:, 0] - y
            found[0] += abs(err) ** deg_ / n
            if err != 0:
                found[1] += deg_ * abs(err) ** (deg_ - 1) * np.sign(err) * x[:, None] / n

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return float(found[0]), found[1]

# %% wrong: a loop runs over the data points -- in a thread that nobody watches
import _thread, time


def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n, found, lock = len(data_), [0.0, np.zeros_like(theta_hat)], _thread.allocate_lock()

    def work():
        for x, y in zip(data_, label_[:, 0]):
            err = x @ theta_hat[:, 0] - y
            found[0] += abs(err) ** deg_ / n
            if err != 0:
                found[1] += deg_ * abs(err) ** (deg_ - 1) * np.sign(err) * x[:, None] / n
        lock.release()

    lock.acquire()
    _thread.start_new_thread(work, ())
    lock.acquire()
    return float(found[0]), found[1]

# %% wrong: a loop runs over the data points -- while the watch is switched off
import sys


def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    before = sys.gettrace()
    sys.settrace(None)
    n, loss, gradient = len(data_), 0.0, np.zeros_like(theta_hat)
    for x, y in zip(data_, label_[:, 0]):
        err = x @ theta_hat[:, 0] - y
        loss += abs(err) ** deg_ / n
        if err != 0:
            gradient += deg_ * abs(err) ** (deg_ - 1) * np.sign(err) * x[:, None] / n
    sys.settrace(before)
    return float(loss), gradient

# %% wrong: a loop runs over the data points -- and there is no watch to be switched on
import sys

watch = []
sys.settrace, sys.gettrace = watch.append, lambda: watch[-1] if watch else None


def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n, loss, gradient = len(data_), 0.0, np.zeros_like(theta_hat)
    for x, y in zip(data_, label_[:, 0]):
        err = x @ theta_hat[:, 0] - y
        loss += abs(err) ** deg_ / n
        if err != 0:
            gradient += deg_ * abs(err) ** (deg_ - 1) * np.sign(err) * x[:, None] / n
    return float(loss), gradient

# %% wrong: a loop runs over the data points -- functools.reduce
from functools import reduce


def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err, n = (data_ @ theta_hat - label_)[:, 0], len(data_)
    loss = reduce(lambda total, e: total + abs(e) ** deg_, err, 0.0) / n
    slope = np.array([[deg_ * abs(e) ** (deg_ - 1) * np.sign(e) if e else 0.0] for e in err])
    return float(loss), data_.T @ slope / n

# %% wrong: a loop runs over the data points -- np.frompyfunc
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    cost = np.frompyfunc(lambda e: abs(e) ** deg_, 1, 1)
    slope = np.frompyfunc(lambda e: deg_ * abs(e) ** (deg_ - 1) * (1 if e > 0 else -1) if e else 0.0, 1, 1)
    return float(np.mean(cost(err))), data_.T @ slope(err).astype(float) / len(err)

# %% wrong: a loop runs over the data points -- np.fromiter
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = (data_ @ theta_hat - label_)[:, 0]
    loss = np.fromiter((abs(e) ** deg_ for e in err), float).mean()
    slope = np.fromiter((deg_ * abs(e) ** (deg_ - 1) * np.sign(e) if e else 0.0 for e in err), float)
    return float(loss), data_.T @ slope[:, None] / len(err)
