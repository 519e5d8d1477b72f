"""Which answers to an exercise are suspiciously alike: a reason to look, never a verdict.

What everybody writes says nothing, what hardly anybody does says much: a word that a share p of the others write weighs
-log2(p) bits. Two answers are as alike as their common words weigh, of all that they weigh (a cosine); or their common
statements, whichever is more. What many write alike is a usual way, and no reason to look.
"""

import json
import math
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, reduce
from itertools import chain, combinations
from operator import itemgetter, or_
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz
from scipy.sparse import diags_array
from scipy.sparse.csgraph import connected_components
from sklearn.preprocessing import MultiLabelBinarizer

from autograder.course.intake import Unreadable
from autograder.grading.box.bounded import Failed, own

ALIKE = 65.0  # percent, from which on a pair is worth a look
BITS = 20.0  # what answers that weigh less are compared with, so that little in common is never much alike
OFTEN = 3  # times: how often at most a word counts in an answer
SHARED = 3  # others at most that write alike: more of them, and it is a usual way
CLASS = 12  # answers: fewer hardly show what is usual
FEW = 0.1  # of a class, beside a group: who at most write what is called rare
NAMED = 8  # rare words at most that a group is said to have in common
MEASURED = Path(__file__).with_name("measured.json")
READER = "autograder.report.similar.code:all_normalised"
SIGNS = {*"()[]{},.=:", "v", "def", "class", "return", "in"}  # what says nothing of how something is computed
SYNONYMS = {
    **dict.fromkeys(["dot", "matmul"], "@"),
    **dict.fromkeys(["square", "power"], "**"),
    **dict.fromkeys(["view", "flatten"], "reshape"),
    **dict.fromkeys(["array", "asarray"], "copy"),
    **dict.fromkeys(["len", "size"], "shape"),
    "identity": "eye",
    "while": "for",
}


@dataclass(frozen=True)
class Answer:
    """A student's cell. statements: (tokens, first line, last line, was it given) of each."""

    student: str
    source: str
    statements: tuple = field(repr=False)

    @property
    def own(self):
        """Counter of its own statements, as text."""
        return Counter(" ".join(tokens) for tokens, _, _, given in self.statements if not given)

    @property
    def words(self):
        """Counter of the words in its own statements, one word for all that mean the same."""
        tokens = chain.from_iterable(tokens for tokens, _, _, given in self.statements if not given)
        return Counter(SYNONYMS.get(word, word) for word in tokens if word not in SIGNS)


@dataclass(frozen=True)
class Pair:
    """Two answers that are alike: ratio as they are compared, as_written with names, comments and layout; percent."""

    one: Answer
    other: Answer
    ratio: float

    @property
    def as_written(self):
        return fuzz.ratio(self.one.source, self.other.source)


@dataclass(frozen=True)
class Group:
    """Answers that are alike, two or more, the pairs of them, and what they have in common and hardly anybody else."""

    answers: tuple[Answer, ...]
    pairs: tuple[Pair, ...]
    rare: tuple[str, ...]

    def common(self, answer):
        """Counter of the statements of an answer that others of the group have, too."""
        return answer.own & reduce(or_, (other.own for other in self.answers if other is not answer))


@dataclass(frozen=True)
class Exercise:
    """How alike the answers to an exercise are.

    plain: answers with too little of their own to tell; unread: those that are no Python, or could not be read;
    compared: pairs; groups: of few who are alike; usual: for each way in which more than a few write, its answers, the
    first of which all others are like.
    """

    name: str
    answers: int
    plain: int = 0
    unread: int = 0
    compared: int = 0
    groups: tuple[Group, ...] = ()
    usual: tuple[tuple[Answer, ...], ...] = ()


@cache
def measured():
    """What `python -m tests.similarity` has measured on a class that worked alone, and on copies of its answers."""
    return json.loads(MEASURED.read_text(encoding="utf-8"))


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


def in_common(counters):
    """(n, n) bits that what these have in common weighs: of each, how few others of them have it so often."""
    numbered = [[f"{n} {word}" for word, times in c.items() for n in range(min(times, OFTEN))] for c in counters]
    has = MultiLabelBinarizer(sparse_output=True).fit_transform(numbered)
    others = np.maximum(np.ravel(has.sum(axis=0)) - 1, 1)
    return (has @ diags_array(np.log2(len(counters) / others)) @ has.T).toarray()


def likeness(bits):
    """(n, n) percent that each two have in common, of what they weigh, or of BITS."""
    weights = np.sqrt(bits.diagonal())
    return 100 * bits / np.maximum(np.outer(weights, weights), BITS)


def ratios(answers):
    """(n, n) how alike these answers are, in percent; (n, n) what they have in common, in bits."""
    weighed = [in_common([answer.words for answer in answers]), in_common([answer.own for answer in answers])]
    return np.maximum(*map(likeness, weighed)), np.maximum(*weighed)


def apart(linked):
    """([numbers of a usual way: of one, and of more than SHARED that are like it], who is alike among the others)."""
    left, ways = linked.copy(), []
    while (times := left.sum(axis=0)).max() > SHARED:
        first = times.argmax()
        ways.append([first, *np.flatnonzero(left[first])])
        left[ways[-1]] = left[:, ways[-1]] = False
    return ways, left


def components(linked):
    """The numbers of those that hang together, two or more."""
    _, which = connected_components(linked, directed=False)
    return [numbers for way in np.unique(which) if len(numbers := np.flatnonzero(which == way)) > 1]


def rare(members, times, of):
    """What all members write, and hardly any other of a class, rarest first; times: how many write a word."""
    words = set.intersection(*({*answer.words} for answer in members))
    hardly = [word for word in words if times[word] - len(members) <= FEW * of]
    return tuple(sorted(hardly, key=lambda word: (times[word], word))[:NAMED])


def groups(answers, ratio, bits, linked):
    """The Groups that hang together, those first of which two have most in common."""
    times, found = Counter(chain.from_iterable({*answer.words} for answer in answers)), []
    for numbers in components(linked):
        pairs = sorted((pair for pair in combinations(numbers, 2) if linked[pair]), key=lambda pair: -bits[pair])
        members = tuple(answers[i] for i in numbers)
        shown = tuple(Pair(answers[i], answers[j], float(ratio[i, j])) for i, j in pairs)
        found.append((-bits[pairs[0]], Group(members, shown, rare(members, times, len(answers)))))
    return tuple(group for _, group in sorted(found, key=itemgetter(0)))


def alike(answers):
    """What an Exercise says of two or more answers."""
    ratio, bits = ratios(answers)
    tells = ratio.diagonal() >= ALIKE  # else not even the same answer once more would be alike
    usual, linked = apart((ratio >= ALIKE) & ~np.eye(len(answers), dtype=bool))
    return {
        "plain": int((~tells).sum()),
        "compared": math.comb(int(tells.sum()), 2),
        "groups": groups(answers, ratio, bits, linked),
        "usual": tuple(tuple(answers[i] for i in way) for way in usual),
    }


def compared(name, sources, stub, bounded=None):
    """The Exercise that was answered by {student: source}; stub: the cell as it was given out."""
    changed = {student: source for student, source in sources.items() if source.split() != stub.split()}
    answers = answers_of(changed, stub, bounded)
    said = alike(answers) if len(answers) > 1 else {}
    return Exercise(name, len(changed), unread=len(changed) - len(answers), **said)
