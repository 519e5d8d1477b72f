"""What Formgrader shows of a submission: what a grader grades, with the model answer and its scheme beside it.

For `c.HTMLExporter.preprocessors`, which is the exporter of Formgrader's pages; what students get is not made by it.
"""

import re
from functools import cache

import nbformat
from nbconvert.preprocessors import Preprocessor
from nbformat.v4 import new_markdown_cell
from nbgrader.utils import is_grade, is_solution

from autograder.course.cells import given_texts, grade_id, squeezed
from autograder.course.checks import claims_in_cells
from autograder.course.head import without_due
from autograder.course.places import key_of, notebooks, topics

HEADING = re.compile(r"^#{1,6} .*$", re.MULTILINE)
MARKERS = re.compile(r"^### (BEGIN|END) SOLUTION\n?", re.MULTILINE)
FOR_GRADERS = "**For graders only: the model answer, and how it is marked**\n\n{}\n\n**What was handed in**"


@cache
def source_cells(assignment):
    """The cells of the course's own notebook of an assignment."""
    return nbformat.read(notebooks("source")[assignment], as_version=4).cells


@cache
def given_prose(assignment):
    """The texts of an assignment's Markdown cells, without white space."""
    return {squeezed(cell.source) for cell in source_cells(assignment) if cell.cell_type == "markdown"}


@cache
def model_answers(assignment):
    """{grade id: model answer and marking scheme} of the written questions."""
    written = (cell for cell in source_cells(assignment) if cell.cell_type == "markdown" and is_grade(cell))
    return {grade_id(cell): MARKERS.sub("", cell.source).strip() for cell in written}


def shortened(cell, assignment, asks):
    """A cell as a grader sees it, None where there is nothing to see; asks: whether a written answer comes next."""
    if is_grade(cell) or is_solution(cell):
        if grade_id(cell) in claims_in_cells(topics()[assignment]):
            cell.source = cell.source.partition("\n")[0]
        return cell
    if cell.cell_type == "markdown" and not asks and squeezed(without_due(cell.source)) in given_prose(assignment):
        cell.source = "\n\n".join(HEADING.findall(cell.source))
        return cell if cell.source else None
    is_given = cell.cell_type == "code" and squeezed(cell.source) in given_texts(assignment)
    return None if is_given and not cell.outputs else cell


def level_of(cell):
    """How deep the heading is for which alone a cell is there: 1 for the title; None for any other cell."""
    words = cell.source.split() if cell.cell_type == "markdown" and not is_grade(cell) else []
    return len(words[0]) if words and not HEADING.sub("", cell.source).strip() else None


def without_empty_sections(cells):
    """The cells, without headings below which there is nothing to see before the next one of their level."""
    levels = [*map(level_of, cells), None]
    followed = zip(cells, levels, levels[1:])
    return [cell for cell, level, following in followed if not (level and following and following <= level)]


class ForGraders(Preprocessor):
    """Leaves out what comes with the notebook, but for headings and questions, and puts model answers in."""

    def preprocess(self, nb, resources):
        assignment = key_of(resources.get("assignment_id"), resources.get("notebook_id"))
        if assignment is None or "submission_id" not in resources:  # no page of Formgrader's
            return nb, resources
        answers, shown = model_answers(assignment), []
        for cell, following in zip(nb.cells, [*nb.cells[1:], None]):
            asks = following is not None and grade_id(following) in answers
            if grade_id(cell) in answers:
                shown.append(new_markdown_cell(FOR_GRADERS.format(answers[grade_id(cell)])))
            shown += filter(None, [shortened(cell, assignment, asks)])
        nb.cells = without_empty_sections(shown)
        return nb, resources
