"""ps1: least squares by linear algebra and by gradient descent."""

import numpy as np


def make_data(seed=0, dim_theta=10, data_num=1000, scale=0.1):
    """The course's data: y = A @ theta_true + noise, 50 test points drawn alike, and a place to start.

    Returns A (data_num, dim_theta), y_data (data_num, 1), A_test (50, dim_theta), y_test (50, 1),
    theta_true (dim_theta, 1), theta_init (dim_theta, 1); scale is the noise's standard deviation.
    """
    rng = np.random.default_rng(seed)
    theta_true = np.ones((dim_theta, 1))
    A = rng.uniform(low=-1.0, high=1.0, size=(data_num, dim_theta))
    y_data = A @ theta_true + rng.normal(loc=0.0, scale=scale, size=(data_num, 1))
    A_test = rng.uniform(low=-1.0, high=1.0, size=(50, dim_theta))
    y_test = A_test @ theta_true + rng.normal(loc=0.0, scale=scale, size=(50, 1))
    theta_init = rng.random((dim_theta, 1)) * 0.1
    return A, y_data, A_test, y_test, theta_true, theta_init


def solve_least_squares(A, y):
    """The parameters θ that make ‖Aθ − y‖² as small as it can be.

    A: (n, d), one data point a row, n ≥ d; y: (n, 1)
    Returns θ: a (d, 1) array. Leaves A and y as they are.
    Extra credit where the columns of A are nearly, or exactly, dependent: the shortest
    θ of all that fit best.
    """
    ### BEGIN SOLUTION
    theta, *_ = np.linalg.lstsq(A, y)
    return theta
    ### END SOLUTION


def mean_squared_loss(theta, A, y):
    """The mean over the data points of the squared error (x·θ − y)².

    theta: (d, 1), A: (n, d), y: (n, 1)
    Returns one float. Leaves theta, A and y as they are.
    """
    ### BEGIN SOLUTION
    err = A @ theta - y  # (n, 1): one error a data point
    return float(np.mean(err**2))
    ### END SOLUTION


def mean_squared_gradient(theta, A, y):
    """The gradient of mean_squared_loss in θ: the loss's slope along each parameter.

    theta: (d, 1), A: (n, d), y: (n, 1)
    Returns a (d, 1) array. Leaves theta, A and y as they are.
    """
    ### BEGIN SOLUTION
    err = A @ theta - y
    return 2 * A.T @ err / len(y)  # each row x of A adds its share, 2·err·x / n
    ### END SOLUTION


def gradient_descent(theta_init, A, y, lr, max_iter):
    """θ after exactly max_iter steps against the gradient of the mean squared loss.

    theta_init: (d, 1), where to start; A: (n, d), y: (n, 1), all used in every step
    lr: the learning rate, by which each step multiplies the gradient
    max_iter: 0, 1, 2, …
    Returns θ: a (d, 1) array, for max_iter = 0 theta_init's values. Leaves theta_init,
    A and y as they are.
    """
    ### BEGIN SOLUTION
    theta = theta_init.copy()
    for _ in range(max_iter):
        theta = theta - lr * mean_squared_gradient(theta, A, y)
    return theta
    ### END SOLUTION
