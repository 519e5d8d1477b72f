"""Due dates, late penalties and timestamps: what nbgrader makes of them, and what changes when they do."""

import io
from datetime import datetime, timedelta

import pytest
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.plugins import LateSubmissionPlugin
from rich.console import Console

from autograder.grading.book.writer import course_directory
from autograder.grading.timestamp import NO_TIME, time_of
from autograder.grading.whole_class import runner, worker
from autograder.grading.whole_class.runner import grade
from autograder.report.data import class_data
from autograder.report.page import render
from tests.tiny_class import ASSIGNMENT, NOTEBOOK, InProcess, gradebook_of, hand_in, scores, tiny_class

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


def by_grade(config):
    grade(ASSIGNMENT, config=config)


def by_nbgrader(config):
    Autograde(course_directory(config, assignment_id=ASSIGNMENT), config=config).start()


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


@pytest.mark.parametrize("text", NO_TIMES)
def test_no_text_is_more_than_a_time(text):
    assert time_of({"timestamp.txt": text}) == (None, NO_TIME)


@pytest.mark.parametrize("text", ["2026-11-01 12:00:00 UTC", "2026-11-01 13:00:00.000000+0100", "2026-11-01T12:00:00"])
def test_timestamps_are_read_as_nbgrader_reads_them(text):
    assert time_of({"timestamp.txt": f"{text}\n".encode()}) == (CAME, None)
