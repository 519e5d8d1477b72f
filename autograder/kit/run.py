"""How a case of a check is run: whatever a student's function does comes out in a few plain lines, or as a tick."""

import contextlib
import inspect
import io
import linecache
import traceback
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from autograder.kit.compare import ARGUMENTS_WRITTEN, lives_elsewhere
from autograder.kit.mistakes import CheckFailed, Mistake, line_of, quoted

JOINED_BY_PLUS = Mistake(
    "things-of-two-kinds-are-joined-by", "things of two kinds are joined by +", "the types on both sides of the +"
)
GRADIENTS_REQUIRED = Mistake(
    "a-tensor-that-still-requires-gradients-is-made-an-array",
    "a tensor that still requires gradients is made an array",
    "where a tensor becomes an array",
)
UNDEFINED = Mistake(
    "a-name-is-used-that-is-not-defined",
    "a name is used that is not defined",
    "how the name is spelled, and where it is defined",
)
CARET = Mistake("a-caret-stands-where-a-power-should", "^ stands where ** should", "how Python writes a power")
NO_VALUE_YET = Mistake(
    "a-variable-is-used-before-it-has-a-value",
    "a variable is used before it has a value",
    "on which ways through the function the variable gets no value",
)


@contextlib.contextmanager
def quiet(hidden: bool) -> Iterator[None]:
    """Keeps warnings and stderr out of a test cell, where nbgrader takes any for a failure.

    What a student's function prints while it works on hidden data is kept out, too.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings(action="ignore"))
        stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
        if hidden:
            stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
        yield


def student_line(error: BaseException, function: object) -> tuple[int, str] | None:
    """(3, 'loss = …'): number and text of the line where the student's function went wrong; None if nobody knows."""
    code, where = getattr(function, "__code__", None), None
    for frame, number in traceback.walk_tb(error.__traceback__):
        if code and frame.f_code.co_filename == code.co_filename:
            text = linecache.getline(code.co_filename, number).strip()
            where = (number, text) if text else None
    return where


def innermost(error: BaseException) -> str:
    """The name of the function that raised the error."""
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    return frame.f_code.co_name


def behind(kind: str, text: str) -> Mistake | None:
    """The mistake behind an exception, where its kind or its words leave no doubt; else None."""
    words = {
        "read-only": ARGUMENTS_WRITTEN,
        "can only concatenate": JOINED_BY_PLUS,
        "numpy() on Tensor that requires grad": GRADIENTS_REQUIRED,
        "operand type(s) for ^": CARET,
        "bitwise_xor": CARET,
    }
    kinds = {"NameError": UNDEFINED, "UnboundLocalError": NO_VALUE_YET}
    return next((mistake for word, mistake in words.items() if word in text), kinds.get(kind))


def raised(name: str, kind: str, text: str, inside: str, place: tuple[int, str] | None) -> CheckFailed:
    """What a student's function raised, as a CheckFailed; inside: which function raised it, place: on which line."""
    if kind == "NotImplementedError":
        failed = CheckFailed(f"{line_of(inside, 60)} is not written yet: its cell still raises NotImplementedError.")
        failed.status = "not written"
        return failed
    line = place and f"line {int(place[0])} of the cell: {quoted(place[1])}"
    told = quoted(f"{line_of(kind, 60)}: {text.strip()}" if text.strip() else kind)
    return CheckFailed(f"{name} raised {told}", mistake=behind(kind, text), place=line)


def words_of(error: BaseException) -> str:
    """An exception's own words; none where it can't be asked."""
    try:
        return str(error)
    except Exception:
        return ""


def guarded(name: str, function: Callable) -> Callable:
    """The student's function, with whatever it raises told in a few plain lines, CheckFailed too: that is ours."""
    if lives_elsewhere(function):  # there the same is done
        return function

    def call(*arguments: Any, **settings: Any) -> Any:
        try:
            return function(*arguments, **settings)
        except (Exception, SystemExit) as error:
            about = type(error).__name__, words_of(error), innermost(error), student_line(error, function)
            raise raised(name, *about) from None

    return call


def computed_by(function: Any, made: Any, *arguments: Any) -> Any:
    """What an object that the function made gives for these arguments, called where it lives. Raises CheckFailed."""
    call = function.of_result(made) if lives_elsewhere(function) else made
    return guarded("what was returned", call)(*arguments)


def claim_of(check: Callable) -> str:
    """What a check claims: its docstring's first line, without its full stop."""
    return (inspect.getdoc(check) or "").partition("\n")[0].rstrip(".")


def case_in_words(case: dict[str, Any]) -> str:
    """'n = 12, d = 5' of {parameter: value}."""
    return ", ".join(f"{name} = {value!r}" for name, value in case.items())


def run_case(check: Callable, functions: dict, case: dict, hidden: bool = False, naming: bool = True) -> str:
    """Calls a check with one case; whatever goes wrong comes out as a CheckFailed that opens with its claim.

    Returns the claim. functions: {name: student function}; case: {parameter: value}. naming: whether to find out now
    which mistake is behind a failure: the function may be asked for more.
    """
    setting = "a hidden case" if hidden else case_in_words(case)
    about = ", ".join(name for name in functions if name != "make_data")  # which is given, and right
    claim = f"{about}: {claim_of(check)}" + (f"   ({setting})" if setting else "")
    with quiet(hidden):
        try:
            check(**{name: guarded(name, f) for name, f in functions.items()}, **case)
        except CheckFailed as failure:
            _ = naming and failure.mistake
            raise failure.about(claim, hidden) from None
    return claim
