# %% right: exponentials of logarithms with zero errors masked
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    e = np.subtract(np.matmul(data_, theta_hat), label_)
    nonzero = e != 0.0
    log_e = np.log(np.abs(e), where=nonzero, out=np.zeros_like(e))
    value = np.where(nonzero, np.exp(deg_ * log_e), 0.0).mean()
    slope = np.where(nonzero, np.sign(e) * np.exp((deg_ - 1) * log_e), 0.0)
    return float(value), deg_ * np.einsum('nd,nk->dk', data_, slope) / e.size

# %% right: four blocks of rows, added up
class _Block:
    def __init__(self, X, t):
        self.X, self.t = X, t

    def sums(self, theta, p):
        e = self.X @ theta - self.t
        a = np.abs(e)
        s = np.divide(a ** p, e, out=np.zeros_like(e), where=(e != 0))
        return (a ** p).sum(), p * (self.X.T @ s)

def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    val, g = 0.0, np.zeros((data_.shape[1], 1))
    for X, t in zip(np.array_split(data_, 4), np.array_split(label_, 4)):
        v, gg = _Block(X, t).sums(theta_hat, deg_)
        val, g = val + v, g + gg
    return val / data_.shape[0], g / data_.shape[0]

# %% right: zero error replaced by one before the power, sign is zero
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    r = (data_ @ theta_hat - label_).T[0]
    safe = np.abs(r) + (r == 0)
    weights = deg_ * np.sign(r) * safe ** (deg_ - 1)
    return np.average(np.abs(r) ** deg_), np.average(data_.T * weights, axis=1).reshape(-1, 1)

# %% wrong: `** deg_ - 1` takes one off the power's result
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    loss = np.mean(np.abs(err) ** deg_)
    grad = np.mean(deg_ * (np.abs(err) ** deg_ - 1) * np.sign(err) * data_, axis=0)
    return loss, grad[:, None]

# %% wrong: np.vectorize calls Python once per data point
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    def slope(e):
        if e == 0:
            return 0.0
        return deg_ * abs(e) ** (deg_ - 1) * np.sign(e)
    err = data_ @ theta_hat - label_
    s = np.vectorize(slope, otypes=[float])(err)
    return np.mean(np.abs(err) ** deg_), data_.T @ s / len(err)

# %% wrong: apply_along_axis runs a lambda for each row
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    pred = np.apply_along_axis(lambda row: row @ theta_hat[:, 0], 1, data_)
    err = pred.reshape(-1, 1) - label_
    a = np.abs(err)
    p = np.zeros_like(a)
    p[a > 0] = a[a > 0] ** (deg_ - 1)
    return np.mean(a ** deg_), data_.T @ (deg_ * np.sign(err) * p) / a.size

# %% wrong: nan in the gradient at zero error for deg_ below 1
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    loss = (np.abs(err) ** deg_).mean()
    grad = deg_ * data_.T @ (np.abs(err) ** (deg_ - 1) * np.sign(err)) / err.shape[0]
    return loss, grad

# %% wrong: gradient summed, not averaged, and deg_ left out
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    mask = err != 0
    slope = np.zeros(err.shape)
    slope[mask] = np.abs(err[mask]) ** (deg_ - 1)
    loss = np.mean(np.abs(err) ** deg_)
    return loss, data_.T @ (slope * np.sign(err))

# %% wrong: 1e-4 added to every error before the power
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    a = np.abs(err) + 1e-4          # against division by zero
    loss = np.mean(a ** deg_)
    grad = data_.T @ (deg_ * a ** (deg_ - 1) * np.sign(err)) / len(label_)
    return loss, grad

# %% wrong: flat prediction minus column label is n by n
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    pred = data_ @ theta_hat.ravel()
    err = pred - label_
    a = np.abs(err)
    a_safe = np.where(a > 0, a, 1.0)
    s = np.where(a > 0, np.sign(err) * a_safe ** (deg_ - 1), 0.0)
    loss = np.mean(a ** deg_)
    grad = deg_ * data_.T @ s.mean(axis=1, keepdims=True) / len(pred)
    return loss, grad

# %% wrong: divides by d, and gradient is a row (1, d)
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    err = data_ @ theta_hat - label_
    s = np.sign(err)
    p = np.power(np.abs(err), deg_ - 1, where=s != 0, out=np.zeros_like(err))
    return np.mean(np.abs(err) ** deg_), deg_ * (s * p).T @ data_ / d

# %% wrong: exponent deg_, not deg_ - 1; err in place of its sign
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    loss = np.mean(np.abs(err) ** deg_)
    grad = np.mean(deg_ * np.abs(err) ** deg_ * err * data_, axis=0, keepdims=True).T
    return loss, grad

# %% wrong: zero gradient for every point if one error is zero
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    loss = np.mean(np.abs(err) ** deg_)
    if deg_ < 1 and np.any(err == 0):
        return loss, np.zeros_like(theta_hat)
    grad = data_.T @ (np.abs(err) ** (deg_ - 1) * np.sign(err)) * deg_ / len(err)
    return loss, grad
