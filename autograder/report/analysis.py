"""What a class's points say of its assignments: item analysis and the time of handing in, shown, as CSV and as JSON."""

import csv
import json
import math
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from autograder.course.config import course_config
from autograder.report.data import class_data
from autograder.report.export import as_text
from autograder.report.items import FEWEST, Analysis, analyse, varies

HOUR = 3600
VERSION = 1  # of the JSON
COLUMNS = ["assignment", "kind", "name", "function", "claim", "points", "extra_credit", "by_hand", "n"]
COLUMNS += ["difficulty", "discrimination", "alpha_without", "alpha", "why", "remark"]
TOLD_ONCE = ("assignment", "alpha")  # of each assignment, in JSON


@dataclass(frozen=True)
class Times:
    """When an assignment was handed in: hours before `until`, and the percentage it earned, of each submission.

    rho: Spearman's rank correlation of the two, None where there is none.
    """

    until: str
    hours: tuple[float, ...]
    percents: tuple[float, ...]
    rho: float | None

    @property
    def told(self):
        """'rank correlation 0.21 (n = 600)'"""
        n = f"n = {len(self.hours)}"
        return f"no rank correlation ({n})" if self.rho is None else f"rank correlation {self.rho:.2f} ({n})"


def column(submissions, of):
    """What `of` tells of each submission, as a float array, nan for None."""
    return np.array([math.nan if (value := of(s)) is None else value for s in submissions], float)


def exercises_in(assignment):
    """{how an exercise is called: its key among the cells}: by its cell, and its notebook where there are several."""
    several = len({notebook for notebook, _ in assignment.cells}) > 1
    return {f"{notebook}/{cell}" if several else cell: (notebook, cell) for notebook, cell in assignment.cells}


def items_of(assignment):
    """The Analysis of an assignment's answers: what was not handed in, or could not be read, is none; no lateness."""
    read = [submission for submission in assignment.submissions.values() if submission.was_read]
    exercises = []
    for name, cell in exercises_in(assignment).items():
        points, extra = assignment.cells[cell]
        exercises.append((name, points, column(read, lambda s: s.cells.get(cell)), extra))
    claims = []
    for check in assignment.checks:
        known = [s.claims[check.name] for s in read if check.name in s.claims]
        if known:
            own = column(read, lambda s: s.claims.get(check.name, (None,))[0])
            claims.append((check.name, known[0][1], own, check.extra))
    return analyse(exercises, claims)


def times_of(assignment):
    """The Times of an assignment's answers: before they were due, or else before the last one came in."""
    timed = [s for s in assignment.submissions.values() if s.handed_in and s.was_read]
    due = timed and all(s.due for s in timed)
    last = max((s.handed_in for s in timed), default=None)
    hours = [((s.due if due else last) - s.handed_in).total_seconds() / HOUR for s in timed]
    percents = [replace(s.points, late=0.0).percent for s in timed]
    vary = len(timed) >= FEWEST and varies(hours) and varies(percents)
    rho = float(spearmanr(hours, percents).statistic) if vary else None
    return Times("it was due" if due else "the last one came in", tuple(hours), tuple(percents), rho)


def rounded(value):
    """A number with as many digits as mean something."""
    return round(value, 4) if isinstance(value, float) else value


def about_exercise(assignment, name):
    """How a person knows an exercise: by its check's name, or a written answer's, with blanks."""
    notebook, cell = exercises_in(assignment)[name]
    by_hand = any(check.name == cell and check.by_hand for check in assignment.checks)
    function = cell.replace("_", " ") if by_hand else cell.removeprefix("check_")
    _, extra = assignment.cells[notebook, cell]
    return {"kind": "exercise", "function": function, "claim": "", "extra_credit": extra, "by_hand": by_hand}


def about_claim(assignment, name):
    """The same of a claim."""
    check = next(check for check in assignment.checks if check.name == name)
    about = {"function": check.functions, "claim": check.claim, "extra_credit": check.extra}
    return {"kind": "claim", "by_hand": False, **about}


def rows_of(assignment, found: Analysis):
    """A dict of COLUMNS for each exercise and then each claim of an assignment."""
    told = {"assignment": assignment.name, "alpha": found.alpha}
    for items, about in ((found.exercises, about_exercise), (found.claims, about_claim)):
        for item in items:
            row = told | about(assignment, item.name) | asdict(item) | {"remark": item.remark}
            yield {name: rounded(row[name]) for name in COLUMNS}


def as_data(data):
    """The analysis of every assignment as plain data."""
    for assignment in data.assignments:
        found, times = items_of(assignment), times_of(assignment)
        rows = [{k: v for k, v in row.items() if k not in TOLD_ONCE} for row in rows_of(assignment, found)]
        made = sorted(assignment.mistakes, key=lambda m: -len(m.students))
        yield {
            "assignment": assignment.name,
            "students": found.n,
            "alpha": rounded(found.alpha),
            "why": found.why,
            "items": rows,
            "handed_in": {"hours_before": times.until, "n": len(times.hours), "spearman": rounded(times.rho)},
            "mistakes": [
                {"function": m.function, "mistake": m.mistake, "students": len(m.students), "of": m.of} for m in made
            ],
        }


def write_items(path, config=None):
    """Writes the analysis as JSON, where the path ends so, or else as CSV that computes nothing; returns the path."""
    data, path = class_data(config if config is not None else course_config()), Path(path)
    if path.suffix == ".json":
        told = {"version": VERSION, "course": data.course, "assignments": list(as_data(data))}
        path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return path
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for assignment in data.assignments:
            for row in rows_of(assignment, items_of(assignment)):
                rows.writerow([as_text(v) if isinstance(v, str) else v for v in row.values()])
    return path
