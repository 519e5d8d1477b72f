"""The exchange, and nbgrader's configuration: reading it makes nothing, using it makes all that is needed."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader import api, dbutil
from nbgrader.apps import NbGraderAPI
from nbgrader.auth import Authenticator
from nbgrader.exchange import ExchangeFactory
from nbgrader.utils import notebook_hash

from autograder.course.config import course_config
from autograder.course.exchange import ReleaseFeedback
from autograder.course.places import ROOT
from autograder.grading.book.writer import course_directory
from tests.tiny_class import ASSIGNMENT, NOTEBOOK, tiny_class

CONFIG = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def own_exchange(monkeypatch):
    monkeypatch.delenv("NBGRADER_EXCHANGE", raising=False)


def all_in(folder):
    return {path: path.stat().st_mode for path in folder.rglob("*")}


@pytest.mark.parametrize("exchange", ["there", "not there", None])
def test_reading_the_configuration_changes_nothing(tmp_path, monkeypatch, exchange):
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "nbgrader_config.py").write_text(CONFIG)
    (tmp_path / "there").mkdir(mode=0o700)
    if exchange:
        monkeypatch.setenv("NBGRADER_EXCHANGE", str(tmp_path / exchange))
    before = all_in(tmp_path), dict(os.environ)
    config = course_config(tmp_path / "course")
    assert (all_in(tmp_path), dict(os.environ)) == before
    assert config.Exchange.root == str(tmp_path / (exchange or "course/exchange"))


def in_fresh(folder, *arguments):
    """Runs an nbgrader command in a folder, as one that is called by its path, in no activated environment."""
    environment = os.environ | {"PATH": os.defpath, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_fresh_course_releases_at_once(tmp_path):
    tiny_class(tmp_path, 0)
    (tmp_path / "gradebook.db").unlink()
    (tmp_path / "exchange").rmdir()
    in_fresh(tmp_path, "generate_assignment", ASSIGNMENT, "--force")
    in_fresh(tmp_path, "release_assignment", ASSIGNMENT)
    assert len(list(tmp_path.glob(f"exchange/*/outbound/{ASSIGNMENT}/*.ipynb"))) == 1
    assert (tmp_path / "exchange").stat().st_mode & 0o777 == 0o777  # or nbgrader would refuse it


def test_formgrader_can_release_in_a_fresh_course(tmp_path):
    config = tiny_class(tmp_path, 0)
    assert NbGraderAPI(course_directory(config), config=config).exchange_is_functional


def test_another_exchange_has_to_be_there(tmp_path, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXCHANGE", str(tmp_path / "shared"))
    (tmp_path / "course").mkdir()
    config = tiny_class(tmp_path / "course", 0)
    assert not NbGraderAPI(course_directory(config), config=config).exchange_is_functional
    assert not (tmp_path / "shared").exists()


def test_a_new_gradebook_has_the_version_that_alembic_names(tmp_path):
    dbutil.write_alembic_ini(tmp_path / "alembic.ini")
    command = [Path(sys.executable).parent / "alembic", "-c", tmp_path / "alembic.ini", "heads"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert told.split()[0] == api.get_alembic_version()


FEEDBACK = {  # {student: {file: its bytes}}; what is released of it
    "both": {"timestamp.txt": b"2026-11-01 12:00:00 UTC", "submission_secret.txt": b"both"},
    "no time": {"submission_secret.txt": b"no time"},
    "[brackets]": {"submission_secret.txt": b"[brackets]"},
    "by mail": {"timestamp.txt": b"2026-11-01 12:00:00 UTC"},
    "another time": {"timestamp.txt": b"\xff", "submission_secret.txt": b"another time"},
}
RELEASED = {"both", "no time", "[brackets]"}


def test_a_folder_without_a_timestamp_stops_nobodys_feedback(tmp_path, caplog):
    config = tiny_class(tmp_path, 0)
    for student, files in FEEDBACK.items():
        folder = tmp_path / "feedback" / student / ASSIGNMENT
        folder.mkdir(parents=True)
        for name, content in (files | {f"{NOTEBOOK}.html": student.encode()}).items():
            (folder / name).write_bytes(content)
    assert ExchangeFactory(config=config).release_feedback is ReleaseFeedback
    coursedir = course_directory(config, assignment_id=ASSIGNMENT)
    log = logging.getLogger("autograder.grading")
    ReleaseFeedback(coursedir=coursedir, authenticator=Authenticator(config=config), config=config, log=log).start()
    released = {path.stem: path.read_text() for path in tmp_path.glob("exchange/*/feedback/*.html")}
    assert released == {notebook_hash(secret=student, notebook_id=NOTEBOOK): student for student in RELEASED}
    told = [record.message for record in caplog.records if record.levelno >= logging.ERROR]
    assert [message.split(f"/{ASSIGNMENT}: ")[0].rpartition("/")[2] for message in told] == ["another time", "by mail"]
    assert "\n" not in "".join(told)
