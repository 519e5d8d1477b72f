"""Imports run one way between the rooms of `autograder/`, and nbgrader's private names are known in one place."""

import ast
import re
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import nbgrader
import pytest

import autograder.kit
from autograder.course.places import ROOT

MAY_IMPORT = {  # of each room, in grading of each part: the rooms that it may import from
    "kit": "",
    "checks": "kit",
    "course": "kit",
    "records": "kit",
    "outputs": "kit course records",
    "frames": "",
    "box": "course frames",
    "boundary": "kit frames",
    "kernel": "kit course records outputs frames box boundary",
    "functions": "kit course",
    "diagnosis": "kit checks course functions",
    "follow": "kit course boundary functions",
    "judge": "kit course boundary kernel functions diagnosis follow",
    "own": "kit course records outputs",
    "examine": "kit course records outputs",
    "execution": "box kernel judge examine outputs",
    "reading": "course box",
    "assess": "kit course box kernel judge execution reading job own",
    "timestamp": "clock",
    "clock": "",
    "lateness": "kit clock",
    "job": "kit course records outputs own",
    "book": "kit course job timestamp clock lateness",
    "whole_class": "kit course box kernel examine execution reading job book timestamp",
    "report": "kit course records outputs own box book",
    "gradescope": "kit course box judge own assess",
    "lms": "kit course timestamp clock job book",
    "commands": "kit course box kernel functions diagnosis judge execution reading assess book whole_class report"
    " gradescope lms",
}
STANDS_ELSEWHERE = dict.fromkeys(
    ["__main__", "conftest", "demo", "demo_answers", "bench", "bench_grading", "baseline"], "commands"
)
PRIVATE = "autograder.grading.book.inside"  # the only module that may name what is nbgrader's own


def sources_of(package):
    """{module: its source} of a package."""
    folder = Path(package.__file__).parent
    paths = {".".join(path.relative_to(folder.parent).with_suffix("").parts): path for path in folder.rglob("*.py")}
    return {name.removesuffix(".__init__"): path.read_text(encoding="utf-8") for name, path in paths.items()}


def imported(module, source):
    """All that a module imports from this package, also within its functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports by a relative name, which this test does not follow"
        found = [f"{node.module}.{a.name}" for a in node.names] if isinstance(node, ast.ImportFrom) else []
        found += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        yield from (name for name in found if name.startswith("autograder."))


def libraries_in(node):
    """The modules that an import statement names."""
    return [node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]


def room_of(name):
    """The room of a module, or of something in it."""
    _, first, *rest = name.split(".")
    if first == "grading":
        return rest[0]
    return STANDS_ELSEWHERE.get(first, first)


def trespasses(sources):
    """A line for every import that the table does not allow."""
    for module, source in sources.items():
        for name in imported(module, source):
            ours, theirs = room_of(module), room_of(name)
            if theirs != ours and theirs not in MAY_IMPORT.get(ours, "").split():
                yield f"{module} imports {name}"


def private_names(sources):
    """The functions and methods of a package that are its own business."""
    nodes = (node for source in sources.values() for node in ast.walk(ast.parse(source)))
    names = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    return {name for name in names if name.startswith("_") and not name.startswith("__")}


def named(source):
    """The attributes that a module uses, and the functions and methods that it defines."""
    nodes = list(ast.walk(ast.parse(source)))
    defined = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    return defined | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def touching(sources, private):
    """The modules that name something private."""
    return {module for module, source in sources.items() if named(source) & private}


def test_every_room_imports_only_from_those_below_it():
    assert list(trespasses(sources_of(autograder))) == []


def test_the_table_has_no_cycle():
    TopologicalSorter({room: below.split() for room, below in MAY_IMPORT.items()}).prepare()


def test_the_table_tells_of_a_cycle():
    with pytest.raises(CycleError):
        TopologicalSorter({"kit": ["course"], "course": ["kit"]}).prepare()


@pytest.mark.parametrize(
    "module, line",
    [
        ("autograder.kit.sample", "from autograder.course.places import ROOT"),
        ("autograder.course.sample", "def later():\n    from autograder.grading.box import bounded"),
        ("autograder.checks.least_squares.sample", "import autograder.course.places"),
        ("autograder.grading.book.sample", "from autograder.grading.whole_class.worker import execute"),
        ("autograder.grading.records", "from autograder.grading import outputs"),
        ("autograder.grading.judge", "from autograder.report import page"),
    ],
)
def test_an_import_upwards_is_found(module, line):
    assert len(list(trespasses({module: line}))) == 1


def test_the_kit_needs_numpy_only_and_for_its_cases_pytest():
    """What is imported within a function, for a notebook's pictures, is not needed."""
    needed = {"kit.case": {"pytest"}}
    for module, source in sources_of(autograder.kit).items():
        tops = [node for node in ast.parse(source).body if isinstance(node, ast.Import | ast.ImportFrom)]
        names = {name.split(".")[0] for node in tops for name in libraries_in(node)}
        assert names - sys.stdlib_module_names - {"numpy", "autograder"} == needed.get(module, set()), module


@pytest.mark.filterwarnings("ignore:invalid escape")  # in nbgrader's source
def test_only_one_module_names_what_is_nbgraders_own():
    assert touching(sources_of(autograder), private_names(sources_of(nbgrader))) == {PRIVATE}


def test_a_private_name_is_found():
    samples = {
        "calls": "gradebook._create_notebook(1)",
        "overrides": "class A:\n    def _get_key(self): ...",
        "no": "x",
    }
    assert touching(samples, {"_create_notebook", "_get_key"}) == {"calls", "overrides"}


def named_in(page):
    """The paths in backquotes on a page of Markdown, without those that stand for others: TOPIC, psN."""
    found = re.findall(r"`([\w./-]+(?:/|\.py))`", page.read_text(encoding="utf-8"))
    return [path for path in found if not re.search("[A-Z]{3}|psN", path)]


@pytest.mark.parametrize("name", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_what_a_page_names_is_there(name):
    """As it is seen from the repository, from the package, or from grading."""
    paths, roots = named_in(ROOT / name), [ROOT, ROOT / "autograder", ROOT / "autograder" / "grading"]
    assert len(paths) > 3
    assert not [path for path in paths if not any((root / path).exists() for root in roots)]
