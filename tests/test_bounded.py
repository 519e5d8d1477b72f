"""The process that reads what students wrote: it ends what takes too much, and nothing ends its caller."""

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading

import psutil
import pytest

from autograder.course.intake import Unreadable
from autograder.course.places import ROOT
from autograder.grading.box import bounded as module
from autograder.grading.box.bounded import Bounded, Failed, Lost, TooMuch
from tests.test_faults import wait_until

WORK = "tests.helper_work"


@pytest.fixture
def helper():
    with Bounded(seconds=1, memory=1 << 30, reply=1 << 20) as bounded:
        yield bounded


def pid_of(helper):
    return helper.call("os:getpid")


def test_a_helper_answers_many_calls_and_is_replaced_in_time():
    with Bounded(calls=4) as bounded:  # an import counts as one
        pids = [pid_of(bounded) for _ in range(6)]
    assert len(set(pids[:3])) == len(set(pids[3:])) == 1 and len(set(pids)) == 2
    assert not any(psutil.pid_exists(pid) for pid in pids)


def test_a_helper_has_limits(helper):
    memory, written, core, files = helper.call(f"{WORK}:limits")
    assert (memory, written, core) == (1 << 30, 0, 0) and files <= 64


def test_it_knows_no_secret_and_holds_no_file_of_its_caller(monkeypatch, tmp_path):
    monkeypatch.setenv("NBGRADER_DB_URL", "postgresql://secret")
    with open(tmp_path / "gradebook.db", "w") as file:
        os.set_inheritable(file.fileno(), True)
        with Bounded() as bounded:
            assert "NBGRADER_DB_URL" not in bounded.call(f"{WORK}:environment")
            assert set(bounded.call(f"{WORK}:descriptors")) <= {"/dev/null", "socket"}


def test_it_starts_without_the_scientific_stack(helper):
    helper.call("autograder.course.intake:shown", "name")
    assert not {"torch", "numpy", "nbgrader", "sqlalchemy", "IPython"} & set(helper.call(f"{WORK}:loaded"))


def test_it_writes_no_file(helper, tmp_path):
    with pytest.raises(Failed, match="OSError"):
        helper.call(f"{WORK}:write", str(tmp_path / "file"))
    assert not (tmp_path / "file").read_bytes()


@pytest.mark.parametrize("work", ["keeps_computing", "waits"])
def test_what_takes_too_long_is_ended(helper, monkeypatch, work):
    monkeypatch.setattr(module, "PATIENCE", 2)
    before = pid_of(helper)
    with pytest.raises(TooMuch, match="more than 1 seconds"):
        helper.call(f"{WORK}:{work}")
    assert not psutil.pid_exists(before)
    assert pid_of(helper) != before


def test_a_helper_ends_by_itself_when_nobody_is_left_to_end_it(helper):
    """The kernel counts its time, too: here the caller has lost it."""
    pid_of(helper)
    lost = helper.helper
    helper.helper = None
    with lost.connection:
        module.send(lost.connection, [pickle.dumps((f"{WORK}:keeps_computing", (), 1))])
        assert lost.process.wait(60) in module.OUT_OF_TIME


def test_what_takes_too_much_memory_is_told():
    with Bounded(seconds=60, memory=1 << 30, reply=1 << 20) as helper:
        with pytest.raises(TooMuch, match="memory"):
            helper.call(f"{WORK}:hog")
        assert helper.call(f"{WORK}:long_text", 3) == "xxx"


def test_a_long_answer_is_not_read(helper):
    with pytest.raises(TooMuch, match="larger than 1 MB"):
        helper.call(f"{WORK}:long_text", 2 << 20)
    assert helper.call(f"{WORK}:long_text", 3) == "xxx"


@pytest.mark.parametrize("end", [("leaves",), ("fault",), ("dies", signal.SIGABRT)], ids=lambda end: end[0])
def test_what_ends_its_reader_each_time_is_to_blame(helper, end):
    with pytest.raises(TooMuch, match="ends the process"):
        helper.call(f"{WORK}:{end[0]}", *end[1:])


def test_a_helper_that_is_always_killed_is_nobodys_fault(helper):
    with pytest.raises(Lost):
        helper.call(f"{WORK}:dies", signal.SIGKILL)


def test_a_helper_that_was_killed_is_replaced(helper):
    for _ in range(3):
        os.kill(pid_of(helper), signal.SIGKILL)
        assert helper.call(f"{WORK}:long_text", 3) == "xxx"


def test_a_helper_that_is_killed_at_work_is_replaced(helper, monkeypatch):
    first, send = pid_of(helper), module.send

    def send_and_kill(*about):
        send(*about)
        if helper.helper.process.pid == first:
            os.kill(first, signal.SIGKILL)

    monkeypatch.setattr(module, "send", send_and_kill)
    assert helper.call(f"{WORK}:long_text", 3) == "xxx"
    assert pid_of(helper) != first


def test_exceptions_are_told_apart(helper):
    with pytest.raises(Unreadable, match="it is a poem"):
        helper.call(f"{WORK}:refuses", "it is a poem")
    with pytest.raises(Failed, match="KeyError: 'a mistake of ours'") as failed:
        helper.call(f"{WORK}:fails")
    assert "in fails" in failed.value.__notes__[0]
    with pytest.raises(Failed, match="ModuleNotFoundError"):
        helper.call("no_such_module:function")


def test_an_interrupted_call_leaves_no_answer_to_the_next(helper, monkeypatch):
    pid_of(helper)

    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(module, "receive", interrupted)
        helper.call(f"{WORK}:long_text", 5)
    assert helper.call(f"{WORK}:long_text", 3) == "xxx"


def test_texts_of_any_kind_come_through(helper):
    name = os.fsdecode(b"r\xe9sum\xe9")
    assert helper.call(f"{WORK}:surrogates", name) == [name, b"r\xe9sum\xe9".hex()]


def test_a_forked_process_has_a_helper_of_its_own(helper):
    """As workers are made: the child neither speaks to its parent's helper nor keeps it alive."""
    parents, (reader, writer) = pid_of(helper), os.pipe()
    sockets = helper.helper.connection.fileno()
    child = os.fork()
    if not child:
        with contextlib.suppress(OSError):
            os.fstat(sockets)
            os.write(writer, b"open ")
        os.write(writer, f"{pid_of(helper)}".encode())
        helper.close()
        os._exit(0)
    os.close(writer)
    with open(reader) as told:
        assert int(told.read()) != parents
    assert os.waitpid(child, 0)[1] == 0
    assert pid_of(helper) == parents


def test_threads_take_turns(helper):
    results = {}

    def work(number):
        results[number] = [helper.call(f"{WORK}:surrogates", str(number))[0] for _ in range(20)]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: [str(number)] * 20 for number in range(8)}


HELD = """
import os, time
from autograder.grading.box.bounded import Bounded
bounded = Bounded(seconds=1)
print(os.getpid(), bounded.call("os:getpid"), flush=True)
if not os.fork():
    time.sleep(60)
bounded.call("time:sleep", 60 if {busy} else 0)
time.sleep(60)
"""


@pytest.mark.parametrize("busy", [False, True])
def test_a_helper_ends_with_its_parent(busy):
    """Even if that is killed, and a process that it has forked lives on."""
    code = HELD.format(busy=busy)
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        helper = psutil.Process(int(process.stdout.readline().split()[1]))
        wait_until(lambda: len(psutil.Process(process.pid).children()) == 2, process)
        (forked,) = [child for child in psutil.Process(process.pid).children() if child != helper]
        process.kill()
        assert not psutil.wait_procs([helper], timeout=100)[1]
        forked.kill()
