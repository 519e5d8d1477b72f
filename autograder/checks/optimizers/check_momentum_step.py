"""SGD with momentum: its steps, compared with torch.optim.SGD's."""

import pytest

from autograder.checks.optimizers.steps import judge_arguments, judge_state, judge_steps
from autograder.kit.case import hidden


def momentum_fingerprints():
    """(mistake, where to look, its taped moves): measured once and noted down, so that no formula stands here."""
    new, old = "what multiplies the new gradient", "what multiplies the old velocity"
    return [
        ("the velocity is an average, not a sum", new, (0.1, 1e-8, 0.29, -2.1e-8, 0.161, 1.1e-9)),
        ("only a part of the first gradient counts", new, (0.1, 1e-8, 2.09, -2.91e-7, 0.881, -6.19e-8)),
        ("only the first gradient counts in full", new, (1, 1e-7, 1.1, 6e-8, 0.89, 7.4e-8)),
        ("it is Nesterov's momentum", "what lr multiplies", (1.9, 1.9e-7, 4.61, -4.89e-7, 0.449, 2.099e-7)),
        ("momentum multiplies the gradient", old, (0.9, 9e-8, 2.7, -1.8e-7, 1.8, 0)),
        ("the velocity never fades", old, (1, 1e-7, 3, -2e-7, 2, 0)),
        ("the old velocity moves θ", "which velocity moves θ", (0, 0, 1, 1e-7, 2.9, -2.1e-7)),
        ("the velocity starts at 1", "the velocity before the first step", (1.9, 0.9, 3.71, 0.81, 2.339, 0.729)),
        ("momentum multiplies the new gradient, too", new, (0.9, 9e-8, 2.61, -1.89e-7, 1.449, 9.9e-9)),
        ("momentum and 1 − momentum are swapped", new, (0.9, 9e-8, 1.89, -2.61e-7, -0.711, 1.539e-7)),
        ("the gradient counts twice", "what lr multiplies", (2, 2e-7, 4.9, -5.1e-7, 0.61, 2.11e-7)),
        ("the velocity turns against the gradient", "the signs", (-1, -1e-7, -1.1, 3.9e-7, 1.99, -5.51e-7)),
    ]


def check_momentum_step_arguments(momentum_step):
    """it returns a new θ and a dict, and leaves its arguments as they are"""
    values = lambda: judge_steps(momentum_step, "SGD", momentum_fingerprints(), lr=0.2, momentum=0.9)
    judge_arguments(momentum_step, values)


def check_momentum_step_state(momentum_step):
    """all that it remembers is in the state"""
    values = lambda: judge_steps(momentum_step, "SGD", momentum_fingerprints(), lr=0.2, momentum=0.9)
    judge_state(momentum_step, values)


@pytest.mark.parametrize("scale, lr, steps", [(1.0, 0.2, 12), (1e4, 0.03, 12), hidden(1.0, 0.03, 260)])
def check_momentum_step_values(momentum_step, scale, lr, steps):
    """every step is torch.optim.SGD's with momentum, for large gradients, too, and in a long run"""
    judge_steps(momentum_step, "SGD", momentum_fingerprints(), scale, steps, lr=lr, momentum=0.9)


@pytest.mark.parametrize("momentum", [0.5, hidden(0.99)])
def check_momentum_step_settings(momentum_step, momentum):
    """momentum is used as given"""
    given = {"momentum": momentum}
    judge_steps(momentum_step, "SGD", momentum_fingerprints(), given=given, lr=0.2, momentum=momentum)
