"""Adam: its steps, compared with torch.optim.Adam's."""

import pytest

from autograder.checks.optimizers._cases import SCALE_FREE
from autograder.checks.optimizers.mistakes import AMSGRAD, EPSILON_UNDER_ROOT, EPSILON_UNUSED, NO_ROOT
from autograder.checks.optimizers.steps import judge_arguments, judge_state, judge_steps, taped
from autograder.kit.case import hidden
from autograder.kit.mistakes import Mistake

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
T_TWICE = Mistake("t-is-raised-by-2-each-step", "t is raised by 2 each step", "what t is at each step")
M_LOST = Mistake(
    "m-is-not-carried-over", "m is not carried over", "under which key m is kept, and under which it is read"
)
V_LOST = Mistake(
    "v-is-not-carried-over", "v is not carried over", "under which key v is kept, and under which it is read"
)
M_OLD = Mistake("the-old-m-moves-theta", "the old m moves θ", "when m changes, and when m̂ is made of it")
V_OLD = Mistake("the-old-v-divides-the-step", "the old v divides the step", "when v changes, and when v̂ is made of it")
BOTH_OLD = Mistake(
    "the-old-m-and-v-make-the-step", "the old m and v make the step", "when m and v change, and when m̂ and v̂ are made"
)
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
V_AVERAGES_SIZES = Mistake("v-averages-the-size-g-not-g2", "v averages the size |g|, not g²", "what v is an average of")
V_AVERAGES_GRADIENTS = Mistake("v-averages-g-not-g2", "v averages g, not g²", "what v is an average of")
V_AVERAGES_M = Mistake("v-averages-m2-not-g2", "v averages m², not g²", "what v is an average of")
ONE_V = Mistake("one-v-serves-all-the-coordinates", "one v serves all the coordinates", "what v is an average of")
EPSILON_TOO_EARLY = Mistake(
    "epsilon-is-added-before-v-is-corrected", "epsilon is added before v is corrected", "what the step is divided by"
)


def adam_fingerprints():
    """Mistakes, each with its taped moves."""
    known = [
        NO_CORRECTION,
        V_UNCORRECTED,
        M_UNCORRECTED,
        FIRST_STEP_CORRECTED,
        CORRECTED_BY_BETA_2,
        CORRECTED_BY_BETA_1,
        CORRECTION_WITHOUT_POWER,
        CORRECTION_MULTIPLIES,
        T_AHEAD,
        T_FROM_0,
        T_ALWAYS_1,
        ONLY_T_CARRIED,
        CORRECTED_CARRIED,
        BETAS_SWAPPED,
        ONE_BETA,
        IS_RMSPROP,
        G_FOR_M,
        G_IN_FULL,
        SQUARES_IN_FULL_IN_V,
        BOTH_IN_FULL,
        M_AS_NESTEROVS,
        MOMENTS_START_AS_FIRST,
        AMSGRAD,
        ADAMAX,
        ROOT_FOR_V,
        V_AVERAGES_GRADIENTS,
        V_AVERAGES_SIZES,
        V_AVERAGES_M,
        ONE_V,
        NO_ROOT,
        EPSILON_UNDER_ROOT,
        EPSILON_UNUSED,
        EPSILON_TOO_EARLY,
        T_TWICE,
        M_LOST,
        V_LOST,
        M_OLD,
        V_OLD,
        BOTH_OLD,
    ]
    return taped("adam_step", known)


@pytest.mark.worth(1)
def check_adam_step_arguments(adam_step):
    """it returns a new θ and a dict, and leaves its arguments as they are"""
    values = lambda: judge_steps(adam_step, "Adam", adam_fingerprints(), lr=0.2, betas=(0.9, 0.999), eps=1e-8)
    judge_arguments(adam_step, values)


@pytest.mark.worth(1)
def check_adam_step_state(adam_step):
    """all that it remembers is in the state"""
    values = lambda: judge_steps(adam_step, "Adam", adam_fingerprints(), lr=0.2, betas=(0.9, 0.999), eps=1e-8)
    judge_state(adam_step, values)


@pytest.mark.worth(3)
@pytest.mark.parametrize("scale, lr, steps", SCALE_FREE)
def check_adam_step_values(adam_step, scale, lr, steps):
    """every step is torch.optim.Adam's, for large and for tiny gradients, and in a long run"""
    judge_steps(adam_step, "Adam", adam_fingerprints(), scale, steps, lr=lr, betas=(0.9, 0.999), eps=1e-8)


@pytest.mark.worth(1)
@pytest.mark.parametrize(
    "beta_1, beta_2, epsilon", [(0.7, 0.95, 1e-8), (0.9, 0.999, 0.1), hidden(0.95, 0.9, 1e-8), hidden(0.5, 0.99, 0.003)]
)
def check_adam_step_settings(adam_step, beta_1, beta_2, epsilon):
    """beta_1, beta_2 and epsilon are used as given"""
    given = {"beta_1": beta_1, "beta_2": beta_2, "epsilon": epsilon}
    judge_steps(adam_step, "Adam", adam_fingerprints(), given=given, lr=0.2, betas=(beta_1, beta_2), eps=epsilon)
