"""One submission with partial and extra credit and a late penalty: whoever shows its points shows the same."""

import csv
import io
import re
from pathlib import Path

import pytest
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import GenerateFeedback
from nbgrader.plugins import BasePlugin, CsvExportPlugin
from rich.console import Console
from traitlets.config import Config

from autograder.course.cells import points_of
from autograder.course.checks import is_extra_cell
from autograder.course.places import notebooks
from autograder.gradescope.run import results_of
from autograder.grading import assess
from autograder.grading.book.writer import course_directory
from autograder.grading.box import sandbox
from autograder.grading.whole_class.runner import grade
from autograder.kit.outcome import carried
from autograder.kit.points import Points, add_up
from autograder.report.data import class_data
from autograder.report.export import COLUMNS, CsvExport
from autograder.report.markup import with_code
from autograder.report.page import render
from autograder.report.table import print_table
from tests.small_class import a_course, submit
from tests.tiny_class import gradebook_of

NAME = notebooks()["ps1"].name
ANSWERS = {
    "mean_squared_gradient": "return A.T @ (A @ theta - y) / len(y)",  # whose error is carried forward
    "mean_squared_loss": "return float(np.sum((A @ theta - y) ** 2))",  # right where n is 1
    "solve_least_squares": "return np.linalg.pinv(A.T @ A, rcond=1e-10) @ A.T @ y",  # not where A is ill-conditioned
}
CARRIED = "gradient_descent: 13 cases are right, given a right `mean_squared_gradient`"
LATE = 1.25
FORMULA = "=1+1"


class SomeTaken(BasePlugin):
    """A penalty for whoever is late."""

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return LATE


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """(its configuration, the Result of its one submission)."""
    folder = tmp_path_factory.mktemp("points")
    config = a_course(folder, "ps1")
    config.AssignLatePenalties.plugin_class, config.Execute.timeout = SomeTaken, 60
    handed_in = submit(folder, "late", assignment="ps1", **ANSWERS)
    handed_in.with_name("timestamp.txt").write_text("2026-11-02 12:00:00 UTC")
    with gradebook_of(config) as gradebook:
        gradebook.add_student("late", first_name=FORMULA, last_name="\u202eLate\x1b[2J")
        gradebook.update_or_create_assignment("ps1", duedate="2026-11-01 12:00:00 UTC")
    (result,) = grade("ps1", workers=1, config=config)
    return config, result


@pytest.fixture(scope="module")
def points(course):
    """The submission's Points, as its grades in the gradebook say."""
    config, _ = course
    with gradebook_of(config) as gradebook:
        submission = gradebook.find_submission("ps1", "late")
        (notebook,) = submission.notebooks
        known = points_of("ps1") | {g.name: g.max_score for g in notebook.grades if g.name not in points_of("ps1")}
        grades = [(g.score, known[g.name], is_extra_cell(g.name, "least_squares")) for g in notebook.grades]
        found = add_up(grades, submission.late_submission_penalty)
        assert found.total == pytest.approx(submission.score - submission.late_submission_penalty)
        partial = [score for score, most, _ in grades if score and score < most]
    assert partial and 0 < found.extra < found.possible_extra and found.late == LATE
    return found


def test_grade_and_its_summary(course, points):
    _, result = course
    assert (result.score, result.points) == (points.total, points.possible)


def test_the_table(course, points):
    screen = io.StringIO()
    print_table(course[0], Console(file=screen, width=120))
    (line,) = [line for line in screen.getvalue().splitlines() if FORMULA in line]
    assert f"{points.total:g} −{points.late:g}" in line
    assert f"of {points.possible:g}" in screen.getvalue()
    assert "↷" in line and "↷ some of it is carried forward" in " ".join(screen.getvalue().split())
    assert "\x1b" not in screen.getvalue() and "\u202e" not in screen.getvalue()


def test_the_report(course, points):
    data = class_data(course[0])
    (row,) = data.students
    assert row.submissions["ps1"].points == points == row.points
    page = render(data)
    assert f'title="{CARRIED}">carried forward</span>' in page
    assert f"<b>{points.total:g}</b>" in page and f"−{points.late:g} late" in page
    assert f"{points.possible:g} points + {points.possible_extra:g} extra" in page


def test_feedback(course, points):
    config, _ = course
    coursedir = course_directory(config, assignment_id="ps1")
    GenerateFeedback(coursedir, config=Config(config)).start()
    (path,) = Path(coursedir.root).glob("feedback/late/ps1/*.html")
    page = path.read_text("utf-8")
    assert with_code(CARRIED) in page
    assert f"<b>{points.total:g}</b> <span>of {points.possible:g} points" in page
    assert f"{points.possible_extra:g} more as extra credit ({points.extra:g} earned)" in page
    assert f"{points.late:g} taken off for lateness" in page
    earned = [float(found) for found in re.findall(r"<small>([\d.]+) of", page)]
    assert sum(earned) == pytest.approx(points.earned + points.extra)


def test_the_export(course, points, tmp_path):
    with gradebook_of(course[0]) as gradebook:
        CsvExport(to=str(tmp_path / "grades.csv")).export(gradebook)
    text = (tmp_path / "grades.csv").read_text("utf-8")
    (row,) = csv.DictReader(text.splitlines())
    assert list(row) == COLUMNS
    found = {name: float(row[name]) for name in COLUMNS[7:]}
    assert found == {
        "raw_score": points.earned + points.extra,
        "late_submission_penalty": points.late,
        "score": points.total,
        "max_score": points.possible,
        "extra_credit": points.extra,
        "max_extra_credit": points.possible_extra,
    }
    assert row["first_name"] == "'" + FORMULA and row["last_name"] == "Late[2J"


def test_nbgraders_own_export(course, points, tmp_path):
    """All ordinary points are 100 % there, too."""
    with gradebook_of(course[0]) as gradebook:
        CsvExportPlugin(to=str(tmp_path / "stock.csv")).export(gradebook)
    (row,) = csv.DictReader((tmp_path / "stock.csv").read_text("utf-8").splitlines())
    found = [float(row[name]) for name in ("raw_score", "late_submission_penalty", "score", "max_score")]
    assert found == [points.earned + points.extra, points.late, points.total, points.possible]


def test_formgrader_and_the_api(course, points):
    """What its tables of assignments, submissions and students show."""
    config, _ = course
    api = NbGraderAPI(course_directory(config), config=config)
    shown = [api.get_assignment("ps1"), api.get_submission("ps1", "late"), api.get_student("late")]
    shown += api.get_notebooks("ps1") + api.get_notebook_submissions("ps1", Path(NAME).stem)
    assert [about["max_score"] for about in shown] == [points.possible] * 5
    assert shown[1]["score"] == pytest.approx(points.total + points.late)  # which it shows as of before the penalty


def test_check_and_gradescope_show_what_a_machine_gave(course, points):
    """They know nothing of lateness, and of answers that a person grades."""
    config, _ = course
    folder = course_directory(config).root
    assessment = assess.assess(f"{folder}/submitted/late/ps1/{NAME}", sandboxed=sandbox.missing() is None)
    total = assessment.total
    assert (total.earned, total.extra, total.possible_extra) == (points.earned, points.extra, points.possible_extra)
    assert f"{total.total:g} of {total.possible:g} points, {total.extra:g} of them extra" in assess.headline(assessment)
    assert carried(assessment.checks) == [CARRIED]
    found = results_of(Path(folder, "submitted", "late", "ps1"))
    given = [test for test in found["tests"] if test["output"] == "right, given a right `mean_squared_gradient`"]
    assert len(given) == int(CARRIED.split()[1]) and {test["status"] for test in given} == {"passed"}
    assert found["score"] == total.total == pytest.approx(points.total + points.late)
    rows = [float(share.split(" of ")[0]) for _, _, share in assess.table_of(assessment.checks)]
    assert sum(rows) == pytest.approx(total.total)


def test_points_add_up():
    one, other = add_up([(2.5, 3, False), (None, 4, False), (1, 2, True)], 0.5), Points(1, 1)
    assert one == Points(2.5, 7, 1, 2, 0.5) and one.total == 3
    assert (one + other).total == 4 and sum([one, other], Points()) == one + other
    assert add_up([(1, 3, False)], late=9).total == 0
    assert str(one) == "3 of 7 points, 1 of them extra credit, after 0.5 taken off for lateness"
