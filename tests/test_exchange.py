"""The exchange, and nbgrader's configuration: reading it makes nothing, using it makes all that is needed."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader import api, dbutil
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.auth import Authenticator
from nbgrader.exchange import ExchangeFactory
from nbgrader.utils import get_username, notebook_hash

from autograder.course.config import course_config
from autograder.course.exchange import ReleaseFeedback
from autograder.course.places import ROOT
from autograder.grading.book.collect import Collect
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


# ── what is collected ───────────────────────────────────────────────────────────────────────────────────────────────

ME = get_username()
EARLY, LATER = "2020-11-01 12:00:00.000000 UTC", "2020-11-02 12:00:00.000000 UTC"
SECRET = "of the course alone"


def put(inbound, name, **files):
    """A folder that somebody has put into the exchange, nbgrader's own commands or not."""
    folder = inbound / name
    folder.mkdir()
    for file, content in files.items():
        (folder / file.replace("_", ".")).write_text(content)
    return folder


@pytest.fixture
def collected(tmp_path):
    """A function that collects: what is in submitted/ then, {path: text}."""
    config = tiny_class(tmp_path, 0)
    inbound = tmp_path / "exchange" / config.CourseDirectory.course_id / "inbound"
    inbound.mkdir(parents=True)
    (tmp_path / "secret").write_text(SECRET)
    assert ExchangeFactory(config=config).collect is Collect

    def collect(**settings):
        config.ExchangeCollect.update(settings)
        coursedir = course_directory(config, assignment_id=ASSIGNMENT)
        log = logging.getLogger("autograder.grading")
        Collect(coursedir=coursedir, authenticator=Authenticator(config=config), config=config, log=log).start()
        place = tmp_path / "submitted"
        return {str(path.relative_to(place)): path.read_text() for path in place.rglob("*") if path.is_file()}

    collect.inbound, collect.folder = inbound, tmp_path
    return collect


def test_a_submission_is_collected_as_it_was_handed_in(collected):
    work = put(collected.inbound, f"{ME}+{ASSIGNMENT}+{EARLY}+x", a_ipynb="{}", timestamp_txt=EARLY)
    (work / "data").mkdir()
    (work / "data" / "numbers.csv").write_text("1")
    found = {"a.ipynb": "{}", "timestamp.txt": EARLY, "data/numbers.csv": "1"}
    assert collected() == {f"{ME}/{ASSIGNMENT}/{path}": text for path, text in found.items()}


def test_nobody_hands_in_under_anothers_name(collected, caplog):
    """Neither as another student's newest work, nor as a folder elsewhere in the course."""
    for name in ("emmy", "..", "."):
        put(collected.inbound, f"{name}+{ASSIGNMENT}+{LATER}+x", a_ipynb="forged")
    assert collected() == {}
    assert f"it belongs to {ME}, not to emmy" in caplog.text and not (collected.folder / ASSIGNMENT).exists()
    assert collected(check_owner=False) == {f"emmy/{ASSIGNMENT}/a.ipynb": "forged"}


@pytest.mark.parametrize("name", [f"emmy+{ASSIGNMENT}+{LATER}+x", f"{ME}+{ASSIGNMENT}+soon+x", f"{ME}+{ASSIGNMENT}+"])
def test_a_false_hand_in_hides_no_other(collected, name):
    put(collected.inbound, f"{ME}+{ASSIGNMENT}+{EARLY}+x", a_ipynb="{}")
    put(collected.inbound, name, a_ipynb="forged")
    assert collected() == {f"{ME}/{ASSIGNMENT}/a.ipynb": "{}"}


def test_no_link_is_followed_with_the_rights_of_who_collects(collected, caplog):
    work = put(collected.inbound, f"{ME}+{ASSIGNMENT}+{EARLY}+x", a_ipynb="{}")
    (work / "b.txt").symlink_to(collected.folder / "secret")
    (work / "all").symlink_to(collected.folder / "source")
    assert collected() == {f"{ME}/{ASSIGNMENT}/a.ipynb": "{}"}
    assert "b.txt is a link to another file" in caplog.text


def test_a_link_is_no_submission(collected):
    put(collected.folder, "elsewhere", a_ipynb=SECRET)
    (collected.inbound / f"{ME}+{ASSIGNMENT}+{EARLY}+x").symlink_to(collected.folder / "elsewhere")
    assert collected() == {}


def test_what_cannot_be_copied_costs_itself(collected, monkeypatch):
    """A pipe would be waited for, a folder that is too large would end the collecting."""
    work = put(collected.inbound, f"{ME}+{ASSIGNMENT}+{EARLY}+x", a_ipynb="{}", much_bin="x" * 5000)
    os.mkfifo(work / "pipe")
    monkeypatch.setattr("autograder.grading.book.collect.ALL_FILES", 4000)
    assert collected() == {f"{ME}/{ASSIGNMENT}/a.ipynb": "{}"}


@pytest.mark.parametrize("due, told", [("2020-11-01 13:00", True), ("2020-11-01 11:00", False), (None, False)])
def test_a_time_that_a_student_made_up_is_told(collected, caplog, due, told):
    """Who may write to the exchange may write any time; not when it was written."""
    put(collected.inbound, f"{ME}+{ASSIGNMENT}+{EARLY}+x", a_ipynb="{}")
    with Gradebook(f"sqlite:///{collected.folder / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=due)
    collected()
    assert ("was changed after it was due" in caplog.text) == told
