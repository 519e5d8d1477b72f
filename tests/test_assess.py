"""`python -m autograder check`: whole files in, a grade and its reasons out, whatever the file is like."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import nbformat
import psutil
import pytest

from autograder.course.places import ROOT, notebooks
from autograder.grading import assess
from autograder.grading.box import forkserver
from autograder.grading.kernel.run import Allowance
from tests.test_damaged import FILES_REPAIRED, REPAIRED, cell_of, name_of
from tests.test_faults import family, wait_until

RIGHT, FULL = notebooks()["ps2"], 22


def solved():
    return nbformat.read(RIGHT, as_version=4)


def with_answer(name, source):
    notebook = solved()
    cell_of(notebook, name).source = source
    return notebook


@pytest.fixture
def graded(tmp_path):
    """Grades a notebook, or the bytes of a file."""

    def grade(content, allowance=Allowance()):
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


@pytest.mark.parametrize("damage", REPAIRED, ids=name_of)
def test_damage_that_can_be_repaired_costs_nothing(graded, damage):
    notebook = solved()
    damage(notebook)
    result = graded(notebook)
    assert (result.score, result.points) == (FULL, FULL), result.problems


@pytest.mark.parametrize("damage", FILES_REPAIRED, ids=name_of)
def test_a_file_that_can_be_repaired_costs_nothing(tmp_path, damage):
    damage(Path(shutil.copy(RIGHT, tmp_path)))
    [path] = tmp_path.iterdir()
    assert assess.assess(path).score == FULL


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
