"""One submission in a worker's hands: taken in, repaired, run and judged; what the gradebook needs comes back.

The process that owns the gradebook parses nothing of a student's: it gets texts and numbers, ready to be written.
"""

import contextlib
import logging
import signal
import threading

from nbformat.v4 import new_notebook
from nbgrader.preprocessors import IgnorePattern, LimitOutput
from traitlets.config import Config, Configurable

from autograder.course.intake import Unreadable, is_notebook
from autograder.course.repair import repaired
from autograder.grading.box import forkserver
from autograder.grading.examine import assignment_in, check_cells
from autograder.grading.execution import BoundedExecute
from autograder.grading.job import about, as_graded, out_of_the_way, stand_in
from autograder.grading.reading import take_in
from autograder.kit.outcome import Kind

LOG = logging.getLogger("autograder.worker")
CUT = IgnorePattern, LimitOutput
KILLED = "it killed the process that ran it"
PATIENCE = 2  # times a submission's limit: then its worker is stuck


def settings_of(config):
    """What a worker needs of nbgrader's configuration, as plain data."""
    classes = {cls for used in (BoundedExecute, *CUT) for cls in used.mro() if issubclass(cls, Configurable)}
    return {cls.__name__: dict(config[cls.__name__]) for cls in classes if cls.__name__ in config}


def server_specs(job, settings):
    """The ServerSpecs of the fork servers that a job's notebooks need."""
    notebooks = [repaired(new_notebook(), plan) for plan in job.plans]
    return {BoundedExecute(config=Config(settings)).spec_for(assignment_in(notebook)) for notebook in notebooks}


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
        found = take_in(job.files, plan, job.notes)
    except Unreadable as error:
        kind = Kind.BROKEN_FILE if any(map(is_notebook, job.files)) else Kind.MISSING_FILE
        return stand_in(job, plan, str(error), kind)
    files = out_of_the_way(found.files, set(job.own_files)) | job.own_files
    notebook = executed(found.notebook, files, config)
    if found.notes:
        notebook.cells.insert(0, about("To its reader:", found.notes))
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
