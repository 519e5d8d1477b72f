"""What several tests share: the course's notebooks, and courses of their own in scratch folders."""

import os
import shutil
import subprocess
import sys

import nbformat
import pytest

from autograder.course import ROOT, notebooks
from tests import truth

ASSIGNMENTS = list(notebooks())

STOCK_CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "stock"
c.Execute.timeout = 120
"""


@pytest.fixture(params=ASSIGNMENTS)
def assignment(request):
    return request.param


@pytest.fixture
def source(assignment):
    """The assignment's notebook as its authors see it."""
    return nbformat.read(notebooks("source")[assignment], as_version=4)


@pytest.fixture
def release(assignment):
    """The assignment's notebook as students get it."""
    return nbformat.read(notebooks("release")[assignment], as_version=4)


class StockCourse:
    """A course folder that knows nothing of this project but its notebooks: plain nbgrader."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "nbgrader_config.py").write_text(STOCK_CONFIG)
        shutil.copytree(ROOT / "source", folder / "source")

    def nbgrader(self, *arguments):
        """Runs an nbgrader command in the course; returns what it printed. Fails the test if it fails."""
        path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
        command = [sys.executable, "-m", "nbgrader", *arguments]
        done = subprocess.run(
            command, cwd=self.folder, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def submit(self, student, notebook):
        """Puts a notebook, given by its path, where nbgrader looks for submissions."""
        target = self.folder / "submitted" / student / notebook.parent.name / notebook.name
        target.parent.mkdir(parents=True)
        shutil.copy(notebook, target)

    def gradebook(self):
        from nbgrader.api import Gradebook

        return Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}", "stock")


@pytest.fixture
def stock_course(tmp_path):
    return StockCourse(tmp_path)


@pytest.fixture(scope="session")
def outcomes(request):
    """{answer: its Outcome, as a future} for the answers that any test of this run asks for, judged on all cores."""
    settings = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    wanted = dict.fromkeys(params["answer"] for params in settings if "answer" in params)
    with truth.workers() as pool:
        yield {answer: pool.submit(truth.judged, answer) for answer in wanted}
        pool.shutdown(cancel_futures=True)
