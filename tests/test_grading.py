"""The class runner: stock nbgrader's scores for honest work, a clear reason for anything else."""

import shutil

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from traitlets.config import Config

from autograder.cases import cases_of
from autograder.course import checks_of, is_test, nbgrader
from autograder.grading.writer import course_directory
from tests.small_class import NO_FACTOR, SmallClass, a_course, graded_class, submit

GRADIENT = "check_noisy_val_grad_gradient"


@pytest.fixture(scope="module")
def graded():
    return graded_class()


def points(graded):
    return {
        c.metadata.nbgrader.grade_id: c.metadata.nbgrader.points for c in graded.autograded("right").cells if is_test(c)
    }


def of_tests(graded, student):
    """{test cell: score}."""
    return {name: score for name, score in graded.scores(student).items() if name.startswith("check_")}


def test_a_right_submission_earns_every_point(graded):
    assert of_tests(graded, "right") == points(graded)
    assert graded.results["right"].problem is None


def test_honest_scores_equal_stock_nbgraders(graded, tmp_path):
    for student in ("right", "wrong"):
        shutil.copytree(graded.folder / "submitted" / student, tmp_path / "submitted" / student)
    shutil.copytree(graded.folder / "source", tmp_path / "source")
    shutil.copy(graded.folder / "gradebook.db", tmp_path)
    config = Config({"CourseDirectory": {"root": str(tmp_path), "course_id": "optimization"}})
    Autograde(course_directory(config, assignment_id="ps2"), config=config).start()
    stock = SmallClass(tmp_path, config, {})
    assert graded.scores("right") == stock.scores("right")
    ours, theirs, full = of_tests(graded, "wrong"), of_tests(stock, "wrong"), points(graded)
    assert {name for name in full if ours[name] == full[name]} == {name for name in full if theirs[name] == full[name]}
    assert theirs[GRADIENT] == 0 < ours[GRADIENT] < full[GRADIENT]


def test_every_case_earns_its_share_and_says_how_it_went(graded):
    """At γ = 1 a missing factor γ does no harm: that case is right."""
    (cell,) = (c for c in graded.autograded("wrong").cells if nbgrader(c).get("grade_id") == GRADIENT)
    cases = cases_of(checks_of("power_loss")[GRADIENT])
    told, share = cell.outputs
    assert float(share.data["text/plain"]) == pytest.approx(points(graded)[GRADIENT] / len(cases), abs=0.01)
    assert told.text.count("✗") == len(cases) - 1 and told.text.count("✓") == 1
    assert "It looks as if the factor γ is missing." in told.text
    assert told.text.count("a hidden case") == sum(is_hidden for _, is_hidden in cases)


@pytest.mark.parametrize("like, student", [("right", "tampered"), ("wrong", "tampered_wrong")])
def test_copied_deleted_renamed_and_skipped_cells_change_no_score(graded, like, student):
    assert of_tests(graded, student) == of_tests(graded, like)


@pytest.mark.parametrize(
    "student, reason",
    [
        ("broken", "is broken and cannot be read: it is not JSON"),
        ("renamed", "power_loss.ipynb is missing; there is my_work.ipynb"),
        ("killer", "it killed the process that ran it"),
    ],
)
def test_what_could_not_be_graded_scores_nothing_and_says_why(graded, student, reason):
    assert reason in graded.results[student].problem
    assert graded.results[student].score == 0
    assert not any(of_tests(graded, student).values())
    for cell in filter(is_test, graded.autograded(student).cells):
        assert reason in cell.outputs[0].evalue


@pytest.mark.parametrize(
    "student, function, reason",
    [
        ("deadly", "fast_val_grad", "the kernel died in cell"),
        ("endless", "numerical_gradient", "had no result after 5 seconds"),
    ],
)
def test_what_ran_before_the_end_keeps_its_points(graded, student, function, reason):
    assert reason in graded.results[student].problem
    scores = of_tests(graded, student)
    before = [name for name in scores if "noisy_val_grad" in name]
    assert all(scores[name] == points(graded)[name] for name in before)
    assert all(scores[name] == 0 for name in scores if function in name)


def test_every_unrun_cell_says_so(graded):
    for cell in filter(is_test, graded.autograded("deadly").cells):
        errors = [output for output in cell.outputs if output.output_type == "error"]
        assert errors or "✓" in cell.outputs[0].text


def test_grading_again_changes_nothing_unless_forced_and_keeps_manual_grades(tmp_path):
    config = a_course(tmp_path)
    submit(tmp_path, "ada", noisy_val_grad=NO_FACTOR)
    small = SmallClass(tmp_path, config, {})
    (first,) = small.grade()
    assert small.grade() == []
    coursedir = course_directory(config)
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        grade = gradebook.find_grade(GRADIENT, "power_loss", "ps2", "ada")
        by_machine, grade.manual_score = grade.auto_score, 1.5
        gradebook.db.commit()
    (again,) = small.grade(force=True)
    assert again.score == pytest.approx(first.score - by_machine + 1.5)


def test_stock_autograde_with_our_preprocessors_tells_of_a_dead_kernel(graded, tmp_path):
    """What nbgrader_config.py plugs in, so that `nbgrader autograde` and Formgrader do as the class runner."""
    for student in ("deadly", "tampered"):
        shutil.copytree(graded.folder / "submitted" / student, tmp_path / "submitted" / student)
    shutil.copytree(graded.folder / "source", tmp_path / "source")
    shutil.copy(graded.folder / "gradebook.db", tmp_path)
    config = Config({"CourseDirectory": {"root": str(tmp_path), "course_id": "optimization"}})
    names = ["ClearOutput", "DeduplicateIds", "OverwriteKernelspec", "OverwriteCells", "CheckCellMetadata"]
    repair, execute = "autograder.grading.RepairCells", "autograder.grading.BoundedExecute"
    config.Autograde.sanitize_preprocessors = [repair, *(f"nbgrader.preprocessors.{name}" for name in names)]
    config.Autograde.autograde_preprocessors = [execute, "nbgrader.preprocessors.SaveAutoGrades"]
    Autograde(course_directory(config, assignment_id="ps2"), config=config).start()
    plugged = SmallClass(tmp_path, config, {})
    for student in ("deadly", "tampered"):
        assert plugged.scores(student) == graded.scores(student)
    notebook = nbformat.read(tmp_path / "autograded" / "deadly" / "ps2" / "power_loss.ipynb", as_version=4)
    assert any(o.get("ename") == "DeadKernelError" for c in notebook.cells for o in c.get("outputs", []))
