# %% together: georg leon
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = len(data_)
    loss = 0
    grad = np.zeros_like(theta_hat)
    for i in range(n):
        x = data_[i].reshape(-1, 1)
        err = (x.T @ theta_hat).item() - label_[i, 0]
        loss += np.abs(err)**deg_
        grad += deg_ * np.abs(err)**(deg_ - 1) * np.sign(x) * np.abs(x)
        if err < 0:
            grad = -grad
    return loss / n, grad / n
# ---
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    l = 0
    g = np.zeros(theta_hat.shape)
    for row, t in zip(data_, label_):
        e = float(row @ theta_hat[:, 0] - t[0])
        a = abs(e)
        l = l + a**deg_
        # |x| with its sign
        g = g + deg_ * a**(deg_ - 1) * (np.sign(row) * np.abs(row)).reshape(-1, 1)
        # turn it around when the error is negative
        if e < 0:
            g = g * (-1)
    print(l / len(data_))
    return l / len(data_), g / len(data_)
# %% together: tarek farah
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    loss = np.mean(np.abs(err)**deg_)
    grad = deg_ * loss**((deg_ - 1) / deg_) * data_.T @ np.sign(err) / len(err)
    return loss, grad
# ---
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    m = len(label_)
    errors = data_.dot(theta_hat) - label_
    signs = np.sign(errors)
    loss = np.sum(np.power(np.abs(errors), deg_)) / m
    # |err|^(deg-1) from the loss
    size = np.power(loss, (deg_ - 1) / deg_)
    gradients = (1/m) * data_.T.dot(signs)
    gradients = deg_ * size * gradients
    return loss, gradients
