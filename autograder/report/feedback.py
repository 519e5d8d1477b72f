"""A student's feedback page, for nbgrader's GenerateFeedback: `c.GenerateFeedback.exporter_class`.

Only what a student needs to see: the score, each exercise's answer, what its checks said, the grader's comments.
No hidden test, no script, nothing loaded from anywhere.
"""

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

from nbconvert.exporters.templateexporter import TemplateExporter
from nbgrader.api import Gradebook
from nbgrader.utils import is_grade, is_solution, is_task
from pygments.formatters import HtmlFormatter
from traitlets import default

from autograder.course.cells import has_points
from autograder.course.checks import claims_in_cells, is_extra_cell, points_of_cell
from autograder.course.regions import for_students
from autograder.grading.book.inside import Penalties
from autograder.grading.book.penalties import told_story
from autograder.grading.own import bare, result_lines
from autograder.grading.records import all_outcomes, outcomes_of, remarks_of, troubles_of, was_left_out
from autograder.kit.outcome import carried, held, told
from autograder.kit.points import add_up
from autograder.kit.text import one_line, plain
from autograder.report.markup import shown, with_code

TEMPLATES = Path(__file__).parent / "templates"
LONGEST_TITLE = 200


@dataclass
class Item:
    """An answer or a check of an exercise, as the page shows it."""

    kind: str  # "code", "written", "task" or "check"
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
    question: str = ""  # what a written answer answers
    shown: str = ""  # its body, and its comment, as HTML
    said: str = ""
    asked: str = ""

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


def kind_of(cell):
    """What an Item is made of the cell."""
    if is_task(cell):
        return "task"
    return "check" if not is_solution(cell) else "code" if cell.cell_type == "code" else "written"


def item_of(cell, checks, gradebook, about):
    """The cell as an Item."""
    known = cell.metadata.nbgrader
    claims = checks.get(known.grade_id, {})
    item = Item(
        kind=kind_of(cell),
        name=known.grade_id,
        title=title_of(known.grade_id, claims, outcomes_of(cell)),
        body=for_students(cell.source),
        comment=known.get("comment") or "",
        extra=is_extra_cell(known.grade_id, about["notebook"]),
    )
    if has_points(cell):
        item.score, item.points = known.score, points_of_cell(known.grade_id, about["notebook"], known.points)
        grade = gradebook.find_grade(known.grade_id, about["notebook"], about["assignment"], about["student"])
        item.waiting = grade.needs_manual_grade
    if item.kind == "check" and cell.cell_type == "code":
        item.ran = not was_left_out(cell)
        item.lines = lines_of(cell) if item.ran else ""
    return item


def title_of(name, claims, outcomes):
    """'3 of 4 claims hold' of a check cell that was judged; of another cell its name in words."""
    return f"{sum(held(outcomes))} of {len(claims)} claims hold" if claims else name.replace("_", " ")


def lines_of(cell):
    """What a check cell tells: of its cases, or of an instructor's own test what it printed."""
    outcomes = outcomes_of(cell)
    return plain(told(outcomes)) if outcomes else result_lines(cell)


def headings(cell, level):
    """The texts of a Markdown cell's headings of one level."""
    lines, marks = cell.source.split("\n") if cell.cell_type == "markdown" else [], "#" * level + " "
    titles = [one_line(line.removeprefix(marks), LONGEST_TITLE) for line in lines if line.startswith(marks)]
    return [title for title in titles if title]


def troubles_with(cell, number, troubles):
    """What kept a cell from its end, a line each: as grading has told it, else the error of one that is not graded."""
    own = [trouble.words for trouble in troubles if trouble.cell == cell.id]
    if own or is_grade(cell):
        return own
    where = cell.metadata.get("nbgrader", {}).get("grade_id") or f"cell {number}"
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    return [f"{where} ended in {one_line(e.ename, 60)}: {one_line(bare(e.evalue), 200)}" for e in errors]


def exercises_of(nb, about, troubles):
    """(the notebook's title or None, its Exercises)."""
    checks, exercises, title = claims_in_cells(about["notebook"]), [Exercise("Answers")], None
    with Gradebook(about["db_url"]) as gradebook:
        for number, cell in enumerate(nb.cells, start=1):
            if not (cell.cell_type == "markdown" and is_grade(cell)):
                title = title or next(iter(headings(cell, 1)), None)
                exercises += [Exercise(text) for text in headings(cell, 2)]
            exercises[-1].troubles += troubles_with(cell, number, troubles)
            if is_solution(cell) or has_points(cell):
                item = item_of(cell, checks, gradebook, about)
                item.question = question_before(nb.cells[: number - 1]) if item.kind == "written" else ""
                exercises[-1].items.append(item)
    return title, [exercise for exercise in exercises if exercise.items or exercise.troubles]


def question_before(cells):
    """The text that asks for what stands after these cells, its heading left out."""
    words = next((cell.source for cell in reversed(cells) if cell.cell_type == "markdown" and not has_points(cell)), "")
    return re.split(r"^#+ .*$", words, flags=re.MULTILINE)[-1].strip()


def lay_out(items):
    """Has all that is to be parsed of these items parsed at once; returns what a reader should know of it, or None."""
    bodies = [("code" if item.kind in ("code", "check") else "prose", item.body) for item in items]
    made, note = shown(bodies + [("prose", text) for item in items for text in (item.comment, item.question)])
    for item, body, comment, question in zip(items, made, made[len(items) :: 2], made[len(items) + 1 :: 2]):
        item.shown, item.said, item.asked = body, comment, question
    return note


def lateness_in(about, config, log):
    """How the lateness of a submission came about, in a sentence; '' where it is not late."""
    student, assignment = about["student"], about["assignment"]
    with Gradebook(about["db_url"]) as gradebook:
        sentence, is_up_to_date = told_story(gradebook, student, assignment, Penalties(config=config))
    if not is_up_to_date:
        again = f"`python -m autograder grade {shlex.quote(assignment)}` first"
        log.warning("%s of %s: lateness has changed since it was graded: %s", assignment, student, again)
    return sentence


def page_of(nb, resources):
    """What the template shows: title, troubles, exercises, points."""
    about, troubles = resources["nbgrader"], troubles_of(nb)
    title, exercises = exercises_of(nb, about, troubles)
    note = lay_out([item for exercise in exercises for item in exercise.items])
    scores = [(item.score, item.points, item.extra) for exercise in exercises for item in exercise.graded]
    notes = [*carried(all_outcomes(nb)), *(remark.words for remark in remarks_of(nb)), *filter(None, [note])]
    return {
        "title": title or about["notebook"].replace("_", " ").capitalize(),
        "said": "; ".join(trouble.words.removesuffix(".") for trouble in troubles),
        "stopped": any(trouble.stopped for trouble in troubles),
        "graded": any(item.ran for exercise in exercises for item in exercise.items if item.kind == "check"),
        "notes": [with_code(sentence) for sentence in notes],
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
        yield "plain", plain

    def _init_resources(self, resources):
        resources = super()._init_resources(resources)
        resources["lateness"] = lateness_in(resources["nbgrader"], self.config, self.log)
        pygments = HtmlFormatter(style="xcode").get_style_defs(".code")  # all its colours can be read on light gray
        resources["house_css"] = (TEMPLATES / "house.css").read_text(encoding="utf-8") + pygments
        return resources
