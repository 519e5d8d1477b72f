"""The small change after which a right function fails its visible cases as a student's does.

What is compared is what the checks say, number by number: nothing of the student's runs here.
"""

import contextlib
import inspect
import io
from dataclasses import replace
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from itertools import islice

import numpy as np

from autograder.course.checks import checks_of
from autograder.course.places import solutions_of
from autograder.grading.diagnosis.changes import both, changes
from autograder.grading.functions import failure_of, functions_for
from autograder.kit.case import cases_of
from autograder.kit.mistakes import line_of
from autograder.kit.outcome import Status
from autograder.kit.run import case_in_words

MOST = 3000  # cases of changed functions that are looked at for one function: a count, so that all find the same
MOST_OF = {"mnist": 250, "loss_and_gradients": MOST}  # a topic whose cases take longer; a function whose do not
LIKELY = [  # kinds of changes, those first that people make most often
    *("brackets", "axis", "other-function", "left-out", "exponent", "operator", "assigned", "indented"),
    *("sign", "factor", "weights", "sides", "range", "order", "line-left-out", "kept", "cut"),
]
FREQUENT = ("brackets", "axis", "other-function", "left-out", "assigned", "indented", "sign", "factor")
MOST_TWICE = 800  # functions with two changes: some people make two mistakes, but the pairs are many


def names_in(room, topic):
    """{name: what it stands for} in a topic's module of forms or slips; {} where nobody has written one."""
    module = f"autograder.grading.diagnosis.{room}.{topic}"
    return vars(import_module(module)) if find_spec(module) else {}


def forms_of(topic):
    """{FUNCTION__WAY: function}: other ways to write a topic's functions."""
    return {name: form for name, form in names_in("forms", topic).items() if "__" in name.strip("_")}


@cache
def right_functions(topic, function):
    """[source]: ways to write a function that earn all points; the solutions' own is the first."""
    own, ways = getattr(solutions_of(topic), function), forms_of(topic).items()
    return [inspect.getsource(way) for way in (own, *(f for name, f in ways if name.startswith(f"{function}__")))]


def rank(change):
    return LIKELY.index(change.kind) if change.kind in LIKELY else len(LIKELY)


@cache
def changed_functions(topic, function):
    """[Change] of all ways to write a function, those first that people make most often; of the first way all kinds."""
    own, *others = right_functions(topic, function)
    found = [*changes(own), *(change for source in others for change in changes(source, LIKELY))]
    return sorted(found, key=rank)


def pairs(source):
    """Yields a Change for every two changes of a function's source, of the kinds that people make most often."""
    seen = set()
    for one in sorted(changes(source, FREQUENT), key=rank):
        for two in changes(one.source, FREQUENT):
            if two.source not in seen:
                seen.add(two.source)
                now = f"{one.now}; {two.now}" if one.now != two.was else two.now
                yield replace(two, words=both(one.words, two.words), kind="twice", now=now)


def known_twice(topic, function):
    """The Changes that are two of the mistakes which the topic's checks know."""
    slips = names_in("slips", topic)
    return slips["twice_wrong"](function) if function in slips.get("SLIPS", ()) else ()


def most_cases(topic, function):
    """How many cases of changed functions are looked at for one function; where few, only the likeliest changes."""
    return MOST_OF.get(function, MOST_OF.get(topic, MOST))


@cache
def twice_changed(topic, function):
    """[Change] of two changes at once; none where a case takes longer.

    First two of the mistakes that are known, then any two changes to the first ways of writing the function.
    """
    if most_cases(topic, function) < MOST:
        return []
    found = (pair for source in right_functions(topic, function)[:2] for pair in islice(pairs(source), MOST_TWICE // 2))
    return [*known_twice(topic, function), *found]


@cache
def visible_cases(topic, function):
    """{(check's name, case in words): (check, case)} of what students see of one function."""
    about = (check for check in checks_of(topic).values() if function in inspect.signature(check).parameters)
    found = [(check, case) for check in about for case, is_hidden in cases_of(check) if not is_hidden]
    return {(check.__name__, case_in_words(case)): (check, case) for check, case in found}


@lru_cache(8)  # its cases are asked one after the other
def namespace_of(topic, function, source):
    """The topic's names, with the function in this source in the place of the right one, whatever it is called."""
    names = dict(vars(solutions_of(topic)))
    exec(compile(source, "changed", "exec"), names)
    names[function] = names[source.partition("def ")[2].partition("(")[0]]
    return names


@lru_cache(20_000)
def behaviour(topic, function, change, place):
    """What a changed function does in one case: (status, lines, digits); None where a check can make nothing of it."""
    check, case = visible_cases(topic, function)[place]
    functions = functions_for(check, namespace_of(topic, function, change.source), topic)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            failure = failure_of(check, case, False, functions, naming=False)
    except Exception:
        return None
    if failure is None:
        return Status.PASSED, (), None
    return Status(failure.status), tuple(map(line_of, failure.lines)), digits(failure.seen)


def first_alike(topic, function, candidates, asked):
    """The first of these changes after which the cases go as asked, {place: behaviour}; None without one."""
    looked_at = 0
    for change in candidates:
        for place, told in asked.items():
            looked_at += 1
            if behaviour(topic, function, change, place) != told:
                break
        else:
            return change
        if looked_at > most_cases(topic, function):
            return None
    return None


def digits(values):
    """(four digits of each of these numbers, in a short form, whether they tell much); None where there are none.

    0, nan and inf tell little.
    """
    numbers = [] if values is None else np.ravel(values).tolist()
    telling = any(number and np.isfinite(number) for number in numbers)
    return (hash(tuple(f"{number:.4g}" for number in numbers)), telling) if numbers else None


def is_telling(told):
    """Whether a case failed with numbers of the student's that tell much."""
    status, _, numbers = told
    return status is Status.FAILED and numbers is not None and numbers[1]


def to_explain(outcomes, shown, about):
    """{place: what a changed function must do there}; {} where less than two cases show wrong numbers."""
    places = {(o.check, o.case): o for o in outcomes if not o.hidden and o.was_run}
    seen = {place: (o.status, o.lines, shown.get(place)) for place, o in places.items()}
    failed = {place for place, o in places.items() if not o.passed}
    explained = {place for place in failed if about in (None, place[0])}
    if sum(is_telling(seen[place]) for place in explained) < 2:
        return {}
    order = [*(place for place in seen if place in explained), *(place for place in seen if place not in failed)]
    return {place: seen[place] for place in order}


def explanation(topic, function, outcomes, shown, about=None, ways=(changed_functions, twice_changed)):
    """The Change after which a right function does in every visible case what these Outcomes say; None without one.

    outcomes: those of one function; at least two of them must show wrong numbers. about: the one check whose failures
    are to be explained: what else has failed may have another reason, but what has passed must pass.
    shown: {(check, case): the digits of all numbers that were compared there}. ways: what is tried, in this order.
    None where there are no solutions, as on Gradescope.
    """
    asked = to_explain(outcomes, shown, about) if hasattr(solutions_of(topic), function) else {}
    found = (first_alike(topic, function, way(topic, function), asked) for way in ways if asked)
    return next(filter(None, found), None)


def is_one_slip(topic, function, outcomes, shown):
    """Whether one small change of a right function does all that these Outcomes say."""
    return explanation(topic, function, outcomes, shown, ways=[changed_functions]) is not None


def explanations(topic, function, outcomes, shown):
    """{check: Change}: one for all of a function's failures if there is one, else one for each check that has one."""
    failed = dict.fromkeys(o.check for o in outcomes if not o.hidden and o.status is Status.FAILED)
    if change := explanation(topic, function, outcomes, shown):
        return dict.fromkeys(failed, change)
    found = {check: explanation(topic, function, outcomes, shown, check) for check in failed} if len(failed) > 1 else {}
    return {check: change for check, change in found.items() if change}
