"""ps4's checks: the network, its training, its evaluation, its predictions."""

from functools import cache
from itertools import cycle, pairwise
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, default_collate

from autograder.kit.case import hidden
from autograder.kit.compare import close, compare, expect_array, expect_float, expect_pair, frozen, no_return, row
from autograder.kit.mistakes import CheckFailed
from autograder.kit.run import computed_by


def expect_plain_float(value, name):
    """Raises CheckFailed unless value is a float; a tensor that holds one number is none."""
    if isinstance(value, torch.Tensor):
        known = f"{name} should be a float; yours is a tensor of shape {tuple(value.shape)}."
        raise CheckFailed(known, mistake="the result is still a tensor", look="how a tensor of one number becomes one")
    expect_float(value, name)


def runs_behind_flatten(function, model, *arguments):
    """Whether the function runs on a network that flattens the images itself."""
    try:
        function(nn.Sequential(nn.Flatten(), *model), *arguments)
    except CheckFailed:
        return False
    return True


def supervised(function, model, *arguments):
    """Calls the function in one thread, then puts back autograd's switch. Returns (result, how it left the switch).

    On small networks several threads only wait for one another, most of all on a busy machine.
    """
    switch, threads = torch.is_grad_enabled(), torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return function(model, *arguments), torch.is_grad_enabled()
    except CheckFailed as failure:
        if not failure.mistake and runs_behind_flatten(function, model, *arguments):
            failure.mistake = "the images are not flattened"
        raise
    finally:
        torch.set_grad_enabled(switch)
        torch.set_num_threads(threads)


def pixels_mistake(call, model, images):
    """What happens to images on their way to the network, told by a second call that keeps what arrives.

    call: takes the network, and runs the student's function; images: the first batch that it sends.
    Returns {mistake: where to look}, empty if the pixels arrive as they are.
    """
    seen = []
    model.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].detach().clone()))
    call(model)
    sent, arrived = images.flatten(), seen[0].flatten() if seen else images.flatten()
    if sent.shape != arrived.shape or torch.allclose(sent, arrived):
        return {}
    if torch.allclose(sent.sort().values, arrived.sort().values):
        return {"the pixels come in another order": "how 28 × 28 becomes 784"}
    return {"the pixels are changed before the network sees them": "what is done to the images: they come prepared"}


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
        "a layer of a kind that is not asked for is built in": not {"Linear", "ReLU", "LogSoftmax"}.issuperset(kinds),
        "a layer too many is built": len(kinds) > 2 * hidden_layers + 2,
    }
    return next((mistake for mistake, holds in found.items() if holds), None)


def widths_mistake(yours, asked):
    """What wrong widths, (in, out) of each Linear layer, say about the code that built them."""
    if yours == [(b, a) for a, b in asked]:
        return "in and out are swapped"
    if any(before[1] != after[0] for before, after in pairwise(yours)):
        return "the layers do not fit one another"
    orders = [sorted(after for _, after in widths[:-1]) for widths in (yours, asked)]
    ends = yours[0][0] == asked[0][0], yours[-1][1] == asked[-1][1]
    reordered = orders[0] == orders[1]
    hidden = "are taken in another order than given" if reordered else "are not the ones in hidden_sizes"
    return {
        (True, True): f"the hidden layers' widths {hidden}",
        (False, True): "the input layer's width is not input_size",
        (True, False): "the output layer's width is not output_size",
    }.get(ends, "the widths are not the ones given")


def kind_of(layer):
    """The name of the layer of torch's that this is, or made from; of its own class where it is none."""
    torchs = (c.__name__ for c in type(layer).__mro__ if c is not nn.Module and getattr(nn, c.__name__, None) is c)
    return next(torchs, f"{type(layer).__name__} of your own")


def expect_layers(model, input_size, hidden_sizes, output_size):
    """Raises CheckFailed unless model is a flat nn.Sequential with these layers, each of its width."""
    if not isinstance(model, nn.Sequential):
        kind = "None: is a return statement missing?" if model is None else f"a {type(model).__name__}."
        own = (
            "a class of your own is returned, not an nn.Sequential"
            if isinstance(model, nn.Module)
            else no_return(model)
        )
        listed = type(model).__name__ in ("list", "ModuleList")
        mistake = "a list of layers is returned, not a network" if listed else own
        raise CheckFailed(f"the network should be an nn.Sequential; yours is {kind}", mistake=mistake)
    layers = [kind for _ in hidden_sizes for kind in ("Linear", "ReLU")] + ["Linear", "LogSoftmax"]
    asked = list(pairwise([input_size, *hidden_sizes, output_size]))
    kinds = [kind_of(layer) for layer in model]
    yours = [tuple(layer.weight.shape[::-1]) for layer in model if kind_of(layer) == "Linear"]
    if any(len(widths) != 2 for widths in yours):
        raise CheckFailed("a Linear layer's weights should be a matrix.")
    ignored = None
    if yours == list(pairwise([784, 128, 64, 10])) != asked:
        ignored = "the sizes are written in, the arguments are ignored"
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
            failure.mistake = f"at least {fewest} hidden layer{'s are' if fewest > 1 else ' is'} taken for granted"
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
        raise CheckFailed(told, mistake="a layer computes something else than its name says")


def expect_defaults(build_model):
    """Raises CheckFailed unless the network that is built without arguments has the usual sizes."""
    try:
        expect_layers(build_model(), 784, (128, 64), 10)
    except CheckFailed as failure:
        failure.mistake = "the default sizes are not the ones asked for"
        raise


def expect_log_probabilities(build_model, model, images):
    """Raises CheckFailed unless the network gives each image the logarithms of ten probabilities, its weights' own."""
    look = "the last layer, and the dimension along which it sums"
    outputs, _ = outputs_of(build_model, model, images)
    expect_array(outputs, (len(images), 10), "the output")
    by_image, by_class = (np.exp(outputs).sum(axis=axis) for axis in (1, 0))
    if np.allclose(by_image, 1, atol=1e-4):
        return expect_computed(build_model, model, images)
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


def weights_of(model):
    """All weights of a network in one float64 array."""
    return np.concatenate([p.detach().numpy().ravel() for p in model.parameters()]).astype(np.float64)


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


def clipping_mistake(train_epoch):
    """Whether gradients are clipped: without it, plain SGD goes eight times as far for eight times the loss.

    Returns {mistake: where to look}, empty if they are not.
    """
    try:
        mean, summed = (train_once(train_epoch, optimizer="SGD", criterion=c, number=8) for c in ("NLL", "summed NLL"))
    except CheckFailed:  # one batch is not enough for it to learn anything
        return {}
    if not np.isclose(float(summed[1]), 8 * float(mean[1]), rtol=1e-3):
        return {}
    clipped = np.linalg.norm(summed[0]) < 7 * np.linalg.norm(mean[0])
    return {"the gradients are clipped": "what happens to the gradients before the step"} if clipped else {}


def second_call_suspects(train_epoch, way, loss, **settings):
    """Mistakes that another call shows, as suspects whose value is the student's own way."""
    if not isinstance(loss, float):
        return {}
    t = trial(**settings)
    call = lambda model: supervised(train_epoch, model, t.loader, t.optimizer, t.criterion, torch.device("cpu"))
    found = pixels_mistake(call, t.model, next(iter(t.loader))[0]) or clipping_mistake(train_epoch)
    return {mistake: (way, look) for mistake, look in found.items()}


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
                failure.mistake = "every batch is taken to hold 64 images"
            raise
        known = "the weights changed between a batch's outputs and its backward()."
        raise CheckFailed(known, mistake="the optimizer steps before backward()", look="what a step needs") from None
    way = weights_of(t.model) - start
    if not way.any():
        left = any(w.grad is not None and w.grad.any() for w in t.model.parameters())
        unused = "there are gradients, but no step uses them", "which line uses the gradients, and what comes before it"
        absent = "the optimizer steps while there are no gradients", "which line makes the gradients, which wipes them"
        early = "the optimizer steps before backward()", "what a step needs"
        mistake, look = (early if steps_at_all(train_epoch) else unused) if left else absent
        raise CheckFailed("three batches were seen, and no weight has moved.", mistake=mistake, look=look)
    if settings.get("optimizer") != "SGD" and not t.optimizer.state:
        known = "the weights moved, but the given optimizer has not made a single step."
        raise CheckFailed(known, mistake="another optimizer than the given one is used")
    return way, loss


def smoothing_suspects(losses, yours):
    """Whether yours is what smoothing leaves of the losses: by a usual factor, from the first one on or from 0."""
    left = []
    for factor in (0.9, 0.99, 0.98, 0.95, 0.8, 0.5):
        from_zero = float(losses @ ((1 - factor) * factor ** np.arange(len(losses))[::-1]))
        left += [from_zero, from_zero + losses[0] * factor ** len(losses)]
    found = np.isclose(yours, left, rtol=2e-6).any()
    return {"the losses are smoothed, not averaged": (yours, "the word mean")} if found else {}


def loss_suspects(yours, losses, **settings):
    """What the mean of the losses would be after a typical mistake; the batches hold 8, 8 and 4 images."""
    sizes = np.array([8, 8, 4])
    _, twice_round = replay([*each_batch(), (6, ())], **settings)
    updates = [(1, (0, 1)), (3, (0, 0, 0, 1)), (5, (0, 0, 0, 0, 0, 1)), (6, ())]
    _, twice_each = replay(updates, order=(0, 0, 1, 1, 2, 2), **settings)
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
        "each loss is measured again after its update": (
            float(twice_each[1::2].mean()),
            "which weights each batch's loss belongs to",
        ),
        **smoothing_suspects(losses, yours),
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


def accuracy_suspects(evaluate, yours, batches):
    """What the accuracy would be after a typical mistake; batches: as in labelled."""
    sizes, right = np.array(batches, dtype=float).T
    read, labels = labelled(batches)
    look, first = "what is counted, over which images", batches[0][0]
    call = lambda model: accuracy_of(evaluate, model, read, labels, first)
    on_the_way = pixels_mistake(call, network_with(sure_answers()), lit(read[:first]))
    return {
        **{mistake: (yours, where) for mistake, where in on_the_way.items()},
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


def expect_told_apart(evaluate, modes):
    """Raises CheckFailed if images that are all read right, and all wrong, have one accuracy."""
    right, wrong = (
        accuracy_of(evaluate, network_in(modes), range(10), list(np.roll(range(10), shift)), 4) for shift in (0, 1)
    )
    if not abs(right - wrong) > 0:  # nan is no difference
        raise CheckFailed("whether the images are read right or wrong, the accuracy is the same.")


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
        mistake = "autograd is switched on at the end, whatever it was" if now else "autograd is left switched off"
        raise CheckFailed(known, mistake=mistake)


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
    if isinstance(probabilities, list):
        known = f"the probabilities should be a NumPy array; yours are a list of {len(probabilities)}."
        raise CheckFailed(known, mistake="the probabilities are a list", look="how a tensor becomes an array")
    expect_array(probabilities, (10,), "the probabilities")


def probability_suspects(predict, yours, known):
    """What the probabilities would be after a typical mistake."""
    look, one_hot = "what the network's last layer gives", np.equal(known, known.max()).astype(float)
    image = torch.arange(784.0).view(1, 28, 28) / 784
    call = lambda model: supervised(predict, model, image.clone(), torch.device("cpu"))
    on_the_way = pixels_mistake(call, network_with(drawn_answers(0)), image)
    return {
        **{mistake: (yours, where) for mistake, where in on_the_way.items()},
        "the softmax runs over the batch of one image": (np.ones(10), "the dimension in which the ten digits lie"),
        "only the digit is left: 1 for it, 0 for the others": (one_hot, look),
        "the logarithms of the probabilities are returned": (np.log(known), look),
        "the softmax is taken twice": (np.exp(known) / np.exp(known).sum(), look),
        "the probabilities are sorted": (np.sort(known)[::-1], "which probability belongs to which digit"),
        "the probabilities are divided by the largest": (known / known.max(), "what they should sum to"),
        "2 is raised to the power, not e": (known**0.6931472, "what undoes the logarithm"),
        "the probabilities are rounded": (np.round(known, 2), "what they should sum to"),
    }


def judge_probabilities(predict, seed):
    """Compares the probabilities of six images with those that the network is known to give."""
    for (_, probabilities), known in predictions(predict, seed):
        expect_ten(probabilities)
        suspects = lambda: probability_suspects(predict, probabilities, known)
        compare(probabilities, known, "the row of probabilities", suspects, "known")


def digit_if_certain(predict):
    """The digit that comes back where the network is certain: probability 1 for a 7, 0 for all others."""
    certain = network_with(np.where(np.arange(10) == 7, 1, 1e-30)[None])
    pair, _ = supervised(predict, certain, lit([0])[0], torch.device("cpu"))
    return pair[0]


def expect_digit(digit, known, predict):
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
        "the probability is returned, cut to an int": digit == 0 and digit_if_certain(predict) == 1,
        "the largest is looked for along the batch of one image": digit == 0 and digit_if_certain(predict) == 0,
    }
    mistake = next((mistake for mistake, holds in found.items() if holds), None)
    lines = f"probabilities of 0 … 9   {' '.join(f'{p:.3f}' for p in known)}", f"yours reads              {digit}"
    raise CheckFailed("the digit is not the most probable one:", *lines, mistake=mistake)


# train


def new_network():
    """A small network that has learnt nothing yet, the same at every call, in eval mode."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(4)
        hidden = nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU()
        return nn.Sequential(*hidden, nn.Linear(32, 10), nn.LogSoftmax(dim=1)).eval()


def blank_network():
    """A network to which every digit is equally likely, in any image: each image costs log 10.

    With one exception: an image whose first pixel is lit is rather a 0 or a 1 to it. There are no biases, so that
    a black image has no slope, and costs log 10 whatever becomes of the weights.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(4)
        layers = nn.Linear(784, 32, bias=False), nn.ReLU(), nn.Linear(32, 10, bias=False), nn.LogSoftmax(dim=1)
    with torch.no_grad():
        for part in (layers[0].weight[0], layers[2].weight):
            part.zero_()
        layers[0].weight[0, 0], layers[2].weight[:2, 0] = 1, 1
    return nn.Sequential(*layers)


def patterns(number, seed):
    """A TensorDataset of ten patterns of black and white squares, one for each digit, seen through noise."""
    generator = torch.Generator().manual_seed(seed)
    squares = (torch.rand(10, 1, 7, 7, generator=generator) < 0.3).float() * 2 - 1
    labels = torch.arange(number) % 10
    images = nn.functional.interpolate(squares, size=(28, 28))[labels]
    noise = torch.randn(images.shape, generator=generator) / 2
    return TensorDataset((images + noise).clamp(-1, 1), labels)


def expect_losses(losses, epochs, batches, drawn=None):
    """Raises CheckFailed unless losses is a list with a float for each epoch; drawn: how many batches were drawn."""
    if not isinstance(losses, list):
        kind = "None: is a return statement missing?" if losses is None else f"a {type(losses).__name__}."
        known = {float: "only one epoch's loss is returned", tuple: "a tuple is returned, not a list"}
        mistake = known.get(type(losses), no_return(losses))
        raise CheckFailed(f"the losses should be a list; yours is {kind}", mistake=mistake)
    if len(losses) != epochs:
        found = {
            epochs * batches: "there is a loss for each batch, not for each epoch",
            epochs - 1: "one epoch is missing",
            epochs + 1: "there is one epoch too many",
            1: "only one epoch is run" if drawn == batches else "only one epoch's loss is returned",
        }
        known = f"the list should hold {epochs}, one for each epoch; yours holds {len(losses)}."
        raise CheckFailed(known, mistake=found.get(len(losses), "the number of epochs is fixed"))
    for number, loss in enumerate(losses, start=1):
        expect_plain_float(loss, f"the loss of epoch {number}")


def share_read(model, images, labels):
    """The share of the images for which the true digit is the only likeliest one."""
    outputs = model(images.view(-1, 784)).detach().numpy()  # its layers work alike in both modes
    own = np.take_along_axis(outputs, labels.numpy()[:, None], axis=1)
    return float(np.mean(np.sum(outputs >= own, axis=1) == 1))


def goes_uphill(train):
    """Whether the first update of a training leads along the slope of the loss, not against it."""
    model, data = new_network(), patterns(20, seed=2)
    images, labels = data.tensors
    loss = nn.NLLLoss()(model(images.view(-1, 784)), labels)
    uphill = np.concatenate([g.numpy().ravel() for g in torch.autograd.grad(loss, list(model.parameters()))])
    before = weights_of(model)
    supervised(train, model, DataLoader(data, batch_size=20), 1, torch.device("cpu"))
    return bool((weights_of(model) - before) @ uphill > 0)


def unmoved_mistake(model, losses):
    """Why the weights of a network that came in eval mode, without gradients, are the same after its training."""
    used = model.training or any(w.grad is not None for w in model.parameters())
    if len(losses) > 1 and losses[-1] < 0.9 * losses[0]:
        back = "the starting weights are put back at the end"
        return back if used else "another network than the given one is trained"
    return "no step reaches the given network's weights" if used else "the given network is not trained"


def training_mistake(train, before, after, losses):
    """Why a network has learnt too little: from its losses, its weights, and the direction of one more update."""
    if losses and losses[-1] < -1:  # no cost, and no probability in its place, is below that
        return "the minus sign of the loss is missing"
    if goes_uphill(train):
        return "the steps lead uphill"
    if np.abs(after).max() < 0.01:
        return "the weights have shrunk to almost 0"
    moved = np.linalg.norm(after - before) / np.linalg.norm(before)
    if moved < 0.1:
        return "the steps are far too small"
    return None if moved < 3 else "the steps are far too large"


def expect_learnt(train, model, before, losses, accuracy):
    """Raises CheckFailed unless the accuracy is 0.9 or more; before: the network's weights before its training."""
    if accuracy >= 0.9:
        return
    losses = [x for x in losses if isinstance(x, float)] if isinstance(losses, list) else []
    known = f"it reads {accuracy:.1%} of 1,000 new images right.", f"the epochs' losses:  {row(losses, 6)}"
    after = weights_of(model)
    unmoved = np.array_equal(before, after)
    mistake = unmoved_mistake(model, losses) if unmoved else training_mistake(train, before, after, losses)
    raise CheckFailed(*known, mistake=mistake, look="the optimizer, its settings, and whose weights it holds")


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
    look, yours, batches, mean = "what is added up, and by what it is divided", losses[-1], len(costs), costs.mean()
    found = {
        "the losses are added up, not averaged": (mean * batches, look),
        "the losses are divided by the number of images": (mean / 10, look),
        "only the last batch's loss is kept, and divided": (costs[-1] / batches, look),
        "the loss is taken of probabilities, not of their logarithms": (-0.1, "what the network gives"),
        "accuracies are returned, not losses": (np.round(10 * batches * yours) / 10 / batches, "what is asked for"),
    }
    if np.ptp(costs) > 0:
        found["only the last batch's loss is returned"] = (costs[-1], look)
        found["only the first batch's loss is returned"] = (costs[0], look)
    if len(losses) > 1:
        start, added = "what is set to 0, or emptied, when an epoch begins", losses[0] + mean
        found["the sum of the losses runs on from epoch to epoch"] = (added, start)
        found["the losses of all epochs so far are averaged"] = (added / 2, start)
    elif batches == 1 and 1 < yours < mean:
        found["the loss is measured after the epoch, not while it runs"] = (yours, "when the network meets the batch")
    return found


def judge_gathered(train, batches, epochs, cheap):
    """Compares the last epoch's loss with the mean of what its batches are known to cost."""
    loader = loader_of_known_cost(batches, cheap)
    losses, _ = supervised(train, blank_network(), loader, epochs, torch.device("cpu"))
    expect_losses(losses, epochs, batches)
    costs = known_costs(range((epochs - 1) * batches, epochs * batches), cheap)
    suspects = lambda: gathered_suspects(losses, costs)
    tolerance = 0.05 if np.ptp(costs) else 1e-4  # weight decay may have touched the weights before
    compare(losses[-1], float(costs.mean()), "the loss of the last epoch", suspects, "known", tolerance)


def leave_gradients(model):
    """Gives each weight a gradient of its own, as training may have left it."""
    for number, weights in enumerate(model.parameters()):
        weights.grad = torch.full_like(weights, 0.5 + number)


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
        raise CheckFailed(known, mistake="the image is reshaped in place", look="methods that end in an underscore")
    if not torch.equal(given, image):
        raise CheckFailed("its pixels have changed.", mistake="the image's pixels are changed in place")


@pytest.mark.parametrize(
    "input_size, hidden_sizes, output_size",
    [(784, (128, 64), 10), (20, (7,), 4), (12, (), 3), hidden(30, (9, 8, 7), 5), hidden(50, (40, 40), 2)],
)
def check_build_model_layers(build_model, input_size, hidden_sizes, output_size):
    """the layers are Linear and ReLU for each hidden size, Linear, LogSoftmax"""
    sizes = input_size, hidden_sizes, output_size
    model = built(build_model, *sizes)
    expect_layers(model, *sizes)
    expect_computed(build_model, model, torch.linspace(-2, 2, 5 * input_size).view(5, input_size))
    expect_defaults(build_model)


@pytest.mark.parametrize("batch", [3, 1, hidden(64)])
def check_build_model_probabilities(build_model, batch):
    """every image gets the logarithms of ten probabilities"""
    generator = torch.Generator().manual_seed(batch)
    model = built(build_model, 20, (9, 8), 10)
    expect_layers(model, 20, (9, 8), 10)
    expect_log_probabilities(build_model, model, torch.rand(batch, 20, generator=generator))


@pytest.mark.parametrize("optimizer", ["momentum", "Adam", hidden("SGD"), hidden("RMSprop")])
def check_train_epoch_weights(train_epoch, optimizer):
    """one update a batch, along that batch's own gradient"""
    way, loss = train_once(train_epoch, optimizer=optimizer)
    expected, _ = replayed(optimizer=optimizer)
    suspects = lambda: {**epoch_suspects(optimizer=optimizer), **second_call_suspects(train_epoch, way, loss)}
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
    in_eval = lambda: {"the network trains in eval mode": replay(layer=layer, training=False)[0]}
    suspects = lambda: {**in_eval(), **second_call_suspects(train_epoch, way, loss)}
    compare(way, expected, "the way the weights went", suspects, "replayed", look="which layers behave differently")


@pytest.mark.parametrize("optimizer", ["momentum", hidden("Adam")])
def check_train_epoch_leftovers(train_epoch, optimizer):
    """gradients left over from before do not reach the first update"""
    way, _ = train_once(train_epoch, optimizer=optimizer, leftover=0.02)
    expected, _ = replayed(optimizer=optimizer, leftover=0.02)
    leaky = [(1, (1, 1)), *each_batch()[1:]]
    suspects = lambda: {
        "the first update uses gradients left over from before": replay(leaky, optimizer=optimizer, leftover=0.02)[0]
    }
    look = "what the gradients hold when the first batch comes"
    compare(way, expected, "the way the weights went", suspects, "replayed", look=look)


@pytest.mark.parametrize("criterion", ["smoothed cross-entropy", "summed NLL", hidden("weighted NLL")])
def check_train_epoch_criterion(train_epoch, criterion):
    """the loss is the given criterion's"""
    way, loss = train_once(train_epoch, criterion=criterion)
    expected, losses = replayed(criterion=criterion)
    other = lambda: {"another criterion than the given one is used": replay()[0]}
    suspects = lambda: {**other(), **second_call_suspects(train_epoch, way, loss)}
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
    suspects = lambda: accuracy_suspects(evaluate, yours, batches)
    compare(yours, float(np.mean(read == labels)), "the accuracy", suspects, "counted")
    expect_told_apart(evaluate, "all eval")


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
    expect_told_apart(evaluate, modes)


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
    expect_told_apart(evaluate, "all training")


@pytest.mark.parametrize("seed", [1, hidden(2)])
def check_predict_image(predict, seed):
    """the image is left as it is"""
    image = torch.rand(1, 28, 28, generator=torch.Generator().manual_seed(seed))
    given = image.clone()
    pair, _ = supervised(predict, network_with(drawn_answers(seed)), given, torch.device("cpu"))
    expect_pair(pair, "digit, probabilities")
    expect_same_image(given, image)
    expect_own_answers(predict, seed)


@pytest.mark.parametrize("seed", [1, hidden(2)])
def check_predict_probabilities(predict, seed):
    """the ten probabilities are the network's"""
    judge_probabilities(predict, seed)


@pytest.mark.parametrize("seed", [1, hidden(2)])
def check_predict_digit(predict, seed):
    """the digit is the most probable one"""
    for (digit, _), known in predictions(predict, seed):
        expect_digit(digit, known, predict)


@pytest.mark.parametrize("epochs", [3, 1, hidden(4)])
def check_train_losses(train, epochs):
    """there is one loss for each epoch"""
    drawn = []
    keep = lambda samples: drawn.append(len(samples)) or default_collate(samples)
    loader = DataLoader(patterns(60, seed=epochs), batch_size=25, collate_fn=keep)
    losses, _ = supervised(train, new_network(), loader, epochs, torch.device("cpu"))
    expect_losses(losses, epochs, batches=3, drawn=len(drawn))
    other = DataLoader(patterns(60, seed=epochs + 10), batch_size=25)
    if losses == supervised(train, new_network(), other, epochs, torch.device("cpu"))[0]:
        raise CheckFailed("other images give the very same losses.")


@pytest.mark.parametrize("seed", [0, hidden(1)])
def check_train_accuracy(train, seed):
    """the trained network reads 9 of 10 new images right"""
    model, (images, labels) = new_network(), patterns(3000, seed).tensors
    before, loader = weights_of(model), DataLoader(TensorDataset(images[:2000], labels[:2000]), batch_size=20)
    losses, _ = supervised(train, model, loader, 6, torch.device("cpu"))
    expect_learnt(train, model, before, losses, share_read(model, images[2000:], labels[2000:]))


@pytest.mark.parametrize(
    "batches, epochs, cheap", [(1, 1, ()), (3, 1, (2,)), (3, 2, (0, 1, 2)), hidden(5, 1, (4,)), hidden(2, 2, (0, 1))]
)
def check_train_gathered(train, batches, epochs, cheap):
    """an epoch's loss is its batches' mean, gathered while it runs"""
    judge_gathered(train, batches, epochs, cheap)
    judge_gathered(train, 3, 1, (2,))  # whose mean is not the same as in other cases
