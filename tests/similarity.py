"""How far the similarity of answers can be trusted: python -m tests.similarity

Counts false alarms in a class whose students worked alone, and finds of copies that others of the class have made of an
answer, by hand or by a program; writes both where the page reads them.
"""

import ast
import json
import math
from collections import Counter
from functools import cache

import nbformat

from autograder.course.cells import grade_id, is_answer
from autograder.course.places import notebooks
from autograder.report.similar.code import normalised
from autograder.report.similar.pairs import ALIKE, CLASS, MEASURED, alike, answer, ratios
from tests.answers_alike import FUNCTIONS, alone, copies, together
from tests.disguises import DISGUISES, parsed

TOGETHER = "talked over, and written apart"
COPYISTS = 8  # in a class
SIZES = (24, CLASS, CLASS // 2)


@cache
def stubs():
    """{function: the cell that students get}"""
    cells = [cell for path in notebooks("release").values() for cell in nbformat.read(path, as_version=4).cells]
    return {grade_id(cell): cell.source for cell in cells if is_answer(cell)}


@cache
def read(function, student, source):
    """The Answer as it is compared."""
    given = [tuple(tokens) for tokens, *_ in normalised(stubs()[function])]
    return answer(student, source, normalised(source), given)


def read_all(function, sources):
    return [read(function, student, source) for student, source in sources.items()]


def shown(function, sources):
    """The pairs of students that the page shows of a class's {student: source}."""
    groups = alike(read_all(function, sources))["groups"]
    return {frozenset([pair.one.student, pair.other.student]) for group in groups for pair in group.pairs}


def false_alarms(function, size=24):
    """[how many pairs are shown, of how many] in classes of this size of those who worked alone."""
    students = list(alone(function).items())
    classes = [dict(students[first : first + size]) for first in range(0, len(students), size)]
    return [sum(len(shown(function, one)) for one in classes), len(classes) * math.comb(size, 2)]


def by_hand(function):
    """[(kind, is it shown)] of the copies of a function, whose authors join the class."""
    made = [(kind, {kind: source}, {student, kind}) for student, kind, source in copies(function)]
    made += [
        (TOGETHER, {f"{n} {m}": source for m, source in enumerate(both)}, {f"{n} 0", f"{n} 1"})
        for n, both in enumerate(together(function))
    ]
    found = shown(
        function, alone(function) | {student: source for _, new, _ in made for student, source in new.items()}
    )
    return [(kind, pair in found) for kind, _, pair in made]


def by_program(function, disguise):
    """[is it shown] of copies, eight a class, of all answers with enough of their own that the disguise changes."""
    honest = alone(function)
    ratio, _ = ratios(read_all(function, honest))
    tell = [student for student, own in zip(honest, ratio.diagonal()) if own >= ALIKE]
    made = {student: disguise(honest[student]) for student in tell}
    made = [(student, copy) for student, copy in made.items() if copy != ast.unparse(parsed(honest[student]))]
    found = set()
    for first in range(0, len(made), COPYISTS):
        found |= shown(function, honest | {f"like {of}": copy for of, copy in made[first : first + COPYISTS]})
    return [frozenset([student, f"like {student}"]) in found for student, _ in made]


def counted(found):
    """{kind: [how many are shown, of how many]} of [(kind, is it shown)]."""
    made, caught = Counter(kind for kind, _ in found), Counter(kind for kind, is_shown in found if is_shown)
    return {kind: [caught[kind], made[kind]] for kind in made}


def measure():
    """What measured.json holds."""
    sizes = {str(size): [sum(each) for each in zip(*(false_alarms(f, size) for f in FUNCTIONS))] for size in SIZES}
    disguised = [(name, one) for name, by in DISGUISES.items() for f in FUNCTIONS for one in by_program(f, by)]
    return {
        "alone": {function: false_alarms(function) for function in FUNCTIONS},
        "in a class of": sizes,
        "by hand": counted([one for function in FUNCTIONS for one in by_hand(function)]),
        "by a program": counted(disguised),
    }


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
