"""A notebook's checks, judged on its functions, which live in a process of their own.

The examiner, who runs the checks, is this process; the student's code is in another one, and never meets them.
"""

import inspect
import logging
import re
import socket
import unicodedata
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

from autograder import submission
from autograder.cases import cases_of, is_extra_credit, student_functions
from autograder.course import checks_of, is_test, nbgrader, topics
from autograder.grading import forkserver
from autograder.grading.boundary.remote import Remote, why
from autograder.grading.boundary.wire import Died, Slow, Trouble, ambient, set_ambient
from autograder.kit.outcome import Outcome, Status
from autograder.toolkit import CheckFailed
from autograder.verdicts import functions_for, verdict

CASE_SECONDS = 20
LOAD_SECONDS = 60
LOG = logging.getLogger("autograder.grading")


def spelled(letter):
    """A Greek letter's name; any other character as it is."""
    name = unicodedata.name(letter, "")
    return name.split(" ")[-1] if name.startswith("GREEK") else letter


def slug(mistake):
    """A mistake's stable name: 'the factor γ is missing' is the-factor-gamma-is-missing."""
    letters = unicodedata.normalize("NFKD", "".join(map(spelled, mistake))).lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


@cache
def points_of(assignment):
    """{check: points}, as the course's notebook has them."""
    return {nbgrader(c)["grade_id"]: nbgrader(c)["points"] for c in submission.own_cells(assignment) if is_test(c)}


def function_of(check):
    """The student function that a check is about: the one that its name goes on with."""
    about = check.__name__.removeprefix("check_")
    return max((n for n in student_functions(check) if about.startswith(n)), key=len, default=None)


def plan(assignment):
    """[(check, case, is hidden)]: all that is asked of a notebook, in order."""
    checks = checks_of(topics()[assignment]).values()
    return [(check, case, is_hidden) for check in checks for case, is_hidden in cases_of(check)]


def unanswered(assignment):
    """The Outcomes of a notebook before any check has run, each case with its share of the points."""
    return [
        Outcome(
            check=check.__name__,
            function=function_of(check) or student_functions(check)[0],
            functions=tuple(name for name in student_functions(check) if name != "make_data"),
            claim=inspect.getdoc(check).splitlines()[0].rstrip("."),
            case="a hidden case" if is_hidden else ", ".join(f"{name} = {value!r}" for name, value in case.items()),
            points=points_of(assignment)[check.__name__] / len(cases_of(check)),
            hidden=is_hidden,
            extra_credit=is_extra_credit(check),
        )
        for check, case, is_hidden in plan(assignment)
    ]


def settled(outcome, failure):
    """The outcome of a case that was judged: failure is None where it passed."""
    if failure is None:
        return replace(outcome, status=Status.PASSED)
    mistake, lines = failure.mistake, () if outcome.hidden else tuple(failure.lines)
    found = {"mistake": slug(mistake), "named": mistake} if mistake else {}
    return replace(outcome, status=Status(failure.status), look=failure.look, lines=lines, **found)


def not_run(outcome, reason):
    """The outcome of a case that was not tried, with the reason."""
    return replace(outcome, status=Status.NOT_RUN, lines=(f"not run: {reason}",))


def troubled(outcome, trouble, told):
    """The outcome of a case in which the student's process gave no answer."""
    status = {Slow: Status.HUNG, Died: Status.CRASHED}.get(type(trouble), Status.FAILED)
    secret = outcome.hidden and status is Status.FAILED  # words of the other side's
    return replace(outcome, status=status, lines=() if secret else (told,))


@cache
def modules_of(assignments):
    """The modules that these assignments' notebooks import, to be imported once, before any of them is run."""
    sources = [cell.source for a in assignments for cell in submission.own_cells(a)]
    return tuple(sorted(set().union(*map(submission.imported_modules, sources))))


def loading(seconds):
    """How many seconds a notebook's cells may take, where a case may take so many."""
    return min(LOAD_SECONDS, 3 * seconds)


@contextmanager
def functions_of(notebook, assignment, seconds, server):
    """(a Remote in which the notebook's cells have run, {name: function}, what went wrong). Raises Trouble."""
    ours, theirs = socket.socketpair()
    child = server.fork("functions", {}, [theirs])
    theirs.close()
    try:
        remote, cells = Remote(ours, seconds), submission.cells_of(notebook, assignment)
        errors, names = remote.run([(name, source) for name, _, source in cells])
        problems = [f"{title} raised {e[0]}: {e[1]}" for (_, title, _), e in zip(cells, errors) if title and e]
        functions = {name: remote.function(name) for name in names}
        yield remote, functions, problems + submission.missing_functions(functions, assignment)
    finally:
        child.kill()
        ours.close()


@contextmanager
def as_it_was():
    """Puts back what is global to this process: no student's code may change it for the next one."""
    world = ambient()
    try:
        yield
    finally:
        set_ambient(world)


def failure_in(check, case, is_hidden, functions):
    """What a case failed for, or None. A check that stumbles over what it was given has failed, too."""
    try:
        return verdict(check, case, is_hidden, functions).failure
    except Exception as error:
        LOG.exception("%s could not make sense of a result", check.__name__)
        told = f"the check cannot make sense of what came back ({type(error).__name__})."
        return CheckFailed(told).about(f"{function_of(check)}: {check.__doc__.splitlines()[0]}", is_hidden)


def run_cases(notebook, assignment, todo, results, seconds, server):
    """Runs these cases on one process's functions, each for so many seconds at most, and fills in their results.

    Returns (problems, the number of the case that got no answer or None). Raises Trouble where the cells give none.
    """
    topic, cases = topics()[assignment], plan(assignment)
    with functions_of(notebook, assignment, loading(seconds), server) as (remote, namespace, problems):
        for number in todo:
            check, case, is_hidden = cases[number]
            remote.begin(seconds)
            with as_it_was():
                failure = failure_in(check, case, is_hidden, functions_for(check, namespace, topic))
            if remote.trouble:
                results[number] = troubled(results[number], remote.trouble, remote.why())
                return problems, number
            results[number] = settled(results[number], failure)
        return problems, None


def judge(notebook, assignment, only=None, case_seconds=None, server=None):
    """(problems, results) of a notebook; a function that once gave no answer is not asked again.

    only: the one function whose cases are run; all of them without it. Hidden cases come last, so that no code
    can remember their data and tell it in the message of a visible one. server: the ForkServer whose processes
    hold the student's functions. Raises ServerDied.
    """
    server = server or forkserver.running(modules_of((assignment,)))
    results, seconds = unanswered(assignment), case_seconds or CASE_SECONDS
    asked = [number for number, result in enumerate(results) if only in (None, result.function)]
    todo, problems = sorted(asked, key=lambda number: results[number].hidden), []
    while todo:
        try:
            problems, stuck = run_cases(notebook, assignment, todo, results, seconds, server)
        except Trouble as trouble:
            problems = [f"its cells could not be run: {why(trouble, loading(seconds))}"]
            for number in todo:
                results[number] = not_run(results[number], problems[0])
            break
        todo = todo[todo.index(stuck) + 1 :] if stuck is not None else []
        for number in [n for n in todo if results[n].function == results[stuck].function]:
            results[number] = not_run(results[number], f"{results[stuck].function} gave no answer before")
            todo.remove(number)
    if not server.is_running():
        raise forkserver.ServerDied("the fork server died while a notebook was judged")
    return problems, [results[number] for number in asked]
