"""ps1's checks: the exact solution, the mean squared loss, its gradient, and gradient descent."""

from functools import cache

import numpy as np
import pytest

from autograder.kit.case import hidden
from autograder.kit.compare import close, compare, expect_array, expect_float, expect_untouched, frozen, row, slope
from autograder.kit.mistakes import CheckFailed


def problem(n, d, cond, seed=0, noise=0.5):
    """θ (d, 1), A (n, d) with this condition number, and y (n, 1) for which θ is known to fit best.

    y is Aθ plus a part at right angles to every column of A: no θ can explain any of that.
    """
    rng = np.random.default_rng([seed, n, d])
    directions, _ = np.linalg.qr(rng.normal(size=(n, d + 1)))  # columns at right angles; the last is not A's
    turn, _ = np.linalg.qr(rng.normal(size=(d, d)))
    A = np.sqrt(n) * (directions[:, :d] * np.geomspace(1, 1 / cond, d)) @ turn.T
    theta = rng.uniform(0.5, 2.0, (d, 1)) * np.where(np.arange(d) % 3 == 1, -1, 1)[:, None]
    return theta, A, A @ theta + noise * np.sqrt(n) * directions[:, d:].sum(axis=1, keepdims=True)


def dependent_problem(n, d, rank, seed=0):
    """The same with whole numbers in A, of which only `rank` columns are independent; θ is the shortest that fits."""
    rng = np.random.default_rng([seed, n, d, rank])
    A = rng.integers(-3, 4, (n, rank)) @ np.hstack([np.eye(rank), rng.integers(-1, 2, (rank, d - rank))])
    theta = A.T @ rng.uniform(-1, 1, (n, 1)) / n  # a mix of A's rows: every step that A can't see is at right angles
    return theta, A, A @ theta


def draw(n, d, seed=0):
    """θ (d, 1), A (n, d), y (n, 1), with errors of both signs and a mean that is not 0."""
    rng = np.random.default_rng([seed, n, d])
    theta, A = rng.uniform(-1, 1, (d, 1)), rng.uniform(-1, 1, (n, d))
    err = rng.uniform(0.1, 1.5, (n, 1)) * np.where(np.arange(n) % 3 == 0, -1, 1)[:, None]
    return theta, A, A @ theta - err


def squared_loss(theta, A, y):
    """The mean squared error as a variance, that of the errors and their mirror images: written in another way."""
    err = A @ theta - y
    return float(np.var(np.vstack([err, -err])))


def loss_slope(theta, A, y):
    """The slope of the mean squared error at θ, (d, 1), measured."""
    return slope(lambda t: squared_loss(t, A, y), theta)


@cache
def measured_gradient(n, d):
    """The slope of the loss of drawn data, (d, 1): the same for whoever is asked."""
    return frozen(loss_slope(*draw(n, d)))


def runs(function, arguments):
    """Whether the function takes these arguments without an exception."""
    try:
        function(*arguments)
    except CheckFailed:
        return False
    return True


def fixed_to_1000(function, arguments_of):
    """Why a function that failed runs on 1000 points and 10 parameters, the notebook's sizes; None if it doesn't."""
    if not runs(function, arguments_of(1000, 10)):
        return None
    other = [np.sin(5 * a + 1) if np.shape(a)[:1] == (1000,) else a for a in arguments_of(1000, 10)]
    here, there = function(*arguments_of(1000, 10)), function(*other)
    blind = isinstance(here, (np.ndarray, float)) and close(here, there, 1e-9)
    return "the notebook's data are used, not the arguments" if blind else "the sizes 1000 and 10 are fixed"


def called(function, arguments_of, n, d):
    """function(*arguments_of(n, d)); where that raises, other sizes are tried to tell why."""
    try:
        return function(*arguments_of(n, d))
    except CheckFailed as failure:
        if not failure.mistake and (n, d) != (1000, 10):
            failure.mistake = fixed_to_1000(function, arguments_of)
        if not failure.mistake and n != d and runs(function, arguments_of(4, 4)):
            failure.mistake = "the code runs only where n = d"
        raise


def expect_column(value, d, name):
    """Raises CheckFailed unless value is a (d, 1) array; what is known of other results comes first."""
    shape, mistake = np.shape(value) if isinstance(value, np.ndarray) else None, None
    kind = type(value).__name__
    if kind in ("tuple", "list", "Tensor"):
        mistake = "a tensor is returned" if kind == "Tensor" else f"a whole {kind} is returned"
        raise CheckFailed(f"{name} should be one NumPy array; yours is a {kind}.", mistake=mistake)
    if shape == (d + 1, 1):
        mistake = "an intercept is added"
    elif shape == (10, 1) != (d, 1):
        mistake = "the sizes 1000 and 10 are fixed"
    if mistake:
        raise CheckFailed(f"{name} should have the shape {(d, 1)}; yours has {shape}.", mistake=mistake)
    expect_array(value, (d, 1), name)


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


def ignored(function, theta, A, y):
    """What the function returns for other arguments: if that is what it returned before, it doesn't look at them."""
    look = "the names in the function's body: does each stand in its first line?"
    other = lambda array: np.sin(5 * array + 1)
    return {
        "the notebook's data are used, not the arguments": (function(theta.copy(), other(A), other(y)), look),
        "A is not used": (function(theta.copy(), other(A), y.copy()), look),
        "y is not used": (function(theta.copy(), A.copy(), other(y)), look),
        "theta is not used": (function(other(theta), A.copy(), y.copy()), look),
    }


def stops_halfway(yours, best, A):
    """Whether θ is where gradient descent from 0 is after some steps: each direction in A has its own pace."""
    _, strength, directions = np.linalg.svd(A, full_matrices=False)
    with np.errstate(all="ignore"):
        left = np.abs(1 - (directions @ yours) / (directions @ best))[:, 0]
    seen = left > 1e-9  # the others have arrived
    rates = np.outer([1, 2, 3, 5], 10.0 ** -np.arange(6)).ravel()
    rates = np.concatenate([rates, 2 * rates, rates / len(A), 2 * rates / len(A)])
    for rate in rates[rates * strength.max() ** 2 < 2]:
        steps = np.log(left[seen]) / np.log(np.abs(1 - rate * strength[seen] ** 2))
        if seen.sum() > 1 and steps.min() > 0.9 and np.ptp(steps) < 1e-3 * steps.min():
            return True
    return False


def right_elsewhere(function, A, y):
    """{mistake: where to look}: kinds of data on which a function that fails on A, y finds the best θ all the same."""
    n, d = A.shape
    straight, _ = np.linalg.qr(A)
    kinds = {
        "it is right only where A's columns stand at right angles": (straight * np.arange(1, d + 1), y),
        "the formula for fewer data points than parameters is used": (A[: d - 1], y[: d - 1]),
    }
    fits = lambda A, y: runs(function, (A, y)) and close(function(A.copy(), y.copy()), np.linalg.lstsq(A, y)[0], 1e-4)
    found = [mistake for mistake, data in kinds.items() if n > d > 1 and fits(*data)]
    return dict.fromkeys(found[:1], "which matrix is solved with, and its shape")


def solution_suspects(function, yours, A, y):
    """What typical mistakes would return for the θ that fits best."""
    n, d = A.shape
    fit = lambda matrix, target, cut=None: np.linalg.lstsq(matrix, target, rcond=cut)[0]
    pull = A.T @ (y - A @ yours)
    strength = float(np.sum(pull * yours) / np.sum(yours**2))
    regularised = d > 1 and strength > 0 and close(pull, strength * yours, 1e-3)
    truncated = [fit(A, y, cut) for cut in np.geomspace(0.9, 1e-3, 20)]
    cut_off = [theta for theta in truncated if close(yours, theta, 1e-4)]
    on_the_way = yours if stops_halfway(yours, fit(A, y), A) else 0
    rounded = [theta for theta in (np.round(fit(A, y), digits) for digits in range(5)) if close(yours, theta, 1e-9)]
    unused = ignored(lambda _, *data: function(*data), yours, A, y)
    del unused["theta is not used"]  # there is no such argument
    return {
        "an intercept is added": (fit(np.hstack([A, np.ones((n, 1))]), y)[:d], "A as it is, without more columns"),
        "only the first d rows are used": (fit(A[:d], y[:d]), "all n data points"),
        "each column is fitted on its own": (np.vstack([fit(a[:, None], y) for a in A.T]), "all columns at once"),
        "Aᵀy is returned unsolved": (A.T @ y, "which equations are still to be solved"),
        "AᵀA is multiplied in where it should be undone": (A.T @ (A @ (A.T @ y)), "both sides of the equation"),
        "θ is pulled towards 0 (regularised)": (yours if regularised else 0, "nothing but ‖Aθ − y‖² is to be small"),
        "the search for θ stops before it arrives": (on_the_way, "how far the last step still moved θ"),
        "the predictions Aθ are returned, not θ": (A @ fit(A, y), "what the return statement returns"),
        "small directions are cut off": (cut_off[0] if cut_off else 0, "what a threshold takes for zero"),
        "θ is rounded": (rounded[0] if rounded else 0, "how many digits are left"),
        **unused,
        **{mistake: (yours, look) for mistake, look in right_elsewhere(function, A, y).items()},
    }


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


def judge_solution(function, n, d, cond):
    """Compares θ with the one that is known to fit best; what float32 loses is allowed for."""
    theta, A, y = problem(n, d, cond)
    yours = called(function, lambda n, d: problem(n, d, cond)[1:], n, d)
    if n != d and isinstance(yours, np.ndarray) and close(yours, A @ theta, 1e-3):
        line = f"θ should have the shape {(d, 1)}; yours has {yours.shape}."
        raise CheckFailed(line, mistake="the predictions Aθ are returned, not θ")
    expect_column(yours, d, "θ")
    suspects = lambda: solution_suspects(function, yours, A, y)
    look = "θ fits best where no change to it makes ‖Aθ − y‖² smaller"
    compare(yours, theta, "θ", suspects, "known", tolerance=1e-4 + 1e-7 * cond**2, look=look)


def judge_orthogonality(function, n, d):
    """Measures the angle between what θ leaves unexplained and each column of A."""
    _, A, y = draw(n, d)
    yours = called(function, lambda n, d: draw(n, d)[1:], n, d)
    expect_column(yours, d, "θ")
    rest = y - A @ yours
    cosines = np.array([float(a @ rest[:, 0]) for a in A.T / np.linalg.norm(A, axis=0)[:, None]])
    length = np.linalg.norm(rest)
    cosines = cosines / length
    if not (0 < length <= np.linalg.norm(y) and np.all(np.abs(cosines) < 1e-4)):  # θ = 0 explains nothing: y is left
        lines = ["the cosine of the angle between y − Aθ and each column of A should be 0:", f"yours {row(cosines)}"]
        raise CheckFailed(*lines, look="a column that still explains part of the rest should have a larger say in θ")


def judge_ill_conditioned(function, n, d, cond):
    """Compares θ with the one that fits exactly, where two directions in A differ in length by the factor cond."""
    mild, harsh = problem(n, d, 1e4, noise=0.0), problem(n, d, cond, noise=0.0)
    yours = function(harsh[1].copy(), harsh[2].copy())
    expect_column(yours, d, "θ")
    if close(yours, harsh[0], 1e-6):
        return
    miss = np.linalg.norm(function(mild[1].copy(), mild[2].copy()) - mild[0]) / np.linalg.norm(mild[0])
    mistake = "the condition number is squared on the way" if 1e-11 < miss < 1e-5 else None
    lines = [f"known {row(harsh[0])}", f"yours {row(yours)}", f"At condition number 1e4 yours is off by {miss:.0e}."]
    raise CheckFailed(*lines, mistake=mistake, look="which matrix is solved with, and how its condition relates to A's")


def judge_rank_deficient(function, n, d, rank):
    """Compares θ with the shortest one, where many fit equally well."""
    theta, A, y = dependent_problem(n, d, rank)
    yours = function(A.copy(), y.copy())
    expect_column(yours, d, "θ")
    longer = "θ fits, but it is not the shortest that does"
    fits = close(A @ yours, y, 1e-6)
    suspects = lambda: {longer: (yours, "what may be added to θ without any change in Aθ")} if fits else {}
    compare(yours, theta, "θ", suspects, "shortest", tolerance=1e-6, look="what dividing by a singular value of 0 does")


def judge_loss(function, n, d):
    """Compares the loss with the variance of the errors and their mirror images."""
    yours = called(function, draw, n, d)
    expect_loss(yours, n)
    suspects = lambda: loss_suspects(function, *draw(n, d))
    compare(yours, squared_loss(*draw(n, d)), f"the loss of {n} points", suspects, "by definition")


def judge_gradient(function, n, d):
    """Compares the gradient with the measured slope of the loss."""
    yours = called(function, draw, n, d)
    expect_column(yours, d, "the gradient")
    suspects = lambda: gradient_suspects(function, *draw(n, d))
    compare(yours, measured_gradient(n, d), f"the gradient at {n} points", suspects, "measured")


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
    "n, d, cond",
    [(1000, 10, 3), (5, 2, 4), (4, 4, 10), hidden(50, 6, 30), hidden(9, 1, 1), hidden(60, 8, 500)],
)
def check_solve_least_squares_best_fit(solve_least_squares, n, d, cond):
    """it finds the θ that is known to fit best"""
    judge_solution(solve_least_squares, n, d, cond)


@pytest.mark.parametrize("n, d", [(30, 4), (7, 2), hidden(200, 12), hidden(6, 1)])
def check_solve_least_squares_orthogonal(solve_least_squares, n, d):
    """what is left of y stands at right angles to every column of A"""
    judge_orthogonality(solve_least_squares, n, d)


@pytest.mark.parametrize("n, d", [(20, 3), hidden(4, 4)])
def check_solve_least_squares_arguments(solve_least_squares, n, d):
    """A and y are left as they are"""
    expect_untouched(solve_least_squares, problem(n, d, 5)[1:], problem(n, d, 5, seed=1)[1:], [(d, 1)])


@pytest.mark.extra_credit
@pytest.mark.parametrize("n, d, cond", [(40, 5, 1e8), hidden(200, 10, 3e7), hidden(6, 6, 1e8)])
def check_solve_least_squares_ill_conditioned(solve_least_squares, n, d, cond):
    """it stays accurate where the columns of A are nearly dependent"""
    judge_ill_conditioned(solve_least_squares, n, d, cond)


@pytest.mark.extra_credit
@pytest.mark.parametrize("n, d, rank", [(12, 4, 2), hidden(30, 6, 5), hidden(8, 3, 1)])
def check_solve_least_squares_rank_deficient(solve_least_squares, n, d, rank):
    """where many θ fit equally well, it finds the shortest"""
    judge_rank_deficient(solve_least_squares, n, d, rank)


@pytest.mark.parametrize("n, d", [(1000, 10), (7, 3), (1, 3), hidden(4, 4), hidden(12, 1), hidden(3, 8)])
def check_mean_squared_loss_value(mean_squared_loss, n, d):
    """the loss is the mean of the squared errors"""
    judge_loss(mean_squared_loss, n, d)


@pytest.mark.parametrize("n, d", [(12, 3), hidden(1, 1)])
def check_mean_squared_loss_arguments(mean_squared_loss, n, d):
    """theta, A and y are left as they are"""
    expect_untouched(mean_squared_loss, draw(n, d), draw(n, d, seed=1), [()])


@pytest.mark.parametrize("n, d", [(1000, 10), (7, 3), (4, 4), hidden(1, 3), hidden(12, 1), hidden(3, 8)])
def check_mean_squared_gradient_slope(mean_squared_gradient, n, d):
    """the gradient is the slope of the loss"""
    judge_gradient(mean_squared_gradient, n, d)


@pytest.mark.parametrize("n, d", [(12, 3), hidden(4, 4)])
def check_mean_squared_gradient_arguments(mean_squared_gradient, n, d):
    """theta, A and y are left as they are"""
    expect_untouched(mean_squared_gradient, draw(n, d), draw(n, d, seed=1), [(d, 1)])


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
