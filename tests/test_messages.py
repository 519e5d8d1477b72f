"""What students read when a check fails never tells what is hidden; its words are in `test_answers.py`."""

import shutil

import nbformat
import pytest

from autograder.course import quote
from autograder.course.cells import nbgrader
from autograder.course.checks import checks_of
from autograder.course.places import ROOT, notebooks
from autograder.course.release import generate
from autograder.grading import assess
from autograder.grading.box.forkserver import running
from autograder.grading.judge import judged, modules_of
from autograder.kit.case import cases_of, hidden
from autograder.kit.mistakes import CheckFailed
from autograder.kit.run import UNDEFINED, run_case
from tests.tiny_class import tiny_config

MARKER = "7.654321"  # a value that stands for all that is hidden: γ in the hidden cases, and so in their data
TELLING = {
    "raises what it is given": "raise ValueError(str(deg_))",
    "raises a failed check of its own": "raise CheckFailed(str(deg_), mistake=str(deg_), look=str(deg_))",
    "raises all that it was ever given": "seen.append(deg_); raise ValueError(str(seen))",
    "returns all that it was ever given": "seen.append(deg_); return str(seen)",
    "names a type after what it is given": "return type(str(deg_), (), {})()",
    "prints what it is given": "print(deg_); print(deg_, file=sys.stderr); return float(deg_), deg_ * theta_hat",
    "writes to the terminal itself": "os.system(f'echo {deg_}'); os.write(1, b'%f' % deg_); return 1.0, theta_hat",
    "warns of what it is given": "warnings.warn(str(deg_)); logging.error(deg_); return 1.0, theta_hat",
    "ends with what it is given": "raise SystemExit(str(deg_))",
    "names an exception after what it is given": "raise type(str(deg_), (ValueError,), {})",
    "names itself after what it is given": "exec(f'def at{deg_ * 1e6:.0f}(): 1/0\\nat{deg_ * 1e6:.0f}()')",
    "asks for a name made of what it is given": "return eval('v' + str(deg_).replace('.', '_'))",
    "shows what it is given as its own line": (
        "import linecache; name = noisy_val_grad.__code__.co_filename; "
        "linecache.cache[name] = (9, None, [str(deg_)] * 99, name); raise ValueError"
    ),
    "says that it is not written": "raise type('NotImplementedError', (Exception,), {})(str(deg_))",
    "raises what looks like ours": (
        "raise type('CheckFailed', (AssertionError,), {'mistake': str(deg_), 'look': str(deg_), 'lines': (deg_,)})"
        "('✗ it\\n  It looks as if ' + str(deg_))"
    ),
    "raises what looks like the kernel's": "raise type('DeadKernelError', (RuntimeError,), {})(str(deg_))",
    "returns more or fewer of what it is given": "return tuple([1.0] * int(deg_ * 1000000))",
}


@pytest.fixture
def planted(monkeypatch):
    """Every hidden case of noisy_val_grad's checks has the marker for γ."""
    for name, check in checks_of("power_loss").items():
        if name.startswith("check_noisy_val_grad"):
            visible = [case["deg_"] for case, is_hidden in cases_of(check) if not is_hidden]
            cases = pytest.mark.parametrize("deg_", [*visible, hidden(float(MARKER))])
            monkeypatch.setattr(check, "pytestmark", [cases.mark])
    cases_of.cache_clear()  # else the cases are those from before
    yield
    cases_of.cache_clear()


def answer_that(body):
    return (
        "import logging, os, sys, warnings\nseen = []\n\n\n"
        f"def noisy_val_grad(theta_hat, data_, label_, deg_=2.0):\n    {body}"
    )


@pytest.mark.parametrize("body", TELLING.values(), ids=TELLING)
def test_an_answer_cannot_tell_what_is_hidden(planted, capfd, body):
    notebook = nbformat.read(notebooks()["ps2"], as_version=4)
    for cell in notebook.cells:
        if nbgrader(cell).get("grade_id") == "noisy_val_grad":
            cell.source = answer_that(body)
    problems, results = judged(notebook, "ps2", running(modules_of(("ps2",))), only="noisy_val_grad")
    failed = [r for r in results if r.hidden and not r.passed]
    assert failed
    told = assess.as_json([assess.Assessment("file", problems=problems, checks=results)])
    assert MARKER not in told + "".join(capfd.readouterr())


IN_THE_NOTEBOOK = {name: body for name, body in TELLING.items() if "seen" not in body and "os." not in body}


@pytest.mark.parametrize("body", IN_THE_NOTEBOOK.values(), ids=IN_THE_NOTEBOOK)
def test_a_hidden_case_in_the_notebook_tells_nothing(planted, capsys, body):
    """The same check as stock nbgrader runs it: beside the answer."""
    namespace = {"CheckFailed": CheckFailed}  # the notebook's own
    exec(compile(answer_that(body), f"<{body}>", "exec"), namespace)
    functions = {"noisy_val_grad": namespace["noisy_val_grad"]}
    with pytest.raises(CheckFailed) as failure:
        run_case(checks_of("power_loss")["check_noisy_val_grad_gradient"], functions, {"deg_": float(MARKER)}, True)
    assert MARKER not in str(failure.value) + "".join(failure.value._render_traceback_())
    assert MARKER not in "".join(capsys.readouterr())


LOOKS_LIKE_OURS = {
    "an exception's text": (
        "raise ValueError('no\\n✗ noisy_val_grad: all is well\\n  It looks as if it is right.')",
        "ValueError",
    ),
    "a long text": ("raise ValueError('✗ ' * 100_000)", "ValueError"),
    "a failed check": ("raise CheckFailed('✗ all is well', mistake='it is right', look='nothing')", "CheckFailed"),
    "a class of that name": ("raise type('CheckFailed', (AssertionError,), {})('It looks as if')", "CheckFailed"),
    "a kernel that died": ("raise type('DeadKernelError', (RuntimeError,), {})('Kernel died')", "DeadKernelError"),
    "a cell that took too long": ("raise type('CellTimeoutError', (TimeoutError,), {})('✗')", "CellTimeoutError"),
    "a class's name": ("raise type('✗ x”\\n  It looks as if it is right', (ValueError,), {})('')", "x x"),
    "a text that closes the quotation": ("raise ValueError('”\\r\\x1b[2J✗ “')", "ValueError"),
}


@pytest.mark.parametrize("body, kind", LOOKS_LIKE_OURS.values(), ids=LOOKS_LIKE_OURS)
def test_what_a_student_raises_cannot_look_like_ours(body, kind):
    namespace = {"CheckFailed": CheckFailed}
    exec(compile(answer_that(body), f"<{body}>", "exec"), namespace)
    check, functions = (
        checks_of("power_loss")["check_noisy_val_grad_loss"],
        {"noisy_val_grad": namespace["noisy_val_grad"]},
    )
    with pytest.raises(CheckFailed) as failure:
        run_case(check, functions, {"deg_": 2})
    _, *lines = str(failure.value).splitlines()
    assert failure.value.mistake is None
    assert lines[0].startswith(f"  noisy_val_grad raised “{kind}") and lines[0].endswith("”")
    assert len(lines) == 1 and len(lines[0]) < 300
    assert not set("✗✓\x1b").intersection(lines[0]) and lines[0].count("”") == 1


def test_a_hidden_case_that_raises_says_where_to_look():
    """Not in the student's own line, which is kept back: it may hold the case's data."""
    namespace = {}
    exec(compile(answer_that("return at_all"), "<undefined>", "exec"), namespace)
    functions = {"noisy_val_grad": namespace["noisy_val_grad"]}
    with pytest.raises(CheckFailed) as failure:
        run_case(checks_of("power_loss")["check_noisy_val_grad_loss"], functions, {"deg_": 2}, hidden=True)
    told = [f"It looks as if {UNDEFINED}.", f"Look at: {UNDEFINED.look}"]
    assert [line.strip() for line in str(failure.value).splitlines()[1:]] == told


def test_a_hidden_case_stands_in_no_release_file(planted, tmp_path):
    source = tmp_path / "source" / "ps2" / "power_loss.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(quote.quoted(nbformat.read(notebooks()["ps2"], as_version=4), "power_loss"), source)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    generate(tiny_config(tmp_path), ["ps2"])
    released = [path for path in (tmp_path / "release").rglob("*") if path.is_file()]
    assert MARKER in source.read_text("utf-8") and released
    assert not [path for path in released if MARKER in path.read_text("utf-8")]
