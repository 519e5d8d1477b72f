"""What people look at after grading, in a browser, by `make browser`: feedback, report, Formgrader's manual page."""

import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback

from autograder.grading.book.writer import course_directory
from autograder.grading.whole_class.runner import grade
from autograder.report.page import render, write_report
from autograder.report.similar import page as similar
from autograder.report.similar.pairs import compared
from tests import lab
from tests.disguises import renamed
from tests.simulated_class import simulated_class
from tests.small_class import NO_FACTOR, a_course, submit
from tests.test_similar import LONG, STUB

pytestmark = [pytest.mark.browser, lab.NEEDED]
WRITTEN = "outliers_in_words"


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """(A class's folder, its configuration) after grading, with feedback pages and the class report.

    Besides, the report of a large class, and answers that are alike.
    """
    folder = tmp_path_factory.mktemp("class")
    config = a_course(folder)
    submit(folder, "right")
    submit(folder, "wrong", noisy_val_grad=NO_FACTOR)
    grade("ps2", workers=2, config=config)
    config.GenerateFeedback.exporter_class = "autograder.report.feedback.FeedbackExporter"
    GenerateFeedback(course_directory(config, assignment_id="ps2"), config=config).start()
    write_report(config, folder / "report.html")
    (folder / "class.html").write_text(render(simulated_class(60)), encoding="utf-8")
    alike = compared("total", {"a": LONG, "b": renamed(LONG)}, STUB)
    (folder / "similar.html").write_text(similar.render("a course", "ps2", [alike], {}), encoding="utf-8")
    return folder, config


@pytest.fixture(scope="module")
def chromium():
    with lab.chromium() as chromium:
        yield chromium


@pytest.mark.parametrize("path", ["report.html", "feedback/wrong/ps2/power_loss.html", "class.html", "similar.html"])
def test_axe_finds_nothing_to_complain_of(chromium, graded, path):
    pytest.importorskip("axe_playwright_python")
    page = lab.page_in(chromium)
    page.goto((graded[0] / path).as_uri())
    assert not lab.complaints(page)
    page.close()


@pytest.fixture(scope="module")
def manual(chromium, graded, tmp_path_factory):
    """Formgrader's page of a submission, found as a grader finds it, on a laptop's screen."""
    with lab.jupyterlab(graded[0], tmp_path_factory.mktemp("home")) as url:
        page = lab.page_in(chromium, height=800)
        page.goto(f"{url}lab?token={lab.TOKEN}")
        page.goto(f"{url}formgrader/gradebook/ps2/power_loss")
        page.get_by_role("link", name="Submission #1").click()
        page.locator(f"#{WRITTEN}").wait_for()
        yield page
        page.close()


def kept(config, of):
    """What the gradebook holds of the written question, of each student."""
    with Gradebook(config.CourseDirectory.db_url, "optimization") as gradebook:
        books = [gradebook.find_submission_notebook("power_loss", "ps2", student) for student in ("right", "wrong")]
        return {of(book) for book in books}


def score(book):
    return next(grade.manual_score for grade in book.grades if grade.name == WRITTEN)


def comment(book):
    return next(comment.manual_comment for comment in book.comments if comment.name == WRITTEN)


def test_a_graders_first_box_is_on_the_first_screen(manual):
    box = manual.locator("textarea.comment").first.bounding_box()
    assert box["y"] + box["height"] < 800


def test_model_answer_and_scheme_stand_above_the_written_answer(manual):
    text, box = manual.locator("body").inner_text(), manual.locator(f"#{WRITTEN}").bounding_box()
    assert "Marking scheme" in text
    note = manual.get_by_text("For graders only: the model answer").first.bounding_box()
    assert 0 < box["y"] - note["y"] < 1500


def test_what_is_folded_for_students_is_not_there_to_scroll_past(manual):
    assert "The checks' tools" not in manual.locator("body").inner_text()


@pytest.mark.parametrize(
    "field, typed, of, held", [("", "3.5", score, 3.5), ("-comment", "Well put.", comment, "Well put.")]
)
def test_what_a_grader_types_is_saved(manual, graded, field, typed, of, held):
    box = manual.locator(f"#{WRITTEN}{field}")
    assert kept(graded[1], of) == {None}
    with manual.expect_response(lambda answer: answer.request.method == "PUT") as answer:
        box.fill(typed)
        box.press("Tab")
    assert answer.value.ok
    assert kept(graded[1], of) == {None, held}
