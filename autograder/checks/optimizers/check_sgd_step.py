"""SGD: its steps, compared with torch.optim.SGD's."""

import pytest

from autograder.checks.optimizers.steps import judge_arguments, judge_steps
from autograder.kit.case import hidden


def sgd_fingerprints():
    """(mistake, where to look, its taped moves): measured once and noted down, so that no formula stands here."""
    return [
        ("it has momentum", "the update, term by term", (1, 1e-7, 2.9, -2.1e-7, 1.61, 1.1e-8)),
        ("only the sign of the gradient counts", "what lr multiplies", (1, 1, 1, -1, -1, 1)),
        ("the gradient is scaled to length 1", "what lr multiplies", (1, 1e-7, 1, -1.5e-7, -1, 2e-7)),
        ("lr shrinks from step to step", "what lr multiplies", (1, 1e-7, 1.4142, -2.1213e-7, -0.57735, 1.1547e-7)),
        ("the old θ is returned", "which θ is returned", (0, 0, 0, 0, 0, 0)),
        ("the step is returned in place of the new θ", "what is returned", (3, 2, 1, -4e-7, -3, 5e-7)),
    ]


def check_sgd_step_arguments(sgd_step):
    """it returns a new θ and a dict, and leaves its arguments as they are"""
    values = lambda: judge_steps(sgd_step, "SGD", sgd_fingerprints(), lr=0.2)
    judge_arguments(sgd_step, values)


@pytest.mark.parametrize("scale, lr, steps", [(1.0, 0.2, 12), (1e4, 0.03, 12), hidden(1.0, 0.03, 260)])
def check_sgd_step_values(sgd_step, scale, lr, steps):
    """every step is torch.optim.SGD's, for large gradients, too, and in a long run"""
    judge_steps(sgd_step, "SGD", sgd_fingerprints(), scale, steps, lr=lr)
