"""Where things are: assignments, topics, notebooks, modules. The folders themselves are the only list."""

import importlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def notebooks(folder="source", root=ROOT):
    """{assignment: path of its notebook}, in order."""
    return {path.parent.name: path for path in sorted((root / folder).glob("ps*/*.ipynb"))}


def topics(root=ROOT):
    """{assignment: topic}: the topic is the notebook's name."""
    return {assignment: path.stem for assignment, path in notebooks(root=root).items()}


def solutions_of(topic):
    return importlib.import_module(f"solutions.{topic}")


def files_of_checks(topic):
    """{module: its path} of a topic's checks, what several exercises share first; {} where a topic is none of ours."""
    found = (ROOT / "autograder" / "checks" / topic).glob("[!_]*.py")
    paths = sorted(found, key=lambda path: (path.stem.startswith("check_"), path.stem))
    return {f"autograder.checks.{topic}.{path.stem}": path for path in paths}
