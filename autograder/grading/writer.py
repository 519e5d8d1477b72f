"""The one process that reads and writes the gradebook: sanitizes submissions, records what workers executed.

Several writers of one SQLite gradebook lose submissions; one writer loses none.
"""

import glob
import logging
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbconvert.writers import FilesWriter
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import CheckCellMetadata, Execute
from nbgrader.utils import find_all_files, is_grade
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config, import_item

from autograder.course import topics
from autograder.grading import records
from autograder.grading.execution import Job
from autograder.grading.folders import fingerprint, names_of_odd_files, replacing, scratch, sync, write_record
from autograder.grading.gradebook import notebooks_of, points_in, scores_of
from autograder.grading.outputs import error_output, note, without_hidden_tests
from autograder.grading.repair import RepairCells
from autograder.kit.outcome import Kind
from autograder.kit.points import Points
from autograder.kit.text import plain
from autograder.submission import Unreadable, assignment_of, parse

LOG = logging.getLogger("autograder.grading")
RENAMED = "{name}.ipynb was missing: {file} was graded in its place."


def course_directory(config, **where):
    """nbgrader's CourseDirectory for this configuration, at one student or assignment."""
    return CourseDirectory(config=config, log=LOG, **where)


def classes(listed):
    """nbgrader's lists of preprocessors hold classes or their dotted names."""
    return [import_item(item) if isinstance(item, str) else item for item in listed]


def one_line(error):
    return " ".join(plain(str(error)).split())[:120] or type(error).__name__


def handed_in(folder, name):
    """The notebook that was handed in under this name, or that answers the same assignment under another.

    Returns (the notebook, its file's name). Raises Unreadable, which says in one line why there is none.
    """
    path = folder / f"{name}.ipynb"
    if path.is_symlink():
        raise Unreadable(f"{path.name} is a link to another file: hand in the notebook itself")
    if path.is_file():
        return answering(parse(path.read_bytes(), path.name), path.name, name), path.name
    found = (other for other in folder.rglob("*.ipynb") if other.is_file() and not other.is_symlink())
    others = sorted(other for other in found if ".ipynb_checkpoints" not in other.parts)
    reasons = []
    for other in others:
        try:
            return answering(parse(other.read_bytes(), other.name), other.name, name), other.name
        except Unreadable as error:
            reasons.append(str(error))
    there = f"; there is {', '.join(other.name for other in others)}" if others else ""
    raise Unreadable("; ".join([f"{path.name} is missing{there}", *reasons]), Kind.MISSING_FILE)


def answering(notebook, file, name):
    """The notebook, unless it answers another assignment than the notebook of this name does. Raises Unreadable."""
    answered = topics().get(assignment_of(notebook), name)
    if name in topics().values() and answered != name:
        raise Unreadable(f"{file} is another assignment's notebook: it answers {answered}, not {name}", Kind.NOT_GRADED)
    return notebook


def with_note(text, words):
    """The notebook's text with a note to its reader at the top."""
    notebook = nbformat.reads(text, as_version=4)
    notebook.cells.insert(0, new_markdown_cell(note("To its reader:", words)))
    LOG.warning("%s", one_line(words))
    return nbformat.writes(notebook)


class RecordGrades(Autograde):
    """nbgrader's Autograde for one student, except that the notebooks were executed elsewhere.

    A submission is graded when its autograded folder is in its place and says so: see folders.py. Its scores are
    one transaction, and are in the gradebook by then.
    """

    def __init__(self, book, coursedir, config):
        super().__init__(coursedir=coursedir, config=config, log=LOG)
        self.book = book
        needless = Execute, RepairCells, CheckCellMetadata  # the workers do it; it goes first; it has set the metadata
        sanitizers, graders = classes(self.sanitize_preprocessors), classes(self.autograde_preprocessors)
        self.sanitize_preprocessors = [RepairCells, *(pp for pp in sanitizers if not issubclass(pp, needless))]
        self.autograde_preprocessors = [pp for pp in graders if not issubclass(pp, needless)]
        self.coursedir.ignore = [*self.coursedir.ignore, *map(glob.escape, names_of_odd_files(self.submitted))]

    @property
    def whose(self):
        return self.coursedir.student_id, self.coursedir.assignment_id

    @property
    def submitted(self):
        """The folder that the student handed in."""
        return Path(self.coursedir.format_path(self.coursedir.submitted_directory, *self.whose))

    @property
    def graded(self):
        """The folder in which nbgrader looks for what came out."""
        return Path(self.coursedir.format_path(self.coursedir.autograded_directory, *self.whose))

    def _format_dest(self, assignment_id, student_id, escape=False):
        return str(self.folder)

    def resources_of(self, name):
        return self.init_single_notebook_resources(str(self.submitted / f"{name}.ipynb"))

    def exporting(self, preprocessors):
        """A new exporter that passes notebooks through these."""
        exporter = self.exporter_class(parent=self, config=self.config, optimistic_validation=True)
        for preprocessor in preprocessors:
            exporter.register_preprocessor(preprocessor)
        return exporter

    def sanitized(self, name):
        """The notebook as nbgrader would execute it: repaired, overwritten where it is locked, without outputs."""
        notebook, file = handed_in(self.submitted, name)
        exporter = self.exporting(self.sanitize_preprocessors)
        text, _ = exporter.from_notebook_node(notebook, self.resources_of(name))
        return text if file == f"{name}.ipynb" else with_note(text, RENAMED.format(file=file, name=name))

    def files(self):
        """{path: content} of what lies beside the notebooks: the student's files, then the assignment's."""
        found = {}
        source = self.coursedir.format_path(self.coursedir.source_directory, ".", self.coursedir.assignment_id)
        for folder in (self.submitted, Path(source)):
            for path in map(Path, find_all_files(str(folder), [*self.coursedir.ignore, "*.ipynb"])):
                found[str(path.relative_to(folder))] = path.read_bytes()
        return found

    def prepared(self):
        """(the Job for a worker, {notebook: its stand-in} for those that cannot be read).

        Raises OSError where the trouble is not the student's.
        """
        readable, stand_ins = {}, {}
        self.fingerprint = fingerprint(self.submitted, self.coursedir.ignore)
        with self.book.reading() as gradebook:
            for name in notebooks_of(gradebook, self.coursedir.assignment_id):
                try:
                    readable[name] = self.sanitized(name)
                except (OSError, SQLAlchemyError):
                    raise
                except Exception as error:
                    LOG.exception("%s of %s cannot be read", name, self.whose)
                    reason = str(error) if isinstance(error, Unreadable) else f"it cannot be read: {one_line(error)}"
                    stand_ins[name] = self.stand_in(name, reason, getattr(error, "kind", Kind.NOT_GRADED))
        return Job(*self.whose, readable, self.files() if readable else {}), stand_ins

    def stand_in(self, name, reason, kind=Kind.NOT_GRADED):
        """A notebook for one that cannot be graded: every graded cell scores 0 and says why."""
        with self.book.reading():
            repair = RepairCells(parent=self.exporting([]))
            notebook, _ = repair.preprocess(new_notebook(), self.resources_of(name))
        told = records.tell(notebook, kind, reason, stopped=True).words
        notebook.cells.insert(0, new_markdown_cell(note("This submission could not be graded:", told)))
        for cell in notebook.cells:
            if is_grade(cell) and cell.cell_type == "code":
                cell.source = without_hidden_tests(cell.source)
                cell.outputs = [error_output(kind, told)]
                records.leave_out(cell)
        return nbformat.writes(notebook)

    def record(self, executed, keep=True, about=None):
        """Writes the autograded notebooks and the scores, as nbgrader does: all of it, or nothing without keep.

        Returns the Entry. What nbgrader cannot grade for its content scores 0 and says why. Raises OSError or
        SQLAlchemyError where the trouble is not the student's: then nothing is recorded. about: what else the
        folder's record should say.
        """
        try:
            return self.written(executed, keep, about or {})
        except (OSError, SQLAlchemyError):
            raise
        except Exception as error:
            LOG.exception("%s cannot be recorded", self.whose)
            reason = f"nbgrader could not grade it ({one_line(error)})"
            return self.written({name: self.stand_in(name, reason) for name in executed}, keep, about or {})

    def written(self, executed, keep, about):
        """Writes it all, in this order: the old folder goes, the scores are there for good, the new folder comes."""
        student, assignment = self.whose
        self.notebooks = [str(self.submitted / f"{name}.ipynb") for name in executed]
        place = replacing(self.graded) if keep else scratch()
        with place as self.folder, self.book.transaction(keep) as gradebook:
            before, counted = scores_of(gradebook, assignment, student), points_in(gradebook, assignment, student)
            self.convert(executed)
            after, points = scores_of(gradebook, assignment, student), points_in(gradebook, assignment, student)
            total = sum(auto or 0 for auto, _ in after.values())
            write_record(self.folder, {"submission": self.fingerprint, "machine_total": total, **about})
            if keep:
                self.set_permissions(assignment, student)
                sync(self.folder)
        return Entry(before, after, counted, points, executed)

    def convert(self, executed):
        """What nbgrader's Autograde does with a student's notebooks once they have been executed."""
        student, assignment = self.whose
        self.writer = FilesWriter(parent=self, config=self.config)
        self.init_assignment(assignment, student)
        exporter = self.exporting(self.autograde_preprocessors)
        for name, text in executed.items():
            notebook = nbformat.reads(text, as_version=4)
            self.write_single_notebook(*exporter.from_notebook_node(notebook, self.resources_of(name)))


@dataclass(frozen=True)
class Entry:
    """A submission in the gradebook: {(notebook, cell): (what a machine gave, what counts)} before and after."""

    before: dict
    after: dict
    counted: Points | None  # before
    points: Points
    notebooks: dict


def students_with(config, assignment):
    """Everyone who handed in this assignment, in order."""
    coursedir = course_directory(config)
    found = Path(coursedir.root).glob(
        str(Path(coursedir.format_path(coursedir.submitted_directory, "*", assignment)).relative_to(coursedir.root))
    )
    step = Path(coursedir.format_path(coursedir.submitted_directory, "{}", assignment)).parts.index("{}")
    excluded = coursedir.student_id_exclude.split(",")
    return sorted(path.parts[step] for path in found if path.is_dir() and path.parts[step] not in excluded)


def recorder(book, config, student, assignment):
    """The RecordGrades of one student's assignment."""
    config = Config(config)
    return RecordGrades(book, course_directory(config, student_id=student, assignment_id=assignment), config)
