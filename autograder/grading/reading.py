"""A submission is read here, whoever asks: parsed in a process with limits."""

from nbformat import from_dict

from autograder.course import repair
from autograder.course.intake import Submission, files_beside, is_notebook
from autograder.grading.box.bounded import own


def take_in(files, plan=None, left_out=(), bounded=None):
    """The Submission in these files, its notebook repaired, parsed with limits: see `repair.taken_in`.

    bounded: the process that reads it (default: this process's own). Raises Unreadable.
    """
    sent = {path: content if is_notebook(path) else b"" for path, content in files.items()}
    asked = f"{repair.__name__}:taken_in", sent, plan, list(left_out)
    notebook, assignment, file, notes = (bounded or own()).call(*asked)
    return Submission(from_dict(notebook), assignment, file, notes, files_beside(file, files))
