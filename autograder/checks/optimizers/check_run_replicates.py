"""The experiment: what a step function is given, call by call, and the test losses that come back."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch

from autograder.checks.optimizers.arrays import expect_numbers
from autograder.kit.case import hidden
from autograder.kit.compare import SIGN_REVERSED, Recorder, close, compare, confirmed, named, row, side_by_side
from autograder.kit.mistakes import CheckFailed, Mistake, Suspect

UPDATE_TOO_MANY = Mistake(
    "there-is-one-update-too-many", "there is one update too many", "what the step is given, call by call"
)
UPDATE_TOO_FEW = Mistake(
    "there-is-one-update-too-few", "there is one update too few", "what the step is given, call by call"
)
STATE_NEVER_BACK = Mistake(
    "the-step-never-gets-its-state-back", "the step never gets its state back", "what the step is given, call by call"
)
ONE_STATE = Mistake(
    "one-state-serves-all-the-replicates", "one state serves all the replicates", "what the step is given, call by call"
)
FIRST_STATE = Mistake(
    "the-first-state-is-not-none", "the first state is not None", "what the step is given, call by call"
)
EVALUATION_TOO_MANY = Mistake(
    "there-is-one-evaluation-too-many", "there is one evaluation too many", "which updates an evaluation comes before"
)
EVALUATION_TOO_FEW = Mistake(
    "there-is-one-evaluation-too-few", "there is one evaluation too few", "which updates an evaluation comes before"
)
EVERY_UPDATE_EVALUATED = Mistake(
    "every-update-is-evaluated", "every update is evaluated", "which updates an evaluation comes before"
)
ONE_LOSS_KEPT = Mistake(
    "only-one-loss-of-each-replicate-is-kept",
    "only one loss of each replicate is kept",
    "which updates an evaluation comes before",
)
ONE_REPLICATE_KEPT = Mistake(
    "only-one-replicate-is-kept", "only one replicate is kept", "which updates an evaluation comes before"
)
THETA_INIT_CHANGED = Mistake(
    "theta-init-is-changed",
    "theta_init is changed",
    "what shares its memory with theta_init (run the data cell again before the next attempt)",
)
STARTS_AT_RANDOM = Mistake(
    "theta-starts-from-random-numbers", "θ starts from random numbers", "where a replicate begins"
)
STARTS_AT_0 = Mistake("theta-starts-at-0", "θ starts at 0", "where a replicate begins")
THETA_CARRIED_OVER = Mistake(
    "theta-is-carried-over-from-one-replicate-to-the-next",
    "θ is carried over from one replicate to the next",
    "where a replicate begins",
)
STARTS_AT_THE_TRUTH = Mistake("theta-starts-at-theta-true", "θ starts at theta_true", "where a replicate begins")
THETA_UNUSED = Mistake("what-the-step-returns-is-not-used", "what the step returns is not used", "where the new θ goes")
LOSS_AFTER_UPDATE = Mistake(
    "the-loss-is-taken-after-the-update-not-before",
    "the loss is taken after the update, not before",
    "which comes first, the evaluation or the update",
)
FIRST_AT_THE_END = Mistake(
    "the-first-evaluation-comes-at-the-end-of-an-interval",
    "the first evaluation comes at the end of an interval",
    "before which update the first evaluation comes",
)
FIRST_AFTER_INTERVAL = Mistake(
    "the-first-evaluation-comes-after-an-interval",
    "the first evaluation comes after an interval",
    "before which update the first evaluation comes",
)
THETA_STAYS = Mistake("theta-stays-where-it-was", "θ stays where it was", "what becomes of the θ that the step returns")
LAST_LOSS_EVERYWHERE = Mistake(
    "every-entry-is-the-last-loss", "every entry is the last loss", "when the loss is computed"
)
LOSS_ON_TRAINING_DATA = Mistake(
    "the-loss-is-taken-on-the-training-data", "the loss is taken on the training data", "what the loss is taken of"
)
LOSS_OF_BATCH = Mistake("the-loss-is-that-of-the-batch", "the loss is that of the batch", "what the loss is taken of")
LOSS_SUMMED = Mistake(
    "the-loss-is-added-up-not-averaged", "the loss is added up, not averaged", "what the loss is taken of"
)
GAMMA_FIXED = Mistake("gamma-is-fixed-at-2", "γ is fixed at 2", "whether deg_ is used")
LOSS_ROOTED = Mistake("the-root-1-gamma-is-taken", "the root 1/γ is taken", "what the loss is taken of")
GRADIENT_AT_INIT = Mistake("the-gradient-is-taken-at-theta-init", "the gradient is taken at theta_init", "at which θ")
GRADIENT_BEHIND = Mistake(
    "the-gradient-is-one-update-behind-theta", "the gradient is one update behind θ", "at which θ"
)
GRADIENT_ON_TEST_DATA = Mistake(
    "the-gradient-is-taken-on-the-test-data", "the gradient is taken on the test data", "what the gradient is taken of"
)
ALL_DATA = Mistake("every-batch-holds-all-the-data", "every batch holds all the data", "how many points are drawn")
LR_BEFORE_STEP = Mistake(
    "lr-is-multiplied-in-before-the-step", "lr is multiplied in before the step", "who multiplies with lr"
)
DIVIDED_BY_ALL = Mistake(
    "the-gradient-is-divided-by-the-number-of-all-data",
    "the gradient is divided by the number of all data",
    "what the mean runs over",
)
DRAWN_APART = Mistake(
    "the-points-and-their-labels-are-drawn-apart",
    "the points and their labels are drawn apart",
    "whether x and y belong together",
)
ONE_BATCH = Mistake(
    "one-batch-serves-every-update-of-a-replicate",
    "one batch serves every update of a replicate",
    "where the batch is drawn: inside which loop",
)
IN_ORDER = Mistake(
    "the-data-are-taken-in-order-not-drawn", "the data are taken in order, not drawn", "how a batch is chosen"
)
BATCHES_SHARED = Mistake(
    "the-replicates-share-their-batches",
    "the replicates share their batches",
    "how many batches are drawn for one update",
)
SEED_FIXED = Mistake(
    "every-replicate-starts-from-one-fixed-seed",
    "every replicate starts from one fixed seed",
    "where the random numbers come from",
)
PART_DRAWN = Mistake(
    "only-a-part-of-the-data-is-ever-drawn", "only a part of the data is ever drawn", "the range that is drawn from"
)
BATCH_SUMMED = Mistake(
    "the-gradients-of-a-batch-are-added-up-not-averaged",
    "the gradients of a batch are added up, not averaged",
    "over what the mean is taken",
)
BATCH_SIZE_UNUSED = Mistake(
    "batch-size-is-not-used", "batch_size is not used", "how many points are drawn for an update"
)
NOISE_ON_THETA = Mistake("the-noise-is-added-to-theta", "the noise is added to θ", "what the noise is added to")
THE_NOISE = "how the noise is drawn, and which gradient the step is given"
NOISE_IN_LOSS = Mistake(
    "the-noise-reaches-the-test-loss", "the noise reaches the test loss", "what the noise is added to"
)
SCALE_IS_VARIANCE = Mistake("noise-scale-is-taken-for-the-variance", "noise_scale is taken for the variance", THE_NOISE)
SCALE_SQUARED = Mistake("noise-scale-is-squared", "noise_scale is squared", THE_NOISE)
NOISE_BY_BATCH_SIZE = Mistake("the-noise-is-divided-by-batch-size", "the noise is divided by batch_size", THE_NOISE)
NOISE_AVERAGED = Mistake("the-noise-is-averaged-over-the-batch", "the noise is averaged over the batch", THE_NOISE)
NOISE_TIMES_LR = Mistake("the-noise-is-multiplied-by-lr", "the noise is multiplied by lr", THE_NOISE)
SCALE_UNUSED = Mistake("noise-scale-is-not-used", "noise_scale is not used", THE_NOISE)
NOISE_MISSING = Mistake("the-noise-is-missing", "the noise is missing", THE_NOISE)
NOISE_OF_COORDINATES = Mistake(
    "all-the-coordinates-get-the-same-noise", "all the coordinates get the same noise", THE_NOISE
)
NOISE_OF_UPDATES = Mistake("the-noise-is-the-same-at-every-update", "the noise is the same at every update", THE_NOISE)
NOISE_SHARED = Mistake("the-replicates-share-their-noise", "the replicates share their noise", THE_NOISE)
NOISE_OFF_0 = Mistake("the-noise-is-not-0-on-average", "the noise is not 0 on average", THE_NOISE)
NOISE_NOT_GAUSSIAN = Mistake("the-noise-is-not-gaussian", "the noise is not Gaussian", THE_NOISE)
FINITE_REPORTED = Mistake(
    "a-loss-that-is-finite-is-reported-as-nan-or-inf", "a loss that is finite is reported as nan or inf"
)
GLOBAL_GENERATOR = Mistake(
    "np-random-s-global-generator-is-used",
    "np.random's global generator is used",
    "every place where something is drawn",
)
OTHER_RANDOMNESS = Mistake(
    "there-is-randomness-from-elsewhere-than-rng",
    "there is randomness from elsewhere than rng",
    "every place where something is drawn",
)
RNG_UNUSED = Mistake("rng-is-not-used", "rng is not used", "every place where something is drawn")
DIVERGENCE_HIDDEN = Mistake("divergence-is-hidden", "divergence is hidden", "what becomes of inf and nan")
STEP_NOT_CALLED = Mistake("the-step-is-not-called", "the step is not called")


def mean_loss(theta, data, label, deg_):
    """The mean power loss at θ, through NumPy's γ-norm."""
    return float(np.linalg.norm((data @ theta - label).ravel(), ord=deg_) ** deg_ / len(label))


def point_gradients(theta, data, label, deg_):
    """(n, d): the gradient of each data point's own loss at θ (d,), by torch.autograd."""
    copies = torch.tensor(np.tile(theta, (len(data), 1)), requires_grad=True)
    error = (copies * torch.tensor(data)).sum(1) - torch.tensor(label[:, 0])
    error.abs().pow(deg_).sum().backward()
    return copies.grad.numpy()


def rows_of(array, d):
    """An array of one or many θs, in whatever layout, as (replicates, d)."""
    if d not in array.shape:
        raise CheckFailed(f"the step receives an array of shape {array.shape}; θ has {d} coordinates.")
    return np.moveaxis(array, array.shape.index(d), -1).reshape(-1, d)


def expect_runs(calls, num_rep, max_iter, d):
    """Raises CheckFailed unless the calls are num_rep runs of max_iter updates, one after the other or side by side."""
    first = [(len(rows_of(theta, d)), state) for at, (run, state, theta, *_) in enumerate(calls) if run == at]
    starts = sum(together for together, _ in first)
    updates = sum(len(rows_of(theta, d)) for _, _, theta, *_ in calls) / num_rep
    known = {max_iter + 1: UPDATE_TOO_MANY, max_iter - 1: UPDATE_TOO_FEW}
    told, mistake = None, None
    if updates != max_iter:
        told, mistake = f"each replicate makes {updates:g} updates; max_iter is {max_iter}.", known.get(updates)
    elif len(first) == len(calls) and max_iter > 1:
        told, mistake = "every update starts a new run.", STATE_NEVER_BACK
    elif starts != num_rep:
        told = f"the number of runs that start is {starts}; there are {num_rep} replicates."
        mistake = ONE_STATE if starts < num_rep else None
    elif any(state is not None for _, state in first):
        told, mistake = "a run's first state should be None.", FIRST_STATE
    if told:
        raise CheckFailed(told, mistake=mistake, look="what the step is given, call by call")


def record(run_replicates, drift, deg_, num_rep, max_iter, lr=0.1, seed=0, d=10, **settings):
    """(test losses, θs, gradients): what came back, and what a step function was given, (replicates, updates, d).

    Whatever the gradient, every coordinate grows by drift · lr.
    """
    calls = Recorder(drift)
    losses = run_replicates(calls, deg_, num_rep, max_iter, lr, np.random.default_rng(seed), **settings)
    expect_runs(calls, num_rep, max_iter, d)
    runs = {}
    for run, _, theta, gradient, _ in calls:
        runs.setdefault(run, []).append((rows_of(theta, d), rows_of(gradient, d)))
    thetas, gradients = np.concatenate([np.array(pairs).transpose(1, 2, 0, 3) for pairs in runs.values()], axis=1)
    return losses, thetas, gradients


def expect_losses(losses, num_rep, max_iter, test_exp_interval):
    """Raises CheckFailed unless losses is an array with a row for each replicate, a column for each evaluation."""
    shape = (num_rep, len(range(0, max_iter, test_exp_interval)))
    known = {
        (num_rep, shape[1] + 1): EVALUATION_TOO_MANY,
        (num_rep, shape[1] - 1): EVALUATION_TOO_FEW,
        (num_rep, max_iter): EVERY_UPDATE_EVALUATED,
        (num_rep,): ONE_LOSS_KEPT,
        (shape[1],): ONE_REPLICATE_KEPT,
    }
    if isinstance(losses, np.ndarray) and losses.shape != shape and losses.shape in known:
        told = f"the test losses should have the shape {shape}; yours have {losses.shape}."
        raise CheckFailed(told, mistake=known[losses.shape])
    expect_numbers(losses, shape, "the array of test losses")


def expect_starts(first, second, theta_init, lr):
    """Raises CheckFailed unless every replicate of two calls, (replicates, updates, d) each, begins at theta_init."""
    num_rep, max_iter, d = first.shape
    expected = np.tile(theta_init.T, (num_rep, 1))
    carried = expected + lr * max_iter * np.arange(num_rep)[:, None]
    offsets = np.concatenate([first[:, 0], second[:, 0]]) - theta_init[:, 0]
    drifted = np.ptp(offsets, axis=1) < 1e-6  # a drift moves all the coordinates alike
    rows = lambda r: side_by_side(theta_init, theta_init[:, 0] + offsets[r], "theta_init")
    moved = drifted & (abs(offsets[:, 0]) > 1e-6)
    call = 0 if moved[0] else num_rep  # the row of a call's first replicate
    if moved[call]:
        raise CheckFailed("a call starts elsewhere:", *rows(call), mistake=THETA_INIT_CHANGED)
    if not drifted.any() and len(np.unique(offsets, axis=0)) == len(offsets):
        raise CheckFailed("no two replicates begin at the same θ:", *rows(0), mistake=STARTS_AT_RANDOM)
    if not first[:, 0].any():
        raise CheckFailed("every replicate begins at θ = 0:", *rows(0), mistake=STARTS_AT_0)
    suspects = lambda: [Suspect(THETA_CARRIED_OVER, carried), Suspect(STARTS_AT_THE_TRUTH, np.ones((num_rep, d)))]
    name, look = "each replicate's first θ", "where a replicate begins"
    compare(first[:, 0], expected, name, suspects, "theta_init", look=look)


def expect_drift(thetas, lr):
    """Raises CheckFailed unless θ, (replicates, updates, d), is at each update what the step has returned before."""
    expected = thetas[:, :1] + lr * np.arange(thetas.shape[1])[:, None]
    suspects = lambda: [Suspect(THETA_UNUSED, 0 * thetas + thetas[:, :1])]
    compare(thetas, expected, "θ, update after update,", suspects, "as returned")


def evaluation_suspects(yours, theta_init, lr, times, max_iter, data, test, deg_):
    """What the test losses of a drifting run would be after a typical mistake."""
    at = lambda updates, data=test, power=deg_: np.array(
        [mean_loss(theta_init + lr * t, *data, power) for t in updates]
    )
    points = np.abs(data[0] @ (theta_init + lr * times) - data[1]).T ** deg_  # (times, n): each training point's loss
    closest = points[np.arange(len(times)), np.abs(points - yours[:, None]).argmin(axis=1)]
    step = times[1]
    return [
        Suspect(LOSS_AFTER_UPDATE, at(times + 1)),
        Suspect(FIRST_AT_THE_END, at(np.minimum(times + step - 1, max_iter - 1))),
        Suspect(FIRST_AFTER_INTERVAL, at(np.minimum(times + step, max_iter))),
        Suspect(THETA_STAYS, at(0 * times)),
        Suspect(LAST_LOSS_EVERYWHERE, at(0 * times + max_iter)),
        Suspect(LOSS_ON_TRAINING_DATA, at(times, data)),
        Suspect(LOSS_OF_BATCH, closest),
        Suspect(LOSS_SUMMED, at(times) * len(test[0])),
        Suspect(GAMMA_FIXED, at(times, power=2)),
        Suspect(LOSS_ROOTED, at(times) ** (1 / deg_)),
    ]


def judge_evaluations(losses, theta_init, lr, times, max_iter, data, test, deg_):
    """Compares every replicate's losses, (replicates, evaluations), with those of a run that drifts by lr an update."""
    expected = np.array([mean_loss(theta_init + lr * t, *test, deg_) for t in times])
    for r, yours in enumerate(losses):
        suspects = lambda: evaluation_suspects(yours, theta_init, lr, times, max_iter, data, test, deg_)
        compare(yours, expected, f"replicate {r}'s test loss", suspects, "by definition")


def nearest(gradient, candidates):
    """The candidate (a row) that is nearest to a gradient, and its number."""
    number = int(np.argmin(np.linalg.norm(candidates - gradient, axis=1)))
    return candidates[number], number


def gradient_suspects(theta, gradient, theta_init, data, test, deg_, lr):
    """What a batch of one could give after a typical mistake: of all that is possible then, what is nearest."""
    points, x = point_gradients(theta, *data, deg_), data[0]
    along = x * (x @ gradient / np.sum(x**2, axis=1))[:, None]
    found = [
        Suspect(GRADIENT_AT_INIT, point_gradients(theta_init, *data, deg_)),
        Suspect(GRADIENT_BEHIND, point_gradients(np.maximum(theta - lr, theta_init), *data, deg_)),
        Suspect(GAMMA_FIXED, point_gradients(theta, *data, 2)),
        Suspect(GRADIENT_ON_TEST_DATA, point_gradients(theta, *test, deg_)),
        Suspect(ALL_DATA, points.mean(axis=0)[None]),
        Suspect(replace(SIGN_REVERSED, look="what the step function does with the sign"), -points),
        Suspect(LR_BEFORE_STEP, lr * points),
        Suspect(DIVIDED_BY_ALL, points / len(points)),
        Suspect(DRAWN_APART, along),
    ]
    return [replace(suspect, value=nearest(gradient, suspect.value)[0]) for suspect in found]


def expect_point_gradients(thetas, gradients, theta_init, data, test, deg_, lr):
    """Raises CheckFailed unless each gradient, (updates, d), is that of some data point at its θ, (updates, d)."""
    right = [nearest(g, point_gradients(theta, *data, deg_))[0] for theta, g in zip(thetas, gradients)]
    suspects = [partial(gradient_suspects, *pair, theta_init, data, test, deg_, lr) for pair in zip(thetas, gradients)]
    for gradient, expected, known in zip(gradients, right, suspects):
        if not close(gradient, expected, 1e-4):
            told = "with batch_size = 1, no data point has the gradient that the step receives:"
            rows, look = side_by_side(expected, gradient, "the nearest"), "what is drawn for each update"
            mistake = lambda: named(gradient, known(), lambda: zip(gradients, right, suspects))
            raise CheckFailed(told, *rows, mistake=mistake, look=look, seen=gradient)


def expect_own_batches(drawn, other):
    """Raises CheckFailed unless the data points drawn, (replicates, updates), look random, each replicate's its own.

    other: those drawn with another rng.
    """
    pairs = [(r, s) for r in range(len(drawn)) for s in range(r)]
    mistake = None
    if (drawn == drawn[:, :1]).all():
        mistake = PART_DRAWN if (np.append(drawn, other) == drawn[0, 0]).all() else ONE_BATCH
    elif (np.diff(drawn) == 1).mean() > 0.5:
        mistake = IN_ORDER
    elif any((drawn[r] == drawn[s]).all() for r, s in pairs):
        mistake = BATCHES_SHARED
        if (drawn == other).all():
            mistake = SEED_FIXED
    elif drawn.max() < 700 or drawn.min() > 300:
        mistake = PART_DRAWN
    if mistake:
        told = [f"replicate {r} draws the points {', '.join(map(str, own[:5]))}, …" for r, own in enumerate(drawn[:2])]
        raise CheckFailed(*told, mistake=mistake)


def expect_batch_size(gradients, points, batch_size):
    """Raises CheckFailed unless gradients (…, d) are means over batch_size of the points' gradients (n, d)."""
    flat, full = gradients.reshape(-1, points.shape[1]), points.mean(axis=0)
    scale = float(np.vdot(flat.mean(axis=0), full) / np.vdot(full, full))
    spread = float(np.mean((flat - full * scale) ** 2)) / scale**2
    size = float(np.mean((points - full) ** 2)) / max(spread, 1e-12)
    if not 0.7 < scale < 1.4:
        told = f"on average the gradient is {scale:.3g} times that of all the data."
        mistake = BATCH_SUMMED if 0.7 < scale / batch_size < 1.4 else None
        raise CheckFailed(told, mistake=mistake, look="over what the mean is taken")
    if not 0.6 < size / batch_size < 1.7:
        told = f"the gradients scatter as if a batch held about {min(size, len(points)):.0f} points, not {batch_size}."
        known = BATCH_SIZE_UNUSED if 0.6 < size < 1.7 else None
        known = ALL_DATA if size >= len(points) / 2 else known
        raise CheckFailed(told, mistake=known, look="how many points are drawn for an update")


def expect_still(losses, thetas, theta_init, test, deg_):
    """Raises CheckFailed unless θ and the test loss are those of theta_init throughout: no noise reaches them."""
    if not close(thetas, 0 * thetas + theta_init[:, 0], 1e-6):
        raise CheckFailed("θ moves, though the step leaves it alone.", mistake=NOISE_ON_THETA)
    expected = np.full(losses.shape, mean_loss(theta_init, *test, deg_))
    if not close(losses, expected, 1e-4):
        rows = side_by_side(expected, losses, "at theta_init")
        told = "θ stands still, and so should the test loss:"
        raise CheckFailed(told, *rows, mistake=NOISE_IN_LOSS if np.ptp(losses) else None, seen=losses)


def expect_noise(noise, lr, batch_size, noise_scale):
    """Raises CheckFailed unless noise (replicates, updates, d) looks like independent standard Gaussian numbers."""
    size, alike = float(noise.std()), lambda axis: np.ptp(noise, axis=axis).max() < 0.1 * noise.std()
    factors = {
        SCALE_IS_VARIANCE: noise_scale**-0.5,
        SCALE_SQUARED: noise_scale,
        NOISE_BY_BATCH_SIZE: 1 / batch_size,
        NOISE_AVERAGED: batch_size**-0.5,
        NOISE_TIMES_LR: lr,
        SCALE_UNUSED: 1 / noise_scale,
    }
    faults = [
        (size < 0.5 / noise_scale, NOISE_MISSING),
        (alike(2), NOISE_OF_COORDINATES),
        (alike(1), NOISE_OF_UPDATES),
        (len(noise) > 1 and alike(0), NOISE_SHARED),
        (abs(noise.mean()) > 0.2 * size, NOISE_OFF_0),
        *((0.85 < size / factor < 1.15, mistake) for mistake, factor in factors.items()),
        (not 2.2 < np.mean(noise**4) / size**4 < 4.5, NOISE_NOT_GAUSSIAN),  # 3 of Gaussian numbers, 1.8 of uniform ones
        (not 0.85 < size < 1.15, None),
    ]
    for found, mistake in faults:
        if found:
            told = f"in units of noise_scale, the noise has mean {noise.mean():.3g} and standard deviation {size:.3g}:"
            raise CheckFailed(told, "one update " + row(noise[0, 0]), mistake=mistake, look=THE_NOISE)


def expect_begun(losses, theta_init, test, deg_, moving=None):
    """Raises CheckFailed unless the losses, (replicates, evaluations), begin with that of theta_init.

    moving: a function that gives the losses of a run that moves within bounds: where they begin so, an end is hidden.
    """
    expected = np.full(len(losses), mean_loss(theta_init, *test, deg_))
    if not np.isfinite(losses[:, 0]).all():
        rows = side_by_side(expected, losses[:, 0], "at theta_init")
        mistake = lambda: FINITE_REPORTED if moving is None or close(moving()[:, 0], expected, 1e-4) else None
        raise CheckFailed("the replicates' first test losses are finite:", *rows, mistake=mistake, seen=losses)
    compare(losses[:, 0], expected, "each replicate's first test loss", source="at theta_init")


def expect_randomness(once, again, other, before, after):
    """Raises CheckFailed unless one seed gave the same losses twice, another others, and np.random was left alone."""
    if not np.array_equal(before[1], after[1]) or before[2] != after[2]:
        told, mistake = "np.random's global generator has moved.", GLOBAL_GENERATOR
    elif not np.array_equal(once, again):
        told, mistake = "one seed gave two results.", OTHER_RANDOMNESS
    elif np.array_equal(once, other):
        told, mistake = "two seeds gave one result.", RNG_UNUSED
    else:
        return
    raise CheckFailed(told, mistake=mistake)


def expect_divergence(losses):
    """Raises CheckFailed unless the last loss of every replicate is inf or nan."""
    if np.isfinite(losses[:, -1]).any():
        told = "θ has grown beyond all bounds, yet the last loss is finite."
        raise CheckFailed(told, mistake=DIVERGENCE_HIDDEN)


def judge_shape(run_replicates, num_rep, max_iter, test_exp_interval):
    """Raises CheckFailed unless the losses have their shape, and a step function was called on the way."""
    calls, rng = Recorder(0), np.random.default_rng(0)
    losses = run_replicates(calls, 2, num_rep, max_iter, 0.1, rng, test_exp_interval=test_exp_interval)
    expect_losses(losses, num_rep, max_iter, test_exp_interval)
    if not calls:
        raise CheckFailed("the step function was never called.", mistake=STEP_NOT_CALLED)


def judge_start(run_replicates, data, num_rep, max_iter):
    """Two calls: every replicate begins at theta_init, and goes on from what the step returns."""
    theta_init = data[5]
    _, first, _ = record(run_replicates, 1, 2, num_rep, max_iter, lr=0.1)
    _, second, _ = record(run_replicates, 1, 2, num_rep, max_iter, lr=0.1, seed=1)
    expect_starts(first, second, theta_init, 0.1)
    expect_drift(first, 0.1)


def judge_columns(run_replicates, data, deg_, test_exp_interval):
    """Compares the test losses of a run that drifts with those of its θs."""
    A, y_data, A_test, y_test, _, theta_init = data
    losses, _, _ = record(run_replicates, 1, deg_, 2, 7, lr=0.1, test_exp_interval=test_exp_interval)
    expect_losses(losses, 2, 7, test_exp_interval)
    times = np.arange(0, 7, test_exp_interval)
    judge_evaluations(losses, theta_init, 0.1, times, 7, (A, y_data), (A_test, y_test), deg_)


def judge_gradients(run_replicates, data, deg_):
    """Looks for the data point behind each gradient of a run that drifts."""
    A, y_data, A_test, y_test, _, theta_init = data
    _, thetas, gradients = record(run_replicates, 1, deg_, 2, 4, lr=0.1)
    pairs = thetas.reshape(-1, 10), gradients.reshape(-1, 10)
    expect_point_gradients(*pairs, theta_init[:, 0], (A, y_data), (A_test, y_test), deg_, 0.1)


def judge_batches(run_replicates, data, num_rep, seeds=(0, 1)):
    """Finds out which data points two runs have drawn, and whether that looks random."""
    A, y_data, _, _, _, theta_init = data
    points = point_gradients(theta_init[:, 0], A, y_data, 2)
    runs = [record(run_replicates, 0, 2, num_rep, 30, seed=seed)[2] for seed in seeds]
    found = [[[nearest(gradient, points) for gradient in row] for row in run] for run in runs]
    if not close(runs, [[[point for point, _ in row] for row in run] for run in found], 1e-4):
        raise CheckFailed("with batch_size = 1, the step receives gradients that no data point has.")
    expect_own_batches(*(np.array([[number for _, number in row] for row in run]) for run in found))


def judge_batch_size(run_replicates, data, batch_size):
    """Measures how the gradients of a run that stands still scatter."""
    A, y_data, _, _, _, theta_init = data
    _, _, gradients = record(run_replicates, 0, 2, 3, 40, batch_size=batch_size)
    expect_batch_size(gradients, point_gradients(theta_init[:, 0], A, y_data, 2), batch_size)


def judge_noise(run_replicates, data, noise_scale, lr=0.3, batch_size=100):
    """Measures the noise in the gradients of a run that stands still."""
    A, y_data, *test, _, theta_init = data
    settings = {"lr": lr, "batch_size": batch_size, "test_exp_interval": 1, "noise_scale": noise_scale}
    losses, thetas, gradients = record(run_replicates, 0, 2, 3, 30, **settings)
    expect_losses(losses, 3, 30, 1)
    expect_still(losses, thetas, theta_init, test, 2)
    of_the_data = point_gradients(theta_init[:, 0], A, y_data, 2).mean(axis=0)
    expect_noise((gradients - of_the_data) / noise_scale, lr, batch_size, noise_scale)


def judge_rng(run_replicates, data, seed):
    """Compares two calls with one seed, and one with another."""
    _, _, *test, _, theta_init = data
    step = lambda theta, gradient, state, lr: (theta - lr * gradient, {})
    settings = {"batch_size": 2, "test_exp_interval": 1, "noise_scale": 0.1}
    run = lambda seed: run_replicates(step, 2, 2, 5, 0.1, np.random.default_rng(seed), **settings)
    untouched = np.random.get_state()
    once, again, other = run(seed), run(seed), run(seed + 1)
    expect_losses(once, 2, 5, 1)
    expect_begun(once, theta_init, test, 2)
    expect_randomness(once, again, other, untouched, np.random.get_state())


def judge_divergence(run_replicates, data, deg_):
    """Compares a run that stays at theta_init with one that grows beyond all bounds."""
    _, _, *test, _, theta_init = data
    times = lambda factor: lambda theta, gradient, state, lr: (theta * factor, {})
    run = lambda step: run_replicates(step, deg_, 2, 6, 0.1, np.random.default_rng(0), test_exp_interval=2)
    calm, losses = run(times(1)), run(times(1e200))
    for found in (calm, losses):
        expect_losses(found, 2, 6, 2)
        expect_begun(found, theta_init, test, deg_, lambda: run(times(2)))
    expect_begun(calm[:, ::-1], theta_init, test, deg_)  # it stays there until the end
    expect_divergence(losses)


@pytest.mark.worth(1)
@pytest.mark.parametrize(
    "num_rep, max_iter, test_exp_interval", [(4, 5, 2), (3, 6, 3), hidden(1, 1, 50), hidden(5, 7, 3)]
)
def check_run_replicates_shape(run_replicates, num_rep, max_iter, test_exp_interval):
    """one row a replicate, one column an evaluation"""
    case = num_rep, max_iter, test_exp_interval
    confirmed(partial(judge_shape, run_replicates), case, [(3, 7, 2), (5, 6, 2)])


@pytest.mark.worth(2)
@pytest.mark.parametrize("num_rep, max_iter", [(3, 4), hidden(1, 3), hidden(4, 2)])
def check_run_replicates_start(run_replicates, make_data, num_rep, max_iter):
    """every replicate is a run of its own, from theta_init on"""
    confirmed(partial(judge_start, run_replicates, make_data()), (num_rep, max_iter), [(4, 3), (2, 5)])


@pytest.mark.worth(2)
@pytest.mark.parametrize("deg_, test_exp_interval", [(3, 3), (2, 2), hidden(1, 3), hidden(0.7, 4)])
def check_run_replicates_evaluations(run_replicates, make_data, deg_, test_exp_interval):
    """a column is the test loss just before its update"""
    case = deg_, test_exp_interval
    confirmed(partial(judge_columns, run_replicates, make_data()), case, [(1.5, 2), (2.5, 3)])


@pytest.mark.worth(2)
@pytest.mark.parametrize("deg_", [3, 2, hidden(1), hidden(1.5)])
def check_run_replicates_gradient(run_replicates, make_data, deg_):
    """the step receives the gradient of a drawn data point at the current θ"""
    confirmed(partial(judge_gradients, run_replicates, make_data()), (deg_,), [(2.5,), (1.2,)])


@pytest.mark.worth(1)
@pytest.mark.parametrize("num_rep", [3, hidden(2)])
def check_run_replicates_batches(run_replicates, make_data, num_rep):
    """every replicate draws a batch of its own for every update"""
    confirmed(partial(judge_batches, run_replicates, make_data()), (num_rep,), [(4, (2, 3))])


@pytest.mark.worth(1)
@pytest.mark.parametrize("batch_size", [25, hidden(4)])
def check_run_replicates_batch_size(run_replicates, make_data, batch_size):
    """a batch holds batch_size points, and its gradient is their mean"""
    confirmed(partial(judge_batch_size, run_replicates, make_data()), (batch_size,), [(9,), (60,)])


@pytest.mark.worth(2)
@pytest.mark.parametrize("noise_scale", [1000.0, hidden(300.0)])
def check_run_replicates_noise(run_replicates, make_data, noise_scale):
    """the gradient carries independent noise, the test loss none"""
    confirmed(partial(judge_noise, run_replicates, make_data()), (noise_scale,), [(700.0, 0.2, 64)])


@pytest.mark.worth(1)
@pytest.mark.parametrize("seed", [1, hidden(7)])
def check_run_replicates_rng(run_replicates, make_data, seed):
    """rng is the only source of randomness"""
    confirmed(partial(judge_rng, run_replicates, make_data()), (seed,), [(3,)])


@pytest.mark.worth(1)
@pytest.mark.parametrize("deg_", [5, hidden(2)])
def check_run_replicates_divergence(run_replicates, make_data, deg_):
    """the losses of a run that diverges, and of no other, end in inf or nan"""
    confirmed(partial(judge_divergence, run_replicates, make_data()), (deg_,), [(3,)])
