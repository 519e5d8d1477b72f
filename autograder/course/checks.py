"""The checks of a topic, whatever modules they stand in."""

import importlib
from functools import cache

from autograder.course.cells import points_of
from autograder.course.places import files_of_checks, topics
from autograder.kit.case import checks_in


def modules_of_checks(topic):
    """The modules that hold a topic's checks, and what these share."""
    return [importlib.import_module(name) for name in files_of_checks(topic)]


def in_order(checks, topic):
    """{check: what is known of it}, as the topic's notebook has them; what has no cell yet comes last."""
    cells = [check for assignment, own in topics().items() if own == topic for check in points_of(assignment)]
    return {name: checks[name] for name in dict.fromkeys([*cells, *checks]) if name in checks}


@cache
def checks_of(topic):
    """{name: check} of one topic, in the order of its notebook."""
    found = {}
    for module in modules_of_checks(topic):
        found |= {name: check for name, check in vars(module).items() if name.startswith("check_")}
    return in_order(found, topic)


@cache
def about_checks(topic):
    """{check: About} of a topic, in the order of its notebook; {} for one that is none of ours."""
    texts = [path.read_text(encoding="utf-8") for path in files_of_checks(topic).values()]
    return in_order({name: about for text in texts for name, about in checks_in(text).items()}, topic)
