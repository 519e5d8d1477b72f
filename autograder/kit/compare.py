"""What a student's function returns, compared with what is known, and what it does on the way, measured."""

import contextlib
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from autograder.kit.mistakes import CheckFailed, Mistake, Suspect

ONE_NUMBER = "mean and sum: without an axis they make one number of all"
Suspects = Callable[[], list[Suspect]]  # made when somebody asks for them

NO_RETURN = Mistake("a-return-statement-is-missing", "a return statement is missing", "the function's last line")
FLAT = Mistake(
    "the-array-is-flat-where-a-column-is-asked-for",
    "the array is flat where a column is asked for",
    "the shapes on the way: where does a column become flat?",
)
SWAPPED = Mistake(
    "rows-and-columns-are-swapped", "rows and columns are swapped", "what is transposed, and what should be"
)
COLUMN_MEETS_ROW = Mistake(
    "an-n-1-array-meets-an-n-array", "an (n, 1) array meets an (n,) array", "the shapes: (n, 1) minus (n,) is (n, n)"
)
SIGN_REVERSED = Mistake("the-sign-is-reversed", "the sign is reversed")
NUMBERS_ROUNDED = Mistake(
    "numbers-are-rounded", "numbers are rounded", "what is rounded, or kept in an array of whole numbers"
)
ALONG_THE_ROWS = Mistake(
    "it-is-averaged-over-the-parameters-not-over-the-points",
    "it is averaged over the parameters, not over the points",
    "the axis: there is one number for each data point now",
)
ARGUMENTS_WRITTEN = Mistake(
    "the-function-wrote-to-its-arguments",
    "the function wrote to its arguments",
    "x[0] = … and x += … change x in place; y = x is no copy",
)


def row(values: np.ndarray, width: int = 5) -> str:
    """The first few numbers of an array, as aligned text."""
    flat = np.asarray(values, dtype=float).ravel()
    return " ".join(f"{v:>10.4g}" for v in flat[:width]) + ("  …" if flat.size > width else "")


def side_by_side(expected: Any, yours: Any, source: str) -> tuple[str, str]:
    """Two rows of numbers, one above the other, starting where they first differ."""
    expected, yours = np.ravel(expected), np.ravel(yours)
    apart = ~np.isclose(yours, expected, rtol=1e-4, atol=1e-12)
    start = max(0, min(int(np.argmax(apart)), expected.size - 5))
    place = f"  (from entry {start} on)" if start else ""
    return f"{source:<12}{row(expected[start:])}{place}", f"{'yours':<12}{row(yours[start:])}"


def close(a: Any, b: Any, tolerance: float) -> bool:
    """Whether two arrays of one shape, and of finite numbers, agree: |a − b| ≤ tolerance · |b| as a whole."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return False
    with np.errstate(over="ignore"):
        size = np.linalg.norm(b)
        return bool(np.isfinite(size) and np.linalg.norm(a - b) <= tolerance * size + 1e-14)


def is_more_than_0(value: Any) -> bool:
    """Whether a value is not 0, nor so near it that all are alike: such a one is nobody's."""
    return not np.all(np.abs(value) <= 1e-13)


def is_alike(yours: Any, value: Any) -> bool:
    """Whether yours is what a suspect would return."""
    return bool(np.any(value)) if value is yours else is_more_than_0(value) and close(yours, value, 1e-4)


def speaks_for(mistake: Mistake, yours: Any, expected: Any, suspects: Suspects) -> bool | None:
    """Whether another case speaks for a mistake (True), against it (False), or can't tell (None)."""
    values = [suspect.value for suspect in suspects() if suspect.mistake == mistake]
    values = [value for value in values if is_more_than_0(value)]
    tells = lambda value: value is yours or not close(value, expected, 1e-4)
    alike = [value for value in values if is_alike(yours, value)]
    return bool(alike) if any(map(tells, alike or values)) else None


def named(yours: Any, suspects: list[Suspect], also: Callable[[], Iterable[tuple]]) -> Mistake | None:
    """The mistake of the first of these Suspects that explains yours; None without one.

    also: further cases, as in compare: none may speak against it, and one has to speak for it, if there are any. Where
    the value is yours itself, the function was asked in other ways before.
    """
    found = [suspect for suspect in suspects if is_alike(yours, suspect.value)]
    others, nobody_else = [], False
    with contextlib.suppress(CheckFailed):  # it may not even run there
        for other in also() if found else ():
            others.append(other)
        nobody_else = not others
    for suspect in found:
        words = [speaks_for(suspect.mistake, *other) for other in others]
        if False not in words and (True in words or suspect.value is yours or nobody_else):
            return suspect.mistake
    return None


def failures_in(judge: Callable, cases: Iterable[tuple]) -> Iterator[CheckFailed]:
    """What each of these cases fails for, those that pass left out."""
    for case in cases:
        try:
            judge(*case)
        except CheckFailed as failure:
            yield failure


def confirmed(judge: Callable, case: tuple, others: Iterable[tuple]) -> None:
    """Calls judge(*case); its failure keeps its mistake where another case fails for it too, and none for another."""
    for failure in failures_in(judge, [case]):
        found = failure.found

        def agreed() -> Mistake | None:
            mistake = found() if callable(found) else found
            elsewhere = [other.mistake for other in failures_in(judge, others if mistake else ())]
            return mistake if elsewhere and all(other == mistake for other in elsewhere) else None

        failure.found = agreed
        raise failure


def proportion(yours: np.ndarray, expected: np.ndarray) -> str | None:
    """A sentence about how yours relates to the expected values: one factor, a coordinate, or few digits."""
    apart = ~np.isclose(np.ravel(yours), np.ravel(expected), rtol=1e-4, atol=1e-12)
    with np.errstate(all="ignore"):
        ratio = np.ravel(yours / expected)
    if not np.any(yours):
        return "Yours is 0: which factor makes it so? (1 // 2 is 0, too.)"
    if np.isfinite(ratio).all() and abs(ratio - 1).max() < 0.01:
        return "Yours is nearly right: is a small part off, or are digits lost (rounded, float32)?"
    if yours.size > 1 and np.isfinite(ratio).all() and np.ptp(ratio) <= 1e-4 * abs(ratio[0]):
        return f"Yours is {ratio[0]:.4g} times it in every entry."
    return f"{apart.sum()} of {apart.size} entries differ." if apart.sum() < apart.size / 2 else None


def no_return(value: object) -> Mistake | None:
    """The mistake behind a value of None, if it is that."""
    return NO_RETURN if value is None else None


def is_of_pairs(value: np.ndarray) -> bool:
    """Whether an array, (d, d), is a table of all pairs of two columns' entries, as x − yᵀ and x / yᵀ are."""
    square = value.shape[0] == value.shape[1] > 3 and value.dtype.kind in "fiu" and bool(np.isfinite(value).all())
    return square and np.linalg.matrix_rank(value) <= 2


def expect_array(value: Any, shape: tuple[int, ...], name: str = "the result", points: int | None = None) -> None:
    """Raises CheckFailed unless value is a NumPy array of real numbers with this shape.

    points: how many data points it was made from: an array that wide has met a row of them.
    """
    if not isinstance(value, np.ndarray):
        kind = "None." if value is None else f"a {type(value).__name__}."
        look = ONE_NUMBER if isinstance(value, (float, np.floating)) else None
        told = f"{name} should be a NumPy array of shape {shape}; yours is {kind}"
        raise CheckFailed(told, mistake=no_return(value), look=look)
    if value.shape != shape:
        known = {shape[:-1]: FLAT if shape[:1] != (1,) else None, shape[::-1]: SWAPPED}  # one number is flat by chance
        wide = len(shape) == 2 and shape[1] == 1 and value.ndim == 2 and value.shape[0] == shape[0]
        widened = wide and (value.shape[1] == points != shape[0] or is_of_pairs(value))
        mistake = COLUMN_MEETS_ROW if widened else known.get(value.shape)
        per_point = points is not None and value.shape in [(points,), (points, 1)] and points != shape[0]
        look = "along which axis it is averaged, which matrix comes first: that is one number for each data point"
        told = f"{name} should have the shape {shape}; yours has {value.shape}."
        raise CheckFailed(told, mistake=mistake, look=look if per_point else None)
    if value.dtype.kind not in "fiu":
        raise CheckFailed(f"{name} should hold real numbers; yours holds {value.dtype}.")


def expect_float(value: Any, name: str = "the result") -> None:
    """Raises CheckFailed unless value is a float (Python's or one of NumPy's)."""
    if not isinstance(value, (float, np.floating)):
        kind = "None" if value is None else f"a {type(value).__name__}"
        shape = f" of shape {value.shape}" if isinstance(value, np.ndarray) else ""
        raise CheckFailed(f"{name} should be one float; yours is {kind}{shape}.", mistake=no_return(value))


def expect_pair(value: Any, names: str) -> None:
    """Raises CheckFailed unless value is a tuple (or list) of two; names says of which."""
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        kind = "None." if value is None else f"a {type(value).__name__}."
        raise CheckFailed(
            f"the function should return the pair ({names}); yours returns {kind}", mistake=no_return(value)
        )


def to_try(inputs: str | None) -> list[str]:
    """A line that says how to get a case's inputs in the notebook, if they are known."""
    return [f"To try it: {inputs}"] if inputs else []


@contextlib.contextmanager
def trying(inputs: str | None) -> Iterator[None]:
    """Adds the line to_try to whatever fails, once there is something to try."""
    try:
        yield
    except CheckFailed as failure:
        if failure.status == "failed":
            failure.lines += tuple(to_try(inputs))
        raise


def is_rounded(yours: Any, expected: Any) -> bool:
    """Whether yours is what is expected, rounded to some places, or cut."""
    for places in range(8):
        if np.array_equal(yours, np.round(yours, places)):
            return bool(np.all(np.abs(np.subtract(yours, expected)) < 10.0**-places))
    return False


def with_usual(suspects: Suspects, yours: Any, expected: Any) -> Suspects:
    """The suspects, and what may happen to whatever is computed: its sign is reversed, or it is rounded."""
    rounded = [Suspect(NUMBERS_ROUNDED, yours)] if is_rounded(yours, expected) else []
    return lambda: [*suspects(), Suspect(SIGN_REVERSED, -np.asarray(expected)), *rounded]


def compare(
    yours: Any,
    expected: np.ndarray | float,
    name: str = "the result",
    suspects: Suspects = list,
    source: str = "expected",
    *,
    tolerance: float = 1e-4,
    also: Callable[[], Iterable[tuple]] = tuple,
    look: str | None = None,
    inputs: str | None = None,
) -> None:
    """Raises CheckFailed unless yours has the expected shape and values.

    expected: a float or an array, measured by the check's own oracle; source: how it was measured.
    suspects: a function returning a list of Suspects, called only after a failure: the first whose value equals yours
    names the mistake, if no other case contradicts it. also: a function returning those, (yours, expected, suspects).
    look: where to look, if no mistake says so. inputs: the line of code that draws what the function was given.
    """
    if isinstance(expected, float):
        expect_float(yours, name)
    else:
        expect_array(yours, np.shape(expected), name)
    if close(yours, expected, tolerance):
        return

    def mistake() -> Mistake | None:
        with np.errstate(all="ignore"):
            others = lambda: ((other, right, with_usual(more, other, right)) for other, right, more in also())
            known = with_usual(suspects, yours, expected)()
            return named(yours, [s for s in known if s.value is yours or not close(s.value, expected, 1e-4)], others)

    wrong = "is off" if np.isfinite(yours).all() else "holds nan or inf"
    about = proportion(np.asarray(yours), np.asarray(expected))
    lines = [f"{name} {wrong}:", *side_by_side(expected, yours, source), *([about] if about else []), *to_try(inputs)]
    raise CheckFailed(*lines, mistake=mistake, look=look, seen=yours)


def frozen(array: Any) -> np.ndarray:
    """A copy that cannot be written to."""
    array = np.array(array)
    array.flags.writeable = False
    return array


def parts_of(value: Any) -> list[np.ndarray]:
    """The arrays in a result: itself, or the parts of a pair. Raises CheckFailed where there is something else."""
    parts = value if isinstance(value, (tuple, list)) else [value]
    if not parts or not all(isinstance(part, (float, int, np.ndarray, np.number)) for part in parts):
        kind = "None" if value is None else f"a {type(value).__name__}"
        raise CheckFailed(f"the function should return numbers; yours returns {kind}.", mistake=no_return(value))
    return [np.asarray(part) for part in parts]


def expect_untouched(function: Callable, arguments: Sequence, others: Sequence, shapes: list, **settings: Any) -> None:
    """Raises CheckFailed if the function writes to the arrays that it is given, even for a moment.

    A function that does nothing leaves all as it is, too: so its results must have these shapes, and depend on the
    arguments and nothing else.
    """
    given = [frozen(a) if isinstance(a, np.ndarray) else a for a in arguments]
    result = parts_of(function(*given, **settings))
    for number, (now, before) in enumerate(zip(given, arguments), start=1):
        if isinstance(now, np.ndarray) and not np.array_equal(now, before):
            raise CheckFailed(f"argument {number} has changed.", mistake=ARGUMENTS_WRITTEN)
    if [part.shape for part in result] != shapes:
        raise CheckFailed("what it returns has another shape than the one asked for.")
    again, other = (parts_of(function(*more, **settings)) for more in (given, others))
    if not all(np.shape(b) == a.shape and np.allclose(a, b, 1e-6, equal_nan=True) for a, b in zip(result, again)):
        raise CheckFailed("for the same arguments it returns something else.")
    if all(np.array_equal(*pair, equal_nan=True) for pair in zip(result, other)):
        raise CheckFailed("for other arguments it returns the same.")


def slope(f: Callable[[np.ndarray], Any], x: np.ndarray, h: float = 1e-4) -> np.ndarray:
    """The slope of f at x, (d, 1), or (d, 1, …) of arrays: that of a polynomial through points along each axis."""
    offsets, weights = h * np.array([-2.0, -1.0, 1.0, 2.0]), np.array([1.0, -8.0, 8.0, -1.0]) / (12 * h)
    axes = np.eye(x.size).reshape(x.size, *x.shape)
    lines = np.array([[f(x + t * axis) for t in offsets] for axis in axes])
    return (np.moveaxis(lines, 1, -1) @ weights).reshape(*x.shape, *lines.shape[2:])


def runs(function: Callable, *arguments: Any, **settings: Any) -> bool:
    """Whether the function takes these arguments without an exception."""
    try:
        function(*arguments, **settings)
    except CheckFailed:
        return False
    return True


def runs_elsewhere(function: Callable, draw: Callable, **settings: Any) -> bool:
    """Whether a function that failed runs on draw(n, d) of some size that nobody writes in."""
    return any(runs(function, *draw(n, d), **settings) for n, d in [(11, 4), (30, 9), (20, 7)])


def lives_elsewhere(function: Callable) -> bool:
    """Whether a function lives in another process, and is called from here over its boundary."""
    return getattr(function, "remote", None) is not None


def expect_no_row_means(value: Any, slopes: Callable[[], np.ndarray], sizes: tuple[int, int], name: str) -> None:
    """Raises CheckFailed if value holds a number for each of n data points: a multiple of the mean of its slopes.

    slopes: gives those of the first points, one in each of d columns; sizes: n and d.
    """
    (n, d), shape = sizes, np.shape(value)
    if shape not in [(n,), (n, 1)] or n == d or d == 1:
        return
    means = slopes().mean(axis=1)
    yours = np.ravel(value)[: len(means)]
    if np.any(yours) and close(yours * (means @ means), means * (means @ yours), 1e-4):
        raise CheckFailed(f"{name} should have the shape {(d, 1)}; yours has {shape}.", mistake=ALONG_THE_ROWS)


def answers(function: Any, questions: Sequence[tuple], **settings: Any) -> list:
    """[what the function returns] for several tuples of arguments: one that lives elsewhere gets them all at once."""
    if lives_elsewhere(function):
        return function.answers(questions, settings)
    return [function(*arguments, **settings) for arguments in questions]


def handed_on(
    function: Any, starts: Sequence[np.ndarray], inputs: np.ndarray, *rest: Any, **settings: Any
) -> np.ndarray | None:
    """The arrays that a function makes of each start, from input to input: (steps, runs, …); None without such.

    It takes (x, input, state, *rest), and returns the pair (x, state): a new array and a dict, None before the first.
    inputs: (steps, runs, …), for runs that take turns.
    """
    if lives_elsewhere(function):  # it is called there
        return function.within(handed_on, starts, inputs, *rest, **settings)
    now, states, way = list(starts), [None] * len(starts), []
    for step in inputs:
        for r, (x, given) in enumerate(zip(now, step)):
            pair = function(x.copy(), given.copy(), states[r], *rest, **settings)
            if not isinstance(pair, (tuple, list)) or [type(part) for part in pair] != [np.ndarray, dict]:
                return None
            if (pair[0].shape, pair[0].dtype) != (x.shape, x.dtype):
                return None
            now[r], states[r] = pair
        way.append(np.array(now))
    return np.array(way)


class Recorder(list):
    """A step function that keeps its calls, (run, state, θ, gradient, lr), and moves θ by drift · lr.

    run: the number of the call with which a run began. A function that lives elsewhere calls a copy there.
    """

    def __init__(self, drift: float):
        self.drift = drift

    def __call__(self, theta: np.ndarray, gradient: np.ndarray, state: Any, lr: float) -> tuple[np.ndarray, dict]:
        run = state["run"] if isinstance(state, dict) and "run" in state else len(self)
        self.append((run, state, np.array(theta), np.array(gradient), lr))
        return theta + self.drift * lr, {"run": run}


def lines_run(function: Any, *arguments: Any) -> int:
    """How many lines and calls of Python a call to the function runs, itself and its new threads included."""
    if lives_elsewhere(function):  # it is watched there
        return function.within(lines_run, *arguments)
    count = 0

    def trace(*_: Any) -> Callable:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    threading.settrace(trace)
    sys.settrace(trace)
    try:
        function(*arguments)
        return count if sys.gettrace() is trace else sys.maxsize  # who stops the watch has something to hide
    finally:
        sys.settrace(before)
        threading.settrace(None)
