"""The installed wheel, and nothing of this repository: a new course is made, released and graded with it."""

import shutil
import subprocess
import sys
import sysconfig
import zipfile

import nbformat
import pytest

from autograder.course.places import PACKAGE
from tests.own_course import OwnCourse

BUILT_OF = ["autograder", "solutions", "pyproject.toml", "README.md", "LICENSE", "nbgrader_config.py"]


def succeeds(*command):
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """The Python of an environment with the wheel and, by a path file, all that it needs."""
    pytest.importorskip("setuptools")
    source, folder = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("environment")
    for name in BUILT_OF:
        copy = shutil.copytree if (PACKAGE / name).is_dir() else shutil.copy
        copy(PACKAGE / name, source / name)
    succeeds(sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", folder, source)
    succeeds(sys.executable, "-m", "venv", "--without-pip", folder / "venv")
    (site,) = folder.glob("venv/lib/python*/site-packages")
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(site)
    (site / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    assert "nbautograder = autograder.__main__:main" in next(site.glob("*.dist-info/entry_points.txt")).read_text()
    return folder / "venv" / "bin" / "python"


def test_a_new_course_is_graded_with_the_wheel(python, tmp_path):
    nowhere = OwnCourse(tmp_path, python)
    assert "There is no course here" in nowhere.run("report", status=2)
    nowhere.run("new", "course", "hw")
    course = OwnCourse(tmp_path / "hw", python)
    for words in ("assignment hw1 robust_loss huber_loss", "notebook sums add_up --in hw1"):
        course.run("new", *words.split())
    told = course.run("check", "source/hw1/sums.ipynb", "source/hw1/robust_loss.ipynb")
    assert told.count("4 of 4 points") == 2
    for name, function in (("robust_loss", "huber_loss"), ("sums", "add_up")):
        solved = nbformat.read(course.folder / "source" / "hw1" / f"{name}.ipynb", as_version=4)
        source = {c.id: c.source for c in solved.cells}[function]
        course.hand_in("right", "hw1", name, {function: source})
        course.hand_in("blank", "hw1", name, {})
    course.run("grade", "hw1")
    checks = ("robust_loss", "check_huber_loss"), ("sums", "check_add_up")
    assert [course.scores("right", "hw1")[check] for check in checks] == [4, 4]
    assert [course.scores("blank", "hw1")[check] for check in checks] == [0, 0]
