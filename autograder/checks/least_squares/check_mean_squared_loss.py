"""The mean squared loss, compared with a variance."""

import numpy as np
import pytest

from autograder.checks.least_squares.drawn import called, cutting_off, draw, drawing, elsewhere, ignored, squared_loss
from autograder.checks.least_squares.mistakes import (
    DIVIDED_BY_D,
    DIVIDED_BY_N_MINUS_1,
    DIVIDED_BY_ND,
    FIRST_LEFT_OUT,
    FIRST_ONLY,
    LAST_LEFT_OUT,
    LAST_ONLY,
    SIZES_FIXED,
    TENSOR_RETURNED,
    Y_ADDED,
    Y_NOT_SUBTRACTED,
)
from autograder.kit.case import hidden
from autograder.kit.compare import COLUMN_MEETS_ROW, compare, expect_float, expect_untouched
from autograder.kit.mistakes import CheckFailed, Mistake, Suspect

NEVER_AVERAGED = Mistake("the-mean-is-never-taken", "the mean is never taken", "how many numbers the loss is")
LEFT_IN_AN_ARRAY = Mistake(
    "the-number-is-left-in-an-array",
    "the number is left in an array",
    "what a mean, or .item(), makes of an array with one entry",
)
SQUARES_SUMMED = Mistake(
    "the-squares-are-added-up-not-averaged",
    "the squares are added up, not averaged",
    "the word mean: every point adds 1/n of its square",
)
DIVIDED_BY_N_MINUS_D = Mistake(
    "the-sum-is-divided-by-n-d", "the sum is divided by n − d", "over what the mean is taken"
)
FACTOR_HALF = Mistake(
    "the-loss-carries-a-factor-1-2", "the loss carries a factor 1/2", "the definition: no factor in front"
)
ROOT_TAKEN = Mistake("the-root-is-taken", "the root is taken", "the definition: a square, and no root")
NORM_TAKEN = Mistake(
    "the-norm-is-taken-not-the-mean-square",
    "the norm is taken, not the mean square",
    "the definition: a mean, and no root",
)
NOT_SQUARED = Mistake(
    "the-errors-are-not-squared", "the errors are not squared", "how an error below zero should count"
)
ABSOLUTE_TAKEN = Mistake(
    "the-absolute-value-is-taken-not-the-square",
    "the absolute value is taken, not the square",
    "the power in the definition",
)
MEAN_FIRST = Mistake(
    "the-mean-is-taken-before-the-square", "the mean is taken before the square", "what comes first: square or mean"
)
VARIANCE_TAKEN = Mistake(
    "the-mean-error-is-taken-off-first-a-variance",
    "the mean error is taken off first (a variance)",
    "what an error is measured from",
)
FIRST_ONLY_BY_N = Mistake(
    "only-the-first-point-counts-by-1-n", "only the first point counts, by 1/n", "where the return statement stands"
)
NORM_BY_N = Mistake(
    "the-norm-is-divided-by-n-and-not-squared",
    "the norm is divided by n, and not squared",
    "the definition: a mean of squares",
)
SQUARES_SUBTRACTED = Mistake(
    "squares-are-subtracted-not-the-difference-squared",
    "squares are subtracted, not the difference squared",
    "what comes first: difference or square",
)


def expect_loss(value, n):
    """Raises CheckFailed unless value is a float, not an array with one number, or with one for each point."""
    if type(value).__name__ == "Tensor":
        raise CheckFailed("the loss should be one float; yours is a tensor.", mistake=TENSOR_RETURNED)
    if isinstance(value, np.ndarray) and value.size == n > 1:
        line = f"the loss should be one float; yours is an array of shape {value.shape}."
        raise CheckFailed(line, mistake=NEVER_AVERAGED)
    if isinstance(value, np.ndarray) and value.size == 1:
        line = f"the loss should be one float; yours is an array of shape {value.shape}."
        raise CheckFailed(line, mistake=LEFT_IN_AN_ARRAY)
    expect_float(value, "the loss")


def loss_suspects(function, theta, A, y):
    """What the loss would be after a typical mistake."""
    n, d = A.shape
    err, mean = A @ theta - y, squared_loss(theta, A, y)
    return [
        Suspect(SQUARES_SUMMED, mean * n),
        Suspect(DIVIDED_BY_D, mean * n / d),
        Suspect(DIVIDED_BY_ND, mean / d),
        Suspect(DIVIDED_BY_N_MINUS_1, mean * n / max(n - 1, 1)),
        Suspect(DIVIDED_BY_N_MINUS_D, mean * n / (n - d) if n > d else 0.0),
        Suspect(SIZES_FIXED, mean * n / 1000),
        Suspect(FACTOR_HALF, mean / 2),
        Suspect(ROOT_TAKEN, float(np.sqrt(mean))),
        Suspect(NORM_TAKEN, float(np.sqrt(mean * n))),
        Suspect(NOT_SQUARED, float(np.mean(err))),
        Suspect(ABSOLUTE_TAKEN, float(np.mean(np.abs(err)))),
        Suspect(MEAN_FIRST, float(np.mean(err) ** 2)),
        *(Suspect(VARIANCE_TAKEN, float(np.var(err, ddof=ddof))) for ddof in (0, 1) if n > ddof),
        Suspect(Y_NOT_SUBTRACTED, squared_loss(theta, A, 0 * y)),
        Suspect(Y_ADDED, squared_loss(theta, A, -y)),
        Suspect(LAST_ONLY, squared_loss(theta, A[-1:], y[-1:])),
        Suspect(FIRST_ONLY, squared_loss(theta, A[:1], y[:1])),
        Suspect(FIRST_ONLY_BY_N, squared_loss(theta, A[:1], y[:1]) / n),
        Suspect(LAST_LEFT_OUT, mean - squared_loss(theta, A[-1:], y[-1:]) / n),
        Suspect(FIRST_LEFT_OUT, mean - squared_loss(theta, A[:1], y[:1]) / n),
        Suspect(NORM_BY_N, float(np.sqrt(mean / n))),
        Suspect(SQUARES_SUBTRACTED, squared_loss(theta, A, 0 * y) - squared_loss(0 * theta, A, y)),
        Suspect(COLUMN_MEETS_ROW, squared_loss(theta, A, y.ravel())),
        *ignored(function, theta, A, y),
    ]


def judge_loss(function, n, d):
    """Compares the loss with the variance of the errors and their mirror images."""
    yours = called(function, draw, n, d)
    expect_loss(yours, n)
    suspects = lambda: loss_suspects(function, *draw(n, d))
    also = lambda: elsewhere(function, n, d, squared_loss, loss_suspects)
    right, name, inputs = squared_loss(*draw(n, d)), f"the loss of {n} points", drawing(n, d)
    theta, A, y = draw(n, d)
    with cutting_off(function, squared_loss, yours, 1e4 * theta, A, 1e4 * y):
        compare(yours, right, name, suspects, "by definition", also=also, inputs=inputs)


@pytest.mark.worth(3)
@pytest.mark.parametrize("n, d", [(1000, 10), (7, 3), (1, 3), hidden(4, 4), hidden(12, 1), hidden(3, 8)])
def check_mean_squared_loss_value(mean_squared_loss, n, d):
    """the loss is the mean of the squared errors"""
    judge_loss(mean_squared_loss, n, d)


@pytest.mark.worth(1)
@pytest.mark.parametrize("n, d", [(12, 3), hidden(1, 1)])
def check_mean_squared_loss_arguments(mean_squared_loss, n, d):
    """theta, A and y are left as they are"""
    expect_untouched(mean_squared_loss, draw(n, d), draw(n, d, seed=1), [()])
