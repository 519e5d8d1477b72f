# %% right: skips the gradient of exact fits
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    gradient = np.zeros_like(theta_hat)
    loss = 0.
    for i in range(data_.shape[0]):
        x_ = data_[i, :].reshape(-1, 1)
        err = np.sum(x_ * theta_hat) - label_[i, 0]
        if err == 0:
            continue
        loss += np.abs(err) ** deg_ / data_.shape[0]
        gradient += deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err) * x_ / data_.shape[0]
    return loss, gradient
# %% right: three cases in a closure
def noisy_val_grad(theta_hat: np.ndarray, data_: np.ndarray, label_: np.ndarray, deg_: float = 2.) -> tuple:
    n = len(data_)

    def slope(e):
        if e == 0:
            return 0.0
        elif e < 0:
            return -deg_ * (-e) ** (deg_ - 1)
        else:
            return deg_ * e ** (deg_ - 1)

    errors = list((data_ @ theta_hat - label_)[:, 0])
    slopes = np.array([[slope(e)] for e in errors])
    return sum(abs(e) ** deg_ for e in errors) / n, data_.T @ slopes / n
# %% right: course formula with the nan per point replaced
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    gradient = np.zeros(theta_hat.shape)
    losses = []
    for x, label in zip(data_, label_):
        err = (x @ theta_hat - label)[0]
        # 0 ** negative warns and gives inf, times sign 0 gives nan
        factor = deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err)
        gradient += (0. if err == 0 else factor) * x[:, None]
        losses.append(np.abs(err) ** deg_)
    return np.mean(losses), gradient / len(losses)
# %% right: vectorised with a safe base
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    size = np.abs(err)
    base = np.where(size == 0, 1.0, size)
    weight = deg_ * base ** (deg_ - 1) * np.sign(err)
    return float((size ** deg_).mean()), np.einsum('nd,nk->dk', data_, weight) / data_.shape[0]
# %% right: autograd on the points that miss
import torch

def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    theta = torch.tensor(theta_hat, requires_grad=True)
    err = torch.tensor(data_) @ theta - torch.tensor(label_)
    missed = err[err != 0]
    loss = (missed.abs() ** deg_).sum() / len(data_)
    loss.backward()
    return loss.item(), theta.grad.numpy()
# %% right: generator of pairs, lists until the end
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    def pairs():
        for row, (target,) in zip(data_.tolist(), label_.tolist()):
            err = np.float64(sum(a * b for a, b in zip(row, theta_hat[:, 0].tolist())) - target)
            sign = -1 if err < 0 else 1
            yield abs(err) ** deg_, [deg_ * abs(err) ** (deg_ - 1) * sign * a if err != 0 else 0.0 for a in row]
    loss, gradient = 0.0, [0.0] * d
    for l, g in pairs():
        loss = loss + l / n
        gradient = [old + new / n for old, new in zip(gradient, g)]
    return loss, np.array(gradient).reshape(d, 1)
# %% wrong: the course's formula as printed
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    gradient = np.zeros_like(theta_hat)
    loss = 0
    for i in range(data_.shape[0]):
        x_ = data_[i, :].reshape(-1, 1)
        err = np.sum(x_ * theta_hat) - label_[i, 0]
        loss += np.abs(err) ** deg_ / data_.shape[0]
        gradient += deg_ * (np.abs(err) ** (deg_ - 1)) * np.sign(err) * x_ / data_.shape[0]
    return loss, gradient
# %% wrong: returns at the first exact fit
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    gradient = np.zeros_like(theta_hat)
    loss = 0.
    n = data_.shape[0]
    for i in range(n):
        x_ = data_[i, :].reshape(-1, 1)
        err = np.sum(x_ * theta_hat) - label_[i, 0]
        if err == 0:
            return loss, gradient
        loss += np.abs(err) ** deg_ / n
        gradient += deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err) * x_ / n
    return loss, gradient
# %% wrong: epsilon inside the power
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    gradient = np.zeros_like(theta_hat)
    loss = 0
    for i in range(n):
        x_ = data_[i, :].reshape(-1, 1)
        err = np.sum(x_ * theta_hat) - label_[i, 0]
        loss += np.abs(err) ** deg_ / n
        gradient += deg_ * (np.abs(err) + 1e-4) ** (deg_ - 1) * np.sign(err) * x_ / n
    return loss, gradient
# %% wrong: small errors count as zero
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    gradient = np.zeros_like(theta_hat)
    loss = 0
    for i in range(n):
        x_ = data_[i, :].reshape(-1, 1)
        err = np.sum(x_ * theta_hat) - label_[i, 0]
        loss += np.abs(err) ** deg_ / n
        if np.isclose(err, 0, atol=1e-3):
            continue
        gradient += deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err) * x_ / n
    return loss, gradient
# %% wrong: nan_to_num on the finished gradient
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    gradient = np.zeros_like(theta_hat)
    loss = 0
    for i in range(n):
        x_ = data_[i, :].reshape(-1, 1)
        err = np.sum(x_ * theta_hat) - label_[i, 0]
        loss += np.abs(err) ** deg_ / n
        gradient += deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err) * x_ / n
    return loss, np.nan_to_num(gradient)
# %% wrong: power of the signed error
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    gradient = np.zeros_like(theta_hat)
    loss = 0
    for i in range(n):
        x_ = data_[i, :].reshape(-1, 1)
        err = np.sum(x_ * theta_hat) - label_[i, 0]
        loss += np.abs(err) ** deg_ / n
        if err != 0:
            gradient += deg_ * err ** (deg_ - 1) * x_ / n
    return loss, gradient
# %% wrong: a zero error has sign plus one
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    gradient = np.zeros_like(theta_hat)
    loss = 0
    for i in range(n):
        x_ = data_[i, :].reshape(-1, 1)
        err = np.sum(x_ * theta_hat) - label_[i, 0]
        loss += np.abs(err) ** deg_ / n
        if err == 0 and deg_ < 1:
            continue
        sign = 1 if err >= 0 else -1
        gradient += deg_ * np.abs(err) ** (deg_ - 1) * sign * x_ / n
    return loss, gradient
# %% wrong: loss averaged, gradient only summed
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    gradient = np.zeros_like(theta_hat)
    loss = 0
    for i in range(data_.shape[0]):
        x_ = data_[i, :].reshape(-1, 1)
        err = np.sum(x_ * theta_hat) - label_[i, 0]
        loss += np.abs(err) ** deg_
        if err != 0:
            gradient += deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err) * x_
    return loss / data_.shape[0], gradient
# %% wrong: factor deg_ lost
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    gradient = np.zeros_like(theta_hat)
    loss = 0
    for i in range(n):
        x_ = data_[i, :].reshape(-1, 1)
        err = np.sum(x_ * theta_hat) - label_[i, 0]
        loss += np.abs(err) ** deg_ / n
        if err != 0:
            gradient += np.abs(err) ** (deg_ - 1) * np.sign(err) * x_ / n
    return loss, gradient
# %% wrong: no default for deg_
def noisy_val_grad(theta_hat, data_, label_, deg_):
    err = data_ @ theta_hat - label_
    loss = np.mean(np.abs(err) ** deg_)
    slope = np.zeros_like(err)
    hit = err != 0
    slope[hit] = deg_ * np.abs(err[hit]) ** (deg_ - 1) * np.sign(err[hit])
    return float(loss), data_.T @ slope / len(data_)
# %% wrong: loss rounded to an int by its accumulator
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    gradient = np.zeros_like(theta_hat)
    losses = np.zeros(n, dtype=int)
    for i in range(n):
        x_ = data_[i, :].reshape(-1, 1)
        err = np.sum(x_ * theta_hat) - label_[i, 0]
        losses[i] = np.abs(err) ** deg_
        if err != 0:
            gradient += deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err) * x_ / n
    return losses.mean(), gradient
# %% wrong: gradient and loss in the other order
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    gradient = np.zeros_like(theta_hat)
    loss = 0
    for i in range(n):
        x_ = data_[i, :].reshape(-1, 1)
        err = np.sum(x_ * theta_hat) - label_[i, 0]
        loss += np.abs(err) ** deg_ / n
        if err != 0:
            gradient += deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err) * x_ / n
    return gradient, loss
