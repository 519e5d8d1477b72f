"""A notebook's checks, judged on its functions, which live in a process of their own.

The examiner, who runs the checks, is this process; the student's code is in another one, and never meets them.
"""

import logging
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache

from autograder.course.cells import answers_of, own_cells, python_of
from autograder.course.checks import about_checks, cells_of_checks, checks_of
from autograder.course.packages import imports_in
from autograder.course.places import solutions_of, topics
from autograder.grading.boundary.remote import why
from autograder.grading.boundary.wire import Died, Slow, Trouble, ambient, set_ambient
from autograder.grading.diagnosis.naming import explained, told_once
from autograder.grading.diagnosis.search import digits
from autograder.grading.follow import calls, follow_through
from autograder.grading.functions import failure_of, functions_for
from autograder.grading.kernel.run import Allowance, again_if_it_dies, ran
from autograder.kit.case import cases_of, student_functions
from autograder.kit.examine import stumbled, subject_of
from autograder.kit.mistakes import line_of
from autograder.kit.outcome import IS_BROKEN, Outcome, Status
from autograder.kit.run import case_in_words, claim_of

DYING_SECONDS = 0.2  # between a process's end and the word of it
LOG = logging.getLogger("autograder.grading")
OURS = f"not judged, for the check {IS_BROKEN}. The staff was told, and will see to its points"


def plan(assignment):
    """[(check, case, is hidden)]: all that is asked of a notebook, in order."""
    checks = checks_of(topics()[assignment]).values()
    return [(check, case, is_hidden) for check in checks for case, is_hidden in cases_of(check)]


def unanswered(assignment):
    """The Outcomes of a notebook before any check has run, each case with its share of the points."""
    known = about_checks(topics()[assignment])
    return [
        Outcome(
            check=check.__name__,
            function=subject_of(check),
            functions=tuple(name for name in student_functions(check) if name != "make_data"),
            claim=claim_of(check),
            case="a hidden case" if is_hidden else case_in_words(case),
            points=known[check.__name__].points / len(cases_of(check)),
            hidden=is_hidden,
            extra_credit=known[check.__name__].is_extra_credit,
        )
        for check, case, is_hidden in plan(assignment)
    ]


def settled(outcome, failure):
    """The outcome of a case that was judged: failure is None where it passed."""
    if failure is None:
        return replace(outcome, status=Status.PASSED)
    mistake = failure.mistake
    found = {"mistake": mistake.id, "named": mistake.text} if mistake else {}
    look = "; ".join(filter(None, [failure.place, failure.look])) or None
    found |= {"look": look, "lines": tuple(map(line_of, failure.lines))}
    return replace(outcome, status=Status(failure.status), **found)


def not_run(outcome, reason):
    """The outcome of a case that was not tried, with the reason."""
    return replace(outcome, status=Status.NOT_RUN, lines=(f"not run: {reason}",))


def not_judged(outcome):
    """The outcome of a case that says nothing of the student's function, for it is broken itself."""
    return replace(outcome, status=Status.BROKEN, lines=(OURS,))


def troubled(outcome, trouble, told):
    """The outcome of a case in which the student's process gave no answer."""
    status = {Slow: Status.HUNG, Died: Status.CRASHED}.get(type(trouble), Status.FAILED)
    secret = outcome.hidden and status is Status.FAILED  # words of the other side's
    return replace(outcome, status=status, lines=() if secret else (told,))


@cache
def answers_asked(assignment):
    """The functions that students write and a check calls, in order."""
    asked = {name for check in checks_of(topics()[assignment]).values() for name in student_functions(check)}
    return [name for name in answers_of(assignment) if name in asked]


@cache
def modules_of(assignments):
    """The modules that these assignments' notebooks import, to be imported once, before any of them is run.

    Those that come with Python take no time.
    """
    sources = [python_of(cell.source) for a in assignments for cell in own_cells(a)]
    return tuple(sorted(set().union(*map(imports_in, sources)) - sys.stdlib_module_names))


@contextmanager
def as_it_was():
    """Puts back what is global to this process: no student's code may change it for the next one."""
    world = ambient()
    try:
        yield
    finally:
        now = ambient()
        set_ambient({name: state for name, state in world.items() if state != now[name]})


def failure_in(check, case, is_hidden, functions):
    """What a case failed for, or None. A check that stumbles over what it was given has failed, too."""
    try:
        return failure_of(check, case, is_hidden, functions)
    except Exception as error:
        LOG.exception("%s could not make sense of a result", check.__name__)
        return stumbled(error, f"{subject_of(check)}: {claim_of(check)}", is_hidden)


@cache
def is_broken(assignment, number):
    """Whether a case of the plan fails the course's own solution, too: then that is our mistake, and no student's.

    Asked when it has failed a student's function, which may be what it stumbled over; once, for all students. Where
    the solutions are not at hand, as in Gradescope's container, nobody can tell.
    """
    (check, case, _), topic = plan(assignment)[number], topics()[assignment]
    right = vars(solutions_of(topic))
    if not right.keys() >= set(student_functions(check)):
        return False
    with as_it_was():
        failure = failure_in(check, case, True, functions_for(check, right, topic))
    if failure:
        code, which = check.__code__, f"{check.__name__} ({case_in_words(case)})"
        LOG.error("%s:%d: %s %s: mend it, and grade again", code.co_filename, code.co_firstlineno, which, IS_BROKEN)
    return failure is not None


class Examiner:
    """Asks a notebook's functions, each where its check stands: all cases of one function in one process."""

    def __init__(self, run, assignment):
        self.run, self.assignment, self.topic, self.cases = run, assignment, topics()[assignment], plan(assignment)
        self.remotes = {}  # {(place, function, whether it is asked again): Remote}
        self.instead = {}  # {function: another Place than its check's}
        self.blank = unanswered(assignment)
        self.outcomes = list(self.blank)
        self.first = {}  # {number of a case that was asked again: what its Outcome was before}
        self.shown = {}  # {(check, case): digits of the numbers that were compared}

    def place_at(self, check):
        """The Place where a check's cell stands; None where there is none."""
        return self.run.places.get(cells_of_checks(self.topic)[check])

    def place_of(self, check, function):
        """The Place of a check; the notebook's end, where the function is not there before. Raises Trouble."""
        place = self.instead.get(function) or self.place_at(check)
        return place if place and function in place.names else self.run.end()

    def remote_of(self, check, function, again=False):
        """(the Remote that answers the calls of a check of this function, the Place that it is at). Raises Trouble.

        again: whether the function is asked a second time, which another process answers.
        """
        place = self.place_of(check, function)
        if again and place.is_kernel:
            raise Trouble("the kernel itself answers only once")
        key = place, None if place.is_kernel else function, again
        if key not in self.remotes:
            self.remotes[key] = place.remote(self.run.allowance.case, last=self.is_alone(function, place))
        return self.remotes[key], place

    def is_alone(self, function, place):
        """Whether no other function is asked at this place, not even one that is not there where its check stands.

        One that calls others may have to be asked again.
        """
        if function in calls(self.topic):
            return False
        places = [(outcome.function, self.place_at(outcome.check)) for outcome in self.outcomes]
        all_there = all(where and name in where.names for name, where in places)
        return all_there and {name for name, where in places if where is place} == {function}

    def functions_of(self, check):
        """{name: function} that a check calls, to be asked from now on. Raises Trouble."""
        remote, place = self.remote_of(check.__name__, subject_of(check))
        return self.begun(check, remote, place, self.run.allowance.case)

    def begun(self, check, remote, place, seconds, given=None):
        """{name: function} that a check calls, with so many seconds from now on; given: as in Remote.begin."""
        remote.begin(seconds, given)
        return functions_for(check, {name: remote.function(name) for name in place.names}, self.topic)

    def ask(self, number):
        """Judges one case, and enters its outcome; says whether the function has answered."""
        outcome, seconds = self.outcomes[number], self.seconds_left()
        if seconds <= 0:
            self.outcomes[number] = not_run(outcome, f"time was up after {self.run.allowance.whole:g} seconds")
            return True
        try:
            remote, place = self.remote_of(outcome.check, outcome.function)
        except Trouble as trouble:
            self.outcomes[number] = not_run(outcome, self.run.failure or why(trouble, seconds))
            return True
        failure = self.asked(number, remote, place, seconds)
        if remote.trouble:
            self.outcomes[number] = troubled(outcome, remote.trouble, remote.why())
            self.give_up(place)
            return self.is_answered_elsewhere(number, place, remote.trouble)
        self.enter(number, failure)
        return True

    def seconds_left(self):
        """For the next case."""
        return min(self.run.allowance.case, self.run.deadline - time.monotonic())

    def asked(self, number, remote, place, seconds, given=None):
        """What one case fails for, asked of this Remote; None where it passes."""
        check, case, is_hidden = self.cases[number]
        functions = self.begun(check, remote, place, seconds, given)
        with as_it_was():
            return failure_in(check, case, is_hidden, functions)

    def enter(self, number, failure, given=()):
        """Enters the outcome of a case that was judged; given: the functions in whose place right ones stood."""
        blank, failed = self.blank[number], failure and failure.status == Status.FAILED
        is_ours = failed and is_broken(self.assignment, number)
        outcome = not_judged(blank) if is_ours else replace(settled(blank, failure), given=given)
        self.outcomes[number] = outcome
        if failure and not outcome.hidden:
            self.shown[outcome.check, outcome.case] = digits(failure.seen)

    def give_up(self, place):
        """Ends what answers from this place, since one of its functions does not."""
        place.kill()
        self.remotes = {key: remote for key, remote in self.remotes.items() if key[0] is not place}

    def judge(self, todo):
        """Judges these cases, in this order; a function that once gave no answer is not asked again."""
        silent = set()
        for number in todo:
            function = self.outcomes[number].function
            if function in silent:
                self.outcomes[number] = not_run(self.outcomes[number], f"{function} gave no answer before")
            elif not self.ask(number):
                silent.add(function)

    def is_answered_elsewhere(self, number, place, trouble):
        """Whether a case has an answer after all, in the kernel itself: no fork has its threads.

        Where the whole box is gone, for lack of memory perhaps, a new run answers for the other functions.
        """
        function = self.outcomes[number].function
        if isinstance(trouble, Died) and self.run.has_ended(DYING_SECONDS):
            self.remotes.clear(), self.instead.clear()
            self.run.to_the_end()
        elif place.lacks_threads and function not in self.instead:
            with suppress(Trouble):
                self.instead[function] = self.run.itself()
                return self.ask(number)
        return False


def judge(run, assignment, only=None, carry_forward=True):
    """The Outcomes of a notebook that has run.

    only: the one function whose cases are asked; all of them without it. Hidden cases come last, so that no code can
    remember their data and tell it in the message of a visible one. carry_forward: whether a function that failed as
    others did that it calls is asked again, with right ones in their place, when these will be asked no more.
    """
    examiner = Examiner(run, assignment)
    asked = [n for n, outcome in enumerate(examiner.outcomes) if only in (None, outcome.function)]
    examiner.judge(sorted(asked, key=lambda number: examiner.outcomes[number].hidden))
    if carry_forward:
        follow_through(examiner)
    found = explained([examiner.outcomes[number] for number in asked], examiner.topic, examiner.shown)
    return told_once([in_public(outcome, examiner.first.get(number)) for number, outcome in zip(asked, found)])


def in_public(outcome, first):
    """An Outcome as it is told; first: what it was before its case was asked again, None where it was not.

    The case has then been asked after hidden ones: of what the student's code said or returned, only the first answers
    are shown. The mistake is the one that remained.
    """
    if first is None or outcome.passed:
        return outcome
    return replace(outcome, lines=first.lines if first.status is outcome.status else ())


def judged(notebook, assignment, server, allowance=Allowance(), files=None, **asked):
    """(problems, Outcomes) of a notebook: it is run, and its functions are asked. Raises ServerDied.

    files: {path: content} of what lies beside it; asked: what `judge` is told besides.
    """

    def with_server(server):
        with ran(notebook, assignment, server, allowance, files=files) as run:
            outcomes = judge(run, assignment, **asked)
            broken = dict.fromkeys(outcome.check for outcome in outcomes if outcome.status is Status.BROKEN)
            return [*run.problems(answers_asked(assignment)), *(f"{check} {IS_BROKEN}" for check in broken)], outcomes

    return again_if_it_dies(server, with_server)
