"""What `make student` packs for students who have no nbgrader."""

import io
import zipfile

import nbformat
import pytest
import yaml
from packaging.specifiers import SpecifierSet

from autograder import __main__ as commands
from autograder.course import student
from autograder.course.cells import python_of
from autograder.course.packages import packages_in
from autograder.course.places import notebooks
from tests.test_packages import PROJECT
from tests.test_release import SECRETS

ADDRESS = "https://github.com/somebody/a-course"


def test_it_holds_the_released_notebooks_and_nothing_else_of_the_course():
    files = student.contents()
    released = {f"{a}/{path.name}": path.read_text("utf-8") for a, path in notebooks("release").items()}
    assert {name: text for name, text in files.items() if name.endswith(".ipynb")} == released
    assert files.keys() - released.keys() == {"README.md", "requirements.txt", "environment.yml"}
    assert not [secret for secret in SECRETS for text in files.values() if secret in text]


def test_its_requirements_are_what_the_notebooks_import_and_jupyterlab():
    lines = student.contents()["requirements.txt"].splitlines()
    named = {line.split("==")[0] for line in lines if "==" in line}
    cells = [c for path in notebooks("release").values() for c in nbformat.read(path, as_version=4).cells]
    imported = packages_in(python_of(c.source) for c in cells if c.cell_type == "code" and "import" in c.source)
    assert imported <= named and "jupyterlab" in named and "nbgrader" not in named
    assert lines[0].startswith("--extra-index-url ")


def test_conda_and_binder_get_a_python_that_we_promise_and_the_same_packages():
    """Binder reads environment.yml before requirements.txt, and nothing else of the folder."""
    about = yaml.safe_load(student.contents()["environment.yml"])
    (python,) = [one.partition("=")[2] for one in about["dependencies"] if str(one).startswith("python=")]
    assert f"{python}.0" in SpecifierSet(PROJECT["requires-python"])
    assert about["dependencies"][-1] == {"pip": ["--requirement requirements.txt"]}


@pytest.mark.parametrize(
    "address, branch", [(ADDRESS, "main"), (f"{ADDRESS}.git", "main"), (f"{ADDRESS}/tree/2027", "2027")]
)
def test_links_lead_to_where_the_folder_will_be(address, branch):
    files = student.contents(address)
    for assignment, path in notebooks("release").items():
        colab = f"https://colab.research.google.com/github/somebody/a-course/blob/{branch}/{assignment}/{path.name}"
        binder = f"https://mybinder.org/v2/gh/somebody/a-course/{branch}?labpath={assignment}/{path.name}"
        row = next(line for line in files["README.md"].splitlines() if line.startswith(f"| {assignment} |"))
        assert colab in row and binder in row
        first = nbformat.reads(files[f"{assignment}/{path.name}"], as_version=4).cells[0].source.splitlines()
        assert first[0].startswith("# ") and first[2] == f"[Open this notebook in Colab]({colab})"


def test_without_an_address_there_is_no_link():
    assert not [text for text in student.contents().values() if "mybinder" in text or "colab.research" in text]


def test_its_tables_are_tables():
    for address in (None, ADDRESS):
        rows = [line for line in student.contents(address)["README.md"].splitlines() if line.startswith("|")]
        assert len(rows) == 2 + len(notebooks()) and len({row.count("|") for row in rows}) == 1


def test_a_zip_and_a_folder_hold_the_same_and_the_same_zip_comes_out_again(tmp_path):
    first, again, folder = tmp_path / "a.zip", tmp_path / "b.zip", tmp_path / "folder"
    for path in (first, again, folder):
        assert commands.main(["student", "-o", str(path)]) is None
    assert first.read_bytes() == again.read_bytes()
    with zipfile.ZipFile(io.BytesIO(first.read_bytes())) as archive:
        packed = {name: archive.read(name).decode() for name in archive.namelist()}
    written = {str(p.relative_to(folder)): p.read_text("utf-8") for p in folder.rglob("*") if p.is_file()}
    assert packed == written == student.contents()


@pytest.mark.parametrize("address", ["http://github.com/a/b", "https://github.com/a", "https://example.org/a/b"])
def test_another_address_is_refused(address, tmp_path, capsys):
    assert commands.main(["student", "-o", str(tmp_path / "s.zip"), "--address", address]) == 2
    assert f"nothing is written: {address} is no repository like" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_there_is_left_alone(tmp_path, capsys):
    assert commands.main(["student", "-o", str(tmp_path)]) == 2
    assert "nothing is written" in capsys.readouterr().err and not list(tmp_path.iterdir())
