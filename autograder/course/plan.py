"""What an assignment wants of its notebooks, as plain data: read once a run from the gradebook and from source/."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat

from autograder.course.places import notebooks


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


def grade_id(cell):
    """The cell's grade id, or None."""
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def plans_of(gradebook, coursedir, assignment):
    """The Plan of each of an assignment's notebooks. Raises MissingEntry if it was never generated."""
    folder = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
    notebooks = sorted(gradebook.find_assignment(assignment).notebooks, key=lambda notebook: notebook.name)
    return tuple(plan_of(notebook, folder / f"{notebook.name}.ipynb") for notebook in notebooks)


def plan_of(notebook, path):
    """The Plan of one of the gradebook's notebooks; path: its file in source/."""
    try:
        source = nbformat.read(path, as_version=4)
    except OSError:
        source = nbformat.v4.new_notebook()
    about = metadata_of(notebook)
    known = {c.name: PlannedCell(c.cell_type, c.source, about[c.name]) for c in notebook.source_cells}
    layout = tuple((grade_id(cell), cell.source) for cell in source.cells)
    order = dict.fromkeys([name for name, _ in layout if name in known] + list(known))
    cells = {name: known[name] for name in order}
    return Plan(notebook.assignment.name, notebook.name, cells, layout, json.loads(notebook.kernelspec or "{}"))


@cache
def plan_of_course(assignment):
    """The Plan of one of the course's own notebooks, as the file has it: there need be no gradebook."""
    path = notebooks()[assignment]
    source = nbformat.read(path, as_version=4)
    about = {grade_id(cell): {"task": False, **cell.metadata.nbgrader} for cell in source.cells if grade_id(cell)}
    known = {grade_id(c): PlannedCell(c.cell_type, c.source, about[grade_id(c)]) for c in source.cells if grade_id(c)}
    layout = tuple((grade_id(cell), cell.source) for cell in source.cells)
    return Plan(assignment, path.stem, known, layout, dict(source.metadata.get("kernelspec", {})))


def metadata_of(notebook):
    """{grade id: the nbgrader metadata that the cell should have}, as the gradebook knows it."""
    points = {cell.name: cell.max_score for cell in (*notebook.grade_cells, *notebook.task_cells)}
    solutions, tasks = ({cell.name for cell in cells} for cells in (notebook.solution_cells, notebook.task_cells))
    return {
        cell.name: {
            "grade_id": cell.name,
            "grade": cell.name in points and cell.name not in tasks,
            "solution": cell.name in solutions - tasks,
            "task": cell.name in tasks,
            "locked": cell.locked,
            "schema_version": 3,
            "checksum": cell.checksum,
            "cell_type": cell.cell_type,
            **({"points": points[cell.name]} if cell.name in points else {}),
        }
        for cell in notebook.source_cells
    }
