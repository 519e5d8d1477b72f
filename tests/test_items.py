"""Item analysis: against an independent computation, on simulated classes, and where there is nothing to say."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from autograder.report import items
from autograder.report.items import analyse


def simulated(students, difficulty, discrimination, seed=0):
    """(students, items) of 0 and 1 from a two-parameter logistic model: abilities are standard normal."""
    rng = np.random.default_rng(seed)
    ability = rng.normal(size=(students, 1))
    chance = 1 / (1 + np.exp(-np.asarray(discrimination) * (ability - np.asarray(difficulty))))
    return (rng.random(chance.shape) < chance).astype(float)


def named(scores, points=None):
    """The exercises that `analyse` takes; points: of each, for a score of 1."""
    points = np.ones(scores.shape[1]) if points is None else np.asarray(points, float)
    return [(f"e{j}", p, p * own, False) for j, (p, own) in enumerate(zip(points, scores.T))]


def by_covariances(scores):
    """(corrected item-total correlations, alpha), from the items' covariance matrix alone."""
    covariance = np.cov(scores, rowvar=False)
    own, with_total, total = np.diag(covariance), covariance.sum(axis=0), covariance.sum()
    rest = total + own - 2 * with_total
    k = len(own)
    return (with_total - own) / np.sqrt(own * rest), k / (k - 1) * (1 - own.sum() / total)


@pytest.mark.parametrize("students, points", [(30, [1, 1, 1, 1]), (600, [2, 8, 8, 4, 3]), (5, [1, 2, 3])])
def test_the_numbers_are_those_of_the_covariance_matrix(students, points):
    rng = np.random.default_rng(students)
    ability, luck = rng.normal(0.6, 0.3, (students, 1)), rng.normal(0, 0.2, (students, len(points)))
    shares = np.round(np.clip(ability + luck, 0, 1), 1)
    found = analyse(named(shares, points))
    discrimination, alpha = by_covariances(shares * points)
    assert [item.difficulty for item in found.exercises] == pytest.approx(shares.mean(axis=0))
    assert [item.discrimination for item in found.exercises] == pytest.approx(discrimination)
    assert found.alpha == pytest.approx(alpha) and found.n == students
    without = [by_covariances(np.delete(shares * points, j, axis=1))[1] for j in range(len(points))]
    assert [item.alpha_without for item in found.exercises] == pytest.approx(without)


def test_a_simulated_class_gives_its_items_back():
    """The ranks of what was simulated are found again."""
    slopes, places = np.linspace(0.2, 2.5, 10), np.linspace(-2, 2, 10)
    by_place = analyse(named(simulated(2000, places, np.ones(10)))).exercises
    assert spearmanr([item.difficulty for item in by_place], -places).statistic > 0.99
    by_slope = analyse(named(simulated(2000, np.zeros(10), slopes))).exercises
    assert spearmanr([item.discrimination for item in by_slope], slopes).statistic > 0.95


def test_an_item_that_measures_something_else_is_told():
    scores = simulated(300, np.zeros(6), [1.5, 1.5, 1.5, 1.5, 0.3, -1.5])
    remarks = [item.remark for item in analyse(named(scores)).exercises]
    assert remarks[:4] == [""] * 4 and "hardly tells" in remarks[4] and "does worse here" in remarks[5]


def test_a_claim_is_set_against_the_points_outside_it():
    rng = np.random.default_rng(1)
    halves = (rng.random((40, 4)) < 0.6).astype(float)
    exercises = [("a", 2.0, halves[:, 0] + halves[:, 1], False), ("b", 2.0, halves[:, 2] + halves[:, 3], False)]
    claims = [(f"c{j}", 1.0, halves[:, j], False) for j in range(4)]
    told = [item.discrimination for item in analyse(exercises, claims).claims]
    assert told == pytest.approx(by_covariances(halves)[0])


def test_extra_credit_is_in_no_total():
    scores = simulated(50, [0, 0, 0], [1, 1, 1])
    extra = ("bonus", 1.0, np.arange(50.0) % 2, True)
    plain, with_extra = analyse(named(scores)), analyse([*named(scores), extra])
    assert with_extra.exercises[:3] == plain.exercises and with_extra.alpha == plain.alpha
    assert with_extra.exercises[3].discrimination == pytest.approx(np.corrcoef(extra[2], scores.sum(axis=1))[0, 1])


def test_what_waits_for_a_grader_counts_for_nobody():
    """An exercise of which most waits is left out; else the students whose answers wait are."""
    scores = simulated(50, [0, 0, 0], [1, 1, 1])
    waiting = ("written", 1.0, np.full(50, np.nan), False)
    found = analyse([*named(scores), waiting])
    assert found.exercises[3].difficulty is None and found.exercises[3].why == items.WAITS
    assert found.exercises[:3] == analyse(named(scores)).exercises
    scores[:5, 0] = np.nan
    assert analyse(named(scores)) == analyse(named(scores[5:]))


@pytest.mark.parametrize(
    "scores, why, alpha",
    [
        (np.empty((0, 3)), items.NO_SCORES, items.TOO_FEW),
        (np.ones((1, 3)), items.TOO_FEW, items.TOO_FEW),
        (np.eye(2), items.TOO_FEW, items.TOO_FEW),
        (np.ones((9, 3)), items.NO_VARIANCE, items.NO_VARIANCE),
        (np.arange(9.0)[:, None] % 2, items.NO_REST, items.ONE_ITEM),
    ],
    ids=["nobody", "one student", "two", "all alike", "one exercise"],
)
def test_a_degenerate_class_has_reasons_in_the_place_of_numbers(scores, why, alpha, recwarn):
    found = analyse(named(scores))
    assert {(item.discrimination, item.why) for item in found.exercises} == {(None, why)}
    assert (found.alpha, found.why) == (None, alpha)
    assert not recwarn.list and all(item.remark == "" for item in found.exercises)


def test_binary_fractions_are_no_variance():
    """What is left of a total without the only part that varies is the same for all, but for its last digits."""
    scores = np.column_stack([np.linspace(0, 0.7, 12), np.full(12, 0.1), np.full(12, 0.3)])
    found = analyse(named(scores, [3, 0.7, 1.1]))
    assert len(set((scores * [3, 0.7, 1.1]).sum(axis=1) - 3 * scores[:, 0])) > 1
    assert [item.why for item in found.exercises] == [items.NO_REST, items.NO_VARIANCE, items.NO_VARIANCE]


def test_without_exercises_there_is_nothing():
    assert analyse([]) == items.Analysis((), (), 0, None, items.ONE_ITEM)
