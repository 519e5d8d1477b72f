"""RMSprop: its steps, compared with torch.optim.RMSprop's."""

from dataclasses import replace

import numpy as np
import pytest

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
from autograder.checks.optimizers.steps import judge_arguments, judge_state, judge_steps
from autograder.kit.case import hidden
from autograder.kit.mistakes import Mistake, Suspect

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
S_AVERAGES_GRADIENTS = Mistake("s-averages-g-not-g2", "s averages g, not g²", "what s is made of")
SIZE_FOR_ROOT = Mistake(
    "s-averages-g-and-its-size-is-taken-for-a-root",
    "s averages g, and its size is taken for a root",
    "what s is made of",
)


def rmsprop_fingerprints():
    """Mistakes, each with its taped moves: measured once and noted down, so that no formula stands here."""
    nan = np.nan
    sizes = replace(S_AVERAGES_GRADIENTS, text="s averages |g|, not g²")  # the same slip: there is no square
    return [
        Suspect(DECAY_SWAPPED, (1.005, 0.91325, 1.0038, -0.97194, -0.98547, 0.94685)),
        Suspect(S_ADDS_UP, (1, 0.90909, 0.89443, -0.9196, -0.40825, 0.52061)),
        Suspect(SQUARES_IN_FULL, (1, 0.90909, 0.89532, -0.92005, -0.4103, 0.52261)),
        Suspect(S_CORRECTED, (1, 0.90909, 1.263, -1.2817, -0.70711, 0.88396)),
        Suspect(S_STARTS_AS_SQUARE, (1, 0.90909, 1.9707, -2.6334, -0.98547, 1.7343)),
        Suspect(S_STARTS_AT_1, (1, 1.005e-7, 1.9707, -3.0303e-7, -0.98547, 2.0304e-7)),
        Suspect(sizes, (10, 0.0031613, 11.566, -0.0047486, -5.0251, 0.0025925)),
        Suspect(S_AVERAGES_SIZES_NO_ROOT, (100, 9.0909, 66.89, -21.444, -25.252, 12.539)),
        Suspect(ROOT_FOR_S, (10, 5, 5.3644, -0.0030148, -1.6241, 2.0151e-5)),
        Suspect(DECAY_FIXED, (3.1623, 2.4025, 2.8571, -2.7398, -1.3596, 1.6178)),
        Suspect(S_AVERAGES_GRADIENTS, (10, 0.0031613, 11.566, nan, -7.1427, nan)),
        Suspect(SIZE_FOR_ROOT, (100, 9.0909, 66.89, -24.979, -51.018, 19.98)),
        Suspect(NO_GRADIENT, (10, 5e7, 4.4766, 2.4034e7, 4.103, 2.1155e7)),
        Suspect(ONE_S, (10, 1e-6, 8.9532, -1.343e-6, -4.103, 8.206e-7)),
        Suspect(ONE_S, (14.142, 1.4142e-6, 12.662, -1.8993e-6, -5.8025, 1.1605e-6)),
        Suspect(NO_ROOT, (100, 10, 40.08, -30, -16.835, 20)),
        Suspect(OLD_S, (1e8, 10, 20, -15, -4.4766, 4.8069)),
        Suspect(OLD_S, (10, 5, 20, -15, -4.4766, 4.8069)),
        Suspect(EPSILON_UNDER_ROOT, (10, 0.001, 8.9532, -0.003, -4.103, 0.002)),
        Suspect(EPSILON_UNUSED, (10, 10, 8.9532, -9.4916, -4.103, 5.3663)),
    ]


def check_rmsprop_step_arguments(rmsprop_step):
    """it returns a new θ and a dict, and leaves its arguments as they are"""
    values = lambda: judge_steps(rmsprop_step, "RMSprop", rmsprop_fingerprints(), lr=0.2, alpha=0.99, eps=1e-8)
    judge_arguments(rmsprop_step, values)


def check_rmsprop_step_state(rmsprop_step):
    """all that it remembers is in the state"""
    values = lambda: judge_steps(rmsprop_step, "RMSprop", rmsprop_fingerprints(), lr=0.2, alpha=0.99, eps=1e-8)
    judge_state(rmsprop_step, values)


@pytest.mark.parametrize(
    "scale, lr, steps",
    [
        (1.0, 0.2, 12),
        (1e-5, 0.03, 12),
        (1.0, 0.2, 260),
        hidden(1e4, 0.2, 12),
        hidden(1e-4, 0.2, 12),
        hidden(1e-6, 0.3, 12),
    ],
)
def check_rmsprop_step_values(rmsprop_step, scale, lr, steps):
    """every step is torch.optim.RMSprop's, for large and for tiny gradients, and in a long run"""
    judge_steps(rmsprop_step, "RMSprop", rmsprop_fingerprints(), scale, steps, lr=lr, alpha=0.99, eps=1e-8)


@pytest.mark.parametrize("decay, epsilon", [(0.8, 1e-8), (0.99, 0.1), hidden(0.95, 0.003)])
def check_rmsprop_step_settings(rmsprop_step, decay, epsilon):
    """decay and epsilon are used as given"""
    given = {"decay": decay, "epsilon": epsilon}
    judge_steps(rmsprop_step, "RMSprop", rmsprop_fingerprints(), given=given, lr=0.2, alpha=decay, eps=epsilon)
