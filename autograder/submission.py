"""A notebook as the checks need it: the namespace that its cells leave behind."""

import linecache

import nbformat

from autograder.course import is_experiment, is_test, nbgrader, notebooks


def python_of(source):
    """A cell's plain Python: lines for IPython or the shell become comments."""
    lines = [
        f"{line[: len(line) - len(line.lstrip())]}pass  # {line.strip()}" if line.lstrip()[:1] in ("%", "!") else line
        for line in source.splitlines()
    ]
    return "\n".join(lines) + "\n"


def assignment_of(notebook):
    """The assignment that a notebook answers, told by its grade ids; None if it shares none with any."""
    ids = {nbgrader(cell).get("grade_id") for cell in notebook.cells} - {None, "toolkit"}
    shared = {a: len(ids & grade_ids(path)) for a, path in notebooks().items()}
    best = max(shared, key=shared.get)
    return best if shared[best] else None


def grade_ids(path):
    cells = nbformat.read(path, as_version=4).cells
    return {nbgrader(cell).get("grade_id") for cell in cells} - {None, "toolkit"}


def given_cells(assignment):
    """{grade id: source} of the cells that students may not edit."""
    cells = nbformat.read(notebooks()[assignment], as_version=4).cells
    return {nbgrader(c)["grade_id"]: c.source for c in cells if nbgrader(c).get("locked") and c.cell_type == "code"}


def run_cells(notebook, assignment):
    """Runs imports, given data and answers, cell after cell; experiments and tests are left out.

    Returns (namespace, problems): problems has a sentence for each cell that raised an exception;
    the cells after it run all the same.
    """
    namespace, problems, given = {"__name__": "__main__"}, [], given_cells(assignment)
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code" or is_test(cell) or is_experiment(cell):
            continue
        grade_id = nbgrader(cell).get("grade_id")
        source = python_of(given.get(grade_id, cell.source))
        name = f"<cell {number}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        try:
            exec(compile(source, name, "exec"), namespace)
        except (Exception, SystemExit) as error:
            problems.append(f"cell {number} ({grade_id or 'yours'}) raised {type(error).__name__}: {error}")
    return namespace, problems


def read(path):
    """The notebook and the assignment that it answers. Raises ValueError where it is neither."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:
        raise ValueError(f"{path} is not a notebook that can be read ({error}).") from error
    assignment = assignment_of(notebook)
    if assignment is None:
        raise ValueError(f"{path} shares no cell with any assignment of this course.")
    return notebook, assignment
