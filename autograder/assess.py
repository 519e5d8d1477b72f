"""Grades notebooks outside any course: `python -m autograder check FILE.ipynb [FILE …] [--json OUT|-]`.

Each notebook runs in a process of its own, forked from one that has imported everything. A case that gets
no answer (an endless loop, an exit, a crash) is a failed case; the notebook's other cases go on in a new process.
"""

import contextlib
import ctypes
import faulthandler
import gc
import json
import multiprocessing
import os
import re
import signal
import sys
import textwrap
import unicodedata
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console
from rich.text import Text

from autograder import submission
from autograder.cases import cases_of, is_extra_credit, student_functions
from autograder.course import checks_of, is_test, nbgrader, topics
from autograder.toolkit import CheckFailed
from autograder.verdicts import functions_for, verdict

CASE_SECONDS = 20
LOAD_SECONDS = 60


@dataclass
class Result:
    """How one case of one check went, and what it earns."""

    check: str
    case: str
    function: str
    passed: bool
    score: float
    points: float
    hidden: bool
    extra_credit: bool
    mistake: str | None = None
    message: str = ""


@dataclass
class Assessment:
    """One file's grade: score and points are those of its ordinary checks, extra credit comes on top of the score."""

    file: str
    assignment: str | None = None
    notebook: str | None = None
    score: float = 0.0
    points: float = 0.0
    problems: list[str] = field(default_factory=list)
    checks: list[Result] = field(default_factory=list)


def spelled(letter):
    """A Greek letter's name; any other character as it is."""
    name = unicodedata.name(letter, "")
    return name.split(" ")[-1] if name.startswith("GREEK") else letter


def slug(mistake):
    """A mistake's stable name: 'the factor γ is missing' is the-factor-gamma-is-missing."""
    letters = unicodedata.normalize("NFKD", "".join(map(spelled, mistake))).lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


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
    """The Results of a notebook before any check has run: every case failed, with its share of the points."""
    points, results = points_of(assignment), []
    for check, case, is_hidden in plan(assignment):
        share = points[check.__name__] / len(cases_of(check))
        text = "a hidden case" if is_hidden else ", ".join(f"{name} = {value!r}" for name, value in case.items())
        about = function_of(check) or student_functions(check)[0]
        results.append(Result(check.__name__, text, about, False, 0.0, share, is_hidden, is_extra_credit(check)))
    return results


def die_with_parent():
    """Ends this process when its parent is killed, so that no endless loop is left behind (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def work(notebook, assignment, todo, connection):
    """In the forked process: runs the notebook's cells, then the cases of todo, and sends what comes out as JSON."""
    os.setpgid(0, 0)  # so that what it starts can be ended with it
    faulthandler.disable()
    die_with_parent()
    silence()
    topic, cases = topics()[assignment], plan(assignment)
    namespace, problems = submission.run_cells(notebook, assignment)
    connection.send_bytes(plain_json(problems))
    for number in todo:
        check, case, is_hidden = cases[number]
        failure = verdict(check, case, is_hidden, functions_for(check, namespace, topic)).failure
        answer = None if failure is None else [failure.mistake, str(failure)]
        connection.send_bytes(plain_json([number, answer]))
    os._exit(0)


def plain_json(value):
    """The value as JSON in UTF-8, whatever students' strings hold."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def silence():
    """What student code prints goes nowhere, and pictures to no screen."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.environ["MPLBACKEND"] = "agg"


SLOW, DIED, NOT_RUN = "had no result after", "the process ended in the middle of it", "not run"


class NoAnswer(Exception):
    """The process that held the student's code gave none: the message says how."""


def receive(connection, process, seconds):
    """The next message of the forked process. Raises NoAnswer."""
    if not connection.poll(seconds):
        raise NoAnswer(f"it {SLOW} {seconds} seconds: does a loop never end?")
    try:
        return json.loads(connection.recv_bytes(maxlength=1 << 20))
    except (EOFError, OSError, ValueError):
        process.join(1)
        raise NoAnswer(f"{DIED}: does the code call exit, or crash?") from None


def run_cases(notebook, assignment, todo, results, seconds):
    """Runs these cases in one forked process, each for so many seconds at most, and fills in their results.

    Returns (problems, the number of the case that got no answer or None).
    """
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(notebook, assignment, todo, theirs), daemon=False)
    process.start()
    theirs.close()
    number = None
    try:
        problems = receive(ours, process, LOAD_SECONDS)
        for number in todo:
            _, answer = receive(ours, process, seconds)
            settle(results[number], answer)
        return problems, None
    except NoAnswer as reason:
        if number is None:
            return [f"its cells could not be run: {reason}"], -1
        claim = f"{results[number].function}   ({results[number].case})"
        settle(results[number], [None, str(CheckFailed(str(reason)).about(claim, hidden=False))])
        return problems, number
    finally:
        end(process)
        ours.close()


def end(process):
    """Ends a forked process, and whatever it has started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def settle(result, answer):
    """Enters what a case came to: None for a pass, else [mistake, message]."""
    result.passed = answer is None
    result.score = result.points if answer is None else 0.0
    if answer is not None:
        mistake, result.message = answer
        result.mistake = slug(mistake) if mistake else None


def judge(notebook, assignment, only=None, case_seconds=None):
    """(problems, results) of a notebook; a function that once gave no answer is not asked again.

    only: the one function whose cases are run; all of them without it. Hidden cases come last, so that no code
    can remember their data and tell it in the message of a visible one.
    """
    results = unanswered(assignment)
    asked = [number for number, result in enumerate(results) if only in (None, result.function)]
    todo, problems = sorted(asked, key=lambda number: results[number].hidden), []
    while todo:
        problems, stuck = run_cases(notebook, assignment, todo, results, case_seconds or CASE_SECONDS)
        if stuck is None:
            break
        if stuck == -1:
            for number in todo:
                settle(results[number], [None, problems[0]])
            break
        todo = todo[todo.index(stuck) + 1 :]
        for number in [n for n in todo if results[n].function == results[stuck].function]:
            settle(results[number], [None, f"{NOT_RUN}: {results[stuck].function} gave no answer before"])
            todo.remove(number)
    return problems, [results[number] for number in asked]


def assess(path):
    """The Assessment of one file; a file that cannot be graded has a problem that says why, and no assignment."""
    try:
        notebook, assignment = submission.read(path)
    except submission.Unreadable as error:
        return Assessment(str(path), problems=[str(error)])
    problems, results = judge(notebook, assignment)
    return Assessment(
        str(path),
        assignment,
        topics()[assignment],
        score=round(sum(r.score for r in results), 4),
        points=round(sum(r.points for r in results if not r.extra_credit), 4),
        problems=problems,
        checks=results,
    )


def warm_up(assignments=None):
    """Imports whatever these assignments' notebooks and checks import, once, before any process is forked."""
    import ipywidgets  # noqa: F401
    import matplotlib.pyplot  # noqa: F401

    for assignment in topics() if assignments is None else assignments:
        checks_of(topics()[assignment])
        submission.answers_of(assignment)
    if "torch" in sys.modules:
        import torch._dynamo  # which torch's optimizers load at their first use
        import torchvision  # noqa: F401

        torch.set_num_threads(1)  # several notebooks run at a time, and torch's own threads don't survive a fork
    gc.collect()
    gc.freeze()  # what is there by now stays: a forked process need not look through it for garbage


def likely_assignments(paths):
    """The assignments that these files may answer: those of which a function is defined in one."""
    definitions = {a: [f"def {name}(".encode() for name in submission.answers_of(a)] for a in topics()}
    found = set()
    for path in paths:
        with contextlib.suppress(OSError):
            raw = Path(path).read_bytes()
            found |= {a for a in definitions.keys() - found if any(text in raw for text in definitions[a])}
    return found


def assess_all(paths, workers=None):
    """Yields the Assessment of every file, in order; one that ends the process that grades it costs no other."""
    warm_up(likely_assignments(paths))
    workers = min(workers or os.cpu_count() or 1, len(paths))
    with pool_of(workers) as pool:
        for path, future in [(path, pool.submit(assess, path)) for path in paths]:
            try:
                yield future.result()
            except BrokenProcessPool:
                yield alone(path)


def pool_of(workers):
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork"))


def alone(path):
    """The Assessment of a file in a process of its own."""
    try:
        with pool_of(1) as pool:
            return pool.submit(assess, path).result()
    except BrokenProcessPool:
        return Assessment(str(path), problems=[f"{path} could not be graded: it ends the process that grades it."])


def as_json(assessments):
    """The list that --json writes."""
    return json.dumps([asdict(a) for a in assessments], indent=1, ensure_ascii=False)


def printable(text):
    """Text without what would move a terminal's cursor, or change its colours."""
    return "".join(c for c in text if c.isprintable() or c == "\n")


def headline(assessment):
    """'work.ipynb · ps2 power_loss · 19.5 of 22 points'"""
    if assessment.assignment is None:
        return f"{assessment.file} · not graded"
    extra = sum(r.score for r in assessment.checks if r.extra_credit)
    share = f"{assessment.score:g} of {assessment.points:g} points"
    share += f", {extra:g} of them extra credit" if extra else ""
    return f"{assessment.file} · {assessment.assignment} {assessment.notebook} · {share}"


def table_of(results):
    """[(function, has it passed, 'what it earned of what'), …], extra credit in lines of its own."""
    rows = []
    for function, extra in dict.fromkeys((r.function, r.extra_credit) for r in results):
        own = [r for r in results if (r.function, r.extra_credit) == (function, extra)]
        earned, points = sum(r.score for r in own), sum(r.points for r in own)
        share = f"{round(earned, 2):>5g} of {round(points, 2):g}" + (" extra" if extra else "")
        rows.append((function, all(r.passed for r in own), share))
    return rows


def first_messages(results):
    """The message of each failed check's first case, but none that only repeats what was said of its function."""
    told, said = set(), set()
    for result in results:
        about = result.function, result.message.partition("\n")[2]
        if not result.passed and result.check not in told:
            told.add(result.check)
            if not result.message.startswith(NOT_RUN) and (about not in said or not about[1]):
                yield result.message
            said.add(about)


def print_summary(assessment, console):
    """One file for people: its score, its functions, and what each failed check says, the first failure of each."""

    def say(text, style=None):
        console.print(Text(printable(text), style or ""), soft_wrap=True)

    say(headline(assessment), "bold")
    for problem in assessment.problems:
        say(f"  ! {problem}", "yellow")
    rows = table_of(assessment.checks)
    for function, passed, share in rows:
        width = max(len(row[0]) for row in rows)
        say(f"  {'✓' if passed else '✗'} {function:<{width}} {share}", "green" if passed else "red")
    for message in first_messages(assessment.checks):
        say("\n" + textwrap.indent(message, "  "))
    say("")


def main(paths, json_to=None, workers=None):
    """Grades the files, prints a summary or writes JSON; returns the exit code: 1 if one could not be graded."""
    console = Console()
    found = []
    for assessment in assess_all(paths, workers):
        found.append(assessment)
        if json_to != "-":
            print_summary(assessment, console)
    if json_to == "-":
        print(as_json(found))
    elif json_to:
        Path(json_to).write_text(as_json(found) + "\n", encoding="utf-8")
    return int(any(a.assignment is None for a in found))
