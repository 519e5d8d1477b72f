# %% right: mask and matrix product
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    mag = np.abs(err)
    w = np.zeros_like(err)
    hit = mag > 0
    w[hit] = deg_ * mag[hit] ** (deg_ - 1) * np.sign(err[hit])
    return float(np.mean(mag ** deg_)), data_.T @ w / len(err)
# %% right: errstate and where
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    e = data_ @ theta_hat - label_
    with np.errstate(all="ignore"):
        w = np.where(e != 0, np.sign(e) * np.abs(e) ** (deg_ - 1), 0)
    return np.mean(np.abs(e) ** deg_), deg_ * (data_ * w).mean(0, keepdims=True).T
# %% right: loop over parameters, not over points
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    err = -label_[:, 0]
    for j in range(d):
        err = err + data_[:, j] * theta_hat[j, 0]
    safe = np.where(err == 0, 1.0, err)
    slope = np.where(err == 0, 0.0, np.abs(safe) ** deg_ / safe)
    grad = np.empty((d, 1))
    for j in range(d):
        grad[j, 0] = deg_ * (slope * data_[:, j]).sum() / n
    return (np.abs(err) ** deg_).sum() / n, grad
# %% right: torch with vmap over the points
import torch

def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    th = torch.tensor(theta_hat)[:, 0]

    def one(x, t):
        e = (x * th).sum() - t[0]
        a = e.abs()
        safe = torch.where(a > 0, a, torch.ones_like(a))
        return a ** deg_, torch.where(a > 0, deg_ * safe ** (deg_ - 1), torch.zeros_like(a)) * torch.sign(e) * x

    losses, grads = torch.vmap(one)(torch.tensor(data_), torch.tensor(label_))
    return losses.mean().item(), grads.mean(0).numpy()[:, None]
# %% right: einsum and np.power with out
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    r = np.einsum("ij,jk->i", data_, theta_hat) - label_.squeeze(axis=1)
    p = np.power(np.abs(r), deg_ - 1, where=r != 0, out=np.zeros(r.shape))
    print("loss terms:", r.size)
    return float(np.einsum("i,i->", p, np.abs(r)) / r.size), deg_ / r.size * np.einsum("i,i,ij->j", p, np.sign(r), data_).reshape(-1, 1)
# %% right: logarithms, nonzero rows only
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = len(data_)
    e = (data_ @ theta_hat - label_)[:, 0]
    rows = np.nonzero(e)[0]
    log_size = np.log(np.abs(e[rows]))
    loss = np.exp(deg_ * log_size).sum() / n
    pull = np.exp((deg_ - 1) * log_size) * np.sign(e[rows])
    return loss, (deg_ / n) * np.dot(pull[None, :], data_[rows]).T
# %% right: four blocks, helper function
def block_sums(theta_hat, X, t, deg_):
    e = X @ theta_hat - t
    a = np.abs(e)
    a_safe = a + (a == 0)
    return (a ** deg_).sum(), X.T @ (np.sign(e) * a_safe ** (deg_ - 1))


def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    loss, grad = 0.0, np.zeros(theta_hat.shape)
    for X, t in zip(np.array_split(data_, 4), np.array_split(label_, 4)):
        l, g = block_sums(theta_hat, X, t, deg_)
        loss += l
        grad += g
    return loss / n, deg_ * grad / n
# %% right: torch autograd
import torch

def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    th = torch.tensor(theta_hat, requires_grad=True)
    res = torch.tensor(data_) @ th - torch.tensor(label_)
    res = res[res != 0]
    total = res.abs().pow(deg_).sum() / data_.shape[0]
    (g,) = torch.autograd.grad(total, th)
    return float(total), g.numpy()
# %% wrong: plain loop over the points
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = len(data_)
    loss, g = 0.0, np.zeros(theta_hat.shape)
    for i in range(n):
        e = (data_[i] @ theta_hat).item() - label_[i].item()
        loss += abs(e) ** deg_
        if e != 0:
            g += deg_ * abs(e) ** (deg_ - 1) * np.sign(e) * data_[i].reshape(-1, 1)
    return loss / n, g / n
# %% wrong: np.vectorize hides the loop
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    def slope(e):
        return 0.0 if e == 0 else deg_ * abs(e) ** (deg_ - 1) * np.sign(e)
    e = data_ @ theta_hat - label_
    w = np.vectorize(slope, otypes=[float])(e)
    return float(np.mean(np.abs(e) ** deg_)), data_.T @ w / len(e)
# %% wrong: map over the errors
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    e = (data_ @ theta_hat - label_).ravel()
    w = list(map(lambda v: deg_ * abs(v) ** (deg_ - 1) * np.sign(v) if v != 0 else 0.0, e))
    return float(np.mean(np.abs(e) ** deg_)), data_.T @ np.array(w).reshape(-1, 1) / len(e)
# %% wrong: apply_along_axis calls Python for each row
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    both = np.hstack([data_, label_])
    def row(z):
        e = z[:-1] @ theta_hat[:, 0] - z[-1]
        if e == 0:
            return np.zeros(len(z))
        return np.append(deg_ * abs(e) ** (deg_ - 1) * np.sign(e) * z[:-1], abs(e) ** deg_)
    out = np.apply_along_axis(row, 1, both).mean(axis=0)
    return out[-1], out[:-1, None]
# %% wrong: list comprehension for the loss only
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    e = data_ @ theta_hat - label_
    loss = sum([abs(v) ** deg_ for v in e[:, 0]]) / len(e)
    safe = np.where(e == 0, 1, np.abs(e))
    return float(loss), data_.T @ (np.sign(e) * deg_ * safe ** (deg_ - 1)) / len(e)
# %% wrong: fast but nan where the error is zero
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    e = data_ @ theta_hat - label_
    return np.mean(np.abs(e) ** deg_), deg_ * data_.T @ (np.abs(e) ** (deg_ - 1) * np.sign(e)) / len(e)
# %% wrong: torch autograd, nan at zero error
import torch

def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    th = torch.tensor(theta_hat, requires_grad=True)
    loss = ((torch.tensor(data_) @ th - torch.tensor(label_)).abs() ** deg_).mean()
    loss.backward()
    return loss.item(), th.grad.numpy()
# %% wrong: labels flattened, so the error is an n by n table
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    e = data_ @ theta_hat - label_.ravel()
    safe = np.where(e == 0, 1, np.abs(e))
    w = np.sign(e) * deg_ * safe ** (deg_ - 1)
    return float(np.mean(np.abs(e) ** deg_)), (data_.T @ w).mean(axis=1, keepdims=True) / len(data_)
# %% wrong: gradient is a row
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    e = data_ @ theta_hat - label_
    safe = np.where(e == 0, 1, np.abs(e))
    w = np.sign(e) * deg_ * safe ** (deg_ - 1)
    return float(np.mean(np.abs(e) ** deg_)), w.T @ data_ / len(e)
# %% wrong: subsample of at most 100 points to be fast
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    X, t = data_[:100], label_[:100]
    e = X @ theta_hat - t
    safe = np.where(e == 0, 1, np.abs(e))
    w = np.sign(e) * deg_ * safe ** (deg_ - 1)
    return float(np.mean(np.abs(e) ** deg_)), X.T @ w / len(e)
# %% wrong: returns gradient first
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    e = data_ @ theta_hat - label_
    safe = np.where(e == 0, 1, np.abs(e))
    w = np.sign(e) * deg_ * safe ** (deg_ - 1)
    return data_.T @ w / len(e), float(np.mean(np.abs(e) ** deg_))
# %% wrong: clips the size from below at 1e-6
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    e = data_ @ theta_hat - label_
    a = np.clip(np.abs(e), 1e-6, None)
    return float(np.mean(a ** deg_)), data_.T @ (deg_ * a ** (deg_ - 1) * np.sign(e)) / len(e)
# %% wrong: recursion that ends at single points
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    if len(data_) == 1:
        e = data_ @ theta_hat - label_
        if e == 0:
            return 0.0, np.zeros(theta_hat.shape)
        return float(abs(e.item()) ** deg_), data_.T * deg_ * np.abs(e) ** (deg_ - 1) * np.sign(e)
    h = len(data_) // 2
    l1, g1 = fast_val_grad(theta_hat, data_[:h], label_[:h], deg_)
    l2, g2 = fast_val_grad(theta_hat, data_[h:], label_[h:], deg_)
    n = len(data_)
    return (h * l1 + (n - h) * l2) / n, (h * g1 + (n - h) * g2) / n
