"""The command line: which course, which settings, which exit codes."""

import pytest

from autograder.__main__ import main
from tests.own_course import OwnCourse

CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "mine"\n'


@pytest.fixture
def course(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    (tmp_path / "source").mkdir()
    return OwnCourse(tmp_path)


def ended(words, code):
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == code


@pytest.mark.parametrize(
    "words",
    [[], ["no-such-command"], ["grade"], ["grade", "ps1", "--bogus"], ["report", "--course-dir", "/no/such/folder"]],
)
def test_wrong_use_is_2(words, capsys):
    ended(words, 2)
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["release", "gradescope"])
def test_no_such_assignment_is_2(command, capsys):
    assert main([command, "ps99"]) == 2
    assert "there is no assignment ps99: this course has ps1, ps2" in capsys.readouterr().err


def test_help_tells_exit_codes_and_versions(capsys):
    ended(["--help"], 0)
    assert "exit codes" in capsys.readouterr().out
    for words in (["--version"], ["grade", "--version"]):
        ended(words, 0)
        assert "nbgrader 0." in capsys.readouterr().out


def test_help_all_tells_the_settings_of_nbgrader_and_ours(capsys):
    ended(["--help-all"], 0)
    told = capsys.readouterr().out
    assert "--BoundedExecute.case_seconds" in told and "--CourseDirectory.course_id" in told


def test_the_course_is_where_one_stands_or_what_is_named(course, tmp_path_factory):
    course.run("report")
    assert "<title>Class report: mine<" in (course.folder / "report.html").read_text("utf-8")
    elsewhere = OwnCourse(tmp_path_factory.mktemp("elsewhere"))
    for words in (["report", "--course-dir", course.folder], ["--course-dir", course.folder, "report"]):
        assert str(course.folder / "report.html") in elsewhere.run(*words)
    assert not list(elsewhere.folder.iterdir())


@pytest.mark.parametrize("inner", ["submitted/ada/hw", "submitted/ada/hw/submitted/ada", "autograded/ada/hw"])
def test_no_student_brings_a_course_along(course, inner):
    """A course is a program: its settings, checks and solutions run with the rights of whoever grades."""
    canary = course.folder / "canary"
    for place in (course.folder / inner, course.folder / "submitted" / "ada" / "hw"):
        place.mkdir(parents=True, exist_ok=True)
        (place / "nbgrader_config.py").write_text(f"open({str(canary)!r}, 'w')")
    told = OwnCourse(course.folder / inner).run("report")
    assert str(course.folder / "report.html") in told and not canary.exists()


def test_a_setting_on_the_command_line_has_the_last_word(course):
    course.run("report", "--CourseDirectory.course_id=other")
    assert "<title>Class report: other<" in (course.folder / "report.html").read_text("utf-8")


def test_quiet_prints_nothing_but_what_is_wrong(course):
    assert course.run("report", "-q") == ""
    assert "there is no assignment hw" in course.run("release", "hw", "--quiet", status=2)


def test_a_new_course_takes_no_folder_that_holds_something(course):
    assert "nothing is written" in course.run("new", "course", course.folder, status=2)
