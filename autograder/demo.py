"""`make demo`: a class is taught, graded and reported in a scratch folder, through nbgrader's own steps."""

import itertools
import os
import shutil
import tempfile
import textwrap
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.auth import Authenticator
from nbgrader.converters import GenerateFeedback
from nbgrader.exchange.default import (
    ExchangeCollect,
    ExchangeFetchAssignment,
    ExchangeFetchFeedback,
    ExchangeReleaseAssignment,
    ExchangeReleaseFeedback,
    ExchangeSubmit,
)
from rich.console import Console
from traitlets.config import Config

from autograder.course.cells import answers_of, grade_id, is_answer, nbgrader
from autograder.course.config import course_config
from autograder.course.places import ROOT, notebooks
from autograder.course.release import generate
from autograder.demo_answers import CRASHES, MISTAKES, NEVER_STOPS, STUDENTS, WRITTEN
from autograder.grading.book.writer import LOG, course_directory
from autograder.grading.whole_class.runner import grade, logging_to
from autograder.report.export import CsvExport
from autograder.report.page import write_report
from autograder.report.table import print_table

UNANSWERED = "# YOUR CODE HERE\nraise NotImplementedError()"


def written_body(cell):
    """The model answer between the solution markers, as a student would type it."""
    lines = cell.source.splitlines()
    begin = next(i for i, line in enumerate(lines) if "### BEGIN SOLUTION" in line)
    end = next(i for i, line in enumerate(lines) if "### END SOLUTION" in line)
    return textwrap.dedent("\n".join(lines[begin + 1 : end]))


def model_bodies(source):
    """{function: body}: what a perfect student writes."""
    return {grade_id(cell): written_body(cell) for cell in source.cells if is_answer(cell)}


def mistakes_of(assignment):
    """[(function, body)]: typical mistakes; where nobody has written any down, functions that return nothing."""
    return MISTAKES.get(assignment) or [(function, "pass") for function in answers_of(assignment)]


def typical(number):
    """A student with one typical mistake in each assignment."""
    return lambda assignment: dict([mistakes_of(assignment)[number % len(mistakes_of(assignment))]])


def many(assignment):
    """A student with a mistake in every function that has one."""
    return dict(mistakes_of(assignment))


# What each of the twelve changes in a perfect notebook: {function: body} of an assignment; None: leaves it untouched.
CHANGES = [
    lambda assignment: {},
    *(typical(number) for number in range(6)),
    many,
    None,
    lambda assignment: {answers_of(assignment)[-1]: NEVER_STOPS},
    lambda assignment: {answers_of(assignment)[len(answers_of(assignment)) // 2]: CRASHES},
    lambda assignment: {},
]
BROKEN = 11  # the last one's files are cut in half


@dataclass(frozen=True)
class Student:
    """A student of the demo: number tells what goes wrong."""

    number: int
    id: str
    first_name: str
    last_name: str

    @property
    def role(self):
        return self.number % len(CHANGES)


def students(count):
    """The class: after twelve, the same names come again with a number."""
    for number, (name, first, last) in zip(range(count), itertools.cycle(STUDENTS)):
        again = number // len(STUDENTS)
        yield Student(number, f"{name}{again + 1}" if again else name, first, f"{last} {'I' * again}".strip())


def fill_in(released, source, changes):
    """Writes answers into a released notebook, where it says YOUR CODE HERE."""
    bodies = model_bodies(source) | changes
    for cell in released.cells:
        about = nbgrader(cell)
        if is_answer(cell):
            cell.source = cell.source.replace(textwrap.indent(UNANSWERED, "    "), "    # YOUR CODE HERE")
            body = textwrap.indent(bodies[about["grade_id"]], "    ")
            cell.source = cell.source.replace("    # YOUR CODE HERE", body)
        elif about.get("grade") and cell.cell_type == "markdown":
            cell.source = WRITTEN


def answer(student, path, source):
    """A student's evening: the fetched notebook at path, filled in as this student does."""
    changes = CHANGES[student.role]
    if changes is not None:
        notebook = nbformat.read(path, as_version=4)
        fill_in(notebook, source, changes(path.parent.name))
        nbformat.write(notebook, path)
    if student.role == BROKEN:
        text = path.read_text(encoding="utf-8")
        path.write_text(text[: len(text) // 2], encoding="utf-8")


@contextmanager
def step(console, line):
    """A line with a tick once its step is done."""
    with console.status(line):
        yield
    console.print(f"[green]✓[/] {line}")


class Demo:
    """The class in its folder, and each of nbgrader's steps."""

    def __init__(self, folder, count, console):
        self.folder, self.console, self.students = folder, console, list(students(count))
        shutil.copytree(ROOT / "source", folder / "source", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        shutil.copy(ROOT / "nbgrader_config.py", folder)
        self.config = self.configuration()
        self.assignments = {name: nbformat.read(path, as_version=4) for name, path in notebooks(root=folder).items()}

    def configuration(self):
        """The course's own configuration, at home in the scratch folder and with little patience."""
        config, exchange = course_config(self.folder), self.folder / "exchange"
        exchange.mkdir(exist_ok=True)
        exchange.chmod(0o777)
        config.CourseDirectory.root = str(self.folder)
        config.CourseDirectory.db_url = f"sqlite:///{self.folder / 'gradebook.db'}"
        config.Exchange.root = str(exchange)
        config.ExchangeCollect.check_owner = False  # one person plays all students
        config.Execute.timeout = 15
        config.GenerateFeedback.exporter_class = "autograder.report.feedback.FeedbackExporter"
        return config

    def exchange(self, action, assignment, student=None):
        """One of nbgrader's exchange actions, by the instructor or by a student in their own folder."""
        config = Config(self.config)
        if student:
            home = self.folder / "students" / student.id
            home.mkdir(parents=True, exist_ok=True)
            config.Exchange.assignment_dir, config.Exchange.cache = str(home), str(home / ".cache")
        where = {"student_id": student.id} if student else {}
        coursedir = course_directory(config, assignment_id=assignment, **where)
        action(coursedir=coursedir, authenticator=Authenticator(config=config), config=config, log=LOG).start()

    def gradebook(self):
        coursedir = course_directory(self.config)
        return Gradebook(coursedir.db_url, coursedir.course_id)

    def release(self):
        generate(self.config, self.assignments)
        with self.gradebook() as gradebook:
            for s in self.students:
                gradebook.add_student(s.id, first_name=s.first_name, last_name=s.last_name)
        for assignment in self.assignments:
            self.exchange(ExchangeReleaseAssignment, assignment)

    def hand_in(self):
        for assignment, source in self.assignments.items():
            name = notebooks(root=self.folder)[assignment].name
            for student in self.students:
                self.exchange(ExchangeFetchAssignment, assignment, student)
                answer(student, self.folder / "students" / student.id / assignment / name, source)
                self.exchange(ExchangeSubmit, assignment, student)
            self.exchange(ExchangeCollect, assignment)

    def grade_by_hand(self):
        """What the instructor does in Formgrader: points and a comment for each written answer."""
        with self.gradebook() as gradebook:
            waiting = []
            for assignment, student in itertools.product(self.assignments, self.students):
                for notebook in gradebook.find_submission(assignment, student.id).notebooks:
                    waiting += [(grade, student) for grade in notebook.grades if grade.needs_manual_grade]
            for grade_, student in waiting:
                half = student.role % 3 == 1
                grade_.manual_score = grade_.max_score / 2 if half else grade_.max_score
                grade_.needs_manual_grade = False
                comment = next(c for c in grade_.notebook.comments if c.name == grade_.name)
                comment.manual_comment = "Right, but why is it so?" if half else "Well argued."
            gradebook.db.commit()

    def feedback(self):
        for assignment in self.assignments:
            coursedir = course_directory(self.config, assignment_id=assignment)
            GenerateFeedback(coursedir=coursedir, config=Config(self.config), log=LOG).start()
            self.exchange(ExchangeReleaseFeedback, assignment)
            for student in self.students:
                self.exchange(ExchangeFetchFeedback, assignment, student)

    def export(self):
        path = self.folder / "grades.csv"
        with self.gradebook() as gradebook:
            CsvExport(to=str(path), log=LOG).export(gradebook)
        return path


def main(folder=None, count=12):
    """Runs the demo; returns the path of the class report."""
    console = Console()
    folder = Path(folder or tempfile.mkdtemp(prefix="course-demo-")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise SystemExit(f"{folder} is not empty: name a new folder for the demo.")
    console.print(f"A class of {count} in {folder}, its log in .nbgrader.log", soft_wrap=True)
    with logging_to(folder / ".nbgrader.log"):
        demo = Demo(folder, count, console)
        with step(console, f"{len(demo.assignments)} assignments generated and released"):
            demo.release()
        with step(console, "fetched, answered, submitted and collected through the exchange"):
            demo.hand_in()
    grade(demo.assignments, workers=min(os.cpu_count() or 1, 8), config=demo.config, console=console)
    with logging_to(folder / ".nbgrader.log"):
        with step(console, "written answers graded by hand"):
            demo.grade_by_hand()
        with step(console, "feedback pages generated, released and fetched"):
            demo.feedback()
        grades = demo.export()
    print_table(demo.config, console)
    report = write_report(demo.config)
    console.print(f"Feedback: {folder / 'feedback'}\nGrades:   {grades}\nClass report:", soft_wrap=True)
    print(report)
    return report
