"""Any course: its own folder, any names, several notebooks in an assignment, test cells without modules of ours."""

import json
import zipfile

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.course.places import PACKAGE
from tests.own_course import OwnCourse, cell_of, exercise, notebook
from tests.test_gradescope import graded_in

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


def test_gradescope_grades_both_notebooks(course, tmp_path):
    """With the hidden tests, which students see the end of when grades are published."""
    assert "10 autograder points; 0 more" in course.run("gradescope", "week-1", "-o", tmp_path / "week-1.zip")
    with zipfile.ZipFile(tmp_path / "week-1.zip") as pack:
        pack.extractall(tmp_path / "source")
    (tmp_path / "results").mkdir()
    work = course.folder / "submitted" / "partly" / "week-1"
    (tmp_path / "submission").symlink_to(work)
    results = graded_in(tmp_path)
    assert results["score"] == 1 and sum(test["max_score"] for test in results["tests"]) == 10
    hidden = [test for test in results["tests"] if test["visibility"] != "visible"]
    assert [test["max_score"] for test in hidden] == [3, 3] and "41" not in str(hidden)


def test_nbgraders_own_autograde_gives_the_same(course):
    """Where its configuration is this package's."""
    config = (PACKAGE / "nbgrader_config.py").read_text("utf-8")
    before = course.scores("partly", "week-1")
    (course.folder / "nbgrader_config.py").write_text(config)
    course.run("autograde", "week-1", "--student", "partly", "--force", module="nbgrader")
    assert course.scores("partly", "week-1") == before


@pytest.fixture(scope="module")
def with_modules(tmp_path_factory):
    """A course that `new` has made: an assignment with two notebooks, and a test cell of its author's in one."""
    place = OwnCourse(tmp_path_factory.mktemp("new"))
    place.run("new", "course", "hw")
    own = OwnCourse(place.folder / "hw")
    for words in ("assignment hw1 robust_loss huber_loss", "notebook sums add_up --in hw1"):
        assert "warning" not in own.run("new", *words.split())
    path = own.folder / "source" / "hw1" / "sums.ipynb"
    sums = nbformat.read(path, as_version=4)
    sums.cells.append(cell_of(new_code_cell, "assert add_up(np.ones((2, 1))) == 1", "of_mine", points=2))
    nbformat.write(sums, path)
    assert "warning" not in own.run("release")
    right = {name: f"def {name}(x):\n    return np.mean(x**2)" for name in ("huber_loss", "add_up")}
    for name in ("robust_loss", "sums"):
        own.hand_in("right", "hw1", name, right)
        own.hand_in("wrong", "hw1", name, {n: text.replace("mean", "sum") for n, text in right.items()})
    own.run("grade", "hw1")
    return own


def test_a_course_of_its_own_modules(with_modules):
    """Its checks judge, name mistakes, and stand beside an author's own test cell in one notebook."""
    scores = with_modules.scores("right", "hw1")
    assert scores["robust_loss", "check_huber_loss"] == scores["sums", "check_add_up"] == 4
    assert scores["sums", "of_mine"] == 2
    scores = with_modules.scores("wrong", "hw1")
    assert scores["robust_loss", "check_huber_loss"] == scores["sums", "check_add_up"] == 1
    assert scores["sums", "of_mine"] == 0
    with_modules.run("report")
    assert "adds the squares up, and takes no mean" in (with_modules.folder / "report.html").read_text("utf-8")


def test_its_files_are_its_own(with_modules):
    found = {path.relative_to(with_modules.folder).parts[0] for path in with_modules.folder.rglob("*.py")}
    assert found == {"checks", "solutions", "nbgrader_config.py"}
    assert not list(PACKAGE.rglob("robust_loss*"))


def test_check_says_whether_an_exercise_works(with_modules):
    told = with_modules.run("check", "source/hw1/sums.ipynb", "source/hw1/robust_loss.ipynb")
    assert "hw1 sums · 6 of 6 points" in told and "hw1 robust_loss · 4 of 4 points" in told


def test_its_gradescope_zip_holds_its_modules(with_modules):
    with_modules.run("gradescope", "hw1", "-o", "hw1.zip")
    with zipfile.ZipFile(with_modules.folder / "hw1.zip") as pack:
        names = set(pack.namelist())
    assert {"autograder/checks/sums/check_add_up.py", "source/hw1/sums.ipynb", "source/hw1/robust_loss.ipynb"} <= names
    assert not [name for name in names if name.startswith("autograder/checks/mnist")]
