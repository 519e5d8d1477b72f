"""The course on each Python that we promise, as far as it is installed here: set up as the README says, and tried."""

import ast
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from autograder.course.places import ROOT

TELLS = "import sys; print(sys.version_info[:3])"


def oldest(version):
    """The oldest Python of a version, as 3.11, that is on the PATH or one of pyenv's; None where there is none."""
    folders = [*os.environ["PATH"].split(os.pathsep), *Path.home().glob(f".pyenv/versions/{version}.*/bin")]
    found = {}
    for path in filter(Path.exists, (Path(folder, f"python{version}") for folder in folders)):
        told = subprocess.run([path, "-c", TELLS], capture_output=True, text=True, check=False)
        if told.returncode == 0:  # pyenv's own stand-ins may lead to no Python
            found[path] = ast.literal_eval(told.stdout)
    return min(found, key=found.get, default=None)


@pytest.mark.soak
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_the_course_is_set_up_its_checks_pass_and_a_class_is_graded(version):
    if not (python := oldest(version)):
        pytest.skip(f"Python {version} is not installed here")
    with tempfile.TemporaryDirectory() as folder:  # gigabytes, which pytest would keep
        make = [shutil.which("make"), f"PYTHON={python}", f"VENV={folder}/venv"]
        more = {"cwd": ROOT, "env": os.environ | {"TMPDIR": folder}}  # the demo leaves its class there
        for rule in (["setup"], ["quick", "TOPIC=ps1"], ["demo"]):
            done = subprocess.run([*make, *rule], **more, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
