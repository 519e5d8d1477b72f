"""Networks and images with known answers, and how a student's function is called on them."""

import numpy as np
import torch
from torch import nn
from torch.utils.data import TensorDataset

from autograder.checks.mnist.mistakes import NOT_FLATTENED, PIXELS_CHANGED, PIXELS_REORDERED, STILL_A_TENSOR
from autograder.kit.compare import expect_float, runs
from autograder.kit.mistakes import CheckFailed


def expect_plain_float(value, name):
    """Raises CheckFailed unless value is a float; a tensor that holds one number is none."""
    if isinstance(value, torch.Tensor):
        known = f"{name} should be a float; yours is a tensor of shape {tuple(value.shape)}."
        raise CheckFailed(known, mistake=STILL_A_TENSOR)
    expect_float(value, name)


def runs_behind_flatten(function, model, *arguments):
    """Whether the function runs on a network that flattens the images itself."""
    return runs(function, nn.Sequential(nn.Flatten(), *model), *arguments)


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
            failure.mistake = NOT_FLATTENED
        raise
    finally:
        torch.set_grad_enabled(switch)
        torch.set_num_threads(threads)


def pixels_mistake(call, model, images):
    """What happens to images on their way to the network, told by a second call that keeps what arrives.

    call: takes the network, and runs the student's function; images: the first batch that it sends.
    Returns a Mistake, None if the pixels arrive as they are.
    """
    seen = []
    model.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].detach().clone()))
    call(model)
    sent, arrived = images.flatten(1), seen[0].flatten(1) if seen else images.flatten(1)
    if sent.shape != arrived.shape or torch.allclose(sent, arrived):
        return None
    if torch.allclose(sent.sort(dim=1).values, arrived.sort(dim=1).values):
        return PIXELS_REORDERED
    other_order = torch.allclose(sent.sort(dim=0).values, arrived.sort(dim=0).values)  # perhaps of the labels, too
    return None if other_order else PIXELS_CHANGED


def weights_of(model):
    """All weights of a network in one float64 array."""
    return np.concatenate([p.detach().numpy().ravel() for p in model.parameters()]).astype(np.float64)


def network_with(answers, *layers):
    """A network with known answers: an image in which only pixel k is lit gets the probabilities answers[k].

    layers: what stands between its Linear layer and LogSoftmax. A pixel that is lit by half leads to another answer.
    """
    linear, bias = nn.Linear(784, 10), np.linspace(0, 1, 10)
    with torch.no_grad():
        linear.weight.zero_()
        linear.bias.copy_(torch.tensor(bias))
        linear.weight[:, : len(answers)] = torch.tensor((np.log(answers) - bias).T)
    return nn.Sequential(linear, *layers, nn.LogSoftmax(dim=1))


def lit(pixels):
    """(n, 1, 28, 28): for each number a dark image in which the pixel with that number is lit."""
    images = torch.zeros(len(pixels), 784)
    images[torch.arange(len(pixels)), torch.as_tensor(pixels)] = 1
    return images.view(-1, 1, 28, 28)


def patterns(number, seed):
    """A TensorDataset of ten patterns of black and white squares, one for each digit, seen through noise."""
    generator = torch.Generator().manual_seed(seed)
    squares = (torch.rand(10, 1, 7, 7, generator=generator) < 0.3).float() * 2 - 1
    labels = torch.arange(number) % 10
    images = nn.functional.interpolate(squares, size=(28, 28))[labels]
    noise = 0.3 * torch.randn(images.shape, generator=generator)
    return TensorDataset((images + noise).clamp(-1, 1), labels)
