"""Packs the zip that an instructor uploads to Gradescope."""

import ast
import inspect
import re
import zipfile
from pathlib import Path

from autograder import submission
from autograder.cell import python_of
from autograder.course import ROOT, checks_module, is_test, nbgrader, notebooks, solutions_of, topics
from autograder.kit.points import add_up, scores_of

HERE = Path(__file__).parent
MODULES = ["__init__", "assess", "cases", "cell", "course", "submission", "toolkit", "verdicts", "gradescope/__init__"]
MODULES += ["kit/__init__", "kit/outcome", "kit/points", "kit/text"]
MODULES += [f"grading/{name}" for name in ("__init__", "judge", "forkserver", "sandbox", "kernel")]
MODULES += [f"grading/boundary/{name}" for name in ("__init__", "wire", "host", "remote")]
PACKAGES = {"filelock", "numpy", "matplotlib", "ipywidgets", "ipykernel", "nbformat", "pyseccomp", "pytest", "rich"}
TORCH = {"torch", "torchvision"}
LONG_AGO = (2020, 1, 1, 0, 0, 0)  # the same files make the same zip


def pins():
    """{package: 'package==version'} of constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {re.split("[=<>]", line)[0].lower(): line for line in lines if line and not line.startswith("#")}


def imports_in(source):
    """The top-level packages that Python source imports."""
    nodes = list(ast.walk(ast.parse(source)))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return {name.split(".")[0] for name in names}


def libraries(assignment):
    """What an assignment's checks and given cells import."""
    sources = [inspect.getsource(checks_module(topics()[assignment]))]
    sources += [python_of(cell.source) for cell in submission.preamble(assignment)]
    return set().union(*map(imports_in, sources))


def requirements(names):
    return "".join(f"{pins()[name]}\n" for name in sorted(names))


def given(topic):
    """The module that stands in for the solutions: the given make_data, and no answer."""
    make_data = getattr(solutions_of(topic), "make_data", None)
    source = inspect.getsource(make_data) if make_data else ""
    return f'"""What is given in this assignment."""\n\nimport numpy as np\n\n\n{source}'


def contents(assignment):
    """{path in the zip: text}."""
    topic = topics()[assignment]
    files = {name: (HERE / name).read_text(encoding="utf-8") for name in ("setup.sh", "run_autograder")}
    for name in [*MODULES, "gradescope/run", f"check_{topic}"]:
        files[f"autograder/{name}.py"] = (ROOT / "autograder" / f"{name}.py").read_text(encoding="utf-8")
    released = notebooks("release")[assignment]  # the notebook as students have it: no solution, no hidden test
    files[f"source/{assignment}/{released.name}"] = released.read_text(encoding="utf-8")
    files[f"solutions/{topic}.py"] = given(topic)
    files["constraints.txt"] = "".join(f"{pin}\n" for pin in pins().values())
    files["requirements.txt"] = requirements(PACKAGES)
    if torch := TORCH & libraries(assignment):
        files["requirements-torch.txt"] = requirements(torch)
    return files


def points(assignment):
    """The assignment's points for its checks, without extra credit."""
    from autograder.grading.judge import unanswered

    return add_up(scores_of(unanswered(assignment))).possible


def written(assignment):
    """The points of the answers that are graded by hand."""
    import nbformat

    cells = nbformat.read(notebooks()[assignment], as_version=4).cells
    return sum(nbgrader(cell)["points"] for cell in cells if nbgrader(cell).get("grade") and not is_test(cell))


def main(assignment, output=None):
    """Writes the zip; returns what to tell the instructor."""
    path = Path(output or f"{assignment}.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, text in sorted(contents(assignment).items()):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.external_attr = (0o755 if name in ("setup.sh", "run_autograder") else 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            pack.writestr(entry, text)
    return (
        f"{path}: upload it as a programming assignment's autograder, with {points(assignment):g} autograder points; "
        f"{written(assignment):g} more for written answers are graded by hand. Students see how hidden cases "
        "went once grades are published."
    )
