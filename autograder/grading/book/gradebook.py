"""The gradebook of a whole run: one engine, and one transaction a submission.

What nbgrader writes in a dozen steps, each with an engine of its own, is one step here: a run that is killed in
between leaves no half a submission.
"""

import contextlib
from dataclasses import dataclass

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    InvalidEntry,
    MissingEntry,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import create_engine, func, inspect, or_
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import sessionmaker

from autograder.course.checks import is_extra_cell, points_of_cell
from autograder.grading.book.inside import gradebook_on
from autograder.kit.points import Points, add_up

PATIENCE = 60  # seconds that we wait for another program to let go of the gradebook


def name_of(db_url):
    """How a person knows a gradebook: a file, or a server without its password."""
    url = make_url(db_url)
    return url.database if url.get_backend_name() == "sqlite" else url.render_as_string()


class Book:
    """The gradebook at one db_url, with the tables that it needs."""

    def __init__(self, db_url, course_id):
        self.name, self.course_id = name_of(db_url), course_id
        waits = {"timeout": PATIENCE} if make_url(db_url).get_backend_name() == "sqlite" else {}
        self.engine = create_engine(db_url, connect_args=waits, pool_pre_ping=True)
        if not inspect(self.engine).has_table(Assignment.__tablename__):
            Gradebook(db_url, course_id).close()  # makes the tables

    @contextlib.contextmanager
    def transaction(self, keep=True):
        """Yields the gradebook. What was written is there for good at the end; not after an error, nor without keep.

        nbgrader's own commits wait for the end.
        """
        with self.engine.connect() as connection, connection.begin() as transaction:
            own = {"join_transaction_mode": "rollback_only", "autoflush": False, "expire_on_commit": False}
            session = sessionmaker(connection, future=True, **own)
            gradebook = gradebook_on(session, self.engine, self.course_id)
            try:
                yield gradebook
            except InvalidEntry as error:  # nbgrader's word for whatever the database said
                raise (error.__context__ if isinstance(error.__context__, SQLAlchemyError) else error) from None
            finally:
                gradebook.db.remove()
            if not keep:
                transaction.rollback()

    def close(self):
        self.engine.dispose()


def all_grades(gradebook, assignment, *columns):
    """A query of these columns over every grade of an assignment."""
    return (
        gradebook.db.query(*columns)
        .select_from(Grade)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(Assignment.name == assignment)
    )


def is_entered():
    """Whether a Grade has been given, by a machine or a person, or waits for one: a condition for a query.

    An extension makes nbgrader enter a submission before one has come.
    """
    return or_(Grade.auto_score.is_not(None), Grade.manual_score.is_not(None), Grade.needs_manual_grade.is_(True))


def machine_totals(gradebook, assignment):
    """{student: the points that a machine gave, all in all} of everyone whose submission is in the gradebook."""
    total = func.coalesce(func.sum(Grade.auto_score), 0.0)
    by_student = all_grades(gradebook, assignment, SubmittedAssignment.student_id, total)
    return {student: given for student, given in by_student.group_by(SubmittedAssignment.student_id)}


@dataclass(frozen=True)
class Standing:
    """A submission as it stands in the gradebook.

    scores: {(notebook, cell): what a machine gave}; points: the Points that count, None where nobody gave any yet: it
    is not there, or only an extension is.
    """

    scores: dict
    points: Points | None


def standing(gradebook, assignment, student):
    """The Standing of one submission."""
    columns = Notebook.name, BaseCell.name, Grade.auto_score, Grade.score, Grade.max_score, is_entered()
    own = all_grades(gradebook, assignment, *columns).filter(SubmittedAssignment.student_id == student)
    found = own.order_by(*columns[:2]).all()
    late = gradebook.db.query(func.sum(SubmittedNotebook.late_submission_penalty)).join(SubmittedAssignment)
    late = late.join(Assignment).filter(SubmittedAssignment.student_id == student, Assignment.name == assignment)
    counted = [(score, *counts(cell, notebook, most)) for notebook, cell, _, score, most, _ in found]
    scores = {(notebook, cell): auto for notebook, cell, auto, *_ in found}
    return Standing(scores, add_up(counted, late.scalar() or 0.0) if any(row[-1] for row in found) else None)


def counts(cell, notebook, max_score):
    """(its points, whether they are extra credit) of a graded cell, of which the gradebook says max_score."""
    return points_of_cell(cell, notebook, max_score), is_extra_cell(cell, notebook)


def points_in(gradebook, assignment, student):
    """The Points of one submission as the gradebook counts them; None if it is not there."""
    return standing(gradebook, assignment, student).points


def possible_in(assignment):
    """The Points that an assignment has to give."""
    cells = [(notebook.name, cell) for notebook in assignment.notebooks for cell in notebook.grade_cells]
    return add_up((None, *counts(cell.name, notebook, cell.max_score)) for notebook, cell in cells)


# ── what a submission earned ────────────────────────────────────────────────────────────────────────────────────


def enter(gradebook, student, assignment, graded, about, create_student=True):
    """Enters what a machine gave, {notebook: Graded}; what a person gave stays. Returns the SubmittedAssignment.

    about: the submission's timestamp, where one is known. Raises MissingEntry for what the gradebook does not know.
    """
    (gradebook.update_or_create_student if create_student else gradebook.find_student)(student)
    submission = gradebook.update_or_create_submission(assignment, student, **about)
    notebooks = {notebook.name: notebook for notebook in submission.notebooks}
    for name, found in graded.items():
        if name not in notebooks:
            raise MissingEntry(f"{name} has come to {assignment} since {student}'s submission was entered")
        for grade, cell in entries(gradebook, Grade, notebooks[name], found.scores):
            grade.auto_score = found.scores[cell]
            by_hand = grade.manual_score is not None or cell in found.waiting
            grade.needs_manual_grade = by_hand or grade.auto_score is None
        for comment, cell in entries(gradebook, Comment, notebooks[name], found.comments):
            comment.auto_comment = found.comments[cell]
    return submission


def entries(gradebook, kind, notebook, cells):
    """[(entry, its cell's name)] of a kind, Grade or Comment, in a submitted notebook, for these cells."""
    found = gradebook.db.query(kind, BaseCell.name).join(BaseCell, BaseCell.id == kind.cell_id)
    return [(entry, name) for entry, name in found.filter(kind.notebook_id == notebook.id) if name in cells]
