"""The network: its layers, their widths, and what they compute."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn

from autograder.kit.case import hidden
from autograder.kit.compare import close, expect_array, no_return, runs, trying
from autograder.kit.mistakes import CheckFailed, Mistake
from autograder.kit.run import computed_by

NESTED = Mistake("a-sequential-stands-inside-the-sequential", "a Sequential stands inside the Sequential")
SOFTMAX = Mistake("the-last-layer-is-softmax-without-the-logarithm", "the last layer is Softmax, without the logarithm")
NO_LOG_SOFTMAX = Mistake("the-last-layer-logsoftmax-is-missing", "the last layer, LogSoftmax, is missing")
NO_OUTPUT_LAYER = Mistake("the-output-layer-is-missing", "the output layer is missing")
RELU_BEHIND_THE_LAST = Mistake(
    "a-relu-stands-between-the-last-linear-and-logsoftmax", "a ReLU stands between the last Linear and LogSoftmax"
)
ONE_HIDDEN_LAYER = Mistake("only-one-hidden-layer-is-built", "only one hidden layer is built")
OTHER_ACTIVATION = Mistake("another-activation-than-relu-is-used", "another activation than ReLU is used")
NO_RELUS = Mistake("the-relus-are-missing", "the ReLUs are missing")
RELU_MISSING = Mistake("a-relu-is-missing-between-two-linears", "a ReLU is missing between two Linears")
OTHER_LAYER = Mistake(
    "a-layer-of-a-kind-that-is-not-asked-for-is-built-in", "a layer of a kind that is not asked for is built in"
)
LAYER_TOO_MANY = Mistake("a-layer-too-many-is-built", "a layer too many is built")
IN_AND_OUT_SWAPPED = Mistake("in-and-out-are-swapped", "in and out are swapped")
LAYERS_DO_NOT_FIT = Mistake("the-layers-do-not-fit-one-another", "the layers do not fit one another")
HIDDEN_REORDERED = Mistake(
    "the-hidden-layers-widths-are-taken-in-another-order-than-given",
    "the hidden layers' widths are taken in another order than given",
)
OTHER_HIDDEN_SIZES = Mistake(
    "the-hidden-layers-widths-are-not-the-ones-in-hidden-sizes",
    "the hidden layers' widths are not the ones in hidden_sizes",
)
OTHER_INPUT_SIZE = Mistake("the-input-layer-s-width-is-not-input-size", "the input layer's width is not input_size")
OTHER_OUTPUT_SIZE = Mistake(
    "the-output-layer-s-width-is-not-output-size", "the output layer's width is not output_size"
)
OTHER_WIDTHS = Mistake("the-widths-are-not-the-ones-given", "the widths are not the ones given")
OWN_CLASS = Mistake(
    "a-class-of-your-own-is-returned-not-an-nn-sequential", "a class of your own is returned, not an nn.Sequential"
)
LIST_OF_LAYERS = Mistake("a-list-of-layers-is-returned-not-a-network", "a list of layers is returned, not a network")
HIDDEN_IGNORED = Mistake(
    "hidden-sizes-is-not-used", "hidden_sizes is not used", "where the widths 128 and 64 come from"
)
ARGUMENTS_IGNORED = Mistake(
    "the-sizes-are-written-in-the-arguments-are-ignored", "the sizes are written in, the arguments are ignored"
)
TAKEN_FOR_GRANTED = {
    1: Mistake(
        "at-least-1-hidden-layer-is-taken-for-granted",
        "at least 1 hidden layer is taken for granted",
        "what your code does where hidden_sizes is short, or empty",
    ),
    2: Mistake(
        "at-least-2-hidden-layers-are-taken-for-granted",
        "at least 2 hidden layers are taken for granted",
        "what your code does where hidden_sizes is short, or empty",
    ),
}
COMPUTES_ELSE = Mistake(
    "a-layer-computes-something-else-than-its-name-says", "a layer computes something else than its name says"
)
OTHER_DEFAULTS = Mistake(
    "the-default-sizes-are-not-the-ones-asked-for",
    "the default sizes are not the ones asked for",
    "the function's first line",
)
NO_BIAS = Mistake("a-linear-layer-has-no-bias", "a Linear layer has no bias", "what bias=False leaves out")
FROZEN = Mistake("parameters-are-frozen", "parameters are frozen", "requires_grad: nothing trains what has none")
ONE_NETWORK = Mistake(
    "one-network-is-returned-again-and-again",
    "the networks of several calls share their layers",
    "where the layers are made: in every call anew",
)
OVER_THE_IMAGES = Mistake(
    "logsoftmax-runs-over-the-images-not-over-the-classes",
    "LogSoftmax runs over the images, not over the classes",
    "the last layer, and the dimension along which it sums",
)


def layers_mistake(kinds, hidden_layers):
    """What a wrong sequence of layers says about the code that built it, or None."""
    linear, relu = kinds.count("Linear"), kinds.count("ReLU")
    found = {
        NESTED: "Sequential" in kinds,
        SOFTMAX: kinds[-1:] == ["Softmax"],
        NO_LOG_SOFTMAX: "LogSoftmax" not in kinds,
        NO_OUTPUT_LAYER: linear == relu == hidden_layers > 0,
        RELU_BEHIND_THE_LAST: kinds[-2:] == ["ReLU", "LogSoftmax"],
        ONE_HIDDEN_LAYER: linear == 2 < hidden_layers + 1,
        OTHER_ACTIVATION: not {"Sigmoid", "Tanh", "LeakyReLU", "GELU"}.isdisjoint(kinds),
        NO_RELUS: hidden_layers > 0 == relu and linear == hidden_layers + 1,
        RELU_MISSING: relu < hidden_layers and linear == hidden_layers + 1,
        OTHER_LAYER: not {"Linear", "ReLU", "LogSoftmax"}.issuperset(kinds),
        LAYER_TOO_MANY: len(kinds) > 2 * hidden_layers + 2,
    }
    return next((mistake for mistake, holds in found.items() if holds), None)


def widths_mistake(yours, asked):
    """What wrong widths, (in, out) of each Linear layer, say about the code that built them."""
    if yours == [(b, a) for a, b in asked]:
        return IN_AND_OUT_SWAPPED
    if any(before[1] != after[0] for before, after in pairwise(yours)):
        return LAYERS_DO_NOT_FIT
    orders = [sorted(after for _, after in widths[:-1]) for widths in (yours, asked)]
    ends = yours[0][0] == asked[0][0], yours[-1][1] == asked[-1][1]
    reordered = orders[0] == orders[1]
    return {
        (True, True): HIDDEN_REORDERED if reordered else OTHER_HIDDEN_SIZES,
        (False, True): OTHER_INPUT_SIZE,
        (True, False): OTHER_OUTPUT_SIZE,
    }.get(ends, OTHER_WIDTHS)


def kind_of(layer):
    """The name of the layer of torch's that this is, or made from; of its own class where it is none."""
    torchs = (c.__name__ for c in type(layer).__mro__ if c is not nn.Module and getattr(nn, c.__name__, None) is c)
    return next(torchs, f"{type(layer).__name__} of your own")


def expect_layers(model, input_size, hidden_sizes, output_size):
    """Raises CheckFailed unless model is a flat nn.Sequential with these layers, each of its width."""
    if not isinstance(model, nn.Sequential):
        kind = "None: is a return statement missing?" if model is None else f"a {type(model).__name__}."
        own = OWN_CLASS if isinstance(model, nn.Module) else no_return(model)
        mistake = LIST_OF_LAYERS if type(model).__name__ in ("list", "ModuleList") else own
        raise CheckFailed(f"the network should be an nn.Sequential; yours is {kind}", mistake=mistake)
    layers = [kind for _ in hidden_sizes for kind in ("Linear", "ReLU")] + ["Linear", "LogSoftmax"]
    asked = list(pairwise([input_size, *hidden_sizes, output_size]))
    kinds = [kind_of(layer) for layer in model]
    yours = [tuple(layer.weight.shape[::-1]) for layer in model if kind_of(layer) == "Linear"]
    if any(len(widths) != 2 for widths in yours):
        raise CheckFailed("a Linear layer's weights should be a matrix.")
    ignored = None
    if yours == list(pairwise([784, 128, 64, 10])) != asked:
        ignored = ARGUMENTS_IGNORED
    elif [after for _, after in yours[:-1]] == [128, 64] != list(hidden_sizes):
        ignored = HIDDEN_IGNORED
    if kinds != layers:
        rows = f"asked for   {' → '.join(layers)}", f"yours       {' → '.join(kinds)}"
        mistake = ignored or layers_mistake(kinds, len(hidden_sizes))
        raise CheckFailed("the layers are not the ones asked for:", *rows, mistake=mistake)
    if yours != asked:
        rows = f"asked for   {asked}", f"yours       {yours}"
        mistake = ignored or widths_mistake(yours, asked)
        raise CheckFailed("the Linear layers' widths (in, out) are off:", *rows, mistake=mistake)


def fewest_hidden_layers(build_model):
    """The smallest number of hidden layers, up to three, that the function builds without an exception."""
    for number in range(4):
        try:
            build_model(20, (9,) * number, 4)
        except CheckFailed:
            continue
        return number
    return 0


def built(build_model, input_size, hidden_sizes, output_size):
    """The student's network; an exception is named where more hidden layers would not have raised it."""
    try:
        return build_model(input_size, hidden_sizes, output_size)
    except CheckFailed as failure:
        fewest = fewest_hidden_layers(build_model)
        if fewest > len(hidden_sizes):
            failure.mistake = TAKEN_FOR_GRANTED[fewest]
        raise


def outputs_of(build_model, model, images):
    """(what the network gives for the images, what its weights say: scores before the last layer), as arrays."""
    outputs = computed_by(build_model, model, images)
    first, *linear = [layer for layer in model if kind_of(layer) == "Linear"]
    with torch.no_grad():
        scores = nn.functional.linear(images, first.weight, first.bias)
        for layer in linear:
            scores = nn.functional.linear(scores.clamp(min=0), layer.weight, layer.bias)
    if not isinstance(outputs, torch.Tensor):
        raise CheckFailed(f"the network should give a tensor; yours gives a {type(outputs).__name__}.")
    return outputs.detach().numpy(), scores.numpy()


def expect_computed(build_model, model, images):
    """Raises CheckFailed unless the network gives what its layers' names and weights say; LogSoftmax along any axis."""
    outputs, scores = outputs_of(build_model, model, images)
    known = [scores - np.log(np.exp(scores).sum(axis=axis, keepdims=True)) for axis in (0, 1)]
    if not any(close(outputs, right, 1e-4) for right in known):
        told = "what the network gives is not what layers of these kinds, with its weights, would give."
        raise CheckFailed(told, mistake=COMPUTES_ELSE)


def expect_defaults(build_model):
    """Raises CheckFailed unless the network that is built without arguments has the usual sizes."""
    try:
        expect_layers(build_model(), 784, (128, 64), 10)
    except CheckFailed as failure:
        if runs(expect_layers, build_model(784, (128, 64), 10), 784, (128, 64), 10):
            failure.mistake = OTHER_DEFAULTS
        raise


def expect_trainable(model):
    """Raises CheckFailed unless each Linear layer has a bias, and no parameter is frozen."""
    if any(layer.bias is None for layer in model if kind_of(layer) == "Linear"):
        raise CheckFailed("a Linear layer adds a bias to each output; one of yours has none.", mistake=NO_BIAS)
    frozen = sum(not parameter.requires_grad for parameter in model.parameters())
    if frozen:
        raise CheckFailed(f"{frozen} of the network's parameters require no gradient.", mistake=FROZEN)


def expect_own(model, another):
    """Raises CheckFailed if two networks share parameters: what trains one would train the other."""
    shared = {id(p) for p in model.parameters()} & {id(p) for p in another.parameters()}
    if shared:
        raise CheckFailed("two calls gave networks that share their parameters.", mistake=ONE_NETWORK)


def judge_layers(build_model, input_size, *others):
    """Looks at a network's layers, at what they compute, and at whether another one has parameters of its own."""
    model = built(build_model, input_size, *others)
    expect_layers(model, input_size, *others)
    expect_trainable(model)
    expect_computed(build_model, model, torch.linspace(-2, 2, 5 * input_size).view(5, input_size))
    expect_own(model, built(build_model, input_size, *others))


def expect_log_probabilities(build_model, model, images):
    """Raises CheckFailed unless the network gives each image the logarithms of ten probabilities, its weights' own."""
    outputs, _ = outputs_of(build_model, model, images)
    expect_array(outputs, (len(images), 10), "the output")
    by_image, by_class = (np.exp(outputs).sum(axis=axis) for axis in (1, 0))
    if np.allclose(by_image, 1, atol=1e-4):
        return expect_computed(build_model, model, images)
    along_images = np.allclose(by_class, 1, atol=1e-4)
    mistake = OVER_THE_IMAGES if along_images else None
    known = f"the first image's ten probabilities should sum to 1; yours sum to {by_image[0]:.4g}."
    raise CheckFailed(known, mistake=mistake)


@pytest.mark.worth(4)
@pytest.mark.parametrize(
    "input_size, hidden_sizes, output_size",
    [(784, (128, 64), 10), (20, (7,), 4), (12, (), 3), hidden(30, (9, 8, 7), 5), hidden(50, (40, 40), 2)],
)
def check_build_model_layers(build_model, input_size, hidden_sizes, output_size):
    """the layers are Linear and ReLU for each hidden size, Linear, LogSoftmax"""
    sizes = input_size, hidden_sizes, output_size
    with trying(f"model = build_model{sizes}"):
        judge_layers(build_model, *sizes)
    with trying("model = build_model()"):
        expect_defaults(build_model)


@pytest.mark.worth(2)
@pytest.mark.parametrize("batch", [3, 1, hidden(64)])
def check_build_model_probabilities(build_model, batch):
    """every image gets the logarithms of ten probabilities"""
    generator = torch.Generator().manual_seed(batch)
    with trying(f"model, images = build_model(20, (9, 8), 10), torch.rand({batch}, 20)"):
        model = built(build_model, 20, (9, 8), 10)
        expect_layers(model, 20, (9, 8), 10)
        expect_log_probabilities(build_model, model, torch.rand(batch, 20, generator=generator))
