"""Regions of a cell that students do not get, by the words that mark them for nbgrader, which a course may choose."""

import re
from functools import cache

from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme

from autograder.course.config import course_config


@cache
def hidden_marks():
    """(what begins a region of hidden tests, what ends it)."""
    settings = ClearHiddenTests(config=course_config())
    return settings.begin_test_delimeter, settings.end_test_delimeter


def in_nbgraders_words(source):
    """A test cell's source for where the course's configuration is not at hand: marked by nbgrader's own words."""
    pattern, usual = region(*hidden_marks()), "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS\n"
    return pattern.sub(lambda found: usual.format("\n".join(found[0].splitlines()[1:-1])), source)


@cache
def scheme_marks():
    """(what begins a region of a task's marking scheme, what ends it)."""
    settings = ClearMarkScheme(config=course_config())
    return settings.begin_mark_scheme_delimeter, settings.end_mark_scheme_delimeter


@cache
def region(begin, end):
    """The pattern of a region, in whole lines; one that nothing ends goes on to the last line."""
    words = re.escape(begin), re.escape(end)
    return re.compile(r"^[^\n]*{}.*?({}[^\n]*|\Z)\n?".format(*words), re.DOTALL | re.MULTILINE)


def has_hidden_tests(source):
    return bool(region(*hidden_marks()).search(source))


def hidden_lines(source):
    """The lines of code that only the grader knows."""
    regions = [match[0] for match in region(*hidden_marks()).finditer(source)]
    lines = [line.strip() for text in regions for line in text.splitlines()]
    return {line for line in lines if len(line) > 3 and not any(mark in line for mark in hidden_marks())}


def without_hidden_tests(source):
    """The source of a test cell, as students know it."""
    return region(*hidden_marks()).sub("", source).rstrip()


def for_students(source):
    """A cell's source without anything that is kept from students."""
    return region(*scheme_marks()).sub("", without_hidden_tests(source)).rstrip()
