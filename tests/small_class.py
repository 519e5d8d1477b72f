"""A small class for tests: ps2 without its experiments, and submissions of many kinds."""

import atexit
import copy
import functools
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
from traitlets.config import Config

from autograder.course.cells import is_experiment, is_test, nbgrader
from autograder.course.places import ROOT, notebooks
from autograder.course.release import generate
from autograder.demo import fill_in
from autograder.grading.whole_class.runner import Result, grade
from tests.tiny_class import gradebook_of, tiny_config

NOTEBOOK = notebooks()["ps2"].name
NO_FACTOR = """\
err = data_ @ theta_hat - label_
size = np.where(err == 0, 1, np.abs(err))
return float(np.mean(np.abs(err) ** deg_)), data_.T @ (size ** (deg_ - 1) * np.sign(err)) / len(err)"""
ENDLESS = """\
while True:
    pass"""
DEADLY = """\
import os
os._exit(1)"""
KILLS_ITS_PARENT = """\
import os, signal
os.kill(os.getppid(), signal.SIGKILL)"""


@dataclass
class SmallClass:
    """A course in a folder, and what became of its submissions."""

    folder: Path
    config: Config
    results: dict

    def scores(self, student):
        """{cell: score that a machine gave it}."""
        with gradebook_of(self.config) as gradebook:
            (notebook,) = gradebook.find_submission("ps2", student).notebooks
            return {grade.name: grade.auto_score for grade in notebook.grades}

    def autograded(self, student):
        return nbformat.read(self.folder / "autograded" / student / "ps2" / NOTEBOOK, as_version=4)

    def grade(self, **settings) -> list[Result]:
        return grade("ps2", workers=2, config=self.config, **settings)


def a_course(folder, assignment="ps2"):
    """The course's own configuration and an assignment, in a folder, released. Returns its configuration."""
    (folder / "source" / assignment).mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    source = nbformat.read(notebooks()[assignment], as_version=4)
    source.cells = [cell for cell in source.cells if not is_experiment(cell)]
    nbformat.write(source, folder / "source" / assignment / notebooks()[assignment].name)
    config = tiny_config(folder)
    config.Execute.timeout = 5
    generate(config, [assignment])
    return config


def submit(folder, student, change=lambda notebook: None, assignment="ps2", **bodies):
    """Hands in a solved notebook with other bodies for some functions, changed by `change`."""
    name, steps = notebooks()[assignment].name, ("source", "release")
    source, notebook = (nbformat.read(folder / step / assignment / name, as_version=4) for step in steps)
    fill_in(notebook, source, bodies)
    change(notebook)
    path = folder / "submitted" / student / assignment / name
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    return path


def tampered(notebook):
    """A copied test cell, a deleted one, a renamed answer, and tests that ask not to be run."""
    tests = [cell for cell in notebook.cells if is_test(cell)]
    notebook.cells.remove(tests[1])
    twin = copy.deepcopy(tests[0])
    twin.id = "twin"
    notebook.cells.append(twin)
    for cell in notebook.cells:
        if nbgrader(cell).get("grade_id") == "numerical_gradient":
            cell.metadata.nbgrader.grade_id = "my_own_name"
        if is_test(cell):
            cell.metadata["tags"] = ["skip-execution"]


def with_script(notebook):
    """A written answer that would like to run in the reader's browser."""
    for cell in notebook.cells:
        if nbgrader(cell).get("grade") and cell.cell_type == "markdown":
            cell.source = "My **answer** <script>alert(1)</script><img src=x onerror=alert(2)>"


@functools.cache
def graded_class():
    """The SmallClass, graded once for all tests."""
    folder = Path(tempfile.mkdtemp(prefix="small-class-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    config = a_course(folder)
    submit(folder, "right")
    submit(folder, "wrong", with_script, noisy_val_grad=NO_FACTOR)
    submit(folder, "tampered", tampered)
    submit(folder, "tampered_wrong", tampered, noisy_val_grad=NO_FACTOR)
    submit(folder, "endless", numerical_gradient=ENDLESS)
    submit(folder, "deadly", fast_val_grad=DEADLY)
    submit(folder, "killer", noisy_val_grad=KILLS_ITS_PARENT)
    broken = submit(folder, "broken")
    broken.write_text(broken.read_text(encoding="utf-8")[:5000], encoding="utf-8")
    renamed = submit(folder, "renamed").rename(folder / "submitted" / "renamed" / "ps2" / "my_work.ipynb")
    renamed.write_bytes(broken.read_bytes())  # a readable one is graded: see test_damaged.py
    graded = SmallClass(folder, config, {})
    graded.results = {result.student: result for result in graded.grade()}
    return graded
