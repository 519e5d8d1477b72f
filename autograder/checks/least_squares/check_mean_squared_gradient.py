"""The gradient of the mean squared loss, compared with its measured slope."""

from functools import cache

import numpy as np
import pytest

from autograder.checks.least_squares.drawn import called, draw, expect_column, ignored, loss_slope, squared_loss
from autograder.kit.case import hidden
from autograder.kit.compare import close, compare, expect_untouched, frozen


@cache
def measured_gradient(n, d):
    """The slope of the loss of drawn data, (d, 1): the same for whoever is asked."""
    return frozen(loss_slope(*draw(n, d)))


def coarse_differences(theta, A, y):
    """The slope as measured in one direction only, forward or backward, with steps from 0.1 down to 1e-5."""
    here, axes = squared_loss(theta, A, y), np.eye(len(theta))[:, :, None]
    rise = lambda step: np.array([[(squared_loss(theta + step * axis, A, y) - here) / step] for axis in axes])
    return [rise(way * 10.0**-k) for way in (1, -1) for k in range(1, 6)]


def gradient_suspects(function, theta, A, y):
    """What the gradient would be after a typical mistake, made from measured slopes."""
    n, d = A.shape
    err, right = A @ theta - y, loss_slope(theta, A, y)
    with_errors = lambda errors, data=A: loss_slope(theta, data, data @ theta - errors)
    yours = function(theta.copy(), A.copy(), y.copy())
    coarse = any(close(yours, rise, 1e-6) for rise in coarse_differences(theta, A, y))
    chain = "the chain rule, factor by factor"
    return {
        "the factor 2 is missing": (right / 2, "the derivative of a square"),
        "the slopes are added up, not averaged": (right * n, "the word mean: every point adds 1/n of its slope"),
        "neither the factor 2 nor the mean is there": (right * n / 2, "the loss, term by term"),
        "the sum is divided by d, not by n": (right * n / d, "over what the mean is taken"),
        "the sum is divided by n·d, not by n": (right / d, "over what the mean is taken"),
        "the sum is divided by n − 1": (right * n / max(n - 1, 1), "over what the mean is taken"),
        "the sizes 1000 and 10 are fixed": (right * n / 1000, "over what the mean is taken"),
        "the gradient is scaled to length 1": (right / np.linalg.norm(right), "how steep it is, not only which way"),
        "the slope is measured one way only, with a coarse step": (yours if coarse else 0, "how far a step is off"),
        "the last point is left out": (right - loss_slope(theta, A[-1:], y[-1:]) / n, "where the loop ends"),
        "the first point is left out": (right - loss_slope(theta, A[:1], y[:1]) / n, "where the loop starts"),
        "the factor 2 is there twice": (right * 2, "the derivative of a square"),
        "the error is y − Aθ, the wrong way round": (-right, "which way is down?"),
        "the errors lose their sign": (with_errors(np.abs(err)), "errors below zero: which way is down?"),
        "only the errors' signs count": (with_errors(np.sign(err)) / 2, "how a square reacts to its error"),
        "only the errors' signs count, the 2 is there": (
            with_errors(np.sign(err)),
            "how a square reacts to its error",
        ),
        "the mean runs over the parameters, too": (np.full_like(right, right.mean()), "over what the mean is taken"),
        "the sum starts at θ, not at 0": (right + theta, "what the gradient holds before the first point"),
        "an (n, 1) array meets an (n,) array": (
            with_errors(A @ theta - y.mean()),
            "the shapes: (n, 1) minus (n,) is (n, n)",
        ),
        "the errors are still squared": (with_errors(err**2) / 2, "the derivative of a square"),
        "the errors are still squared, the 2 is there": (with_errors(err**2), "the derivative of a square"),
        "the errors are not multiplied in": (with_errors(np.ones_like(err)), chain),
        "the data are not multiplied in": (with_errors(err, np.ones_like(A)), "how an error reacts to θ"),
        "y is not subtracted": (loss_slope(theta, A, 0 * y), "the definition of the error"),
        "y is added, not subtracted": (loss_slope(theta, A, -y), "the definition of the error"),
        "the slope is that of the root": (right / (2 * np.sqrt(squared_loss(theta, A, y))), "the loss: no root"),
        "only the last point counts": (loss_slope(theta, A[-1:], y[-1:]) / n, "what each turn of the loop adds"),
        "only the first point counts": (loss_slope(theta, A[:1], y[:1]) / n, "where the return statement stands"),
        "a transpose is missing": (with_errors(err, A.T) if n == d else 0, "the shapes: (d, 1) comes from (d, n)"),
        "θ is stepped, not the gradient returned": (theta - right, "what is asked for: the slope itself"),
        **ignored(function, theta, A, y),
    }


def judge_gradient(function, n, d):
    """Compares the gradient with the measured slope of the loss."""
    yours = called(function, draw, n, d)
    expect_column(yours, d, "the gradient")
    suspects = lambda: gradient_suspects(function, *draw(n, d))
    compare(yours, measured_gradient(n, d), f"the gradient at {n} points", suspects, "measured")


@pytest.mark.parametrize("n, d", [(1000, 10), (7, 3), (4, 4), hidden(1, 3), hidden(12, 1), hidden(3, 8)])
def check_mean_squared_gradient_slope(mean_squared_gradient, n, d):
    """the gradient is the slope of the loss"""
    judge_gradient(mean_squared_gradient, n, d)


@pytest.mark.parametrize("n, d", [(12, 3), hidden(4, 4)])
def check_mean_squared_gradient_arguments(mean_squared_gradient, n, d):
    """theta, A and y are left as they are"""
    expect_untouched(mean_squared_gradient, draw(n, d), draw(n, d, seed=1), [(d, 1)])
