"""The class runner: `grade("ps2")` grades every submission of an assignment, and one bad one never stops it."""

import contextlib
import logging
import multiprocessing
import os
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
from nbgrader.converters.base import NbGraderException
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from autograder.course import ROOT
from autograder.grading.execution import ENVIRONMENT, Job, execute, settings_of
from autograder.grading.writer import LOG, RecordGrades, one_line, recorder, score, students_with
from autograder.release import course_config

TROUBLE = ("SubmissionError", "DeadKernelError", "CellTimeoutError")


@dataclass(frozen=True)
class Result:
    """How the grading of one submission went: problem says in one line what kept it from running to its end.

    score is None where nothing could be recorded.
    """

    student: str
    assignment: str
    score: float | None
    points: float | None
    problem: str | None = None


def problem_of(notebook):
    """The first sign in a graded notebook that it did not run to its end, in one line; None if it did."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return next((o.evalue for o in outputs if o.output_type == "error" and o.ename in TROUBLE), None)


def begin_worker(log_file):
    """In a worker's process: what it and its kernels print goes to the log, never to the screen."""
    os.environ.update(ENVIRONMENT)
    log = os.open(log_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)


@dataclass(frozen=True)
class Running:
    """A submission in a worker's hands, and what to do with the outcome; alone: nothing else runs meanwhile."""

    job: Job
    stand_ins: dict
    writer: RecordGrades
    alone: bool = False


class ClassRunner:
    """Grades submissions: a pool of workers executes notebooks, this process alone touches the gradebook."""

    def __init__(self, config, workers, log_file):
        self.config, self.workers, self.log_file = config, workers, log_file
        self.settings, self.pool, self.running, self.suspects = settings_of(config), None, {}, []

    def run(self, submissions):
        """Yields a Result for each (student, assignment), in the order in which they are done.

        Only a few submissions are in memory at a time. When a worker is killed, all that was running is suspect,
        and runs again, alone: what kills its worker then is to blame.
        """
        waiting = iter(submissions)
        try:
            while True:
                while not self.suspects and len(self.running) < 2 * self.workers and (next_one := next(waiting, None)):
                    if result := self.begin(*next_one):
                        yield result
                if self.suspects and not self.running:
                    self.submit(self.suspects.pop())
                if not self.running:
                    return
                for done in wait(self.running, return_when=FIRST_COMPLETED).done:
                    running = self.running.pop(done)
                    if isinstance(done.exception(), BrokenProcessPool) and not running.alone:
                        self.suspects.append(replace(running, alone=True))
                    else:
                        yield self.finish(running.writer, running.stand_ins | self.outcome(done, running))
        finally:
            if self.pool:
                self.pool.shutdown(wait=True, cancel_futures=True)

    def begin(self, student, assignment):
        """Sanitizes a submission and hands it to the workers; returns a Result where there is nothing to run."""
        writer = recorder(self.config, student, assignment)
        try:
            job, stand_ins = writer.prepared()
        except Exception as error:
            LOG.exception("%s could not be prepared", writer.whose)
            return Result(student, assignment, None, None, f"not graded: {one_line(error)}")
        if not job.notebooks:
            return self.finish(writer, stand_ins)
        return self.submit(Running(job, stand_ins, writer))

    def submit(self, running):
        """Hands a job to the pool: to a new one if a killed worker has broken it."""
        try:
            future = self.pool and self.pool.submit(execute, running.job, self.settings)
        except BrokenProcessPool:
            LOG.error("A worker was killed: the pool starts anew")
            future = None
        if future is None:
            spawn = multiprocessing.get_context("spawn")  # a fork would copy the gradebook's connections
            self.pool = ProcessPoolExecutor(self.workers, spawn, begin_worker, (self.log_file,))
            future = self.pool.submit(execute, running.job, self.settings)
        self.running[future] = running

    def outcome(self, done, running):
        """{notebook: its text with outputs}, or stand-ins that say why there are none."""
        error = done.exception()
        if error is None:
            return done.result()
        LOG.error("%s could not be executed", running.writer.whose, exc_info=error)
        killed = isinstance(error, BrokenProcessPool)
        reason = "it killed the process that ran it" if killed else f"it could not be executed ({one_line(error)})"
        return {name: running.writer.stand_in(name, reason) for name in running.job.notebooks}

    def finish(self, writer, executed):
        """Records the grades, and returns the Result."""
        student, assignment = writer.whose
        try:
            writer.record(executed)
        except NbGraderException:
            return Result(student, assignment, None, None, "not recorded: see the log, then grade again")
        problems = (problem_of(nbformat.reads(text, as_version=4)) for text in writer.executed.values())
        return Result(student, assignment, *score(self.config, student, assignment), next(filter(None, problems), None))


def to_grade(config, assignments, students, force):
    """The (student, assignment) pairs whose submission is new, and how many are not."""
    everyone = [(s, a) for a in assignments for s in students_with(config, a) if not students or s in students]
    new = [pair for pair in everyone if force or not recorder(config, *pair).is_up_to_date()]
    return new, len(everyone) - len(new)


@contextlib.contextmanager
def logging_to(log_file):
    """nbgrader's log, and Python's warnings, go to a file while this runs."""
    handler = logging.FileHandler(log_file, delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    loggers = LOG, logging.getLogger("py.warnings")
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    logging.captureWarnings(True)
    try:
        yield
    finally:
        logging.captureWarnings(False)
        for logger in loggers:
            logger.removeHandler(handler)
        handler.close()


def progress_bar(console):
    """done / all, the time passed and left, and how many had a problem."""
    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()]
    problems = TextColumn("[yellow]{task.fields[problems]} with problems")
    return Progress(*columns, TextColumn("left:"), TimeRemainingColumn(), problems, console=console)


def grade(assignments, students=None, workers=None, *, config=None, force=False, console=None):
    """Grades all submissions of one assignment, or of several; returns their Results.

    students: only these; workers: how many notebooks run at a time (default: one a core); config: the course's
    nbgrader configuration (default: this repository's); force: grade again what was graded before.
    """
    assignments = [assignments] if isinstance(assignments, str) else list(assignments)
    config, console = config if config is not None else course_config(), console or Console()
    log_file = Path(config.CourseDirectory.get("root", ROOT), ".nbgrader.log")
    with logging_to(log_file):
        submissions, skipped = to_grade(config, assignments, students, force)
        if skipped:
            console.print(f"{skipped} graded before, nothing newer has come in (--force grades them again)")
        if not submissions:
            console.print(f"There is nothing to grade in {', '.join(assignments)}")
            return []
        runner, results = ClassRunner(config, workers or os.cpu_count() or 1, str(log_file)), []
        with progress_bar(console) as progress:
            task = progress.add_task(f"Grading {', '.join(assignments)}", total=len(submissions), problems=0)
            for result in runner.run(submissions):
                results.append(result)
                failed = sum(r.problem is not None for r in results)
                progress.update(task, advance=1, problems=failed)
                if result.problem:
                    line = f"{result.student} · {result.assignment}: {escape(result.problem)}"
                    console.print(f"  [yellow]![/] {line}", soft_wrap=True, highlight=False)
    return sorted(results, key=lambda r: (r.assignment, r.student))
