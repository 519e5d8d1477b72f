"""What a student sees when a check cell is run in the notebook, and what stock nbgrader gets from it."""

import inspect
import re
import types

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

from autograder.course.cells import is_answer, is_experiment, is_test, nbgrader
from autograder.course.checks import about_checks, checks_of, claims_in_cells
from autograder.course.places import ROOT, notebooks, solutions_of
from autograder.grading.functions import failure_of, functions_for
from autograder.kit.case import cases_of
from autograder.kit.examine import examine, headline
from autograder.kit.mistakes import CheckFailed

CELL, TOPIC = "check_noisy_val_grad", "power_loss"


def without_factor(theta_hat, data_, label_, deg_=2.0):
    """γ is missing: right at γ = 1 only, and its loss always."""
    loss, gradient = solutions_of(TOPIC).noisy_val_grad(theta_hat, data_, label_, deg_)
    return loss, gradient / deg_


def asked(**functions):
    """The claims of noisy_val_grad's check cell, and its hidden cases, asked of other functions."""
    names = list(claims_in_cells(TOPIC)[CELL])
    found = {name: in_notebook(checks_of(TOPIC)[name], functions) for name in names}
    cases = {name: cases_of(checks_of(TOPIC)[name]) for name in names}
    points = {name: about.points for name, about in about_checks(TOPIC).items()}
    claims = [(found[n], points[n], [case for case, hidden in cases[n] if not hidden]) for n in names]
    return claims, {found[n]: [case for case, hidden in cases[n] if hidden] for n in names}


def in_notebook(check, functions):
    """The check, with these functions beside it."""
    return types.FunctionType(check.__code__, check.__globals__ | functions, check.__name__, check.__defaults__)


@pytest.fixture
def told(capsys, monkeypatch):
    """A function that examines an answer; returns (what was printed, what was returned, what was raised)."""

    def tell(answer, grading=False, **functions):
        if grading:
            monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
        claims, hidden = asked(noisy_val_grad=answer, **functions)
        for check, _, _ in claims:
            check.__doc__ = checks_of(TOPIC)[check.__name__].__doc__
        try:
            value, raised = examine(claims, hidden if grading else None), None
        except CheckFailed as failure:
            value, raised = None, str(failure)
        return capsys.readouterr().out, value, raised

    return tell


def test_a_right_answer_gets_one_line_of_ticks(told):
    assert told(solutions_of(TOPIC).noisy_val_grad) == (
        "✓✓✓✓  4 of 4 claims about noisy_val_grad hold · 8 points\n",
        None,
        None,
    )


def test_a_wrong_one_reads_its_first_failure_in_full_and_of_each_other_a_line(told):
    printed, value, raised = told(without_factor)
    assert (printed, value) == ("✓✗✗✓  2 of 4 claims about noisy_val_grad hold · 8 points\n", None)
    first, *others = [line for line in raised.splitlines() if line.startswith("✗")]
    assert first == "✗ noisy_val_grad: the gradient is the slope of the loss   (deg_ = 3)"
    assert "  It looks as if the factor γ is missing." in raised.splitlines()
    assert len(others) == 1 and others[0].endswith("fails, too")


def test_the_readme_shows_what_such_a_student_reads(told):
    printed, _, raised = told(without_factor)
    (shown,) = re.findall(r"```text\n(✓.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert shown.split() == (printed + raised).split()


def test_while_nbgrader_grades_it_earns_what_its_cases_have_earned(told):
    """The share of each claim's cases, hidden ones included, as the examiner counts them."""
    expected = 0
    for name in claims_in_cells(TOPIC)[CELL]:
        check = checks_of(TOPIC)[name]
        functions = functions_for(check, {"noisy_val_grad": without_factor}, TOPIC)
        passed = [failure_of(check, case, hidden, functions) is None for case, hidden in cases_of(check)]
        expected += about_checks(TOPIC)[name].points * sum(passed) / len(passed)
    printed, value, raised = told(without_factor, grading=True)
    assert value == round(expected, 2) and 0 < value < 8 and raised is None
    assert "the factor γ is missing" in printed


def test_full_marks_and_none(told):
    assert told(solutions_of(TOPIC).noisy_val_grad, grading=True)[1:] == (8, None)
    printed, value, raised = told(lambda *_, **__: None, grading=True)
    assert value is None and printed.startswith("✗✗✗✗  0 of 4") and raised.startswith("✗ noisy_val_grad: the loss is")


def test_a_function_that_is_not_there_is_asked_for(told):
    _, _, raised = told(None)
    assert raised.startswith("✗ noisy_val_grad is not defined\n  Run its cell first.")


def test_a_function_that_is_not_written_is_told_so_once(told):
    def noisy_val_grad(*_, **__):
        raise NotImplementedError

    printed, _, raised = told(noisy_val_grad)
    assert printed.startswith("✗✗✗✗  0 of 4")
    assert raised.count("✗") == raised.count("is not written yet") == 1


def test_a_check_that_stumbles_over_a_value_ends_no_other(told, monkeypatch):
    check = checks_of(TOPIC)["check_noisy_val_grad_loss"]
    stumbling = {"judge_loss": lambda *_: [].no_such_thing}
    printed, _, raised = told(solutions_of(TOPIC).noisy_val_grad, **stumbling)
    assert check.__doc__ in raised and "cannot make sense of what came back (AttributeError)" in raised
    assert printed.startswith("✗✓✓✓")


@pytest.mark.parametrize("held, words", [([True], "✓  1 of 1 claims"), ([True, False], "✓✗  1 of 2 claims")])
def test_the_headline(held, words):
    assert headline(held, "f", 1) == f"{words} about f hold · 1 point"


# ── in Jupyter's own kernel ─────────────────────────────────────────────────────────────────────────────────────────


def ran(*versions):
    """What ps2's first check cell prints after these versions of its answer's cell have run, one after the other."""
    notebook = nbformat.read(notebooks("release")["ps2"], as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and not is_experiment(cell)]
    given = [cell for cell in code if not (is_answer(cell) or is_test(cell))]
    (check,) = [cell for cell in code if nbgrader(cell).get("grade_id") == CELL]
    notebook.cells = [*given, *map(new_code_cell, versions), check]
    NotebookClient(notebook, allow_errors=True).execute()
    return "".join(output.get("text", "") for output in check.outputs)


RIGHT = f"{inspect.getsource(solutions_of(TOPIC).noisy_val_grad)}"
STALE = "! Your last version of noisy_val_grad did not run: the one before it is still here"


@pytest.mark.parametrize(
    "later, is_stale",
    [
        ("", False),
        ("def other(x):\n    return x", False),
        (f"{RIGHT}\n\nnothing_there", False),  # it is defined all the same
        ("def noisy_val_grad(theta_hat, data_, label_, deg_=2.0)\n    return 1", True),
        ("import nothing_there\n\n\ndef noisy_val_grad(*_):\n    return 1", True),
        (f"import nothing_there\n\n{RIGHT}\n", True),
    ],
)
def test_a_function_whose_last_version_did_not_run_is_told(later, is_stale):
    told = ran(RIGHT, later)
    assert told.startswith(STALE) == is_stale
    assert "✓✓✓✓  4 of 4 claims about noisy_val_grad hold · 8 points" in told
