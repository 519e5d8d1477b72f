"""Which answers to an exercise are suspiciously alike: a reason to look, never a verdict.

Two answers are as alike as their tokens are, without what was given: RapidFuzz's ratio, 100 for the same ones, with the
statements in their order, or in that of the alphabet, whichever is more. What many write alike is a usual way, no pair.
"""

import json
import math
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process
from scipy.sparse.csgraph import connected_components

from autograder.course.intake import Unreadable
from autograder.grading.box.bounded import Failed, own

ALIKE = 90.0  # percent, from which on a pair is worth a look
SHORT = 80  # tokens: who writes fewer hardly has a choice
SHARED = 3  # others at most that write alike: more of them, and it is a usual way
MOST_RATE = 0.015  # of independent answers: where more are as alike as copies, an exercise can't tell
MEASURED = Path(__file__).with_name("measured.json")
READER = "autograder.report.similar.code:all_normalised"


@dataclass(frozen=True)
class Answer:
    """A student's cell. statements: (tokens, first line, last line, was it given) of each."""

    student: str
    source: str
    statements: tuple = field(repr=False)

    @property
    def words(self):
        """The tokens of its own statements, one tuple a statement."""
        return [tokens for tokens, _, _, given in self.statements if not given]

    @property
    def forms(self):
        """Its own tokens twice: statements in their order, and in the order of the alphabet."""
        return [list(chain.from_iterable(words)) for words in (self.words, sorted(self.words))]

    @property
    def length(self):
        """How many tokens are its own."""
        return sum(map(len, self.words))


@dataclass(frozen=True)
class Pair:
    """Two answers that are alike: ratio as they are compared, as_written with names, comments and layout; percent."""

    one: Answer
    other: Answer
    ratio: float
    as_written: float

    @property
    def common(self):
        """Counter of the statements that both have."""
        return Counter(self.one.words) & Counter(self.other.words)


@dataclass(frozen=True)
class Exercise:
    """How alike the answers to an exercise are.

    compared: pairs; short: answers with too few tokens, unread: those that are no Python, or could not be read; usual:
    for each way in which more than a few write, its answers; too_short: why the exercise can't tell, or nothing.
    """

    name: str
    answers: int
    short: int = 0
    unread: int = 0
    compared: int = 0
    pairs: tuple[Pair, ...] = ()
    usual: tuple[tuple[Answer, ...], ...] = ()
    too_short: str = ""


@cache
def measured():
    """What `python -m tests.similarity` has measured on answers written independently, and on copies of them."""
    return json.loads(MEASURED.read_text(encoding="utf-8"))


def rate(name):
    """(alike, of) pairs of independent right answers to an exercise; None where none is known."""
    return measured()["independent"].get(name)


def read(sources, bounded=None):
    """What `normalised` says of each source, None of one that takes too long; bounded: the process that parses."""
    bounded = bounded or own()
    try:
        return bounded.call(READER, sources)
    except (Unreadable, Failed):
        if len(sources) == 1:
            return [None]
        middle = len(sources) // 2
        return [*read(sources[:middle], bounded), *read(sources[middle:], bounded)]


def answer(student, source, statements, given):
    """The Answer, with what was given marked: each given statement counts once."""
    left, found = Counter(given), []
    for tokens, first, last in statements:
        tokens = tuple(tokens)
        found.append((tokens, first, last, left[tokens] > 0))
        left[tokens] -= 1
    return Answer(student, source, tuple(found))


def answers_of(sources, stub, bounded=None):
    """The Answers in {student: source}, without those that can't be read; stub: what was given."""
    given, *own_ones = read([stub, *sources.values()], bounded)
    given = [tuple(tokens) for tokens, *_ in given or []]
    return [answer(student, text, found, given) for (student, text), found in zip(sources.items(), own_ones) if found]


def ratios(answers):
    """(n, n) how alike these answers are, in percent; 0 below ALIKE, and of each with itself."""
    settings = {"scorer": fuzz.ratio, "score_cutoff": ALIKE, "dtype": np.float32}
    forms = zip(*(answer.forms for answer in answers))
    found = np.maximum(*(process.cdist(form, form, **settings) for form in forms))
    np.fill_diagonal(found, 0)
    return found


def alike(answers):
    """(the Pairs that few others are like, most alike first; the usual ways, most usual first) among these answers."""
    if len(answers) < 2:
        return (), ()
    found = ratios(answers)
    many = (found > 0).sum(axis=0) > SHARED
    few = np.argwhere(np.triu((found > 0) & ~many & ~many[:, None]))
    pairs = [pair(answers[i], answers[j], float(found[i, j])) for i, j in few]
    _, ways = connected_components(found > 0, directed=False)
    usual = [tuple(answers[i] for i in np.flatnonzero(ways == way)) for way in np.unique(ways[many])]
    pairs.sort(key=lambda pair: (-pair.ratio, -pair.as_written))
    return tuple(pairs), tuple(sorted(usual, key=len, reverse=True))


def pair(one, other, ratio):
    return Pair(one, other, ratio, fuzz.ratio(one.source, other.source))


def why_too_short(name, answers, long):
    """Why nothing can be told of an exercise; "" where it can."""
    known = rate(name)
    if known and known[0] > MOST_RATE * known[1]:
        return f"of {known[1]} pairs of right answers, written independently, {known[0]} are as alike as a copy"
    if 2 * len(long) < len(answers):
        return f"most answers have fewer than {SHORT} words and signs of their own"
    return ""


def compared(name, sources, stub, bounded=None):
    """The Exercise that was answered by {student: source}; stub: the cell as it was given out."""
    changed = {student: source for student, source in sources.items() if source.split() != stub.split()}
    answers = answers_of(changed, stub, bounded)
    long = [answer for answer in answers if answer.length >= SHORT]
    counts = {"short": len(answers) - len(long), "unread": len(changed) - len(answers)}
    why = why_too_short(name, answers, long)
    if why:
        return Exercise(name, len(changed), **counts, too_short=why)
    pairs, usual = alike(long)
    return Exercise(name, len(changed), **counts, compared=math.comb(len(long), 2), pairs=pairs, usual=usual)
