"""One image's digit and probabilities."""

from contextlib import suppress
from functools import partial

import numpy as np
import pytest
import torch
from torch import nn

from autograder.checks.mnist.mistakes import ORDER_SWAPPED
from autograder.checks.mnist.networks import lit, network_with, pixels_mistake, supervised
from autograder.kit.case import hidden
from autograder.kit.compare import compare, expect_array, expect_pair, trying
from autograder.kit.mistakes import CheckFailed, Mistake, Suspect

PROBABILITIES_STILL_A_TENSOR = Mistake(
    "the-probabilities-are-still-a-tensor", "the probabilities are still a tensor", "how a tensor becomes an array"
)
BATCH_OF_ONE = Mistake(
    "the-batch-of-one-image-is-still-there", "the batch of one image is still there", "which row of it is wanted"
)
PROBABILITIES_LISTED = Mistake(
    "the-probabilities-are-a-list", "the probabilities are a list", "how a tensor becomes an array"
)
SOFTMAX_OVER_BATCH = Mistake(
    "the-softmax-runs-over-the-batch-of-one-image",
    "the softmax runs over the batch of one image",
    "the dimension in which the ten digits lie",
)
ONLY_THE_DIGIT = Mistake(
    "only-the-digit-is-left-1-for-it-0-for-the-others",
    "only the digit is left: 1 for it, 0 for the others",
    "what the network's last layer gives",
)
LOGARITHMS = Mistake(
    "the-logarithms-of-the-probabilities-are-returned",
    "the logarithms of the probabilities are returned",
    "what the network's last layer gives",
)
SOFTMAX_TWICE = Mistake(
    "the-softmax-is-taken-twice", "the softmax is taken twice", "what the network's last layer gives"
)
SORTED = Mistake(
    "the-probabilities-are-sorted", "the probabilities are sorted", "which probability belongs to which digit"
)
DIVIDED_BY_LARGEST = Mistake(
    "the-probabilities-are-divided-by-the-largest",
    "the probabilities are divided by the largest",
    "what they should sum to",
)
LOGARITHMS_DIVIDED = Mistake(
    "logarithms-are-divided-by-their-sum",
    "logarithms are divided by their sum, as if they were probabilities",
    "what the network's last layer gives",
)
POWER_OF_2 = Mistake("2-is-raised-to-the-power-not-e", "2 is raised to the power, not e", "what undoes the logarithm")
ROUNDED = Mistake("the-probabilities-are-rounded", "the probabilities are rounded", "what they should sum to")
DIGIT_STILL_A_TENSOR = Mistake("the-digit-is-still-a-tensor", "the digit is still a tensor")
PROBABILITY_FOR_DIGIT = Mistake(
    "the-digit-s-probability-is-returned-in-its-place", "the digit's probability is returned in its place"
)
DIGIT_A_FLOAT = Mistake("the-digit-is-a-float", "the digit is a float")
COUNTED_FROM_1 = Mistake("the-digits-are-counted-from-1", "the digits are counted from 1")
LEAST_PROBABLE = Mistake("the-least-probable-digit-is-returned", "the least probable digit is returned")
PROBABILITY_CUT = Mistake("the-probability-is-returned-cut-to-an-int", "the probability is returned, cut to an int")
ALONG_THE_BATCH = Mistake(
    "the-largest-is-looked-for-along-the-batch-of-one-image", "the largest is looked for along the batch of one image"
)
RESHAPED_IN_PLACE = Mistake(
    "the-image-is-reshaped-in-place", "the image is reshaped in place", "methods that end in an underscore"
)
PIXELS_IN_PLACE = Mistake("the-image-s-pixels-are-changed-in-place", "the image's pixels are changed in place")


def drawn_answers(seed):
    """(6, 10): probabilities for network_with, in which no two digits are equally likely."""
    return 0.99 * np.random.default_rng(seed).dirichlet(np.full(10, 0.8), 6) + 0.001


def trying_six(seed):
    """Adds to a failure how to get the network and the six images that predictions looks at."""
    return trying(f"model, images = network_with(drawn_answers({seed})), lit(range(6))")


def predictions(predict, seed):
    """The student's (digit, probabilities) for each of six images, beside the network's true probabilities."""
    answers = drawn_answers(seed)
    for known, image in zip(answers, lit(range(6))):
        pair, _ = supervised(predict, network_with(answers), image.clone(), torch.device("cpu"))
        expect_pair(pair, "digit, probabilities")
        if np.ndim(pair[0]) == 1 and np.ndim(pair[1]) == 0:
            raise CheckFailed("the pair came back as (probabilities, digit).", mistake=ORDER_SWAPPED)
        yield pair, known


def expect_ten(probabilities):
    """Raises CheckFailed unless these are ten numbers in a NumPy array."""
    if isinstance(probabilities, torch.Tensor):
        known = f"the probabilities should be a NumPy array; yours are a tensor {tuple(probabilities.shape)}."
        raise CheckFailed(known, mistake=PROBABILITIES_STILL_A_TENSOR)
    if np.shape(probabilities) == (1, 10) and isinstance(probabilities, np.ndarray):
        known = "the probabilities should have the shape (10,); yours have (1, 10)."
        raise CheckFailed(known, mistake=BATCH_OF_ONE)
    if isinstance(probabilities, list):
        known = f"the probabilities should be a NumPy array; yours are a list of {len(probabilities)}."
        raise CheckFailed(known, mistake=PROBABILITIES_LISTED)
    expect_array(probabilities, (10,), "the probabilities")


def probability_suspects(known):
    """What the probabilities would be after a typical mistake."""
    return [
        Suspect(SOFTMAX_OVER_BATCH, np.ones(10)),
        Suspect(ONLY_THE_DIGIT, np.equal(known, known.max()).astype(float)),
        Suspect(LOGARITHMS, np.log(known)),
        Suspect(SOFTMAX_TWICE, np.exp(known) / np.exp(known).sum()),
        Suspect(SORTED, np.sort(known)[::-1]),
        Suspect(DIVIDED_BY_LARGEST, known / known.max()),
        Suspect(LOGARITHMS_DIVIDED, np.log(known) / np.log(known).sum()),
        Suspect(POWER_OF_2, known**0.6931472),
        Suspect(ROUNDED, np.round(known, 2)),
    ]


def changes_pixels_of(predict):
    """What happens to the pixels on their way to the network, if anything does."""
    image = torch.arange(784.0).view(1, 28, 28) / 784
    call = lambda model: supervised(predict, model, image.clone(), torch.device("cpu"))
    with suppress(CheckFailed):
        return pixels_mistake(call, network_with(drawn_answers(0)), image)


def judge_probabilities(predict, seed):
    """Compares the probabilities of six images with those that the network is known to give."""
    found = [(probabilities, known) for (_, probabilities), known in predictions(predict, seed)]
    for probabilities, _ in found:
        expect_ten(probabilities)
    cases = [(probabilities, known, partial(probability_suspects, known)) for probabilities, known in found]
    for number, (probabilities, known, suspects) in enumerate(cases):
        also = lambda: cases[:number] + cases[number + 1 :]
        try:
            compare(probabilities, known, "the row of probabilities", suspects, "known", also=also)
        except CheckFailed as failure:
            failure.mistake = failure.mistake or changes_pixels_of(predict)
            raise


def digit_read_by(predict, outputs):
    """The digit that comes back where the network gives these outputs, (rows, 10), whatever the image."""
    linear = nn.Linear(784, outputs.size)
    with torch.no_grad():
        linear.weight.zero_()
        linear.bias.copy_(torch.tensor(outputs.ravel()))
    rows = nn.Unflatten(1, outputs.shape), nn.Flatten(0, 1)
    pair, _ = supervised(predict, nn.Sequential(linear, *rows), lit([0])[0], torch.device("cpu"))
    return pair[0]


def fixed_digit_mistake(predict):
    """Why the digit is 0 in all images: told by outputs that are certain of a 7, and by two rows of them."""
    with suppress(CheckFailed):
        if digit_read_by(predict, np.where(np.arange(10) == 7, 0.0, -69.0)[None]) == 1:
            return PROBABILITY_CUT
        if digit_read_by(predict, np.array([[-2.0] * 10, [-1.0] * 10])) == 1:
            return ALONG_THE_BATCH
    return None


def digit_mistake(predict, digits, known):
    """Why these digits, one an image, are not the most probable ones."""
    order = np.argsort(known, axis=1)
    if np.array_equal(digits, order[:, -1] + 1):
        return COUNTED_FROM_1
    if np.array_equal(digits, order[:, 0]):
        return LEAST_PROBABLE
    return None if np.any(digits) else fixed_digit_mistake(predict)


def float_mistake(digits, known):
    """What floats in the place of digits are."""
    if np.allclose(digits, known.max(axis=1), atol=1e-4):
        return PROBABILITY_FOR_DIGIT
    return DIGIT_A_FLOAT if np.array_equal(digits, known.argmax(axis=1)) else None


def expect_ints(digits, known):
    """Raises CheckFailed unless these digits, one an image, are all an int."""
    for digit in digits:
        if isinstance(digit, torch.Tensor):
            raise CheckFailed(f"the digit should be an int; yours is {digit}.", mistake=DIGIT_STILL_A_TENSOR)
        if isinstance(digit, (bool, np.bool_)) or not isinstance(digit, (int, np.integer)):
            are_floats = all(isinstance(one, (float, np.floating)) for one in digits)
            mistake = float_mistake(digits, known) if are_floats else None
            raise CheckFailed(f"the digit should be an int; yours is {digit!r}.", mistake=mistake)


def expect_digits(predict, digits, known):
    """Raises CheckFailed unless the digits, one an image, are the most probable ones."""
    expect_ints(digits, known)
    for digit, row in zip(digits, known):
        if digit != row.argmax():
            lines = f"probabilities of 0 … 9   {' '.join(f'{p:.3f}' for p in row)}", f"yours reads              {digit}"
            mistake = digit_mistake(predict, digits, known)
            raise CheckFailed("the digit is not the most probable one:", *lines, mistake=mistake)


def expect_own_answers(predict, seed):
    """Raises CheckFailed if two images get the same probabilities, unless these are the network's."""
    found = [probabilities for _, ((_, probabilities), _) in zip(range(2), predictions(predict, seed))]
    for probabilities in found:
        expect_ten(probabilities)
    if np.array_equal(*found, equal_nan=True):
        judge_probabilities(predict, seed)


def expect_same_image(given, image):
    """Raises CheckFailed if what was given is not as the image still is."""
    if given.shape != image.shape:
        known = f"its shape was (1, 28, 28), and is {tuple(given.shape)} now."
        raise CheckFailed(known, mistake=RESHAPED_IN_PLACE)
    if not torch.equal(given, image):
        raise CheckFailed("its pixels have changed.", mistake=PIXELS_IN_PLACE)


@pytest.mark.worth(1)
@pytest.mark.parametrize("seed", [1, hidden(2)])
def check_predict_image(predict, seed):
    """the image is left as it is"""
    image = torch.rand(1, 28, 28, generator=torch.Generator().manual_seed(seed))
    given = image.clone()
    with trying(f"model, image = network_with(drawn_answers({seed})), torch.rand(1, 28, 28)"):
        pair, _ = supervised(predict, network_with(drawn_answers(seed)), given, torch.device("cpu"))
        expect_pair(pair, "digit, probabilities")
        expect_same_image(given, image)
    with trying_six(seed):
        expect_own_answers(predict, seed)


@pytest.mark.worth(3)
@pytest.mark.parametrize("seed", [1, hidden(2)])
def check_predict_probabilities(predict, seed):
    """the ten probabilities are the network's"""
    with trying_six(seed):
        judge_probabilities(predict, seed)


@pytest.mark.worth(2)
@pytest.mark.parametrize("seed", [1, hidden(2)])
def check_predict_digit(predict, seed):
    """the digit is the most probable one"""
    with trying_six(seed):
        found = [(digit, known) for (digit, _), known in predictions(predict, seed)]
        expect_digits(predict, [digit for digit, _ in found], np.array([known for _, known in found]))
