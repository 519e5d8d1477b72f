"""ps2's checks: the power loss, its gradient, its speed, and the student's own gradient checker."""

import sys

import numpy as np
import pytest

from autograder.cases import hidden
from autograder.toolkit import (
    CheckFailed,
    compare,
    expect_array,
    expect_float,
    expect_pair,
    expect_untouched,
    slope,
)


def draw(n=12, d=5, seed=0):
    """θ (d, 1), data (n, d), labels (n, 1), with errors of both signs, none smaller than 0.05.

    Central differences are exact to 1e-9 there; nearer to the kink at 0 they are not.
    """
    rng = np.random.default_rng([seed, n, d])
    theta, data = rng.uniform(-1, 1, (d, 1)), rng.uniform(-1, 1, (n, d))
    err = rng.uniform(0.05, 1.5, (n, 1)) * np.where(np.arange(n) % 3 == 0, 1, -1)[:, None]
    return theta, data, data @ theta - err


def power_loss(theta, data, label, deg_):
    """The mean power loss through NumPy's γ-norm: an oracle written in another way."""
    return float(np.linalg.norm((data @ theta - label).ravel(), ord=deg_) ** deg_ / len(label))


def slope_per_point(theta, data, label, deg_):
    """(n, d): the measured gradient of each data point's own loss."""
    points = zip(data[:, None], label[:, None])
    return np.hstack([slope(lambda t: power_loss(t, x, y, deg_), theta) for x, y in points]).T


def loss_suspects(theta, data, label, deg_):
    """What the loss would be after a typical mistake."""
    n, d = data.shape
    err, mean = data @ theta - label, power_loss(theta, data, label, deg_)
    return {
        "the losses are added up, not averaged": (mean * n, "the word mean: every point adds 1/n of its cost"),
        "the sum is divided by d, not by n": (mean * n / d, "over what the mean is taken"),
        "the sum is divided by n − 1": (mean * n / (n - 1), "over what the mean is taken"),
        "the loss carries a factor 1/2": (mean / 2, "the definition: no factor in front"),
        "the loss carries a factor γ": (mean * deg_, "which of the two, loss or slope, the factor belongs to"),
        "γ is fixed at 2": (power_loss(theta, data, label, 2), "whether deg_ is used"),
        "γ is fixed at 1": (power_loss(theta, data, label, 1), "whether deg_ is used"),
        "the power is γ − 1": (float(np.mean(np.abs(err) ** (deg_ - 1))), "the power in the loss"),
        "the root 1/γ is taken": (mean ** (1 / deg_), "the definition: a power, not a norm"),
        "the mean is taken before the power": (float(np.mean(np.abs(err)) ** deg_), "what comes first: power or mean"),
        "the absolute value is missing": (float(np.mean(err**deg_)), "what a negative error costs"),
        "only the last point counts": (float(np.abs(err[-1, 0]) ** deg_) / n, "what each turn of the loop adds"),
        "label_ is not subtracted": (power_loss(theta, data, 0 * label, deg_), "the definition of err"),
        "an (n, 1) array meets an (n,) array": (
            float(np.mean(np.abs(data @ theta - label.ravel()) ** deg_)),
            "the shapes: (n, 1) minus (n,) is (n, n)",
        ),
    }


def gradient_suspects(theta, data, label, deg_):
    """What the gradient would be after a typical mistake, made from measured slopes."""
    n, d = data.shape
    err = data @ theta - label
    point = slope_per_point(theta, data, label, deg_)
    mean = point.mean(axis=0)[:, None]
    reweighted = lambda weight: (point * weight).mean(axis=0)[:, None]
    look = "the chain rule, factor by factor"
    unsigned = "the sign of the error is missing" if deg_ % 2 else "the absolute value, or the sign, is missing"
    return {
        "the factor γ is missing": (mean / deg_, "how the cost |err|^γ reacts to err"),
        unsigned: (reweighted(np.sign(err)), "errors below zero: which way is down?"),
        "the slopes are added up, not averaged": (mean * n, "the word mean: every point adds 1/n of its slope"),
        "the sum is divided by d, not by n": (mean * n / d, "over what the mean is taken"),
        "the sum is divided by n − 1": (mean * n / (n - 1), "over what the mean is taken"),
        "the factor is 2 where it should be γ": (mean * 2 / deg_, "the rule for |err|^γ at another γ than 2"),
        "the gradient carries a factor 1/2": (mean / 2, look),
        "the power is γ, not lowered by one": (reweighted(np.abs(err)), "the derivative of a power"),
        "the power is lowered by two": (reweighted(1 / np.abs(err)), "the derivative of a power"),
        "γ is fixed at 2": (slope(lambda t: power_loss(t, data, label, 2), theta), "whether deg_ is used"),
        "γ is fixed at 1": (slope(lambda t: power_loss(t, data, label, 1), theta), "whether deg_ is used"),
        "the data are not multiplied in": (reweighted(1 / data), "how err reacts to θ"),
        "the data are multiplied in twice": (reweighted(data), "how err reacts to θ"),
        "only the last point counts": (point[-1:].T / n, "what each turn of the loop adds"),
        "only the first point counts": (point[:1].T / n, "where the return statement stands"),
        "label_ is not subtracted": (
            slope(lambda t: power_loss(t, data, 0 * label, deg_), theta),
            "the definition of err",
        ),
        "an (n, 1) array meets an (n,) array": (
            slope(lambda t: float(np.mean(np.abs(data @ t - label.ravel()) ** deg_)), theta),
            "the shapes: (n, 1) minus (n,) is (n, n)",
        ),
    }


def expect_loss_and_gradient(pair, theta):
    """Raises CheckFailed unless pair is a (float, (d, 1) array), in this order."""
    expect_pair(pair, "loss, gradient")
    if isinstance(pair[0], np.ndarray) and pair[0].shape == theta.shape and np.ndim(pair[1]) == 0:
        raise CheckFailed("the pair came back as (gradient, loss).", mistake="the return order is swapped")
    expect_float(pair[0], "the loss")
    expect_array(pair[1], theta.shape, "the gradient")


def judge_loss(function, deg_):
    """Compares the loss with NumPy's norm, on batches of several sizes."""
    for n, d in [(12, 5), (7, 1), (1, 3)]:
        loss, expected = function(*draw(n, d), deg_=deg_), power_loss(*draw(n, d), deg_)
        expect_loss_and_gradient(loss, draw(n, d)[0])
        suspects = lambda: loss_suspects(*draw(n, d), deg_)
        compare(loss[0], expected, f"the loss of {n} points", suspects, "by definition")


def judge_gradient(function, deg_):
    """Compares the gradient with the measured slope of the loss, on batches of several sizes."""
    for n, d in [(12, 5), (7, 1), (30, 3)]:
        theta, data, label = draw(n, d)
        expected = slope(lambda t: power_loss(t, data, label, deg_), theta)
        pair = function(theta, data, label, deg_=deg_)
        expect_loss_and_gradient(pair, draw(n, d)[0])
        suspects = lambda: gradient_suspects(*draw(n, d), deg_)
        compare(pair[1], expected, f"the gradient at {n} points", suspects, "measured")


def judge_zero_error(function, deg_):
    """Where the label is met exactly, a point adds 0: three points of eight lie on the line."""
    theta, data = np.array([[2.0], [-1.0]]), np.arange(16.0).reshape(8, 2) - 5
    err = np.array([0, 3, -2, 0, 1, -4, 0, 5.0]).reshape(8, 1)
    off = err[:, 0] != 0
    expected = slope_per_point(theta, data[off], (data @ theta - err)[off], deg_).sum(axis=0)[:, None] / 8
    loss, gradient = function(theta.copy(), data.copy(), data @ theta - err, deg_=deg_)
    compare(gradient, expected, "the gradient with three errors of 0", source="measured", look="0 to a negative power")
    compare(loss, power_loss(theta, data, data @ theta - err, deg_), "the loss", source="by definition")


def lines_run(function, *arguments):
    """How many lines and calls of Python a call to the function runs, itself included."""
    count = 0

    def trace(*_):
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function(*arguments)
    finally:
        sys.settrace(before)
    return count


def known_functions():
    """{name: (f, its gradient)}: scalar functions of a (d, 1) array whose derivatives everybody knows."""
    return {
        "sum of squares": (lambda t: float(np.sum(t**2)), lambda t: 2 * t),
        "sum of cubes": (lambda t: float(np.sum(t**3)), lambda t: 3 * t**2),
        "product": (lambda t: float(np.prod(t)), lambda t: np.prod(t) / t),
        "sum of sines": (lambda t: float(np.sum(np.sin(t))), np.cos),
        "weighted sum": (
            lambda t: float(np.arange(1, t.size + 1) @ t[:, 0]),
            lambda t: np.arange(1.0, t.size + 1)[:, None],
        ),
    }


def columns_only(f, d):
    """f, but it refuses anything that is no (d, 1) array."""

    def careful(t):
        expect_array(t, (d, 1), "the array that f receives")
        return f(np.array(t))

    return careful


def difference_suspects(f, theta, eps, gradient):
    """What typical mistakes would make of a central difference."""
    axes = np.eye(theta.size)[:, :, None]
    ahead = np.array([f(theta + eps * e) for e in axes])[:, None]
    behind = np.array([f(theta - eps * e) for e in axes])[:, None]
    everywhere = f(theta + eps * np.ones_like(theta)) - f(theta - eps * np.ones_like(theta))
    return {
        "the difference is taken forward only": ((ahead - f(theta)) / eps, "nudging down as well as up"),
        "the difference is taken backward only": ((f(theta) - behind) / eps, "nudging up as well as down"),
        "the step is eps where it should be 2·eps": (2 * gradient, "how far apart the two points are"),
        "the forward difference is divided by 2·eps": ((ahead - f(theta)) / (2 * eps), "which two points are compared"),
        "the difference is not divided": (gradient * 2 * eps, "rise over run"),
        "the difference is multiplied by the step": (gradient * (2 * eps) ** 2, "rise over run"),
        "all parameters are nudged at once": (np.full_like(theta, everywhere / (2 * eps)), "one parameter at a time"),
        "only the first parameter is nudged": (gradient * (np.arange(theta.size) == 0)[:, None], "the loop's range"),
        "the last parameter is left out": (
            gradient * (np.arange(theta.size) < theta.size - 1)[:, None],
            "the loop's range",
        ),
    }


@pytest.mark.parametrize("deg_", [3, 2, 1, hidden(1.5), hidden(0.7), hidden(5)])
def check_noisy_val_grad_loss(noisy_val_grad, deg_):
    """the loss is the mean of |err|^γ"""
    judge_loss(noisy_val_grad, deg_)


@pytest.mark.parametrize("deg_", [3, 2, 1, hidden(1.5), hidden(0.7), hidden(5)])
def check_noisy_val_grad_gradient(noisy_val_grad, deg_):
    """the gradient is the slope of the loss"""
    judge_gradient(noisy_val_grad, deg_)


@pytest.mark.parametrize("deg_", [2, 1, 0.5, hidden(1.5), hidden(0.7), hidden(0.4)])
def check_noisy_val_grad_zero_error(noisy_val_grad, deg_):
    """an error of exactly 0 adds 0 to the gradient"""
    judge_zero_error(noisy_val_grad, deg_)


@pytest.mark.parametrize("deg_", [2, hidden(3)])
def check_noisy_val_grad_arguments(noisy_val_grad, deg_):
    """the arrays that it is given are left as they are"""
    expect_untouched(noisy_val_grad, *draw(), deg_=deg_)


@pytest.mark.parametrize("deg_", [3, 2, 1, hidden(1.5), hidden(0.7), hidden(5)])
def check_fast_val_grad_loss(fast_val_grad, deg_):
    """the loss is the mean of |err|^γ"""
    judge_loss(fast_val_grad, deg_)


@pytest.mark.parametrize("deg_", [3, 2, 1, hidden(1.5), hidden(0.7), hidden(5)])
def check_fast_val_grad_gradient(fast_val_grad, deg_):
    """the gradient is the slope of the loss"""
    judge_gradient(fast_val_grad, deg_)


@pytest.mark.parametrize("deg_", [2, 1, 0.5, hidden(1.5), hidden(0.7), hidden(0.4)])
def check_fast_val_grad_zero_error(fast_val_grad, deg_):
    """an error of exactly 0 adds 0 to the gradient"""
    judge_zero_error(fast_val_grad, deg_)


@pytest.mark.parametrize("deg_", [2, hidden(3)])
def check_fast_val_grad_arguments(fast_val_grad, deg_):
    """the arrays that it is given are left as they are"""
    expect_untouched(fast_val_grad, *draw(), deg_=deg_)


@pytest.mark.parametrize("deg_", [3, hidden(1.5)])
def check_fast_val_grad_no_loop(fast_val_grad, deg_):
    """no Python code runs once per data point"""
    few, many = (lines_run(fast_val_grad, *draw(n), deg_) for n in (10, 1010))
    if many - few >= 500:
        each = f"1,000 more data points make it run {many - few:,} more steps of Python."
        raise CheckFailed(each, mistake="a loop runs over the data points", look="loops, map, np.vectorize")


@pytest.mark.parametrize(
    "name", ["sum of squares", "product", "weighted sum", hidden("sum of cubes"), hidden("sum of sines")]
)
def check_numerical_gradient_values(numerical_gradient, name):
    """it finds derivatives that everybody knows"""
    f, gradient = known_functions()[name]
    for d in (3, 1, 6):
        theta = np.linspace(-1.3, 0.8, d).reshape(d, 1)
        yours = numerical_gradient(columns_only(f, d), theta.copy())
        suspects = lambda: difference_suspects(f, theta, 1e-6, gradient(theta))
        compare(yours, gradient(theta), f"the gradient in {d} parameters", suspects, "known", tolerance=1e-5)


@pytest.mark.parametrize("eps", [0.5, 0.01, hidden(0.1)])
def check_numerical_gradient_central(numerical_gradient, eps):
    """the nudge is eps, once up and once down: for squares that is exact at any eps"""
    for name, excess in [("sum of squares", 0), ("sum of cubes", eps**2)]:
        f, gradient = known_functions()[name]
        theta = np.array([[0.6], [-1.1], [0.4]])
        yours = numerical_gradient(columns_only(f, 3), theta.copy(), eps)
        suspects = lambda: difference_suspects(f, theta, eps, gradient(theta) + excess)
        compare(yours, gradient(theta) + excess, f"the {name}, nudged by eps,", suspects, "nudged", tolerance=1e-7)


@pytest.mark.parametrize("name", ["sum of squares", hidden("product")])
def check_numerical_gradient_arguments(numerical_gradient, name):
    """theta is left as it is"""
    f, _ = known_functions()[name]
    expect_untouched(numerical_gradient, f, np.array([[0.6], [-1.1], [0.4]]))
