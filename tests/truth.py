"""Judges every answer in the catalogue as `python -m autograder check --json` would, and counts: `make truth`.

python -m tests.truth [FUNCTION …] [--told]     exit code 1 if a right answer is rejected, or a wrong one accepted

--told: what each wrong answer is told, too.
"""

import json
import os
import sys
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache

import nbformat

from autograder.course.cells import nbgrader
from autograder.course.places import notebooks
from autograder.grading import assess
from autograder.grading.box import forkserver
from autograder.grading.judge import judged, modules_of
from autograder.kit.outcome import Outcome
from tests.answers import FOLDER, Answer, answers, slug

SETS = {  # the first grew with the checks; the others are by people who had not seen them
    "first": FOLDER,
    "second": FOLDER / "second",
    "third": FOLDER / "third",
    "fourth": FOLDER / "fourth",
    "fifth": FOLDER / "fifth",
    "sixth": FOLDER / "sixth",
    "seventh": FOLDER / "seventh",
}


@dataclass(frozen=True)
class Judged:
    """What became of one answer: the failed cases, in the order in which a student reads them."""

    answer: Answer
    failures: tuple[Outcome, ...]

    @property
    def accepted(self):
        """Whether it earns every ordinary point."""
        return all(r.extra_credit for r in self.failures)

    @property
    def mistake(self):
        """The id of the mistake that the first message names, or None."""
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


def judgement(answer, modules):
    """What becomes of the course's own notebook with this answer in place of the solution.

    modules: what the fork server that runs it has imported.
    """
    assignment = assignment_of(answer.function)
    notebook = nbformat.reads(notebook_text(assignment), as_version=4)
    for cell in notebook.cells:
        if nbgrader(cell).get("grade_id") == answer.function:
            cell.source = answer.source
    _, results = judged(notebook, assignment, forkserver.running(modules), only=answer.function)
    return Judged(answer, tuple(r for r in results if not r.passed))


def needed(asked):
    """(the assignments, the modules) that judging these answers needs: torch only if a notebook or an answer does."""
    assignments = tuple(sorted({assignment_of(answer.function) for answer in asked}))
    named = {"torch" for answer in asked if "torch" in answer.source}
    return assignments, tuple(sorted({*modules_of(assignments), *named}))


def shared_out(asked, among):
    """{function: one of these}: each function's answers go to one, that with the fewest so far."""
    found, load = {}, dict.fromkeys(range(len(among)), 0)
    for function, count in Counter(answer.function for answer in asked).most_common():
        number = min(load, key=load.get)
        found[function], load[number] = among[number], load[number] + count
    return found


@contextmanager
def judges(asked):
    """A function that makes of each of these answers its Judged, as a future; there is a process for each core.

    All answers to one function go to one process: what a search finds out for one serves the others.
    """
    assignments, modules = needed(asked)
    with ExitStack() as stack:
        server = stack.enter_context(forkserver.ForkServer(forkserver.ServerSpec(modules)))  # imports meanwhile
        assess.warm_up(assignments)
        pools = [stack.enter_context(assess.pool_of(1, [server.access()])) for _ in range(os.cpu_count())]
        pool_for = shared_out(asked, pools)
        yield lambda answer: pool_for[answer.function].submit(judgement, answer, modules)
        for pool in pools:
            pool.shutdown(cancel_futures=True)


def expected_mistakes(folder):
    """{answer: the mistake that its message should name, None where it names none yet}; not of answers that earn all.

    Its title, or what people judged who read it.
    """
    path, wrong = folder / "names.json", [a for a in answers(folder) if not a.right]
    if not path.exists():
        return {a: a.mistake for a in answers(folder) if a.mistake}
    names = json.loads(path.read_text(encoding="utf-8"))
    return {a: names[a.function][a.title] for a in wrong}


def share(outcomes, holds):
    """'11 of 12', how many of these outcomes are as they should be; empty where there are none."""
    return f"{sum(map(holds, outcomes))} of {len(outcomes)}" if outcomes else ""


def is_named(outcome, expected):
    """Whether the first message names the mistake that it should name."""
    mistake = expected[outcome.answer]
    return outcome.mistake == (mistake and slug(mistake))


def counts(outcomes, expected):
    """One row of a set's table: right answers accepted; wrong ones rejected, named at all, named correctly."""
    right, wrong = ([o for o in outcomes if o.answer.right is kind] for kind in (True, False))
    return [
        share(right, lambda o: o.accepted),
        share(wrong, lambda o: not o.accepted),
        share(wrong, lambda o: o.mistake is not None),
        share(wrong, lambda o: o.mistake is not None and is_named(o, expected)),
    ]


def table(name, outcomes, expected):
    """A set's numbers function by function, and their totals."""
    from rich import box
    from rich.table import Table

    drawn = Table(title=f"The {name} set", box=box.SIMPLE)
    drawn.add_column("function", no_wrap=True)
    for word in ["right\naccepted", "wrong\nrejected", "named\nat all", "named\ncorrectly"]:
        drawn.add_column(word, justify="right", no_wrap=True)
    for function in sorted({o.answer.function for o in outcomes}):
        drawn.add_row(function, *counts([o for o in outcomes if o.answer.function == function], expected))
    drawn.add_section()
    drawn.add_row("all", *counts(outcomes, expected), style="bold")
    return drawn


def remarks(outcomes, expected):
    """A line for each outcome that is not as it should be, wrong verdicts first."""
    for o in outcomes:
        if o.accepted != o.answer.right:
            yield f"{'WRONG, ACCEPTED' if o.accepted else 'RIGHT, REJECTED'}  {o.answer}"
    for o in outcomes:
        if not o.answer.right and not o.accepted and not is_named(o, expected):
            yield f"named {o.mistake or 'nothing'}, not {slug(expected[o.answer] or 'nothing')}:  {o.answer}"


def judged_sets(functions):
    """{name of a set: what became of its answers}, of these functions only if any are given; on all cores."""
    from rich.console import Console
    from rich.progress import track

    asked = [(name, a) for name, folder in SETS.items() for a in answers(folder)]
    asked = [(name, a) for name, a in asked if not functions or a.function in functions]
    outcomes = {name: [] for name in SETS}
    with judges([a for _, a in asked]) as judge:
        found = [(name, judge(a)) for name, a in asked]
        for name, o in track(found, "Judging", console=Console(stderr=True), transient=True):
            outcomes[name].append(o.result())
    return outcomes


def main(functions=(), told=False):
    """Judges all sets, and prints a table of each (told: what wrong answers are told, too); returns the exit code."""
    from rich.console import Console

    sets, console = judged_sets(functions), Console(width=max(Console().width, 120))
    for name, outcomes in sets.items():
        expected = expected_mistakes(SETS[name])
        console.print(table(name, outcomes, expected))
        messages = [f"{o.answer}\n{o.told}\n" for o in outcomes if told and not o.answer.right]
        for line in [*messages, *remarks(outcomes, expected)]:
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    return int(any(o.accepted != o.answer.right for outcomes in sets.values() for o in outcomes))


if __name__ == "__main__":
    sys.exit(main([name for name in sys.argv[1:] if name != "--told"], "--told" in sys.argv))
