"""Grades notebooks outside any course: `python -m autograder check FILE.ipynb [FILE …] [--json OUT|-]`."""

import contextlib
import gc
import json
import multiprocessing
import os
import sys
import textwrap
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from autograder.course import intake
from autograder.course.beside import given_files
from autograder.course.cells import answers_of
from autograder.course.checks import checks_of
from autograder.course.config import course_config
from autograder.course.places import assignment_at, topics
from autograder.grading.box import forkserver, sandbox
from autograder.grading.execution import BoundedExecute
from autograder.grading.job import out_of_the_way
from autograder.grading.judge import judged, modules_of
from autograder.grading.kernel.run import Allowance
from autograder.grading.own import own_outcomes
from autograder.grading.reading import take_in
from autograder.kit.outcome import Outcome, carried
from autograder.kit.points import Points, add_up, scores_of
from autograder.kit.text import plain

SUBMISSION = "this submission"
VERSION = 1  # of what --json writes: report/check.schema.json


@dataclass
class Assessment:
    """One file's grade: problems are what went wrong with it, a line each; checks are its cases."""

    file: str
    assignment: str | None = None
    notebook: str | None = None
    problems: list[str] = field(default_factory=list)
    checks: list[Outcome] = field(default_factory=list)

    @property
    def total(self) -> Points:
        """The Points that its checks have earned."""
        return add_up(scores_of(self.checks))

    @property
    def score(self):
        """What was earned, extra credit included."""
        return self.total.total

    @property
    def points(self):
        """How many ordinary points there are."""
        return self.total.possible


def assess(path, sandboxed=True, allowance=Allowance(), carry_forward=True):
    """The Assessment of one file; a file that cannot be graded has a problem that says why, and no assignment.

    sandboxed: whether student code is kept in a box; without one it runs with the rights of whoever grades.
    allowance: what it may take. carry_forward: see `judge`.
    """
    try:
        files, left_out = intake.files_around(path)
    except intake.Unreadable as error:
        return Assessment(str(path), problems=[str(error)])
    return replace(assess_files(files, left_out, sandboxed, allowance, carry_forward), file=str(path))


def assess_files(files, left_out=(), sandboxed=True, allowance=Allowance(), carry_forward=True, plan=None):
    """The Assessment of the notebook that is meant among files, {path: content}; see assess.

    left_out: sentences on what else lay there; plan: of the notebook that it is to be, None where itself has to tell.
    """
    name = plan.file if plan else SUBMISSION
    try:
        found = take_in(files, plan, left_out)
        name, assignment = found.file, found.assignment
        server = forkserver.running(modules_of((assignment,)), sandboxed=sandboxed)
        own = given_files(assignment_at(assignment))
        about = {"files": out_of_the_way(found.files, {*own}) | own, "carry_forward": carry_forward}
        problems, outcomes = judged(found.notebook, assignment, server, allowance, **about)
    except intake.Unreadable as error:
        return Assessment(name, problems=[str(error)])
    except forkserver.ServerDied as error:
        return Assessment(name, problems=[f"{name} could not be graded: {error}. Try again."])
    topic = topics()[assignment]
    outcomes += own_outcomes(found.notebook, topic)
    return Assessment(name, assignment_at(assignment), topic, [*found.notes, *problems], outcomes)


def warm_up(assignments=None):
    """Imports what these assignments' checks import, once, before any process is forked."""
    for assignment in topics() if assignments is None else assignments:
        checks_of(topics()[assignment])
        answers_of(assignment)
    if "torch" in sys.modules:
        import torch._dynamo  # which torch's optimizers load at their first use

        torch.set_num_threads(1)  # several notebooks are judged at a time, and torch's own threads don't survive a fork
    gc.collect()
    gc.freeze()  # what is there by now stays: a forked process need not look through it for garbage


def likely_assignments(paths):
    """The keys of the notebooks that these files may answer: those of which a function, or a cell, is in one."""
    words = "def {}(", '"grade_id": "{}"'
    definitions = {a: [word.format(name).encode() for name in answers_of(a) for word in words] for a in topics()}
    found = set()
    for path in paths:
        with contextlib.suppress(OSError, intake.Unreadable):
            raw = intake.typed(path)
            found |= {a for a in definitions.keys() - found if any(text in raw for text in definitions[a])}
    return found


def assess_all(paths, workers=None, sandboxed=True, carry_forward=True, allowance=Allowance()):
    """Yields the Assessment of every file, in order; one that ends the process that grades it costs no other."""
    likely = likely_assignments(paths)
    specs = {forkserver.ServerSpec(modules_of((a,)), sandboxed=sandboxed) for a in likely}
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(forkserver.ForkServer(spec)) for spec in specs]  # import while this process does
        warm_up(likely)
        access = [server.access() for server in servers]
        with pool_of(min(workers or os.cpu_count() or 1, len(paths)), access) as pool:
            about = {"sandboxed": sandboxed, "carry_forward": carry_forward, "allowance": allowance}
            for path, future in [(path, pool.submit(assess, path, **about)) for path in paths]:
                try:
                    yield future.result()
                except BrokenProcessPool:
                    yield alone(str(path), assess, path, **about)


def pool_of(workers, servers=()):
    """Worker processes that know all that this one has imported, share these fork servers, and end with it."""
    return ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), forkserver.follow_parent, (servers,))


def alone(name, function, *about, **settings):
    """The Assessment that a function makes in a process of its own; name: whose it is."""
    try:
        with pool_of(1) as pool:
            return pool.submit(function, *about, **settings).result()
    except BrokenProcessPool:
        return Assessment(name, problems=[f"{name} could not be graded: it ends the process that grades it."])


def entry_of(assessment):
    """One file's entry in what --json writes: a case's message and score beside what its Outcome holds."""
    cases = [o.to_json() | {"passed": o.passed, "score": o.score, "message": o.message} for o in assessment.checks]
    return vars(assessment) | {"score": assessment.score, "points": assessment.points, "checks": cases}


def as_json(assessments):
    """What --json writes, as report/check.schema.json describes it."""
    found = {"version": VERSION, "files": [entry_of(assessment) for assessment in assessments]}
    return json.dumps(found, indent=1)


def headline(assessment):
    """'work.ipynb · ps2 power_loss · 19.5 of 22 points'"""
    if assessment.assignment is None:
        return f"{assessment.file} · not graded"
    return f"{assessment.file} · {assessment.assignment} {assessment.notebook} · {assessment.total}"


def table_of(outcomes):
    """[(function, has it passed, 'what it earned of what'), …], extra credit in lines of its own."""
    rows = []
    for function, extra in dict.fromkeys((o.function, o.extra_credit) for o in outcomes):
        own = [o for o in outcomes if (o.function, o.extra_credit) == (function, extra)]
        points = add_up((score, possible, False) for score, possible, _ in scores_of(own))
        share = f"{points.total:>5g} of {points.possible:g}" + (" extra" if extra else "")
        rows.append((function, all(o.passed for o in own), share))
    return rows


def first_messages(results):
    """The message of each failed check's first case, but none that only repeats what was said of its function."""
    told, said = set(), set()
    for result in results:
        about = result.function, result.message.partition("\n")[2]
        if not result.passed and result.check not in told:
            told.add(result.check)
            if result.was_run and (about not in said or not about[1]):
                yield result.message
            said.add(about)


def print_summary(assessment, console):
    """One file for people: its score, its functions, and what each failed check says, the first failure of each."""

    def say(text, style=None):
        console.print(Text(plain(text), style or ""), soft_wrap=True)

    say(headline(assessment), "bold")
    for problem in assessment.problems:
        say(f"  ! {problem}", "yellow")
    rows = table_of(assessment.checks)
    for function, passed, share in rows:
        width = max(len(row[0]) for row in rows)
        say(f"  {'✓' if passed else '✗'} {function:<{width}} {share}", "green" if passed else "red")
    for words in carried(assessment.checks):
        say(f"  · {words}", "cyan")
    for message in first_messages(assessment.checks):
        say("\n" + textwrap.indent(message, "  "))
    say("")


def main(paths, json_to=None, workers=None, sandboxed=True, carry_forward=True):
    """Grades the files, prints a summary or writes JSON; returns the exit code.

    1 if a file could not be graded, 2 if none can: this machine has no sandbox.
    """
    console = Console(stderr=json_to == "-")
    if sandboxed and (why := sandbox.missing()):
        console.print(why, style="red", highlight=False, soft_wrap=True)
        return 2
    found, settings = [], BoundedExecute(config=course_config())
    carry_forward = carry_forward and settings.carry_forward
    for assessment in assess_all(paths, workers, sandboxed, carry_forward, settings.allowance):
        found.append(assessment)
        if json_to != "-":
            print_summary(assessment, console)
    if json_to == "-":
        print(as_json(found))
    elif json_to:
        Path(json_to).write_text(as_json(found) + "\n", encoding="utf-8")
    return int(any(a.assignment is None for a in found))
