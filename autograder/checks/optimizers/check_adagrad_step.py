"""Adagrad: its steps, compared with torch.optim.Adagrad's."""

from dataclasses import replace

import pytest

from autograder.checks.optimizers._cases import SCALE_FREE
from autograder.checks.optimizers.mistakes import (
    EPSILON_UNDER_ROOT,
    EPSILON_UNUSED,
    NO_GRADIENT,
    NO_ROOT,
    OLD_S,
    ONE_S,
    ROOT_FOR_S,
)
from autograder.checks.optimizers.steps import judge_arguments, judge_state, judge_steps, taped
from autograder.kit.case import hidden
from autograder.kit.mistakes import Mistake

S_FADES = Mistake("s-is-a-fading-average-as-in-rmsprop", "s is a fading average, as in RMSprop", "how s grows")
S_AVERAGED = Mistake("s-is-an-average-over-the-steps", "s is an average over the steps", "how s grows")
S_ADDS_SIZES_NO_ROOT = Mistake(
    "s-adds-up-g-and-no-root-is-taken", "s adds up |g|, and no root is taken", "what s is made of"
)
S_ADDS_SIZES = Mistake("s-adds-up-the-size-g-not-g2", "s adds up the size |g|, not g²", "what s is made of")
S_ADDS_GRADIENTS = Mistake("s-adds-up-g-not-g2", "s adds up g, not g²", "what s is made of")
S_UNUSED = Mistake("s-is-not-used", "s is not used", "what the step is divided by")
EPSILON_PILES_UP = Mistake("epsilon-piles-up-in-s", "epsilon piles up in s", "what s is made of")


def adagrad_fingerprints():
    """Mistakes, each with its taped moves."""
    known = [
        S_FADES,
        S_AVERAGED,
        S_ADDS_SIZES,
        S_ADDS_SIZES_NO_ROOT,
        ROOT_FOR_S,
        S_ADDS_GRADIENTS,
        ONE_S,
        NO_ROOT,
        replace(OLD_S, look="when s grows"),
        NO_GRADIENT,
        S_UNUSED,
        EPSILON_UNDER_ROOT,
        EPSILON_UNUSED,
        EPSILON_PILES_UP,
    ]
    return taped("adagrad_step", known)


@pytest.mark.worth(1)
def check_adagrad_step_arguments(adagrad_step):
    """it returns a new θ and a dict, and leaves its arguments as they are"""
    values = lambda: judge_steps(adagrad_step, "Adagrad", adagrad_fingerprints(), lr=0.2, eps=1e-8)
    judge_arguments(adagrad_step, values)


@pytest.mark.worth(1)
def check_adagrad_step_state(adagrad_step):
    """all that it remembers is in the state"""
    values = lambda: judge_steps(adagrad_step, "Adagrad", adagrad_fingerprints(), lr=0.2, eps=1e-8)
    judge_state(adagrad_step, values)


@pytest.mark.worth(2)
@pytest.mark.parametrize("scale, lr, steps", SCALE_FREE)
def check_adagrad_step_values(adagrad_step, scale, lr, steps):
    """every step is torch.optim.Adagrad's, for large and for tiny gradients, and in a long run"""
    judge_steps(adagrad_step, "Adagrad", adagrad_fingerprints(), scale, steps, lr=lr, eps=1e-8)


@pytest.mark.worth(1)
@pytest.mark.parametrize("epsilon", [0.1, hidden(0.003)])
def check_adagrad_step_settings(adagrad_step, epsilon):
    """epsilon is used as given"""
    judge_steps(adagrad_step, "Adagrad", adagrad_fingerprints(), given={"epsilon": epsilon}, lr=0.2, eps=epsilon)
