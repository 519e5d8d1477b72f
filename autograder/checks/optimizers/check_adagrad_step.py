"""Adagrad: its steps, compared with torch.optim.Adagrad's."""

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
)
from autograder.checks.optimizers.steps import judge_arguments, judge_state, judge_steps
from autograder.kit.case import hidden
from autograder.kit.mistakes import Mistake, Suspect

S_FADES = Mistake("s-is-a-fading-average-as-in-rmsprop", "s is a fading average, as in RMSprop", "how s grows")
S_AVERAGED = Mistake("s-is-an-average-over-the-steps", "s is an average over the steps", "how s grows")
S_ADDS_SIZES_NO_ROOT = Mistake(
    "s-adds-up-g-and-no-root-is-taken", "s adds up |g|, and no root is taken", "what s is made of"
)
S_ADDS_GRADIENTS = Mistake("s-adds-up-g-not-g2", "s adds up g, not g²", "what s is made of")
S_UNUSED = Mistake("s-is-not-used", "s is not used", "what the step is divided by")
EPSILON_PILES_UP = Mistake("epsilon-piles-up-in-s", "epsilon piles up in s", "what s is made of")


def adagrad_fingerprints():
    """Mistakes, each with its taped moves: measured once and noted down, so that no formula stands here."""
    nan = np.nan
    sizes = replace(S_ADDS_GRADIENTS, text="s adds up |g|, not g²")  # the same slip: there is no square
    return [
        Suspect(S_FADES, (3.1623, 2.4025, 2.8571, -2.7398, -1.3596, 1.6178)),
        Suspect(S_FADES, (10, 5, 8.9532, -7.2103, -4.103, 4.2311)),
        Suspect(S_AVERAGED, (1, 0.90909, 1.2649, -1.2842, -0.70711, 0.88486)),
        Suspect(sizes, (1, 0.00031622, 1.1547, -0.00047433, -0.5, 0.0002582)),
        Suspect(S_ADDS_SIZES_NO_ROOT, (1, 0.90909, 0.66667, -0.73171, -0.25, 0.32787)),
        Suspect(ROOT_FOR_S, (1, 0.90909, 0.89443, -0.00094865, -0.55589, 1.1247e-5)),
        Suspect(S_ADDS_GRADIENTS, (1, 0.00031622, 1.1547, nan, -0.70711, nan)),
        Suspect(ONE_S, (1, 1e-7, 0.89443, -1.3416e-7, -0.40825, 8.165e-8)),
        Suspect(NO_ROOT, (1, 10, 0.4, -30, -0.16667, 20)),
        Suspect(replace(OLD_S, look="when s grows"), (1e8, 10, 2, -2.7273, -0.44721, 0.61307)),
        Suspect(NO_GRADIENT, (1, 9.0909e6, 0.44721, 3.0653e6, 0.40825, 2.603e6)),
        Suspect(S_UNUSED, (1, 1e-7, 2, -3e-7, -1, 2e-7)),
        Suspect(EPSILON_UNDER_ROOT, (1, 0.001, 0.89443, -0.003, -0.40825, 0.002)),
        Suspect(EPSILON_UNUSED, (1, 1, 0.89443, -0.94868, -0.40825, 0.53452)),
        Suspect(EPSILON_PILES_UP, (1, 0.001, 0.89443, -0.0021213, -0.40825, 0.0011547)),
    ]


def check_adagrad_step_arguments(adagrad_step):
    """it returns a new θ and a dict, and leaves its arguments as they are"""
    values = lambda: judge_steps(adagrad_step, "Adagrad", adagrad_fingerprints(), lr=0.2, eps=1e-8)
    judge_arguments(adagrad_step, values)


def check_adagrad_step_state(adagrad_step):
    """all that it remembers is in the state"""
    values = lambda: judge_steps(adagrad_step, "Adagrad", adagrad_fingerprints(), lr=0.2, eps=1e-8)
    judge_state(adagrad_step, values)


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
def check_adagrad_step_values(adagrad_step, scale, lr, steps):
    """every step is torch.optim.Adagrad's, for large and for tiny gradients, and in a long run"""
    judge_steps(adagrad_step, "Adagrad", adagrad_fingerprints(), scale, steps, lr=lr, eps=1e-8)


@pytest.mark.parametrize("epsilon", [0.1, hidden(0.003)])
def check_adagrad_step_settings(adagrad_step, epsilon):
    """epsilon is used as given"""
    judge_steps(adagrad_step, "Adagrad", adagrad_fingerprints(), given={"epsilon": epsilon}, lr=0.2, eps=epsilon)
