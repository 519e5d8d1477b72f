"""Adam: its steps, compared with torch.optim.Adam's."""

from dataclasses import replace

import numpy as np
import pytest

from autograder.checks.optimizers.mistakes import AMSGRAD, EPSILON_UNDER_ROOT, EPSILON_UNUSED, NO_ROOT
from autograder.checks.optimizers.steps import judge_arguments, judge_state, judge_steps
from autograder.kit.case import hidden
from autograder.kit.mistakes import Mistake, Suspect

NO_CORRECTION = Mistake("no-moment-is-bias-corrected", "no moment is bias-corrected", "how m̂ and v̂ come from m and v")
V_UNCORRECTED = Mistake("v-is-not-bias-corrected", "v is not bias-corrected", "how m̂ and v̂ come from m and v")
M_UNCORRECTED = Mistake("m-is-not-bias-corrected", "m is not bias-corrected", "how m̂ and v̂ come from m and v")
FIRST_STEP_CORRECTED = Mistake(
    "only-the-first-step-is-bias-corrected", "only the first step is bias-corrected", "how m̂ and v̂ come from m and v"
)
CORRECTED_BY_BETA_2 = Mistake(
    "both-corrections-use-beta-2", "both corrections use beta_2", "how m̂ and v̂ come from m and v"
)
CORRECTED_BY_BETA_1 = Mistake(
    "both-corrections-use-beta-1", "both corrections use beta_1", "how m̂ and v̂ come from m and v"
)
CORRECTION_WITHOUT_POWER = Mistake(
    "the-correction-is-1-beta-t-not-a-power", "the correction is 1 − β·t, not a power", "how m̂ and v̂ come from m and v"
)
CORRECTION_MULTIPLIES = Mistake(
    "the-correction-multiplies-where-it-should-divide",
    "the correction multiplies where it should divide",
    "how m̂ and v̂ come from m and v",
)
T_AHEAD = Mistake("t-runs-one-ahead", "t runs one ahead", "what t is at each step")
T_FROM_0 = Mistake("t-is-0-at-the-first-step", "t is 0 at the first step", "what t is at each step")
T_ALWAYS_1 = Mistake("t-is-1-at-every-step", "t is 1 at every step", "what t is at each step")
ONLY_T_CARRIED = Mistake("only-t-is-carried-over", "only t is carried over", "what the state hands on")
CORRECTED_CARRIED = Mistake(
    "the-corrected-moments-are-carried-over", "the corrected moments are carried over", "what the state hands on"
)
BETAS_SWAPPED = Mistake("beta-1-and-beta-2-are-swapped", "beta_1 and beta_2 are swapped", "which beta is whose")
ONE_BETA = Mistake("one-beta-serves-both-averages", "one beta serves both averages", "which beta is whose")
IS_RMSPROP = Mistake("it-is-rmsprop", "it is RMSprop", "what Adam adds to RMSprop")
G_FOR_M = Mistake("g-stands-where-m-should", "g stands where m̂ should", "what lr multiplies")
G_IN_FULL = Mistake("g-enters-m-with-its-full-weight", "g enters m with its full weight", "how m is averaged")
SQUARES_IN_FULL_IN_V = Mistake(
    "g2-enters-v-with-its-full-weight", "g² enters v with its full weight", "what v is an average of"
)
BOTH_IN_FULL = Mistake(
    "g-and-g2-enter-with-their-full-weight", "g and g² enter with their full weight", "what v is an average of"
)
M_AS_NESTEROVS = Mistake(
    "m-looks-one-step-ahead-as-nesterov-s-does", "m looks one step ahead, as Nesterov's does", "what lr multiplies"
)
MOMENTS_START_AS_FIRST = Mistake(
    "m-and-v-start-as-the-first-g-and-g2", "m and v start as the first g and g²", "m and v before the first step"
)
ADAMAX = Mistake("v-is-the-largest-g-as-in-adamax", "v is the largest |g|, as in AdaMax", "what v is an average of")
ROOT_FOR_V = Mistake("the-root-is-kept-in-place-of-v", "the root is kept in place of v", "what the state hands on")
V_AVERAGES_GRADIENTS = Mistake("v-averages-g-not-g2", "v averages g, not g²", "what v is an average of")
V_AVERAGES_M = Mistake("v-averages-m2-not-g2", "v averages m², not g²", "what v is an average of")
ONE_V = Mistake("one-v-serves-all-the-coordinates", "one v serves all the coordinates", "what v is an average of")
EPSILON_TOO_EARLY = Mistake(
    "epsilon-is-added-before-v-is-corrected", "epsilon is added before v is corrected", "what the step is divided by"
)


def adam_fingerprints():
    """Mistakes, each with its taped moves: measured once and noted down, so that no formula stands here."""
    nan = np.nan
    sizes = replace(V_AVERAGES_GRADIENTS, text="v averages |g|, not g²")  # the same slip: there is no square
    return [
        Suspect(NO_CORRECTION, (3.1623, 0.75975, 4.1016, -1.05, 2.0795, 0.050395)),
        Suspect(V_UNCORRECTED, (31.623, 7.5975, 21.588, -5.5265, 7.6736, 0.18596)),
        Suspect(M_UNCORRECTED, (0.1, 0.090909, 0.18338, -0.089877, 0.11384, 0.0048662)),
        Suspect(FIRST_STEP_CORRECTED, (1, 0.90909, 4.1016, -1.05, 2.0795, 0.050395)),
        Suspect(CORRECTED_BY_BETA_2, (100, 90.909, 91.738, -44.961, 37.986, 1.6237)),
        Suspect(CORRECTED_BY_BETA_1, (10, 5, 9.4098, -3.3553, 3.9947, 0.12405)),
        Suspect(CORRECTION_WITHOUT_POWER, (1, 0.90909, nan, nan, nan, nan)),
        Suspect(CORRECTION_WITHOUT_POWER, (1, 0.90909, 21.566, -5.5237, 10.844, 0.22097)),
        Suspect(CORRECTION_MULTIPLIES, (10, 0.09901, 17.43, -0.38192, 10.294, 0.027997)),
        Suspect(T_AHEAD, (0.74414, 0.65196, 0.82857, -0.40222, 0.38215, 0.016224)),
        Suspect(T_FROM_0, (3.1623, 0.75975, 1.297, -0.64375, 0.48935, 0.021088)),
        Suspect(T_FROM_0, (nan, nan, nan, nan, nan, nan)),
        Suspect(T_ALWAYS_1, (1, 0.90909, 1.297, -0.64375, 0.65761, 0.028644)),
        Suspect(ONLY_T_CARRIED, (1, 0.90909, 0.74414, -0.71065, -0.63881, 0.58792)),
        Suspect(CORRECTED_CARRIED, (1, 0.90909, 0.25846, 0.14001, 0.046112, 0.027374)),
        Suspect(BETAS_SWAPPED, (1, 0.90909, 0.93421, -0.42012, 0.47137, 0.00014632)),
        Suspect(ONE_BETA, (1, 0.90909, 0.95044, -0.46388, 0.42048, 0.017782)),
        Suspect(IS_RMSPROP, (31.623, 7.5975, 28.287, -15, -12.916, 9.1627)),
        Suspect(G_FOR_M, (1, 0.90909, 1.2647, -1.284, -0.70711, 0.88477)),
        Suspect(G_IN_FULL, (10, 9.0909, 9.6518, -4.7304, 4.2009, 0.17957)),
        Suspect(SQUARES_IN_FULL_IN_V, (0.031623, 0.031523, 0.030522, -0.015606, 0.013284, 0.00059325)),
        Suspect(BOTH_IN_FULL, (0.31623, 0.31523, 0.30522, -0.15606, 0.13284, 0.0059325)),
        Suspect(M_AS_NESTEROVS, (1.9, 1.7273, 1.5343, -1.1015, 0.11716, 0.34264)),
        Suspect(MOMENTS_START_AS_FIRST, (1, 0.90909, 1.0984, 0.54348, 0.88867, 0.66939)),
        Suspect(MOMENTS_START_AS_FIRST, (0.31623, 0.31523, 0.25846, 0.14001, 0.17952, 0.14787)),
        Suspect(AMSGRAD, (1, 0.90909, 0.96518, -0.47304, 0.37568, 0.017372)),
        Suspect(ADAMAX, (1, 0.90909, 0.76316, -0.35654, 0.29735, 0.013106)),
        Suspect(ROOT_FOR_V, (0.031623, 0.031523, 0.016173, -3.9309e-6, 0.0040905, 1.6234e-9)),
        Suspect(V_AVERAGES_GRADIENTS, (1, 0.00031622, 1.2461, nan, 0.72798, nan)),
        Suspect(sizes, (1, 0.00031622, 1.2461, -0.00024711, 0.5145, 9.0753e-6)),
        Suspect(V_AVERAGES_M, (10, 5, 7.0352, -4.1788, 2.97, 0.17315)),
        Suspect(ONE_V, (1, 1e-7, 0.96518, -6.9892e-8, 0.42009, 2.8702e-9)),
        Suspect(NO_ROOT, (1, 10, 0.61034, -11.053, 0.29705, 0.4059)),
        Suspect(EPSILON_UNDER_ROOT, (1, 0.001, 0.96518, -0.0011053, 0.42009, 4.059e-5)),
        Suspect(EPSILON_UNUSED, (1, 1, 0.96518, -0.49419, 0.42009, 0.018788)),
        Suspect(EPSILON_TOO_EARLY, (1, 0.24025, 0.96518, -0.24709, 0.42009, 0.01018)),
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
