"""Timings as ratios: the original course's loops against ours, in turns, in the same call.

python -m autograder bench [NAME …]      prints: NAME  baseline  ours  ratio
"""

import os
import statistics
import time
from pathlib import Path

import numpy as np

from autograder import baseline
from autograder.course import ROOT

GAMMAS = [0.4, 0.7, 1, 2, 3, 5]


def seconds(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def measure(slow, fast, rounds=3):
    """Runs both in turns, after one warm-up of the fast one; returns the medians and the median ratio."""
    fast()
    pairs = [(seconds(slow), seconds(fast)) for _ in range(rounds)]
    return *map(statistics.median, zip(*pairs)), statistics.median(a / b for a, b in pairs)


def sweep(num_rep=10, max_iter=1000):
    """ps3's whole experiment, every γ by Adam and by SGD: replicate after replicate, or all side by side."""
    from solutions import optimizers

    data = (optimizers.A, optimizers.y_data, optimizers.A_test, optimizers.y_test, optimizers.theta_init)
    gammas = np.repeat(GAMMAS, num_rep)[:, None]  # γ is one more axis: each replicate brings its own

    def ours():
        for step in (optimizers.adam_step, optimizers.sgd_step):
            optimizers.run_replicates(step, gammas, len(gammas), max_iter, 0.001, np.random.default_rng(0))

    return lambda: baseline.sweep(data, GAMMAS, num_rep, max_iter), ours


def mnist_data():
    """The training and the test set: from MNIST_ROOT, from shared/data beside the course, or the stand-in."""
    from solutions.mnist import load_data

    beside = ROOT.parent / "shared" / "data" / "mnist"
    return load_data(os.environ.get("MNIST_ROOT") or (beside if beside.exists() else Path("MNIST_data")))


def mnist_epoch():
    """One epoch of ps4's training: image by image through a DataLoader, or batches cut from one tensor."""
    import torch

    from solutions import mnist

    torch.set_num_threads(1)
    trainset, _ = mnist_data()
    slow, fast = baseline.image_by_image(trainset), mnist.as_batches(trainset, 64, shuffle=True)

    def run(epoch, loader, **settings):
        model = mnist.build_model()
        optimizer = torch.optim.Adam(model.parameters(), lr=0.001, **settings)
        epoch(model, loader, optimizer, torch.nn.NLLLoss(), torch.device("cpu"))

    return lambda: run(baseline.train_epoch, slow), lambda: run(mnist.train_epoch, fast, fused=True)


def mnist_evaluation():
    """The accuracy on the test set: image by image, or in large batches."""
    import torch

    from solutions import mnist

    torch.set_num_threads(1)
    _, testset = mnist_data()
    model, cpu = mnist.build_model(), torch.device("cpu")
    slow, fast = baseline.image_by_image(testset), mnist.as_batches(testset, 1000)
    return lambda: baseline.evaluate(model, slow, cpu), lambda: mnist.evaluate(model, fast, cpu)


BENCHMARKS = {f.__name__: f for f in (sweep, mnist_epoch, mnist_evaluation)}


def main(names=()):
    """Prints a line for each benchmark named, or for all. Raises KeyError for a name that is none."""
    for name in names or BENCHMARKS:
        slow, fast, ratio = measure(*BENCHMARKS[name]())
        print(f"{name:<18} {slow:9.3f} s {fast:9.3f} s {ratio:8.1f} ×", flush=True)
