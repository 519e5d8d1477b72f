"""The checks of a notebook, judged apart from its kernel: every case earns its share, and says how it went.

Scores and messages become ordinary cell outputs, so that nbgrader's gradebook, Formgrader and feedback
need to know nothing of it: an error scores 0, a number as the cell's last value is partial credit.
"""

from nbformat.v4 import new_output
from nbgrader.utils import is_grade, is_solution

from autograder.course import checks_of, topics
from autograder.grading.outputs import error_output, title_of, without_hidden_tests
from autograder.kit.outcome import Status
from autograder.submission import points_of


def check_cells(notebook, assignment):
    """{check: its cell}: the graded test cells that hold a check of this assignment."""
    graded = (c for c in notebook.cells if c.cell_type == "code" and is_grade(c) and not is_solution(c))
    known = points_of(assignment)
    return {c.metadata.nbgrader.grade_id: c for c in graded if c.metadata.nbgrader.grade_id in known}


def assignment_in(notebook):
    """The assignment whose checks stand in the notebook's test cells; None where there are none of ours."""
    return next((a for a in topics() if check_cells(notebook, a)), None)


def line_of(result, check):
    """A case that passed, in one line."""
    claim = check.__doc__.splitlines()[0]
    return f"✓ {result.function}: {claim}" + (f"   ({result.case})" if result.case else "")


def trouble_in(results, where, seconds):
    """An error output for a cell of which every case failed because the code gave no answer; else None."""
    statuses = {result.status for result in results}
    if Status.HUNG in statuses:
        return error_output("CellTimeoutError", f"{where} had no result after {seconds} seconds")
    if Status.CRASHED in statuses:
        return error_output("DeadKernelError", f"the kernel died in {where}")
    if statuses == {Status.NOT_RUN}:
        return error_output("DeadKernelError", f"{results[0].lines[0].removeprefix('not run: ')}: not run")
    return None


def outputs_of(results, check, cell):
    """The outputs of one test cell: full marks for text alone, partial credit for a number, an error for none."""
    failed = [result for result in results if not result.passed]
    lines = [*(r.message for r in failed), *(line_of(r, check) for r in results if r.passed)]
    text = "\n".join(lines)
    if len(failed) == len(results):
        return [new_output("error", ename="CheckFailed", evalue=text, traceback=text.splitlines())]
    told = [new_output("stream", name="stdout", text=text + "\n")]
    if failed:
        share = round(cell.metadata.nbgrader.points * (1 - len(failed) / len(results)), 2)
        told.append(new_output("execute_result", data={"text/plain": f"{share:g}"}, execution_count=None))
    return told


def examine(notebook, outcomes, case_seconds):
    """Writes how the cases went, each of which had so many seconds at most, into the cells of their checks.

    Their hidden cases go, so that whoever gets to see the graded notebook does not see these.
    """
    assignment = assignment_in(notebook)
    for name, cell in check_cells(notebook, assignment).items():
        own = [outcome for outcome in outcomes if outcome.check == name]
        where = title_of(cell, notebook.cells.index(cell))
        trouble = trouble_in(own, where, case_seconds) if not any(outcome.passed for outcome in own) else None
        cell.source = without_hidden_tests(cell.source)
        cell.outputs = [trouble] if trouble else outputs_of(own, checks_of(topics()[assignment])[name], cell)
