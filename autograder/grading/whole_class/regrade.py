"""What a run did: a summary in a line, and what grading again has changed, per student and cell."""

from dataclasses import dataclass, replace

from rich import box
from rich.table import Table
from rich.text import Text

from autograder.kit.points import Points
from autograder.kit.text import plain


@dataclass(frozen=True)
class Result:
    """How the grading of one submission went: problem says in one line what kept it from running to its end.

    score is what counts, of points without extra credit, and None where nothing could be recorded; before is what
    counted until now, None where nothing did; changes: (cell, a machine's score before, after) where the two differ;
    note: what else a grader should know.
    """

    student: str
    assignment: str
    score: float | None
    points: float | None
    problem: str | None = None
    before: float | None = None
    changes: tuple = ()
    note: str | None = None


def result_of(entry, student, assignment):
    """The Result of a submission's Entry."""
    before, after = entry.before, entry.after
    changes, counted = (), before.points and before.points.total
    if before.points:
        told = [(cell, before.scores.get((book, cell)), score) for (book, cell), score in after.scores.items()]
        told.append(("taken off for lateness", before.points.late, after.points.late))
        changes = tuple((name, old, new) for name, old, new in told if old != new)
    points = after.points or Points()
    return Result(student, assignment, points.total, points.possible, entry.problem, counted, changes, entry.note)


def merged(results):
    """The results, one a submission, where some were graded and then got another late penalty."""
    found = {}
    for result in results:
        whose = result.student, result.assignment
        found[whose] = together(found[whose], result) if whose in found else result
    return list(found.values())


def together(first, second):
    """One Result of two that a submission got, one after the other."""
    if None in (first.score, second.score):
        return first
    before = {name: old for name, old, _ in reversed(first.changes + second.changes)}
    after = {name: new for name, _, new in first.changes + second.changes}
    changes = [(name, old, after[name]) for name, old in before.items() if old != after[name]]
    return replace(first, score=second.score, changes=() if first.before is None else tuple(changes))


def number(score):
    return "–" if score is None else f"{round(score, 2):g}"


def cells_of(result):
    """'check_loss 0 → 2, check_gradient 3 → 1.5', and whether grades given by hand hid it."""
    if result.before is None:
        return Text("new", style="dim")
    told = ", ".join(f"{name} {number(old)} → {number(new)}" for name, old, new in result.changes)
    kept = result.changes and result.before == result.score
    return Text(told + ("  (the total is as before: grades given by hand stand)" if kept else ""))


def changed(results):
    """The results of which grading has changed something that was there before."""
    return [r for r in results if r.before is not None and (r.changes or r.before != r.score)]


def table_of(results, title, several=False):
    """A rich Table: student, total before → after, and each cell whose score differs.

    several: whether to say which assignment it is.
    """
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("student", no_wrap=True)
    table.add_column("before", justify="right")
    table.add_column("", no_wrap=True)
    table.add_column("after", justify="right")
    table.add_column("what a machine gave")
    for r in results:
        style = "" if r.before is None or r.score == r.before else "green" if r.score > r.before else "red"
        whose = f"{r.student} · {r.assignment}" if several else r.student
        table.add_row(Text(plain(whose)), number(r.before), "→", Text(number(r.score), style), cells_of(r))
    return table


def summary(results, skipped, seconds, dry):
    """'96 graded, 3 of them with problems, 12 unchanged · 48 s, 120 a minute · mean 17.3 of 22'"""
    recorded = [result for result in results if result.score is not None]
    troubled = sum(result.problem is not None for result in recorded)
    parts = [f"{len(recorded)} graded" + (f", {troubled} of them with problems" if troubled else "")]
    parts[0] += f", {len(results) - len(recorded)} not graded" if len(recorded) < len(results) else ""
    parts[0] += f", {skipped} unchanged" if skipped else ""
    parts.append(f"{seconds:.0f} s, {60 * len(results) / max(seconds, 1e-9):.0f} a minute")
    if recorded and len({result.assignment for result in recorded}) == 1:
        mean = sum(result.score for result in recorded) / len(recorded)
        parts.append(f"mean {number(mean)} of {number(recorded[0].points)}")
    return ("dry run, nothing written · " if dry else "") + " · ".join(parts)
