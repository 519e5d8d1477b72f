"""Packs the zip that an instructor uploads to Gradescope."""

import inspect
from importlib.util import find_spec
from pathlib import Path

import nbformat

from autograder.course.beside import given_files
from autograder.course.cells import grade_id, has_points, is_test, nbgrader
from autograder.course.pack import pack
from autograder.course.packages import TORCH, imports_in, libraries, packages_in, pins, requirements
from autograder.course.places import assignments, files_of_checks, notebooks, solutions_of, topics
from autograder.course.plan import AUTOTEST
from autograder.course.regions import in_nbgraders_words
from autograder.grading.box import forkserver
from autograder.grading.judge import unanswered
from autograder.grading.own import own_tests
from autograder.kit.points import add_up, scores_of

HERE = Path(__file__).parent
WITH_SOLUTIONS = "It holds the solutions, in the container that student code shares."
WITHOUT_SOLUTIONS = "It holds no solution, so no error is carried forward (--with-solutions)."


def file_of(module):
    """The file of one of our modules, or of the course's; None for what is none."""
    try:
        found = find_spec(module)
    except ModuleNotFoundError:  # what it would be in is none
        return None
    return Path(found.origin) if found and found.origin else None


def place_of(module, file):
    """A module's path in the zip, wherever its file lies here."""
    return "/".join(module.split(".")) + ("/__init__.py" if file.name == "__init__.py" else ".py")


def with_packages(module):
    """A module's name, and those of the packages that it is in."""
    parts = module.split(".")
    return {".".join(parts[:n]) for n in range(1, len(parts) + 1)}


def modules_for(topics, with_solutions=False):
    """{module: its file} of ours that a submission's grading needs: what it runs, and all that these import."""
    todo, found = {"autograder.gradescope.run", forkserver.TASK}, {}
    for topic in topics:
        todo |= {*files_of_checks(topic)}
        if with_solutions:
            rooms = ("forms", "slips")
            todo |= {f"solutions.{topic}", *(f"autograder.grading.diagnosis.{room}.{topic}" for room in rooms)}
    while todo:
        module = todo.pop()
        if (
            module.partition(".")[0] in ("autograder", "solutions")
            and module not in found
            and (file := file_of(module))
        ):
            found[module] = file
            named = imports_in(file.read_text(encoding="utf-8"))
            within = (f"{place}.{name}" for place, names in named.items() for name in names)
            todo |= set().union(*map(with_packages, {module, *named, *within}))
    return found


def given(topic):
    """The module that stands in for the solutions: the given make_data, and no answer."""
    make_data = getattr(solutions_of(topic), "make_data", None)
    source = inspect.getsource(make_data) if make_data else ""
    return f'"""What is given in this assignment."""\n\nimport numpy as np\n\n\n{source}'


def with_own_tests(key):
    """The text of a notebook as students have it, without solutions; its author's own tests with their hidden ones."""
    released, source = (notebooks(folder)[key] for folder in ("release", "source"))
    notebook, whole = (nbformat.read(path, as_version=4) for path in (released, source))
    tests = (cell for _, cell in own_tests(whole, topics()[key]))
    own = {grade_id(cell): in_nbgraders_words(cell.source) for cell in tests if not AUTOTEST.search(cell.source)}
    for cell in (cell for cell in notebook.cells if grade_id(cell) in own):
        cell.source = own[grade_id(cell)]
    return nbformat.writes(notebook) + "\n" if own else released.read_text(encoding="utf-8")


def contents(assignment, with_solutions=False):
    """{path in the zip: text or bytes}."""
    keys = assignments()[assignment]
    own = [topics()[key] for key in keys]
    files = {name: (HERE / name).read_text(encoding="utf-8") for name in ("setup.sh", "run_autograder")}
    modules = modules_for(own, with_solutions)
    sources = {place_of(name, file): file.read_text(encoding="utf-8") for name, file in modules.items()}
    given_ones = set().union(*map(libraries, keys))
    files |= {f"source/{assignment}/{path}": content for path, content in given_files(assignment).items()}
    files |= {f"source/{assignment}/{notebooks('release')[key].name}": with_own_tests(key) for key in keys}
    if not with_solutions:
        files |= {f"solutions/{topic}.py": given(topic) for topic in own if files_of_checks(topic)}
    packages = packages_in(sources.values()) | given_ones
    files["constraints.txt"] = "".join(f"{pin}\n" for pin in pins().values())
    files["requirements.txt"] = requirements(packages - TORCH)
    checks = packages_in(file.read_text(encoding="utf-8") for topic in own for file in files_of_checks(topic).values())
    if torch := TORCH & (given_ones | checks):
        files["requirements-torch.txt"] = requirements(torch)
    return sources | files


def points(assignment):
    """The assignment's points for its checks and its author's own tests, without extra credit."""
    keys = assignments()[assignment]
    checks = add_up(scores_of([outcome for key in keys for outcome in unanswered(key)])).possible
    tests = [cell for key in keys for _, cell in own_tests(source_of(key), topics()[key])]
    return checks + sum(nbgrader(cell)["points"] for cell in tests)


def written(assignment):
    """The points of the answers that are graded by hand."""
    cells = [cell for key in assignments()[assignment] for cell in source_of(key).cells]
    return sum(nbgrader(cell)["points"] for cell in cells if has_points(cell) and not is_test(cell))


def source_of(key):
    return nbformat.read(notebooks()[key], as_version=4)


def main(assignment, output=None, with_solutions=False):
    """Writes the zip; returns what to tell the instructor.

    with_solutions: whether it holds them, as it must for errors to be carried forward.
    """
    path = Path(output or f"{assignment}.zip")
    pack(path, contents(assignment, with_solutions), programs=("setup.sh", "run_autograder"))
    return (
        f"{path}: upload it as a programming assignment's autograder, with {points(assignment):g} autograder points; "
        f"{written(assignment):g} more for written answers are graded by hand. Students see how hidden cases "
        "went once grades are published. " + (WITH_SOLUTIONS if with_solutions else WITHOUT_SOLUTIONS)
    )
