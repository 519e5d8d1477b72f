"""What every check needs: a comparison that explains itself, quoted into each notebook's first cell.

Nothing here knows an exercise. The whole module body is quoted (see course/quote.py), so it stays
short and imports only NumPy and the standard library.
"""

import base64
import contextlib
import html
import inspect
import io
import linecache
import os
import sys
import threading
import warnings

import numpy as np


class CheckFailed(AssertionError):
    """A failed check, told in a few plain lines.

    lines: what is known, one sentence each. mistake: the suspect that matched, or None. place: the student's own
    line. `claim` becomes the first line once the case that failed is known (see `run_case`); of a hidden case neither
    lines nor place are shown: they hold its data, or what the student's code made of them.
    """

    status = "failed"  # or "not written", where there is nothing yet to be judged

    def __init__(self, *lines, mistake=None, look=None, place=None):
        super().__init__(*lines)
        self.claim, self.lines, self.mistake, self.look, self.place = "", lines, mistake, look, place

    def about(self, claim, hidden):
        """The same failure, once it is known what failed."""
        self.claim = claim
        if hidden:
            self.lines, self.place, self.args = (), None, ()
        return self

    def __str__(self):
        suspect = [f"It looks as if {self.mistake}."] if self.mistake else []
        look = [f"Look at: {look}" for look in (self.place or self.look,) if look]
        return "\n  ".join([f"✗ {self.claim}", *map(one_line, self.lines), *suspect, *look])

    def _render_traceback_(self):
        return str(self).splitlines()


def one_line(text, most=300):
    """The text on one line, without control characters, cut where it is long."""
    text = "".join(c if c.isprintable() else " " for c in str(text)[: 2 * most]).rstrip()
    return text if len(text) <= most else text[:most] + " …"


def quoted(text, most=200):
    """What a student's code says of itself, in quotation marks that it cannot close, and without marks like ours."""
    plain = {"“": '"', "”": '"', "✗": "x", "✓": "v"}
    return f"“{' '.join(one_line(text, most).translate(str.maketrans(plain)).split())}”"


def row(values, width=5):
    """The first few numbers of an array, as aligned text."""
    flat = np.asarray(values, dtype=float).ravel()
    return " ".join(f"{v:>10.4g}" for v in flat[:width]) + ("  …" if flat.size > width else "")


def side_by_side(expected, yours, source):
    """Two rows of numbers, one above the other, starting where they first differ."""
    expected, yours = np.ravel(expected), np.ravel(yours)
    apart = ~np.isclose(yours, expected, rtol=1e-4, atol=1e-12)
    start = max(0, min(int(np.argmax(apart)), expected.size - 5))
    place = f"  (from entry {start} on)" if start else ""
    return f"{source:<12}{row(expected[start:])}{place}", f"{'yours':<12}{row(yours[start:])}"


def close(a, b, tolerance):
    """Whether two arrays of one shape, and of finite numbers, agree: |a − b| ≤ tolerance · |b| as a whole."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return False
    with np.errstate(over="ignore"):
        size = np.linalg.norm(b)
        return bool(np.isfinite(size) and np.linalg.norm(a - b) <= tolerance * size + 1e-14)


def first_match(yours, suspects):
    """The (mistake, look) of the first suspect whose value is yours; (None, None) without one.

    suspects: {mistake: value} or {mistake: (value, where to look)}.
    """
    for mistake, suspect in suspects.items():
        value, look = suspect if isinstance(suspect, tuple) else (suspect, None)
        if np.any(value) and (value is yours or close(yours, value, 1e-4)):
            return mistake, look
    return None, None


def proportion(yours, expected):
    """A sentence about how yours relates to the expected values: one factor, or a coordinate."""
    apart = ~np.isclose(np.ravel(yours), np.ravel(expected), rtol=1e-4, atol=1e-12)
    with np.errstate(all="ignore"):
        ratio = np.ravel(yours / expected)
    if yours.size > 1 and np.isfinite(ratio).all() and np.ptp(ratio) <= 1e-4 * abs(ratio[0]):
        return f"Yours is {ratio[0]:.4g} times it in every entry."
    return f"{apart.sum()} of {apart.size} entries differ." if yours.size > 1 else None


def no_return(value):
    """The mistake behind a value of None, if it is that."""
    return "a return statement is missing" if value is None else None


def expect_array(value, shape, name="the result"):
    """Raises CheckFailed unless value is a NumPy array of real numbers with this shape."""
    if not isinstance(value, np.ndarray):
        kind = "None." if value is None else f"a {type(value).__name__}."
        raise CheckFailed(f"{name} should be a NumPy array of shape {shape}; yours is {kind}", mistake=no_return(value))
    if value.shape != shape:
        known = {
            (*shape[:-1],): "the array is flat where a column is asked for",
            shape[::-1]: "rows and columns are swapped",
        }
        widened = value.ndim == len(shape) == 2 and value.shape[0] == shape[0] and shape[1] == 1
        mistake = "an (n, 1) array meets an (n,) array" if widened else known.get(value.shape)
        raise CheckFailed(f"{name} should have the shape {shape}; yours has {value.shape}.", mistake=mistake)
    if value.dtype.kind not in "fiu":
        raise CheckFailed(f"{name} should hold real numbers; yours holds {value.dtype}.")


def expect_float(value, name="the result"):
    """Raises CheckFailed unless value is a float (Python's or one of NumPy's)."""
    if not isinstance(value, (float, np.floating)):
        kind = "None" if value is None else f"a {type(value).__name__}"
        shape = f" of shape {value.shape}" if isinstance(value, np.ndarray) else ""
        raise CheckFailed(f"{name} should be one float; yours is {kind}{shape}.", mistake=no_return(value))


def expect_pair(value, names):
    """Raises CheckFailed unless value is a tuple (or list) of two; names says of which."""
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        kind = "None." if value is None else f"a {type(value).__name__}."
        raise CheckFailed(
            f"the function should return the pair ({names}); yours returns {kind}", mistake=no_return(value)
        )


def compare(yours, expected, name="the result", suspects=dict, source="expected", tolerance=1e-4, look=None):
    """Raises CheckFailed unless yours has the expected shape and values.

    expected: a float or an array, measured by the check's own oracle; source: how it was measured.
    suspects: a function returning {mistake: value} or {mistake: (value, where to look)}, called
    only after a failure: the first whose value equals yours names the mistake.
    """
    if isinstance(expected, float):
        expect_float(yours, name)
    else:
        expect_array(yours, np.shape(expected), name)
    if close(yours, expected, tolerance):
        return
    with np.errstate(all="ignore"):
        mistake, where = first_match(yours, {**suspects(), "the sign is reversed": -np.asarray(expected)})
    wrong = "is off" if np.isfinite(yours).all() else "holds nan or inf"
    about = None if mistake else proportion(np.asarray(yours), np.asarray(expected))
    lines = [f"{name} {wrong}:", *side_by_side(expected, yours, source), *([about] if about else [])]
    raise CheckFailed(*lines, mistake=mistake, look=where or look)


def frozen(array):
    """A copy that cannot be written to."""
    array = np.array(array)
    array.flags.writeable = False
    return array


def parts_of(value):
    """The arrays in a result: itself, or the parts of a pair. Raises CheckFailed where there is something else."""
    parts = value if isinstance(value, (tuple, list)) else [value]
    if not parts or not all(isinstance(part, (float, int, np.ndarray, np.number)) for part in parts):
        kind = "None" if value is None else f"a {type(value).__name__}"
        raise CheckFailed(f"the function should return numbers; yours returns {kind}.", mistake=no_return(value))
    return [np.asarray(part) for part in parts]


def expect_untouched(function, arguments, others, shapes, **settings):
    """Raises CheckFailed if the function writes to the arrays that it is given, even for a moment.

    A function that does nothing leaves all as it is, too: so its results must have these shapes, and depend on the
    arguments and nothing else.
    """
    given = [frozen(a) if isinstance(a, np.ndarray) else a for a in arguments]
    result = parts_of(function(*given, **settings))
    for number, (now, before) in enumerate(zip(given, arguments), start=1):
        if isinstance(now, np.ndarray) and not np.array_equal(now, before):
            raise CheckFailed(f"argument {number} has changed.", mistake="the function wrote to its arguments")
    if [part.shape for part in result] != shapes:
        raise CheckFailed("what it returns has another shape than the one asked for.")
    again, other = (parts_of(function(*more, **settings)) for more in (given, others))
    if not all(np.shape(b) == a.shape and np.allclose(a, b, 1e-6, equal_nan=True) for a, b in zip(result, again)):
        raise CheckFailed("for the same arguments it returns something else.")
    if all(np.array_equal(*pair, equal_nan=True) for pair in zip(result, other)):
        raise CheckFailed("for other arguments it returns the same.")


def slope(f, x, h=1e-4):
    """The slope of the scalar function f at x, (d, 1): that of a polynomial through points along each axis."""
    offsets, weights = h * np.array([-2.0, -1.0, 1.0, 2.0]), np.array([1.0, -8.0, 8.0, -1.0]) / (12 * h)
    axes = np.eye(x.size).reshape(x.size, *x.shape)
    lines = [[f(x + t * axis) for t in offsets] for axis in axes]
    return (np.array(lines) @ weights).reshape(x.shape)


@contextlib.contextmanager
def quiet(hidden):
    """Keeps warnings and stderr out of a test cell, where nbgrader takes any for a failure.

    What a student's function prints while it works on hidden data is kept out, too.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings(action="ignore"))
        stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
        if hidden:
            stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
        yield


def student_line(error, function):
    """(3, 'loss = …'): number and text of the line where the student's function went wrong; None if nobody knows."""
    code, where, trace = getattr(function, "__code__", None), None, error.__traceback__
    while code and trace:
        if trace.tb_frame.f_code.co_filename == code.co_filename:
            text = linecache.getline(code.co_filename, trace.tb_lineno).strip()
            where = (trace.tb_lineno, text) if text else None
        trace = trace.tb_next
    return where


def lives_elsewhere(function):
    """Whether a function lives in another process, and is called from here over its boundary."""
    return getattr(function, "remote", None) is not None


def answers(function, questions, **settings):
    """[what the function returns] for several tuples of arguments: one that lives elsewhere gets them all at once."""
    if lives_elsewhere(function):
        return function.answers(questions, settings)
    return [function(*arguments, **settings) for arguments in questions]


def lines_run(function, *arguments):
    """How many lines and calls of Python a call to the function runs, itself and its new threads included."""
    if lives_elsewhere(function):  # it is watched there
        return function.lines_run(*arguments)
    count = 0

    def trace(*_):
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


def computed_by(function, made, *arguments):
    """What an object that the function made gives for these arguments, called where it lives."""
    call = function.of_result(made) if lives_elsewhere(function) else made
    return guarded("what was returned", call)(*arguments)


def innermost(error):
    """The name of the function that raised the error."""
    trace = error.__traceback__
    while trace.tb_next:
        trace = trace.tb_next
    return trace.tb_frame.f_code.co_name


def behind(kind, text):
    """The mistake behind an exception, where its kind or its words leave no doubt; else None."""
    words = {
        "read-only": "the function wrote to its arguments",
        "can only concatenate": "things of two kinds are joined by +",
        "numpy() on Tensor that requires grad": "a tensor that still requires gradients is made an array",
    }
    kinds = {
        "NameError": "a name is used that is not defined",
        "UnboundLocalError": "a variable is used before it has a value",
    }
    return next((mistake for word, mistake in words.items() if word in text), kinds.get(kind))


def raised(name, kind, text, inside, place):
    """What a student's function raised, as a CheckFailed; inside: which function raised it, place: on which line."""
    if kind == "NotImplementedError":
        failed = CheckFailed(f"{one_line(inside, 60)} is not written yet: its cell still raises NotImplementedError.")
        failed.status = "not written"
        return failed
    line = place and f"line {int(place[0])} of the cell: {quoted(place[1])}"
    told = quoted(f"{one_line(kind, 60)}: {text.strip()}" if text.strip() else kind)
    return CheckFailed(f"{name} raised {told}", mistake=behind(kind, text), place=line)


def words_of(error):
    """An exception's own words; none where it can't be asked."""
    try:
        return str(error)
    except Exception:
        return ""


def guarded(name, function):
    """The student's function, with whatever it raises told in a few plain lines, CheckFailed too: that is ours."""
    if lives_elsewhere(function):  # there the same is done
        return function

    def call(*arguments, **settings):
        try:
            return function(*arguments, **settings)
        except (Exception, SystemExit) as error:
            about = type(error).__name__, words_of(error), innermost(error), student_line(error, function)
            raise raised(name, *about) from None

    return call


def run_case(check, functions, case, hidden=False):
    """Calls a check with one case; whatever goes wrong comes out as a CheckFailed that opens with its claim.

    Returns the claim. functions: {name: student function}; case: {parameter: value}.
    """
    setting = "a hidden case" if hidden else ", ".join(f"{name} = {value!r}" for name, value in case.items())
    claim = inspect.getdoc(check).splitlines()[0].rstrip(".")
    about = ", ".join(name for name in functions if name != "make_data")  # which is given, and right
    claim = f"{about}: {claim}" + (f"   ({setting})" if setting else "")
    try:
        with quiet(hidden):
            check(**{name: guarded(name, f) for name, f in functions.items()}, **case)
    except CheckFailed as failure:
        raise failure.about(claim, hidden) from None
    return claim


def examine(check, hidden=False, **case):
    """Runs one case of a check on this notebook's functions, and prints a tick."""
    names = [name for name in inspect.signature(check).parameters if name not in case]
    functions = {name: check.__globals__.get(name) for name in names}
    for name, function in functions.items():
        if function is None:
            missing = CheckFailed("Run its cell first. If you have: does that cell end in an error?")
            raise missing.about(f"{name} is not defined", hidden=False)
    print("✓", run_case(check, functions, case, hidden))


@contextlib.contextmanager
def exploring():
    """Lets a picture wait, with one clear line, for an exercise that is not written yet."""
    try:
        yield
    except NotImplementedError as error:
        print(f"⏳ This needs {innermost(error)}: write it above, then run this cell again.")


def picture(figure, alt):
    """A figure as something to display: sharp on any screen, with a text for those who cannot see it."""
    import matplotlib.pyplot as plt

    sharpness, file = 1 if grading() else 2, io.BytesIO()
    figure.savefig(file, format="png", dpi=72 * sharpness, bbox_inches="tight")
    plt.close(figure)
    png, width = base64.b64encode(file.getvalue()).decode(), int.from_bytes(file.getvalue()[16:20], "big") // sharpness
    image = f'<img alt="{html.escape(alt)}" width="{width}" src="data:image/png;base64,{png}">'
    return {"text/plain": alt, "text/html": image, "image/png": png}


def show(figure, alt):
    """Displays a figure; alt says what one sees in it."""
    from IPython.display import display

    display(picture(figure, alt), raw=True)


def play(draw, **sliders):
    """Shows the sliders; whenever one is moved, draw is called with all their values, and shown below."""
    import ipywidgets
    from IPython.display import display

    place = ipywidgets.Output()

    def redraw(_):
        place.clear_output(wait=True)
        with place:
            draw(**{name: slider.value for name, slider in sliders.items()})

    for slider in sliders.values():
        slider.continuous_update = False
        slider.observe(redraw, names="value")
    display(ipywidgets.VBox([ipywidgets.Label("Move a slider:"), *sliders.values(), place]))


def grading():
    """Whether nbgrader is executing this notebook: then experiments run short."""
    return bool(os.environ.get("NBGRADER_EXECUTION"))
