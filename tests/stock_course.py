"""Plain nbgrader, in a course folder of its own."""

import os
import shutil
import subprocess
import sys

from nbgrader.api import Gradebook

from autograder.course.places import ROOT

STOCK_CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "stock"
c.Execute.timeout = 120
"""


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
        return Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}", "stock")
