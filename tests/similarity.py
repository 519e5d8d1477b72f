"""How far the similarity of answers can be trusted: python -m tests.similarity

Counts false alarms on right answers to the same exercise by different authors, and finds on copies in disguise, and
writes both where the page reads them. The catalogue's authors sought different ways: a class will be more alike.
"""

import ast
import itertools
import json
from functools import cache

import nbformat

from autograder.course.cells import grade_id, is_answer
from autograder.course.places import notebooks
from autograder.report.similar.code import normalised
from autograder.report.similar.pairs import MEASURED, SHORT, answer, ratios
from tests.answers import FOLDER, answers
from tests.disguises import DISGUISES, parsed

SETS = (FOLDER, *sorted(path for path in FOLDER.iterdir() if path.is_dir() and list(path.glob("*.py"))))


@cache
def stubs():
    """{function: the cell that students get}"""
    cells = [cell for path in notebooks("release").values() for cell in nbformat.read(path, as_version=4).cells]
    return {grade_id(cell): cell.source for cell in cells if is_answer(cell)}


@cache
def read(function, source):
    """The Answer as it is compared."""
    given = [tuple(tokens) for tokens, *_ in normalised(stubs()[function])]
    return answer("", source, normalised(source), given)


@cache
def catalogue():
    """{function: [(its author, source)]} of all right answers."""
    found = {}
    for folder in SETS:
        for one in answers(folder):
            if one.right:
                found.setdefault(one.function, []).append((folder.name, one.source))
    return found


def are_alike(pairs):
    """How many of these pairs of Answers would be shown, were they two students'."""
    long = [(a, b) for a, b in pairs if min(a.length, b.length) >= SHORT]
    return sum(bool(ratios([a, b])[0, 1]) for a, b in long)


def false_alarms(function):
    """[how many are alike, of how many] pairs of answers to a function by different authors that are long enough."""
    own = [(author, read(function, source)) for author, source in catalogue()[function]]
    own = [(author, one) for author, one in own if one.length >= SHORT]
    pairs = [(a, b) for (one, a), (other, b) in itertools.combinations(own, 2) if one != other]
    return [are_alike(pairs), len(pairs)]


def found(disguise):
    """[how many are found, of how many] copies of answers that are long enough, and that the disguise changes."""
    sources = [(function, source) for function, own in catalogue().items() for _, source in own]
    long = [(f, source) for f, source in sources if read(f, source).length >= SHORT]
    copies = [(f, source, disguise(source)) for f, source in long if disguise(source) != ast.unparse(parsed(source))]
    return [are_alike((read(f, source), read(f, copy)) for f, source, copy in copies), len(copies)]


def measure():
    """What measured.json holds."""
    alarms = {function: false_alarms(function) for function in sorted(catalogue())}
    copies = {name: found(disguise) for name, disguise in DISGUISES.items()}
    return {"independent": alarms, "copies": copies}


def as_text(measured):
    """The measurements as a file, a line each."""
    parts = [
        f' "{name}": {{\n' + ",\n".join(f'  "{key}": {json.dumps(value)}' for key, value in part.items()) + "\n }"
        for name, part in measured.items()
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    MEASURED.write_text(as_text(measure()), encoding="utf-8")
    print(MEASURED.read_text(encoding="utf-8"))
