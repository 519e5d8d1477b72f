"""The benchmarks measure what they say; how fast anything is, no test says."""

import sys

import pytest
from rich.console import Console

from autograder import bench, bench_grading
from autograder.__main__ import main
from autograder.grading.box import sandbox

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="grading is measured on Linux")
needs_a_sandbox = pytest.mark.skipif(sandbox.missing() is not None, reason="grading is measured in the sandbox")

# A command that leaves a process of its own session behind, which uses a second of CPU and 300 MB.
LEAVES_WORK_BEHIND = """
import subprocess, sys
work = "import time; held = bytes(range(256)) * (300 << 12)\\nwhile time.process_time() < 1: pass"
subprocess.Popen([sys.executable, "-c", work], start_new_session=True)
"""


def test_what_a_command_leaves_behind_is_measured_too(tmp_path, monkeypatch):
    monkeypatch.setattr(bench_grading, "LOOK", 0.1)
    usage = bench_grading.measured([sys.executable, "-c", LEAVES_WORK_BEHIND], tmp_path)
    assert usage.cpu > 1
    assert usage.memory > 300 << 20


def test_a_command_that_fails_is_no_measurement(tmp_path):
    with pytest.raises(RuntimeError, match="no such course"):
        bench_grading.measured([sys.executable, "-c", "raise SystemExit('no such course')"], tmp_path)


@pytest.fixture(scope="module")
def course():
    with bench_grading.a_class("ps2", 10) as course:
        yield course


def test_a_class_has_right_wrong_and_blank_submissions(course):
    texts = [path.read_text(encoding="utf-8") for path in sorted((course.folder / "submitted").rglob("*.ipynb"))]
    released = (course.folder / "release" / "ps2" / "power_loss.ipynb").read_text(encoding="utf-8")
    right, *wrong, blank, again = texts
    assert right == again and blank == released
    assert len({right, blank, *wrong}) > 6


@needs_a_sandbox
def test_stock_nbgrader_and_ours_grade_the_same_class(course):
    """A right and a wrong submission."""
    found = bench_grading.compared(course, course.students[:2], 2, Console())
    ((stock, ours),) = found.rounds
    assert found.alike == 2
    assert min(stock.cpu, ours.cpu) > 0.1
    assert min(stock.memory, ours.memory) > 50 << 20


def test_the_table_tells_speed_and_scaling():
    used = bench_grading.Usage(seconds=30, cpu=40, memory=2 << 30)
    assert bench_grading.scaling_row(100, 2, used, 60) == ("100", "2", "30.0", "200", "2.00", "0.40", "2.00")


def test_ratios_are_taken_round_by_round():
    def usage(seconds):
        return bench_grading.Usage(seconds, cpu=1, memory=1)

    rounds = [(usage(10), usage(1)), (usage(40), usage(2)), (usage(12), usage(4))]
    assert bench_grading.Comparison(rounds, 0).of("seconds") == (12, 2, 10)


def test_what_is_no_benchmark_is_said_before_anything_runs(capsys):
    with pytest.raises(SystemExit):
        main(["bench", "grading", "speed"])
    assert "speed is none of sweep" in capsys.readouterr().err


def test_without_a_sandbox_grading_says_so(monkeypatch, capsys):
    monkeypatch.setattr(bench.sandbox, "missing", lambda: "no namespaces here")
    bench.main(["grading", "grading_scaling"])
    assert capsys.readouterr().out.count("no namespaces here") == 2
