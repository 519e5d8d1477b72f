"""What grading uses of nbgrader beyond its documented interfaces: named here, held by tests/test_inside.py.

That test also holds what other modules ask of `nbgrader.utils`. No other module names what is private to nbgrader: see
tests/test_structure.py.
"""

import functools
import glob
import os

from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.orm import scoped_session


def gradebook_on(session, engine, course_id):
    """A Gradebook with a session of ours; nbgrader's own opens the database and commits on its own."""
    gradebook = Gradebook.__new__(Gradebook)
    gradebook.engine, gradebook.db = engine, scoped_session(session)
    gradebook.course_id, gradebook.authenticator = course_id, None
    return gradebook


class Penalties(AssignLatePenalties):
    """nbgrader's AssignLatePenalties for a notebook in the gradebook, without a notebook's file."""

    def __init__(self, **settings):
        super().__init__(**settings)
        self.init_plugin()

    def of(self, notebook, gradebook, student, reckoned):
        """The penalty of a SubmittedNotebook, or of what else knows its score, by its Reckoned; None for none."""
        seconds_late = reckoned.one.late.total_seconds()
        if seconds_late <= 0:
            return None
        self.gradebook, self.assignment_id, self.term = gradebook, reckoned.one.assignment, reckoned.term
        penalty = self.plugin_inst.late_submission_penalty(student, notebook.score, seconds_late)
        return None if penalty is None else self._check_late_penalty(notebook, penalty)

    def __str__(self):
        """'LateSubmissionPlugin (penalty_method = zero)'"""
        settings = ", ".join(f"{n} = {getattr(self.plugin_inst, n)}" for n in self.plugin_inst.traits(config=True))
        return f"{self.plugin_class.__name__} ({settings})"


def asked_about(plugin):
    """(gradebook, assignment, term) that a late penalty's plug-in is asked about; term: None where nbgrader asks."""
    return plugin.parent.gradebook, plugin.parent.assignment_id, getattr(plugin.parent, "term", None)


class Inbound(ExchangeCollect):
    """nbgrader's ExchangeCollect, which asks what it is to think of each folder that is there."""

    def record_of(self, path):
        """{"username", "filename", "timestamp"} of a folder, of which each username's newest is collected."""
        return super()._path_to_record(path)

    def _path_to_record(self, path):
        return self.record_of(path)


def folders_of(coursedir):
    """The folders of the submissions that a converter is asked for."""
    where = coursedir.format_path(coursedir.submitted_directory, coursedir.student_id, coursedir.assignment_id)
    return {folder for folder in glob.glob(where) if os.path.isdir(folder)}


def begin_without_notebooks(exporter):
    """Lets Autograde begin, where this is its exporter's class, with submissions that hold no notebook.

    It looks for files named *.ipynb before it asks its exporter, and would end where no folder has one; this exporter
    calls take_over. A folder that is not there is still Autograde's to tell.
    """
    look = Autograde.init_notebooks

    @functools.wraps(look)
    def init_notebooks(converter):
        if issubclass(converter.exporter_class, exporter) and folders_of(converter.coursedir):
            converter.assignments, converter.notebooks = {}, []
        else:
            look(converter)

    Autograde.init_notebooks = init_notebooks


def take_over(converter, notebooks, ignored, time_in):
    """Lets a converter, whose exporter is being made, convert these notebooks, {folder: [path]}.

    It copies no file of the ignored names, and reads the timestamp in a folder with a function of ours.
    """
    theirs = converter.coursedir
    settings = {name: getattr(theirs, name) for name in theirs.trait_names(config=True)}
    coursedir = CourseDirectory(**settings | {"ignore": [*theirs.ignore, *ignored]}, log=theirs.log)
    coursedir.get_existing_timestamp = time_in
    converter.assignments, converter.coursedir = notebooks, coursedir
