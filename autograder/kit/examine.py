"""How a notebook's check cell tries the claims about an exercise: a line of ticks, and what the first failure tells."""

import inspect
import linecache
import os
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from autograder.kit.mistakes import CheckFailed
from autograder.kit.run import claim_of, run_case

FAILING: dict[str, CheckFailed] = {}  # the exercises of this notebook whose last check failed, and what it said


def latest_definition(name: str) -> str | None:
    """The last cell that was run, and defines this function; None outside of IPython."""
    try:
        from IPython import get_ipython

        cells = get_ipython().history_manager.input_hist_parsed
    except (ImportError, AttributeError):
        return None
    return next((cell for cell in reversed(cells) if re.search(rf"^def {name}\b", cell, re.MULTILINE)), None)


def is_stale(name: str, function: object) -> bool:
    """Whether a function is an older one than the last cell that was run to define it."""
    code, latest = getattr(function, "__code__", None), latest_definition(name)
    if code is None or code.co_name != name or latest is None:
        return False
    lines = linecache.getlines(code.co_filename)
    return bool(lines) and "".join(lines).strip() != latest.strip()


def functions_for(check: Callable, case: dict[str, Any]) -> dict[str, Callable]:
    """{name: this notebook's function} of all that a check calls. Raises CheckFailed where one is missing."""
    names = [name for name in inspect.signature(check).parameters if name not in case]
    for name in names:
        if check.__globals__.get(name) is None:
            missing = CheckFailed("Run its cell first. If you have: does that cell end in an error?")
            raise missing.about(f"{name} is not defined", hidden=False)
    return {name: check.__globals__[name] for name in names}


def stumbled(error: Exception, claim: str, is_hidden: bool) -> CheckFailed:
    """The failure of a check that ended in an error of its own: what it was given made no sense to it."""
    return CheckFailed(f"the check cannot make sense of what came back ({type(error).__name__}).").about(
        claim, is_hidden
    )


def failure_in(check: Callable, case: dict[str, Any], is_hidden: bool, naming: bool) -> CheckFailed | None:
    """What a case fails for in this notebook; None where it passes. naming: whether the mistake is found out."""
    try:
        run_case(check, functions_for(check, case), case, is_hidden, naming)
    except CheckFailed as failure:
        return failure
    except Exception as error:
        return stumbled(error, claim_of(check), is_hidden)
    return None


def tried(check: Callable, cases: Iterable[dict[str, Any]], is_hidden: bool, to_the_end: bool, naming: bool) -> list:
    """What each of a check's cases fails for, None where it passes; up to the first failure, or to_the_end."""
    found: list[CheckFailed | None] = []
    for case in cases:
        if to_the_end or not any(found):
            found.append(failure_in(check, case, is_hidden, naming and not any(found)))
    return found


def subject_of(check: Callable) -> str:
    """The function that a check is about: the one that its name goes on with."""
    names = list(inspect.signature(check).parameters)
    return max((name for name in names if check.__name__.startswith(f"check_{name}")), key=len, default=names[0])


def points_in_words(points: float) -> str:
    """'1 point', '8 points'"""
    return "1 point" if points == 1 else f"{points:g} points"


def headline(held: Sequence[bool], name: str, points: float) -> str:
    """'✓✗✓✓  3 of 4 claims about noisy_val_grad hold · 8 points'"""
    ticks = "".join("✓" if holds else "✗" for holds in held)
    return f"{ticks}  {sum(held)} of {len(held)} claims about {name} hold · {points_in_words(points)}"


def examine(claims: Sequence[tuple], hidden: dict[Callable, list[dict[str, Any]]] | None = None) -> float | None:
    """Tries all claims about an exercise on this notebook's functions, and prints which of them hold.

    claims: [(check, points, cases)]; hidden: {check: cases that only the grader tries}, which come last. Raises the
    first failure. While nbgrader grades it is printed, and what all cases have earned is returned, if that is anything.
    """
    grades = os.environ.get("NBGRADER_EXECUTION") == "autograde"
    asked = [(check, cases, False) for check, _, cases in claims]
    asked += [(check, cases, True) for check, cases in (hidden or {}).items()]
    found: dict[Callable, list[CheckFailed | None]] = {check: [] for check, _, _ in claims}
    for check, cases, is_hidden in asked:
        named_before = any(any(failures) for failures in found.values())
        found[check] += tried(check, cases, is_hidden, grades, not named_before)
    name, points = subject_of(claims[0][0]), sum(points for _, points, _ in claims)
    if is_stale(name, claims[0][0].__globals__.get(name)):
        print(f"! Your last version of {name} did not run: the one before it is still here, and is what is checked.")
    print(headline([not any(failures) for failures in found.values()], name, points))
    failures = [next(filter(None, own)) for own in found.values() if any(own)]
    FAILING.pop(name, None)
    earned = sum(points * found[check].count(None) / len(found[check]) for check, points, _ in claims)
    if failures:
        FAILING[name] = failures[0]
        failures[0].others = tuple(failure.claim for failure in failures[1:] if failure.status == "failed")
        if not (grades and earned):
            raise failures[0]
        print(failures[0])
    return round(round(earned, 4), 2) if grades else None
