"""An epoch of training, replayed update by update."""

from functools import cache
from itertools import cycle
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from autograder.checks.mnist.mistakes import FIRST_LOSS_ONLY, LAST_LOSS_ONLY, LOSSES_SUMMED
from autograder.checks.mnist.networks import expect_plain_float, patterns, pixels_mistake, supervised, weights_of
from autograder.kit.case import hidden
from autograder.kit.compare import compare, frozen
from autograder.kit.mistakes import CheckFailed, Mistake, Suspect

GRADIENTS_PILE_UP = Mistake(
    "the-gradients-pile-up-from-batch-to-batch",
    "the gradients pile up from batch to batch",
    "what becomes of the gradient that the batch before has left",
)
STEPPED_TWICE = Mistake(
    "every-batch-is-stepped-on-twice",
    "every batch is stepped on twice",
    "how often a turn of the loop moves the weights",
)
FIRST_TRAINED_ONLY = Mistake(
    "only-the-first-batch-is-trained-on", "only the first batch is trained on", "where the return statement stands"
)
LAST_UPDATE_MISSING = Mistake(
    "the-last-batch-s-update-is-missing",
    "the last batch's update is missing",
    "what the last turn of the loop still does",
)
FIRST_UPDATE_MISSING = Mistake(
    "the-first-batch-s-update-is-missing",
    "the first batch's update is missing",
    "whether a batch is drawn before the loop",
)
ONE_MOVE = Mistake(
    "the-weights-move-once-after-the-last-batch",
    "the weights move once, after the last batch",
    "what belongs inside the loop",
)
ONE_MOVE_BY_THE_MEAN = Mistake(
    "the-weights-move-once-by-the-mean-of-all-gradients",
    "the weights move once, by the mean of all gradients",
    "what belongs inside the loop",
)
LAST_MOVES_ONLY = Mistake(
    "only-the-last-batch-moves-the-weights", "only the last batch moves the weights", "what belongs inside the loop"
)
LOSS_DIVIDED = Mistake(
    "each-loss-is-divided-by-the-number-of-batches",
    "each loss is divided by the number of batches",
    "of what the gradient is taken",
)
LOSS_MULTIPLIED = Mistake(
    "each-loss-is-multiplied-by-the-size-of-its-batch",
    "each loss is multiplied by the size of its batch",
    "of what the gradient is taken",
)
CLIPPED = Mistake(
    "the-gradients-are-clipped", "the gradients are clipped", "what happens to the gradients before the step"
)
BATCHES_OF_64 = Mistake(
    "every-batch-is-taken-to-hold-64-images",
    "every batch is taken to hold 64 images",
    "where the number of images in a batch comes from",
)
STEP_BEFORE_BACKWARD = Mistake(
    "the-optimizer-steps-before-backward", "the optimizer steps before backward()", "what a step needs"
)
GRADIENTS_UNUSED = Mistake(
    "there-are-gradients-but-no-step-uses-them",
    "there are gradients, but no step uses them",
    "which line uses the gradients, and what comes before it",
)
NO_GRADIENTS = Mistake(
    "the-optimizer-steps-while-there-are-no-gradients",
    "the optimizer steps while there are no gradients",
    "which line makes the gradients, which wipes them",
)
OTHER_OPTIMIZER = Mistake(
    "another-optimizer-than-the-given-one-is-used", "another optimizer than the given one is used"
)
SMOOTHED = Mistake("the-losses-are-smoothed-not-averaged", "the losses are smoothed, not averaged", "the word mean")
LARGER_COUNT_MORE = Mistake(
    "larger-batches-count-more", "larger batches count more", "the words: each batch counts the same"
)
SUM_BY_IMAGES = Mistake(
    "the-sum-is-divided-by-the-number-of-images",
    "the sum is divided by the number of images",
    "what is added up, and by what it is divided",
)
SUM_TIMES_SIZES = Mistake(
    "the-losses-are-added-up-times-their-batches-sizes",
    "the losses are added up, times their batches' sizes",
    "what is added up, and by what it is divided",
)
SIZES_NOT_DIVIDED_OUT = Mistake(
    "the-batches-sizes-are-multiplied-in-but-not-divided-out",
    "the batches' sizes are multiplied in, but not divided out",
    "what is added up, and by what it is divided",
)
LAST_LOSS_BY_BATCHES = Mistake(
    "the-last-batch-s-loss-is-divided-by-the-number-of-batches",
    "the last batch's loss is divided by the number of batches",
    "what is added up, and by what it is divided",
)
ONE_BATCH_TOO_FEW = Mistake(
    "the-losses-are-divided-by-one-batch-too-few",
    "the losses are divided by one batch too few",
    "what is added up, and by what it is divided",
)
MEASURED_AFTER_ALL = Mistake(
    "the-loss-is-measured-after-the-updates-not-before-each",
    "the loss is measured after the updates, not before each",
    "which weights each batch's loss belongs to",
)
MEASURED_AFTER_EACH = Mistake(
    "each-loss-is-measured-again-after-its-update",
    "each loss is measured again after its update",
    "which weights each batch's loss belongs to",
)
EVAL_MODE = Mistake(
    "the-network-trains-in-eval-mode", "the network trains in eval mode", "which layers behave differently"
)
LEFT_OVER = Mistake(
    "the-first-update-uses-gradients-left-over-from-before",
    "the first update uses gradients left over from before",
    "what the gradients hold when the first batch comes",
)
OTHER_CRITERION = Mistake(
    "another-criterion-than-the-given-one-is-used", "another criterion than the given one is used"
)


def optimizer_called(name, parameters):
    """One of torch's optimizers, with settings that nobody would guess."""
    kind, settings = {
        "SGD": (torch.optim.SGD, {"lr": 0.07}),
        "momentum": (torch.optim.SGD, {"lr": 0.03, "momentum": 0.8}),
        "Adam": (torch.optim.Adam, {"lr": 0.004, "betas": (0.7, 0.9)}),
        "RMSprop": (torch.optim.RMSprop, {"lr": 0.002, "alpha": 0.8}),
    }[name]
    return kind(parameters, **settings)


def criterion_called(name):
    """A loss for log-probabilities: the usual one, or one that nobody would guess."""
    weights = torch.arange(1.0, 11.0)
    summed = nn.NLLLoss(reduction="sum")
    known = {"NLL": nn.NLLLoss(), "weighted NLL": nn.NLLLoss(weight=weights), "summed NLL": summed}
    return known.get(name) or nn.CrossEntropyLoss(label_smoothing=0.3)


def trial(optimizer="momentum", criterion="NLL", layer=None, training=False, leftover=0.0, number=20):
    """What an epoch needs, the same at every call: a network, its optimizer, a loss, and batches of 8, 8 and 4 images.

    layer: BatchNorm or Dropout, in the middle; leftover: the gradient that an earlier use has left in every entry.
    number: how many of the 20 images there are.
    Dropout drops everything: so it is felt at once, and nothing depends on chance.
    """
    middle = {"BatchNorm": [nn.BatchNorm1d(12)], "Dropout": [nn.Dropout(1.0)]}.get(layer, [])
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(8)
        model = nn.Sequential(nn.Linear(784, 12), *middle, nn.ReLU(), nn.Linear(12, 10), nn.LogSoftmax(dim=1))
        images, labels = 2 * torch.rand(20, 1, 28, 28) - 1, torch.randint(10, (20,))
    for weights in model.parameters() if leftover else ():
        weights.grad = torch.full_like(weights, leftover)
    return SimpleNamespace(
        model=model.train(training),
        optimizer=optimizer_called(optimizer, model.parameters()),
        criterion=criterion_called(criterion),
        loader=DataLoader(TensorDataset(images[:number], labels[:number]), batch_size=8),
    )


def each_batch():
    """The plan of an epoch (see replay): an update after each batch, by all of its gradient and nothing else."""
    return [(1, (0, 1)), (2, (0, 0, 1)), (3, (0, 0, 0, 1))]


def replay(plan=None, order=(0, 1, 2), **settings):
    """The way that a trial's weights go if its updates follow a plan, and the losses that its batches meet.

    plan: for each update, after which batch it comes, and how much it takes of the gradients known by
    then: the one left over from before, the first batch's, the second's, …
    order: which of the batches are drawn, over and over again.
    """
    settings = {"training": True, **settings}
    t, losses = trial(**settings), []
    start, weights = weights_of(t.model), list(t.model.parameters())
    each = list(t.loader)
    batches = cycle([each[number] for number in order])
    gradients = [[torch.full_like(w, settings.get("leftover", 0.0)) for w in weights]]
    for last_batch, shares in plan or each_batch():
        while len(losses) < last_batch:
            images, labels = next(batches)
            losses.append(t.criterion(t.model(images.view(-1, 784)), labels))
            gradients.append(torch.autograd.grad(losses[-1], weights))
        for number, w in enumerate(weights):
            w.grad = sum((share * known[number] for share, known in zip(shares, gradients)), torch.zeros_like(w))
        t.optimizer.step()
    return weights_of(t.model) - start, np.array([loss.item() for loss in losses])


@cache
def replayed(**settings):
    """replay of a right epoch: the same for whoever is asked."""
    return tuple(map(frozen, replay(**settings)))


def epoch_suspects(**settings):
    """Where the weights would go after a typical mistake."""
    each = each_batch()
    plans = {
        GRADIENTS_PILE_UP: [(1, (1, 1)), (2, (1, 1, 1)), (3, (1, 1, 1, 1))],
        STEPPED_TWICE: [update for update in each for _ in range(2)],
        FIRST_TRAINED_ONLY: each[:1],
        LAST_UPDATE_MISSING: each[:2],
        FIRST_UPDATE_MISSING: each[1:],
        ONE_MOVE: [(3, (0, 1, 1, 1))],
        ONE_MOVE_BY_THE_MEAN: [(3, (0, 1 / 3, 1 / 3, 1 / 3))],
        LAST_MOVES_ONLY: [(3, (0, 0, 0, 1))],
        LOSS_DIVIDED: [(k, tuple(share / 3 for share in shares)) for k, shares in each],
        LOSS_MULTIPLIED: [(1, (0, 8)), (2, (0, 0, 8)), (3, (0, 0, 0, 4))],
    }
    return [Suspect(mistake, replay(plan, **settings)[0]) for mistake, plan in plans.items()]


def clipping_mistake(train_epoch):
    """That gradients are clipped, or None: without it, plain SGD goes eight times as far for eight times the loss."""
    try:
        mean, summed = (train_once(train_epoch, optimizer="SGD", criterion=c, number=8) for c in ("NLL", "summed NLL"))
    except CheckFailed:  # one batch is not enough for it to learn anything
        return None
    if not np.isclose(float(summed[1]), 8 * float(mean[1]), rtol=1e-3):
        return None
    return CLIPPED if np.linalg.norm(summed[0]) < 7 * np.linalg.norm(mean[0]) else None


def second_call_suspects(train_epoch, way, loss, **settings):
    """Mistakes that another call shows, as suspects whose value is the student's own way."""
    if not isinstance(loss, float):
        return []
    t = trial(**settings)
    call = lambda model: supervised(train_epoch, model, t.loader, t.optimizer, t.criterion, torch.device("cpu"))
    found = pixels_mistake(call, t.model, next(iter(t.loader))[0]) or clipping_mistake(train_epoch)
    return [Suspect(found, way)] if found else []


def steps_at_all(train_epoch):
    """Whether the function calls the optimizer's step: that of LBFGS fails without a closure."""
    t = trial()
    optimizer = torch.optim.LBFGS(t.model.parameters())
    try:
        supervised(train_epoch, t.model, t.loader, optimizer, t.criterion, torch.device("cpu"))
    except CheckFailed as failure:
        return "closure" in str(failure.lines)
    return False


def runs_on_batches_of_64(train_epoch):
    """Whether the function runs where a batch holds 64 images, as in the notebook."""
    t = trial()
    loader = DataLoader(patterns(64, seed=0), batch_size=64)
    try:
        supervised(train_epoch, t.model, loader, t.optimizer, t.criterion, torch.device("cpu"))
    except CheckFailed:
        return False
    return True


def train_once(train_epoch, **settings):
    """A trial after the student's epoch: the way its weights went, and the loss that came back."""
    t = trial(**settings)
    start = weights_of(t.model)
    try:
        loss, _ = supervised(train_epoch, t.model, t.loader, t.optimizer, t.criterion, torch.device("cpu"))
    except CheckFailed as failure:
        if "inplace operation" not in str(failure.lines):
            if not failure.mistake and runs_on_batches_of_64(train_epoch):
                failure.mistake = BATCHES_OF_64
            raise
        known = "the weights changed between a batch's outputs and its backward()."
        raise CheckFailed(known, mistake=STEP_BEFORE_BACKWARD) from None
    way = weights_of(t.model) - start
    if not way.any():
        left = any(w.grad is not None and w.grad.any() for w in t.model.parameters())
        unused = STEP_BEFORE_BACKWARD if left and steps_at_all(train_epoch) else GRADIENTS_UNUSED
        raise CheckFailed("three batches were seen, and no weight has moved.", mistake=unused if left else NO_GRADIENTS)
    if settings.get("optimizer") != "SGD" and not t.optimizer.state:
        known = "the weights moved, but the given optimizer has not made a single step."
        raise CheckFailed(known, mistake=OTHER_OPTIMIZER)
    return way, loss


def smoothing_suspects(losses, yours):
    """Whether yours is what smoothing leaves of the losses: by a usual factor, from the first one on or from 0."""
    left = []
    for factor in (0.9, 0.99, 0.98, 0.95, 0.8, 0.5):
        from_zero = float(losses @ ((1 - factor) * factor ** np.arange(len(losses))[::-1]))
        left += [from_zero, from_zero + losses[0] * factor ** len(losses)]
    found = np.isclose(yours, left, rtol=2e-6).any()
    return [Suspect(SMOOTHED, yours)] if found else []


def loss_suspects(yours, losses, **settings):
    """What the mean of the losses would be after a typical mistake; the batches hold 8, 8 and 4 images."""
    sizes = np.array([8, 8, 4])
    _, twice_round = replay([*each_batch(), (6, ())], **settings)
    updates = [(1, (0, 1)), (3, (0, 0, 0, 1)), (5, (0, 0, 0, 0, 0, 1)), (6, ())]
    _, twice_each = replay(updates, order=(0, 0, 1, 1, 2, 2), **settings)
    return [
        Suspect(LOSSES_SUMMED, float(losses.sum())),
        Suspect(LAST_LOSS_ONLY, float(losses[-1])),
        Suspect(FIRST_LOSS_ONLY, float(losses[0])),
        Suspect(LARGER_COUNT_MORE, float(losses @ sizes / 20)),
        Suspect(SUM_BY_IMAGES, float(losses.sum() / 20)),
        Suspect(SUM_TIMES_SIZES, float(losses @ sizes)),
        Suspect(SIZES_NOT_DIVIDED_OUT, float(losses @ sizes / 3)),
        Suspect(LAST_LOSS_BY_BATCHES, float(losses[-1] / 3)),
        Suspect(ONE_BATCH_TOO_FEW, float(losses.sum() / 2)),
        Suspect(MEASURED_AFTER_ALL, float(twice_round[3:].mean())),
        Suspect(MEASURED_AFTER_EACH, float(twice_each[1::2].mean())),
        *smoothing_suspects(losses, yours),
    ]


@pytest.mark.parametrize("optimizer", ["momentum", "Adam", hidden("SGD"), hidden("RMSprop")])
def check_train_epoch_weights(train_epoch, optimizer):
    """one update a batch, along that batch's own gradient"""
    way, loss = train_once(train_epoch, optimizer=optimizer)
    expected, _ = replayed(optimizer=optimizer)
    suspects = lambda: [*epoch_suspects(optimizer=optimizer), *second_call_suspects(train_epoch, way, loss)]
    compare(way, expected, "the way the weights went", suspects, "replayed", tolerance=1e-4)


@pytest.mark.parametrize("optimizer", ["momentum", hidden("Adam")])
def check_train_epoch_loss(train_epoch, optimizer):
    """the result is the mean of the batches' losses"""
    _, loss = train_once(train_epoch, optimizer=optimizer)
    _, losses = replayed(optimizer=optimizer)
    expect_plain_float(loss, "the mean loss")
    suspects = lambda: loss_suspects(loss, losses, optimizer=optimizer)
    compare(loss, float(losses.mean()), "the mean loss", suspects, "replayed", tolerance=1e-5)


@pytest.mark.parametrize("layer", ["BatchNorm", "Dropout"])
def check_train_epoch_mode(train_epoch, layer):
    """it trains in training mode, also a network that arrives in eval mode"""
    way, loss = train_once(train_epoch, layer=layer)
    expected, _ = replayed(layer=layer)
    in_eval = lambda: Suspect(EVAL_MODE, replay(layer=layer, training=False)[0])
    suspects = lambda: [in_eval(), *second_call_suspects(train_epoch, way, loss)]
    compare(way, expected, "the way the weights went", suspects, "replayed", look="which layers behave differently")


@pytest.mark.parametrize("optimizer", ["momentum", hidden("Adam")])
def check_train_epoch_leftovers(train_epoch, optimizer):
    """gradients left over from before do not reach the first update"""
    way, _ = train_once(train_epoch, optimizer=optimizer, leftover=0.02)
    expected, _ = replayed(optimizer=optimizer, leftover=0.02)
    leaky = [(1, (1, 1)), *each_batch()[1:]]
    suspects = lambda: [Suspect(LEFT_OVER, replay(leaky, optimizer=optimizer, leftover=0.02)[0])]
    compare(way, expected, "the way the weights went", suspects, "replayed")


@pytest.mark.parametrize("criterion", ["smoothed cross-entropy", "summed NLL", hidden("weighted NLL")])
def check_train_epoch_criterion(train_epoch, criterion):
    """the loss is the given criterion's"""
    way, loss = train_once(train_epoch, criterion=criterion)
    expected, losses = replayed(criterion=criterion)
    suspects = lambda: [Suspect(OTHER_CRITERION, replay()[0]), *second_call_suspects(train_epoch, way, loss)]
    compare(way, expected, "the way the weights went", suspects, "replayed")
    expect_plain_float(loss, "the mean loss")
    compare(loss, float(losses.mean()), "the mean loss", source="replayed")
