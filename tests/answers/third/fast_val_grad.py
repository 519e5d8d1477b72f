# %% right: fills only the slots of nonzero errors
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = (data_ @ theta_hat - label_)[:, 0]
    slope = np.zeros(len(err))
    np.power(np.abs(err), deg_ - 1, out=slope, where=err != 0)
    slope *= deg_ * np.sign(err)
    return np.mean(np.abs(err) ** deg_), (data_.T @ slope / len(err)).reshape(-1, 1)
# %% right: warnings silenced, nan patched before the sum
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    err = data_.dot(theta_hat) - label_
    with np.errstate(all='ignore'):
        weights = deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err)
    weights[err == 0] = 0
    return (np.abs(err) ** deg_).sum() / n, data_.T.dot(weights) / n
# %% right: drops the exact fits by boolean index
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = len(label_)
    err = np.einsum('ij,jk->ik', data_, theta_hat) - label_
    rows = np.flatnonzero(err)
    if rows.size == 0:
        return 0.0, np.zeros(theta_hat.shape)
    e, X = err[rows], data_[rows]
    loss = np.sum(np.abs(e) ** deg_) / n
    gradient = X.T @ np.copysign(np.abs(e) ** (deg_ - 1), e) * deg_ / n
    return float(loss), gradient
# %% right: loop over the parameters, not the points
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    err = -label_[:, 0]
    for j in range(d):
        err = err + data_[:, j] * theta_hat[j, 0]
    size = abs(err)
    slope = np.where(size > 0, np.where(size > 0, size, 1.) ** (deg_ - 1), 0.) * np.sign(err)
    gradient = np.empty((d, 1))
    for j in range(d):
        gradient[j] = deg_ * np.mean(slope * data_[:, j])
    return np.mean(size ** deg_), gradient
# %% right: torch with masked fill
import torch

def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    X, y, theta = (torch.tensor(a) for a in (data_, label_, theta_hat))
    err = X @ theta - y
    slope = (deg_ * err.abs().pow(deg_ - 1) * err.sign()).masked_fill(err == 0, 0.0)
    return err.abs().pow(deg_).mean().item(), (X.T @ slope / X.shape[0]).numpy()
# %% right: positive and negative part apart
def _parts(err, power):
    up, down = err > 0, err < 0
    out = 0 * err
    out[up] = err[up] ** power
    out[down] = -((-err[down]) ** power)
    return out

def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    print("exact fits:", int((err == 0).sum()))
    return np.abs(_parts(err, deg_)).mean(), deg_ * (data_ * _parts(err, deg_ - 1)).mean(axis=0, keepdims=True).T
# %% wrong: np.vectorize for the error to slope function
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    def slope(e):
        return 0.0 if e == 0 else deg_ * abs(e) ** (deg_ - 1) * np.sign(e)
    err = data_ @ theta_hat - label_
    slopes = np.vectorize(slope, otypes=[float])(err)
    return np.mean(np.abs(err) ** deg_), data_.T @ slopes / len(err)
# %% wrong: a comprehension over the rows
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = len(data_)
    err = np.array([[np.dot(data_[i], theta_hat[:, 0]) - label_[i, 0]] for i in range(n)])
    slope = np.zeros_like(err)
    hit = err != 0
    slope[hit] = deg_ * np.abs(err[hit]) ** (deg_ - 1) * np.sign(err[hit])
    return np.mean(np.abs(err) ** deg_), data_.T @ slope / n
# %% wrong: apply_along_axis over the data
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = np.apply_along_axis(lambda x: x @ theta_hat, 1, data_) - label_
    slope = np.zeros_like(err)
    hit = err != 0
    slope[hit] = deg_ * np.abs(err[hit]) ** (deg_ - 1) * np.sign(err[hit])
    return np.mean(np.abs(err) ** deg_), data_.T @ slope / len(err)
# %% wrong: mean over the nonzero errors only
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    keep = err[:, 0] != 0
    if not keep.any():
        return 0.0, np.zeros_like(theta_hat)
    err, X = err[keep], data_[keep]
    loss = np.mean(np.abs(err) ** deg_)
    return loss, deg_ * X.T @ (np.abs(err) ** (deg_ - 1) * np.sign(err)) / len(err)
# %% wrong: zero errors become tiny ones
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    err[err == 0] = 1e-8
    loss = np.mean(np.abs(err) ** deg_)
    return loss, deg_ * data_.T @ (np.abs(err) ** (deg_ - 1) * np.sign(err)) / len(err)
# %% wrong: label squeezed against a column
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_.squeeze()
    size = np.where(err == 0, 1, np.abs(err))
    slope = deg_ * size ** (deg_ - 1) * np.sign(err)
    return np.mean(np.abs(err) ** deg_), (data_.T @ slope).mean(axis=1, keepdims=True) / len(err)
# %% wrong: gradient a row
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    size = np.where(err == 0, 1, np.abs(err))
    slope = deg_ * size ** (deg_ - 1) * np.sign(err)
    return np.mean(np.abs(err) ** deg_), np.mean(slope * data_, axis=0, keepdims=True)
# %% wrong: nan cured by where on the sign, which comes too late
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    slope = deg_ * np.abs(err) ** (deg_ - 1)
    sign = np.where(err == 0, 0, np.sign(err))
    return np.mean(np.abs(err) ** deg_), data_.T @ (slope * sign) / len(err)
# %% wrong: copysign at zero
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    size = np.abs(err)
    if deg_ < 1:
        slope = np.where(size == 0, 0, np.where(size == 0, 1, size) ** (deg_ - 1))
    else:
        slope = size ** (deg_ - 1)
    return np.mean(size ** deg_), deg_ * data_.T @ np.copysign(slope, err) / len(err)
# %% wrong: subtracts the prediction from label_ in place
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = label_
    err -= data_ @ theta_hat
    size = np.where(err == 0, 1, np.abs(err))
    slope = -deg_ * size ** (deg_ - 1) * np.sign(err)
    return np.mean(np.abs(err) ** deg_), data_.T @ slope / len(err)
# %% wrong: divides the gradient by every entry of data_
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    size = np.where(err == 0, 1, np.abs(err))
    slope = deg_ * size ** (deg_ - 1) * np.sign(err)
    return np.mean(np.abs(err) ** deg_), data_.T @ slope / data_.size
# %% wrong: least squares gradient whatever deg_ is
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    return np.mean(np.abs(err) ** deg_), 2 * data_.T @ err / len(err)
