"""ps2, as students write it."""

import numpy as np


def noisy_val_grad__at_once(theta_hat, data_, label_, deg_=2.0):
    n = data_.shape[0]
    err = data_ @ theta_hat - label_
    size = np.abs(err)
    loss = np.mean(size**deg_)
    safe = np.where(size > 0, size, 1)
    gradient = data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / n
    return loss, gradient


def noisy_val_grad__summed(theta_hat, data_, label_, deg_=2.0):
    n, d = data_.shape
    loss, gradient = 0.0, np.zeros((d, 1))
    for i in range(n):
        x = data_[i].reshape(-1, 1)
        err = (x.T @ theta_hat).item() - label_[i, 0]
        loss += np.abs(err) ** deg_
        if err != 0:
            gradient += deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err) * x
    return loss / n, gradient / n


def noisy_val_grad__sign_first(theta_hat, data_, label_, deg_=2.0):
    n = len(label_)
    err = data_ @ theta_hat - label_
    size = np.abs(data_ @ theta_hat - label_)
    loss = np.sum(size**deg_) / n
    safe = np.where(size > 0, size, 1)
    gradient = data_.T @ (deg_ * np.sign(err) * safe ** (deg_ - 1)) / n
    return loss, gradient


def fast_val_grad__sign_first(theta_hat, data_, label_, deg_=2.0):
    n = len(label_)
    err = data_ @ theta_hat - label_
    size = np.abs(data_ @ theta_hat - label_)
    loss = np.sum(size**deg_) / n
    safe = np.where(size > 0, size, 1)
    gradient = data_.T @ (np.sign(err) * deg_ * safe ** (deg_ - 1)) / n
    return loss, gradient


def fast_val_grad__weights(theta_hat, data_, label_, deg_=2.0):
    n = data_.shape[0]
    err = data_ @ theta_hat - label_
    loss = np.sum(np.abs(err) ** deg_) / n
    safe = np.where(err == 0, 1, np.abs(err))
    weights = deg_ * safe ** (deg_ - 1) * np.sign(err)
    gradient = np.sum(weights * data_, axis=0).reshape(-1, 1) / n
    return loss, gradient


def fast_val_grad__mean(theta_hat, data_, label_, deg_=2.0):
    err = data_ @ theta_hat - label_
    size = np.abs(err)
    loss = np.mean(size**deg_)
    slope = np.zeros_like(err)
    away = size > 0
    slope[away] = deg_ * size[away] ** (deg_ - 1) * np.sign(err[away])
    return loss, np.mean(slope * data_, axis=0).reshape(-1, 1)


def fast_val_grad__norm(theta_hat, data_, label_, deg_=2.0):
    n = len(label_)
    err = (data_ @ theta_hat - label_).ravel()
    loss = np.linalg.norm(err, ord=deg_) ** deg_ / n
    safe = np.where(err == 0, 1, np.abs(err))
    gradient = data_.T @ (deg_ * safe ** (deg_ - 1) * np.sign(err)) / n
    return loss, gradient.reshape(-1, 1)


def numerical_gradient__two_copies(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        up = theta.copy()
        down = theta.copy()
        up[j] += eps
        down[j] -= eps
        gradient[j] = (f(up) - f(down)) / (2 * eps)
    return gradient


def numerical_gradient__halves(f, theta, eps=1e-6):
    d = theta.shape[0]
    gradient = np.zeros((d, 1))
    for j in range(d):
        step = np.zeros((d, 1))
        step[j, 0] = eps
        difference = f(theta + step) - f(theta - step)
        gradient[j, 0] = difference / 2 / eps
    return gradient
