# %% right: loop over the coordinates, never over the points
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = -label_[:, 0]
    for k, t in enumerate(theta_hat[:, 0]):
        err = err + t * data_[:, k]
    a = np.abs(err)
    w = np.zeros_like(a)
    np.power(a, deg_ - 1, out=w, where=a > 0)
    w = deg_ * w * np.sign(err)
    grad = np.zeros_like(theta_hat)
    for k in range(len(grad)):
        grad[k, 0] = np.mean(data_[:, k] * w)
    return np.mean(a ** deg_), grad

# %% right: nan_to_num turns 0 * inf into 0, einsum for sums
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = np.einsum('ij,jk->ik', data_, theta_hat) - label_
    with np.errstate(divide='ignore', invalid='ignore'):
        phi = np.nan_to_num(np.sign(err) * np.abs(err) ** (deg_ - 1.0), nan=0.0)
    n = err.shape[0]
    return np.einsum('ij->', np.abs(err) ** deg_) / n, deg_ / n * np.einsum('ij,ik->jk', data_, phi)

# %% right: positive and negative errors handled apart
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = (data_ @ theta_hat - label_)[:, 0]
    n = len(err)

    def part(rows, size):
        return (size ** deg_).sum(), (size ** (deg_ - 1)) @ data_[rows]

    up, down = np.flatnonzero(err > 0), np.flatnonzero(err < 0)
    loss_up, grad_up = part(up, err[up])
    loss_down, grad_down = part(down, -err[down])
    return (loss_up + loss_down) / n, (deg_ / n * (grad_up - grad_down)).reshape(-1, 1)

# %% wrong: np.vectorize calls a function for every point
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    def slope(e):
        if e == 0:
            return 0.0
        return deg_ * np.sign(e) * abs(e) ** (deg_ - 1)
    err = data_ @ theta_hat - label_
    w = np.vectorize(slope, otypes=[float])(err)
    return np.mean(np.abs(err) ** deg_), data_.T @ w / len(err)

# %% wrong: list comprehension over the data points
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    loss = np.mean(np.abs(err) ** deg_)
    terms = [deg_ * np.sign(e) * np.abs(e) ** (deg_ - 1) * x if e != 0 else 0 * x
             for e, x in zip(err[:, 0], data_)]
    return loss, np.mean(terms, axis=0).reshape(-1, 1)

# %% wrong: any zero error wipes out the whole gradient
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    loss = np.mean(np.abs(err) ** deg_)
    if np.any(err == 0):
        return loss, np.zeros_like(theta_hat)
    g = data_.T @ (deg_ * np.sign(err) * np.abs(err) ** (deg_ - 1)) / len(data_)
    return loss, g

# %% wrong: bracket of np.abs closes before `- label_`
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    pred = data_ @ theta_hat
    loss = np.mean((np.abs(pred) - label_) ** deg_)
    diff = pred - label_
    mag = np.where(diff == 0, 1.0, np.abs(diff))
    g = np.where(diff == 0, 0.0, deg_ * np.sign(diff) * mag ** (deg_ - 1))
    return loss, data_.T @ g / pred.shape[0]

# %% wrong: `- 1` missing in the exponent of the gradient
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    err = data_ @ theta_hat - label_
    absolute = np.abs(err) ** deg_
    gradient = data_.T @ (deg_ * absolute * np.sign(err)) / n
    return absolute.mean(), gradient

# %% wrong: |err|^deg_ / err unguarded: 0 / 0 at zero error
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    powered = np.abs(err) ** deg_
    loss = np.mean(powered)
    grad = deg_ * (data_ * (powered / err)).mean(axis=0)
    return loss, grad.reshape(-1, 1)

# %% wrong: returned the wrong way round: (gradient, loss)
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    nonzero = err != 0
    d_err = np.zeros_like(err)
    d_err[nonzero] = deg_ * np.sign(err[nonzero]) * np.abs(err[nonzero]) ** (deg_ - 1)
    val = np.mean(np.abs(err) ** deg_)
    grad = data_.T @ d_err / err.size
    return grad, val

# %% wrong: gradient divided by d (shape[1]), not n
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    e = data_ @ theta_hat - label_
    a = np.abs(e)
    with np.errstate(all='ignore'):
        w = np.where(a > 0, np.sign(e) * a ** (deg_ - 1), 0)
    return (a ** deg_).sum() / data_.shape[0], deg_ * data_.T @ w / data_.shape[1]

# %% wrong: exponent deg_ - 2 with sign(err), and loss summed
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    nz = (err != 0)
    weight = np.zeros_like(err)
    weight[nz] = np.abs(err[nz]) ** (deg_ - 2) * np.sign(err[nz])
    loss = np.sum(np.abs(err) ** deg_)
    return loss, deg_ * data_.T @ weight / label_.shape[0]

# %% wrong: 1e-3 added to |err|, and the gradient comes back (d,)
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    a = np.abs(err) + 1e-3      # avoids 0 ** negative
    loss = np.mean(a ** deg_)
    gradient = np.mean(deg_ * a ** (deg_ - 1) * np.sign(err) * data_, axis=0)
    return loss, gradient

# %% wrong: label_ overwritten by the error, and deg_ fixed at 2
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    label_ *= -1
    label_ += data_ @ theta_hat
    loss = float(np.mean(np.abs(label_) ** deg_))
    gradient = 2 * data_.T @ label_ / len(label_)
    return loss, gradient
