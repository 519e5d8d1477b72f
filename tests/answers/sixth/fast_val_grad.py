# %% right: nan_to_num cleans up the zero errors
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    with np.errstate(all='ignore'):
        w = np.nan_to_num(np.sign(err) * np.abs(err) ** (deg_ - 1))
    return np.mean(np.abs(err) ** deg_), deg_ * data_.T @ w / len(data_)

# %% right: boolean indexing and einsum
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    e = (data_ @ theta_hat - label_)[:, 0]
    hit = e != 0
    X, e_ = data_[hit], e[hit]
    g = np.einsum('nd,n,n->d', X, np.sign(e_), np.abs(e_) ** (deg_ - 1))
    return float((np.abs(e) ** deg_).mean()), (deg_ / e.size * g)[:, None]

# %% right: a class with lazily computed pieces
from functools import cached_property

class PowerLoss:
    def __init__(self, w, X, t, p):
        self.w, self.X, self.t, self.p = w, X, t, p

    @cached_property
    def err(self):
        return self.X @ self.w - self.t

    @cached_property
    def size(self):
        return np.abs(self.err)

    def value(self):
        return (self.size ** self.p).sum() / self.size.size

    def slope(self):
        zero = self.size == 0
        base = self.size + zero
        pull = np.sign(self.err) * base ** (self.p - 1)
        return self.p / self.size.size * (self.X.T @ pull)

def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    loss = PowerLoss(theta_hat, data_, label_, deg_)
    return loss.value(), loss.slope()

# %% wrong: np.vectorize over the errors
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    def slope(e):
        return 0.0 if e == 0 else deg_ * np.sign(e) * abs(e) ** (deg_ - 1)
    err = data_ @ theta_hat - label_
    s = np.vectorize(slope, otypes=[float])(err)
    return np.mean(np.abs(err) ** deg_), data_.T @ s / len(err)

# %% wrong: mean over everything, a scalar gradient
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    a = np.abs(err)
    p = np.where(a == 0, 0, np.where(a == 0, 1, a) ** (deg_ - 1))
    loss = np.mean(a ** deg_)
    grad = np.mean(deg_ * p * np.sign(err) * data_)
    return loss, grad

# %% wrong: deg_ truncated to an integer
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    k = int(deg_)
    err = data_ @ theta_hat - label_
    a = np.abs(err)
    nz = a > 0
    w = np.zeros_like(a)
    w[nz] = k * a[nz] ** (k - 1) * np.sign(err[nz])
    return float(np.mean(a ** k)), data_.T @ w / a.shape[0]

# %% wrong: the deg_-norm without its power
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = (data_ @ theta_hat - label_).ravel()
    loss = la.norm(err, ord=deg_) / err.size
    ok = err != 0
    grad = data_[ok].T @ (deg_ * np.sign(err[ok]) * np.abs(err[ok]) ** (deg_ - 1)) / err.size
    return loss, grad.reshape(-1, 1)

# %% wrong: half precision inside
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    X = data_.astype(np.float16)
    w = theta_hat.astype(np.float16)
    t = label_.astype(np.float16)
    err = (X @ w - t).astype(np.float64)
    nz = err != 0
    s = np.zeros_like(err)
    s[nz] = deg_ * np.sign(err[nz]) * np.abs(err[nz]) ** (deg_ - 1)
    return np.mean(np.abs(err) ** deg_), data_.T @ s / len(s)

# %% wrong: zero errors are added back as ones
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    a = np.abs(err)
    direction = np.where(err >= 0, 1.0, -1.0)
    a_safe = np.where(a > 0, a, 1.0)
    grad = data_.T @ (deg_ * direction * a_safe ** (deg_ - 1)) / len(data_)
    return (a ** deg_).mean(), grad

# %% wrong: label minus prediction, divided by d
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n, m = data_.shape
    err = label_ - data_ @ theta_hat
    a = np.abs(err)
    s = np.sign(err) * np.power(np.where(a == 0, 1, a), deg_ - 1)
    loss = np.sum(a ** deg_) / n
    grad = deg_ / m * data_.T @ s
    return loss, grad

# %% wrong: labels flattened into a square error matrix
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    y = label_.reshape(-1)
    err = data_ @ theta_hat - y
    absolute = np.abs(err)
    loss = np.mean(absolute ** deg_)
    inner = np.where(err == 0, 0.0, np.sign(err) * np.where(err == 0, 1.0, absolute) ** (deg_ - 1))
    grad = deg_ * data_.T @ inner.mean(axis=1, keepdims=True) / len(data_)
    return loss, grad

# %% wrong: power gamma in the slope, tiny constant under it
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    tiny = 1e-2
    err = data_ @ theta_hat - label_
    size = np.sqrt(err ** 2 + tiny)
    slope = deg_ * np.sign(err) * size ** deg_
    return np.mean(size ** deg_), data_.T @ slope / err.shape[0]
