"""The accuracy of networks with known answers, which are left as they were."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from autograder.checks.mnist.networks import expect_plain_float, lit, network_with, patterns, pixels_mistake, supervised
from autograder.kit.case import hidden
from autograder.kit.compare import compare
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
BATCHES_TAKEN_AS_FULL = Mistake(
    "every-batch-is-taken-to-be-full", "every batch is taken to be full", "the last batch's size"
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


def sure_answers():
    """Ten answers for network_with: pixel k is read as the digit k; the digit after it is the least likely."""
    return np.full((10, 10), 0.0125) + 0.8875 * np.eye(10) - 0.0125 / 2 * np.roll(np.eye(10), 1, axis=1)


def accuracy_of(evaluate, model, read, labels, batch_size):
    """The student's accuracy of a network with sure answers, on images that it reads as `read`."""
    loader = DataLoader(TensorDataset(lit(read), torch.as_tensor(labels)), batch_size=batch_size)
    accuracy, _ = supervised(evaluate, model, loader, torch.device("cpu"))
    expect_plain_float(accuracy, "the accuracy")
    return accuracy


def labelled(batches):
    """(read, labels): which digits a network with sure answers reads, and which are true.

    batches: for each batch the number of its images, and how many of them are read right.
    """
    right = np.concatenate([np.arange(size) < number for size, number in batches])
    number = np.arange(len(right))
    read = number * 7 % 10
    return read, np.where(right, read, (read + 1 + number % 3) % 10)


def accuracy_suspects(evaluate, yours, batches):
    """What the accuracy would be after a typical mistake; batches: as in labelled."""
    sizes, right = np.array(batches, dtype=float).T
    read, labels = labelled(batches)
    first = batches[0][0]
    call = lambda model: accuracy_of(evaluate, model, read, labels, first)
    on_the_way = pixels_mistake(call, network_with(sure_answers()), lit(read[:first]))
    return [
        *([Suspect(on_the_way, yours)] if on_the_way else []),
        Suspect(BATCHES_COUNT_ALIKE, float(np.mean(right / sizes))),
        Suspect(LAST_BATCH_ONLY, float(right[-1] / sizes[-1])),
        Suspect(FIRST_BATCH_ONLY, float(right[0] / sizes[0])),
        Suspect(LAST_BATCH_LEFT_OUT, float(right[:-1].sum() / max(sizes[:-1].sum(), 1))),
        Suspect(PERCENTAGE, float(100 * right.sum() / sizes.sum())),
        Suspect(NOT_DIVIDED, float(right.sum())),
        Suspect(SHARE_OF_WRONG, float(1 - right.sum() / sizes.sum())),
        Suspect(DIVIDED_BY_BATCHES, float(right.sum() / len(sizes))),
        Suspect(LAST_BATCHS_COUNT, float(right[-1] / sizes.sum())),
        Suspect(ACCURACIES_SUMMED, float(np.sum(right / sizes))),
        Suspect(LEAST_LIKELY, float(np.mean(labels == (read + 1) % 10))),
        Suspect(BATCHES_TAKEN_AS_FULL, float(right.sum() / (sizes[0] * len(sizes)))),
    ]


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


@pytest.mark.parametrize(
    "batches", [((5, 4), (5, 1), (3, 2)), ((5, 5), (3, 3)), ((6, 1),), hidden(((8, 5), (8, 7), (8, 8), (3, 1)))]
)
def check_evaluate_accuracy(evaluate, batches):
    """the accuracy is the share of the images that are read right"""
    read, labels = labelled(batches)
    yours = accuracy_of(evaluate, network_with(sure_answers()), read, labels, batches[0][0])
    suspects = lambda: accuracy_suspects(evaluate, yours, batches)
    compare(yours, float(np.mean(read == labels)), "the accuracy", suspects, "counted")
    expect_told_apart(evaluate)


@pytest.mark.parametrize("layer", ["Dropout", hidden("BatchNorm")])
def check_evaluate_mode(evaluate, layer):
    """it computes in eval mode, also a network that arrives in training mode"""
    middle = {"Dropout": nn.Dropout(1.0), "BatchNorm": nn.BatchNorm1d(10)}[layer]
    model = network_with(sure_answers(), middle)
    yours = accuracy_of(evaluate, model, [3] * 8, [3, 0, 3, 3, 7, 3, 0, 3], 4)
    suspects = lambda: [Suspect(IN_TRAINING_MODE, 0.25)]
    compare(yours, 0.625, "the accuracy", suspects, "counted")


@pytest.mark.parametrize("modes", ["all training", "all eval", "one frozen", hidden("one training")])
def check_evaluate_restores(evaluate, modes):
    """the network is left in the mode in which it came"""
    expect_mode(evaluate, network_in(modes))
    expect_told_apart(evaluate)


@pytest.mark.parametrize("autograd", [True, hidden(False)])
def check_evaluate_untouched(evaluate, autograd):
    """weights, statistics, gradients and autograd's switch stay as they were"""
    model = network_in("all training")
    leave_gradients(model)
    before, loader = state_of(model), DataLoader(patterns(10, seed=0), batch_size=4)
    with torch.set_grad_enabled(autograd):
        accuracy, left = supervised(evaluate, model, loader, torch.device("cpu"))
    expect_plain_float(accuracy, "the accuracy")
    expect_state(model, before)
    expect_switch(left, autograd)
    expect_told_apart(evaluate)
