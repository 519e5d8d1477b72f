"""What is installed: every pin on every Python that we promise, and no import that is not declared."""

import contextlib
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from autograder.course.packages import pins
from autograder.course.places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PROMISED = ["3.11.0", "3.11.2", "3.12.0", "3.13.0"]  # the oldest that we promise, Debian 12's, and those after it


def installed():
    """{package: its metadata} of the pinned packages that are installed: not all are, on every system."""
    found = {}
    for name in pins():
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.metadata(name)
    return found


def test_we_promise_what_is_tried_here():
    floor = SpecifierSet(PROJECT["requires-python"])
    assert all(version in floor for version in PROMISED) and "3.10.99" not in floor


def test_what_is_installed_is_what_is_pinned():
    """Or else the next test is one of other packages."""
    found = {name: about["Version"].partition("+")[0] for name, about in installed().items()}
    assert len(found) > 100
    assert {n: v for n, v in found.items() if v != pins()[n].partition("==")[2]} == {}


@pytest.mark.parametrize("python", PROMISED)
def test_no_pin_wants_another_python(python):
    wanted = {name: about.get("Requires-Python") for name, about in installed().items()}
    assert {name: said for name, said in wanted.items() if said and Version(python) not in SpecifierSet(said)} == {}


def test_every_dependency_is_pinned():
    """So that the two commands install what was tried."""
    lists = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    names = {re.match(r"[\w-]+", text)[0].lower() for names in lists for text in names} - {PROJECT["name"]}
    assert {name for name in names if name not in pins() and name.replace("-", "_") not in pins()} == set()


def test_what_is_imported_is_declared_and_what_is_declared_is_imported():
    deptry = Path(sys.executable).parent / "deptry"
    done = subprocess.run([deptry, "."], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_command_without_its_packages_says_how_to_get_them():
    """As after `pip install .`, with no extra."""
    code = "import sys; sys.modules['rich'] = None; from autograder.__main__ import main; sys.exit(main(['report']))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    told = "rich is not installed, which this command needs: pip install 'optimization-for-ml-course[grader]'\n"
    assert (done.returncode, done.stderr) == (2, told)
