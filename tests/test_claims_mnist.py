"""What ps4's prose claims is so: recomputed from the solutions, on MNIST where it is at hand, and on its stand-in.

Where a trained network is measured, the tolerances leave room for other processors, whose sums end in other digits.
"""

import contextlib
import gzip
import io
import os
import re
import types
from functools import cache
from pathlib import Path
from unittest import mock

import matplotlib
import matplotlib.style
import numpy as np
import pytest
import torch
from threadpoolctl import threadpool_limits
from torch import nn, optim
from torch.utils.data import TensorDataset

from tests.claims import Claim, check, claims_of, notebook, ran

DATA = ("imports", "toolkit", "settings", "write_stand_in", "load_data", "as_batches", "piles-tools", "data")
TOOLS = ("reading-tools", "device", "pictures-tools", "one-digit", "sixty-digits", "criterion", "loss_and_gradients")
MORE = ("by-hand-tools", "build_model", "train_epoch", "evaluate", "training-tools", "mistakes-tools", "predict")
LAST = ("predict-tools", "lr-tools", "train", "last-pile-tools")
RATES = [0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1]
ROOT = os.environ.get("MNIST_ROOT", "")
needs_mnist = pytest.mark.skipif(not (ROOT and [*Path(ROOT).rglob("train-images-idx3-ubyte*")]), reason="no MNIST_ROOT")


def go_on(names, *ids, **changed):
    """Runs further cells among these names; changed: what stands in their text, and what shall stand there. Output."""
    sources = {cell.id: cell.source for cell in notebook("mnist").cells}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        for cell_id in ids:
            source = sources[cell_id]
            for old, new in changed.items():
                assert old in source
                source = source.replace(f"{old} = ", f"{old} = {new}  # ")
            exec(compile(source, f"<mnist: {cell_id}>", "exec"), names)
    return printed.getvalue()


@cache
def opened(data):
    """The notebook's names once its tools are there, with "MNIST" or the "stand-in" as its data."""
    torch.set_num_threads(1)
    offline = {"NBGRADER_EXECUTION": "1"} if data == "stand-in" else {}
    with mock.patch.dict(os.environ, offline), contextlib.redirect_stdout(io.StringIO()):
        names = ran("mnist", *DATA)
    names["display"] = lambda *_, **__: types.SimpleNamespace(update=lambda *_, **__: None)
    names["show"] = lambda *_: None
    go_on(names, *TOOLS, *MORE, *LAST)
    names["device"] = torch.device("cpu")
    return names


def learnt(data, loader, epochs, lr=0.001, seed=0, make=optim.Adam, **settings):
    """A network trained on the loader's images, and each epoch's training loss."""
    names = opened(data)
    torch.manual_seed(seed)
    model = names["build_model"]()
    optimizer = make(model.parameters(), lr=lr, **settings)
    return model, [names["train_epoch"](model, loader, optimizer, nn.NLLLoss(), "cpu") for _ in range(epochs)]


def first_images(data, size=6000):
    """A loader of the first training images, in batches of 64, shuffled."""
    names = opened(data)
    return names["as_batches"](names["pick"](names["trainset"], slice(size)), 64, shuffle=True)


@cache
def trained(data, epochs, **settings):
    """A network trained as in section 9, and its rows: training loss, validation loss, validation accuracy."""
    names = opened(data)
    torch.manual_seed(0)
    model = names["build_model"](**settings)
    optimizer = optim.Adam(model.parameters(), lr=names["lr"], fused=True)
    epoch = lambda: names["train_epoch"](model, names["train_loader"], optimizer, nn.NLLLoss(), names["device"])
    rows = [(epoch(), *names["loss_and_accuracy"](model, names["valset"])) for _ in range(epochs)]
    return model, np.array(rows)


def network(data):
    """Section 9's network."""
    return trained(data, 15)[0]


@cache
def swept(data):
    """Section 12's training losses (rates, seeds, epochs), and validation images read wrong, in per cent."""
    names = opened(data)
    _, losses, accuracies = names["sweep"](RATES, 12, 6000, range(5))
    return losses, 100 * (1 - accuracies)


def rate(data, value):
    """A rate's losses (seeds, epochs), and what each of its tries reads wrong."""
    return tuple(part[RATES.index(value)] for part in swept(data))


@cache
def read(data):
    """What section 9's network says of the validation images: how sure it is, and whether it is right."""
    names = opened(data)
    p = names["read_all"](network(data))
    return p.max(axis=1), p.argmax(axis=1) == names["val_labels"].numpy()


def right_between(data, low, high):
    top, right = read(data)
    return right[(top > low) & (top <= high)].mean()


def by_heart(data, shuffled=False):
    """The loss after 100 updates on twenty images, whose labels may be shuffled."""
    images, labels = opened(data)["trainset"][:20]
    torch.manual_seed(0)
    labels = labels[torch.randperm(20)] if shuffled else labels
    _, losses = learnt(data, opened(data)["as_batches"](TensorDataset(images, labels), 20), 101)
    return losses[-1]


def off(data, model):
    """How many of the first layer's units are off for every validation image."""
    return int((opened(data)["how_often_on"](model) == 0).sum())


def trained_at(data, lr, **settings):
    """A network trained as in section 12."""
    return learnt(data, first_images(data), 12, lr, **settings)[0]


def accuracy_at(data, lr, make, **settings):
    return opened(data)["loss_and_accuracy"](trained_at(data, lr, make=make, **settings), opened(data)["valset"])[1]


def furthest(lr):
    """How far the weight that goes furthest has gone in section 12's training."""
    model = trained_at("MNIST", lr)
    torch.manual_seed(0)
    before = opened("MNIST")["build_model"]()
    return max(float((a - b).detach().abs().max()) for a, b in zip(model.parameters(), before.parameters()))


def off_after_ten_steps():
    return off("MNIST", learnt("MNIST", first_images("MNIST", 640), 1)[0])


def second_layer(seed):
    """How many units of the second layer are on for any validation image after training at 0.1, and the last loss."""
    model, losses = learnt("MNIST", first_images("MNIST"), 12, 0.1, seed, fused=True)
    with torch.no_grad():
        return int((model[:4](opened("MNIST")["val_images"].flatten(1)) > 0).any(dim=0).sum()), losses[-1]


def learns_where_units_survive():
    """Whether the tries that are stuck at the largest rate are those whose second layer is off."""
    return all((units == 0) == (loss > 2.29) for units, loss in (second_layer(seed) for seed in range(5)))


def by_hand(data, step_length):
    """(share read right, units that are off) after section 5's training by hand."""
    with threadpool_limits(1):  # these products are small: sharing them out takes longer than doing them
        told = go_on(opened(data), "by-hand-training", step_length=step_length)
    return float(re.search(r"([\d.]+)% right", told)[1]) / 100, int(re.search(r"(\d+) of its 32", told)[1])


def infinite(exponent):
    with np.errstate(over="ignore"):
        return bool(np.isinf(np.exp(exponent)))


def tiny():
    """What section 3's tiny network computes, step by step."""
    z = np.array([[2, 1], [1, 2]]) @ (1, -2) + (1, 0)
    scores = np.array([[1, 5], [3, -4]]) @ np.maximum(z, 0) + (0, -1)
    log_p = scores - np.log(np.exp(scores).sum())
    return z, np.maximum(z, 0), scores, log_p, np.exp(log_p)


def circuit():
    """[q, f, and f's slopes in x, y and z]"""
    x, y, z = (torch.tensor(value, requires_grad=True) for value in (3.0, -1.0, 5.0))
    ((x + y) * z).backward()
    return [(x + y).item(), ((x + y) * z).item(), *(t.grad.item() for t in (x, y, z))]


def slopes_of_log_sum():
    scores = torch.tensor([1.0, 2.0], requires_grad=True)
    scores.logsumexp(0).backward()
    return scores.grad.numpy()


def normalized(stored):
    return (stored / 255 - 0.5) / 0.5


ON_PAPER = [
    Claim("| stored | 0 | 128 | 255 |", lambda: [128 / 255, normalized(128)], [0.502, 0.004], 0.0005),
    Claim("| **−1** | **0.004** | **1** |", lambda: [normalized(k) for k in (0, 128, 255)], [-1, 0.004, 1], 0.0005),
    Claim("50,000 images in batches of 64 make 782 steps", lambda: -(-50_000 // 64), 782),
    Claim("784 · 128 + 128 = 100,480", lambda: 784 * 128 + 128, 100_480),
    Claim("128 · 64 + 64 = 8,256", lambda: 128 * 64 + 64, 8256),
    Claim("64 · 10 + 10 = 650", lambda: 64 * 10 + 10, 650),
    Claim("Now there are 109,386", lambda: 100_480 + 8256 + 650, 109_386),
    Claim("(2-2+1,\\; 1-4+0) =$ **(1, −3)**", lambda: tiny()[0], [1, -3]),
    Claim("| ReLU | $\\max(0, z)$ | **(1, 0)** |", lambda: tiny()[1], [1, 0]),
    Claim("(1+0+0,\\; 3+0-1) =$ **(1, 2)**", lambda: tiny()[2], [1, 2]),
    Claim("$\\log(e^1 + e^2) = 2.313$", lambda: np.log(np.e + np.e**2), 2.313, 0.0005),
    Claim("**(−1.313, −0.313)**", lambda: tiny()[3], [-1.313, -0.313], 0.0005),
    Claim("**(0.269, 0.731)**", lambda: tiny()[4], [0.269, 0.731], 0.0005),
    Claim("$f$ reacts to $q$ by $z = 5$, and to $z$ by $q = 2$", circuit, [2, 10, 5, 5, 2]),
    Claim("$e^{s_j} / (e^{s_0} + e^{s_1}) = p_j$", slopes_of_log_sum, [0.269, 0.731], 0.0005),
    Claim("Nothing: the 100 cancels.", lambda: torch.tensor([101.0, 102]).softmax(0), tiny()[4], 1e-6),
    Claim("| 0.7 | 0.357 |", lambda: -np.log(0.7), 0.357, 0.0005),
    Claim("| 0.8 | 0.223 |", lambda: -np.log(0.8), 0.223, 0.0005),
    Claim("| 0.1 | 2.303 |", lambda: -np.log(0.1), 2.303, 0.0005),
    Claim("| mean | **0.961** |", lambda: -np.log([0.7, 0.8, 0.1]).mean(), 0.961, 0.0005),
    Claim("costs four times as much as a and b together", lambda: np.log(0.1) / np.log(0.7 * 0.8), 4, 0.05),
    Claim("With $p_\\text{true} = 0.001$ it would cost 6.9", lambda: -np.log(0.001), 6.9, 0.05),
    Claim("About −log 0.1 = 2.30", lambda: np.log(10), 2.30, 0.005),
    Claim("A probability of $e^{-800}$ is 0 to a computer", lambda: float(np.exp(-800.0)), 0),
    Claim("$e^{1000}$ is infinite to a computer", lambda: infinite(1000.0)),
    Claim("Accuracy: 3 of 4, 0.75", lambda: np.mean([0 == 0, 1 == 1, 0 == 2, 2 == 2]), 0.75),
    Claim("√(0.97 · 0.03 / 10,000), about 0.002", lambda: np.sqrt(0.97 * 0.03 / 10_000), 0.002, 0.0005),
    Claim("On the stand-in's 239 images, by 0.011", lambda: np.sqrt(0.97 * 0.03 / 239), 0.011, 0.0005),
    Claim("so about 0.005 up or down is chance", lambda: 2 * np.sqrt(2 * 0.97 * 0.03 / 10_000), 0.005, 0.0005),
    Claim("so after 1,128 steps", lambda: 12 * -(-6000 // 64), 1128),
]

A = np.arange(12.0).reshape(3, 4) - 5
T = torch.tensor(A)
HALF = torch.tensor([1.0, 2.0])
BATCH = torch.zeros(64, 1, 28, 28)
TENSORS = [
    Claim("float32 instead of float64", lambda: HALF.dtype == torch.float32 and np.array([1.0, 2.0]).dtype == "f8"),
    Claim("about 7 digits instead of 16", lambda: [-np.log10(np.finfo(k).eps) for k in ("f4", "f8")], [7, 16], 0.4),
    Claim("int64 in both", lambda: torch.tensor([1, 2]).dtype == torch.int64 and np.array([1, 2]).dtype == "i8"),
    Claim("| `a.shape`, `len(a)`, `a[:, 0]`, `a[a > 0]` | the same |", lambda: T[T > 0], A[A > 0]),
    Claim("| `a * b`, `a @ b`, `a.T` | the same |", lambda: T @ T.T, A @ A.T),
    Claim("shapes are stretched alike (broadcasting)", lambda: T * T[0], A * A[0]),
    Claim("`t.sum(dim=0)`", lambda: T.sum(dim=0), A.sum(axis=0)),
    Claim("`t.argmax(dim=1)`", lambda: T.argmax(dim=1), A.argmax(axis=1)),
    Claim("`t.reshape(64, -1)`", lambda: BATCH.reshape(64, -1).shape, (64, 784)),
    Claim("both keep the first axis and join the others", lambda: BATCH.flatten(start_dim=1).shape, (64, 784)),
    Claim("`t.clamp(min=0)`, `nn.ReLU()(t)`", lambda: T.clamp(min=0) + nn.ReLU()(T), 2 * np.maximum(A, 0)),
    Claim(
        "`t.double()`; back: `t.float()`",
        lambda: str([HALF.double().dtype, T.float().dtype]),
        "[torch.float64, torch.float32]",
    ),
    Claim("| `a.copy()` | `t.clone()` |", lambda: T.clone().data_ptr() != T.data_ptr() and T.clone().equal(T)),
    Claim("Both look at the *same* memory", lambda: torch.from_numpy(A).data_ptr(), A.ctypes.data),
    Claim("who writes to one writes to both", lambda: T.numpy().ctypes.data, T.data_ptr()),
    Claim("one number, as Python's own", lambda: type(T[0, 0].item()) is type(A[0, 0].item()) is float),
]


def sizes(data):
    return [len(opened(data)[part]) for part in ("trainset", "valset", "testset")]


def fresh(data):
    """What fresh networks cost on the validation images, and how many they read right."""
    names, seeds = opened(data), map(torch.manual_seed, range(5))
    return np.mean([names["loss_and_accuracy"](names["build_model"](), names["valset"]) for _ in seeds], axis=0)


@cache
def said_by_fresh(data, networks=40):
    """(the share of its three favourite digits in what a fresh network says, its accuracy), for some networks."""
    names, found = opened(data), []
    for _ in map(torch.manual_seed, range(networks)):
        digits = names["read_all"](names["build_model"]()).argmax(axis=1)
        shares = np.sort(np.bincount(digits, minlength=10))[-3:] / len(digits)
        found.append([shares.sum(), np.mean(digits == names["val_labels"].numpy())])
    return np.array(found)


def favours(data):
    return np.median(said_by_fresh(data)[:, 0])


def lucky(data):
    return [said_by_fresh(data)[:, 1].min(), said_by_fresh(data)[:, 1].max()]


def rows(data, epochs=15, **settings):
    return trained(data, epochs, **settings)[1]


SMALLEST, LARGEST = 0.00001, 0.1


def mistakes(data, epochs, **settings):
    """How many per cent of the validation images are read wrong after so many epochs."""
    return 100 * (1 - rows(data, epochs, **settings)[-1, 2])


def gets_ahead(data):
    """Whether hidden layers beat one matrix of five epochs clearly after fifteen epochs, but not after five."""
    one_matrix = mistakes(data, 5, hidden_sizes=())
    return mistakes(data, 15) < 0.7 * one_matrix < mistakes(data, 5)


def paper(data):
    return (opened(data)["val_images"] == -1).double().mean().item()


def packed():
    """The bytes of MNIST's packed files, or of what they would be as gzip packs them."""
    files = [*Path(ROOT).rglob("*-ubyte.gz")] or [*Path(ROOT).rglob("*-ubyte")]
    return sum(len(f.read_bytes() if f.suffix == ".gz" else gzip.compress(f.read_bytes())) for f in files)


def label(number):
    return int(opened("MNIST")["val_labels"][number])


def ink(images):
    """How many pixels of an image are darker than half."""
    return (images > 0).sum(dim=(-3, -2, -1)).numpy()


def ink_of_ones():
    images, labels = opened("MNIST")["trainset"].tensors
    return ink(images[labels == 1])


def stuck(data):
    """How many tries at the largest rate end where a network that knows nothing is."""
    return int((abs(rate(data, LARGEST)[0][:, -1] - 2.305) < 0.01).sum())


def overlap(data, one, other):
    a, b = rate(data, one)[1], rate(data, other)[1]
    return bool(a.min() < b.max() and b.min() < a.max())


def apart(data, worse, better):
    return bool(rate(data, worse)[1].min() > rate(data, better)[1].max())


def first_and_last(value, data="MNIST", epoch=1):
    """The mean losses of a rate and of 0.001, in an early epoch and in the last one."""
    means = [rate(data, lr)[0].mean(axis=0) for lr in (value, 0.001)]
    return [[mean[k] for mean in means] for k in (epoch - 1, -1)]


def ahead_then_behind(data, value, epoch):
    (early, usual), (late, last) = first_and_last(value, data, epoch)
    return bool(early < usual and late > last)


def best_inside(data, make, rates, **settings):
    """Whether the second and the third of four rates are better than the first and the last."""
    found = [accuracy_at(data, lr, make, **settings) for lr in rates]
    return min(found[1:3]) > max(found[0], found[3])


def sgd_wants_more(data):
    return best_inside(data, optim.SGD, [0.001, 0.01, 0.03, 0.1], momentum=0.9)


def throws_units_off(data):
    return by_hand(data, 0.1)[1] > by_hand(data, 0.03)[1]


def later_against_eighth(losses):
    return losses[8:].mean() / losses[7]


def sure_mistakes(data):
    """The share of the mistakes of which the network is more than 99 % sure."""
    top, right = read(data)
    return np.mean(top[~right] > 0.99)


STAND_IN = [
    Claim("piles of 1,199, 239 and 359", lambda: sizes("stand-in"), [1199, 239, 359]),
    Claim("1,797 real digits", lambda: sum(sizes("stand-in")), 1797),
    Claim("The stand-in has 19 steps an epoch", lambda: len(opened("stand-in")["train_loader"]), 19),
    Claim("About 0.1, as guessing has", lambda: fresh("stand-in"), [2.305, 0.1], 0.03),
    Claim("say the same two or three digits nearly all the time", lambda: favours("stand-in") > 0.9),
    Claim("luck decides whether it is 0.05 or 0.2", lambda: lucky("stand-in"), [0.05, 0.2], 0.03),
    Claim("and is at 2.1.", lambda: rows("stand-in")[0, 0], 2.1, 0.1),
    Claim("four fifths of an image are paper (stand-in: two thirds)", lambda: paper("stand-in"), 2 / 3, 0.03),
    Claim("Below 0.05: on MNIST about 0.002", lambda: by_heart("stand-in") < 0.05),
    Claim("With wrong labels, too", lambda: by_heart("stand-in", shuffled=True) < 0.05),
    Claim("(On the stand-in, set `epochs` to 60 to see it.)", lambda: rows("stand-in", 60)[-1, :2], [0.02, 0.09], 0.02),
    Claim("About 91 % (stand-in: 90 %)", lambda: rows("stand-in", 5, hidden_sizes=())[-1, 2], 0.90, 0.03),
    Claim("network needs the fifteen epochs to get ahead", lambda: gets_ahead("stand-in")),
    Claim("more than 0.99 (stand-in: five in ten)", lambda: np.mean(read("stand-in")[0] > 0.99), 0.5, 0.1),
    Claim("On the stand-in there are 8 mistakes", lambda: np.sum(~read("stand-in")[1]), 8, 4),
    Claim("0.003 is lowest after one epoch", lambda: RATES[swept("stand-in")[0].mean(axis=1)[:, 0].argmin()], 0.003),
    Claim("the same, from a start near 30", lambda: rate("stand-in", LARGEST)[0][:, 0].mean(), 30, 12),
    Claim("then stays at 2.31 in most of the tries", lambda: stuck("stand-in") >= 3),
    Claim("0.001 and 0.003 are equally good", lambda: overlap("stand-in", 0.001, 0.003)),
    Claim("The best try of 0.0001 is worse than the worst try of 0.001", lambda: apart("stand-in", 0.0001, 0.001)),
    Claim("On the stand-in, look at 0.03 in the second epoch", lambda: ahead_then_behind("stand-in", 0.03, epoch=2)),
    Claim("look at the last line: long steps throw units", lambda: throws_units_off("stand-in")),
    Claim("SGD with momentum 0.9 wants a larger rate (0.01 to 0.03)", lambda: sgd_wants_more("stand-in")),
]
MNIST = [
    Claim("downloads the digits the first time (11 MB)", lambda: packed() / 1e6, 11, 0.5),
    Claim("| training | 50,000 |", lambda: sizes("MNIST")[0], 50_000),
    Claim("| validation | 10,000 |", lambda: sizes("MNIST")[1], 10_000),
    Claim("MNIST is a box of 70,000 handwritten digits", lambda: sum(sizes("MNIST")), 70_000),
    Claim("About 0.1, as guessing has", lambda: fresh("MNIST"), [2.305, 0.1], 0.03),
    Claim("say the same two or three digits nearly all the time", lambda: favours("MNIST") > 0.9),
    Claim("Below 0.05: on MNIST about 0.002", lambda: by_heart("MNIST"), 0.002, 0.001),
    Claim("With wrong labels, too", lambda: by_heart("MNIST", shuffled=True) < 0.05),
    Claim("Below 0.5: about 0.43", lambda: rows("MNIST")[0, 0], 0.43, 0.03),
    Claim("about 0.04 against 0.12", lambda: rows("MNIST")[-1, :2], [0.04, 0.12], 0.03),
    Claim("stopped falling after some eight epochs", lambda: later_against_eighth(rows("MNIST")[:, 1]), 1, 0.15),
    Claim("It is still falling.", lambda: rows("MNIST")[-1, 0] < rows("MNIST")[-4, 0] < rows("MNIST")[-7, 0]),
    Claim(
        "In the first epochs the training loss lies *above*",
        lambda: (rows("MNIST")[:2, 0] > rows("MNIST")[:2, 1]).all(),
    ),
    Claim("reads about 0.97 of the validation images right after 15 epochs", lambda: rows("MNIST")[-1, 2], 0.97, 0.005),
    Claim("About 91 % (stand-in: 90 %)", lambda: rows("MNIST", 5, hidden_sizes=())[-1, 2], 0.91, 0.01),
    Claim("it makes 9 mistakes in a hundred", lambda: mistakes("MNIST", 5, hidden_sizes=()), 9, 1),
    Claim("4 after as many epochs and 3 after fifteen", lambda: 100 * (1 - rows("MNIST")[[4, 14], 2]), [4, 3], 0.6),
    Claim("56 of the 128 in our run", lambda: off("MNIST", network("MNIST")), 56, 6),
    Claim("Nearly all of them died in the first ten steps", lambda: off_after_ten_steps() > 40),
    Claim("four fifths of an image are paper", lambda: paper("MNIST"), 0.8, 0.02),
    Claim("A smaller learning rate kills fewer", lambda: off("MNIST", trained_at("MNIST", 0.0001)) < 20),
    Claim("nine images in ten get more than 0.99", lambda: np.mean(read("MNIST")[0] > 0.99), 0.9, 0.02),
    Claim("of 8,952 images with more than 99 %", lambda: np.sum(read("MNIST")[0] > 0.99), 8952, 150),
    Claim("40 are wrong, 0.4 %", lambda: 100 * (1 - right_between("MNIST", 0.99, 1)), 0.4, 0.2),
    Claim("one in seven of all 287 mistakes", lambda: np.sum(~read("MNIST")[1]), 287, 50),
    Claim("one in seven of all 287 mistakes hides there", lambda: sure_mistakes("MNIST"), 1 / 7, 0.05),
    Claim("A 7 read as 0", lambda: label(4015), 7),
    Claim("A 1 read as 8", lambda: label(7586), 1),
    Claim("Training 1s are thin", lambda: ink(opened("MNIST")["val_images"][7586]) > np.quantile(ink_of_ones(), 0.99)),
    Claim("A 3 read as 9", lambda: label(1636), 3),
    Claim("where it says 70 to 80 %, 60 % are right", lambda: right_between("MNIST", 0.7, 0.8), 0.60, 0.12),
    Claim("where it says 90 to 95 %, 75 %", lambda: right_between("MNIST", 0.9, 0.95), 0.75, 0.1),
    Claim("0.003 is lowest after one epoch", lambda: RATES[swept("MNIST")[0].mean(axis=1)[:, 0].argmin()], 0.003),
    Claim("0.01 is close behind", lambda: RATES[swept("MNIST")[0].mean(axis=1)[:, 0].argsort()[1]], 0.01),
    Claim("At 0.1 the loss shoots up to about 10", lambda: rate("MNIST", LARGEST)[0][:, 0].mean(), 10, 3),
    Claim("then stays at 2.31 in most of the tries (four of five in ours)", lambda: stuck("MNIST"), 4, 1),
    Claim("0.001 and 0.003 are equally good", lambda: overlap("MNIST", 0.001, 0.003)),
    Claim("The best try of 0.0001 is worse than the worst try of 0.001", lambda: apart("MNIST", 0.0001, 0.001)),
    Claim("it is at 1.5 after 12 epochs", lambda: rate("MNIST", SMALLEST)[0][:, -1].mean(), 1.5, 0.1),
    Claim("and 0.001 gets below that in its first", lambda: rate("MNIST", 0.001)[0][:, 0].max() < 1.4),
    Claim("has gone furthest has gone only about 0.02", lambda: furthest(SMALLEST), 0.02, 0.003),
    Claim("every ReLU of the second layer gives 0 for every image", lambda: second_layer(0)[0], 0),
    Claim("a few units of that layer survived, and it creeps on", learns_where_units_survive),
    Claim("nine in ten units of the first layer are dead", lambda: off("MNIST", trained_at("MNIST", 0.03)), 118, 6),
    Claim("In the first epoch 0.01 is ahead (0.93 against 1.06)", lambda: first_and_last(0.01)[0], [0.93, 1.06], 0.05),
    Claim("(0.13 against 0.15)", lambda: first_and_last(0.01)[1], [0.15, 0.13], 0.015),
    Claim("its validation accuracy is better", lambda: rate("MNIST", 0.001)[1].mean() < rate("MNIST", 0.01)[1].mean()),
    Claim("look at the last line: long steps throw units", lambda: throws_units_off("MNIST")),
    Claim("SGD with momentum 0.9 wants a larger rate (0.01 to 0.03)", lambda: sgd_wants_more("MNIST")),
    Claim("AdamW likes 0.001 to 0.003", lambda: best_inside("MNIST", optim.AdamW, [0.0001, 0.001, 0.003, 0.01])),
]


@claims_of(ON_PAPER)
def test_what_is_computed_on_paper_is_right(claim):
    check("mnist", claim)


@claims_of(TENSORS)
def test_the_table_of_tensors_is_right(claim):
    check("mnist", claim)


@claims_of(STAND_IN)
def test_what_is_said_of_the_stand_in_is_so(claim):
    check("mnist", claim)


@needs_mnist
@claims_of(MNIST)
def test_what_is_said_of_mnist_is_so(claim):
    check("mnist", claim)


def test_adding_up_gradients_prints_what_its_answer_says():
    numbers = re.findall(r"[\d.]+(?=\n)", go_on({"torch": torch}, "accumulate"))
    check("mnist", Claim("6, 12, 6. The second call adds", lambda: [float(n) for n in numbers], [6, 12, 6]))


def test_the_two_ways_of_reading_give_the_same_batches():
    names = opened("stand-in")
    usual = torch.utils.data.DataLoader(names["image_by_image"](names["valset"]), 64)
    pairs = zip(usual, names["as_batches"](names["valset"], 64), strict=True)
    assert all(torch.allclose(a, b, atol=1e-6) and c.equal(d) for (a, c), (b, d) in pairs)


def test_no_image_is_in_two_piles():
    names = opened("stand-in")
    piles = [{image.numpy().tobytes() for image in names[p].tensors[0]} for p in ("trainset", "valset", "testset")]
    assert [*map(len, piles)] == sizes("stand-in") and len(set.union(*piles)) == sum(sizes("stand-in"))


def test_the_test_images_are_sealed_until_the_last_section():
    code = [cell for cell in notebook("mnist").cells if cell.cell_type == "code" and cell.id != "toolkit"]
    named = [cell.id for cell in code if re.search(r"\b(testset|test_images|test_loader)\b", cell.source)]
    assert named == ["load_data", "data", "test-accuracy"]
    (last,) = [cell.source for cell in code if cell.id == "test-accuracy"]
    assert last.startswith("ready = False")


@pytest.mark.parametrize("ready", [False, True])
def test_the_seal_is_broken_only_by_those_who_are_ready(ready):
    names = dict(opened("stand-in"))
    names["model"] = names["yours"] = network("stand-in")
    told = go_on(names, "test-accuracy", ready=ready)
    assert ("still sealed" in told) is not ready and ("test accuracy" in told) is ready


@needs_mnist
def test_validation_and_test_accuracy_are_what_the_last_section_says():
    names, model = opened("MNIST"), network("MNIST")
    found = [names["loss_and_accuracy"](model, names[part])[1] for part in ("valset", "testset")]
    check("mnist", Claim("Ours: 0.971 and 0.972", lambda: found, [0.971, 0.972], 0.005))


def test_a_watched_loader_is_the_loader_and_tells_per_cent_and_time():
    names, told = dict(opened("stand-in")), []
    tell = lambda words, **_: told.append(words["text/plain"])
    names["display"] = lambda words, **_: tell(words) or types.SimpleNamespace(update=tell)
    names["time"] = iter(np.arange(0, 1e4, 0.5)).__next__  # half a second passes whenever somebody looks
    go_on(names, "training-tools")
    loader = names["as_batches"](names["valset"], 64)
    watched = names["Watched"](loader, 2)
    for _ in range(2):
        assert all(a.equal(b) and c.equal(d) for (a, c), (b, d) in zip(watched, loader, strict=True))
    assert len(watched) == len(loader) == 4 and watched.dataset is loader.dataset
    assert [re.search(r"\d+%", words)[0] for words in told] == [f"{k / 8:.0%}" for k in range(9)]
    left = [float(re.search(r"(\d+) s left", words)[1]) for words in told[1:-1]]
    assert left == sorted(left, reverse=True) and "left" not in told[-1]


def luminance(color):
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color[:3])
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(*colors):
    low, high = sorted(luminance(matplotlib.colors.to_rgb(color)) for color in colors)
    return (high + 0.05) / (low + 0.05)


def test_text_and_lines_can_be_read():
    names = opened("stand-in")
    backgrounds = [*matplotlib.colormaps["gray"](np.arange(256)), *matplotlib.colormaps["Blues"](np.arange(256))]
    assert min(contrast(names["ink_on"](color), color[:3]) for color in backgrounds) > 4.5
    lines = [names["BLUE"], names["ORANGE"], "0.4", *matplotlib.colormaps["plasma"](np.linspace(0, 0.6, len(RATES)))]
    with matplotlib.style.context("tableau-colorblind10"):
        assert min(contrast(line, "white") for line in lines) > 3
        assert min(contrast(text, "white") for text in ("0.3", "C3")) > 4.5
