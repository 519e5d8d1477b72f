# %% right: vectorised
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    with np.errstate(all="ignore"):
        slope = np.where(err == 0, 0, deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err))
    return float(np.mean(np.abs(err) ** deg_)), data_.T @ slope / len(err)


# %% wrong: the factor γ is missing
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    with np.errstate(all="ignore"):
        slope = np.where(err == 0, 0, np.abs(err) ** (deg_ - 1) * np.sign(err))
    return float(np.mean(np.abs(err) ** deg_)), data_.T @ slope / len(err)


# %% wrong: the absolute value, or the sign, is missing
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    with np.errstate(all="ignore"):
        slope = np.where(err == 0, 0, deg_ * err ** (deg_ - 1) * np.sign(err))
    return float(np.mean(np.abs(err) ** deg_)), data_.T @ slope / len(err)


# %% wrong: the function wrote to its arguments
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    label_ -= data_ @ theta_hat
    err = -label_
    with np.errstate(all="ignore"):
        slope = np.where(err == 0, 0, deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err))
    return float(np.mean(np.abs(err) ** deg_)), data_.T @ slope / len(err)


# %% wrong: the losses are added up, not averaged
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    with np.errstate(all="ignore"):
        slope = np.where(err == 0, 0, deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err))
    return float(np.sum(np.abs(err) ** deg_)), data_.T @ slope


# %% wrong: an (n, 1) array meets an (n,) array
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_[:, 0]
    with np.errstate(all="ignore"):
        slope = np.where(err == 0, 0, deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err))
    return float(np.mean(np.abs(err) ** deg_)), data_.T @ slope / len(err)
