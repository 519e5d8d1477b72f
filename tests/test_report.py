"""What people look at: the class report, the table of scores, and feedback that gives nothing away."""

import csv
import io
import re

import nbformat
import pytest
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback
from rich.console import Console
from traitlets.config import Config

from autograder.course.regions import without_hidden_tests
from autograder.grading.book.writer import course_directory
from autograder.grading.box.bounded import Bounded
from autograder.grading.own import error_lines
from autograder.grading.whole_class import runner
from autograder.grading.whole_class.runner import grade
from autograder.report import markup
from autograder.report.data import class_data
from autograder.report.export import CsvExport
from autograder.report.page import render, write_report
from autograder.report.table import print_table
from tests.small_class import a_course, graded_class, submit
from tests.test_cleaning import own_page
from tests.tiny_class import InProcess, tiny_class
from tests.tiny_class import hand_in as tiny_hand_in

LOADS = re.compile(r"""(?:src|href)\s*=\s*["'](?!data:|#)|url\(|@import|<script|<link""")


@pytest.fixture(scope="module")
def graded():
    return graded_class()


@pytest.fixture(scope="module")
def report(graded):
    return render(class_data(graded.config))


@pytest.fixture(scope="module")
def feedback(graded):
    """student → the HTML of the feedback page."""
    config = Config(graded.config)
    config.GenerateFeedback.exporter_class = "autograder.report.feedback.FeedbackExporter"
    GenerateFeedback(course_directory(config, assignment_id="ps2"), config=config).start()
    return lambda student: (graded.folder / "feedback" / student / "ps2" / "power_loss.html").read_text("utf-8")


def test_the_report_counts_each_mistake_once_a_student(graded, report):
    (mistake,) = [m for m in class_data(graded.config).mistakes if m.mistake == "the factor γ is missing"]
    assert mistake.function == "noisy_val_grad"
    assert mistake.students == {"wrong", "tampered_wrong"}
    assert "the factor γ is missing" in report and f"2 of {len(graded.results)}" in report


def test_the_report_names_what_did_not_run(report):
    for words in ("broken file", "kernel died", "time up", "power_loss.ipynb is missing"):
        assert words in report


def test_the_report_is_one_accessible_page(report):
    assert '<html lang="en">' in report
    assert not LOADS.search(report)
    pictures = re.findall(r"<img[^>]*>", report)
    assert 'alt="Histogram of the scores' in pictures[0]
    assert all(re.search(r'alt="[^"]{40}', picture) for picture in pictures)


def test_extra_credit_comes_on_top(graded):
    """The percentages are of the ordinary points."""
    (ps2,) = class_data(graded.config).assignments
    points = ps2.submissions["right"].points
    assert points.possible + points.possible_extra == sum(points for points, _ in ps2.cells.values())
    assert points.percent == pytest.approx(100 * graded.results["right"].score / points.possible)


def test_the_report_goes_where_it_is_asked_to(graded, tmp_path):
    assert write_report(graded.config, tmp_path / "class.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_the_table_shows_every_student_and_marks_trouble(graded):
    screen = io.StringIO()
    print_table(graded.config, Console(file=screen, width=100))
    lines = {line.split()[0]: line for line in screen.getvalue().splitlines() if line.strip()}
    assert set(graded.results) <= set(lines)
    assert "! 0" in lines["broken"] and "!" not in lines["wrong"]


def test_feedback_tells_the_mistake_and_the_score(feedback, graded):
    page = feedback("wrong")
    assert '<html lang="en">' in page
    assert "It looks as if the factor γ is missing." in page
    assert f"<b>{graded.results['wrong'].score:g}</b>" in page


def test_feedback_repeats_the_question_above_a_written_answer(feedback):
    page = feedback("right")
    for question in ("What does γ do to outliers?", "What goes wrong near err = 0 when γ"):
        assert re.search(rf'<div class="asked"><p><strong>{re.escape(question)}', page)
    assert "### Question" not in page


@pytest.mark.parametrize("student", ["wrong", "right", "deadly", "broken"])
def test_feedback_gives_nothing_away_and_loads_nothing(feedback, student):
    page = feedback(student)
    text = re.sub(r"<[^>]+>", "", page)  # without the colours of code
    assert "HIDDEN TESTS" not in text and "hidden={" not in text
    assert not LOADS.search(page)
    assert "<img" not in page


@pytest.mark.parametrize(
    "student, words",
    [
        ("broken", "This notebook could not be graded:</b> power_loss.ipynb is broken"),
        ("renamed", "This notebook could not be graded:</b> power_loss.ipynb is missing"),
        ("deadly", "Not all of this notebook gave an answer:</b> the kernel died in cell"),
        ("endless", "Not all of this notebook gave an answer:</b> cell"),
    ],
)
def test_feedback_says_why_there_are_no_points(feedback, student, words):
    assert words in feedback(student)


class Stuck(Bounded):
    """A process whose reader does something else where a notebook says so."""

    def call(self, name, texts):
        text = str(texts)
        found = [work for work in ("keeps_computing", "hog", "leaves", "fails", "limits") if work in text]
        return super().call(f"tests.helper_work:{found[0]}") if found else super().call(name, texts)


@pytest.fixture
def pages(tmp_path, monkeypatch):
    """A function: {student: what they wrote} → {student: the page}, made with little patience."""
    monkeypatch.setattr(runner, "Processes", InProcess)
    bounded = Stuck(seconds=1, memory=1 << 30)
    monkeypatch.setattr(markup, "own", lambda: bounded)
    config = tiny_class(tmp_path, 0)

    def made(answers):
        for student, body in answers.items():
            tiny_hand_in(tmp_path, student, body)
        grade("tiny", config=config)
        GenerateFeedback(course_directory(config, assignment_id="tiny"), config=config).start()
        return {student: (tmp_path / "feedback" / student / "tiny" / "losses.html").read_text() for student in answers}

    with bounded:
        yield made


@pytest.mark.parametrize("work", ["keeps_computing", "hog", "leaves", "fails", "limits"])
def test_a_page_that_cannot_be_laid_out_is_plain_and_says_so_and_the_others_are_not(pages, work):
    found = pages({"a": "return 1", "b": f"return '<b>{work}'", "c": "return 2"})
    assert "'&lt;b&gt;" in found["b"].replace("&#39;", "'") and work in found["b"]
    assert [markup.PLAINLY in page for page in found.values()] == [False, True, False]
    assert [f'<span class="mi">{n}</span>' in found[student] for student, n in (("a", 1), ("c", 2))] == [True, True]


def test_the_process_that_makes_feedback_pages_parses_nothing_of_a_students(pages, monkeypatch):
    """What parses is not to be called in this process, and once a page elsewhere."""
    calls, call = [], Stuck.call
    monkeypatch.setattr(Stuck, "call", lambda self, *asked: calls.append(asked) or call(self, *asked))
    for owner, name in ((markup, "highlight"), (markup.nh3, "clean"), (markup.mistune, "create_markdown")):
        monkeypatch.setattr(owner, name, None)
    found = pages({"a": "return 1", "b": "return 2"})
    assert len(calls) == 2
    assert all('<span class="k">return</span>' in page and "<p>Because.</p>" in page for page in found.values())


def test_the_report_reads_no_notebook_of_a_students_own(tmp_path, monkeypatch):
    """Such as a Mac's shadow of a file, which lies beside what was graded."""
    monkeypatch.setattr(runner, "Processes", InProcess)
    config = tiny_class(tmp_path, 1)
    for name in ("._losses.ipynb", ".graded.json"):
        (tmp_path / "submitted" / "s000" / "tiny" / name).write_text("[" * 100_000)
    grade("tiny", config=config)
    assert (tmp_path / "autograded" / "s000" / "tiny" / "._losses.ipynb").exists()
    (row,) = class_data(config).students
    assert row.points.total == 4 and not row.submissions["tiny"].troubles


EVIL = "<img src=x onerror=evil()>`$*=\x1b[2J\u202e"


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """(folder, configuration, what the terminal showed) of a class whose files and people have odd names."""
    folder = tmp_path_factory.mktemp("odd") / "course"
    config, screen = a_course(folder), io.StringIO()
    path = submit(folder, f"=cmd {EVIL}")
    path.rename(path.with_name(f"{EVIL}.ipynb")).write_text("{")
    print_to = Console(file=screen, width=200)
    grade("ps2", workers=1, config=config, console=print_to)
    grade("ps2", workers=1, config=config, console=print_to, force=True)
    print_table(config, print_to)
    return folder, config, screen.getvalue()


def test_odd_names_act_nowhere(odd):
    folder, config, told = odd
    (graded,) = folder.glob("autograded/*/ps2/*.ipynb")
    GenerateFeedback(course_directory(config, assignment_id="ps2"), config=Config(config)).start()
    (feedback,) = folder.glob("feedback/*/ps2/*.html")
    shown = own_page(nbformat.read(graded, as_version=4))
    for page in (shown, feedback.read_text("utf-8"), render(class_data(config))):
        assert "evil" in page and not re.search(r"<img src=x|\x1b|\u202e", page)
    assert "evil" in told and not re.search(r"\x1b|\u202e", told)


def test_odd_names_compute_nothing(odd, tmp_path):
    _, config, _ = odd
    with Gradebook(config.CourseDirectory.db_url) as gradebook:
        CsvExport(to=str(tmp_path / "grades.csv")).export(gradebook)
    (row,) = csv.DictReader((tmp_path / "grades.csv").read_text("utf-8").splitlines())
    assert row["student_id"].startswith("'=cmd") and float(row["score"]) == 0


SOURCE = """assert double(2) == 4
### BEGIN HIDDEN TESTS
assert double(7) == 14
### END HIDDEN TESTS"""


def failure(line):
    """An AssertionError's output, as IPython shows it with the lines around."""
    lines = ["assert double(2) == 4", "### BEGIN HIDDEN TESTS", "assert double(7) == 14"]
    around = [f"{'---->' if number == line else '     '} {number} {text}" for number, text in enumerate(lines, start=1)]
    return new_output("error", ename="AssertionError", evalue="", traceback=["AssertionError  Traceback", *around])


def test_an_instructors_own_hidden_tests_stay_hidden():
    assert without_hidden_tests(SOURCE) == "assert double(2) == 4"
    assert error_lines(failure(3), SOURCE) == "A hidden test ended in AssertionError."
    assert error_lines(failure(1), SOURCE) == "assert double(2) == 4\nAssertionError: "
