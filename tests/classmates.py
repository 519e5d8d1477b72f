"""A few students for pages of the documentation: `python -m tests.classmates submissions.zip ps1` hands in for them.

Run in a course's folder. The zip is what Canvas gives out; `submitted` in its place is nbgrader's folder of that name.
"""

import sys
from pathlib import Path

import nbformat

from autograder.course.places import notebooks
from autograder.demo import fill_in, mistakes_of
from tests.lms_files import Somebody, canvas_name, zipped

STUDENTS = [  # the first one makes the assignment's first typical mistake, the last one is late
    Somebody(1001, "Lovelace", "Ada", "ada", "00815"),
    Somebody(1002, "Noether", "Emmy", "emmy", "00816"),
    Somebody(1003, "Hopper", "Grace", "grace", "00817"),
]


def notebooks_of(assignment):
    """Yields (student, file, text): what each hands in."""
    source = notebooks(root=Path())[assignment]
    for student in STUDENTS:
        notebook = nbformat.read(Path("release", assignment, source.name), as_version=4)
        changes = dict(mistakes_of(assignment)[:1]) if student is STUDENTS[0] else {}
        fill_in(notebook, nbformat.read(source, as_version=4), changes)
        yield student, source.name, nbformat.writes(notebook)


def pack(to, assignment):
    files = {}
    for student, name, text in notebooks_of(assignment):
        files[canvas_name(student, student.number + 4000, name, late=student is STUDENTS[-1])] = text
    zipped(to, files)


def lay_down(to, assignment):
    for student, name, text in notebooks_of(assignment):
        folder = Path(to, student.login, assignment)
        folder.mkdir(parents=True)
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    (pack if sys.argv[1].endswith(".zip") else lay_down)(*sys.argv[1:])
