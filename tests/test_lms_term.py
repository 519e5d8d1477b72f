"""A term at an LMS: roster, submissions, grading, grades, feedback; and what happens when it is done twice."""

import argparse
import contextlib
import errno
import io
import shutil
import zipfile
from datetime import datetime, timedelta

import nbformat
import pytest
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import GenerateFeedback
from rich.console import Console

import autograder
from autograder.__main__ import main
from autograder.grading.book.writer import course_directory
from autograder.grading.whole_class import runner
from autograder.grading.whole_class.runner import grade
from autograder.lms import commands, feedback, grades, roster, submissions
from autograder.lms.course import complain, tell
from autograder.lms.people import Unusable
from autograder.lms.submissions import LATE_SOMEHOW
from tests.lms_files import (
    ADA,
    GRACE,
    JOSE,
    NOON,
    PEOPLE,
    SMITH,
    STEP,
    Somebody,
    blackboard_gradebook,
    blackboard_names,
    blackboard_reads,
    canvas_gradebook,
    canvas_name,
    canvas_reads,
    canvas_takes_back,
    moodle_folder,
    moodle_reads,
    moodle_takes_back,
    moodle_worksheet,
    zipped,
)
from tests.test_structure import imported, sources_of
from tests.tiny_class import (
    ANSWERS,
    ASSIGNMENT,
    NOTEBOOK,
    InProcess,
    gradebook_of,
    notebook,
    scores,
    tiny_class,
    tiny_config,
)

BODIES = dict(zip([ADA, GRACE, JOSE], ANSWERS))
POINTS = {person.login: ANSWERS[body] for person, body in BODIES.items()}
FILE = f"{NOTEBOOK}.ipynb"


class Term:
    """A tiny course whose students hand in at an LMS. Each command returns (exit code, what it printed)."""

    def __init__(self, folder, config):
        self.folder, self.config = folder, config

    def run(self, command, *arguments, **settings):
        console = Console(width=300, file=io.StringIO())
        code = command.main(*arguments, config=self.config, console=console, **settings)
        return code, console.file.getvalue()

    def file(self, name, content):
        (self.folder / name).write_bytes(content)
        return self.folder / name

    def enrol(self, content, **settings):
        assert self.run(roster, self.file("roster.csv", content), **settings)[0] == 0

    def take(self, files, **settings):
        return self.run(submissions, ASSIGNMENT, zipped(self.folder / "in.zip", files), **settings)

    def submitted(self, student):
        """{path: content} of what lies in a student's folder."""
        top = self.folder / "submitted" / student / ASSIGNMENT
        return {str(path.relative_to(top)): path.read_text() for path in top.rglob("*") if path.is_file()}

    def grade(self):
        grade(ASSIGNMENT, config=self.config, console=Console(file=io.StringIO()))
        return scores(self.config)

    def give_feedback(self):
        GenerateFeedback(course_directory(self.config, assignment_id=ASSIGNMENT), config=self.config).start()

    def fill(self, content, **settings):
        """(exit code, what was printed, the filled file) of the grades going into an LMS's file."""
        output = self.folder / "out.csv"
        code, told = self.run(grades, ASSIGNMENT, self.file("gradebook.csv", content), output, **settings)
        return code, told, output.read_bytes() if output.exists() else None

    def due(self, when):
        with gradebook_of(self.config) as gradebook:
            gradebook.update_or_create_assignment(ASSIGNMENT, duedate=when)


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A tiny course without students; making one takes seconds."""
    folder = tmp_path_factory.mktemp("course")
    tiny_class(folder, 0)
    return folder


@pytest.fixture
def term(released, tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "Processes", InProcess)
    shutil.copytree(released, tmp_path / "course")
    return Term(tmp_path / "course", tiny_config(tmp_path / "course"))


def answer(person):
    return nbformat.writes(notebook(BODIES[person], "Because."))


def pages(path):
    """{name: page} of a zip."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_term_at_canvas(term):
    """Late ones are late, a number of a resubmission is no part of a name, and each grade and page is their own."""
    term.due(datetime(2026, 9, 30, 22))
    term.enrol(canvas_gradebook(PEOPLE))
    names = {ADA: canvas_name(ADA, 11, FILE), GRACE: canvas_name(GRACE, 12, f"{NOTEBOOK}-1.ipynb", late=True)}
    names[JOSE] = canvas_name(JOSE, 13, FILE)
    code, told = term.take({name: answer(one) for one, name in names.items()})
    assert code == 0 and "3 new, 1 of them late" in told and f"was {NOTEBOOK}-1.ipynb" in told
    assert "nothing from them in this zip:\n  bsmith" in told
    assert term.submitted("ada") == {FILE: answer(ADA)}
    assert term.submitted("grace")["timestamp.txt"] == "2026-09-30 22:00:01.000000 UTC\n"
    assert NbGraderAPI(course_directory(term.config)).get_submitted_students(ASSIGNMENT) == set(POINTS)
    assert term.grade() == POINTS
    code, told, filled = term.fill(canvas_gradebook(PEOPLE, grades={SMITH: "2"}), dry_run=True)
    assert code == 0 and filled is None and "3 of them change" in told and "dry run" in told
    code, told, filled = term.fill(canvas_gradebook(PEOPLE, grades={SMITH: "2"}))
    assert code == 0 and canvas_reads(filled) == {1001: "4", 1002: "1.5", 1003: "0", 1004: "2", 9999: ""}
    assert "not final: answers wait for a grader" in told and "gradebook 5" in told
    term.give_feedback()
    code, told = term.run(feedback, ASSIGNMENT, "canvas", term.folder / "fb.zip", term.folder / "in.zip")
    assert code == 0 and "3 pages" in told
    found = {canvas_takes_back(name): page for name, page in pages(term.folder / "fb.zip").items()}
    own = lambda one: (term.folder / "feedback" / one.login / ASSIGNMENT / f"{NOTEBOOK}.html").read_text()
    assert found == {(1001, 11): own(ADA), (1002, 12): own(GRACE), (1003, 13): own(JOSE)}


def test_a_term_at_moodle(term):
    """The worksheet says who it is and when it came, in the time zone of the LMS."""
    term.enrol(moodle_worksheet(PEOPLE), column="Email address")
    came = {person: NOON + timedelta(hours=n) for n, person in enumerate(BODIES)}
    sheet = term.file("worksheet.csv", moodle_worksheet(PEOPLE, when=came, late=[JOSE]))
    files = {f"{moodle_folder(one)}/{FILE}": answer(one) for one in BODIES}
    code, told = term.take(files, worksheet=sheet, timezone="Europe/Berlin")
    assert code == 0 and "3 new, 1 of them late" in told
    assert term.submitted("grace@example.org")["timestamp.txt"] == "2026-09-30 11:00:00.000000 UTC\n"
    assert term.grade() == {f"{login}@example.org": points for login, points in POINTS.items()}
    code, told, filled = term.fill(sheet.read_bytes())
    assert code == 0 and moodle_reads(filled) == {1001 + STEP: "4", 1002 + STEP: "1.5", 1003 + STEP: "0"}
    term.give_feedback()
    where = {"submissions": term.folder / "in.zip", "worksheet": sheet}
    assert term.run(feedback, ASSIGNMENT, "moodle", term.folder / "fb.zip", **where)[0] == 0
    numbers = {one.number + STEP for one in PEOPLE}
    found = {moodle_takes_back(name, numbers)[0]: page for name, page in pages(term.folder / "fb.zip").items()}
    assert set(found) == {one.number + STEP for one in BODIES}


def test_a_term_at_blackboard(term):
    term.enrol(blackboard_gradebook(PEOPLE))
    files = {blackboard_names(one, NOON, FILE)[0]: answer(one) for one in BODIES}
    files |= {blackboard_names(one, NOON, FILE)[1]: f"Name: {one.first} ({one.login})" for one in BODIES}
    assert term.take(files)[0] == 0
    assert term.submitted("ada")["timestamp.txt"] == "2026-09-30 12:00:00.000000 UTC\n"
    assert term.grade() == POINTS
    code, told, filled = term.fill(blackboard_gradebook(PEOPLE), scale=True)
    assert code == 0 and blackboard_reads(filled) == {"ada": "3.2", "grace": "1.2", "jgarcia": "0", "bsmith": ""}
    assert "--scale" not in told
    term.give_feedback()
    assert term.run(feedback, ASSIGNMENT, "blackboard", term.folder / "fb.zip", term.folder / "in.zip")[0] == 0
    assert set(pages(term.folder / "fb.zip")) == {f"{one.login}/{NOTEBOOK}.html" for one in BODIES}


# ── again ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def enrolled(term):
    term.enrol(canvas_gradebook(PEOPLE))
    return term


def test_a_second_import_replaces_what_is_older_and_nothing_else(enrolled):
    first, second = ({canvas_name(ADA, number, FILE): text} for number, text in ((11, "one"), (12, "two")))
    assert enrolled.take(first, dry_run=True)[0] == 0 and enrolled.submitted("ada") == {}
    assert enrolled.take(first)[0] == 0
    assert "1 as it was" in enrolled.take(first)[1]
    code, told = enrolled.take(second)
    assert code == 0 and "handed in again, and replaced" in told and enrolled.submitted("ada") == {FILE: "two"}
    code, told = enrolled.take(first)
    assert code == 0 and "what is there is newer, or" in told and enrolled.submitted("ada") == {FILE: "two"}
    assert enrolled.take(first, replace=True)[0] == 0 and enrolled.submitted("ada") == {FILE: "one"}


def test_what_came_another_way_is_not_replaced_unasked(enrolled):
    place = enrolled.folder / "submitted" / "ada" / ASSIGNMENT
    place.mkdir(parents=True)
    (place / FILE).write_text("by exchange")
    code, told = enrolled.take({canvas_name(ADA, 11, FILE): "at Canvas"})
    assert code == 1 and "--replace" in told and enrolled.submitted("ada") == {FILE: "by exchange"}


def test_a_time_that_nobody_said_makes_nothing_newer(enrolled):
    enrolled.due(NOON)
    place = enrolled.folder / "submitted" / "ada" / ASSIGNMENT
    place.mkdir(parents=True)
    (place / FILE).write_text("by exchange")
    (place / "timestamp.txt").write_text(f"{NOON - timedelta(hours=1)} UTC")
    code, told = enrolled.take({canvas_name(ADA, 11, FILE, late=True): "at Canvas"})
    assert code == 1 and "--replace" in told and enrolled.submitted("ada")[FILE] == "by exchange"


def test_a_time_that_was_put_right_stays(enrolled):
    enrolled.due(NOON)
    late = {canvas_name(ADA, 11, FILE, late=True): "one"}
    assert LATE_SOMEHOW in enrolled.take(late)[1]
    stamp = enrolled.folder / "submitted" / "ada" / ASSIGNMENT / "timestamp.txt"
    stamp.write_text("2026-10-02 08:00:00 UTC\n")
    assert "1 as it was" in enrolled.take(late)[1] and stamp.read_text() == "2026-10-02 08:00:00 UTC\n"


def test_nothing_goes_anywhere_but_into_its_folder(enrolled):
    """Whatever is odd is told, and the rest is taken."""
    evil = {"../../evil.ipynb": "x", f"../{canvas_name(ADA, 9, FILE)}": "x", "notes.txt": "x"}
    own = {canvas_name(ADA, 11, FILE): "one", canvas_name(ADA, 12, "timestamp.txt"): "1970-01-01"}
    stranger = {canvas_name(Somebody(1, "Nobody", "", "n", "1"), 10, FILE): "x"}
    before = {path for path in enrolled.folder.rglob("*") if path.name != "in.zip"}
    empty = {canvas_name(GRACE, 13, "timestamp.txt"): "1970-01-01"}
    code, told = enrolled.take(evil | own | stranger | empty)
    after = {path for path in enrolled.folder.rglob("*") if path.name != "in.zip"}
    place = enrolled.folder / "submitted"
    new = {place, place / "ada", place / "ada" / ASSIGNMENT, place / "ada" / ASSIGNMENT / FILE}
    assert after - before == new | {place / "ada" / f".{ASSIGNMENT}.lms.json"}
    assert code == 1 and enrolled.submitted("ada") == {FILE: "one"}
    for words in (
        "evil.ipynb would lie outside",
        "timestamp.txt is not a student's",
        "notes.txt: no file that was",
        "nobody (",
        "no file that could be taken:\n  grace",
    ):
        assert words in told


def test_a_damaged_download_is_told_and_mended_by_a_whole_one(enrolled):
    first = {canvas_name(ADA, 11, FILE): "one", canvas_name(ADA, 12, "data.csv"): "1,2,3"}
    path = zipped(enrolled.folder / "broken.zip", first)
    content = bytearray(path.read_bytes())
    content[content.index(b"data.csv") + len("data.csv")] ^= 0xFF
    path.write_bytes(content)
    code, told = enrolled.run(submissions, ASSIGNMENT, path)
    assert code == 1 and "data.csv is damaged" in told and enrolled.submitted("ada") == {FILE: "one"}
    assert enrolled.take(first)[0] == 0
    assert enrolled.submitted("ada") == {FILE: "one", "data.csv": "1,2,3"}


def test_a_notebook_that_was_mended_here_stays(enrolled):
    first = {canvas_name(ADA, 11, FILE): "one"}
    enrolled.take(first)
    (enrolled.folder / "submitted" / "ada" / ASSIGNMENT / FILE).write_text("one, mended")
    code, told = enrolled.take(first)
    assert code == 0 and "or was changed here since" in told and enrolled.submitted("ada") == {FILE: "one, mended"}


# ── what is wrong use ───────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_not_there_is_told(term):
    with pytest.raises(Unusable, match="no assignment ps99: this course has tiny"):
        term.run(submissions, "ps99", zipped(term.folder / "x.zip", {"a": ""}))
    with pytest.raises(Unusable, match="no feedback on tiny"):
        term.run(feedback, ASSIGNMENT, "plain", term.folder / "fb.zip")
    sheet = term.file("gradebook.csv", canvas_gradebook(PEOPLE))
    for settings, words in [
        ({}, "-o FILE"),
        ({"output": sheet}, "stays as it is"),
        ({"output": "no/folder.csv"}, "no such folder"),
        ({"output": str(term.folder)}, "it is a folder"),
        ({"dry_run": True, "column": "x"}, "--column"),
    ]:
        with pytest.raises(Unusable, match=words):
            term.run(grades, ASSIGNMENT, sheet, **settings)
    with pytest.raises(Unusable, match="no time zone Mars"):
        term.run(submissions, ASSIGNMENT, "x.zip", timezone="Mars")


def test_a_graded_student_who_is_in_no_line_is_told(enrolled):
    enrolled.take({canvas_name(one, one.number, FILE): answer(one) for one in (ADA, GRACE)})
    enrolled.grade()
    code, told, filled = enrolled.fill(canvas_gradebook([ADA]))
    assert code == 1 and "graded, and in no line of this file:\n  grace" in told
    assert canvas_reads(filled) == {1001: "4", 9999: ""}


def test_declaring_the_commands_asks_for_no_course():
    """Where the course is, is known when the command line is read."""
    modules = {name: source for name, source in sources_of(autograder).items() if name.startswith("autograder.lms")}
    seen, todo = set(), ["autograder.lms.commands"]
    while todo:
        seen.add(name := todo.pop())
        found = {each for each in modules for asked in imported(name, modules[name]) if asked.startswith(each)}
        others = [asked for asked in imported(name, modules[name]) if not asked.startswith("autograder.lms")]
        assert others == ["autograder.kit.text.one_line"] * (name == "autograder.lms.commands")
        todo += found - seen - {"autograder.lms"}


def test_what_is_wrong_is_said_where_all_else_is_quiet(capsys):
    console = Console(file=io.StringIO())
    complain(console, "nobody's", ["a"])
    assert console.file.getvalue() == "nobody's:\n  a\n" and not capsys.readouterr().err
    with contextlib.redirect_stdout(None):  # as --quiet does
        complain(None, "nobody's", ["b"])
        tell(None, "new", ["c"])
    assert capsys.readouterr().err == "nobody's:\n  b\n"


@pytest.mark.parametrize(
    "why, code, told",
    [
        (OSError(errno.EROFS, "Read-only file system", "submitted/ada"), 1, "Read-only file system: 'submitted/ada'"),
        (KeyboardInterrupt(), 130, "what was done before is done"),
    ],
)
def test_a_command_that_has_to_stop_says_so(why, code, told, monkeypatch, capsys):
    def stopping(file):
        raise why

    monkeypatch.setattr(roster, "main", stopping)
    assert commands.roster(argparse.Namespace(file="roster.csv")) == code
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["roster", "no.csv"],
        ["grades", "ps1", "--into", "no.csv", "-o", "x.csv"],
        ["submissions", "ps1", "x.zip", "--timezone", "Mars"],
    ],
)
def test_the_command_line_says_what_is_wrong_and_ends_with_2(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert capsys.readouterr().err
