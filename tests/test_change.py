"""An assignment that changes when submissions are graded: it is said what will happen, and nothing by hand is lost."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import MissingEntry
from rich.console import Console

from autograder.course.config import course_config
from autograder.course.release import generate
from autograder.grading.book.change import WouldLose, prepared
from autograder.grading.book.gradebook import Book
from autograder.grading.book.writer import course_directory
from autograder.grading.whole_class import runner
from tests.own_course import OwnCourse, cell_of, notebook, with_tools
from tests.tiny_class import InProcess

HW, NAME = "hw", "work"
ANSWERS = {"right": "def double(x):\n    return 2 * x", "wrong": "def double(x):\n    return x"}
RIGHT = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
CELLS = [
    cell_of(new_code_cell, RIGHT, "double", solution=True),
    cell_of(new_code_cell, "assert double(1) == 2", "test_double", points=3),
    cell_of(new_markdown_cell, "Because.", "essay", points=4, solution=True),
]


class Course(OwnCourse):
    """Two students' work, graded by a machine and by hand."""

    def __init__(self, folder, monkeypatch):
        super().__init__(folder)
        monkeypatch.setattr(runner, "Processes", InProcess)
        monkeypatch.setenv("PATH", with_tools())
        self.config = course_config(folder)
        self.write(HW, NAME, notebook(*CELLS))
        generate(self.config, [HW])
        for student, answer in ANSWERS.items():
            self.hand_in(student, HW, NAME, {"double": answer, "essay": "I think so."})
        self.grade()
        with self.gradebook() as gradebook:
            grade = gradebook.find_grade("essay", NAME, HW, "right")
            grade.manual_score, grade.needs_manual_grade = 3, False
            gradebook.find_comment("essay", NAME, HW, "right").manual_comment = "Well said"
            gradebook.db.commit()

    def grade(self):
        """How many were graded."""
        return len(runner.grade(HW, config=self.config, console=Console(quiet=True)))

    def release(self, *cells, name=NAME):
        """Writes these cells and releases them; returns what is said."""
        self.write(HW, name, notebook(*cells))
        coursedir = course_directory(self.config)
        book = Book(coursedir.db_url, coursedir.course_id)
        try:
            told = prepared(book, coursedir, [HW])
        finally:
            book.close()
        generate(self.config, [HW])
        return told

    def comment(self, cell):
        with self.gradebook() as gradebook:
            return gradebook.find_comment(cell, NAME, HW, "right").manual_comment


@pytest.fixture
def course(tmp_path, monkeypatch):
    return Course(tmp_path, monkeypatch)


def test_nothing_is_said_and_nothing_graded_where_nothing_has_changed(course):
    assert course.release(*CELLS) == []
    assert course.grade() == 0


def test_other_points(course):
    code, _, essay = CELLS
    lines = course.release(code, cell_of(new_code_cell, "assert double(1) == 2", "test_double", points=5), essay)
    assert "hw: work: test_double is worth 5 points, and was worth 3" in lines
    assert lines[-1] == "hw: `grade hw` brings 2 submissions up to date, and keeps what was given by hand"
    assert course.grade() == 2
    assert course.scores("right", HW) == {(NAME, "test_double"): 5, (NAME, "essay"): 3}
    assert course.scores("wrong", HW) == {(NAME, "test_double"): 0, (NAME, "essay"): 0}


def test_fewer_points_than_a_person_gave(course):
    lines = course.release(*CELLS[:2], cell_of(new_markdown_cell, "Because.", "essay", points=2, solution=True))
    assert "hw: work: essay is worth 2 points, and was worth 4; by hand, more was given 1 times" in lines


def test_a_new_cell_and_a_stricter_test(course):
    code, _, essay = CELLS
    strict = cell_of(new_code_cell, "assert double(1) == 3", "test_double", points=3)
    more = cell_of(new_code_cell, "assert double(2) == 4", "test_more", points=2)
    assert "hw: work: test_more is new, 2 points" in course.release(code, strict, more, essay)
    assert course.grade() == 2
    assert course.scores("right", HW) == {(NAME, "test_double"): 0, (NAME, "test_more"): 2, (NAME, "essay"): 3}
    assert course.scores("wrong", HW) == {(NAME, "test_double"): 0, (NAME, "test_more"): 0, (NAME, "essay"): 0}


def test_a_cell_by_another_name_keeps_what_was_given(course):
    renamed = cell_of(new_markdown_cell, "Because.", "opinion", points=4, solution=True)
    renamed.id = "essay"
    lines = course.release(*CELLS[:2], renamed)
    assert lines[0] == "hw: work: essay is called opinion; its scores move along"
    assert course.comment("opinion") == "Well said"
    assert course.grade() == 2
    assert course.scores("right", HW) == {(NAME, "test_double"): 3, (NAME, "opinion"): 3}


def test_a_test_that_is_gone(course):
    code, _, essay = CELLS
    assert "hw: work: test_double is gone, and what a machine gave for it" in course.release(code, essay)
    assert course.grade() == 2
    assert course.scores("right", HW) == {(NAME, "essay"): 3}


def test_what_a_person_gave_does_not_go(course):
    before = (course.folder / "release" / HW / f"{NAME}.ipynb").read_bytes()
    more = cell_of(new_code_cell, "assert double(2) == 4", "test_more", points=2)
    why = r"hw: nothing is released\. work: essay is gone, and 2 scores and comments by hand would go"
    with pytest.raises(WouldLose, match=why):
        course.release(*CELLS[:2], more)
    assert (course.folder / "release" / HW / f"{NAME}.ipynb").read_bytes() == before
    assert course.scores("right", HW) == {(NAME, "test_double"): 3, (NAME, "essay"): 3}
    with course.gradebook() as gradebook, pytest.raises(MissingEntry):
        gradebook.find_grade_cell("test_more", NAME, HW)


def test_a_new_notebook_and_one_that_is_gone(course):
    test = cell_of(new_code_cell, "assert True", "test_more", points=2)
    assert "hw: more: test_more is new, 2 points" in course.release(test, name="more")
    assert course.grade() == 2
    assert course.scores("right", HW)["more", "test_more"] == 2
    (course.folder / "source" / HW / "more.ipynb").unlink()
    with pytest.raises(WouldLose, match=r"more\.ipynb is gone"):
        course.release(*CELLS)


def test_a_test_that_is_never_run_earns_nothing(course):
    """Ten cells end their kernel: what comes after them is not run."""
    path = course.hand_in("deadly", HW, NAME, {"double": ANSWERS["right"]})
    work = nbformat.read(path, as_version=4)
    work.cells[1:1] = [new_code_cell("import os\nos._exit(1)") for _ in range(10)]
    nbformat.write(work, path)
    assert course.grade() == 1
    assert course.scores("deadly", HW)[NAME, "test_double"] == 0
