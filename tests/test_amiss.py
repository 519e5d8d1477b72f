"""A mistake in an author's module is told with its place and a remedy, before anything is made of it."""

import pytest

from autograder.course import amiss
from tests.own_course import OwnCourse

MODULE = '''"""double, compared with a sum."""

import pytest

from autograder.kit.case import hidden


@pytest.mark.worth(2)
@pytest.mark.parametrize("n", [7, hidden(20)])
def check_double_value(double, n):
    """the result is twice the number"""
'''
EDITS = {  # what the author did: (what, in whose place, the line, words of what is told)
    "Python cannot read it": ("def check_double_value(", "def check_(:\n    (", 10, "Python cannot read this line"),
    "no claim": ('    """the result is twice the number"""', "    pass", 10, "makes no claim: give it a docstring"),
    "another name": ("(double, n)", "(doubel, n)", 10, "asks for doubel, of which there is neither a case nor a cell"),
    "no points": ("worth(2)", "worth(0)", 10, "worth no points"),
    "no mark": ("@pytest.mark.worth(2)\n", "", 9, "worth no points"),
    "points elsewhere": ("worth(2)", "worth(POINTS)", 10, "write @pytest.mark.worth(2)"),
    "points in words": ("worth(2)", 'worth("2")', 10, "write @pytest.mark.worth(2)"),
    "too many values": ("hidden(20)", "hidden(20, 3)", 9, "hidden(20, 3) is not one value for each of n"),
    "no case": ("[7, hidden(20)]", "[]", 9, "there is no case here"),
    "no list of cases": (', [7, hidden(20)]', "", 9, "takes names and a list of cases"),
    "a case by another name": ('"n"', '"k"', 10, "takes no k, which its cases set"),
    "cases twice": ("@pytest.mark.worth(2)", "@pytest.mark.worth(2)\n@pytest.mark.parametrize(1)", 10, "into one"),
    "no check": ("def check_", "def judge_", 1, "write a function check_double_CLAIM(double, …)"),
}  # fmt: skip


def told(folder, text, monkeypatch):
    """What is said of a module with this text."""
    monkeypatch.setattr(amiss, "ROOT", folder)
    path = folder / "check_double.py"
    path.write_text(text, "utf-8")
    return [*amiss.unreadable([path])] or [*amiss.in_module(path, {"double"})]


def test_nothing_is_said_of_what_is_right(tmp_path, monkeypatch):
    assert told(tmp_path, MODULE, monkeypatch) == [] == [*amiss.amiss()]


@pytest.mark.parametrize("what", EDITS)
def test_a_mistake_is_told_with_its_place_and_a_remedy(what, tmp_path, monkeypatch):
    old, new, line, words = EDITS[what]
    assert old in MODULE
    said = told(tmp_path, MODULE.replace(old, new), monkeypatch)
    assert said and said[0].startswith(f"check_double.py:{line}: ") and words in said[0]


@pytest.mark.parametrize("line", ["import there_is_no_such_module", "1 / 0"])
def test_what_cannot_be_imported_is_told_with_its_line(line, tmp_path, monkeypatch):
    monkeypatch.setattr(amiss, "ROOT", tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "ends_in_an_error.py").write_text(f"\n\n{line}\n")
    (said,) = amiss.not_importable(["ends_in_an_error"])
    assert said.startswith("ends_in_an_error.py:3: ") and "Error: " in said


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A course with one exercise."""
    place = OwnCourse(tmp_path_factory.mktemp("amiss"))
    place.run("new", "course", "hw")
    place.run("new", "assignment", "hw1", "sums", "add_up", "--course-dir", "hw")
    return OwnCourse(place.folder / "hw")


def test_release_and_check_stop_before_they_do_anything(own):
    module, notebook = own.folder / "checks" / "sums" / "check_add_up.py", own.folder / "source" / "hw1" / "sums.ipynb"
    before, right = notebook.read_bytes(), module.read_text("utf-8")
    module.write_text(right.replace("worth(3)", "worth(0)"), "utf-8")
    for command in (["release"], ["check", notebook], ["grade", "hw1"]):
        assert own.run(*command, status=2).startswith("checks/sums/check_add_up.py:")
    module.write_text(right.replace('"n", [7, 2,', '"n", [lambda: 7, 2,'), "utf-8")
    assert "is no plain data" in own.run("release", status=2)
    assert notebook.read_bytes() == before
    assert "Traceback" not in own.run("new", "exercise", "more", "--in", "hw1", status=1)
    module.write_text(right, "utf-8")


@pytest.mark.parametrize("mark", ["# BEGIN SOLUTION", "#+"])
def test_an_answer_is_the_students_whatever_marks_the_solution(own, mark):
    """A function is the course's own where no cell asks for it, and nowhere else."""
    solutions = own.folder / "solutions" / "sums.py"
    right = solutions.read_text("utf-8")
    solutions.write_text(right.replace("### BEGIN SOLUTION", mark), "utf-8")
    wrong = own.hand_in("wrong", "hw1", "sums", {"add_up": "def add_up(x):\n    return np.sum(x**2)"})
    assert " · 1 of " in own.run("check", wrong)
    solutions.write_text(right, "utf-8")
