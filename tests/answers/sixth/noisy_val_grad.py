# %% right: torch autograd over the nonzero errors only
import torch

def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    w = torch.tensor(theta_hat, requires_grad=True)
    e = torch.tensor(data_) @ w - torch.tensor(label_)
    val = e[e != 0].abs().pow(deg_).sum() / len(data_)
    val.backward()
    return val.item(), w.grad.numpy()

# %% right: namedtuple per data point, summed at the end
from collections import namedtuple

Point = namedtuple('Point', 'value slope')

def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    def at(x, t):
        e = (x @ theta_hat - t).item()
        if e == 0:
            return Point(0.0, np.zeros_like(theta_hat))
        return Point(abs(e) ** deg_, deg_ * np.sign(e) * abs(e) ** (deg_ - 1) * x.reshape(-1, 1))

    points = [at(x, t) for x, t in zip(data_, label_)]
    return sum(p.value for p in points) / len(points), sum(p.slope for p in points) / len(points)

# %% right: where in np.power leaves the zeros alone
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    mag = np.abs(err)
    slope = np.zeros_like(mag)
    np.power(mag, deg_ - 1, out=slope, where=mag > 0)
    slope *= deg_ * np.sign(err)
    return np.mean(mag ** deg_), data_.T @ slope / len(err)

# %% wrong: errors under 1e-3 are dropped
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    loss, grad = 0.0, np.zeros((d, 1))
    for i in range(n):
        err = (data_[i] @ theta_hat - label_[i])[0]
        if abs(err) < 1e-3:
            continue
        loss += abs(err) ** deg_
        grad += deg_ * abs(err) ** (deg_ - 1) * np.sign(err) * data_[i].reshape(d, 1)
    return loss / n, grad / n

# %% wrong: exponent reads power minus one
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    loss = np.mean(np.abs(err) ** deg_)
    w = deg_ * np.sign(err) * (np.abs(err) ** deg_ - 1)
    return loss, data_.T @ w / len(data_)

# %% wrong: err to a power without absolute value
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    loss = (err ** deg_).mean()
    grad = (deg_ * err ** (deg_ - 1) * data_).mean(axis=0)
    return loss, grad.reshape(-1, 1)

# %% wrong: divides by |err| and gives nan at zero
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    a = np.abs(err)
    loss = np.mean(a ** deg_)
    grad = data_.T @ (deg_ * a ** deg_ * err / a ** 2) / err.size
    return loss, grad

# %% wrong: returns after the first data point
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = len(data_)
    val = 0
    grad = np.zeros(theta_hat.shape)
    for x, t in zip(data_, label_):
        x = x.reshape(-1, 1)
        e = (x.T @ theta_hat - t).item()
        val += abs(e) ** deg_
        if e != 0:
            grad += deg_ * np.sign(e) * abs(e) ** (deg_ - 1) * x
        return val / n, grad / n

# %% wrong: sign of the label, not of the error
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    diff = np.dot(data_, theta_hat) - label_
    absdiff = np.abs(diff)
    power = np.where(absdiff > 0, np.where(absdiff > 0, absdiff, 1) ** (deg_ - 1), 0)
    grad = np.dot(data_.T, deg_ * power * np.sign(label_)) / diff.shape[0]
    return np.mean(absdiff ** deg_), grad

# %% wrong: gradient first, loss second
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    nz = (err != 0)
    safe = np.where(nz, np.abs(err), 1.0)
    slope = nz * np.sign(err) * deg_ * safe ** (deg_ - 1)
    gradient = (data_ * slope).mean(axis=0)[:, None]
    loss = np.mean(np.abs(err) ** deg_)
    return gradient, loss

# %% wrong: deg_ lost from the slope, loss is a sum
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    loss = 0
    grad = np.zeros_like(theta_hat)
    for i in range(data_.shape[0]):
        x_i = data_[i, :].reshape(-1, 1)
        err = float((x_i.T @ theta_hat)[0, 0] - label_[i, 0])
        loss = loss + np.abs(err) ** deg_
        if err != 0:
            grad = grad + np.sign(err) * np.abs(err) ** (deg_ - 1) * x_i
    return loss, grad / data_.shape[0]

# %% wrong: power of the mean error, gradient overwritten
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    errs = data_ @ theta_hat - label_
    loss = np.abs(np.mean(errs)) ** deg_
    gradient = np.zeros_like(theta_hat)
    for k in range(n):
        e = errs[k, 0]
        if e != 0:
            gradient = deg_ * np.abs(e) ** (deg_ - 1) * np.sign(e) * data_[k:k + 1].T
    return loss, gradient / n
