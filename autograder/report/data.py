"""The class as the gradebook and the autograded notebooks know it."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import chain
from pathlib import Path

from nbgrader.api import (
    Assignment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)

from autograder.course.checks import claims_in_cells
from autograder.grading.book.gradebook import counts, is_entered
from autograder.grading.book.writer import course_directory
from autograder.grading.records import all_outcomes, outcomes_of, remarks_of, troubles_of, was_left_out
from autograder.kit.outcome import Kind, Remark, Status, Trouble, by_claim, carried
from autograder.kit.points import Points, add_up, tidy
from autograder.kit.text import one_line

UNREAD = {Kind.MISSING_FILE, Kind.BROKEN_FILE, Kind.NOT_GRADED}
SILENT = {Status.HUNG: "gives no answer in time", Status.CRASHED: "ends its process"}


@dataclass
class CheckStats:
    """A claim of an assignment's checks, or a cell that holds none of ours, and how many answers it holds for."""

    name: str
    functions: str
    claim: str
    extra: bool
    by_hand: bool
    passed: int = 0
    graded: int = 0

    def count(self, holds):
        """One more answer, of which it holds or not."""
        self.graded += 1
        self.passed += holds

    @property
    def rate(self):
        return self.passed / self.graded if self.graded else 0.0


@dataclass(frozen=True)
class Submission:
    """One student's assignment: waiting counts cells to grade by hand; troubles kept it from running to its end,
    remarks have cost nothing; carried: what was earned given right functions in the place of others, in words.

    cells: {(notebook, graded cell): its points, None where a grader is waited for}; claims: {claim: (its points, of how
    many)}, likewise; handed_in, due: when, as UTC, None where that is not known.
    """

    points: Points
    waiting: int = 0
    troubles: tuple[Trouble, ...] = ()
    remarks: tuple[Remark, ...] = ()
    carried: tuple[str, ...] = ()
    cells: dict = field(default_factory=dict)
    claims: dict = field(default_factory=dict)
    handed_in: datetime | None = None
    due: datetime | None = None

    @property
    def was_read(self):
        """Whether there was an answer to grade."""
        return not any(trouble.kind in UNREAD for trouble in self.troubles)


@dataclass(frozen=True)
class Mistake:
    """A mistake that checks recognised, or else what fails, and the students whose it is."""

    assignment: str
    function: str
    mistake: str
    students: frozenset
    of: int
    recognised: bool = True


@dataclass
class AssignmentStats:
    """An assignment, its graded cells, what these claim, {student: Submission}, and the mistakes in them.

    cells: {(notebook, graded cell): (its points, whether they are extra credit)}; checks: CheckStats.
    """

    name: str
    topic: str
    cells: dict
    checks: list
    submissions: dict = field(default_factory=dict)
    mistakes: list = field(default_factory=list)

    @cached_property
    def points(self):
        """The Points that there are."""
        return add_up((None, points, extra) for points, extra in self.cells.values())


@dataclass(frozen=True)
class StudentRow:
    """A student and {assignment: Submission}; an assignment that was not handed in is missing there."""

    id: str
    name: str
    submissions: dict
    points: Points


@dataclass(frozen=True)
class ClassData:
    """Everything that the report and the table show."""

    course: str
    assignments: list
    students: list

    @property
    def nothing(self):
        """(why there is nothing to show yet, the command that changes it); None where there is something."""
        if not self.assignments:
            return "There is no assignment in the gradebook yet", "nbgrader generate_assignment ASSIGNMENT"
        if not any(assignment.submissions for assignment in self.assignments):
            names = " ".join(assignment.name for assignment in self.assignments)
            return "Nothing has been graded yet", f"python -m autograder grade {names}"
        return None

    @property
    def mistakes(self):
        """Every mistake, the most frequent first."""
        found = [mistake for assignment in self.assignments for mistake in assignment.mistakes]
        return sorted(found, key=lambda m: (-len(m.students), not m.recognised, m.assignment, m.function, m.mistake))

    @property
    def troubles(self):
        """(student, assignment, Trouble) of all that kept submissions from running to their end."""
        return self.told(lambda submission: submission.troubles)

    @property
    def remarks(self):
        """(student, assignment, Remark) of what else there is to know of submissions."""
        return self.told(lambda submission: submission.remarks)

    def told(self, of):
        """(student, assignment, what is told of it), one by one, for all submissions."""
        found = [(row, name, submission) for row in self.students for name, submission in row.submissions.items()]
        return [(row, name, each) for row, name, submission in found for each in of(submission)]


def graded_cells(notebook):
    """{a graded cell's name: (its points, whether they are extra credit)} of one of the gradebook's notebooks."""
    return {cell.name: counts(cell.name, notebook.name, cell.max_score) for cell in notebook.grade_cells}


def claims_of(notebook):
    """A CheckStats for each claim of one of the gradebook's notebooks, and for each graded cell that holds none."""
    claims = claims_in_cells(notebook.name)
    order = {name: place for place, name in enumerate(claims)}
    for cell in sorted(notebook.grade_cells, key=lambda cell: (order.get(cell.name, len(order)), cell.name)):
        for name, about in claims.get(cell.name, {}).items():
            functions = ", ".join(name for name in about.functions if name != "make_data")
            yield CheckStats(name, functions, about.claim, about.is_extra_credit, by_hand=False)
        if cell.name not in claims:
            by_hand = cell.cell_type == "markdown"
            claim = "graded by hand" if by_hand else ""
            yield CheckStats(cell.name, cell.name.replace("_", " "), claim, extra=False, by_hand=by_hand)


def grades(gradebook, assignment):
    """(student, notebook, cell, score, whether a grader is waited for) of an assignment's grades, in one query."""
    columns = SubmittedAssignment.student_id, Notebook.name, GradeCell.name, Grade.score, Grade.needs_manual_grade
    return (
        gradebook.db.query(*columns)
        .select_from(Grade)
        .join(GradeCell, GradeCell.id == Grade.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(Assignment.name == assignment, is_entered())
        .order_by(SubmittedAssignment.student_id, Notebook.name, GradeCell.name)
        .all()
    )


def late_penalties(gradebook, assignment):
    """{student: the points that were taken off for lateness}."""
    submissions = gradebook.db.query(SubmittedAssignment).join(Assignment).filter(Assignment.name == assignment)
    return {submission.student_id: submission.late_submission_penalty or 0.0 for submission in submissions}


def times(gradebook, assignment):
    """{student: (when it was handed in, when it was due for this student)}, as UTC, None where it is not known."""
    submissions = gradebook.db.query(SubmittedAssignment).join(Assignment).filter(Assignment.name == assignment)
    return {s.student_id: (s.timestamp, s.duedate if s.assignment.duedate else None) for s in submissions}


def points_of_claim(cases):
    """(what a claim has earned, of how many points) of its cases; None for what a broken one has earned."""
    possible = tidy(sum(case.points for case in cases))
    broken = any(case.status is Status.BROKEN for case in cases)
    return None if broken else tidy(sum(case.score for case in cases)), possible


def failure_of(outcome):
    """(function, what is wrong with it, whether that was recognised) of a failed case.

    None where it was not tried, and where it says no more than an earlier failure of the function.
    """
    if outcome.passed or not outcome.was_run or (outcome.follows and not outcome.named):
        return None
    if outcome.named:
        as_would = f": as “{one_line(outcome.change, 120)}” would" if outcome.change else ""
        return outcome.function, outcome.named + as_would, True
    if outcome.status is Status.NOT_WRITTEN:
        return outcome.function, "is not written yet", True
    return outcome.function, SILENT.get(outcome.status, f"fails: {outcome.claim}"), outcome.status in SILENT


def failures_in(notebook):
    """What is wrong in a graded notebook: the failed cases of our checks, and the errors of an instructor's own."""
    silenced = {trouble.cell for trouble in troubles_of(notebook)}
    for cell in notebook["cells"]:
        name, outcomes = cell["metadata"].get("nbgrader", {}).get("grade_id"), outcomes_of(cell)
        yield from filter(None, map(failure_of, outcomes))
        if name and not outcomes and cell.get("id") not in silenced and not was_left_out(cell):
            errors = [output for output in cell.get("outputs", []) if output["output_type"] == "error"]
            yield from ((name, f"raises {one_line(error['ename'], 60)}", True) for error in errors)


def read_notebooks(coursedir, assignment, student):
    """(Outcomes, {(function, mistake, recognised)}, (Trouble, …), (Remark, …)) of a student's autograded notebooks.

    Only of those that the gradebook knows: whatever else lies there is the student's own.
    """
    folder = Path(coursedir.format_path(coursedir.autograded_directory, student, assignment.name))
    paths = [folder / f"{notebook.name}.ipynb" for notebook in assignment.notebooks]
    notebooks = [json.loads(path.read_text(encoding="utf-8")) for path in paths if path.is_file()]
    if not notebooks:
        return [], set(), (Trouble(Kind.NOT_GRADED, "not graded"),), ()
    failures = {failure for notebook in notebooks for failure in failures_in(notebook)}
    troubles, remarks = (tuple(chain.from_iterable(map(of, notebooks))) for of in (troubles_of, remarks_of))
    outcomes = [outcome for notebook in notebooks for outcome in all_outcomes(notebook)]
    return outcomes, failures, troubles, tuple(dict.fromkeys(remarks))


def assignment_stats(gradebook, coursedir, assignment):
    """An assignment with its checks, submissions and mistakes."""
    checks = {(own.name, check.name): check for own in assignment.notebooks for check in claims_of(own)}
    cells = {(own.name, name): about for own in assignment.notebooks for name, about in graded_cells(own).items()}
    topic = ", ".join(notebook.name.replace("_", " ") for notebook in assignment.notebooks)
    found = AssignmentStats(assignment.name, topic, cells, [*checks.values()])
    stats = {check.name: check for check in checks.values()}  # one of ours stands in one notebook only
    scores, waiting, made = defaultdict(list), defaultdict(int), defaultdict(set)
    parts = defaultdict(dict)
    for student, *cell, score, by_hand in grades(gradebook, assignment.name):
        points, extra = cells[*cell]
        scores[student].append((score, points, extra))
        parts[student][*cell] = None if by_hand else score
        waiting[student] += bool(by_hand)
        if tuple(cell) in checks and not by_hand:
            checks[*cell].count(score >= points)
    late = late_penalties(gradebook, assignment.name)
    when = times(gradebook, assignment.name)
    for student, own in scores.items():
        outcomes, mistakes, *told = read_notebooks(coursedir, assignment, student)
        ours = [cases for cases in by_claim(outcomes) if cases[0].check in stats]  # and not of an older course
        claims = {cases[0].check: points_of_claim(cases) for cases in ours}
        about = *told, tuple(carried(outcomes)), parts[student], claims, *when[student]
        found.submissions[student] = Submission(add_up(own, late[student]), waiting[student], *about)
        for cases in ours:
            stats[cases[0].check].count(all(case.passed for case in cases))
        for mistake in mistakes:
            made[mistake].add(student)
    for (function, what, recognised), who in made.items():
        of = len(found.submissions)
        found.mistakes.append(Mistake(assignment.name, function, what, frozenset(who), of, recognised))
    return found


def class_data(config, only=None):
    """The class as it stands; only: these assignments."""
    coursedir = course_directory(config)
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        chosen = sorted((a for a in gradebook.assignments if not only or a.name in only), key=lambda a: a.name)
        assignments = [assignment_stats(gradebook, coursedir, assignment) for assignment in chosen]
        rows = [row_of(student, assignments) for student in gradebook.db.query(Student).order_by(Student.id)]
    return ClassData(coursedir.course_id, assignments, rows)


def row_of(student, assignments):
    """A student's StudentRow: what was not handed in has earned nothing of its points."""
    mine = {a.name: a.submissions[student.id] for a in assignments if student.id in a.submissions}
    name = " ".join(filter(None, [student.first_name, student.last_name])) or student.id
    parts = [mine[a.name].points if a.name in mine else a.points for a in assignments]
    return StudentRow(student.id, one_line(name), mine, sum(parts, Points()))
