"""The checks' modules: one an exercise, no name that stands for two things, and mistakes that keep their ids."""

import ast
import importlib.util
import inspect
import re

import pytest

from autograder.course.cells import answers_of
from autograder.course.checks import checks_of, modules_of_checks
from autograder.course.places import files_of_checks, topics
from autograder.course.quote import KIT, helpers_of
from autograder.grading.judge import settled, unanswered
from autograder.kit.compare import compare
from autograder.kit.examine import subject_of
from autograder.kit.mistakes import CheckFailed, Mistake, Suspect


def names_defined(source):
    """The names that a module's own text gives to functions, classes and values, one by one."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
        yield from (n.id for target in filter(None, targets) for n in ast.walk(target) if isinstance(n, ast.Name))


def repeated(sources):
    """The names that are defined more than once."""
    names = [name for source in sources for name in names_defined(source)]
    return {name for name in names if names.count(name) > 1}


@pytest.fixture
def topic(assignment):
    return topics()[assignment]


def test_every_exercise_has_one_module_of_checks(assignment, topic):
    modules = [name.rpartition(".")[2] for name in files_of_checks(topic)]
    assert sorted(name for name in modules if name.startswith("check_")) == sorted(
        f"check_{name}" for name in answers_of(assignment)
    )


def test_a_module_holds_its_own_exercises_checks(topic):
    """At least one, and none of another's; what exercises share is no check."""
    found = {check: check.__module__.rpartition(".")[2] for check in checks_of(topic).values()}
    assert all(home == f"check_{subject_of(check)}" for check, home in found.items())
    homes = {name.rpartition(".")[2] for name in files_of_checks(topic)}
    assert {home for home in homes if home.startswith("check_")} == set(found.values())


def test_no_name_stands_twice_where_a_notebook_quotes_it(topic):
    assert not repeated(map(inspect.getsource, [*KIT, *modules_of_checks(topic)]))


def test_a_name_that_stands_twice_is_found():
    assert repeated(["def one(): ...\nTWO = 2", "import one\nTWO, three = 2, 3", "class one: ..."]) == {"one", "TWO"}


def test_a_topic_that_is_none_of_ours_has_no_checks():
    assert files_of_checks("somebody_elses") == checks_of("somebody_elses") == {}


SAMPLE = '''"""A module of checks."""

import io

ONE = 1


@staticmethod
def check_f(f):
    """a claim"""


class Two: ...
'''


def test_all_that_stands_beside_checks_is_quoted(tmp_path):
    (tmp_path / "sample.py").write_text(SAMPLE)
    spec = importlib.util.spec_from_file_location("sample", tmp_path / "sample.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert helpers_of(module) == "ONE = 1\n\n\nclass Two: ..."


def declared(topic):
    """Every Mistake that stands in a topic's notebook: the kit's, and those of its checks."""
    modules = [*KIT, *modules_of_checks(topic)]
    own = [vars(m).get(name) for m in modules for name in names_defined(inspect.getsource(m))]
    one_by_one = [value for found in own for value in (found.values() if isinstance(found, dict) else [found])]
    return [value for value in one_by_one if isinstance(value, Mistake)]


def test_a_mistakes_id_is_its_own(topic):
    """Two may look alike to students; what counts them, topic by topic, must tell them apart."""
    ids = [mistake.id for mistake in declared(topic)]
    assert ids and len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in ids)


def test_mistakes_are_declared():
    assert min(len(declared(topic)) for topic in ("least_squares", "optimizers", "mnist")) > 80


HALVED = Mistake("halved", "half of it is lost", "the first line")


def test_a_mistake_keeps_its_id_whatever_its_words():
    with pytest.raises(CheckFailed) as failed:
        compare(1.0, 2.0, suspects=lambda: [Suspect(Mistake("other", "another"), 3.0), Suspect(HALVED, 1.0)])
    outcome = settled(unanswered("ps1")[0], failed.value)
    assert (outcome.mistake, outcome.named, outcome.look) == ("halved", "half of it is lost", "the first line")


def test_a_check_says_where_to_look_if_no_mistake_does():
    assert CheckFailed(look="the last line").look == "the last line"
    assert CheckFailed(mistake=HALVED, look="the last line").look == "the first line"


def test_a_mistake_is_found_out_when_somebody_asks_and_once():
    asked = []
    failure = CheckFailed("it is off.", mistake=lambda: asked.append("now") or HALVED)
    assert not asked
    assert failure.mistake is failure.mistake is HALVED
    assert asked == ["now"]


def test_a_name_that_cannot_be_found_out_costs_nothing_that_is_known():
    failure = CheckFailed("it is off.", mistake=lambda: 1 / 0, look="the last line")
    assert failure.mistake is None
    assert failure.look == "the last line" and "it is off." in str(failure)


def test_a_mistake_that_is_found_later_still_says_where_to_look():
    failure = CheckFailed("it is off.")
    assert failure.look is None
    failure.mistake = HALVED
    assert failure.look == "the first line"
