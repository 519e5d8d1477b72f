"""Packs the zip that an instructor uploads to Gradescope."""

import inspect
from pathlib import Path

from autograder.course.cells import is_test, nbgrader
from autograder.course.pack import pack
from autograder.course.packages import TORCH, imports_in, libraries, packages_in, pins, requirements
from autograder.course.places import ROOT, files_of_checks, notebooks, solutions_of, topics
from autograder.grading.box import forkserver
from autograder.kit.points import add_up, scores_of

HERE = Path(__file__).parent
WITH_SOLUTIONS = "It holds the solutions, in the container that student code shares."
WITHOUT_SOLUTIONS = "It holds no solution, so no error is carried forward (--with-solutions)."


def file_of(module):
    """The file of one of our modules; None for what is none."""
    path = ROOT.joinpath(*module.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


def with_packages(module):
    """A module's name, and those of the packages that it is in."""
    parts = module.split(".")
    return {".".join(parts[:n]) for n in range(1, len(parts) + 1)}


def modules_for(topic, with_solutions=False):
    """{module: its file} of ours that a submission's grading needs: what it runs, and all that these import."""
    todo, found = {"autograder.gradescope.run", *files_of_checks(topic), *forkserver.TASKS.values()}, {}
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
            named = imports_in(file.read_text(encoding="utf-8")) | {module}
            todo |= set().union(*map(with_packages, named))
    return found


def given(topic):
    """The module that stands in for the solutions: the given make_data, and no answer."""
    make_data = getattr(solutions_of(topic), "make_data", None)
    source = inspect.getsource(make_data) if make_data else ""
    return f'"""What is given in this assignment."""\n\nimport numpy as np\n\n\n{source}'


def contents(assignment, with_solutions=False):
    """{path in the zip: text}."""
    topic = topics()[assignment]
    files = {name: (HERE / name).read_text(encoding="utf-8") for name in ("setup.sh", "run_autograder")}
    modules = modules_for(topic, with_solutions).values()
    sources = {f"{file.relative_to(ROOT)}": file.read_text(encoding="utf-8") for file in modules}
    packages = packages_in(sources.values()) | libraries(assignment)
    released = notebooks("release")[assignment]  # the notebook as students have it: no solution, no hidden test
    files[f"source/{assignment}/{released.name}"] = released.read_text(encoding="utf-8")
    if not with_solutions:
        files[f"solutions/{topic}.py"] = given(topic)
    files["constraints.txt"] = "".join(f"{pin}\n" for pin in pins().values())
    files["requirements.txt"] = requirements(packages - TORCH)
    checks = packages_in(path.read_text(encoding="utf-8") for path in files_of_checks(topic).values())
    if torch := TORCH & (libraries(assignment) | checks):
        files["requirements-torch.txt"] = requirements(torch)
    return sources | files


def points(assignment):
    """The assignment's points for its checks, without extra credit."""
    from autograder.grading.judge import unanswered

    return add_up(scores_of(unanswered(assignment))).possible


def written(assignment):
    """The points of the answers that are graded by hand."""
    import nbformat

    cells = nbformat.read(notebooks()[assignment], as_version=4).cells
    return sum(nbgrader(cell)["points"] for cell in cells if nbgrader(cell).get("grade") and not is_test(cell))


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
