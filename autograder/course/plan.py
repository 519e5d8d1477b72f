"""What an assignment wants of its notebooks, as plain data."""

import re
from dataclasses import dataclass
from functools import cache

import nbformat

from autograder.course.cells import grade_id
from autograder.course.places import assignment_at, notebooks

AUTOTEST = re.compile(r"^\s*### (HASHED )?AUTOTEST", re.MULTILINE)  # what nbgrader makes tests of, when it generates


@dataclass(frozen=True)
class PlannedCell:
    """A cell that the gradebook knows. about: the nbgrader metadata that it should have."""

    cell_type: str
    source: str
    about: dict

    @property
    def is_graded(self):
        return self.about["grade"]

    @property
    def is_answer(self):
        return self.about["solution"]

    @property
    def is_restored(self):
        """Whether a student's change of it does not count: a test, or the wording of a task."""
        return not self.is_answer and (self.is_graded or self.about["task"])


@dataclass(frozen=True)
class Plan:
    """One notebook of an assignment.

    cells: {grade id: PlannedCell} in their order; layout: (grade id or None, text) of all cells in source/, none where
    that is not at hand.
    """

    assignment: str
    name: str
    cells: dict[str, PlannedCell]
    layout: tuple[tuple[str | None, str], ...]
    kernelspec: dict

    @property
    def file(self):
        return f"{self.name}.ipynb"


def layout_of(source):
    """The layout of a notebook in source/: see Plan."""
    return tuple((grade_id(cell), cell.source) for cell in source.cells)


def written_tests(key):
    """{grade id: text} of a released notebook's cells; {} before it is released."""
    path = notebooks("release").get(key)
    return {grade_id(cell): cell.source for cell in nbformat.read(path, as_version=4).cells} if path else {}


@cache
def plan_of(key):
    """The Plan of one of the course's own notebooks, as the file has it: there need be no gradebook.

    Tests that nbgrader is to write itself are as it has written them in release/.
    """
    path = notebooks()[key]
    source, written = nbformat.read(path, as_version=4), written_tests(key)
    about = {grade_id(cell): {"task": False, **cell.metadata.nbgrader} for cell in source.cells if grade_id(cell)}
    text = lambda cell: written.get(grade_id(cell), cell.source) if AUTOTEST.search(cell.source) else cell.source
    known = {grade_id(c): PlannedCell(c.cell_type, text(c), about[grade_id(c)]) for c in source.cells if grade_id(c)}
    return Plan(assignment_at(key), path.stem, known, layout_of(source), dict(source.metadata.get("kernelspec", {})))
