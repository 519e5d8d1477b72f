"""An epoch of training, replayed update by update."""

from contextlib import suppress
from functools import cache, partial
from itertools import cycle
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from autograder.checks.mnist.mistakes import (
    BATCHES_TAKEN_AS_FULL,
    FIRST_LOSS_ONLY,
    LAST_LOSS_ONLY,
    LOSSES_SUMMED,
    SQUEEZED_BATCH,
)
from autograder.checks.mnist.networks import expect_plain_float, patterns, pixels_mistake, supervised, weights_of
from autograder.kit.case import hidden
from autograder.kit.compare import compare, frozen, runs, trying
from autograder.kit.mistakes import CheckFailed, Mistake, Suspect

GRADIENTS_PILE_UP = Mistake(
    "the-gradients-pile-up-from-batch-to-batch",
    "the gradients pile up from batch to batch",
    "what becomes of the gradient that the batch before has left",
)
CLEARED_BELOW = Mistake(
    "the-gradients-are-cleared-below-the-loop-not-in-it",
    "the gradients are cleared below the loop, not in it",
    "what the second batch's step still meets",
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
LOSSES_TIMES_BATCHES = Mistake(
    "the-sum-is-multiplied-by-the-number-of-batches",
    "the sum is multiplied by the number of batches",
    "what makes a sum a mean",
)
LAST_LOSS_BY_BATCHES = Mistake(
    "the-last-batch-s-loss-is-divided-by-the-number-of-batches",
    "the last batch's loss is divided by the number of batches",
    "whether each turn adds to the sum (+=), and where the sum is set to 0",
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

OTHER_TRIALS = [("SGD", 6), ("momentum", 7)]  # optimizers, and sizes of batches


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
    known = {
        "NLL": nn.NLLLoss(),
        "weighted NLL": nn.NLLLoss(weight=torch.arange(1.0, 11.0)),
        "summed NLL": nn.NLLLoss(reduction="sum"),
        "faint NLL": nn.NLLLoss(weight=torch.full((10,), 1e-3), reduction="sum"),
        "fainter NLL": nn.NLLLoss(weight=torch.full((10,), 1e-4), reduction="sum"),
        "smoothed cross-entropy": nn.CrossEntropyLoss(label_smoothing=0.3),
    }
    return known[name]


def trial(optimizer="momentum", criterion="NLL", layer=None, training=False, leftover=0.0, number=20, size=8):
    """What an epoch needs, the same at every call: a network, its optimizer, a loss, and batches of 8, 8 and 4 images.

    layer: BatchNorm or Dropout, in the middle; leftover: the gradient that an earlier use has left in every entry.
    number: how many of the 20 images there are; size: how many of them are a batch.
    Dropout drops everything: so it is felt at once, and nothing depends on chance.
    """
    middle = {"BatchNorm": [nn.BatchNorm1d(12)], "Dropout": [nn.Dropout(1.0)]}.get(layer, [])
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(8)
        model = nn.Sequential(nn.Linear(784, 12), *middle, nn.ReLU(), nn.Linear(12, 10), nn.LogSoftmax(dim=1))
        images, labels = 2 * torch.rand(20, 1, 28, 28) - 1, torch.randint(10, (20,))
    for weights in model.parameters() if leftover else ():
        weights.grad = torch.full_like(weights, leftover)
    return SimpleNamespace(
        model=model.train(training),
        optimizer=optimizer_called(optimizer, model.parameters()),
        criterion=criterion_called(criterion),
        loader=DataLoader(TensorDataset(images[:number], labels[:number]), batch_size=size),
    )


def trying_trial(**settings):
    """Adds to a failure how to get what an epoch needs."""
    given = ", ".join(f"{name}={value!r}" for name, value in settings.items())
    return trying(f"t = trial({given})  # t.model, t.loader, t.optimizer, t.criterion")


def only(k, share=1):
    """How much an update takes of the gradients (see replay): this share of the k-th batch's, and nothing else."""
    return (0,) * k + (share,)


def each_batch(count):
    """The plan of an epoch of so many batches (see replay): an update after each, by all of its gradient."""
    return [(k, only(k)) for k in range(1, count + 1)]


def replay(plan=None, order=None, **settings):
    """The way that a trial's weights go if its updates follow a plan, and the losses that its batches meet.

    plan: for each update, after which batch it comes, and how much it takes of the gradients known by
    then: the one left over from before, the first batch's, the second's, …
    order: which of the batches are drawn, over and over again.
    """
    settings = {"training": True, **settings}
    t, losses = trial(**settings), []
    start, weights = weights_of(t.model), list(t.model.parameters())
    each = list(t.loader)
    batches = cycle([each[number] for number in order or range(len(each))])
    gradients = [[torch.full_like(w, settings.get("leftover", 0.0)) for w in weights]]
    for last_batch, shares in plan or each_batch(len(each)):
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


def batch_sizes(**settings):
    """How many images each batch of a trial holds."""
    return [len(labels) for _, labels in trial(**settings).loader]


@cache
def epoch_suspects(cleared, **settings):
    """Where the weights would go after a typical mistake, whosever it is; cleared: whether no gradients are left."""
    sizes = batch_sizes(**settings)
    count, each = len(sizes), each_batch(len(sizes))
    plans = {
        CLEARED_BELOW if cleared else GRADIENTS_PILE_UP: [(k, (1,) * (k + 1)) for k, _ in each],
        STEPPED_TWICE: [update for update in each for _ in range(2)],
        FIRST_TRAINED_ONLY: each[:1],
        LAST_UPDATE_MISSING: each[:-1],
        FIRST_UPDATE_MISSING: each[1:],
        ONE_MOVE: [(count, (0, *[1] * count))],
        ONE_MOVE_BY_THE_MEAN: [(count, (0, *[1 / count] * count))],
        LAST_MOVES_ONLY: each[-1:],
        LOSS_DIVIDED: [(k, only(k, 1 / count)) for k, _ in each],
        LOSS_MULTIPLIED: [(k, only(k, size)) for k, size in enumerate(sizes, start=1)],
    }
    return tuple(Suspect(mistake, frozen(replay(plan, **settings)[0])) for mistake, plan in plans.items())


def clipping_mistake(train_epoch):
    """That gradients are clipped, or None: then one step's length follows that of the gradient, but not if it is large.

    Else it is eight times as long for eight times the loss; where gradients are all scaled to one length, never.
    """
    names = "NLL", "summed NLL", "fainter NLL", "faint NLL"
    with suppress(CheckFailed):  # one batch may not be enough for it to learn anything
        found = [train_once(train_epoch, criterion=name, number=8) for name in names]
        mean, summed, small, larger = (np.linalg.norm(done.way) for done in found)
        if np.isclose(float(found[1].loss), 8 * float(found[0].loss), rtol=1e-3):
            return CLIPPED if summed < 7 * mean and larger > 8 * small else None
    return None


def second_call_suspects(train_epoch, done):
    """Mistakes that another call shows, as suspects whose value is the student's own way."""
    if not isinstance(done.loss, float):
        return []
    t = trial()
    call = lambda model: supervised(train_epoch, model, t.loader, t.optimizer, t.criterion, torch.device("cpu"))
    found = pixels_mistake(call, t.model, next(iter(t.loader))[0]) or clipping_mistake(train_epoch)
    return [Suspect(found, done.way)] if found else []


def other_trials(train_epoch, suspects, **settings):
    """Further trials, as compare's also: the way, the right way, and those of mistakes.

    suspects: takes what train_once tells, and a trial's settings, and gives the Suspects.
    """
    for optimizer, size in OTHER_TRIALS:
        more = {**settings, "optimizer": optimizer, "size": size}
        done = train_once(train_epoch, **more)
        yield done.way, replayed(**more)[0], partial(suspects, done, **more)


def judge_way(train_epoch, done, suspects, **settings):
    """Compares the way that the weights went with the replayed one; suspects: as in other_trials."""
    found = lambda: [*suspects(done, **settings), *second_call_suspects(train_epoch, done)]
    also = lambda: other_trials(train_epoch, suspects, **settings)
    compare(done.way, replayed(**settings)[0], "the way the weights went", found, "replayed", also=also)


def steps_at_all(train_epoch):
    """Whether the function calls the optimizer's step: that of LBFGS fails without a closure."""
    t = trial()
    optimizer = torch.optim.LBFGS(t.model.parameters())
    try:
        supervised(train_epoch, t.model, t.loader, optimizer, t.criterion, torch.device("cpu"))
    except CheckFailed as failure:
        return "closure" in str(failure.lines)
    return False


def trains_on(train_epoch, number, size):
    """Whether the function runs where so many images come in batches of this size."""
    t, loader = trial(), DataLoader(patterns(number, seed=0), batch_size=size)
    return runs(supervised, train_epoch, t.model, loader, t.optimizer, t.criterion, torch.device("cpu"))


def size_mistake(train_epoch):
    """Why a function does not run on some batches, told by the sizes on which it does; None where that is not why."""
    on = lambda *pairs: [trains_on(train_epoch, number, size) for number, size in pairs]
    if all(on((20, 8), (14, 6))):
        return SQUEEZED_BATCH if not any(on((17, 8), (13, 6))) else None
    if all(on((16, 8), (18, 6))):
        return BATCHES_TAKEN_AS_FULL if not any(on((20, 8), (20, 6))) else None
    return BATCHES_OF_64 if all(on((64, 64), (128, 64))) else None


def expect_moved(train_epoch, t, way, optimizer="momentum", **_):
    """Raises CheckFailed unless the weights have gone some way, by steps of the given optimizer."""
    if not way.any():
        left = any(w.grad is not None and w.grad.any() for w in t.model.parameters())
        unused = STEP_BEFORE_BACKWARD if left and steps_at_all(train_epoch) else GRADIENTS_UNUSED
        raise CheckFailed("all batches were seen, and no weight has moved.", mistake=unused if left else NO_GRADIENTS)
    if optimizer != "SGD" and not t.optimizer.state:
        known = "the weights moved, but the given optimizer has not made a single step."
        raise CheckFailed(known, mistake=OTHER_OPTIMIZER)


def train_once(train_epoch, **settings):
    """A trial after the student's epoch: the way its weights went, the loss, and whether no gradients are left."""
    t = trial(**settings)
    start = weights_of(t.model)
    try:
        loss, _ = supervised(train_epoch, t.model, t.loader, t.optimizer, t.criterion, torch.device("cpu"))
    except CheckFailed as failure:
        if "inplace operation" not in str(failure.lines):
            failure.mistake = failure.mistake or size_mistake(train_epoch)
            raise
        known = "the weights changed between a batch's outputs and its backward()."
        raise CheckFailed(known, mistake=STEP_BEFORE_BACKWARD) from None
    way = weights_of(t.model) - start
    expect_moved(train_epoch, t, way, **settings)
    cleared = not any(w.grad is not None and w.grad.any() for w in t.model.parameters())
    return SimpleNamespace(way=way, loss=loss, cleared=cleared)


def smoothing_suspects(yours, losses):
    """What smoothing leaves of the losses, if that is yours: by a usual factor, from the first one on or from 0."""
    left = []
    for factor in (0.9, 0.99, 0.98, 0.95, 0.8, 0.5):
        from_zero = float(losses @ ((1 - factor) * factor ** np.arange(len(losses))[::-1]))
        left += [from_zero, from_zero + losses[0] * factor ** len(losses)]
    return [Suspect(SMOOTHED, value) for value in left if np.isclose(yours, value, rtol=2e-6)]


def measured_again(count, **settings):
    """The losses of so many batches, met once more: all of them after the last update, each after its own."""
    _, all_later = replay([*each_batch(count), (2 * count, ())], **settings)
    updates = [(2 * k + 1, only(2 * k + 1)) for k in range(count)]
    twice = [number for number in range(count) for _ in range(2)]
    _, each_later = replay([*updates, (2 * count, ())], twice, **settings)
    return all_later[count:], each_later[1::2]


def loss_suspects(yours, **settings):
    """What the mean of the losses would be after a typical mistake."""
    (_, losses), sizes = replayed(**settings), np.array(batch_sizes(**settings))
    count, number = len(sizes), sizes.sum()
    all_later, each_later = measured_again(count, **settings)
    return [
        Suspect(LOSSES_SUMMED, float(losses.sum())),
        Suspect(LAST_LOSS_ONLY, float(losses[-1])),
        Suspect(FIRST_LOSS_ONLY, float(losses[0])),
        Suspect(LARGER_COUNT_MORE, float(losses @ sizes / number)),
        Suspect(SUM_BY_IMAGES, float(losses.sum() / number)),
        Suspect(SUM_TIMES_SIZES, float(losses @ sizes)),
        Suspect(SIZES_NOT_DIVIDED_OUT, float(losses @ sizes / count)),
        Suspect(LAST_LOSS_BY_BATCHES, float(losses[-1] / count)),
        Suspect(ONE_BATCH_TOO_FEW, float(losses.sum() / (count - 1))),
        Suspect(LOSSES_TIMES_BATCHES, float(losses.sum() * count)),
        Suspect(MEASURED_AFTER_ALL, float(all_later.mean())),
        Suspect(MEASURED_AFTER_EACH, float(each_later.mean())),
        *smoothing_suspects(yours, losses),
    ]


def other_losses(train_epoch):
    """Further trials, as compare's also: the loss that comes back, the right one, and those of mistakes."""
    for optimizer, size in OTHER_TRIALS:
        more = {"optimizer": optimizer, "size": size}
        yours = train_once(train_epoch, **more).loss
        yield yours, float(replayed(**more)[1].mean()), partial(loss_suspects, yours, **more)


@pytest.mark.worth(5)
@pytest.mark.parametrize(
    "optimizer, images", [("momentum", 20), ("Adam", 17), hidden("SGD", 20), hidden("RMSprop", 17)]
)
def check_train_epoch_weights(train_epoch, optimizer, images):
    """one update a batch, along that batch's own gradient"""
    settings = {"optimizer": optimizer, "number": images}
    suspects = lambda done, **more: epoch_suspects(done.cleared, **more)
    with trying_trial(**settings):
        judge_way(train_epoch, train_once(train_epoch, **settings), suspects, **settings)


@pytest.mark.worth(2)
@pytest.mark.parametrize("optimizer", ["momentum", hidden("Adam")])
def check_train_epoch_loss(train_epoch, optimizer):
    """the result is the mean of the batches' losses"""
    expected = float(replayed(optimizer=optimizer)[1].mean())
    with trying_trial(optimizer=optimizer):
        loss = train_once(train_epoch, optimizer=optimizer).loss
        expect_plain_float(loss, "the mean loss")
        suspects, also = lambda: loss_suspects(loss, optimizer=optimizer), lambda: other_losses(train_epoch)
        compare(loss, expected, "the mean loss", suspects, "replayed", tolerance=1e-5, also=also)


@pytest.mark.worth(2)
@pytest.mark.parametrize("layer", ["BatchNorm", "Dropout"])
def check_train_epoch_mode(train_epoch, layer):
    """it trains in training mode, also a network that arrives in eval mode"""
    in_eval = lambda _, **more: [Suspect(EVAL_MODE, replay(training=False, **more)[0])]
    with trying_trial(layer=layer):
        judge_way(train_epoch, train_once(train_epoch, layer=layer), in_eval, layer=layer)


@pytest.mark.worth(2)
@pytest.mark.parametrize("optimizer", ["momentum", hidden("Adam")])
def check_train_epoch_leftovers(train_epoch, optimizer):
    """gradients left over from before do not reach the first update"""
    settings = {"optimizer": optimizer, "leftover": 0.02}
    plan = lambda **more: [(1, (1, 1)), *each_batch(len(batch_sizes(**more)))[1:]]
    leaky = lambda _, **more: [Suspect(LEFT_OVER, replay(plan(**more), **more)[0])]
    with trying_trial(**settings):
        judge_way(train_epoch, train_once(train_epoch, **settings), leaky, **settings)


@pytest.mark.worth(1)
@pytest.mark.parametrize("criterion", ["smoothed cross-entropy", "summed NLL", hidden("weighted NLL")])
def check_train_epoch_criterion(train_epoch, criterion):
    """the loss is the given criterion's"""
    usual = lambda _, **more: [Suspect(OTHER_CRITERION, replay(**{**more, "criterion": "NLL"})[0])]
    with trying_trial(criterion=criterion):
        done = train_once(train_epoch, criterion=criterion)
        judge_way(train_epoch, done, usual, criterion=criterion)
        expect_plain_float(done.loss, "the mean loss")
        _, losses = replayed(criterion=criterion)
        compare(done.loss, float(losses.mean()), "the mean loss", source="replayed")
