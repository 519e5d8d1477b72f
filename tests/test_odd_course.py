"""What courses of nbgrader's have besides plain test cells: tasks, code graded by hand, files, words of their own."""

import csv
import json
import re
import zipfile
from html import unescape

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from tests.own_course import OwnCourse, cell_of, notebook
from tests.test_gradescope import graded_in

CONFIG = """
c.ClearHiddenTests.begin_test_delimeter = "#GEHEIM"
c.ClearHiddenTests.end_test_delimeter = "#/GEHEIM"
c.ClearSolutions.begin_solution_delimeter = "#+"
c.ClearSolutions.end_solution_delimeter = "#-"
c.Execute.timeout = 6
"""
RIGHT, WRONG = ("def mean(x):\n    return sum(x) / len(x)", "def mean(x):\n    return x[0]")
SLOW = f"import time\n\n{RIGHT}\n\ntime.sleep(60)"
TEST = "assert mean([2]) == 2\n#GEHEIM\nassert mean(heights) == 170, 'a-secret'\n#/GEHEIM"
NAME, BOOK = "Woche 1.2", "Größen und Maße"


def task(text):
    """A task of nbgrader's, whose marking scheme students do not get."""
    about = {"grade_id": "survey", "grade": False, "solution": False, "locked": True, "task": True, "points": 3}
    scheme = "=== BEGIN MARK SCHEME ===\nthe-scheme\n=== END MARK SCHEME ==="
    return new_markdown_cell(f"{text}\n\n{scheme}", metadata={"nbgrader": about | {"schema_version": 3}}, id="survey")


def own_notebook():
    given = "from helpers import read\n\nheights = read('data/heights.csv')"
    return notebook(
        new_markdown_cell("# Heights"),
        cell_of(new_code_cell, given, "given"),
        cell_of(new_code_cell, "#+\n" + RIGHT + "\n#-", "mean", solution=True),
        cell_of(new_code_cell, TEST, "test_mean", points=2),
        cell_of(new_code_cell, "#+\nprint(heights)\n#-", "picture", points=4, solution=True),
        task("Ask ten people, and show what they said in cells of your own."),
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with its own words for what is hidden, and files beside its notebook: two students are graded."""
    place = OwnCourse(tmp_path_factory.mktemp("odd"))
    place.run("new", "course", "odd")
    own = OwnCourse(place.folder / "odd")
    with open(own.folder / "nbgrader_config.py", "a", encoding="utf-8") as config:
        config.write(CONFIG)
    own.write(NAME, BOOK, own_notebook())
    beside = own.folder / "source" / NAME
    (beside / "data").mkdir()
    (beside / "data" / "heights.csv").write_text("160\n180\n")
    (beside / "helpers.py").write_text("def read(path):\n    return [float(line) for line in open(path)]\n")
    own.run("release")
    for student, answer in (("right", RIGHT), ("wrong", WRONG)):
        own.hand_in(student, NAME, BOOK, {"mean": answer, "picture": "print(heights[0])"})
    own.told = own.run("grade", NAME)
    return own


def page_of(course, student):
    course.run("generate_feedback", NAME, "--student", student, "--force", module="nbgrader")
    text = (course.folder / "feedback" / student / NAME / f"{BOOK}.html").read_text("utf-8")
    return re.sub(r"\s+", " ", unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", text, flags=re.DOTALL)))


def test_files_of_the_courses_own_are_there_whatever_was_handed_in(course):
    """As stock nbgrader copies them from source/; `check` of a lone notebook does so, too."""
    assert course.scores("right", NAME)[BOOK, "test_mean"] == 2
    lone = course.folder / "submitted" / "right" / NAME / f"{BOOK}.ipynb"
    assert not lone.with_name("helpers.py").exists()
    assert "2 of 2 points" in course.run("check", lone)


def test_tasks_have_points_in_table_items_and_feedback(course):
    """As in nbgrader's gradebook."""
    with course.gradebook() as gradebook:
        assert gradebook.find_assignment(NAME).max_score == 9
    assert "of 9" in course.told and "+2?" in course.told
    course.run("report", "--items", "items.csv")
    with open(course.folder / "items.csv", encoding="utf-8", newline="") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    assert {name: float(row["points"]) for name, row in rows.items()} == {"test_mean": 2, "picture": 4, "survey": 3}
    assert [name for name, row in rows.items() if row["by_hand"] == "True"] == ["picture", "survey"]
    page = page_of(course, "right")
    assert "2 of 9 points" in page and "Task: survey not graded yet Ask ten people" in page


def test_what_a_course_hides_in_its_own_words_is_hidden(course):
    released = (course.folder / "release" / NAME / f"{BOOK}.ipynb").read_text("utf-8")
    told = course.run("check", course.folder / "submitted" / "wrong" / NAME / f"{BOOK}.ipynb")
    for text in (released, page_of(course, "wrong"), page_of(course, "right"), told):
        assert "a-secret" not in text and "GEHEIM" not in text and "the-scheme" not in text
    assert "A hidden test ended in AssertionError" in told


def test_formgrader_shows_a_task_with_its_scheme(course):
    show = (
        "import sys, nbformat; from autograder.report.formgrade import ForGraders; "
        "nb = nbformat.read(sys.argv[1], as_version=4); "
        "about = dict(assignment_id=sys.argv[2], notebook_id=sys.argv[3], submission_id=1); "
        "nbformat.write(ForGraders().preprocess(nb, about)[0], 'shown.ipynb')"
    )
    (course.folder / "show.py").write_text(show)
    course.run(f"autograded/right/{NAME}/{BOOK}.ipynb", NAME, BOOK, module="show")
    shown = nbformat.read(course.folder / "shown.ipynb", as_version=4)
    asked = [cell.source for cell in shown.cells if cell.metadata.get("nbgrader", {}).get("task")]
    assert ["Ask ten people" in text and "the-scheme" in text for text in asked] == [True]


def test_gradescope_and_students_without_nbgrader_get_the_files(course, tmp_path):
    assert "2 autograder points; 7 more" in course.run("gradescope", NAME, "-o", tmp_path / "pack.zip")
    course.run("student", "-o", tmp_path / "student.zip")
    with zipfile.ZipFile(tmp_path / "student.zip") as pack:
        assert {f"{NAME}/data/heights.csv", f"{NAME}/helpers.py"} <= set(pack.namelist())
    with zipfile.ZipFile(tmp_path / "pack.zip") as pack:
        pack.extractall(tmp_path / "source")
    (tmp_path / "results").mkdir()
    for student, score in (("right", 2), ("wrong", 0)):
        (tmp_path / "submission").unlink(missing_ok=True)
        (tmp_path / "submission").symlink_to(course.folder / "submitted" / student / NAME)
        results = graded_in(tmp_path)
        assert results["score"] == score and "a-secret" not in json.dumps(results)


def test_check_has_the_courses_own_patience(course):
    """That of `grade`, from nbgrader_config.py."""
    path = course.hand_in("slow", NAME, BOOK, {"mean": SLOW})
    assert "had no result after 6 seconds" in course.run("check", path)


def test_a_remedy_can_be_typed_where_names_have_blanks(course):
    assert f"generate_assignment '{NAME}' --force" in course.run("due", NAME, "2026-12-24 23:59")
    course.run("due", NAME, "--remove")


def test_an_assignment_goes_by_nbgraders_option_too(course):
    assert "graded before" in course.run("grade", f"--assignment={NAME}", "--student=right")
    assert f"nobody has handed in nothing for {NAME}" in course.run("grade", NAME, "--student=nobody", status=2)


def test_folders_that_nobody_would_look_into_are_refused(course):
    for setting in ("source_directory=master", "release_directory=out", "root=/nowhere"):
        told = course.run("release", f"--CourseDirectory.{setting}", status=2)
        assert f"c.CourseDirectory.{setting.partition('=')[0]}" in told
