"""Mistakes that several of ps3's exercises know."""

from autograder.kit.mistakes import Mistake

AMSGRAD = Mistake("v-never-falls-as-in-amsgrad", "v never falls, as in AMSGrad", "how v is averaged")
LR_SHRINKS = Mistake("lr-shrinks-from-step-to-step", "lr shrinks from step to step", "what lr multiplies")
S_STARTS_AT_1 = Mistake("s-starts-at-1", "s starts at 1", "s before the first step")
ROOT_FOR_S = Mistake("the-root-is-kept-in-place-of-s", "the root is kept in place of s", "what the state hands on")
ONE_S = Mistake("one-s-serves-all-the-coordinates", "one s serves all the coordinates", "what s is made of")
OLD_S = Mistake("the-old-s-divides-the-gradient", "the old s divides the gradient", "when s changes")
NO_GRADIENT = Mistake(
    "the-gradient-itself-is-not-in-the-step", "the gradient itself is not in the step", "what lr multiplies"
)
NO_ROOT = Mistake("the-root-is-missing", "the root is missing", "what the step is divided by")
EPSILON_UNDER_ROOT = Mistake(
    "epsilon-stands-under-the-root", "epsilon stands under the root", "what the step is divided by"
)
EPSILON_UNUSED = Mistake("epsilon-is-not-used", "epsilon is not used", "what the step is divided by")
