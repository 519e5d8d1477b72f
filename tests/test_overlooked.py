"""What quoting leaves out is told, with its place and a remedy."""

import ast
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.course import overlooked
from autograder.course.cells import grade_id
from autograder.course.places import notebooks

NOTEBOOK = Path("source/ps2/power_loss.ipynb")
CHECK = '''"""Checks."""

import numpy as np

{above}
import pytest

EPS = 1e-6


@pytest.mark.parametrize("n", [1, 2])
{mark}
def check_f_value(f, n):
    """a claim"""
'''
SOLUTIONS = '''"""Solutions."""

import numpy as np

{statement}


def noisy_val_grad(theta_hat, data_, label_, deg_=2.0):
    """An exercise."""
    return {value}
'''


def test_the_course_leaves_nothing_out():
    assert overlooked.overlooked() == []


def told(found):
    """'LINE statement' of what is found."""
    return [f"{node.lineno} {ast.unparse(node)}" for node, _ in found]


@pytest.mark.parametrize(
    "above, mark, found",
    [
        ("", "", []),
        ("SEED = 1", "", ["5 SEED = 1"]),
        ("", '@pytest.mark.skip(reason="later")', ["12 pytest.mark.skip"]),
        ("", "@pytest.mark.extra_credit", []),
    ],
)
def test_a_module_of_checks(above, mark, found):
    assert told(overlooked.in_checks(CHECK.format(above=above, mark=mark))) == found


@pytest.fixture
def cells():
    return [c for c in nbformat.read(notebooks()["ps2"], as_version=4).cells if c.cell_type == "code"]


@pytest.mark.parametrize(
    "statement, found",
    [
        ("", []),
        ("np.seterr(all='ignore')", ["5 np.seterr(all='ignore')"]),
        ("A, y_data, A_test, y_test, theta_true, theta_init = make_data()", []),  # a cell holds it, too
        ("def helper(x):\n    return x", ["5 def helper(x):\n    return x"]),
    ],
)
def test_a_module_of_solutions(cells, statement, found):
    source = SOLUTIONS.format(statement=statement, value="0.0, theta_hat")
    assert told(overlooked.in_solutions(source, cells, NOTEBOOK)) == found


def test_a_check_without_a_cell_and_cells_without_a_check_or_a_function(cells):
    names = {"check_fast_val_grad": "check_faster_val_grad", "fast_val_grad": "faster_val_grad"}
    for cell in cells:
        if (name := grade_id(cell)) in names:
            cell.metadata.nbgrader.grade_id = names[name]
    lines = list(overlooked.in_cells(cells, NOTEBOOK, "power_loss"))
    assert len(lines) == 3 and all(line.startswith(f"{NOTEBOOK}: ") for line in lines)
    assert "there is no check cell check_fast_val_grad: add a test cell" in lines[0]
    assert "there is no function faster_val_grad" in " ".join(lines)
    assert "there is no check check_faster_val_grad" in " ".join(lines)


def test_a_name_that_no_cell_defines(cells, tmp_path):
    solution = SOLUTIONS.format(statement="", value="unheard_of, display")
    for cell in cells:
        if grade_id(cell) == "noisy_val_grad":
            cell.source = solution.partition("\n\n\n")[2]
    assert overlooked.undefined(cells, "power_loss") == {"unheard_of"}
    (tmp_path / "solutions.py").write_text(solution)
    ((_, node),) = overlooked.first_uses({"unheard_of"}, [tmp_path / "solutions.py"])
    assert (node.id, node.lineno) == ("unheard_of", 10)
    assert overlooked.undefined([*cells, new_code_cell("unheard_of = 1")], "power_loss") == frozenset()


def test_answers_to_no_function_and_a_function_without_answers(tmp_path, monkeypatch):
    monkeypatch.setattr(overlooked, "ANSWERS", str(tmp_path))
    functions = {name for assignment in notebooks() for name in overlooked.answers_of(assignment)} - {"sgd_step"}
    for name in ["__init__", "huber_loss", *functions]:
        (tmp_path / f"{name}.py").touch()
    unknown, missing = overlooked.in_answers()
    assert "huber_loss.py: no notebook asks for a function huber_loss" in unknown
    assert "sgd_step.py: there is no such file: write right and wrong answers" in missing
