"""Any database that nbgrader takes: a small class in a PostgreSQL of its own, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from autograder.grading.whole_class import runner
from autograder.grading.whole_class.runner import CannotGrade, grade
from tests.tiny_class import (
    ASSIGNMENT,
    InProcess,
    answer_of,
    assert_all_graded,
    grade_by_hand,
    gradebook_of,
    hand_in,
    tiny_class,
)

PLACES = [str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
PG_CTL = shutil.which("pg_ctl", path=os.pathsep.join([os.environ["PATH"], *PLACES]))

pytest.importorskip("psycopg")
pytestmark = pytest.mark.skipif(not PG_CTL, reason="PostgreSQL is not installed (Debian: apt install postgresql)")


def pg_ctl(folder, *arguments):
    """Runs pg_ctl on the folder's server; PostgreSQL refuses to be run by root, so root has it run by nobody."""
    nobody = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
    command = [PG_CTL, "--pgdata", str(folder / "data"), "--silent", *arguments]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, **nobody)


def start(folder):
    quiet = f"-c listen_addresses='' -c fsync=off -k {folder}"
    pg_ctl(folder, "start", "--wait", "--log", str(folder / "log"), "--options", quiet)


def stop(folder):
    pg_ctl(folder, "stop", "--mode", "immediate")


@pytest.fixture
def server():
    """The folder of a server with an empty database, which listens in there, and nowhere else."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # a short path, as sockets need it
    if os.getuid() == 0:
        shutil.chown(folder, "nobody")
    try:
        pg_ctl(folder, "initdb", "--options", "--username=grader --auth=trust --no-sync")
        start(folder)
        try:
            yield folder
        finally:
            stop(folder)
    finally:
        shutil.rmtree(folder)


def url_of(server):
    return f"postgresql://grader:secret@/postgres?host={server}"


def test_a_class_is_graded_into_postgresql(server, tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "Processes", InProcess)
    config = tiny_class(tmp_path, 3, url_of(server))
    assert len(grade(ASSIGNMENT, config=config)) == 3
    assert_all_graded(tmp_path, config, 3)
    grade_by_hand(config, "s001", "why", 0.5, comment="Why is it so?")
    hand_in(tmp_path, "s001", answer_of(0))
    (trial,) = grade(ASSIGNMENT, config=config, dry_run=True)
    (result,) = grade(ASSIGNMENT, config=config)
    assert trial == result and (result.before, result.score) == (2, 4.5)
    assert grade(ASSIGNMENT, config=config) == []
    with gradebook_of(config) as gradebook:
        assert [a.name for a in gradebook.assignments] == [ASSIGNMENT]
    assert not (tmp_path / "gradebook.db").exists()


def test_a_server_that_dies_midway_costs_no_grade(server, tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "Processes", InProcess)
    config, submit = tiny_class(tmp_path, 3, url_of(server)), InProcess.submit

    def submit_and_stop(self, job, settings):
        if job.student == "s002":  # the others are recorded by now
            stop(server)
        return submit(self, job, settings)

    with monkeypatch.context() as patch:
        patch.setattr(InProcess, "submit", submit_and_stop)
        with pytest.raises(CannotGrade, match=r"cannot be used: .*\nWhat was graded until now is kept"):
            grade(ASSIGNMENT, config=config)
    start(server)
    assert len(grade(ASSIGNMENT, config=config)) == 1
    assert_all_graded(tmp_path, config, 3)


def test_a_server_that_is_gone_is_named_without_its_password(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "Processes", InProcess)
    config = tiny_class(tmp_path, 1)
    config.CourseDirectory.db_url = f"postgresql://grader:secret@/postgres?host={tmp_path}"
    with pytest.raises(CannotGrade, match=r"the gradebook postgresql://grader:\*\*\*@/postgres") as told:
        grade(ASSIGNMENT, config=config)
    assert "secret" not in str(told.value)
