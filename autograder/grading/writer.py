"""The one process that reads and writes the gradebook: sanitizes submissions, records what workers executed.

Several writers of one SQLite gradebook lose submissions; one writer loses none.
"""

import logging
from pathlib import Path

import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute
from nbgrader.utils import find_all_files, is_grade
from sqlalchemy.exc import SQLAlchemyError
from traitlets import Dict
from traitlets.config import Config, import_item

from autograder.course import topics
from autograder.grading.execution import Job
from autograder.grading.outputs import error_output
from autograder.grading.repair import RepairCells
from autograder.submission import Unreadable, assignment_of, parse

LOG = logging.getLogger("autograder.grading")
RENAMED = "**{name}.ipynb was missing: {file} was graded in its place.**"


def course_directory(config, **where):
    """nbgrader's CourseDirectory for this configuration, at one student or assignment."""
    return CourseDirectory(config=config, log=LOG, **where)


def classes(listed):
    """nbgrader's lists of preprocessors hold classes or their dotted names."""
    return [import_item(item) if isinstance(item, str) else item for item in listed]


def one_line(error):
    return " ".join(str(error).split())[:120] or type(error).__name__


def handed_in(folder, name):
    """The notebook that was handed in under this name, or that answers the same assignment under another.

    Returns (the notebook, its file's name). Raises Unreadable, which says in one line why there is none.
    """
    path = folder / f"{name}.ipynb"
    if path.exists():
        return answering(parse(path.read_bytes(), path.name), path.name, name), path.name
    others = sorted(other for other in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in other.parts)
    reasons = []
    for other in others:
        try:
            return answering(parse(other.read_bytes(), other.name), other.name, name), other.name
        except Unreadable as error:
            reasons.append(str(error))
    there = f"; there is {', '.join(other.name for other in others)}" if others else ""
    raise Unreadable("; ".join([f"{path.name} is missing{there}", *reasons]))


def answering(notebook, file, name):
    """The notebook, unless it answers another assignment than the notebook of this name does. Raises Unreadable."""
    answered = topics().get(assignment_of(notebook), name)
    if name in topics().values() and answered != name:
        raise Unreadable(f"{file} is another assignment's notebook: it answers {answered}, not {name}")
    return notebook


def with_note(text, note):
    """The notebook's text with a note to its reader at the top."""
    notebook = nbformat.reads(text, as_version=4)
    notebook.cells.insert(0, new_markdown_cell(note))
    LOG.warning(note)
    return nbformat.writes(notebook)


class RecordGrades(Autograde):
    """nbgrader's Autograde for one student, except that the notebooks were executed elsewhere."""

    executed = Dict(help="{notebook: its text, sanitized and executed}")

    def __init__(self, coursedir, config):
        super().__init__(coursedir=coursedir, config=config, log=LOG)
        self.force = True  # whether there is something to grade was settled before
        sanitizers = [pp for pp in classes(self.sanitize_preprocessors) if pp is not RepairCells]
        self.sanitize_preprocessors = [RepairCells, *sanitizers]
        graders = classes(self.autograde_preprocessors)
        self.autograde_preprocessors = [pp for pp in graders if not issubclass(pp, Execute)]

    @property
    def submitted(self):
        """The folder that the student handed in."""
        return Path(self.coursedir.format_path(self.coursedir.submitted_directory, *self.whose))

    @property
    def whose(self):
        return self.coursedir.student_id, self.coursedir.assignment_id

    @property
    def expected(self):
        """The names of the assignment's notebooks. Raises MissingEntry if it was never generated."""
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            return [notebook.name for notebook in gradebook.find_assignment(self.coursedir.assignment_id).notebooks]

    def is_up_to_date(self):
        """Whether this submission was graded before, and nothing newer has come in."""
        graded = Path(self.coursedir.format_path(self.coursedir.autograded_directory, *self.whose))
        try:
            new, old = (self.coursedir.get_existing_timestamp(str(folder)) for folder in (self.submitted, graded))
        except Exception:  # a timestamp that is none
            return False
        return graded.exists() and not (new and old and new > old)

    def sanitized(self, name):
        """The notebook as nbgrader would execute it: repaired, overwritten where it is locked, without outputs."""
        self.exporter = self.exporter_class(parent=self, config=self.config)
        self._init_preprocessors()
        notebook, file = handed_in(self.submitted, name)
        resources = self.init_single_notebook_resources(str(self.submitted / f"{name}.ipynb"))
        text, _ = self.exporter.from_notebook_node(notebook, resources)
        return text if file == f"{name}.ipynb" else with_note(text, RENAMED.format(file=file, name=name))

    def files(self):
        """{path: content} of what lies beside the notebooks: the student's files, then the assignment's."""
        found = {}
        source = self.coursedir.format_path(self.coursedir.source_directory, ".", self.coursedir.assignment_id)
        for folder in (self.submitted, Path(source)):
            for path in map(Path, find_all_files(str(folder), [*self.coursedir.ignore, "*.ipynb"])):
                if path.is_file() and not path.is_symlink():
                    found[str(path.relative_to(folder))] = path.read_bytes()
        return found

    def prepared(self):
        """(the Job for a worker, {notebook: its stand-in} for those that cannot be read)."""
        readable, stand_ins = {}, {}
        for name in self.expected:
            try:
                readable[name] = self.sanitized(name)
            except Exception as error:
                LOG.exception("%s of %s cannot be read", name, self.whose)
                reason = str(error) if isinstance(error, Unreadable) else f"it cannot be read: {one_line(error)}"
                stand_ins[name] = self.stand_in(name, reason)
        return Job(*self.whose, readable, self.files() if readable else {}), stand_ins

    def stand_in(self, name, reason):
        """A notebook for one that cannot be graded: every graded cell scores 0 and says why."""
        resources = self.init_single_notebook_resources(str(self.submitted / f"{name}.ipynb"))
        self.exporter = self.exporter_class(parent=self, config=self.config)
        notebook, _ = RepairCells(parent=self.exporter).preprocess(new_notebook(), resources)
        notebook.cells.insert(0, new_markdown_cell(f"**This submission could not be graded:** {reason}"))
        for cell in notebook.cells:
            if is_grade(cell) and cell.cell_type == "code":
                cell.outputs = [error_output("SubmissionError", reason)]
        return nbformat.writes(notebook)

    def record(self, executed):
        """Writes the autograded notebooks and the scores, as nbgrader does.

        What nbgrader cannot grade for its content scores 0 and says why. Raises NbGraderException where the
        trouble is not the student's: then nothing is recorded.
        """
        self.executed, self.error = executed, None
        try:
            self.start()
        except NbGraderException:
            if self.error is None or isinstance(self.error, (OSError, SQLAlchemyError)):
                raise
            reason = f"nbgrader could not grade it ({one_line(self.error)})"
            self.executed = {name: self.stand_in(name, reason) for name in executed}
            self.start()

    def init_notebooks(self):
        """All of the assignment's notebooks, whether the student handed them in or not."""
        self.assignments = {str(self.submitted): [str(self.submitted / f"{name}.ipynb") for name in self.executed]}

    def convert_single_notebook(self, notebook_filename):
        resources = self.init_single_notebook_resources(notebook_filename)
        name = resources["nbgrader"]["notebook"]
        self.write_single_notebook(self.executed[name], resources | {"output_extension": ".ipynb", "outputs": {}})
        self._sanitizing = False
        self._init_preprocessors()
        try:
            graded = Path(self.writer.build_directory, f"{name}.ipynb")
            BaseConverter.convert_single_notebook(self, str(graded))
        except Exception as error:
            self.error = error
            raise
        finally:
            self._sanitizing = True


def students_with(config, assignment):
    """Everyone who handed in this assignment, in order."""
    coursedir = course_directory(config)
    found = Path(coursedir.root).glob(
        str(Path(coursedir.format_path(coursedir.submitted_directory, "*", assignment)).relative_to(coursedir.root))
    )
    step = Path(coursedir.format_path(coursedir.submitted_directory, "{}", assignment)).parts.index("{}")
    return sorted(path.parts[step] for path in found if path.is_dir())


def recorder(config, student, assignment):
    """The RecordGrades of one student's assignment."""
    config = Config(config)
    return RecordGrades(course_directory(config, student_id=student, assignment_id=assignment), config)


def score(config, student, assignment):
    """(score, points) as the gradebook has them."""
    coursedir = course_directory(config)
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        submission = gradebook.find_submission(assignment, student)
        return submission.score, submission.max_score
