"""Judges every answer in the catalogue as `python -m autograder check --json` would, and counts: `make truth`.

python -m tests.truth [FUNCTION …]      exit code 1 if a right answer is rejected, or a wrong one accepted
"""

import json
import os
import sys
from dataclasses import dataclass
from functools import cache

import nbformat

from autograder import assess
from autograder.course import nbgrader, notebooks
from autograder.grading.judge import Result, judge, slug
from tests.answers import FOLDER, Answer, answers

SECOND = FOLDER / "second"  # written by somebody who had not seen the checks


@dataclass(frozen=True)
class Outcome:
    """What became of one answer: the failed cases, in the order in which a student reads them."""

    answer: Answer
    failures: tuple[Result, ...]

    @property
    def accepted(self):
        """Whether it earns every ordinary point."""
        return all(r.extra_credit for r in self.failures)

    @property
    def mistake(self):
        """The slug of the mistake that the first message names, or None."""
        return self.failures[0].mistake if self.failures else None

    @property
    def message(self):
        return self.failures[0].message if self.failures else ""

    @property
    def told(self):
        """All its messages, one below the other."""
        return "\n\n".join(r.message for r in self.failures)


def assignment_of(function):
    """The assignment whose notebook asks for this function."""
    return next(a for a, path in notebooks().items() if f'"grade_id": "{function}"' in path.read_text("utf-8"))


@cache
def notebook_text(assignment):
    return notebooks()[assignment].read_text(encoding="utf-8")


def judged(answer):
    """The Outcome of the course's own notebook with this answer in place of the solution."""
    assignment = assignment_of(answer.function)
    notebook = nbformat.reads(notebook_text(assignment), as_version=4)
    for cell in notebook.cells:
        if nbgrader(cell).get("grade_id") == answer.function:
            cell.source = answer.source
    _, results = judge(notebook, assignment, only=answer.function)
    return Outcome(answer, tuple(r for r in results if not r.passed))


def workers():
    """A process for each core, in which everything is imported."""
    assess.warm_up()
    return assess.pool_of(os.cpu_count())


def expected_mistakes():
    """{answer of the second set: the mistake that its message should name}, as people judged who read the answers."""
    path = SECOND / "names.json"
    names = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {a: names[a.function][a.title] for a in answers(SECOND) if a.title in names.get(a.function, {})}


def share(outcomes, holds):
    """'11 of 12', how many of these outcomes are as they should be; empty where there are none."""
    return f"{sum(map(holds, outcomes))} of {len(outcomes)}" if outcomes else ""


def counts(first, second, expected):
    """One row of the table: the numbers of both sets."""
    right, wrong = ([o for o in first if o.answer.right is kind] for kind in (True, False))
    right_2, wrong_2 = ([o for o in second if o.answer.right is kind] for kind in (True, False))
    as_expected = [o for o in wrong_2 if o.answer in expected]
    return [
        share(right, lambda o: o.accepted),
        share(wrong, lambda o: not o.accepted),
        share(wrong, lambda o: o.mistake == slug(o.answer.mistake)),
        share(right_2, lambda o: o.accepted),
        share(wrong_2, lambda o: not o.accepted),
        share(wrong_2, lambda o: o.mistake is not None),
        share(as_expected, lambda o: o.mistake == slug(expected[o.answer])),
    ]


def table(first, second, expected):
    """The numbers function by function, and their totals."""
    from rich import box
    from rich.table import Table

    words = ["right\naccepted", "wrong\nrejected", "named\ncorrectly"]
    drawn = Table(
        title="Answers of the catalogue (left), answers by somebody who had not seen the checks (right)", box=box.SIMPLE
    )
    drawn.add_column("function", no_wrap=True)
    for word in [*words, *words[:2], "named\nat all", "named\ncorrectly"]:
        drawn.add_column(word, justify="right", no_wrap=True)
    for function in sorted({o.answer.function for o in first + second}):
        ours, theirs = ([o for o in some if o.answer.function == function] for some in (first, second))
        drawn.add_row(function, *counts(ours, theirs, expected))
    drawn.add_section()
    drawn.add_row("all", *counts(first, second, expected), style="bold")
    return drawn


def remarks(first, second, expected):
    """A line for each outcome that is not as it should be, wrong verdicts first."""
    for o in first + second:
        if o.accepted != o.answer.right:
            yield f"{'WRONG, ACCEPTED' if o.accepted else 'RIGHT, REJECTED'}  {o.answer}"
    asked = [(o, o.answer.mistake) for o in first] + [(o, expected[o.answer]) for o in second if o.answer in expected]
    for o, mistake in asked:
        if not o.answer.right and not o.accepted and o.mistake != slug(mistake):
            yield f"named {o.mistake or 'nothing'}, not {slug(mistake)}:  {o.answer}"


def main(functions=()):
    """Judges both sets on all cores, and prints the table; returns the exit code."""
    from rich.console import Console
    from rich.progress import track

    sets = [[a for a in answers(folder) if not functions or a.function in functions] for folder in (FOLDER, SECOND)]
    everything = [*sets[0], *sets[1]]
    with workers() as pool:
        found = pool.map(judged, everything)
        shown = track(found, "Judging", total=len(everything), console=Console(stderr=True), transient=True)
        outcomes = list(shown)
    first, second = outcomes[: len(sets[0])], outcomes[len(sets[0]) :]
    expected = expected_mistakes()
    console = Console(width=max(Console().width, 120))
    console.print(table(first, second, expected))
    for line in remarks(first, second, expected):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    return int(any(o.accepted != o.answer.right for o in outcomes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
