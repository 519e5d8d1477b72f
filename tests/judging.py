"""Every case of a topic's checks, asked of functions that live in this process."""

from autograder.course.checks import checks_of
from autograder.grading.functions import failure_of, functions_for
from autograder.kit.case import cases_of


def failures(namespace, topic, only):
    """Yields (check, case, what it fails for or None) for the checks that call this function."""
    for check in checks_of(topic).values():
        functions = functions_for(check, namespace, topic)
        if only in functions:
            yield from ((check, case, failure_of(check, case, hidden, functions)) for case, hidden in cases_of(check))
