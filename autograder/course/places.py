"""Where things are: assignments, topics, notebooks, modules. The folders themselves are the only list."""

import importlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHECKS = ROOT / "autograder" / "checks"


def notebooks(folder="source", root=ROOT):
    """{assignment: path of its notebook}, in order: ps10 comes after ps9."""
    found = sorted((root / folder).glob("ps*/*.ipynb"), key=lambda path: (len(path.parent.name), path))
    return {path.parent.name: path for path in found}


def topics(root=ROOT):
    """{assignment: topic}: the topic is the notebook's name."""
    return {assignment: path.stem for assignment, path in notebooks(root=root).items()}


def file_of_solutions(topic):
    return ROOT / "solutions" / f"{topic}.py"


def solutions_of(topic):
    return importlib.import_module(f"solutions.{topic}")


def files_of_checks(topic):
    """{module: its path} of a topic's checks, what several exercises share first; {} where a topic is none of ours."""
    found = (CHECKS / topic).glob("[!_]*.py")
    paths = sorted(found, key=lambda path: (path.stem.startswith("check_"), path.stem))
    return {f"autograder.checks.{topic}.{path.stem}": path for path in paths}
