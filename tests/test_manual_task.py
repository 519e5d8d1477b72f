"""nbgrader's manually graded tasks, which hold no answer of their own: their points count wherever points are shown."""

import pytest
from nbformat.v4 import new_markdown_cell

from autograder.course.cells import squeezed
from autograder.report.formgrade import given_prose, shortened, source_cells
from tests.own_course import OwnCourse, cell_of, exercise, notebook

TASK = "Draw the curve in cells of your own."


def task(text):
    cell = cell_of(new_markdown_cell, text, "draw", points=3)
    cell.metadata.nbgrader |= {"task": True, "grade": False}
    return cell


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A function and a task: one student has done both, and got 2 of the task's 3 points by hand."""
    own = OwnCourse(tmp_path_factory.mktemp("own"))
    own.run("new", "course", "hw")
    own = OwnCourse(own.folder / "hw")
    own.write("hw1", "squares", notebook(*exercise("double", "2 * x", 4, 82, "2 * x"), task(TASK)))
    own.run("release")
    own.hand_in("ada", "hw1", "squares", {"answer": "def double(x):\n    return 2 * x"})
    own.run("grade", "hw1")
    with own.gradebook() as gradebook:
        grade = gradebook.find_grade("draw", "squares", "hw1", "ada")
        assert grade.needs_manual_grade
        grade.manual_score, grade.needs_manual_grade = 2, False
        gradebook.db.commit()
    return own


def test_the_table_counts_them(course):
    table = course.run("report")
    assert "of 8" in table and "7" in table.split("ada")[1].split()


def test_the_feedback_page_shows_them(course):
    course.run("generate_feedback", "hw1", module="nbgrader")
    page = (course.folder / "feedback" / "ada" / "hw1" / "squares.html").read_text("utf-8")
    assert "<b>7</b> <span>of 8 points" in page and "2 of 3" in page and TASK in page


def test_gradescope_says_that_they_are_graded_by_hand(course):
    assert "3 more for written answers are graded by hand" in course.run("gradescope", "hw1", "-o", "hw1.zip")


def test_formgrader_shows_their_words_and_thereby_their_box():
    """Of other prose that comes with the notebook it shows headings alone."""
    prose = next(cell.source for cell in source_cells("ps2") if squeezed(cell.source) in given_prose("ps2"))
    assert shortened(new_markdown_cell(prose), "ps2", False).source != prose
    assert shortened(task(prose), "ps2", False).source == prose
