"""Every mistake that is declared is earned by a wrong answer, and goes by an id of its own."""

from importlib import import_module
from pkgutil import walk_packages

import autograder.checks
import autograder.kit
from autograder.kit.mistakes import Mistake
from tests.answers import slug
from tests.truth import SETS, expected_mistakes


def things_in(value):
    """A module's value, or what it holds."""
    if isinstance(value, dict):
        value = list(value.values())
    return value if isinstance(value, list | tuple) else [value]


def declared():
    """Every Mistake that a module of the kit or of the checks declares."""
    packages = [(package.__path__, f"{package.__name__}.") for package in (autograder.kit, autograder.checks)]
    modules = [import_module(found.name) for package in packages for found in walk_packages(*package)]
    values = [thing for module in modules for value in vars(module).values() for thing in things_in(value)]
    return {value for value in values if isinstance(value, Mistake)}


def earned():
    """The ids that answers are told first: tests/test_answers.py judges that they are."""
    names = [mistake for folder in SETS.values() for mistake in expected_mistakes(folder).values() if mistake]
    return set(map(slug, names))


def test_every_mistake_is_earned_by_an_answer():
    assert len(declared()) > 400
    assert {mistake.id for mistake in declared()} - earned() == set()


def test_one_id_says_one_thing():
    """In which place to look may differ from exercise to exercise."""
    texts = {}
    for mistake in declared():
        texts.setdefault(mistake.id, set()).add(mistake.text)
    assert {name: found for name, found in texts.items() if len(found) > 1} == {}
