"""Grading survives: whatever is killed, and whenever, the next run goes on, loses nothing and does nothing twice."""

import contextlib
import random
import time

import psutil
import pytest

from autograder.grading.runner import grade
from tests.tiny_class import (
    ASSIGNMENT,
    CHECKS,
    MOMENTS,
    assert_all_graded,
    grade_by_hand,
    gradebook_of,
    graded_folders,
    start_grading,
    tiny_class,
)


def family(process):
    """All that a process has started, and what that has started."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(process.pid).children(recursive=True)
    return []


def workers_of(process):
    """The processes of its pool."""
    with contextlib.suppress(psutil.Error):
        return [p for p in psutil.Process(process.pid).children() if "spawn_main" in " ".join(p.cmdline())]
    return []


def wait_until(happened, process=None, seconds=120):
    """Waits for something to happen, or for the process to end."""
    limit = time.monotonic() + seconds
    while not happened() and (process is None or process.poll() is None):
        assert time.monotonic() < limit, "it never happened"
        time.sleep(0.02)


def kill(processes):
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def kill_main(process):
    process.kill()


def kill_worker(process):
    kill(workers_of(process)[:1])


def kill_everything(process):
    started = family(process)
    process.kill()
    kill(started)


def goes_on(folder, config, size):
    """Grades what is left, and asserts that what was graded stays untouched, and all is right in the end."""
    before = graded_folders(folder)
    results = grade(ASSIGNMENT, workers=2, config=config)
    assert len(results) == size - len(before)
    assert {student: when for student, when in graded_folders(folder).items() if student in before} == before
    assert_all_graded(folder, config, size)


def test_a_run_killed_while_it_writes_is_gone_on_with(tmp_path):
    config = tiny_class(tmp_path, 6)
    for moment in MOMENTS:
        before, started = graded_folders(tmp_path), []
        process = start_grading(tmp_path, 2, moment, 2)
        wait_until(lambda: started.extend(family(process)), process)
        assert process.wait() == -9
        wait_until(lambda: not any(p.is_running() for p in started))
        assert len(before) <= len(graded_folders(tmp_path)) < 6
    goes_on(tmp_path, config, 6)


def test_whatever_is_killed_midway_nothing_is_lost(tmp_path):
    config = tiny_class(tmp_path, 10)
    for strike in (kill_everything, kill_main, kill_worker):
        before = graded_folders(tmp_path)
        process = start_grading(tmp_path)
        wait_until(lambda: len(graded_folders(tmp_path)) > len(before), process)
        started = family(process)
        strike(process)
        output, _ = process.communicate(timeout=120)
        assert (process.returncode == 0) == (strike is kill_worker), output
        wait_until(lambda: not any(p.is_running() for p in started))
    assert_all_graded(tmp_path, config, 10)


def test_what_was_graded_by_hand_outlives_a_killed_regrading(tmp_path):
    config = tiny_class(tmp_path, 3)
    grade(ASSIGNMENT, workers=2, config=config)
    grade_by_hand(config, "s001", "why", 0.5, comment="Why is it so?")
    grade_by_hand(config, "s001", "check_mean_squared_loss_value", 2)
    (tmp_path / "submitted" / "s001" / ASSIGNMENT / "timestamp.txt").write_text("2026-11-01 12:00:00 UTC")
    process = start_grading(tmp_path, 1, "before the folder is in its place", 2)
    assert process.wait() == -9
    assert not (tmp_path / "autograded" / "s001" / ASSIGNMENT).exists()
    goes_on(tmp_path, config, 3)
    with gradebook_of(config) as gradebook:
        (notebook,) = gradebook.find_submission(ASSIGNMENT, "s001").notebooks
        assert {g.name: g.score for g in notebook.grades} == dict(zip(CHECKS, (2, 1)), why=0.5)
        assert {c.name: c.comment for c in notebook.comments}["why"] == "Why is it so?"


@pytest.mark.soak
def test_a_hundred_submissions_outlive_twenty_kills(tmp_path):
    """Every round kills something at a random moment; in the end, each grade is there and right."""
    chance, size = random.Random(4), 100
    config = tiny_class(tmp_path, size)
    for _ in range(20):
        process = start_grading(tmp_path)
        begun, wanted = len(graded_folders(tmp_path)), chance.randint(1, 9)
        wait_until(lambda: len(graded_folders(tmp_path)) >= min(begun + wanted, size), process)
        time.sleep(chance.random() / 2)
        chance.choice([kill_main, kill_everything, kill_worker])(process)
        time.sleep(chance.random() / 2)
        kill_main(process)
        process.communicate()
    goes_on(tmp_path, config, size)
