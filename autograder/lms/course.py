"""The gradebook's students and assignments, as this room needs them."""

import contextlib
import sys
from pathlib import Path

from nbgrader.api import MissingEntry
from rich.console import Console

from autograder.course.config import course_config
from autograder.course.intake import typed
from autograder.course.places import no_such
from autograder.grading.book.gradebook import Book
from autograder.grading.book.writer import course_directory
from autograder.kit.text import one_line
from autograder.lms import sheet
from autograder.lms.people import Student, Unusable

SHOWN = 40  # lines of a list on which nobody has to act


class Course:
    """A course's folders and gradebook; config: its nbgrader configuration (default: this course's own)."""

    def __init__(self, config=None):
        self.config = course_config() if config is None else config
        self.directory = course_directory(self.config)

    @contextlib.contextmanager
    def gradebook(self, keep=False):
        """Yields the gradebook; keep: whether what was written is there afterwards."""
        book = Book(self.directory.db_url, self.directory.course_id)
        try:
            with book.transaction(keep) as gradebook:
                yield gradebook
        finally:
            book.close()


def students_of(gradebook):
    """Everybody in the gradebook, as Students."""
    about = lambda s: (s.id, s.last_name or "", s.first_name or "", s.email or "", s.lms_user_id or "")
    return [Student(*about(student)) for student in gradebook.students]


def assignment_of(gradebook, name):
    """The gradebook's assignment of this name. Raises Unusable."""
    try:
        return gradebook.find_assignment(name)
    except MissingEntry:
        raise Unusable(no_such([name], {assignment.name for assignment in gradebook.assignments})) from None


def place_for(path):
    """The path of a file that is to be written. Raises Unusable where its folder is not there."""
    if not Path(path).absolute().parent.is_dir():
        raise Unusable(f"{path} cannot be written: there is no such folder")
    if Path(path).is_dir():
        raise Unusable(f"{path} cannot be written: it is a folder")
    return Path(path)


def opened(path):
    """The Sheet in a file. Raises Unusable."""
    try:
        return sheet.read(typed(Path(path)))
    except OSError as error:
        raise Unusable(f"{path} cannot be opened: {error.strerror}") from None
    except ValueError as error:
        raise Unusable(f"{path}: {error}") from None


def complain(console, heading, lines):
    """Tells what somebody has to look at: on standard error where all else is quiet."""
    tell(Console(stderr=True) if sys.stdout is None else console, heading, lines)


def tell(console, heading, lines, most=None):
    """Prints a heading and the lines below it, if there are any; most: how many where all is well."""
    if lines:
        print_plainly(console, f"{heading}:")
        for line in lines[:most]:
            print_plainly(console, f"  {one_line(line, 400)}")
        if most and len(lines) > most:
            print_plainly(console, f"  and {len(lines) - most} more")


def print_plainly(console, line):
    """Prints a line as it stands: what somebody else wrote in it is no markup."""
    (console or Console()).print(line, markup=False, highlight=False, soft_wrap=True)
