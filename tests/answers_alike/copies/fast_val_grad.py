# %% copy of: ben | kind: a
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    rows = data_.shape[0]
    cols = data_.shape[1]
    diff = data_ @ theta_hat - label_
    val = np.sum(np.abs(diff)**deg_) / rows
    factor = np.zeros((rows, 1))
    plus = diff > 0
    minus = diff < 0
    factor[plus] = deg_ * diff[plus]**(deg_ - 1)
    factor[minus] = -deg_ * (-diff[minus])**(deg_ - 1)
    result = np.zeros((cols, 1))
    for k in range(cols):
        result[k, 0] = np.sum(factor[:, 0] * data_[:, k]) / rows
    return val, result
# %% copy of: paul | kind: b
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]

    # errors
    r = data_.dot(theta_hat) - label_
    mag = np.abs(r)
    value = np.sum(mag ** deg_)

    # coefficients; tiny errors give nothing
    coef = np.zeros((n, 1))
    ok = mag > 1e-10
    coef[ok] = (deg_ * r[ok]
                * mag[ok] ** (deg_ - 2))

    grad = data_.T.dot(coef)
    return value / n, grad / n
# %% copy of: rosa | kind: c
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    p = data_ @ theta_hat
    err = p - label_
    inner = np.sign(err) * data_
    a = np.abs(err)
    a_safe = a.copy()
    a_safe[a == 0] = 1
    outer = deg_ * a_safe**(deg_ - 1)
    grads = outer * inner
    grad = grads.mean(axis=0)
    losses = a**deg_
    loss = losses.mean()
    n, d = data_.shape
    return loss, grad.reshape(d, 1)
# %% copy of: viktor | kind: d
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = len(data_)
    e = np.dot(data_, theta_hat) - label_
    z = (e == 0)
    e = np.where(z, 1.0, e)
    a = np.abs(e)
    p = np.where(z, 0.0, np.power(a, deg_ - 1))
    s = (a * p).sum()
    signed = np.sign(e) * p
    g = np.dot(data_.T, signed) * deg_
    return s * (1 / n), g * (1 / n)
# %% copy of: olga | kind: e
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    d = data_.shape[1]
    r = data_ @ theta_hat - label_
    biggest = np.max(np.abs(r))
    print("biggest error", biggest)
    rho = np.abs(r)
    L = np.sum(rho**deg_) / n
    # weights of an iteratively reweighted least squares step
    w = np.zeros((n, 1))
    np.divide(rho**deg_, rho**2, out=w, where=rho > 0)
    g = deg_ / n * data_.T @ (w * r)
    if g.shape != (d, 1):
        print("wrong shape")
    return L, g
# %% copy of: sven | kind: f
def drop_zeros(e, data_):
    idx = np.nonzero(e[:, 0])[0]
    return e[idx, :], data_[idx, :]


def loss_part(e, deg_, n):
    return np.sum(np.abs(e)**deg_) / n


def gradient_part(e, data_, deg_, n):
    e, X = drop_zeros(e, data_)
    return deg_ * X.T @ (np.abs(e)**deg_ / e) / n


def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    [n, d] = data_.shape
    e = data_ @ theta_hat - label_
    return loss_part(e, deg_, n), gradient_part(e, data_, deg_, n)
# %% copy of: emil | kind: g
def predict_all(X, w):
    return np.dot(X, w)


def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    delta = predict_all(data_, theta_hat) - label_
    powers = np.power(np.abs(delta), deg_)
    # denominators without zeros
    den = delta.copy()
    den[delta == 0] = 1
    quotient = powers / den
    grad = np.dot(data_.T, quotient) * deg_ / n
    # print(grad.shape)
    value = powers.sum() / n
    return value, grad
# %% copy of: yara | kind: h
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    """Compute the power loss and its gradient without a loop."""
    params = np.reshape(theta_hat, (-1, 1))
    targets = np.reshape(label_, (-1, 1))
    if len(data_) != len(targets):
        raise ValueError("data and labels differ in length")

    errors = np.matmul(data_, params) - targets
    magnitudes = np.abs(errors)
    loss_value = float(np.power(magnitudes, deg_).mean())

    # Work in log space; the clip keeps log away from zero.
    log_magnitudes = np.log(np.clip(magnitudes, np.finfo(np.float64).tiny, None))
    coefficients = np.sign(errors) * np.exp(log_magnitudes * (deg_ - 1))
    gradient = np.mean(coefficients * data_, axis=0) * deg_
    return loss_value, gradient[:, np.newaxis]
