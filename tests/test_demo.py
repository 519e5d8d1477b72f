"""The demo: a class goes through nbgrader's own steps, and its mistakes are mistakes."""

import csv

import nbformat
import pytest

from autograder import demo
from autograder.course.cells import answers_of, nbgrader
from autograder.course.places import notebooks
from autograder.grading.box.forkserver import running
from autograder.grading.judge import judged, modules_of
from autograder.kit.outcome import Status


def filled_in(assignment, bodies):
    """The source notebook, with these bodies for some functions."""
    notebook = nbformat.read(notebooks()[assignment], as_version=4)
    for cell in notebook.cells:
        body = bodies.get(nbgrader(cell).get("grade_id"))
        if body is not None:
            cell.source = cell.source.replace(demo.written_body(cell), "raise NotImplementedError()")
            start = cell.source.index("    ### BEGIN SOLUTION")
            cell.source = cell.source[:start] + demo.textwrap.indent(body, "    ")
    return notebook


@pytest.mark.parametrize("assignment, number", [(a, n) for a in notebooks() for n in range(len(demo.mistakes_of(a)))])
def test_each_mistake_loses_points_in_its_function(assignment, number):
    function, body = demo.mistakes_of(assignment)[number]
    server = running(modules_of((assignment,)))
    problems, outcomes = judged(filled_in(assignment, {function: body}), assignment, server, only=function)
    assert not problems
    assert {o.status for o in outcomes if not o.passed} == {Status.FAILED}


def test_typical_mistakes_are_those_of_functions_that_students_write():
    assert all({function for function, _ in demo.mistakes_of(a)} <= set(answers_of(a)) for a in notebooks())
    assert set(demo.MISTAKES) <= set(notebooks())


def test_there_is_a_student_for_each_kind_of_trouble():
    assert len(demo.CHANGES) == len(list(demo.students(12))) == 12


def test_students_keep_apart_however_many_they_are():
    ids = [student.id for student in demo.students(40)]
    assert len(set(ids)) == 40


def test_a_class_of_two_from_release_to_report(tmp_path, capsys):
    folder = tmp_path / "demo"
    report = demo.main(folder, count=2)
    printed = capsys.readouterr().out.splitlines()
    assert printed[-1] == str(report) and report.is_file()
    with open(folder / "grades.csv", encoding="utf-8") as file:
        scores = {(row["student_id"], row["assignment"]): row for row in csv.DictReader(file)}
    for assignment in notebooks():
        perfect, wrong = scores["emmy", assignment], scores["ada", assignment]
        assert float(perfect["score"]) == float(perfect["max_score"]) + float(perfect["max_extra_credit"])
        assert float(wrong["score"]) < float(wrong["max_score"])
        for student in ("emmy", "ada"):  # feedback came back through the exchange
            assert list((folder / "students" / student / assignment / "feedback").rglob("*.html"))
    text = report.read_text("utf-8")
    assert "Emmy Noether" in text and "the factor γ is missing" in text


def test_a_folder_in_use_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(SystemExit, match="not empty"):
        demo.main(tmp_path)
