# %% right: np.power with a where mask
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    e = data_ @ theta_hat - label_
    a = np.abs(e)
    w = np.power(a, deg_ - 1, out=np.zeros_like(a), where=a > 0)
    return float((a ** deg_).mean()), np.einsum("nd,nk,nk->dk", data_, w, np.sign(e)) * deg_ / len(e)

# %% right: loop over the coordinates only
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = label_ * -1.0
    for j, w in enumerate(theta_hat[:, 0]):
        err += w * data_[:, [j]]
    hit = err != 0
    slope = np.zeros_like(err)
    slope[hit] = deg_ * np.abs(err[hit]) ** deg_ / err[hit]
    return np.mean(np.abs(err) ** deg_), np.array([[np.mean(slope[:, 0] * col)] for col in data_.T])

# %% right: rows with zero error dropped first
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    e = (data_ @ theta_hat - label_).squeeze(axis=1)
    alive = np.flatnonzero(e)
    e, X = e[alive], data_[alive]
    s = np.sign(e)
    return np.sum((s * e) ** deg_) / n, (deg_ / n * (s * (s * e) ** (deg_ - 1)) @ X)[:, np.newaxis]

# %% wrong: np.vectorize for the slope
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    def one(e):
        return 0.0 if e == 0 else deg_ * abs(e) ** (deg_ - 1) * (1.0 if e > 0 else -1.0)
    err = data_ @ theta_hat - label_
    slope = np.vectorize(one, otypes=[float])(err)
    return float(np.mean(np.abs(err) ** deg_)), data_.T @ slope / len(err)

# %% wrong: apply_along_axis over the rows
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    both = np.hstack([data_, label_])
    def row(r):
        e = r[:-1] @ theta_hat[:, 0] - r[-1]
        g = deg_ * np.abs(e) ** (deg_ - 1) * np.sign(e) * r[:-1] if e != 0 else 0 * r[:-1]
        return np.append(np.abs(e) ** deg_, g)
    out = np.apply_along_axis(row, 1, both).mean(axis=0)
    return float(out[0]), out[1:].reshape(-1, 1)

# %% wrong: err times power deg minus two
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    loss = np.mean(np.abs(err) ** deg_)
    grad = deg_ * data_.T @ (err * np.abs(err) ** (deg_ - 2)) / len(err)
    return float(loss), grad

# %% wrong: label_ overwritten by the error
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    label_ -= data_ @ theta_hat
    mag = np.abs(label_)
    p = np.where(mag > 0, mag, 1.0) ** (deg_ - 1)
    grad = -deg_ * np.mean(p * np.sign(label_) * data_, axis=0, keepdims=True).T
    return float(np.mean(mag ** deg_)), grad

# %% wrong: column minus row of labels
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    E = data_ @ theta_hat - label_.T
    n = len(data_)
    loss = (np.abs(E) ** deg_).mean()
    S = np.zeros_like(E)
    S[E != 0] = deg_ * np.abs(E[E != 0]) ** (deg_ - 1) * np.sign(E[E != 0])
    return float(loss), data_.T @ S.mean(axis=1, keepdims=True) / n

# %% wrong: negative errors cut to zero
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = np.maximum(data_ @ theta_hat - label_, 0)
    active = err > 0
    d_err = np.zeros_like(err)
    d_err[active] = deg_ * err[active] ** (deg_ - 1)
    return float(np.mean(err ** deg_)), (data_.T @ d_err) / err.size

# %% wrong: half-precision residual
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = (data_ @ theta_hat - label_).astype(np.float16)   # faster
    a = np.abs(err)
    slope = np.where(a == 0, 0, np.where(a == 0, 1, a) ** (deg_ - 1)) * np.sign(err) * deg_
    return float(np.mean(a ** deg_)), np.asarray(data_.T @ slope / len(a), dtype=float)

# %% wrong: chain rule taken from the loss
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    losses = np.abs(err) ** deg_
    loss = losses.mean()
    gradient = np.mean(losses * np.sign(err) * data_, axis=0)
    return float(loss), gradient[:, None]

# %% wrong: wrong axis and the degree forgotten
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = np.dot(data_, theta_hat) - label_
    a = np.abs(err)
    w = np.power(a, deg_ - 1, where=a != 0, out=np.zeros_like(a)) * np.sign(err)
    return float(np.power(a, deg_).mean()), np.mean(w * data_, axis=1, keepdims=True)

# %% wrong: gradient through torch without the mean
import torch

def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    th = torch.tensor(theta_hat, dtype=torch.float32, requires_grad=True)
    err = torch.tensor(data_, dtype=torch.float32) @ th - torch.tensor(label_, dtype=torch.float32)
    total = err[err != 0].abs().pow(deg_).sum()
    total.backward()
    return total.item() / len(data_), th.grad.numpy().astype(np.float64)

# %% wrong: median loss and sign inside the power
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    loss = float(np.median(np.abs(err) ** deg_))
    slope = deg_ * (np.sign(err) * np.abs(err)) ** (deg_ - 1)
    slope[err == 0] = 0
    return loss, data_.T @ slope / len(err)
