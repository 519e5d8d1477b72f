"""Judges of an optimizer's steps, compared with torch.optim's."""

import contextlib
import inspect
from functools import cache, partial

import numpy as np
import torch

from autograder.checks.optimizers.arrays import expect_numbers
from autograder.checks.optimizers.mistakes import AMSGRAD, EPSILON_UNUSED, LR_SHRINKS, S_STARTS_AT_1
from autograder.checks.optimizers.tapes import TAPES
from autograder.kit.compare import (
    ARGUMENTS_WRITTEN,
    close,
    expect_pair,
    frozen,
    handed_on,
    proportion,
    side_by_side,
    to_try,
)
from autograder.kit.mistakes import CheckFailed, Mistake, Suspect

STATE_NOT_RETURNED = Mistake("the-state-is-not-returned", "the state is not returned")
ORDER_SWAPPED = Mistake("the-return-order-is-swapped", "the return order is swapped")
STATE_NO_DICT = Mistake("the-state-is-not-a-dict", "the state is not a dict")
SETTING_NO_DEFAULT = Mistake("a-setting-has-lost-its-default", "a setting has lost its default")
SETTING_RENAMED = Mistake("a-setting-goes-by-another-name", "a setting goes by another name")
KEY_NOT_HELD = Mistake(
    "the-state-is-asked-for-a-key-that-it-does-not-hold", "the state is asked for a key that it does not hold"
)
NONE_TAKEN_FOR_DICT = Mistake(
    "a-run-s-first-state-none-is-taken-for-a-dict", "a run's first state, None, is taken for a dict"
)
MOMENTUM_KEPT = Mistake(
    "momentum-keeps-its-default-whatever-is-given",
    "momentum keeps its default, whatever is given",
    "where momentum enters the update",
)
DECAY_KEPT = Mistake(
    "decay-keeps-its-default-whatever-is-given",
    "decay keeps its default, whatever is given",
    "where decay enters the update",
)
EPSILON_KEPT = Mistake(
    "epsilon-keeps-its-default-whatever-is-given",
    "epsilon keeps its default, whatever is given",
    "where epsilon enters the update",
)
BETA_1_KEPT = Mistake(
    "beta-1-keeps-its-default-whatever-is-given",
    "beta_1 keeps its default, whatever is given",
    "where beta_1 enters the update",
)
BETA_2_KEPT = Mistake(
    "beta-2-keeps-its-default-whatever-is-given",
    "beta_2 keeps its default, whatever is given",
    "where beta_2 enters the update",
)
BETAS_KEPT = Mistake(
    "every-beta-keeps-its-default-whatever-is-given",
    "every beta keeps its default, whatever is given",
    "where every beta enters the update",
)
NOTHING_CARRIED_OVER = Mistake(
    "nothing-is-carried-over-from-step-to-step", "nothing is carried over from step to step", "what the state hands on"
)
STEP_UPHILL = Mistake("the-step-goes-uphill", "the step goes uphill", "the sign in front of lr")
STEP_WITHOUT_LR = Mistake("lr-is-not-used", "lr is not used", "what multiplies the step")
LR_TWICE = Mistake("lr-is-multiplied-in-twice", "lr is multiplied in twice", "where lr enters")
LR_DIVIDES = Mistake("lr-divides-the-step", "lr divides the step", "where lr enters")
WEIGHT_DECAY = Mistake(
    "theta-is-pulled-towards-0-besides-weight-decay",
    "θ is pulled towards 0 besides (weight decay)",
    "the update, term by term",
)
S_CENTRED = Mistake(
    "s-is-centred-a-variance-not-a-mean-of-squares",
    "s is centred: a variance, not a mean of squares",
    "what s is made of",
)
S_STARTS_AT_0_1 = Mistake("s-starts-at-0-1", "s starts at 0.1", "s before the first step")
S_STARTS_AT_0_01 = Mistake("s-starts-at-0-01", "s starts at 0.01", "s before the first step")
S_STARTS_AT_0_001 = Mistake("s-starts-at-0-001", "s starts at 0.001", "s before the first step")
MOMENTUM_CHANGED = Mistake(
    "the-default-of-momentum-has-been-changed", "the default of momentum has been changed", "the function's first line"
)
DECAY_CHANGED = Mistake(
    "the-default-of-decay-has-been-changed", "the default of decay has been changed", "the function's first line"
)
EPSILON_CHANGED = Mistake(
    "the-default-of-epsilon-has-been-changed", "the default of epsilon has been changed", "the function's first line"
)
BETA_1_CHANGED = Mistake(
    "the-default-of-beta-1-has-been-changed", "the default of beta_1 has been changed", "the function's first line"
)
BETA_2_CHANGED = Mistake(
    "the-default-of-beta-2-has-been-changed", "the default of beta_2 has been changed", "the function's first line"
)
ZERO_SKIPPED = Mistake(
    "a-gradient-of-0-is-skipped", "a gradient of 0 is skipped", "what happens when there is no gradient"
)
GRADIENTS_CLIPPED = Mistake(
    "long-gradients-are-clipped", "long gradients are clipped", "what happens to a large gradient"
)
T_8_BIT = Mistake("t-outgrows-its-8-bit-type", "t outgrows its 8-bit type", "the type of t")
T_STOPS = Mistake("t-stops-counting", "t stops counting", "how t changes from step to step")
HALF_PRECISION = Mistake(
    "the-state-is-kept-in-half-precision", "the state is kept in half precision", "the types of the arrays in the state"
)
GIVEN_ARRAY_RETURNED = Mistake(
    "a-given-array-is-returned-not-a-new-one",
    "a given array is returned, not a new one",
    "what is returned when the gradient is 0",
)
KEPT_OUTSIDE_STATE = Mistake(
    "something-is-remembered-outside-the-state", "something is remembered outside the state", "where each value is kept"
)


def draw_run(d=5, scale=1.0, seed=0, steps=12):
    """θ (d, 1) and gradients (steps, d, 1), large and small: the sixth is 0, the last of d > 1 coordinates at first."""
    rng = np.random.default_rng([seed, d])
    gradients = scale * rng.normal(size=(steps, d, 1)) * rng.choice([0.3, 1, 3], size=(steps, d, 1))
    gradients[:2, 1:][:, -1:] = gradients[5:6] = 0
    return rng.normal(size=(d, 1)), gradients


def torch_moves(name, theta, gradients, lr, fresh=False, last_count=None, **settings):
    """How torch.optim's optimizer of this name moves θ, step by step: (steps, d, 1).

    fresh: it is made anew for each step. last_count: the number of steps at which Adam stops counting.
    """
    parameter = torch.nn.Parameter(torch.tensor(theta))
    make = lambda: getattr(torch.optim, name)([parameter], lr=lr, **settings)
    optimizer, way = make(), [theta]
    for gradient in gradients:
        optimizer = make() if fresh else optimizer
        if last_count and optimizer.state:
            optimizer.state[parameter]["step"].clamp_(max=last_count - 1)
        parameter.grad = torch.tensor(gradient)
        optimizer.step()
        way.append(parameter.detach().numpy().copy())
    return np.diff(way, axis=0)


@cache
def expected_moves(name, d, scale, steps, **settings):
    """torch_moves of a drawn run: the same for whoever is asked."""
    return frozen(torch_moves(name, *draw_run(d, scale, steps=steps), **settings))


def what_broke(failure, state):
    """The mistake behind an exception in a step, told by Python's own words."""
    known = {"missing 1 required": SETTING_NO_DEFAULT, "unexpected keyword": SETTING_RENAMED, "KeyError": KEY_NOT_HELD}
    if state is None:
        known["'NoneType' object"] = NONE_TAKEN_FOR_DICT
    return next((mistake for words, mistake in known.items() if words in str(failure)), None)


def take_step(step, theta, gradient, state, lr, **settings):
    """One step of the student's: the pair (theta, state), once its types and shapes are right."""
    try:
        pair = step(theta, gradient, state, lr, **settings)
    except CheckFailed as failure:
        failure.mistake = failure.mistake or what_broke(failure, state)
        raise
    if isinstance(pair, np.ndarray):
        told = "the function should return the pair (theta, state); yours returns one array."
        raise CheckFailed(told, mistake=STATE_NOT_RETURNED)
    expect_pair(pair, "theta, state")
    if isinstance(pair[0], dict) and isinstance(pair[1], np.ndarray):
        raise CheckFailed("the pair came back as (state, theta).", mistake=ORDER_SWAPPED)
    expect_numbers(pair[0], theta.shape, "the new θ")
    if not isinstance(pair[1], dict):
        kind = "None" if pair[1] is None else f"a {type(pair[1]).__name__}"
        told = f"the state should be a dict, {{}} if there is nothing to keep; yours is {kind}."
        raise CheckFailed(told, mistake=STATE_NO_DICT)
    return pair


def moves_in_turns(step, starts, gradients, lr, **settings):
    """How the student's step moves the θ of several runs that take turns, step by step: (steps, runs, d, 1)."""
    with contextlib.suppress(CheckFailed):  # then one by one: which step goes wrong, and how?
        way = handed_on(step, starts, gradients, lr, **settings)
        if np.shape(way) == gradients.shape:
            return np.diff([starts, *way], axis=0)
    way, now, states = [starts], list(starts), [None] * len(starts)
    for together in gradients:
        for r, gradient in enumerate(together):
            now[r], states[r] = take_step(step, now[r].copy(), gradient.copy(), states[r], lr, **settings)
        way.append(np.array(now, dtype=float))
    return np.diff(way, axis=0)


def student_moves(step, theta, gradients, lr, **settings):
    """How the student's step moves θ, step by step: (steps, d, 1)."""
    return moves_in_turns(step, theta[None], gradients[:, None], lr, **settings)[:, 0]


def relatives(settings):
    """[(mistake, settings)]: torch's own optimizer, set as some mistakes would set it."""
    b1, b2 = settings.get("betas", (0.9, 0.999))
    defaults = [
        (MOMENTUM_KEPT, {"momentum": 0.9}),
        (DECAY_KEPT, {"alpha": 0.99}),
        (EPSILON_KEPT, {"eps": 1e-8}),
        (BETA_1_KEPT, {"betas": (0.9, b2)}),
        (BETA_2_KEPT, {"betas": (b1, 0.999)}),
        (BETAS_KEPT, {"betas": (0.9, 0.999)}),
    ]
    return [
        (NOTHING_CARRIED_OVER, {"fresh": True}),
        (STEP_UPHILL, {"maximize": True}),
        (STEP_WITHOUT_LR, {"lr": 1.0}),
        (LR_TWICE, {"lr": settings["lr"] ** 2}),
        (LR_DIVIDES, {"lr": 1 / settings["lr"]}),
        *((WEIGHT_DECAY, {"weight_decay": w}) for w in (0.1, 0.01, 0.001, 0.0005)),
        (S_CENTRED, {"centered": True}),
        (AMSGRAD, {"amsgrad": True}),
        (S_STARTS_AT_1, {"initial_accumulator_value": 1}),
        (S_STARTS_AT_0_1, {"initial_accumulator_value": 0.1}),
        (S_STARTS_AT_0_01, {"initial_accumulator_value": 0.01}),
        (S_STARTS_AT_0_001, {"initial_accumulator_value": 0.001}),
        *((mistake, default) for mistake, default in defaults if set(default) <= set(settings)),
    ]


def taped_moves(step, **settings):
    """How the student's step moves two coordinates, of gradients near 1 and 1e-7: three steps, in units of lr."""
    tape = np.array([[[1.0], [1e-7]], [[2.0], [-3e-7]], [[-1.0], [2e-7]]])
    return -student_moves(step, np.ones((2, 1)), tape, 0.5, **settings).ravel() / 0.5


def taped(name, mistakes):
    """A Suspect for each tape that is known of these mistakes in a step function of this name."""
    return [Suspect(mistake, tape) for mistake in mistakes for tape in TAPES[name][mistake.id]]


def name_by_defaults(step, run, expected, settings):
    """The mistake if the step is right once a setting is given its usual value; else None."""
    b1, b2 = settings.get("betas", (None, None))
    usual = [
        (MOMENTUM_CHANGED, "momentum", settings.get("momentum")),
        (DECAY_CHANGED, "decay", settings.get("alpha")),
        (EPSILON_CHANGED, "epsilon", settings.get("eps")),
        (BETA_1_CHANGED, "beta_1", b1),
        (BETA_2_CHANGED, "beta_2", b2),
    ]
    for mistake, word, value in (known for known in usual if known[2] is not None):
        with contextlib.suppress(CheckFailed):
            if close(student_moves(step, *run, settings["lr"], **{word: value}), expected, 1e-4):
                return mistake
    return None


def relative_suspects(run, name, settings):
    """Yields a Suspect for each of the relatives that torch's optimizer of this name has."""
    accepted = inspect.signature(getattr(torch.optim, name)).parameters.keys() | {"fresh"}
    for mistake, changed in relatives(settings):
        if changed.keys() <= accepted:
            yield Suspect(mistake, torch_moves(name, *run, **(settings | changed)))


def name_by_relatives(step, moves, run, name, settings, given):
    """The mistake if torch's own optimizer, set as a mistake would set it, moves alike, here and in a run of another
    scale; else None."""
    suspects = [s for s in relative_suspects(run, name, settings) if close(moves, s.value, 1e-4)]
    if not suspects:
        return None
    other = draw_run(scale=0.3, seed=1)
    there = student_moves(step, *other, settings["lr"], **(given or {}))
    alike = {s.mistake for s in relative_suspects(other, name, settings) if close(there, s.value, 1e-4)}
    return next((s.mistake for s in suspects if s.mistake in alike), None)


def is_nan_without_gradient(step):
    """Whether a first step without gradient gives nan: then something that should not be is 0."""
    theta, _ = take_step(step, np.ones((2, 1)), np.zeros((2, 1)), None, 0.5)
    return bool(np.isnan(theta).any())


def name_by_tape(step, fingerprints):
    """The mistake if the step's taped moves are known; else None."""
    taped = taped_moves(step)
    alike = lambda known: np.allclose(taped, known, rtol=2e-4, atol=1e-12, equal_nan=True)
    found = next((s.mistake for s in fingerprints if alike(s.value)), None)
    if np.isnan(taped).all() and not is_nan_without_gradient(step):
        return None  # any root of something below 0 does this
    if found == EPSILON_UNUSED and not np.array_equal(taped_moves(step, epsilon=0.1), taped):
        return None  # it does something, in another place
    return found


def clipped(gradients, limit):
    """Gradients (steps, d, 1) after the two ways of clipping them: by their length, and entry by entry."""
    lengths = np.linalg.norm(gradients, axis=(1, 2), keepdims=True)
    return gradients * limit / np.maximum(lengths, limit), np.clip(gradients, -limit, limit)


def name_by_gradients(moves, run, name, settings):
    """The mistake if the optimizer is right but for long gradients, or for those of 0; else None."""
    theta, gradients = run
    some, skipping = gradients.any(axis=(1, 2)), np.zeros_like(moves)
    skipping[some] = torch_moves(name, theta, gradients[some], **settings)
    if close(moves, skipping, 1e-4):
        return ZERO_SKIPPED
    first = moves[0] / settings["lr"]
    limits = {1, 5, 10, 100, 1000, np.linalg.norm(first), abs(first).max()}
    for shorter in (way for limit in limits if 0 < limit < np.inf for way in clipped(gradients, limit)):
        if close(moves, torch_moves(name, theta, shorter, **settings), 1e-4):
            return GRADIENTS_CLIPPED
    return None


def name_by_time(moves, run, name, settings, at):
    """The mistake if an Adam goes wrong late, at step number `at`, counted from 0; else None."""
    if name != "Adam" or at < 2:
        return None
    if at + 1 in (128, 256) and not np.isfinite(moves[at]).all():
        return T_8_BIT
    if close(moves, torch_moves(name, *run, last_count=at, **settings), 1e-4):
        return T_STOPS
    return None


def name_by_rate(moves, expected):
    """The mistake if each move is the right one times a number that shrinks in one of the usual ways; else None."""
    number = np.array([t for t, right in enumerate(expected, start=1) if right.any()], dtype=float)
    pairs = [(move, right) for move, right in zip(moves, expected) if right.any()]
    shares = np.array([np.vdot(move, right) / np.vdot(right, right) for move, right in pairs])
    if not all(close(move, share * right, 1e-4) for share, (move, right) in zip(shares, pairs)):
        return None
    if not shares[0] > shares[-1] > 0:
        return None
    lines = 1 / shares, 1 / shares**2, np.log(shares)  # straight for 1 / (1 + c·t), for its root, and for c to the t
    straight = lambda line: np.ptp(line - np.interp(number, number[[0, -1]], line[[0, -1]])) < 1e-5 * np.ptp(line)
    return LR_SHRINKS if (shares > 0).all() and any(map(straight, lines)) else None


def name_by_precision(step, moves, run, expected, settings):
    """The mistake if the moves are right to two digits and the state is in half precision; else None."""
    _, state = take_step(step, run[0].copy(), run[1][0].copy(), None, settings["lr"])
    halves = any(isinstance(value, np.ndarray) and value.dtype == np.float16 for value in state.values())
    known = np.isfinite(moves)
    if halves and known.mean() > 0.5 and close(moves[known], expected[known], 0.02):
        return HALF_PRECISION
    return None


def name_the_mistake(step, moves, run, expected, name, settings, given, at, fingerprints):
    """The mistake behind moves that are not the optimizer's; None if none is known."""
    return (
        (not given and name_by_defaults(step, run, expected, settings))
        or name_by_relatives(step, moves, run, name, settings, given)
        or name_by_tape(step, fingerprints)
        or name_by_gradients(moves, run, name, settings)
        or name_by_time(moves, run, name, settings, at)
        or name_by_rate(moves, expected)
        or name_by_precision(step, moves, run, expected, settings)
    )


def first_look(move, right):
    """Where to look if the first step is wrong, and no mistake is known."""
    first = right.ravel() != 0
    if first.sum() > 1 and close(move.ravel()[first][:1], right.ravel()[first][:1], 1e-4):
        return "what changes from coordinate to coordinate: the first one is right"
    return "the formula, line by line, for one number"


def judge_steps(step, name, fingerprints, scale=1.0, steps=12, given=None, **settings):
    """Compares the steps of a run with torch.optim's, for θ with five coordinates and (short runs) with one.

    name, settings: the optimizer in torch's words; given: the student's settings, where they are no defaults.
    """
    for d in (5, 1) if steps < 100 else (5,):
        run = draw_run(d, scale, steps=steps)
        expected = expected_moves(name, d, scale, steps, **settings)
        moves = student_moves(step, *run, settings["lr"], **(given or {}))
        if close(moves, expected, 1e-4):
            continue
        at = next((t for t in range(steps) if not close(moves[t], expected[t], 1e-4)), 0)
        known = slice(max(12, at + 2))  # naming needs no more
        run = run[0], run[1][known]
        about = step, moves[known], run, expected[known], name, settings, given, at
        mistake = partial(name_the_mistake, *about, fingerprints)
        rows = side_by_side(expected[at] / settings["lr"], moves[at] / settings["lr"], "torch.optim")
        told = [f"step {at + 1} of {steps} should move θ by lr times:", *rows]
        look = (
            "what changes from step to step, and what the state hands on" if at else first_look(moves[0], expected[0])
        )
        ratio = proportion(moves[at], expected[at])
        right = f"{'Step 1 is' if at == 1 else f'Steps 1 to {at} are'} right."
        told += [right] if at else [ratio] if ratio else []
        told += to_try(f"theta, gradients = draw_run({d}, {scale:g}, steps={steps})")
        raise CheckFailed(*told, mistake=mistake, look=look, seen=moves)


def expect_moves(moves, others, values):
    """Raises CheckFailed unless the moves are numbers, and others where the gradients are others.

    values: judges the steps themselves; what it says of such moves says more.
    """
    if np.isfinite(moves).all() and not close(moves, others, 1e-6):
        return
    values()
    raise CheckFailed("θ holds nan or inf, or moves alike whatever the gradients are.")


def judge_arguments(step, values):
    """Three steps, the second without gradient: none may change θ, a gradient or an earlier result, or hand θ back.

    values: judges the steps of a function that does nothing.
    """
    theta, gradients = draw_run(steps=3)
    theta, state, seen, handed_back, way = frozen(theta), None, [], [], [theta]
    for gradient in map(frozen, (gradients[0], 0 * gradients[1], gradients[2])):
        seen += [(array, array.copy()) for array in (theta, gradient)]
        theta, state = take_step(step, theta, gradient, state, 0.1)
        way.append(np.array(theta, dtype=float))
        handed_back.append(any(np.shares_memory(theta, array) for array, _ in seen))
    if handed_back == [False, True, False]:  # always: then the values are wrong, which says more
        told = "where the gradient is 0, the θ that comes back is an array that it was given."
        raise CheckFailed(told, mistake=GIVEN_ARRAY_RETURNED)
    if not all(np.array_equal(now, before, equal_nan=True) for now, before in seen):
        told = "θ or a gradient that it was given has changed."
        raise CheckFailed(told, mistake=ARGUMENTS_WRITTEN)
    expect_moves(np.diff(way, axis=0), student_moves(step, *draw_run(seed=1, steps=3), 0.1), values)


def judge_state(step, values):
    """A run repeated, and two runs that take turns, must go as each run went alone. values: as in expect_moves."""
    runs, lr = [draw_run(seed=1), draw_run(seed=2)], 0.1
    alone = [student_moves(step, *run, lr) for run in runs]
    expect_moves(*alone, values)
    again = student_moves(step, *runs[0], lr)
    starts, gradients = map(np.array, zip(*runs))
    in_turns = moves_in_turns(step, starts, gradients.swapaxes(0, 1), lr)
    cases = [("a second run, from state None again,", again, 0)]
    cases += [(f"run {r + 1} of two runs that take turns", in_turns[:, r], r) for r in (0, 1)]
    for name, moves, r in cases:
        if not np.allclose(moves, alone[r], 1e-6, 1e-12, equal_nan=True):
            rows = side_by_side(alone[r], moves, "alone")
            raise CheckFailed(f"{name} goes another way:", *rows, mistake=KEPT_OUTSIDE_STATE, seen=moves)
