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
