"""Where things are: the course, its assignments, notebooks and modules. The folders themselves are the only list.

A notebook goes by a key: its assignment's name where it is the only one there, as "ps2"; else by both, "hw1/trees".
"""

import importlib
import os
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

PACKAGE = Path(__file__).resolve().parents[2]  # what holds autograder/ and solutions/
CONFIG = "nbgrader_config.py"
THEIRS = {"submitted", "autograded", "feedback"}  # folders of a course that hold what students wrote
COURSE = "AUTOGRADER_COURSE"  # in the environment: the course, for processes that stand elsewhere


def course_folder():
    """The course: the one that the environment names, or in which we stand, else the one around this package.

    Where students' files are, we stand in the course around them: a course is a program, and they could bring one.
    """
    if named := os.environ.get(COURSE):
        return Path(named).resolve()
    here = Path.cwd().resolve()
    courses = [place for place in (*reversed(here.parents), here) if (place / CONFIG).is_file()]
    around = next((place for place in courses if THEIRS.intersection(here.relative_to(place).parts[:1])), None)
    return around or (here if here in courses else PACKAGE)


ROOT = course_folder()
IS_FOREIGN = ROOT != PACKAGE
OWN_CHECKS = PACKAGE / "autograder" / "checks"
CHECKS = ROOT / "checks" if IS_FOREIGN else OWN_CHECKS
if IS_FOREIGN:  # its modules are found under the same names as ours, and before them
    for package, folder in (("autograder.checks", CHECKS), ("solutions", ROOT / "solutions")):
        importlib.import_module(package).__path__[:0] = [str(folder)]


def as_people_sort(name):
    """Sorts names as people do: ps10 comes after ps9."""
    return [int(part) if number % 2 else part for number, part in enumerate(re.split(r"(\d+)", name))]


def in_order(path):
    """Sorts notebooks by assignment and name."""
    return as_people_sort(f"{path.parent.name}/{path.name}")


def no_such(names, known):
    """A sentence on those of these assignments that are not known, None where all are: what every command says."""
    missing = ", ".join(name for name in names if name not in known)
    there = ", ".join(sorted(known, key=as_people_sort)) or "none yet"
    return f"there is no assignment {missing}: this course has {there}" if missing else None


def notebooks(folder="source", root=ROOT):
    """{key: path of a notebook}, in order."""
    paths = sorted((root / folder).glob("[!.]*/[!.]*.ipynb"), key=in_order)
    names = [path.parent.name for path in paths]
    alone = {name for name in names if names.count(name) == 1}
    return {name if name in alone else f"{name}/{path.stem}": path for name, path in zip(names, paths)}


def assignment_at(key):
    """The assignment of a notebook's key."""
    return key.partition("/")[0]


def assignments():
    """{assignment: the keys of its notebooks}, in order."""
    found = {}
    for key in notebooks():
        found.setdefault(assignment_at(key), []).append(key)
    return found


def key_of(assignment, name):
    """The key of an assignment's notebook of this name; None where the course has none like it."""
    found = (k for k, path in notebooks().items() if (path.parent.name, path.stem) == (assignment, name))
    return next(found, None)


def topics(root=ROOT):
    """{key: topic}: the topic is the notebook's name."""
    return {key: path.stem for key, path in notebooks(root=root).items()}


def file_of_solutions(topic):
    return ROOT / "solutions" / f"{topic}.py"


@cache
def solutions_of(topic):
    """The module of a topic's solutions, an empty one where there is none."""
    name = f"solutions.{topic}"
    return importlib.import_module(name) if topic.isidentifier() and find_spec(name) else ModuleType(name)


def files_of_checks(topic):
    """{module: its path} of a topic's checks, what several exercises share first; {} where it has none."""
    found = next(filter(None, (list((place / topic).glob("[!_]*.py")) for place in (CHECKS, OWN_CHECKS))), [])
    paths = sorted(found, key=lambda path: (path.stem.startswith("check_"), path.stem))
    return {f"autograder.checks.{topic}.{path.stem}": path for path in paths}
