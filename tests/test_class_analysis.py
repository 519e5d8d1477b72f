"""The class's analysis: what counts of a gradebook, on the page, as CSV and as JSON."""

import csv
import io
import json
import re
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from autograder.__main__ import main
from autograder.grading.whole_class import runner
from autograder.grading.whole_class.runner import grade
from autograder.kit.outcome import Kind, Trouble
from autograder.report import analysis
from autograder.report.analysis import COLUMNS, items_of, times_of, write_items
from autograder.report.charts import edges, sparkline
from autograder.report.data import class_data, in_order
from autograder.report.page import render
from autograder.report.table import score_tables
from tests.simulated_class import DUE, assignment_of, simulated_class
from tests.small_class import graded_class
from tests.tiny_class import ASSIGNMENT, CHECK, NOTEBOOK, InProcess, grade_by_hand, gradebook_of, tiny_class


@pytest.fixture(scope="module")
def simulated():
    return simulated_class(120)


def written(path, data, monkeypatch):
    """The file that `write_items` writes of this class."""
    monkeypatch.setattr(analysis, "class_data", lambda config: data)
    return write_items(path, config={}).read_text("utf-8")


def test_csv_and_json_say_the_same(simulated, tmp_path, monkeypatch):
    rows = list(csv.DictReader(written(tmp_path / "items.csv", simulated, monkeypatch).splitlines()))
    found = json.loads(written(tmp_path / "items.json", simulated, monkeypatch))["assignments"]
    assert list(rows[0]) == COLUMNS
    items = [(a["assignment"], item) for a in found for item in a["items"]]
    assert [(row["assignment"], row["name"], row["difficulty"]) for row in rows] == [
        (name, item["name"], str(item["difficulty"])) for name, item in items
    ]
    assert [len(a["mistakes"]) for a in found] == [2] * 4
    assert {row["alpha"] for row in rows if row["assignment"] == "ps1"} == {str(found[0]["alpha"])}


def test_names_compute_nothing_in_a_spreadsheet(tmp_path, monkeypatch):
    data = simulated_class(5, (1,))
    data.assignments[0].checks[0].claim = "=1+1"
    rows = list(csv.DictReader(written(tmp_path / "items.csv", data, monkeypatch).splitlines()))
    assert "'=1+1" in {row["claim"] for row in rows}


def test_the_same_class_makes_the_same_page():
    data = simulated_class(30, (2,))
    assert render(data) == render(data)


def test_what_could_not_be_read_is_no_answer():
    (assignment,) = simulated_class(30, (3,)).assignments
    before, (student, *_) = items_of(assignment), assignment.submissions
    broken = replace(assignment.submissions[student], troubles=(Trouble(Kind.BROKEN_FILE, "broken"),))
    assignment.submissions[student] = broken
    after = items_of(assignment)
    del assignment.submissions[student]
    assert after.n == before.n - 1 and after == items_of(assignment)


def test_several_notebooks_exercises_are_told_apart():
    (assignment,) = simulated_class(30, (1,)).assignments
    for submission in assignment.submissions.values():
        submission.cells["other", "why"] = 1.0
    assignment.cells["other", "why"] = (1.0, False)
    names = [item.name for item in items_of(assignment).exercises]
    assert names == ["topic/check_function_0", "topic/why", "other/why"]


def test_time_is_told_before_the_due_date_or_else_before_the_last_that_came():
    (assignment,) = simulated_class(30, (3,)).assignments
    submissions = assignment.submissions
    due = times_of(assignment)
    hours = [(DUE - s.handed_in).total_seconds() / 3600 for s in submissions.values()]
    assert due.until == "it was due" and due.hours == pytest.approx(hours) and min(hours) < 0
    assignment.submissions = {name: replace(s, due=None) for name, s in submissions.items()}
    last = times_of(assignment)
    assert last.until == "the last one came in" and last.rho == pytest.approx(due.rho)
    assert last.hours == pytest.approx(np.array(hours) - min(hours))
    assignment.submissions = {name: replace(s, handed_in=None) for name, s in submissions.items()}
    assert times_of(assignment).hours == () and times_of(assignment).rho is None


def test_the_rank_correlation_is_that_of_ranks():
    (assignment,) = simulated_class(40, (3,)).assignments
    times = times_of(assignment)
    ranks = [[sum(b < a for b in values) + sum(b == a for b in values) / 2 for a in values] for values in
             (times.hours, times.percents)]  # fmt: skip
    assert times.rho == pytest.approx(np.corrcoef(*ranks)[0, 1])


@pytest.mark.parametrize("students, functions", [(1, (3,)), (25, (1,)), (600, (3, 4, 5, 2))])
def test_the_report_suits_a_class_of_any_size(students, functions, recwarn):
    page = render(simulated_class(students, functions))
    assert not [w for w in recwarn.list if issubclass(w.category, RuntimeWarning)]  # as NumPy gives
    assert f"{students} students</summary>" in page
    assert ("<details open>" in page) == (students <= 40)
    assert all("alt=" in picture for picture in re.findall(r"<img[^>]*>", page))
    assert ('class="spark"' in page) == (len(functions) > 1)


@pytest.mark.parametrize("assignments, width, tables", [(4, 100, 1), (12, 100, 2), (40, 80, 6), (3, 44, 2)])
def test_the_table_is_as_many_as_it_takes_to_cut_no_number(assignments, width, tables):
    data, console = simulated_class(3, (1,) * assignments), Console(width=width, file=io.StringIO())
    for table in score_tables(data, console):
        console.print(table)
    told = console.file.getvalue()
    assert told.count("optimization: points") == told.count("total") == tables and "…" not in told
    assert [int(number) for number in re.findall(r"ps(\d+)", told)] == list(range(1, assignments + 1))
    points = sorted(f"{s.points.total:g}" for row in data.students for s in row.submissions.values())
    shown = [number for line in told.splitlines() for number in line.split()[2:-2] if "Student" in line]
    assert sorted(number for number in shown if number != "–") == points


def test_assignments_stand_in_the_order_in_which_people_count():
    names = ["ps10", "ps2", "final", "ps1b", "ps1"]
    assert sorted(names, key=in_order) == ["final", "ps1", "ps1b", "ps2", "ps10"]


def test_where_there_is_nothing_to_see_there_is_no_picture():
    """Of an assignment that nobody has handed in, and of items without a correlation."""
    few, nobodys = simulated_class(2, (3,)), assignment_of(2, 3)
    page = render(replace(few, assignments=[*few.assignments, nobodys]))
    assert "Nobody has handed in ps2." in page and "ps2 · topic 2" not in page
    pictures = re.findall(r'<img[^>]*alt="([^"]*)"', page)
    assert [text.partition(" ")[0] for text in pictures] == ["Histogram", "Hours"]


def test_the_gradebooks_class_is_analysed():
    """Nine submissions, two of which could not be read; written answers wait for a grader."""
    (ps2,) = class_data(graded_class().config).assignments
    found = items_of(ps2)
    by_name = {item.name: item for item in (*found.exercises, *found.claims)}
    assert found.n == len(ps2.submissions) - sum(not s.was_read for s in ps2.submissions.values()) == 7
    earned = [s.cells["power_loss", "check_noisy_val_grad"] for s in ps2.submissions.values() if s.was_read]
    points, _ = ps2.cells["power_loss", "check_noisy_val_grad"]
    assert by_name["check_noisy_val_grad"].difficulty == pytest.approx(np.mean(earned) / points)
    assert {item.why for item in found.exercises if item.difficulty is None} == {"most of it waits for a grader"}
    assert len(found.claims) == sum(not check.by_hand for check in ps2.checks)


def test_the_command_writes_it(tmp_path, monkeypatch, capsys):
    for module in ("page", "table", "analysis"):
        monkeypatch.setattr(f"autograder.report.{module}.course_config", lambda: graded_class().config)
    main(["report", "--to", str(tmp_path / "report.html"), "--items", str(tmp_path / "items.csv")])
    assert capsys.readouterr().out.endswith(f"{tmp_path / 'report.html'}\n{tmp_path / 'items.csv'}\n")
    assert "check_noisy_val_grad" in (tmp_path / "items.csv").read_text("utf-8")


@pytest.mark.parametrize(
    "percents, possible, expected",
    [
        ([0, 100], 4, [-12.5, 12.5, 37.5, 62.5, 87.5, 112.5]),
        ([0, 125], 4, [-12.5, 12.5, 37.5, 62.5, 87.5, 112.5, 137.5]),
        ([50], 26, [*range(0, 100, 10), pytest.approx(100)]),
        ([50, 120], 26, [*range(0, 100, 10), pytest.approx(100), 110]),
        ([50] * 600, 26, [*range(0, 100, 5), pytest.approx(100)]),
        ([], 3, pytest.approx([-50 / 3, 50 / 3, 50, 250 / 3, 350 / 3])),
    ],
    ids=["a bar a point", "a point more", "tens", "some have more", "six hundred", "nobody"],
)
def test_bars_suit_the_points(percents, possible, expected):
    assert edges(percents, possible) == expected


def test_a_line_over_the_term_is_broken_where_nothing_was_handed_in():
    svg = sparkline([80, None, 60, 70], [50, 50, 50, None])
    assert re.findall(r'd="([^"]*)"', svg) == ["M4.0,14.9 L32.0,14.9 L60.0,14.9", "M4.0,9.5 M60.0,13.1 L88.0,11.3"]
    assert svg.count("<circle") == 3


def test_the_gradebook_tells_points_and_times(tmp_path, monkeypatch):
    """Three answers, two of which wait for a grader; the third student has a day more."""
    monkeypatch.setattr(runner, "Processes", InProcess)
    config = tiny_class(tmp_path, 3)
    for hour in range(3):
        stamp = tmp_path / "submitted" / f"s00{hour}" / ASSIGNMENT / "timestamp.txt"
        stamp.write_text(f"2026-10-05 1{hour}:00:00 UTC")
    grade(ASSIGNMENT, config=config)
    grade_by_hand(config, "s000", "why", 1)
    with gradebook_of(config) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2026-10-05 18:00:00 UTC")
        gradebook.grant_extension(ASSIGNMENT, "s002", days=1)
    (found,) = class_data(config).assignments
    submissions = [found.submissions[f"s00{number}"] for number in range(3)]
    assert {cell for s in submissions for cell in s.cells} == {(NOTEBOOK, CHECK), (NOTEBOOK, "why")}
    assert [list(s.cells.values()) for s in submissions] == [[4, 1], [1.5, None], [0, None]]
    assert times_of(found).hours == (8, 7, 30)
    assert {item.name: item.why for item in items_of(found).exercises}["why"] == "most of it waits for a grader"
