"""What grading uses of nbgrader's inside is as it was when we wrote it: each failure here names what to look at."""

import inspect

import nbgrader
import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.preprocessors import AssignLatePenalties, SaveAutoGrades
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task, parse_utc

from autograder.course.config import course_config
from autograder.grading.book.inside import Inbound, Penalties

CHANGED = f"nbgrader {nbgrader.__version__} is another inside: see autograder/grading/book/inside.py, {{}}"


def test_a_gradebook_holds_what_we_give_ours(tmp_path):
    gradebook = Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}", "course")
    assert set(vars(gradebook)) == {"engine", "db", "course_id", "authenticator"}, CHANGED.format("gradebook_on")
    gradebook.close()


def test_late_penalties_are_asked_for_and_checked_as_before():
    asked = {name: list(inspect.signature(getattr(AssignLatePenalties, name)).parameters) for name in PENALTIES}
    assert asked == PENALTIES, CHANGED.format("Penalties")


def test_a_late_penalty_comes_from_a_plugin_that_is_asked_as_before():
    plugin = Penalties(config=course_config()).plugin_inst
    asked = list(inspect.signature(plugin.late_submission_penalty).parameters)
    assert asked == ["student_id", "score", "total_seconds_late"], CHANGED.format("Penalties")


def test_collecting_goes_by_a_record_of_each_folder(tmp_path):
    source, path = inspect.getsource(ExchangeCollect), str(tmp_path / "ada+ps1+2020-11-01 12:00:00 UTC+x")
    known = [
        "self._path_to_record(f) for f in",
        "item['username']",
        "self.do_copy(src_path, dest_path)",
        "self.duedate",
    ]
    assert all(step in source for step in known), CHANGED.format("Inbound")
    assert set(Inbound(coursedir=CourseDirectory()).record_of(path)) == {"username", "filename", "timestamp"}


def test_a_late_penaltys_plugin_can_ask_which_submission_it_is_about():
    source = inspect.getsource(AssignLatePenalties)
    known = ["self.plugin_class(parent=self)", "self.gradebook = ", "self.assignment_id = "]
    assert all(step in source for step in known), CHANGED.format("asked_about")


PENALTIES = {"init_plugin": ["self"], "_check_late_penalty": ["self", "notebook", "penalty"]}


@pytest.mark.parametrize(
    "owner, names",
    [
        (Autograde, ["assignments", "coursedir", "create_student", "exclude_overwriting", "permissions"]),
        (CourseDirectory, ["ignore", "groupshared", "notebook_id", "student_id_exclude", "submitted_directory"]),
    ],
)
def test_converters_have_the_settings_that_we_read_and_change(owner, names):
    assert set(names) <= set(owner.class_trait_names()), CHANGED.format("take_over")
    assert callable(CourseDirectory.get_existing_timestamp), CHANGED.format("take_over")


def test_a_converters_exporter_is_made_between_finding_notebooks_and_converting_them():
    source = inspect.getsource(Autograde.start)
    steps = [source.index(step) for step in ("init_notebooks", "self.exporter_class", "convert_notebooks")]
    assert steps == sorted(steps), CHANGED.format("take_over")


def test_an_exporter_knows_its_converter_and_whose_notebook_it_gets():
    """GradingExporter asks the one for settings, and the other for the submission."""
    assert "self.exporter_class(parent=self" in inspect.getsource(Autograde.start), CHANGED.format("take_over")
    named = inspect.getsource(Autograde.init_single_notebook_resources)
    assert all(f"['nbgrader']['{name}']" in named for name in ("student", "assignment", "notebook"))


@pytest.mark.parametrize(
    "function, asked",
    [(determine_grade, ["cell", "log"]), (compute_checksum, ["cell"]), (parse_utc, ["ts"])]
    + [(function, ["cell"]) for function in (is_grade, is_solution, is_task)],
)
def test_what_nbgrader_says_of_a_cell_is_asked_as_before(function, asked):
    assert list(inspect.signature(function).parameters) == asked, CHANGED.format(function.__name__)


def test_a_converter_finds_its_notebooks_in_a_step_of_its_own():
    assert "self.init_notebooks()" in inspect.getsource(Autograde.start), CHANGED.format("begin_without_notebooks")
    found = inspect.getsource(inspect.unwrap(Autograde.init_notebooks))
    assert "self.assignments = {}" in found and "self.notebooks = []" in found, CHANGED.format(
        "begin_without_notebooks"
    )


def test_scores_come_about_as_before():
    """SaveAutoGrades' rules, which gradebook.enter and job.as_graded follow."""
    score, comment = (inspect.getsource(getattr(SaveAutoGrades, name)) for name in ("_add_score", "_add_comment"))
    assert "(grade.manual_score is not None) or (grade.auto_score is None)" in score, CHANGED.format("SaveAutoGrades")
    assert '"No response."' in comment and "compute_checksum(cell)" in comment, CHANGED.format("SaveAutoGrades")
