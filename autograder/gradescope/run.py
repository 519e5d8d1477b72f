"""Grades what a student handed in on Gradescope: submission/*.ipynb in, results/results.json out."""

import json
import os
import time
from pathlib import Path

from autograder import assess, submission
from autograder.course import notebooks
from autograder.grading import sandbox
from autograder.kit.points import DIGITS
from autograder.kit.text import plain

HIDDEN_FROM = "after_published"  # when students see how hidden cases went: once grades are published
SKIPPED_FOLDERS = {".ipynb_checkpoints", "__MACOSX"}


def notebooks_in(folder):
    """Every notebook that was handed in, whatever its name and folder."""
    found = sorted(path for path in folder.rglob("*.ipynb") if path.is_file())
    return [path for path in found if not SKIPPED_FOLDERS & set(path.relative_to(folder).parts)]


def answered(path):
    """How many of the assignment's functions a notebook defines; -1 if it cannot be read."""
    try:
        notebook, assignment = submission.read(path)
    except submission.Unreadable:
        return -1
    defined = frozenset().union(*(submission.defined_names(c.source) for c in notebook.cells if c.cell_type == "code"))
    return len(defined & set(submission.answers_of(assignment)))


def test_of(outcome):
    """One case as Gradescope shows it."""
    extra = ", extra credit" if outcome.extra_credit else ""
    return {
        "name": plain(outcome.title + extra),
        "score": round(outcome.score, DIGITS),
        "max_score": round(outcome.points, DIGITS),
        "status": "passed" if outcome.passed else "failed",
        "output": plain(outcome.message),
        "output_format": "text",
        "visibility": HIDDEN_FROM if outcome.hidden else "visible",
    }


def refused(reason):
    """The results of a submission that cannot be graded: it says why."""
    return {"score": 0, "output": f"This submission could not be graded, so it has no points yet.\n{plain(reason)}"}


def results_of(folder):
    """What results.json holds for the submission in this folder."""
    found = notebooks_in(folder)
    if not found:
        names = ", ".join(sorted(path.name for path in folder.glob("*"))) or "nothing"
        return refused(f"There is no notebook in it: hand in the .ipynb file (there is: {names}).")
    path = max(found, key=answered)
    assess.warm_up()
    assessment = assess.alone(path, sandboxed=sandbox.missing() is None)
    problems = [problem.replace(f"{path}", path.name) for problem in assessment.problems]
    if assessment.assignment is None:
        return refused("\n".join(problems))
    others = [other.name for other in found if other != path]
    told = [f"Graded: {path.name}" + (f" (not graded: {', '.join(others)})" if others else ""), *problems]
    tests = [test_of(outcome) for outcome in assessment.checks]
    return {"score": assessment.score, "output": plain("\n".join(told)), "output_format": "text", "tests": tests}


def main():
    root, start = Path(os.environ.get("AUTOGRADER_ROOT", "/autograder")), time.monotonic()
    try:
        results = results_of(root / "submission")
    except Exception as error:  # the student reads something, the instructor the traceback in Gradescope's log
        results = refused(f"The autograder itself failed ({type(error).__name__}): please tell your instructor.")
        raise
    finally:
        results |= {"execution_time": round(time.monotonic() - start), "stdout_visibility": "hidden"}
        file = root / "results" / "results.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(results, indent=1), encoding="utf-8")
    print(f"{', '.join(notebooks())}: {file}")


if __name__ == "__main__":
    main()
