"""A release notebook runs top to bottom where only the scientific stack is installed, offline, in an empty folder."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

from autograder.course.cells import is_test
from autograder.course.places import notebooks

PACKAGES = ["numpy", "matplotlib", "ipywidgets", "torch", "torchvision", "scikit-learn", "ipykernel"]
UNREACHABLE = "http://127.0.0.1:9"  # the discard port: refused at once, as without a network


def distributions(names):
    """The named distributions and all that they require, as importlib.metadata knows them."""
    found, todo = {}, list(names)
    while todo:
        name = re.sub(r"[-_.]+", "-", todo.pop()).lower()
        if name in found:
            continue
        try:
            found[name] = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # required on another system or Python only
        requirements = [r for r in found[name].requires or [] if "extra ==" not in r]
        todo += [re.match(r"[\w.-]+", r).group() for r in requirements]
    return found.values()


def entries(distribution):
    """The top-level files and folders of site-packages that belong to a distribution."""
    return {file.parts[0] for file in distribution.files or [] if file.parts[0] not in ("..", "__pycache__")}


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory):
    """The interpreter of an environment holding PACKAGES and what they require, linked rather than copied."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, with_pip=False, symlinks=True)
    (site,) = folder.glob("lib/python*/site-packages")
    for distribution in distributions(PACKAGES):
        for entry in entries(distribution):
            target = Path(distribution.locate_file(entry))
            if target.exists() and not (site / entry).exists():
                (site / entry).symlink_to(target)
    return folder / "bin" / "python"


def test_the_environment_is_bare(bare_python):
    probe = (
        "import importlib.util as u; print([n for n in ('nbgrader', 'pytest', 'tqdm', 'autograder') if u.find_spec(n)])"
    )
    done = subprocess.run([bare_python, "-c", probe], capture_output=True, text=True, check=True, cwd="/")
    assert done.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def every_notebook(bare_python, tmp_path_factory):
    """{assignment: its notebook after Run All, as a future}: one for each core at a time."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {a: pool.submit(run_all, a, bare_python, tmp_path_factory.mktemp(a)) for a in notebooks()}


@pytest.fixture
def executed(every_notebook, assignment):
    return every_notebook[assignment].result()


def run_all(assignment, bare_python, tmp_path):
    """The release notebook after Run All in a kernel of the bare environment."""
    specs = tmp_path / "jupyter" / "kernels" / "bare"
    specs.mkdir(parents=True)
    argv = [str(bare_python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (specs / "kernel.json").write_text(f'{{"argv": {argv!r}, "display_name": "bare"}}'.replace("'", '"'))
    work = tmp_path / "work"
    work.mkdir()
    shutil.copy(notebooks("release")[assignment], work / "notebook.ipynb")
    offline = {name: UNREACHABLE for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")}
    env = os.environ | offline | {"JUPYTER_PATH": str(tmp_path / "jupyter"), "OMP_NUM_THREADS": "1"}
    env = {name: value for name, value in env.items() if name not in ("PYTHONPATH", "MNIST_ROOT", "no_proxy")}
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--inplace", "--execute", "--allow-errors"]
    options = ["--ExecutePreprocessor.kernel_name=bare", "--ExecutePreprocessor.timeout=300", "notebook.ipynb"]
    subprocess.run([*command, *options], cwd=work, env=env, check=True, capture_output=True)
    return nbformat.read(work / "notebook.ipynb", as_version=4)


def test_everything_runs_and_checks_fail_in_a_few_plain_lines(executed):
    for cell in executed.cells:
        outputs = cell.get("outputs", [])
        errors = [output for output in outputs if output.output_type == "error"]
        assert not [o for o in outputs if o.output_type == "stream" and o.name == "stderr"], cell.id
        if is_test(cell):
            (error,) = errors
            assert error.ename == "CheckFailed", cell.id
            assert len("\n".join(error.traceback).splitlines()) <= 8
            assert "\x1b" not in "".join(error.traceback)
        else:
            assert not errors, (cell.id, errors)
