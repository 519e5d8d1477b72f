"""A class that was never graded: students of many abilities, some late, some who left, as `class_data` would tell."""

from datetime import datetime, timedelta

import numpy as np

from autograder.kit.points import Points, add_up
from autograder.report.data import AssignmentStats, CheckStats, ClassData, Mistake, StudentRow, Submission

DUE = datetime(2026, 10, 5, 22)
CLAIMS = ("the loss is a mean", "the gradient is its slope", "its arguments are left alone")


def assignment_of(number, functions, points=4.0):
    """An assignment without submissions: so many functions, of three claims each, and a written answer."""
    names = [f"function_{j}" for j in range(functions)]
    checks = [
        CheckStats(f"check_{name}_{k}", name, claim, extra=False, by_hand=False)
        for name in names
        for k, claim in enumerate(CLAIMS)
    ]
    checks.append(CheckStats("why", "why", "graded by hand", extra=False, by_hand=True))
    cells = {("topic", f"check_{name}"): (points, False) for name in names} | {("topic", "why"): (2.0, False)}
    return AssignmentStats(f"ps{number}", f"topic {number}", cells, checks)


def hand_in(assignment, ability, rng):
    """A student's submission: the abler, the likelier a claim holds, and the earlier it comes."""
    cells, claims = {}, {}
    for place, (cell, (points, _)) in enumerate(assignment.cells.items()):
        own = [check.name for check in assignment.checks if check.name.startswith(f"{cell[1]}_")]
        holds = rng.random(max(1, len(own))) < 1 / (1 + np.exp(-1.5 * (ability + 1.5 - 0.5 * place)))
        cells[cell] = round(points * float(holds.mean()), 2)
        claims |= {name: (points / 3 * bool(held), points / 3) for name, held in zip(own, holds)}
    when = DUE - timedelta(hours=float(rng.exponential(20 + 10 * max(ability, 0))) - 2)
    points = add_up((cells[name], points, extra) for name, (points, extra) in assignment.cells.items())
    return Submission(points, cells=cells, claims=claims, handed_in=when, due=DUE)


def counted(assignment):
    """The assignment, with what its submissions say of each claim, and two mistakes."""
    for check in assignment.checks:
        for submission in assignment.submissions.values():
            if check.name in submission.claims:
                earned, possible = submission.claims[check.name]
                check.count(earned == possible)
    who, of = list(assignment.submissions), len(assignment.submissions)
    for what, share in (("the factor γ is missing", 3), ("the sum was taken for the mean", 7)):
        made = Mistake(assignment.name, "function_0", what, frozenset(who[::share]), of)
        assignment.mistakes += [made] if who else []
    return assignment


def simulated_class(students=600, functions=(3, 4, 5, 2), seed=0):
    """The ClassData of so many students, with an assignment for each number of functions; one in nine left early."""
    rng = np.random.default_rng(seed)
    assignments = [assignment_of(number, count) for number, count in enumerate(functions, start=1)]
    rows = []
    for number in range(students):
        ability, stays = rng.normal(), len(assignments) if rng.random() > 1 / 9 else len(assignments) - 1
        mine = {a.name: hand_in(a, ability + rng.normal(0, 0.4), rng) for a in assignments[:stays]}
        for assignment in assignments[:stays]:
            assignment.submissions[f"s{number:03}"] = mine[assignment.name]
        parts = [mine[a.name].points if a.name in mine else a.points for a in assignments]
        rows.append(StudentRow(f"s{number:03}", f"Student {number:03}", mine, sum(parts, Points())))
    return ClassData("optimization", [counted(assignment) for assignment in assignments], rows)
