"""A class that is graded in no time: one function, its check, one written answer; and a process that may be killed.

    python -m tests.tiny_class FOLDER [WORKERS [MOMENT COUNT]]

grades the class in a folder, and kills itself the COUNTth time that it comes to one of MOMENTS.
"""

import functools
import itertools
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from rich.console import Console

from autograder.course.config import course_config
from autograder.course.places import ROOT
from autograder.course.release import generate
from autograder.grading.book import folders, writer
from autograder.grading.book.writer import course_directory
from autograder.grading.whole_class.runner import grade
from autograder.grading.whole_class.worker import execute

ASSIGNMENT, NOTEBOOK = "tiny", "losses"
CHECK, POINTS = "check_mean_squared_loss", 4
ANSWERS = {  # and what its check gives: the sum is right for one data point, which is one case of six
    "return float(np.mean((A @ theta - y) ** 2))": 4,
    "return float(np.sum((A @ theta - y) ** 2))": 1.5,
    "raise NotImplementedError": 0,
}
MOMENTS = {
    "before the scores are there": (writer, "write_record"),
    "before the folder is in its place": (Path, "rename"),
    "before the disk knows of it": (folders, "sync_folder"),
}


def cell_of(make, name, source, points=None, solution=False):
    about = {"grade_id": name, "grade": points is not None, "solution": solution, "locked": not solution}
    about |= {"schema_version": 3, "task": False} | ({} if points is None else {"points": points})
    return make(source, metadata={"nbgrader": about}, id=name)


def notebook(body="pass", written="Write here."):
    function = f"import numpy as np\n\ndef mean_squared_loss(theta, A, y):\n    {body}"
    cells = [cell_of(new_code_cell, "mean_squared_loss", function, solution=True)]
    cells.append(cell_of(new_code_cell, CHECK, "examine([])", POINTS))
    cells.append(cell_of(new_markdown_cell, "why", written, points=1, solution=True))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def tiny_config(folder, db_url=None):
    """The course's own configuration, at home in this folder."""
    config = course_config(folder)
    config.CourseDirectory.db_url = db_url or f"sqlite:///{folder / 'gradebook.db'}"
    return config


def hand_in(folder, student, body):
    path = folder / "submitted" / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook(body, "Because."), path)


class InProcess:
    """Takes the place of a pool: jobs run in this process, one after another."""

    size, blames_one, Lost = 1, True, BrokenProcessPool

    def __init__(self, *_):
        pass

    def submit(self, job, settings):
        future = Future()
        try:
            future.set_result(execute(job, settings))
        except Exception as error:
            future.set_exception(error)
        return future

    def close(self, at_once=False):
        pass


def execute_or_die(job, settings):
    """Executes a job, except that one student's ends the worker that has it."""
    if job.student == "s001":
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(job, settings)


def answer_of(number):
    return list(ANSWERS)[number % len(ANSWERS)]


def tiny_class(folder, size, db_url=None):
    """A released assignment and so many submissions of it. Returns the configuration."""
    (folder / "source" / ASSIGNMENT).mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    nbformat.write(notebook(), folder / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb")
    config = tiny_config(folder, db_url)
    generate(config, [ASSIGNMENT])
    for number in range(size):
        hand_in(folder, f"s{number:03}", answer_of(number))
    return config


def graded_folders(folder):
    """{student: when its autograded folder was made}, only those in their place."""
    return {path.parent.name: path.stat().st_ctime_ns for path in folder.glob(f"autograded/*/{ASSIGNMENT}")}


def gradebook_of(config):
    coursedir = course_directory(config)
    return Gradebook(coursedir.db_url, coursedir.course_id)


def scores(config):
    """{student: what its check gave} as the gradebook has it."""
    with gradebook_of(config) as gradebook:
        found = {}
        for submission in gradebook.assignment_submissions(ASSIGNMENT):
            (own,) = submission.notebooks
            given = {grade_.name: grade_.auto_score for grade_ in own.grades}
            found[submission.student.id] = given[CHECK]
        return found


def assert_all_graded(folder, config, size):
    """Every submission is graded, rightly and once, and nothing else is left behind."""
    assert scores(config) == {f"s{number:03}": ANSWERS[answer_of(number)] for number in range(size)}
    assert len(graded_folders(folder)) == size
    assert not list(folder.glob("autograded/*/.*"))
    if config.CourseDirectory.db_url.startswith("sqlite"):
        with sqlite3.connect(folder / "gradebook.db") as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert database.execute("SELECT count(*) FROM submitted_assignment").fetchone() == (size,)
            assert database.execute("SELECT count(*) FROM grade").fetchone() == (2 * size,)
            assert database.execute("SELECT count(*) FROM comment").fetchone() == (2 * size,)


def grade_by_hand(config, student, cell, score, comment=None):
    """What an instructor does in Formgrader."""
    with gradebook_of(config) as gradebook:
        found = gradebook.find_grade(cell, NOTEBOOK, ASSIGNMENT, student)
        found.manual_score, found.needs_manual_grade = score, False
        if comment:
            gradebook.find_comment(cell, NOTEBOOK, ASSIGNMENT, student).manual_comment = comment
        gradebook.db.commit()


def start_grading(folder, *arguments, **settings):
    """The process that grades this class, as `python -m autograder grade tiny` would."""
    command = [sys.executable, "-m", "tests.tiny_class", str(folder), *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **settings)


def die_at(moment, count):
    """Kills this process the countth time that it comes to this moment."""
    owner, name = MOMENTS[moment]
    original, times = getattr(owner, name), itertools.count(1)

    @functools.wraps(original)
    def dying(*arguments, **settings):
        if next(times) == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments, **settings)

    setattr(owner, name, dying)


def main(folder, workers="2", moment=None, count="1"):
    if moment:
        die_at(moment, int(count))
    grade(ASSIGNMENT, workers=int(workers), config=tiny_config(Path(folder)), console=Console(width=120))


def by_grade(config):
    """One of two ways to grade the class."""
    grade(ASSIGNMENT, config=config)


def by_nbgrader(config):
    Autograde(course_directory(config, assignment_id=ASSIGNMENT), config=config).start()


if __name__ == "__main__":
    main(*sys.argv[1:])
