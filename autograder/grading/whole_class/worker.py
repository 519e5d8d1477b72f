"""One submission in a worker's hands: taken in, repaired, run and judged; what the gradebook needs comes back.

The process that owns the gradebook parses nothing of a student's: it gets texts and numbers, ready to be written.
"""

import contextlib
import logging
import signal
import threading
from dataclasses import dataclass, field

import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.preprocessors import IgnorePattern, LimitOutput
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task
from traitlets.config import Config, Configurable

from autograder.grading import records
from autograder.grading.box import forkserver
from autograder.grading.examine import assignment_in, check_cells
from autograder.grading.execution import BoundedExecute
from autograder.grading.outputs import error_output, note, title_of, without_hidden_tests
from autograder.grading.plan import Plan
from autograder.grading.repair import repaired, take_in
from autograder.grading.timestamp import time_of
from autograder.intake import Unreadable, is_notebook
from autograder.kit.outcome import Kind, headline
from autograder.kit.text import one_line

LOG = logging.getLogger("autograder.worker")
CUT = IgnorePattern, LimitOutput
KILLED = "it killed the process that ran it"
PATIENCE = 2  # times a submission's limit: then its worker is stuck


@dataclass(frozen=True)
class Job:
    """One submission as it was handed in, and what its assignment says: all that a worker needs, as plain data.

    files: {path: content}; own_files: the assignment's; notes: sentences on what was left out.
    """

    student: str
    assignment: str
    plans: tuple[Plan, ...]
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    own_files: dict[str, bytes] = field(default_factory=dict, repr=False)
    notes: tuple[str, ...] = ()

    @property
    def files_beside(self):
        """{path: content} of what lies beside the notebooks: the assignment's files, and those that leave them room."""
        taken = {*self.own_files, *(plan.file for plan in self.plans)}
        return beside(self.files, taken) | self.own_files


@dataclass(frozen=True)
class Graded:
    """A notebook that was graded, by nbgrader's rules.

    text: the notebook; scores: {grade id: what a machine gives, None: a person has to}; comments: {grade id: nbgrader's
    own comment or None} of cells that hold answers; problem: in one line what kept it from running to its end.
    """

    text: str
    scores: dict[str, float | None]
    comments: dict[str, str | None]
    problem: str | None = None


def beside(files, taken):
    """The files that are no notebooks and do not stand where the taken paths are."""
    places = taken.union(*map(folders_of, taken))
    free = lambda path: path not in places and taken.isdisjoint(folders_of(path))
    return {path: content for path, content in files.items() if not is_notebook(path) and free(path)}


def folders_of(path):
    """'a/b/c' lies in 'a' and 'a/b'."""
    parts = path.split("/")
    return {"/".join(parts[:depth]) for depth in range(1, len(parts))}


def settings_of(config):
    """What a worker needs of nbgrader's configuration, as plain data."""
    classes = {cls for used in (BoundedExecute, *CUT) for cls in used.mro() if issubclass(cls, Configurable)}
    return {cls.__name__: dict(config[cls.__name__]) for cls in classes if cls.__name__ in config}


def server_settings(job, settings):
    """The settings of the fork servers, (modules, limits, sandboxed), that a job's notebooks need."""
    notebooks = [repaired(new_notebook(), plan) for plan in job.plans]
    return {BoundedExecute(config=Config(settings)).settings_for(assignment_in(notebook)) for notebook in notebooks}


def execute(job, settings):
    """{notebook: Graded} of a job. Raises OSError where the trouble is not the student's."""
    config, found = Config(settings), {}
    for plan in job.plans:
        with ending_after(PATIENCE * BoundedExecute(config=config).time_limit):
            found[plan.name] = graded(job, plan, config)
    return found


@contextlib.contextmanager
def ending_after(seconds):
    """Ends this process where something takes so long, which has limits of its own: whoever holds it up is to blame."""
    ours = threading.current_thread() is threading.main_thread()  # no other can be told the time
    try:
        signal.alarm(seconds if ours else 0)
        yield
    finally:
        signal.alarm(0)


def graded(job, plan, config):
    """One of the job's notebooks, Graded."""
    try:
        notebook, _, _, notes, files = take_in(job.files, plan, job.notes)
    except Unreadable as error:
        kind = Kind.BROKEN_FILE if any(map(is_notebook, job.files)) else Kind.MISSING_FILE
        return stand_in(job, plan, str(error), kind)
    files = beside(files, set(job.own_files)) | job.own_files
    notebook = executed(notebook, files, config)
    if notes:
        notebook.cells.insert(0, about("To its reader:", notes))
    return as_graded(notebook, job)


def executed(notebook, files, config):
    """The notebook, after it ran beside these files and was judged."""
    notebook, _ = BoundedExecute(config=config, log=LOG, files=files).preprocess(notebook, {"metadata": {}})
    assignment = assignment_in(notebook)
    if assignment and not all(cell.outputs for cell in check_cells(notebook, assignment).values()):
        raise forkserver.ServerDied("a check has left no result")  # which nbgrader would take for full marks
    for cut in CUT:
        notebook, _ = cut(config=config, log=LOG).preprocess(notebook, {})
    return notebook


def about(heading, sentences):
    """A cell for whoever reads the notebook; the sentences may quote a student."""
    return new_markdown_cell("\n\n".join(note(heading, sentence) for sentence in sentences), id="about-this-submission")


def in_words(error):
    """What an exception says, or else what it is, in one line."""
    return one_line(str(error), 120) or type(error).__name__


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
    _, wrong = time_of(job.files)
    if wrong:
        records.remark(notebook, wrong)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}
    scores = {name: score_of(cell, notebook.cells.index(cell)) for name, cell in cells.items() if is_grade(cell)}
    answers = {name: cell for name, cell in cells.items() if is_solution(cell) or is_task(cell)}
    comments = {name: "No response." if is_untouched(cell) else None for name, cell in answers.items()}
    return Graded(nbformat.writes(notebook), scores, comments, headline(records.troubles_of(notebook)))


def score_of(cell, index):
    """What a machine gives for a cell; 0, and the cell says why, where it claims more points than it is worth."""
    try:
        return determine_grade(cell, LOG)[0]
    except (ValueError, KeyError) as error:
        cell.outputs.append(error_output(Kind.NOT_GRADED, f"{title_of(cell, index)} has no grade: {error}"))
        return 0.0


def is_untouched(cell):
    """Whether an answer is as it was released."""
    return not is_task(cell) and cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
