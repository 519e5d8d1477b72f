"""What Formgrader shows of a submission to a grader."""

import re

import nbformat
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.server_extensions.formgrader import handlers

from autograder.course.cells import is_answer, nbgrader
from autograder.course.config import course_config
from autograder.course.places import notebooks, topics
from autograder.report.formgrade import model_answers

RESOURCES = {"notebook_id": "x", "submission_id": "s", "index": 0, "total": 1, "base_url": "", "student": "ada"}
RESOURCES |= {"last_name": "", "first_name": "", "notebook_path": ""}
SCREEN = 40  # lines of text


def page_of(assignment, *more, **resources):
    """Formgrader's page for the released notebook, as its server makes it."""
    notebook = nbformat.read(notebooks("release")[assignment], as_version=4)
    notebook.cells += more
    for cell in notebook.cells:
        cell.metadata = {
            name: value for name, value in cell.metadata.items() if name == "nbgrader"
        }  # as grading leaves it
    config = course_config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    about = RESOURCES | {"assignment_id": assignment, "notebook_id": topics()[assignment]} | resources
    page, _ = HTMLExporter(config=config).from_notebook_node(notebook, resources=about)
    return page.partition("<body>")[2]


def text_of(page):
    return re.sub(r"<[^>]+>", "", page)


def test_a_model_answer_and_its_scheme_stand_above_each_written_answer(assignment):
    page = page_of(assignment)
    assert len(model_answers(assignment)) >= 2
    for name in model_answers(assignment):
        before = page.partition(f'id="{name}-comment"')[0].rpartition("-comment")[2]
        assert "For graders only" in before and "arking scheme" in before, name
    assert "BEGIN SOLUTION" not in page


def test_the_question_stands_there_too_and_other_prose_is_left_out():
    text = text_of(page_of("ps2"))
    assert "What does γ do to outliers?" in text and "2 · How steep is a power?" in text
    assert "A large γ cares for nothing but the largest error" not in text


def test_every_answer_can_be_graded_and_folded_code_is_not_in_the_way(assignment):
    page, notebook = page_of(assignment), nbformat.read(notebooks("release")[assignment], as_version=4)
    for cell in notebook.cells:
        if nbgrader(cell).get("grade"):
            assert f'id="{cell.id}"' in page, cell.id
        if is_answer(cell):
            assert f'id="{cell.id}-comment"' in page, cell.id
    assert "class CheckFailed" not in page and "examine(" not in text_of(page)


def test_the_first_comment_box_is_on_the_first_screen(assignment):
    before = text_of(page_of(assignment).partition("-comment")[0].partition("notebook-container")[2])
    assert len([line for line in before.splitlines() if line.strip()]) < SCREEN


def test_what_is_extra_credit_shows_its_points_though_the_gradebook_has_0():
    box = page_of("ps1").partition('class="score tabbable" id="check_solve_least_squares_extra"')[2]
    assert box.partition("/>")[2].startswith(" / 2.0")


def test_formulas_need_no_network():
    page = page_of("ps1")
    assert "<math" in page and not re.findall(r"\$[^$<>\n]*\\[a-z]+[^$<>\n]*\$", page)


def test_a_formula_of_a_students_is_cleaned_and_where_there_are_too_many_they_stay_as_typed():
    many = [new_markdown_cell("$y$ " * 100) for _ in range(5)]
    page = page_of("ps2", new_markdown_cell(r"$\text{<script>alert(1)</script>}$ $$x^2$$"), *many)
    assert "alert(1)</script>" not in page and "<msup><mi>x</mi>" in page and "<code>y</code>" in page
    assert 200 < page.count("<mi>y</mi>") < 400


def test_what_a_student_has_added_stays():
    page = page_of("ps1", new_markdown_cell("My own thoughts"), new_code_cell("mine = 1"))
    assert "My own thoughts" in page and "mine" in page


def test_another_assignments_notebook_is_shown_as_it_is():
    page = page_of("ps2", assignment_id="somebody_elses")
    assert "A large γ cares" in page and "For graders only" not in page


def test_only_formgraders_pages_are_made_so():
    """nbconvert, called in the course's folder, shows a notebook as it is."""
    notebook = nbformat.read(notebooks("release")["ps2"], as_version=4)
    page, _ = HTMLExporter(config=course_config()).from_notebook_node(notebook)
    assert "A large γ cares" in page and "For graders only" not in page
