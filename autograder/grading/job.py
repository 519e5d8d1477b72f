"""One submission, as a worker gets it and as it comes back: plain data, by nbgrader's rules."""

from dataclasses import dataclass, field
from datetime import datetime

import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.utils import compute_checksum, is_grade, is_solution, is_task

from autograder.course.intake import is_notebook
from autograder.course.plan import Plan
from autograder.course.regions import without_hidden_tests
from autograder.course.repair import repaired
from autograder.grading import records
from autograder.grading.outputs import error_output, note
from autograder.grading.own import score_of
from autograder.kit.outcome import Kind, headline


@dataclass(frozen=True)
class Job:
    """One submission as it was handed in, and what its assignment says: all that a worker needs, as plain data.

    files: {path: content}; own_files: the assignment's; notes: sentences on what was left out; came: when it was handed
    in, as UTC, where that is known; no_time: what is wrong with its timestamp, where something is.
    """

    student: str
    assignment: str
    plans: tuple[Plan, ...]
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    own_files: dict[str, bytes] = field(default_factory=dict, repr=False)
    notes: tuple[str, ...] = ()
    came: datetime | None = None
    no_time: str | None = None

    @property
    def files_beside(self):
        """{path: content} of what lies beside the notebooks: the assignment's files, and those that leave them room."""
        taken = {*self.own_files, *(plan.file for plan in self.plans)}
        return out_of_the_way(self.files, taken) | self.own_files


@dataclass(frozen=True)
class Graded:
    """A notebook that was graded, by nbgrader's rules.

    text: the notebook; scores: {grade id: what a machine gives, None: a person has to}; comments: {grade id: nbgrader's
    own comment or None} of cells that hold answers; problem: in one line what kept it from running to its end.
    waiting: the grade ids of cells whose score a person has to look at all the same.
    """

    text: str
    scores: dict[str, float | None]
    comments: dict[str, str | None]
    problem: str | None = None
    waiting: frozenset[str] = frozenset()


def out_of_the_way(files, taken):
    """The files that are no notebooks and do not stand where the taken paths are."""
    places = taken.union(*map(folders_of, taken))
    free = lambda path: path not in places and taken.isdisjoint(folders_of(path))
    return {path: content for path, content in files.items() if not is_notebook(path) and free(path)}


def folders_of(path):
    """'a/b/c' lies in 'a' and 'a/b'."""
    parts = path.split("/")
    return {"/".join(parts[:depth]) for depth in range(1, len(parts))}


def about(heading, sentences):
    """A cell for whoever reads the notebook; the sentences may quote a student."""
    return new_markdown_cell("\n\n".join(note(heading, sentence) for sentence in sentences), id="about-this-submission")


def stand_in(job, plan, reason, kind=Kind.NOT_GRADED):
    """Graded in place of a job's notebook that cannot be graded: every graded cell scores 0 and says why."""
    notebook = repaired(new_notebook(), plan)
    words = records.tell(notebook, kind, reason, stopped=True).words
    for cell in (cell for cell in notebook.cells if is_grade(cell) and cell.cell_type == "code"):
        cell.source = cell.source if is_solution(cell) else without_hidden_tests(cell.source)
        cell.outputs = [error_output(kind, words)]
        records.leave_out(cell)
    notebook.cells.insert(0, about("This submission could not be graded:", [words]))
    return as_graded(notebook, job)


def as_graded(notebook, job):
    """What nbgrader's rules make of a job's notebook that has run."""
    if job.no_time:
        records.remark(notebook, job.no_time)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}
    scores = {name: score_of(cell, notebook.cells.index(cell)) for name, cell in cells.items() if is_grade(cell)}
    answers = {name: cell for name, cell in cells.items() if is_solution(cell) or is_task(cell)}
    comments = {name: "No response." if is_untouched(cell) else None for name, cell in answers.items()}
    waiting = frozenset(name for name, cell in cells.items() if records.waits_for_staff(cell))
    return Graded(nbformat.writes(notebook), scores, comments, headline(records.troubles_of(notebook)), waiting)


def is_untouched(cell):
    """Whether an answer is as it was released."""
    return not is_task(cell) and cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
