"""The four notebooks in JupyterLab and a browser, by `make browser`: Run All arrives, every slider answers the hand.

Where an answer is missing or wrong, experiments run short, as they do while grading. With right answers all is as long
as a student has it.
"""

import re

import nbformat
import pytest

from autograder.course.cells import grade_id, is_answer, is_test
from autograder.course.places import notebooks
from tests import lab
from tests.answers import FOLDER, read

pytestmark = [pytest.mark.browser, lab.NEEDED]

SHORT = "import os\nos.environ['NBGRADER_EXECUTION'] = 'browser'\n\n"
MOVES = 40
MB = 1 << 20
RIGHT = [(assignment, "right") for assignment in notebooks()]
ALL = [(assignment, answers) for assignment in notebooks() for answers in ("none", "wrong", "right")]


def wrong_answer(function):
    """The catalogue's first wrong answer."""
    return next(answer.source for answer in read(FOLDER / f"{function}.py") if not answer.right)


def answered(assignment, answers):
    """The released notebook with these answers: 'none', 'right' or 'wrong'."""
    notebook = nbformat.read(notebooks("release")[assignment], as_version=4)
    right = {cell.id: cell.source for cell in nbformat.read(notebooks()[assignment], as_version=4).cells}
    for cell in notebook.cells:
        if is_answer(cell) and answers != "none":
            cell.source = right[cell.id] if answers == "right" else wrong_answer(grade_id(cell))
        elif grade_id(cell) == "toolkit" and answers != "right":
            cell.source = SHORT + cell.source
    return notebook


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where JupyterLab looks for notebooks."""
    return tmp_path_factory.mktemp("notebooks")


@pytest.fixture(scope="module")
def page(folder, tmp_path_factory):
    """A browser's page with JupyterLab in it."""
    with lab.jupyterlab(folder, tmp_path_factory.mktemp("home")) as url, lab.chromium() as chromium:
        page = lab.page_in(chromium)
        page.goto(f"{url}lab?token={lab.TOKEN}")
        page.wait_for_function("() => window.jupyterapp && jupyterapp.restored.then(() => true)", timeout=lab.PATIENCE)
        yield page


@pytest.fixture(scope="module")
def ran(page, folder, request):
    """An assignment's notebook with these answers, open in JupyterLab after Run All."""
    assignment, answers = request.param
    name = f"{assignment}-{answers}.ipynb"
    nbformat.write(answered(assignment, answers), folder / name)
    notebook = lab.Notebook(page, name)
    notebook.run_all()
    yield notebook
    notebook.close()


def in_runs(which):
    """A test for each (assignment, answers) of these."""
    return pytest.mark.parametrize("ran", which, indirect=True, ids="-".join, scope="module")


def code_in(path):
    """A notebook's code cells."""
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


@in_runs(ALL)
def test_run_all_arrives_and_what_is_folded_stays_folded(ran, folder):
    seen, code = ran.cells(), code_in(folder / ran.name)
    assert [seen[cell.id]["count"] for cell in code] == list(range(1, len(code) + 1))
    folded = [cell.id for cell in code if cell.metadata.get("jupyter", {}).get("source_hidden")]
    assert [cell.id for cell in code if seen[cell.id]["folded"]] == folded
    assert {cell.id for cell in code if is_test(cell)} < set(folded)


@in_runs(ALL)
def test_checks_begin_with_their_ticks_and_no_error_is_left_to_be_guessed_at(ran, folder):
    """Other cells end in none, or in one of a student's own cell, below a line that says whose check fails."""
    seen = ran.cells()
    for cell in code_in(folder / ran.name):
        errors = [output["ename"] for output in seen[cell.id]["outputs"] if output["output_type"] == "error"]
        text = seen[cell.id]["text"].strip()
        if is_test(cell):
            assert errors == ([] if "right" in ran.name else ["CheckFailed"]), cell.id
            assert re.match(r"[✓✗]+  \d of \d claims", text), cell.id
        else:
            assert not errors or text.startswith("✗ This uses "), cell.id


def move(ran, handles, times):
    """Presses a key so many times at each slider: each makes another picture, the only one, and no words."""
    for cell, handle in handles:
        for number in range(times):
            ran.press(cell, handle, "ArrowDown" if number % 2 else "ArrowUp")
            shown = ran.cells(cell)[cell]
            assert len(shown["pictures"]) == 1, cell
            assert "✗" not in shown["text"] and {o["output_type"] for o in shown["outputs"]} == {"display_data"}, cell


@in_runs(RIGHT)
def test_every_slider_answers_the_keyboard_and_nothing_piles_up(ran):
    handles = ran.sliders()
    assert handles
    move(ran, handles, 4)  # the first pictures fill caches
    before = ran.memory()
    move(ran, handles, MOVES // len(handles))
    assert ran.memory() - before < 50 * MB
    assert ran.ask("__import__('matplotlib.pyplot').pyplot.get_fignums()") == "[]"


@in_runs(RIGHT)
def test_axe_finds_nothing_to_complain_of_in_prose_and_outputs(ran):
    """But for sliders' handles: ipywidgets gives them no name, and puts the slider's own beside them."""
    pytest.importorskip("axe_playwright_python")
    assert not lab.complaints(ran.page, [".jp-RenderedMarkdown", ".jp-OutputArea-output"], exclude=[".noUi-handle"])


@in_runs(RIGHT)
def test_opened_again_without_its_kernel_it_shows_still_pictures(ran):
    """Each of them says how to wake its sliders."""
    cells = {cell for cell, _ in ran.sliders()}
    ran.close()
    ran.open()
    seen = ran.cells()
    for cell in cells:
        assert len(seen[cell]["pictures"]) == 1, cell
        assert seen[cell]["text"].strip().endswith("run the notebook (Run All)."), cell
        assert "Error" not in seen[cell]["text"] and "Loading" not in seen[cell]["text"], cell
