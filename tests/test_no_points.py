"""No points without a right answer: what does nothing, or nothing but what a check looks at first, earns nothing.

Judged here, in the notebook's own way; `test_attacks.py` does it across the boundary, against resistance.
"""

import time
import types
from itertools import cycle

import numpy as np
import pytest
import torch
from torch import nn

from autograder.checks.power_loss import check_fast_val_grad as loops
from autograder.checks.power_loss.check_fast_val_grad import is_quick
from autograder.course.cells import answers_of
from autograder.course.checks import checks_of
from autograder.course.places import solutions_of, topics
from autograder.grading.functions import functions_for
from solutions.power_loss import fast_val_grad
from tests.judging import failures

TOPICS = list(topics().values())
FUNCTIONS = {function: topic for assignment, topic in topics().items() for function in answers_of(assignment)}
NAN, HUGE = np.nan, 1e200

# {function: answers that look at nothing, or hand back what they are given}; each of the right types and shapes
EMPTY = {
    "solve_least_squares": [lambda A, y, c=c: np.full((A.shape[1], 1), c) for c in (0.0, NAN, HUGE, np.inf)],
    "mean_squared_loss": [lambda theta, A, y, c=c: c for c in (0.0, NAN, np.inf)],
    "mean_squared_gradient": [lambda theta, A, y, c=c: np.full_like(theta, c) for c in (0.0, NAN, HUGE)],
    "gradient_descent": [
        lambda theta_init, A, y, lr, max_iter: theta_init.copy(),
        lambda theta_init, A, y, lr, max_iter: np.full_like(theta_init, NAN),
    ],
    "noisy_val_grad": [lambda t, x, y, deg_=2.0, c=c: (c, np.full_like(t, c)) for c in (0.0, NAN, np.inf)],
    "fast_val_grad": [lambda t, x, y, deg_=2.0, c=c: (c, np.full_like(t, c)) for c in (0.0, NAN, np.inf)],
    "numerical_gradient": [lambda f, theta, eps=1e-6, c=c: np.full_like(theta, c) for c in (0.0, NAN)],
    **{
        f"{name}_step": [
            lambda theta, gradient, state, lr, **settings: (theta.copy(), {}),
            lambda theta, gradient, state, lr, **settings: (theta - lr, {}),
            lambda theta, gradient, state, lr, **settings: (np.full_like(theta, NAN), {}),
        ]
        for name in ("sgd", "momentum", "adagrad", "rmsprop", "adam")
    },
    "run_replicates": [
        lambda step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0, c=c: (
            np.full((num_rep, -(-max_iter // test_exp_interval)), c) + (0 if c else rng.random())
        )
        for c in (1.0, 0, NAN, np.inf)
    ],
    "mean_and_standard_error": [lambda losses, c=c: (np.full(losses.shape[1], c),) * 2 for c in (0.0, NAN)],
    "loss_and_gradients": [
        *(
            lambda parameters, x, labels, c=c: (c, {name: np.full_like(p, c) for name, p in parameters.items()})
            for c in (0.0, NAN, HUGE)
        ),
        lambda parameters, x, labels: (1.0, parameters),
    ],
    "build_model": [lambda *sizes: nn.Sequential(), lambda *sizes: nn.Sequential(nn.Linear(784, 10), nn.LogSoftmax(1))],
    "train_epoch": [lambda *given, c=c: c for c in (0.0, NAN)],
    "evaluate": [lambda *given, c=c: c for c in (0.0, 0.5, 1.0, NAN)],
    "predict": [lambda *given, c=c: (3, np.full(10, c)) for c in (0.1, NAN)],
    "train": [lambda model, loader, epochs, device, c=c: [c] * epochs for c in (0.0, float(np.log(10)), NAN)],
}


def filled(value, number):
    """A result of the same types and shapes in which every number is this one."""
    if isinstance(value, (tuple, list)):
        return type(value)(filled(part, number) for part in value)
    return np.full_like(value, number, dtype=float) if isinstance(value, np.ndarray) else float(number)


def hollow(function, number):
    """An answer that returns this number, wherever the right one would return any."""
    right = vars(solutions_of(FUNCTIONS[function]))[function]
    return lambda *given, **settings: filled(right(*given, **settings), number)


def empty_answers(function):
    """Those above; of a function that has none there, what is made of the right one."""
    return EMPTY.get(function) or [hollow(function, number) for number in (0.0, NAN, HUGE)]


CASES = [pytest.param(name, n, id=f"{name}-{n}") for name in FUNCTIONS for n in range(len(empty_answers(name)))]


@pytest.mark.parametrize("function, number", CASES)
def test_an_empty_answer_passes_no_case(function, number):
    topic = FUNCTIONS[function]
    namespace = vars(solutions_of(topic)) | {function: empty_answers(function)[number]}
    torch.manual_seed(0)
    found = list(failures(namespace, topic, only=function))
    assert found
    assert not [(check.__name__, case) for check, case, failure in found if failure is None]


def test_empty_answers_are_those_to_functions_that_students_write():
    assert set(EMPTY) <= set(FUNCTIONS)


@pytest.mark.parametrize("topic", TOPICS)
def test_what_is_given_is_the_courses_own(topic):
    """A notebook that defines make_data, or any other given function, anew is judged with the course's all the same."""
    theirs = {name: lambda *_: None for name, value in vars(solutions_of(topic)).items() if callable(value)}
    for check in checks_of(topic).values():
        for name, function in functions_for(check, dict(theirs), topic).items():
            own = f"_{name}_" in check.__name__
            assert function is theirs[name] if own else isinstance(function, types.FunctionType)
            assert own or function is vars(solutions_of(topic))[name]


LOOPED = """
def f(theta, data, label, deg_=2):
    errors = [sum(x * t for x, t in zip(row, theta.ravel())) - y for row, y in zip(data.tolist(), label.ravel())]
    slopes = [deg_ * abs(e) ** (deg_ - 1) * (1 if e > 0 else -1) for e in errors]
    loss = sum(abs(e) ** deg_ for e in errors) / len(errors)
    return float(loss), data.T @ np.array(slopes)[:, None] / len(errors)
"""


@pytest.mark.parametrize("slower", [1, 100])
def test_a_busy_machine_makes_no_loop_and_hides_none(monkeypatch, slower):
    """Where all takes a hundred times as long, code without a loop does, too, and so does the loop beside it."""
    clock, namespace = time.perf_counter, {"np": np}
    monkeypatch.setattr(time, "perf_counter", lambda: slower * clock())
    exec(LOOPED, namespace)
    assert is_quick(fast_val_grad, 1.5)
    assert not is_quick(namespace["f"], 1.5)


@pytest.mark.parametrize("late", [(0.02, 0.02, 0), (0.02,)])
def test_a_machine_too_busy_to_tell_costs_nobody_points(monkeypatch, late):
    """Where most calls come late, the few that don't speak for the function; one that is slow itself has none."""
    monkeypatch.setattr(loops, "PATIENCE", 1)
    calls, delays = [], cycle(late)

    def answer(theta, data, label, deg_=2):
        calls.append(len(data))
        time.sleep(next(delays) if len(data) == 2 else 0.02)
        return fast_val_grad(theta, data, label, deg_)

    assert is_quick(answer, 1.5) == (0 in late)
    assert len(calls) < 500
