"""The one process that reads and writes the gradebook. Of what students wrote, it copies bytes and parses nothing.

Several writers of one SQLite gradebook lose submissions; one writer loses none.
"""

import functools
import logging
import os
import stat
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SQLAlchemyError

from autograder.course.intake import files_of
from autograder.course.pack import lay_out
from autograder.grading.book.folders import (
    RECORD,
    UNFINISHED,
    fingerprint,
    is_as_recorded,
    is_newer,
    read_record,
    replacing,
    scratch,
    sweep,
    sync,
    write_record,
)
from autograder.grading.book.gradebook import Standing, enter, standing
from autograder.grading.book.inside import Penalties
from autograder.grading.book.penalties import (
    CHANGED,
    DueDates,
    all_reckoned,
    clocks,
    penalise,
    reasons,
    wrong_penalties,
)
from autograder.grading.book.plans import plans_of
from autograder.grading.job import Job, out_of_the_way, stand_in
from autograder.grading.timestamp import time_in, time_of
from autograder.kit.text import in_words

LOG = logging.getLogger("autograder.grading")


def course_directory(config, **where):
    """nbgrader's CourseDirectory for this configuration, at one student or assignment."""
    return CourseDirectory(config=config, log=LOG, **where)


def place_of(coursedir, step, student, assignment):
    """The folder of a submission in one of nbgrader's steps, "submitted" for instance."""
    return Path(coursedir.format_path(getattr(coursedir, f"{step}_directory"), student, assignment))


def folders_in(coursedir, step, student, assignment):
    """The folders that there are in one of nbgrader's steps, where a * stands for any student, or assignment."""
    pattern = place_of(coursedir, step, student, assignment).relative_to(coursedir.root)
    return [path for path in Path(coursedir.root).glob(str(pattern)) if path.is_dir()]


def assignments_in_source(coursedir):
    """The names of the folders in source/."""
    return {path.name for path in folders_in(coursedir, "source", ".", "*")}


def students_with(config, assignment):
    """Everyone who handed in this assignment, in order."""
    coursedir = course_directory(config)
    level = place_of(coursedir, "submitted", "*", assignment).parts.index("*")
    students = {folder.parts[level] for folder in folders_in(coursedir, "submitted", "*", assignment)}
    return sorted(students.difference(coursedir.student_id_exclude.split(",")))


def read_assignment(gradebook, stock, assignment):
    """(plans, own files) of an assignment; stock: nbgrader's Autograde, for its settings."""
    folder, students = place_of(stock.coursedir, "source", ".", assignment), stock.exclude_overwriting
    own, left_out = files_of(folder, [*stock.coursedir.ignore, "*.ipynb"]) if folder.is_dir() else ({}, [])
    for sentence in left_out:
        LOG.warning("In %s: %s", folder, sentence)
    own = {path: content for path, content in own.items() if path not in students.get(assignment, [])}
    return plans_of(gradebook, stock.coursedir, assignment), own


def job_of(stock, student, assignment, plans, own_files):
    """The Job of a submission. Raises OSError where the trouble is not the student's."""
    files, left_out = files_of(place_of(stock.coursedir, "submitted", student, assignment), stock.coursedir.ignore)
    return Job(student, assignment, plans, files, own_files, tuple(left_out), *time_of(files, clocks(stock.config)))


@dataclass(frozen=True)
class Entry:
    """A submission in the gradebook, before and after.

    problem: what kept it from running to its end; note: what else a grader should know.
    """

    before: Standing
    after: Standing
    problem: str | None = None
    note: str | None = None


class Writer:
    """Reads submissions for the workers, and records what these made of them.

    A submission is graded when its autograded folder is in its place and says so: see folders.py. Its scores are
    one transaction, and are in the gradebook by then. keep: False for a trial, of which nothing is kept; about: what
    else a folder's record should say.
    """

    def __init__(self, book, config, keep=True, about=None):
        self.book, self.keep, self.about = book, keep, about or {}
        self.coursedir = course_directory(config)
        self.stock = Autograde(coursedir=self.coursedir, config=config, log=LOG)
        self.penalties, self.zone = Penalties(config=config, log=LOG), DueDates(config=config).zone
        self.place = functools.partial(place_of, self.coursedir)
        self.time_in = functools.partial(time_in, clocks=clocks(config))
        self.assignment = functools.cache(self.read_assignment)
        self.wants = functools.cache(lambda assignment: wanted_by(*self.assignment(assignment)))
        self.coming = {}  # {(student, assignment): when it came} of what a trial is about to grade
        self.changed = Counter()  # {assignment: how many were graded before it was changed}

    def read_assignment(self, assignment):
        with self.book.transaction(keep=False) as gradebook:
            return read_assignment(gradebook, self.stock, assignment)

    def is_up_to_date(self, student, assignment, machine_total):
        """Whether folder and gradebook both say that what was handed in is graded.

        machine_total: what the gradebook says that a machine gave, None if it knows of nothing.
        """
        submitted, graded = (self.place(step, student, assignment) for step in ("submitted", "autograded"))
        plans, _ = self.assignment(assignment)
        if machine_total is None or not all((graded / plan.file).is_file() for plan in plans):
            return False
        sweep(graded)
        try:
            if record := read_record(graded):
                if record.get("assignment", self.wants(assignment)) != self.wants(assignment):
                    self.changed[assignment] += 1
                    return False
                return is_as_recorded(record, *files_of(submitted, self.coursedir.ignore), machine_total)
            return not is_newer(submitted, graded, self.time_in, self.coursedir.ignore)
        except OSError:  # a folder that cannot be read: grading it says so
            return False

    def stale(self, students=None):
        """{(student, assignment): [why]} of graded submissions that have to get their late penalty anew.

        Of all assignments, for late days are spent over the term; students: only of these, if any are named.
        """
        with self.book.transaction(keep=False) as gradebook:
            known = all_reckoned(gradebook, self.penalties, students, self.coming)
            wrong = set(wrong_penalties(gradebook, self.penalties, known))
        found = {}
        for whose, reckoned in known.items():
            before = read_record(self.place("autograded", *whose)).get("rules")
            why = list(reasons(before if isinstance(before, dict) else {}, reckoned.rules, self.zone))
            if why or whose in wrong:
                found[whose] = why or [CHANGED]
        return found

    def foresee(self, submissions):
        """Has a trial reckon lateness as if all of these (student, assignment) had been graded."""
        self.coming = {whose: self.time_in(self.place("submitted", *whose)) for whose in submissions}

    def job(self, student, assignment):
        """The Job of a submission. Raises OSError where the trouble is not the student's."""
        return job_of(self.stock, student, assignment, *self.assignment(assignment))

    def record(self, job, graded):
        """Writes the autograded notebooks and the scores: all of it, or nothing without keep. Returns the Entry.

        What cannot be recorded for its content scores 0 and says why. Raises OSError or SQLAlchemyError where the
        trouble is not the student's: then nothing is recorded.
        """
        try:
            return self.written(job, graded)
        except (OSError, SQLAlchemyError):
            raise
        except Exception as error:
            LOG.exception("%s of %s cannot be recorded", job.assignment, job.student)
            reason = f"nbgrader could not grade it ({in_words(error)})"
            return self.written(job, {plan.name: stand_in(job, plan, reason) for plan in job.plans})

    def written(self, job, graded):
        """Writes it all, in this order: the old folder goes, the scores are there for good, the new folder comes."""
        student, assignment, about = job.student, job.assignment, {"timestamp": job.came}
        place = replacing(self.place("autograded", student, assignment)) if self.keep else scratch()
        with place as folder, self.book.transaction(self.keep) as gradebook:
            before = standing(gradebook, assignment, student)
            submission = enter(gradebook, student, assignment, graded, about, self.stock.create_student)
            rules = penalise(gradebook, submission, self.penalties, self.coming)
            after = standing(gradebook, assignment, student)
            write(folder, job, graded)
            write_record(folder, {**made_of(job, graded), "rules": rules, **self.about})
            if self.keep:
                share(folder, self.stock.permissions, self.coursedir.groupshared)
                sync(folder)
        problem = next((found.problem for found in graded.values() if found.problem), None)
        return Entry(before, after, problem, job.no_time)

    def adjust(self, student, assignment):
        """Works out a graded submission's late penalty anew. Returns the Entry."""
        folder = self.place("autograded", student, assignment)
        with self.book.transaction(self.keep) as gradebook:
            before = standing(gradebook, assignment, student)
            submission = gradebook.find_submission(assignment, student)
            rules = penalise(gradebook, submission, self.penalties, self.coming)
            after = standing(gradebook, assignment, student)
        if self.keep and (record := read_record(folder)):  # nbgrader itself leaves none
            write_record(folder, record | {"rules": rules})
        return Entry(before, after)


def made_of(job, graded):
    """What a folder's record says of where it came from."""
    total = sum(score or 0 for found in graded.values() for score in found.scores.values())
    asked = wanted_by(job.plans, job.own_files)
    return {"submission": fingerprint(job.files, job.notes), "assignment": asked, "machine_total": total}


def wanted_by(plans, own_files):
    """A digest of what an assignment gives points for: graded again, a submission could get others if it changes."""
    asked = lambda cell: (cell.about.get("points"), cell.is_answer, cell.is_restored and cell.source)
    cells = [(plan.name, name, asked(cell)) for plan in plans for name, cell in sorted(plan.cells.items())]
    return fingerprint(own_files, [repr(cell) for cell in cells])


def write(folder, job, graded):
    """Writes the graded notebooks, and the files beside them that do not stand where the record belongs."""
    texts = {plan.file: graded[plan.name].text.encode("utf-8", "replace") for plan in job.plans}
    lay_out(folder, out_of_the_way(job.files_beside, {RECORD, UNFINISHED}) | texts)


def share(folder, permissions, with_group):
    """Gives files the permissions that nbgrader gives them, and folders to the group, where the course is shared."""
    for place, _, names in os.walk(folder):
        for name in names:
            os.chmod(Path(place, name), int(str(permissions), 8))
        if with_group:
            os.chmod(place, (stat.S_IMODE(os.stat(place).st_mode) | 0o2770) & 0o2777)
