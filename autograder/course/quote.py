"""Writes the code cells of `source/` from the modules that they quote: solutions, checks, and the checks' kit."""

import ast
import inspect
import re
import textwrap

import nbformat

from autograder.course.cells import TOOLKIT_CELL, grade_id, nbgrader
from autograder.course.checks import checks_of, claims_in_cells, is_extra_cell, modules_of_checks, points_in
from autograder.course.places import notebooks, solutions_of
from autograder.course.regions import hidden_marks
from autograder.kit import compare, examine, explore, mistakes, run
from autograder.kit.case import cases_of
from autograder.kit.examine import points_in_words, subject_of

TITLE = "# @title The checks' tools: run this cell, no need to read it"
KIT = (mistakes, compare, run, examine, explore)  # what notebooks need of it
IMPORTS = (ast.Import, ast.ImportFrom)
LONGEST = 60  # letters of cases on one line


def head_of(source):
    """The statements of a module's source that are not quoted: its docstring, and all down to the last import."""
    nodes = ast.parse(source).body
    return nodes[: max((n for n, node in enumerate(nodes) if isinstance(node, IMPORTS)), default=0) + 1]


def body_of(module):
    """The module's source below its docstring and its imports."""
    source = inspect.getsource(module)
    return "\n".join(source.splitlines()[head_of(source)[-1].end_lineno :]).strip("\n")


def source_of(function):
    """The function's source, without the decorators that belong to pytest, not to notebooks."""
    source = textwrap.dedent(inspect.getsource(function))
    node = ast.parse(source).body[0]
    kept = [mark.lineno for mark in node.decorator_list if not ast.unparse(mark).startswith("pytest.")]
    start = min([*kept, node.lineno]) - 1
    return "\n".join(source.splitlines()[start:]).rstrip("\n")


def without_markers(source):
    """A solution as a given: without nbgrader's region markers."""
    return "\n".join(
        line for line in source.splitlines() if "### BEGIN SOLUTION" not in line and "### END SOLUTION" not in line
    )


def imports_of(modules):
    """The library imports of these modules, each once: pytest and our own packages stay out of notebooks."""
    nodes = [node for module in modules for node in ast.parse(inspect.getsource(module)).body]
    plain = {ast.unparse(node) for node in nodes if isinstance(node, ast.Import)} - {"import pytest"}
    names = {}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] != "autograder":
            names.setdefault(node.module, set()).update(map(ast.unparse, node.names))
    parts = [f"from {module} import {', '.join(sorted(found))}" for module, found in sorted(names.items())]
    return "\n".join([*sorted(plain), *parts])


def helpers_of(module):
    """The module's body without its checks, which have cells of their own."""
    lines = body_of(module).splitlines()
    nodes = ast.parse("\n".join(lines)).body
    for node in reversed([node for node in nodes if getattr(node, "name", "").startswith("check_")]):
        del lines[min([node.lineno, *(mark.lineno for mark in node.decorator_list)]) - 1 : node.end_lineno]
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)).strip("\n")


def toolkit_cell(topic):
    """The collapsed cell at a notebook's top: the imports, the kit, then the topic's helpers."""
    modules = modules_of_checks(topic)
    helpers = filter(None, map(helpers_of, modules))
    return "\n\n\n".join([f"{TITLE}\n{imports_of([*KIT, *modules])}", *map(body_of, KIT), *helpers])


def check_cell(name, topic):
    """The checks of an exercise, and a call that tries them all; the hidden cases stand in their region."""
    checks = {checks_of(topic)[check]: about.points for check, about in claims_in_cells(topic)[name].items()}
    first, *others = checks
    extra = " of extra credit" if is_extra_cell(name, topic) else ""
    head = f"# @title Check {subject_of(first)}: {points_in_words(points_in(name, topic))}{extra}"
    return "\n\n\n".join([f"{head}\n{source_of(first)}", *map(source_of, others), examining(checks)])


def code_of(data):
    """Data as code, in this project's quotation marks."""
    return repr(data) if '"' in repr(data) else repr(data).replace("'", '"')


def as_list(cases):
    """Cases as code: on one line, or on one each where that is too long."""
    lines = [f"            {code_of(case)}," for case in cases]
    return code_of(cases) if len(repr(cases)) <= LONGEST else "\n".join(["[", *lines, "        ]"])


def examining(checks):
    """The call that tries the cases of these checks, {check: its points}."""
    visible, secret = (
        {c: [case for case, hid in cases_of(c) if hid == kind] for c in checks} for kind in (False, True)
    )
    claims = [f"        ({c.__name__}, {points:g}, {as_list(visible[c])})," for c, points in checks.items()]
    hidden = [f"        {c.__name__}: {as_list(secret[c])}," for c in checks if secret[c]]
    begin, end = (f"    ### {mark}" for mark in hidden_marks())
    region = [begin, "    hidden={", *hidden, "    },", end]
    return "\n".join(["examine(", "    claims=[", *claims, "    ],", *(region if hidden else []), ")"])


def function_cell(function, name, is_given):
    """An exercise with its solution, or a given function, which may go by another name than its own."""
    source = without_markers(source_of(function)) if is_given else source_of(function)
    return source if function.__name__ == name else f"{source}\n\n\n{name} = {function.__name__}"


def quotation(cell, topic):
    """What a code cell should hold, or None if it quotes nothing."""
    name = grade_id(cell)
    if cell.cell_type != "code" or not name or not claims_in_cells(topic):
        return None
    if name == TOOLKIT_CELL:
        return toolkit_cell(topic)
    if name in claims_in_cells(topic):
        return check_cell(name, topic)
    function = getattr(solutions_of(topic), name, None)
    return function_cell(function, name, nbgrader(cell)["locked"]) if inspect.isfunction(function) else None


def quoted(notebook, topic):
    """The notebook with every quotation brought up to date (changed in place, and returned)."""
    for cell in notebook.cells:
        source = quotation(cell, topic)
        if source is not None:
            cell.source = source
        if grade_id(cell) in claims_in_cells(topic):
            nbgrader(cell)["points"] = points_in(grade_id(cell), topic)
    return notebook


def main():
    """Brings all of `source/` up to date that quotes something; returns the notebooks that changed."""
    changed = []
    for path in notebooks().values():
        if not claims_in_cells(path.stem):
            continue
        before = path.read_text(encoding="utf-8")
        notebook = quoted(nbformat.reads(before, as_version=4), path.stem)
        after = nbformat.writes(notebook) + "\n"
        if after != before:
            path.write_text(after, encoding="utf-8")
            changed.append(path)
    return changed
