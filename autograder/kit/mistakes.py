"""What goes wrong in answers, and what a failed check says of it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Mistake:
    """A way to go wrong.

    id: its name, which stays when its words change; text: how "It looks as if" goes on; look: where to look.
    """

    id: str
    text: str
    look: str | None = None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Suspect:
    """A mistake, and what a function that makes it would return."""

    mistake: Mistake
    value: np.ndarray | float


class CheckFailed(AssertionError):
    """A failed check, told in a few plain lines.

    lines: what is known, one sentence each. mistake: the Mistake that was recognised, or None, or a function that
    finds out, called when it is first asked for. look: where to look, if no mistake says so. place: the student's own
    line. seen: all numbers of the student's that were compared. `claim` becomes the first line once the case that
    failed is known (see `run_case`); of a hidden case neither lines nor place are shown: they hold its data, or what
    the student's code made of them. others: further claims that fail, a line each.
    """

    status = "failed"  # or "not written", where there is nothing yet to be judged

    def __init__(
        self,
        *lines: str,
        mistake: Mistake | Callable[[], Mistake | None] | None = None,
        look: str | None = None,
        place: str | None = None,
        seen: np.ndarray | float | None = None,
    ):
        super().__init__(*lines)
        self.claim, self.lines, self.found, self.own_look, self.place = "", lines, mistake, look, place
        self.seen = seen
        self.others: tuple[str, ...] = ()

    @property
    def mistake(self) -> Mistake | None:
        """The Mistake behind it, found out now if need be."""
        if callable(self.found):
            try:
                self.found = self.found()
            except CheckFailed as more:  # what the function did when it was asked for more says more
                self.found = more.mistake
            except Exception:  # odd values may have no name, but what is known of them still stands
                self.found = None
        return self.found

    @mistake.setter
    def mistake(self, found: Mistake | None) -> None:
        self.found = found

    @property
    def look(self) -> str | None:
        """Where to look, as the mistake says, or else the check."""
        return getattr(self.mistake, "look", None) or self.own_look

    def about(self, claim: str, hidden: bool) -> "CheckFailed":
        """The same failure, once it is known what failed."""
        self.claim = claim
        if hidden:
            self.lines, self.place, self.args = (), None, ()
        return self

    def __str__(self) -> str:
        suspect = [f"It looks as if {self.mistake}."] if self.mistake else []
        look = [f"Look at: {look}" for look in (self.place, self.look) if look]
        first = "\n  ".join([f"✗ {self.claim}", *map(line_of, self.lines), *suspect, *look])
        return "\n".join([first, *(f"✗ {claim} fails, too" for claim in self.others)])

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


def line_of(text: object, most: int = 300) -> str:
    """The text on one line of so many characters at most, its columns as they are, without control characters."""
    line = "".join(c if c.isprintable() else " " for c in str(text)[: 2 * most]).rstrip()
    return line if len(line) <= most else line[: most - 1] + "…"


def quoted(text: str, most: int = 200) -> str:
    """What a student's code says of itself, in quotation marks that it cannot close, and without marks like ours."""
    plain = str.maketrans({"“": '"', "”": '"', "✗": "x", "✓": "v"})
    return f"“{' '.join(line_of(text, most).translate(plain).split())}”"
