"""What grading uses of nbgrader beyond its documented interfaces: named here, held by tests/test_inside.py.

That test also holds what other modules ask of `nbgrader.utils`. No other module names what is private to nbgrader: see
tests/test_structure.py.
"""

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
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

    def of(self, notebook, student, seconds_late):
        """The penalty of a SubmittedNotebook that came so many seconds late; None for none."""
        if seconds_late <= 0:
            return None
        penalty = self.plugin_inst.late_submission_penalty(student, notebook.score, seconds_late)
        return None if penalty is None else self._check_late_penalty(notebook, penalty)

    def __str__(self):
        """'LateSubmissionPlugin (penalty_method = zero)'"""
        settings = ", ".join(f"{n} = {getattr(self.plugin_inst, n)}" for n in self.plugin_inst.traits(config=True))
        return f"{self.plugin_class.__name__} ({settings})"


def take_over(converter, notebooks, ignored, time_in):
    """Lets a converter, whose exporter is being made, convert these notebooks, {folder: [path]}.

    It copies no file of the ignored names, and reads the timestamp in a folder with a function of ours.
    """
    theirs = converter.coursedir
    settings = {name: getattr(theirs, name) for name in theirs.trait_names(config=True)}
    coursedir = CourseDirectory(**settings | {"ignore": [*theirs.ignore, *ignored]}, log=theirs.log)
    coursedir.get_existing_timestamp = time_in
    converter.assignments, converter.coursedir = notebooks, coursedir
