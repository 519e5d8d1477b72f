"""Which installed packages a notebook or a module needs, in the versions of constraints.txt."""

import ast
import contextlib
import importlib.metadata
import re

from autograder.course.cells import NOT_PYTHON, is_answer, is_experiment, own_cells, python_of
from autograder.course.places import PACKAGE, ROOT

TORCH = {"torch", "torchvision"}
WITHOUT_CUDA = "https://download.pytorch.org/whl/cpu"  # where the builds are that are a tenth of the size


def pins():
    """{package: 'package==version'} of constraints.txt; of what is installed where there is none."""
    files = [path for path in (ROOT / "constraints.txt", PACKAGE / "constraints.txt") if path.is_file()]
    if not files:
        there = importlib.metadata.distributions()
        return {found.name.lower(): f"{found.name}=={found.version}" for found in there}
    lines = files[0].read_text(encoding="utf-8").splitlines()
    return {re.split("[=<>]", line)[0].lower(): line for line in lines if line and not line.startswith("#")}


def imports_in(source):
    """{module: the names that are imported from it} of all that Python source imports; {} where it is none."""
    found = {}
    with contextlib.suppress(*NOT_PYTHON):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                found |= {alias.name: set() for alias in node.names if alias.name not in found}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.setdefault(node.module, set()).update(alias.name for alias in node.names)
    return found


def packages_in(sources):
    """The pinned packages that sources import."""
    names = {name.split(".")[0] for source in sources for name in imports_in(source)}
    known = importlib.metadata.packages_distributions()
    return {package.lower() for name in names for package in known.get(name, ())} & pins().keys()


def libraries(assignment):
    """The packages that an assignment's given cells and tests import."""
    given = (cell for cell in own_cells(assignment) if not (is_answer(cell) or is_experiment(cell)))
    return packages_in(python_of(cell.source) for cell in given)


def requirements(names):
    return "".join(f"{pins()[name]}\n" for name in sorted(names))
