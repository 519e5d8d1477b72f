"""The Gradescope autograder: its zip, unpacked where Gradescope would, grades submissions of every kind."""

import ast
import importlib.metadata
import inspect
import json
import os
import subprocess
import sys
import zipfile

import nbformat
import pytest

from autograder.course.cells import answers_of, nbgrader
from autograder.course.places import ROOT, notebooks, solutions_of, topics
from autograder.gradescope import build
from tests.small_class import NO_FACTOR

RIGHT = notebooks()["ps2"]
FILE = "my homework.ipynb"
TORCH = {"torch", "torchvision"}  # only where checks or cells use it: a list of its own


@pytest.fixture(scope="module")
def layout(tmp_path_factory):
    """A folder like Gradescope's /autograder, with the zip of ps2 unpacked in it."""
    root = tmp_path_factory.mktemp("autograder")
    command = [sys.executable, "-m", "autograder", "gradescope", "ps2", "-o", str(root / "ps2.zip")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "22 autograder points" in done.stdout
    with zipfile.ZipFile(root / "ps2.zip") as pack:
        pack.extractall(root / "source")
        assert {"setup.sh", "run_autograder"} <= set(pack.namelist())
        assert pack.getinfo("run_autograder").external_attr >> 16 & 0o111
    (root / "results").mkdir()
    return root


@pytest.fixture
def run(layout, tmp_path):
    """Hands in files, {name: content}, and returns results.json."""

    def graded(files):
        root = tmp_path / "autograder"
        root.mkdir()
        (root / "source").symlink_to(layout / "source")
        for name, content in files.items():
            path = root / "submission" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else nbformat.writes(content).encode())
        (root / "submission").mkdir(exist_ok=True)
        return graded_in(root)

    return graded


def graded_in(root):
    """results.json of the submission in a folder like Gradescope's."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    environment |= {"AUTOGRADER_ROOT": str(root), "AUTOGRADER_PYTHON": sys.executable}
    script = ["bash", str(root / "source" / "run_autograder")]
    done = subprocess.run(script, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads((root / "results" / "results.json").read_text())


def wrong():
    """A solved notebook whose noisy_val_grad forgets a factor."""
    notebook = nbformat.read(RIGHT, as_version=4)
    for cell in notebook.cells:
        if nbgrader(cell).get("grade_id") == "noisy_val_grad":
            body = "\n    ".join(NO_FACTOR.splitlines())
            cell.source = f"def noisy_val_grad(theta_hat, data_, label_, deg_=2.0):\n    {body}"
    return notebook


def test_a_right_submission_earns_every_point_whatever_its_name(run):
    results = run({FILE: RIGHT.read_bytes()})
    assert FILE in results["output"]
    assert all(test["status"] == "passed" and test["score"] == test["max_score"] for test in results["tests"])
    assert results["score"] == 22
    assert results["stdout_visibility"] == "hidden"
    assert {test["visibility"] for test in results["tests"]} == {"visible", "after_published"}


def test_a_wrong_submission_reads_what_is_wrong_and_no_hidden_data(run):
    results = run({"folder/" + FILE: wrong(), "__MACOSX/._" + FILE: b"x"})
    tests = results["tests"]
    failed = [test for test in tests if test["status"] == "failed"]
    assert all(test["name"].startswith("noisy_val_grad") and test["score"] == 0 for test in failed)
    assert any("the factor γ is missing" in t["output"] for t in failed if t["visibility"] == "visible")
    hidden = [test for test in tests if test["visibility"] != "visible"]
    assert hidden and all("a hidden case" in t["name"] and "deg_" not in t["name"] + t["output"] for t in hidden)
    assert 14 < results["score"] < 22
    assert sum(test["score"] for test in tests) == pytest.approx(results["score"], abs=0.005 * len(tests))


def test_a_mistake_without_a_name_is_told_without_one(run):
    """What would find it out is not in the zip."""
    notebook = nbformat.read(RIGHT, as_version=4)
    for cell in notebook.cells:
        if nbgrader(cell).get("grade_id") == "noisy_val_grad":
            cell.source = cell.source.replace("return loss,", "return 1.01 * loss + 0.3, 0.1 +")
    failed = [test for test in run({FILE: notebook})["tests"] if test["status"] == "failed"]
    assert failed and all(test["name"].startswith("noisy_val_grad") for test in failed)


@pytest.mark.parametrize(
    "files, reason",
    [
        ({}, "There is no notebook in it"),
        ({"work.pdf": b"%PDF"}, "there is: work.pdf"),
        ({FILE: RIGHT.read_bytes()[:3000]}, f"{FILE} is broken and cannot be read"),
        ({FILE: b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'}, "answers no assignment"),
    ],
    ids=["nothing", "a PDF", "broken", "no answer"],
)
def test_what_cannot_be_graded_says_why(run, files, reason):
    results = run(files)
    assert results["score"] == 0
    assert reason in results["output"] and "/" not in results["output"]


def secret_lines(function):
    """The lines of a solution that nobody writes by chance."""
    source = inspect.getsource(function)
    region = source.partition("### BEGIN SOLUTION")[2].partition("### END SOLUTION")[0]
    return {line.strip() for line in region.splitlines() if len(line.strip()) > 25}


def test_no_solution_is_in_a_zip(assignment):
    released = notebooks("release")[assignment].read_text(encoding="utf-8")
    files = build.contents(assignment)
    assert files.pop(f"source/{assignment}/{notebooks()[assignment].name}") == released
    functions = [getattr(solutions_of(topics()[assignment]), name) for name in answers_of(assignment)]
    secrets = {line for line in set().union(*map(secret_lines, functions)) if line not in released}
    assert secrets
    for name, text in files.items():
        assert not {line.strip() for line in text.splitlines()} & secrets, name


def test_with_the_solutions_errors_are_carried_forward(tmp_path):
    """In a folder like Gradescope's, as there is nothing else."""
    files = build.contents("ps1", with_solutions=True)
    assert not (build.contents("ps1").keys() - files.keys())
    gradient = "def mean_squared_gradient(theta, A, y):\n    return A.T @ (A @ theta - y) / len(y)"
    notebook = nbformat.read(notebooks()["ps1"], as_version=4)
    for cell in notebook.cells:
        if nbgrader(cell).get("grade_id") == "mean_squared_gradient":
            cell.source = gradient
    files = {f"source/{name}": text for name, text in files.items()}
    for name, text in (files | {"submission/work.ipynb": nbformat.writes(notebook)}).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    results = graded_in(tmp_path)
    tests = [test for test in results["tests"] if test["name"].startswith("gradient_descent")]
    assert {test["status"] for test in tests} == {"passed"}
    assert "right, given a right `mean_squared_gradient`" in {test["output"] for test in tests}


def own_imports(source):
    """The paths, without an ending, of the course's modules that a source imports from."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "autograder":
            path = node.module.replace(".", "/")
            modules = [f"{path}/{a.name}" for a in node.names if (ROOT / path / f"{a.name}.py").exists()]
            yield from modules or [path]


def test_a_zip_holds_what_its_runner_needs_and_no_other_assignment(assignment):
    files = build.contents(assignment)
    sources = {name: text for name, text in files.items() if name.endswith(".py")}
    for name, text in sources.items():
        for module in own_imports(text):
            assert {f"{module}.py", f"{module}/__init__.py"} & files.keys(), f"{name} imports {module}"
    lists = [text for name, text in files.items() if name.startswith("requirements")]
    required = {line.partition("==")[0] for text in lists for line in text.splitlines()}
    imported = {module.split(".")[0] for text in sources.values() for module in build.imports_in(text)}
    installed = importlib.metadata.packages_distributions()
    for module in imported - sys.stdlib_module_names - {"autograder", "solutions", *TORCH}:
        assert {package.lower() for package in installed[module]} & required, f"{module} is not required"
    assert [name for name in files if name.endswith(".ipynb")] == [
        f"source/{assignment}/{notebooks()[assignment].name}"
    ]
    own = [text for name, text in files.items() if name.startswith(("autograder/checks/", "source/"))]
    assert ("requirements-torch.txt" in files) == any("import torch" in text for text in own)
    assert all("==" in line for line in files["requirements.txt"].splitlines())


def test_the_scripts_are_bash():
    for name in ("setup.sh", "run_autograder"):
        assert subprocess.run(["bash", "-n", str(build.HERE / name)], check=False).returncode == 0
