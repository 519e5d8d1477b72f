"""What several tests share: the course's notebooks, and what became of the catalogue's answers."""

import nbformat
import pytest

from autograder.course.places import notebooks
from tests import truth

ASSIGNMENTS = list(notebooks())


@pytest.fixture(params=ASSIGNMENTS)
def assignment(request):
    return request.param


@pytest.fixture
def source(assignment):
    """The assignment's notebook as its authors see it."""
    return nbformat.read(notebooks("source")[assignment], as_version=4)


@pytest.fixture
def release(assignment):
    """The assignment's notebook as students get it."""
    return nbformat.read(notebooks("release")[assignment], as_version=4)


@pytest.fixture(scope="session")
def outcomes(request):
    """{answer: what became of it, as a future} for all answers that this run asks for, judged on all cores."""
    settings = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    wanted = dict.fromkeys(params["answer"] for params in settings if "answer" in params)
    with truth.judges(wanted) as judge:
        yield {answer: judge(answer) for answer in wanted}
