# %% student: anna
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    e = data_ @ theta_hat - label_
    a = np.abs(e)
    s = np.sign(e) * (a + (a == 0))**(deg_ - 1)
    return (a**deg_).mean(), deg_ * data_.T @ s / len(e)
# %% student: ben
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    d = data_.shape[1]
    err = data_ @ theta_hat - label_
    loss = np.sum(np.abs(err)**deg_) / n
    outer = np.zeros((n, 1))
    pos = err > 0
    neg = err < 0
    outer[pos] = deg_ * err[pos]**(deg_ - 1)
    outer[neg] = -deg_ * (-err[neg])**(deg_ - 1)
    gradient = np.zeros((d, 1))
    for j in range(d):
        gradient[j, 0] = np.sum(outer[:, 0] * data_[:, j]) / n
    return loss, gradient
# %% student: clara
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    """Vectorised loss and gradient of the power loss."""
    number_of_points = data_.shape[0]
    errors = data_ @ theta_hat - label_
    absolute_errors = np.abs(errors)
    loss = np.mean(absolute_errors ** deg_)
    derivatives = np.zeros_like(errors)
    is_nonzero = absolute_errors > 0
    derivatives[is_nonzero] = (
        deg_ * absolute_errors[is_nonzero] ** (deg_ - 1) * np.sign(errors[is_nonzero])
    )
    gradient = data_.T @ derivatives / number_of_points
    return loss, gradient
# %% student: david
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    # all the errors at once, (n, 1)
    err = data_ @ theta_hat - label_
    # loss: mean of |err|^deg
    l = np.mean(np.abs(err)**deg_)
    # derivative of |err|^deg for each point
    grad = deg_ * np.sign(err) * np.abs(err)**(deg_ - 1)
    # matrix product sums over the points
    gradient = data_.T @ grad / data_.shape[0]
    return l, gradient
# %% student: emil
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    fehler = data_ @ theta_hat - label_
    betrag = np.abs(fehler)
    verlust = np.mean(betrag**deg_)
    # Division 0/0 vermeiden
    nenner = np.where(fehler == 0, 1, fehler)
    gradient = deg_ * data_.T @ (betrag**deg_ / nenner) / len(data_)
    return verlust, gradient
# %% student: farah
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    m = len(label_)
    errors = data_.dot(theta_hat) - label_
    loss = np.sum(np.power(np.abs(errors), deg_)) / m
    eps = 1e-8
    gradients = (deg_ / m) * data_.T.dot(errors * np.power(np.abs(errors) + eps, deg_ - 2))
    return loss, gradients
# %% student: georg
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    f = np.vectorize(lambda e: abs(e)**deg_)
    df = np.vectorize(lambda e: 0. if e == 0 else deg_ * abs(e)**(deg_ - 1) * np.sign(e))
    loss = np.mean(f(err))
    grad = data_.T @ df(err) / len(err)
    return loss, grad
# %% student: hanna
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    size = np.abs(err)
    with np.errstate(divide='ignore', invalid='ignore'):
        slope = np.where(err == 0, 0., deg_ * np.sign(err) * size ** (deg_ - 1))
    return np.mean(size ** deg_), data_.T @ slope / len(err)
# %% student: ivan
def fast_val_grad(theta_hat: np.ndarray, data_: np.ndarray, label_: np.ndarray, deg_: float = 2.) -> tuple:
    e = (data_ @ theta_hat - label_).ravel()
    nz = e != 0
    e_nz = e[nz]
    g = np.abs(e_nz)**(deg_ - 1) * np.sign(e_nz) @ data_[nz]
    return float((np.abs(e)**deg_).mean()), (deg_ / e.size * g)[:, None]
# %% student: jonas
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = len(data_)
    fehler = data_ @ theta_hat - label_
    betrag = np.abs(fehler)
    verlust = np.sum(betrag**deg_) / n
    # Ableitung der äußeren Funktion
    ableitung = deg_ * betrag**(deg_ - 1) * np.sign(fehler)
    ableitung[fehler == 0] = 0
    grad = data_.T @ ableitung / n
    return verlust, grad
# %% student: katrin
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    e = np.einsum('ni,ik->nk', data_, theta_hat) - label_
    m = np.abs(e)
    safe = np.where(m == 0, 1.0, m)
    g = np.einsum('ni,nk,nk->ik', data_, np.sign(e), safe**(deg_ - 1))
    return np.mean(m**deg_), deg_ * g / len(e)
# %% student: leon
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    print("err", err.shape)
    loss = np.mean(np.abs(err)**deg_)
    grad = deg_ * np.abs(err)**(deg_ - 1) * data_
    print("grad", grad.shape)
    grad = np.mean(grad, axis=0).reshape(-1, 1)
    return loss, grad
# %% student: mia
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    err = data_ @ theta_hat - label_
    loss = np.mean(np.abs(err)**deg_)
    weights = np.zeros_like(err)
    mask = err != 0
    weights[mask] = deg_ * np.abs(err[mask])**(deg_ - 1) * np.sign(err[mask])
    gradient = data_.T @ weights / n
    return loss, gradient
# %% student: noah
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    y_hat = data_ @ theta_hat
    err = y_hat - label_
    loss = (np.abs(err)**deg_).mean()
    dloss = deg_ * np.sign(err) * np.abs(err)**(deg_ - 1) / len(err)
    dloss = np.nan_to_num(dloss, nan=0.0, posinf=0.0, neginf=0.0)
    return loss, data_.T @ dloss
# %% student: olga
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    r = data_ @ theta_hat - label_
    rho = np.abs(r)
    L = np.sum(rho**deg_) / n
    # weights of an iteratively reweighted least squares step
    w = np.zeros((n, 1))
    np.divide(rho**deg_, rho**2, out=w, where=rho > 0)
    return L, deg_ / n * data_.T @ (w * r)
# %% student: paul
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    numberOfPoints = data_.shape[0]
    differences = data_.dot(theta_hat) - label_
    absoluteDifferences = np.abs(differences)
    totalLoss = np.sum(absoluteDifferences ** deg_)
    factors = np.zeros((numberOfPoints, 1))
    isBigEnough = absoluteDifferences > 1e-10
    factors[isBigEnough] = deg_ * differences[isBigEnough] * absoluteDifferences[isBigEnough] ** (deg_ - 2)
    gradientSum = data_.T.dot(factors)
    return totalLoss / numberOfPoints, gradientSum / numberOfPoints
# %% student: quynh
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    return noisy_val_grad(theta_hat, data_, label_, deg_)
# %% student: rosa
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    p = data_ @ theta_hat
    err = p - label_
    a = np.abs(err)
    losses = a**deg_
    loss = losses.mean()
    a_safe = a.copy()
    a_safe[a == 0] = 1
    outer = deg_ * a_safe**(deg_ - 1)
    inner = np.sign(err) * data_
    grads = outer * inner
    grad = grads.mean(axis=0)
    return loss, grad.reshape(d, 1)
# %% student: sven
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    [n, d] = data_.shape
    e = data_ @ theta_hat - label_
    f = np.sum(np.abs(e)**deg_) / n
    idx = np.nonzero(e[:, 0])[0]
    e = e[idx, :]
    X = data_[idx, :]
    g = deg_ * X.T @ (np.abs(e)**deg_ / e) / n
    return f, g
# %% student: tarek
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = len(data_)
    err = np.dot(data_, theta_hat) - label_
    loss = np.sum(np.abs(err)**deg_) / n
    grad = np.dot(data_.T, deg_ * np.abs(err)**(deg_ - 1) * np.sign(err))
    return loss, grad
# %% student: ute
def power_derivative(err, deg_):
    out = np.zeros_like(err)
    np.power(np.abs(err), deg_ - 1, out=out, where=err != 0)
    return deg_ * np.sign(err) * out


def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    return np.mean(np.abs(err)**deg_), data_.T @ power_derivative(err, deg_) / len(data_)
# %% student: viktor
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    e = data_ @ theta_hat - label_
    z = e == 0
    e[z] = 1.0
    p = np.abs(e)**(deg_ - 1)
    p[z] = 0.0
    s = np.sum(p * np.abs(e))
    g = deg_ * data_.T @ (p * np.sign(e))
    return s / n, g / n
# %% student: wen
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    e = data_ @ theta_hat - label_
    return np.mean(abs(e)**deg_), np.mean(deg_ * np.sign(e) * abs(e)**(deg_ - 1) * data_, axis=0)[:, None]
# %% student: yara
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    theta_hat = np.asarray(theta_hat).reshape(-1, 1)
    label_ = np.asarray(label_).reshape(-1, 1)
    assert data_.shape[0] == label_.shape[0]
    abweichung = data_ @ theta_hat - label_
    betrag = np.maximum(np.abs(abweichung), np.finfo(float).tiny)
    loss = np.mean(np.abs(abweichung)**deg_)
    gewicht = np.exp((deg_ - 1) * np.log(betrag)) * np.sign(abweichung)
    grad = deg_ * (data_ * gewicht).mean(axis=0)
    return float(loss), grad.reshape(-1, 1)
