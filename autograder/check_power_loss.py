"""ps2's checks: the power loss, its gradient, its speed, and the student's own gradient checker."""

import time
from functools import cache, lru_cache

import numpy as np
import pytest

from autograder.kit.case import hidden
from autograder.kit.compare import (
    answers,
    close,
    compare,
    expect_array,
    expect_pair,
    expect_untouched,
    frozen,
    lines_run,
    lives_elsewhere,
    slope,
)
from autograder.kit.mistakes import CheckFailed


@lru_cache(100)
def drawn(n, d, seed):
    """What `draw` returns, once for all."""
    rng = np.random.default_rng([seed, n, d])
    theta, data = rng.uniform(-1, 1, (d, 1)), rng.uniform(-1, 1, (n, d))
    err = rng.uniform(0.4, 1.6, (n, 1)) * np.where(np.arange(n) % 3 == 0, 1, -1)[:, None]
    return theta, data, data @ theta - err


def draw(n=12, d=5, seed=0):
    """θ (d, 1), data (n, d), labels (n, 1), with errors of both signs, none smaller than 0.4.

    That far from the kink at 0 central differences are exact, and every point weighs enough to be missed.
    """
    return tuple(map(np.copy, drawn(n, d, seed)))


def power_loss(theta, data, label, deg_):
    """The mean power loss through NumPy's γ-norm: an oracle written in another way."""
    return float(np.linalg.norm((data @ theta - label).ravel(), ord=deg_) ** deg_ / len(label))


@cache
def measured_gradient(n, d, deg_, seed=0):
    """The measured gradient of the loss of drawn data, (d, 1): the same for whoever is asked."""
    theta, data, label = draw(n, d, seed)
    return frozen(slope(lambda t: power_loss(t, data, label, deg_), theta))


def loss_per_point(theta, data, label, deg_):
    """(n, 1, 1): each data point's own loss."""
    points = zip(data[:, None], label[:, None])
    return np.array([power_loss(theta, x, y, deg_) for x, y in points]).reshape(-1, 1, 1)


def slope_per_point(theta, data, label, deg_):
    """(n, d, 1): the measured gradient of each data point's own loss."""
    points = zip(data[:, None], label[:, None])
    return np.array([slope(lambda t: power_loss(t, x, y, deg_), theta) for x, y in points])


def averaging_suspects(point, d, each):
    """What the mean over the points, (n, …), would be after a typical mistake in averaging."""
    n, mean = len(point), point.mean(axis=0)
    return {
        f"the {each} are added up, not averaged": mean * n,
        "the sum is divided by d, not by n": mean * n / d,
        "the sum is divided by n − 1": mean * n / max(n - 1, 1),
        "the sum is divided by 1000, whatever n is": mean * n / 1000,
        "a factor 1/2 has slipped in": mean / 2,
        "the sum is divided by n·d, not by n": mean / d,
        "only the first point counts": point[0] / n,
        "only the first point counts, and in full": point[0],
        "only the last point counts": point[-1] / n,
        "only the last point counts, and in full": point[-1],
        "the last point is left out": mean - point[-1] / n,
    }


def loss_suspects(theta, data, label, deg_):
    """What the loss would be after a typical mistake."""
    n, d = data.shape
    sign, point = np.sign(data @ theta - label), loss_per_point(theta, data, label, deg_)
    averaged = averaging_suspects(point, d, "losses")
    every_pair = np.repeat(data, n, axis=0), np.tile(label, (n, 1))
    first_ten = theta * (np.arange(d) < 10)[:, None]
    return {
        **{mistake: (value.item(), "the mean: every point adds 1/n") for mistake, value in averaged.items()},
        "γ is fixed at 2": (power_loss(theta, data, label, 2), "whether deg_ is used"),
        "γ is fixed at 1": (power_loss(theta, data, label, 1), "whether deg_ is used"),
        "the power is γ − 1": (power_loss(theta, data, label, deg_ - 1), "the power in the loss"),
        "the loss carries the factor γ": (point.mean() * deg_, "which of the two, loss or slope, has that factor"),
        "the root 1/γ is taken": (point.mean() ** (1 / deg_), "the definition: a power, not a norm"),
        "the mean is taken before the power": (power_loss(theta, data, label, 1) ** deg_, "which comes first"),
        "the absolute value is missing": (np.mean(point[:, 0] * sign), "what an error below zero costs"),
        "label_ is not subtracted": (power_loss(theta, data, 0 * label, deg_), "the definition of err"),
        "an (n, 1) array meets an (n,) array": (
            power_loss(theta, *every_pair, deg_),
            "the shape of err: (n, 1) minus (n,) is (n, n)",
        ),
        "each loss is cut to a whole number": (np.trunc(point).mean(), "the type of what holds the losses"),
        "only the first ten parameters count": (power_loss(first_ten, data, label, deg_), "where d comes from"),
    }


def gradient_suspects(theta, data, label, deg_):
    """What the gradient would be after a typical mistake, made from measured slopes."""
    err = data @ theta - label
    point = slope_per_point(theta, data, label, deg_)
    mean, weighted = point.mean(axis=0), lambda weight: (point[:, :, 0] * weight).mean(axis=0)[:, None]
    measured = lambda target, power: slope(lambda t: power_loss(t, data, target, power), theta)
    unsigned = "the sign of the error is missing" if deg_ % 2 else "the absolute value, or the sign, is missing"
    averaged = averaging_suspects(point, len(theta), "slopes")
    return {
        "the factor γ is missing": (mean / deg_, "how the cost |err|^γ reacts to err"),
        unsigned: (weighted(np.sign(err)), "errors below zero: which way is down?"),
        "the factor is 2 where it should be γ": (mean * 2 / deg_, "the slope of |err|^γ at another γ than 2"),
        **{mistake: (value, "the mean: every point adds 1/n") for mistake, value in averaged.items()},
        "the power is γ, not lowered by one": (weighted(np.abs(err)), "the derivative of a power"),
        "the power is lowered by two": (weighted(1 / np.abs(err)), "the derivative of a power"),
        "γ is fixed at 2": (measured(label, 2), "whether deg_ is used"),
        "γ is fixed at 1": (measured(label, 1), "whether deg_ is used"),
        "the data are not multiplied in": (weighted(1 / data), "how err reacts to θ"),
        "label_ is not subtracted": (measured(0 * label, deg_), "the definition of err"),
        "only the first ten parameters count": (mean * (np.arange(len(mean)) < 10)[:, None], "where d comes from"),
    }


def told_by_more_calls(function, part, yours, n, d, deg_):
    """What the function's own answers to other questions say about yours, its loss (part 0) or gradient (part 1)."""
    theta, data, label = draw(n, d)
    at = lambda power, y=label: function(theta.copy(), data.copy(), y.copy(), deg_=float(power))[part]
    last = (np.arange(n) == n - 1)[:, None]
    same = lambda value: close(value, yours, 1e-9)
    if not same(at(deg_)):
        return {"the points are drawn at random": (yours, "all n data points, in every call")}
    if deg_ % 1 and not same(at(deg_ + 2)) and (same(at(np.floor(deg_))) or same(at(np.ceil(deg_)))):
        return {"γ is made a whole number": (yours, "what becomes of deg_ = 1.5")}
    if n > 100 and same(at(deg_, label + 9 * last)):
        return {"the last of many points are left out": (yours, "all n data points, however many")}
    return {}


def what_broke(function, shape, deg_, failure):
    """The mistake behind an exception, told by other data on which the function runs or not."""

    def runs(n, d):
        try:
            function(*draw(n, d), deg_=deg_)
        except CheckFailed:
            return False
        return True

    if failure.mistake or runs(*shape):  # drawn data hold no error of 0
        return failure.mistake or "something is divided by an error of 0"
    if runs(1000, 10):
        own = "the notebook's own data or sizes are used, not the arguments'"
        return own if min(shape) > 1 else "a size of 1 is squeezed away"
    return None


def loss_and_gradient(function, theta, data, label, deg_):
    """What the function returns, once it is sure to be a pair in the right order."""
    shape = data.shape
    try:
        pair = function(theta, data, label, deg_=deg_)
    except CheckFailed as failure:
        failure.mistake = what_broke(function, shape, deg_, failure)
        raise
    return in_order(pair, shape[1])


def in_order(pair, d):
    """The pair, once it is sure to be one: a loss, and the gradient with respect to d parameters."""
    expect_pair(pair, "loss, gradient")
    first, second = np.shape(pair[0]), np.shape(pair[1])
    if first == (d, 1) != second and second in [(), (1,), (1, 1)]:
        raise CheckFailed("the pair came back as (gradient, loss).", mistake="the return order is swapped")
    if isinstance(pair[0], np.ndarray) and pair[0].size == 1:
        line = f"the loss should be one float; yours is an array of shape {first} that holds one."
        raise CheckFailed(line, mistake="the loss is still an array")
    return pair


def expect_default(function):
    """Raises CheckFailed unless γ is 2 where deg_ is left out, from a function that is right where it is given."""
    try:
        loss, _ = function(*draw())
    except CheckFailed as failure:
        failure.mistake = failure.mistake or "deg_ has no default"
        raise
    other = {"deg_ has another default than 2": (loss, "the function's first line")}
    compare(loss, power_loss(*draw(), 2), "the loss without deg_", lambda: other, "by definition")


def batches(deg_):
    """(n, d) of several batches; a large one, which takes a loop long, for two values of γ only."""
    return [(12, 5), (7, 1), (1, 3), (9, 12), *([(1200, 2)] if deg_ in (2, 1.5) else [])]


def answers_to_batches(function, deg_):
    """Yields n, d, loss and gradient for each batch; asked one by one only to tell what broke."""
    try:
        pairs = answers(function, [draw(n, d) for n, d in batches(deg_)], deg_=deg_)
    except CheckFailed:
        pairs = (loss_and_gradient(function, *draw(n, d), deg_) for n, d in batches(deg_))
    for (n, d), pair in zip(batches(deg_), pairs):
        yield n, d, *in_order(pair, d)


def judge_loss(function, deg_):
    """Compares the loss with NumPy's norm, on batches of several sizes."""
    for n, d, loss, _ in answers_to_batches(function, deg_):
        suspects = lambda: told_by_more_calls(function, 0, loss, n, d, deg_) | loss_suspects(*draw(n, d), deg_)
        compare(loss, power_loss(*draw(n, d), deg_), f"the loss (n = {n}, d = {d})", suspects, "by definition")
    if deg_ == 2:
        expect_default(function)


def larger_suspect(gradient, theta, data, label, deg_):
    """The mistake behind a gradient, if it is that of errors to whose size something small was added."""
    err = data @ theta - label
    larger = [err + np.sign(err) * 10.0**-k for k in range(1, 6)]
    measured = [slope(lambda t: power_loss(t, data, data @ theta - e, deg_), theta) for e in larger]
    found = any(close(gradient, value, 1e-6) for value in measured)
    return {"something is added to each error's size": (gradient, "the definition of the loss")} if found else {}


def judge_gradient(function, deg_):
    """Compares the gradient with the measured slope of the loss, on batches of several sizes."""
    for n, d, _, gradient in answers_to_batches(function, deg_):
        theta, data, label = draw(n, d)
        suspects = lambda: (
            told_by_more_calls(function, 1, gradient, n, d, deg_)
            | gradient_suspects(theta, data, label, deg_)
            | larger_suspect(gradient, theta, data, label, deg_)
        )
        name = f"the gradient (n = {n}, d = {d})"
        compare(gradient, measured_gradient(n, d, deg_), name, suspects, "measured")


def enlarged(err):
    """The errors as code may enlarge them, near 0 above all, so that no power of them can be infinite."""
    grown = [grow(abs(err), 10.0**-k) for grow in (np.add, np.maximum, np.hypot) for k in range(3, 13)]
    return [np.where(err < 0, -size, size) for size in grown]


def gradient_at(zero, data, err, deg_):
    """The measured gradient at θ = 0 for these errors, however small: nothing is rounded there."""
    return slope(lambda t: power_loss(t, data, -err, deg_), zero, h=1e-3 * abs(err).min())


def enlarged_suspect(yours, measured, err):
    """The mistake behind a loss or gradient, if it is that of enlarged errors: measured(err) gives the right one."""
    found = any(close(yours, measured(larger), 1e-6) for larger in enlarged(err))
    return {"errors near 0 are made larger": (yours, "what keeps an error off 0")} if found else {}


def judge_zero_error(function, deg_):
    """Where the label is met exactly, a point adds 0: three points of eight lie on the line."""
    theta, data = np.array([[2.0], [-1.0]]), np.arange(16.0).reshape(8, 2) - 5
    err = np.array([[0, 3, -2, 0, 1, -4, 0, 5.0]]).T
    met, label = err[:, 0] == 0, data @ theta - err
    expected = slope_per_point(theta, data[~met], label[~met], deg_).sum(axis=0) / 8
    touched, mean_loss = data[met].sum(axis=0)[:, None] / 8, power_loss(theta, data, label, deg_)
    suspects = {
        "an error of 0 counts as positive": expected + deg_ * touched,
        "an error of 0 counts as negative": expected - deg_ * touched,
        "points with an error of 0 are left out of the mean": expected * 8 / 5,
    }
    loss, gradient = loss_and_gradient(function, theta, data, label, deg_)
    if isinstance(gradient, np.ndarray) and not (np.isfinite(gradient).all() and gradient.any()):
        yours = f"three of eight errors are 0, and your gradient is {gradient.ravel().tolist()}."
        wiped_out, divided = "an error of 0 wipes out the other points", "something is divided by an error of 0"
        mistake = wiped_out if np.isfinite(gradient).all() else divided
        raise CheckFailed(yours, mistake=mistake, look="0 to a negative power, and 0 / 0")
    by_slope = lambda errors: gradient_at(0 * theta, data, errors, deg_)
    more = lambda: suspects | enlarged_suspect(gradient, by_slope, err)
    compare(gradient, expected, "the gradient with three errors of 0", more, "measured")
    left_out = {"points with an error of 0 are left out of the mean": mean_loss * 8 / 5}
    measured = lambda errors: power_loss(theta, data, data @ theta - errors, deg_)
    suspects = lambda: left_out | enlarged_suspect(loss, measured, err)
    compare(loss, mean_loss, "the loss with three errors of 0", suspects, "by definition")


def judge_tiny_errors(function, deg_):
    """Errors of a millionth count as all others do; θ = 0 keeps them free of rounding."""
    theta, data, label = draw(8, 3)
    err, zero = 1e-6 * (data @ theta - label), 0 * theta
    by_size = lambda errors: power_loss(zero, data, -errors, deg_)
    by_slope = lambda errors: gradient_at(zero, data, errors, deg_)
    loss, gradient = loss_and_gradient(function, zero.copy(), data.copy(), -err, deg_)
    if isinstance(gradient, np.ndarray) and not gradient.any():
        line = "all errors are near a millionth, none is 0, and your gradient is 0."
        raise CheckFailed(line, mistake="small errors count as 0", look="which errors add nothing to the gradient")
    suspects = lambda: enlarged_suspect(gradient, by_slope, err)
    compare(gradient, by_slope(err), "the gradient with errors of a millionth", suspects, "measured")
    suspects = lambda: enlarged_suspect(loss, by_size, err)
    compare(loss, by_size(err), "the loss with errors of a millionth", suspects, "by definition")


@cache
def time_of_a_loop(n):
    """The seconds that a loop over n points takes: for each it raises some numbers to powers, one at a time."""
    numbers = np.linspace(0.1, 2, 3 * n).tolist()
    start, total = time.thread_time(), 0.0
    for number in numbers:
        total += 2 * (number**1.5 + abs(number) ** 0.5)
    return 3 * (time.thread_time() - start)


def judge_points(function, deg_, n, seed=0, d=2):
    """Compares loss and gradient of n points with their definitions. Returns how many seconds they took.

    Other points for each seed, so that nothing can be remembered.
    """
    theta, data, label = draw(n, d, seed)
    start = time.perf_counter()
    loss, gradient = loss_and_gradient(function, theta.copy(), data.copy(), label.copy(), deg_)
    took = time.perf_counter() - start
    compare(loss, power_loss(theta, data, label, deg_), f"the loss of {n} points", source="by definition")
    compare(gradient, measured_gradient(n, d, deg_, seed), f"the gradient of {n} points", source="measured")
    return took


def is_quick(function, deg_, n=5000):
    """Whether the function takes less time than a loop over its data points would, told from outside.

    A busy machine makes calls slower, never quicker: of many calls the quickest counts. Code that takes the points in
    chunks, or needs n × n numbers, may be slow with many: but then 60 of them take it hardly longer than 2.
    """
    most, end, two, sixty = time_of_a_loop(n), time.monotonic() + 1.5, np.inf, np.inf
    for seed in range(200):
        if judge_points(function, deg_, n, seed) < most:
            return True
        for more in range(5 * seed, 5 * seed + 5):
            two = min(two, judge_points(function, deg_, 2, more))
            sixty = min(sixty, judge_points(function, deg_, 60, more))
        if seed >= 5 and time.monotonic() > end:
            break
    return sixty - two < 58 * most / n


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


@pytest.mark.parametrize("deg_", [5, 2, 1, hidden(3), hidden(1.5), hidden(0.7)])
def check_noisy_val_grad_loss(noisy_val_grad, deg_):
    """the loss is the mean of |err|^γ"""
    judge_loss(noisy_val_grad, deg_)


@pytest.mark.parametrize("deg_", [3, 2, 1, hidden(1.5), hidden(0.7), hidden(5)])
def check_noisy_val_grad_gradient(noisy_val_grad, deg_):
    """the gradient is the slope of the loss"""
    judge_gradient(noisy_val_grad, deg_)


@pytest.mark.parametrize("deg_", [0.5, 1, 2, hidden(1.5), hidden(0.7), hidden(0.4)])
def check_noisy_val_grad_zero_error(noisy_val_grad, deg_):
    """an error of exactly 0 adds 0 to the gradient, any other its share"""
    judge_tiny_errors(noisy_val_grad, deg_)
    judge_zero_error(noisy_val_grad, deg_)


@pytest.mark.parametrize("deg_", [2, hidden(3)])
def check_noisy_val_grad_arguments(noisy_val_grad, deg_):
    """the arrays that it is given are left as they are"""
    expect_untouched(noisy_val_grad, draw(), draw(seed=1), [(), (5, 1)], deg_=deg_)


@pytest.mark.parametrize("deg_", [5, 2, 1, hidden(3), hidden(1.5), hidden(0.7)])
def check_fast_val_grad_loss(fast_val_grad, deg_):
    """the loss is the mean of |err|^γ"""
    judge_loss(fast_val_grad, deg_)


@pytest.mark.parametrize("deg_", [3, 2, 1, hidden(1.5), hidden(0.7), hidden(5)])
def check_fast_val_grad_gradient(fast_val_grad, deg_):
    """the gradient is the slope of the loss"""
    judge_gradient(fast_val_grad, deg_)


@pytest.mark.parametrize("deg_", [0.5, 1, 2, hidden(1.5), hidden(0.7), hidden(0.4)])
def check_fast_val_grad_zero_error(fast_val_grad, deg_):
    """an error of exactly 0 adds 0 to the gradient, any other its share"""
    judge_tiny_errors(fast_val_grad, deg_)
    judge_zero_error(fast_val_grad, deg_)


@pytest.mark.parametrize("deg_", [2, hidden(3)])
def check_fast_val_grad_arguments(fast_val_grad, deg_):
    """the arrays that it is given are left as they are"""
    expect_untouched(fast_val_grad, draw(), draw(seed=1), [(), (5, 1)], deg_=deg_)


@pytest.mark.parametrize("deg_", [3, hidden(1.5)])
def check_fast_val_grad_no_loop(fast_val_grad, deg_):
    """no Python code runs once per data point"""
    loss_and_gradient(fast_val_grad, *draw(10), deg_)
    few, many = (lines_run(fast_val_grad, *draw(n), deg_) for n in (10, 1010))
    each = f"1,000 more data points make it run {many - few:,} more steps of Python."
    if many - few < 900 and lives_elsewhere(fast_val_grad):  # then that is only what its process says
        each = None if is_quick(fast_val_grad, deg_) else "5,000 data points take it as long as a loop."
    elif many - few < 900:
        each = judge_points(fast_val_grad, deg_, 5000) and None  # wrong values are worth nothing, however quick
    if each:
        raise CheckFailed(each, mistake="a loop runs over the data points", look="loops, map, np.vectorize")


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
