"""Points, added up in one place: what was earned, of how many, on top, and taken off for lateness."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from autograder.kit.outcome import Outcome

DIGITS = 2  # of a check's points, in the gradebook and wherever they are shown


@dataclass(frozen=True)
class Points:
    """earned: of the ordinary points, extra: on top of them; possible, possible_extra: how many there are of both.

    late: what is taken off for lateness.
    """

    earned: float = 0.0
    possible: float = 0.0
    extra: float = 0.0
    possible_extra: float = 0.0
    late: float = 0.0

    @property
    def total(self) -> float:
        """What counts: with extra credit it may be more than what is possible."""
        return tidy(self.earned + self.extra - self.late)

    @property
    def percent(self) -> float:
        """The total as a share of the ordinary points."""
        return 100 * self.total / self.possible if self.possible else 0.0

    def __add__(self, other: "Points") -> "Points":
        return Points(*(tidy(a + b) for a, b in zip(vars(self).values(), vars(other).values())))

    def __str__(self) -> str:
        """'19.5 of 22 points, 2 of them extra credit, after 1 taken off for lateness'"""
        extra = f", {self.extra:g} of them extra credit" if self.extra else ""
        late = f", after {self.late:g} taken off for lateness" if self.late else ""
        return f"{self.total:g} of {self.possible:g} points{extra}{late}"


def tidy(points: float) -> float:
    """Points without what binary fractions add to them."""
    return round(points, 4)


def earned_of(outcomes: Sequence[Outcome], points: float) -> float:
    """What a check cell with so many points has earned: its cases' share of them, as a gradebook records it."""
    possible = sum(outcome.points for outcome in outcomes)
    return round(tidy(points * sum(outcome.score for outcome in outcomes) / possible), DIGITS) if possible else 0.0


def add_up(scores: Iterable[tuple[float | None, float, bool]], late: float = 0.0) -> Points:
    """The Points of each graded part's (score, points, whether it is extra credit); a score of None is not there yet.

    late: the penalty; it takes no more than there is.
    """
    total = Points()
    for score, points, extra in scores:
        earned = score or 0.0
        total += Points(extra=earned, possible_extra=points) if extra else Points(earned, points)
    return total + Points(late=min(late, total.total))


def scores_of(outcomes: Sequence[Outcome]) -> Iterator[tuple[float, float, bool]]:
    """(score, points, whether it is extra credit) of each check cell: one an exercise, and one for extra credit."""
    for function, extra in dict.fromkeys((outcome.function, outcome.extra_credit) for outcome in outcomes):
        own = [o for o in outcomes if (o.function, o.extra_credit) == (function, extra)]
        points = tidy(sum(outcome.points for outcome in own))
        yield earned_of(own, points), points, extra
