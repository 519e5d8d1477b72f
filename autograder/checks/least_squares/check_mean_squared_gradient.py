"""The gradient of the mean squared loss, compared with its measured slope."""

from functools import cache

import numpy as np
import pytest

from autograder.checks.least_squares.drawn import (
    called,
    cutting_off,
    draw,
    drawing,
    elsewhere,
    expect_column,
    ignored,
    loss_slope,
    squared_loss,
)
from autograder.checks.least_squares.mistakes import (
    DIVIDED_BY_D,
    DIVIDED_BY_N_MINUS_1,
    DIVIDED_BY_ND,
    FIRST_LEFT_OUT,
    FIRST_ONLY,
    LAST_LEFT_OUT,
    LAST_ONLY,
    LENGTH_1,
    NO_FACTOR_2,
    NO_FACTOR_2_NO_MEAN,
    SIZES_FIXED,
    SLOPES_SUMMED,
    Y_ADDED,
    Y_NOT_SUBTRACTED,
)
from autograder.kit.case import hidden
from autograder.kit.compare import COLUMN_MEETS_ROW, close, compare, expect_no_row_means, expect_untouched, frozen
from autograder.kit.mistakes import Mistake, Suspect

AVERAGED_FIRST = Mistake(
    "the-data-are-averaged-before-they-meet-their-errors",
    "the data are averaged before they meet their errors",
    "a mean of products is no product of means",
)
LONG_ONES_SHORTENED = Mistake(
    "long-gradients-are-shortened", "long gradients are shortened", "what happens to a long gradient"
)
COARSE_STEP = Mistake(
    "the-slope-is-measured-one-way-only-with-a-coarse-step",
    "the slope is measured one way only, with a coarse step",
    "how far a step is off",
)
FACTOR_2_TWICE = Mistake("the-factor-2-is-there-twice", "the factor 2 is there twice", "the derivative of a square")
WRONG_WAY_ROUND = Mistake(
    "the-error-is-y-atheta-the-wrong-way-round", "the error is y − Aθ, the wrong way round", "which way is down?"
)
SIGNS_LOST = Mistake(
    "the-errors-lose-their-sign", "the errors lose their sign", "errors below zero: which way is down?"
)
SIGNS_ONLY = Mistake("only-the-errors-signs-count", "only the errors' signs count", "how a square reacts to its error")
TWICE_THE_SIGNS = Mistake(
    "only-the-errors-signs-count-the-2-is-there",
    "only the errors' signs count, the 2 is there",
    "how a square reacts to its error",
)
MEAN_OVER_PARAMETERS = Mistake(
    "the-mean-runs-over-the-parameters-too", "the mean runs over the parameters, too", "over what the mean is taken"
)
SUM_STARTS_AT_THETA = Mistake(
    "the-sum-starts-at-theta-not-at-0",
    "the sum starts at θ, not at 0",
    "what the gradient holds before the first point",
)
STILL_SQUARED = Mistake("the-errors-are-still-squared", "the errors are still squared", "the derivative of a square")
TWICE_THE_SQUARES = Mistake(
    "the-errors-are-still-squared-the-2-is-there",
    "the errors are still squared, the 2 is there",
    "the derivative of a square",
)
NO_ERRORS = Mistake(
    "the-errors-are-not-multiplied-in", "the errors are not multiplied in", "the chain rule, factor by factor"
)
NO_DATA = Mistake("the-data-are-not-multiplied-in", "the data are not multiplied in", "how an error reacts to θ")
SLOPE_OF_THE_ROOT = Mistake("the-slope-is-that-of-the-root", "the slope is that of the root", "the loss: no root")
THETA_STEPPED = Mistake(
    "theta-is-stepped-not-the-gradient-returned",
    "θ is stepped, not the gradient returned",
    "what is asked for: the slope itself",
)


@cache
def measured_gradient(n, d):
    """The slope of the loss of drawn data, (d, 1): the same for whoever is asked."""
    return frozen(loss_slope(*draw(n, d)))


def coarse_differences(theta, A, y):
    """The slope as measured in one direction only, forward or backward, with steps from 0.1 down to 1e-5."""
    here, axes = squared_loss(theta, A, y), np.eye(len(theta))[:, :, None]
    rise = lambda step: np.array([[(squared_loss(theta + step * axis, A, y) - here) / step] for axis in axes])
    return [rise(way * 10.0**-k) for way in (1, -1) for k in range(1, 6)]


def shortened(function, theta, A, y):
    """The gradient, cut to the length, or in each entry to the size, that a huge one has; 0 where a tiny one is off.

    As θ and y grow, so do the errors and the slope.
    """
    scaled = lambda size: function(size * theta, A.copy(), size * y)
    right, huge, tiny = loss_slope(theta, A, y), scaled(1e4), scaled(1e-4)
    if not close(tiny, 1e-4 * right, 1e-4):
        return [0, 0]
    length, size = np.linalg.norm(huge), np.abs(huge).max()
    return right * min(1, length / np.linalg.norm(right)), np.clip(right, -size, size)


def gradient_suspects(function, theta, A, y):
    """What the gradient would be after a typical mistake, made from measured slopes."""
    n, d = A.shape
    err, right = A @ theta - y, loss_slope(theta, A, y)
    with_errors = lambda errors, data=A: loss_slope(theta, data, data @ theta - errors)
    yours = function(theta.copy(), A.copy(), y.copy())
    coarse = any(close(yours, rise, 1e-6) for rise in coarse_differences(theta, A, y))
    return [
        Suspect(NO_FACTOR_2, right / 2),
        Suspect(SLOPES_SUMMED, right * n),
        Suspect(NO_FACTOR_2_NO_MEAN, right * n / 2),
        Suspect(DIVIDED_BY_D, right * n / d),
        Suspect(DIVIDED_BY_ND, right / d),
        Suspect(DIVIDED_BY_N_MINUS_1, right * n / max(n - 1, 1)),
        Suspect(SIZES_FIXED, right * n / 1000),
        Suspect(LENGTH_1, right / np.linalg.norm(right)),
        *(Suspect(LONG_ONES_SHORTENED, short) for short in shortened(function, theta, A, y)),
        Suspect(AVERAGED_FIRST, loss_slope(theta, *(part.mean(axis=0, keepdims=True) for part in (A, y)))),
        Suspect(COARSE_STEP, yours if coarse else 0),
        Suspect(LAST_LEFT_OUT, right - loss_slope(theta, A[-1:], y[-1:]) / n),
        Suspect(FIRST_LEFT_OUT, right - loss_slope(theta, A[:1], y[:1]) / n),
        Suspect(FACTOR_2_TWICE, right * 2),
        Suspect(WRONG_WAY_ROUND, -right),
        Suspect(SIGNS_LOST, with_errors(np.abs(err))),
        Suspect(SIGNS_ONLY, with_errors(np.sign(err)) / 2),
        Suspect(TWICE_THE_SIGNS, with_errors(np.sign(err))),
        Suspect(MEAN_OVER_PARAMETERS, np.full_like(right, right.mean())),
        Suspect(SUM_STARTS_AT_THETA, right + theta),
        Suspect(COLUMN_MEETS_ROW, with_errors(A @ theta - y.mean())),
        Suspect(STILL_SQUARED, with_errors(err**2) / 2),
        Suspect(TWICE_THE_SQUARES, with_errors(err**2)),
        Suspect(NO_ERRORS, with_errors(np.ones_like(err))),
        Suspect(NO_DATA, with_errors(err, np.ones_like(A))),
        Suspect(Y_NOT_SUBTRACTED, loss_slope(theta, A, 0 * y)),
        Suspect(Y_ADDED, loss_slope(theta, A, -y)),
        Suspect(SLOPE_OF_THE_ROOT, right / (2 * np.sqrt(squared_loss(theta, A, y)))),
        Suspect(LAST_ONLY, loss_slope(theta, A[-1:], y[-1:]) / n),
        Suspect(FIRST_ONLY, loss_slope(theta, A[:1], y[:1]) / n),
        Suspect(THETA_STEPPED, theta - right),
        *ignored(function, theta, A, y),
    ]


def judge_gradient(function, n, d):
    """Compares the gradient with the measured slope of the loss."""
    yours = called(function, draw, n, d)
    theta, A, y = draw(n, d)
    slopes = lambda: np.hstack([loss_slope(theta, A[i : i + 1], y[i : i + 1]) for i in range(min(n, 6))]).T
    expect_no_row_means(yours, slopes, (n, d), "the gradient")
    expect_column(yours, d, "the gradient", n)
    suspects = lambda: gradient_suspects(function, *draw(n, d))
    also = lambda: elsewhere(function, n, d, loss_slope, gradient_suspects)
    name, inputs = f"the gradient at {n} points", drawing(n, d)
    with cutting_off(function, loss_slope, yours, *draw(1, d)):  # 2 // 1 is right
        compare(yours, measured_gradient(n, d), name, suspects, "measured", also=also, inputs=inputs)


@pytest.mark.worth(4)
@pytest.mark.parametrize("n, d", [(1000, 10), (7, 3), (4, 4), hidden(1, 3), hidden(12, 1), hidden(3, 8)])
def check_mean_squared_gradient_slope(mean_squared_gradient, n, d):
    """the gradient is the slope of the loss"""
    judge_gradient(mean_squared_gradient, n, d)


@pytest.mark.worth(1)
@pytest.mark.parametrize("n, d", [(12, 3), hidden(4, 4)])
def check_mean_squared_gradient_arguments(mean_squared_gradient, n, d):
    """theta, A and y are left as they are"""
    expect_untouched(mean_squared_gradient, draw(n, d), draw(n, d, seed=1), [(d, 1)])
