"""A few students for pages of the documentation: `python -m tests.classmates submitted ps1` hands their notebooks in.

Run in a course's folder. Their notebooks lie where nbgrader collects them to, FOLDER/STUDENT/ASSIGNMENT,
and with what it leaves beside them.
"""

import sys
from pathlib import Path

import nbformat

from autograder.course.places import notebooks
from autograder.demo import fill_in, mistakes_of

STUDENTS = ["ada", "emmy", "grace"]  # the first one makes the assignment's first typical mistake
HANDED_IN = "2026-11-02 18:00:00 UTC"


def main(folder, assignment):
    for number, student in enumerate(STUDENTS):
        source = nbformat.read(notebooks(root=Path())[assignment], as_version=4)
        path = Path(folder, student, assignment, notebooks(root=Path())[assignment].name)
        notebook = nbformat.read(Path("release", assignment, path.name), as_version=4)
        fill_in(notebook, source, dict(mistakes_of(assignment)[:1]) if number == 0 else {})
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
        path.with_name("timestamp.txt").write_text(HANDED_IN)
        path.with_name("submission_secret.txt").write_text(f"{student}'s secret")  # to which feedback is released


if __name__ == "__main__":
    main(*sys.argv[1:])
