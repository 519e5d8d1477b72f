"""The accuracy of networks with known answers, which are left as they were."""

from contextlib import suppress
from functools import partial

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from autograder.checks.mnist.mistakes import BATCHES_TAKEN_AS_FULL, SOFTMAX_OVER_IMAGES, SQUEEZED_BATCH
from autograder.checks.mnist.networks import expect_plain_float, lit, network_with, patterns, pixels_mistake, supervised
from autograder.kit.case import hidden
from autograder.kit.compare import COLUMN_MEETS_ROW, compare, runs, trying
from autograder.kit.mistakes import CheckFailed, Mistake, Suspect

BATCHES_COUNT_ALIKE = Mistake(
    "each-batch-s-accuracy-counts-the-same",
    "each batch's accuracy counts the same",
    "the last batch: is it a full one?",
)
LAST_BATCH_ONLY = Mistake(
    "only-the-last-batch-counts", "only the last batch counts", "what is counted, over which images"
)
FIRST_BATCH_ONLY = Mistake(
    "only-the-first-batch-counts", "only the first batch counts", "where the return statement stands"
)
LAST_BATCH_LEFT_OUT = Mistake(
    "the-last-batch-is-left-out", "the last batch is left out", "what is counted, over which images"
)
PERCENTAGE = Mistake("the-result-is-a-percentage", "the result is a percentage", "the range that is asked for")
NOT_DIVIDED = Mistake(
    "right-answers-are-counted-and-not-divided", "right answers are counted, and not divided", "the word share"
)
SHARE_OF_WRONG = Mistake(
    "the-share-of-the-wrong-answers-is-returned",
    "the share of the wrong answers is returned",
    "what is counted, over which images",
)
DIVIDED_BY_BATCHES = Mistake(
    "the-count-is-divided-by-the-number-of-batches",
    "the count is divided by the number of batches",
    "what is counted, over which images",
)
LAST_BATCHS_COUNT = Mistake(
    "only-the-last-batch-s-right-answers-are-counted",
    "only the last batch's right answers are counted",
    "what is counted, over which images",
)
ACCURACIES_SUMMED = Mistake(
    "the-batches-accuracies-are-added-up", "the batches' accuracies are added up", "what is counted, over which images"
)
LEAST_LIKELY = Mistake(
    "the-least-likely-digit-is-taken", "the least likely digit is taken", "which output is the answer"
)
WHOLE_BATCH_SEARCHED = Mistake(
    "the-largest-output-of-the-whole-batch-is-looked-for",
    "the largest output of the whole batch is looked for",
    "argmax without dim, and what it counts",
)
ARGMAX_OVER_IMAGES = Mistake(
    "the-likeliest-image-is-looked-for-not-the-likeliest-digit",
    "the likeliest image is looked for, not the likeliest digit",
    "the shape of what the network gives, and the dimension of the digits",
)
VALUES_COMPARED = Mistake(
    "the-largest-output-itself-is-compared-with-the-label",
    "the largest output itself is compared with the label",
    "what max gives: values, and where they stand",
)
ALL_RIGHT_ONLY = Mistake(
    "only-batches-that-are-all-right-count",
    "only batches that are all right count",
    "what is compared: image by image, or the batch as a whole",
)
CUT = Mistake(
    "the-share-is-cut-to-a-whole-number", "the share is cut to a whole number", "the division: / and // differ"
)
IN_TRAINING_MODE = Mistake(
    "the-network-works-in-training-mode", "the network works in training mode", "which layers behave differently"
)
LEFT_IN_EVAL_MODE = Mistake(
    "the-network-is-left-in-eval-mode",
    "the network is left in eval mode",
    "in which mode the network came, and who remembers it",
)
TRAINING_MODE_SET = Mistake(
    "training-mode-is-switched-on-whatever-the-mode-was",
    "training mode is switched on, whatever the mode was",
    "in which mode the network came, and who remembers it",
)
AUTOGRAD_SET = Mistake(
    "autograd-is-switched-on-at-the-end-whatever-it-was", "autograd is switched on at the end, whatever it was"
)
AUTOGRAD_LEFT_OFF = Mistake("autograd-is-left-switched-off", "autograd is left switched off")
CHANGES = {
    "the weights": Mistake("the-evaluation-changes-the-weights", "the evaluation changes the weights"),
    "BatchNorm's statistics": Mistake(
        "the-evaluation-changes-batchnorm-s-statistics", "the evaluation changes BatchNorm's statistics"
    ),
    "the gradients": Mistake("the-evaluation-changes-the-gradients", "the evaluation changes the gradients"),
    "the parameters' requires_grad": Mistake(
        "the-evaluation-changes-the-parameters-requires-grad", "the evaluation changes the parameters' requires_grad"
    ),
}

OTHER_LOADERS = [((4, 3), (4, 4), (2, 1)), ((7, 7), (7, 5), (7, 7), (3, 1))]  # as in drawn
MIDDLE = {"Dropout": lambda: nn.Dropout(1.0), "BatchNorm": lambda: nn.BatchNorm1d(10)}


def sure_answers():
    """Ten answers for network_with: pixel k is read as the digit k; the digit after it is the least likely."""
    return np.full((10, 10), 0.0125) + 0.8875 * np.eye(10) - 0.0125 / 2 * np.roll(np.eye(10), 1, axis=1)


def returned_for(evaluate, model, pixels, labels, batch_size):
    """What comes back for a network with known answers, and images in which these pixels are lit."""
    loader = DataLoader(TensorDataset(lit(pixels), torch.as_tensor(labels)), batch_size=batch_size)
    return supervised(evaluate, model, loader, torch.device("cpu"))[0]


def accuracy_of(evaluate, model, pixels, labels, batch_size):
    """What comes back, if it is a float."""
    accuracy = returned_for(evaluate, model, pixels, labels, batch_size)
    expect_plain_float(accuracy, "the accuracy")
    return accuracy


def drawn(batches):
    """(answers, labels) of some images, batch after batch: what network_with takes, and which digits are true.

    batches: for each batch the number of its images, and how many of them, its first, are read right. In truth the
    others are the digit that looks least likely, or another one. The image that is read most surely opens each batch
    but the second.
    """
    rng, parts = np.random.default_rng(np.ravel(batches)), []
    for number, (size, right) in enumerate(batches):
        answers = 0.99 * rng.dirichlet(np.full(10, 0.8), size) + 0.001
        answers = answers[np.argsort(answers.max(axis=1) * (1 if number == 1 else -1))]
        rank = np.where(np.arange(size) < right, 9, np.array([0, 7, 4])[(np.arange(size) - right) % 3])
        parts.append((answers, np.argsort(answers, axis=1)[np.arange(size), rank]))
    return [np.concatenate(part) for part in zip(*parts)]


def right_share(batches):
    """The accuracy on drawn batches, known since they were drawn."""
    sizes, right = np.array(batches).T
    return float(right.sum() / sizes.sum())


def drawn_inputs(batches, layer=None):
    """(model, loader): drawn batches, and a network that reads them with known answers (a layer in its middle)."""
    answers, labels = drawn(batches)
    middle = [MIDDLE[layer]()] if layer else []
    images = TensorDataset(lit(range(len(labels))), torch.as_tensor(labels))
    return network_with(answers, *middle), DataLoader(images, batch_size=batches[0][0])


def drawn_accuracy(evaluate, batches, layer=None):
    """The student's accuracy on drawn batches."""
    accuracy, _ = supervised(evaluate, *drawn_inputs(batches, layer), torch.device("cpu"))
    expect_plain_float(accuracy, "the accuracy")
    return accuracy


def drawn_in_batches(batches):
    """(answers, labels) of each drawn batch."""
    cuts = np.cumsum([size for size, _ in batches])[:-1]
    return zip(*(np.split(part, cuts) for part in drawn(batches)))


def share_read_by(way, batches):
    """The accuracy on drawn batches if each batch's outputs (n, 10) were read in another way than asked for."""
    hits = sum(np.sum(way(np.log(answers)) == labels) for answers, labels in drawn_in_batches(batches))
    return float(hits / sum(size for size, _ in batches))


def pair_suspects(batches):
    """What the accuracy would be if every guess of a batch were compared with every label."""
    tables = [answers.argmax(axis=1)[:, None] == labels for answers, labels in drawn_in_batches(batches)]
    hits = sum(np.sum(table) for table in tables)
    return [Suspect(COLUMN_MEETS_ROW, float(hits / sum(map(count, tables)))) for count in (np.size, len)]


def reading_suspects(batches):
    """What the accuracy would be if something else than each image's likeliest digit were read."""
    softmax = lambda outputs: np.exp(outputs) / np.exp(outputs).sum(axis=0)
    return [
        Suspect(LEAST_LIKELY, share_read_by(lambda outputs: outputs.argmin(axis=1), batches)),
        Suspect(WHOLE_BATCH_SEARCHED, share_read_by(lambda outputs: outputs.argmax(), batches)),
        Suspect(SOFTMAX_OVER_IMAGES, share_read_by(lambda outputs: softmax(outputs).argmax(axis=1), batches)),
    ]


def counting_suspects(batches):
    """What the accuracy would be if right answers were counted, or divided, in another way."""
    sizes, right = np.array(batches, dtype=float).T
    number, whole = sizes.sum(), right * (right == sizes)
    return [
        Suspect(BATCHES_COUNT_ALIKE, float(np.mean(right / sizes))),
        Suspect(LAST_BATCH_ONLY, float(right[-1] / sizes[-1])),
        Suspect(FIRST_BATCH_ONLY, float(right[0] / sizes[0])),
        Suspect(FIRST_BATCH_ONLY, float(right[0] / number)),
        Suspect(LAST_BATCH_LEFT_OUT, float(right[:-1].sum() / max(sizes[:-1].sum(), 1))),
        Suspect(PERCENTAGE, float(100 * right.sum() / number)),
        Suspect(NOT_DIVIDED, float(right.sum())),
        Suspect(SHARE_OF_WRONG, float(1 - right.sum() / number)),
        Suspect(DIVIDED_BY_BATCHES, float(right.sum() / len(sizes))),
        Suspect(LAST_BATCHS_COUNT, float(right[-1] / number)),
        Suspect(ACCURACIES_SUMMED, float(np.sum(right / sizes))),
        Suspect(BATCHES_TAKEN_AS_FULL, float(right.sum() / (sizes[0] * len(sizes)))),
        Suspect(ALL_RIGHT_ONLY, float(np.mean(whole > 0))),
        Suspect(ALL_RIGHT_ONLY, float(np.sum(whole > 0) / number)),
        Suspect(ALL_RIGHT_ONLY, float(whole.sum() / number)),
    ]


def accuracy_suspects(batches):
    """What the accuracy on drawn batches would be after a typical mistake."""
    return [*counting_suspects(batches), *reading_suspects(batches), *pair_suspects(batches)]


def other_loaders(evaluate):
    """Further loaders, as compare's also: what is returned, what is right, what mistakes would return."""
    for batches in OTHER_LOADERS:
        yield drawn_accuracy(evaluate, batches), right_share(batches), partial(accuracy_suspects, batches)


def changes_pixels(evaluate):
    """What happens to the pixels on their way to the network, if anything does."""
    call = lambda model: accuracy_of(evaluate, model, range(5), range(5), 5)
    return pixels_mistake(call, network_with(sure_answers()), lit(range(5)))


def runs_on(evaluate, batches):
    """Whether the function gives a float for drawn batches of this size."""
    return runs(drawn_accuracy, evaluate, batches)


def searches_over_images(evaluate):
    """Whether batches run only where they hold ten images, as many as there are digits, and are read digit by digit."""
    loaders = [((10, 6), (10, 3)), ((10, 2), (10, 9), (10, 5))]
    over_images = [share_read_by(lambda outputs: outputs.argmax(axis=0), batches) for batches in loaders]
    found = [drawn_accuracy(evaluate, batches) for batches in loaders]
    elsewhere = any(runs_on(evaluate, batches) for batches in [((5, 4), (5, 1)), ((7, 3),)])
    return not elsewhere and np.allclose(found, over_images, atol=1e-4)


def compares_values(evaluate):
    """Whether the labels that count as right are all 0, or all 1: a network that is certain gives log 1, which is 0."""
    if any(drawn_accuracy(evaluate, batches) for batches in [((9, 4), (9, 3)), ((11, 5), (3, 1))]):
        return False
    certain, pixels = network_with(np.where(np.eye(10), 1, 1e-30)), np.arange(12) % 10
    true = np.array([[2, 0, 0, 3, 1, 5, 6, 7, 8, 9, 0, 1], [1, 1, 2, 1, 1, 1, 6, 7, 8, 9, 0, 3]])
    found = [accuracy_of(evaluate, certain, pixels, labels, 4) for labels in true]
    return any(np.allclose(found, np.mean(true == value, axis=1), atol=1e-4) for value in (0, 1))


def cuts_shares(evaluate):
    """Whether the result is a whole number, and 0 unless all images are read right."""
    found = []
    for batches in [((5, 4), (5, 5), (3, 2)), ((4, 4), (2, 1)), ((5, 5), (3, 3))]:
        answers, labels = drawn(batches)
        found.append(returned_for(evaluate, network_with(answers), range(len(labels)), labels, batches[0][0]))
    return found == [0, 0, 1]


def squeezes_batches(evaluate):
    """Whether only loaders whose last batch holds one image fail."""
    longer, single = [((5, 4), (5, 1), (3, 2)), ((4, 1), (2, 1))], [((5, 4), (5, 1), (1, 1)), ((3, 1), (1, 0))]
    if not np.allclose([drawn_accuracy(evaluate, batches) for batches in longer], list(map(right_share, longer))):
        return False
    return not any(runs_on(evaluate, batches) for batches in single)


def asked_mistake(evaluate):
    """The mistake that calls made for it give away, or None."""
    with suppress(CheckFailed):
        if found := changes_pixels(evaluate):
            return found
    questions = {
        ARGMAX_OVER_IMAGES: searches_over_images,
        VALUES_COMPARED: compares_values,
        CUT: cuts_shares,
        SQUEEZED_BATCH: squeezes_batches,
    }
    for mistake, holds in questions.items():
        with suppress(CheckFailed):
            if holds(evaluate):
                return mistake
    return None


def judge_accuracy(evaluate, batches):
    """Compares the accuracy on drawn batches with the known one."""
    suspects, also = lambda: accuracy_suspects(batches), lambda: other_loaders(evaluate)
    try:
        yours = drawn_accuracy(evaluate, batches)
        compare(yours, right_share(batches), "the accuracy", suspects, "counted", also=also)
    except CheckFailed as failure:
        failure.mistake = failure.mistake or asked_mistake(evaluate)
        raise


def network_in(modes):
    """A network with nested layers, and sure answers in eval mode, whose modules are in the named modes."""
    model = network_with(sure_answers(), nn.Sequential(nn.BatchNorm1d(10), nn.Dropout(0.5)))
    model.train(modes in ("all training", "one frozen"))
    if modes.startswith("one"):
        model[1][0].train(modes == "one training")
    return model


def expect_told_apart(evaluate):
    """Raises CheckFailed if images that are all read right, and all wrong, have one accuracy: no mode matters here."""
    right, wrong = (
        accuracy_of(evaluate, network_with(sure_answers()), range(10), list(np.roll(range(10), shift)), 4)
        for shift in (0, 1)
    )
    if not abs(right - wrong) > 0:  # nan is no difference
        raise CheckFailed("whether the images are read right or wrong, the accuracy is the same.")


def mode_left(evaluate, model):
    """The mode (True: training) in which the function leaves a network."""
    accuracy_of(evaluate, model, range(10), list(range(10)), 4)
    return model.training


def mode_mistake(evaluate):
    """Why a network is not left in the mode in which it came: told by what becomes of either mode."""
    left = mode_left(evaluate, network_in("all training")), mode_left(evaluate, network_in("all eval"))
    return {(False, False): LEFT_IN_EVAL_MODE, (True, True): TRAINING_MODE_SET}.get(left)


def expect_mode(evaluate, model):
    """Raises CheckFailed unless the network's own mode, not that of each layer, is afterwards what it was."""
    before = model.training
    now = mode_left(evaluate, model)
    if now != before:
        words = {True: "training mode", False: "eval mode"}
        known = f"the network came in {words[before]}, and is left in {words[now]}."
        raise CheckFailed(known, mistake=mode_mistake(evaluate))


def state_of(model):
    """Copies of everything that a network holds: {kind: arrays}."""
    gradients = [None if p.grad is None else p.grad.numpy().copy() for p in model.parameters()]
    return {
        "the weights": [p.detach().numpy().copy() for p in model.parameters()],
        "BatchNorm's statistics": [b.numpy().copy() for b in model.buffers()],
        "the gradients": gradients,
        "the parameters' requires_grad": [p.requires_grad for p in model.parameters()],
    }


def expect_switch(now, before):
    """Raises CheckFailed unless autograd's global switch stands as it did."""
    if now != before:
        words = "on" if before else "off", "on" if now else "off"
        known = "autograd was switched {} before, and is {} now.".format(*words)
        raise CheckFailed(known, mistake=AUTOGRAD_SET if now else AUTOGRAD_LEFT_OFF)


def expect_state(model, before):
    """Raises CheckFailed unless the network holds what it held before."""
    for kind, now in state_of(model).items():
        same = [np.array_equal(a, b) for a, b in zip(now, before[kind]) if (a is None) == (b is None)]
        if not all(same) or len(same) < len(now):
            raise CheckFailed(f"{kind} changed during the evaluation.", mistake=CHANGES[kind])


def leave_gradients(model):
    """Gives each weight a gradient of its own, as training may have left it."""
    for number, weights in enumerate(model.parameters()):
        weights.grad = torch.full_like(weights, 0.5 + number)


def ten_images():
    """A loader of ten images, four a batch."""
    return DataLoader(patterns(10, seed=0), batch_size=4)


def judge_untouched(evaluate, autograd):
    """Compares what a network holds before and after, and autograd's switch."""
    model = network_in("all training")
    leave_gradients(model)
    before = state_of(model)
    with torch.set_grad_enabled(autograd):
        accuracy, left = supervised(evaluate, model, ten_images(), torch.device("cpu"))
    expect_plain_float(accuracy, "the accuracy")
    expect_state(model, before)
    expect_switch(left, autograd)


def read_in_training(layer, batches):
    """The accuracy on drawn batches of a network that stays in training mode."""
    answers, labels = drawn(batches)
    model, size = network_with(answers, MIDDLE[layer]()).train(), batches[0][0]
    outputs = [model(images.flatten(1)) for images in lit(range(len(labels))).split(size)]
    return float(np.mean(torch.cat(outputs).detach().numpy().argmax(axis=1) == labels))


def judge_mode(evaluate, layer):
    """Compares the accuracy of a network that came in training mode with the known one, on two loaders."""
    suspects = lambda batches: [Suspect(IN_TRAINING_MODE, read_in_training(layer, batches))]
    cases = [
        (drawn_accuracy(evaluate, batches, layer), right_share(batches), partial(suspects, batches))
        for batches in [((8, 5), (8, 3)), ((7, 3), (7, 6))]
    ]
    for yours, right, of_mistakes in cases:
        compare(yours, right, "the accuracy", of_mistakes, "counted", also=lambda: cases)


@pytest.mark.worth(4)
@pytest.mark.parametrize(
    "batches",
    [((5, 4), (5, 5), (3, 2)), ((5, 5), (3, 3)), ((4, 1), (4, 3), (1, 1)), hidden(((8, 5), (8, 7), (8, 8), (3, 1)))],
)
def check_evaluate_accuracy(evaluate, batches):
    """the accuracy is the share of the images that are read right"""
    with trying(f"model, loader = drawn_inputs({batches})"):
        judge_accuracy(evaluate, batches)
        expect_told_apart(evaluate)


@pytest.mark.worth(2)
@pytest.mark.parametrize("layer", ["Dropout", hidden("BatchNorm")])
def check_evaluate_mode(evaluate, layer):
    """it computes in eval mode, also a network that arrives in training mode"""
    with trying(f'model, loader = drawn_inputs(((8, 5), (8, 3)), "{layer}")'):
        judge_mode(evaluate, layer)


@pytest.mark.worth(2)
@pytest.mark.parametrize("modes", ["all training", "all eval", "one frozen", hidden("one training")])
def check_evaluate_restores(evaluate, modes):
    """the network is left in the mode in which it came"""
    with trying(f'model, loader = network_in("{modes}"), ten_images()'):
        expect_mode(evaluate, network_in(modes))
        expect_told_apart(evaluate)


@pytest.mark.worth(2)
@pytest.mark.parametrize("autograd", [True, hidden(False)])
def check_evaluate_untouched(evaluate, autograd):
    """weights, statistics, gradients and autograd's switch stay as they were"""
    with trying('model, loader = network_in("all training"), ten_images()'):
        judge_untouched(evaluate, autograd)
        expect_told_apart(evaluate)
