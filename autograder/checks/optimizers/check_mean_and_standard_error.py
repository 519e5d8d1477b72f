"""The experiment's error bars, compared with what paper and pencil give."""

import numpy as np
import pytest

from autograder.checks.optimizers.arrays import expect_numbers
from autograder.kit.case import hidden
from autograder.kit.compare import compare, expect_pair, expect_untouched, row
from autograder.kit.mistakes import CheckFailed


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
        "1 replicate": (np.array([[0.5, 2.0, 8.0, 1.0]]), np.array([0.5, 2.0, 8.0, 1.0]), np.zeros(4)),
        "1 evaluation": (np.array([[1.0], [1.0], [1.0], [9.0]]), np.array([3.0]), np.array([1.7320508076])),
        "1 of both": (np.array([[4.0]]), np.array([4.0]), np.array([0.0])),
        "7 replicates that agree": (np.tile(agreed, (7, 1)), agreed, 0 * agreed),
    }


def expect_mean_and_se(pair, test_losses):
    """Raises CheckFailed unless pair is two arrays with an entry for each evaluation."""
    if isinstance(pair, np.ndarray) and pair.ndim == 1:
        told = "the function should return the pair (mean, se); yours returns one array."
        raise CheckFailed(told, mistake="only one of the two is returned")
    expect_pair(pair, "mean, se")
    num_rep, evaluations = test_losses.shape
    for name, value in zip(("the mean", "the standard error"), pair):
        told = f"{name} should have an entry for each of {evaluations} evaluations; yours has shape {np.shape(value)}."
        if np.shape(value) == (num_rep,) != (evaluations,) and num_rep > 1:
            raise CheckFailed(told, mistake="it runs over the evaluations, not over the replicates", look="the axis")
        if np.shape(value) == () and value is not None:
            single, all_losses = (
                "a single evaluation gives a number, not an array",
                "it runs over all the losses at once",
            )
            raise CheckFailed(told, mistake=single if evaluations == 1 else all_losses, look="the axis")
        if np.shape(value) == (1, evaluations):
            raise CheckFailed(told, mistake="the axis of the replicates is kept", look="the shape of the result")
        expect_numbers(value, (evaluations,), name)


def mean_suspects(test_losses, se):
    """What typical mistakes would make of the mean."""
    return {
        "the standard error comes first": se,
        "it is the median": np.median(test_losses, axis=0),
        "it is the sum": np.sum(test_losses, axis=0),
        "it is the smallest loss": np.min(test_losses, axis=0),
        "it is the last replicate's loss": test_losses[-1],
        "the mean divides by num_rep − 1": np.sum(test_losses, axis=0) / max(len(test_losses) - 1, 0.5),
    }


def se_suspects(num_rep, evaluations, se):
    """What typical mistakes would make of the standard error: factors, as measured."""
    root, sample = {4: (2.0, 1.1547005), 9: (3.0, 1.0606602), 1: (1.0, np.nan)}.get(num_rep, (1.0, 1.0))
    across, worth = {1: 1.0, 2: 1.4142136, 4: 2.0}.get(evaluations, 1.0), "what a mean of many is worth"
    return {
        "the standard deviation is returned as it is": (se * root, worth),
        "the standard deviation divides by num_rep − 1": (se * sample, "which ddof np.std takes"),
        "the root is missing, and ddof is not np.std's own": (se * root * sample, "the definition, part by part"),
        "the division is by num_rep, not by its root": (se / root, worth),
        "it is the variance": ((se * root) ** 2, "the definition, part by part"),
        "no root is taken of the variance": (se**2, "the definition, part by part"),
        "the variance is divided by the root of num_rep": (se**2 * root, "the definition, part by part"),
        "the division is by the root of the number of evaluations": (se * root / across, "what is counted"),
        "the division is by the number of evaluations": (se * root / across**2, "what is counted"),
        "num_rep is fixed at 10": (se * root / 3.1622777, "the number of rows"),
        "it is the error bar of 2.5 standard errors": (2.5 * se, "se itself is asked for"),
    }


def expect_standard_error(yours, test_losses, se):
    """Compares a standard error with the one known by hand; what float32 loses of the losses is allowed for."""
    num_rep, evaluations = test_losses.shape
    if num_rep > 1 and not se.any() and np.isnan(yours).any():
        told = "all replicates agree, and the standard error holds nan:", row(yours)
        look = "what rounding leaves of the difference of two nearly equal numbers"
        raise CheckFailed(*told, mistake="replicates that agree give nan, not an error of 0", look=look)
    one_for_all = np.ptp(yours) == 0 and np.ptp(se) > 0
    at_once = {"it runs over all the losses at once": (yours, "the axis")} if one_for_all else {}
    suspects = lambda: {**se_suspects(num_rep, evaluations, se), **at_once}
    rounding = 1e-6 * np.abs(test_losses).max()
    compare(np.where(abs(yours - se) < rounding, se, yours), se, "the standard error", suspects, "by hand")


@pytest.mark.parametrize(
    "name", ["9 replicates", "1 evaluation", hidden("4 replicates"), hidden("1 replicate"), hidden("1 of both")]
)
def check_mean_and_standard_error_pair(mean_and_standard_error, name):
    """it returns two arrays, and leaves test_losses as it is"""
    test_losses, mean, _ = known_losses()[name]
    expect_mean_and_se(mean_and_standard_error(test_losses.copy()), test_losses)
    expect_untouched(mean_and_standard_error, [test_losses], [2 * test_losses + 1], [mean.shape, mean.shape])


@pytest.mark.parametrize(
    "name", ["9 replicates", "1 evaluation", hidden("4 replicates"), hidden("1 replicate"), hidden("1 of both")]
)
def check_mean_and_standard_error_mean(mean_and_standard_error, name):
    """the mean is taken over the replicates"""
    test_losses, mean, se = known_losses()[name]
    pair = mean_and_standard_error(test_losses.copy())
    expect_mean_and_se(pair, test_losses)
    compare(pair[0], mean, "the mean", lambda: mean_suspects(test_losses, se), "by hand")


@pytest.mark.parametrize(
    "name",
    [
        "9 replicates",
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
        test_losses, _, se = known_losses()[known]
        pair = mean_and_standard_error(test_losses.copy())
        expect_mean_and_se(pair, test_losses)
        expect_standard_error(pair[1], test_losses, se)
