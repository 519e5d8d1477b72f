"""`nbgrader autograde` and Formgrader's button take the path of `python -m autograder grade`.

nbgrader converts a submission's notebooks twice, to sanitize them and to execute them. With this exporter the first
conversion has a worker do all that it does for a class, and the second only enters the scores:
c.Autograde.exporter_class.
"""

import fnmatch
import glob
import os
import weakref
from functools import partial
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook
from nbgrader.converters import NbGraderException

from autograder.course.intake import files_of
from autograder.grading.book.folders import RECORD, UNFINISHED
from autograder.grading.book.inside import begin_without_notebooks, folders_of, take_over
from autograder.grading.book.penalties import clocks
from autograder.grading.book.writer import job_of, read_assignment
from autograder.grading.job import stand_in
from autograder.grading.timestamp import time_in
from autograder.grading.whole_class import clean
from autograder.grading.whole_class.pool import Processes
from autograder.grading.whole_class.worker import KILLED, settings_of
from autograder.kit.text import one_line


class GradingExporter(NotebookExporter):
    """Gives nbgrader's Autograde notebooks that have been taken in, repaired, run and judged."""

    def __init__(self, config=None, **settings):
        super().__init__(config=config, **settings)
        coursedir, self.stock = self.parent.coursedir, self.parent
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            self.plans, self.own_files = read_assignment(gradebook, self.stock, coursedir.assignment_id)
        wanted = [plan.file for plan in self.plans if fnmatch.fnmatch(plan.name, coursedir.notebook_id)]
        if not wanted:
            self.log.error("%s has no notebook %s", coursedir.assignment_id, coursedir.notebook_id)
            raise NbGraderException("no such notebook")
        self.folders = folders_of(coursedir)
        left_out = {name for folder in self.folders for name in names_left_out(folder, coursedir.ignore)}
        notebooks = {folder: [os.path.join(folder, name) for name in wanted] for folder in self.folders}
        own_time_in = partial(time_in, clocks=clocks(self.config))
        take_over(self.stock, notebooks, sorted(map(glob.escape, left_out)), own_time_in)
        clean.warm_up([coursedir.assignment_id])
        self.pool = Processes(1, os.path.join(coursedir.root, ".nbgrader.log"))
        weakref.finalize(self, self.pool.close)

    def from_filename(self, filename, resources=None, **settings):
        """The notebook that was handed in under this name, graded; one that is graded as any exporter reads it."""
        if os.path.dirname(filename) not in self.folders:
            return super().from_filename(filename, resources, **settings)
        about = resources["nbgrader"]
        plans = tuple(plan for plan in self.plans if plan.name == about["notebook"])
        job = job_of(self.stock, about["student"], about["assignment"], plans, self.own_files)
        found = self.graded(job)[about["notebook"]]
        for said in filter(None, (found.problem, job.no_time)):
            self.log.warning("%s", one_line(f"{job.student} · {job.assignment}: {said}", 1000))
        return self.from_notebook_node(nbformat.reads(found.text, as_version=4), resources)

    def graded(self, job):
        """{notebook: Graded} of a job, made by a worker: what ends that twice is to blame for it."""
        for _ in range(2):
            try:
                return self.pool.submit(job, settings_of(self.config)).result()
            except self.pool.Lost:
                self.log.error("A worker was killed")
            except KeyboardInterrupt:
                self.pool.close(at_once=True)
                raise
        return {plan.name: stand_in(job, plan, KILLED) for plan in job.plans}


def names_left_out(folder, ignored):
    """The names of what nbgrader shall not copy from a folder: what is not read, and what would pass for a record."""
    files, _ = files_of(folder, ignored)
    found = (Path(place, name) for place, _, names in os.walk(folder) for name in names)
    return {path.name for path in found if path.relative_to(folder).as_posix() not in files} | {RECORD, UNFINISHED}


begin_without_notebooks(GradingExporter)
