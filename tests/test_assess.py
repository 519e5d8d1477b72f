"""`python -m autograder check`: whole files in, a grade and its reasons out, whatever the file is like."""

import json
import subprocess
import sys

import jsonschema
import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.course.cells import is_answer, is_test, nbgrader
from autograder.course.places import ROOT, notebooks
from autograder.grading import assess
from autograder.grading.box import forkserver
from autograder.grading.kernel.run import Allowance
from tests.test_faults import family, wait_until

RIGHT = notebooks()["ps2"]


def solved():
    return nbformat.read(RIGHT, as_version=4)


def cell_of(notebook, name):
    return next(cell for cell in notebook.cells if nbgrader(cell).get("grade_id") == name)


def with_answer(name, source):
    notebook = solved()
    cell_of(notebook, name).source = source
    return notebook


@pytest.fixture
def graded(tmp_path):
    """Grades a notebook, or the bytes of a file."""

    def grade(content, allowance=Allowance()):  # noqa: B008 (it is frozen)
        path = tmp_path / "submission.ipynb"
        path.write_bytes(content if isinstance(content, bytes) else nbformat.writes(content).encode())
        return assess.assess(path, allowance=allowance)

    return grade


def test_solutions_earn_every_point(assignment):
    result = assess.assess(notebooks()[assignment])
    assert not result.problems
    assert all(r.passed for r in result.checks)
    assert result.points == pytest.approx(sum(r.points for r in result.checks if not r.extra_credit))
    assert result.score == pytest.approx(sum(r.points for r in result.checks))


def test_untouched_notebook_earns_nothing(assignment):
    result = assess.assess(notebooks("release")[assignment])
    assert result.score == 0
    assert all("not written yet" in r.message or r.hidden for r in result.checks)


def test_a_mistake_costs_the_cases_that_it_breaks(graded):
    source = cell_of(solved(), "fast_val_grad").source.replace("deg_ * np.where", "np.where")
    result = graded(with_answer("fast_val_grad", source))
    named = [r for r in result.checks if r.mistake == "the-factor-gamma-is-missing"]
    assert {r.function for r in named} == {"fast_val_grad"}
    assert 0 < result.points - result.score < sum(r.points for r in result.checks if r.function == "fast_val_grad")
    assert all(r.score == (r.points if r.passed else 0) for r in result.checks)


def test_hidden_cases_keep_their_data_to_themselves(graded):
    result = graded(with_answer("fast_val_grad", "def fast_val_grad(a, b, c, deg_):\n    return 1.0, 0 * a"))
    for r in result.checks:
        if r.hidden and not r.passed:
            assert r.case == "a hidden case"
            assert "yours" not in r.message and "deg_" not in r.message


@pytest.mark.parametrize(
    "body", ["while True: pass", "import os; os._exit(0)", "import ctypes; ctypes.string_at(0)", "exit()"]
)
def test_code_that_gives_no_answer_costs_its_own_points_only(graded, body):
    notebook = with_answer("fast_val_grad", f"def fast_val_grad(a, b, c, deg_=2.):\n    {body}")
    result = graded(notebook, Allowance(case=3))
    assert {r.function for r in result.checks if r.passed} == {"noisy_val_grad", "numerical_gradient"}
    assert all(r.passed == (r.function != "fast_val_grad") for r in result.checks)


WITH_THREADS = """
from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(2)
print(list(pool.map(abs, range(-4, 4))))


{plain}


def fast_val_grad(*about, **settings):
    return pool.submit(plain, *about, **settings).result()
"""


def test_a_function_that_needs_the_kernels_own_threads_is_asked_there(graded):
    """No fork has them: in it the function would wait for ever."""
    plain = cell_of(solved(), "fast_val_grad").source.replace("def fast_val_grad", "def plain")
    result = graded(with_answer("fast_val_grad", WITH_THREADS.format(plain=plain)), Allowance(case=5))
    assert result.score == result.points, [r.message for r in result.checks if not r.passed]


HUNGRY = """
def fast_val_grad(theta_hat, data_, label_, deg_=2.0):
    kept = []
    while True:
        kept.append(np.ones(10_000_000))
"""


def test_a_function_that_takes_all_memory_costs_its_own_points_only(graded):
    result = graded(with_answer("fast_val_grad", HUNGRY), Allowance(case=10))
    assert {r.function for r in result.checks if r.passed} == {"noisy_val_grad", "numerical_gradient"}
    assert all(r.passed == (r.function != "fast_val_grad") for r in result.checks)


def stripped(notebook):
    """As Colab saves it: no nbgrader metadata, no tags, other ids."""
    for number, cell in enumerate(notebook.cells):
        cell.metadata = nbformat.NotebookNode(id=f"x{number}")
        cell.id = f"colab{number}"
    return notebook


def without_tests(notebook):
    notebook.cells = [cell for cell in notebook.cells if not is_test(cell)]
    return notebook


def tests_as_markdown(notebook):
    notebook.cells = [new_markdown_cell(c.source) if is_test(c) else c for c in notebook.cells]
    return notebook


def tests_that_pass(notebook):
    for cell in filter(is_test, notebook.cells):
        cell.source, cell.metadata.tags = "pass", ["skip-execution"]
    return notebook


def everything_twice(notebook):
    notebook.cells = [cell for cell in notebook.cells for _ in range(2)]
    return notebook


def one_cell_for_all_answers(notebook):
    answers = [cell for cell in notebook.cells if is_answer(cell)]
    answers[-1].source = "\n\n".join(cell.source for cell in answers)
    notebook.cells = [cell for cell in notebook.cells if cell not in answers[:-1]]
    return notebook


def answers_moved_to_new_cells(notebook):
    moved = [new_code_cell(cell.source) for cell in notebook.cells if is_answer(cell)]
    notebook.cells = [cell for cell in notebook.cells if not is_answer(cell)] + moved
    return notebook


def without_the_toolkit(notebook):
    notebook.cells = [cell for cell in notebook.cells if nbgrader(cell).get("grade_id") != "toolkit"]
    return notebook


def other_kernel(notebook):
    notebook.metadata.kernelspec = {"name": "conda-env-ml-py", "display_name": "ML", "language": "python"}
    return notebook


def magics(notebook):
    lines = "%matplotlib inline\n!pip install numpy\n%load_ext autoreload\n"
    for cell in filter(is_answer, notebook.cells):
        cell.source = lines + cell.source
    return notebook


def large_outputs(notebook):
    output = nbformat.v4.new_output("stream", text="x" * 50_000_000)
    notebook.cells.append(new_code_cell("1", outputs=[output]))
    return notebook


def broken_cell_of_their_own(notebook):
    notebook.cells.insert(3, new_code_cell("this is not python"))
    notebook.cells.insert(4, new_code_cell("raise RuntimeError('at import time')"))
    return notebook


def points_edited(notebook):
    for cell in filter(is_test, notebook.cells):
        cell.metadata.nbgrader.points = 1000
    return notebook


@pytest.mark.parametrize(
    "damage",
    [
        stripped,
        without_tests,
        tests_as_markdown,
        tests_that_pass,
        everything_twice,
        one_cell_for_all_answers,
        answers_moved_to_new_cells,
        without_the_toolkit,
        other_kernel,
        magics,
        large_outputs,
        broken_cell_of_their_own,
        points_edited,
    ],
    ids=lambda damage: damage.__name__,
)
def test_damage_that_can_be_repaired_costs_nothing(graded, damage):
    result = graded(damage(solved()))
    assert result.score == result.points == assess.assess(RIGHT).points, result.problems


def test_windows_line_ends_and_a_byte_order_mark_cost_nothing(graded):
    raw = b"\xef\xbb\xbf" + RIGHT.read_bytes().replace(b"\n", b"\r\n")
    assert graded(raw).score == assess.assess(RIGHT).points


def test_notebook_format_3_costs_nothing(graded):
    result = graded(nbformat.writes(nbformat.convert(solved(), 3), version=3).encode())
    assert result.score == result.points


@pytest.mark.parametrize(
    "raw, reason",
    [
        (b"", "empty"),
        (b"PK\x03\x04\xff\xfe", "not text"),
        (b"hello", "not JSON"),
        (RIGHT.read_bytes()[:5000], "breaks off"),
        (b"[1, 2]", "no notebook"),
        (b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "no assignment"),
    ],
)
def test_what_cannot_be_graded_is_explained(graded, raw, reason):
    result = graded(raw)
    assert result.assignment is None
    assert reason in " ".join(result.problems)
    assert "submission.ipynb" in result.problems[0]


def test_a_renamed_function_is_pointed_out(graded):
    source = cell_of(solved(), "fast_val_grad").source.replace("fast_val_grad", "fast_val_gard")
    result = graded(with_answer("fast_val_grad", source))
    assert any("fast_val_gard" in problem for problem in result.problems)
    assert {r.function for r in result.checks if not r.passed} == {"fast_val_grad"}


def command(*words):
    return subprocess.run(
        [sys.executable, "-m", "autograder", "check", *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_command_line(tmp_path):
    broken = tmp_path / "broken.ipynb"
    broken.write_text("{")
    done = command(RIGHT, broken, "--json", "-")
    assert done.returncode == 1
    written = json.loads(done.stdout)
    jsonschema.validate(written, json.loads((ROOT / "autograder/report/check.schema.json").read_text("utf-8")))
    right, wrong = written["files"]
    assert (right["assignment"], right["notebook"], right["score"]) == ("ps2", "power_loss", right["points"])
    assert wrong["assignment"] is None and wrong["problems"]
    assert written["version"] == assess.VERSION
    assert set(right["checks"][0]) >= {
        "check", "case", "function", "passed", "score", "points", "hidden", "extra_credit", "mistake", "message",
    }  # fmt: skip
    done = command(RIGHT)
    assert done.returncode == 0
    assert f"{right['score']:g} of {right['points']:g} points" in done.stdout
    assert command().returncode == 2


def test_a_worker_has_only_so_much_memory():
    with assess.pool_of(1) as pool:
        assert len(pool.submit(bytearray, 1 << 20).result()) == 1 << 20
        with pytest.raises(MemoryError):
            pool.submit(bytearray, forkserver.WORKER_MEMORY).result()


def test_nothing_outlives_a_check_that_is_killed():
    started, words = [], [sys.executable, "-m", "autograder", "check", "--workers", "2", *[str(RIGHT)] * 100]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        wait_until(lambda: started.append(family(process)) or len(started[-1]) >= 6, process)  # workers, server, boxes
        process.kill()
    assert len(started[-1]) >= 6
    assert not psutil.wait_procs(started[-1], timeout=60)[1]
