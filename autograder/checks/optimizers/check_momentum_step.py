"""SGD with momentum: its steps, compared with torch.optim.SGD's."""

import pytest

from autograder.checks.optimizers.steps import judge_arguments, judge_state, judge_steps
from autograder.kit.case import hidden
from autograder.kit.mistakes import Mistake, Suspect

VELOCITY_AVERAGED = Mistake(
    "the-velocity-is-an-average-not-a-sum", "the velocity is an average, not a sum", "what multiplies the new gradient"
)
FIRST_IN_PART = Mistake(
    "only-a-part-of-the-first-gradient-counts",
    "only a part of the first gradient counts",
    "what multiplies the new gradient",
)
FIRST_IN_FULL = Mistake(
    "only-the-first-gradient-counts-in-full",
    "only the first gradient counts in full",
    "what multiplies the new gradient",
)
NESTEROV = Mistake("it-is-nesterov-s-momentum", "it is Nesterov's momentum", "what lr multiplies")
MOMENTUM_ON_GRADIENT = Mistake(
    "momentum-multiplies-the-gradient", "momentum multiplies the gradient", "what multiplies the old velocity"
)
NEVER_FADES = Mistake("the-velocity-never-fades", "the velocity never fades", "what multiplies the old velocity")
OLD_VELOCITY = Mistake("the-old-velocity-moves-theta", "the old velocity moves θ", "which velocity moves θ")
VELOCITY_STARTS_AT_1 = Mistake(
    "the-velocity-starts-at-1", "the velocity starts at 1", "the velocity before the first step"
)
MOMENTUM_ON_BOTH = Mistake(
    "momentum-multiplies-the-new-gradient-too",
    "momentum multiplies the new gradient, too",
    "what multiplies the new gradient",
)
MOMENTUM_SWAPPED = Mistake(
    "momentum-and-1-momentum-are-swapped", "momentum and 1 − momentum are swapped", "what multiplies the new gradient"
)
GRADIENT_TWICE = Mistake("the-gradient-counts-twice", "the gradient counts twice", "what lr multiplies")
VELOCITY_AGAINST = Mistake(
    "the-velocity-turns-against-the-gradient", "the velocity turns against the gradient", "the signs"
)


def momentum_fingerprints():
    """Mistakes, each with its taped moves: measured once and noted down, so that no formula stands here."""
    return [
        Suspect(VELOCITY_AVERAGED, (0.1, 1e-8, 0.29, -2.1e-8, 0.161, 1.1e-9)),
        Suspect(FIRST_IN_PART, (0.1, 1e-8, 2.09, -2.91e-7, 0.881, -6.19e-8)),
        Suspect(FIRST_IN_FULL, (1, 1e-7, 1.1, 6e-8, 0.89, 7.4e-8)),
        Suspect(NESTEROV, (1.9, 1.9e-7, 4.61, -4.89e-7, 0.449, 2.099e-7)),
        Suspect(MOMENTUM_ON_GRADIENT, (0.9, 9e-8, 2.7, -1.8e-7, 1.8, 0)),
        Suspect(NEVER_FADES, (1, 1e-7, 3, -2e-7, 2, 0)),
        Suspect(OLD_VELOCITY, (0, 0, 1, 1e-7, 2.9, -2.1e-7)),
        Suspect(VELOCITY_STARTS_AT_1, (1.9, 0.9, 3.71, 0.81, 2.339, 0.729)),
        Suspect(MOMENTUM_ON_BOTH, (0.9, 9e-8, 2.61, -1.89e-7, 1.449, 9.9e-9)),
        Suspect(MOMENTUM_SWAPPED, (0.9, 9e-8, 1.89, -2.61e-7, -0.711, 1.539e-7)),
        Suspect(GRADIENT_TWICE, (2, 2e-7, 4.9, -5.1e-7, 0.61, 2.11e-7)),
        Suspect(VELOCITY_AGAINST, (-1, -1e-7, -1.1, 3.9e-7, 1.99, -5.51e-7)),
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
