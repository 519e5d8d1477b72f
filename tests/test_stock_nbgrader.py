"""Plain nbgrader, with no plug-in of ours, grades the notebooks as they should be graded."""

import pytest

from autograder.course import nbgrader, notebooks


def auto_points(notebook):
    """{cell: points} of the cells that a machine grades."""
    cells = [c for c in notebook.cells if nbgrader(c).get("grade") and not nbgrader(c).get("solution")]
    return {nbgrader(c)["grade_id"]: nbgrader(c)["points"] for c in cells}


@pytest.fixture
def graded(stock_course, assignment):
    """The gradebook after the solved and the untouched notebook were graded."""
    stock_course.nbgrader("generate_assignment", assignment)
    stock_course.submit("solved", notebooks("source")[assignment])
    stock_course.submit("untouched", notebooks("release")[assignment])
    stock_course.nbgrader("autograde", assignment)
    with stock_course.gradebook() as gradebook:
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
