"""What quoting leaves out: a line for each, that says where it stands and what to do about it."""

import ast
import builtins
import re

import nbformat

from autograder.course.cells import answers_of, grade_id, is_answer, is_test, names_bound, names_referenced, python_of
from autograder.course.checks import claims_in_cells, is_extra_cell, points_in
from autograder.course.places import ROOT, file_of_solutions, files_of_checks, notebooks, topics
from autograder.course.quote import IMPORTS, head_of, quotation

MARKS = {f"pytest.mark.{name}" for name in ("parametrize", "worth", "extra_credit")}  # of pytest, graders heed these
ANSWERS = "tests/answers"
ROW = r"^\|.*`{}`.*\| (\d+) \|$"  # of the table of points in a notebook's first cell
HEADING = r"^### Exercise: `{}` \((\d+) points?\)$"
REMEDY = "define it beside the topic's checks or in the function, or import it in the notebook, too"
GIVEN = {"display", "get_ipython", *dir(builtins)}  # what every notebook has


def overlooked():
    """The lines for the whole course, none where all is as it should be; what quotes another course's is not asked."""
    own = [path for path in notebooks().values() if file_of_solutions(path.stem).is_file()]
    quoting = [path for path in own if claims_in_cells(path.stem)]
    return [*(line for path in quoting for line in in_topic(path)), *in_answers()]


def in_topic(path):
    """Yields the lines for a notebook in source/, and for the modules that it quotes."""
    everything = nbformat.read(path, as_version=4).cells
    cells = [cell for cell in everything if cell.cell_type == "code"]
    notebook, topic = path.relative_to(ROOT), path.stem
    solutions, checks = file_of_solutions(topic), files_of_checks(topic).values()
    for module in checks:
        yield from (at(module, node, why) for node, why in in_checks(module.read_text(encoding="utf-8")))
    for node, why in in_solutions(solutions.read_text(encoding="utf-8"), cells, notebook):
        yield at(solutions, node, why)
    yield from in_cells(cells, notebook, topic)
    yield from in_prose([cell.source for cell in everything if cell.cell_type == "markdown"], notebook, topic)
    for module, node in first_uses(undefined(cells, topic), [solutions, *checks]):
        yield at(module, node, f"is used here, and no cell of {notebook} defines it: {REMEDY}")


def at(path, node, why):
    """'solutions/power_loss.py:7: EPS = 1e-6 is not quoted …' of a statement or a name."""
    text = ast.unparse(node).splitlines()[0]
    return f"{path.relative_to(ROOT)}:{node.lineno}: {text[:50]}{'…' * (len(text) > 50)} {why}"


def is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def in_checks(source):
    """Yields (statement, why) of what is not quoted of a module of checks, and should not be missed there."""
    for node in head_of(source):
        if not (isinstance(node, IMPORTS) or is_docstring(node)):
            yield node, "stands above an import, and is not quoted: move it below the imports"
    for function in (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)):
        for mark in (getattr(mark, "func", mark) for mark in function.decorator_list):
            if ast.unparse(mark).startswith("pytest.") and ast.unparse(mark) not in MARKS:
                yield mark, f"is not quoted, and no grader heeds it: ask for it within {function.name}"


def in_solutions(source, cells, notebook):
    """Yields (statement, why) of what no cell of the notebook holds of a module of solutions."""
    asked = {grade_id(cell) for cell in cells}
    held = {ast.dump(node) for cell in cells for node in ast.parse(python_of(cell.source)).body}
    for node in ast.parse(source).body:
        if isinstance(node, IMPORTS) or is_docstring(node) or ast.dump(node) in held:
            continue
        if not isinstance(node, ast.FunctionDef):
            yield (
                node,
                f"is not quoted, functions only are: put it into the function, or into a cell of {notebook}, too",
            )
        elif node.name not in asked:
            yield node, f"is not quoted, as no cell of {notebook} has the grade_id {node.name}: add one"


def in_cells(cells, notebook, topic):
    """Yields a line for each check cell that is not there, and each cell that asks for what is not.

    Test cells by other names, and answers before one, are the author's own.
    """
    asked = {grade_id(cell): cell for cell in cells if is_test(cell) or is_answer(cell)}
    for name in claims_in_cells(topic).keys() - asked.keys():
        yield f"{notebook}: there is no check cell {name}: add a test cell with this grade_id"
    tests = [name if is_test(cell) else "" for name, cell in asked.items()]
    for n, (name, cell) in enumerate(asked.items()):
        kind, test = "check" if is_test(cell) else "function", next(filter(None, tests[n:]), "check_")
        if test.startswith("check_") and quotation(cell, topic) is None:
            yield f"{notebook}: there is no {kind} {name}, which a cell asks for: write it, or rename the cell"


def in_prose(texts, notebook, topic):
    """Yields a line for each number of points, in the first cell's table or a heading, that an exercise has not."""
    for name in (name for name in claims_in_cells(topic) if not is_extra_cell(name, topic)):
        function, points = name.removeprefix("check_"), f"{points_in(name, topic):g}"
        told = {"the table of points": re.findall(ROW.format(function), texts[0], re.MULTILINE)}
        told["its heading"] = re.findall(HEADING.format(function), "\n".join(texts), re.MULTILINE)
        for where, said in told.items():
            if said != [points]:
                says = f"says {' and '.join(said)}" if said else "does not say so"
                yield f"{notebook}: `{function}` is worth {points} points, and {where} {says}: mend it"


def undefined(cells, topic):
    """The names that quoted cells use and no cell defines."""
    defined = GIVEN.union(*(names_bound(cell.source) for cell in cells))
    quoted = [cell for cell in cells if quotation(cell, topic) is not None]
    return frozenset().union(*(names_referenced(python_of(cell.source)) for cell in quoted)) - defined


def first_uses(names, modules):
    """Yields (module, node) for each of these names, where the first of these modules uses it first."""
    trees = [(module, ast.walk(ast.parse(module.read_text(encoding="utf-8")))) for module in modules]
    found = [(module, node) for module, nodes in trees for node in nodes if isinstance(node, ast.Name)]
    for name in sorted(names):
        yield from [(module, node) for module, node in found if node.id == name][:1]


def in_answers():
    """Yields a line for each file of answers to no function, and each function to which there are no answers."""
    written = {path.stem: path for path in sorted((ROOT / ANSWERS).glob("[!_]*.py"))}
    functions = [name for key, topic in topics().items() if claims_in_cells(topic) for name in answers_of(key)]
    for name in written.keys() - {*functions}:
        yield f"{ANSWERS}/{name}.py: no notebook asks for a function {name}: rename the file, or remove it"
    for name in functions:
        if name not in written and (ROOT / ANSWERS).is_dir():
            yield f"{ANSWERS}/{name}.py: there is no such file: write right and wrong answers, a section each"
