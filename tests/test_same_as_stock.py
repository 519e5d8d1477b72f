"""What a notebook earns in stock nbgrader, run in order, it earns in `check`, in `grade` and on Gradescope.

Where no error is carried forward, which stock nbgrader can't do. Honest students' notebooks at random: solved, then
edited as tests/harmless_edits.py says.
"""

import os
import shutil

import nbformat
import pytest
from nbgrader.preprocessors import Execute
from nbgrader.utils import determine_grade
from traitlets.config import Config

from autograder.course.cells import is_answer, is_test, nbgrader
from autograder.course.checks import cells_of_checks
from autograder.course.pack import lay_out
from autograder.course.places import ROOT, notebooks, topics
from autograder.course.release import generate
from autograder.grading import assess
from autograder.grading.box import forkserver
from autograder.grading.judge import modules_of
from autograder.grading.kernel.provisioner import ForkedKernelManager
from autograder.grading.kernel.run import Allowance
from autograder.grading.whole_class.runner import grade
from autograder.kit.points import earned_of
from tests.harmless_edits import examples
from tests.tiny_class import gradebook_of, tiny_config

NUMBERS = dict.fromkeys(topics(), 5) | {"ps1": 9, "ps2": 8, "ps4": 3}  # the longer one takes, the fewer
CELL_SECONDS = 10  # some of them sleep for long in their last cell
SOAK = dict.fromkeys(topics(), 100) | {"ps1": 200, "ps2": 150, "ps4": 50}


def tests_of(assignment):
    """{grade id: cell} of the tests as the grader has them, hidden cases included."""
    cells = nbformat.read(notebooks()[assignment], as_version=4).cells
    return {nbgrader(cell)["grade_id"]: cell for cell in cells if is_test(cell)}


def in_stock(handed_in, assignment, folder):
    """{test: its score} after nbgrader's own Execute, in IPython's own kernel, with the tests in their places."""
    notebook, tests = nbformat.reads(handed_in.plain, as_version=4), tests_of(assignment)
    for cell in notebook.cells:
        if (name := nbgrader(cell).get("grade_id")) in tests:
            cell.source = tests[name].source
        elif not (is_answer(cell) or cell.cell_type != "code"):
            cell.metadata.pop("nbgrader", None)  # a given cell runs as the student has it
    lay_out(folder, handed_in.beside)
    server = forkserver.running(modules_of((assignment,)))
    settings = Config(ForkedKernelManager={"modules": list(modules_of((assignment,)))})
    execute = Execute(
        config=settings, kernel_manager_class=ForkedKernelManager, shutdown_kernel="immediate", timeout=300
    )
    assert server.is_running()
    execute.preprocess(notebook, {"metadata": {"path": str(folder)}})
    cells = {nbgrader(cell).get("grade_id"): cell for cell in notebook.cells}
    return {name: determine_grade(cells[name])[0] for name in tests}


def in_check(handed_in):
    """{check cell: its score} by `check`, which Gradescope's runner calls, too."""
    found = assess.assess_files(handed_in.files, allowance=Allowance(cell=CELL_SECONDS), carry_forward=False)
    held, own = cells_of_checks(topics()[found.assignment]), {}
    for outcome in found.checks:
        own.setdefault(held[outcome.check], []).append(outcome)
    return {cell: earned_of(cases, sum(case.points for case in cases)) for cell, cases in own.items()}


def a_class(folder, handed_in):
    """(configuration, assignments) of a course in a folder, {student: (assignment, HandedIn)} handed in."""
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    shutil.copytree(ROOT / "source", folder / "source")
    config = tiny_config(folder)
    config.Execute.timeout = CELL_SECONDS
    config.BoundedExecute.carry_forward = False
    assignments = sorted({assignment for assignment, _ in handed_in.values()})
    generate(config, assignments)
    for student, (assignment, one) in handed_in.items():
        lay_out(folder / "submitted" / student / assignment, one.files)
    return config, assignments


def in_grade(folder, handed_in):
    """{student: {test: its score}} by `grade`."""
    config, assignments = a_class(folder, handed_in)
    grade(assignments, config=config)
    scores = {}
    with gradebook_of(config) as gradebook:
        for student, (assignment, _) in handed_in.items():
            (notebook,) = gradebook.find_submission(assignment, student).notebooks
            tests = tests_of(assignment)
            scores[student] = {grade.name: grade.auto_score for grade in notebook.grades if grade.name in tests}
    return scores


@pytest.mark.parametrize("numbers", [NUMBERS, pytest.param(SOAK, marks=pytest.mark.soak)], ids=["some", "500"])
def test_harmless_edits_earn_everywhere_what_they_earn_in_stock_nbgrader(tmp_path, numbers):
    handed_in = {
        f"{assignment}-{number}": (assignment, one)
        for assignment in topics()
        for number, one in enumerate(examples(assignment, numbers[assignment]))
    }
    (tmp_path / "class").mkdir()
    graded = in_grade(tmp_path / "class", handed_in)
    differing = {}
    for student, (assignment, one) in handed_in.items():
        folder = tmp_path / student
        folder.mkdir()
        stock, checked = in_stock(one, assignment, folder), in_check(one)
        if not stock == checked == graded[student]:
            told = {name: (stock[name], checked.get(name), graded[student].get(name)) for name in stock}
            differing[student, one.description] = {n: scores for n, scores in told.items() if len(set(scores)) > 1}
    assert not differing, os.linesep.join(map(str, differing.items()))
