"""RMSprop: its steps, compared with torch.optim.RMSprop's."""

import numpy as np
import pytest

from autograder.checks.optimizers.steps import judge_arguments, judge_state, judge_steps
from autograder.kit.case import hidden


def rmsprop_fingerprints():
    """(mistake, where to look, its taped moves): measured once and noted down, so that no formula stands here."""
    fades, made, below, nan = "how s fades", "what s is made of", "what the step is divided by", np.nan
    return [
        ("decay and 1 − decay are swapped", fades, (1.005, 0.91325, 1.0038, -0.97194, -0.98547, 0.94685)),
        ("s adds up, as in Adagrad", fades, (1, 0.90909, 0.89443, -0.9196, -0.40825, 0.52061)),
        ("g² enters with its full weight", made, (1, 0.90909, 0.89532, -0.92005, -0.4103, 0.52261)),
        ("s is bias-corrected, as in Adam", below, (1, 0.90909, 1.263, -1.2817, -0.70711, 0.88396)),
        ("s starts as the first g²", "s before the first step", (1, 0.90909, 1.9707, -2.6334, -0.98547, 1.7343)),
        ("s starts at 1", "s before the first step", (1, 1.005e-7, 1.9707, -3.0303e-7, -0.98547, 2.0304e-7)),
        ("s averages |g|, not g²", made, (10, 0.0031613, 11.566, -0.0047486, -5.0251, 0.0025925)),
        ("s averages |g|, and no root is taken", made, (100, 9.0909, 66.89, -21.444, -25.252, 12.539)),
        ("the root is kept in place of s", "what the state hands on", (10, 5, 5.3644, -0.0030148, -1.6241, 2.0151e-5)),
        ("decay is fixed at 0.9", "where decay enters", (3.1623, 2.4025, 2.8571, -2.7398, -1.3596, 1.6178)),
        ("s averages g, not g²", made, (10, 0.0031613, 11.566, nan, -7.1427, nan)),
        ("s averages g, and its size is taken for a root", made, (100, 9.0909, 66.89, -24.979, -51.018, 19.98)),
        ("the gradient itself is not in the step", "what lr multiplies", (10, 5e7, 4.4766, 2.4034e7, 4.103, 2.1155e7)),
        ("one s serves all the coordinates", made, (10, 1e-6, 8.9532, -1.343e-6, -4.103, 8.206e-7)),
        ("one s serves all the coordinates", made, (14.142, 1.4142e-6, 12.662, -1.8993e-6, -5.8025, 1.1605e-6)),
        ("the root is missing", below, (100, 10, 40.08, -30, -16.835, 20)),
        ("the old s divides the gradient", "when s changes", (1e8, 10, 20, -15, -4.4766, 4.8069)),
        ("the old s divides the gradient", "when s changes", (10, 5, 20, -15, -4.4766, 4.8069)),
        ("epsilon stands under the root", below, (10, 0.001, 8.9532, -0.003, -4.103, 0.002)),
        ("epsilon is not used", below, (10, 10, 8.9532, -9.4916, -4.103, 5.3663)),
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
