"""The cases of a check: pytest's parameter sets, some of which students never see; and what a check is about."""

import ast
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest


def hidden(*values: Any) -> Any:
    """A case that only the grader runs: in `source/` it stands in a hidden region, in `release/` nowhere."""
    return pytest.param(*values, marks=pytest.mark.hidden)


@cache
def cases_of(check: Callable) -> list[tuple[dict[str, Any], bool]]:
    """All cases of a check in order: a list of ({parameter: value}, is hidden)."""
    marks = [mark for mark in getattr(check, "pytestmark", []) if mark.name == "parametrize"]
    if not marks:
        return [({}, False)]
    (mark,) = marks
    names, sets = mark.args
    names = [n.strip() for n in names.split(",")] if isinstance(names, str) else names
    found = []
    for values in sets:
        is_hidden = any(m.name == "hidden" for m in getattr(values, "marks", ()))
        values = getattr(values, "values", values if len(names) > 1 else [values])
        found.append((dict(zip(names, values, strict=True)), is_hidden))
    return found


@cache
def student_functions(check: Callable) -> list[str]:
    """The names of the student functions (and given ones) that a check calls."""
    settings = cases_of(check)[0][0]
    return [name for name in inspect.signature(check).parameters if name not in settings]


@dataclass(frozen=True)
class About:
    """What a check is about: its claim, the functions that it calls, its points, and whether they come on top."""

    claim: str
    functions: tuple[str, ...]
    points: float
    is_extra_credit: bool


def checks_in(source: str) -> dict[str, About]:
    """{check: About} of a module's text, in order: to import it may mean to import torch, which takes seconds."""
    nodes = ast.parse(source).body
    return {n.name: about(n) for n in nodes if isinstance(n, ast.FunctionDef) and n.name.startswith("check_")}


def about(check: ast.FunctionDef) -> About:
    """The About of a check's definition."""
    marks = {ast.unparse(getattr(mark, "func", mark)): mark for mark in check.decorator_list}
    parametrize = marks.get("pytest.mark.parametrize")
    names = ast.literal_eval(parametrize.args[0]) if isinstance(parametrize, ast.Call) else ()
    settings = [name.strip() for name in (names.split(",") if isinstance(names, str) else names)]
    functions = tuple(a.arg for a in check.args.args if a.arg not in settings)
    claim = (ast.get_docstring(check) or "").partition("\n")[0]
    worth = marks.get("pytest.mark.worth")
    points = ast.literal_eval(worth.args[0]) if isinstance(worth, ast.Call) else 0
    return About(claim, functions, points, "pytest.mark.extra_credit" in marks)
