"""The notebooks' hygiene: what git, nbgrader and a reader can rely on."""

import ast
import json
import sys

import nbformat
import pytest

from autograder.course.cells import is_answer, is_test, names_bound, nbgrader, python_of
from autograder.course.checks import about_checks, checks_of, claims_in_cells, is_extra_cell
from autograder.course.packages import imports_in
from autograder.course.places import notebooks, solutions_of, topics
from autograder.course.quote import quoted
from autograder.kit.case import About, student_functions

ALLOWED_IMPORTS = {"numpy", "matplotlib", "ipywidgets", "IPython", "torch", "torchvision", "sklearn"}


def test_the_first_four_assignments_are_there_and_each_is_released():
    expected = {"ps1": "least_squares", "ps2": "power_loss", "ps3": "optimizers", "ps4": "mnist"}
    assert topics() | expected == topics()
    assert {a: p.stem for a, p in notebooks("release").items()} == topics()


def test_is_valid_and_current_nbformat(assignment, source):
    nbformat.validate(source)
    assert (source.nbformat, source.nbformat_minor) == (4, 5)


def test_is_written_as_nbformat_writes_it(assignment):
    """So that an edit in JupyterLab changes only what was edited."""
    text = notebooks()[assignment].read_text(encoding="utf-8")
    assert nbformat.writes(nbformat.reads(text, as_version=4)) + "\n" == text
    json.loads(text)


def test_has_no_outputs(source):
    run = [cell.id for cell in source.cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)]
    assert not run


def test_cell_ids_are_chosen_names(source):
    """Random ids would change with every rewrite; a graded cell's id is its grade id."""
    ids = [cell.id for cell in source.cells]
    assert len(ids) == len(set(ids))
    for cell in source.cells:
        grade_id = nbgrader(cell).get("grade_id")
        assert cell.id == grade_id if grade_id else not cell.id.isalnum() or cell.id.isalpha()


def test_code_cells_are_quotations(assignment, source):
    before = [cell.source for cell in source.cells]
    after = [cell.source for cell in quoted(source, topics()[assignment]).cells]
    assert before == after, "run `make release`"


def test_every_function_has_its_cell_and_so_has_every_check_in_order(assignment, source):
    topic = topics()[assignment]
    answers = [nbgrader(cell)["grade_id"] for cell in source.cells if is_answer(cell)]
    tests = [nbgrader(cell)["grade_id"] for cell in source.cells if is_test(cell)]
    assert tests == list(claims_in_cells(topic))
    assert all(callable(getattr(solutions_of(topic), name)) for name in answers)


def test_what_a_check_is_about_can_be_read_without_importing_it(assignment):
    topic, known = topics()[assignment], {}
    for name, check in checks_of(topic).items():
        marks = {mark.name: mark.args for mark in check.pytestmark}
        claim, functions = check.__doc__.splitlines()[0], tuple(student_functions(check))
        known[name] = About(claim, functions, *marks["worth"], "extra_credit" in marks)
    assert about_checks(topic) == known


def test_a_check_cell_is_worth_what_its_claims_are_and_each_is_worth_something(assignment, source):
    for cell in filter(is_test, source.cells):
        points = [about.points for about in claims_in_cells(topics()[assignment])[cell.id].values()]
        assert nbgrader(cell)["points"] == sum(points) and all(points), cell.id


def test_run_all_goes_on_whatever_an_answer_or_its_check_raises(source):
    for cell in source.cells:
        if is_test(cell) or is_answer(cell):
            assert "raises-exception" in cell.metadata.tags, cell.id


def test_check_cells_are_locked_and_folded(source):
    for cell in filter(is_test, source.cells):
        assert nbgrader(cell)["locked"] and is_folded(cell), cell.id


def is_folded(cell):
    """In JupyterLab, in Colab, and in what nbconvert makes of it."""
    metadata = cell.metadata
    in_lab = metadata.get("jupyter", {}).get("source_hidden") and "hide-input" in metadata.get("tags", [])
    return in_lab and metadata.get("cellView") == "form" and cell.source.startswith("# @title ")


def test_written_questions_are_graded_by_hand_with_a_scheme(source):
    written = [c for c in source.cells if c.cell_type == "markdown" and nbgrader(c).get("grade")]
    assert len(written) >= 2
    for cell in written:
        assert nbgrader(cell)["points"] > 0
        assert "Marking scheme" in cell.source


def test_points_table_tells_the_truth(assignment, source):
    """The first cell's total is the sum of the ordinary cells' points."""
    graded = [cell for cell in source.cells if nbgrader(cell).get("grade")]
    points = sum(nbgrader(c)["points"] for c in graded if not is_extra_cell(c.id, topics()[assignment]))
    assert f"**{points}**" in source.cells[0].source


@pytest.mark.parametrize("folder", ["source", "release"])
def test_imports_only_the_scientific_stack(assignment, folder):
    notebook = nbformat.read(notebooks(folder)[assignment], as_version=4)
    sources = [python_of(cell.source) for cell in notebook.cells if cell.cell_type == "code"]
    used = {module.split(".")[0] for source in sources for module in imports_in(source)}
    assert "numpy" in used <= ALLOWED_IMPORTS | sys.stdlib_module_names


def functions_in(cell, nodes_of):
    return [n.name for n in nodes_of(ast.parse(cell.source)) if isinstance(n, ast.FunctionDef)]


def test_no_function_takes_anothers_name(source):
    """A slider's function that took the name of one that it calls would call itself."""
    (toolkit,) = [cell for cell in source.cells if cell.id == "toolkit"]
    cells = [cell for cell in source.cells if cell.cell_type == "code" and cell is not toolkit]
    names = functions_in(toolkit, ast.iter_child_nodes) + [n for cell in cells for n in functions_in(cell, ast.walk)]
    assert sorted(names) == sorted(set(names))


def test_no_cell_sets_what_the_checks_tools_need(source):
    """Modules that both import aside."""
    (toolkit,) = [cell for cell in source.cells if cell.id == "toolkit"]
    ours = names_bound(toolkit.source) - imported_names(toolkit.source)
    for cell in source.cells:
        if cell.cell_type == "code" and cell is not toolkit:
            assert not names_bound(cell.source) & ours, cell.id


def imported_names(source_code):
    """The names that a cell's import statements bind."""
    nodes = [node for node in ast.walk(ast.parse(source_code)) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {(alias.asname or alias.name).partition(".")[0] for node in nodes for alias in node.names}


def test_toolkit_cell_is_collapsed(source):
    (cell,) = [cell for cell in source.cells if cell.id == "toolkit"]
    assert is_folded(cell)


def test_toolkit_cell_runs_by_itself(source):
    (cell,) = [cell for cell in source.cells if cell.id == "toolkit"]
    namespace = {}
    exec(compile(cell.source, "<toolkit>", "exec"), namespace)
    assert {"examine", "compare", "show"} <= namespace.keys()


def test_toolkit_cell_imports_each_thing_once_at_its_top(source):
    (cell,) = [cell for cell in source.cells if cell.id == "toolkit"]
    nodes = ast.parse(cell.source).body
    imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    assert nodes[: len(imports)] == imports
    assert len(set(map(ast.unparse, imports))) == len(imports)
    modules = [node.module for node in imports if isinstance(node, ast.ImportFrom)]
    assert len(set(modules)) == len(modules)
