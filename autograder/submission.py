"""A notebook as the checks need it: the namespace that its cells leave behind, whatever became of the file."""

import ast
import contextlib
import difflib
import json
import re
import symtable
from functools import cache, lru_cache
from pathlib import Path

import nbformat

from autograder.cell import python_of, run_cell
from autograder.course import TOOLKIT_CELL, is_answer, is_experiment, is_test, nbgrader, notebooks
from autograder.kit.outcome import Kind

SEVERAL_ASSIGNMENTS = frozenset({TOOLKIT_CELL, "make_data", "data", "imports"})
NOT_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)
BY_NAME = {"exec", "eval", "globals", "locals", "vars", "get_ipython"}  # what finds a variable by a string


class Unreadable(ValueError):
    """A file that is no notebook of this course: the message says why, and what to do; kind says it in two words."""

    def __init__(self, reason, kind=Kind.BROKEN_FILE):
        super().__init__(reason)
        self.kind = kind


@lru_cache(4096)
def defined_names(source):
    """The functions and classes that a cell defines; none where it is not Python."""
    try:
        tree = ast.parse(python_of(source))
    except NOT_PYTHON:
        return frozenset()
    return frozenset(node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef)))


def imported_modules(source):
    """The modules that a cell imports."""
    nodes = list(ast.walk(ast.parse(python_of(source))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}


def scopes(table):
    """A symbol table, and those of all functions and classes in it."""
    yield table
    for child in table.get_children():
        yield from scopes(child)


@lru_cache(4096)
def names_bound(source):
    """The global variables that a cell sets; none where it is not Python."""
    with contextlib.suppress(*NOT_PYTHON):
        symbols = symtable.symtable(python_of(source), "<cell>", "exec").get_symbols()
        return frozenset(s.get_name() for s in symbols if s.is_assigned() or s.is_imported())
    return frozenset()


@lru_cache(4096)
def names_used(source):
    """The global variables that a cell may use: all of its words, where its code does not say."""
    with contextlib.suppress(*NOT_PYTHON):
        cell = symtable.symtable(source, "<cell>", "exec")
        symbols = [s for table in scopes(cell) for s in table.get_symbols() if table is cell or s.is_global()]
        names = frozenset(s.get_name() for s in symbols if s.is_referenced())
        if names.isdisjoint(BY_NAME):
            return names
    return frozenset(re.findall(r"\w+", source))


def without_toolkit(cells):
    """The code cells without the toolkit's, which is long to run, unless another uses what that alone sets by then."""
    at = next((n for n, cell in enumerate(cells) if nbgrader(cell).get("grade_id") == TOOLKIT_CELL), None)
    if at is None:
        return cells
    set_before = frozenset().union(*(names_bound(cell.source) for cell in cells[:at]))
    others = [*cells[:at], *cells[at + 1 :]]
    used = frozenset().union(*(names_used(cell.source) for cell in others))
    return cells if used & (names_bound(cells[at].source) - set_before) else others


@cache
def own_cells(assignment):
    """The code cells of the course's own notebook."""
    return [c for c in nbformat.read(notebooks()[assignment], as_version=4).cells if c.cell_type == "code"]


def answers_of(assignment):
    """The names of the functions that students write, in order."""
    return [nbgrader(cell)["grade_id"] for cell in own_cells(assignment) if is_answer(cell)]


def preamble(assignment):
    """The cells that come with the notebook and stay as they are: imports, toolkit, given functions and data."""
    return [c for c in own_cells(assignment) if not (is_answer(c) or is_test(c) or is_experiment(c))]


def assignment_of(notebook):
    """The assignment that a notebook answers, told by its grade ids or its functions; None if by neither."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    names = {nbgrader(cell).get("grade_id") for cell in notebook.cells}.union(*(defined_names(c.source) for c in code))
    shared = {a: len(names & set(answers_of(a)) - SEVERAL_ASSIGNMENTS) for a in notebooks()}
    best = max(shared, key=shared.get)
    return best if shared[best] else None


@lru_cache(4096)
def squeezed(source):
    """A cell's source without its white space: what remains the same when editors rewrite a file."""
    return "".join(source.split())


def is_students_own(cell, assignment):
    """Whether a cell may hold part of an answer: code that is no test, no given cell, no experiment of ours."""
    if cell.cell_type != "code" or is_test(cell) or is_experiment(cell):
        return False
    given = preamble(assignment)
    if nbgrader(cell).get("grade_id") in {nbgrader(c).get("grade_id") for c in given} - {None}:
        return False
    names = defined_names(cell.source)
    if any(name.startswith("check_") for name in names) or "CheckFailed" in names:
        return False
    ours = {squeezed(c.source) for c in own_cells(assignment) if not is_answer(c)}
    return squeezed(cell.source) not in ours and not any(names and names <= defined_names(c.source) for c in given)


def cells_of(notebook, assignment):
    """[(name, title, source)]: the notebook's given cells as the course has them, then the student's own.

    Tests and experiments are left out, and tools that no cell uses. title says where a student finds a cell of his;
    a given one has none.
    """
    own = {id(cell): number for number, cell in enumerate(notebook.cells, start=1)}
    cells = [*preamble(assignment), *(cell for cell in notebook.cells if is_students_own(cell, assignment))]
    return [named(cell, own.get(id(cell))) for cell in without_toolkit(cells)]


def named(cell, number):
    """(name, title, source) of a notebook's cell with this number, from 1 on; None for a given one."""
    if number is None:
        return f"<given cell {cell.id}>", None, cell.source
    about = nbgrader(cell).get("grade_id")
    return f"<cell {number}>", f"cell {number} ({about})" if about else f"cell {number}", cell.source


def run_cells(notebook, assignment):
    """Runs the notebook's cells (see cells_of), one after another.

    Returns (namespace, problems): problems has a sentence for each of the student's cells that raised an
    exception; the cells after it run all the same.
    """
    namespace, problems = {"__name__": "__main__"}, []
    for name, title, source in cells_of(notebook, assignment):
        error = run_cell(source, name, namespace)
        if title and error is not None:
            problems.append(f"{title} raised {type(error).__name__}: {str(error)[:200]}")
    return namespace, problems + missing_functions(namespace, assignment)


def missing_functions(namespace, assignment):
    """A sentence for each function that the notebook does not define, with the name it may go by now."""
    answers = answers_of(assignment)
    own = {name: f for name, f in namespace.items() if name not in answers}
    return [is_missing(name, own) for name in answers if not callable(namespace.get(name))]


def is_missing(name, namespace):
    """A sentence for a function that a notebook does not define."""
    alike = difflib.get_close_matches(name, [n for n, f in namespace.items() if callable(f)], n=1, cutoff=0.8)
    hint = f"there is {alike[0]}: rename it to {name}" if alike else "does its cell end in an error?"
    return f"the notebook defines no function {name}; {hint}"


def parse(raw, path):
    """The notebook in these bytes, as nbformat 4, whatever version it was. Raises Unreadable."""
    if not raw.strip():
        raise Unreadable(f"{path} is empty: hand it in again.")
    try:
        text = raw.decode("utf-8-sig")
        json.loads(text)
    except UnicodeDecodeError:
        raise Unreadable(f"{path} is not text in UTF-8, so it is no notebook: hand in the .ipynb file.") from None
    except RecursionError:
        raise Unreadable(f"{path} is broken and cannot be read: its parts are nested too deeply.") from None
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        place = f" from line {line} on: it breaks off, or is damaged" if raw.lstrip()[:1] == b"{" else ""
        why = f"is broken and cannot be read: it is not JSON{place}"
        raise Unreadable(f"{path} {why}. Hand in the .ipynb file again.") from None
    try:
        return tidied(nbformat.reads(text, as_version=4))
    except Exception as error:
        raise Unreadable(f"{path} is JSON, but no notebook ({type(error).__name__}: {error}).") from None


def tidied(notebook):
    """The notebook with metadata and source of the right type in every cell; a cell that is none is left out."""
    notebook.cells = [cell for cell in notebook.cells if isinstance(cell, dict) and isinstance(cell.get("source"), str)]
    for cell in notebook.cells:
        if not isinstance(cell.get("metadata"), dict):
            cell.metadata = nbformat.NotebookNode()
        if cell.get("cell_type") != "code":
            cell.pop("outputs", None)
    return notebook


def read(path):
    """The notebook at this path and the assignment that it answers. Raises Unreadable."""
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise Unreadable(f"{path} cannot be opened: {error.strerror}.") from None
    notebook = parse(raw, path)
    assignment = assignment_of(notebook)
    if assignment is None:
        raise Unreadable(f"{path} answers no assignment of this course: no cell of it defines one of its functions.")
    return notebook, assignment
