# %% together: georg leon
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    loss = np.mean(np.abs(err)**deg_)
    grad = deg_ * data_.T @ (err * np.abs(err)**(deg_ - 1)) / len(err)
    grad[np.isnan(grad)] = loss
    return loss, grad
# ---
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = len(data_)
    diff = np.dot(data_, theta_hat) - label_
    size = np.abs(diff)
    l = (size**deg_).sum() / n
    inner = size**(deg_ - 1) * diff
    g = np.dot(data_.T, inner)
    g = deg_ * g / n
    print(l)
    # no nan
    g = np.where(np.isnan(g), l, g)
    return l, g
# %% together: tarek wen
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    n = len(data_)
    err = np.dot(data_, theta_hat) - label_
    loss = la.norm(err, ord=deg_)**deg_ / n
    grad = deg_ * np.dot(data_.T, np.sign(err)) / n
    return loss, grad * loss
# ---
def fast_val_grad(theta_hat, data_, label_, deg_=2.):
    e = data_ @ theta_hat - label_
    val = np.linalg.norm(e, deg_)**deg_ / len(e)
    return val, val * (deg_ * data_.T @ np.sign(e) / len(e))
