"""Judges of a loss and its gradient, for whoever returns the two, by a loop or not."""

from dataclasses import replace
from functools import partial

import numpy as np

from autograder.checks.power_loss.oracles import draw, loss_per_point, measured_gradient, power_loss, slope_per_point
from autograder.kit.compare import (
    COLUMN_MEETS_ROW,
    answers,
    close,
    compare,
    expect_array,
    expect_no_row_means,
    expect_pair,
    runs,
    runs_elsewhere,
    slope,
)
from autograder.kit.mistakes import CheckFailed, Mistake, Suspect

LOSSES_SUMMED = Mistake(
    "the-losses-are-added-up-not-averaged", "the losses are added up, not averaged", "the mean: every point adds 1/n"
)
SLOPES_SUMMED = Mistake(
    "the-slopes-are-added-up-not-averaged", "the slopes are added up, not averaged", "the mean: every point adds 1/n"
)
DIVIDED_BY_D = Mistake(
    "the-sum-is-divided-by-d-not-by-n", "the sum is divided by d, not by n", "the mean: every point adds 1/n"
)
DIVIDED_BY_N_MINUS_1 = Mistake(
    "the-sum-is-divided-by-n-1", "the sum is divided by n − 1", "the mean: every point adds 1/n"
)
DIVIDED_BY_1000 = Mistake(
    "the-sum-is-divided-by-1000-whatever-n-is",
    "the sum is divided by 1000, whatever n is",
    "the mean: every point adds 1/n",
)
FACTOR_HALF = Mistake("a-factor-1-2-has-slipped-in", "a factor 1/2 has slipped in", "the mean: every point adds 1/n")
DIVIDED_BY_ND = Mistake(
    "the-sum-is-divided-by-n-d-not-by-n", "the sum is divided by n·d, not by n", "the mean: every point adds 1/n"
)
FIRST_ONLY = Mistake("only-the-first-point-counts", "only the first point counts", "the mean: every point adds 1/n")
FIRST_ONLY_IN_FULL = Mistake(
    "only-the-first-point-counts-and-in-full",
    "only the first point counts, and in full",
    "the mean: every point adds 1/n",
)
LAST_ONLY = Mistake("only-the-last-point-counts", "only the last point counts", "the mean: every point adds 1/n")
LAST_ONLY_IN_FULL = Mistake(
    "only-the-last-point-counts-and-in-full",
    "only the last point counts, and in full",
    "the mean: every point adds 1/n",
)
LAST_LEFT_OUT = Mistake("the-last-point-is-left-out", "the last point is left out", "the mean: every point adds 1/n")
GAMMA_FIXED_AT_2 = Mistake("gamma-is-fixed-at-2", "γ is fixed at 2", "whether deg_ is used")
GAMMA_FIXED_AT_1 = Mistake("gamma-is-fixed-at-1", "γ is fixed at 1", "whether deg_ is used")
LOSS_POWER_LOWERED = Mistake("the-power-is-gamma-1", "the power is γ − 1", "the power in the loss")
LOSS_TIMES_GAMMA = Mistake(
    "the-loss-carries-the-factor-gamma",
    "the loss carries the factor γ",
    "which of the two, loss or slope, has that factor",
)
ROOT_TAKEN = Mistake("the-root-1-gamma-is-taken", "the root 1/γ is taken", "the definition: a power, not a norm")
MEAN_FIRST = Mistake("the-mean-is-taken-before-the-power", "the mean is taken before the power", "which comes first")
NO_ABSOLUTE_VALUE = Mistake(
    "the-absolute-value-is-missing", "the absolute value is missing", "what an error below zero costs"
)
LABEL_NOT_SUBTRACTED = Mistake("label-is-not-subtracted", "label_ is not subtracted", "the definition of err")
LOSSES_CUT = Mistake(
    "each-loss-is-cut-to-a-whole-number", "each loss is cut to a whole number", "the type of what holds the losses"
)
FIRST_TEN_PARAMETERS = Mistake(
    "only-the-first-ten-parameters-count", "only the first ten parameters count", "where d comes from"
)
NO_FACTOR_GAMMA = Mistake(
    "the-factor-gamma-is-missing", "the factor γ is missing", "how the cost |err|^γ reacts to err"
)
NO_SIGN = Mistake(
    "the-sign-of-the-error-is-missing", "the sign of the error is missing", "errors below zero: which way is down?"
)
NO_ABSOLUTE_VALUE_OR_SIGN = Mistake(
    "the-absolute-value-or-the-sign-is-missing",
    "the absolute value, or the sign, is missing",
    "errors below zero: which way is down?",
)
FACTOR_2 = Mistake(
    "the-factor-is-2-where-it-should-be-gamma",
    "the factor is 2 where it should be γ",
    "the slope of |err|^γ at another γ than 2",
)
POWER_NOT_LOWERED = Mistake(
    "the-power-is-gamma-not-lowered-by-one", "the power is γ, not lowered by one", "the derivative of a power"
)
POWER_LOWERED_TWICE = Mistake("the-power-is-lowered-by-two", "the power is lowered by two", "the derivative of a power")
NO_DATA_FACTOR = Mistake("the-data-are-not-multiplied-in", "the data are not multiplied in", "how err reacts to θ")
DRAWN_AT_RANDOM = Mistake(
    "the-points-are-drawn-at-random",
    "the same call gives something else each time",
    "what is random, or left as np.empty has found it",
)
NEGATIVE_TO_A_POWER = Mistake(
    "a-negative-number-is-raised-to-a-power",
    "a negative number is raised to a power that is not whole",
    "what comes first: the absolute value or the power",
)
ONE_SIGN_COUNTS_AS_0 = Mistake(
    "errors-of-one-sign-count-as-0", "errors of one sign count as 0", "what an error below zero costs"
)
LOSS_FOR_SLOPE = Mistake(
    "the-loss-stands-where-its-slope-should",
    "each point's loss stands where its slope should",
    "the derivative of a power",
)
ONE_ROW_FOR_ALL = Mistake(
    "one-point-s-data-meet-every-error", "one point's data meet every error", "which row belongs to which error"
)
ONE_ERROR_FOR_ALL = Mistake(
    "one-point-s-error-meets-all-the-data",
    "one point's error meets all the data",
    "what has to be done anew in each turn of the loop",
)
GAMMA_MADE_WHOLE = Mistake("gamma-is-made-a-whole-number", "γ is made a whole number", "what becomes of deg_ = 1.5")
LAST_OF_MANY_LEFT_OUT = Mistake(
    "the-last-of-many-points-are-left-out", "the last of many points are left out", "all n data points, however many"
)
DIVIDED_BY_0 = Mistake(
    "something-is-divided-by-an-error-of-0",
    "something is divided by an error of 0",
    "0 to a negative power, and 0 / 0: what comes of them has to go before the points are added up",
)
WIPED_OUT = Mistake(
    "an-error-of-0-wipes-out-the-other-points",
    "an error of 0 wipes out the other points",
    "0 to a negative power, and 0 / 0: what comes of them has to go before the points are added up",
)
NOTEBOOKS_DATA = Mistake(
    "the-notebook-s-own-data-or-sizes-are-used-not-the-arguments",
    "the notebook's own data or sizes are used, not the arguments'",
)
SQUEEZED = Mistake("a-size-of-1-is-squeezed-away", "a size of 1 is squeezed away")
ORDER_SWAPPED = Mistake("the-return-order-is-swapped", "the return order is swapped")
LOSS_IN_AN_ARRAY = Mistake(
    "the-loss-is-still-an-array",
    "the loss is still an array",
    "what a mean, or .item(), makes of an array with one entry",
)
NO_DEFAULT = Mistake("deg-has-no-default", "deg_ has no default")
OTHER_DEFAULT = Mistake(
    "deg-has-another-default-than-2", "deg_ has another default than 2", "the function's first line"
)
SIZES_ENLARGED = Mistake(
    "something-is-added-to-each-error-s-size", "something is added to each error's size", "the definition of the loss"
)
SMALL_ENLARGED = Mistake("errors-near-0-are-made-larger", "errors near 0 are made larger", "what keeps an error off 0")
ZERO_IS_POSITIVE = Mistake(
    "an-error-of-0-counts-as-positive", "an error of 0 counts as positive", "which sign an error of 0 has"
)
ZERO_IS_NEGATIVE = Mistake(
    "an-error-of-0-counts-as-negative", "an error of 0 counts as negative", "which sign an error of 0 has"
)
ZERO_LEFT_OUT = Mistake(
    "points-with-an-error-of-0-are-left-out-of-the-mean",
    "points with an error of 0 are left out of the mean",
    "over what the mean is taken",
)
SMALL_IS_ZERO = Mistake(
    "small-errors-count-as-0", "small errors count as 0", "which errors add nothing to the gradient"
)


def averaging_suspects(point, d, summed):
    """What the mean over the points, (n, …), would be after a typical mistake in averaging."""
    n, mean = len(point), point.mean(axis=0)
    return [
        Suspect(summed, mean * n),
        Suspect(DIVIDED_BY_D, mean * n / d),
        Suspect(DIVIDED_BY_N_MINUS_1, mean * n / max(n - 1, 1)),
        Suspect(DIVIDED_BY_1000, mean * n / 1000),
        Suspect(FACTOR_HALF, mean / 2),
        Suspect(DIVIDED_BY_ND, mean / d),
        Suspect(FIRST_ONLY, point[0] / n),
        Suspect(FIRST_ONLY_IN_FULL, point[0]),
        Suspect(LAST_ONLY, point[-1] / n),
        Suspect(LAST_ONLY_IN_FULL, point[-1]),
        Suspect(LAST_LEFT_OUT, mean - point[-1] / n),
    ]


def loss_suspects(theta, data, label, deg_):
    """What the loss would be after a typical mistake."""
    n, d = data.shape
    sign, point = np.sign(data @ theta - label), loss_per_point(theta, data, label, deg_)
    averaged = averaging_suspects(point, d, LOSSES_SUMMED)
    every_pair = np.repeat(data, n, axis=0), np.tile(label, (n, 1))
    first_ten = theta * (np.arange(d) < 10)[:, None]
    broadcast = replace(COLUMN_MEETS_ROW, look="the shape of err: (n, 1) minus (n,) is (n, n)")
    return [
        *(replace(suspect, value=suspect.value.item()) for suspect in averaged),
        Suspect(GAMMA_FIXED_AT_2, power_loss(theta, data, label, 2)),
        Suspect(GAMMA_FIXED_AT_1, power_loss(theta, data, label, 1)),
        Suspect(LOSS_POWER_LOWERED, power_loss(theta, data, label, deg_ - 1)),
        Suspect(LOSS_TIMES_GAMMA, point.mean() * deg_),
        Suspect(ROOT_TAKEN, point.mean() ** (1 / deg_)),
        Suspect(MEAN_FIRST, power_loss(theta, data, label, 1) ** deg_),
        Suspect(NO_ABSOLUTE_VALUE, np.mean(point[:, 0] * sign)),
        Suspect(LABEL_NOT_SUBTRACTED, power_loss(theta, data, 0 * label, deg_)),
        Suspect(broadcast, power_loss(theta, *every_pair, deg_)),
        Suspect(LOSSES_CUT, np.trunc(point).mean()),
        Suspect(FIRST_TEN_PARAMETERS, power_loss(first_ten, data, label, deg_)),
        *(Suspect(ONE_SIGN_COUNTS_AS_0, np.mean(point[:, 0] * (sign == kept))) for kept in (1, -1)),
    ]


def gradient_suspects(theta, data, label, deg_):
    """What the gradient would be after a typical mistake, made from measured slopes."""
    err = data @ theta - label
    point = slope_per_point(theta, data, label, deg_)
    mean, weighted = point.mean(axis=0), lambda weight: (point[:, :, 0] * weight).mean(axis=0)[:, None]
    measured = lambda target, power: slope(lambda t: power_loss(t, data, target, power), theta)
    return [
        Suspect(NO_FACTOR_GAMMA, mean / deg_),
        Suspect(NO_SIGN if deg_ % 2 else NO_ABSOLUTE_VALUE_OR_SIGN, weighted(np.sign(err))),
        Suspect(FACTOR_2, mean * 2 / deg_),
        *averaging_suspects(point, len(theta), SLOPES_SUMMED),
        Suspect(POWER_NOT_LOWERED, weighted(np.abs(err))),
        Suspect(POWER_LOWERED_TWICE, weighted(1 / np.abs(err))),
        Suspect(GAMMA_FIXED_AT_2, measured(label, 2)),
        Suspect(GAMMA_FIXED_AT_1, measured(label, 1)),
        Suspect(NO_DATA_FACTOR, weighted(1 / data)),
        Suspect(LABEL_NOT_SUBTRACTED, measured(0 * label, deg_)),
        Suspect(FIRST_TEN_PARAMETERS, mean * (np.arange(len(mean)) < 10)[:, None]),
        *(Suspect(ONE_SIGN_COUNTS_AS_0, weighted(np.sign(err) == kept)) for kept in (1, -1)),
        Suspect(LOSS_FOR_SLOPE, weighted(np.abs(err)) / deg_),
        *(Suspect(ONE_ROW_FOR_ALL, weighted(data[i] / data)) for i in (0, -1)),
        *(Suspect(ONE_ERROR_FOR_ALL, (point[i, :, 0] / data[i] * data).mean(axis=0)[:, None]) for i in (0, -1)),
    ]


def is_nan_below_0(function, part, theta, data, err, deg_):
    """Whether the loss (part 0) or gradient (part 1) holds nan for these errors, none 0, and not for their sizes."""
    at = lambda errors: function(theta.copy(), data.copy(), data @ theta - errors, deg_=deg_)[part]
    return bool(np.isnan(at(err)).any() and np.isfinite(at(np.abs(err))).all())


def told_by_more_calls(function, part, yours, n, d, deg_):
    """What the function's own answers to other questions say about yours, its loss (part 0) or gradient (part 1)."""
    theta, data, label = draw(n, d)
    at = lambda power, y=label: function(theta.copy(), data.copy(), y.copy(), deg_=float(power))[part]
    last = (np.arange(n) == n - 1)[:, None]
    same = lambda value: close(value, yours, 1e-9)
    if np.isfinite(yours).all() and not all(same(at(deg_)) for _ in range(8)):  # some may agree by chance
        return [Suspect(DRAWN_AT_RANDOM, yours)]
    if not np.isfinite(yours).all() and is_nan_below_0(function, part, theta, data, data @ theta - label, deg_):
        return [Suspect(NEGATIVE_TO_A_POWER, yours)]
    if deg_ % 1 and not same(at(deg_ + 2)) and (same(at(np.floor(deg_))) or same(at(np.ceil(deg_)))):
        return [Suspect(GAMMA_MADE_WHOLE, yours)]
    if n > 100 and same(at(deg_, label + 9 * last)):
        return [Suspect(LAST_OF_MANY_LEFT_OUT, yours)]
    return []


def what_broke(function, shape, deg_, failure):
    """The mistake behind an exception, told by other data on which the function runs or not."""
    if failure.mistake or runs(function, *draw(*shape), deg_=deg_):  # drawn data hold no error of 0
        return failure.mistake or (DIVIDED_BY_0 if "ZeroDivision" in " ".join(failure.lines) else None)
    if not runs(function, *draw(1000, 10), deg_=deg_):
        return None
    if runs_elsewhere(function, draw, deg_=deg_):
        return SQUEEZED if min(shape) == 1 else None
    return NOTEBOOKS_DATA


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
        raise CheckFailed("the pair came back as (gradient, loss).", mistake=ORDER_SWAPPED)
    if isinstance(pair[0], np.ndarray) and pair[0].size == 1:
        line = f"the loss should be one float; yours is an array of shape {first} that holds one."
        raise CheckFailed(line, mistake=LOSS_IN_AN_ARRAY)
    return pair


def expect_default(function):
    """Raises CheckFailed unless γ is 2 where deg_ is left out, from a function that is right where it is given."""
    try:
        loss, _ = function(*draw())
    except CheckFailed as failure:
        failure.mistake = failure.mistake or NO_DEFAULT
        raise
    suspects = lambda: [Suspect(OTHER_DEFAULT, loss)]
    compare(loss, power_loss(*draw(), 2), "the loss without deg_", suspects, "by definition")


def batches(deg_):
    """(n, d) of several batches; a large one, which takes a loop long, for two values of γ only."""
    return [(12, 5), (7, 1), (1, 3), (9, 12), *([(1200, 2)] if deg_ in (2, 1.5) else [])]


def answers_to_batches(function, deg_):
    """Yields n, d, loss and gradient for each batch; asked one by one only to tell what broke."""
    shapes = batches(deg_)
    try:
        found = answers(function, [draw(n, d) for n, d in shapes], deg_=deg_)
        pairs = (in_order(pair, d) for (_, d), pair in zip(shapes, found))
    except CheckFailed:
        pairs = (loss_and_gradient(function, *draw(n, d), deg_) for n, d in shapes)
    for (n, d), pair in zip(shapes, pairs):
        yield n, d, *pair


def elsewhere(function, part, n, d, deg_):
    """Further cases, as compare's also, of the loss (part 0) or the gradient (part 1).

    Of the same size, in which a mistake shows that showed there; of another, for one data point tells little; and
    with another γ, for two powers may be alike by chance.
    """
    right = lambda *batch: measured_gradient(*batch) if part else power_loss(*draw(*batch[:2], batch[3]), batch[2])
    for size, seed, power in [((n, d), 1, deg_), ((12, 5), 1, deg_), ((11, 4), 2, deg_ + (1 if deg_ % 1 else 2))]:
        yours = loss_and_gradient(function, *draw(*size, seed), power)[part]
        suspects = partial((loss_suspects, gradient_suspects)[part], *draw(*size, seed), power)
        yield yours, right(*size, power, seed), suspects


def judge_loss(function, deg_):
    """Compares the loss with NumPy's norm, on batches of several sizes."""
    for n, d, loss, _ in answers_to_batches(function, deg_):
        suspects = lambda: told_by_more_calls(function, 0, loss, n, d, deg_) + loss_suspects(*draw(n, d), deg_)
        right, name, also = power_loss(*draw(n, d), deg_), f"the loss (n = {n}, d = {d})", [function, 0, n, d, deg_]
        inputs = f"theta, data, label = draw({n}, {d})"
        compare(loss, right, name, suspects, "by definition", also=partial(elsewhere, *also), inputs=inputs)
    if deg_ == 2:
        expect_default(function)


def larger_suspect(gradient, theta, data, label, deg_):
    """The mistake behind a gradient, if it is that of errors to whose size something small was added."""
    err = data @ theta - label
    larger = [err + np.sign(err) * 10.0**-k for k in range(1, 6)]
    measured = [slope(lambda t: power_loss(t, data, data @ theta - e, deg_), theta) for e in larger]
    found = any(close(gradient, value, 1e-6) for value in measured)
    return [Suspect(SIZES_ENLARGED, gradient)] if found else []


def judge_gradient(function, deg_):
    """Compares the gradient with the measured slope of the loss, on batches of several sizes."""
    for n, d, _, gradient in answers_to_batches(function, deg_):
        theta, data, label = draw(n, d)
        suspects = lambda: (
            told_by_more_calls(function, 1, gradient, n, d, deg_)
            + gradient_suspects(theta, data, label, deg_)
            + larger_suspect(gradient, theta, data, label, deg_)
        )
        right, name, also = measured_gradient(n, d, deg_), f"the gradient (n = {n}, d = {d})", [function, 1, n, d, deg_]
        inputs = f"theta, data, label = draw({n}, {d})"
        slopes = lambda: slope_per_point(theta, data, label, deg_)[:, :, 0]
        expect_no_row_means(gradient, slopes, (n, d), name)
        expect_array(gradient, (d, 1), name, points=n)
        compare(gradient, right, name, suspects, "measured", also=partial(elsewhere, *also), inputs=inputs)


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
    return [Suspect(SMALL_ENLARGED, yours)] if found else []


def line_met(shift):
    """(θ, data, errors) of eight points, three of which lie on the line."""
    data = np.arange(16.0).reshape(8, 2) - shift
    return np.array([[2.0], [-1.0]]), data, np.array([[0, 3, -2, 0, 1, -4, 0, 5.0]]).T


def zero_error_loss(deg_, shift):
    """(right, suspects of yours) for the loss where three errors are 0."""
    theta, data, err = line_met(shift)
    measured = lambda errors: power_loss(theta, data, data @ theta - errors, deg_)
    left_out = Suspect(ZERO_LEFT_OUT, measured(err) * 8 / 5)
    return measured(err), lambda yours: [left_out, *enlarged_suspect(yours, measured, err)]


def zero_error_gradient(deg_, shift):
    """(right, suspects of yours) for the gradient where three errors are 0."""
    theta, data, err = line_met(shift)
    met, label = err[:, 0] == 0, data @ theta - err
    right = slope_per_point(theta, data[~met], label[~met], deg_).sum(axis=0) / 8
    touched = data[met].sum(axis=0)[:, None] / 8
    known = [
        Suspect(ZERO_IS_POSITIVE, right + deg_ * touched),
        Suspect(ZERO_IS_NEGATIVE, right - deg_ * touched),
        Suspect(ZERO_LEFT_OUT, right * 8 / 5),
    ]
    by_slope = lambda errors: gradient_at(0 * theta, data, errors, deg_)
    return right, lambda yours: known + enlarged_suspect(yours, by_slope, err)


def zero_error_answers(function, deg_, shift):
    """(loss, gradient) that the function returns where three errors are 0."""
    theta, data, err = line_met(shift)
    return loss_and_gradient(function, theta, data, data @ theta - err, deg_)


def judge_zero_error(function, deg_):
    """Where the label is met exactly, a point adds 0: three points of eight lie on the line."""
    loss, gradient = zero_error_answers(function, deg_, 5)
    if isinstance(gradient, np.ndarray) and not (np.isfinite(gradient).all() and gradient.any()):
        yours = f"three of eight errors are 0, and your gradient is {gradient.ravel().tolist()}."
        raise CheckFailed(yours, mistake=WIPED_OUT if np.isfinite(gradient).all() else DIVIDED_BY_0)
    parts = [
        (1, gradient, zero_error_gradient, "the gradient", "measured"),
        (0, loss, zero_error_loss, "the loss", "by definition"),
    ]
    for part, yours, case, name, source in parts:
        right, suspects = case(deg_, 5)

        def also():
            other, there = case(deg_, 8), zero_error_answers(function, deg_, 8)[part]
            return [(there, other[0], partial(other[1], there))]

        compare(yours, right, f"{name} with three errors of 0", partial(suspects, yours), source, also=also)


def judge_tiny_errors(function, deg_):
    """Errors of a millionth count as all others do; θ = 0 keeps them free of rounding."""
    theta, data, label = draw(8, 3)
    err, zero = 1e-6 * (data @ theta - label), 0 * theta
    by_size = lambda errors: power_loss(zero, data, -errors, deg_)
    by_slope = lambda errors: gradient_at(zero, data, errors, deg_)
    loss, gradient = loss_and_gradient(function, zero.copy(), data.copy(), -err, deg_)
    if isinstance(gradient, np.ndarray) and not gradient.any():
        line = "all errors are near a millionth, none is 0, and your gradient is 0."
        is_otherwise_0 = not np.any(loss_and_gradient(function, *draw(8, 3), deg_)[1])
        raise CheckFailed(line, mistake=None if is_otherwise_0 else SMALL_IS_ZERO)
    powers = lambda: is_nan_below_0(function, 1, zero, data, err, deg_)
    suspects = lambda: enlarged_suspect(gradient, by_slope, err) + powers() * [Suspect(NEGATIVE_TO_A_POWER, gradient)]
    compare(gradient, by_slope(err), "the gradient with errors of a millionth", suspects, "measured")
    suspects = lambda: enlarged_suspect(loss, by_size, err)
    compare(loss, by_size(err), "the loss with errors of a millionth", suspects, "by definition")
