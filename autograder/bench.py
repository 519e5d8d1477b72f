"""Timings as ratios: the original course's loops, and stock nbgrader, against ours, in turns, in the same call.

python -m autograder bench [NAME …]      prints: NAME  baseline  ours  ratio
"""

import functools
import os
import statistics
import time

import numpy as np
import psutil
from rich.console import Console

from autograder import baseline
from autograder.course.places import ROOT
from autograder.grading.box import sandbox

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


@functools.cache
def mnist_data():
    """The training and the test set: from MNIST_ROOT, from the course's MNIST_data, or the stand-in, which says so."""
    from solutions.mnist import load_data

    return load_data(os.environ.get("MNIST_ROOT") or ROOT / "MNIST_data")


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


def line(name, slow, fast, ratio, unit="s", remark=""):
    return f"{name:<18} {slow:9.3f} {unit:<2} {fast:9.3f} {unit:<2} {ratio:8.1f} ×  {remark}".rstrip()


def show_loops(name, benchmark):
    print(line(name, *measure(*benchmark())), flush=True)


def show_grading(name, assignment, count, at_a_time, most_rounds=None):
    """So many submissions, graded by ours, and some of them by stock nbgrader in each round."""
    if reason := sandbox.missing():
        return print(f"{name}: {reason}")
    from autograder import bench_grading  # measures where there is a sandbox, on Linux

    for row in bench_grading.rows(name, assignment, count, at_a_time, Console(), most_rounds):
        print(line(*row), flush=True)


def show_scaling():
    """Ours with more submissions and more workers."""
    if reason := sandbox.missing():
        return print(f"grading_scaling: {reason}")
    from autograder import bench_grading

    console = Console()
    console.print(bench_grading.scaling(console))


BENCHMARKS = {f.__name__: functools.partial(show_loops, f.__name__, f) for f in (sweep, mnist_epoch, mnist_evaluation)}
BENCHMARKS |= {
    "grading": functools.partial(show_grading, "grading", "ps2", count=100, at_a_time=25),
    "grading_mnist": functools.partial(show_grading, "grading_mnist", "ps4", count=100, at_a_time=4, most_rounds=3),
    "grading_scaling": show_scaling,
}
ON_DEMAND = ("grading_scaling",)


def main(names=()):
    """Shows each benchmark named, or all but those that run on demand only. Raises KeyError for a name that is none."""
    print(f"{psutil.getloadavg()[0]:.1f} processes were at work in the last minute: near 0, figures are good.\n")
    chosen = {name: BENCHMARKS[name] for name in names or BENCHMARKS if names or name not in ON_DEMAND}
    if chosen.keys() - set(ON_DEMAND):  # that show tables of their own
        print(f"{'':<18} {'baseline':>12} {'ours':>12} {'ratio':>8}")
    for benchmark in chosen.values():
        benchmark()
