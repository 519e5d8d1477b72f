"""Gradient descent, compared with steps along measured slopes."""

from functools import cache

import numpy as np
import pytest

from autograder.checks.least_squares.drawn import called, draw, expect_column, ignored, loss_slope, problem
from autograder.kit.case import hidden
from autograder.kit.compare import close, compare, expect_untouched, frozen
from autograder.kit.mistakes import CheckFailed


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


def step_suspects(function, theta, A, y, lr):
    """What the first step of gradient descent would be after a typical mistake, made from measured slopes."""
    n, d = A.shape
    down, from_zero = -lr * loss_slope(theta, A, y), -lr * loss_slope(0 * theta, A, y)
    moved = lambda *changed: function(theta.copy(), *changed) - theta
    again = [moved(A.copy(), y.copy(), lr, 1) for _ in range(8)]  # two may agree by chance: one point of few is drawn
    if not all(close(one, again[0], 1e-9) for one in again):
        lines = "Runs with the same arguments end at different θ."
        raise CheckFailed(lines, mistake="the steps are drawn at random", look="all n data points, at every step")
    by_parameter, by_point = by_turns(theta, A, y, lr)
    found = {
        "θ starts at 0, not at theta_init": (from_zero - theta, "where the loop starts"),
        "lr is not used": (moved(A.copy(), y.copy(), 2 * lr, 1), "where lr enters the step"),
        "the steps go uphill": (-down, "the sign in front of the step"),
        "the factor 2 is missing": (down / 2, "mean_squared_gradient, and its own check"),
        "the slopes are added up, not averaged": (down * n, "mean_squared_gradient, and its own check"),
        "neither the factor 2 nor the mean is there": (down * n / 2, "mean_squared_gradient, and its own check"),
        "the sum is divided by d, not by n": (down * n / d, "over what the mean is taken"),
        "the sizes 1000 and 10 are fixed": (down * n / 1000, "over what the mean is taken"),
        "the gradient is scaled to length 1": (lr * down / np.linalg.norm(down), "how long the step should be"),
        "only the gradient's signs count": (lr * np.sign(down), "how long the step should be"),
        "a step looks at one data point only": (-lr * loss_slope(theta, A[:1], y[:1]), "all n data points, every time"),
        "θ moves after every data point": (by_point, "what is added up before θ moves"),
        "each parameter's step already sees the others'": (by_parameter, "from which θ the whole gradient is measured"),
        "the step is returned, not θ": (down - theta, "what the return statement returns"),
        **ignored(lambda *data: function(*data, lr, 1) - theta, theta, A, y),
    }
    if close(moved(A.copy(), y.copy(), lr, 0), down, 1e-4):
        found["one step too many is taken"] = (again[0], "how often the loop runs")
    return found


def start(n, d, scale):
    """A place to start and data for gradient descent; where scale is tiny, so are θ, every gradient and every step."""
    theta, A, y = draw(n, d)
    return scale * theta, A, scale * y


def judge_first_step(function, n, d, lr, scale=1.0):
    """Compares the first step with lr times the measured slope, downhill."""
    theta, *_ = start(n, d, scale)
    yours = called(function, lambda n, d: (*start(n, d, scale), lr, 1), n, d)
    expect_column(yours, d, "θ")
    if np.array_equal(yours, theta):
        stays = lambda rate, steps: np.array_equal(function(*start(n, d, scale), rate, steps), theta)
        late = "θ never moves" if stays(lr, 2) else "one step too few is taken"
        cautious = "an earlier θ is returned where the loss rises" if not stays(lr / 1000, 1) else late
        mistake = "it stops early" if scale < 1 else cautious
        raise CheckFailed("θ has not moved after max_iter = 1 step.", mistake=mistake, look="how often the loop runs")
    suspects = lambda: step_suspects(function, *start(n, d, scale), lr)
    first = np.subtract(*way_down(n, d, scale, lr, 1)[::-1])
    compare(yours - theta, first, f"the first step, from {n} points,", suspects, "measured")


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
    mistake = "an earlier θ is returned where the loss rises" if uphill else "it stops early"
    early = {mistake: (reached[0] if reached else 0, "whether anything but max_iter decides which θ is the last")}
    once = {
        "the slope is measured only once": (
            path[0] + (len(path) - 2) * (path[1] - path[0]),
            "what has to be done anew in each turn of the loop",
        ),
    }
    counted = {
        "one step too many is taken": (path[-1], "how often the loop runs"),
        "one step too few is taken": (path[-3], "how often the loop runs"),
        "only one step is taken": (path[1], "where the return statement stands, and where each step starts"),
    }
    return once | early if uphill or tiny else once | counted | early


def second_step_suspects(first, second, yours, after_max_iter):
    """Tells a second step that is too long or too short from one that goes on in the first one's direction.

    first, second: the steps as they should be; yours: the second one as it is.
    """
    steps = np.hstack([second, first])
    (share, memory), *_ = np.linalg.lstsq(steps, yours)
    mistake = None
    if close(second - first, yours, 1e-4):
        mistake = "every step starts from theta_init"
    elif close(share * second, yours, 1e-4):
        mistake = "lr changes from step to step"
    elif close(second + memory * first, yours, 1e-4):
        mistake = "each step remembers the last one"
    return {mistake: (after_max_iter, "the second step: the slope there, times lr")} if mistake else {}


def judge_many_steps(function, n, d, lr, max_iter, scale=1.0):
    """Compares max_iter steps in one call with as many measured ones."""
    yours = function(*start(n, d, scale), lr, max_iter)
    expect_column(yours, d, "θ")
    path = way_down(n, d, scale, lr, max_iter + 1)

    def suspects():
        second = function(*start(n, d, scale), lr, 2) - function(*start(n, d, scale), lr, 1)
        steps = path[1] - path[0], path[2] - path[1], second
        return path_suspects(path, yours, lr > 1, scale < 1) | second_step_suspects(*steps, yours)

    name, look = f"θ after {max_iter} steps", "what each step hands to the next"
    compare(yours, path[max_iter], name, suspects, "measured", look=look)


@pytest.mark.parametrize(
    "n, d, lr",
    [(7, 3, 0.3), (1000, 10, 0.1), (12, 3, 5.0), hidden(4, 4, 0.1), hidden(12, 3, 0.02), hidden(3, 8, 2.0)],
)
def check_gradient_descent_first_step(gradient_descent, n, d, lr):
    """one step goes down the slope, lr times its length"""
    judge_first_step(gradient_descent, n, d, lr)


@pytest.mark.parametrize("lr, max_iter", [(0.2, 7), (0.2, 2), (5.0, 4), hidden(0.3, 12), hidden(4.5, 3)])
def check_gradient_descent_many_steps(gradient_descent, lr, max_iter):
    """max_iter steps are taken, each from where the last one led, uphill or down"""
    judge_many_steps(gradient_descent, 12, 3, lr, max_iter)


@pytest.mark.parametrize("n, d", [(12, 3), hidden(5, 1)])
def check_gradient_descent_no_step(gradient_descent, n, d):
    """for max_iter = 0 it returns the values of theta_init"""
    yours = gradient_descent(*draw(n, d), 0.1, 0)
    expect_column(yours, d, "θ")
    suspects = lambda: {"a step is taken where none is asked for": gradient_descent(*draw(n, d), 0.1, 1)}
    compare(yours, draw(n, d)[0], "θ", suspects, "theta_init", look="how often the loop runs")
    if close(gradient_descent(*draw(n, d), 0.1, 1), yours, 1e-9):
        raise CheckFailed("for max_iter = 1 it returns them, too.", mistake="θ never moves")


@pytest.mark.parametrize("scale", [1e-9, hidden(1e-6)])
def check_gradient_descent_tiny_steps(gradient_descent, scale):
    """it takes all of its steps, however small they are"""
    judge_first_step(gradient_descent, 12, 3, 0.2, scale)
    judge_many_steps(gradient_descent, 12, 3, 0.2, 7, scale)


@pytest.mark.parametrize("n, d", [(1000, 10), hidden(8, 2)])
def check_gradient_descent_converges(gradient_descent, n, d):
    """with time it arrives at the θ that fits best"""
    theta, A, y = problem(n, d, 3)
    yours = gradient_descent(np.zeros((d, 1)), A, y, 0.5, 400)
    expect_column(yours, d, "θ")
    compare(yours, theta, "θ after 400 steps", source="known", look="one step, then two: are those right?")


@pytest.mark.parametrize("max_iter", [3, hidden(0)])
def check_gradient_descent_arguments(gradient_descent, max_iter):
    """theta_init, A and y are left as they are"""
    data, other = draw(12, 3), draw(12, 3, seed=1)
    expect_untouched(gradient_descent, (*data, 0.1, max_iter), (data[0], *other[1:], 0.1, max_iter + 1), [(3, 1)])
