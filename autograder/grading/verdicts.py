"""Runs checks on a set of functions and says of every case how it went."""

import inspect
from dataclasses import dataclass
from functools import cache

from autograder.cases import cases_of, is_extra_credit, student_functions
from autograder.course.cells import is_missing
from autograder.course.places import checks_of, solutions_of
from autograder.toolkit import CheckFailed, run_case


@dataclass(frozen=True)
class Verdict:
    """How one case of one check went: failure is None where it passed."""

    check: str
    case: dict
    functions: tuple
    hidden: bool
    extra_credit: bool
    failure: CheckFailed | None

    @property
    def passed(self):
        return self.failure is None


def undefined(name, namespace):
    """Stands in for a function that the submission does not define."""

    def function(*_, **__):
        failed = CheckFailed(is_missing(name, namespace.keys()))
        failed.status = "not written"
        raise failed

    function.remote = "nowhere"  # it is none of the student's, and its failure is ours
    return function


def is_given(name, function):
    """Whether a function of the solutions is handed out as it is, and not written by students."""
    return function.__name__ != name or "### BEGIN SOLUTION" not in inspect.getsource(function)


@cache
def given_functions(topic):
    """{name: function} that a topic's notebook hands out, such as make_data."""
    functions = {name: f for name, f in vars(solutions_of(topic)).items() if inspect.isfunction(f)}
    return {name: f for name, f in functions.items() if is_given(name, f)}


def functions_for(check, namespace, topic):
    """{name: function} that a check calls: the submission's, but the course's own where it is given."""
    found = namespace | given_functions(topic)
    return {name: found.get(name) or undefined(name, namespace) for name in student_functions(check)}


def verdict(check, case, is_hidden, functions):
    """The Verdict on one case."""
    try:
        run_case(check, functions, case, is_hidden)
        failure = None
    except CheckFailed as failed:
        failure = failed
    return Verdict(check.__name__, case, tuple(functions), is_hidden, is_extra_credit(check), failure)


def verdicts(namespace, topic, only=None):
    """A Verdict for every case of the topic's checks; only: of those that call this function."""
    for check in checks_of(topic).values():
        functions = functions_for(check, namespace, topic)
        if only is None or only in functions:
            yield from (verdict(check, case, is_hidden, functions) for case, is_hidden in cases_of(check))
