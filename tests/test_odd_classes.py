"""A class with nothing to show yet, and one whose names are long or look like commands to a terminal: all is told."""

import csv
import io
import re
import shutil

import pytest
from rich.console import Console

from autograder.course.places import ROOT
from autograder.grading import assess
from autograder.grading.assess import Assessment, print_summary
from autograder.grading.whole_class import runner
from autograder.grading.whole_class.runner import grade
from autograder.report.data import class_data
from autograder.report.export import CsvExport
from autograder.report.page import render
from autograder.report.table import print_table
from tests.tiny_class import ASSIGNMENT, NOTEBOOK, InProcess, gradebook_of, hand_in, tiny_class, tiny_config

LONG, MARKUP = "Ll" * 30, "[red]brackets"
NAMES = LONG, MARKUP, "Smith, Jr. [b]"
RIGHT = "return float(np.mean((A @ theta - y) ** 2))"


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    monkeypatch.setattr(runner, "Processes", InProcess)


def on_screen(show, width=80):
    """What a terminal of so many columns shows."""
    screen = io.StringIO()
    show(Console(file=screen, width=width))
    return screen.getvalue()


def shown(config):
    """(the table of scores, the class report's text)."""
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", render(class_data(config)), flags=re.DOTALL)
    return on_screen(lambda console: print_table(config, console)), " ".join(text.split())


def test_before_anything_is_generated_and_before_anything_is_graded(tmp_path):
    (tmp_path / "empty").mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path / "empty")
    ungraded = tiny_class(tmp_path / "fresh", 2)
    for config, why, command in (
        (
            tiny_config(tmp_path / "empty"),
            "There is no assignment in the gradebook yet",
            "nbgrader generate_assignment ASSIGNMENT",
        ),
        (ungraded, "Nothing has been graded yet", "python -m autograder grade tiny"),
    ):
        table, page = shown(config)
        assert " ".join(table.split()) == f"{why}: {command}"
        assert why in page and f"{command} is the next step." in page and "<p>None.</p>" not in page


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """(configuration, what `grade` showed) of a class of three with such names, one of whose files is broken."""
    folder = tmp_path_factory.mktemp("odd")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(runner, "Processes", InProcess)
        config = tiny_class(folder, 0)
        for student in NAMES:
            hand_in(folder, student, RIGHT)
        told = on_screen(lambda console: grade(ASSIGNMENT, config=config, console=console), 200)
        for student in NAMES:
            (folder / "submitted" / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb").write_text("{")
        told += on_screen(lambda console: grade(ASSIGNMENT, config=config, console=console, force=True), 200)
    return config, told


def test_grading_names_everybody_as_they_are(odd):
    _, told = odd
    for student in NAMES:
        assert f"! {student} · {ASSIGNMENT}: {NOTEBOOK}.ipynb is broken" in told
        assert re.search(rf"^ *{re.escape(student)} +4 +→ +0 ", told, re.MULTILINE)


@pytest.mark.parametrize("width", [60, 80, 200])
def test_the_table_cuts_no_name_and_no_number(odd, width):
    table = on_screen(lambda console: print_table(odd[0], console), width)
    squeezed = re.sub(r"\s", "", table)
    assert max(map(len, table.splitlines())) <= width and "…" not in table
    assert MARKUP in table and "total" in table and "of 5" in table
    assert LONG[:32] in squeezed and LONG[32:] in squeezed and squeezed.count("!0") == 3


def test_the_report_names_everybody_as_they_are(odd):
    page = render(class_data(odd[0]))
    assert all(page.count(f">{student}<") >= 2 for student in NAMES)


def test_a_name_with_a_comma_is_one_cell_of_the_export(odd, tmp_path):
    with gradebook_of(odd[0]) as gradebook:
        CsvExport(to=str(tmp_path / "grades.csv")).export(gradebook)
    rows = list(csv.DictReader((tmp_path / "grades.csv").read_text("utf-8").splitlines()))
    assert {row["student_id"]: float(row["max_score"]) for row in rows} == dict.fromkeys(NAMES, 5.0)


@pytest.mark.parametrize("name", [*NAMES, "[/]", "\\[red]"])
def test_check_names_files_as_they_are(name):
    found = Assessment(f"{name}.ipynb", problems=[f"{name} is broken"])
    told = on_screen(lambda console: print_summary(found, console), 400)
    assert told.startswith(f"{name}.ipynb · not graded\n  ! {name} is broken\n")
    assert name in assess.headline(found)
