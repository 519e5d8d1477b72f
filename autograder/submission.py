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

from autograder.course import TOOLKIT_CELL, is_answer, is_experiment, is_test, nbgrader, notebooks
from autograder.kit.outcome import Kind

SEVERAL_ASSIGNMENTS = frozenset({TOOLKIT_CELL, "make_data", "data", "imports"})
NOT_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)
CHECK = re.compile(r"^def (check_\w+)\(", re.MULTILINE)
BY_NAME = {"exec", "eval", "globals", "locals", "vars", "get_ipython"}  # what finds a variable by a string


class Unreadable(ValueError):
    """A file that is no notebook of this course: the message says why, and what to do; kind says it in two words."""

    def __init__(self, reason, kind=Kind.BROKEN_FILE):
        super().__init__(reason)
        self.kind = kind


def python_of(source):
    """A cell's plain Python: lines for IPython or the shell become comments."""
    lines = [
        f"{line[: len(line) - len(line.lstrip())]}pass  # {line.strip()}" if line.lstrip()[:1] in ("%", "!") else line
        for line in source.split("\n")
    ]
    return "\n".join(lines) + "\n"


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


def without_toolkit(cells, tools):
    """The code cells without the toolkit's, which is long to run, unless another uses what that alone sets by then.

    tools: the toolkit's text without white space; None where there is none.
    """
    at = next((n for n, cell in enumerate(cells) if squeezed(cell.source) == tools), None)
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


@cache
def toolkit_text(assignment):
    """The toolkit cell's text without white space; None where the notebook has none."""
    cells = (c for c in own_cells(assignment) if nbgrader(c).get("grade_id") == TOOLKIT_CELL)
    return next((squeezed(cell.source) for cell in cells), None)


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


@cache
def points_of(assignment):
    """{check: points}, as the course's notebook has them."""
    return {nbgrader(c)["grade_id"]: nbgrader(c)["points"] for c in own_cells(assignment) if is_test(c)}


def check_in(cell, known):
    """The check of these that a cell holds, as its metadata, its id or its text say; None if it holds none."""
    about = nbgrader(cell)
    named = [name for name in (about.get("grade_id"), cell.get("id")) if name in known]
    if named or about.get("solution"):
        return named[0] if named else None
    return next((name for name in CHECK.findall(cell.source) if name in known), None)


def stands_as_released(cell, assignment):
    """Whether a cell is one of the course's own, and nobody has changed it."""
    return squeezed(cell.source) in released(assignment)


@cache
def released(assignment):
    """{a given cell's text without white space: is it an experiment?}"""
    return {squeezed(c.source): is_experiment(c) for c in own_cells(assignment) if not is_answer(c)}


def to_be_run(notebook, checks, assignment, experiments=False):
    """The numbers of the cells that are run: code, but no check, and no tools that none of them uses.

    Cells that only play with answers are run if a student has changed them, or if experiments are asked for.
    """
    known, given = set(checks.values()), released(assignment) if assignment else {}
    chosen = [
        (number, cell)
        for number, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
        and not check_in(cell, known)
        and (experiments or not given.get(squeezed(cell.source), False))
    ]
    kept = set(map(id, without_toolkit([cell for _, cell in chosen], toolkit_text(assignment) if assignment else None)))
    return {number for number, cell in chosen if id(cell) in kept}


def check_places(notebook, known):
    """{number of a cell: the check that it holds}, the last of several alike."""
    found = {check_in(cell, known): number for number, cell in enumerate(notebook.cells)}
    return {number: check for check, number in found.items() if check}


def is_missing(name, names):
    """A sentence for a function that a notebook does not define; names: those that it does."""
    alike = difflib.get_close_matches(name, sorted(names), n=1, cutoff=0.8)
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
