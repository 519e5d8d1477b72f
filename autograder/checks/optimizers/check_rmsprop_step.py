"""RMSprop: its steps, compared with torch.optim.RMSprop's."""

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
    S_STARTS_AT_1,
)
from autograder.checks.optimizers.steps import judge_arguments, judge_state, judge_steps, taped
from autograder.kit.case import hidden
from autograder.kit.mistakes import Mistake

DECAY_SWAPPED = Mistake("decay-and-1-decay-are-swapped", "decay and 1 − decay are swapped", "how s fades")
S_ADDS_UP = Mistake("s-adds-up-as-in-adagrad", "s adds up, as in Adagrad", "how s fades")
SQUARES_IN_FULL = Mistake("g2-enters-with-its-full-weight", "g² enters with its full weight", "what s is made of")
S_CORRECTED = Mistake(
    "s-is-bias-corrected-as-in-adam", "s is bias-corrected, as in Adam", "what the step is divided by"
)
S_STARTS_AS_SQUARE = Mistake("s-starts-as-the-first-g2", "s starts as the first g²", "s before the first step")
S_AVERAGES_SIZES_NO_ROOT = Mistake(
    "s-averages-g-and-no-root-is-taken", "s averages |g|, and no root is taken", "what s is made of"
)
DECAY_FIXED = Mistake("decay-is-fixed-at-0-9", "decay is fixed at 0.9", "where decay enters")
S_AVERAGES_SIZES = Mistake("s-averages-the-size-g-not-g2", "s averages the size |g|, not g²", "what s is made of")
S_AVERAGES_GRADIENTS = Mistake("s-averages-g-not-g2", "s averages g, not g²", "what s is made of")
SIZE_FOR_ROOT = Mistake(
    "s-averages-g-and-its-size-is-taken-for-a-root",
    "s averages g, and its size is taken for a root",
    "what s is made of",
)


def rmsprop_fingerprints():
    """Mistakes, each with its taped moves."""
    known = [
        DECAY_SWAPPED,
        S_ADDS_UP,
        SQUARES_IN_FULL,
        S_CORRECTED,
        S_STARTS_AS_SQUARE,
        S_STARTS_AT_1,
        S_AVERAGES_SIZES,
        S_AVERAGES_SIZES_NO_ROOT,
        ROOT_FOR_S,
        DECAY_FIXED,
        S_AVERAGES_GRADIENTS,
        SIZE_FOR_ROOT,
        NO_GRADIENT,
        ONE_S,
        NO_ROOT,
        OLD_S,
        EPSILON_UNDER_ROOT,
        EPSILON_UNUSED,
    ]
    return taped("rmsprop_step", known)


@pytest.mark.worth(1)
def check_rmsprop_step_arguments(rmsprop_step):
    """it returns a new θ and a dict, and leaves its arguments as they are"""
    values = lambda: judge_steps(rmsprop_step, "RMSprop", rmsprop_fingerprints(), lr=0.2, alpha=0.99, eps=1e-8)
    judge_arguments(rmsprop_step, values)


@pytest.mark.worth(1)
def check_rmsprop_step_state(rmsprop_step):
    """all that it remembers is in the state"""
    values = lambda: judge_steps(rmsprop_step, "RMSprop", rmsprop_fingerprints(), lr=0.2, alpha=0.99, eps=1e-8)
    judge_state(rmsprop_step, values)


@pytest.mark.worth(2)
@pytest.mark.parametrize("scale, lr, steps", SCALE_FREE)
def check_rmsprop_step_values(rmsprop_step, scale, lr, steps):
    """every step is torch.optim.RMSprop's, for large and for tiny gradients, and in a long run"""
    judge_steps(rmsprop_step, "RMSprop", rmsprop_fingerprints(), scale, steps, lr=lr, alpha=0.99, eps=1e-8)


@pytest.mark.worth(1)
@pytest.mark.parametrize("decay, epsilon", [(0.8, 1e-8), (0.99, 0.1), hidden(0.95, 0.003)])
def check_rmsprop_step_settings(rmsprop_step, decay, epsilon):
    """decay and epsilon are used as given"""
    given = {"decay": decay, "epsilon": epsilon}
    judge_steps(rmsprop_step, "RMSprop", rmsprop_fingerprints(), given=given, lr=0.2, alpha=decay, eps=epsilon)
