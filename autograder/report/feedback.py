"""A student's feedback page, for nbgrader's GenerateFeedback: `c.GenerateFeedback.exporter_class`.

Only what a student needs to see: the score, each exercise's answer, what its checks said, the grader's comments.
No hidden test, no script, nothing loaded from anywhere.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import mistune
import nh3
from markupsafe import Markup, escape
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import strip_ansi
from nbgrader.api import Gradebook
from nbgrader.utils import is_grade, is_solution
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from traitlets import default

from autograder.course.checks import about_checks
from autograder.grading.outputs import HIDDEN, PARSED, TAGS, harmless_code, without_hidden_tests
from autograder.grading.records import outcomes_of, troubles_of, was_left_out
from autograder.kit.outcome import told
from autograder.kit.points import add_up
from autograder.kit.text import cut, one_line, plain

TEMPLATES = Path(__file__).parent / "templates"
COLOURED = 20_000  # characters of code that are coloured


@dataclass
class Item:
    """An answer or a check of an exercise, as the page shows it."""

    kind: str  # "code", "written" or "check"
    name: str
    title: str
    body: str
    score: float | None = None
    points: float = 0.0
    extra: bool = False
    waiting: bool = False
    ran: bool = True
    lines: str = ""
    comment: str = ""

    @property
    def state(self):
        if self.waiting:
            return "waiting"
        return "full" if self.score >= self.points else "part" if self.score > 0 else "none"


@dataclass
class Exercise:
    """What stands under one heading of the notebook."""

    title: str
    items: list = field(default_factory=list)
    troubles: list = field(default_factory=list)

    @property
    def graded(self):
        return [item for item in self.items if item.points]

    @property
    def points(self):
        return add_up((item.score, item.points, item.extra) for item in self.graded)


def hidden_lines(source):
    """The lines of code that only the grader knows."""
    region = "".join(match[0] for match in HIDDEN.finditer(source))
    return {line.strip() for line in region.splitlines() if len(line.strip()) > 3 and "HIDDEN TESTS" not in line}


def error_lines(output, source):
    """An error in plain lines; where a traceback shows hidden code, only the failing line, if that is not hidden."""
    text = strip_ansi("\n".join(output.traceback)).strip() or f"{output.ename}: {output.evalue}"
    hidden = hidden_lines(source)
    if not any(line in text for line in hidden):
        return text
    failing = [line.strip() for line in re.findall(r"^-+> *\d+ (.*)$", text, re.MULTILINE)]
    if not failing or any(line in hidden for line in failing):
        return f"A hidden test ended in {output.ename}."
    return "\n".join([*failing, f"{output.ename}: {output.evalue}"])


def is_number(text):
    """Whether an output is partial credit, which stands beside the check anyway."""
    return bool(re.fullmatch(r"\s*\d+(\.\d*)?\s*", str(text)))


def result_lines(cell):
    """What an instructor's own test cell printed and how it failed, as plain text."""
    texts = []
    for output in cell.outputs:
        if output.output_type == "stream":
            texts.append(strip_ansi(output.text).strip())
        elif output.output_type == "error":
            texts.append(error_lines(output, cell.source))
        elif "text/plain" in output.get("data", {}) and not is_number(output.data["text/plain"]):
            texts.append(str(output.data["text/plain"]).strip())
    return plain("\n".join(filter(None, texts)))


def code(source):
    """Python, coloured where it is not too long for that."""
    source = harmless_code(source)
    if len(source) > COLOURED:
        return escape(plain(source))
    return Markup(highlight(plain(source), PythonLexer(), HtmlFormatter(nowrap=True)))


def prose(text):
    """Markdown that a person wrote, without scripts or anything else that could act."""
    text = plain(cut(text or "", PARSED))
    try:
        html = mistune.create_markdown(plugins=["table", "strikethrough"])(text)
    except (ValueError, RecursionError):  # what only an attacker writes
        html = f"<pre>{escape(text)}</pre>"
    return Markup(nh3.clean(html, tags=TAGS - {"img", "details", "summary"} | {"del"}, attributes={}, link_rel=None))


def item_of(cell, checks, gradebook, about):
    """The cell as an Item."""
    known = cell.metadata.nbgrader
    check = checks.get(known.grade_id)
    item = Item(
        kind="check" if not is_solution(cell) else "code" if cell.cell_type == "code" else "written",
        name=known.grade_id,
        title=check.claim if check else known.grade_id.replace("_", " "),
        body=without_hidden_tests(cell.source),
        comment=known.get("comment") or "",
        extra=bool(check) and check.is_extra_credit,
    )
    if is_grade(cell):
        item.score, item.points = known.score, known.points
        grade = gradebook.find_grade(known.grade_id, about["notebook"], about["assignment"], about["student"])
        item.waiting = grade.needs_manual_grade
    if item.kind == "check" and cell.cell_type == "code":
        item.ran = not was_left_out(cell)
        item.lines = lines_of(cell) if item.ran else ""
    return item


def lines_of(cell):
    """What a check cell tells: of its cases, or of an instructor's own test what it printed."""
    outcomes = outcomes_of(cell)
    return plain(told(outcomes)) if outcomes else result_lines(cell)


def headings(cell, level):
    """The texts of a Markdown cell's headings of one level."""
    return re.findall(rf"^{'#' * level} +(.+?)\s*$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else []


def troubles_with(cell, number, troubles):
    """What kept a cell from its end, a line each: as grading has told it, else the error of one that is not graded."""
    own = [trouble.words for trouble in troubles if trouble.cell == cell.id]
    if own or is_grade(cell):
        return own
    where = cell.metadata.get("nbgrader", {}).get("grade_id") or f"cell {number}"
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    return [f"{where} ended in {one_line(e.ename, 60)}: {one_line(strip_ansi(e.evalue), 200)}" for e in errors]


def exercises_of(nb, about, troubles):
    """(the notebook's title or None, its Exercises)."""
    checks, exercises, title = about_checks(about["notebook"]), [Exercise("Answers")], None
    with Gradebook(about["db_url"]) as gradebook:
        for number, cell in enumerate(nb.cells, start=1):
            if not (cell.cell_type == "markdown" and is_grade(cell)):
                title = title or next(iter(headings(cell, 1)), None)
                exercises += [Exercise(text) for text in headings(cell, 2)]
            exercises[-1].troubles += troubles_with(cell, number, troubles)
            if is_solution(cell) or is_grade(cell):
                exercises[-1].items.append(item_of(cell, checks, gradebook, about))
    return title, [exercise for exercise in exercises if exercise.items or exercise.troubles]


def page_of(nb, resources):
    """What the template shows: title, troubles, exercises, points."""
    about, troubles = resources["nbgrader"], troubles_of(nb)
    title, exercises = exercises_of(nb, about, troubles)
    scores = [(item.score, item.points, item.extra) for exercise in exercises for item in exercise.graded]
    return {
        "title": title or about["notebook"].replace("_", " ").capitalize(),
        "said": "; ".join(trouble.words.removesuffix(".") for trouble in troubles),
        "stopped": any(trouble.stopped for trouble in troubles),
        "graded": any(item.ran for exercise in exercises for item in exercise.items if item.kind == "check"),
        "exercises": exercises,
        "points": add_up(scores, about["late_penalty"]),
    }


class FeedbackExporter(TemplateExporter):
    """Our page for nbgrader's GenerateFeedback; needs nbgrader's GetGrades among the preprocessors."""

    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self):
        return ".html"

    @default("template_name")
    def _template_name_default(self):
        return "course_feedback"

    @default("extra_template_basedirs")
    def _extra_template_basedirs_default(self):
        return [str(TEMPLATES)]

    def default_filters(self):
        yield from super().default_filters()
        yield "page_of", page_of
        yield "code", code
        yield "prose", prose
        yield "plain", plain

    def _init_resources(self, resources):
        resources = super()._init_resources(resources)
        pygments = HtmlFormatter(style="default").get_style_defs(".code")
        resources["house_css"] = (TEMPLATES / "house.css").read_text(encoding="utf-8") + pygments
        return resources
