"""The student's own gradient checker, on functions whose derivatives everybody knows."""

import numpy as np
import pytest

from autograder.kit.case import hidden
from autograder.kit.compare import compare, expect_array, expect_untouched
from autograder.kit.mistakes import CheckFailed, Mistake, Suspect

F_NOT_CALLED = Mistake("f-is-not-called", "f is not called", "where the values of f come from")
SINGLE_COORDINATE = Mistake(
    "f-is-given-a-single-coordinate", "f is given a single coordinate", "what f takes: all d numbers, as a column"
)
WHOLE_MATRIX = Mistake(
    "f-is-given-a-whole-matrix", "f is given a whole matrix", "what f takes: all d numbers, as a column"
)
ALL_AT_ONCE = Mistake(
    "all-parameters-are-nudged-at-once", "all parameters are nudged at once", "one parameter at a time"
)
EARLIER_NUDGES_STAY = Mistake(
    "earlier-nudges-are-still-there", "earlier nudges are still there", "the next parameter's turn"
)
NOT_PUT_BACK = Mistake(
    "a-nudged-parameter-is-not-put-back", "a nudged parameter is not put back", "the next parameter's turn"
)
DIVIDED_BY_EPS = Mistake(
    "the-difference-is-divided-by-eps-not-by-2-eps",
    "the difference is divided by eps, not by 2·eps",
    "how far apart the two points are",
)
HALF_A_DIFFERENCE = Mistake(
    "half-a-difference-is-taken", "half a difference is taken", "how far apart the two points are"
)
FORWARD_ONLY = Mistake(
    "the-difference-is-taken-forward-only", "the difference is taken forward only", "nudging down as well as up"
)
BACKWARD_ONLY = Mistake(
    "the-difference-is-taken-backward-only", "the difference is taken backward only", "nudging up as well as down"
)
NOT_DIVIDED = Mistake("the-difference-is-not-divided", "the difference is not divided", "rise over run")
HALVED_THEN_MULTIPLIED = Mistake(
    "the-difference-is-halved-then-multiplied-by-eps",
    "the difference is halved, then multiplied by eps",
    "what / 2 * eps means in Python",
)
EPS_IGNORED = Mistake("eps-is-ignored", "eps is ignored", "where eps comes in")
OTHER_EPS = Mistake("eps-has-another-default-than-1e-6", "eps has another default than 1e-6", "where eps comes in")
FIRST_PARAMETER_ONLY = Mistake(
    "only-the-first-parameter-is-nudged", "only the first parameter is nudged", "the loop's range"
)
LAST_PARAMETER_LEFT_OUT = Mistake(
    "the-last-parameter-is-left-out", "the last parameter is left out", "the loop's range"
)
FIRST_TEN_NUDGED = Mistake(
    "only-the-first-ten-parameters-are-nudged",
    "only the first ten parameters are nudged",
    "where the loop's range comes from",
)
NEVER_BESIDE = Mistake(
    "f-is-never-asked-beside-theta", "f is never asked beside θ", "which arrays the nudges are made in: are they two?"
)
NUDGED_IN_PROPORTION = Mistake(
    "a-nudge-is-as-long-as-its-parameter-is-large",
    "a nudge is as long as its parameter is large",
    "how far a parameter of 0 is nudged",
)
OTHER_NUMBERS = {
    kind: Mistake(f"f-is-given-{kind}-numbers", f"f is given {kind} numbers", "the type of the array that f is given")
    for kind in ("float16", "float32", "complex128")
}


def known_functions():
    """{name: (f, its gradient)}: scalar functions of a (d, 1) array whose derivatives everybody knows."""
    return {
        "sum of squares": (lambda t: float(np.sum(t**2)), lambda t: 2 * t),
        "small squares": (lambda t: 1e-6 * float(np.sum(t**2)), lambda t: 2e-6 * t),
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
        raise CheckFailed("f was never called.", mistake=F_NOT_CALLED)
    for point in points:
        mistake = {1: SINGLE_COORDINATE, d * d: WHOLE_MATRIX}.get(point.size)
        if d > 1 and mistake:
            line = f"f takes a ({d}, 1) array; yours gives it one of shape {point.shape}."
            raise CheckFailed(line, mistake=mistake)
        if point.dtype.kind == "c" or point.dtype.itemsize < 8:
            line = f"f takes float64 numbers; yours gives it {point.dtype}."
            raise CheckFailed(line, mistake=OTHER_NUMBERS.get(point.dtype.name))
        expect_array(point, (d, 1), "the array that f is given")


def difference_suspects(gradient, theta, eps, several):
    """What typical mistakes would make of a central difference, made from the known gradient.

    several: whether more than one parameter was nudged at once.
    """
    g, index = gradient(theta), np.arange(theta.size)[:, None]
    earlier = eps * np.tri(theta.size, k=-1)[:, :, None]  # row j: the nudges of the parameters before j
    drifted = np.array([gradient(theta - nudges)[j] for j, nudges in enumerate(earlier)])
    beside = lambda step: np.array([gradient(theta + step * (index == j))[j] for j in range(theta.size)])
    together = [
        Suspect(ALL_AT_ONCE, np.full_like(theta, g.sum())),
        Suspect(EARLIER_NUDGES_STAY, np.cumsum(g)[:, None]),
        Suspect(NOT_PUT_BACK, drifted),
    ]
    return (together if several else []) + [
        Suspect(DIVIDED_BY_EPS, 2 * g),
        Suspect(HALF_A_DIFFERENCE, g / 2),
        Suspect(FORWARD_ONLY, beside(eps / 2)),
        Suspect(BACKWARD_ONLY, beside(-eps / 2)),
        Suspect(NOT_DIVIDED, g * 2 * eps),
        Suspect(HALVED_THEN_MULTIPLIED, g * eps**2),
        Suspect(EPS_IGNORED, g * 1e-6 / eps),
        Suspect(FIRST_PARAMETER_ONLY, g * (index == 0)),
        Suspect(LAST_PARAMETER_LEFT_OUT, g * (index < theta.size - 1)),
        Suspect(FIRST_TEN_NUDGED, g * (index < 10)),
    ]


def farthest(points, theta):
    """How far from θ the farthest point is, along any axis."""
    return max(abs(point - theta).max() for point in points)


def expect_nudges(function, points, theta, eps):
    """Raises CheckFailed unless the nudges are about as long as eps (None: left out) says."""
    reach, asked, again = farthest(points, theta), eps or 1e-6, []
    if asked / 4 < reach < 4 * asked:
        return
    if reach < 1e-15:  # what rounding leaves of a nudge up, and down again
        raise CheckFailed("f is asked at θ itself, and nowhere else.", mistake=NEVER_BESIDE)
    function(recorded(lambda t: float(np.sum(t**2)), again), theta.copy(), eps=0.01)
    obeyed = eps is None and again and 0.0025 < farthest(again, theta) < 0.04
    mistake = OTHER_EPS if obeyed else EPS_IGNORED
    raise CheckFailed(f"yours nudges by {reach:.2g}, not by {asked:g}.", mistake=mistake)


def nudge_suspects(yours, points, theta):
    """What the points at which f was asked say: nudges in proportion to their parameters."""
    moves = [abs(point - theta) for point in points if (point != theta).any()]
    shares = [move.max() / max(abs(theta[move.argmax(), 0]), 1e-300) for move in moves]
    lengths = [move.max() for move in moves]
    if theta.size > 1 and shares and np.ptp(shares) < 1e-3 * max(shares) and np.ptp(lengths) > 0.01 * max(lengths):
        return [Suspect(NUDGED_IN_PROPORTION, yours)]
    return []


def asked(function, name, theta, eps):
    """(yours, known, suspects, points): the slopes of a known function at theta, and where it was asked on the way."""
    (f, gradient), points = known_functions()[name], []
    yours = function(recorded(f, points), theta.copy(), **({} if eps is None else {"eps": eps}))

    def suspects():
        several = any((abs(point - theta) > abs(point - theta).max() / 2).sum() > 1 for point in points)
        return difference_suspects(gradient, theta, eps or 1e-6, several) + nudge_suspects(yours, points, theta)

    return yours, gradient(theta), suspects, points


def judge_slopes(function, name, theta, eps=None):
    """Compares the slopes of a known function at theta, and the nudges with eps; None leaves eps at its default."""
    yours, known, suspects, points = asked(function, name, theta, eps)
    expect_columns(points, theta.size)
    expect_nudges(function, points, theta, eps)
    others = [("product", theta[::-1] + 0.15), ("variance", np.linspace(0.3, -1.4, 4)[:, None])]  # exact for any eps
    inputs = f'f, gradient = known_functions()["{name}"]; theta = np.array({theta.round(12).tolist()})' * (
        theta.size < 6
    )
    also = lambda: [asked(function, *other, eps)[:3] for other in others]
    compare(
        yours,
        known,
        f"the gradient of the {name} (d = {theta.size})",
        suspects,
        "known",
        tolerance=1e-5,
        also=also,
        inputs=inputs,
    )


def judge_unwatched(function, name, theta):
    """Compares the slopes of a function of NumPy's, which is watched only where they are wrong: that takes longer."""
    f, gradient = known_functions()[name]
    try:
        yours, known = function(f, theta.copy()), gradient(theta)
        compare(yours, known, f"the gradient of the {name}", source="known", tolerance=1e-5)
    except CheckFailed:
        judge_slopes(function, name, theta)
        raise


@pytest.mark.worth(3)
@pytest.mark.parametrize(
    "name", ["product", "sum of squares", "weighted sum", hidden("sum of cubes"), hidden("sum of sines")]
)
def check_numerical_gradient_values(numerical_gradient, name):
    """it finds derivatives that everybody knows"""
    for d in (3, 1):
        judge_slopes(numerical_gradient, name, np.linspace(-1.3, 0.8, d).reshape(d, 1))
    judge_unwatched(numerical_gradient, "variance", np.linspace(-1.3, 0.8, 12).reshape(12, 1))
    judge_unwatched(numerical_gradient, "length", np.array([[0.7], [0.0], [-1.2], [0.4]]))
    judge_unwatched(numerical_gradient, "small squares", np.array([[0.9], [-1.2], [0.4]]))


@pytest.mark.worth(2)
@pytest.mark.parametrize("eps", [0.5, 0.01, hidden(0.1)])
def check_numerical_gradient_central(numerical_gradient, eps):
    """eps says how far to nudge, and nudging both ways is exact here, however far"""
    for name in ("sum of squares", "product"):
        judge_slopes(numerical_gradient, name, np.array([[0.6], [-1.1], [0.4]]), eps=eps)


@pytest.mark.worth(1)
@pytest.mark.parametrize("name", ["sum of squares", hidden("product")])
def check_numerical_gradient_arguments(numerical_gradient, name):
    """theta is left as it is"""
    (f, _), (other, _) = known_functions()[name], known_functions()["sum of cubes"]
    theta = np.array([[0.6], [-1.1], [0.4]])
    expect_untouched(numerical_gradient, (f, theta), (other, theta), [(3, 1)])
