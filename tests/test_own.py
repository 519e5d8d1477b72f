"""What an author's own test cell has earned is what nbgrader gives, and what it tells gives no hidden test away."""

import pytest
from nbformat.v4 import new_code_cell, new_output

from autograder.grading.outputs import error_output
from autograder.grading.own import outcome_of, result_lines
from autograder.kit.outcome import Kind, Status
from tests.own_course import cell_of

SOURCE = "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(41) == 1681\n### END HIDDEN TESTS"
TRACE = "-----\nAssertionError\n----> {} {}\n\nAssertionError: "
SEEN = new_output("error", ename="AssertionError", evalue="", traceback=[TRACE.format(1, "assert f(1) == 1")])
HIDDEN = new_output("error", ename="AssertionError", evalue="", traceback=[TRACE.format(3, "assert f(41) == 1681")])
BESIDE = new_output(
    "error",
    ename="AssertionError",
    evalue="",
    traceback=["----> 1 assert f(1) == 1\n      3 assert f(41) == 1681\n\nAssertionError: "],
)
PART = new_output("execute_result", data={"text/plain": "1.5"}, execution_count=1)
MORE = new_output("execute_result", data={"text/plain": "9"}, execution_count=1)
LOUD = new_output("stream", name="stderr", text="careful\n")
PRINTED = new_output("stream", name="stdout", text="41\n")


def told(*outputs, source=SOURCE):
    cell = cell_of(new_code_cell, source, "test_f", points=2)
    cell.outputs = list(outputs)
    return outcome_of(cell, 0)


@pytest.mark.parametrize(
    "outputs, score, status",
    [
        ([], 2, Status.PASSED),
        ([PRINTED], 2, Status.PASSED),
        ([PART], 1.5, Status.FAILED),
        ([SEEN], 0, Status.FAILED),
        ([HIDDEN], 0, Status.FAILED),
        ([LOUD], 0, Status.FAILED),
        ([MORE], 0, Status.FAILED),  # than it is worth
    ],
)
def test_what_is_earned(outputs, score, status):
    outcome = told(*outputs)
    assert (outcome.score, outcome.status, outcome.points) == (score, status, 2)


def test_where_it_failed_is_told_but_no_hidden_test():
    assert told(SEEN, source="assert f(1) == 1").lines == ("assert f(1) == 1", "AssertionError")
    assert told(BESIDE).lines == ("assert f(1) == 1", "AssertionError")
    assert told(HIDDEN).lines == ("A hidden test ended in AssertionError.",)
    assert told(LOUD, source="f(1)").lines[-1] == "careful"
    assert told(PART).lines == ("It gives 1.5 of 2 points.",)


def test_what_has_hidden_tests_is_hidden_where_that_matters():
    assert told().hidden and not told(source="assert f(1) == 1").hidden


def test_tests_that_nbgrader_has_yet_to_write_earn_nothing():
    outcome = told(source="### AUTOTEST f(1)")
    assert (outcome.score, outcome.status) == (0, Status.NOT_RUN) and "release it first" in outcome.lines[0]


REWRITTEN = TRACE.format(3, "get_ipython().run_line_magic('time', 'assert f(41) == 1681')")
SHOWN_BY_HIDDEN = [
    new_output("error", ename="AssertionError", evalue="f(41)", traceback=[REWRITTEN]),
    new_output(
        "error", ename="AssertionError", evalue="f(41)", traceback=[TRACE.format(99, "assertEqual(f(41), 1681)")]
    ),
    new_output(
        "error", ename="SyntaxError", evalue="f(41)", traceback=["  Cell In[3], line 3\n    assert f(41) = 1681"]
    ),
    new_output("stream", name="stdout", text="f(41) is tried\n"),
    new_output("stream", name="stderr", text="UserWarning: f(41)\n  warn('f(41)')\n"),
    new_output("execute_result", data={"text/plain": "'f(41)'"}, execution_count=1),
]


@pytest.mark.parametrize("output", SHOWN_BY_HIDDEN)
def test_hidden_tests_give_themselves_away_by_nothing(output):
    """Neither as IPython rewrites them, nor by what they print, warn of and return."""
    cell = cell_of(new_code_cell, SOURCE, "test_f", points=2)
    cell.outputs = [output]
    assert "41" not in result_lines(cell) + " ".join(outcome_of(cell, 0).lines)
    cell.source = "assert f(1) == 1"
    assert "41" in result_lines(cell)


def test_where_it_failed_is_told_beside_hidden_tests_and_what_the_grader_says():
    assert told(SEEN).lines == ("assert f(1) == 1", "AssertionError")
    assert told(error_output(Kind.TIME_UP, "it took too long")).lines == ("CellTimeoutError: it took too long",)
