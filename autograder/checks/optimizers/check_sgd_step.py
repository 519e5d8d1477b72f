"""SGD: its steps, compared with torch.optim.SGD's."""

import pytest

from autograder.checks.optimizers.mistakes import LR_SHRINKS
from autograder.checks.optimizers.steps import judge_arguments, judge_steps
from autograder.kit.case import hidden
from autograder.kit.mistakes import Mistake, Suspect

HAS_MOMENTUM = Mistake("it-has-momentum", "it has momentum", "the update, term by term")
GRADIENT_BY_SIGN = Mistake(
    "only-the-sign-of-the-gradient-counts", "only the sign of the gradient counts", "what lr multiplies"
)
GRADIENT_TO_LENGTH_1 = Mistake(
    "the-gradient-is-scaled-to-length-1", "the gradient is scaled to length 1", "what lr multiplies"
)
OLD_THETA_RETURNED = Mistake("the-old-theta-is-returned", "the old θ is returned", "which θ is returned")
MOVE_RETURNED = Mistake(
    "the-step-is-returned-in-place-of-the-new-theta", "the step is returned in place of the new θ", "what is returned"
)


def sgd_fingerprints():
    """Mistakes, each with its taped moves: measured once and noted down, so that no formula stands here."""
    return [
        Suspect(HAS_MOMENTUM, (1, 1e-7, 2.9, -2.1e-7, 1.61, 1.1e-8)),
        Suspect(GRADIENT_BY_SIGN, (1, 1, 1, -1, -1, 1)),
        Suspect(GRADIENT_TO_LENGTH_1, (1, 1e-7, 1, -1.5e-7, -1, 2e-7)),
        Suspect(LR_SHRINKS, (1, 1e-7, 1.4142, -2.1213e-7, -0.57735, 1.1547e-7)),
        Suspect(OLD_THETA_RETURNED, (0, 0, 0, 0, 0, 0)),
        Suspect(MOVE_RETURNED, (3, 2, 1, -4e-7, -3, 5e-7)),
    ]


def check_sgd_step_arguments(sgd_step):
    """it returns a new θ and a dict, and leaves its arguments as they are"""
    values = lambda: judge_steps(sgd_step, "SGD", sgd_fingerprints(), lr=0.2)
    judge_arguments(sgd_step, values)


@pytest.mark.parametrize("scale, lr, steps", [(1.0, 0.2, 12), (1e4, 0.03, 12), hidden(1.0, 0.03, 260)])
def check_sgd_step_values(sgd_step, scale, lr, steps):
    """every step is torch.optim.SGD's, for large gradients, too, and in a long run"""
    judge_steps(sgd_step, "SGD", sgd_fingerprints(), scale, steps, lr=lr)
