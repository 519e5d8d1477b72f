"""The class runner: `grade("ps2")` grades every submission of an assignment, and one bad one never stops it."""

import contextlib
import errno
import logging
import os
import shlex
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, CancelledError, wait
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import chain
from pathlib import Path

from filelock import FileLock, Timeout
from nbgrader.api import MissingEntry
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeElapsedColumn
from rich.text import Text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from traitlets import TraitError

from autograder.course.config import course_config
from autograder.course.places import ROOT, no_such
from autograder.grading.book.gradebook import Book, machine_totals, name_of
from autograder.grading.book.writer import LOG, Writer, assignments_in_source, course_directory, students_with
from autograder.grading.box import sandbox
from autograder.grading.box.forkserver import Refused
from autograder.grading.job import Job, stand_in
from autograder.grading.whole_class import clean
from autograder.grading.whole_class.pool import CannotGrade, Cluster, Processes
from autograder.grading.whole_class.regrade import Result, changed, merged, result_of, summary, table_of
from autograder.grading.whole_class.worker import KILLED, settings_of
from autograder.kit.text import in_words, one_line


def trouble(error, book):
    """What is wrong with this machine or its gradebook, and what to do about it, in one line."""
    if isinstance(error, SQLAlchemyError):
        said = in_words(getattr(error, "orig", None) or error)
        if "locked" in said:
            return f"{book} is locked by another program: close Formgrader and other nbgrader commands, then try again"
        return f"the gradebook {book} cannot be used: {said}"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename or f'in the course, or in {tempfile.gettempdir()}'}"
    return in_words(error)


def stops_all(error):
    """Whether nothing else can be recorded either: the gradebook is out of reach, or the disk full."""
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
    return full or isinstance(error, OperationalError)


@dataclass(frozen=True)
class Running:
    """A submission in a worker's hands; alone: nothing else runs meanwhile."""

    job: Job
    alone: bool = False


class ClassRunner:
    """Grades submissions: a pool of workers takes in, runs and judges notebooks, this process writes the gradebook."""

    def __init__(self, writer, pool, settings):
        self.writer, self.pool, self.settings = writer, pool, settings
        self.running, self.suspects = {}, []

    def run(self, submissions):
        """Yields a Result for each (student, assignment), in the order in which they are done.

        Only a few submissions are in memory at a time. When a killed worker leaves open who is to blame, all that
        was running is suspect, and runs again, alone: what kills its worker then is to blame.
        """
        waiting = iter(submissions)
        while True:
            room = 0 if self.suspects else 2 * self.pool.size - len(self.running)
            while room > 0 and (next_one := next(waiting, None)):
                if result := self.begin(*next_one):
                    yield result
                else:
                    room -= 1
            if self.suspects and not self.running:
                self.submit(self.suspects.pop())
            if not self.running:
                return
            for done in wait(self.running, return_when=FIRST_COMPLETED).done:
                if result := self.settle(done, self.running.pop(done)):
                    yield result

    def begin(self, student, assignment):
        """Hands a submission to the workers; returns a Result where that is not possible."""
        try:
            job = self.writer.job(student, assignment)
        except Exception as error:
            return self.not_graded(student, assignment, error)
        return self.submit(Running(job))

    def submit(self, running):
        self.running[self.pool.submit(running.job, self.settings)] = running

    def settle(self, done, running):
        """The Result of a job that is done; None where it is to run again."""
        error, job = CancelledError("the cluster is gone") if done.cancelled() else done.exception(), running.job
        lost = isinstance(error, self.pool.Lost)
        if lost and not (self.pool.blames_one or running.alone):
            self.suspects.append(replace(running, alone=True))
            return None
        if isinstance(error, Refused):  # no sandbox where it ran: the same would happen to every other one
            raise CannotGrade(str(error), code=2)
        if isinstance(error, (OSError, CancelledError)):
            return self.not_graded(job.student, job.assignment, error)
        if error is None:
            return self.finish(job, done.result())
        LOG.error("%s of %s could not be graded", job.assignment, job.student, exc_info=error)
        reason = KILLED if lost else f"it could not be executed ({in_words(error)})"
        return self.finish(job, {plan.name: stand_in(job, plan, reason) for plan in job.plans})

    def finish(self, job, graded):
        """Records the grades, and returns the Result."""
        return self.entered(job.student, job.assignment, lambda: self.writer.record(job, graded))

    def adjusted(self, students, but):
        """Yields a Result for each graded submission, but for these, that has to get its late penalty anew by now."""
        for student, assignment in self.writer.stale(students):
            if (student, assignment) not in but:
                yield self.entered(student, assignment, lambda: self.writer.adjust(student, assignment))

    def entered(self, student, assignment, entering):
        """The Result of what a function enters into the gradebook, which returns the Entry."""
        try:
            return result_of(entering(), student, assignment)
        except Exception as error:
            return self.not_graded(student, assignment, error, "not recorded")

    def not_graded(self, student, assignment, error, what="not graded"):
        """The Result that says why. Raises CannotGrade where the others would fare alike."""
        LOG.error("%s of %s: %s", assignment, student, what, exc_info=error)
        reason = trouble(error, self.writer.book.name)
        if stops_all(error):
            raise CannotGrade(f"{reason}\nWhat was graded until now is kept: the same command goes on with the rest.")
        return Result(student, assignment, None, None, f"{what}: {reason}")


@dataclass
class Work:
    """What there is to do: (student, assignment) of new submissions, and of graded ones, of all assignments, whose late
    penalty is not what the rules want by now; how many are up to date; how many met each change.
    """

    new: list = field(default_factory=list)
    late: list = field(default_factory=list)
    skipped: int = 0
    changes: Counter = field(default_factory=Counter)

    @property
    def size(self):
        return len(self.new) + len(self.late)

    def told(self):
        """A line for whoever grades on each reason to do something, or nothing."""
        for (assignment, why), count in sorted(self.changes.items()):
            yield f"{assignment}: {why}: {count} looked at again"
        if self.skipped:
            yield f"{self.skipped} graded before, nothing newer has come in (--force grades them again)"


def refuse_unknown(writer, assignments):
    """Raises CannotGrade where there are no such assignments, neither in the gradebook nor in source/."""
    with writer.book.transaction(keep=False) as gradebook:
        known = {assignment.name for assignment in gradebook.assignments} | assignments_in_source(writer.coursedir)
    if why := no_such(assignments, known):
        raise CannotGrade(why, code=2)


def refuse_absent(config, assignments, students):
    """Raises CannotGrade where one of these students, if any are named, has handed in none of the assignments."""
    there = {student for assignment in assignments for student in students_with(config, assignment)}
    if absent := [student for student in students or () if student not in there]:
        raise CannotGrade(f"{', '.join(absent)} has handed in nothing for {', '.join(assignments)}", code=2)


def to_grade(writer, config, assignments, students, force):
    """The Work on these assignments; students: only theirs, if any are named."""
    work, graded = Work(), set()
    for assignment in assignments:
        found = [s for s in students_with(config, assignment) if not students or s in students]
        if not found:
            continue
        totals = totals_of(writer, assignment)
        for student in found:
            old = not force and writer.is_up_to_date(student, assignment, totals.get(student))
            graded.add((student, assignment)) if old else work.new.append((student, assignment))
    if not writer.keep:
        writer.foresee(work.new)
    new = set(work.new)
    for whose, reasons in writer.stale(students).items():
        if whose not in new:
            work.late.append(whose)
            work.changes.update((whose[1], why) for why in reasons)
    work.skipped = len(graded.difference(work.late))
    return work


def totals_of(writer, assignment):
    """{student: what a machine gave} of an assignment. Raises CannotGrade if it was never generated."""
    with writer.book.transaction(keep=False) as gradebook:
        try:
            gradebook.find_assignment(assignment)
        except MissingEntry:
            how = f"run `nbgrader generate_assignment {shlex.quote(assignment)}` first"
            raise CannotGrade(f"{assignment} is not in the gradebook: {how}") from None
        return machine_totals(gradebook, assignment)


class PatientFileHandler(logging.FileHandler):
    """A log that costs no grade when it cannot be written: the disk is full, the folder somebody else's."""

    def emit(self, record):
        with contextlib.suppress(OSError):
            super().emit(record)

    def handleError(self, record):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)


@contextlib.contextmanager
def logging_to(log_file):
    """nbgrader's log, and Python's warnings, go to a file while this runs."""
    handler = PatientFileHandler(log_file, delay=True)
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


@contextlib.contextmanager
def alone_in(root):
    """Keeps a second run out of this course. Raises CannotGrade if one is at work; a killed one is not."""
    lock = FileLock(Path(root, "gradebook.db.lock"))
    try:
        with lock.acquire(timeout=0):
            yield
    except Timeout:
        raise CannotGrade(f"another `grade` is at work in {root}: wait for it to end, or stop it") from None


@contextlib.contextmanager
def opened(coursedir):
    """The course's gradebook. Raises CannotGrade where it does not open, or does not answer."""
    try:
        with contextlib.closing(Book(coursedir.db_url, coursedir.course_id)) as book:
            yield book
    except (SQLAlchemyError, ModuleNotFoundError) as error:  # the latter: a database without its driver
        LOG.exception("The gradebook cannot be used")
        raise CannotGrade(trouble(error, name_of(coursedir.db_url))) from None
    except TraitError as error:
        raise CannotGrade(f"nbgrader_config.py: {error}", code=2) from None


class TimeLeft(ProgressColumn):
    """How long the rest takes if it goes on as it went since the start: an estimate as soon as one is done."""

    def render(self, task):
        done = task.completed and task.elapsed
        left = timedelta(seconds=round(task.elapsed / task.completed * task.remaining)) if done else "–"
        return Text(f"{left} left", "progress.remaining")


def progress_bar(console):
    """done / all, the time passed and left, and how many had a problem."""
    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeLeft()]
    return Progress(*columns, TextColumn("[yellow]{task.fields[problems]} with problems"), console=console)


def show(results, total, label, console):
    """Shows the results as they come, a line for each problem; returns them."""
    shown, failed = [], 0
    with progress_bar(console) as progress:
        task = progress.add_task(escape(label), total=total, problems=0)
        for result in results:
            shown.append(result)
            failed += result.problem is not None
            progress.update(task, advance=1, total=max(total, len(shown)), problems=failed)
            for said in filter(None, (result.problem, result.note)):
                line = escape(one_line(f"{result.student} · {result.assignment}: {said}", 1000))
                console.print(f"  [yellow]![/] {line}", soft_wrap=True, highlight=False)
    return sorted(shown, key=lambda r: (r.assignment, r.student))


def refuse_without_sandbox():
    """Raises CannotGrade where this machine can't keep student code in a box."""
    if reason := sandbox.missing():
        raise CannotGrade(f"{reason}\n--unsandboxed grades without: student code then runs with your rights.", code=2)


@contextlib.contextmanager
def working(pool):
    """The pool, while it is needed; ended at once when something goes wrong, Ctrl-C for instance."""
    try:
        yield pool
    except BaseException:
        pool.close(at_once=True)
        raise
    pool.close()


def settings_for(config, sandboxed):
    """What a worker needs of nbgrader's configuration, and whether it is to keep student code in a box."""
    settings = settings_of(config)
    if not sandboxed:
        settings["BoundedExecute"] = {**settings.get("BoundedExecute", {}), "sandboxed": False}
    return settings


def pool_for(work, workers, scheduler, log_file):
    """Who executes: a cluster's workers, or so many processes of this machine (default: one a core)."""
    local = max(1, min(workers or os.cpu_count() or 1, len(work.new)))
    return Cluster(scheduler) if scheduler else Processes(local, log_file)


def done(work, writer, pool, settings, students, label, console):
    """The Results of the Work, shown as they come; last what all that is in the gradebook by then does to lateness."""
    with working(pool):
        runner = ClassRunner(writer, pool, settings)
        adjusted = runner.adjusted(students, but=() if writer.keep else work.new)
        return merged(show(chain(runner.run(work.new), adjusted), work.size, label, console))


def grade(
    assignments,
    students=None,
    workers=None,
    *,
    config=None,
    force=False,
    dry_run=False,
    scheduler=None,
    sandboxed=True,
    console=None,
):
    """Grades all submissions of one assignment, or of several; returns their Results. Raises CannotGrade.

    students: only these; workers: how many notebooks run at a time (default: one a core); config: the course's
    nbgrader configuration (default: this repository's); force: grade again what was graded before; dry_run: show
    what would change, and write nothing; scheduler: the address of a Dask cluster's, whose workers are to execute;
    sandboxed: False lets student code run with the rights of whoever grades.
    """
    assignments = [assignments] if isinstance(assignments, str) else list(assignments)
    config, console = config if config is not None else course_config(), console or Console()
    root, begun, names = config.CourseDirectory.get("root", ROOT), time.monotonic(), ", ".join(assignments)
    log_file = str(Path(root, ".nbgrader.log"))
    if sandboxed and not scheduler:
        refuse_without_sandbox()
    if not scheduler:
        clean.warm_up(assignments)
    with logging_to(log_file), alone_in(root), opened(course_directory(config)) as book:
        writer = Writer(book, config, keep=not dry_run, about={"sandboxed": sandboxed})
        refuse_unknown(writer, assignments)
        refuse_absent(config, assignments, students)
        work = to_grade(writer, config, assignments, students, force)
        anew = (f"{name} has changed since: {count} graded again" for name, count in sorted(writer.changed.items()))
        for line in chain(anew, work.told()):
            console.print(line, highlight=False, markup=False)
        if not work.size:
            console.print(f"There is nothing to grade in {names}", markup=False)
            return []
        settings, label = settings_for(config, sandboxed), f"{'Trying' if dry_run else 'Grading'} {names}"
        pool = pool_for(work, workers, scheduler, log_file)
        results = done(work, writer, pool, settings, students, label, console)
    tell(results, assignments, work.skipped, time.monotonic() - begun, dry_run, console)
    if sandboxed and not scheduler:
        console.print(f"Students' code: memory and processes limited by {sandbox.limits_kept_by()}", highlight=False)
    return results


def tell(results, assignments, skipped, seconds, dry_run, console):
    """What has changed, or would, and a summary; assignments: that were asked for."""
    if differing := changed(results):
        several = len({*assignments, *(result.assignment for result in results)}) > 1
        console.print(table_of(differing, "would change" if dry_run else "changed by grading again", several))
    elif any(result.before is not None for result in results):
        console.print("Grading again has changed no score.")
    console.print(summary(results, skipped, seconds, dry_run), highlight=False, markup=False)
