# %% right: torch autograd on the points with nonzero error
import torch

def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    w = torch.tensor(theta_hat, dtype=torch.float64, requires_grad=True)
    e = torch.tensor(data_) @ w - torch.tensor(label_)
    e = e[e != 0]                       # zero error adds nothing to either
    val = e.abs().pow(float(deg_)).sum() / data_.shape[0]
    val.backward()
    return val.item(), w.grad.numpy()

# %% right: scalar loops, zero errors skipped in the gradient
import math

def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    val, g = 0.0, [0.0] * d
    for i in range(n):
        e = float(np.dot(data_[i], theta_hat[:, 0]) - label_[i, 0])
        if e == 0:
            continue
        p = math.pow(abs(e), deg_)
        val += p
        for j in range(d):
            g[j] += deg_ * p / e * data_[i, j]
    return val / n, np.array(g)[:, np.newaxis] / n

# %% right: nan_to_num on each point's slope, before the sum
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    with np.errstate(all='ignore'):
        slope = deg_ * np.sign(err) * np.abs(err) ** (deg_ - 1)
    slope = np.nan_to_num(slope)        # 0 * inf
    return np.mean(np.abs(err) ** deg_), data_.T @ slope / len(err)

# %% wrong: forgets the sign of the error in the gradient
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    loss, grad = 0., np.zeros(theta_hat.shape)
    for x, t in zip(data_, label_):
        e = abs((x @ theta_hat - t)[0])
        loss += e ** deg_
        if e > 0:
            grad += deg_ * e ** (deg_ - 1) * x.reshape(-1, 1)
    return loss / n, grad / n

# %% wrong: err ** (deg_ - 1) with a negative base, no abs or sign
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    loss = np.mean(np.abs(err) ** deg_)
    w = np.zeros_like(err)
    ok = err != 0
    w[ok] = deg_ * err[ok] ** (deg_ - 1)
    return loss, data_.T @ w / len(err)

# %% wrong: errors below 1e-6 count as zero in the gradient
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    loss = 0
    grad = np.zeros((d, 1))
    for i in range(n):
        err = (data_[i:i + 1] @ theta_hat - label_[i])[0, 0]
        loss += np.abs(err) ** deg_ / n
        if np.abs(err) < 1e-6:
            continue
        grad += deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err) * data_[i:i + 1].T / n
    return loss, grad

# %% wrong: mean over the points with nonzero error only
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = (data_ @ theta_hat - label_)[:, 0]
    keep = err != 0
    if not keep.any():
        return 0.0, np.zeros(theta_hat.shape)
    e, X = err[keep], data_[keep]
    loss = np.mean(np.abs(e) ** deg_)
    grad = np.mean((deg_ * np.sign(e) * np.abs(e) ** (deg_ - 1))[:, None] * X, axis=0)
    return loss, grad.reshape(-1, 1)

# %% wrong: int(deg_) drops the fraction of the exponent
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    deg_ = int(deg_)
    n = len(data_)
    loss = 0.0
    grad = np.zeros((data_.shape[1], 1))
    for i in range(n):
        err = data_[i] @ theta_hat[:, 0] - label_[i, 0]
        loss += abs(err) ** deg_
        if err != 0:
            grad[:, 0] += deg_ * abs(err) ** (deg_ - 1) * np.sign(err) * data_[i]
    return loss / n, grad / n

# %% wrong: label minus prediction: sign flipped, and no deg_ factor
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = label_ - data_ @ theta_hat
    a = np.abs(err)
    loss = np.mean(a ** deg_)
    slope = np.zeros_like(a)
    np.power(a, deg_ - 1, out=slope, where=a > 0)
    grad = np.mean(slope * np.sign(err) * data_, axis=0)
    return loss, grad.reshape(-1, 1)

# %% wrong: slope +1 at zero error (err >= 0) when deg_ is 1
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    loss, grad = 0.0, 0.0
    for x_i, y_i in zip(data_, label_):
        err = np.dot(x_i, theta_hat)[0] - y_i[0]
        sgn = 1.0 if err >= 0 else -1.0
        loss = loss + np.abs(err) ** deg_
        if err == 0 and deg_ < 1:
            continue
        grad = grad + sgn * deg_ * np.abs(err) ** (deg_ - 1) * x_i
    n = data_.shape[0]
    return loss / n, (grad + np.zeros(len(theta_hat))).reshape(-1, 1) / n

# %% wrong: label_ is overwritten in place by the error
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = label_
    err -= data_ @ theta_hat
    err *= -1
    a = np.abs(err)
    loss = np.mean(a ** deg_)
    nz = a[:, 0] > 0
    s = np.sign(err[nz]) * a[nz] ** (deg_ - 1)
    return loss, deg_ * data_[nz].T @ s / len(a)

# %% wrong: nan_to_num on the finished gradient, after the sum
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    err = data_ @ theta_hat - label_
    loss = np.sum(np.abs(err) ** deg_) / n
    grad = np.zeros_like(theta_hat)
    for i in range(n):
        e = err[i, 0]
        grad += (deg_ * np.abs(e) ** (deg_ - 1) * np.sign(e) * data_[i]).reshape(-1, 1)
    return loss, np.nan_to_num(grad / n)

# %% wrong: integer gradient array cuts off the decimals
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    loss = 0.
    grad = np.array([[0]] * d)
    for i in range(n):
        e = data_[i] @ theta_hat[:, 0] - label_[i, 0]
        loss += abs(e) ** deg_
        if e == 0:
            continue
        for j in range(d):
            grad[j, 0] += deg_ * abs(e) ** (deg_ - 1) * np.sign(e) * data_[i, j]
    return loss / n, grad / n

# %% wrong: last point skipped, and gradient divided by d
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    total = 0.0
    g = np.zeros((d, 1))
    for k in range(n - 1):
        e = (data_[k] @ theta_hat)[0] - label_[k, 0]
        total += abs(e) ** deg_
        if e:
            g += (deg_ * abs(e) ** (deg_ - 1) * np.sign(e)) * data_[k].reshape(d, 1)
    return total / n, g / d
