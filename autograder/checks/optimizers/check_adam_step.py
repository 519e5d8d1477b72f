"""Adam: its steps, compared with torch.optim.Adam's."""

import numpy as np
import pytest

from autograder.checks.optimizers.steps import judge_arguments, judge_state, judge_steps
from autograder.kit.case import hidden


def adam_fingerprints():
    """(mistake, where to look, its taped moves): measured once and noted down, so that no formula stands here."""
    start, count, carried = "how m̂ and v̂ come from m and v", "what t is at each step", "what the state hands on"
    made, below, nan = "what v is an average of", "what the step is divided by", np.nan
    return [
        ("no moment is bias-corrected", start, (3.1623, 0.75975, 4.1016, -1.05, 2.0795, 0.050395)),
        ("v is not bias-corrected", start, (31.623, 7.5975, 21.588, -5.5265, 7.6736, 0.18596)),
        ("m is not bias-corrected", start, (0.1, 0.090909, 0.18338, -0.089877, 0.11384, 0.0048662)),
        ("only the first step is bias-corrected", start, (1, 0.90909, 4.1016, -1.05, 2.0795, 0.050395)),
        ("both corrections use beta_2", start, (100, 90.909, 91.738, -44.961, 37.986, 1.6237)),
        ("both corrections use beta_1", start, (10, 5, 9.4098, -3.3553, 3.9947, 0.12405)),
        ("the correction is 1 − β·t, not a power", start, (1, 0.90909, nan, nan, nan, nan)),
        ("the correction is 1 − β·t, not a power", start, (1, 0.90909, 21.566, -5.5237, 10.844, 0.22097)),
        ("the correction multiplies where it should divide", start, (10, 0.09901, 17.43, -0.38192, 10.294, 0.027997)),
        ("t runs one ahead", count, (0.74414, 0.65196, 0.82857, -0.40222, 0.38215, 0.016224)),
        ("t is 0 at the first step", count, (3.1623, 0.75975, 1.297, -0.64375, 0.48935, 0.021088)),
        ("t is 0 at the first step", count, (nan, nan, nan, nan, nan, nan)),
        ("t is 1 at every step", count, (1, 0.90909, 1.297, -0.64375, 0.65761, 0.028644)),
        ("only t is carried over", carried, (1, 0.90909, 0.74414, -0.71065, -0.63881, 0.58792)),
        ("the corrected moments are carried over", carried, (1, 0.90909, 0.25846, 0.14001, 0.046112, 0.027374)),
        ("beta_1 and beta_2 are swapped", "which beta is whose", (1, 0.90909, 0.93421, -0.42012, 0.47137, 0.00014632)),
        ("one beta serves both averages", "which beta is whose", (1, 0.90909, 0.95044, -0.46388, 0.42048, 0.017782)),
        ("it is RMSprop", "what Adam adds to RMSprop", (31.623, 7.5975, 28.287, -15, -12.916, 9.1627)),
        ("g stands where m̂ should", "what lr multiplies", (1, 0.90909, 1.2647, -1.284, -0.70711, 0.88477)),
        ("g enters m with its full weight", "how m is averaged", (10, 9.0909, 9.6518, -4.7304, 4.2009, 0.17957)),
        ("g² enters v with its full weight", made, (0.031623, 0.031523, 0.030522, -0.015606, 0.013284, 0.00059325)),
        ("g and g² enter with their full weight", made, (0.31623, 0.31523, 0.30522, -0.15606, 0.13284, 0.0059325)),
        (
            "m looks one step ahead, as Nesterov's does",
            "what lr multiplies",
            (1.9, 1.7273, 1.5343, -1.1015, 0.11716, 0.34264),
        ),
        (
            "m and v start as the first g and g²",
            "m and v before the first step",
            (1, 0.90909, 1.0984, 0.54348, 0.88867, 0.66939),
        ),
        (
            "m and v start as the first g and g²",
            "m and v before the first step",
            (0.31623, 0.31523, 0.25846, 0.14001, 0.17952, 0.14787),
        ),
        ("v never falls, as in AMSGrad", "how v is averaged", (1, 0.90909, 0.96518, -0.47304, 0.37568, 0.017372)),
        ("v is the largest |g|, as in AdaMax", made, (1, 0.90909, 0.76316, -0.35654, 0.29735, 0.013106)),
        ("the root is kept in place of v", carried, (0.031623, 0.031523, 0.016173, -3.9309e-6, 0.0040905, 1.6234e-9)),
        ("v averages g, not g²", made, (1, 0.00031622, 1.2461, nan, 0.72798, nan)),
        ("v averages |g|, not g²", made, (1, 0.00031622, 1.2461, -0.00024711, 0.5145, 9.0753e-6)),
        ("v averages m², not g²", made, (10, 5, 7.0352, -4.1788, 2.97, 0.17315)),
        ("one v serves all the coordinates", made, (1, 1e-7, 0.96518, -6.9892e-8, 0.42009, 2.8702e-9)),
        ("the root is missing", below, (1, 10, 0.61034, -11.053, 0.29705, 0.4059)),
        ("epsilon stands under the root", below, (1, 0.001, 0.96518, -0.0011053, 0.42009, 4.059e-5)),
        ("epsilon is not used", below, (1, 1, 0.96518, -0.49419, 0.42009, 0.018788)),
        ("epsilon is added before v is corrected", below, (1, 0.24025, 0.96518, -0.24709, 0.42009, 0.01018)),
    ]


def check_adam_step_arguments(adam_step):
    """it returns a new θ and a dict, and leaves its arguments as they are"""
    values = lambda: judge_steps(adam_step, "Adam", adam_fingerprints(), lr=0.2, betas=(0.9, 0.999), eps=1e-8)
    judge_arguments(adam_step, values)


def check_adam_step_state(adam_step):
    """all that it remembers is in the state"""
    values = lambda: judge_steps(adam_step, "Adam", adam_fingerprints(), lr=0.2, betas=(0.9, 0.999), eps=1e-8)
    judge_state(adam_step, values)


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
def check_adam_step_values(adam_step, scale, lr, steps):
    """every step is torch.optim.Adam's, for large and for tiny gradients, and in a long run"""
    judge_steps(adam_step, "Adam", adam_fingerprints(), scale, steps, lr=lr, betas=(0.9, 0.999), eps=1e-8)


@pytest.mark.parametrize(
    "beta_1, beta_2, epsilon", [(0.7, 0.95, 1e-8), (0.9, 0.999, 0.1), hidden(0.95, 0.9, 1e-8), hidden(0.5, 0.99, 0.003)]
)
def check_adam_step_settings(adam_step, beta_1, beta_2, epsilon):
    """beta_1, beta_2 and epsilon are used as given"""
    given = {"beta_1": beta_1, "beta_2": beta_2, "epsilon": epsilon}
    judge_steps(adam_step, "Adam", adam_fingerprints(), given=given, lr=0.2, betas=(beta_1, beta_2), eps=epsilon)
