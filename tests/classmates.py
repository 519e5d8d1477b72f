"""A few students for pages of the documentation: `python -m tests.classmates submissions.zip ps1` hands in for them.

Run in a course's folder. The zip is what Canvas gives out of an assignment.
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


def main(to, assignment):
    source, files = notebooks(root=Path())[assignment], {}
    for student in STUDENTS:
        notebook = nbformat.read(Path("release", assignment, source.name), as_version=4)
        changes = dict(mistakes_of(assignment)[:1]) if student is STUDENTS[0] else {}
        fill_in(notebook, nbformat.read(source, as_version=4), changes)
        name = canvas_name(student, student.number + 4000, source.name, late=student is STUDENTS[-1])
        files[name] = nbformat.writes(notebook)
    zipped(to, files)


if __name__ == "__main__":
    main(*sys.argv[1:])
