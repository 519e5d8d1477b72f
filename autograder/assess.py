"""Grades notebooks outside any course: `python -m autograder check FILE.ipynb [FILE …] [--json OUT|-]`.

Each notebook runs in a process of its own, forked from one that has imported everything. A case that gets
no answer (an endless loop, an exit, a crash) is a failed case; the notebook's other cases go on in a new process.
"""

import faulthandler
import json
import multiprocessing
import os
import re
import unicodedata
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field

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


def work(notebook, assignment, todo, connection):
    """In the forked process: runs the notebook's cells, then the cases of todo, and sends what comes out as JSON."""
    faulthandler.disable()
    silence()
    topic, cases = topics()[assignment], plan(assignment)
    namespace, problems = submission.run_cells(notebook, assignment)
    connection.send_bytes(json.dumps(problems).encode())
    for number in todo:
        check, case, is_hidden = cases[number]
        failure = verdict(check, case, is_hidden, functions_for(check, namespace, topic)).failure
        answer = None if failure is None else [failure.mistake, str(failure)]
        connection.send_bytes(json.dumps([number, answer]).encode())
    os._exit(0)


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
        process.kill()
        process.join()
        ours.close()


def settle(result, answer):
    """Enters what a case came to: None for a pass, else [mistake, message]."""
    result.passed = answer is None
    result.score = result.points if answer is None else 0.0
    if answer is not None:
        mistake, result.message = answer
        result.mistake = slug(mistake) if mistake else None


def judge(notebook, assignment, only=None, case_seconds=None):
    """(problems, results) of a notebook; a function that once gave no answer is not asked again.

    only: the one function whose cases are run; all of them without it.
    """
    results = unanswered(assignment)
    asked = [number for number, result in enumerate(results) if only in (None, result.function)]
    todo, problems = asked, []
    while todo:
        problems, stuck = run_cases(notebook, assignment, todo, results, case_seconds or CASE_SECONDS)
        if stuck is None:
            break
        if stuck == -1:
            for number in todo:
                settle(results[number], [None, problems[0]])
            break
        todo = [number for number in todo if number > stuck]
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


def warm_up():
    """Imports whatever notebooks import, once, before any process is forked."""
    import matplotlib.pyplot  # noqa: F401
    import torch._dynamo

    torch.set_num_threads(1)  # several notebooks run at a time, and torch's own threads don't survive a fork
    for topic in topics().values():
        checks_of(topic)


def assess_all(paths, workers=None):
    """Yields the Assessment of every file, in order."""
    warm_up()
    workers = min(workers or os.cpu_count() or 1, len(paths))
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield from pool.map(assess, paths)


def as_json(assessments):
    """The list that --json writes."""
    return json.dumps([asdict(a) for a in assessments], indent=1, ensure_ascii=False)


def print_summary(assessment, console):
    """One file for people: its score, and what each failed check says, the first failure of each."""
    share = f"{assessment.score:g} of {assessment.points:g} points" if assessment.assignment else "not graded"
    console.print(f"{assessment.file}: {share}", style="bold", markup=False, highlight=False)
    for problem in assessment.problems:
        console.print(f"  ! {problem}", style="yellow", markup=False, highlight=False)
    told = set()
    for result in assessment.checks:
        if not result.passed and result.check not in told:
            told.add(result.check)
            console.print(result.message, markup=False, highlight=False, soft_wrap=True)


def main(paths, json_to=None, workers=None):
    """Grades the files, prints a summary or writes JSON; returns the exit code: 1 if one could not be graded."""
    from rich.console import Console

    console = Console(stderr=json_to == "-")
    found = []
    for assessment in assess_all(paths, workers):
        found.append(assessment)
        if json_to != "-":
            print_summary(assessment, console)
    if json_to == "-":
        print(as_json(found))
    elif json_to:
        with open(json_to, "w", encoding="utf-8") as file:
            file.write(as_json(found) + "\n")
    return int(any(a.assignment is None for a in found))
