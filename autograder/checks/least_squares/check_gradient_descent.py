"""Gradient descent, compared with steps along measured slopes."""

from dataclasses import replace
from functools import cache, partial

import numpy as np
import pytest

from autograder.checks.least_squares.drawn import called, draw, expect_column, ignored, loss_slope, problem
from autograder.checks.least_squares.mistakes import (
    DIVIDED_BY_D,
    LENGTH_1,
    NO_FACTOR_2,
    NO_FACTOR_2_NO_MEAN,
    SIZES_FIXED,
    SLOPES_SUMMED,
    THETA_UNUSED,
)
from autograder.kit.case import hidden
from autograder.kit.compare import close, compare, expect_untouched, frozen
from autograder.kit.mistakes import CheckFailed, Mistake, Suspect

STARTS_AT_0 = Mistake(
    "theta-starts-at-0-not-at-theta-init", "θ starts at 0, not at theta_init", "where the loop starts"
)
LR_UNUSED = Mistake("lr-is-not-used", "lr is not used", "where lr enters the step")
UPHILL = Mistake("the-steps-go-uphill", "the steps go uphill", "the sign in front of the step")
STEP_BY_SIGNS = Mistake(
    "only-the-gradient-s-signs-count", "only the gradient's signs count", "how long the step should be"
)
ONE_POINT_A_STEP = Mistake(
    "a-step-looks-at-one-data-point-only", "a step looks at one data point only", "all n data points, every time"
)
POINT_BY_POINT = Mistake(
    "theta-moves-after-every-data-point", "θ moves after every data point", "what is added up before θ moves"
)
PARAMETER_BY_PARAMETER = Mistake(
    "each-parameter-s-step-already-sees-the-others",
    "each parameter's step already sees the others'",
    "from which θ the whole gradient is measured",
)
STEP_RETURNED = Mistake(
    "the-step-is-returned-not-theta", "the step is returned, not θ", "what the return statement returns"
)
DRAWN_AT_RANDOM = Mistake(
    "the-steps-are-drawn-at-random",
    "the same call leads elsewhere each time",
    "what is random, or left as np.empty has found it",
)
EARLIER_THETA = Mistake(
    "an-earlier-theta-is-returned-where-the-loss-rises",
    "an earlier θ is returned where the loss rises",
    "whether anything but max_iter decides which θ is the last",
)
STOPS_EARLY = Mistake("it-stops-early", "it stops early", "whether anything but max_iter decides which θ is the last")
SLOPE_MEASURED_ONCE = Mistake(
    "the-slope-is-measured-only-once",
    "the slope is measured only once",
    "what has to be done anew in each turn of the loop",
)
ONE_TOO_MANY = Mistake("one-step-too-many-is-taken", "one step too many is taken", "how often the loop runs")
ONE_TOO_FEW = Mistake(
    "one-step-too-few-is-taken", "the result is one step short", "how often the loop runs, and which θ is returned"
)
ONE_STEP_ONLY = Mistake(
    "only-one-step-is-taken", "only one step is taken", "where the return statement stands, and where each step starts"
)
PATH_AVERAGED = Mistake(
    "the-mean-of-all-theta-is-returned",
    "the mean of all θ on the way is returned",
    "which θ is asked for: the last one",
)
STARTS_ANEW = Mistake(
    "every-step-starts-from-theta-init",
    "every step starts from theta_init",
    "the second step: the slope there, times lr",
)
LR_CHANGES = Mistake(
    "lr-changes-from-step-to-step", "lr changes from step to step", "the second step: the slope there, times lr"
)
STEPS_REMEMBERED = Mistake(
    "each-step-remembers-the-last-one", "each step remembers the last one", "the second step: the slope there, times lr"
)
UNASKED_STEP = Mistake("a-step-is-taken-where-none-is-asked-for", "a step is taken where none is asked for")
START_UNUSED = Mistake("theta-init-is-not-used", "theta_init is not used", "where θ starts")
NEVER_MOVES = Mistake("theta-never-moves", "θ never moves", "how often the loop runs")


def by_turns(theta, A, y, lr):
    """Two first steps that are many: (by one parameter after the other, by one data point after the other)."""
    d, n = len(theta), len(y)
    axes, start = np.eye(d)[:, :, None], theta
    for axis in axes:
        theta = theta - lr * axis * loss_slope(theta, A, y)
    points = start
    for i in range(n if n < 50 else 0):
        points = points - lr * loss_slope(points, A[i : i + 1], y[i : i + 1])
    return theta - start, points - start


def mean_of_the_way(theta, A, y, lr, steps):
    """The mean of θ and where each of so many steps leads, measured from θ."""
    way = [theta]
    for _ in range(steps):
        way.append(way[-1] - lr * loss_slope(way[-1], A, y))
    return np.mean(way, axis=0) - theta


def step_suspects(function, theta, A, y, lr):
    """What the first step of gradient descent would be after a typical mistake, made from measured slopes."""
    n, d = A.shape
    down, from_zero = -lr * loss_slope(theta, A, y), -lr * loss_slope(0 * theta, A, y)
    moved = lambda *changed: function(theta.copy(), *changed) - theta
    again = [moved(A.copy(), y.copy(), lr, 1) for _ in range(8)]  # two may agree by chance: one point of few is drawn
    if not all(close(one, again[0], 1e-9) for one in again):
        lines = "Runs with the same arguments end at different θ."
        raise CheckFailed(lines, mistake=DRAWN_AT_RANDOM)
    by_parameter, by_point = by_turns(theta, A, y, lr)
    there = lambda mistake: replace(mistake, look="mean_squared_gradient, and its own check")
    averaged = close(moved(A.copy(), y.copy(), lr, 2), mean_of_the_way(theta, A, y, lr, 2), 1e-4)
    one_step = lambda *data: function(*data, lr, 1) - theta
    found = [
        Suspect(PATH_AVERAGED, mean_of_the_way(theta, A, y, lr, 1) if averaged else 0),
        Suspect(STARTS_AT_0, from_zero - theta),
        Suspect(LR_UNUSED, moved(A.copy(), y.copy(), 2 * lr, 1)),
        Suspect(UPHILL, -down),
        Suspect(there(NO_FACTOR_2), down / 2),
        Suspect(there(SLOPES_SUMMED), down * n),
        Suspect(there(NO_FACTOR_2_NO_MEAN), down * n / 2),
        Suspect(DIVIDED_BY_D, down * n / d),
        Suspect(SIZES_FIXED, down * n / 1000),
        Suspect(LENGTH_1, lr * down / np.linalg.norm(down)),
        Suspect(STEP_BY_SIGNS, lr * np.sign(down)),
        Suspect(ONE_POINT_A_STEP, -lr * loss_slope(theta, A[:1], y[:1])),
        Suspect(POINT_BY_POINT, by_point),
        Suspect(PARAMETER_BY_PARAMETER, by_parameter),
        Suspect(STEP_RETURNED, down - theta),
        *(replace(s, mistake=START_UNUSED) if s.mistake == THETA_UNUSED else s for s in ignored(one_step, theta, A, y)),
    ]
    if close(moved(A.copy(), y.copy(), lr, 0), down, 1e-4):
        found.append(Suspect(ONE_TOO_MANY, again[0]))
    return found


def start(n, d, scale):
    """A place to start and data for gradient descent; where scale is tiny, so are θ, every gradient and every step."""
    theta, A, y = draw(n, d)
    return scale * theta, A, scale * y


def other_first_steps(function, scale):
    """Further first steps, as compare's also, from data of other sizes and of other lengths."""
    for n, d, lr in [(11, 4, 0.2), (9, 2, 0.07)]:
        theta, *data = start(n, d, scale)
        first = np.subtract(*way_down(n, d, scale, lr, 1)[::-1])
        yield function(theta.copy(), *data, lr, 1) - theta, first, partial(step_suspects, function, theta, *data, lr)


def judge_first_step(function, n, d, lr, scale=1.0):
    """Compares the first step with lr times the measured slope, downhill."""
    theta, *_ = start(n, d, scale)
    yours = called(function, lambda n, d: (*start(n, d, scale), lr, 1), n, d)
    expect_column(yours, d, "θ", n)
    if np.array_equal(yours, theta):
        stays = lambda rate, steps: np.array_equal(function(*start(n, d, scale), rate, steps), theta)
        late = NEVER_MOVES if stays(lr, 2) else ONE_TOO_FEW
        cautious = EARLIER_THETA if not stays(lr / 1000, 1) else late
        mistake = STOPS_EARLY if scale < 1 else cautious
        raise CheckFailed("θ has not moved after max_iter = 1 step.", mistake=mistake, look="how often the loop runs")
    suspects = lambda: step_suspects(function, *start(n, d, scale), lr)
    also = lambda: other_first_steps(function, scale)
    first = np.subtract(*way_down(n, d, scale, lr, 1)[::-1])
    name, inputs = f"the first step, from {n} points,", f"theta_init, A, y = start({n}, {d}, {scale:g})"
    compare(yours - theta, first, name, suspects, "measured", also=also, inputs=inputs)


@cache
def way_down(n, d, scale, lr, steps):
    """θ at the start and after each of so many steps, each of them lr times the measured slope: (steps + 1, d, 1)."""
    theta, A, y = start(n, d, scale)
    path = [theta]
    for _ in range(steps):
        path.append(path[-1] - lr * loss_slope(path[-1], A, y))
    return frozen(path)


def path_suspects(path, yours, uphill, tiny):
    """What max_iter steps would be after a typical mistake; path holds one step more than asked for.

    Where the steps lead uphill or are tiny, code may stop that counts its steps well elsewhere.
    """
    reached = [theta for theta in path[:-2] if close(yours, theta, 1e-6)]
    once = Suspect(SLOPE_MEASURED_ONCE, path[0] + (len(path) - 2) * (path[1] - path[0]))
    early = Suspect(EARLIER_THETA if uphill else STOPS_EARLY, reached[0] if reached else 0)
    counted = [Suspect(ONE_TOO_MANY, path[-1]), Suspect(ONE_TOO_FEW, path[-3]), Suspect(ONE_STEP_ONLY, path[1])]
    return [once, early] if uphill or tiny else [once, *counted, early]


def second_step_suspects(first, second, yours, after_max_iter):
    """Tells a second step that is too long or too short from one that goes on in the first one's direction.

    first, second: the steps as they should be; yours: the second one as it is.
    """
    steps = np.hstack([second, first])
    (share, memory), *_ = np.linalg.lstsq(steps, yours)
    found = {STARTS_ANEW: second - first, LR_CHANGES: share * second, STEPS_REMEMBERED: second + memory * first}
    return [Suspect(mistake, after_max_iter) for mistake, step in found.items() if close(step, yours, 1e-4)]


def many_steps(function, yours, n, d, lr, max_iter, scale):
    """(θ after so many measured steps, suspects): what compare is told of yours."""
    path = way_down(n, d, scale, lr, max_iter + 1)

    def suspects():
        second = function(*start(n, d, scale), lr, 2) - function(*start(n, d, scale), lr, 1)
        steps = path[1] - path[0], path[2] - path[1], second
        return path_suspects(path, yours, lr > 1, scale < 1) + second_step_suspects(*steps, yours)

    return path[max_iter], suspects


def judge_many_steps(function, n, d, lr, max_iter, scale=1.0):
    """Compares max_iter steps in one call with as many measured ones."""
    yours = function(*start(n, d, scale), lr, max_iter)
    expect_column(yours, d, "θ")
    right, suspects = many_steps(function, yours, n, d, lr, max_iter, scale)

    def also():
        for rate, steps in [(0.9 * lr, max_iter + 2), (0.7 * lr, max_iter + 1)]:
            there = function(*start(n, d, scale), rate, steps)
            yield there, *many_steps(function, there, n, d, rate, steps, scale)

    name, look = f"θ after {max_iter} steps", "what each step hands to the next"
    inputs = f"theta_init, A, y = start({n}, {d}, {scale:g})"
    compare(yours, right, name, suspects, "measured", look=look, also=also, inputs=inputs)


@pytest.mark.worth(3)
@pytest.mark.parametrize(
    "n, d, lr", [(7, 3, 0.3), (1000, 10, 0.1), (12, 3, 5.0), hidden(4, 4, 0.1), hidden(12, 3, 0.02), hidden(3, 8, 2.0)]
)
def check_gradient_descent_first_step(gradient_descent, n, d, lr):
    """one step goes down the slope, lr times its length"""
    judge_first_step(gradient_descent, n, d, lr)


@pytest.mark.worth(2)
@pytest.mark.parametrize("lr, max_iter", [(0.2, 7), (0.2, 2), (5.0, 4), hidden(0.3, 12), hidden(4.5, 3)])
def check_gradient_descent_many_steps(gradient_descent, lr, max_iter):
    """max_iter steps are taken, each from where the last one led, uphill or down"""
    judge_many_steps(gradient_descent, 12, 3, lr, max_iter)


@pytest.mark.worth(1)
@pytest.mark.parametrize("n, d", [(12, 3), hidden(5, 1)])
def check_gradient_descent_no_step(gradient_descent, n, d):
    """for max_iter = 0 it returns the values of theta_init"""
    yours = gradient_descent(*draw(n, d), 0.1, 0)
    expect_column(yours, d, "θ")
    suspects = lambda: [Suspect(UNASKED_STEP, gradient_descent(*draw(n, d), 0.1, 1))]
    compare(yours, draw(n, d)[0], "θ", suspects, "theta_init", look="how often the loop runs")
    if close(gradient_descent(*draw(n, d), 0.1, 1), yours, 1e-9):
        raise CheckFailed("for max_iter = 1 it returns them, too.", mistake=NEVER_MOVES)


@pytest.mark.worth(1)
@pytest.mark.parametrize("scale", [1e-9, hidden(1e-6)])
def check_gradient_descent_tiny_steps(gradient_descent, scale):
    """it takes all of its steps, however small they are"""
    judge_first_step(gradient_descent, 12, 3, 0.2, scale)
    judge_many_steps(gradient_descent, 12, 3, 0.2, 7, scale)


@pytest.mark.worth(1)
@pytest.mark.parametrize("n, d", [(1000, 10), hidden(8, 2)])
def check_gradient_descent_converges(gradient_descent, n, d):
    """with time it arrives at the θ that fits best"""
    theta, A, y = problem(n, d, 3)
    yours = gradient_descent(np.zeros((d, 1)), A, y, 0.5, 400)
    expect_column(yours, d, "θ")
    compare(yours, theta, "θ after 400 steps", source="known", look="one step, then two: are those right?")


@pytest.mark.worth(1)
@pytest.mark.parametrize("max_iter", [3, hidden(0)])
def check_gradient_descent_arguments(gradient_descent, max_iter):
    """theta_init, A and y are left as they are"""
    data, other = draw(12, 3), draw(12, 3, seed=1)
    expect_untouched(gradient_descent, (*data, 0.1, max_iter), (data[0], *other[1:], 0.1, max_iter + 1), [(3, 1)])
