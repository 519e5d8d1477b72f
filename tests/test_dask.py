"""Grading on several machines: a Dask cluster whose workers share nothing with the grader but this package."""

import contextlib
import json
import subprocess
import sys
import threading

import psutil
import pytest

from autograder.course.places import ROOT
from autograder.grading.whole_class.pool import CannotGrade, Cluster
from autograder.grading.whole_class.runner import grade
from tests.test_faults import wait_until
from tests.tiny_class import ASSIGNMENT, assert_all_graded, graded_folders, tiny_class

pytest.importorskip("distributed")


def dask(*arguments, **settings):
    command = [sys.executable, "-m", "dask", *map(str, arguments), "--no-dashboard"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **settings)


def end(process):
    """Kills a process with all that it has started."""
    with contextlib.suppress(psutil.NoSuchProcess):
        for started in [*psutil.Process(process.pid).children(recursive=True), process]:
            started.kill()
    process.wait()


@pytest.fixture
def scheduler(tmp_path):
    """The address of a scheduler without workers."""
    about = tmp_path / "scheduler.json"
    process = dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", about)
    try:
        wait_until(lambda: about.exists() and about.read_text().strip().endswith("}"))
        yield json.loads(about.read_text())["address"]
    finally:
        end(process)


@pytest.fixture
def two_workers(scheduler, tmp_path):
    """The processes of two workers, each with a folder of its own."""
    workers = []
    try:
        for number in range(2):
            own = tmp_path / f"worker{number}"
            workers.append(dask("worker", scheduler, "--nthreads", 1, "--local-directory", own))
        yield workers
    finally:
        for worker in workers:
            end(worker)


def all_there(scheduler, count):
    from distributed import Client

    with Client(scheduler, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=120)


@pytest.mark.parametrize("size", [10, pytest.param(100, marks=pytest.mark.soak)])
def test_a_cluster_grades_as_one_machine_does_also_when_a_worker_is_killed(scheduler, two_workers, tmp_path, size):
    folder = tmp_path / "course"
    config = tiny_class(folder, size)
    all_there(scheduler, 2)

    def strike():
        wait_until(lambda: len(graded_folders(folder)) >= size // 4)
        end(two_workers[0])

    killer = threading.Thread(target=strike)
    killer.start()
    results = grade(ASSIGNMENT, config=config, scheduler=scheduler)
    killer.join()
    assert [result.problem for result in results] == [None] * size
    assert_all_graded(folder, config, size)


def test_a_scheduler_that_does_not_answer_is_named():
    with pytest.raises(CannotGrade, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        Cluster("tcp://127.0.0.1:9", patience=1)


def test_a_cluster_without_workers_says_how_to_start_one(scheduler):
    with pytest.raises(CannotGrade, match=f"{scheduler} has no workers: start some with `dask worker {scheduler}"):
        Cluster(scheduler)


def test_without_dask_the_remedy_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CannotGrade, match=r"pip install 'optimization-for-ml-course\[cluster\]'"):
        Cluster("tcp://127.0.0.1:9")
