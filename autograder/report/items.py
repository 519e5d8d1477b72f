"""Item analysis: how difficult each part of an assignment was, and whether it tells who can do the rest.

Classical test theory, on a matrix of points: a row a student, a column an item, nan where there is no score yet.
"""

from dataclasses import dataclass

import numpy as np

FEWEST = 5  # students, with whom a correlation is a number at all
TO_JUDGE = 20  # students, with whom it is worth a word
EASY, HARD, DULL = 0.95, 0.3, 0.2  # shares of the points; a correlation
TOO_FEW, NO_VARIANCE, NO_REST = "too few students", "all have the same score", "nothing else tells the students apart"
WAITS, ONE_ITEM = "most of it waits for a grader", "there are fewer than two items"
NO_POINTS, NO_SCORES = "it is worth no points", "nobody has a score"


@dataclass(frozen=True)
class Item:
    """An exercise, or a claim of its checks, and how it went for n students.

    difficulty: the mean share of its points, 1 is easiest; discrimination: Pearson's correlation of its points with the
    assignment's other ordinary points; alpha_without: the other exercises' alpha. None where there is no such number:
    why says so.
    """

    name: str
    points: float
    n: int
    difficulty: float | None
    discrimination: float | None
    alpha_without: float | None = None
    why: str = ""

    @property
    def remark(self) -> str:
        """What is a reason to look at it, in words; nothing where it is as it should be, or where few have done it."""
        if self.n < TO_JUDGE or self.difficulty is None:
            return ""
        told = self.discrimination
        if told is not None and told < 0:
            return "who does well elsewhere does worse here: look whether it asks what it means to"
        if self.difficulty < HARD:
            return "hardly anybody can do it: look whether it is clear, and was taught"
        if told is not None and told < DULL and self.difficulty < EASY:
            return "hardly tells who can do the rest: look whether luck or something else decides"
        return ""


@dataclass(frozen=True)
class Analysis:
    """The items of an assignment, and Cronbach's alpha of its exercises; n students; why: where there is no alpha."""

    exercises: tuple[Item, ...]
    claims: tuple[Item, ...]
    n: int
    alpha: float | None
    why: str = ""


def varies(values):
    """Whether there are different values among these, beyond what binary fractions add to them."""
    return bool(np.ptp(values) > 1e-9 * max(1.0, np.abs(values).max()))


def correlation(a, b):
    """(Pearson's correlation of two (n,) arrays, ""), or (None, why there is none)."""
    if len(a) < FEWEST:
        return None, TOO_FEW
    if not (varies(a) and varies(b)):
        return None, NO_REST if varies(a) else NO_VARIANCE
    return float(np.corrcoef(a, b)[0, 1]), ""


def cronbach(scores):
    """(Cronbach's alpha of an (n, k) array, ""), or (None, why there is none)."""
    n, k = scores.shape
    if k < 2 or n < FEWEST:
        return None, ONE_ITEM if k < 2 else TOO_FEW
    total = scores.sum(axis=1)
    if not varies(total):
        return None, NO_VARIANCE
    return float(k / (k - 1) * (1 - scores.var(axis=0, ddof=1).sum() / total.var(ddof=1))), ""


def item(name, points, own, rest, alpha_without=None):
    """The Item with these (n,) points of its own, and of the rest; nan where there is no score."""
    known = ~np.isnan(own) & ~np.isnan(rest)
    if not points or not known.any():
        return Item(name, points, 0, None, None, why=NO_SCORES if points else NO_POINTS)
    told, why = correlation(own[known], rest[known])
    return Item(name, points, int(known.sum()), float(own[known].mean() / points), told, alpha_without, why)


def analyse(exercises, claims=()):
    """The Analysis of an assignment; what is extra credit is analysed against the ordinary points, and is none of them.

    exercises, claims: [(name, points there are, (n,) points earned with nan where there are none yet, is it extra
    credit)], students in one order. An exercise of which most waits for a grader is left out of the total, and so is,
    after that, a student with a gap. All other points are as the gradebook has them, carried forward or not.
    """
    n = len(exercises[0][2]) if exercises else 0
    waiting = {name for name, _, own, _ in exercises if 2 * np.isnan(own).sum() > n}
    ordinary = [name for name, points, _, extra in exercises if points and not extra and name not in waiting]
    earned = {name: own for name, _, own, _ in exercises}
    scores = np.column_stack([earned[name] for name in ordinary]) if ordinary else np.empty((n, 0))
    total, full = scores.sum(axis=1), scores[~np.isnan(scores).any(axis=1)]
    alpha, why = cronbach(full)

    def exercise(name, points, own, _):
        if name in waiting:
            return Item(name, points, int((~np.isnan(own)).sum()), None, None, why=WAITS)
        without = cronbach(np.delete(full, ordinary.index(name), axis=1))[0] if name in ordinary else None
        return item(name, points, own, total - own if name in ordinary else total, without)

    items = tuple(exercise(*each) for each in exercises)
    parts = tuple(item(name, points, own, total if extra else total - own) for name, points, own, extra in claims)
    return Analysis(items, parts, len(full), alpha, why)
