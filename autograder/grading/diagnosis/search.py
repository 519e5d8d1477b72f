"""The small change after which a right function fails its visible cases as a student's does.

What is compared is what the checks say, number by number: nothing of the student's runs here.
"""

import contextlib
import inspect
import io
from functools import cache, lru_cache
from importlib import import_module

from autograder.course.checks import checks_of
from autograder.course.places import solutions_of
from autograder.grading.diagnosis.changes import changes
from autograder.grading.functions import failure_of, functions_for
from autograder.kit.case import cases_of
from autograder.kit.mistakes import one_line
from autograder.kit.outcome import Status

MOST = 3000  # cases of changed functions that are looked at for one function, so that the same is found every time
LIKELY = [  # kinds of changes, those first that people make most often
    *("brackets", "axis", "other-function", "left-out", "operator", "assigned", "indented"),
    *("sign", "factor", "sides", "range", "order", "line-left-out"),
]


@cache
def right_functions(topic, function):
    """[source]: ways to write a function that earn all points; the solutions' own is the first."""
    module = import_module(f"autograder.grading.diagnosis.forms.{topic}")
    own = inspect.getsource(getattr(solutions_of(topic), function))
    return [own, *(inspect.getsource(form) for name, form in vars(module).items() if name.startswith(f"{function}__"))]


def rank(change):
    return LIKELY.index(change.kind) if change.kind in LIKELY else len(LIKELY)


@cache
def changed_functions(topic, function):
    """[Change] of all ways to write a function, those first that people make most often."""
    return sorted((c for source in right_functions(topic, function) for c in changes(source)), key=rank)


@cache
def visible_cases(topic, function):
    """{(check's name, case in words): (check, case)} of what students see of one function."""
    about = (check for check in checks_of(topic).values() if function in inspect.signature(check).parameters)
    found = [(check, case) for check in about for case, is_hidden in cases_of(check) if not is_hidden]
    return {
        (check.__name__, ", ".join(f"{n} = {v!r}" for n, v in case.items())): (check, case) for check, case in found
    }


@cache
def namespace_of(topic, function, change):
    """The topic's names, with a changed function in the place of the right one."""
    names = dict(vars(solutions_of(topic)))
    exec(compile(change.source, "changed", "exec"), names)
    names[function] = names[change.source.partition("def ")[2].partition("(")[0]]
    return names


@lru_cache(20_000)
def behaviour(topic, function, change, place):
    """What a changed function does in one case: (status, lines); None where the check can make nothing of it."""
    check, case = visible_cases(topic, function)[place]
    functions = functions_for(check, namespace_of(topic, function, change), topic)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            failure = failure_of(check, case, False, functions, naming=False)
    except Exception:
        return None
    return (Status.PASSED, ()) if failure is None else (Status(failure.status), tuple(map(one_line, failure.lines)))


def explanation(topic, function, outcomes):
    """The Change after which a right function does in every visible case what these Outcomes say; None without one.

    outcomes: those of one function. At least two of them must have failed.
    """
    seen = {(o.check, o.case): (o.status, o.lines) for o in outcomes if not o.hidden and o.was_run}
    failed = [place for place, (status, _) in seen.items() if status is Status.FAILED]
    telling = [place for place in failed if any(line.startswith("yours ") for line in seen[place][1])]  # numbers
    if len(telling) < 2 or any(status not in (Status.FAILED, Status.PASSED) for status, _ in seen.values()):
        return None
    order = failed + [place for place in seen if place not in failed]
    looked_at = 0
    for change in changed_functions(topic, function):
        for place in order:
            looked_at += 1
            if behaviour(topic, function, change, place) != seen[place]:
                break
        else:
            return change
        if looked_at > MOST:
            return None
    return None
