"""The class runner: stock nbgrader's scores for honest work, a clear reason for anything else."""

import ast
import io
import json
import os
import re
import shutil

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.converters import Autograde, GenerateFeedback, NbGraderException
from rich.console import Console
from traitlets.config import Config

from autograder.course.cells import is_test, nbgrader
from autograder.course.checks import checks_of
from autograder.course.places import ROOT
from autograder.course.plan import Plan, PlannedCell
from autograder.course.release import generate
from autograder.course.repair import repaired
from autograder.grading import outputs
from autograder.grading.book.writer import course_directory
from autograder.grading.execution import BoundedExecute
from autograder.grading.records import outcomes_of, troubles_of
from autograder.grading.whole_class import pool, runner, worker
from autograder.grading.whole_class.runner import grade
from autograder.grading.whole_class.worker import KILLED
from autograder.kit.case import cases_of
from autograder.kit.outcome import Kind
from autograder.kit.points import earned_of
from autograder.report.data import class_data
from tests.small_class import SmallClass, graded_class
from tests.tiny_class import (
    ASSIGNMENT,
    CHECK,
    NOTEBOOK,
    InProcess,
    answer_of,
    assert_all_graded,
    cell_of,
    execute_or_die,
    grade_by_hand,
    gradebook_of,
    hand_in,
    notebook,
    scores,
    tiny_class,
    tiny_config,
)

GRADIENT = "check_noisy_val_grad_gradient"
NOISY = "check_noisy_val_grad"  # the cell that holds them


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
    assert of_tests(graded, "wrong") == of_tests(stock, "wrong")
    assert 0 < of_tests(graded, "wrong")[NOISY] < points(graded)[NOISY]


def test_every_case_earns_its_share_and_says_how_it_went(graded):
    """At γ = 1 a missing factor γ does no harm: that case is right."""
    (cell,) = (c for c in graded.autograded("wrong").cells if nbgrader(c).get("grade_id") == NOISY)
    own = [outcome for outcome in outcomes_of(cell) if outcome.check == GRADIENT]
    assert [outcome.passed for outcome in own] == [
        case == {"deg_": 1} for case, _ in cases_of(checks_of("power_loss")[GRADIENT])
    ]
    told, share = cell.outputs
    assert float(share.data["text/plain"]) == earned_of(outcomes_of(cell), points(graded)[NOISY])
    assert told.text.startswith("✓✗") and "3 of 4" not in told.text
    assert told.text.count("It looks as if the factor γ is missing.") == 1
    assert "It fails in 5 of 6 cases, 3 of them hidden." in told.text
    assert told.text.count("fails, too") == told.text.splitlines()[0].count("✗") - 1


@pytest.mark.parametrize("like, student", [("right", "tampered"), ("wrong", "tampered_wrong")])
def test_copied_deleted_renamed_and_skipped_cells_change_no_score(graded, like, student):
    assert of_tests(graded, student) == of_tests(graded, like)


@pytest.mark.parametrize(
    "student, reason",
    [
        ("broken", "is broken and cannot be read: it is not JSON"),
        ("renamed", "power_loss.ipynb is missing: hand in the .ipynb file itself (there is: my_work.ipynb)"),
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
    assert result.changes == ((CHECK, 1.5, 4),)
    assert scores(config)["s001"] == 4


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
    assert "check_mean_squared_loss 1.5 → 0" in told
    assert grade(ASSIGNMENT, config=config) == results


def test_grading_again_keeps_what_was_graded_by_hand_and_says_so(tiny):
    folder, config = tiny
    grade_by_hand(config, "s001", CHECK, 3.5)
    grade_by_hand(config, "s001", "why", 1, comment="Well argued.")
    hand_in(folder, "s001", answer_of(0))
    console = Console(width=150, file=io.StringIO())
    (result,) = grade(ASSIGNMENT, config=config, console=console)
    assert result.before == result.score == 4.5
    assert "check_mean_squared_loss 1.5 → 4  (the total is as before" in console.file.getvalue()
    with gradebook_of(config) as gradebook:
        comment = gradebook.find_comment("why", NOTEBOOK, ASSIGNMENT, "s001")
        assert comment.comment == "Well argued."
        by_hand = gradebook.find_grade(CHECK, NOTEBOOK, ASSIGNMENT, "s001")
        assert (by_hand.manual_score, by_hand.auto_score, by_hand.needs_manual_grade) == (3.5, 4, True)


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
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    config = tiny_config(tmp_path)
    config.Execute.timeout = 5
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
        assert "(check_noisy_val_grad_loss, " in text
        assert "hidden={" not in text and "HIDDEN TESTS" not in text, student


def as_json(change):
    """Changes a submission's notebook as JSON."""

    def damage(path):
        content = json.loads(path.read_bytes())
        change(content)
        path.write_text(json.dumps(content))

    return damage


def each_id(name_of):
    return as_json(lambda nb: [cell.update(id=name_of(n)) for n, cell in enumerate(nb["cells"])])


def scratch(**about):
    return as_json(lambda nb: nb["cells"].append({"cell_type": "code", "metadata": {}, "source": "", **about}))


def copied(path):
    """The done copy lies beside the notebook as it was released."""
    shutil.copy(path, path.with_name("losses (1).ipynb"))
    nbformat.write(notebook(answer_of(2)), path)


ODD = {
    "ids_gone": as_json(lambda nb: [cell.pop("id") for cell in nb["cells"]]),
    "ids_numbers": each_id(lambda number: number),
    "ids_null": each_id(lambda number: None),
    "ids_alike": each_id(lambda number: "same"),
    "ids_long": each_id(lambda number: f"{number}" * 70),
    "ids_with_spaces": each_id(lambda number: f"my cell {number}"),
    "half_an_emoji": scratch(cell_type="markdown", source="so \ud83d it is"),
    "no_such_cell_type": scratch(cell_type="widget"),
    "no_metadata": scratch(metadata=None, source=None),
    "one_text": as_json(lambda nb: [cell.update(source="".join(cell["source"])) for cell in nb["cells"]]),
    "version_as_text": as_json(lambda nb: nb.update(nbformat_minor="5")),
    "windows": lambda path: path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")),
    "renamed": lambda path: path.rename(path.with_name("my work.ipynb")),
    "copied": copied,
    "no_time": lambda path: (path.parent / "timestamp.txt").write_text("yesterday"),
    "link": lambda path: (path.parent / "data.txt").symlink_to("/etc/passwd"),
    "pipe": lambda path: os.mkfifo(path.parent / "pipe"),
    "in_the_way": lambda path: (path.parent / ".graded.json.new").mkdir(),
}


NOT_THERE = {
    "broken": lambda path: path.write_bytes(path.read_bytes()[:500]),
    "printed": lambda path: path.rename(path.with_suffix(".pdf")),
}
EARNED = dict.fromkeys(ODD, 4) | dict.fromkeys(NOT_THERE, 0)


@pytest.fixture(scope="module")
def odd_class(tmp_path_factory):
    """(folder, configuration) of a class in which each submission is right, and odd in one way, or is not there."""
    folder = tmp_path_factory.mktemp("odd")
    config = tiny_class(folder, 0)
    for student, damage in (ODD | NOT_THERE).items():
        hand_in(folder, student, answer_of(0))
        damage(folder / "submitted" / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb")
    return folder, config


def test_odd_notebooks_earn_what_they_are_worth(odd_class):
    folder, config = odd_class
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "Processes", InProcess)
        results = grade(ASSIGNMENT, config=config)
    assert {r.student for r in results if r.problem} == NOT_THERE.keys()
    assert scores(config) == EARNED
    assert not list(folder.glob("autograded/*/*/data.txt")) + list(folder.glob("autograded/*/*/pipe"))


def test_nbgrader_autograde_reads_odd_notebooks_as_grade_does(odd_class):
    """With what nbgrader_config.py plugs in, as Formgrader's button does."""
    folder, config = odd_class
    config = Config(config)
    config.CourseDirectory.autograded_directory = "by_nbgrader"
    config.CourseDirectory.db_url = f"sqlite:///{folder / 'other.db'}"
    generate(config, [ASSIGNMENT])
    Autograde(course_directory(config, assignment_id=ASSIGNMENT), config=config).start()
    assert scores(config) == EARNED
    assert not list(folder.glob("by_nbgrader/*/*/data.txt"))


def by_grade(config, student):
    grade(ASSIGNMENT, [student], config=config)


def by_nbgrader(config, student):
    """As Formgrader does: one submission at a time."""
    where = course_directory(config, assignment_id=ASSIGNMENT, student_id=student)
    Autograde(where, config=config).start()


WITHOUT = {"empty": [], "printed": ["work.pdf"], "packed": ["a.txt", "work.zip"]}


@pytest.mark.parametrize("grading", [by_grade, by_nbgrader])
def test_a_submission_without_a_notebook_scores_nothing_and_its_author_reads_what_lay_there(grading, tmp_path):
    config = tiny_class(tmp_path, 0)
    for student, names in WITHOUT.items():
        folder = tmp_path / "submitted" / student / ASSIGNMENT
        folder.mkdir(parents=True)
        for name in names:
            (folder / name).write_bytes(b"%PDF")
        grading(config, student)
    assert scores(config) == dict.fromkeys(WITHOUT, 0)
    GenerateFeedback(course_directory(config, assignment_id=ASSIGNMENT), config=config).start()
    for student, names in WITHOUT.items():
        page = (tmp_path / "feedback" / student / ASSIGNMENT / f"{NOTEBOOK}.html").read_text("utf-8")
        there = f" (there is: {', '.join(names)})" if names else ""
        assert f"could not be graded:</b> {NOTEBOOK}.ipynb is missing: hand in the .ipynb file itself{there}." in page


@pytest.mark.parametrize("asked", [{"student_id": "nobody"}, {"student_id": "s000", "notebook_id": "gains"}])
def test_nbgrader_still_says_that_there_is_nothing_to_grade(tiny, asked):
    _, config = tiny
    with pytest.raises(NbGraderException):
        Autograde(course_directory(config, assignment_id=ASSIGNMENT, **asked), config=config).start()


def test_a_worker_that_is_killed_twice_under_nbgrader_costs_only_its_own_submission(tmp_path, monkeypatch):
    config = tiny_class(tmp_path, 3)
    monkeypatch.setattr(pool, "execute", execute_or_die)
    Autograde(course_directory(config, assignment_id=ASSIGNMENT), config=config).start()
    assert scores(config) == {"s000": 4, "s001": 0, "s002": 0}
    (row,) = [row for row in class_data(config).students if row.id == "s001"]
    assert [trouble.words for trouble in row.submissions[ASSIGNMENT].troubles] == [KILLED]


def test_what_a_student_changed_in_a_given_cell_runs_and_tests_are_put_back():
    points = {"imports": None, "test": 1, "f": None}
    changed = [cell_of(new_code_cell, name, "changed", points[name], solution=name == "f") for name in points]
    known = {cell.id: PlannedCell("code", "released", dict(cell.metadata.nbgrader)) for cell in changed}
    found = repaired(new_notebook(cells=changed), Plan("tiny", NOTEBOOK, known, (), {}))
    assert [cell.source for cell in found.cells] == ["changed", "released", "changed"]


MARK = "a word that only students wrote"


def test_nbgraders_own_process_neither_reads_a_submission_nor_judges_it(tmp_path, monkeypatch):
    """Nor does it clean what came of it: a worker does."""
    config = tiny_class(tmp_path, 1)
    for owner, name in ((worker, "graded"), (BoundedExecute, "preprocess"), (outputs, "make_harmless")):
        monkeypatch.setattr(owner, name, None)
    by_nbgrader(config, "s000")
    assert scores(config) == {"s000": 4}


def test_a_students_file_is_no_record_of_grading(tmp_path):
    """nbgrader copies what lies beside a notebook."""
    config = tiny_class(tmp_path, 1)
    (tmp_path / "submitted" / "s000" / ASSIGNMENT / ".graded.json").write_text("{}")
    by_nbgrader(config, "s000")
    assert not (tmp_path / "autograded" / "s000" / ASSIGNMENT / ".graded.json").exists()


def test_the_process_that_owns_the_gradebook_parses_nothing_of_a_students(tmp_path, monkeypatch):
    """Whatever would read a notebook is told never to meet this one's text, in this process."""
    config = tiny_class(tmp_path, 0)
    for number in range(2):
        hand_in(tmp_path, f"s{number}", f'"{MARK}"; ' + answer_of(0))

    def unmet(original):
        def watching(*arguments, **settings):
            assert MARK not in str(arguments)
            return original(*arguments, **settings)

        return watching

    for owner, name in ((json, "loads"), (nbformat, "reads"), (nbformat, "from_dict"), (ast, "parse"), (re, "compile")):
        monkeypatch.setattr(owner, name, unmet(getattr(owner, name)))
    results = grade(ASSIGNMENT, workers=2, config=config)
    assert [(result.score, result.problem) for result in results] == [(4, None)] * 2
    assert MARK in (tmp_path / "autograded" / "s0" / ASSIGNMENT / f"{NOTEBOOK}.ipynb").read_text()
