"""Mistakes in the modules that an author writes, found before anything is made of them: a line each, with a remedy."""

import ast
import difflib
import importlib
import traceback
from pathlib import Path

from autograder.course.cells import answers_of, names_bound
from autograder.course.checks import checks_of
from autograder.course.places import CHECKS, ROOT, file_of_solutions, files_of_checks, topics
from autograder.kit.case import cases_of
from autograder.kit.text import one_line

WORTH, CASES = "pytest.mark.worth", "pytest.mark.parametrize"
SETS = ("hidden", "pytest.param")  # calls that hold the values of one case


def amiss(imported=True):
    """Yields 'checks/sums/check_add_up.py:57: what is wrong: what to do' for all modules of this course's topics.

    imported: whether they are run, too, which may mean to import torch.
    """
    for topic in dict.fromkeys(topics().values()):
        checks = {name: path for name, path in files_of_checks(topic).items() if CHECKS in path.parents}
        solutions = [file_of_solutions(topic)] if checks and file_of_solutions(topic).is_file() else []
        found = [*unreadable([*solutions, *checks.values()])]
        if not found:
            found = [line for path in checks.values() for line in in_module(path, functions_known(topic, solutions))]
        if not found and imported:
            found = [*not_importable([*(f"solutions.{topic}" for _ in solutions), *checks])] or [*no_data(topic)]
        yield from found


def line_at(path, number, why):
    return f"{path.relative_to(ROOT)}:{number}: {why}"


def unreadable(paths):
    """Yields a line for each module that is no Python."""
    for path in paths:
        try:
            ast.parse(path.read_text(encoding="utf-8"))
        except SyntaxError as error:
            yield line_at(path, error.lineno, f"{error.msg}: Python cannot read this line")
        except ValueError as error:
            yield line_at(path, 1, f"{error}: save the file as UTF-8")


def not_importable(modules):
    """Yields a line for the first of these modules that cannot be imported: the others may need it."""
    for name in modules:
        try:
            importlib.import_module(name)
        except Exception as error:
            own = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(f"{ROOT}/")]
            where = f"{own[-1].filename.removeprefix(f'{ROOT}/')}:{own[-1].lineno}" if own else name
            yield f"{where}: {type(error).__name__}: {error}: it has to run where it is imported"
            return


def no_data(topic):
    """Yields a line for each case that a notebook cannot quote: of what it holds, its text has to tell all."""
    for name, check in checks_of(topic).items():
        source, path = check.__code__.co_firstlineno, Path(check.__code__.co_filename)
        for value in (value for case, _ in cases_of(check) for value in case.values()):
            if value_of(repr(value)) is None and value is not None:
                shown = one_line(repr(value), 60)
                yield line_at(path, source, f"{name}: the case {shown} is no plain data: make it in the check")


def functions_known(topic, solutions):
    """The names of the functions that a check may call: what a cell asks for, and all that the solutions bind."""
    asked = {name for key, own in topics().items() if own == topic for name in answers_of(key)}
    return asked.union(*(names_bound(path.read_text(encoding="utf-8")) for path in solutions))


def in_module(path, known):
    """Yields a line for each mistake in a module of checks."""
    nodes = ast.parse(path.read_text(encoding="utf-8")).body
    checks = [n for n in nodes if isinstance(n, ast.FunctionDef) and n.name.startswith("check_")]
    if path.stem.startswith("check_") and not checks:
        yield line_at(path, 1, f"there is no check here: write a function {path.stem}_CLAIM({path.stem[6:]}, …)")
    for check in checks:
        yield from (line_at(path, number, why) for number, why in in_check(check, known))


def in_check(check, known):
    """Yields (line, why) for each mistake in a check's definition."""
    marks = [(ast.unparse(getattr(mark, "func", mark)), mark) for mark in check.decorator_list]
    by_name = {name: [mark for kind, mark in marks if kind == name] for name in (WORTH, CASES)}
    if not ast.get_docstring(check):
        yield check.lineno, f"{check.name} makes no claim: give it a docstring, one line that a student can read"
    yield from in_worth(check, by_name[WORTH])
    if len(by_name[CASES]) > 1:
        yield by_name[CASES][1].lineno, f"{check.name} has two parametrize: write all its cases into one"
        return
    names, lines = cases_in(by_name[CASES][0]) if by_name[CASES] else ([], [])
    yield from lines
    parameters = [argument.arg for argument in check.args.args]
    for name in names:
        if name not in parameters:
            yield check.lineno, f"{check.name} takes no {name}, which its cases set: call both by one name"
    for name in parameters:
        if name not in known and name not in names:
            near = "".join(f" (is it {other}?)" for other in difflib.get_close_matches(name, known, 1, 0.8))
            yield check.lineno, f"{check.name} asks for {name}, of which there is neither a case nor a cell{near}"


def value_of(text):
    """The plain value of a text, or of a node of one; None where it is computed."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return None


def in_worth(check, marks):
    """Yields (line, why) where a check's points are no number that stands there."""
    points = [value_of(mark.args[0]) for mark in marks if isinstance(mark, ast.Call) and mark.args]
    number = bool(points) and isinstance(points[0], int | float) and points[0] > 0
    if not number:
        how = "write @pytest.mark.worth(2), with its number of points, above it"
        yield check.lineno, f"{check.name} is worth no points, or not a number: {how}"


def cases_in(mark):
    """(the names that a parametrize sets, [(line, why) of each mistake in its cases])."""
    given = value_of(mark.args[0]) if getattr(mark, "args", None) else None
    if given is None or len(mark.args) < 2:
        return [], [(mark.lineno, 'parametrize takes names and a list of cases, as in ("n", [7, hidden(20)])')]
    names = [name.strip() for name in given.split(",")] if isinstance(given, str) else [*given]
    sets = mark.args[1].elts if isinstance(mark.args[1], ast.List | ast.Tuple) else None
    if sets == []:
        return names, [(mark.lineno, "there is no case here: write one into the list at least")]
    wrong = [case for case in sets or () if values_in(case, len(names)) not in (None, len(names))]
    return names, [(case.lineno, f"{ast.unparse(case)} is not one value for each of {given}") for case in wrong]


def values_in(case, names):
    """How many values a case's text holds for so many names; None where it is computed."""
    if isinstance(case, ast.Call) and ast.unparse(case.func) in SETS:
        return None if any(isinstance(value, ast.Starred) for value in case.args) else len(case.args)
    if names == 1:
        return 1
    return len(case.elts) if isinstance(case, ast.Tuple | ast.List) else None
