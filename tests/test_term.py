"""A term, played from an empty folder with the commands that the docs tell: sixty students, two assignments.

One assignment is ours, the other an instructor's own, with test cells and no module. Some hand in late, again, or what
nobody can read; one has an extension; a due date moves. Whoever shows points shows the same.
"""

import csv
import io
import re
import shutil
import zipfile
from collections import Counter
from dataclasses import dataclass

import nbformat
import pytest

from autograder.course.places import PACKAGE
from autograder.demo import WRITTEN, fill_in, typical
from autograder.grading.book.gradebook import points_in
from tests.lms_files import (
    STEP,
    Somebody,
    canvas_gradebook,
    canvas_name,
    canvas_reads,
    canvas_takes_back,
    moodle_reads,
    moodle_worksheet,
    zipped,
)
from tests.own_course import OwnCourse, exercise, notebook

OURS, OWN = "ps1", "warmup"
FILES = {OURS: "least_squares.ipynb", OWN: "functions.ipynb"}
FIRST = ["Ada", "Grace", "José", "Wei", "Noor", "Zoë"]
LAST = ["Lovelace", "Hopper", "García Márquez", "Li", "O'Neil", "Smith, Jr.", "von Neumann", "Nguyễn", "Çelik", "Ito"]
CLASS = [
    Somebody(1000 + n, last, first, f"u{n:03d}", f"{n:05d}")
    for n, (first, last) in enumerate((first, last) for last in LAST for first in FIRST)
]
LATE = {OWN: {5, 6}, OURS: {5, 8}}  # u005 has one late day, and is late twice
EXTENDED, AGAIN, NOTHING = 8, 9, {OWN: {7}, OURS: {13}}
BROKEN, NO_NOTEBOOK, EMPTY = 10, 11, 12
SETTINGS = """
c.CourseDirectory.course_id = "term"
c.DueDates.timezone = "Europe/Berlin"
c.LatePenalty.per_day = 10
c.LatePenalty.late_days = 1
"""
RIGHT, WRONG = "def square(x):\n    return x * x", "def square(x):\n    return x + x"


@dataclass
class Term:
    """The course, and what each command has said."""

    course: OwnCourse
    said: dict

    @property
    def folder(self):
        return self.course.folder

    def run(self, name, *words, **settings):
        self.said[name] = self.course.run(*words, **settings)
        return self.said[name]

    def points(self, assignment):
        """{student: Points} of who handed in, as the gradebook adds them up."""
        with self.course.gradebook() as gradebook:
            found = {one.login: points_in(gradebook, assignment, one.login) for one in CLASS}
        return {student: points for student, points in found.items() if points}


# ── what the students do ────────────────────────────────────────────────────────────────────────────────────────


def answered(term, assignment, number, again=False):
    """What a student hands in for an assignment: the bytes of a file."""
    name = FILES[assignment]
    work = nbformat.read(term.folder / "release" / assignment / name, as_version=4)
    if assignment == OURS:
        source = nbformat.read(term.folder / "source" / OURS / name, as_version=4)
        fill_in(work, source, {} if again or number % 4 == 0 else typical(number)(OURS))
    else:
        (cell,) = [c for c in work.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "answer"]
        cell.source = RIGHT if number % 3 else WRONG
    content = nbformat.writes(work)
    return {BROKEN: content[: len(content) // 2], EMPTY: ""}.get(number, content) if assignment == OURS else content


def handed_in(term, assignment):
    """The LMS's zip: {name: content}, of the first time."""
    files = {}
    for number, one in enumerate(CLASS):
        if number not in NOTHING[assignment]:
            file = "notes.txt" if (assignment, number) == (OURS, NO_NOTEBOOK) else FILES[assignment]
            name = canvas_name(one, 5000 + number, file, late=number in LATE[assignment])
            files[name] = answered(term, assignment, number)
    return files


def graded_by_hand(term):
    """A person gives 1 point for each written answer, and none for what is empty, as in Formgrader."""
    with term.course.gradebook() as gradebook:
        for submission in gradebook.assignment_submissions(OURS):
            for grade in (grade for own in submission.notebooks for grade in own.grades if grade.needs_manual_grade):
                grade.manual_score, grade.needs_manual_grade = 1, False
        gradebook.db.commit()


# ── the term ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def term(tmp_path_factory):
    folder = tmp_path_factory.mktemp("term")
    OwnCourse(folder).run("new", "course", "term")
    term = Term(OwnCourse(folder / "term"), {})
    with (term.folder / "nbgrader_config.py").open("a") as config:
        config.write(SETTINGS)
    shutil.copytree(PACKAGE / "source" / OURS, term.folder / "source" / OURS)
    term.course.write(OWN, "functions", notebook(*exercise("square", "x * x", 4, 1681, "x * x")))
    begin(term)
    hand_in_all(term)
    term.run("extend", "extend", OURS, CLASS[EXTENDED].login, "--hours", "48")
    term.run("grade", "grade", OWN, OURS, status=1)
    graded_by_hand(term)
    term.run("after grading by hand", "grade", OURS)
    return term


def begin(term):
    (term.folder / "roster.csv").write_bytes(canvas_gradebook(CLASS, title="ps1 (501)", possible="22.00"))
    term.run("roster", "roster", "roster.csv")
    term.run("due warmup", "due", OWN, "2026-10-05 23:59")
    term.run("due ps1", "due", OURS, "2026-10-12 23:59")
    term.run("release", "release")


def hand_in_all(term):
    for assignment in (OWN, OURS):
        zipped(term.folder / f"{assignment}.zip", handed_in(term, assignment))
        term.run(f"submissions {assignment}", "submissions", assignment, f"{assignment}.zip")
    name = canvas_name(CLASS[AGAIN], 6000, FILES[OURS].replace(".ipynb", "-1.ipynb"))
    zipped(term.folder / "again.zip", {name: answered(term, OURS, AGAIN, again=True)})
    term.run("again", "submissions", OURS, "again.zip")


# ── who shows what ──────────────────────────────────────────────────────────────────────────────────────────────


def in_table(said):
    """{student's name: the numbers of its row} of the table in the terminal."""
    rows = {}
    for one in CLASS:
        (line,) = [
            line
            for line in said.splitlines()
            if f"{one.first} {one.last}" in line or f"{one.last}, {one.first}" in line
        ]
        rows[one.login] = line
    return rows


def in_report(term):
    """{student's name: the text of its row} of the class report."""
    page = BeautifulSoup((term.folder / "report.html").read_text("utf-8"), "html.parser")
    return page


def on_pages(term, assignment):
    """{student: (points, possible)} at the head of each feedback page."""
    found = {}
    for path in (term.folder / "feedback").glob(f"*/{assignment}/*.html"):
        points, possible = re.search(r"<b>([\d.]+)</b> <span>of ([\d.]+) points", path.read_text("utf-8")).groups()
        found[path.parts[-3]] = float(points), float(possible)
    return found


def in_export(term, assignment):
    """{student: total} of `nbgrader export`."""
    term.run("export", "export", module="nbgrader")
    rows = csv.DictReader((term.folder / "grades.csv").open(encoding="utf-8"))
    return {row["student_id"]: float(row["score"]) for row in rows if row["assignment"] == assignment}


def test_play(term):
    for name, said in term.said.items():
        print("=====", name)
        print(said)
    print(term.run("report", "report", "--items", "items.csv"))
    term.run("feedback pages", "generate_feedback", OURS, module="nbgrader")
    print(list(on_pages(term, OURS).items())[:5], in_export(term, OURS))
    print({k: str(v) for k, v in term.points(OURS).items()})
    print(term.folder)
    assert 0
