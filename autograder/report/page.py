"""The class report: one self-contained HTML page."""

import statistics
from datetime import datetime
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, select_autoescape

from autograder.course.config import course_config
from autograder.report.analysis import items_of, rows_of, times_of
from autograder.report.charts import histogram, item_picture, sparkline, time_picture
from autograder.report.data import class_data

TEMPLATES = Path(__file__).parent / "templates"
MISTAKES_SHOWN = 10  # of an assignment
UNFOLDED = 40  # students whose table is open


def key_figures(data):
    """[(number, what it is)] for the top of the page."""
    submissions = [s for row in data.students for s in row.submissions.values()]
    percents = [row.points.percent for row in data.students]
    middle = f"{statistics.median(percents):.0f} %" if percents else "–"
    return [
        (len(data.students), "students"),
        (len(submissions), "submissions"),
        (middle, "median of the total"),
        (sum(bool(s.troubles) for s in submissions), "not graded to the end"),
        (sum(s.waiting for s in submissions), "answers wait for a grader"),
    ]


def by_function(checks):
    """[(function, its checks)], in the notebook's order."""
    return [(name, list(group)) for name, group in groupby(checks, key=lambda check: check.functions)]


def title_of(assignment):
    return f"{assignment.name} · {assignment.topic}"


def pictures(data):
    """A histogram with its text for each assignment that has been handed in."""
    for assignment in data.handed_in:
        percents = [submission.points.percent for submission in assignment.submissions.values()]
        yield histogram(percents, title_of(assignment), assignment.points.possible)


def analyses(data):
    """(title, Analysis, rows of exercises, rows of claims, picture) of each assignment that has been handed in."""
    for assignment in data.assignments:
        found = items_of(assignment)
        if found.n:
            rows = list(rows_of(assignment, found))
            exercises, claims = ([row for row in rows if row["kind"] == kind] for kind in ("exercise", "claim"))
            yield title_of(assignment), found, exercises, claims, item_picture(exercises, claims, title_of(assignment))


def hand_ins(data):
    """(picture, its Times) of each assignment whose submissions have times."""
    for assignment in data.assignments:
        times = times_of(assignment)
        if times.hours:
            yield time_picture(times, title_of(assignment)), times


def by_assignment(data):
    """(title, the most frequent mistakes, how many rarer ones there are) of each assignment that has any."""
    for assignment in data.assignments:
        mistakes = [mistake for mistake in data.mistakes if mistake.assignment == assignment.name]
        if mistakes:
            yield title_of(assignment), mistakes[:MISTAKES_SHOWN], max(0, len(mistakes) - MISTAKES_SHOWN)


def progress(data):
    """A function: a student's row → the scores over the term as a small picture, beside the class's medians."""
    names = [assignment.name for assignment in data.assignments]
    handed_in = [[s.points.percent for s in assignment.submissions.values()] for assignment in data.assignments]
    medians = [statistics.median(percents) if percents else None for percents in handed_in]
    return lambda row: sparkline(
        [row.submissions[name].points.percent if name in row.submissions else None for name in names], medians
    )


def environment():
    """Where the templates are, and what becomes of text in them."""
    return Environment(
        loader=PackageLoader("autograder.report"),
        autoescape=select_autoescape(["html", "j2"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(data):
    """The page's HTML."""
    templates = environment()
    templates.filters["by_function"] = by_function
    return templates.get_template("class_report.html.j2").render(
        data=data,
        figures=key_figures(data),
        pictures=list(pictures(data)),
        mistakes=list(by_assignment(data)),
        analyses=list(analyses(data)),
        hand_ins=list(hand_ins(data)),
        progress=progress(data),
        folded=len(data.students) > UNFOLDED,
        css=(TEMPLATES / "house.css").read_text(encoding="utf-8"),
        today=datetime.now().strftime("%-d %B %Y"),
    )


def write_report(config=None, to=None):
    """Writes the class report, by default to report.html in the course; returns its path."""
    config = config if config is not None else course_config()
    path = Path(to or Path(config.CourseDirectory.root, "report.html")).resolve()
    path.write_text(render(class_data(config)), encoding="utf-8")
    return path
