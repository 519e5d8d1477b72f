"""The scores in a terminal: student × assignment, with totals."""

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.course.config import course_config
from autograder.kit.points import Points
from autograder.report.data import class_data

LONGEST_NAME = 32  # letters of a student's on one line


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


def score_table(data):
    """A rich Table of the class."""
    table = Table(title=Text(f"{data.course}: points"), box=box.SIMPLE_HEAD, title_justify="left", show_footer=True)
    table.caption, table.caption_justify = legend(data), "left"
    table.add_column("student", footer="mean", overflow="fold", max_width=LONGEST_NAME)
    for assignment in data.assignments:
        scores = [submission.points.total for submission in assignment.submissions.values()]
        mean = f"{sum(scores) / len(scores):.1f}" if scores else "–"
        heading = Text(f"{assignment.name}\nof {assignment.points.possible:g}")
        table.add_column(heading, footer=mean, justify="right")
    everything = sum((assignment.points for assignment in data.assignments), Points())
    count = max(1, len(data.students))
    total, percent = (sum(getattr(row.points, name) for row in data.students) / count for name in ("total", "percent"))
    table.add_column(f"total\nof {everything.possible:g}", footer=f"{total:.1f}", justify="right")
    table.add_column("%", footer=f"{percent:.0f}", justify="right")
    for row in data.students:
        cells = [cell(row.submissions.get(assignment.name)) for assignment in data.assignments]
        table.add_row(Text(row.name), *cells, Text(f"{row.points.total:g}", style="bold"), f"{row.points.percent:.0f}")
    return table


def print_table(config=None, console=None, assignments=None):
    """Prints the table of these assignments, or of all."""
    data = class_data(config if config is not None else course_config(), only=assignments)
    (console or Console()).print(Text(": ".join(data.nothing)) if data.nothing else score_table(data))
