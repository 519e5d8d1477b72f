"""Damaged submissions through nbgrader's own steps: the right score, or a reason; never fatal to others."""

import atexit
import copy
import functools
import shutil
import tempfile
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output

from autograder.course.cells import is_answer, is_test, nbgrader
from autograder.course.places import notebooks
from tests.small_class import NOTEBOOK, SmallClass, a_course, submit

ANSWER = "fast_val_grad"


def cell_of(notebook, name):
    return next(cell for cell in notebook.cells if nbgrader(cell).get("grade_id") == name)


def tests_of(notebook):
    return [cell for cell in notebook.cells if is_test(cell)]


def answers_in(notebook):
    return [cell for cell in notebook.cells if is_answer(cell)]


# What can be repaired: the notebook is changed in place, and earns what it did before.


def metadata_stripped(notebook):
    """As Colab saves it: no nbgrader metadata, no tags, ids of its own."""
    for number, cell in enumerate(notebook.cells):
        cell.metadata, cell.id = nbformat.NotebookNode(id=f"x{number}"), f"colab-{number}"


def ids_gone(notebook):
    for cell in notebook.cells:
        del cell["id"]
    notebook.nbformat_minor = 4


def tests_deleted(notebook):
    notebook.cells = [cell for cell in notebook.cells if not is_test(cell)]


def tests_duplicated(notebook):
    notebook.cells += copy.deepcopy(tests_of(notebook))


def tests_edited(notebook):
    for cell in tests_of(notebook):
        cell.source = "raise ValueError('not your test')"


def tests_skipped(notebook):
    for cell in tests_of(notebook):
        cell.metadata.tags = ["skip-execution"]


def tests_in_markdown(notebook):
    for cell in tests_of(notebook):
        cell.cell_type = "markdown"
        del cell["outputs"], cell["execution_count"]


def everything_twice(notebook):
    notebook.cells += copy.deepcopy(notebook.cells)


def toolkit_deleted(notebook):
    notebook.cells.remove(cell_of(notebook, "toolkit"))


def points_edited(notebook):
    for cell in tests_of(notebook):
        cell.metadata.nbgrader.points = 1000


def answer_split(notebook):
    """Its body stands in a cell of its own, as a helper with the same grade id: JupyterLab's split keeps it."""
    cell = cell_of(notebook, ANSWER)
    helper = copy.deepcopy(cell)
    helper.source, helper.id = cell.source.replace(f"def {ANSWER}", "def my_helper"), "half"
    cell.source = (
        f"def {ANSWER}(theta_hat, data_, label_, deg_=2.0):\n    return my_helper(theta_hat, data_, label_, deg_)"
    )
    notebook.cells.insert(notebook.cells.index(cell), helper)


def answers_merged(notebook):
    first, *others = answers_in(notebook)
    first.source = "\n\n\n".join(cell.source for cell in (first, *others))
    notebook.cells = [cell for cell in notebook.cells if cell not in others]


def answer_duplicated(notebook):
    """A first attempt above the answer."""
    cell = cell_of(notebook, ANSWER)
    twin = copy.deepcopy(cell)
    twin.source, twin.id = f"def {ANSWER}(*arguments):\n    return None", "twin"
    notebook.cells.insert(notebook.cells.index(cell), twin)


def answers_moved(notebook):
    """Into cells of their own at the end."""
    moved = answers_in(notebook)
    notebook.cells = [cell for cell in notebook.cells if cell not in moved] + [new_code_cell(c.source) for c in moved]


def other_kernel(notebook):
    notebook.metadata.kernelspec = {"name": "conda-env-ml-py", "display_name": "ML", "language": "python"}


def magics(notebook):
    for cell in answers_in(notebook):
        cell.source = f"%matplotlib inline\n!true pip install numpy\n{cell.source}"


def large_outputs(notebook):
    notebook.cells.append(new_code_cell("1", outputs=[new_output("stream", text="x" * 50_000_000)]))


def bad_cells(notebook):
    """A syntax error in one cell of their own, an exception at import time in another."""
    notebook.cells[3:3] = [new_code_cell("this is not python"), new_code_cell("import no_such_package")]


def strange_metadata(notebook):
    for cell in tests_of(notebook)[:2]:
        cell.metadata.tags = "skip-execution"
    cell_of(notebook, "toolkit").metadata.nbgrader = "lost"


REPAIRED = [
    metadata_stripped, ids_gone, tests_deleted, tests_duplicated, tests_edited, tests_skipped, tests_in_markdown,
    points_edited, answer_split, answers_merged, answer_duplicated, answers_moved, other_kernel, magics,
    large_outputs, bad_cells, strange_metadata, everything_twice, toolkit_deleted,
]  # fmt: skip


# What costs the points of one function, and says why.


def function_renamed(notebook):
    cell = cell_of(notebook, ANSWER)
    cell.source = cell.source.replace(f"def {ANSWER}", "def fast_val_gard")


def syntax_error(notebook):
    cell_of(notebook, ANSWER).source += "\n    return ("


def import_error(notebook):
    cell = cell_of(notebook, ANSWER)
    cell.source = "import no_such_package\n\n\n" + cell.source


ONE_FUNCTION_LOST = {
    function_renamed: "there is fast_val_gard: rename it to fast_val_grad",
    syntax_error: "the notebook defines no function fast_val_grad; does its cell end in an error?",
    import_error: "the notebook defines no function fast_val_grad; does its cell end in an error?",
}


# Files: their bytes are changed, or their name.


def notebook_format_3(path):
    nbformat.write(nbformat.convert(nbformat.read(path, as_version=4), 3), path, version=3)


def windows(path):
    """A byte order mark and Windows line ends."""
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))


def renamed(path):
    path.rename(path.with_name("power_loss (1).ipynb"))


FILES_REPAIRED = [notebook_format_3, windows, renamed]


def truncated(path):
    path.write_bytes(path.read_bytes()[:5000])


def empty(path):
    path.write_bytes(b"")


def not_json(path):
    path.write_text("My homework, by me")


def not_text(path):
    path.write_bytes(b"PK\x03\x04\xff\xfe")


def no_notebook(path):
    path.write_text("[1, 2]")


def wrong_assignment(path):
    shutil.copy(notebooks("release")["ps1"], path)


def wrong_assignment_renamed(path):
    path.unlink()
    shutil.copy(notebooks("release")["ps3"], path.with_name("homework.ipynb"))


def not_there(path):
    path.rename(path.with_suffix(".txt"))


UNREADABLE = {
    truncated: f"{NOTEBOOK} is broken and cannot be read: ",
    empty: f"{NOTEBOOK} is empty",
    not_json: "it is not JSON",
    not_text: "is not text in UTF-8",
    no_notebook: "is JSON, but no notebook",
    wrong_assignment: f"{NOTEBOOK} is another assignment's notebook: it answers least_squares, not power_loss",
    wrong_assignment_renamed: "homework.ipynb is another assignment's notebook: it answers optimizers",
    not_there: f"{NOTEBOOK} is missing",
}


@functools.cache
def damaged_class():
    """The damaged submissions, graded in one go."""
    folder = Path(tempfile.mkdtemp(prefix="damaged-class-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    config = a_course(folder)
    submit(folder, "unharmed")
    for damage in (*REPAIRED, *ONE_FUNCTION_LOST):
        submit(folder, damage.__name__, damage)
    for damage in (*FILES_REPAIRED, *UNREADABLE):
        damage(submit(folder, damage.__name__))
    graded = SmallClass(folder, config, {})
    graded.results = {result.student: result for result in graded.grade()}
    return graded


@pytest.fixture(scope="module")
def graded():
    return damaged_class()


def name_of(damage):
    return damage.__name__


def outputs_in(notebook):
    return [output for cell in tests_of(notebook) for output in cell.outputs]


def test_everybody_is_graded(graded):
    everyone = [*REPAIRED, *ONE_FUNCTION_LOST, *FILES_REPAIRED, *UNREADABLE]
    assert graded.results.keys() == {"unharmed", *map(name_of, everyone)}
    assert all(result.score is not None for result in graded.results.values())
    assert graded.results["unharmed"].score == 22


@pytest.mark.parametrize("damage", [*REPAIRED, *FILES_REPAIRED], ids=name_of)
def test_what_can_be_repaired_costs_nothing(graded, damage):
    assert graded.scores(damage.__name__) == graded.scores("unharmed")
    assert graded.results[damage.__name__].problem is None


def test_a_renamed_notebook_is_graded_and_that_is_said(graded):
    assert "power_loss (1).ipynb was graded in its place" in graded.autograded("renamed").cells[0].source


@pytest.mark.parametrize("damage", ONE_FUNCTION_LOST, ids=name_of)
def test_a_function_that_is_lost_costs_its_own_points_and_says_why(graded, damage):
    scores, full = graded.scores(damage.__name__), graded.scores("unharmed")
    lost = {name for name in full if scores[name] != full[name]}
    assert lost == {name for name in full if name.startswith(f"check_{ANSWER}")}
    assert not any(scores[name] for name in lost)
    told = [output.evalue for output in outputs_in(graded.autograded(damage.__name__)) if output.get("evalue")]
    assert any(ONE_FUNCTION_LOST[damage] in text for text in told), told


@pytest.mark.parametrize("damage", UNREADABLE, ids=name_of)
def test_what_cannot_be_read_says_why(graded, damage):
    result = graded.results[damage.__name__]
    assert result.score == 0
    assert UNREADABLE[damage] in result.problem
    notebook = graded.autograded(damage.__name__)
    assert UNREADABLE[damage] in notebook.cells[0].source
    assert all(UNREADABLE[damage] in output.evalue for output in outputs_in(notebook))


@pytest.mark.parametrize("damage", REPAIRED, ids=name_of)
def test_written_answers_are_left_to_a_person(graded, damage):
    """nbgrader gives an untouched written answer 0 by itself: one that was written must not end like that."""
    notebook = graded.autograded(damage.__name__)
    written = [c for c in notebook.cells if nbgrader(c).get("grade") and c.cell_type == "markdown"]
    assert len(written) == 2
    scores = graded.scores(damage.__name__)
    assert all(scores[cell.metadata.nbgrader.grade_id] is None for cell in written)
    original = graded.autograded("unharmed")
    assert [c.source for c in written] == [cell_of(original, c.metadata.nbgrader.grade_id).source for c in written]
