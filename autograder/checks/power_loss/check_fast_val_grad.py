"""The power loss and its gradient, without code that runs once per data point."""

import time
from functools import cache
from itertools import count

import numpy as np
import pytest

from autograder.checks.power_loss.judges import (
    judge_gradient,
    judge_loss,
    judge_tiny_errors,
    judge_zero_error,
    loss_and_gradient,
)
from autograder.checks.power_loss.oracles import draw, measured_gradient, power_loss
from autograder.kit.case import hidden
from autograder.kit.compare import compare, expect_untouched, lines_run, lives_elsewhere
from autograder.kit.mistakes import CheckFailed, Mistake

LOOP_OVER_POINTS = Mistake(
    "a-loop-runs-over-the-data-points", "a loop runs over the data points", "loops, map, np.vectorize"
)
PATIENCE = 10  # seconds after which the machine is too busy to tell: half of what a case has


def time_of_a_loop(n, clock):
    """The seconds that a loop over n points takes: for each it raises some numbers to powers, one at a time."""
    numbers = np.linspace(0.1, 2, 3 * n).tolist()
    start, total = clock(), 0.0
    for number in numbers:
        total += 2 * (number**1.5 + abs(number) ** 0.5)
    return 3 * (clock() - start)


@cache
def time_of_a_loop_alone(n):
    """The same, without the time in which others had the processor."""
    return time_of_a_loop(n, time.thread_time)


def judge_points(function, deg_, n, seed=0, d=2):
    """Compares loss and gradient of n points with their definitions. Returns how many seconds they took.

    Other points for each seed, so that nothing can be remembered.
    """
    theta, data, label = draw(n, d, seed)
    start = time.perf_counter()
    loss, gradient = loss_and_gradient(function, theta.copy(), data.copy(), label.copy(), deg_)
    took = time.perf_counter() - start
    compare(loss, power_loss(theta, data, label, deg_), f"the loss of {n} points", source="by definition")
    compare(gradient, measured_gradient(n, d, deg_, seed), f"the gradient of {n} points", source="measured")
    return took


def is_quick(function, deg_, n=5000):
    """Whether the function takes less time than a loop over its data points would, told from outside.

    A busy machine makes calls slower, never quicker: of many calls the quickest counts, and of as many loops beside
    them. Code that takes the points in chunks, or needs n × n numbers, may be slow with many: but then 60 of them take
    it hardly longer than 2, which takes little time to see: before it counts as a loop, it has had 500 such tries, each
    so short that even a busy machine leaves some of them alone. A machine that is too busy for so many tells nothing,
    if now and then it lets a call with 2 points by at once.
    """
    most, start, took, loop, two, sixty = time_of_a_loop_alone(n), time.monotonic(), *4 * [np.inf]
    for seed in count():
        if seed < 3 or took < 4 * loop:
            took = min(took, judge_points(function, deg_, n, seed))
        if took < most:
            return True
        loop = min(loop, time_of_a_loop(n, time.perf_counter))
        for more in range(5 * seed, 5 * seed + 5):
            two = min(two, judge_points(function, deg_, 2, more))
            sixty = min(sixty, judge_points(function, deg_, 60, more))
        grows = sixty - two >= 58 * most / n
        waited = time.monotonic() - start
        if seed >= (100 if grows else 5) and waited > 1.5:
            return took < loop or not grows
        if waited > PATIENCE:
            return two < loop / 4


@pytest.mark.worth(1)
@pytest.mark.parametrize("deg_", [5, 2, 1, hidden(3), hidden(1.5), hidden(0.7)])
def check_fast_val_grad_loss(fast_val_grad, deg_):
    """the loss is the mean of |err|^γ"""
    judge_loss(fast_val_grad, deg_)


@pytest.mark.worth(2)
@pytest.mark.parametrize("deg_", [3, 2, 1, hidden(1.5), hidden(0.7), hidden(5)])
def check_fast_val_grad_gradient(fast_val_grad, deg_):
    """the gradient is the slope of the loss"""
    judge_gradient(fast_val_grad, deg_)


@pytest.mark.worth(1)
@pytest.mark.parametrize("deg_", [0.5, 1, 2, hidden(1.5), hidden(0.7), hidden(0.4)])
def check_fast_val_grad_zero_error(fast_val_grad, deg_):
    """an error of exactly 0 adds 0 to the gradient, any other its share"""
    judge_tiny_errors(fast_val_grad, deg_)
    judge_zero_error(fast_val_grad, deg_)


@pytest.mark.worth(1)
@pytest.mark.parametrize("deg_", [2, hidden(3)])
def check_fast_val_grad_arguments(fast_val_grad, deg_):
    """the arrays that it is given are left as they are"""
    expect_untouched(fast_val_grad, draw(), draw(seed=1), [(), (5, 1)], deg_=deg_)


@pytest.mark.worth(3)
@pytest.mark.parametrize("deg_", [3, hidden(1.5)])
def check_fast_val_grad_no_loop(fast_val_grad, deg_):
    """no Python code runs once per data point"""
    loss_and_gradient(fast_val_grad, *draw(10), deg_)
    few, many = (lines_run(fast_val_grad, *draw(n), deg_) for n in (10, 1010))
    each = f"1,000 more data points make it run {many - few:,} more steps of Python."
    if many - few < 900 and lives_elsewhere(fast_val_grad):  # then that is only what its process says
        each = None if is_quick(fast_val_grad, deg_) else "5,000 data points take it as long as a loop."
    elif many - few < 900:
        each = judge_points(fast_val_grad, deg_, 5000) and None  # wrong values are worth nothing, however quick
    if each:
        raise CheckFailed(each, mistake=LOOP_OVER_POINTS)
