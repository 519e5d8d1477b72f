"""SGD with momentum: its steps, compared with torch.optim.SGD's."""

import pytest

from autograder.checks.optimizers._cases import LINEAR
from autograder.checks.optimizers.steps import judge_arguments, judge_state, judge_steps, taped
from autograder.kit.case import hidden
from autograder.kit.mistakes import Mistake

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
FIRST_TWICE = Mistake(
    "the-first-gradient-counts-twice", "the first gradient counts twice", "the velocity before the first step"
)
GRADIENT_HANDED_ON = Mistake(
    "the-gradient-is-handed-on-not-the-velocity",
    "the gradient is handed on, not the velocity",
    "what the state hands on",
)
VELOCITY_AGAINST = Mistake(
    "the-velocity-turns-against-the-gradient", "the velocity turns against the gradient", "the signs"
)


def momentum_fingerprints():
    """Mistakes, each with its taped moves."""
    known = [
        VELOCITY_AVERAGED,
        FIRST_IN_PART,
        FIRST_IN_FULL,
        NESTEROV,
        MOMENTUM_ON_GRADIENT,
        NEVER_FADES,
        OLD_VELOCITY,
        VELOCITY_STARTS_AT_1,
        MOMENTUM_ON_BOTH,
        MOMENTUM_SWAPPED,
        GRADIENT_TWICE,
        VELOCITY_AGAINST,
        GRADIENT_HANDED_ON,
        FIRST_TWICE,
    ]
    return taped("momentum_step", known)


@pytest.mark.worth(1)
def check_momentum_step_arguments(momentum_step):
    """it returns a new θ and a dict, and leaves its arguments as they are"""
    values = lambda: judge_steps(momentum_step, "SGD", momentum_fingerprints(), lr=0.2, momentum=0.9)
    judge_arguments(momentum_step, values)


@pytest.mark.worth(1)
def check_momentum_step_state(momentum_step):
    """all that it remembers is in the state"""
    values = lambda: judge_steps(momentum_step, "SGD", momentum_fingerprints(), lr=0.2, momentum=0.9)
    judge_state(momentum_step, values)


@pytest.mark.worth(2)
@pytest.mark.parametrize("scale, lr, steps", LINEAR)
def check_momentum_step_values(momentum_step, scale, lr, steps):
    """every step is torch.optim.SGD's with momentum, for large gradients, too, and in a long run"""
    judge_steps(momentum_step, "SGD", momentum_fingerprints(), scale, steps, lr=lr, momentum=0.9)


@pytest.mark.worth(1)
@pytest.mark.parametrize("momentum", [0.5, hidden(0.99)])
def check_momentum_step_settings(momentum_step, momentum):
    """momentum is used as given"""
    given = {"momentum": momentum}
    judge_steps(momentum_step, "SGD", momentum_fingerprints(), given=given, lr=0.2, momentum=momentum)
