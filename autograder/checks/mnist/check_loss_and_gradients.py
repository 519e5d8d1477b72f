"""Backpropagation by hand: the loss and its slopes, compared with what torch's autograd finds."""

from functools import partial

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from autograder.checks.mnist.mistakes import ORDER_SWAPPED, SQUEEZED_BATCH, STILL_A_TENSOR
from autograder.checks.mnist.networks import expect_plain_float
from autograder.checks.mnist.two_layers import by_autograd, draw_network, network_suspects, right_answer
from autograder.kit.case import hidden
from autograder.kit.compare import (
    ARGUMENTS_WRITTEN,
    close,
    compare,
    expect_array,
    expect_pair,
    expect_untouched,
    no_return,
    runs,
    trying,
)
from autograder.kit.mistakes import CheckFailed, Mistake, Suspect

NO_DICT = Mistake("the-gradients-are-no-dict", "the gradients are no dict", "what the function returns: W1, b1, W2, b2")
OTHER_KEYS = Mistake(
    "the-gradients-go-by-other-names-than-the-parameters",
    "the gradients go by other names than the parameters",
    "the keys of the dict that comes back: W1, b1, W2, b2",
)
BIAS_AXIS_KEPT = Mistake(
    "a-bias-s-slopes-keep-an-axis-that-the-bias-has-not",
    "a bias's slopes keep an axis that the bias has not",
    "keepdims, and the shapes of b1 and b2",
)
BIAS_NOT_SUMMED = Mistake(
    "a-bias-s-slopes-are-not-added-up-over-the-images",
    "a bias's slopes are not added up over the images",
    "one bias serves all n images: what becomes of their n slopes?",
)
BIAS_OVER_CLASSES = Mistake(
    "a-bias-s-slopes-are-added-up-along-the-wrong-axis",
    "a bias's slopes are added up along the wrong axis",
    "along which axis the images lie",
)
BIAS_TO_NUMBER = Mistake(
    "a-bias-s-slopes-are-added-up-to-one-number",
    "a bias's slopes are added up to one number",
    "along which axis is added up",
)
LOGARITHM_BELOW_0 = Mistake(
    "the-logarithm-of-a-number-below-0-is-taken",
    "the logarithm of a number below 0 is taken",
    "what the probabilities hold by the time the loss is made of them: is the array changed in place before?",
)
TEN_CLASSES = Mistake(
    "ten-classes-are-taken-for-granted", "ten classes are taken for granted", "where the number of classes comes from"
)
CLASSES_FROM_LABELS = Mistake(
    "the-classes-are-counted-in-the-labels",
    "the classes are counted in the labels",
    "where the number of classes comes from: a class may be nobody's",
)
EXP_OVERFLOWS = Mistake(
    "exp-meets-a-number-that-is-too-large-or-too-small",
    "exp meets a number that is too large, or too small",
    "section 3: what may be taken off all scores of an image, and changes nothing?",
)
ONE_SHIFT = Mistake(
    "one-number-is-taken-off-the-scores-of-all-images",
    "one number is taken off the scores of all images",
    "which scores stand together in a softmax: one image's",
)
LOGARITHM_OF_0 = Mistake(
    "the-logarithm-of-a-probability-of-0-is-taken",
    "the logarithm of a probability of 0 is taken",
    "section 3: why LogSoftmax gives logarithms",
)
PROBABILITIES_ENLARGED = Mistake(
    "small-probabilities-are-made-larger-before-their-logarithm-is-taken",
    "small probabilities are made larger before their logarithm is taken",
    "section 3: why LogSoftmax gives logarithms",
)
SCORES_CLIPPED = Mistake("large-scores-are-cut", "large scores are cut", "what becomes of a score of 1000")
CORNER_PASSES = Mistake(
    "a-relu-whose-input-is-0-lets-the-slope-pass",
    "a ReLU whose input is 0 lets the slope pass",
    "a comparison with 0: which side does 0 itself belong to?",
)
CORNER_HALVES = Mistake(
    "a-relu-whose-input-is-0-lets-half-of-the-slope-pass",
    "a ReLU whose input is 0 lets half of the slope pass",
    "what a slope that is measured, or made of signs, is at a corner",
)
DIVIDED_BY_0 = Mistake(
    "something-is-divided-by-a-relu-s-input-of-0",
    "something is divided by a ReLU's input of 0",
    "how the ReLU's slope is found: 0 / 0 is nan",
)
SMALL_IS_OFF = Mistake(
    "a-relu-whose-input-is-small-counts-as-off",
    "a ReLU whose input is small counts as off",
    "what the inputs are compared with",
)


PARTS = ("loss", "W2", "b2", "W1", "b1")


def returned(function, parameters, x, labels):
    """The pair that the function returns for copies of these; the dict in its second place is not looked at yet."""
    given = {name: array.copy() for name, array in parameters.items()}
    pair = function(given, x.copy(), labels.copy())
    expect_pair(pair, "loss, gradients")
    if isinstance(pair[0], dict):
        raise CheckFailed("the pair came back as (gradients, loss).", mistake=ORDER_SWAPPED)
    return pair


def writes_to_parameters(function, parameters, x, labels):
    """Whether the function changes the parameters that it is given."""
    given = {name: array.copy() for name, array in parameters.items()}
    function(given, x.copy(), labels.copy())
    return not all(np.array_equal(given[name], array) for name, array in parameters.items())


def expect_gradients(gradients, names):
    """Raises CheckFailed unless the gradients are a dict that holds these names."""
    if not isinstance(gradients, dict):
        kind = "None" if gradients is None else f"a {type(gradients).__name__}"
        told = f"the gradients should be a dict; yours are {kind}."
        raise CheckFailed(told, mistake=no_return(gradients) or NO_DICT)
    if not gradients.keys() >= set(names):
        told = f"the gradients' keys should be W1, b1, W2, b2; yours are {', '.join(map(str, gradients)) or 'none'}."
        mistake = None if gradients.keys() < {"W1", "b1", "W2", "b2"} else OTHER_KEYS
        raise CheckFailed(told, mistake=mistake)


def expect_slopes(slopes, name, shape, n):
    """Raises CheckFailed unless these are slopes of the parameter of this name: an array of its shape."""
    told = f"the gradient of {name} should be a NumPy array of shape {shape}; yours"
    if isinstance(slopes, torch.Tensor):
        raise CheckFailed(f"{told} is a tensor.", mistake=STILL_A_TENSOR)
    known = {(1, *shape): BIAS_AXIS_KEPT, (*shape, 1): BIAS_AXIS_KEPT, (n, *shape): BIAS_NOT_SUMMED}
    known |= {(n,): BIAS_OVER_CLASSES, (): BIAS_TO_NUMBER}
    if len(shape) == 1 and slopes is not None and np.shape(slopes) != shape and np.shape(slopes) in known:
        raise CheckFailed(f"{told} has {np.shape(slopes)}.", mistake=known[np.shape(slopes)])
    expect_array(slopes, shape, f"the gradient of {name}")


def part_of(pair, name, network):
    """The loss in the pair, or the slopes of the parameter of this name, of the right type and shape."""
    (loss, gradients), (parameters, x, _) = pair, network
    if name == "loss":
        expect_plain_float(loss, "the loss")
        return loss
    expect_gradients(gradients, [name])
    expect_slopes(gradients[name], name, parameters[name].shape, len(x))
    return gradients[name]


def runs_on_sizes(function, *sizes):
    """Whether the function runs on a network of these sizes."""
    return runs(returned, function, *draw_network(*sizes))


def what_broke(function, n, d, h, k):
    """The mistake behind an exception, told by other sizes, on which the function runs; None where they don't tell."""
    if n < k and runs_on_sizes(function, 2 * k, d, h, k):  # images of all classes
        return CLASSES_FROM_LABELS if n > 1 or not runs_on_sizes(function, 2, 3, 4, 5) else SQUEEZED_BATCH
    if k != 10 and runs_on_sizes(function, 20, d, h, 10):
        return TEN_CLASSES
    if len({d, h, k}) > 1 and runs_on_sizes(function, 7, 3, 3, 3):
        return mistake_in(function, 7, 3, 3, 3)
    return None


def mistake_in(function, *sizes):
    """The mistake that the loss or the slopes give away in a network of these sizes; None if all are right."""
    try:
        judge_drawn(function, PARTS, *sizes)
    except CheckFailed as failure:
        return failure.mistake
    return None


def elsewhere(function, name, n, d, h, k):
    """Further networks, as compare's also: of the same sizes, and of others, for one image tells little."""
    for sizes in [(n, d, h, k, 1), (11, 4, 3, 5, 2)]:
        network = draw_network(*sizes)
        yours = part_of(returned(function, *network), name, network)
        yield yours, right_answer(*sizes)[name], partial(network_suspects, name, yours, *sizes)


def judge_parts(pair, names, network, inputs, suspects, also=None):
    """Compares what the function returned for a network, by name, with what torch's autograd finds.

    suspects: takes a name and what is yours; also: takes a name, and gives compare's also. inputs: as in compare.
    """
    right = by_autograd(*network)
    for name in names:
        yours, title = part_of(pair, name, network), "the loss" if name == "loss" else f"the gradient of {name}"
        about = {"also": partial(also, name)} if also else {}
        compare(
            yours,
            right[name],
            title,
            partial(suspects, name, yours),
            "autograd",
            tolerance=1e-6,
            inputs=inputs,
            **about,
        )


def only_loss_is_nan(pair, network):
    """Whether the loss in the pair is nan where all slopes are right: no wrong score leads to that, nor a division."""
    right = by_autograd(*network)
    slopes = ((part_of(pair, name, network), right[name]) for name in PARTS if name != "loss")
    return bool(np.isnan(pair[0])) and all(close(yours, known, 1e-6) for yours, known in slopes)


def judge_drawn(function, names, n, d, h, k):
    """Compares what comes back, by name, for a drawn network."""
    network, inputs = draw_network(n, d, h, k), f"parameters, x, labels = draw_network({n}, {d}, {h}, {k})"
    try:
        with trying(inputs):
            pair = returned(function, *network)
    except CheckFailed as failure:
        failure.mistake = failure.mistake or partial(what_broke, function, n, d, h, k)
        raise
    below_0 = lambda name: (
        [Suspect(LOGARITHM_BELOW_0, pair[0])] if name == "loss" and only_loss_is_nan(pair, network) else []
    )
    written = lambda yours: [Suspect(ARGUMENTS_WRITTEN, yours)] if writes_to_parameters(function, *network) else []
    suspects = lambda name, yours: below_0(name) + network_suspects(name, yours, n, d, h, k) + written(yours)
    also = lambda name: elsewhere(function, name, n, d, h, k)
    judge_parts(pair, names, network, inputs, suspects, also)


def large_scores(name):
    """(parameters, x, labels): a network with large scores, all of them, or apart by class, or by image."""
    parameters, x, labels = draw_network(6, 4, 5, 3)
    if name.startswith("near"):
        parameters["b2"] += float(name.removeprefix("near"))
    if name == "far apart":
        parameters |= {"W2": 374 * parameters["W2"], "b2": 374 * parameters["b2"]}
    if name == "row by row":  # the first hidden unit alone lifts all scores of an image
        parameters["W2"][:, 0] += 600
    return parameters, x, labels


def holds_nan(function, name):
    """Whether nan or inf comes back for a network with large scores."""
    loss, gradients = returned(function, *large_scores(name))
    return not all(np.isfinite(part).all() for part in (loss, *gradients.values()))


def infinite_mistake(function):
    """Why nan or inf comes back, told by the kinds of large scores for which it does."""
    if holds_nan(function, "near 1000") or holds_nan(function, "near -1000"):
        return EXP_OVERFLOWS
    return ONE_SHIFT if holds_nan(function, "row by row") else LOGARITHM_OF_0


def cut_losses(network):
    """[(Mistake, loss)]: what is left of a large loss where probabilities, or scores, are kept within bounds."""
    loss_by = lambda cost: by_autograd(*network, cost=cost)["loss"]
    costs = lambda scores, labels: F.cross_entropy(scores, labels, reduction="none")
    found = []
    for least in (1e-300, *(10.0**-power for power in range(5, 21))):
        added = loss_by(lambda s, y: -((-costs(s, y)).exp() + least).log().mean())
        bounded = loss_by(lambda s, y: costs(s, y).clamp(max=-np.log(least)).mean())
        found += [(PROBABILITIES_ENLARGED, added), (PROBABILITIES_ENLARGED, bounded)]
    for most in (30, 50, 100, 200, 300, 500, 700, 709):
        found.append((SCORES_CLIPPED, loss_by(lambda s, y: costs(s.clamp(-most, most), y).mean())))
    return found


def judge_large_scores(function, name):
    """Compares all that comes back for a network with large scores."""
    network, inputs = large_scores(name), f'parameters, x, labels = large_scores("{name}")'

    def suspects(part, yours):
        if not np.isfinite(yours).all():
            return [Suspect(infinite_mistake(function), yours)]
        cut = cut_losses(network) if part == "loss" else []
        return [Suspect(mistake, yours) for mistake, loss in cut if np.isclose(yours, loss, rtol=1e-6)]

    try:
        with trying(inputs):
            pair = returned(function, *network)
        judge_parts(pair, PARTS, network, inputs, suspects)
    except CheckFailed as failure:
        known = {"OverflowError": EXP_OVERFLOWS, "ZeroDivisionError": EXP_OVERFLOWS, "math domain": LOGARITHM_OF_0}
        told = " ".join(failure.lines)
        failure.mistake = failure.mistake or next((m for words, m in known.items() if words in told), None)
        raise


def at_corners(seed=0):
    """(parameters, x, labels), of whole numbers up to the ReLUs: every third or so of their inputs is exactly 0."""
    rng = np.random.default_rng(seed)
    x, W1, b1 = (rng.integers(-1, 2, shape).astype(float) for shape in ((8, 3), (4, 3), 4))
    return {"W1": W1, "b1": b1, "W2": rng.normal(size=(3, 4)), "b2": rng.normal(size=3)}, x, np.arange(8) % 3


def small_inputs(seed=0):
    """(parameters, x, labels): the ReLUs' inputs are near a millionth, and none is 0."""
    parameters, x, labels = draw_network(8, 3, 4, 3, seed)
    return parameters | {"W1": 1e-6 * parameters["W1"], "b1": 1e-6 * parameters["b1"]}, x, labels


def judge_corners(function, seed):
    """Compares all that comes back where some ReLUs' inputs are exactly 0."""
    network, inputs = at_corners(seed), f"parameters, x, labels = at_corners({seed})"
    bends = {CORNER_PASSES: lambda z: torch.where(z >= 0, z, 0 * z), CORNER_HALVES: lambda z: (z + z.abs()) / 2}

    def suspects(part, yours):
        if not np.isfinite(yours).all():
            return [Suspect(DIVIDED_BY_0, yours)]
        wrong = [(mistake, by_autograd(*network, bend=bend)[part]) for mistake, bend in bends.items()]
        return [Suspect(mistake, value) for mistake, value in wrong]

    with trying(inputs):
        pair = returned(function, *network)
    judge_parts(pair, PARTS, network, inputs, suspects)


def judge_small_inputs(function, seed):
    """Compares all that comes back where the ReLUs' inputs are near a millionth: they count as all others do."""
    network = small_inputs(seed)
    pair = returned(function, *network)
    if not np.any(part_of(pair, "W1", network)):
        told = "the ReLUs' inputs are near a millionth, none is 0, and your gradient of W1 is 0."
        raise CheckFailed(told, mistake=SMALL_IS_OFF)
    above = lambda least: by_autograd(*network, bend=lambda z: torch.where(z > least, z, 0 * z))
    suspects = lambda part, yours: [Suspect(SMALL_IS_OFF, above(10.0**-power)[part]) for power in range(5, 9)]
    judge_parts(pair, PARTS, network, f"parameters, x, labels = small_inputs({seed})", suspects)


def in_one_row(function):
    """The function, taking arrays and giving arrays: [loss, and the gradients in the parameters' order]."""

    def call(W1, b1, W2, b2, x, labels):
        pair = function({"W1": W1, "b1": b1, "W2": W2, "b2": b2}, x, labels)
        expect_pair(pair, "loss, gradients")
        expect_gradients(pair[1], ["W1", "b1", "W2", "b2"])
        if len(pair[1]) > 4:
            told = f"the gradients should be those of W1, b1, W2, b2; yours are {', '.join(map(str, pair[1]))}."
            raise CheckFailed(told, mistake=OTHER_KEYS)
        return [pair[0], *(pair[1][name] for name in ("W1", "b1", "W2", "b2"))]

    return call


@pytest.mark.worth(2)
@pytest.mark.parametrize(
    "n, d, h, k", [(7, 4, 5, 3), (6, 3, 3, 3), (1, 2, 4, 3), hidden(12, 1, 3, 2), hidden(3, 8, 2, 6)]
)
def check_loss_and_gradients_loss(loss_and_gradients, n, d, h, k):
    """the loss is the mean of −log p, p that of the true class"""
    judge_drawn(loss_and_gradients, ["loss"], n, d, h, k)


@pytest.mark.worth(2)
@pytest.mark.parametrize(
    "n, d, h, k", [(7, 4, 5, 3), (6, 3, 3, 3), (1, 2, 4, 3), hidden(12, 1, 3, 2), hidden(3, 8, 2, 6)]
)
def check_loss_and_gradients_second_layer(loss_and_gradients, n, d, h, k):
    """the gradients of W2 and b2 are the loss's slopes"""
    judge_drawn(loss_and_gradients, ["W2", "b2"], n, d, h, k)


@pytest.mark.worth(3)
@pytest.mark.parametrize(
    "n, d, h, k", [(7, 4, 5, 3), (6, 3, 3, 3), (1, 2, 4, 3), hidden(12, 1, 3, 2), hidden(3, 8, 2, 6)]
)
def check_loss_and_gradients_first_layer(loss_and_gradients, n, d, h, k):
    """the gradients of W1 and b1 are the loss's slopes"""
    judge_drawn(loss_and_gradients, ["W1", "b1"], n, d, h, k)


@pytest.mark.worth(1)
@pytest.mark.parametrize("name", ["near 1000", "far apart", "row by row", hidden("near -1000")])
def check_loss_and_gradients_large_scores(loss_and_gradients, name):
    """scores may be as large as 1000"""
    judge_large_scores(loss_and_gradients, name)


@pytest.mark.worth(1)
@pytest.mark.parametrize("seed", [0, hidden(1)])
def check_loss_and_gradients_corners(loss_and_gradients, seed):
    """a ReLU lets no slope pass where its input is 0, and all of it above, however little above"""
    judge_corners(loss_and_gradients, seed)
    judge_small_inputs(loss_and_gradients, seed)


@pytest.mark.worth(1)
@pytest.mark.parametrize("n, d, h, k", [(7, 4, 5, 3), hidden(3, 2, 4, 5)])
def check_loss_and_gradients_arguments(loss_and_gradients, n, d, h, k):
    """the dict that it returns has the parameters' keys, and what it is given is left as it is"""
    parameters, x, labels = draw_network(n, d, h, k)
    _, *other_data = draw_network(n, d, h, k, seed=1)
    given, others = ((*parameters.values(), *data) for data in ((x, labels), other_data))
    with trying(f"parameters, x, labels = draw_network({n}, {d}, {h}, {k})"):
        expect_untouched(in_one_row(loss_and_gradients), given, others, [(), (h, d), (h,), (k, h), (k,)])
