"""Due dates and extensions: as they are set and told, before and after something was handed in."""

import copy
from datetime import datetime, timedelta

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.__main__ import main
from autograder.course import intake
from autograder.course.head import tell, without_due
from autograder.course.places import notebooks
from autograder.course.release import generate
from autograder.grading.book import dates
from autograder.grading.clock import zone_of
from autograder.grading.lateness import Rule, announced
from autograder.grading.whole_class import runner
from autograder.report.data import class_data
from autograder.report.formgrade import shortened
from tests.test_release import DUE as DUE_LINE
from tests.tiny_class import (
    ANSWERS,
    ASSIGNMENT,
    NOTEBOOK,
    InProcess,
    by_grade,
    by_nbgrader,
    gradebook_of,
    hand_in,
    scores,
    tiny_class,
)

DUE, STAND = "2026-10-24 23:59", "tiny: due Saturday, 24 October 2026, 23:59"
LINE = announced(datetime(2026, 10, 12, 21, 59), Rule(20, 10, 50, 5), zone_of("Europe/Berlin"))


COMPLAINTS = [
    ("due ps9", "there is no assignment ps9: this course has tiny"),
    ("due ps9|2026-10-24 23:59", "there is no assignment ps9: this course has tiny"),
    ("due tiny soon", "'soon' is no date and time like '2026-10-12 23:59'"),
    ("due tiny|2026-03-29 02:30", "the clocks of Europe/Berlin never show 2026-03-29 02:30: they are put forward"),
    ("extend ps9 ada --hours 2", "there is no assignment ps9"),
    ("extend tiny bob --hours 2", "there is no student bob: `nbgrader db student add bob` enters one"),
    ("extend tiny ada --hours -2", "tiny is due Saturday, 24 October 2026, 23:59: that is no extension"),
    ("extend tiny ada --hours inf", "inf hours are no length of time"),
    ("due --remove", "--remove wants an assignment"),
    ("extend tiny ada --until|2026-10-20 12:00", "that is no extension"),
    ("extend tiny ada --remove", "ada has no extension for tiny"),
    ("extend tiny bob --remove", "there is no student bob"),
]


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """(folder, configuration) of a released assignment that nobody has handed in; ada is in the gradebook."""
    monkeypatch.setattr(runner, "Processes", InProcess)
    config = tiny_class(tmp_path, 0)
    config.DueDates.timezone = "Europe/Berlin"
    monkeypatch.setattr(dates, "course_config", lambda: config)
    with gradebook_of(config) as gradebook:
        gradebook.add_student("ada")
    return tmp_path, config


def said(capsys, *words):
    """(exit code, lines printed, what was complained about) of a command."""
    capsys.readouterr()
    code = main(list(words)) or 0
    printed = capsys.readouterr()
    return code, printed.out.splitlines(), printed.err.strip()


def test_what_is_set_is_listed_by_the_courses_clock_and_kept_in_utc(tiny, capsys):
    _, config = tiny
    assert said(capsys, "due")[1][0] == "tiny: no due date"
    _, (told, then), _ = said(capsys, "due", "tiny", DUE)
    assert told == "tiny is due Saturday, 24 October 2026, 23:59 (Europe/Berlin)"
    assert "nbgrader generate_assignment tiny --force" in then
    _, (told,), _ = said(capsys, "extend", "tiny", "ada", "--hours", "48")
    assert told == "ada has until Monday, 26 October 2026, 22:59 (Europe/Berlin) for tiny: 2 days more"
    _, (told,), _ = said(capsys, "extend", "tiny", "ada", "--until", "2026-10-26 23:59")
    assert told.endswith("for tiny: 2 days 1 hour more")
    extended = "    ada until Monday, 26 October 2026, 23:59 (2 days 1 hour more)"
    assert said(capsys, "due")[1] == [STAND, extended, "By the clock of Europe/Berlin. Late penalty: none"]
    with gradebook_of(config) as gradebook:
        assert gradebook.find_assignment("tiny").duedate == datetime(2026, 10, 24, 21, 59)
        assert gradebook.find_submission("tiny", "ada").extension == timedelta(hours=49)
    assert said(capsys, "extend", "tiny", "ada", "--remove")[0] == 0
    assert said(capsys, "due", "tiny")[1][0] == STAND
    assert said(capsys, "due", "tiny", "--remove")[1][0] == "tiny has no due date"
    with gradebook_of(config) as gradebook:
        assert gradebook.assignment_submissions("tiny") == [] and gradebook.find_assignment("tiny").duedate is None


def test_what_cannot_be_is_said_and_changes_nothing(tiny, capsys):
    dates.due("tiny", DUE)
    for text, complaint in COMPLAINTS:
        words = [word for part in text.split("|") for word in (part.split() if part[0].isalpha() else [part])]
        code, printed, complained = said(capsys, *words)
        assert (code, printed) == (2, []) and complaint in complained, text
        assert said(capsys, "due")[1][:-1] == [STAND], text


def test_a_due_date_may_be_set_before_the_first_release_an_extension_not(tiny, capsys):
    folder, _ = tiny
    (folder / "source" / "next").mkdir()
    assert said(capsys, "due", "next")[0] == 2
    assert said(capsys, "due", "next", DUE)[0] == 0
    assert "generate_assignment next" in said(capsys, "extend", "next", "ada", "--hours", "2")[2]


@pytest.mark.parametrize("grading", [by_grade, by_nbgrader])
def test_an_extension_before_anything_came_is_no_submission_and_counts_when_it_comes(tiny, grading):
    folder, config = tiny
    config.LatePenalty.per_day = 10
    dates.due(ASSIGNMENT, DUE)
    dates.extend(ASSIGNMENT, "ada", hours=24)
    (row,) = class_data(config).students
    assert row.submissions == {}
    for student in ("ada", "bob"):
        hand_in(folder, student, next(iter(ANSWERS)))
        (folder / "submitted" / student / ASSIGNMENT / "timestamp.txt").write_text("2026-10-25 12:00 CET")
    grading(config)
    assert scores(config) == {"ada": 4, "bob": 4}
    assert {row.id: row.points.total for row in class_data(config).students} == {"ada": 4, "bob": 3.6}


# ── the notebook's head ─────────────────────────────────────────────────────────────────────────────────────────


def test_students_read_in_the_notebook_when_it_is_due(tiny):
    folder, config = tiny
    path = folder / "release" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    before = path.read_bytes()
    config.LatePenalty.per_day = 10
    dates.due(ASSIGNMENT, DUE)
    generate(config, [ASSIGNMENT])
    due = "**Due Saturday, 24 October 2026, 23:59 (Europe/Berlin).** Each day begun after it takes 10 % off"
    assert nbformat.read(path, as_version=4).cells[0].source.startswith(due)
    dates.due(ASSIGNMENT, remove=True)
    generate(config, [ASSIGNMENT])
    assert path.read_bytes() == before


@pytest.mark.parametrize("assignment", notebooks("release"))
def test_the_line_stands_below_the_title_and_nothing_else_changes(assignment):
    plain = nbformat.read(notebooks("release")[assignment], as_version=4)
    told = tell(nbformat.read(notebooks("release")[assignment], as_version=4), LINE)
    title, _, line, *_ = told.cells[0].source.split("\n")
    assert title.startswith("# ") and line == LINE
    assert tell(tell(told, LINE.replace("12", "13")), LINE) == told
    assert without_due(told.cells[0].source) == plain.cells[0].source
    assert not intake.has_own_cells(told, assignment)
    assert DUE_LINE.sub(b"", nbformat.writes(told).encode()) == nbformat.writes(plain).encode()
    graders = [shortened(copy.deepcopy(cells[0]), assignment, asks=False) for cells in (told.cells, plain.cells)]
    assert graders[0] == graders[1]
    assert tell(told, None) == plain


def test_a_cell_that_nbgrader_knows_by_its_checksum_is_left_alone():
    for first in (new_code_cell("1"), new_markdown_cell("# Title", metadata={"nbgrader": {"locked": True}})):
        told = tell(new_notebook(cells=[first]), LINE)
        assert [cell.source for cell in told.cells] == [LINE, first.source]
