"""The mean squared loss, compared with a variance."""

import numpy as np
import pytest

from autograder.checks.least_squares.drawn import called, draw, ignored, squared_loss
from autograder.kit.case import hidden
from autograder.kit.compare import compare, expect_float, expect_untouched
from autograder.kit.mistakes import CheckFailed


def expect_loss(value, n):
    """Raises CheckFailed unless value is a float, not an array with one number, or with one for each point."""
    if type(value).__name__ == "Tensor":
        raise CheckFailed("the loss should be one float; yours is a tensor.", mistake="a tensor is returned")
    if isinstance(value, np.ndarray) and value.size == n > 1:
        line = f"the loss should be one float; yours is an array of shape {value.shape}."
        raise CheckFailed(line, mistake="the mean is never taken", look="how many numbers the loss is")
    if isinstance(value, np.ndarray) and value.size == 1:
        raise CheckFailed(
            f"the loss should be one float; yours is an array of shape {value.shape}.",
            mistake="the number is left in an array",
            look="what a mean, or .item(), makes of an array with one entry",
        )
    expect_float(value, "the loss")


def loss_suspects(function, theta, A, y):
    """What the loss would be after a typical mistake."""
    n, d = A.shape
    err, mean = A @ theta - y, squared_loss(theta, A, y)
    look = "over what the mean is taken"
    return {
        "the squares are added up, not averaged": (mean * n, "the word mean: every point adds 1/n of its square"),
        "the sum is divided by d, not by n": (mean * n / d, look),
        "the sum is divided by n − 1": (mean * n / max(n - 1, 1), look),
        "the sum is divided by n − d": (mean * n / (n - d) if n > d else 0.0, look),
        "the sizes 1000 and 10 are fixed": (mean * n / 1000, look),
        "the loss carries a factor 1/2": (mean / 2, "the definition: no factor in front"),
        "the root is taken": (float(np.sqrt(mean)), "the definition: a square, and no root"),
        "the norm is taken, not the mean square": (float(np.sqrt(mean * n)), "the definition: a mean, and no root"),
        "the errors are not squared": (float(np.mean(err)), "how an error below zero should count"),
        "the absolute value is taken, not the square": (float(np.mean(np.abs(err))), "the power in the definition"),
        "the mean is taken before the square": (float(np.mean(err) ** 2), "what comes first: square or mean"),
        "the mean error is taken off first (a variance)": (float(np.var(err)), "what an error is measured from"),
        "y is not subtracted": (squared_loss(theta, A, 0 * y), "the definition of the error"),
        "y is added, not subtracted": (squared_loss(theta, A, -y), "the definition of the error"),
        "only the last point counts": (squared_loss(theta, A[-1:], y[-1:]), "what each turn of the loop adds"),
        "only the first point counts": (squared_loss(theta, A[:1], y[:1]), "where the return statement stands"),
        "only the first point counts, by 1/n": (
            squared_loss(theta, A[:1], y[:1]) / n,
            "where the return statement stands",
        ),
        "the last point is left out": (mean - squared_loss(theta, A[-1:], y[-1:]) / n, "where the loop ends"),
        "the first point is left out": (mean - squared_loss(theta, A[:1], y[:1]) / n, "where the loop starts"),
        "the norm is divided by n, and not squared": (float(np.sqrt(mean / n)), "the definition: a mean of squares"),
        "squares are subtracted, not the difference squared": (
            squared_loss(theta, A, 0 * y) - squared_loss(0 * theta, A, y),
            "what comes first: difference or square",
        ),
        "an (n, 1) array meets an (n,) array": (
            squared_loss(theta, A, y.ravel()),
            "the shapes: (n, 1) minus (n,) is (n, n)",
        ),
        **ignored(function, theta, A, y),
    }


def judge_loss(function, n, d):
    """Compares the loss with the variance of the errors and their mirror images."""
    yours = called(function, draw, n, d)
    expect_loss(yours, n)
    suspects = lambda: loss_suspects(function, *draw(n, d))
    compare(yours, squared_loss(*draw(n, d)), f"the loss of {n} points", suspects, "by definition")


@pytest.mark.parametrize("n, d", [(1000, 10), (7, 3), (1, 3), hidden(4, 4), hidden(12, 1), hidden(3, 8)])
def check_mean_squared_loss_value(mean_squared_loss, n, d):
    """the loss is the mean of the squared errors"""
    judge_loss(mean_squared_loss, n, d)


@pytest.mark.parametrize("n, d", [(12, 3), hidden(1, 1)])
def check_mean_squared_loss_arguments(mean_squared_loss, n, d):
    """theta, A and y are left as they are"""
    expect_untouched(mean_squared_loss, draw(n, d), draw(n, d, seed=1), [()])
