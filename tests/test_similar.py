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
from autograder.report.similar.pairs import MEASURED, SHARED, Exercise, answers_of, compared, read
from tests import similarity
from tests.answers_alike import KINDS, alone
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
        ('print(f"{x} is {x:.3f}")', []),
        ('d["first"] = f"{x:.3f}"', ["d [ 's' ] = 's'"]),
        ("class A:\n    def f(self):\n        self.b = 1", ["class v :", "def v ( v ) :", "v . v = 1"]),
        ("mean = x.mean()", ["v = x . mean ( )"]),
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
    assert not [statement for statement in answer.own if "def" in statement]
    assert answer.own.total() == len(normalised(LONG)) - 1
    assert [kind for line, kind in marked(answer, Counter()) if "def" in line] == ["given"]


def in_class(function, more=None):
    """What is said of a class of 24 who worked alone, and of these {student: source}."""
    return compared(function, alone(function) | (more or {}), similarity.stubs()[function])


def students(groups):
    """The students of each group."""
    return [{answer.student for answer in group.answers} for group in groups]


def test_a_copy_stands_out_and_the_others_do_not():
    copy = reordered(renamed(alone("evaluate")["ben"]))
    group, *others = in_class("evaluate", {"a copyist": copy}).groups
    (pair,) = group.pairs
    assert students([group]) == [{"ben", "a copyist"}] and pair.ratio == pytest.approx(100) and pair.as_written < 85
    assert len(others) == len(in_class("evaluate").groups) <= 3 and ">" in group.rare


def test_answers_are_counted():
    found = compared("total", {"a": LONG, "b": reordered(renamed(LONG)), "c": OTHER, "d": STUB}, STUB)
    assert (found.answers, found.plain, found.unread, found.compared) == (3, 1, 0, 1)
    assert students(found.groups) == [{"a", "b"}] and found.usual == ()


def test_three_who_write_alike_are_one_group():
    more = {f"copyist {n}": source for n, source in enumerate([renamed(LONG), LONG])}
    group, *_ = in_class("evaluate", {"a": LONG} | more).groups
    assert len(group.answers) == 3 and len(group.pairs) == 3
    assert all(group.common(answer) == answer.own for answer in group.answers)


def test_what_more_than_a_few_write_alike_is_usual():
    few = in_class("evaluate", {str(n): LONG for n in range(SHARED + 1)})
    many = in_class("evaluate", {str(n): LONG for n in range(SHARED + 2)})
    assert {"0", "1", "2", "3"} in students(few.groups)
    assert not any("0" in group for group in students(many.groups))
    assert {"0", "1", "2", "3", "4"} in [{answer.student for answer in way} for way in many.usual]


def test_what_everybody_writes_tells_nothing():
    found = compared("total", {str(n): LONG for n in range(9)}, STUB)
    assert (found.plain, found.compared, found.groups, found.usual) == (9, 0, (), ())


@pytest.mark.parametrize("sources", [{}, {"a": LONG}, {"a": LONG, "b": "not python"}, {"a": LONG, "b": "pass"}])
def test_a_class_without_two_answers_has_nothing_to_compare(sources):
    found = compared("total", sources, STUB)
    assert (found.answers, found.compared, found.groups) == (len(sources), 0, ())


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
        assert len(compared("total", {"a": LONG, "b": LONG, "c": OTHER}, STUB, bounded).groups) == 1


@pytest.fixture(scope="module")
def measured():
    return similarity.measure()


def share(counts):
    """Of [(part, of)], the share that the parts are."""
    parts, of = map(sum, zip(*counts))
    return parts / of


def test_few_who_worked_alone_are_alike_and_few_copies_are_missed(measured):
    assert share(measured["alone"].values()) < 0.01
    assert all(found >= of - 1 for found, of in list(measured["by hand"].values())[:3])
    assert all(share([measured["by hand"][kind]]) > 0.7 for kind in list(KINDS.values())[:6])
    assert all(share([counts]) > 0.85 for counts in measured["by a program"].values())


def test_the_page_says_what_is_measured_now(measured):
    """`python -m tests.similarity` writes it anew."""
    assert json.loads(MEASURED.read_text("utf-8")) == measured


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


def test_the_page_shows_groups_side_by_side_and_acts_nowhere(course, tmp_path):
    _, config = course
    page = write_similar(ASSIGNMENT, tmp_path / "similar.html", config).read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>") and not LOADS.search(page)
    assert "evil" in page and not re.search(r"<img src=x|\x1b|\u202e", page)
    assert page.count('<div class="side">') == 2 and page.count("<mark>") > 10
    assert "100 % alike" in page and "a reason to look and to ask, and proves nothing" in page
    assert f"{share([pairs.measured()['in a class of']['24']]):.1%}".replace("%", " %") in page


def test_the_gradebook_says_what_was_given_and_who_has_answered(course):
    _, config = course
    (exercise,), names = exercises_of(course_directory(config), ASSIGNMENT)
    assert (exercise.name, exercise.answers, len(names)) == ("mean_squared_loss", 4, 4)


def test_without_answers_the_page_says_so():
    assert "0 answers; 0 pairs compared" in render("a course", "ps1", [Exercise("total", 0)], {})
    assert "No exercise of this assignment" in render("a course", "ps1", [], {})


def test_an_assignment_that_is_not_there_is_told(course, monkeypatch, capsys):
    _, config = course
    monkeypatch.setattr("autograder.report.similar.page.course_config", lambda: config)
    assert main(["similar", "ps9"]) == 2
    assert "no assignment ps9" in capsys.readouterr().err
