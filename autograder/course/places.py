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


def checks_module(topic):
    return importlib.import_module(f"autograder.check_{topic}")


def checks_of(topic):
    """{name: check} of one topic, in the order in which its module defines them."""
    module = checks_module(topic)
    return {name: f for name, f in vars(module).items() if name.startswith("check_") and callable(f)}
