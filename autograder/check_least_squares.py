"""ps1's checks: the exact solution, the loss, its gradient, and gradient descent."""

import numpy as np


def squared_loss(theta, A, y):
    """The mean squared error as a variance, of the errors and their mirror images: written in another way."""
    err = A @ theta - y
    return float(np.var(np.vstack([err, -err])))
