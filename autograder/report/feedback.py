"""A student's feedback page, for nbgrader's GenerateFeedback: `c.GenerateFeedback.exporter_class`.

Only what a student needs to see: the score, each exercise's answer, what its checks said, the grader's comments.
No hidden test, no script, nothing loaded from anywhere.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import bleach
import mistune
from markupsafe import Markup
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import strip_ansi
from nbgrader.api import Gradebook
from nbgrader.utils import is_grade, is_solution
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from traitlets import default

from autograder.cases import about_checks
from autograder.grading.outputs import HIDDEN, without_hidden_tests
from autograder.grading.worker import TROUBLE

TEMPLATES = Path(__file__).parent / "templates"
TAGS = {*bleach.ALLOWED_TAGS, "p", "pre", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "del"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}


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
    def score(self):
        return sum(item.score for item in self.graded)

    @property
    def points(self):
        return sum(item.points for item in self.graded if not item.extra)

    @property
    def extra(self):
        return sum(item.points for item in self.graded if item.extra)


def hidden_lines(source):
    """The lines of code that only the grader knows."""
    region = "".join(match[0] for match in HIDDEN.finditer(source))
    return {line.strip() for line in region.splitlines() if len(line.strip()) > 3 and "HIDDEN TESTS" not in line}


def error_lines(output, source):
    """An error in plain lines; where a traceback shows hidden code, only the failing line, if that is not hidden."""
    text = strip_ansi("\n".join(output.traceback)).strip() or f"{output.ename}: {output.evalue}"
    if output.ename in TROUBLE:
        return f"{output.ename}: {output.evalue}"
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
    """What a test cell printed and how it failed, as plain text."""
    texts, timed_out = [], any(output.get("ename") == "CellTimeoutError" for output in cell.outputs)
    for output in cell.outputs:
        if timed_out and output.get("ename") == "KeyboardInterrupt":
            continue  # how the kernel was stopped
        if output.output_type == "stream":
            texts.append(strip_ansi(output.text).strip())
        elif output.output_type == "error":
            texts.append(error_lines(output, cell.source))
        elif "text/plain" in output.get("data", {}) and not is_number(output.data["text/plain"]):
            texts.append(str(output.data["text/plain"]).strip())
    return "\n".join(filter(None, texts))


def code(source):
    """Python, coloured."""
    return Markup(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)))


def prose(text):
    """Markdown that a person wrote, without scripts or anything else that could act."""
    html = mistune.create_markdown(plugins=["table", "strikethrough"])(text or "")
    return Markup(bleach.clean(html, tags=TAGS, strip=True))


def item_of(cell, checks, gradebook, about):
    """The cell as an Item."""
    told = cell.metadata.nbgrader
    check = checks.get(told.grade_id)
    item = Item(
        kind="check" if not is_solution(cell) else "code" if cell.cell_type == "code" else "written",
        name=told.grade_id,
        title=check.claim if check else told.grade_id.replace("_", " "),
        body=without_hidden_tests(cell.source),
        comment=told.get("comment") or "",
        extra=bool(check) and check.is_extra_credit,
    )
    if is_grade(cell):
        item.score, item.points = told.score, told.points
        grade = gradebook.find_grade(told.grade_id, about["notebook"], about["assignment"], about["student"])
        item.waiting = grade.needs_manual_grade
    if item.kind == "check" and cell.cell_type == "code":
        item.ran = not any(untried(output) for output in cell.outputs)
        item.lines = result_lines(cell) if item.ran else ""
    return item


def untried(output):
    """Whether a cell was never run, because the notebook could not be read or had ended before."""
    return output.get("ename") == "SubmissionError" or (
        output.get("ename") in TROUBLE and output.evalue.endswith(": not run")
    )


def headings(cell, level):
    """The texts of a Markdown cell's headings of one level."""
    return re.findall(rf"^{'#' * level} +(.+?)\s*$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else []


def page_of(nb, resources):
    """What the template shows: title, problem, exercises, scores."""
    about = resources["nbgrader"]
    checks, exercises, problem, title = about_checks(about["notebook"]), [Exercise("Answers")], None, None
    with Gradebook(about["db_url"]) as gradebook:
        for number, cell in enumerate(nb.cells, start=1):
            if not (cell.cell_type == "markdown" and is_grade(cell)):
                title = title or next(iter(headings(cell, 1)), None)
                exercises += [Exercise(text) for text in headings(cell, 2)]
            for output in (o for o in cell.get("outputs", []) if o.output_type == "error"):
                problem = problem or (output.evalue if output.ename in TROUBLE else None)
                if not is_grade(cell) and output.ename not in TROUBLE:
                    where = cell.metadata.get("nbgrader", {}).get("grade_id") or f"cell {number}"
                    exercises[-1].troubles.append(f"{where} ended in {output.ename}: {first_line(output.evalue)}")
            if is_solution(cell) or is_grade(cell):
                exercises[-1].items.append(item_of(cell, checks, gradebook, about))
    shown = [exercise for exercise in exercises if exercise.items or exercise.troubles]
    return {
        "title": title or about["notebook"].replace("_", " ").capitalize(),
        "problem": problem,
        "graded": any(item.ran for exercise in shown for item in exercise.items if item.kind == "check"),
        "exercises": shown,
        "points": sum(exercise.points for exercise in shown),
        "extra": sum(exercise.extra for exercise in shown),
    }


def first_line(text):
    return strip_ansi(text).strip().partition("\n")[0][:200]


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

    def _init_resources(self, resources):
        resources = super()._init_resources(resources)
        pygments = HtmlFormatter(style="default").get_style_defs(".code")
        resources["house_css"] = (TEMPLATES / "house.css").read_text(encoding="utf-8") + pygments
        return resources
