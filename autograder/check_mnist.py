"""ps4's checks: the network, its training, its evaluation, its predictions."""

from itertools import cycle, pairwise
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from autograder.cases import hidden
from autograder.toolkit import CheckFailed, compare, expect_array, expect_float, expect_pair, row


def expect_plain_float(value, name):
    """Raises CheckFailed unless value is a float; a tensor that holds one number is none."""
    if isinstance(value, torch.Tensor):
        known = f"{name} should be a float; yours is a tensor of shape {tuple(value.shape)}."
        raise CheckFailed(known, mistake="the result is still a tensor", look="how a tensor of one number becomes one")
    expect_float(value, name)


def supervised(function, *arguments):
    """Calls the function in one thread, then puts back autograd's switch. Returns (result, how it left the switch).

    On small networks several threads only wait for one another, most of all on a busy machine.
    """
    switch, threads = torch.is_grad_enabled(), torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return function(*arguments), torch.is_grad_enabled()
    finally:
        torch.set_grad_enabled(switch)
        torch.set_num_threads(threads)


# build_model


def layers_mistake(kinds, hidden_layers):
    """What a wrong sequence of layers says about the code that built it, or None."""
    linear, relu = kinds.count("Linear"), kinds.count("ReLU")
    found = {
        "a Sequential stands inside the Sequential": "Sequential" in kinds,
        "the last layer is Softmax, without the logarithm": kinds[-1:] == ["Softmax"],
        "the last layer, LogSoftmax, is missing": "LogSoftmax" not in kinds,
        "the output layer is missing": linear == relu == hidden_layers > 0,
        "a ReLU stands between the last Linear and LogSoftmax": kinds[-2:] == ["ReLU", "LogSoftmax"],
        "only one hidden layer is built": linear == 2 < hidden_layers + 1,
        "another activation than ReLU is used": not {"Sigmoid", "Tanh", "LeakyReLU", "GELU"}.isdisjoint(kinds),
        "the ReLUs are missing": hidden_layers > 0 == relu and linear == hidden_layers + 1,
        "a ReLU is missing between two Linears": relu < hidden_layers and linear == hidden_layers + 1,
        "a layer too many is built": len(kinds) > 2 * hidden_layers + 2,
    }
    return next((mistake for mistake, holds in found.items() if holds), None)


def widths_mistake(yours, asked):
    """What wrong widths, (in, out) of each Linear layer, say about the code that built them."""
    if yours == [(b, a) for a, b in asked]:
        return "in and out are swapped"
    if any(before[1] != after[0] for before, after in pairwise(yours)):
        return "the layers do not fit one another"
    ends = yours[0][0] == asked[0][0], yours[-1][1] == asked[-1][1]
    return {
        (True, True): "the hidden layers do not have the widths in hidden_sizes",
        (False, True): "the input layer's width is not input_size",
        (True, False): "the output layer's width is not output_size",
    }.get(ends, "the widths are not the ones given")


def expect_layers(model, input_size, hidden_sizes, output_size):
    """Raises CheckFailed unless model is a flat nn.Sequential with these layers, each of its width."""
    if not isinstance(model, nn.Sequential):
        kind = "None: is a return statement missing?" if model is None else f"a {type(model).__name__}."
        mistake = "a list of layers is returned, not a network" if isinstance(model, list) else None
        raise CheckFailed(f"the network should be an nn.Sequential; yours is {kind}", mistake=mistake)
    asked = [kind for _ in hidden_sizes for kind in ("Linear", "ReLU")] + ["Linear", "LogSoftmax"]
    yours = [type(layer).__name__ for layer in model]
    if yours != asked:
        rows = f"asked for   {' → '.join(asked)}", f"yours       {' → '.join(yours)}"
        mistake = layers_mistake(yours, len(hidden_sizes))
        raise CheckFailed("the layers are not the ones asked for:", *rows, mistake=mistake)
    asked = list(pairwise([input_size, *hidden_sizes, output_size]))
    yours = [(layer.in_features, layer.out_features) for layer in model if isinstance(layer, nn.Linear)]
    if yours != asked:
        rows = f"asked for   {asked}", f"yours       {yours}"
        mistake = widths_mistake(yours, asked)
        raise CheckFailed("the Linear layers' widths (in, out) are off:", *rows, mistake=mistake)


def expect_log_probabilities(model, images):
    """Raises CheckFailed unless the network gives each image the logarithms of ten probabilities."""
    look = "the last layer, and the dimension along which it sums"
    try:
        outputs = model(images).detach().numpy()
    except Exception as error:
        raise CheckFailed(f"the network raised {type(error).__name__}: {error}", look=look) from None
    expect_array(outputs, (len(images), 10), "the output")
    by_image, by_class = (np.exp(outputs).sum(axis=axis) for axis in (1, 0))
    if np.allclose(by_image, 1, atol=1e-4):
        return
    along_images = np.allclose(by_class, 1, atol=1e-4)
    mistake = "LogSoftmax runs over the images, not over the classes" if along_images else None
    known = f"the first image's ten probabilities should sum to 1; yours sum to {by_image[0]:.4g}."
    raise CheckFailed(known, mistake=mistake, look=look)


# train_epoch


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
    known = {"NLL": nn.NLLLoss(), "weighted NLL": nn.NLLLoss(weight=weights)}
    return known.get(name) or nn.CrossEntropyLoss(label_smoothing=0.3)


def trial(optimizer="momentum", criterion="NLL", layer=None, training=False, leftover=0.0):
    """What an epoch needs, the same at every call: a network, its optimizer, a loss, and batches of 8, 8 and 4 images.

    layer: BatchNorm or Dropout, in the middle; leftover: the gradient that an earlier use has left in every entry.
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
        loader=DataLoader(TensorDataset(images, labels), batch_size=8),
    )


def weights_of(model):
    """All weights of a network in one float64 array."""
    return np.concatenate([p.detach().numpy().ravel() for p in model.parameters()]).astype(np.float64)


def each_batch():
    """The plan of an epoch (see replay): an update after each batch, by all of its gradient and nothing else."""
    return [(1, (0, 1)), (2, (0, 0, 1)), (3, (0, 0, 0, 1))]


def replay(plan=None, **settings):
    """The way that a trial's weights go if its updates follow a plan, and the losses that its batches meet.

    plan: for each update, after which batch it comes, and how much it takes of the gradients known by
    then: the one left over from before, the first batch's, the second's, …
    """
    settings = {"training": True, **settings}
    t, losses = trial(**settings), []
    start, weights = weights_of(t.model), list(t.model.parameters())
    batches = cycle(t.loader)
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


def epoch_suspects(**settings):
    """Where the weights would go after a typical mistake."""
    each = each_batch()
    plans = {
        "the gradients pile up from batch to batch": (
            [(1, (1, 1)), (2, (1, 1, 1)), (3, (1, 1, 1, 1))],
            "what becomes of the gradient that the batch before has left",
        ),
        "every batch is stepped on twice": (
            [update for update in each for _ in range(2)],
            "how often a turn of the loop moves the weights",
        ),
        "only the first batch is trained on": (each[:1], "where the return statement stands"),
        "the last batch's update is missing": (each[:2], "what the last turn of the loop still does"),
        "the first batch's update is missing": (each[1:], "whether a batch is drawn before the loop"),
        "the weights move once, after the last batch": ([(3, (0, 1, 1, 1))], "what belongs inside the loop"),
        "the weights move once, by the mean of all gradients": (
            [(3, (0, 1 / 3, 1 / 3, 1 / 3))],
            "what belongs inside the loop",
        ),
        "only the last batch moves the weights": ([(3, (0, 0, 0, 1))], "what belongs inside the loop"),
        "each loss is divided by the number of batches": (
            [(k, tuple(share / 3 for share in shares)) for k, shares in each],
            "of what the gradient is taken",
        ),
        "each loss is multiplied by the size of its batch": (
            [(1, (0, 8)), (2, (0, 0, 8)), (3, (0, 0, 0, 4))],
            "of what the gradient is taken",
        ),
    }
    return {mistake: (replay(plan, **settings)[0], look) for mistake, (plan, look) in plans.items()}


def train_once(train_epoch, **settings):
    """A trial after the student's epoch: the way its weights went, and the loss that came back."""
    t = trial(**settings)
    start = weights_of(t.model)
    try:
        loss, _ = supervised(train_epoch, t.model, t.loader, t.optimizer, t.criterion, torch.device("cpu"))
    except CheckFailed as failure:
        if "inplace operation" not in str(failure.lines):
            raise
        known = "the weights changed between a batch's outputs and its backward()."
        raise CheckFailed(known, mistake="the optimizer steps before backward()", look="what a step needs") from None
    way = weights_of(t.model) - start
    if not way.any():
        left = any(w.grad is not None and w.grad.any() for w in t.model.parameters())
        unused = "there are gradients, but no step uses them", "which line uses the gradients, and what comes before it"
        absent = "the optimizer steps while there are no gradients", "which line makes the gradients, which wipes them"
        mistake, look = unused if left else absent
        raise CheckFailed("three batches were seen, and no weight has moved.", mistake=mistake, look=look)
    if settings.get("optimizer") != "SGD" and not t.optimizer.state:
        known = "the weights moved, but the given optimizer has not made a single step."
        raise CheckFailed(known, mistake="another optimizer than the given one is used")
    return way, loss


def loss_suspects(losses, **settings):
    """What the mean of the losses would be after a typical mistake; the batches hold 8, 8 and 4 images."""
    sizes = np.array([8, 8, 4])
    _, twice_round = replay([*each_batch(), (6, ())], **settings)
    look = "what is added up, and by what it is divided"
    return {
        "the losses are added up, not averaged": (float(losses.sum()), look),
        "only the last batch's loss is returned": (float(losses[-1]), look),
        "only the first batch's loss is returned": (float(losses[0]), "where the return statement stands"),
        "larger batches count more": (float(losses @ sizes / 20), "the words: each batch counts the same"),
        "the sum is divided by the number of images": (float(losses.sum() / 20), look),
        "the losses are added up, times their batches' sizes": (float(losses @ sizes), look),
        "the batches' sizes are multiplied in, but not divided out": (float(losses @ sizes / 3), look),
        "the last batch's loss is divided by the number of batches": (float(losses[-1] / 3), look),
        "the losses are divided by one batch too few": (float(losses.sum() / 2), look),
        "the loss is measured after the updates, not before each": (
            float(twice_round[3:].mean()),
            "which weights each batch's loss belongs to",
        ),
    }


# evaluate and predict


def network_with(answers, *layers):
    """A network with known answers: an image in which only pixel k is lit gets the probabilities answers[k].

    layers: what stands between its Linear layer and LogSoftmax.
    """
    linear = nn.Linear(784, 10)
    with torch.no_grad():
        linear.weight.zero_()
        linear.bias.zero_()
        linear.weight[:, : len(answers)] = torch.tensor(np.log(answers).T)
    return nn.Sequential(linear, *layers, nn.LogSoftmax(dim=1))


def sure_answers():
    """Ten answers for network_with: pixel k is read as the digit k; the digit after it is the least likely."""
    return np.full((10, 10), 0.0125) + 0.8875 * np.eye(10) - 0.0125 / 2 * np.roll(np.eye(10), 1, axis=1)


def lit(pixels):
    """(n, 1, 28, 28): for each number a dark image in which the pixel with that number is lit."""
    images = torch.zeros(len(pixels), 784)
    images[torch.arange(len(pixels)), torch.as_tensor(pixels)] = 1
    return images.view(-1, 1, 28, 28)


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


def accuracy_suspects(batches):
    """What the accuracy would be after a typical mistake; batches: as in labelled."""
    sizes, right = np.array(batches, dtype=float).T
    read, labels = labelled(batches)
    look = "what is counted, over which images"
    return {
        "each batch's accuracy counts the same": (float(np.mean(right / sizes)), "the last batch: is it a full one?"),
        "only the last batch counts": (float(right[-1] / sizes[-1]), look),
        "only the first batch counts": (float(right[0] / sizes[0]), "where the return statement stands"),
        "the last batch is left out": (float(right[:-1].sum() / max(sizes[:-1].sum(), 1)), look),
        "the result is a percentage": (float(100 * right.sum() / sizes.sum()), "the range that is asked for"),
        "right answers are counted, and not divided": (float(right.sum()), "the word share"),
        "the share of the wrong answers is returned": (float(1 - right.sum() / sizes.sum()), look),
        "the count is divided by the number of batches": (float(right.sum() / len(sizes)), look),
        "only the last batch's right answers are counted": (float(right[-1] / sizes.sum()), look),
        "the batches' accuracies are added up": (float(np.sum(right / sizes)), look),
        "the least likely digit is taken": (float(np.mean(labels == (read + 1) % 10)), "which output is the answer"),
        "every batch is taken to be full": (float(right.sum() / (sizes[0] * len(sizes))), "the last batch's size"),
    }


def network_in(modes):
    """A network with nested layers, and sure answers in eval mode, whose modules are in the named modes."""
    model = network_with(sure_answers(), nn.Sequential(nn.BatchNorm1d(10), nn.Dropout(0.5)))
    model.train(modes in ("all training", "one frozen"))
    if modes.startswith("one"):
        model[1][0].train(modes == "one training")
    return model


def expect_modes(model, before):
    """Raises CheckFailed unless every module is still in the mode (True: training) in which it was before."""
    now = [module.training for module in model.modules()]
    if now == before:
        return
    words = lambda modes: " ".join("training" if mode else "eval" for mode in modes)
    mistake = "one mode is given to every layer"
    if all(before):
        mistake = "the network is left in eval mode"
    elif not any(before):
        mistake = "training mode is switched on, whatever the mode was"
    rows = f"before      {words(before)}", f"now         {words(now)}"
    raise CheckFailed(
        "the modes of the modules have changed:", *rows, mistake=mistake, look="whose mode is remembered, whose is set"
    )


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
        raise CheckFailed(known, mistake="autograd's switch is left where it was not")


def expect_state(model, before):
    """Raises CheckFailed unless the network holds what it held before."""
    for kind, now in state_of(model).items():
        same = [np.array_equal(a, b) for a, b in zip(now, before[kind]) if (a is None) == (b is None)]
        if not all(same) or len(same) < len(now):
            raise CheckFailed(f"{kind} changed during the evaluation.", mistake=f"the evaluation changes {kind}")


def drawn_answers(seed):
    """(6, 10): probabilities for network_with, in which no two digits are equally likely."""
    return 0.99 * np.random.default_rng(seed).dirichlet(np.full(10, 0.8), 6) + 0.001


def predictions(predict, seed):
    """The student's (digit, probabilities) for each of six images, beside the network's true probabilities."""
    answers = drawn_answers(seed)
    for known, image in zip(answers, lit(range(6))):
        pair, _ = supervised(predict, network_with(answers), image.clone(), torch.device("cpu"))
        expect_pair(pair, "digit, probabilities")
        if np.ndim(pair[0]) == 1 and np.ndim(pair[1]) == 0:
            raise CheckFailed("the pair came back as (probabilities, digit).", mistake="the return order is swapped")
        yield pair, known


def expect_ten(probabilities):
    """Raises CheckFailed unless these are ten numbers in a NumPy array."""
    if isinstance(probabilities, torch.Tensor):
        known = f"the probabilities should be a NumPy array; yours are a tensor {tuple(probabilities.shape)}."
        raise CheckFailed(known, mistake="the probabilities are still a tensor", look="how a tensor becomes an array")
    if np.shape(probabilities) == (1, 10) and isinstance(probabilities, np.ndarray):
        known = "the probabilities should have the shape (10,); yours have (1, 10)."
        raise CheckFailed(known, mistake="the batch of one image is still there", look="which row of it is wanted")
    expect_array(probabilities, (10,), "the probabilities")


def probability_suspects(known):
    """What the probabilities would be after a typical mistake."""
    look = "what the network's last layer gives"
    return {
        "the logarithms of the probabilities are returned": (np.log(known), look),
        "the softmax is taken twice": (np.exp(known) / np.exp(known).sum(), look),
        "the probabilities are sorted": (np.sort(known)[::-1], "which probability belongs to which digit"),
        "the probabilities are divided by the largest": (known / known.max(), "what they should sum to"),
        "the probabilities are rounded": (np.round(known, 2), "what they should sum to"),
    }


def expect_digit(digit, known):
    """Raises CheckFailed unless digit is an int, and the most probable one."""
    if isinstance(digit, torch.Tensor):
        raise CheckFailed(f"the digit should be an int; yours is {digit}.", mistake="the digit is still a tensor")
    if isinstance(digit, (bool, np.bool_)) or not isinstance(digit, (int, np.integer)):
        mistake = None
        if isinstance(digit, (float, np.floating)):
            is_share = np.isclose(digit, known.max(), atol=1e-4)
            mistake = "the digit's probability is returned in its place" if is_share else "the digit is a float"
        raise CheckFailed(f"the digit should be an int; yours is {digit!r}.", mistake=mistake)
    order = np.argsort(known)
    if digit == order[-1]:
        return
    found = {
        "the digits are counted from 1": digit == order[-1] + 1,
        "the least probable digit is returned": digit == order[0],
        "the probability is returned, cut to an int": digit == 0,
    }
    mistake = next((mistake for mistake, holds in found.items() if holds), None)
    lines = f"probabilities of 0 … 9   {' '.join(f'{p:.3f}' for p in known)}", f"yours reads              {digit}"
    raise CheckFailed("the digit is not the most probable one:", *lines, mistake=mistake)


# train


def new_network(blank=False):
    """A small network that has learnt nothing yet, the same at every call.

    blank: whether every digit is equally likely to it, in any image; each image then costs log 10.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(4)
        model = nn.Sequential(nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10), nn.LogSoftmax(dim=1))
    for part in (model[0].bias, model[2].weight, model[2].bias) if blank else ():
        nn.init.zeros_(part)
    return model


def patterns(number, seed):
    """A TensorDataset of ten patterns of black and white squares, one for each digit, seen through noise."""
    generator = torch.Generator().manual_seed(seed)
    squares = (torch.rand(10, 1, 7, 7, generator=generator) < 0.3).float() * 2 - 1
    labels = torch.arange(number) % 10
    images = nn.functional.interpolate(squares, size=(28, 28))[labels]
    noise = torch.randn(images.shape, generator=generator) / 2
    return TensorDataset((images + noise).clamp(-1, 1), labels)


def expect_losses(losses, epochs, batches):
    """Raises CheckFailed unless losses is a list with a float for each epoch."""
    if not isinstance(losses, list):
        kind = "None: is a return statement missing?" if losses is None else f"a {type(losses).__name__}."
        known = {float: "only one epoch's loss is returned", tuple: "a tuple is returned, not a list"}
        raise CheckFailed(f"the losses should be a list; yours is {kind}", mistake=known.get(type(losses)))
    if len(losses) != epochs:
        found = {
            epochs * batches: "there is a loss for each batch, not for each epoch",
            epochs - 1: "one epoch is missing",
            epochs + 1: "there is one epoch too many",
            1: "only one epoch's loss is returned",
        }
        known = f"the list should hold {epochs}, one for each epoch; yours holds {len(losses)}."
        raise CheckFailed(known, mistake=found.get(len(losses), "the number of epochs is fixed"))
    for number, loss in enumerate(losses, start=1):
        expect_plain_float(loss, f"the loss of epoch {number}")


def share_read(model, images, labels):
    """The share of the images for which the true digit is the only likeliest one."""
    outputs = model.eval()(images.view(-1, 784)).detach().numpy()
    own = np.take_along_axis(outputs, labels.numpy()[:, None], axis=1)
    return float(np.mean(np.sum(outputs >= own, axis=1) == 1))


def training_mistake(before, after, losses):
    """Why a network may have learnt too little: from its weights and, if they can be read, its losses."""
    if np.array_equal(before, after):
        return "another network than the given one is trained, or none"
    if not losses:
        return None
    if not np.isfinite(losses).all() or losses[-1] > losses[0]:
        return "the steps are far too large, or lead uphill"
    return "the steps are far too small" if losses[-1] > 0.7 * losses[0] else None


def loader_without_news(batches):
    """Batches of ten on which a blank network's loss is log 10, and stays so: one batch, or black images only."""
    images, labels = patterns(10 * batches, seed=3).tensors
    if batches > 1:  # each digit once a batch: nothing to learn
        images = torch.zeros_like(images)
    return DataLoader(TensorDataset(images, labels), batch_size=10)


def gathered_suspects(yours, expected, batches):
    """What an epoch's loss would be after a typical mistake, where each of its batches of ten costs log 10."""
    look = "what is added up, and by what it is divided"
    found = {
        "the losses are added up, not averaged": (expected * batches, look),
        "the losses are divided by the number of images": (expected / 10, look),
        "only the last batch's loss is kept, and divided": (expected / batches, look),
        "the loss is taken of probabilities, not of their logarithms": (-0.1, "what the network gives"),
        "accuracies are returned, not losses": (round(10 * batches * yours) / 10 / batches, "what is asked for"),
    }
    if batches == 1 and 1 < yours < expected:
        found["the loss is measured after the epoch, not while it runs"] = (yours, "when the network meets the batch")
    return found


@pytest.mark.parametrize(
    "input_size, hidden_sizes, output_size",
    [(784, (128, 64), 10), (20, [7], 4), (12, (), 3), hidden(30, (9, 8, 7), 5), hidden(50, [40, 40], 2)],
)
def check_build_model_layers(build_model, input_size, hidden_sizes, output_size):
    """the layers are Linear and ReLU for each hidden size, Linear, LogSoftmax"""
    expect_layers(build_model(input_size, hidden_sizes, output_size), input_size, hidden_sizes, output_size)
    expect_layers(build_model(), 784, (128, 64), 10)


@pytest.mark.parametrize("batch", [3, 1, hidden(64)])
def check_build_model_probabilities(build_model, batch):
    """every image gets the logarithms of ten probabilities"""
    generator = torch.Generator().manual_seed(batch)
    model = build_model(20, (9, 8), 10)
    expect_layers(model, 20, (9, 8), 10)
    expect_log_probabilities(model, torch.rand(batch, 20, generator=generator))


@pytest.mark.parametrize("optimizer", ["momentum", "Adam", hidden("SGD"), hidden("RMSprop")])
def check_train_epoch_weights(train_epoch, optimizer):
    """one update a batch, along that batch's own gradient"""
    way, _ = train_once(train_epoch, optimizer=optimizer)
    expected, _ = replay(optimizer=optimizer)
    suspects = lambda: epoch_suspects(optimizer=optimizer)
    compare(way, expected, "the way the weights went", suspects, "replayed", tolerance=1e-4)


@pytest.mark.parametrize("optimizer", ["momentum", hidden("Adam")])
def check_train_epoch_loss(train_epoch, optimizer):
    """the result is the mean of the batches' losses"""
    _, loss = train_once(train_epoch, optimizer=optimizer)
    _, losses = replay(optimizer=optimizer)
    expect_plain_float(loss, "the mean loss")
    suspects = lambda: loss_suspects(losses, optimizer=optimizer)
    compare(loss, float(losses.mean()), "the mean loss", suspects, "replayed", tolerance=1e-5)


@pytest.mark.parametrize("layer", ["BatchNorm", "Dropout"])
def check_train_epoch_mode(train_epoch, layer):
    """it trains in training mode, also a network that arrives in eval mode"""
    way, _ = train_once(train_epoch, layer=layer)
    expected, _ = replay(layer=layer)
    suspects = lambda: {"the network trains in eval mode": replay(layer=layer, training=False)[0]}
    compare(way, expected, "the way the weights went", suspects, "replayed", look="which layers behave differently")


@pytest.mark.parametrize("optimizer", ["momentum", hidden("Adam")])
def check_train_epoch_leftovers(train_epoch, optimizer):
    """gradients left over from before do not reach the first update"""
    way, _ = train_once(train_epoch, optimizer=optimizer, leftover=0.02)
    expected, _ = replay(optimizer=optimizer, leftover=0.02)
    leaky = [(1, (1, 1)), *each_batch()[1:]]
    suspects = lambda: {
        "the first update uses gradients left over from before": replay(leaky, optimizer=optimizer, leftover=0.02)[0]
    }
    look = "what the gradients hold when the first batch comes"
    compare(way, expected, "the way the weights went", suspects, "replayed", look=look)


@pytest.mark.parametrize("criterion", ["smoothed cross-entropy", hidden("weighted NLL")])
def check_train_epoch_criterion(train_epoch, criterion):
    """the loss is the given criterion's"""
    way, loss = train_once(train_epoch, criterion=criterion)
    expected, losses = replay(criterion=criterion)
    suspects = lambda: {"another criterion than the given one is used": replay()[0]}
    compare(way, expected, "the way the weights went", suspects, "replayed")
    expect_plain_float(loss, "the mean loss")
    compare(loss, float(losses.mean()), "the mean loss", source="replayed")


@pytest.mark.parametrize(
    "batches", [((5, 4), (5, 1), (3, 2)), ((5, 5), (3, 3)), ((6, 1),), hidden(((8, 5), (8, 7), (8, 8), (3, 1)))]
)
def check_evaluate_accuracy(evaluate, batches):
    """the accuracy is the share of the images that are read right"""
    read, labels = labelled(batches)
    yours = accuracy_of(evaluate, network_with(sure_answers()), read, labels, batches[0][0])
    compare(yours, float(np.mean(read == labels)), "the accuracy", lambda: accuracy_suspects(batches), "counted")


@pytest.mark.parametrize("layer", ["Dropout", hidden("BatchNorm")])
def check_evaluate_mode(evaluate, layer):
    """it computes in eval mode, also a network that arrives in training mode"""
    middle = {"Dropout": nn.Dropout(1.0), "BatchNorm": nn.BatchNorm1d(10)}[layer]
    model = network_with(sure_answers(), middle)
    yours = accuracy_of(evaluate, model, [3] * 8, [3, 0, 3, 3, 7, 3, 0, 3], 4)
    suspects = lambda: {"the network works in training mode": (0.25, "which layers behave differently")}
    compare(yours, 0.625, "the accuracy", suspects, "counted")


@pytest.mark.parametrize("modes", ["all training", "all eval", "one frozen", hidden("one training")])
def check_evaluate_restores(evaluate, modes):
    """every layer is left in the mode in which it was"""
    model = network_in(modes)
    before = [module.training for module in model.modules()]
    accuracy_of(evaluate, model, range(10), list(range(10)), 4)
    expect_modes(model, before)


@pytest.mark.parametrize("autograd", [True, hidden(False)])
def check_evaluate_untouched(evaluate, autograd):
    """weights, statistics, gradients and autograd's switch stay as they were"""
    model = network_in("all training")
    for number, weights in enumerate(model.parameters()):
        weights.grad = torch.full_like(weights, 0.5 + number)
    before, loader = state_of(model), DataLoader(patterns(10, seed=0), batch_size=4)
    with torch.set_grad_enabled(autograd):
        _, left = supervised(evaluate, model, loader, torch.device("cpu"))
    expect_state(model, before)
    expect_switch(left, autograd)


@pytest.mark.parametrize("seed", [1, hidden(2)])
def check_predict_image(predict, seed):
    """the image is left as it is"""
    image = torch.rand(1, 28, 28, generator=torch.Generator().manual_seed(seed))
    given = image.clone()
    supervised(predict, network_with(drawn_answers(seed)), given, torch.device("cpu"))
    if given.shape != image.shape:
        known = f"its shape was (1, 28, 28), and is {tuple(given.shape)} now."
        raise CheckFailed(known, mistake="the image is reshaped in place", look="methods that end in an underscore")
    if not torch.equal(given, image):
        raise CheckFailed("its pixels have changed.", mistake="the image's pixels are changed in place")


@pytest.mark.parametrize("seed", [1, hidden(2)])
def check_predict_probabilities(predict, seed):
    """the ten probabilities are the network's"""
    for (_, probabilities), known in predictions(predict, seed):
        expect_ten(probabilities)
        compare(probabilities, known, "the row of probabilities", lambda: probability_suspects(known), "known")


@pytest.mark.parametrize("seed", [1, hidden(2)])
def check_predict_digit(predict, seed):
    """the digit is the most probable one"""
    for (digit, _), known in predictions(predict, seed):
        expect_digit(digit, known)


@pytest.mark.parametrize("epochs", [3, 1, hidden(4)])
def check_train_losses(train, epochs):
    """there is one loss for each epoch"""
    loader = DataLoader(patterns(60, seed=epochs), batch_size=25)
    losses, _ = supervised(train, new_network(), loader, epochs, torch.device("cpu"))
    expect_losses(losses, epochs, batches=3)


@pytest.mark.parametrize("seed", [0, hidden(1)])
def check_train_accuracy(train, seed):
    """the trained network reads 9 of 10 new images right"""
    model, (images, labels) = new_network(), patterns(3000, seed).tensors
    before, loader = weights_of(model), DataLoader(TensorDataset(images[:2000], labels[:2000]), batch_size=40)
    losses, _ = supervised(train, model, loader, 6, torch.device("cpu"))
    accuracy = share_read(model, images[2000:], labels[2000:])
    if not accuracy >= 0.9:
        losses = [x for x in losses if isinstance(x, float)] if isinstance(losses, list) else []
        known = f"it reads {accuracy:.1%} of 1,000 new images right.", f"the epochs' losses:  {row(losses, 6)}"
        mistake = training_mistake(before, weights_of(model), losses)
        raise CheckFailed(*known, mistake=mistake, look="the optimizer, its settings, and whose weights it holds")


@pytest.mark.parametrize("batches", [1, 3, hidden(5)])
def check_train_gathered(train, batches):
    """an epoch's loss is its batches' mean, gathered while it runs"""
    loader = loader_without_news(batches)
    losses, _ = supervised(train, new_network(blank=True), loader, 1, torch.device("cpu"))
    expect_losses(losses, 1, batches)
    suspects = lambda: gathered_suspects(losses[0], np.log(10), batches)
    tolerance = 1e-5 if batches == 1 else 0.05  # later batches meet weights that the optimizer has shaken a little
    compare(losses[0], float(np.log(10)), "the loss of the epoch", suspects, "log 10", tolerance)
