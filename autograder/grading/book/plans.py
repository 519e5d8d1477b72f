"""What an assignment wants of its notebooks: read once a run from the gradebook and from source/."""

import json
from pathlib import Path

import nbformat

from autograder.course.checks import points_of_cell
from autograder.course.plan import Plan, PlannedCell, layout_of


def plans_of(gradebook, coursedir, assignment):
    """The Plan of each of an assignment's notebooks. Raises MissingEntry if it was never generated."""
    folder = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
    notebooks = sorted(gradebook.find_assignment(assignment).notebooks, key=lambda notebook: notebook.name)
    return tuple(planned(notebook, folder / f"{notebook.name}.ipynb") for notebook in notebooks)


def planned(notebook, path):
    """The Plan of one of the gradebook's notebooks; path: its file in source/."""
    try:
        source = nbformat.read(path, as_version=4)
    except OSError:
        source = nbformat.v4.new_notebook()
    about = metadata_of(notebook)
    known = {c.name: PlannedCell(c.cell_type, c.source, about[c.name]) for c in notebook.source_cells}
    layout = layout_of(source)
    order = dict.fromkeys([name for name, _ in layout if name in known] + list(known))
    cells = {name: known[name] for name in order}
    return Plan(notebook.assignment.name, notebook.name, cells, layout, json.loads(notebook.kernelspec or "{}"))


def metadata_of(notebook):
    """{grade id: the nbgrader metadata that the cell should have}, as the gradebook knows it."""
    graded = (*notebook.grade_cells, *notebook.task_cells)
    points = {cell.name: points_of_cell(cell.name, notebook.name, cell.max_score) for cell in graded}
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
