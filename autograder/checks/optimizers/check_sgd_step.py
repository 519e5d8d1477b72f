"""SGD: its steps, compared with torch.optim.SGD's."""

import pytest

from autograder.checks.optimizers._cases import LINEAR
from autograder.checks.optimizers.mistakes import LR_SHRINKS
from autograder.checks.optimizers.steps import judge_arguments, judge_steps, taped
from autograder.kit.mistakes import Mistake

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
    """Mistakes, each with its taped moves."""
    known = [HAS_MOMENTUM, GRADIENT_BY_SIGN, GRADIENT_TO_LENGTH_1, LR_SHRINKS, OLD_THETA_RETURNED, MOVE_RETURNED]
    return taped("sgd_step", known)


@pytest.mark.worth(1)
def check_sgd_step_arguments(sgd_step):
    """it returns a new θ and a dict, and leaves its arguments as they are"""
    values = lambda: judge_steps(sgd_step, "SGD", sgd_fingerprints(), lr=0.2)
    judge_arguments(sgd_step, values)


@pytest.mark.worth(2)
@pytest.mark.parametrize("scale, lr, steps", LINEAR)
def check_sgd_step_values(sgd_step, scale, lr, steps):
    """every step is torch.optim.SGD's, for large gradients, too, and in a long run"""
    judge_steps(sgd_step, "SGD", sgd_fingerprints(), scale, steps, lr=lr)
