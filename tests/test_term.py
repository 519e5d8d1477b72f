"""A term, played from an empty folder with the commands that the docs tell: sixty students, two assignments.

One assignment is ours, the other an instructor's own, with test cells and no module. Some hand in late, again, or what
nobody can read; one has an extension; a due date moves. Whoever shows points shows the same, also years later, from the
archive; and next year's course knows nobody of this year's.
"""

import csv
import html
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass, field

import nbformat
import pytest

from autograder.course.places import PACKAGE
from autograder.demo import fill_in, typical
from autograder.grading.book.gradebook import points_in
from tests.consoles import blocks_of
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
FULL = 28  # all that a machine gives, and 1 point of 2 for each written answer
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
    """The course, what each command has said, and who shows which points."""

    course: OwnCourse
    said: dict = field(default_factory=dict)
    shown: dict = field(default_factory=dict)

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
    """The whole of it; what everybody shows is kept twice, before and after a due date has moved."""
    folder = tmp_path_factory.mktemp("term")
    OwnCourse(folder).run("new", "course", "term")
    term = Term(OwnCourse(folder / "term"))
    with (term.folder / "nbgrader_config.py").open("a") as config:
        config.write(SETTINGS)
    shutil.copytree(PACKAGE / "source" / OURS, term.folder / "source" / OURS)
    term.course.write(OWN, "functions", notebook(*exercise("square", "x * x", 4, 1681, "x * x")))
    begin(term)
    hand_in_all(term)
    term.run("grade", "grade", OWN, OURS)
    graded_by_hand(term)
    term.run("grade after grading by hand", "grade", OURS)
    term.shown["first"] = looked_at(term)
    term.run("due moved", "due", OURS, "2026-10-14 23:59")
    term.run("grade moved", "grade", OURS)
    term.shown["moved"] = looked_at(term) | sent_out(term)
    return term


def begin(term):
    (term.folder / "canvas.csv").write_bytes(canvas_gradebook(CLASS, title="ps1 (501)", possible="30.00"))
    (term.folder / "moodle.csv").write_bytes(moodle_worksheet(CLASS, possible="5.00"))
    term.run("roster", "roster", "canvas.csv")
    term.run("due warmup", "due", OWN, "2026-10-05 23:59")
    term.run("due", "due", OURS, "2026-10-12 23:59")
    term.run("release", "release")


def hand_in_all(term):
    for assignment in (OWN, OURS):
        zipped(term.folder / f"{assignment}.zip", handed_in(term, assignment))
        term.run(f"submissions {assignment}", "submissions", assignment, f"{assignment}.zip", status=None)
    name = canvas_name(CLASS[AGAIN], 6000, FILES[OURS].replace(".ipynb", "-1.ipynb"))
    zipped(term.folder / "again.zip", {name: answered(term, OURS, AGAIN, again=True)})
    term.run("again", "submissions", OURS, "again.zip")
    term.run("extend", "extend", OURS, CLASS[EXTENDED].login, "--hours", "48")


# ── who shows what: {student: points} of an assignment ──────────────────────────────────────────────────────────

NUMBER = re.compile(r"(?<![−+\d.])\d+(?:\.\d+)?")
CELL = re.compile(r"\d+(?:\.\d+)?(?=</td>)")


def looked_at(term):
    """{who shows it: {assignment: {student: points}}} of what an instructor looks at."""
    told = term.run("report", "report", "--items", "items.csv")
    term.run("export", "export", module="nbgrader")
    shown = {"table": in_table(told), "report": in_report(term), "export": in_export(term)}
    return shown | {"gradebook": in_gradebook(term)}


def sent_out(term):
    """The same of what students and the LMS get."""
    for assignment in (OURS, OWN):
        term.run("feedback", "generate_feedback", assignment, module="nbgrader")
    term.run("grades canvas", "grades", OURS, "--into", "canvas.csv", "-o", "to_canvas.csv")
    term.run("grades moodle", "grades", OWN, "--into", "moodle.csv", "-o", "to_moodle.csv")
    return {"pages": on_pages(term), "LMS": {OURS: to_canvas(term), OWN: to_moodle(term)}}


def by_assignment(rows):
    """{assignment: {student: points}} of {student: (of ps1, of warmup)}, without what there is not."""
    return {
        assignment: {student: float(points[place]) for student, points in rows.items() if points[place]}
        for place, assignment in enumerate((OURS, OWN))
    }


def in_table(told):
    rows = {}
    for one in CLASS:
        (line,) = [line for line in told.splitlines() if line.strip().startswith(f"{one.first} {one.last}  ")]
        _, *cells = re.split(r"\s{2,}", line.strip())
        rows[one.login] = [(NUMBER.findall(cell) or [None])[0] for cell in cells[:2]]
    return by_assignment(rows)


def in_report(term):
    page, rows = html.unescape((term.folder / "report.html").read_text("utf-8")), {}
    for one in CLASS:
        row = page.partition(f'<tr><th scope="row">{one.first} {one.last}</th>')[2]
        cells = row.partition("</tr>")[0].split("<td ")[1:3]
        rows[one.login] = [(CELL.findall(cell) or [None])[0] for cell in cells]
    return by_assignment(rows)


def on_pages(term):
    found = {OURS: {}, OWN: {}}
    for path in (term.folder / "feedback").glob("*/*/*.html"):
        (points,) = re.findall(r"<b>([\d.]+)</b> <span>of [\d.]+ points", path.read_text("utf-8"))
        found[path.parts[-2]][path.parts[-3]] = float(points)
    return found


def in_export(term):
    rows = list(csv.DictReader((term.folder / "grades.csv").open(encoding="utf-8")))
    own = lambda assignment: [row for row in rows if row["assignment"] == assignment and row["score"]]
    return {assignment: {row["student_id"]: float(row["score"]) for row in own(assignment)} for assignment in FILES}


def in_gradebook(term):
    return {a: {student: points.total for student, points in term.points(a).items()} for a in FILES}


def to_canvas(term):
    numbers = {one.number: one.login for one in CLASS}
    read = canvas_reads((term.folder / "to_canvas.csv").read_bytes(), title="ps1 (501)")
    return {numbers[number]: float(grade) for number, grade in read.items() if grade}


def to_moodle(term):
    numbers = {one.number + STEP: one.login for one in CLASS}
    read = moodle_reads((term.folder / "to_moodle.csv").read_bytes())
    return {numbers[number]: float(grade) for number, grade in read.items()}


# ── what it comes to ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("when", ["first", "moved"])
@pytest.mark.parametrize("assignment", [OURS, OWN])
def test_every_number_agrees(term, when, assignment):
    shown = {who: points[assignment] for who, points in term.shown[when].items()}
    assert len(shown["gradebook"]) == len(CLASS) - len(NOTHING[assignment])
    assert {who: points for who, points in shown.items() if points != shown["gradebook"]} == {}


def test_lateness_is_what_it_should_be(term):
    """A late day pays for u005's first; the second costs a tenth, until the due date moves. An extension costs none."""
    late, extended = CLASS[5].login, CLASS[EXTENDED].login
    first, moved = (term.shown[when]["gradebook"] for when in ("first", "moved"))
    assert first[OURS][late] == pytest.approx(0.9 * moved[OURS][late], abs=0.01) and moved[OURS][late] > 0
    assert first[OWN] == moved[OWN] and first[OURS][extended] == moved[OURS][extended] == FULL
    others = lambda points: {student: value for student, value in points.items() if student != late}
    assert others(first[OURS]) == others(moved[OURS])
    assert "the due date was 2026-10-12 23:59:00 CEST, is 2026-10-14 23:59:00 CEST" in term.said["grade moved"]


def test_what_cannot_be_read_is_told_and_costs_nobody_else(term):
    for number in (BROKEN, NO_NOTEBOOK, EMPTY):
        assert f"! {CLASS[number].login} · ps1: least_squares.ipynb is" in term.said["grade"]
        assert term.shown["first"]["gradebook"][OURS][CLASS[number].login] <= 4  # what a person gave
    assert "no notebook in it" in term.said["submissions ps1"]


def test_who_hands_in_again_is_graded_by_the_newer(term):
    assert "handed in again, and replaced" in term.said["again"]
    assert term.shown["first"]["gradebook"][OURS][CLASS[AGAIN].login] == FULL


def test_feedback_goes_back_to_whom_it_belongs(term):
    term.run("feedback zip", "feedback", OURS, "--for", "canvas", "--submissions", "ps1.zip", "-o", "feedback.zip")
    with zipfile.ZipFile(term.folder / "feedback.zip") as archive:
        pages = {canvas_takes_back(name)[0]: archive.read(name) for name in archive.namelist()}
    logins = {one.number: one.login for one in CLASS}
    own = lambda number: (term.folder / "feedback" / logins[number] / OURS / "least_squares.html").read_bytes()
    assert len(pages) == len(CLASS) - len(NOTHING[OURS])
    assert all(page == own(number) for number, page in pages.items())


def test_the_items_are_those_of_both_assignments(term):
    rows = list(csv.DictReader((term.folder / "items.csv").open(encoding="utf-8")))
    assert {row["assignment"] for row in rows} == {OURS, OWN}


# ── afterwards: these tests come last ───────────────────────────────────────────────────────────────────────────

NAMED_OTHERWISE = ["moodle.csv", "to_moodle.csv", "to_canvas.csv", "ps1.zip", "warmup.zip", "again.zip"]  # than docs do


def typed(folder, words):
    """Types the console block of docs/term.md that begins with these words."""
    (block,) = [b for b in blocks_of((PACKAGE / "docs" / "term.md").read_text("utf-8")) if b.text.startswith(words)]
    subprocess.run(["bash", "-c", block.script], cwd=folder, stderr=subprocess.DEVNULL, check=False)


def test_the_archive_shows_the_same_and_can_be_graded_again(term, tmp_path):
    shutil.copy(term.folder / "to_canvas.csv", term.folder / "upload.csv")
    shutil.copy(term.folder / "report.html", term.folder / "similar.html")  # tests/test_similar.py makes one
    typed(term.folder, "$ tar -czf")
    subprocess.run(["tar", "-xzf", term.folder.parent / "term.tar.gz"], cwd=tmp_path, check=True)
    archive, moved = Term(OwnCourse(tmp_path)), term.shown["moved"]
    assert looked_at(archive) == {who: moved[who] for who in ("table", "report", "export", "gradebook")}
    assert "There is nothing to grade" in archive.run("grade", "grade", OWN, OURS)
    students = [word for number in (5, EXTENDED, AGAIN, BROKEN) for word in ("--student", CLASS[number].login)]
    assert "Grading again has changed no score." in archive.run("again", "grade", OWN, OURS, "--force", *students)
    assert in_gradebook(archive) == moved["gradebook"]


def traces(folder):
    """The files in which somebody of the class is named: by the account, or by name."""
    words = "|".join(rf"\b{one.login}\b|{one.first} {one.last}|{one.last}, {one.first}" for one in CLASS)
    named, files = re.compile(words), [path for path in folder.rglob("*") if path.is_file()]
    told = lambda path: f"{path.relative_to(folder)} {path.read_bytes().decode('utf-8', 'replace')}"
    return {str(path.relative_to(folder)) for path in files if named.search(told(path))}


def test_next_years_course_knows_nobody_and_goes_on(term):
    for name in NAMED_OTHERWISE:
        (term.folder / name).unlink()
    (term.folder / ".nbgrader.log").write_text(f"ERROR ps1 of {CLASS[0].login}: not graded")  # as it may be
    typed(term.folder, "$ rm -rf submitted")
    assert traces(term.folder) == set()
    (term.folder / "students.csv").write_text("id,first_name,last_name\nnew,Mary,Cartwright\n")
    term.run("roster", "roster", "students.csv")
    term.run("due next year", "due", OWN, "2027-10-05 23:59")
    term.run("release next year", "release")
    term.course.hand_in("new", OWN, "functions", {"answer": RIGHT})
    term.run("grade next year", "grade", OWN)
    with term.course.gradebook() as gradebook:
        assert [student.id for student in gradebook.students] == ["new"]
        assert points_in(gradebook, OWN, "new").total == 5
