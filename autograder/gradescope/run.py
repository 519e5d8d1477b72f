"""Grades what a student handed in on Gradescope: submission/*.ipynb in, results/results.json out."""

import json
import os
import time
from pathlib import Path

from autograder.course.intake import files_of
from autograder.course.places import notebooks
from autograder.course.plan import plan_of
from autograder.grading import assess
from autograder.grading.box import sandbox
from autograder.kit.points import DIGITS
from autograder.kit.text import plain

HIDDEN_FROM = "after_published"  # when students see how hidden cases went: once grades are published


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


def told_of(found):
    """The lines on one notebook's Assessment."""
    return [f"Graded: {found.file}", *found.problems] if found.assignment else found.problems


def results_of(folder):
    """What results.json holds for the submission in this folder."""
    files, left_out = files_of(folder)
    assess.warm_up()
    boxed, keys = sandbox.missing() is None, list(notebooks())
    wanted = [{"plan": plan_of(key)} for key in keys] if len(keys) > 1 else [{}]  # each of several has its own file
    about = {"left_out": left_out, "sandboxed": boxed}
    found = [assess.alone(assess.SUBMISSION, assess.assess_files, files, **about, **one) for one in wanted]
    told = "\n".join(line for one in found for line in told_of(one))
    if not any(one.assignment for one in found):
        return refused(told)
    tests = [test_of(outcome) for one in found for outcome in one.checks]
    score = round(sum(one.score for one in found), DIGITS)
    return {"score": score, "output": plain(told), "output_format": "text", "tests": tests}


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
