"""A whole training: the losses that it gathers, and what the network has learnt."""

from contextlib import suppress
from functools import partial

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import BatchSampler, DataLoader, SequentialSampler, TensorDataset, default_collate

from autograder.checks.mnist.mistakes import FIRST_LOSS_ONLY, LAST_LOSS_ONLY, LOSS_OF_PROBABILITIES, LOSSES_SUMMED
from autograder.checks.mnist.networks import expect_plain_float, patterns, supervised, weights_of
from autograder.kit.case import hidden
from autograder.kit.compare import compare, no_return, row, trying
from autograder.kit.mistakes import CheckFailed, Mistake, Suspect

ONE_EPOCHS_LOSS = Mistake("only-one-epoch-s-loss-is-returned", "only one epoch's loss is returned")
TUPLE_RETURNED = Mistake("a-tuple-is-returned-not-a-list", "a tuple is returned, not a list")
LOSS_A_BATCH = Mistake(
    "there-is-a-loss-for-each-batch-not-for-each-epoch", "there is a loss for each batch, not for each epoch"
)
EPOCH_MISSING = Mistake("one-epoch-is-missing", "one epoch is missing")
EPOCH_TOO_MANY = Mistake("there-is-one-epoch-too-many", "there is one epoch too many")
ONE_EPOCH_RUN = Mistake("only-one-epoch-is-run", "only one epoch is run")
EPOCHS_FIXED = Mistake("the-number-of-epochs-is-fixed", "the number of epochs is fixed")
STARTING_WEIGHTS_BACK = Mistake(
    "the-starting-weights-are-put-back-at-the-end",
    "the starting weights are put back at the end",
    "the optimizer, its settings, and whose weights it holds",
)
OTHER_NETWORK = Mistake(
    "another-network-than-the-given-one-is-trained",
    "another network than the given one is trained",
    "the optimizer, its settings, and whose weights it holds",
)
NO_STEP_REACHES = Mistake(
    "no-step-reaches-the-given-network-s-weights",
    "no step reaches the given network's weights",
    "the optimizer, its settings, and whose weights it holds",
)
NOT_TRAINED = Mistake(
    "the-given-network-is-not-trained",
    "the given network is not trained",
    "the optimizer, its settings, and whose weights it holds",
)
NO_MINUS_SIGN = Mistake(
    "the-minus-sign-of-the-loss-is-missing",
    "the loss has the wrong sign",
    "the optimizer, its settings, and whose weights it holds",
)
UPHILL = Mistake("the-steps-lead-uphill", "the steps lead uphill", "the sign of the loss, and of the steps")
SHRUNK = Mistake(
    "the-weights-have-shrunk-to-almost-0",
    "the weights have shrunk to almost 0",
    "the optimizer, its settings, and whose weights it holds",
)
STEPS_TOO_SMALL = Mistake(
    "the-steps-are-far-too-small",
    "the weights hardly move",
    "lr and its schedule, how often the optimizer steps, and whose weights it holds",
)
STEPS_TOO_LARGE = Mistake(
    "the-steps-are-far-too-large",
    "the steps are far too large",
    "the optimizer, its settings, and whose weights it holds",
)
DIVIDED_BY_IMAGES = Mistake(
    "the-losses-are-divided-by-the-number-of-images",
    "the losses are divided by the number of images",
    "what is added up, and by what it is divided",
)
LAST_LOSS_DIVIDED = Mistake(
    "only-the-last-batch-s-loss-is-kept-and-divided",
    "only the last batch's loss is kept, and divided",
    "what is added up, and by what it is divided",
)
ACCURACIES = Mistake("accuracies-are-returned-not-losses", "accuracies are returned, not losses", "what is asked for")
SUM_RUNS_ON = Mistake(
    "the-sum-of-the-losses-runs-on-from-epoch-to-epoch",
    "the sum of the losses runs on from epoch to epoch",
    "what is set to 0, or emptied, when an epoch begins",
)
AVERAGED_SO_FAR = Mistake(
    "the-losses-of-all-epochs-so-far-are-averaged",
    "the losses of all epochs so far are averaged",
    "what is set to 0, or emptied, when an epoch begins",
)
LAST_REPEATED = Mistake(
    "the-last-epoch-s-loss-stands-in-every-place",
    "the last epoch's loss stands in every place",
    "what the list gets, and when: at each epoch's end",
)
BEST_SO_FAR = Mistake(
    "the-list-holds-the-best-loss-so-far-not-each-epoch-s-own",
    "the list holds the best loss so far, not each epoch's own",
    "what the list gets where an epoch's loss has risen",
)
MEASURED_AFTER_EPOCH = Mistake(
    "the-loss-is-measured-after-the-epoch-not-while-it-runs",
    "the losses are measured when updates have been made, not before",
    "which weights each batch's loss belongs to",
)


def new_network():
    """A small network that has learnt nothing yet, the same at every call, in eval mode."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(4)
        hidden = nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU()
        return nn.Sequential(*hidden, nn.Linear(32, 10), nn.LogSoftmax(dim=1)).eval()


def blank_network():
    """A network to which every digit is equally likely, in any image: each image costs log 10.

    With one exception: an image whose first pixel is lit is rather a 0 or a 1 to it. There are no biases, so that
    a black image has no slope, and costs log 10 whatever becomes of the weights.
    """
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(4)
        layers = nn.Linear(784, 32, bias=False), nn.ReLU(), nn.Linear(32, 10, bias=False), nn.LogSoftmax(dim=1)
    with torch.no_grad():
        for part in (layers[0].weight[0], layers[2].weight):
            part.zero_()
        layers[0].weight[0, 0], layers[2].weight[:2, 0] = 1, 1
    return nn.Sequential(*layers)


def length_mistake(train):
    """Why a list is too long or too short, told by those of two trainings, for two epochs and for five; or None."""
    drawn = []
    keep = lambda samples: drawn.append(len(samples)) or default_collate(samples)
    loader = DataLoader(patterns(40, seed=2), batch_size=20, collate_fn=keep)
    two, five = (len(supervised(train, new_network(), loader, epochs, torch.device("cpu"))[0]) for epochs in (2, 5))
    known = {
        (4, 10): LOSS_A_BATCH,
        (1, 4): EPOCH_MISSING,
        (3, 6): EPOCH_TOO_MANY,
        (1, 1): ONE_EPOCH_RUN if len(drawn) == 4 else ONE_EPOCHS_LOSS,
    }
    return known.get((two, five), EPOCHS_FIXED if two == five else None)


def expect_losses(train, losses, epochs):
    """Raises CheckFailed unless losses is a list with a float for each epoch."""
    if not isinstance(losses, list):
        kind = "None: is a return statement missing?" if losses is None else f"a {type(losses).__name__}."
        known = {float: ONE_EPOCHS_LOSS, tuple: TUPLE_RETURNED}
        mistake = known.get(type(losses), no_return(losses))
        raise CheckFailed(f"the losses should be a list; yours is {kind}", mistake=mistake)
    if len(losses) != epochs:
        told = f"the list should hold {epochs}, one for each epoch; yours holds {len(losses)}."
        raise CheckFailed(told, mistake=partial(length_mistake, train))
    for number, loss in enumerate(losses, start=1):
        expect_plain_float(loss, f"the loss of epoch {number}")


def share_read(model, images, labels):
    """The share of the images for which the true digit is the only likeliest one."""
    outputs = model(images.view(-1, 784)).detach().numpy()  # its layers work alike in both modes
    own = np.take_along_axis(outputs, labels.numpy()[:, None], axis=1)
    return float(np.mean(np.sum(outputs >= own, axis=1) == 1))


def goes_uphill(train):
    """Whether the first update of a training leads along the slope of the loss, not against it or anywhere else."""
    model, data = new_network(), patterns(20, seed=2)
    images, labels = data.tensors
    loss = nn.NLLLoss()(model(images.view(-1, 784)), labels)
    uphill = np.concatenate([g.numpy().ravel() for g in torch.autograd.grad(loss, list(model.parameters()))])
    before = weights_of(model)
    supervised(train, model, DataLoader(data, batch_size=20), 1, torch.device("cpu"))
    moved = weights_of(model) - before
    return bool(moved @ uphill > 0.3 * np.linalg.norm(moved) * np.linalg.norm(uphill))


def unmoved_mistake(model, losses):
    """Why the weights of a network that came in eval mode, without gradients, are the same after its training."""
    used = model.training or any(w.grad is not None for w in model.parameters())
    if len(losses) > 1 and losses[-1] < 0.9 * losses[0]:
        return STARTING_WEIGHTS_BACK if used else OTHER_NETWORK
    return NO_STEP_REACHES if used else NOT_TRAINED


def training_mistake(train, before, after, losses):
    """Why a network has learnt too little: from its losses, its weights, and the direction of one more update."""
    if losses and losses[-1] < -1:  # no cost, and no probability in its place, is below that
        return NO_MINUS_SIGN
    if goes_uphill(train) and not (len(losses) > 1 and losses[-1] < losses[0]):
        return UPHILL
    if np.abs(after).max() < 0.01:
        return SHRUNK
    moved = np.linalg.norm(after - before) / np.linalg.norm(before)
    if moved < 0.1:
        return STEPS_TOO_SMALL
    return None if moved < 3 else STEPS_TOO_LARGE


def expect_learnt(train, model, before, losses, accuracy):
    """Raises CheckFailed unless the accuracy is 0.9 or more; before: the network's weights before its training."""
    if accuracy >= 0.9:
        return
    losses = [x for x in losses if isinstance(x, float)] if isinstance(losses, list) else []
    known = f"it reads {accuracy:.1%} of 1,000 new images right.", f"the epochs' losses:  {row(losses, 6)}"
    after = weights_of(model)
    unmoved = np.array_equal(before, after)
    mistake = unmoved_mistake(model, losses) if unmoved else training_mistake(train, before, after, losses)
    look = None if mistake else "the optimizer, its settings, and whose weights it holds"
    raise CheckFailed(*known, mistake=mistake, look=look)


def cheap_batch(images, labels):
    """The batch as one that costs a blank network less: 0 and 1, with their first pixel lit."""
    images = images.clone()
    images[:, 0, 0, 0] = 1
    return images, labels % 2


def loader_of_known_cost(batches, cheap):
    """Batches of ten that cost a blank network log 10, and teach it nothing: black images, or a single batch.

    cheap: which of them, counted over all epochs, cost less, and teach it something.
    """
    images, labels = patterns(10 * batches, seed=3).tensors
    if batches > 1:
        images = torch.zeros_like(images)
    images[:, 0, 0, 0], drawn = 0, []

    def collate(samples):
        drawn.append(len(samples))
        batch = default_collate(samples)
        return cheap_batch(*batch) if len(drawn) - 1 in cheap else batch

    return DataLoader(TensorDataset(images, labels), batch_size=10, collate_fn=collate)


def known_costs(numbers, cheap):
    """What each of the batches with these numbers costs."""
    images, labels = cheap_batch(torch.zeros(10, 1, 28, 28), torch.arange(10))
    less = nn.NLLLoss()(blank_network()(images.flatten(1)), labels).item()
    return np.array([less if number in cheap else np.log(10) for number in numbers])


def gathered_suspects(losses, costs):
    """What the last epoch's loss would be after a typical mistake; costs: what its batches of ten cost."""
    yours, batches, mean = losses[-1], len(costs), costs.mean()
    found = {
        LOSSES_SUMMED: mean * batches,
        DIVIDED_BY_IMAGES: mean / 10,
        LAST_LOSS_DIVIDED: costs[-1] / batches,
        LOSS_OF_PROBABILITIES: -np.exp(-costs).mean(),
        ACCURACIES: np.round(10 * batches * yours) / 10 / batches,
    }
    if np.ptp(costs) > 0:
        found |= {LAST_LOSS_ONLY: costs[-1], FIRST_LOSS_ONLY: costs[0]}
    if len(losses) > 1:
        found |= {SUM_RUNS_ON: losses[0] + mean, AVERAGED_SO_FAR: (losses[0] + mean) / 2}
    return [Suspect(mistake, value) for mistake, value in found.items()]


def gathered_in(train, batches, epochs, cheap):
    """The list that a training of a blank network gives, on batches of known cost."""
    loader = loader_of_known_cost(batches, cheap)
    losses, _ = supervised(train, blank_network(), loader, epochs, torch.device("cpu"))
    expect_losses(train, losses, epochs)
    return losses


def costs_in(epoch, batches, cheap):
    """What each batch of an epoch costs; None where the network has learnt by then, and nobody knows."""
    numbers = range(epoch * batches, (epoch + 1) * batches)
    return None if set(numbers) & set(cheap[1:]) else known_costs(numbers, cheap)


def other_gathered(train):
    """Further loaders, as compare's also: the last epoch's loss, what is right, and what mistakes would return."""
    for batches, epochs, cheap in [(4, 1, (0,)), (4, 1, (1,)), (3, 2, (5,))]:
        losses, costs = gathered_in(train, batches, epochs, cheap), costs_in(epochs - 1, batches, cheap)
        yield losses[-1], float(costs.mean()), partial(gathered_suspects, losses, costs)


def listing_mistake(train):
    """Why a list holds other losses than each epoch's own: told by losses that rise, and losses that fall."""
    rising, falling = gathered_in(train, 3, 2, (0, 1, 2)), gathered_in(train, 3, 2, (5,))
    high, low = (costs_in(epoch, 3, (5,)).mean() for epoch in (0, 1))
    if np.allclose([rising, falling], [[high, high], [low, low]], atol=0.05):
        return LAST_REPEATED
    if rising[0] == rising[1] < high - 0.1 and np.allclose(falling, [high, low], atol=0.05):
        return BEST_SO_FAR
    return None


def measures_later(train):
    """Whether losses are right where there is nothing to learn, and too small where an update has made them smaller."""
    (nothing_learnt,), (one_update,) = (gathered_in(train, batches, 1, ()) for batches in (3, 1))
    return np.isclose(nothing_learnt, np.log(10), rtol=1e-4) and 1 < one_update < 0.9999 * np.log(10)


def gathering_mistake(train):
    """The mistake that trainings made for it give away, or None."""
    with suppress(CheckFailed):
        return listing_mistake(train) or (MEASURED_AFTER_EPOCH if measures_later(train) else None)


def judge_gathered(train, batches, epochs, cheap):
    """Compares each epoch's loss, the last one first, with the mean of what its batches are known to cost."""
    losses = gathered_in(train, batches, epochs, cheap)
    for epoch in reversed(range(epochs)):
        costs = costs_in(epoch, batches, cheap)
        if costs is None:
            continue
        suspects = lambda: gathered_suspects(losses[: epoch + 1], costs)
        tolerance = 0.05 if np.ptp(costs) else 1e-4  # weight decay may have touched the weights before
        name = f"the loss of epoch {epoch + 1}"
        try:
            also = lambda: other_gathered(train)
            compare(losses[epoch], float(costs.mean()), name, suspects, "known", tolerance=tolerance, also=also)
        except CheckFailed as failure:
            failure.mistake = failure.mistake or gathering_mistake(train)
            raise


def judge_list(train, epochs):
    """Looks at the losses of trainings on three batches, and on others."""
    loader = DataLoader(patterns(60, seed=epochs), batch_size=25)
    losses, _ = supervised(train, new_network(), loader, epochs, torch.device("cpu"))
    expect_losses(train, losses, epochs)
    other = DataLoader(patterns(60, seed=epochs + 10), batch_size=25)
    if losses == supervised(train, new_network(), other, epochs, torch.device("cpu"))[0]:
        raise CheckFailed("other images give the very same losses.")


@pytest.mark.worth(1)
@pytest.mark.parametrize("epochs", [3, 1, hidden(4)])
def check_train_losses(train, epochs):
    """there is one loss for each epoch"""
    with trying(f"model, loader = new_network(), DataLoader(patterns(60, seed={epochs}), batch_size=25)"):
        judge_list(train, epochs)


@pytest.mark.worth(2)
@pytest.mark.parametrize("seed", [0, hidden(1)])
def check_train_accuracy(train, seed):
    """the trained network reads 9 of 10 new images right"""
    model, (images, labels) = new_network(), patterns(2000, seed).tensors
    before, data = weights_of(model), TensorDataset(images[:1000], labels[:1000])
    loader = DataLoader(data, sampler=BatchSampler(SequentialSampler(data), 20, drop_last=False), batch_size=None)
    with trying(f"model, loader = new_network(), DataLoader(patterns(1000, seed={seed}), batch_size=20)"):
        losses, _ = supervised(train, model, loader, 6, torch.device("cpu"))
        expect_learnt(train, model, before, losses, share_read(model, images[1000:], labels[1000:]))


@pytest.mark.worth(1)
@pytest.mark.parametrize(
    "batches, epochs, cheap",
    [(1, 1, ()), (3, 1, (2,)), (3, 2, (0, 1, 2)), (3, 2, (5,)), hidden(5, 1, (4,)), hidden(2, 2, (0, 1))],
)
def check_train_gathered(train, batches, epochs, cheap):
    """an epoch's loss is its batches' mean, gathered while it runs"""
    for case in [(batches, epochs, cheap), (3, 1, (2,))]:  # whose mean is not the same as in other cases
        with trying(f"model, loader = blank_network(), loader_of_known_cost({case[0]}, {case[2]})"):
            judge_gathered(train, *case)
