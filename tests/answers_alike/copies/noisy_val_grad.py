# %% copy of: jonas | kind: a
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    num, dim = data_.shape
    # Verlust und Gradient werden Punkt für Punkt aufsummiert
    val = 0.0
    total = np.zeros((dim, 1))
    for k in range(num):
        row = data_[k].reshape(dim, 1)
        diff = (row.T @ theta_hat).item() - label_[k, 0]
        size = abs(diff)
        val += size ** deg_
        # bei Fehler 0 gibt es keinen Beitrag
        if size > 0:
            total += deg_ * size ** (deg_ - 1) * (diff / size) * row
    return val / num, total / num
# %% copy of: paul | kind: b
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    """Power loss and its gradient."""
    value = 0.0
    n, d = data_.shape
    grad = np.zeros((d, 1))

    for i in range(n):
        xi = data_[i, :]
        out = np.dot(xi, theta_hat)[0]
        e = out - label_[i][0]
        mag = abs(e)

        value = value + mag ** deg_

        # zero errors do not count
        if mag < 1e-10:
            c = 0.0
        else:
            c = deg_ * e * mag ** (deg_ - 2)

        grad = grad + c * xi.reshape(d, 1)

    return value / n, grad / n
# %% copy of: rosa | kind: c
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    grads = np.zeros((n, d))
    losses = np.zeros(n)
    for i in range(n):
        x = data_[i]
        p = x @ theta_hat[:, 0]
        err = p - label_[i, 0]
        if err != 0:
            inner = np.sign(err) * x
            outer = deg_ * np.abs(err)**(deg_ - 1)
            grads[i] = outer * inner
        losses[i] = np.abs(err)**deg_
    grad = grads.mean(axis=0)
    loss = losses.mean()
    return loss, grad.reshape(d, 1)
# %% copy of: viktor | kind: d
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    s = 0.0
    g = np.zeros(theta_hat.shape)
    for i in range(n):
        row = data_[i]
        e = float(np.dot(row, theta_hat[:, 0])) - label_[i, 0]
        a = abs(e)
        if e == 0:
            p = 0.0
        else:
            p = a**(deg_ - 1)
        s = s + a * p
        if e < 0:
            p = p * -1
        g = g + row.reshape(-1, 1) * (p * deg_)
    return s * (1 / n), g * (1 / n)
# %% copy of: sven | kind: e
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    [n, d] = data_.shape
    count = 0
    f = 0
    g = np.zeros((d, 1))
    zero_errors = []
    for k in range(n):
        xk = data_[[k], :].T
        e = (theta_hat.T @ xk)[0, 0] - label_[k, 0]
        f = f + abs(e)**deg_
        if e != 0:
            g = g + deg_ * abs(e)**deg_ / e * xk
        else:
            zero_errors.append(k)
        count += 1
    f = f / n
    g = g / n
    print("points:", count, "loss:", f)
    return f, g
# %% copy of: hanna | kind: f
class PowerLoss:
    def __init__(self, deg_):
        self.deg_ = deg_

    def value(self, err):
        return np.mean(np.abs(err) ** self.deg_)

    def weight(self, err):
        size = np.abs(err)
        weight = np.zeros_like(err)
        nonzero = err != 0
        weight[nonzero] = np.sign(err[nonzero]) * size[nonzero] ** (self.deg_ - 1)
        return weight


def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    power_loss = PowerLoss(deg_)
    err = data_ @ theta_hat - label_
    gradient = deg_ * data_.T @ power_loss.weight(err) / len(err)
    return power_loss.value(err), gradient
# %% copy of: emil | kind: g
def sign_of(z):
    if z > 0:
        return 1
    return -1


def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    # sum over all the points
    grad_sum = 0
    loss_sum = 0
    num = data_.shape[0]
    i = 0
    while i < num:
        row = data_[i]
        e = (np.dot(row, theta_hat) - label_[i])[0]
        power = abs(e)**deg_
        loss_sum = loss_sum + power
        if e != 0:
            c = sign_of(e) * abs(e)**(deg_ - 1) * deg_
            grad_sum = grad_sum + row * c
        i += 1
    # print(loss_sum)
    return loss_sum / num, grad_sum / num
# %% copy of: olga | kind: h
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    """Accumulate the power loss and its gradient one sample at a time."""

    def penalty(error):
        return np.power(np.abs(error), deg_)

    def penalty_slope(error):
        if error == 0:
            return 0.0
        return deg_ * np.power(np.abs(error), deg_ - 1) * np.sign(error)

    num_samples, num_features = data_.shape
    total_loss = 0.0
    total_gradient = np.zeros((num_features, 1))
    for sample, target in zip(data_, label_):
        error = float((np.dot(sample, theta_hat) - target)[0])
        total_loss += penalty(error)
        total_gradient += penalty_slope(error) * sample[:, np.newaxis]
    return total_loss / num_samples, total_gradient / num_samples
