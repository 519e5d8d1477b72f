"""Any course: its own folder, any names, several notebooks in an assignment, test cells without modules of ours."""

import json

import pytest

from autograder.course.places import PACKAGE
from tests.own_course import OwnCourse, exercise, notebook

RIGHT = {"squares": "def double(x):\n    return 2 * x", "cubes": "def cube(x):\n    return x**3"}
PARTLY = {"squares": "def double(x):\n    return x + 2", "cubes": "def cube(x):\n    return 4 * x"}  # right at 2 only
LOUD = "import sys\n\ndef double(x):\n    print('careful', file=sys.stderr)\n    return 2 * x"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Two notebooks with the same grade ids in one assignment, handed in by several students, and graded."""
    own = OwnCourse(tmp_path_factory.mktemp("own"))
    (own.folder / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "own"\n')
    own.write("week-1", "squares", notebook(*exercise("double", "2 * x", 4, 82, "2 * x")))
    own.write("week-1", "cubes", notebook(*exercise("cube", "x**3", 8, 68921, "x**3")))
    own.run("release")
    for name in RIGHT:
        own.hand_in("right", "week-1", name, {"answer": RIGHT[name]})
        own.hand_in("partly", "week-1", name, {"answer": PARTLY[name]})
        own.hand_in("blank", "week-1", name, {})
        own.hand_in("deadly", "week-1", name, {"answer": f"{RIGHT[name]}\nimport os\nos._exit(1)"})
    own.hand_in("loud", "week-1", "squares", {"answer": LOUD})
    own.told = own.run("grade", "week-1")
    return own


def both(full, part):
    return {(name, cell): score for name in RIGHT for cell, score in (("test_answer", full), ("test_partly", part))}


@pytest.mark.parametrize(
    "student, scores",
    [
        ("right", both(3, 2)),
        ("partly", both(0, 0.5)),
        ("blank", both(0, 0)),
        ("deadly", both(0, 0)),
        (
            "loud",
            {("squares", c): 0 for c in ("test_answer", "test_partly")}
            | {("cubes", "test_answer"): 0, ("cubes", "test_partly"): 0},
        ),
    ],
)
def test_own_test_cells_get_what_nbgrader_gives(course, student, scores):
    assert course.scores(student, "week-1") == scores


def test_both_notebooks_are_graded_and_none_is_said_to_be_anothers(course):
    graded = course.folder / "autograded" / "right" / "week-1"
    assert {path.stem for path in graded.glob("*.ipynb")} == {"squares", "cubes"}
    assert "another assignment's" not in "".join(path.read_text("utf-8") for path in graded.glob("*.ipynb"))


def test_hidden_tests_are_put_back_and_not_handed_out(course):
    released = (course.folder / "release" / "week-1" / "squares.ipynb").read_text("utf-8")
    graded = (course.folder / "autograded" / "partly" / "week-1" / "squares.ipynb").read_text("utf-8")
    assert "double(41)" not in released and "double(41)" in graded


def test_the_table_and_the_report_count_all_cells(course):
    assert "of 10" in course.told and "partly" in course.told
    course.run("report")
    page = (course.folder / "report.html").read_text("utf-8")
    assert "week-1" in page and "test partly" in page


def test_check_reads_them_too(course):
    files = [course.folder / "submitted" / "partly" / "week-1" / f"{name}.ipynb" for name in RIGHT]
    course.run("check", *files, "--json", "out.json")
    squares, cubes = json.loads((course.folder / "out.json").read_text("utf-8"))["files"]
    assert [(f["assignment"], f["notebook"], f["score"], f["points"]) for f in (squares, cubes)] == [
        ("week-1", "squares", 0.5, 5),
        ("week-1", "cubes", 0.5, 5),
    ]
    told = "".join(case["message"] for case in squares["checks"])
    assert "A hidden test ended in AssertionError." in told and "41" not in told


def test_nbgraders_own_autograde_gives_the_same(course, tmp_path):
    """Where its configuration is this package's."""
    config = (PACKAGE / "nbgrader_config.py").read_text("utf-8")
    before = course.scores("partly", "week-1")
    (course.folder / "nbgrader_config.py").write_text(config)
    course.run("autograde", "week-1", "--student", "partly", "--force", module="nbgrader")
    assert course.scores("partly", "week-1") == before
