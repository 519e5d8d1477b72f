"""What grading a class costs: ours against stock nbgrader, and with more submissions and more workers.

Every figure is taken from outside, over a whole process tree, start-up included, on a fresh copy of a course.
"""

import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
from nbgrader.api import Gradebook
from rich import box
from rich.table import Table

from autograder.course.config import course_config
from autograder.course.places import ROOT, notebooks
from autograder.course.release import generate
from autograder.demo import fill_in, many, typical
from autograder.grading.box import sandbox

COURSE = "optimization"
STOCK_CONFIG = f"""
c = get_config()
c.CourseDirectory.course_id = "{COURSE}"
c.Execute.timeout = 600
"""
STOCK = ["-m", "nbgrader", "autograde"]
OURS = """  # what `python -m autograder grade` does in this repository, in another course folder
import sys
from autograder.grading.whole_class import clean
assignment, workers = sys.argv[1], int(sys.argv[2])
clean.warm_up([assignment])
from autograder.grading.whole_class.runner import grade
from autograder.course.config import course_config
from autograder.report.table import print_table
config = course_config(".")
results = grade(assignment, workers=workers, config=config)
print_table(config, assignments=[assignment])
sys.exit(any(result.score is None for result in results))
"""
OTHER_PLACES = ("NBGRADER_DB_URL", "NBGRADER_EXCHANGE")  # would take the copies to the real course's gradebook
PR_SET_CHILD_SUBREAPER = 36
LOOK = 1  # seconds between two looks at the memory, which take a while where much of it is mapped
GIGABYTE = 1 << 30
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()

# Each student's changes in a perfect notebook: none, one typical mistake, all of them; None: left untouched.
KINDS = [lambda assignment: {}, *map(typical, range(6)), many, lambda assignment: None]


# ── what a command uses ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Usage:
    """Seconds on the clock, seconds of the whole machine's CPU, and the most bytes of memory at any time."""

    seconds: float
    cpu: float
    memory: int


def memory_of(process):
    """A process's share of the memory: pages that several share count once among them (PSS); 0 when it has ended."""
    with contextlib.suppress(psutil.NoSuchProcess):
        try:
            return process.memory_full_info().pss
        except psutil.AccessDenied:
            return process.memory_info().rss
    return 0


class MemoryWatch(threading.Thread):
    """Looks every now and then at the memory of all descendants of this process that were not there before."""

    def __init__(self, before):
        super().__init__(daemon=True)
        self.before, self.over, self.peak = before, threading.Event(), 0

    def run(self):
        while not self.over.wait(LOOK):
            new = set(psutil.Process().children(recursive=True)) - self.before
            self.peak = max(self.peak, sum(map(memory_of, new)))

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.join()


def busy_seconds():
    """CPU seconds that this machine has worked, whoever for: those of processes that nobody waits for count, too."""
    spent = psutil.cpu_times()
    return sum(spent) - spent.idle - getattr(spent, "iowait", 0) - getattr(spent, "guest", 0)


@contextlib.contextmanager
def adopting():
    """Descendants that outlive their parents become this process's own, to be waited for."""
    sandbox.prctl(PR_SET_CHILD_SUBREAPER, 1)
    try:
        yield
    finally:
        sandbox.prctl(PR_SET_CHILD_SUBREAPER, 0)


def measured(command, folder):
    """The Usage of a command and of all that it starts, run in a folder. Raises RuntimeError if it fails."""
    before, cpu, begun = set(psutil.Process().children(recursive=True)), busy_seconds(), time.monotonic()
    with adopting(), MemoryWatch(before) as watch:
        done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
        seconds = time.monotonic() - begun
        while left := set(psutil.Process().children()) - before:
            for process in left:
                process.wait()
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{(done.stdout + done.stderr)[-3000:]}")
    return Usage(seconds, busy_seconds() - cpu, watch.peak)


def environment():
    """This process's environment, with nothing in it that leads to another course; nbgrader calls `alembic` by name."""
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", os.defpath)])
    kept = {name: value for name, value in os.environ.items() if name not in OTHER_PLACES}
    return kept | {"PATH": path, "PYTHONPATH": str(ROOT)}


# ── a class, and two ways to grade it ───────────────────────────────────────────────────────────────────────────


class Class:
    """A course in a folder, with one assignment that so many students have handed in."""

    def __init__(self, folder, assignment, count):
        self.folder, self.assignment = Path(folder), assignment
        self.students = [f"student{number:03}" for number in range(count)]
        source = notebooks()[assignment]
        shutil.copytree(source.parent, self.folder / "source" / assignment)
        shutil.copy(ROOT / "nbgrader_config.py", self.folder)
        config = course_config(self.folder)
        config.CourseDirectory.db_url = f"sqlite:///{self.folder / 'gradebook.db'}"
        generate(config, [assignment])
        self.hand_in(nbformat.read(source, as_version=4), source.name)

    def hand_in(self, source, name):
        """A right, a wrong or an untouched notebook from each student, all kinds in turn."""
        released = (self.folder / "release" / self.assignment / name).read_text(encoding="utf-8")
        texts = [written(released, source, kind(self.assignment)) for kind in KINDS]
        for number, student in enumerate(self.students):
            path = self.folder / "submitted" / student / self.assignment / name
            path.parent.mkdir(parents=True)
            path.write_text(texts[number % len(texts)], encoding="utf-8")

    @contextlib.contextmanager
    def copied(self, students):
        """A fresh copy of the course, with these students' submissions only."""
        with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
            copy = Path(scratch, "course")
            shutil.copytree(self.folder, copy, ignore=shutil.ignore_patterns("submitted"))
            for student in students:
                shutil.copytree(self.folder / "submitted" / student, copy / "submitted" / student)
            yield copy

    def passed(self, folder):
        """{student: cells with all their points} in a copy's gradebook. Ours alone knows points for half a check."""
        with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", COURSE) as gradebook:
            return {
                submission.student.id: {
                    grade.name
                    for notebook in submission.notebooks
                    for grade in notebook.grades
                    if grade.auto_score is not None and grade.auto_score >= grade.max_score
                }
                for submission in gradebook.assignment_submissions(self.assignment)
            }

    def by_stock(self, students):
        """Plain nbgrader's Usage, and what has passed."""
        with self.copied(students) as folder:
            (folder / "nbgrader_config.py").write_text(STOCK_CONFIG)
            return measured([sys.executable, *STOCK, self.assignment], folder), self.passed(folder)

    def by_ours(self, students, workers=CORES):
        """The class runner's Usage, and what has passed."""
        with self.copied(students) as folder:
            command = [sys.executable, "-c", OURS, self.assignment, str(workers)]
            return measured(command, folder), self.passed(folder)


def written(released, source, changes):
    """The text of a released notebook, once answered; as it is where changes is None."""
    if changes is None:
        return released
    notebook = nbformat.reads(released, as_version=4)
    fill_in(notebook, source, changes)
    return nbformat.writes(notebook)


@contextlib.contextmanager
def a_class(assignment, count):
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield Class(folder, assignment, count)


# ── what is printed ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Comparison:
    """Rounds of (stock's Usage, ours), each a submission: seconds and CPU; memory as it is."""

    rounds: list[tuple[Usage, Usage]]
    alike: int  # students whose checks passed and failed alike

    def of(self, name, best=statistics.median):
        """Stock's value, ours, and the ratio, over all rounds."""
        pairs = [(getattr(stock, name), getattr(ours, name)) for stock, ours in self.rounds]
        return *map(best, zip(*pairs)), statistics.median(a / b for a, b in pairs)


def a_submission(usage, count):
    return Usage(usage.seconds / count, usage.cpu / count, usage.memory)


def compared(course, students, at_a_time, console, most_rounds=None):
    """Both in turns: in each round stock grades some other students, and ours all of them."""
    rounds, alike, count = [], 0, len(students)
    for start in range(0, count, at_a_time)[:most_rounds]:
        some = students[start : start + at_a_time]
        with console.status(f"{course.assignment}: stock nbgrader grades {some[0]} to {some[-1]}"):
            stock, expected = course.by_stock(some)
        with console.status(f"{course.assignment}: ours grades all {count}"):
            ours, passed = course.by_ours(students)
        rounds.append((a_submission(stock, len(some)), a_submission(ours, count)))
        alike += sum(passed[student] == expected[student] for student in some)
    return Comparison(rounds, alike)


def rows(name, assignment, count, at_a_time, console, most_rounds=None):
    """(name, stock, ours, ratio, unit, remark) of seconds and CPU seconds a submission, and of the memory."""
    with a_class(assignment, count) as course:
        found = compared(course, course.students, at_a_time, console, most_rounds)
    both = min(count, at_a_time * len(found.rounds))
    how = f"a submission of {assignment}, start-up included; stock grades {at_a_time} at a time, ours {count}"
    yield name, *found.of("seconds"), "s", how
    yield "  CPU", *found.of("cpu"), "s", f"a submission, all the machine's; {found.alike} of {both} are graded alike"
    stock, ours, ratio = found.of("memory", max)
    yield "  peak memory", stock / GIGABYTE, ours / GIGABYTE, ratio, "GB", f"all processes together, {CORES} cores"


def scaling(console, counts=(50, 100, 200, 400), workers=(1, 2, 4), assignment="ps2"):
    """A Table of how long ours takes for so many submissions with so many workers."""
    title = f"{assignment} on {CORES} cores, start-up included; CPU: a submission's"
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    for heading in ("submissions", "workers", "seconds", "a minute", "× 1 worker", "CPU s", "peak GB"):
        table.add_column(heading, justify="right", no_wrap=True)
    with a_class(assignment, max(counts)) as course:
        for count in counts:
            usages = {}
            for size in workers:
                with console.status(f"{count} submissions, workers: {size}"):
                    usages[size], _ = course.by_ours(course.students[:count], size)
            for size, used in usages.items():
                table.add_row(*scaling_row(count, size, used, usages[workers[0]].seconds))
    return table


def scaling_row(count, size, used, alone):
    figures = f"{used.seconds:.1f}", f"{60 * count / used.seconds:.0f}", f"{alone / used.seconds:.2f}"
    return str(count), str(size), *figures, f"{used.cpu / count:.2f}", f"{used.memory / GIGABYTE:.2f}"
