"""The student's own gradient checker, on functions whose derivatives everybody knows."""

import numpy as np
import pytest

from autograder.kit.case import hidden
from autograder.kit.compare import compare, expect_array, expect_untouched
from autograder.kit.mistakes import CheckFailed


def known_functions():
    """{name: (f, its gradient)}: scalar functions of a (d, 1) array whose derivatives everybody knows."""
    return {
        "sum of squares": (lambda t: float(np.sum(t**2)), lambda t: 2 * t),
        "sum of cubes": (lambda t: float(np.sum(t**3)), lambda t: 3 * t**2),
        "product": (np.prod, lambda t: np.array([[np.prod(np.delete(t, j))] for j in range(t.size)])),
        "variance": (np.var, lambda t: 2 * (t - t.mean()) / t.size),
        "length": (np.linalg.norm, lambda t: t / np.linalg.norm(t)),
        "sum of sines": (lambda t: float(np.sum(np.sin(t))), np.cos),
        "weighted sum": (
            lambda t: float(np.arange(1, t.size + 1) @ t.ravel()),
            lambda t: np.arange(1.0, t.size + 1)[:, None],
        ),
    }


def recorded(f, points):
    """f, but it also keeps a copy of every point at which it is asked, whatever its shape."""

    def recording(t):
        points.append(np.array(t))
        return f(np.real(points[-1]))

    return recording


def expect_columns(points, d):
    """Raises CheckFailed unless f was asked at (d, 1) arrays of real numbers."""
    if not points:
        raise CheckFailed("f was never called.", mistake="f is not called", look="where the values of f come from")
    for point in points:
        about = {1: "a single coordinate", d * d: "a whole matrix"}.get(point.size)
        if d > 1 and about:
            line = f"f takes a ({d}, 1) array; yours gives it one of shape {point.shape}."
            raise CheckFailed(line, mistake=f"f is given {about}")
        if point.dtype.kind == "c" or point.dtype.itemsize < 8:
            line = f"f takes float64 numbers; yours gives it {point.dtype}."
            raise CheckFailed(line, mistake=f"f is given {point.dtype} numbers")
        expect_array(point, (d, 1), "the array that f is given")


def difference_suspects(gradient, theta, eps, several):
    """What typical mistakes would make of a central difference, made from the known gradient.

    several: whether more than one parameter was nudged at once.
    """
    g, index = gradient(theta), np.arange(theta.size)[:, None]
    earlier = eps * np.tri(theta.size, k=-1)[:, :, None]  # row j: the nudges of the parameters before j
    drifted = np.array([gradient(theta - nudges)[j] for j, nudges in enumerate(earlier)])
    together = {
        "all parameters are nudged at once": (np.full_like(theta, g.sum()), "one parameter at a time"),
        "earlier nudges are still there": (np.cumsum(g)[:, None], "the next parameter's turn"),
        "a nudged parameter is not put back": (drifted, "the next parameter's turn"),
    }
    return (together if several else {}) | {
        "the difference is divided by eps, not by 2·eps": (2 * g, "how far apart the two points are"),
        "half a difference is taken": (g / 2, "how far apart the two points are"),
        "the difference is taken forward only": (gradient(theta + eps / 2), "nudging down as well as up"),
        "the difference is taken backward only": (gradient(theta - eps / 2), "nudging up as well as down"),
        "the difference is not divided": (g * 2 * eps, "rise over run"),
        "the difference is halved, then multiplied by eps": (g * eps**2, "what / 2 * eps means in Python"),
        "eps is ignored": (g * 1e-6 / eps, "where eps comes in"),
        "only the first parameter is nudged": (g * (index == 0), "the loop's range"),
        "the last parameter is left out": (g * (index < theta.size - 1), "the loop's range"),
        "only the first ten parameters are nudged": (g * (index < 10), "where the loop's range comes from"),
    }


def farthest(points, theta):
    """How far from θ the farthest point is, along any axis."""
    return max(abs(point - theta).max() for point in points)


def expect_nudges(function, points, theta, eps):
    """Raises CheckFailed unless the nudges are about as long as eps (None: left out) says."""
    reach, asked, again = farthest(points, theta), eps or 1e-6, []
    if asked / 4 < reach < 4 * asked:
        return
    if reach < 1e-15:  # what rounding leaves of a nudge up, and down again
        line, look = "f is asked at θ itself, and nowhere else.", "which arrays the nudges are made in: are they two?"
        raise CheckFailed(line, mistake="f is never asked beside θ", look=look)
    function(recorded(lambda t: float(np.sum(t**2)), again), theta.copy(), eps=0.01)
    obeyed = eps is None and again and 0.0025 < farthest(again, theta) < 0.04
    mistake = "eps has another default than 1e-6" if obeyed else "eps is ignored"
    raise CheckFailed(f"yours nudges by {reach:.2g}, not by {asked:g}.", mistake=mistake, look="where eps comes in")


def nudge_suspects(yours, points, theta):
    """What the points at which f was asked say: nudges in proportion to their parameters."""
    moves = [abs(point - theta) for point in points if (point != theta).any()]
    shares = [move.max() / max(abs(theta[move.argmax(), 0]), 1e-300) for move in moves]
    lengths = [move.max() for move in moves]
    if theta.size > 1 and shares and np.ptp(shares) < 1e-3 * max(shares) and np.ptp(lengths) > 0.01 * max(lengths):
        return {"a nudge is as long as its parameter is large": (yours, "how far a parameter of 0 is nudged")}
    return {}


def judge_slopes(function, name, theta, eps=None):
    """Compares the slopes of a known function at theta, and the nudges with eps; None leaves eps at its default."""
    (f, gradient), points = known_functions()[name], []
    yours = function(recorded(f, points), theta.copy(), **({} if eps is None else {"eps": eps}))
    expect_columns(points, theta.size)
    expect_nudges(function, points, theta, eps)
    several = any((abs(point - theta) > abs(point - theta).max() / 2).sum() > 1 for point in points)
    suspects = lambda: {
        **difference_suspects(gradient, theta, eps or 1e-6, several),
        **nudge_suspects(yours, points, theta),
    }
    compare(yours, gradient(theta), f"the gradient of the {name} (d = {theta.size})", suspects, "known", 1e-5)


def judge_unwatched(function, name, theta):
    """Compares the slopes of a function of NumPy's, which is watched only where they are wrong: that takes longer."""
    f, gradient = known_functions()[name]
    try:
        compare(function(f, theta.copy()), gradient(theta), f"the gradient of the {name}", dict, "known", 1e-5)
    except CheckFailed:
        judge_slopes(function, name, theta)
        raise


@pytest.mark.parametrize(
    "name", ["product", "sum of squares", "weighted sum", hidden("sum of cubes"), hidden("sum of sines")]
)
def check_numerical_gradient_values(numerical_gradient, name):
    """it finds derivatives that everybody knows"""
    for d in (3, 1):
        judge_slopes(numerical_gradient, name, np.linspace(-1.3, 0.8, d).reshape(d, 1))
    judge_unwatched(numerical_gradient, "variance", np.linspace(-1.3, 0.8, 12).reshape(12, 1))
    judge_unwatched(numerical_gradient, "length", np.array([[0.7], [0.0], [-1.2], [0.4]]))


@pytest.mark.parametrize("eps", [0.5, 0.01, hidden(0.1)])
def check_numerical_gradient_central(numerical_gradient, eps):
    """eps says how far to nudge, and nudging both ways is exact here, however far"""
    for name in ("sum of squares", "product"):
        judge_slopes(numerical_gradient, name, np.array([[0.6], [-1.1], [0.4]]), eps=eps)


@pytest.mark.parametrize("name", ["sum of squares", hidden("product")])
def check_numerical_gradient_arguments(numerical_gradient, name):
    """theta is left as it is"""
    (f, _), (other, _) = known_functions()[name], known_functions()["sum of cubes"]
    theta = np.array([[0.6], [-1.1], [0.4]])
    expect_untouched(numerical_gradient, (f, theta), (other, theta), [(3, 1)])
