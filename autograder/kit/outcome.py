"""How one case of a check went: made where it is judged, stored as JSON, and turned into words where people look."""

from dataclasses import asdict, dataclass, fields
from enum import StrEnum


class Status(StrEnum):
    """What became of a case."""

    PASSED = "passed"
    FAILED = "failed"  # an answer that is wrong
    HUNG = "hung"  # no answer in time
    CRASHED = "crashed"  # the process ended in the middle of it
    NOT_RUN = "not run"
    NOT_WRITTEN = "not written"


@dataclass(frozen=True)
class Outcome:
    """One case of a check: what was asked, and how it went.

    check: the check's name; function: what it is about, functions: all that it calls; claim: what it says of them;
    case: its setting in words; points: what the case is worth. mistake: the id of the mistake that was recognised,
    named: its words, look: where to look; lines: what is known besides, a sentence each, none in a hidden case.
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

    @property
    def passed(self):
        return self.status is Status.PASSED

    @property
    def score(self):
        return self.points if self.passed else 0.0

    @property
    def title(self):
        """'noisy_val_grad: the gradient is the slope of the loss   (deg_ = 3)'"""
        return f"{', '.join(self.functions)}: {self.claim}" + (f"   ({self.case})" if self.case else "")

    @property
    def message(self):
        """What a failed case tells, in a few lines, its title first; nothing for one that passed."""
        if self.passed:
            return ""
        suspect = [f"It looks as if {self.named}."] if self.named else []
        look = [f"Look at: {self.look}"] if self.look else []
        return "\n  ".join([f"✗ {self.title}", *self.lines, *suspect, *look])

    def to_json(self):
        """The outcome as plain data: what `from_json` reads."""
        return asdict(self) | {"status": str(self.status), "functions": list(self.functions), "lines": list(self.lines)}

    @classmethod
    def from_json(cls, data):
        """The outcome that `to_json` has written; what a later version adds is left out."""
        known = {field.name: data[field.name] for field in fields(cls) if field.name in data}
        known |= {name: tuple(data[name]) for name in ("functions", "lines")}
        return cls(**known | {"status": Status(data["status"])})
