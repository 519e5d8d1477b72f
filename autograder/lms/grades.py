"""Grades into an LMS's own gradebook file: one column of it is filled, all else stays as the LMS has written it."""

from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from nbgrader.api import Grade, SubmittedAssignment
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.grading.book.gradebook import all_grades, points_of, possible_in
from autograder.grading.book.penalties import grade_first, stale_lateness
from autograder.kit.points import DIGITS
from autograder.kit.text import one_line
from autograder.lms import formats
from autograder.lms.course import (
    SHOWN,
    Course,
    assignment_of,
    complain,
    opened,
    place_for,
    print_plainly,
    students_of,
    tell,
)
from autograder.lms.matching import by_name_only, matched
from autograder.lms.people import Unusable, key_of
from autograder.lms.sheet import number


@dataclass(frozen=True)
class Entry:
    """One student's cell: what stands there, and what is to; why it stays, None where it does not."""

    row: int
    student: object
    before: str
    after: str
    stays: str | None = None

    @property
    def changes(self):
        return self.stays is None and number(self.before) != number(self.after)


def written(points, decimals="."):
    """Points as a cell has them: '7.5', or '7,5'."""
    return f"{round(points, DIGITS):.10g}".replace(".", decimals)


def column_for(columns, assignment, wanted=None):
    """The Column of an assignment: the one of its name, or that was asked for by title or number. Raises Unusable."""
    if wanted is None and len(columns) == 1 and columns[0].title is None:
        return columns[0]
    meant = key_of(wanted or assignment)
    found = [c for c in columns if (wanted and wanted == c.lms_id) or (c.title and key_of(c.title) == meant)]
    if len(found) != 1:
        there = "; ".join(f"{c.title} ({c.lms_id})" if c.lms_id else str(c.title) for c in columns) or "none"
        why = "no column" if not found else f"{len(found)} columns"
        raise Unusable(f"{why} of the name {wanted or assignment}: say --column TITLE or NUMBER. There are: {there}")
    return found[0]


def rows_of(people, students):
    """({row: Student}, lines on rows of which nobody knows whose they are): never one student in two rows."""
    known, unknown = matched([person for _, person in people], students)
    owners = {}
    for row, person in people:
        if person in known:
            owners.setdefault(known[person], []).append(row)
    several = {student: rows for student, rows in owners.items() if len(rows) > 1}
    twice = [f"{student}: in lines {', '.join(str(row + 1) for row in rows)}" for student, rows in several.items()]
    lines = [f"{person}: {unknown[person]}" for _, person in people if person in unknown]
    return {rows[0]: student for student, rows in owners.items() if len(rows) == 1}, lines + twice


def entries(sheet, place, owners, totals, kept):
    """The Entries of a column; owners: {row: Student}; totals: {student's id: points}; kept: what stays as it is."""
    for row, student in owners.items():
        before = sheet.value(row, place)
        if student.id not in totals:
            yield Entry(row, student, before, before, "has handed nothing in")
        elif before.casefold() in kept:
            yield Entry(row, student, before, before, f"is {before} there")
        else:
            yield Entry(row, student, before, written(totals[student.id], sheet.decimals))


def waiting_in(gradebook, assignment):
    """The students of whom an answer waits for a grader."""
    waiting = all_grades(gradebook, assignment, SubmittedAssignment.student_id).filter(Grade.needs_manual_grade)
    return {student for (student,) in waiting}


def scaled(totals, possible, column, name):
    """The totals as shares of the points that the LMS has. Raises Unusable."""
    if not column.possible or not possible:
        raise Unusable(f"how many points {name} has, this file does not say: nothing to scale to")
    return {student: total / possible * column.possible for student, total in totals.items()}


def about_points(lms, column, possible, found, scale):
    """Sentences on points that the LMS counts otherwise."""
    if column.possible and column.possible != possible and not scale:
        line = f"{lms.NAME} has {column.possible:g} points, the gradebook {possible:g}"
        yield f"{line}: written as they are; --scale makes shares of them"
    over = [e for e in found if e.stays is None and column.possible and number(e.after) > column.possible]
    if over:
        so = " (Moodle leaves such grades out)" if lms.NAME == "moodle" else ""
        yield f"more than {column.possible:g} points: {', '.join(e.student.id for e in over[:SHOWN])}{so}"


def table_of(found, title):
    """A rich Table of what changes: student, what stands there, what will."""
    table = Table(title=Text(one_line(title)), box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("student")
    table.add_column("old", justify="right")
    table.add_column("new", justify="right")
    for entry in found:
        table.add_row(Text(one_line(str(entry.student))), Text(one_line(entry.before) or "–"), Text(entry.after))
    return table


def writable(output, into, dry_run):
    """The path of the file to write, None for none. Raises Unusable."""
    if output is None and not dry_run:
        raise Unusable("say where to write it: -o FILE, or --dry-run to see what would change")
    if output and Path(output).resolve() == Path(into).resolve():
        raise Unusable(f"{output} is the LMS's own file, and stays as it is: write another one")
    return None if dry_run else place_for(output)


@dataclass(frozen=True)
class Filling:
    """How a column is filled: its Entries, and lines on rows of nobody, on graded students in no row, and on those who
    are known by name only."""

    entries: list
    unmatched: list
    left: list
    named: list

    @property
    def values(self):
        """{row: text} of the cells that change."""
        return {entry.row: entry.after for entry in self.entries if entry.changes}


def filling_of(sheet, lms, column, students, totals):
    """The Filling of a Column; totals: {student's id: points}."""
    people = lms.people(sheet)
    owners, unmatched = rows_of(people, students)
    found = list(entries(sheet, column.place, owners, totals, lms.KEPT))
    placed = {student.id for student in owners.values()}
    left = [str(student) for student in students if student.id in totals and student.id not in placed]
    named = [str(owners[row]) for row, person in people if row in owners and by_name_only(person, owners[row])]
    return Filling(found, unmatched, left, named)


def main(assignment, into, output=None, column=None, scale=False, lms=None, dry_run=False, config=None, console=None):
    """Fills an assignment's column in an LMS's file, and writes that elsewhere; returns the exit code.

    Raises Unusable.
    """
    console, course, path, sheet = console or Console(), Course(config), writable(output, into, dry_run), opened(into)
    lms = formats.of_sheet(sheet, lms)
    target = column_for(lms.columns(sheet), assignment, column)
    with course.gradebook() as gradebook:
        about = assignment_of(gradebook, assignment)
        possible, points = possible_in(about).possible, points_of(gradebook, about)
        students = students_of(gradebook)
        waiting = waiting_in(gradebook, assignment)
        stale = assignment in stale_lateness(gradebook, course.config)
    totals = {student: found.total for student, found in points.items()}
    totals = scaled(totals, possible, target, assignment) if scale else totals
    filling = filling_of(sheet, lms, target, students, totals)
    if path:
        path.write_bytes(sheet.filled({(row, target.place): text for row, text in filling.values.items()}).content())
    title = f"{assignment} → {lms.NAME}: {sheet.header[target.place]}"
    remarks = [grade_first([assignment])] * stale
    show(console, filling, title, chain(remarks, about_points(lms, target, possible, filling.entries, scale)), waiting)
    print_plainly(console, summary(filling.entries, path))
    return 1 if filling.unmatched or filling.left else 0


def show(console, filling, title, remarks, waiting):
    """Prints what changes, and what else there is to know."""
    if changing := [entry for entry in filling.entries if entry.changes]:
        console.print(table_of(changing, title))
    for line in remarks:
        print_plainly(console, line)
    kept = [f"{e.student} {e.stays}" for e in filling.entries if e.stays and e.before]
    open_ = [str(e.student) for e in filling.entries if e.student.id in waiting and e.stays is None]
    tell(console, "left as it is", kept)
    tell(console, "not final: answers wait for a grader", open_, SHOWN)
    tell(console, "known by name only", filling.named)
    complain(console, "graded, and in no line of this file", filling.left)
    complain(console, "nobody's lines, left as they are", filling.unmatched)


def summary(found, path):
    """'upload.csv: 57 grades, 12 of them change'"""
    grades = [entry for entry in found if entry.stays is None]
    blank = sum(entry.stays is not None and not entry.before for entry in found)
    counts = f"{len(grades)} grades, {sum(e.changes for e in grades)} of them change, {blank} cells stay blank"
    return f"{path or 'dry run, nothing written'} · {counts}"
