"""The checks of a topic, whatever modules they stand in."""

import importlib
from functools import cache

from autograder.course.cells import points_of
from autograder.course.places import CHECKS, files_of_checks, topics
from autograder.kit.case import checks_in

EXTRA = "_extra"  # with which the name of a cell ends whose points come on top


def modules_of_checks(topic):
    """The modules that hold a topic's checks, and what these share."""
    return [importlib.import_module(name) for name in files_of_checks(topic)]


@cache
def claims_in_cells(topic):
    """{a check cell's grade id: {check: About}} of a topic, in its notebook's order; {} for one that is none of ours.

    An exercise has one check cell, which goes by the name of its module, and one more for what is extra credit. Where
    none of them stands in a notebook of another course, that has but the name of one of ours.
    """
    found, files = {}, files_of_checks(topic).values()
    for path in files:
        for name, about in checks_in(path.read_text(encoding="utf-8")).items():
            found.setdefault(path.stem + EXTRA * about.is_extra_credit, {})[name] = about
    cells = [cell for assignment, own in topics().items() if own == topic for cell in points_of(assignment)]
    if not any(CHECKS in path.parents for path in files) and found.keys().isdisjoint(cells):
        return {}
    return {cell: found[cell] for cell in dict.fromkeys([*cells, *found]) if cell in found}


@cache
def about_checks(topic):
    """{check: About} of a topic, in the order of its notebook."""
    return {name: about for own in claims_in_cells(topic).values() for name, about in own.items()}


@cache
def cells_of_checks(topic):
    """{check: the grade id of the cell that holds it} of a topic."""
    return {name: cell for cell, own in claims_in_cells(topic).items() for name in own}


@cache
def checks_of(topic):
    """{name: check} of one topic, in the order of its notebook."""
    found = {name: check for module in modules_of_checks(topic) for name, check in vars(module).items()}
    return {name: found[name] for name in about_checks(topic)}


def is_extra_cell(cell, topic):
    """Whether a graded cell's points come on top of the assignment's."""
    return any(about.is_extra_credit for about in claims_in_cells(topic).get(cell, {}).values())


def points_in(cell, topic):
    """The points of a check cell: those of its claims together."""
    return sum(about.points for about in claims_in_cells(topic)[cell].values())


def points_of_cell(cell, topic, max_score):
    """The points of a graded cell: a gradebook's max_score of it, which is 0 of those that come on top."""
    return points_in(cell, topic) if is_extra_cell(cell, topic) else max_score
