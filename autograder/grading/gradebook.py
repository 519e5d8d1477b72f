"""The gradebook of a whole run: one engine, and one transaction a submission.

nbgrader opens the gradebook a dozen times for each submission, every time with an engine that has yet to compile
its statements, and commits cell by cell: slow, and a run that is killed in between leaves half a submission.
"""

import contextlib
import functools

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    InvalidEntry,
    MissingEntry,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import create_engine, func, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import scoped_session, sessionmaker

from autograder.cases import about_checks
from autograder.kit.points import add_up

PATIENCE = 60  # seconds that we wait for another program to let go of the gradebook


@contextlib.contextmanager
def standing_in(gradebook):
    """Within it, every Gradebook that nbgrader opens is this one."""
    kept = Gradebook.__init__, Gradebook.close
    Gradebook.__init__ = lambda self, *_, **__: vars(self).update(vars(gradebook))
    Gradebook.close = lambda self: None
    try:
        yield
    finally:
        Gradebook.__init__, Gradebook.close = kept


def remembering(find):
    """A look-up that asks the database once; what is not there is not asked for again either."""
    known = {}

    def find_again(*names):
        if names not in known:
            try:
                known[names] = find(*names)
            except MissingEntry as error:
                known[names] = error
        if isinstance(known[names], MissingEntry):
            raise MissingEntry(*known[names].args)
        return known[names]

    return find_again


def on(session, engine, course_id):
    """A Gradebook with a session of ours."""
    gradebook = Gradebook.__new__(Gradebook)
    gradebook.engine, gradebook.db = engine, scoped_session(session)
    gradebook.course_id, gradebook.authenticator = course_id, None
    return gradebook


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

        Whatever nbgrader does within is part of it, and its own commits wait for the end.
        """
        with self.engine.connect() as connection, connection.begin() as transaction:
            session = sessionmaker(connection, future=True, join_transaction_mode="rollback_only")
            gradebook = on(session, self.engine, self.course_id)
            try:
                with standing_in(gradebook):
                    yield gradebook
            except InvalidEntry as error:  # nbgrader's word for whatever the database said
                raise (error.__context__ if isinstance(error.__context__, SQLAlchemyError) else error) from None
            finally:
                gradebook.db.remove()
            if not keep:
                transaction.rollback()

    @contextlib.contextmanager
    def reading(self):
        """Yields the gradebook to those who ask what an assignment is: asked once, for it is every student's."""
        try:
            with standing_in(self.reader):
                yield self.reader
        finally:
            self.reader.db.commit()  # which ends the transaction, and keeps what was read

    @functools.cached_property
    def reader(self):
        gradebook = on(sessionmaker(self.engine, future=True, expire_on_commit=False), self.engine, self.course_id)
        for name in ("find_assignment", "find_notebook", "find_source_cell", "find_graded_cell", "find_grade_cell"):
            setattr(gradebook, name, remembering(getattr(gradebook, name)))
        return gradebook

    def close(self):
        self.reader.db.remove()
        self.engine.dispose()


def notebooks_of(gradebook, assignment):
    """The names of an assignment's notebooks. Raises MissingEntry if it was never generated."""
    return sorted(notebook.name for notebook in gradebook.find_assignment(assignment).notebooks)


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


def machine_totals(gradebook, assignment):
    """{student: the points that a machine gave, all in all} of everyone whose submission is in the gradebook."""
    total = func.coalesce(func.sum(Grade.auto_score), 0.0)
    by_student = all_grades(gradebook, assignment, SubmittedAssignment.student_id, total)
    return {student: given for student, given in by_student.group_by(SubmittedAssignment.student_id)}


def scores_of(gradebook, assignment, student):
    """{(notebook, cell): (what a machine gave, what counts)} of one submission; {} if it is not in the gradebook."""
    columns = Notebook.name, BaseCell.name, Grade.auto_score, Grade.score
    own = all_grades(gradebook, assignment, *columns).filter(SubmittedAssignment.student_id == student)
    return {(notebook, cell): (auto, score) for notebook, cell, auto, score in own.order_by(*columns[:2])}


def points_in(gradebook, assignment, student):
    """The Points of one submission as the gradebook counts them; None if it is not there."""
    try:
        submission = gradebook.find_submission(assignment, student)
    except MissingEntry:
        return None
    grades = [(notebook, grade) for notebook in submission.notebooks for grade in notebook.grades]
    scores = [(g.score, g.max_score, is_extra_credit(notebook.name, g.name)) for notebook, g in grades]
    return add_up(scores, sum(notebook.late_submission_penalty or 0.0 for notebook in submission.notebooks))


def possible_in(assignment):
    """The Points that an assignment has to give."""
    cells = [(notebook.name, cell) for notebook in assignment.notebooks for cell in notebook.grade_cells]
    return add_up((None, cell.max_score, is_extra_credit(notebook, cell.name)) for notebook, cell in cells)


def is_extra_credit(notebook, cell):
    """Whether a graded cell's points come on top of the assignment's."""
    check = about_checks(notebook).get(cell)
    return check is not None and check.is_extra_credit
