"""ps3's checks: five optimizers, the experiment that compares them, and its error bars."""

import contextlib
import inspect
from functools import cache

import numpy as np
import pytest
import torch

from autograder.kit.case import hidden
from autograder.kit.compare import (
    close,
    compare,
    expect_array,
    expect_pair,
    expect_untouched,
    frozen,
    row,
    side_by_side,
)
from autograder.kit.mistakes import CheckFailed


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


def expect_numbers(value, shape, name):
    """Raises CheckFailed unless value is a NumPy array of this shape; names a list, a tuple, a tensor."""
    known = {list: "list", tuple: "tuple", torch.Tensor: "tensor"}
    if type(value) in known:
        told = f"{name} should be a NumPy array of shape {shape}; yours is a {known[type(value)]}."
        raise CheckFailed(told, mistake=f"a {known[type(value)]} is returned")
    expect_array(value, shape, name)


def what_broke(failure, state):
    """The mistake behind an exception in a step, told by Python's own words."""
    known = {
        "missing 1 required": "a setting has lost its default",
        "unexpected keyword": "a setting goes by another name",
        "KeyError": "the state is asked for a key that it does not hold",
    }
    if state is None:
        known["'NoneType' object"] = "a run's first state, None, is taken for a dict"
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
        raise CheckFailed(told, mistake="the state is not returned")
    expect_pair(pair, "theta, state")
    if isinstance(pair[0], dict) and isinstance(pair[1], np.ndarray):
        raise CheckFailed("the pair came back as (state, theta).", mistake="the return order is swapped")
    expect_numbers(pair[0], theta.shape, "the new θ")
    if not isinstance(pair[1], dict):
        kind = "None" if pair[1] is None else f"a {type(pair[1]).__name__}"
        told = f"the state should be a dict, {{}} if there is nothing to keep; yours is {kind}."
        raise CheckFailed(told, mistake="the state is not a dict")
    return pair


def student_moves(step, theta, gradients, lr, **settings):
    """How the student's step moves θ, step by step: (steps, d, 1)."""
    way, state = [theta.copy()], None
    for gradient in gradients:
        theta, state = take_step(step, theta.copy(), gradient.copy(), state, lr, **settings)
        way.append(np.array(theta, dtype=float))
    return np.diff(way, axis=0)


def relatives(name, settings):
    """(mistake, where to look, moves' settings): torch's own optimizer, set as some mistakes would set it."""
    (b1, b2), starts = settings.get("betas", (0.9, 0.999)), (1, 0.1, 0.01, 0.001)
    defaults = [
        ("momentum", {"momentum": 0.9}),
        ("decay", {"alpha": 0.99}),
        ("epsilon", {"eps": 1e-8}),
        ("beta_1", {"betas": (0.9, b2)}),
        ("beta_2", {"betas": (b1, 0.999)}),
        ("every beta", {"betas": (0.9, 0.999)}),
    ]
    kept = [
        (f"{word} keeps its default, whatever is given", f"where {word} enters the update", {**settings, **default})
        for word, default in defaults
        if set(default) <= set(settings)
    ]
    return [
        ("nothing is carried over from step to step", "what the state hands on", {**settings, "fresh": True}),
        ("the step goes uphill", "the sign in front of lr", {**settings, "maximize": True}),
        ("lr is not used", "what multiplies the step", {**settings, "lr": 1.0}),
        ("lr is multiplied in twice", "where lr enters", {**settings, "lr": settings["lr"] ** 2}),
        ("lr divides the step", "where lr enters", {**settings, "lr": 1 / settings["lr"]}),
        *(
            (
                "θ is pulled towards 0 besides (weight decay)",
                "the update, term by term",
                {**settings, "weight_decay": w},
            )
            for w in (0.1, 0.01, 0.001, 0.0005)
        ),
        ("s is centred: a variance, not a mean of squares", "what s is made of", {**settings, "centered": True}),
        ("v never falls, as in AMSGrad", "how v is averaged", {**settings, "amsgrad": True}),
        *(
            (f"s starts at {s:g}", "s before the first step", {**settings, "initial_accumulator_value": s})
            for s in starts
        ),
        *kept,
    ]


def taped_moves(step):
    """How the student's step moves two coordinates, of gradients near 1 and 1e-7: three steps, in units of lr."""
    tape = np.array([[[1.0], [1e-7]], [[2.0], [-3e-7]], [[-1.0], [2e-7]]])
    return -student_moves(step, np.ones((2, 1)), tape, 0.5).ravel() / 0.5


def sgd_fingerprints():
    """(mistake, where to look, its taped moves): measured once and noted down, so that no formula stands here."""
    return [
        ("it has momentum", "the update, term by term", (1, 1e-7, 2.9, -2.1e-7, 1.61, 1.1e-8)),
        ("only the sign of the gradient counts", "what lr multiplies", (1, 1, 1, -1, -1, 1)),
        ("the gradient is scaled to length 1", "what lr multiplies", (1, 1e-7, 1, -1.5e-7, -1, 2e-7)),
        ("lr shrinks from step to step", "what lr multiplies", (1, 1e-7, 1.4142, -2.1213e-7, -0.57735, 1.1547e-7)),
        ("the old θ is returned", "which θ is returned", (0, 0, 0, 0, 0, 0)),
        ("the step is returned in place of the new θ", "what is returned", (3, 2, 1, -4e-7, -3, 5e-7)),
    ]


def momentum_fingerprints():
    """(mistake, where to look, its taped moves): measured once and noted down, so that no formula stands here."""
    new, old = "what multiplies the new gradient", "what multiplies the old velocity"
    return [
        ("the velocity is an average, not a sum", new, (0.1, 1e-8, 0.29, -2.1e-8, 0.161, 1.1e-9)),
        ("only a part of the first gradient counts", new, (0.1, 1e-8, 2.09, -2.91e-7, 0.881, -6.19e-8)),
        ("only the first gradient counts in full", new, (1, 1e-7, 1.1, 6e-8, 0.89, 7.4e-8)),
        ("it is Nesterov's momentum", "what lr multiplies", (1.9, 1.9e-7, 4.61, -4.89e-7, 0.449, 2.099e-7)),
        ("momentum multiplies the gradient", old, (0.9, 9e-8, 2.7, -1.8e-7, 1.8, 0)),
        ("the velocity never fades", old, (1, 1e-7, 3, -2e-7, 2, 0)),
        ("the old velocity moves θ", "which velocity moves θ", (0, 0, 1, 1e-7, 2.9, -2.1e-7)),
        ("the velocity starts at 1", "the velocity before the first step", (1.9, 0.9, 3.71, 0.81, 2.339, 0.729)),
        ("momentum multiplies the new gradient, too", new, (0.9, 9e-8, 2.61, -1.89e-7, 1.449, 9.9e-9)),
        ("momentum and 1 − momentum are swapped", new, (0.9, 9e-8, 1.89, -2.61e-7, -0.711, 1.539e-7)),
        ("the gradient counts twice", "what lr multiplies", (2, 2e-7, 4.9, -5.1e-7, 0.61, 2.11e-7)),
        ("the velocity turns against the gradient", "the signs", (-1, -1e-7, -1.1, 3.9e-7, 1.99, -5.51e-7)),
    ]


def adagrad_fingerprints():
    """(mistake, where to look, its taped moves): measured once and noted down, so that no formula stands here."""
    grows, made, below, nan = "how s grows", "what s is made of", "what the step is divided by", np.nan
    return [
        ("s is a fading average, as in RMSprop", grows, (3.1623, 2.4025, 2.8571, -2.7398, -1.3596, 1.6178)),
        ("s is a fading average, as in RMSprop", grows, (10, 5, 8.9532, -7.2103, -4.103, 4.2311)),
        ("s is an average over the steps", grows, (1, 0.90909, 1.2649, -1.2842, -0.70711, 0.88486)),
        ("s adds up |g|, not g²", made, (1, 0.00031622, 1.1547, -0.00047433, -0.5, 0.0002582)),
        ("s adds up |g|, and no root is taken", made, (1, 0.90909, 0.66667, -0.73171, -0.25, 0.32787)),
        (
            "the root is kept in place of s",
            "what the state hands on",
            (1, 0.90909, 0.89443, -0.00094865, -0.55589, 1.1247e-5),
        ),
        ("s adds up g, not g²", made, (1, 0.00031622, 1.1547, nan, -0.70711, nan)),
        ("one s serves all the coordinates", made, (1, 1e-7, 0.89443, -1.3416e-7, -0.40825, 8.165e-8)),
        ("the root is missing", below, (1, 10, 0.4, -30, -0.16667, 20)),
        ("the old s divides the gradient", "when s grows", (1e8, 10, 2, -2.7273, -0.44721, 0.61307)),
        (
            "the gradient itself is not in the step",
            "what lr multiplies",
            (1, 9.0909e6, 0.44721, 3.0653e6, 0.40825, 2.603e6),
        ),
        ("s is not used", below, (1, 1e-7, 2, -3e-7, -1, 2e-7)),
        ("epsilon stands under the root", below, (1, 0.001, 0.89443, -0.003, -0.40825, 0.002)),
        ("epsilon is not used", below, (1, 1, 0.89443, -0.94868, -0.40825, 0.53452)),
        ("epsilon piles up in s", made, (1, 0.001, 0.89443, -0.0021213, -0.40825, 0.0011547)),
    ]


def rmsprop_fingerprints():
    """(mistake, where to look, its taped moves): measured once and noted down, so that no formula stands here."""
    fades, made, below, nan = "how s fades", "what s is made of", "what the step is divided by", np.nan
    return [
        ("decay and 1 − decay are swapped", fades, (1.005, 0.91325, 1.0038, -0.97194, -0.98547, 0.94685)),
        ("s adds up, as in Adagrad", fades, (1, 0.90909, 0.89443, -0.9196, -0.40825, 0.52061)),
        ("g² enters with its full weight", made, (1, 0.90909, 0.89532, -0.92005, -0.4103, 0.52261)),
        ("s is bias-corrected, as in Adam", below, (1, 0.90909, 1.263, -1.2817, -0.70711, 0.88396)),
        ("s starts as the first g²", "s before the first step", (1, 0.90909, 1.9707, -2.6334, -0.98547, 1.7343)),
        ("s starts at 1", "s before the first step", (1, 1.005e-7, 1.9707, -3.0303e-7, -0.98547, 2.0304e-7)),
        ("s averages |g|, not g²", made, (10, 0.0031613, 11.566, -0.0047486, -5.0251, 0.0025925)),
        ("s averages |g|, and no root is taken", made, (100, 9.0909, 66.89, -21.444, -25.252, 12.539)),
        ("the root is kept in place of s", "what the state hands on", (10, 5, 5.3644, -0.0030148, -1.6241, 2.0151e-5)),
        ("decay is fixed at 0.9", "where decay enters", (3.1623, 2.4025, 2.8571, -2.7398, -1.3596, 1.6178)),
        ("s averages g, not g²", made, (10, 0.0031613, 11.566, nan, -7.1427, nan)),
        ("s averages g, and its size is taken for a root", made, (100, 9.0909, 66.89, -24.979, -51.018, 19.98)),
        ("the gradient itself is not in the step", "what lr multiplies", (10, 5e7, 4.4766, 2.4034e7, 4.103, 2.1155e7)),
        ("one s serves all the coordinates", made, (10, 1e-6, 8.9532, -1.343e-6, -4.103, 8.206e-7)),
        ("one s serves all the coordinates", made, (14.142, 1.4142e-6, 12.662, -1.8993e-6, -5.8025, 1.1605e-6)),
        ("the root is missing", below, (100, 10, 40.08, -30, -16.835, 20)),
        ("the old s divides the gradient", "when s changes", (1e8, 10, 20, -15, -4.4766, 4.8069)),
        ("the old s divides the gradient", "when s changes", (10, 5, 20, -15, -4.4766, 4.8069)),
        ("epsilon stands under the root", below, (10, 0.001, 8.9532, -0.003, -4.103, 0.002)),
        ("epsilon is not used", below, (10, 10, 8.9532, -9.4916, -4.103, 5.3663)),
    ]


def adam_fingerprints():
    """(mistake, where to look, its taped moves): measured once and noted down, so that no formula stands here."""
    start, count, carried = "how m̂ and v̂ come from m and v", "what t is at each step", "what the state hands on"
    made, below, nan = "what v is an average of", "what the step is divided by", np.nan
    return [
        ("no moment is bias-corrected", start, (3.1623, 0.75975, 4.1016, -1.05, 2.0795, 0.050395)),
        ("v is not bias-corrected", start, (31.623, 7.5975, 21.588, -5.5265, 7.6736, 0.18596)),
        ("m is not bias-corrected", start, (0.1, 0.090909, 0.18338, -0.089877, 0.11384, 0.0048662)),
        ("only the first step is bias-corrected", start, (1, 0.90909, 4.1016, -1.05, 2.0795, 0.050395)),
        ("both corrections use beta_2", start, (100, 90.909, 91.738, -44.961, 37.986, 1.6237)),
        ("both corrections use beta_1", start, (10, 5, 9.4098, -3.3553, 3.9947, 0.12405)),
        ("the correction is 1 − β·t, not a power", start, (1, 0.90909, nan, nan, nan, nan)),
        ("the correction is 1 − β·t, not a power", start, (1, 0.90909, 21.566, -5.5237, 10.844, 0.22097)),
        ("the correction multiplies where it should divide", start, (10, 0.09901, 17.43, -0.38192, 10.294, 0.027997)),
        ("t runs one ahead", count, (0.74414, 0.65196, 0.82857, -0.40222, 0.38215, 0.016224)),
        ("t is 0 at the first step", count, (3.1623, 0.75975, 1.297, -0.64375, 0.48935, 0.021088)),
        ("t is 0 at the first step", count, (nan, nan, nan, nan, nan, nan)),
        ("t is 1 at every step", count, (1, 0.90909, 1.297, -0.64375, 0.65761, 0.028644)),
        ("only t is carried over", carried, (1, 0.90909, 0.74414, -0.71065, -0.63881, 0.58792)),
        ("the corrected moments are carried over", carried, (1, 0.90909, 0.25846, 0.14001, 0.046112, 0.027374)),
        ("beta_1 and beta_2 are swapped", "which beta is whose", (1, 0.90909, 0.93421, -0.42012, 0.47137, 0.00014632)),
        ("one beta serves both averages", "which beta is whose", (1, 0.90909, 0.95044, -0.46388, 0.42048, 0.017782)),
        ("it is RMSprop", "what Adam adds to RMSprop", (31.623, 7.5975, 28.287, -15, -12.916, 9.1627)),
        ("g stands where m̂ should", "what lr multiplies", (1, 0.90909, 1.2647, -1.284, -0.70711, 0.88477)),
        ("g enters m with its full weight", "how m is averaged", (10, 9.0909, 9.6518, -4.7304, 4.2009, 0.17957)),
        ("g² enters v with its full weight", made, (0.031623, 0.031523, 0.030522, -0.015606, 0.013284, 0.00059325)),
        ("g and g² enter with their full weight", made, (0.31623, 0.31523, 0.30522, -0.15606, 0.13284, 0.0059325)),
        (
            "m looks one step ahead, as Nesterov's does",
            "what lr multiplies",
            (1.9, 1.7273, 1.5343, -1.1015, 0.11716, 0.34264),
        ),
        (
            "m and v start as the first g and g²",
            "m and v before the first step",
            (1, 0.90909, 1.0984, 0.54348, 0.88867, 0.66939),
        ),
        (
            "m and v start as the first g and g²",
            "m and v before the first step",
            (0.31623, 0.31523, 0.25846, 0.14001, 0.17952, 0.14787),
        ),
        ("v never falls, as in AMSGrad", "how v is averaged", (1, 0.90909, 0.96518, -0.47304, 0.37568, 0.017372)),
        ("v is the largest |g|, as in AdaMax", made, (1, 0.90909, 0.76316, -0.35654, 0.29735, 0.013106)),
        ("the root is kept in place of v", carried, (0.031623, 0.031523, 0.016173, -3.9309e-6, 0.0040905, 1.6234e-9)),
        ("v averages g, not g²", made, (1, 0.00031622, 1.2461, nan, 0.72798, nan)),
        ("v averages |g|, not g²", made, (1, 0.00031622, 1.2461, -0.00024711, 0.5145, 9.0753e-6)),
        ("v averages m², not g²", made, (10, 5, 7.0352, -4.1788, 2.97, 0.17315)),
        ("one v serves all the coordinates", made, (1, 1e-7, 0.96518, -6.9892e-8, 0.42009, 2.8702e-9)),
        ("the root is missing", below, (1, 10, 0.61034, -11.053, 0.29705, 0.4059)),
        ("epsilon stands under the root", below, (1, 0.001, 0.96518, -0.0011053, 0.42009, 4.059e-5)),
        ("epsilon is not used", below, (1, 1, 0.96518, -0.49419, 0.42009, 0.018788)),
        ("epsilon is added before v is corrected", below, (1, 0.24025, 0.96518, -0.24709, 0.42009, 0.01018)),
    ]


def name_by_defaults(step, run, expected, settings):
    """(mistake, where to look) if the step is right once a setting is given its usual value; else None."""
    b1, b2 = settings.get("betas", (None, None))
    usual = {"momentum": settings.get("momentum"), "decay": settings.get("alpha"), "epsilon": settings.get("eps")}
    usual |= {"beta_1": b1, "beta_2": b2}
    for word in (word for word, value in usual.items() if value is not None):
        with contextlib.suppress(CheckFailed):
            if close(student_moves(step, *run, settings["lr"], **{word: usual[word]}), expected, 1e-4):
                return f"the default of {word} has been changed", "the function's first line"
    return None


def name_by_relatives(moves, run, name, settings):
    """(mistake, where to look) if torch's own optimizer, set as a mistake would set it, moves alike; else None."""
    accepted = inspect.signature(getattr(torch.optim, name)).parameters.keys() | {"fresh"}
    for mistake, look, changed in relatives(name, settings):
        if changed.keys() <= accepted and close(moves, torch_moves(name, *run, **changed), 1e-4):
            return mistake, look
    return None


def name_by_tape(step, fingerprints):
    """(mistake, where to look) if the step's taped moves are known; else None."""
    taped = taped_moves(step)
    for mistake, look, known in fingerprints:
        if np.allclose(taped, known, rtol=2e-4, atol=1e-12, equal_nan=True):
            return mistake, look
    return None


def clipped(gradients, limit):
    """Gradients (steps, d, 1) after the two ways of clipping them: by their length, and entry by entry."""
    lengths = np.linalg.norm(gradients, axis=(1, 2), keepdims=True)
    return gradients * limit / np.maximum(lengths, limit), np.clip(gradients, -limit, limit)


def name_by_gradients(moves, run, name, settings):
    """(mistake, where to look) if the optimizer is right but for long gradients, or for those of 0; else None."""
    theta, gradients = run
    some, skipping = gradients.any(axis=(1, 2)), np.zeros_like(moves)
    skipping[some] = torch_moves(name, theta, gradients[some], **settings)
    if close(moves, skipping, 1e-4):
        return "a gradient of 0 is skipped", "what happens when there is no gradient"
    first = moves[0] / settings["lr"]
    limits = {1, 5, 10, 100, 1000, np.linalg.norm(first), abs(first).max()}
    for shorter in (way for limit in limits if 0 < limit < np.inf for way in clipped(gradients, limit)):
        if close(moves, torch_moves(name, theta, shorter, **settings), 1e-4):
            return "long gradients are clipped", "what happens to a large gradient"
    return None


def name_by_time(moves, run, name, settings, at):
    """(mistake, where to look) if an Adam goes wrong late, at step number `at`, counted from 0; else None."""
    if name != "Adam" or at < 2:
        return None
    if at + 1 in (128, 256) and not np.isfinite(moves[at]).all():
        return "t outgrows its 8-bit type", "the type of t"
    if close(moves, torch_moves(name, *run, last_count=at, **settings), 1e-4):
        return "t stops counting", "how t changes from step to step"
    return None


def name_by_rate(moves, expected):
    """(mistake, where to look) if each move is the right one times a number that shrinks; else None."""
    pairs = [(move, right) for move, right in zip(moves, expected) if right.any()]
    shares = np.array([np.vdot(move, right) / np.vdot(right, right) for move, right in pairs])
    alike = all(close(move, share * right, 1e-4) for share, (move, right) in zip(shares, pairs))
    if alike and (shares > 0).all() and (np.diff(shares) < 0).all():
        return "lr shrinks from step to step", "what lr multiplies"
    return None


def name_by_precision(step, moves, run, expected, settings):
    """(mistake, where to look) if the moves are right to two digits and the state is in half precision; else None."""
    _, state = take_step(step, run[0].copy(), run[1][0].copy(), None, settings["lr"])
    halves = any(isinstance(value, np.ndarray) and value.dtype == np.float16 for value in state.values())
    known = np.isfinite(moves)
    if halves and known.mean() > 0.5 and close(moves[known], expected[known], 0.02):
        return "the state is kept in half precision", "the types of the arrays in the state"
    return None


def name_the_mistake(step, moves, run, expected, name, settings, given, at, fingerprints):
    """(mistake, where to look) for moves that are not the optimizer's; (None, None) if none is known."""
    return (
        (not given and name_by_defaults(step, run, expected, settings))
        or name_by_relatives(moves, run, name, settings)
        or name_by_tape(step, fingerprints)
        or name_by_gradients(moves, run, name, settings)
        or name_by_time(moves, run, name, settings, at)
        or name_by_rate(moves, expected)
        or name_by_precision(step, moves, run, expected, settings)
        or (None, None)
    )


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
        mistake, look = name_the_mistake(*about, fingerprints)
        rows = side_by_side(expected[at] / settings["lr"], moves[at] / settings["lr"], "torch.optim")
        raise CheckFailed(f"step {at + 1} of {steps} should move θ by lr times:", *rows, mistake=mistake, look=look)


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
        mistake = "a given array is returned, not a new one"
        raise CheckFailed(told, mistake=mistake, look="what is returned when the gradient is 0")
    if not all(np.array_equal(now, before, equal_nan=True) for now, before in seen):
        told = "θ or a gradient that it was given has changed."
        raise CheckFailed(told, mistake="the function wrote to its arguments")
    expect_moves(np.diff(way, axis=0), student_moves(step, *draw_run(seed=1, steps=3), 0.1), values)


def judge_state(step, values):
    """A run repeated, and two runs that take turns, must go as each run went alone. values: as in expect_moves."""
    runs, lr = [draw_run(seed=1), draw_run(seed=2)], 0.1
    alone = [student_moves(step, *run, lr) for run in runs]
    expect_moves(*alone, values)
    again = student_moves(step, *runs[0], lr)
    ways, states = [[theta] for theta, _ in runs], [None, None]
    for gradients in zip(*(gradients for _, gradients in runs)):
        for way, gradient, r in zip(ways, gradients, (0, 1)):
            theta, states[r] = take_step(step, way[-1].copy(), gradient.copy(), states[r], lr)
            way.append(np.array(theta, dtype=float))
    in_turns = [np.diff(way, axis=0) for way in ways]
    cases = [("a second run, from state None again,", again, 0)]
    cases += [(f"run {r + 1} of two runs that take turns", in_turns[r], r) for r in (0, 1)]
    for name, moves, r in cases:
        if not close(moves, alone[r], 1e-6):
            rows = side_by_side(alone[r], moves, "alone")
            outside = "something is remembered outside the state"
            raise CheckFailed(f"{name} goes another way:", *rows, mistake=outside, look="where each value is kept")


def mean_loss(theta, data, label, deg_):
    """The mean power loss at θ, through NumPy's γ-norm."""
    return float(np.linalg.norm((data @ theta - label).ravel(), ord=deg_) ** deg_ / len(label))


def point_gradients(theta, data, label, deg_):
    """(n, d): the gradient of each data point's own loss at θ (d,), by torch.autograd."""
    copies = torch.tensor(np.tile(theta, (len(data), 1)), requires_grad=True)
    error = (copies * torch.tensor(data)).sum(1) - torch.tensor(label[:, 0])
    error.abs().pow(deg_).sum().backward()
    return copies.grad.numpy()


def recorder(move):
    """A step function that moves θ by move(θ, lr), and the list to which it adds (run, state, θ, gradient, lr)."""
    calls = []

    def step(theta, gradient, state, lr):
        run = state["run"] if isinstance(state, dict) and "run" in state else len(calls)
        calls.append((run, state, np.array(theta), np.array(gradient), lr))
        return theta + move(theta, lr), {"run": run}

    return step, calls


def stay(theta, lr):
    """No move at all."""
    return 0 * theta


def drift(theta, lr):
    """A move that doesn't care about the gradient: every coordinate grows by lr."""
    return 0 * theta + lr


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
    known = {max_iter + 1: "there is one update too many", max_iter - 1: "there is one update too few"}
    told, mistake = None, None
    if updates != max_iter:
        told, mistake = f"each replicate makes {updates:g} updates; max_iter is {max_iter}.", known.get(updates)
    elif len(first) == len(calls) and max_iter > 1:
        told, mistake = "every update starts a new run.", "the step never gets its state back"
    elif starts != num_rep:
        told = f"the number of runs that start is {starts}; there are {num_rep} replicates."
        mistake = "one state serves all the replicates" if starts < num_rep else None
    elif any(state is not None for _, state in first):
        told, mistake = "a run's first state should be None.", "the first state is not None"
    if told:
        raise CheckFailed(told, mistake=mistake, look="what the step is given, call by call")


def record(run_replicates, move, deg_, num_rep, max_iter, lr=0.1, seed=0, d=10, **settings):
    """(test losses, θs, gradients): what came back, and what a step function was given, (replicates, updates, d)."""
    step, calls = recorder(move)
    losses = run_replicates(step, deg_, num_rep, max_iter, lr, np.random.default_rng(seed), **settings)
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
        (num_rep, shape[1] + 1): "there is one evaluation too many",
        (num_rep, shape[1] - 1): "there is one evaluation too few",
        (num_rep, max_iter): "every update is evaluated",
        (num_rep,): "only one loss of each replicate is kept",
        (shape[1],): "only one replicate is kept",
    }
    if isinstance(losses, np.ndarray) and losses.shape != shape and losses.shape in known:
        told = f"the test losses should have the shape {shape}; yours have {losses.shape}."
        raise CheckFailed(told, mistake=known[losses.shape], look="which updates an evaluation comes before")
    expect_numbers(losses, shape, "the array of test losses")


def expect_starts(first, second, theta_init, lr):
    """Raises CheckFailed unless every replicate of two calls, (replicates, updates, d) each, begins at theta_init."""
    num_rep, max_iter, d = first.shape
    expected, look = np.tile(theta_init.T, (num_rep, 1)), "where a replicate begins"
    carried = expected + lr * max_iter * np.arange(num_rep)[:, None]
    offsets = np.concatenate([first[:, 0], second[:, 0]]) - theta_init[:, 0]
    drifted = np.ptp(offsets, axis=1) < 1e-6  # a drift moves all the coordinates alike
    rows = lambda r: side_by_side(theta_init, theta_init[:, 0] + offsets[r], "theta_init")
    moved = drifted & (abs(offsets[:, 0]) > 1e-6)
    call = 0 if moved[0] else num_rep  # the row of a call's first replicate
    if moved[call]:
        look = "what shares its memory with theta_init (run the data cell again before the next attempt)"
        raise CheckFailed("a call starts elsewhere:", *rows(call), mistake="theta_init is changed", look=look)
    if not drifted.any() and len(np.unique(offsets, axis=0)) == len(offsets):
        told = "no two replicates begin at the same θ:"
        raise CheckFailed(told, *rows(0), mistake="θ starts from random numbers", look=look)
    if not first[:, 0].any():
        raise CheckFailed("every replicate begins at θ = 0:", *rows(0), mistake="θ starts at 0", look=look)
    suspects = lambda: {
        "θ is carried over from one replicate to the next": (carried, look),
        "θ starts at theta_true": (np.ones((num_rep, d)), look),
    }
    compare(first[:, 0], expected, "each replicate's first θ", suspects, "theta_init", look=look)


def expect_drift(thetas, lr):
    """Raises CheckFailed unless θ, (replicates, updates, d), is at each update what the step has returned before."""
    expected = thetas[:, :1] + lr * np.arange(thetas.shape[1])[:, None]
    suspects = lambda: {"what the step returns is not used": (0 * thetas + thetas[:, :1], "where the new θ goes")}
    compare(thetas, expected, "θ, update after update,", suspects, "as returned")


def evaluation_suspects(yours, theta_init, lr, times, max_iter, data, test, deg_):
    """What the test losses of a drifting run would be after a typical mistake."""
    at = lambda updates, data=test, power=deg_: np.array(
        [mean_loss(theta_init + lr * t, *data, power) for t in updates]
    )
    points = np.abs(data[0] @ (theta_init + lr * times) - data[1]).T ** deg_  # (times, n): each training point's loss
    closest = points[np.arange(len(times)), np.abs(points - yours[:, None]).argmin(axis=1)]
    when, what, step = "which comes first, the evaluation or the update", "what the loss is taken of", times[1]
    first = "before which update the first evaluation comes"
    return {
        "the loss is taken after the update, not before": (at(times + 1), when),
        "the first evaluation comes at the end of an interval": (at(np.minimum(times + step - 1, max_iter - 1)), first),
        "the first evaluation comes after an interval": (at(np.minimum(times + step, max_iter)), first),
        "θ stays where it was": (at(0 * times), "what becomes of the θ that the step returns"),
        "every entry is the last loss": (at(0 * times + max_iter), "when the loss is computed"),
        "the loss is taken on the training data": (at(times, data), what),
        "the loss is that of the batch": (closest, what),
        "the loss is added up, not averaged": (at(times) * len(test[0]), what),
        "γ is fixed at 2": (at(times, power=2), "whether deg_ is used"),
        "the root 1/γ is taken": (at(times) ** (1 / deg_), what),
    }


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
    """(mistake, where to look, gradients): all that a batch of one could give after a typical mistake."""
    points, x, what = point_gradients(theta, *data, deg_), data[0], "what the gradient is taken of"
    along = x * (x @ gradient / np.sum(x**2, axis=1))[:, None]
    return [
        ("the gradient is taken at theta_init", "at which θ", point_gradients(theta_init, *data, deg_)),
        ("the gradient is one update behind θ", "at which θ", point_gradients(theta - lr, *data, deg_)),
        ("γ is fixed at 2", "whether deg_ is used", point_gradients(theta, *data, 2)),
        ("the gradient is taken on the test data", what, point_gradients(theta, *test, deg_)),
        ("every batch holds all the data", "how many points are drawn", points.mean(axis=0)[None]),
        ("the sign is reversed", "what the step function does with the sign", -points),
        ("lr is multiplied in before the step", "who multiplies with lr", lr * points),
        ("the gradient is divided by the number of all data", "what the mean runs over", points / len(points)),
        ("the points and their labels are drawn apart", "whether x and y belong together", along),
    ]


def judge_gradient(theta, gradient, theta_init, data, test, deg_, lr):
    """Raises CheckFailed unless gradient (d,) is that of some data point at θ (d,)."""
    expected, _ = nearest(gradient, point_gradients(theta, *data, deg_))
    if close(gradient, expected, 1e-4):
        return
    suspects = gradient_suspects(theta, gradient, theta_init, data, test, deg_, lr)
    hits = [(mistake, look) for mistake, look, of in suspects if close(gradient, nearest(gradient, of)[0], 1e-4)]
    mistake, look = (hits or [(None, "what is drawn for each update")])[0]
    told = "with batch_size = 1, no data point has the gradient that the step receives:"
    raise CheckFailed(told, *side_by_side(expected, gradient, "the nearest"), mistake=mistake, look=look)


def expect_own_batches(drawn, other):
    """Raises CheckFailed unless the data points drawn, (replicates, updates), look random, each replicate's its own.

    other: those drawn with another rng.
    """
    pairs = [(r, s) for r in range(len(drawn)) for s in range(r)]
    mistake = look = None
    if (drawn == drawn[:, :1]).all():
        mistake, look = "one batch serves every update of a replicate", "where the batch is drawn: inside which loop"
    elif (np.diff(drawn) == 1).mean() > 0.5:
        mistake, look = "the data are taken in order, not drawn", "how a batch is chosen"
    elif any((drawn[r] == drawn[s]).all() for r, s in pairs):
        mistake, look = "the replicates share their batches", "how many batches are drawn for one update"
        if (drawn == other).all():
            mistake, look = "every replicate starts from one fixed seed", "where the random numbers come from"
    elif drawn.max() < 700 or drawn.min() > 300:
        mistake, look = "only a part of the data is ever drawn", "the range that is drawn from"
    if mistake:
        told = [f"replicate {r} draws the points {', '.join(map(str, own[:5]))}, …" for r, own in enumerate(drawn[:2])]
        raise CheckFailed(*told, mistake=mistake, look=look)


def expect_batch_size(gradients, points, batch_size):
    """Raises CheckFailed unless gradients (…, d) are means over batch_size of the points' gradients (n, d)."""
    flat, full = gradients.reshape(-1, points.shape[1]), points.mean(axis=0)
    scale = float(np.vdot(flat.mean(axis=0), full) / np.vdot(full, full))
    spread = float(np.mean((flat - full * scale) ** 2)) / scale**2
    size = float(np.mean((points - full) ** 2)) / max(spread, 1e-12)
    if not 0.7 < scale < 1.4:
        told = f"on average the gradient is {scale:.3g} times that of all the data."
        factors = {batch_size: "the gradients of a batch are added up, not averaged"}
        factors |= {batch_size / len(points): "the sum over a batch is divided by the number of all data"}
        factors |= {batch_size / points.shape[1]: "the sum over a batch is divided by d"}
        mistake = next((m for factor, m in factors.items() if 0.7 < scale / factor < 1.4), None)
        raise CheckFailed(told, mistake=mistake, look="over what the mean is taken")
    if not 0.6 < size / batch_size < 1.7:
        told = f"the gradients scatter as if a batch held about {min(size, len(points)):.0f} points, not {batch_size}."
        known = "batch_size is not used" if 0.6 < size < 1.7 else None
        known = "every batch holds all the data" if size >= len(points) / 2 else known
        raise CheckFailed(told, mistake=known, look="how many points are drawn for an update")


def expect_still(losses, thetas, theta_init, test, deg_):
    """Raises CheckFailed unless θ and the test loss are those of theta_init throughout: no noise reaches them."""
    look = "what the noise is added to"
    if not close(thetas, 0 * thetas + theta_init[:, 0], 1e-6):
        raise CheckFailed("θ moves, though the step leaves it alone.", mistake="the noise is added to θ", look=look)
    expected = np.full(losses.shape, mean_loss(theta_init, *test, deg_))
    if not close(losses, expected, 1e-4):
        rows = side_by_side(expected, losses, "at theta_init")
        told = "θ stands still, and so should the test loss:"
        raise CheckFailed(told, *rows, mistake="the noise reaches the test loss", look=look)


def expect_noise(noise, lr, batch_size, noise_scale):
    """Raises CheckFailed unless noise (replicates, updates, d) looks like independent standard Gaussian numbers."""
    size, alike = float(noise.std()), lambda axis: np.ptp(noise, axis=axis).max() < 0.1 * noise.std()
    factors = {
        "noise_scale is taken for the variance": noise_scale**-0.5,
        "noise_scale is squared": noise_scale,
        "the noise is divided by batch_size": 1 / batch_size,
        "the noise is averaged over the batch": batch_size**-0.5,
        "the noise is multiplied by lr": lr,
        "noise_scale is not used": 1 / noise_scale,
    }
    faults = [
        (size < 0.5 / noise_scale, "the noise is missing"),
        (alike(2), "all the coordinates get the same noise"),
        (alike(1), "the noise is the same at every update"),
        (len(noise) > 1 and alike(0), "the replicates share their noise"),
        (abs(noise.mean()) > 0.2 * size, "the noise is not 0 on average"),
        *((0.85 < size / factor < 1.15, mistake) for mistake, factor in factors.items()),
        (not 0.4 < np.mean(np.abs(noise) < 0.6745 * size) < 0.6, "the noise is not Gaussian"),
        (not 0.85 < size < 1.15, None),
    ]
    for found, mistake in faults:
        if found:
            told = f"in units of noise_scale, the noise has mean {noise.mean():.3g} and standard deviation {size:.3g}:"
            raise CheckFailed(told, "one update " + row(noise[0, 0]), mistake=mistake, look="how the noise is drawn")


def expect_begun(losses, theta_init, test, deg_):
    """Raises CheckFailed unless the losses, (replicates, evaluations), begin with that of theta_init."""
    expected = np.full(len(losses), mean_loss(theta_init, *test, deg_))
    if not np.isfinite(losses[:, 0]).all():
        rows = side_by_side(expected, losses[:, 0], "at theta_init")
        mistake = "a loss that is finite is reported as nan or inf"
        raise CheckFailed("the replicates' first test losses are finite:", *rows, mistake=mistake)
    compare(losses[:, 0], expected, "each replicate's first test loss", source="at theta_init")


def expect_randomness(once, again, other, before, after):
    """Raises CheckFailed unless one seed gave the same losses twice, another others, and np.random was left alone."""
    if not np.array_equal(before[1], after[1]) or before[2] != after[2]:
        told, mistake = "np.random's global generator has moved.", "np.random's global generator is used"
    elif not np.array_equal(once, again):
        told, mistake = "one seed gave two results.", "there is randomness from elsewhere than rng"
    elif np.array_equal(once, other):
        told, mistake = "two seeds gave one result.", "rng is not used"
    else:
        return
    raise CheckFailed(told, mistake=mistake, look="every place where something is drawn")


def known_losses():
    """{name: (test losses, their mean, its standard error)}: small enough for paper and pencil."""
    high = np.tile([1.0, 5.0], (9, 1))
    high[3, 0], high[7, 1] = 10.0, 23.0
    agreed = np.array([0.1, 0.7, 21.9, 87.6, 445.3, 1234.567])
    return {
        "4 replicates": (
            np.array([[1.0, 3.0], [1.0, 3.0], [1.0, 7.0], [9.0, 7.0]]),
            np.array([3.0, 5.0]),
            np.array([1.7320508076, 1.0]),
        ),
        "9 replicates": (high, np.array([2.0, 7.0]), np.array([0.9428090416, 1.8856180832])),
        "1 replicate": (np.array([[0.5, 2.0, 8.0, 1.0]]), np.array([0.5, 2.0, 8.0, 1.0]), np.zeros(4)),
        "1 evaluation": (np.array([[1.0], [1.0], [1.0], [9.0]]), np.array([3.0]), np.array([1.7320508076])),
        "1 of both": (np.array([[4.0]]), np.array([4.0]), np.array([0.0])),
        "7 replicates that agree": (np.tile(agreed, (7, 1)), agreed, 0 * agreed),
    }


def expect_mean_and_se(pair, test_losses):
    """Raises CheckFailed unless pair is two arrays with an entry for each evaluation."""
    if isinstance(pair, np.ndarray) and pair.ndim == 1:
        told = "the function should return the pair (mean, se); yours returns one array."
        raise CheckFailed(told, mistake="only one of the two is returned")
    expect_pair(pair, "mean, se")
    num_rep, evaluations = test_losses.shape
    for name, value in zip(("the mean", "the standard error"), pair):
        told = f"{name} should have an entry for each of {evaluations} evaluations; yours has shape {np.shape(value)}."
        if np.shape(value) == (num_rep,) != (evaluations,) and num_rep > 1:
            raise CheckFailed(told, mistake="it runs over the evaluations, not over the replicates", look="the axis")
        if np.shape(value) == () and value is not None:
            single, all_losses = (
                "a single evaluation gives a number, not an array",
                "it runs over all the losses at once",
            )
            raise CheckFailed(told, mistake=single if evaluations == 1 else all_losses, look="the axis")
        if np.shape(value) == (1, evaluations):
            raise CheckFailed(told, mistake="the axis of the replicates is kept", look="the shape of the result")
        expect_numbers(value, (evaluations,), name)


def mean_suspects(test_losses, se):
    """What typical mistakes would make of the mean."""
    return {
        "the standard error comes first": se,
        "it is the median": np.median(test_losses, axis=0),
        "it is the sum": np.sum(test_losses, axis=0),
        "it is the smallest loss": np.min(test_losses, axis=0),
        "it is the last replicate's loss": test_losses[-1],
        "the mean divides by num_rep − 1": np.sum(test_losses, axis=0) / max(len(test_losses) - 1, 0.5),
    }


def se_suspects(num_rep, evaluations, se):
    """What typical mistakes would make of the standard error: factors, as measured."""
    root, sample = {4: (2.0, 1.1547005), 9: (3.0, 1.0606602), 1: (1.0, np.nan)}.get(num_rep, (1.0, 1.0))
    across, worth = {1: 1.0, 2: 1.4142136, 4: 2.0}.get(evaluations, 1.0), "what a mean of many is worth"
    return {
        "the standard deviation is returned as it is": (se * root, worth),
        "the standard deviation divides by num_rep − 1": (se * sample, "which ddof np.std takes"),
        "the root is missing, and ddof is not np.std's own": (se * root * sample, "the definition, part by part"),
        "the division is by num_rep, not by its root": (se / root, worth),
        "it is the variance": ((se * root) ** 2, "the definition, part by part"),
        "no root is taken of the variance": (se**2, "the definition, part by part"),
        "the variance is divided by the root of num_rep": (se**2 * root, "the definition, part by part"),
        "the division is by the root of the number of evaluations": (se * root / across, "what is counted"),
        "the division is by the number of evaluations": (se * root / across**2, "what is counted"),
        "num_rep is fixed at 10": (se * root / 3.1622777, "the number of rows"),
        "it is the error bar of 2.5 standard errors": (2.5 * se, "se itself is asked for"),
    }


def expect_standard_error(yours, test_losses, se):
    """Compares a standard error with the one known by hand; what float32 loses of the losses is allowed for."""
    num_rep, evaluations = test_losses.shape
    if num_rep > 1 and not se.any() and np.isnan(yours).any():
        told = "all replicates agree, and the standard error holds nan:", row(yours)
        look = "what rounding leaves of the difference of two nearly equal numbers"
        raise CheckFailed(*told, mistake="replicates that agree give nan, not an error of 0", look=look)
    one_for_all = np.ptp(yours) == 0 and np.ptp(se) > 0
    at_once = {"it runs over all the losses at once": (yours, "the axis")} if one_for_all else {}
    suspects = lambda: {**se_suspects(num_rep, evaluations, se), **at_once}
    rounding = 1e-6 * np.abs(test_losses).max()
    compare(np.where(abs(yours - se) < rounding, se, yours), se, "the standard error", suspects, "by hand")


def expect_divergence(losses):
    """Raises CheckFailed unless the last loss of every replicate is inf or nan."""
    if np.isfinite(losses[:, -1]).any():
        told = "θ has grown beyond all bounds, yet the last loss is finite."
        raise CheckFailed(told, mistake="divergence is hidden", look="what becomes of inf and nan")


def check_sgd_step_arguments(sgd_step):
    """it returns a new θ and a dict, and leaves its arguments as they are"""
    values = lambda: judge_steps(sgd_step, "SGD", sgd_fingerprints(), lr=0.2)
    judge_arguments(sgd_step, values)


@pytest.mark.parametrize("scale, lr, steps", [(1.0, 0.2, 12), (1e4, 0.03, 12), hidden(1.0, 0.03, 260)])
def check_sgd_step_values(sgd_step, scale, lr, steps):
    """every step is torch.optim.SGD's, for large gradients, too, and in a long run"""
    judge_steps(sgd_step, "SGD", sgd_fingerprints(), scale, steps, lr=lr)


def check_momentum_step_arguments(momentum_step):
    """it returns a new θ and a dict, and leaves its arguments as they are"""
    values = lambda: judge_steps(momentum_step, "SGD", momentum_fingerprints(), lr=0.2, momentum=0.9)
    judge_arguments(momentum_step, values)


def check_momentum_step_state(momentum_step):
    """all that it remembers is in the state"""
    values = lambda: judge_steps(momentum_step, "SGD", momentum_fingerprints(), lr=0.2, momentum=0.9)
    judge_state(momentum_step, values)


@pytest.mark.parametrize("scale, lr, steps", [(1.0, 0.2, 12), (1e4, 0.03, 12), hidden(1.0, 0.03, 260)])
def check_momentum_step_values(momentum_step, scale, lr, steps):
    """every step is torch.optim.SGD's with momentum, for large gradients, too, and in a long run"""
    judge_steps(momentum_step, "SGD", momentum_fingerprints(), scale, steps, lr=lr, momentum=0.9)


@pytest.mark.parametrize("momentum", [0.5, hidden(0.99)])
def check_momentum_step_settings(momentum_step, momentum):
    """momentum is used as given"""
    given = {"momentum": momentum}
    judge_steps(momentum_step, "SGD", momentum_fingerprints(), given=given, lr=0.2, momentum=momentum)


def check_adagrad_step_arguments(adagrad_step):
    """it returns a new θ and a dict, and leaves its arguments as they are"""
    values = lambda: judge_steps(adagrad_step, "Adagrad", adagrad_fingerprints(), lr=0.2, eps=1e-8)
    judge_arguments(adagrad_step, values)


def check_adagrad_step_state(adagrad_step):
    """all that it remembers is in the state"""
    values = lambda: judge_steps(adagrad_step, "Adagrad", adagrad_fingerprints(), lr=0.2, eps=1e-8)
    judge_state(adagrad_step, values)


@pytest.mark.parametrize(
    "scale, lr, steps",
    [
        (1.0, 0.2, 12),
        (1e-5, 0.03, 12),
        (1.0, 0.2, 260),
        hidden(1e4, 0.2, 12),
        hidden(1e-4, 0.2, 12),
        hidden(1e-6, 0.3, 12),
    ],
)
def check_adagrad_step_values(adagrad_step, scale, lr, steps):
    """every step is torch.optim.Adagrad's, for large and for tiny gradients, and in a long run"""
    judge_steps(adagrad_step, "Adagrad", adagrad_fingerprints(), scale, steps, lr=lr, eps=1e-8)


@pytest.mark.parametrize("epsilon", [0.1, hidden(0.003)])
def check_adagrad_step_settings(adagrad_step, epsilon):
    """epsilon is used as given"""
    judge_steps(adagrad_step, "Adagrad", adagrad_fingerprints(), given={"epsilon": epsilon}, lr=0.2, eps=epsilon)


def check_rmsprop_step_arguments(rmsprop_step):
    """it returns a new θ and a dict, and leaves its arguments as they are"""
    values = lambda: judge_steps(rmsprop_step, "RMSprop", rmsprop_fingerprints(), lr=0.2, alpha=0.99, eps=1e-8)
    judge_arguments(rmsprop_step, values)


def check_rmsprop_step_state(rmsprop_step):
    """all that it remembers is in the state"""
    values = lambda: judge_steps(rmsprop_step, "RMSprop", rmsprop_fingerprints(), lr=0.2, alpha=0.99, eps=1e-8)
    judge_state(rmsprop_step, values)


@pytest.mark.parametrize(
    "scale, lr, steps",
    [
        (1.0, 0.2, 12),
        (1e-5, 0.03, 12),
        (1.0, 0.2, 260),
        hidden(1e4, 0.2, 12),
        hidden(1e-4, 0.2, 12),
        hidden(1e-6, 0.3, 12),
    ],
)
def check_rmsprop_step_values(rmsprop_step, scale, lr, steps):
    """every step is torch.optim.RMSprop's, for large and for tiny gradients, and in a long run"""
    judge_steps(rmsprop_step, "RMSprop", rmsprop_fingerprints(), scale, steps, lr=lr, alpha=0.99, eps=1e-8)


@pytest.mark.parametrize("decay, epsilon", [(0.8, 1e-8), (0.99, 0.1), hidden(0.95, 0.003)])
def check_rmsprop_step_settings(rmsprop_step, decay, epsilon):
    """decay and epsilon are used as given"""
    given = {"decay": decay, "epsilon": epsilon}
    judge_steps(rmsprop_step, "RMSprop", rmsprop_fingerprints(), given=given, lr=0.2, alpha=decay, eps=epsilon)


def check_adam_step_arguments(adam_step):
    """it returns a new θ and a dict, and leaves its arguments as they are"""
    values = lambda: judge_steps(adam_step, "Adam", adam_fingerprints(), lr=0.2, betas=(0.9, 0.999), eps=1e-8)
    judge_arguments(adam_step, values)


def check_adam_step_state(adam_step):
    """all that it remembers is in the state"""
    values = lambda: judge_steps(adam_step, "Adam", adam_fingerprints(), lr=0.2, betas=(0.9, 0.999), eps=1e-8)
    judge_state(adam_step, values)


@pytest.mark.parametrize(
    "scale, lr, steps",
    [
        (1.0, 0.2, 12),
        (1e-5, 0.03, 12),
        (1.0, 0.2, 260),
        hidden(1e4, 0.2, 12),
        hidden(1e-4, 0.2, 12),
        hidden(1e-6, 0.3, 12),
    ],
)
def check_adam_step_values(adam_step, scale, lr, steps):
    """every step is torch.optim.Adam's, for large and for tiny gradients, and in a long run"""
    judge_steps(adam_step, "Adam", adam_fingerprints(), scale, steps, lr=lr, betas=(0.9, 0.999), eps=1e-8)


@pytest.mark.parametrize(
    "beta_1, beta_2, epsilon", [(0.7, 0.95, 1e-8), (0.9, 0.999, 0.1), hidden(0.95, 0.9, 1e-8), hidden(0.5, 0.99, 0.003)]
)
def check_adam_step_settings(adam_step, beta_1, beta_2, epsilon):
    """beta_1, beta_2 and epsilon are used as given"""
    given = {"beta_1": beta_1, "beta_2": beta_2, "epsilon": epsilon}
    judge_steps(adam_step, "Adam", adam_fingerprints(), given=given, lr=0.2, betas=(beta_1, beta_2), eps=epsilon)


@pytest.mark.parametrize(
    "num_rep, max_iter, test_exp_interval", [(4, 5, 2), (3, 6, 3), hidden(1, 1, 50), hidden(5, 7, 3)]
)
def check_run_replicates_shape(run_replicates, num_rep, max_iter, test_exp_interval):
    """one row a replicate, one column an evaluation"""
    step, calls = recorder(stay)
    rng = np.random.default_rng(0)
    losses = run_replicates(step, 2, num_rep, max_iter, 0.1, rng, test_exp_interval=test_exp_interval)
    expect_losses(losses, num_rep, max_iter, test_exp_interval)
    if not calls:
        raise CheckFailed("the step function was never called.", mistake="the step is not called")


@pytest.mark.parametrize("num_rep, max_iter", [(3, 4), hidden(1, 3), hidden(4, 2)])
def check_run_replicates_start(run_replicates, make_data, num_rep, max_iter):
    """every replicate is a run of its own, from theta_init on"""
    theta_init = make_data()[5]
    _, first, _ = record(run_replicates, drift, 2, num_rep, max_iter, lr=0.1)
    _, second, _ = record(run_replicates, drift, 2, num_rep, max_iter, lr=0.1, seed=1)
    expect_starts(first, second, theta_init, 0.1)
    expect_drift(first, 0.1)


@pytest.mark.parametrize("deg_, test_exp_interval", [(3, 3), (2, 2), hidden(1, 3), hidden(0.7, 4)])
def check_run_replicates_evaluations(run_replicates, make_data, deg_, test_exp_interval):
    """a column is the test loss just before its update"""
    A, y_data, A_test, y_test, _, theta_init = make_data()
    losses, _, _ = record(run_replicates, drift, deg_, 2, 7, lr=0.1, test_exp_interval=test_exp_interval)
    expect_losses(losses, 2, 7, test_exp_interval)
    times = np.arange(0, 7, test_exp_interval)
    judge_evaluations(losses, theta_init, 0.1, times, 7, (A, y_data), (A_test, y_test), deg_)


@pytest.mark.parametrize("deg_", [3, 2, hidden(1), hidden(1.5)])
def check_run_replicates_gradient(run_replicates, make_data, deg_):
    """the step receives the gradient of a drawn data point at the current θ"""
    A, y_data, A_test, y_test, _, theta_init = make_data()
    _, thetas, gradients = record(run_replicates, drift, deg_, 2, 4, lr=0.1)
    for theta, gradient in zip(thetas.reshape(-1, 10), gradients.reshape(-1, 10)):
        judge_gradient(theta, gradient, theta_init[:, 0], (A, y_data), (A_test, y_test), deg_, 0.1)


@pytest.mark.parametrize("num_rep", [3, hidden(2)])
def check_run_replicates_batches(run_replicates, make_data, num_rep):
    """every replicate draws a batch of its own for every update"""
    A, y_data, _, _, _, theta_init = make_data()
    points = point_gradients(theta_init[:, 0], A, y_data, 2)
    runs = [record(run_replicates, stay, 2, num_rep, 30, seed=seed) for seed in (0, 1)]
    expect_own_batches(*(np.array([[nearest(g, points)[1] for g in row] for row in run[2]]) for run in runs))


@pytest.mark.parametrize("batch_size", [25, hidden(4)])
def check_run_replicates_batch_size(run_replicates, make_data, batch_size):
    """a batch holds batch_size points, and its gradient is their mean"""
    A, y_data, _, _, _, theta_init = make_data()
    _, _, gradients = record(run_replicates, stay, 2, 3, 40, batch_size=batch_size)
    expect_batch_size(gradients, point_gradients(theta_init[:, 0], A, y_data, 2), batch_size)


@pytest.mark.parametrize("noise_scale", [1000.0, hidden(300.0)])
def check_run_replicates_noise(run_replicates, make_data, noise_scale):
    """the gradient carries independent noise, the test loss none"""
    _, _, *test, _, theta_init = make_data()
    settings = {"lr": 0.3, "batch_size": 100, "test_exp_interval": 1, "noise_scale": noise_scale}
    losses, thetas, gradients = record(run_replicates, stay, 2, 3, 30, **settings)
    expect_losses(losses, 3, 30, 1)
    expect_still(losses, thetas, theta_init, test, 2)
    expect_noise(gradients / noise_scale, 0.3, 100, noise_scale)


@pytest.mark.parametrize("seed", [1, hidden(7)])
def check_run_replicates_rng(run_replicates, make_data, seed):
    """rng is the only source of randomness"""
    _, _, *test, _, theta_init = make_data()
    step = lambda theta, gradient, state, lr: (theta - lr * gradient, {})
    settings = {"batch_size": 2, "test_exp_interval": 1, "noise_scale": 0.1}
    run = lambda seed: run_replicates(step, 2, 2, 5, 0.1, np.random.default_rng(seed), **settings)
    untouched = np.random.get_state()
    once, again, other = run(seed), run(seed), run(seed + 1)
    expect_losses(once, 2, 5, 1)
    expect_begun(once, theta_init, test, 2)
    expect_randomness(once, again, other, untouched, np.random.get_state())


@pytest.mark.parametrize("deg_", [5, hidden(2)])
def check_run_replicates_divergence(run_replicates, make_data, deg_):
    """the losses of a run that diverges, and of no other, end in inf or nan"""
    _, _, *test, _, theta_init = make_data()
    run = lambda step: run_replicates(step, deg_, 2, 6, 0.1, np.random.default_rng(0), test_exp_interval=2)
    calm, losses = (run(lambda theta, gradient, state, lr: (theta * factor, {})) for factor in (1, 1e200))
    for found in (calm, losses):
        expect_losses(found, 2, 6, 2)
        expect_begun(found, theta_init, test, deg_)
    expect_begun(calm[:, ::-1], theta_init, test, deg_)  # it stays there until the end
    expect_divergence(losses)


@pytest.mark.parametrize(
    "name", ["9 replicates", "1 evaluation", hidden("4 replicates"), hidden("1 replicate"), hidden("1 of both")]
)
def check_mean_and_standard_error_pair(mean_and_standard_error, name):
    """it returns two arrays, and leaves test_losses as it is"""
    test_losses, mean, _ = known_losses()[name]
    expect_mean_and_se(mean_and_standard_error(test_losses.copy()), test_losses)
    expect_untouched(mean_and_standard_error, [test_losses], [2 * test_losses + 1], [mean.shape, mean.shape])


@pytest.mark.parametrize(
    "name", ["9 replicates", "1 evaluation", hidden("4 replicates"), hidden("1 replicate"), hidden("1 of both")]
)
def check_mean_and_standard_error_mean(mean_and_standard_error, name):
    """the mean is taken over the replicates"""
    test_losses, mean, se = known_losses()[name]
    pair = mean_and_standard_error(test_losses.copy())
    expect_mean_and_se(pair, test_losses)
    compare(pair[0], mean, "the mean", lambda: mean_suspects(test_losses, se), "by hand")


@pytest.mark.parametrize(
    "name",
    [
        "9 replicates",
        "1 evaluation",
        hidden("4 replicates"),
        hidden("1 replicate"),
        hidden("1 of both"),
        hidden("7 replicates that agree"),
    ],
)
def check_mean_and_standard_error_se(mean_and_standard_error, name):
    """the standard error says how far the mean may be off"""
    for known in (name, "9 replicates"):  # an error of 0 may be right in one, never in the other
        test_losses, _, se = known_losses()[known]
        pair = mean_and_standard_error(test_losses.copy())
        expect_mean_and_se(pair, test_losses)
        expect_standard_error(pair[1], test_losses, se)
