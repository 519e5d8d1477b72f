"""ps2: the power loss |x·θ − y|^γ, its gradient, and a gradient checker."""

import numpy as np

from solutions.least_squares import make_data as make_data


def noisy_val_grad(theta_hat, data_, label_, deg_=2.0):
    """Mean power loss |x·θ − y|^γ over the data points, and its gradient in θ.

    theta_hat: (d, 1), data_: (n, d), label_: (n, 1), deg_: γ > 0; n and d may be 1
    Returns (loss, gradient): a float and a (d, 1) array.
    An error of exactly 0 adds 0 to the gradient. The arrays given are never written to.
    """
    ### BEGIN SOLUTION
    n = data_.shape[0]
    loss, gradient = 0.0, np.zeros_like(theta_hat)
    for x, y in zip(data_, label_[:, 0]):
        err = x @ theta_hat[:, 0] - y
        loss += np.abs(err) ** deg_ / n
        if err != 0:  # for γ < 1 the formula below would divide by zero
            gradient += deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err) * x.reshape(-1, 1) / n
    return loss, gradient
    ### END SOLUTION


def fast_val_grad(theta_hat, data_, label_, deg_=2.0):
    """The same pair as noisy_val_grad, without any Python code run once per data point.

    theta_hat: (d, 1), data_: (n, d), label_: (n, 1), deg_: γ > 0; n and d may be 1
    Returns (loss, gradient): a float and a (d, 1) array.
    An error of exactly 0 adds 0 to the gradient. The arrays given are never written to.
    """
    ### BEGIN SOLUTION
    err = data_ @ theta_hat - label_  # (n, 1): all errors at once
    size = np.abs(err)
    # 1 stands in for a zero error before the power is taken; sign(0) = 0 then removes it.
    slope = deg_ * np.where(size > 0, size, 1) ** (deg_ - 1) * np.sign(err)
    return np.mean(size**deg_), data_.T @ slope / len(data_)
    ### END SOLUTION


def numerical_gradient(f, theta, eps=1e-6):
    """The gradient of the scalar function f at theta, by central differences.

    f: takes a (d, 1) array, returns a float; theta: (d, 1), never written to
    eps: how far each parameter is nudged, once up and once down
    Returns a (d, 1) array.
    """
    ### BEGIN SOLUTION
    gradient = np.zeros_like(theta)
    for j in range(theta.shape[0]):
        nudge = np.zeros_like(theta)
        nudge[j] = eps
        gradient[j] = (f(theta + nudge) - f(theta - nudge)) / (2 * eps)
    return gradient
    ### END SOLUTION
