"""The class as the gradebook and the autograded notebooks know it."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import (
    Assignment,
    Grade,
    Gradebook,
    GradeCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)

from autograder.cases import about_checks
from autograder.grading.worker import TROUBLE
from autograder.grading.writer import course_directory

NOT_WRITTEN, FAILS = "is not written yet", "fails"


@dataclass
class CheckStats:
    """One graded cell of an assignment, and how many earned its points."""

    name: str
    functions: str
    claim: str
    points: float
    extra: bool
    by_hand: bool
    passed: int = 0
    graded: int = 0

    @property
    def rate(self):
        return self.passed / self.graded if self.graded else 0.0


@dataclass(frozen=True)
class Submission:
    """One student's assignment: problem is why it did not run to its end; waiting counts cells to grade by hand."""

    score: float
    points: float
    waiting: int = 0
    problem: str | None = None

    @property
    def percent(self):
        return percent(self.score, self.points)


@dataclass(frozen=True)
class Mistake:
    """A mistake that checks recognised, and the students who made it."""

    assignment: str
    function: str
    mistake: str
    students: frozenset
    of: int


@dataclass
class AssignmentStats:
    """An assignment: points are the ordinary ones, extra those that come on top."""

    name: str
    topic: str
    points: float
    extra: float
    checks: list
    submissions: dict = field(default_factory=dict)
    mistakes: list = field(default_factory=list)


@dataclass(frozen=True)
class StudentRow:
    """A student and {assignment: Submission}; an assignment that was not handed in is missing there."""

    id: str
    name: str
    submissions: dict
    score: float
    points: float

    @property
    def percent(self):
        return percent(self.score, self.points)


@dataclass(frozen=True)
class ClassData:
    """Everything that the report and the table show."""

    course: str
    assignments: list
    students: list

    @property
    def mistakes(self):
        """Every recognised mistake, the most frequent first."""
        found = [mistake for assignment in self.assignments for mistake in assignment.mistakes]
        return sorted(
            found, key=lambda m: (-len(m.students), m.mistake.startswith(FAILS), m.assignment, m.function, m.mistake)
        )

    @property
    def problems(self):
        """(student, assignment, reason) of each submission that did not run to its end."""
        return [
            (row, name, submission.problem)
            for row in self.students
            for name, submission in row.submissions.items()
            if submission.problem
        ]


def percent(score, points):
    """The share of the ordinary points; extra credit can lift it above 100."""
    return 100 * score / points if points else 0.0


def graded_cells(notebook):
    """A CheckStats for each graded cell of one of the gradebook's notebooks."""
    checks = about_checks(notebook.name)
    order = {name: place for place, name in enumerate(checks)}
    for cell in sorted(notebook.grade_cells, key=lambda cell: (order.get(cell.name, len(order)), cell.name)):
        check = checks.get(cell.name)
        by_hand = cell.cell_type == "markdown"
        if check:
            functions, claim = ", ".join(name for name in check.functions if name != "make_data"), check.claim
        else:
            functions, claim = cell.name.replace("_", " "), "graded by hand" if by_hand else ""
        extra = bool(check) and check.is_extra_credit
        yield CheckStats(cell.name, functions, claim, cell.max_score, extra, by_hand)


def grades(gradebook, assignment):
    """(student, cell, score, whether a grader is waited for) of every grade of an assignment, in one query."""
    return (
        gradebook.db.query(SubmittedAssignment.student_id, GradeCell.name, Grade.score, Grade.needs_manual_grade)
        .select_from(Grade)
        .join(GradeCell, GradeCell.id == Grade.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(Assignment.name == assignment)
        .all()
    )


def messages(text):
    """The failures that a check cell tells of, one text each: a cell has a message for every case."""
    return [part.strip() for part in re.split(r"^(?=[✗✓] )", text, flags=re.MULTILINE) if not part.startswith("✓")]


def errors_in(path):
    """(grade id, error's name, its text) of each error, and each failed case, in an autograded notebook."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        for output in cell.get("outputs", []):
            if output.get("ename") == "CheckFailed":
                yield from ((name, "CheckFailed", text) for text in messages(output["evalue"]) if text)
            elif output["output_type"] == "error":
                yield name, output["ename"], output["evalue"]
            elif name and name.startswith("check_") and "text" in output:
                yield from (
                    (name, "CheckFailed", text) for text in messages("".join(output["text"])) if text[:1] == "✗"
                )


def mistake_in(text):
    """(function, mistake) that a failed check tells of."""
    head, _, claim = text.splitlines()[0].lstrip("✗ ").partition(": ")
    function = head.split(", ")[0].removesuffix(" is not defined")
    named = re.search(r"It looks as if (.+?)\.$", text, re.MULTILINE)
    raised = re.search(r" raised (\w+):", text)
    if named:
        return function, named[1]
    if NOT_WRITTEN in text:
        return function, NOT_WRITTEN
    if "is not defined" in head:
        return function, "is not defined: its cell ends in an error"
    if raised:
        return function, f"raises {raised[1]}"
    return function, f"{FAILS}: {claim.partition('   (')[0]}" if claim else "another mistake"


def read_outputs(coursedir, assignment, student):
    """({(function, mistake)}, problem or None) from a student's autograded notebooks."""
    folder = Path(coursedir.format_path(coursedir.autograded_directory, student, assignment))
    if not folder.exists():
        return set(), "not graded"
    mistakes, problem = set(), None
    for path in sorted(folder.glob("*.ipynb")):
        for name, error, text in errors_in(path):
            if error in TROUBLE:
                problem = problem or text
            elif error == "CheckFailed":
                mistakes.add(mistake_in(text))
            elif name and error != "KeyboardInterrupt":
                mistakes.add((name, f"raises {error}"))
    return mistakes, problem


def assignment_stats(gradebook, coursedir, assignment):
    """An assignment with its checks, submissions and mistakes."""
    checks = [check for notebook in assignment.notebooks for check in graded_cells(notebook)]
    stats = {check.name: check for check in checks}
    extra = sum(check.points for check in checks if check.extra)
    points = sum(check.points for check in checks) - extra
    topic = ", ".join(notebook.name.replace("_", " ") for notebook in assignment.notebooks)
    scores, waiting, made = defaultdict(float), defaultdict(int), defaultdict(set)
    for student, name, score, by_hand in grades(gradebook, assignment.name):
        scores[student] += score
        waiting[student] += bool(by_hand)
        stats[name].graded += not by_hand
        stats[name].passed += not by_hand and score >= stats[name].points
    submissions = {}
    for student in scores:
        mistakes, problem = read_outputs(coursedir, assignment.name, student)
        submissions[student] = Submission(scores[student], points, waiting[student], problem)
        for mistake in mistakes:
            made[mistake].add(student)
    found = [Mistake(assignment.name, *what, frozenset(who), len(submissions)) for what, who in made.items()]
    return AssignmentStats(assignment.name, topic, points, extra, checks, submissions, found)


def class_data(config, only=None):
    """The class as it stands; only: these assignments."""
    coursedir = course_directory(config)
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        chosen = sorted((a for a in gradebook.assignments if not only or a.name in only), key=lambda a: a.name)
        assignments = [assignment_stats(gradebook, coursedir, assignment) for assignment in chosen]
        points = sum(assignment.points for assignment in assignments)
        rows = []
        for student in gradebook.db.query(Student).order_by(Student.id):
            mine = {a.name: a.submissions[student.id] for a in assignments if student.id in a.submissions}
            name = " ".join(filter(None, [student.first_name, student.last_name])) or student.id
            rows.append(StudentRow(student.id, name, mine, sum(s.score for s in mine.values()), points))
    return ClassData(coursedir.course_id, assignments, rows)
