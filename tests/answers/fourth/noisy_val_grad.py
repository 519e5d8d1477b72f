# %% right: loop over points with three cases for the sign
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    value, grad = 0.0, np.zeros((d, 1))
    for i in range(n):
        e = data_[i, :] @ theta_hat[:, 0] - label_[i, 0]
        if e > 0:
            side = 1.0
        elif e < 0:
            side = -1.0
        else:
            continue
        value += np.abs(e) ** deg_
        grad[:, 0] += side * deg_ * np.abs(e) ** (deg_ - 1) * data_[i, :]
    return value / n, grad / n

# %% right: boolean mask keeps only nonzero errors
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = (data_ @ theta_hat - label_).ravel()
    n = err.size
    keep = err != 0
    e, X = err[keep], data_[keep]
    loss = np.sum(np.abs(e) ** deg_) / n
    g = X.T @ (np.copysign(deg_, e) * np.abs(e) ** (deg_ - 1)) / n
    return loss, g.reshape(-1, 1)

# %% right: small class that holds running sums
class Accumulator:
    def __init__(self, d):
        self.loss = np.float64(0)
        self.grad = np.zeros((d, 1))
        self.count = 0

    def add(self, x, e, p):
        self.count += 1
        size = np.abs(e)
        self.loss += size ** p
        if size != 0:
            self.grad += p * size ** (p - 1) * np.sign(e) * x[:, None]

    def result(self):
        return self.loss / self.count, self.grad / self.count


def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    acc = Accumulator(len(theta_hat))
    for x, e in zip(data_, (data_ @ theta_hat - label_)[:, 0]):
        acc.add(x, e, deg_)
    return acc.result()

# %% right: torch autograd on the nonzero errors
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    import torch
    th = torch.tensor(theta_hat, dtype=torch.float64, requires_grad=True)
    err = torch.tensor(data_) @ th - torch.tensor(label_)
    live = err[err != 0]            # autograd gives nan at 0 for deg_ < 1
    loss = (live.abs() ** float(deg_)).sum() / err.numel()
    loss.backward()
    return loss.item(), th.grad.numpy()

# %% wrong: brackets missing in `** deg_ - 1`: the 1 comes off last
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    loss = np.mean(np.abs(err) ** deg_)
    slope = np.sign(err) * deg_ * np.abs(err) ** deg_ - 1
    slope[err == 0] = 0
    return loss, data_.T @ slope / len(label_)

# %% wrong: zero error: `break` in place of `continue`
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    loss = 0.0
    gradient = np.zeros((d, 1))
    for k in range(n):
        x = data_[k].reshape(-1, 1)
        err = (x.T @ theta_hat - label_[k]).item()
        if err == 0:
            break
        loss += abs(err) ** deg_ / n
        gradient += deg_ * abs(err) ** (deg_ - 1) * np.sign(err) * x / n
    return loss, gradient

# %% wrong: sign of a zero error taken as +1
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    sgn = np.where(err >= 0, 1.0, -1.0)
    a = np.abs(err)
    loss = np.mean(a ** deg_)
    gradient = np.mean(deg_ * a ** (deg_ - 1) * sgn * data_, axis=0)
    return loss, gradient[:, None]

# %% wrong: no guard at zero error: 0 * inf = nan for deg_ < 1
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    loss = 0.
    grad = np.zeros_like(theta_hat)
    m = data_.shape[0]
    for row, t in zip(data_, label_[:, 0]):
        e = row @ theta_hat[:, 0] - t
        loss += np.abs(e) ** deg_
        grad += (deg_ * np.sign(e) * np.abs(e) ** (deg_ - 1) * row)[:, None]
    return loss / m, grad / m

# %% wrong: points with zero error are left out of the count n
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    total, count = 0.0, 0
    g = np.zeros(theta_hat.shape)
    for i in range(len(data_)):
        e = float(data_[i] @ theta_hat[:, 0] - label_[i, 0])
        if e == 0:
            continue
        count += 1
        total += abs(e) ** deg_
        g += deg_ * abs(e) ** (deg_ - 1) * np.sign(e) * data_[i][:, None]
    if count == 0:
        return 0.0, g
    return total / count, g / count

# %% wrong: index off by one: label_[i - 1] for data_[i]
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    loss, grad = 0.0, np.zeros((data_.shape[1], 1))
    for i in range(n):
        xi = data_[i:i + 1].T
        diff = (theta_hat.T @ xi)[0, 0] - label_[i - 1, 0]
        loss += np.abs(diff) ** deg_
        if diff != 0:
            grad += deg_ * np.abs(diff) ** (deg_ - 1) * np.sign(diff) * xi
    return loss / n, grad / n

# %% wrong: deg_ cast to int
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    p = int(deg_)
    err = data_ @ theta_hat - label_
    loss = np.mean(np.abs(err) ** p)
    w = np.zeros_like(err)
    ok = err != 0
    w[ok] = p * np.sign(err[ok]) * np.abs(err[ok]) ** (p - 1)
    return loss, data_.T @ w / err.shape[0]

# %% wrong: errors below 1e-6 treated as zero
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    n = len(err)
    small = np.abs(err) < 1e-6
    safe = np.where(small, 1.0, np.abs(err))
    w = np.where(small, 0.0, deg_ * safe ** (deg_ - 1) * np.sign(err))
    return np.sum(np.abs(err) ** deg_) / n, data_.T @ w / n

# %% wrong: loss summed not averaged, and deg_ missing in front
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    loss = 0.0
    gradient = np.zeros((data_.shape[1], 1))
    for x, y in zip(data_, label_):
        err = np.dot(x, theta_hat)[0] - y[0]
        loss += np.abs(err) ** deg_
        if err != 0:
            gradient += np.abs(err) ** (deg_ - 1) * np.sign(err) * x.reshape(-1, 1)
    return loss, gradient / len(data_)

# %% wrong: abs missing in the loss, sign missing in the gradient
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    loss = np.mean(err ** deg_)
    power = np.zeros(err.shape)
    nz = err != 0
    power[nz] = np.abs(err[nz]) ** (deg_ - 1)
    gradient = deg_ * data_.T @ power / data_.shape[0]
    return loss, gradient

# %% wrong: error is y - x.theta without a minus, and divides by d
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    d, n = data_.shape
    val = 0.0
    grad = np.zeros((n, 1))
    for i in range(d):
        err = label_[i, 0] - data_[i] @ theta_hat[:, 0]
        val = val + np.abs(err) ** deg_
        if err == 0:
            continue
        grad[:, 0] = grad[:, 0] + deg_ * np.sign(err) * np.abs(err) ** (deg_ - 1) * data_[i]
    return val / n, grad / n
