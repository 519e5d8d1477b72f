"""The experiment's error bars, compared with what paper and pencil give."""

from functools import partial

import numpy as np
import pytest

from autograder.checks.optimizers.arrays import expect_numbers
from autograder.kit.case import hidden
from autograder.kit.compare import compare, expect_pair, expect_untouched, row
from autograder.kit.mistakes import CheckFailed, Mistake, Suspect

ONE_OF_TWO = Mistake("only-one-of-the-two-is-returned", "only one of the two is returned")
IN_ONE_ARRAY = Mistake("both-stand-in-one-array", "both stand in one array", "a pair: two arrays with a comma between")
OVER_EVALUATIONS = Mistake(
    "it-runs-over-the-evaluations-not-over-the-replicates",
    "it runs over the evaluations, not over the replicates",
    "the axis",
)
NUMBER_FOR_ARRAY = Mistake(
    "a-single-evaluation-gives-a-number-not-an-array", "a single evaluation gives a number, not an array", "the axis"
)
ALL_AT_ONCE = Mistake("it-runs-over-all-the-losses-at-once", "it runs over all the losses at once", "the axis")
AXIS_KEPT = Mistake(
    "the-axis-of-the-replicates-is-kept", "the axis of the replicates is kept", "the shape of the result"
)
SE_FIRST = Mistake("the-standard-error-comes-first", "the standard error comes first")
IS_MEDIAN = Mistake("it-is-the-median", "it is the median")
IS_SUM = Mistake("it-is-the-sum", "it is the sum")
IS_SMALLEST = Mistake("it-is-the-smallest-loss", "it is the smallest loss")
IS_LAST = Mistake("it-is-the-last-replicate-s-loss", "it is the last replicate's loss")
MEAN_MINUS_1 = Mistake("the-mean-divides-by-num-rep-1", "the mean divides by num_rep − 1")
NAN_HIDDEN = Mistake(
    "replicates-that-ended-in-nan-are-left-out",
    "replicates that ended in nan are left out",
    "how many replicates the mean is of: all of them",
)
SD_AS_IT_IS = Mistake(
    "the-standard-deviation-is-returned-as-it-is",
    "the standard deviation is returned as it is",
    "what a mean of many is worth",
)
SD_MINUS_1 = Mistake(
    "the-standard-deviation-divides-by-num-rep-1",
    "the standard deviation divides by num_rep − 1",
    "which ddof np.std takes",
)
NO_ROOT_OTHER_DDOF = Mistake(
    "the-root-is-missing-and-ddof-is-not-np-std-s-own",
    "the root is missing, and ddof is not np.std's own",
    "the definition, part by part",
)
BY_NUM_REP = Mistake(
    "the-division-is-by-num-rep-not-by-its-root",
    "the division is by num_rep, not by its root",
    "what a mean of many is worth",
)
BY_NUM_REP_OTHER_DDOF = Mistake(
    "the-division-is-by-num-rep-and-ddof-is-not-np-std-s-own",
    "the division is by num_rep, not by its root, and ddof is not np.std's own",
    "the definition, part by part",
)
FIRST_ONLY = Mistake(
    "only-the-first-evaluation-is-worked-out",
    "only the first evaluation is worked out",
    "where the return statement stands",
)
IS_VARIANCE = Mistake("it-is-the-variance", "it is the variance", "the definition, part by part")
NO_ROOT_OF_VARIANCE = Mistake(
    "no-root-is-taken-of-the-variance", "no root is taken of the variance", "the definition, part by part"
)
VARIANCE_BY_ROOT = Mistake(
    "the-variance-is-divided-by-the-root-of-num-rep",
    "the variance is divided by the root of num_rep",
    "the definition, part by part",
)
BY_ROOT_OF_EVALUATIONS = Mistake(
    "the-division-is-by-the-root-of-the-number-of-evaluations",
    "the division is by the root of the number of evaluations",
    "what is counted",
)
BY_EVALUATIONS = Mistake(
    "the-division-is-by-the-number-of-evaluations", "the division is by the number of evaluations", "what is counted"
)
NUM_REP_FIXED = Mistake("num-rep-is-fixed-at-10", "num_rep is fixed at 10", "the number of rows")
ERROR_BAR = Mistake(
    "it-is-the-error-bar-of-2-5-standard-errors", "it is the error bar of 2.5 standard errors", "se itself is asked for"
)
AGREED_NAN = Mistake(
    "replicates-that-agree-give-nan-not-an-error-of-0",
    "replicates that agree give nan, not an error of 0",
    "what rounding leaves of the difference of two nearly equal numbers",
)


def known_losses():
    """{name: (test losses, their mean, its standard error)}: small enough for paper and pencil."""
    high = np.tile([1.0, 5.0], (9, 1))
    high[3, 0], high[7, 1] = 10.0, 23.0
    agreed = np.array([0.1, 0.7, 21.9, 87.6, 445.3, 1234.567])
    return {
        "4 replicates": (
            np.array([[1.0, 3.0], [1.0, 3.0], [1.0, 7.0], [9.0, 7.0]]),
            np.array([3.0, 5.0]),
            np.array([1.7320508076, 1.0]),
        ),
        "9 replicates": (high, np.array([2.0, 7.0]), np.array([0.9428090416, 1.8856180832])),
        "6 replicates": (
            np.array([[1.0, 2.0], [3.0, 2.0], [4.0, 8.0], [4.0, 9.0], [7.0, 11.0], [11.0, 4.0]]),
            np.array([5.0, 6.0]),
            np.array([1.3123346457, 1.4337208779]),
        ),
        "1 replicate": (np.array([[0.5, 2.0, 8.0, 1.0]]), np.array([0.5, 2.0, 8.0, 1.0]), np.zeros(4)),
        "1 evaluation": (np.array([[1.0], [1.0], [1.0], [9.0]]), np.array([3.0]), np.array([1.7320508076])),
        "1 of both": (np.array([[4.0]]), np.array([4.0]), np.array([0.0])),
        "7 replicates that agree": (np.tile(agreed, (7, 1)), agreed, 0 * agreed),
    }


def expect_mean_and_se(pair, test_losses):
    """Raises CheckFailed unless pair is two arrays with an entry for each evaluation."""
    if isinstance(pair, np.ndarray) and pair.ndim == 1:
        told = "the function should return the pair (mean, se); yours returns one array."
        raise CheckFailed(told, mistake=ONE_OF_TWO)
    if isinstance(pair, np.ndarray) and pair.shape == (2, test_losses.shape[1]):
        raise CheckFailed(
            f"the function should return the pair (mean, se); yours returns an array of shape {pair.shape}.",
            mistake=IN_ONE_ARRAY,
        )
    expect_pair(pair, "mean, se")
    num_rep, evaluations = test_losses.shape
    for name, value in zip(("the mean", "the standard error"), pair):
        told = f"{name} should have an entry for each of {evaluations} evaluations; yours has shape {np.shape(value)}."
        if np.shape(value) == (num_rep,) != (evaluations,) and num_rep > 1:
            raise CheckFailed(told, mistake=OVER_EVALUATIONS)
        if np.shape(value) == () and value is not None:
            raise CheckFailed(told, mistake=NUMBER_FOR_ARRAY if evaluations == 1 else ALL_AT_ONCE)
        if np.shape(value) == (1, evaluations):
            raise CheckFailed(told, mistake=AXIS_KEPT)
        expect_numbers(value, (evaluations,), name)


def mean_suspects(yours, test_losses, se):
    """What typical mistakes would make of the mean."""
    return [
        Suspect(SE_FIRST, se),
        Suspect(IS_MEDIAN, np.median(test_losses, axis=0)),
        Suspect(IS_SUM, np.sum(test_losses, axis=0)),
        Suspect(IS_SMALLEST, np.min(test_losses, axis=0)),
        Suspect(IS_LAST, test_losses[-1]),
        Suspect(FIRST_ONLY, np.mean(test_losses, axis=0) * (np.arange(len(se)) == 0)),
        Suspect(MEAN_MINUS_1, np.sum(test_losses, axis=0) / max(len(test_losses) - 1, 0.5)),
    ]


def se_suspects(yours, test_losses, se):
    """What typical mistakes would make of the standard error: factors, as measured."""
    num_rep, evaluations = test_losses.shape
    root, sample = {
        4: (2.0, 1.1547005),
        6: (2.4494897, 1.0954451),
        9: (3.0, 1.0606602),
        1: (1.0, np.nan),
    }.get(num_rep, (1.0, 1.0))
    across = {1: 1.0, 2: 1.4142136, 4: 2.0}.get(evaluations, 1.0)
    one_for_all = np.ptp(yours) == 0 and np.ptp(se) > 0
    return [
        Suspect(SD_AS_IT_IS, se * root),
        Suspect(SD_MINUS_1, se * sample),
        Suspect(NO_ROOT_OTHER_DDOF, se * root * sample),
        Suspect(BY_NUM_REP, se / root),
        Suspect(BY_NUM_REP_OTHER_DDOF, se / root * sample),
        Suspect(FIRST_ONLY, se * (np.arange(len(se)) == 0)),
        Suspect(IS_VARIANCE, (se * root) ** 2),
        Suspect(NO_ROOT_OF_VARIANCE, se**2),
        Suspect(VARIANCE_BY_ROOT, se**2 * root),
        Suspect(BY_ROOT_OF_EVALUATIONS, se * root / across),
        Suspect(BY_EVALUATIONS, se * root / across**2),
        Suspect(NUM_REP_FIXED, se * root / 3.1622777),
        Suspect(ERROR_BAR, 2.5 * se),
        *([Suspect(ALL_AT_ONCE, yours)] if one_for_all else []),
    ]


def part_of(mean_and_standard_error, part, name):
    """(what comes back, what is right, what mistakes would make of it) of the mean (part 0) or its error (part 1)."""
    test_losses, *right = known_losses()[name]
    pair = mean_and_standard_error(test_losses.copy())
    expect_mean_and_se(pair, test_losses)
    yours = np.asarray(pair[part])
    if part:  # what float32 loses of the losses is allowed for
        yours = np.where(abs(yours - right[1]) < 1e-6 * np.abs(test_losses).max(), right[1], yours)
    return yours, right[part], partial((mean_suspects, se_suspects)[part], yours, test_losses, right[1])


def judge_part(mean_and_standard_error, part, name):
    """Compares the mean (part 0) or its standard error (part 1) with the one known by hand."""
    yours, right, suspects = part_of(mean_and_standard_error, part, name)
    if part and len(known_losses()[name][0]) > 1 and not right.any() and np.isnan(yours).any():
        told = "all replicates agree, and the standard error holds nan:", row(yours)
        raise CheckFailed(*told, mistake=AGREED_NAN)
    others = [other for other in ("9 replicates", "6 replicates", "1 evaluation") if other != name]
    also = lambda: (part_of(mean_and_standard_error, part, other) for other in others)
    compare(yours, right, ("the mean", "the standard error")[part], suspects, "by hand", also=also)


def expect_nan_to_show(mean_and_standard_error):
    """Raises CheckFailed if a replicate that ended in nan leaves no trace in its evaluation's mean."""
    test_losses = known_losses()["9 replicates"][0].copy()
    test_losses[4, -1] = np.nan
    try:
        mean, _ = mean_and_standard_error(test_losses)
    except CheckFailed:  # it doesn't hide it
        return
    if np.isfinite(mean).all():
        raise CheckFailed("one replicate ended in nan, and your mean holds numbers only.", mistake=NAN_HIDDEN)


@pytest.mark.worth(1)
@pytest.mark.parametrize(
    "name", ["9 replicates", "1 evaluation", hidden("4 replicates"), hidden("1 replicate"), hidden("1 of both")]
)
def check_mean_and_standard_error_pair(mean_and_standard_error, name):
    """it returns two arrays, and leaves test_losses as it is"""
    test_losses, mean, _ = known_losses()[name]
    expect_mean_and_se(mean_and_standard_error(test_losses.copy()), test_losses)
    expect_untouched(mean_and_standard_error, [test_losses], [2 * test_losses + 1], [mean.shape, mean.shape])


@pytest.mark.worth(1)
@pytest.mark.parametrize(
    "name", ["9 replicates", "1 evaluation", hidden("4 replicates"), hidden("1 replicate"), hidden("1 of both")]
)
def check_mean_and_standard_error_mean(mean_and_standard_error, name):
    """the mean is taken over the replicates"""
    for known in (name, "9 replicates"):  # a mean that is off may hide it, too
        judge_part(mean_and_standard_error, 0, known)
    expect_nan_to_show(mean_and_standard_error)


@pytest.mark.worth(1)
@pytest.mark.parametrize(
    "name",
    [
        "9 replicates",
        "6 replicates",
        "1 evaluation",
        hidden("4 replicates"),
        hidden("1 replicate"),
        hidden("1 of both"),
        hidden("7 replicates that agree"),
    ],
)
def check_mean_and_standard_error_se(mean_and_standard_error, name):
    """the standard error says how far the mean may be off"""
    for known in (name, "9 replicates"):  # an error of 0 may be right in one, never in the other
        judge_part(mean_and_standard_error, 1, known)
