"""A mistake in a check of ours costs no student a point: what the course's own solution fails, too, is our fault."""

import time

import nbformat
import numpy as np
import pytest
from nbgrader.converters import GenerateFeedback
from rich.console import Console
from traitlets.config import Config

from autograder.course.checks import checks_of
from autograder.course.places import solutions_of
from autograder.grading import judge
from autograder.grading.book.writer import course_directory
from autograder.grading.kernel.run import Allowance
from autograder.grading.records import outcomes_of, troubles_of
from autograder.grading.whole_class import runner
from autograder.kit.case import hidden
from autograder.kit.mistakes import CheckFailed
from autograder.kit.outcome import Kind, Status
from tests.tiny_class import ASSIGNMENT, NOTEBOOK, InProcess, gradebook_of, tiny_class

CHECK, CELL = "check_mean_squared_loss_value", "check_mean_squared_loss"


class OneFork:
    """Stands in for a notebook that has run: its functions live in this process."""

    is_kernel, lacks_threads, trouble = True, False, None

    def __init__(self, **functions):
        self.functions, self.names, self.allowance = functions, set(functions), Allowance()
        self.places, self.failure, self.deadline = {}, None, time.monotonic() + 600

    def end(self):
        return self

    def remote(self, seconds, last):
        return self

    def begin(self, seconds, given=None):
        pass

    def function(self, name):
        return self.functions[name]


@pytest.fixture
def check(monkeypatch):
    """Puts a function in the place of a check, for as long as a test lasts; its cases are n = 1, 2, 3."""
    judge.is_broken.cache_clear()

    def put(function):
        function.__name__, function.__doc__ = CHECK, "It holds."
        decorated = pytest.mark.worth(3)(pytest.mark.parametrize("n", [1, 2, hidden(3)])(function))
        monkeypatch.setitem(checks_of("least_squares"), CHECK, decorated)

    yield put
    judge.is_broken.cache_clear()


def judged(**functions):
    """The Outcomes of the check."""
    return [outcome for outcome in judge.judge(OneFork(**functions), "ps1") if outcome.check == CHECK]


def loss_of(function, n):
    return function(np.ones((2, 1)), np.ones((n, 2)), np.zeros((n, 1)))


def stumbling(mean_squared_loss, n):
    return loss_of(mean_squared_loss, n).no_such_thing


def wrong_itself(mean_squared_loss, n):
    if loss_of(mean_squared_loss, n) > 0:
        raise CheckFailed("the loss should be negative.")


def asking_with_a_mistake(mean_squared_loss, n):
    """The slip is in what the check hands to the function: the function is what raises."""
    mean_squared_loss(np.ones((3, 1)), np.ones((n, 2)), np.zeros((n, 1)))


@pytest.mark.parametrize("broken", [stumbling, wrong_itself, asking_with_a_mistake])
@pytest.mark.parametrize("value", [4.0, None, 5.0])
def test_what_the_own_solution_fails_is_held_against_nobody(check, broken, value, caplog):
    check(broken)
    outcomes = judged(mean_squared_loss=lambda theta, A, y: ((A @ theta - y).mean(), value)[1])
    assert {outcome.status for outcome in outcomes} == {Status.BROKEN}
    assert all("fails the course's own solution" in outcome.message for outcome in outcomes)
    assert f"{CHECK} (n = 1) is broken" in caplog.text  # that is the staff's to read


def test_what_only_a_students_odd_value_breaks_is_told_as_theirs(check):
    check(lambda mean_squared_loss, n: loss_of(mean_squared_loss, n) - 1.0)
    outcomes = judged(mean_squared_loss=lambda *_: None)
    assert {outcome.status for outcome in outcomes} == {Status.FAILED}
    assert "cannot make sense of what came back (TypeError)" in outcomes[0].message


def test_where_the_solutions_are_not_at_hand_nobody_can_tell(check, monkeypatch):
    """In Gradescope's container."""
    check(stumbling)
    monkeypatch.delattr(solutions_of("least_squares"), "mean_squared_loss")
    assert {outcome.status for outcome in judged(mean_squared_loss=lambda *_: 1.0)} == {Status.FAILED}


def test_a_function_that_is_not_written_is_not_written_for_a_broken_check_too(check):
    check(stumbling)

    def mean_squared_loss(theta, A, y):
        raise NotImplementedError

    assert {outcome.status for outcome in judged(mean_squared_loss=mean_squared_loss)} == {Status.NOT_WRITTEN}


def test_what_breaks_in_one_case_only_costs_that_case_only(check):
    def breaking_at_2(mean_squared_loss, n):
        return None if n != 2 else stumbling(mean_squared_loss, n)

    check(breaking_at_2)
    assert [o.status for o in judged(mean_squared_loss=lambda *_: 1.0)] == [Status.PASSED, Status.BROKEN, Status.PASSED]


def test_no_student_has_a_say_in_whether_a_check_is_broken(check):
    """What a student's call leaves behind in the examiner is gone by then: its random numbers, for instance."""

    def check_with_luck(mean_squared_loss, n):
        before = np.random.get_state()[1].tolist()
        loss_of(mean_squared_loss, n)
        if before != np.random.get_state()[1].tolist() or before == seeded:
            raise CheckFailed("it draws numbers.")

    check(check_with_luck)
    state = np.random.get_state()
    np.random.seed(1)
    seeded = np.random.get_state()[1].tolist()
    np.random.set_state(state)
    assert {o.status for o in judged(mean_squared_loss=lambda *_: np.random.seed(1))} == {Status.FAILED}


def test_the_own_solution_is_asked_once_for_all_students(check):
    seen = []

    def noting(mean_squared_loss, n):
        seen.append(loss_of(mean_squared_loss, n))
        raise ZeroDivisionError

    check(noting)
    for value in (1.0, 2.0):
        judged(mean_squared_loss=lambda *_, value=value: value)
    assert seen == [1.0, 4.0] * 3 + [2.0] * 3  # visible cases first, then hidden ones


def test_a_class_waits_for_its_staff(check, monkeypatch, tmp_path):
    """The right, the wrong and the unwritten answer, and a broken check: what is judged counts, and a person looks."""
    check(stumbling)
    monkeypatch.setattr(runner, "Processes", InProcess)
    config = tiny_class(tmp_path, 3)
    results = runner.grade(ASSIGNMENT, config=config, console=Console(quiet=True))
    for result in results:
        path = tmp_path / "autograded" / result.student / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        (cell,) = [cell for cell in notebook.cells if cell.id == CELL]
        kinds = {trouble.kind for trouble in troubles_of(notebook)}
        written = result.student != "s002"
        assert {o.status for o in outcomes_of(cell) if o.check == CHECK} == {
            Status.BROKEN if written else Status.NOT_WRITTEN
        }
        assert (Kind.BROKEN_CHECK in kinds) == written and ("is broken" in (result.problem or "")) == written
        assert result.score == written  # what the other claim gives
        with gradebook_of(config) as gradebook:
            grade = gradebook.find_grade(CELL, NOTEBOOK, ASSIGNMENT, result.student)
            assert grade.needs_manual_grade == written
    config.GenerateFeedback.exporter_class = "autograder.report.feedback.FeedbackExporter"
    GenerateFeedback(course_directory(config, assignment_id=ASSIGNMENT), config=Config(config)).start()
    page = (tmp_path / "feedback" / "s000" / ASSIGNMENT / f"{NOTEBOOK}.html").read_text()
    assert page.count('aria-label="not graded yet"') == 1 and "The staff was told" in page
