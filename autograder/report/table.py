"""The scores in a terminal: student × assignment, with totals."""

import math

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.course.config import course_config
from autograder.kit.points import Points
from autograder.report.data import class_data

NAME = {"min_width": 12, "max_width": 32}  # letters of a student's name on one line


def cell(submission):
    """'17.5', with a sign where something went wrong or is still to be done."""
    if submission is None:
        return Text("–", style="dim")
    text = Text(f"{submission.points.total:g}")
    if submission.troubles:
        text = Text.assemble(("! ", "bold yellow"), text)
    if submission.points.late:
        text.append(f" −{submission.points.late:g}", style="magenta")
    if submission.carried:
        text.append(" ↷", style="cyan")
    if submission.waiting:
        text.append(f" +{submission.waiting}?", style="cyan")
    return text


def legend(data):
    """What the signs in the table stand for, as far as there are any."""
    submissions = [s for row in data.students for s in row.submissions.values()]
    signs = ["! not graded to its end"] * any(s.troubles for s in submissions)
    signs += ["−1 so much of it is taken off for lateness"] * any(s.points.late for s in submissions)
    signs += ["↷ some of it is carried forward"] * any(s.carried for s in submissions)
    signs += ["+1? one answer waits for a grader"] * any(s.waiting for s in submissions)
    return ", ".join(signs)


def score_table(data, assignments=None):
    """A rich Table of the class, with a column for each of these assignments, or of all."""
    table = Table(title=Text(f"{data.course}: points"), box=box.SIMPLE_HEAD, title_justify="left", show_footer=True)
    table.caption, table.caption_justify = legend(data), "left"
    table.add_column("student", footer="mean", overflow="fold", **NAME)
    for assignment in (shown := data.assignments if assignments is None else assignments):
        scores = [submission.points.total for submission in assignment.submissions.values()]
        mean = f"{sum(scores) / len(scores):.1f}" if scores else "–"
        heading = Text(f"{assignment.name}\nof {assignment.points.possible:g}")
        table.add_column(heading, footer=mean, justify="right", no_wrap=True)
    everything = sum((assignment.points for assignment in data.assignments), Points())
    count = max(1, len(data.students))
    total, percent = (sum(getattr(row.points, name) for row in data.students) / count for name in ("total", "percent"))
    table.add_column(f"total\nof {everything.possible:g}", footer=f"{total:.1f}", justify="right", no_wrap=True)
    table.add_column("%", footer=f"{percent:.0f}", justify="right", no_wrap=True)
    for row in data.students:
        cells = [cell(row.submissions.get(assignment.name)) for assignment in shown]
        table.add_row(Text(row.name), *cells, Text(f"{row.points.total:g}", style="bold"), f"{row.points.percent:.0f}")
    return table


def fits(table, console):
    """Whether a table's numbers, and most of each name, are as wide as they need to be."""
    unbounded = console.options.update(max_width=len(table.columns) * console.width)
    return console.measure(table, options=unbounded).minimum <= console.width


def score_tables(data, console):
    """The score_table, or several with some of the assignments each, as few as it takes to cut no number."""
    number = len(data.assignments)
    for count in range(1, number + 1):
        size = math.ceil(number / count)
        parts = [data.assignments[start : start + size] for start in range(0, number, size)]
        tables = [score_table(data, part) for part in parts]
        if all(fits(table, console) for table in tables):
            break
    return tables


def print_table(config=None, console=None, assignments=None):
    """Prints the table of these assignments, or of all."""
    console, config = console or Console(), config if config is not None else course_config()
    data = class_data(config, only=assignments)
    for table in [Text(": ".join(data.nothing))] if data.nothing else score_tables(data, console):
        console.print(table)
