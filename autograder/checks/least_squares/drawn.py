"""Drawn data with their loss and its slope, and what a function that is given them may do, whatever it computes."""

from contextlib import contextmanager
from functools import lru_cache, partial

import numpy as np

from autograder.checks.least_squares.mistakes import (
    A_UNUSED,
    CUT_TO_WHOLE,
    INTERCEPT_ADDED,
    NOTEBOOKS_DATA,
    SIZES_FIXED,
    SQUARE_ONLY,
    TENSOR_RETURNED,
    THETA_UNUSED,
    WHOLE_LIST,
    WHOLE_TUPLE,
    Y_UNUSED,
)
from autograder.kit.compare import close, expect_array, runs, runs_elsewhere, slope
from autograder.kit.mistakes import CheckFailed, Suspect


@lru_cache(100)
def known_problem(n, d, cond, seed, noise):
    """What `problem` returns, once for all."""
    rng = np.random.default_rng([seed, n, d])
    directions, _ = np.linalg.qr(rng.normal(size=(n, d + 1)))  # columns at right angles; the last is not A's
    turn, _ = np.linalg.qr(rng.normal(size=(d, d)))
    A = np.sqrt(n) * (directions[:, :d] * np.geomspace(1, 1 / cond, d)) @ turn.T
    theta = rng.uniform(0.5, 2.0, (d, 1)) * np.where(np.arange(d) % 3 == 1, -1, 1)[:, None]
    return theta, A, A @ theta + noise * np.sqrt(n) * directions[:, d:].sum(axis=1, keepdims=True)


def problem(n, d, cond, seed=0, noise=0.5):
    """θ (d, 1), A (n, d) with this condition number, and y (n, 1) for which θ is known to fit best.

    y is Aθ plus a part at right angles to every column of A: no θ can explain any of that.
    """
    return tuple(map(np.copy, known_problem(n, d, cond, seed, noise)))


def draw(n, d, seed=0):
    """θ (d, 1), A (n, d), y (n, 1), with errors of both signs and a mean that is not 0."""
    rng = np.random.default_rng([seed, n, d])
    theta, A = rng.uniform(-1, 1, (d, 1)), rng.uniform(-1, 1, (n, d))
    err = rng.uniform(0.1, 1.5, (n, 1)) * np.where(np.arange(n) % 3 == 0, -1, 1)[:, None]
    return theta, A, A @ theta - err


def drawing(n, d):
    """The line of code that draws these inputs."""
    return f"theta, A, y = draw({n}, {d})"


def squared_loss(theta, A, y):
    """The mean squared error as a variance, that of the errors and their mirror images: written in another way."""
    err = A @ theta - y
    return float(np.var(np.vstack([err, -err])))


def loss_slope(theta, A, y):
    """The slope of the mean squared error at θ, (d, 1), measured."""
    return slope(lambda t: squared_loss(t, A, y), theta)


def elsewhere(function, n, d, right, suspects):
    """Further cases, as compare's also: what is returned, what is right, what mistakes would return.

    Of the same size, in which a mistake shows that showed there, and of others, for one data point tells little.
    """
    for case in [(n, d, 1), (11, 4, 2), (9, 2, 2)]:
        yield function(*draw(*case)), right(*draw(*case)), partial(suspects, function, *draw(*case))


@contextmanager
def cutting_off(function, right, yours, theta, A, y):
    """Names what fails with yours, whole numbers, if these data, where a cut leaves nearly all, give what is right."""
    try:
        yield
    except CheckFailed as failure:
        whole = not failure.mistake and np.array_equal(yours, np.round(yours))
        if whole and close(function(theta.copy(), A.copy(), y.copy()), right(theta, A, y), 1e-6):
            failure.mistake = CUT_TO_WHOLE
        raise


def fixed_to_1000(function, arguments_of):
    """Why a function that failed runs on 1000 points and 10 parameters, the notebook's sizes; None if it doesn't."""
    if runs_elsewhere(function, arguments_of) or not runs(function, *arguments_of(1000, 10)):
        return None
    other = [np.sin(5 * a + 1) if np.shape(a)[:1] == (1000,) else a for a in arguments_of(1000, 10)]
    here, there = function(*arguments_of(1000, 10)), function(*other)
    blind = isinstance(here, (np.ndarray, float)) and close(here, there, 1e-9)
    return NOTEBOOKS_DATA if blind else SIZES_FIXED


def called(function, arguments_of, n, d):
    """function(*arguments_of(n, d)); where that raises, other sizes are tried to tell why."""
    try:
        return function(*arguments_of(n, d))
    except CheckFailed as failure:
        if not failure.mistake and (n, d) != (1000, 10):
            failure.mistake = fixed_to_1000(function, arguments_of)
        if not failure.mistake and n != d and runs(function, *arguments_of(4, 4)):
            failure.mistake = SQUARE_ONLY
        raise


def expect_column(value, d, name, points=None):
    """Raises CheckFailed unless value is a (d, 1) array; what is known of other results comes first."""
    shape, mistake = np.shape(value) if isinstance(value, np.ndarray) else None, None
    kind = type(value).__name__
    known = {"tuple": WHOLE_TUPLE, "list": WHOLE_LIST, "Tensor": TENSOR_RETURNED}
    if kind in known:
        raise CheckFailed(f"{name} should be one NumPy array; yours is a {kind}.", mistake=known[kind])
    if shape == (d + 1, 1):
        mistake = INTERCEPT_ADDED
    elif shape == (10, 1) != (d, 1):
        mistake = SIZES_FIXED
    if mistake:
        raise CheckFailed(f"{name} should have the shape {(d, 1)}; yours has {shape}.", mistake=mistake)
    expect_array(value, (d, 1), name, points)


def ignored(function, theta, A, y):
    """What the function returns for other arguments: if that is what it returned before, it doesn't look at them."""
    other = lambda array: np.sin(5 * array + 1)
    return [
        Suspect(NOTEBOOKS_DATA, function(theta.copy(), other(A), other(y))),
        Suspect(A_UNUSED, function(theta.copy(), other(A), y.copy())),
        Suspect(Y_UNUSED, function(theta.copy(), A.copy(), other(y))),
        Suspect(THETA_UNUSED, function(other(theta), A.copy(), y.copy())),
    ]
