"""Answers that are alike: what is compared, what is told of it, and how far the page says that it can be trusted."""

import json
import re
import shutil
from collections import Counter

import pytest

from autograder.__main__ import main
from autograder.grading.book.writer import course_directory
from autograder.grading.box.bounded import Bounded, TooMuch
from autograder.report.similar import code, pairs
from autograder.report.similar.code import normalised
from autograder.report.similar.page import exercises_of, marked, render, write_similar
from autograder.report.similar.pairs import MEASURED, SHARED, Exercise, alike, answers_of, compared, read
from tests import similarity
from tests.disguises import renamed, reordered
from tests.test_report import EVIL, LOADS
from tests.tiny_class import ASSIGNMENT, gradebook_of, hand_in, tiny_class

STUB = '''def total(data, weight=1.):
    """The weighted sum."""
    # YOUR CODE HERE
    raise NotImplementedError()
'''
LONG = (
    STUB.replace("    raise NotImplementedError()\n", "")
    + """\
    rows, columns = data.shape
    heaviest = 0
    sums = np.zeros(columns)
    for row in range(rows):
        line = data[row]
        if np.abs(line).max() > heaviest:
            heaviest = np.abs(line).max()
        for column in range(columns):
            sums[column] += weight * line[column] / (1 + heaviest)
    print(f"{rows} rows")
    return sums / np.sqrt(rows) + heaviest
"""
)
OTHER = STUB.replace("raise NotImplementedError()", "return np.tanh(data @ np.ones(data.shape[1])) * weight")


def words(source):
    """The statements of a cell as they are compared."""
    return [" ".join(tokens) for tokens, *_ in normalised(source)]


@pytest.mark.parametrize(
    "source, expected",
    [
        ("x = 1  # one\n\n\ny = (x)", ["v = 1", "v = v"]),
        ('def f(a):\n    """Words."""\n    pass\n    return a', ["def v ( v ) :", "return v"]),
        ("def f(a):\n    b = g(a)\n    return b", ["def v ( v ) :", "return g ( v )"]),
        ("n += 1", ["v = v + 1"]),
        ("a[0] += 1", ["a [ 0 ] = a [ 0 ] + 1"]),
        ('print(f"{x} is {x:.3f}")', ["print ( f'f' )"]),
        ("import numpy as n\nn.mean(sum)", ["import numpy as v", "v . mean ( sum )"]),
        ("try:\n    x = 1\nexcept E as e:\n    y = e", ["try :", "v = 1", "except E as v :", "v = v"]),
        ("%time x = 1\n!ls", []),
        ("not python at all", []),
        ("(" * 500, []),
        ("x = " + "1" * 5000, []),
        ("x = 1\n" * 100_000, []),
    ],
)
def test_names_comments_and_layout_are_gone(source, expected):
    assert words(source) == expected


@pytest.mark.parametrize("long", ["x = 1\n" * 30_000, f"x = [{'1, ' * 60_000}]", f"x = [{'1, ' * 2_000}]\n" * 20])
def test_of_an_answer_beyond_all_measure_only_so_much_is_compared(long):
    """The time that two answers take grows as the product of their lengths."""
    assert sum(len(tokens) for tokens, *_ in code.normalised(long)) == code.MOST


def test_a_statement_knows_its_lines():
    source = "if a:\n    b = (1,\n         2)\nelse:\n    c = 3"
    assert [tuple(lines) for _, *lines in normalised(source)] == [(1, 1), (2, 3), (5, 5)]
    assert [tuple(lines) for _, *lines in normalised("def f():\n    a = 1\n    return a")] == [(1, 1), (2, 3)]


def test_what_was_given_is_no_part_of_an_answer():
    (answer,) = answers_of({"a": LONG}, STUB)
    assert not [tokens for tokens in answer.words if "def" in tokens]
    assert len(answer.words) == len(normalised(LONG)) - 1
    assert [kind for line, kind in marked(answer, Counter()) if "def" in line] == ["given"]


def test_a_copy_stands_out_and_the_others_do_not():
    copy = reordered(renamed(LONG))
    found = compared("total", {"a": LONG, "b": copy, "c": OTHER, "d": STUB}, STUB)
    assert (found.answers, found.short, found.unread, found.too_short) == (3, 1, 0, "")
    (one,) = found.pairs
    assert (one.one.student, one.other.student, one.ratio) == ("a", "b", 100) and one.as_written < 80
    assert found.compared == 1 and found.usual == ()


def test_what_more_than_a_few_write_alike_is_usual():
    few = answers_of({str(n): LONG for n in range(SHARED + 1)}, STUB)
    many = answers_of({str(n): LONG for n in range(SHARED + 2)}, STUB)
    shown, usual = alike(few)
    assert len(shown) == 6 and not usual
    shown, (usual,) = alike(many)
    assert not shown and len(usual) == SHARED + 2


def test_short_answers_tell_nothing():
    found = compared("total", {str(n): OTHER for n in range(9)}, STUB)
    assert found.too_short and not found.pairs and found.short == 9


def test_an_exercise_tells_nothing_whose_independent_answers_are_alike(monkeypatch):
    monkeypatch.setattr(pairs, "measured", lambda: {"independent": {"total": [4, 100]}})
    found = compared("total", {"a": LONG, "b": LONG}, STUB)
    assert not found.pairs and found.too_short.startswith("of 100 pairs of right answers")


class Strict(Bounded):
    """A process that gives up where a text says so."""

    def call(self, name, sources):
        if any("evil" in source for source in sources):
            raise TooMuch("It takes more than 1 seconds to read")
        return [[[["x"], 1, 1]] for _ in sources]


def test_what_cannot_be_read_costs_itself():
    found = read(["a", "b", "evil", "c", "d"], Strict())
    assert [bool(each) for each in found] == [True, True, False, True, True]
    sources = {"a": "return 1", "b": "evil"}
    assert compared("total", sources, "", Strict()).unread == 1


def test_the_process_that_owns_the_gradebook_parses_nothing_of_a_students(monkeypatch):
    monkeypatch.setattr(code, "ast", None)
    with Bounded() as bounded:
        assert len(compared("total", {"a": LONG, "b": LONG}, STUB, bounded).pairs) == 1


@pytest.fixture(scope="module")
def measured():
    return similarity.measure()


def share(counts):
    """Of [(part, of)], the share that the parts are."""
    parts, of = map(sum, zip(*counts))
    return parts / of


def test_few_independent_answers_are_alike_and_few_copies_are_missed(measured):
    assert share(measured["independent"].values()) < 0.01
    assert all(found / of > 0.95 for found, of in measured["copies"].values())


def test_the_page_says_what_is_measured_now(measured):
    """A few more answers in the catalogue change nothing; `python -m tests.similarity` writes it anew."""
    told = json.loads(MEASURED.read_text("utf-8"))
    assert share(told["independent"].values()) == pytest.approx(share(measured["independent"].values()), abs=0.002)
    assert set(told["independent"]) == set(measured["independent"]) and set(told["copies"]) == set(measured["copies"])
    for name, counts in told["copies"].items():
        assert share([counts]) == pytest.approx(share([measured["copies"][name]]), abs=0.01), name


def autograded(folder, student, body):
    """A student's notebook, as if it had been graded."""
    hand_in(folder, student, body)
    shutil.copytree(folder / "submitted" / student, folder / "autograded" / student)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """(folder, configuration) of a class of four, two of whom are alike."""
    folder = tmp_path_factory.mktemp("course")
    config = tiny_class(folder, 0)
    body = LONG.partition("# YOUR CODE HERE")[2].strip()
    bodies = {"ann": body, "bob": body.replace("heaviest", "top"), "cy": "return 0", "dan": "raise NotImplementedError"}
    with gradebook_of(config) as gradebook:
        for student, text in bodies.items():
            gradebook.add_student(student, first_name=f"{student} {EVIL}")
            autograded(folder, student, text.replace("rows,", f"# {EVIL}\n    rows,"))
    return folder, config


def test_the_page_shows_pairs_side_by_side_and_acts_nowhere(course, tmp_path, monkeypatch):
    _, config = course
    monkeypatch.setattr(pairs, "why_too_short", lambda *_: "")
    page = write_similar(ASSIGNMENT, tmp_path / "similar.html", config).read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>") and not LOADS.search(page)
    assert "evil" in page and not re.search(r"<img src=x|\x1b|\u202e", page)
    assert page.count('<div class="side">') == 2 and page.count("<mark>") > 10
    assert "100 % alike" in page and "a reason to look at it and to ask, and proves nothing" in page
    alarms, of = map(sum, zip(*pairs.measured()["independent"].values()))
    assert f"{of:,} pairs of right answers" in page and f"{alarms} ({100 * alarms / of:.1f} %)" in page


def test_the_gradebook_says_what_was_given_and_who_has_answered(course):
    _, config = course
    (exercise,), names = exercises_of(course_directory(config), ASSIGNMENT)
    assert (exercise.name, exercise.answers, len(names)) == ("mean_squared_loss", 4, 4)


def test_without_answers_the_page_says_so():
    page = render("a course", "ps1", [Exercise("total", 0, too_short="nobody has answered")], {})
    assert "nobody has answered" in page
    assert "No exercise of this assignment" in render("a course", "ps1", [], {})


def test_an_assignment_that_is_not_there_is_told(course, monkeypatch, capsys):
    _, config = course
    monkeypatch.setattr("autograder.report.similar.page.course_config", lambda: config)
    assert main(["similar", "ps9"]) == 2
    assert "no assignment ps9" in capsys.readouterr().err
