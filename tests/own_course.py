"""A course of somebody else's: its own folder, names and test cells, nothing of this repository's."""

import os
import subprocess
import sys

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from autograder.course.places import COURSE, PACKAGE

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
STUB = "def {name}(x):\n    ### BEGIN SOLUTION\n    {right}\n    ### END SOLUTION"
HIDDEN = "assert {name}(2) == {at_2}\n### BEGIN HIDDEN TESTS\nassert {name}(41) == {at_41}\n### END HIDDEN TESTS"
PARTLY = "sum({name}(x) == {right} for x in (1, 2, 3, 4)) / 2"


def cell_of(make, source, name, points=None, solution=False):
    about = {"grade_id": name, "grade": points is not None, "solution": solution, "locked": not solution}
    about |= {"schema_version": 3, "task": False} | ({} if points is None else {"points": points})
    return make(source, metadata={"nbgrader": about}, id=name.replace("_", "-"))


def exercise(name, right, at_2, at_41, partly):
    """A function's cells: the answer, a test with a hidden one, and a test that gives partial credit."""
    return [
        new_markdown_cell(f"## {name}"),
        cell_of(new_code_cell, STUB.format(name=name, right=f"return {right}"), "answer", solution=True),
        cell_of(new_code_cell, HIDDEN.format(name=name, at_2=at_2, at_41=at_41), "test_answer", points=3),
        cell_of(new_code_cell, PARTLY.format(name=name, right=partly), "test_partly", points=2),
    ]


def notebook(*cells):
    return new_notebook(cells=list(cells), metadata={"kernelspec": KERNEL})


def with_tools():
    """A PATH on which the programs of this environment are."""
    return os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])


class OwnCourse:
    """A course in a folder, its commands, and what students hand in; python: another one than ours."""

    def __init__(self, folder, python=None):
        self.folder, self.python = folder, python

    def run(self, *words, module="autograder", status=0):
        """What a command printed, typed in the course's folder; status: its exit code, None for any."""
        environment = {name: value for name, value in os.environ.items() if name not in (COURSE, "PYTHONPATH")}
        environment |= {} if self.python else {"PYTHONPATH": str(PACKAGE)}
        done = subprocess.run(
            [self.python or sys.executable, "-m", module, *map(str, words)],
            cwd=self.folder,
            env=environment | {"PATH": with_tools(), "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert status in (None, done.returncode), done.stdout + done.stderr
        return done.stdout + done.stderr

    def write(self, assignment, name, content):
        path = self.folder / "source" / assignment / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(content, path)

    def hand_in(self, student, assignment, name, answers):
        """Hands in the released notebook with these sources, {grade id: source}, in its answers' place."""
        work = nbformat.read(self.folder / "release" / assignment / f"{name}.ipynb", as_version=4)
        for cell in work.cells:
            cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
        path = self.folder / "submitted" / student / assignment / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(work, path)
        return path

    def gradebook(self):
        return Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}")

    def scores(self, student, assignment):
        """{(notebook, cell): score} of a submission."""
        with self.gradebook() as gradebook:
            notebooks = gradebook.find_submission(assignment, student).notebooks
            return {(own.name, grade.name): grade.score for own in notebooks for grade in own.grades}
