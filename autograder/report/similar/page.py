"""The page that shows an assignment's groups of answers side by side."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from autograder.course.config import course_config
from autograder.course.places import no_such
from autograder.grading.book.writer import course_directory
from autograder.kit.text import cut, one_line, plain
from autograder.report.page import TEMPLATES, environment
from autograder.report.similar.pairs import ALIKE, CLASS, SHARED, compared, measured

SHOWN = 50  # groups of an exercise
LONGEST = 20_000  # characters of an answer that are shown


def names_of(gradebook):
    """{student's id: name} of the class."""
    names = {s.id: " ".join(filter(None, [s.first_name, s.last_name])) or s.id for s in gradebook.students}
    return {student: one_line(name) for student, name in names.items()}


def given_cells(notebook):
    """{exercise: the cell as it was given out} of one of the gradebook's notebooks: code that students write."""
    answered = {cell.name for cell in notebook.solution_cells}
    return {c.name: c.source or "" for c in notebook.source_cells if c.name in answered and c.cell_type == "code"}


def written_in(path, exercises):
    """{exercise: what stands there} in a student's autograded notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    named = ((cell["metadata"].get("nbgrader", {}).get("grade_id"), cell) for cell in cells)
    return {name: "".join(cell["source"]) for name, cell in named if name in exercises and cell["cell_type"] == "code"}


def exercises_of(coursedir, assignment):
    """(what `compared` says of each exercise of an assignment, the students' names). Raises LookupError."""
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        try:
            notebooks = gradebook.find_assignment(assignment).notebooks
        except MissingEntry:
            raise LookupError(no_such([assignment], {each.name for each in gradebook.assignments})) from None
        given, names = {notebook.name: given_cells(notebook) for notebook in notebooks}, names_of(gradebook)
    found = []
    for notebook, stubs in given.items():
        folders = {s: Path(coursedir.format_path(coursedir.autograded_directory, s, assignment)) for s in names}
        paths = {student: folder / f"{notebook}.ipynb" for student, folder in folders.items()}
        written = {student: written_in(path, stubs) for student, path in paths.items() if path.is_file()}
        for name, stub in stubs.items():
            sources = {student: cells[name] for student, cells in written.items() if name in cells}
            found.append(compared(name, sources, stub))
    return found, names


def marked(answer, common):
    """[(a line of an answer, "same" where its statement is common, "given" where it was given out, else "")]."""
    kinds, left = {}, Counter(common)
    for tokens, first, last, given in answer.statements:
        text = " ".join(tokens)
        same = not given and left[text] > 0
        left[text] -= same
        kinds |= dict.fromkeys(range(first, last + 1), "same" if same else "given" if given else "")
    lines = plain(cut(answer.source.rstrip(), LONGEST)).split("\n")
    return [(line, kinds.get(number, "")) for number, line in enumerate(lines, start=1)]


def render(course, assignment, exercises, names):
    """The page's HTML."""
    return (
        environment()
        .get_template("similar.html.j2")
        .render(
            course=course,
            assignment=assignment,
            exercises=exercises,
            names=names,
            marked=marked,
            classes=measured()["in a class of"],
            copies=measured()["by hand"],
            alike=ALIKE,
            shared=SHARED,
            small=CLASS,
            most=SHOWN,
            css=(TEMPLATES / "house.css").read_text(encoding="utf-8"),
            today=datetime.now().strftime("%-d %B %Y"),
        )
    )


def write_similar(assignment, to=None, config=None):
    """Writes the page, by default to similar-ASSIGNMENT.html in the course; returns its path. Raises LookupError."""
    config = config if config is not None else course_config()
    coursedir = course_directory(config)
    exercises, names = exercises_of(coursedir, assignment)
    path = Path(to or Path(coursedir.root, f"similar-{assignment}.html")).resolve()
    path.write_text(render(coursedir.course_id, assignment, exercises, names), encoding="utf-8")
    return path
