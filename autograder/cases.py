"""The cases of a check: pytest's parameter sets, some of which students never see."""

import inspect

import pytest


def hidden(*values):
    """A case that only the grader runs: in `source/` it stands in a hidden region, in `release/` nowhere."""
    return pytest.param(*values, marks=pytest.mark.hidden)


def cases_of(check):
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


def student_functions(check):
    """The names of the student functions (and given ones) that a check calls."""
    settings = cases_of(check)[0][0]
    return [name for name in inspect.signature(check).parameters if name not in settings]


def is_extra_credit(check):
    """Whether the check's points come on top of the assignment's."""
    return any(mark.name == "extra_credit" for mark in getattr(check, "pytestmark", []))
