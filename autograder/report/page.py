"""The class report: one self-contained HTML page."""

import statistics
from datetime import datetime
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, select_autoescape

from autograder.course.release import course_config
from autograder.report.charts import histogram
from autograder.report.data import class_data

TEMPLATES = Path(__file__).parent / "templates"
MISTAKES_SHOWN = 20


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


def pictures(data):
    """A histogram with its text for each assignment."""
    for assignment in data.assignments:
        percents = [submission.points.percent for submission in assignment.submissions.values()]
        yield histogram(percents, f"{assignment.name} · {assignment.topic}")


def render(data):
    """The page's HTML."""
    environment = Environment(
        loader=PackageLoader("autograder.report"),
        autoescape=select_autoescape(["html", "j2"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["by_function"] = by_function
    return environment.get_template("class_report.html.j2").render(
        data=data,
        figures=key_figures(data),
        pictures=list(pictures(data)),
        mistakes=data.mistakes[:MISTAKES_SHOWN],
        more=max(0, len(data.mistakes) - MISTAKES_SHOWN),
        css=(TEMPLATES / "house.css").read_text(encoding="utf-8"),
        today=datetime.now().strftime("%-d %B %Y"),
    )


def write_report(config=None, to=None):
    """Writes the class report, by default to report.html in the course; returns its path."""
    config = config if config is not None else course_config()
    path = Path(to or Path(config.CourseDirectory.root, "report.html")).resolve()
    path.write_text(render(class_data(config)), encoding="utf-8")
    return path
