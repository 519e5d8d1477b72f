"""`nbgrader autograde` and Formgrader's button take the path of `python -m autograder grade`.

nbgrader converts a submission's notebooks twice, to sanitize them and to execute them. With this exporter the first
conversion does all that a worker does, and the second only enters the scores: c.Autograde.exporter_class.
"""

import fnmatch
import glob
import os
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook

from autograder.grading.book.inside import take_over
from autograder.grading.book.writer import job_of, read_assignment
from autograder.grading.timestamp import time_in
from autograder.grading.whole_class.worker import graded
from autograder.intake import files_of


class GradingExporter(NotebookExporter):
    """Gives nbgrader's Autograde notebooks that have been taken in, repaired, run and judged."""

    def __init__(self, config=None, **settings):
        super().__init__(config=config, **settings)
        coursedir, self.stock = self.parent.coursedir, self.parent
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            self.plans, self.own_files = read_assignment(gradebook, self.stock, coursedir.assignment_id)
        wanted = [plan.file for plan in self.plans if fnmatch.fnmatch(plan.name, coursedir.notebook_id)]
        where = coursedir.format_path(coursedir.submitted_directory, coursedir.student_id, coursedir.assignment_id)
        self.folders = {folder for folder in glob.glob(where) if os.path.isdir(folder)}
        left_out = {name for folder in self.folders for name in names_left_out(folder, coursedir.ignore)}
        notebooks = {folder: [os.path.join(folder, name) for name in wanted] for folder in self.folders}
        take_over(self.stock, notebooks, sorted(map(glob.escape, left_out)), time_in)

    def from_filename(self, filename, resources=None, **settings):
        """The notebook that was handed in under this name, graded; one that is graded as any exporter reads it."""
        if os.path.dirname(filename) not in self.folders:
            return super().from_filename(filename, resources, **settings)
        about = resources["nbgrader"]
        job = job_of(self.stock, about["student"], about["assignment"], self.plans, self.own_files)
        plan = next(plan for plan in self.plans if plan.name == about["notebook"])
        notebook = nbformat.reads(graded(job, plan, self.config).text, as_version=4)
        return self.from_notebook_node(notebook, resources)


def names_left_out(folder, ignored):
    """The names of what lies in a folder, but is not read: nbgrader shall not copy it either."""
    files, _ = files_of(folder, ignored)
    found = (Path(place, name) for place, _, names in os.walk(folder) for name in names)
    return {path.name for path in found if path.relative_to(folder).as_posix() not in files}
