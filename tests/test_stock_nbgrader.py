"""Plain nbgrader, with no plug-in of ours, grades the notebooks as they should be graded."""

import os
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest

from autograder.course.cells import is_answer, nbgrader
from autograder.course.places import notebooks
from autograder.grading import assess
from autograder.kit.points import scores_of
from tests.answers import answers
from tests.stock_course import StockCourse


def auto_points(notebook):
    """{cell: points} of the cells that a machine grades."""
    cells = [c for c in notebook.cells if nbgrader(c).get("grade") and not nbgrader(c).get("solution")]
    return {nbgrader(c)["grade_id"]: nbgrader(c)["points"] for c in cells}


def partly_right(assignment, path):
    """Writes the solved notebook with the first wrong answer of the catalogue for every function; returns the path."""
    wrong = {answer.function: answer.source for answer in reversed(answers()) if not answer.right}
    notebook = nbformat.read(notebooks("source")[assignment], as_version=4)
    for cell in filter(is_answer, notebook.cells):
        cell.source = wrong[nbgrader(cell)["grade_id"]]
    path.parent.mkdir()
    nbformat.write(notebook, path)
    return path


def graded_course(folder, assignment):
    """A course in which the solved, the untouched and a partly right notebook were graded."""
    course = StockCourse(folder)
    course.nbgrader("generate_assignment", assignment)
    course.submit("solved", notebooks("source")[assignment])
    course.submit("untouched", notebooks("release")[assignment])
    course.submit("partly", partly_right(assignment, folder / assignment / notebooks("source")[assignment].name))
    course.nbgrader("autograde", assignment)
    return course


@pytest.fixture(scope="module")
def courses(tmp_path_factory):
    """{assignment: its graded course, as a future}: one for each core at a time."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {a: pool.submit(graded_course, tmp_path_factory.mktemp(a), a) for a in notebooks()}


@pytest.fixture
def graded(courses, assignment):
    with courses[assignment].result().gradebook() as gradebook:
        yield gradebook


def auto_scores(gradebook, assignment, student):
    (notebook,) = gradebook.find_submission(assignment, student).notebooks
    return {grade.name: grade.auto_score for grade in notebook.grades}


def test_solutions_earn_everything_and_an_untouched_notebook_nothing(assignment, source, graded):
    points = auto_points(source)
    solved = auto_scores(graded, assignment, "solved")
    assert {name: solved[name] for name in points} == points
    untouched = auto_scores(graded, assignment, "untouched")
    assert set(untouched) >= set(points)
    assert not any(untouched.values()), untouched


def test_a_partly_right_notebook_earns_what_our_grading_gives_it(assignment, source, courses, graded):
    """Cell by cell, where no error is carried forward."""
    submitted = courses[assignment].result().folder / "submitted" / "partly" / assignment
    found = assess.assess(submitted / notebooks("source")[assignment].name, carry_forward=False)
    scores = [score for score, *_ in scores_of(found.checks)]
    stock = auto_scores(graded, assignment, "partly")
    assert [stock[name] for name in auto_points(source)] == scores
    assert any(scores)
