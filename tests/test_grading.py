"""The class runner: stock nbgrader's scores for honest work, a clear reason for anything else."""

import io
import shutil

import nbformat
import pytest
from nbgrader.converters import Autograde
from rich.console import Console
from traitlets.config import Config

from autograder.cases import cases_of
from autograder.course import checks_of, is_test, nbgrader
from autograder.grading import runner
from autograder.grading.records import troubles_of
from autograder.grading.runner import grade
from autograder.grading.writer import course_directory
from autograder.kit.outcome import Kind
from tests.small_class import SmallClass, graded_class
from tests.tiny_class import (
    ASSIGNMENT,
    NOTEBOOK,
    InProcess,
    answer_of,
    assert_all_graded,
    grade_by_hand,
    gradebook_of,
    hand_in,
    scores,
    tiny_class,
)

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


def test_killing_its_parent_harms_only_oneself(graded):
    assert graded.results["killer"].problem is None
    full = points(graded)
    expected = {name: 0 if "noisy_val_grad" in name else full[name] for name in full}
    assert of_tests(graded, "killer") == expected


def test_every_unrun_cell_says_so(graded):
    for cell in filter(is_test, graded.autograded("deadly").cells):
        errors = [output for output in cell.outputs if output.output_type == "error"]
        assert errors or "✓" in cell.outputs[0].text


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """(folder, configuration) of a class of three, graded in this process."""
    monkeypatch.setattr(runner, "Processes", InProcess)
    config = tiny_class(tmp_path, 3)
    grade(ASSIGNMENT, config=config)
    return tmp_path, config


def students(results):
    return [result.student for result in results]


def content(folder):
    """{path: its bytes} of all that grading writes, except logs and locks."""
    names = [folder / "gradebook.db", *(folder / "autograded").rglob("*")]
    return {path: path.read_bytes() for path in names if path.is_file()}


def test_what_is_graded_and_unchanged_is_left_alone(tiny):
    folder, config = tiny
    before = content(folder)
    for path in folder.glob("submitted/*/*/*.ipynb"):
        path.touch()
    assert grade(ASSIGNMENT, config=config) == []
    assert content(folder) == before


def test_another_submission_is_graded_also_without_a_timestamp(tiny):
    folder, config = tiny
    hand_in(folder, "s001", answer_of(0))
    (result,) = grade(ASSIGNMENT, config=config)
    assert (result.student, result.before, result.score) == ("s001", 1.5, 4)
    assert result.changes == (("check_mean_squared_loss_value", 0.5, 3),)
    assert scores(config)["s001"] == (3, 1)


def test_folder_and_gradebook_must_both_say_that_it_is_graded(tiny):
    folder, config = tiny
    with gradebook_of(config) as gradebook:
        gradebook.remove_submission(ASSIGNMENT, "s000")
    shutil.rmtree(folder / "autograded" / "s002")
    assert students(grade(ASSIGNMENT, config=config)) == ["s000", "s002"]
    assert_all_graded(folder, config, 3)


def test_what_nbgrader_itself_has_graded_is_judged_by_its_timestamps_or_files(tiny):
    folder, config = tiny
    for path in folder.glob("autograded/*/*/.graded.json"):
        path.unlink()
    assert grade(ASSIGNMENT, config=config) == []
    stamp(folder, "autograded", "s000", "12:00"), stamp(folder, "submitted", "s000", "11:00")
    stamp(folder, "autograded", "s001", "12:00"), stamp(folder, "submitted", "s001", "13:00")
    hand_in(folder, "s002", answer_of(2))
    assert students(grade(ASSIGNMENT, config=config)) == ["s001", "s002"]


def stamp(folder, step, student, time):
    (folder / step / student / ASSIGNMENT / "timestamp.txt").write_text(f"2026-11-01 {time}:00 UTC")


def test_a_dry_run_shows_what_would_change_and_writes_nothing(tiny):
    folder, config = tiny
    hand_in(folder, "s001", answer_of(2))
    hand_in(folder, "s003", answer_of(0))
    before, console = content(folder), Console(width=150, file=io.StringIO())
    results = grade(ASSIGNMENT, config=config, dry_run=True, console=console)
    assert content(folder) == before
    assert {r.student: (r.before, r.score) for r in results} == {"s001": (1.5, 0), "s003": (None, 4)}
    told = console.file.getvalue()
    assert "would change" in told and "dry run, nothing written · 2 graded, 2 unchanged" in told
    assert "check_mean_squared_loss_arguments 1 → 0, check_mean_squared_loss_value 0.5 → 0" in told
    assert grade(ASSIGNMENT, config=config) == results


def test_grading_again_keeps_what_was_graded_by_hand_and_says_so(tiny):
    folder, config = tiny
    grade_by_hand(config, "s001", "check_mean_squared_loss_value", 2.5)
    grade_by_hand(config, "s001", "why", 1, comment="Well argued.")
    hand_in(folder, "s001", answer_of(0))
    console = Console(width=150, file=io.StringIO())
    (result,) = grade(ASSIGNMENT, config=config, console=console)
    assert result.before == result.score == 4.5
    assert "check_mean_squared_loss_value 0.5 → 3  (the total is as before" in console.file.getvalue()
    with gradebook_of(config) as gradebook:
        comment = gradebook.find_comment("why", NOTEBOOK, ASSIGNMENT, "s001")
        assert comment.comment == "Well argued."
        by_hand = gradebook.find_grade("check_mean_squared_loss_value", NOTEBOOK, ASSIGNMENT, "s001")
        assert (by_hand.manual_score, by_hand.auto_score, by_hand.needs_manual_grade) == (2.5, 3, True)


def test_forced_grading_comes_to_the_same(tiny):
    folder, config = tiny
    console = Console(width=150, file=io.StringIO())
    assert students(grade(ASSIGNMENT, config=config, force=True, console=console)) == ["s000", "s001", "s002"]
    assert "Grading again has changed no score." in console.file.getvalue()
    assert_all_graded(folder, config, 3)


def test_links_in_a_submission_lead_nowhere(tiny):
    folder, config = tiny
    hand_in(folder, "s003", answer_of(0))
    (folder / "submitted" / "s003" / ASSIGNMENT / "data.txt").symlink_to(folder / "gradebook.db")
    assert students(grade(ASSIGNMENT, config=config)) == ["s003"]
    assert not (folder / "autograded" / "s003" / ASSIGNMENT / "data.txt").exists()


def test_stock_autograde_with_our_preprocessors_tells_of_a_dead_kernel(graded, tmp_path):
    """What nbgrader_config.py plugs in, so that `nbgrader autograde` and Formgrader do as the class runner."""
    for student in ("deadly", "tampered"):
        shutil.copytree(graded.folder / "submitted" / student, tmp_path / "submitted" / student)
    shutil.copytree(graded.folder / "source", tmp_path / "source")
    shutil.copy(graded.folder / "gradebook.db", tmp_path)
    config = Config({"CourseDirectory": {"root": str(tmp_path), "course_id": "optimization"}})
    names = ["ClearOutput", "DeduplicateIds", "OverwriteKernelspec", "OverwriteCells", "CheckCellMetadata"]
    repair, execute = "autograder.grading.repair.RepairCells", "autograder.grading.execution.BoundedExecute"
    config.Autograde.sanitize_preprocessors = [repair, *(f"nbgrader.preprocessors.{name}" for name in names)]
    config.Autograde.autograde_preprocessors = [execute, "nbgrader.preprocessors.SaveAutoGrades"]
    Autograde(course_directory(config, assignment_id="ps2"), config=config).start()
    plugged = SmallClass(tmp_path, config, {})
    for student in ("deadly", "tampered"):
        assert plugged.scores(student) == graded.scores(student)
    notebook = nbformat.read(tmp_path / "autograded" / "deadly" / "ps2" / "power_loss.ipynb", as_version=4)
    assert Kind.KERNEL_DIED in {trouble.kind for trouble in troubles_of(notebook)}


def test_a_graded_notebook_holds_no_hidden_case(graded):
    """Neither one that was graded nor what stands in for one that could not be."""
    for student in graded.results:
        text = nbformat.writes(graded.autograded(student))
        assert "examine(check_" in text
        assert "hidden=True" not in text and "HIDDEN TESTS" not in text, student
