"""Errors carried forward: a function that failed may be right but for another one that it calls, which failed, too.

It is asked again, with right ones in the place of those. They answer in the examiner: only what they return crosses the
boundary, to a function whose own solution calls them, and when nobody will ask the student's any more.
"""

import inspect
from functools import cache
from graphlib import TopologicalSorter

from autograder.course.cells import names_referenced
from autograder.course.places import solutions_of
from autograder.grading.boundary.wire import Trouble
from autograder.grading.functions import functions_of
from autograder.kit.case import student_functions
from autograder.kit.outcome import Status


@cache
def calls(topic):
    """{function: the others, written by students too, that its solution calls}, what is called before what calls it.

    Only functions that call any; none where there are no solutions, as on Gradescope.
    """
    functions, _ = functions_of(topic)
    written = {name: inspect.getsource(function) for name, function in functions.items()}
    found = {name: (names_referenced(source) & written.keys()) - {name} for name, source in written.items()}
    return {name: found[name] for name in TopologicalSorter(found).static_order() if found[name]}


def to_ask_again(outcomes, topic):
    """[(function, those that it calls and that failed)] of the functions that failed, those first that are called."""
    failed = {o.function for o in outcomes if o.status not in (Status.PASSED, Status.NOT_RUN)}
    pairs = ((function, called & failed) for function, called in calls(topic).items() if function in failed)
    return [(function, called) for function, called in pairs if called]


def right_ones(topic, names, asked):
    """{name: the solution's function}, each of which enters into asked, when it is called, whether it could answer."""

    def noting(name):
        solution = getattr(solutions_of(topic), name)

        def right(*arguments, **settings):
            asked[name] = False
            value = solution(*arguments, **settings)
            asked[name] = True
            return value

        right.__name__ = name  # which the student's process gets to know
        return right

    return {name: noting(name) for name in sorted(names)}


def follow_through(examiner):
    """Has an Examiner ask again what failed with others that it calls, when it has asked for everything."""
    for function, wrong in to_ask_again(examiner.outcomes, examiner.topic):
        todo = [n for n, outcome in enumerate(examiner.outcomes) if outcome.function == function and not outcome.passed]
        for number in sorted(todo, key=lambda number: examiner.outcomes[number].hidden):
            if not ask_again(examiner, number, wrong):
                break


def ask_again(examiner, number, wrong):
    """Has a case judged once more, with right functions in the place of wrong ones; says whether there was an answer.

    Its new outcome counts if one of them was called, and could answer: one that the student calls with what stays in
    their process, a loss of their own perhaps, cannot. What a check calls itself is always the student's.
    """
    outcome, asked, seconds = examiner.outcomes[number], {}, examiner.seconds_left()
    names = wrong - set(student_functions(examiner.cases[number][0]))
    try:
        remote, place = examiner.remote_of(outcome.check, outcome.function, again=True)
    except Trouble:
        return False
    if seconds <= 0:
        return False
    failure = examiner.asked(number, remote, place, seconds, right_ones(examiner.topic, names, asked))
    if remote.trouble:
        examiner.give_up(place)
        return False
    if asked and all(asked.values()):
        if failure:
            failure.place = None  # what a process says that has met hidden cases
        examiner.first[number] = outcome
        examiner.enter(number, failure, tuple(sorted(asked)))
    return True
