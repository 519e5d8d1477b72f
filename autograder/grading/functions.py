"""The functions that a check calls, and what a case of it fails for."""

import inspect
from functools import cache

from autograder.course.cells import answers_of, is_missing
from autograder.course.places import solutions_of, topics
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


@cache
def functions_of(topic):
    """({name: function} of a topic's solutions that students write, of those that they are given, as make_data)."""
    asked = {name for key, own in topics().items() if own == topic for name in answers_of(key)}
    functions = {name: f for name, f in vars(solutions_of(topic)).items() if inspect.isfunction(f)}
    written = {name: f for name, f in functions.items() if name in asked}
    return written, {name: f for name, f in functions.items() if name not in asked}


def functions_for(check, namespace, topic):
    """{name: function} that a check calls: the submission's, but the course's own where it is given."""
    _, given = functions_of(topic)
    found = namespace | given
    return {name: found.get(name) or undefined(name, namespace) for name in student_functions(check)}


def failure_of(check, case, is_hidden, functions, naming=True):
    """What one case fails for; None where it passes. naming: whether the mistake is found out, too."""
    try:
        run_case(check, functions, case, is_hidden, naming)
    except CheckFailed as failed:
        return failed
    return None
