# %% right: loop over points with an if
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    loss = 0.0
    gradient = np.zeros((d, 1))
    for i in range(n):
        x = data_[i, :].reshape(-1, 1)
        err = float((x.T @ theta_hat)[0, 0] - label_[i, 0])
        loss += abs(err) ** deg_
        if err != 0:
            gradient += deg_ * abs(err) ** (deg_ - 1) * np.sign(err) * x
    return loss / n, gradient / n
# %% right: where after the fact, with warnings on the way
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    weight = np.abs(err) ** (deg_ - 1.0) * np.sign(err)
    weight = np.where(err == 0, 0.0, weight)
    return np.mean(np.abs(err) ** deg_), deg_ * data_.T @ weight / len(data_)
# %% right: boolean mask
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    r = (data_ @ theta_hat - label_).ravel()
    nz = r != 0
    a = np.abs(r[nz])
    g = data_[nz].T @ (deg_ * a ** deg_ / r[nz])
    return float((a ** deg_).sum() / n), (g / n).reshape(-1, 1)
# %% right: torch autograd on the non-zero errors
import torch

def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    th = torch.tensor(theta_hat, requires_grad=True)
    err = torch.tensor(data_) @ th - torch.tensor(label_)
    err = err[err != 0]
    loss = (err.abs() ** deg_).sum() / len(data_)
    loss.backward()
    return loss.item(), th.grad.numpy()
# %% right: three cases, beginner
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    losses = []
    gradients = []
    for x, label in zip(data_, label_):
        prediction = 0.0
        for j in range(len(x)):
            prediction = prediction + x[j] * theta_hat[j, 0]
        error = prediction - label[0]
        if error > 0:
            losses.append(error ** deg_)
            gradients.append(deg_ * error ** (deg_ - 1) * x)
        elif error < 0:
            losses.append((-error) ** deg_)
            gradients.append(-deg_ * (-error) ** (deg_ - 1) * x)
        else:
            print("exactly zero error, no contribution")
            losses.append(0.0)
            gradients.append(0.0 * x)
    return sum(losses) / len(losses), (sum(gradients) / len(gradients)).reshape(-1, 1)
# %% right: np.power with where and out
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = np.einsum("nd,dk->nk", data_, theta_hat) - label_
    size = np.abs(err)
    slope = np.power(size, deg_ - 1, out=np.zeros_like(size), where=size > 0)
    slope = np.copysign(slope, err)
    return (size ** deg_).mean(), deg_ * np.einsum("nd,nk->dk", data_, slope) / err.size
# %% right: replaces zeros by ones before the power
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    e = label_ - data_ @ theta_hat
    safe = np.where(e == 0, 1.0, np.abs(e))
    g = -np.sign(e) * deg_ * safe ** (deg_ - 1)
    value = float(np.mean(np.abs(e) ** deg_))
    return value, np.mean(g * data_, axis=0)[:, None]
# %% right: recursion by halves
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    def total(lo, hi):
        if hi - lo == 1:
            e = (data_[lo] @ theta_hat).item() - label_[lo].item()
            if e == 0:
                return 0.0, np.zeros(theta_hat.shape)
            s = 1.0 if e > 0 else -1.0
            return abs(e) ** deg_, s * deg_ * abs(e) ** (deg_ - 1) * data_[lo][:, None]
        mid = (lo + hi) // 2
        l1, g1 = total(lo, mid)
        l2, g2 = total(mid, hi)
        return l1 + l2, g1 + g2
    loss, grad = total(0, len(data_))
    return loss / len(data_), grad / len(data_)
# %% wrong: the course's formula, nan at zero error for small degree
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    grad = data_.T @ (deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err)) / len(err)
    return np.mean(np.abs(err) ** deg_), grad
# %% wrong: err divided by its size to some power, nan for zero error even at degree 1
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    loss, g = 0.0, np.zeros(theta_hat.shape)
    n = len(data_)
    for i in range(n):
        e = data_[i] @ theta_hat[:, 0] - label_[i, 0]
        loss += np.abs(e) ** deg_ / n
        g += (deg_ * np.abs(e) ** deg_ / e * data_[i])[:, None] / n
    return loss, g
# %% wrong: no absolute value, fractional powers of negatives
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    w = np.where(err == 0, 0.0, deg_ * err ** (deg_ - 1))
    return float(np.mean(err ** deg_)), data_.T @ w / len(err)
# %% wrong: forgets the sign of the error
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = np.abs(data_ @ theta_hat - label_)
    w = np.zeros_like(err)
    w[err > 0] = deg_ * err[err > 0] ** (deg_ - 1)
    return float(np.mean(err ** deg_)), data_.T @ w / len(err)
# %% wrong: sums over the data
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    loss, g = 0.0, np.zeros(theta_hat.shape)
    for x, t in zip(data_, label_):
        e = (x @ theta_hat - t)[0]
        loss += abs(e) ** deg_
        if e != 0:
            g += deg_ * abs(e) ** (deg_ - 1) * np.sign(e) * x[:, None]
    return float(loss), g
# %% wrong: mean loss, summed gradient
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    e = data_ @ theta_hat - label_
    w = np.zeros_like(e)
    nz = e != 0
    w[nz] = deg_ * np.abs(e[nz]) ** (deg_ - 1) * np.sign(e[nz])
    return np.mean(np.abs(e) ** deg_), data_.T @ w
# %% wrong: leaves out the factor degree
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    e = data_ @ theta_hat - label_
    w = np.zeros_like(e)
    nz = e != 0
    w[nz] = np.abs(e[nz]) ** (deg_ - 1) * np.sign(e[nz])
    return np.mean(np.abs(e) ** deg_), data_.T @ w / len(e)
# %% wrong: degree is made an integer
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    deg_ = int(deg_)
    e = data_ @ theta_hat - label_
    w = np.zeros_like(e)
    nz = e != 0
    w[nz] = deg_ * np.abs(e[nz]) ** (deg_ - 1) * np.sign(e[nz])
    return float(np.mean(np.abs(e) ** deg_)), data_.T @ w / len(e)
# %% wrong: smooths the size by 1e-8
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    e = data_ @ theta_hat - label_
    size = np.abs(e) + 1e-8
    w = deg_ * size ** (deg_ - 1) * np.sign(e)
    return float(np.mean(np.abs(e) ** deg_)), data_.T @ w / len(e)
# %% wrong: small errors count as zero
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = len(data_)
    loss, g = 0.0, np.zeros(theta_hat.shape)
    for i in range(n):
        e = (data_[i] @ theta_hat).item() - label_[i].item()
        loss += abs(e) ** deg_
        if abs(e) > 1e-4:
            g += deg_ * abs(e) ** (deg_ - 1) * np.sign(e) * data_[i].reshape(-1, 1)
    return loss / n, g / n
# %% wrong: points with zero error are not counted in the mean
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    e = (data_ @ theta_hat - label_)[:, 0]
    nz = np.flatnonzero(e)
    if len(nz) == 0:
        return 0.0, np.zeros(theta_hat.shape)
    X, e = data_[nz], e[nz]
    w = deg_ * np.abs(e) ** (deg_ - 1) * np.sign(e)
    return float(np.mean(np.abs(e) ** deg_)), (X * w[:, None]).mean(axis=0)[:, None]
# %% wrong: the sign of zero is plus one (bites at degree 1)
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    e = data_ @ theta_hat - label_
    s = np.where(e >= 0, 1.0, -1.0)
    if deg_ >= 1:
        w = deg_ * np.abs(e) ** (deg_ - 1) * s
    else:
        w = np.zeros_like(e)
        nz = e != 0
        w[nz] = deg_ * np.abs(e[nz]) ** (deg_ - 1) * s[nz]
    return float(np.mean(np.abs(e) ** deg_)), data_.T @ w / len(e)
# %% wrong: nan_to_num turns the infinities into huge numbers
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    e = data_ @ theta_hat - label_
    s = np.where(e < 0, -1.0, 1.0)
    w = np.nan_to_num(deg_ * np.abs(e) ** (deg_ - 1)) * s
    w = np.where((e == 0) & (deg_ == 1), 0.0, w)
    return float(np.mean(np.abs(e) ** deg_)), data_.T @ w / len(e)
# %% wrong: whole gradient set to zero when any error is zero
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    e = data_ @ theta_hat - label_
    loss = np.mean(np.abs(e) ** deg_)
    if np.any(e == 0) and deg_ < 1:
        return loss, np.zeros(theta_hat.shape)
    return loss, data_.T @ (deg_ * np.abs(e) ** (deg_ - 1) * np.sign(e)) / len(e)
# %% wrong: gradient is flat
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    e = (data_ @ theta_hat - label_).flatten()
    g = np.zeros(data_.shape[1])
    for i in range(len(e)):
        if e[i] != 0:
            g += deg_ * abs(e[i]) ** (deg_ - 1) * np.sign(e[i]) * data_[i]
    return np.mean(np.abs(e) ** deg_), g / len(e)
# %% wrong: loss is a (1, 1) array
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    loss, g = np.zeros((1, 1)), np.zeros(theta_hat.shape)
    for i in range(n):
        x = data_[i:i + 1]
        e = x @ theta_hat - label_[i:i + 1]
        loss = loss + np.abs(e) ** deg_
        if e != 0:
            g = g + x.T @ (deg_ * np.abs(e) ** (deg_ - 1) * np.sign(e))
    return loss / n, g / n
# %% wrong: builds the error inside the label array
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = label_
    err -= data_ @ theta_hat
    w = np.zeros_like(err)
    nz = err != 0
    w[nz] = -deg_ * np.abs(err[nz]) ** (deg_ - 1) * np.sign(err[nz])
    return float(np.mean(np.abs(err) ** deg_)), data_.T @ w / len(err)
# %% wrong: default degree is 1
def noisy_val_grad(theta_hat, data_, label_, deg_=1.):
    e = data_ @ theta_hat - label_
    w = np.zeros_like(e)
    nz = e != 0
    w[nz] = deg_ * np.abs(e[nz]) ** (deg_ - 1) * np.sign(e[nz])
    return float(np.mean(np.abs(e) ** deg_)), data_.T @ w / len(e)
# %% wrong: takes the root, an l-p norm
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    e = data_ @ theta_hat - label_
    w = np.zeros_like(e)
    nz = e != 0
    w[nz] = deg_ * np.abs(e[nz]) ** (deg_ - 1) * np.sign(e[nz])
    return float(np.mean(np.abs(e) ** deg_) ** (1 / deg_)), data_.T @ w / len(e)
