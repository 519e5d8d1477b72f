"""Judges of a loss and its gradient, for whoever returns the two, by a loop or not."""

import numpy as np

from autograder.checks.power_loss.oracles import draw, loss_per_point, measured_gradient, power_loss, slope_per_point
from autograder.kit.compare import answers, close, compare, expect_pair, slope
from autograder.kit.mistakes import CheckFailed


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
