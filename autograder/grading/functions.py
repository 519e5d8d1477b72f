"""The functions that a check calls, and what a case of it fails for."""

import inspect
from functools import cache

from autograder.course.cells import is_missing
from autograder.course.places import solutions_of
from autograder.kit.case import student_functions
from autograder.kit.mistakes import CheckFailed
from autograder.kit.run import run_case


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


def failure_of(check, case, is_hidden, functions, naming=True):
    """What one case fails for; None where it passes. naming: whether the mistake is found out, too."""
    try:
        run_case(check, functions, case, is_hidden, naming)
    except CheckFailed as failed:
        return failed
    return None
