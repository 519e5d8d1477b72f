"""How one case of a check went, and what kept a notebook from running to its end.

Made where it happens, stored as JSON, and turned into words where people look.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from typing import Any, Self


def fits(value: Any, kind: Any) -> bool:
    """Whether plain data is of a field's type."""
    if kind is float:
        return type(value) in (int, float) and math.isfinite(value)
    if kind == tuple[str, ...]:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return value in list(kind)
    return isinstance(value, kind)


@dataclass(frozen=True)
class Record:
    """A dataclass that can be stored."""

    def to_json(self) -> dict[str, Any]:
        """The record as plain data: what `from_json` reads."""
        return json.loads(json.dumps(vars(self)))

    @classmethod
    def from_json(cls, data: object) -> Self:
        """The record that `to_json` has written, without what a later version adds. Raises ValueError."""
        if not isinstance(data, dict):
            raise ValueError(f"{cls.__name__}: no record")
        known = {}
        for field in fields(cls):
            value = data.get(field.name, MISSING)
            if value is MISSING and field.default is not MISSING:
                continue
            if not fits(value, field.type):
                raise ValueError(f"{cls.__name__}: {field.name} is missing, or is not what it should be")
            known[field.name] = tuple(value) if isinstance(value, list) else value
            if isinstance(field.type, type) and issubclass(field.type, StrEnum):
                known[field.name] = field.type(value)
        return cls(**known)


class Status(StrEnum):
    """What became of a case."""

    PASSED = "passed"
    FAILED = "failed"  # an answer that is wrong
    HUNG = "hung"  # no answer in time
    CRASHED = "crashed"  # the process ended in the middle of it
    NOT_RUN = "not run"
    NOT_WRITTEN = "not written"
    BROKEN = "broken"  # it is the check that is: it fails the course's own solution, too


IS_BROKEN = "is broken: it fails the course's own solution, too"  # a check, in a sentence


@dataclass(frozen=True)
class Outcome(Record):
    """One case of a check: what was asked, and how it went.

    check: the check's name; function: what it is about, functions: all that it calls; claim: what it says of them;
    case: its setting in words; points: what the case is worth. mistake: the id of the mistake that was recognised,
    named: its words, look: where to look; lines: what is known besides, a sentence each, none in a hidden case.
    change: what a right function would have to be changed to in order to fail alike: for the instructor's eyes.
    follows: whether another case of the function has said as much before.
    given: the functions that failed by themselves, in whose place right ones stood when this case went as it is told.
    earned: what an author's own test gave, where that is not all or none.
    """

    check: str
    function: str
    functions: tuple[str, ...]
    claim: str
    case: str
    points: float
    hidden: bool
    extra_credit: bool
    status: Status = Status.NOT_RUN
    mistake: str | None = None
    named: str | None = None
    look: str | None = None
    lines: tuple[str, ...] = ()
    change: str | None = None
    follows: bool = False
    given: tuple[str, ...] = ()
    earned: float | None = None

    @property
    def passed(self) -> bool:
        """Whether the case earns its points."""
        return self.status is Status.PASSED

    @property
    def was_run(self) -> bool:
        """Whether the case says something of the answer."""
        return self.status not in (Status.NOT_RUN, Status.BROKEN)

    @property
    def score(self) -> float:
        """The points that it has earned: all or none, where nothing else is known."""
        return self.points if self.passed else self.earned or 0.0

    @property
    def title(self) -> str:
        """'noisy_val_grad: the gradient is the slope of the loss   (deg_ = 3)'"""
        return f"{', '.join(self.functions)}: {self.claim}" + (f"   ({self.case})" if self.case else "")

    @property
    def condition(self) -> str:
        """'given a right `mean_squared_gradient`'; nothing where all functions were the student's own."""
        return f"given {' and '.join(f'a right `{name}`' for name in self.given)}" if self.given else ""

    @property
    def message(self) -> str:
        """What a failed case tells, in a few lines, its title first; of one that passed, only on which condition."""
        if self.passed:
            return f"right, {self.condition}" if self.given else ""
        if self.follows:
            return f"✗ {self.title} fails, too"
        still = [f"It fails also {self.condition}."] if self.given else []
        suspect = [f"It looks as if {self.named}."] if self.named else []
        look = [f"Look at: {self.look}"] if self.look else []
        told = "\n".join([*self.lines, *still, *suspect, *look])
        return "\n  ".join([f"✗ {self.title}", *told.splitlines()])  # no line of it can look like another case's


def by_claim(outcomes: Iterable[Outcome]) -> list[list[Outcome]]:
    """The cases of each claim."""
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        found.setdefault(outcome.check, []).append(outcome)
    return list(found.values())


def held(outcomes: Iterable[Outcome]) -> list[bool]:
    """Whether each claim holds in all its cases."""
    return [all(case.passed for case in cases) for cases in by_claim(outcomes)]


def counted(cases: Sequence[Outcome], of: int) -> str:
    """'3 of 6 cases, 2 of them hidden'"""
    hidden, number = sum(case.hidden for case in cases), f"{len(cases)} of {of} cases"
    if hidden in (0, len(cases)):
        return f"{number}, all of them hidden" if hidden > 1 else f"{number}, which is hidden" if hidden else number
    return f"{number}, {hidden} of them hidden"


def claim_told(cases: Sequence[Outcome]) -> str:
    """What the cases of one claim say: each thing once, and in how many of them the claim fails."""
    about = f"{', '.join(cases[0].functions)}: {cases[0].claim}"
    failed = [case for case in cases if not case.passed]
    if not failed:
        return "\n  ".join([f"✓ {about}", *dict.fromkeys(case.message for case in cases if case.message)])
    many = counted(failed, len(cases)) if len(cases) > 1 else ""
    full = dict.fromkeys(case.message for case in failed if not case.follows)
    if not full:
        return f"✗ {about} fails, too" + (f"   ({many})" if many else "")
    return "\n  ".join(["\n".join(full), *([f"It fails in {many}."] if len(failed) > 1 else [])])


def told(outcomes: Sequence[Outcome]) -> str:
    """What a check cell's claims say, those that fail first; of cases that say nothing, how many and why.

    That a function is not written is said once.
    """
    unwritten = next((outcome for outcome in outcomes if outcome.status is Status.NOT_WRITTEN), None)
    claims = by_claim(o for o in outcomes if o.was_run and (o.status is not Status.NOT_WRITTEN or o is unwritten))
    claims.sort(key=lambda cases: all(case.passed for case in cases))
    reasons = Counter(" ".join(outcome.lines) or "not run" for outcome in outcomes if not outcome.was_run)
    skipped = [f"– {count} {'case' if count == 1 else 'cases'} {reason}" for reason, count in reasons.items()]
    return "\n".join([*map(claim_told, claims), *skipped])


def carried(outcomes: Iterable[Outcome]) -> list[str]:
    """A line for each function some of whose cases passed only given right ones in the place of others."""
    found = Counter((outcome.function, outcome.condition) for outcome in outcomes if outcome.passed and outcome.given)
    cases = {count: "1 case is" if count == 1 else f"{count} cases are" for count in found.values()}
    return [f"{function}: {cases[count]} right, {condition}" for (function, condition), count in found.items()]


class Kind(StrEnum):
    """What kept a notebook from being graded to its end, in two words."""

    MISSING_FILE = "missing file"
    BROKEN_FILE = "broken file"
    KERNEL_DIED = "kernel died"
    TIME_UP = "time up"
    TOO_MUCH_OUTPUT = "too much output"
    NOT_GRADED = "not graded"
    BROKEN_CHECK = "broken check"


@dataclass(frozen=True)
class Trouble(Record):
    """What kept a notebook from being graded to its end.

    words: a line that says what happened, and where; cell: the id of the cell that did it, None where it was none.
    stopped: whether nothing ran after it; else it cost only itself.
    """

    kind: Kind
    words: str
    cell: str | None = None
    stopped: bool = False


@dataclass(frozen=True)
class Remark(Record):
    """What whoever looks at a grade should know besides: it has cost nothing."""

    words: str


def headline(troubles: Sequence[Trouble]) -> str | None:
    """The first trouble's words, and how many more there are; None where there is none."""
    more = f" (and {len(troubles) - 1} more)" if len(troubles) > 1 else ""
    return troubles[0].words + more if troubles else None
