"""A notebook's cells: which of them are run, and where the checks stand."""

import contextlib
import difflib
import re
import symtable
from functools import cache, lru_cache

import nbformat

from autograder.course.places import notebooks

TOOLKIT_CELL = "toolkit"
LONGEST = 200_000  # letters of a cell that are read as code: longer ones take long, and nobody writes them
NOT_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)
CHECK = re.compile(r"^def (check_\w+)\(", re.MULTILINE)
BY_NAME = {"exec", "eval", "globals", "locals", "vars", "get_ipython"}  # what finds a variable by a string


def nbgrader(cell):
    """The cell's nbgrader metadata, {} where there is none that makes sense."""
    found = cell.metadata.get("nbgrader")
    return found if isinstance(found, dict) else {}


def grade_id(cell):
    """The cell's grade id, or None."""
    return nbgrader(cell).get("grade_id")


def is_test(cell):
    return bool(nbgrader(cell).get("grade")) and not nbgrader(cell).get("solution")


def has_points(cell):
    """Whether a cell is graded, by a machine or a person; nbgrader has another word for it in its tasks."""
    return bool(nbgrader(cell).get("grade") or nbgrader(cell).get("task"))


def is_answer(cell):
    return bool(nbgrader(cell).get("solution")) and cell.cell_type == "code"


def is_experiment(cell):
    """Whether a cell only looks at or plays with answers: grading may skip it."""
    return "experiment" in (cell.metadata.get("tags") or [])


def python_of(source):
    """A cell's plain Python: lines for IPython or the shell become comments."""
    lines = [
        f"{line[: len(line) - len(line.lstrip())]}pass  # {line.strip()}" if line.lstrip()[:1] in ("%", "!") else line
        for line in source.split("\n")
    ]
    return "\n".join(lines) + "\n"


def symbols_of(source):
    """A cell's symbol table. Raises one of NOT_PYTHON."""
    if len(source) > LONGEST:
        raise ValueError("too long")
    return symtable.symtable(source, "<cell>", "exec")


def scopes(table):
    """A symbol table, and those of all functions and classes in it."""
    yield table
    for child in table.get_children():
        yield from scopes(child)


@lru_cache(4096)
def names_bound(source):
    """The global variables that a cell sets; none where it is not Python."""
    with contextlib.suppress(*NOT_PYTHON):
        symbols = symbols_of(python_of(source)).get_symbols()
        return frozenset(s.get_name() for s in symbols if s.is_assigned() or s.is_imported())
    return frozenset()


def names_referenced(source):
    """The global variables that a cell's code names. Raises one of NOT_PYTHON."""
    cell = symbols_of(source)
    symbols = [s for table in scopes(cell) for s in table.get_symbols() if table is cell or s.is_global()]
    return frozenset(s.get_name() for s in symbols if s.is_referenced())


@lru_cache(4096)
def names_used(source):
    """The global variables that a cell may use: all of its words, where its code does not say."""
    with contextlib.suppress(*NOT_PYTHON):
        names = names_referenced(source)
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


def unused(cells, others):
    """Those of these cells of ours that set nothing that the others, or one of them that is needed, would miss."""
    missed = frozenset().union(*(names_used(cell.source) for cell in others))
    bound = frozenset().union(*(names_bound(cell.source) for cell in others))
    while True:
        more = [cell for cell in cells if names_bound(cell.source) & (missed - bound)]
        if not more:
            return cells
        cells = [cell for cell in cells if all(cell is not one for one in more)]
        missed = missed.union(*(names_referenced(python_of(cell.source)) for cell in more))
        bound = bound.union(*(names_bound(cell.source) for cell in more))


@cache
def own_cells(assignment):
    """The code cells of the course's own notebook."""
    return [c for c in nbformat.read(notebooks()[assignment], as_version=4).cells if c.cell_type == "code"]


@cache
def toolkit_text(assignment):
    """The toolkit cell's text without white space; None where the notebook has none."""
    cells = (c for c in own_cells(assignment) if grade_id(c) == TOOLKIT_CELL)
    return next((squeezed(cell.source) for cell in cells), None)


def answers_of(assignment):
    """The names of the functions that students write, in order."""
    return [grade_id(cell) for cell in own_cells(assignment) if is_answer(cell)]


@lru_cache(4096)
def squeezed(source):
    """A cell's source without its white space: what remains the same when editors rewrite a file."""
    return "".join(source.split())


@cache
def points_of(assignment):
    """{check cell: points}, as the course's notebook has them."""
    return {grade_id(c): nbgrader(c)["points"] for c in own_cells(assignment) if is_test(c)}


def check_in(cell, held):
    """The check cell that this is, as its metadata, its id or its text say; None if it is none.

    held: {check: the grade id of the cell that holds it}.
    """
    named = [name for name in (grade_id(cell), cell.get("id")) if name in held.values()]
    if named or nbgrader(cell).get("solution"):
        return named[0] if named else None
    return next((held[check] for check in CHECK.findall(cell.source) if check in held), None)


@cache
def given_texts(assignment):
    """{a given cell's text without white space: is it an experiment?}"""
    return {squeezed(c.source): is_experiment(c) for c in own_cells(assignment) if not is_answer(c)}


def to_be_run(notebook, held, assignment, experiments=False):
    """The numbers of the cells that are run: code, but no check, and no tools that none of them uses.

    Cells that only play with answers are run if a student has changed them, if another uses what they alone set, or if
    experiments are asked for. held: as for `check_in`.
    """
    given = given_texts(assignment) if assignment else {}
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and not check_in(cell, held)]
    for_play = lambda cell: given.get(squeezed(cell.source), False) and not is_test(cell)
    played = [] if experiments else list(filter(for_play, code))
    others = [cell for cell in code if all(cell is not one for one in played)]
    skipped = set(map(id, unused(played, others)))
    chosen = [cell for cell in code if id(cell) not in skipped]
    kept = set(map(id, without_toolkit(chosen, toolkit_text(assignment) if assignment else None)))
    return {number for number, cell in enumerate(notebook.cells) if id(cell) in kept}


def check_places(notebook, held):
    """{number of a cell: which check cell it is}, the last of several alike; held: as for `check_in`."""
    found = {check_in(cell, held): number for number, cell in enumerate(notebook.cells)}
    return {number: name for name, number in found.items() if name}


def is_missing(name, names):
    """A sentence for a function that a notebook does not define; names: those that it does."""
    alike = difflib.get_close_matches(name, sorted(names), n=1, cutoff=0.8)
    hint = f"there is {alike[0]}: rename it to {name}" if alike else "does its cell end in an error?"
    return f"the notebook defines no function {name}; {hint}"
