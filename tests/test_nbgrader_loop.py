"""nbgrader's own commands, typed in the course's root as its documentation says, from release to feedback."""

import csv
import os
import shutil
import subprocess
import sys

import pytest

from autograder.course.places import ROOT, notebooks

TRACKED = ["nbgrader_config.py", "source", "release"]


class Shell:
    """A person at the root of a fresh copy of the course."""

    def __init__(self, folder):
        self.folder = folder
        self.env = os.environ | {"JUPYTER_DATA_DIR": str(folder / "jupyter")}

    def __call__(self, *words, status=0):
        command = [sys.executable, "-m", "nbgrader", *words]
        done = subprocess.run(command, cwd=self.folder, env=self.env, capture_output=True, text=True, check=False)
        printed = done.stdout + done.stderr
        assert done.returncode == status, printed
        return printed


@pytest.fixture
def nbgrader(tmp_path):
    for name in TRACKED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    return Shell(tmp_path)


def test_the_whole_loop(nbgrader):
    folder, notebook = nbgrader.folder, notebooks()["ps2"]
    nbgrader("generate_assignment", "ps2", "--force")
    nbgrader("release_assignment", "ps2")
    assert "ps2" in nbgrader("list")

    nbgrader("fetch_assignment", "ps2")
    fetched = folder / "ps2" / notebook.name
    assert fetched.read_bytes() == (folder / "release" / "ps2" / notebook.name).read_bytes()
    assert "failed" in nbgrader("validate", str(fetched))
    shutil.copy(notebook, fetched)
    assert "Success" in nbgrader("validate", str(fetched))
    nbgrader("submit", "ps2")

    nbgrader("collect", "ps2")
    nbgrader("autograde", "ps2")
    nbgrader("generate_feedback", "ps2")
    nbgrader("release_feedback", "ps2")
    nbgrader("fetch_feedback", "ps2")
    assert list((folder / "ps2" / "feedback").rglob("*.html"))

    nbgrader("export")
    (grade,) = csv.DictReader((folder / "grades.csv").read_text().splitlines())
    assert float(grade["score"]) > 0
