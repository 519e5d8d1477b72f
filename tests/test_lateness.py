"""Due dates, late penalties and timestamps: what nbgrader makes of them, and what changes when they do."""

import csv
import io
import shutil
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.plugins import LateSubmissionPlugin
from rich.console import Console
from traitlets.config import Config

from autograder.course.release import generate
from autograder.grading.book import dates
from autograder.grading.book.penalties import clocks, stale_lateness
from autograder.grading.book.writer import course_directory
from autograder.grading.timestamp import NO_TIME, time_of
from autograder.grading.whole_class import runner, worker
from autograder.grading.whole_class.runner import CannotGrade, grade
from autograder.lms import grades
from autograder.report.data import class_data
from autograder.report.export import CsvExport
from autograder.report.page import render
from autograder.report.table import print_table
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

CAME = datetime(2026, 11, 1, 12)


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """(folder, configuration) of a class of two that handed in at noon, and loses all points when it is late."""
    monkeypatch.setattr(runner, "Processes", InProcess)
    config = tiny_class(tmp_path, 2)
    for path in tmp_path.glob(f"submitted/*/{ASSIGNMENT}"):
        (path / "timestamp.txt").write_text(f"{CAME} UTC")
    config.LatePenalty.per_day = 100
    return tmp_path, config


def due(config, when, **extensions):
    with gradebook_of(config) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=when)
        for student, hours in extensions.items():
            gradebook.grant_extension(ASSIGNMENT, student, hours=hours)


def late(config):
    """{student: what the gradebook takes off}."""
    with gradebook_of(config) as gradebook:
        return {s.student_id: s.late_submission_penalty for s in gradebook.assignment_submissions(ASSIGNMENT)}


def told_by_grading(config, **settings):
    console = Console(width=200, file=io.StringIO())
    results = grade(ASSIGNMENT, config=config, console=console, **settings)
    return results, console.file.getvalue()


def test_who_is_late_loses_what_nbgraders_plugin_takes(tiny):
    _, config = tiny
    config.AssignLatePenalties.plugin_class = LateSubmissionPlugin
    config.LateSubmissionPlugin.penalty_method = "zero"
    due(config, CAME - timedelta(hours=1))
    results, _ = told_by_grading(config)
    assert [result.score for result in results] == [0, 0]
    assert late(config) == {"s000": 4, "s001": 1.5}
    assert scores(config) == {"s000": 4, "s001": 1.5}


def test_another_due_date_is_noticed_told_and_costs_no_run(tiny, monkeypatch):
    _, config = tiny
    due(config, CAME - timedelta(hours=1))
    grade(ASSIGNMENT, config=config)
    monkeypatch.setattr(worker, "graded", None)  # who runs a notebook fails
    due(config, CAME + timedelta(hours=1))
    trial, _ = told_by_grading(config, dry_run=True)
    assert late(config) == {"s000": 4, "s001": 1.5}
    results, told = told_by_grading(config)
    assert trial == results
    assert (
        f"tiny: the due date was {CAME - timedelta(hours=1)} UTC, is {CAME + timedelta(hours=1)} UTC: 2 looked at"
        in told
    )
    assert [(result.before, result.score) for result in results] == [(0, 4), (0, 1.5)]
    assert late(config) == {"s000": 0, "s001": 0}
    assert told_by_grading(config)[0] == []


def test_an_extension_and_another_penalty_are_noticed(tiny):
    _, config = tiny
    due(config, CAME - timedelta(hours=1))
    grade(ASSIGNMENT, config=config)
    due(config, CAME - timedelta(hours=1), s001=2)
    results, _ = told_by_grading(config)
    assert [(result.student, result.score) for result in results] == [("s001", 1.5)]
    config.LatePenalty.per_day = 0
    results, told = told_by_grading(config)
    assert "tiny: the late penalty was 100 % of the points earned for each day begun, is none: 2" in told
    assert [result.score for result in results] == [4, 1.5]


def test_a_timestamp_that_is_none_costs_no_grade_and_is_named(tiny):
    folder, config = tiny
    due(config, CAME - timedelta(hours=1))
    (folder / "submitted" / "s000" / ASSIGNMENT / "timestamp.txt").write_text("yesterday")
    results, told = told_by_grading(config)
    assert [result.score for result in results] == [4, 0]
    assert f"s000 · tiny: {NO_TIME}" in told
    assert results[0].problem is None and results[1].note is None


@pytest.mark.parametrize("grading", [by_grade, by_nbgrader])
def test_who_gets_such_a_grade_reads_so_and_who_gives_it(tiny, grading):
    """Also where the notebook cannot be read."""
    folder, config = tiny
    for student in ("s000", "s001"):
        (folder / "submitted" / student / ASSIGNMENT / "timestamp.txt").write_bytes(b"\xff")
    (folder / "submitted" / "s001" / ASSIGNMENT / f"{NOTEBOOK}.ipynb").write_text("{")
    hand_in(folder, "s002", "pass")
    grading(config)
    data = class_data(config)
    assert [(row.id, remark.words) for row, _, remark in data.remarks] == [("s000", NO_TIME), ("s001", NO_TIME)]
    assert [row.id for row, _, _ in data.troubles] == ["s001"]
    assert render(data).count(NO_TIME) == 2
    GenerateFeedback(course_directory(config, assignment_id=ASSIGNMENT), config=config).start()
    pages = {path.parts[-3]: path.read_text("utf-8") for path in folder.glob("feedback/*/*/*.html")}
    assert {student: page.count(NO_TIME) for student, page in pages.items()} == {"s000": 1, "s001": 1, "s002": 0}


NO_TIMES = [b"", b"\xff\xfe", b"yesterday", b"9" * 5000, b"2026-11-01 12:00:00 99999999999999", b"2026-13-45 99:99"]
NO_TIMES += [b"2026-11-01 12:00:00 /etc/localtime", b"2026-11-01 12:00:00 ../../etc/localtime"]


NO_TIMES += [b"2026-11-01", b"12:00", b"May", b"1.11.2026 12:00", b"11/01/2026 12:00 PM", b"2026-11-01 12:00 XYZ"]


@pytest.mark.parametrize("text", NO_TIMES)
def test_no_text_is_more_than_a_time(text):
    """Nor is a day filled in from today's, nor the order of day and month guessed."""
    assert time_of({"timestamp.txt": text}) == (None, NO_TIME)


AT_NOON = ["2026-11-01 12:00:00 UTC", "2026-11-01 13:00:00.000000+0100", "2026-11-01T12:00:00", "2026-11-01 12:00Z"]
AT_NOON += ["2026-11-01 13:00:00.000000 +01:00", "2026-11-01 09:00:00.000000 -03", "2026-11-01 13:00 Europe/Berlin"]


@pytest.mark.parametrize("text", AT_NOON)
def test_timestamps_are_read_as_nbgrader_and_lms_write_them(text):
    assert time_of({"timestamp.txt": f"{text}\n".encode()}) == (CAME, None)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Chicago", "Asia/Kolkata", "America/Sao_Paulo", "UTC"])
@pytest.mark.parametrize("hours", [0, 24 * 180, -155.5, -154.5, 2920, 2921])
def test_a_timestamp_may_go_by_the_name_of_the_courses_clock(zone, hours):
    """As nbgrader writes it where c.Exchange.timezone is set: of an hour shown twice, the name tells which."""
    config, came = Config(Exchange={"timezone": zone}), CAME + timedelta(hours=hours)
    text = f"{came.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S.%f %Z}"
    assert time_of({"timestamp.txt": text.encode()}, clocks(config)) == (came, None)


def test_a_submission_is_late_by_the_clock_whose_name_its_time_bears(tiny):
    """Both came at 12:00 UTC, which is when it was due, and say so by the clock of Berlin; so nbgrader grades them."""
    folder, config = tiny
    config.DueDates.timezone = "Europe/Berlin"
    for path in folder.glob(f"submitted/*/{ASSIGNMENT}/timestamp.txt"):
        path.write_text("2026-07-01 14:00:00.000000 CEST")
    due(config, datetime(2026, 7, 1, 12))
    for grading in (by_grade, by_nbgrader):
        grading(config)
        assert late(config) == {"s000": 0, "s001": 0}
        shutil.rmtree(folder / "autograded")


def test_without_a_time_it_counts_as_on_time_whatever_an_earlier_one_said(tiny):
    folder, config = tiny
    due(config, CAME - timedelta(hours=1))
    grade(ASSIGNMENT, config=config)
    (folder / "submitted" / "s000" / ASSIGNMENT / "timestamp.txt").unlink()
    results, _ = told_by_grading(config)
    assert [(result.student, result.before, result.score) for result in results] == [("s000", 0, 4)]


# ── a term: two assignments, late days, one truth ───────────────────────────────────────────────────────────────

SECOND = "later"  # due a week after the first
RULE = "20 minutes cost nothing; then 10 % of the points earned for each day begun, at most 50 %"


@pytest.fixture
def term(tmp_path, monkeypatch):
    """(folder, configuration) of two assignments, due on Saturdays at 23:59 in Berlin; s000 was late for both."""
    monkeypatch.setattr(runner, "Processes", InProcess)
    config = tiny_class(tmp_path, 1)
    config.DueDates.timezone = "Europe/Berlin"
    config.LatePenalty = Config(grace=20, per_day=10, most=50, late_days=2)
    shutil.copytree(tmp_path / "source" / ASSIGNMENT, tmp_path / "source" / SECOND)
    dates.due(SECOND, "2026-10-31 23:59", config=config)
    dates.due(ASSIGNMENT, "2026-10-24 23:59", config=config)
    generate(config, [ASSIGNMENT, SECOND])
    hand_in(tmp_path, "s000", next(iter(ANSWERS)))
    shutil.copytree(tmp_path / "submitted" / "s000" / ASSIGNMENT, tmp_path / "submitted" / "s000" / SECOND)
    came(tmp_path, ASSIGNMENT, "2026-10-25 12:00 CET")
    came(tmp_path, SECOND, "2026-11-02 12:00 CET")
    return tmp_path, config


def came(folder, assignment, when, student="s000"):
    (folder / "submitted" / student / assignment / "timestamp.txt").write_text(when)


def graded(config, *assignments, **settings):
    """({assignment: (before, after)}, what was told) of s000."""
    console = Console(width=300, file=io.StringIO())
    results = grade(assignments, config=config, console=console, **settings)
    assert {result.student for result in results} <= {"s000"}
    return {result.assignment: (result.before, result.score) for result in results}, console.file.getvalue()


def in_gradebook(config):
    """{assignment: what the gradebook takes off} of s000."""
    with gradebook_of(config) as gradebook:
        return {s.assignment.name: s.late_submission_penalty for s in gradebook.student_submissions("s000")}


def test_everybody_shows_the_same_and_the_student_reads_why(term):
    """One late day for the first, the other for the second, of whose two days one is left: 10 % of 4 points."""
    folder, config = term
    results, _ = graded(config, ASSIGNMENT, SECOND)
    assert results == {ASSIGNMENT: (None, 4), SECOND: (None, 3.6)}
    assert in_gradebook(config) == {ASSIGNMENT: 0, SECOND: 0.4}
    data = class_data(config)
    (row,) = data.students
    assert {name: s.points.late for name, s in row.submissions.items()} == in_gradebook(config)
    assert "−0.4 late" in render(data)
    screen = Console(width=200, file=io.StringIO())
    print_table(config, screen)
    assert "3.6 −0.4" in screen.file.getvalue()
    with gradebook_of(config) as gradebook:
        CsvExport(to=str(folder / "grades.csv")).export(gradebook)
    rows = {row["assignment"]: row for row in csv.DictReader((folder / "grades.csv").open())}
    shown = {name: (float(row["late_submission_penalty"]), float(row["score"])) for name, row in rows.items()}
    assert shown == {ASSIGNMENT: (0, 4), SECOND: (0.4, 3.6)}
    pages = feedback(folder, config)
    assert "<b>3.6</b>" in pages[SECOND] and "0.4 taken off for lateness" in pages[SECOND]
    days = "20 minutes&#39; grace; 2 days begun: 1 late day used of the 1 you had, 10 % of the points earned taken off."
    assert f"Handed in 1 day 12 hours late; {days}" in pages[SECOND]
    # its night has 25 hours
    assert "Handed in 13 hours 1 minute late; 20 minutes&#39; grace; 1 day begun: 1 late day used" in pages[ASSIGNMENT]


def stale(config):
    with gradebook_of(config) as gradebook:
        return stale_lateness(gradebook, config)


def feedback(folder, config):
    """{assignment: s000's page}"""
    for assignment in (ASSIGNMENT, SECOND):
        GenerateFeedback(course_directory(config, assignment_id=assignment), config=config).start()
    return {path.parts[-2]: path.read_text("utf-8") for path in folder.glob("feedback/s000/*/*.html")}


def test_the_order_of_grading_makes_no_difference_and_what_shifts_is_told(term, monkeypatch):
    """Whoever is graded first has all late days, until the other comes, which was due before."""
    _, config = term
    assert graded(config, SECOND)[0] == {SECOND: (None, 4)}
    trial, foretold = graded(config, ASSIGNMENT, dry_run=True)
    assert in_gradebook(config) == {SECOND: 0} and "later: the number of late days used was 2, is 1" in foretold
    results, told = graded(config, ASSIGNMENT)
    assert trial == results == {ASSIGNMENT: (None, 4), SECOND: (4, 3.6)}
    assert "s000 · later" in told and "taken off for lateness 0 → 0.4" in told
    monkeypatch.setattr(worker, "graded", None)  # from here on, who runs a notebook fails
    assert graded(config, ASSIGNMENT, SECOND)[0] == {}
    dates.extend(ASSIGNMENT, "s000", until="2026-10-25 12:00", config=config)
    trial, _ = graded(config, ASSIGNMENT, dry_run=True)
    assert in_gradebook(config) == {ASSIGNMENT: 0, SECOND: 0.4}
    results, told = graded(config, ASSIGNMENT)
    assert results == trial == {ASSIGNMENT: (4, 4), SECOND: (3.6, 4)}
    due = "tiny: the due date was 2026-10-24 23:59:00 CEST, is 2026-10-25 12:00:00 CET: 1 looked at again"
    assert due in told and "later: the number of late days used was 1, is 2: 1 looked at again" in told
    config.LatePenalty.late_days = 0
    results, told = graded(config, ASSIGNMENT)
    assert results == {ASSIGNMENT: (4, 4), SECOND: (4, 3.2)}
    assert f"the late penalty was {RULE}; 2 late days for the term, is {RULE}: 1 looked at" in told


def test_what_a_person_gives_is_treated_like_the_rest(term, caplog):
    """By `grade`, once more; whatever shows or gives out points asks for it."""
    folder, config = term
    config.LatePenalty.late_days = 0
    graded(config, SECOND)
    assert in_gradebook(config) == {SECOND: 0.8}
    with gradebook_of(config) as gradebook:
        found = gradebook.find_grade("why", NOTEBOOK, SECOND, "s000")
        found.manual_score, found.needs_manual_grade = 1, False
        gradebook.db.commit()
    assert stale(config) == {SECOND}
    again = "lateness has changed: `python -m autograder grade later` first"
    with gradebook_of(config) as gradebook:
        CsvExport(to=str(folder / "grades.csv"), config=config).export(gradebook)
    assert again in caplog.text
    rows = csv.DictReader((folder / "grades.csv").open())
    assert {row["assignment"]: row["score"] for row in rows} == {SECOND: "4.2", ASSIGNMENT: ""}  # of nothing, nothing
    (folder / "plain.csv").write_text("id,later\ns000,\n")
    screen = Console(width=200, file=io.StringIO())
    grades.main(SECOND, folder / "plain.csv", folder / "to.csv", config=config, console=screen)
    assert again in screen.file.getvalue()
    GenerateFeedback(course_directory(config, assignment_id=SECOND), config=config).start()
    assert "later of s000: lateness has changed since it was graded: `python -m autograder grade later`" in caplog.text
    results, told = graded(config, SECOND)
    assert results == {SECOND: (4.2, 4)} and in_gradebook(config) == {SECOND: 1}
    assert "later: points have changed since lateness was taken off: 1 looked at again" in told
    assert stale(config) == set()


def test_nbgrader_itself_takes_the_same_off(term):
    _, config = term
    for assignment in (ASSIGNMENT, SECOND):
        Autograde(course_directory(config, assignment_id=assignment), config=config).start()
    assert in_gradebook(config) == {ASSIGNMENT: 0, SECOND: 0.4}
    assert graded(config, ASSIGNMENT, SECOND)[0] == {}


def test_a_time_zone_that_is_none_is_told_before_anything_is_graded(term):
    _, config = term
    config.DueDates.timezone = "Europe/Atlantis"
    with pytest.raises(CannotGrade, match=r"c\.DueDates\.timezone: there is no time zone 'Europe/Atlantis'"):
        graded(config, ASSIGNMENT)
