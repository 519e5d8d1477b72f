"""What a notebook's prose claims, and how a test finds out whether it is so."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import nbformat
import pytest

from autograder.course.cells import is_test
from autograder.course.places import notebooks, topics


@dataclass(frozen=True)
class Claim:
    """Words of a notebook, a measurement, what they say comes out, and how far off (absolutely) they may be.

    Numbers, arrays and lists of numbers are compared within the tolerance, anything else exactly.
    """

    words: str
    measure: Callable[[], Any]
    expected: Any = True
    tolerance: float = 0.0

    def __str__(self) -> str:
        return self.words


@cache
def notebook(topic):
    """The topic's notebook, as its authors see it."""
    (assignment,) = [a for a, name in topics().items() if name == topic]
    return nbformat.read(notebooks()[assignment], as_version=4)


def squeezed(text):
    return " ".join(text.split())


@cache
def told(topic):
    """All that the topic's notebook says outside of its checks, on one line."""
    cells = [cell for cell in notebook(topic).cells if cell.id != "toolkit" and not is_test(cell)]
    return squeezed("\n".join(cell.source for cell in cells))


def ran(topic, *ids):
    """The names that these code cells leave, run in this order, with the solutions in the answer cells."""
    sources = {cell.id: cell.source for cell in notebook(topic).cells if cell.cell_type == "code"}
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell_id in ids:
        exec(compile(sources[cell_id], f"<{topic}: {cell_id}>", "exec"), names)
    return names


def check(topic, claim):
    """Raises AssertionError where the notebook no longer has the claim's words, or where they are not true."""
    assert squeezed(claim.words) in told(topic), f"the notebook no longer says: {claim.words}"
    measured = claim.measure()
    assert measured == pytest.approx(claim.expected, abs=claim.tolerance, nan_ok=True), claim.words


def claims_of(table):
    """A table of claims as the parameters of a test, which bear the claims' words."""
    return pytest.mark.parametrize("claim", table, ids=str)
