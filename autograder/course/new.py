"""Scaffolds: a course's folder; a small exercise, or a notebook around one, that works as it comes out."""

import builtins
import keyword
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course.cells import TOOLKIT_CELL, answers_of, names_bound, symbols_of
from autograder.course.overlooked import ROW
from autograder.course.pack import lay_out
from autograder.course.places import (
    CHECKS,
    CONFIG,
    IS_FOREIGN,
    ROOT,
    assignment_at,
    assignments,
    file_of_solutions,
    files_of_checks,
    notebooks,
)

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), undefined=StrictUndefined, keep_trailing_newline=True
)
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
ASSIGNMENT = re.compile(r"[A-Za-z0-9][\w-]*")
COURSE_ID = re.compile(r"^(c\.CourseDirectory\.course_id = ).*$", re.MULTILINE)
LONGEST = 30  # letters of a name: with it no line of what is written gets longer than 120
TOTAL = r"^\| \*\*[Tt]otal\*\* \| \*\*(\d+)\*\* \|$"  # of the table of points in a notebook's first cell
KERNEL = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
LANGUAGE = {"language_info": {"name": "python"}}


class Refused(ValueError):
    """What cannot be made: the message says why, and what to do."""


@dataclass(frozen=True)
class Exercise:
    """The names that an exercise's files are made of, and its points: the last is for leaving arguments alone."""

    assignment: str
    topic: str
    function: str
    points: int

    def fill(self, template):
        """A template of an exercise with these names in it."""
        words = {"constant": self.function.upper(), "slug": self.function.replace("_", "-")}
        return filled(f"exercise/{template}", **vars(self), **words)


def filled(template, **words):
    return TEMPLATES.get_template(f"{template}.j2").render(words)


# ── what is refused ─────────────────────────────────────────────────────────────────────────────────────────────


def expect_name(name, what):
    """Raises Refused unless this can be the name of a function or a module, and hides none of Python's own."""
    if not NAME.fullmatch(name) or len(name) > LONGEST or keyword.iskeyword(name) or name in dir(builtins):
        raise Refused(f"{name} is no name for {what}: small letters, digits and _, up to {LONGEST}, as in huber_loss")


def names_of(module):
    """The names that a module's source gives to things of its own."""
    symbols = symbols_of(module).get_symbols()
    return {symbol.get_name() for symbol in symbols if symbol.is_assigned() and not symbol.is_imported()}


def expect_free(exercise, notebook):
    """Raises Refused where a name that the exercise would bring is taken: answers go by it in the whole course."""
    for key in notebooks():
        if exercise.function in answers_of(key):
            raise Refused(f"{key} has a function {exercise.function} already: choose another name")
    there = frozenset().union(*(names_bound(cell.source) for cell in notebook.cells if cell.cell_type == "code"))
    if found := {exercise.function, *names_of(exercise.fill("check.py"))} & there:
        raise Refused(f"{exercise.assignment} has something that is called {min(found)}: choose another name")


def expect_new(paths):
    """Raises Refused where something stands already."""
    if found := [path for path in paths if (ROOT / path).exists()]:
        raise Refused(f"there is {found[0]} already: choose another name, or remove it first")


# ── cells ───────────────────────────────────────────────────────────────────────────────────────────────────────


def known(grade_id, **about):
    """A cell's metadata for nbgrader: given and locked, where nothing else is said."""
    usual = {"grade": False, "locked": True, "schema_version": 3, "solution": False, "task": False}
    return {"nbgrader": {**usual, "grade_id": grade_id, **about}}


def quotation(name, **metadata):
    """A code cell that is yet to be filled by quoting."""
    return new_code_cell(id=name, metadata=metadata)


def folded(name, **metadata):
    """A quotation that nobody has to read: JupyterLab and Colab fold it, HTML leaves it out."""
    return quotation(name, cellView="form", jupyter={"source_hidden": True}, **metadata)


def check_cell(exercise):
    name = f"check_{exercise.function}"
    about = known(name, grade=True, points=exercise.points)
    return folded(name, tags=["raises-exception", "hide-input"], **about)


def toolkit_cell():
    return folded(TOOLKIT_CELL, tags=["hide-input"], **known(TOOLKIT_CELL))


def cells_of(exercise):
    """An exercise's cells: what it is about, the answer, and its check."""
    name = exercise.function
    return [
        new_markdown_cell(exercise.fill("task.md").rstrip("\n"), id=f"{name.replace('_', '-')}-task"),
        quotation(name, tags=["raises-exception"], **known(name, locked=False, solution=True)),
        check_cell(exercise),
    ]


def text_cell(template, name, **words):
    """A cell of an assignment's text."""
    return new_markdown_cell(filled(f"assignment/{template}.md", **words).rstrip("\n"), id=name)


def written_question(number):
    """A question that is graded by hand, and the cell of its answer."""
    answer = text_cell("answer", f"written_{number}")
    answer.metadata.update(known(answer.id, grade=True, locked=False, points=2, solution=True))
    return [text_cell("question", f"question-{number}", number=number), answer]


def empty_notebook(assignment, topic):
    """An assignment's notebook with everything but an exercise."""
    number = re.fullmatch(r"ps(\d+)", assignment)
    called = f"Problem set {number[1]}" if number else assignment
    title = text_cell("title", "title", assignment=called, topic=topic)
    imports = new_code_cell(filled("assignment/imports.py").rstrip("\n"), id="imports")
    questions = [*written_question(1), *written_question(2)]
    return new_notebook(
        cells=[title, imports, toolkit_cell(), *questions, text_cell("closing", "closing")], metadata=KERNEL | LANGUAGE
    )


def place_in(notebook):
    """Where an exercise goes: before the written questions and the farewell with which a notebook ends."""
    place = len(notebook.cells)
    while place and notebook.cells[place - 1].cell_type == "markdown":
        place -= 1
    return place


def table_line(pattern, title, assignment):
    """The match of a line in the table of points. Raises Refused without one."""
    if found := re.search(pattern, title, re.MULTILINE):
        return found
    line = "| **total** | **30** |" if pattern == TOTAL else "| `FUNCTION`: in a few words | 4 |"
    raise Refused(f"the first cell of {assignment}'s notebook has no line like {line}: add it")


def with_row(title, exercise):
    """The first cell's text with a row of no points for the exercise."""
    total = table_line(TOTAL, title, exercise.assignment).start()
    return f"{title[:total]}| `{exercise.function}`: *in a few words* | 0 |\n{title[total:]}"


def with_points(title, function, points, assignment):
    """The first cell's text with so many points more for a function, and in all."""
    for pattern in (ROW.format(function), TOTAL):
        line = table_line(pattern, title, assignment)
        title = title[: line.start(1)] + str(int(line[1]) + points) + title[line.end(1) :]
    return title


# ── files ───────────────────────────────────────────────────────────────────────────────────────────────────────


def with_exercise(exercise, notebook, solutions):
    """{path: text} of all that an exercise brings or changes: its notebook and module of solutions are given.

    Raises Refused.
    """
    expect_name(exercise.function, "a function")
    if exercise.points < 2:
        raise Refused("an exercise has two checks: give it 2 points or more")
    expect_free(exercise, notebook)
    new = {f"{checks_of(exercise.topic)}/check_{exercise.function}.py": exercise.fill("check.py")}
    if not IS_FOREIGN:  # where the tests are that read them
        new[f"tests/answers/{exercise.function}.py"] = exercise.fill("answers.py")
    expect_new(new)
    place = place_in(notebook)
    notebook.cells[place:place] = cells_of(exercise)
    title = with_row(notebook.cells[0].source, exercise)
    notebook.cells[0].source = with_points(title, exercise.function, exercise.points, exercise.assignment)
    return {
        f"solutions/{exercise.topic}.py": f"{solutions}\n\n{exercise.fill('solution.py')}",
        **new,
        f"source/{exercise.assignment}/{exercise.topic}.ipynb": nbformat.writes(notebook) + "\n",
    }


def checks_of(topic):
    """The folder of a topic's checks, as seen from the course."""
    return (CHECKS / topic).relative_to(ROOT).as_posix()


def expect_there(name, known):
    """Raises Refused where nothing goes by this name."""
    if name not in known:
        raise Refused(f"there is no {name}: which of {', '.join(known) or 'none'}?")


def exercise_files(function, assignment, points):
    """{path: text} of a new exercise in a notebook that is there, which has exercises of this kind. Raises Refused."""
    expect_there(assignment, notebooks())
    path = notebooks()[assignment]
    if not files_of_checks(path.stem):
        raise Refused(f"{assignment} has test cells of its own: write one more in JupyterLab, or make a new notebook")
    exercise = Exercise(assignment_at(assignment), path.stem, function, points)
    solutions = file_of_solutions(path.stem).read_text(encoding="utf-8")
    return with_exercise(exercise, nbformat.read(path, as_version=4), solutions)


def assignment_files(assignment, topic, function, points):
    """{path: text} of a new assignment with one exercise. Raises Refused."""
    if not ASSIGNMENT.fullmatch(assignment):
        raise Refused(f"{assignment} is no name for an assignment: letters, digits, _ and -, as in ps5")
    expect_new([f"source/{assignment}"])
    return with_notebook(topic, function, assignment, points)


def notebook_files(topic, function, assignment, points):
    """{path: text} of a new notebook with one exercise, in an assignment that is there. Raises Refused."""
    expect_there(assignment, assignments())
    return with_notebook(topic, function, assignment, points)


def with_notebook(topic, function, assignment, points):
    """{path: text} of a notebook with one exercise, and of all that belongs to it. Raises Refused."""
    expect_name(topic, "a topic")
    words = {"assignment": assignment, "topic": topic}
    start, module = f"{checks_of(topic)}/__init__.py", filled("assignment/solutions.py", **words)
    expect_new([f"solutions/{topic}.py", checks_of(topic)])
    exercise = Exercise(assignment, topic, function, points)
    files = with_exercise(exercise, empty_notebook(assignment, topic), module)
    return {start: filled("assignment/checks.py", **words), **files}


def course_files(folder):
    """{path: text} of a new course: its configuration. Raises Refused."""
    place = Path(folder).resolve()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise Refused(f"{folder} is there already, and is not an empty folder")
    config = COURSE_ID.sub(lambda found: f"{found[1]}{place.name!r}", filled("course/nbgrader_config.py"))
    return {str(place / CONFIG): config, str(place / "source" / ".gitkeep"): ""}


def write(files):
    """Writes {path: text} into the course; returns the paths."""
    lay_out(ROOT, {path: text.encode() for path, text in files.items()})
    return list(files)


def how_to_go_on(files):
    """What to do with files that were written."""
    written = [Path(path) for path in files if path.endswith(".ipynb")]
    if not written:
        place = Path(next(iter(files))).parent
        return f"Go on in {place}: new assignment hw1 TOPIC FUNCTION, or put a notebook of yours into source/hw1."
    if IS_FOREIGN:
        return f"check {written[0]} says whether it works."
    return f"make quick TOPIC={written[0].parent.name} says whether it works; CONTRIBUTING.md says how to go on."


MAKERS = {
    "course": course_files,
    "assignment": assignment_files,
    "notebook": notebook_files,
    "exercise": exercise_files,
}
