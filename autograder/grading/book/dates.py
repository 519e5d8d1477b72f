"""Due dates and extensions: set, shown, and told to students. `python -m autograder due` and `extend`."""

import contextlib
import glob
import shlex
from datetime import datetime, timedelta
from pathlib import Path

from nbgrader.api import Assignment, MissingEntry, SubmittedAssignment
from nbgrader.preprocessors import NbGraderPreprocessor
from sqlalchemy.exc import SQLAlchemyError

from autograder.course.config import course_config
from autograder.course.head import tell
from autograder.course.places import no_such
from autograder.grading.book.gradebook import Book, name_of, standing
from autograder.grading.book.inside import Penalties
from autograder.grading.book.penalties import DueDates, rule_of
from autograder.grading.book.writer import assignments_in_source, course_directory
from autograder.grading.clock import date, utc_of
from autograder.grading.lateness import announced, span
from autograder.kit.text import in_words

GRADE_AGAIN = "`python -m autograder grade {0}` brings lateness up to date: no notebook runs again."
RELEASE_AGAIN = "`nbgrader generate_assignment {0} --force` tells it to students, in the notebook's head."


def next_step(sentence, assignment):
    """What to do about an assignment, with its name as a shell takes it."""
    return sentence.format(shlex.quote(assignment))


class Refused(ValueError):
    """Why nothing is changed, for the person at the terminal."""


class TellDueDate(NbGraderPreprocessor):
    """Has a released notebook say when it is due, by the course's clock, and what lateness costs; nothing without a
    due date in the gradebook.
    """

    def preprocess(self, nb, resources):
        about = resources["nbgrader"]
        until = due_date_in(about["db_url"], about["assignment"])
        return tell(nb, until and line_of(until, self.config)), resources


def due_date_in(db_url, assignment):
    """When an assignment is due; None where the gradebook does not say, or is none yet."""
    if db_url.startswith("sqlite") and not Path(name_of(db_url)).is_file():
        return None  # a release without one makes none
    with contextlib.closing(Book(db_url, "")) as book, book.transaction(keep=False) as gradebook:
        return gradebook.db.query(Assignment.duedate).filter_by(name=assignment).scalar()


def line_of(due, config):
    """What a notebook's head says of a due date."""
    return announced(due, rule_of(Penalties(config=config)), DueDates(config=config).zone)


@contextlib.contextmanager
def opened(config):
    """The course's gradebook; what is written in it is there for good at the end. Raises Refused where it is no use."""
    coursedir = course_directory(config)
    try:
        with contextlib.closing(Book(coursedir.db_url, coursedir.course_id)) as book, book.transaction() as gradebook:
            yield gradebook
            gradebook.db.flush()
    except SQLAlchemyError as error:
        said = in_words(getattr(error, "orig", None) or error)
        raise Refused(f"the gradebook {name_of(coursedir.db_url)} cannot be used: {said}") from None


def find(gradebook, assignment, config=None):
    """An assignment in the gradebook; one of this course's that is not yet there is entered. Raises Refused."""
    try:
        return gradebook.find_assignment(assignment)
    except MissingEntry:
        known = assignments_in_source(course_directory(config)) if config else set()
        if assignment in known:
            return gradebook.add_assignment(assignment)
        raise Refused(no_such([assignment], known | {each.name for each in gradebook.assignments})) from None


def time_of(text, zone):
    """A time that somebody typed, as UTC. Raises Refused."""
    try:
        return utc_of(text, zone)
    except ValueError as error:
        raise Refused(str(error)) from None


# ── due dates ───────────────────────────────────────────────────────────────────────────────────────────────────


def due(assignment=None, when=None, remove=False, config=None):
    """Sets, or removes, an assignment's due date, or tells all there is; returns what to say. Raises Refused."""
    config = config if config is not None else course_config()
    zone = DueDates(config=config).zone
    with opened(config) as gradebook:
        if not (when or remove):
            return listing(gradebook, config, zone, assignment)
        if remove and (when or not assignment):
            raise Refused("--remove wants an assignment, and no time")
        until = None if remove else time_of(when, zone)
        found = find(gradebook, assignment, config)
        found.duedate = until
        lines = [f"{assignment} is due {date(until, zone)} ({zone})" if until else f"{assignment} has no due date"]
        if [one for one in found.submissions if one.timestamp]:
            lines.append(next_step(GRADE_AGAIN, assignment))
        if found.notebooks and heads_differ(config, assignment, until and line_of(until, config)):
            lines.append(next_step(RELEASE_AGAIN, assignment))
    return "\n".join(lines)


def heads_differ(config, assignment, line):
    """Whether a released notebook says something else of its due date than this line."""
    coursedir = course_directory(config)
    folder = coursedir.format_path(coursedir.release_directory, ".", assignment)
    texts = [Path(path).read_text(encoding="utf-8") for path in glob.glob(f"{glob.escape(folder)}/*.ipynb")]
    return any(line not in text if line else '"**Due ' in text for text in texts)


def listing(gradebook, config, zone, assignment=None):
    """All due dates and extensions, or those of one assignment, by the course's clock, and what lateness costs."""
    chosen = [find(gradebook, assignment)] if assignment else gradebook.assignments
    lines = []
    for one in sorted(chosen, key=lambda one: (one.duedate or datetime.max, one.name)):
        lines.append(f"{one.name}: " + (f"due {date(one.duedate, zone)}" if one.duedate else "no due date"))
        rows = gradebook.db.query(SubmittedAssignment.student_id, SubmittedAssignment.extension)
        for student, extra in rows.filter_by(assignment_id=one.id).order_by(SubmittedAssignment.student_id):
            if extra and one.duedate:
                lines.append(f"    {student} until {date(one.duedate + extra, zone)} ({span(extra)} more)")
    penalties = Penalties(config=config)
    lines.append(f"By the clock of {zone}. Late penalty: {rule_of(penalties) or penalties}")
    return "\n".join(lines)


# ── extensions ──────────────────────────────────────────────────────────────────────────────────────────────────


def extend(assignment, student, until=None, hours=None, remove=False, config=None):
    """Extends, or no longer extends, a due date for one student; returns what to say. Raises Refused.

    until: a time by the course's clock, or hours: how many more than the others have. nbgrader keeps an extension as a
    length of time, which another due date moves along.
    """
    config = config if config is not None else course_config()
    zone = DueDates(config=config).zone
    with opened(config) as gradebook:
        found = find(gradebook, assignment)
        if remove:
            return withdrawn(gradebook, assignment, student)
        extra = extension_of(found, time_of(until, zone) if until else None, hours, zone)
        submission = submission_of(gradebook, found, student)
        submission.extension = extra
        last = date(found.duedate + extra, zone)
        lines = [f"{student} has until {last} ({zone}) for {assignment}: {span(extra)} more"]
        lines += [next_step(GRADE_AGAIN, assignment)] if submission.timestamp else []
    return "\n".join(lines)


def extension_of(assignment, until, hours, zone):
    """The time that an extension adds. Raises Refused where there is none."""
    if not assignment.duedate:
        raise Refused(f"{assignment.name} has no due date that could be extended")
    try:
        extra = until - assignment.duedate if until else timedelta(hours=hours)
        date(assignment.duedate + extra, zone)
    except (ValueError, OverflowError):
        raise Refused(f"{hours} hours are no length of time") from None
    if extra <= timedelta(0):
        raise Refused(f"{assignment.name} is due {date(assignment.duedate, zone)}: that is no extension")
    return extra


def submission_of(gradebook, assignment, student):
    """A student's submission, entered for the extension where none has come yet. Raises Refused."""
    find_student(gradebook, student)
    if not assignment.notebooks:
        how = f"`nbgrader generate_assignment {shlex.quote(assignment.name)}` first"
        raise Refused(f"{assignment.name} has no notebook yet: run {how}")
    with contextlib.suppress(MissingEntry):
        return gradebook.find_submission(assignment.name, student)
    submission = gradebook.add_submission(assignment.name, student)
    for grade in [grade for notebook in submission.notebooks for grade in notebook.grades]:
        grade.needs_manual_grade = False  # nobody is to grade what has not come: see gradebook.is_entered
    return submission


def find_student(gradebook, student):
    """Raises Refused for a student whom the gradebook does not know."""
    try:
        gradebook.find_student(student)
    except MissingEntry:
        raise Refused(f"there is no student {student}: `nbgrader db student add {student}` enters one") from None


def withdrawn(gradebook, assignment, student):
    """Takes an extension back, with what was entered for it alone; returns what to say. Raises Refused."""
    find_student(gradebook, student)
    try:
        submission = gradebook.find_submission(assignment, student)
    except MissingEntry:
        submission = None
    if not submission or not submission.extension:
        raise Refused(f"{student} has no extension for {assignment}")
    submission.extension = None
    if submission.timestamp:
        return f"{student} has no extension for {assignment} any more\n{next_step(GRADE_AGAIN, assignment)}"
    if standing(gradebook, assignment, student).points is None:
        gradebook.remove_submission(assignment, student)
    return f"{student} has no extension for {assignment} any more"
