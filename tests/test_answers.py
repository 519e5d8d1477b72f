"""The catalogue's verdicts: every right answer passes every check, every wrong one is rejected."""

import functools

import nbformat
import pytest

from autograder.course import nbgrader, notebooks, topics
from autograder.submission import run_cells
from autograder.verdicts import verdicts
from tests.answers import answers


def assignment_with(function):
    """The assignment whose notebook asks for this function."""
    return next(a for a, path in notebooks().items() if f'"grade_id": "{function}"' in path.read_text("utf-8"))


@functools.cache
def notebook_text(assignment):
    return notebooks()[assignment].read_text(encoding="utf-8")


def judged(answer):
    """The verdicts on a source notebook in which one answer cell holds this answer."""
    assignment = assignment_with(answer.function)
    notebook = nbformat.reads(notebook_text(assignment), as_version=4)
    for cell in notebook.cells:
        if nbgrader(cell).get("grade_id") == answer.function:
            cell.source = answer.source
    namespace, problems = run_cells(notebook, assignment)
    assert not problems, problems
    return list(verdicts(namespace, topics()[assignment], only=answer.function))


@pytest.mark.parametrize("answer", [a for a in answers() if a.right], ids=str)
def test_right_answer_is_accepted(answer):
    ordinary_only = answer.title.endswith("-- without extra credit")
    failures = [str(v.failure) for v in judged(answer) if not v.passed and not (v.extra_credit and ordinary_only)]
    assert not failures, "\n\n".join(failures)


@pytest.mark.parametrize("answer", [a for a in answers() if not a.right], ids=str)
def test_wrong_answer_is_rejected(answer):
    assert any(not v.passed for v in judged(answer))
