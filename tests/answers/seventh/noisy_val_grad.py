# %% right: plain loop that skips exact zeros
import math

def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    loss, grad = 0.0, [0.0] * d
    for i in range(n):
        e = float(data_[i] @ theta_hat[:, 0] - label_[i, 0])
        if e == 0:
            continue
        loss += abs(e) ** deg_
        pull = math.copysign(deg_ * abs(e) ** (deg_ - 1), e)
        for j in range(d):
            grad[j] += pull * data_[i, j]
    return loss / n, np.array(grad).reshape(d, 1) / n

# %% right: torch autograd over the nonzero errors
import torch

def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    w = torch.tensor(theta_hat, dtype=torch.float64, requires_grad=True)
    e = torch.tensor(data_) @ w - torch.tensor(label_)
    obj = e[e != 0].abs().pow(deg_).sum() / len(data_)
    (g,) = torch.autograd.grad(obj, w)
    return obj.item(), g.numpy()

# %% right: nan_to_num over sign times power
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    with np.errstate(all="ignore"):
        slope = np.where(err == 0, 0.0, deg_ * np.sign(err) * np.abs(err) ** (deg_ - 1))
    return np.mean(np.abs(err) ** deg_), np.average(slope * data_, axis=0)[:, None]

# %% wrong: minus one outside the power
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    loss = np.mean(abs(err) ** deg_)
    grad = data_.T @ (deg_ * np.sign(err) * abs(err) ** deg_ - 1) / len(err)
    return float(loss), grad

# %% wrong: sign lost in the gradient
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    total = 0.
    g = np.zeros_like(theta_hat)
    for x, t in zip(data_, label_):
        e = abs((x @ theta_hat - t).item())
        total += e ** deg_
        if e > 0:
            g += deg_ * e ** (deg_ - 1) * x.reshape(-1, 1)
    return total / len(data_), g / len(data_)

# %% wrong: errors under 0.001 ignored
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    loss = 0
    grad = np.zeros((data_.shape[1], 1))
    for i in range(len(data_)):
        err = (data_[i:i+1] @ theta_hat - label_[i]).item()
        if np.abs(err) < 1e-3:
            continue
        loss += np.abs(err) ** deg_
        grad += deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err) * data_[i:i+1].T
    return float(loss / len(data_)), grad / len(data_)

# %% wrong: gradient first
from collections import namedtuple
Result = namedtuple("Result", "gradient loss")

def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    e = data_ @ theta_hat - label_
    nz = (e != 0).ravel()
    s = np.zeros_like(e)
    s[nz] = deg_ * np.abs(e[nz]) ** (deg_ - 1) * np.sign(e[nz])
    return Result(gradient=data_.T @ s / len(e), loss=float(np.mean(np.abs(e) ** deg_)))

# %% wrong: degree cut to an int
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    p = int(deg_)
    err = data_ @ theta_hat - label_
    safe = np.where(err == 0, 1., np.abs(err))
    grad = p * safe ** (p - 1) * np.sign(err)
    return float(np.mean(np.abs(err) ** p)), data_.T @ grad / data_.shape[0]

# %% wrong: zero error counted as positive
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    direction = np.where(err >= 0, 1, -1)
    val = np.mean(np.abs(err) ** deg_)
    grad = np.mean(deg_ * np.abs(err) ** (deg_ - 1) * direction * data_, axis=0)
    return float(val), grad.reshape(-1, 1)

# %% wrong: absolute value around the power
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    loss = np.mean(np.abs(err ** deg_))
    grad = data_.T @ (deg_ * np.sign(err) * np.abs(err ** (deg_ - 1))) / len(data_)
    return float(loss), grad

# %% wrong: first row used for every error
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    val = 0.0
    grad = np.zeros(theta_hat.shape)
    for i in range(n):
        e = float(np.dot(data_[i], theta_hat[:, 0])) - label_[i, 0]
        val += abs(e) ** deg_ / n
        if e != 0.0:
            grad[:, 0] += deg_ * abs(e) ** (deg_ - 1) * np.sign(e) * data_[0] / n
    return val, grad

# %% wrong: one random point as the noise
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    k = np.random.randint(len(data_))   # stochastic = noisy
    x, t = data_[k], label_[k]
    e = (x @ theta_hat - t).item()
    g = 0 * x if e == 0 else deg_ * abs(e) ** (deg_ - 1) * np.sign(e) * x
    return abs(e) ** deg_, g

# %% wrong: degree reset and a summed loss
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    deg_ = 2.
    r = data_ @ theta_hat - label_
    loss = np.sum(np.abs(r) ** deg_)
    gradient = np.mean(deg_ * np.abs(r) ** (deg_ - 1) * np.sign(r) * data_, axis=0, keepdims=True).T
    return float(loss), gradient

# %% wrong: enumerate with a stale error and no mean
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    loss, grad = 0.0, np.zeros((d, 1))
    err = (data_[0] @ theta_hat - label_[0]).item()
    for i, x in enumerate(data_):
        if err == 0:
            continue
        loss += abs(err) ** deg_
        grad += deg_ * abs(err) ** (deg_ - 1) * np.sign(err) * x[:, None] / n
    return loss, grad
