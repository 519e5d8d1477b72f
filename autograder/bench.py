"""Timings as ratios: the original course's loops against ours, in turns, in the same call."""

import statistics
import time

import numpy as np

from autograder.baseline import original_epoch, original_evaluation, original_sweep

GAMMAS = [0.4, 0.7, 1, 2, 3, 5]


def seconds(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def measure(name, baseline, ours, rounds):
    """Runs both in turns after one warm-up of ours; returns (name, median, median, median ratio)."""
    ours()
    pairs = [(seconds(baseline), seconds(ours)) for _ in range(rounds)]
    ratio = statistics.median(slow / fast for slow, fast in pairs)
    return name, *(statistics.median(times) for times in zip(*pairs)), ratio


def sweep_pair(num_rep=10, max_iter=1000):
    """The whole experiment of ps3, every γ by Adam and SGD: the original's loop, and replicates side by side."""
    from solutions import optimizers

    data = (optimizers.A, optimizers.y_data, optimizers.A_test, optimizers.y_test, optimizers.theta_init)

    def ours():
        """γ is one more axis: each replicate brings its own."""
        gammas = np.repeat(GAMMAS, num_rep)[:, None]
        for step in (optimizers.adam_step, optimizers.sgd_step):
            optimizers.run_replicates(step, gammas, len(gammas), max_iter, 0.001, np.random.default_rng(0))

    return lambda: original_sweep(data, GAMMAS, num_rep, max_iter), ours


def main():
    """Prints one line a benchmark."""
    from rich.console import Console
    from rich.table import Table
