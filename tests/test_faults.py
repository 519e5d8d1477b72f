"""Grading survives: whatever is killed, and whenever, the next run goes on, loses nothing and does nothing twice."""

import contextlib
import errno
import multiprocessing
import random
import signal
import sqlite3
import sys
import time
from concurrent.futures import Future

import psutil
import pytest

from autograder import __main__ as command_line
from autograder.course.places import notebooks
from autograder.grading.book import gradebook, writer
from autograder.grading.box import sandbox
from autograder.grading.whole_class import pool, runner
from autograder.grading.whole_class.runner import CannotGrade, grade
from autograder.grading.whole_class.worker import ending_after
from tests.tiny_class import (
    ANSWERS,
    ASSIGNMENT,
    CHECK,
    MOMENTS,
    InProcess,
    answer_of,
    assert_all_graded,
    execute_or_die,
    grade_by_hand,
    gradebook_of,
    graded_folders,
    hand_in,
    scores,
    start_grading,
    tiny_class,
)


def family(process):
    """All that a process has started, and what that has started."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(process.pid).children(recursive=True)
    return []


def started_by(process, words):
    """The processes that it started with these words in their command."""
    with contextlib.suppress(psutil.Error):
        return [p for p in psutil.Process(process.pid).children() if words in " ".join(p.cmdline())]
    return []


def workers_of(process):
    """The processes of its pool: forked by one that has imported everything."""
    return [worker for server in started_by(process, "multiprocessing.forkserver") for worker in server.children()]


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


def kill_fork_server(process):
    """The one in whose boxes student code runs."""
    kill([server for leader in started_by(process, "forkserver.serve") for server in leader.children()])


def helpers_of(process):
    """The processes in which a worker has students' notebooks read."""
    return started_by(process, "bounded.serve")


def kill_helpers(process):
    """Those that read what students wrote."""
    kill([helper for worker in workers_of(process) for helper in helpers_of(worker)])


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
    config = tiny_class(tmp_path, 13)
    for strike in (kill_everything, kill_main, kill_worker, kill_fork_server):
        before = graded_folders(tmp_path)
        process = start_grading(tmp_path)
        wait_until(lambda: len(graded_folders(tmp_path)) > len(before), process)
        started = family(process)
        strike(process)
        output, _ = process.communicate(timeout=120)
        assert (process.returncode == 0) == (strike in (kill_worker, kill_fork_server)), output
        wait_until(lambda: not any(p.is_running() for p in started))
    assert_all_graded(tmp_path, config, 13)


def test_a_class_outlives_the_processes_that_read_its_notebooks(tmp_path):
    config = tiny_class(tmp_path, 12)
    process = start_grading(tmp_path)
    for done in (1, 4, 7):
        wait_until(lambda: len(graded_folders(tmp_path)) >= done, process)
        kill_helpers(process)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output
    assert_all_graded(tmp_path, config, 12)


def test_kernels_that_die_in_every_tenth_submission_cost_nobody_else_anything(tmp_path):
    config = tiny_class(tmp_path, 20)
    for number in range(0, 20, 10):
        hand_in(tmp_path, f"s{number:03}", "import os; os._exit(1)")
    results = grade(ASSIGNMENT, workers=2, config=config)
    assert [result.student for result in results if result.problem] == ["s000", "s010"]
    expected = {f"s{number:03}": ANSWERS[answer_of(number)] if number % 10 else 0 for number in range(20)}
    assert scores(config) == expected


def test_workers_share_one_fork_server(tmp_path):
    tiny_class(tmp_path, 13)
    process = start_grading(tmp_path)
    wait_until(lambda: graded_folders(tmp_path), process)
    servers, own = started_by(process, "forkserver.serve"), [helpers_of(worker) for worker in workers_of(process)]
    others = [set(worker.children()) - set(helpers) for worker, helpers in zip(workers_of(process), own)]
    process.communicate(timeout=120)
    assert len(servers) == 1 and others == [set(), set()]


def test_a_submission_that_kills_its_worker_is_blamed_alone(tmp_path, monkeypatch):
    config = tiny_class(tmp_path, 3)
    monkeypatch.setattr(pool, "execute", execute_or_die)
    told = {result.student: result for result in grade(ASSIGNMENT, workers=2, config=config)}
    assert told["s001"].problem == "it killed the process that ran it" and told["s001"].score == 0
    assert (told["s000"].score, told["s002"].score) == (4, 0)
    assert told["s000"].problem is None and told["s002"].problem is None


def test_what_was_graded_by_hand_outlives_a_killed_regrading(tmp_path):
    config = tiny_class(tmp_path, 3)
    grade(ASSIGNMENT, workers=2, config=config)
    grade_by_hand(config, "s001", "why", 0.5, comment="Why is it so?")
    grade_by_hand(config, "s001", CHECK, 2)
    (tmp_path / "submitted" / "s001" / ASSIGNMENT / "timestamp.txt").write_text("2026-11-01 12:00:00 UTC")
    process = start_grading(tmp_path, 1, "before the folder is in its place", 2)
    assert process.wait() == -9
    assert not (tmp_path / "autograded" / "s001" / ASSIGNMENT).exists()
    goes_on(tmp_path, config, 3)
    with gradebook_of(config) as book:
        (notebook,) = book.find_submission(ASSIGNMENT, "s001").notebooks
        assert {g.name: g.score for g in notebook.grades} == {CHECK: 2, "why": 0.5}
        assert {c.name: c.comment for c in notebook.comments}["why"] == "Why is it so?"


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """(folder, configuration) of a class of three that is graded in this process."""
    monkeypatch.setattr(runner, "Processes", InProcess)
    return tmp_path, tiny_class(tmp_path, 3)


def lines_of(results):
    return {result.student: result.problem for result in results}


def failing_at(original, student, error):
    """The function, except that it fails for what belongs to this student."""

    def fails(path, *arguments, **settings):
        if student in str(path):
            raise error
        return original(path, *arguments, **settings)

    return fails


def test_a_locked_gradebook_is_waited_for_then_named_and_nothing_is_lost(tiny, monkeypatch):
    folder, config = tiny
    monkeypatch.setattr(gradebook, "PATIENCE", 0.1)
    for lock in ("BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"):  # one that still lets us read, and one that does not
        other = sqlite3.connect(folder / "gradebook.db", isolation_level=None)
        other.execute(lock)
        with pytest.raises(CannotGrade, match=r"gradebook\.db is locked by another program: close Formgrader"):
            grade(ASSIGNMENT, config=config)
        other.close()
        assert not graded_folders(folder)
    goes_on(folder, config, 3)


def test_a_full_disk_stops_the_run_and_leaves_what_was_there(tiny, monkeypatch):
    folder, config = tiny
    grade(ASSIGNMENT, config=config)
    before = graded_folders(folder)
    with monkeypatch.context() as patch:
        full = OSError(errno.ENOSPC, "No space left on device", "here")
        patch.setattr(writer, "sync", failing_at(writer.sync, "s001", full))
        with pytest.raises(CannotGrade, match="No space left on device: here\nWhat was graded until now is kept"):
            grade(ASSIGNMENT, config=config, students=["s001", "s002"], force=True)
    assert graded_folders(folder).keys() == before.keys()
    assert_all_graded(folder, config, 3)


def test_what_cannot_be_read_or_written_is_told_and_stops_no_other(tiny, monkeypatch):
    folder, config = tiny
    (folder / "autograded").mkdir()
    (folder / "autograded" / "s002").write_text("a file where a folder should be")
    with monkeypatch.context() as patch:
        denied = PermissionError(errno.EACCES, "Permission denied", "s001")
        patch.setattr(writer, "files_of", failing_at(writer.files_of, "s001", denied))
        told = lines_of(grade(ASSIGNMENT, config=config))
    assert told["s000"] is None
    assert told["s001"] == "not graded: Permission denied: s001"
    assert told["s002"].startswith("not recorded: Not a directory:")
    (folder / "autograded" / "s002").unlink()
    goes_on(folder, config, 3)


def test_a_worker_without_room_costs_no_grade(tiny, monkeypatch):
    folder, config = tiny
    with monkeypatch.context() as patch:
        patch.setattr(InProcess, "submit", lambda *_: failed(OSError(errno.EMFILE, "Too many open files", "socket")))
        told = lines_of(grade(ASSIGNMENT, config=config))
    assert set(told.values()) == {"not graded: Too many open files: socket"}
    goes_on(folder, config, 3)


def failed(error):
    future = Future()
    future.set_exception(error)
    return future


def test_a_log_that_cannot_be_written_costs_no_grade(tmp_path):
    config = tiny_class(tmp_path, 1)
    (tmp_path / ".nbgrader.log").mkdir()
    goes_on(tmp_path, config, 1)


def test_a_second_run_in_the_same_course_is_refused(tiny):
    folder, config = tiny
    with runner.alone_in(folder), pytest.raises(CannotGrade, match="another `grade` is at work"):
        grade(ASSIGNMENT, config=config)
    goes_on(folder, config, 3)


def test_without_a_sandbox_nothing_is_graded_unless_asked_for(tiny, monkeypatch, capsys):
    folder, config = tiny
    monkeypatch.setattr(sandbox, "missing", lambda: "There can be no sandbox here.")
    monkeypatch.setattr(runner, "course_config", lambda: config)
    assert command_line.main(["grade", ASSIGNMENT]) == 2
    assert "There can be no sandbox here.\n--unsandboxed" in capsys.readouterr().err
    assert not graded_folders(folder)
    results = grade(ASSIGNMENT, config=config, students=["s000"], sandboxed=False)
    assert [result.score for result in results] == [4]
    record = (folder / "autograded" / "s000" / ASSIGNMENT / ".graded.json").read_text()
    assert '"sandboxed": false' in record


def test_an_assignment_that_was_never_generated_is_named(tiny):
    folder, config = tiny
    for place in ("source", "submitted/s000"):
        (folder / place / "other").mkdir()
    with pytest.raises(CannotGrade, match="other is not in the gradebook: run `nbgrader generate_assignment other`"):
        grade("other", config=config)


def test_an_assignment_that_is_none_is_an_error(tiny, monkeypatch, capsys):
    """Also where others are named beside it: nothing is graded, for nobody knows what was meant."""
    folder, config = tiny
    monkeypatch.setattr(runner, "course_config", lambda: config)
    assert command_line.main(["grade", ASSIGNMENT, "ps9"]) == 2
    assert capsys.readouterr().err == f"there is no assignment ps9: this course has {ASSIGNMENT}\n"
    assert not graded_folders(folder)


@pytest.mark.parametrize("command", [["gradescope", "ps9"], ["new", "exercise", "huber_loss", "--in", "ps9"]])
def test_every_other_command_says_so_too(command, capsys):
    with pytest.raises(SystemExit) as ended:
        sys.exit(command_line.main(command))
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "ps9" in told and all(assignment in told for assignment in notebooks())


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
        chance.choice([kill_main, kill_everything, kill_worker, kill_fork_server])(process)
        time.sleep(chance.random() / 2)
        kill_main(process)
        process.communicate()
    goes_on(tmp_path, config, size)


def stuck():
    with ending_after(1):
        time.sleep(600)


def test_a_worker_that_is_stuck_ends():
    process = multiprocessing.get_context("fork").Process(target=stuck)
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGALRM
