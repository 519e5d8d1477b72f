"""Drawn data, the power loss by NumPy's γ-norm, and its measured slope."""

from functools import cache, lru_cache

import numpy as np

from autograder.kit.compare import frozen, slope


@lru_cache(100)
def drawn(n, d, seed):
    """What `draw` returns, once for all."""
    rng = np.random.default_rng([seed, n, d])
    theta, data = rng.uniform(-1, 1, (d, 1)), rng.uniform(-1, 1, (n, d))
    err = rng.uniform(0.4, 1.6, (n, 1)) * np.where(np.arange(n) % 3 == 0, 1, -1)[:, None]
    return theta, data, data @ theta - err


def draw(n=12, d=5, seed=0):
    """θ (d, 1), data (n, d), labels (n, 1), with errors of both signs, none smaller than 0.4.

    That far from the kink at 0 central differences are exact, and every point weighs enough to be missed.
    """
    return tuple(map(np.copy, drawn(n, d, seed)))


def power_loss(theta, data, label, deg_):
    """The mean power loss through NumPy's γ-norm: an oracle written in another way."""
    return float(np.linalg.norm((data @ theta - label).ravel(), ord=deg_) ** deg_ / len(label))


@cache
def measured_gradient(n, d, deg_, seed=0):
    """The measured gradient of the loss of drawn data, (d, 1): the same for whoever is asked."""
    theta, data, label = draw(n, d, seed)
    return frozen(slope(lambda t: power_loss(t, data, label, deg_), theta))


def loss_per_point(theta, data, label, deg_):
    """(n, 1, 1): each data point's own loss."""
    return np.linalg.norm(data @ theta - label, ord=deg_, axis=1)[:, None, None] ** deg_


def slope_per_point(theta, data, label, deg_):
    """(n, d, 1): the measured gradient of each data point's own loss."""
    return np.moveaxis(slope(lambda t: loss_per_point(t, data, label, deg_)[:, 0], theta)[:, :, :, 0], 2, 0)
