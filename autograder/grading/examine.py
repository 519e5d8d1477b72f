"""The checks of a notebook, judged apart from its kernel: every case earns its share, and says how it went.

Scores and messages become ordinary cell outputs, so that nbgrader's gradebook, Formgrader and feedback
need to know nothing of it: an error scores 0, a number as the cell's last value is partial credit.
"""

from nbformat.v4 import new_output
from nbgrader.utils import is_grade, is_solution

from autograder.course.checks import cells_of_checks, claims_in_cells
from autograder.course.places import topics
from autograder.course.regions import without_hidden_tests
from autograder.grading import records
from autograder.grading.outputs import title_of
from autograder.kit.examine import headline
from autograder.kit.outcome import IS_BROKEN, Kind, Status, held, told
from autograder.kit.points import earned_of


def check_cells(notebook, assignment):
    """{check: its cell}: the graded test cells that hold a check of this assignment."""
    graded = (c for c in notebook.cells if c.cell_type == "code" and is_grade(c) and not is_solution(c))
    known = claims_in_cells(topics()[assignment])
    return {c.metadata.nbgrader.grade_id: c for c in graded if c.metadata.nbgrader.grade_id in known}


def assignment_in(notebook):
    """The assignment whose checks stand in the notebook's test cells; None where there are none of ours."""
    return next((a for a in topics() if check_cells(notebook, a)), None)


def outputs_of(outcomes, points):
    """The outputs of one test cell: full marks for text alone, partial credit for a number, an error for none."""
    first, earned = headline(held(outcomes), outcomes[0].function, points), earned_of(outcomes, points)
    text = f"{first}\n{told(outcomes)}"
    if not any(outcome.passed for outcome in outcomes):
        return [new_output("error", ename="CheckFailed", evalue=text, traceback=text.splitlines())]
    said = [new_output("stream", name="stdout", text=text + "\n")]
    if earned < points:
        said.append(new_output("execute_result", data={"text/plain": f"{earned:g}"}, execution_count=None))
    return said


def tell_of_trouble(notebook, cell, outcomes, seconds):
    """Tells of a check that is broken, and of one all of whose cases failed, for one of them had no answer."""
    where, statuses = title_of(cell, notebook.cells.index(cell)), {outcome.status for outcome in outcomes}
    if Status.BROKEN in statuses:
        records.tell(notebook, Kind.BROKEN_CHECK, f"{where} {IS_BROKEN}", cell)
    if Status.PASSED in statuses:
        return
    if Status.HUNG in statuses:
        records.tell(notebook, Kind.TIME_UP, f"{where} had no result after {seconds:g} seconds", cell)
    elif Status.CRASHED in statuses:
        records.tell(notebook, Kind.KERNEL_DIED, f"the kernel died in {where}", cell)


def examine(notebook, outcomes, case_seconds):
    """Writes how the cases went, each of which had so many seconds at most, into the cells of their checks.

    Their outcomes stand in their metadata. Their hidden cases go, so that whoever gets to see the graded notebook
    does not see these.
    """
    assignment = assignment_in(notebook)
    cells = cells_of_checks(topics()[assignment])
    for name, cell in check_cells(notebook, assignment).items():
        own = [outcome for outcome in outcomes if cells[outcome.check] == name]
        cell.source = without_hidden_tests(cell.source)
        cell.outputs = outputs_of(own, cell.metadata.nbgrader.points)
        records.record(cell, own)
        tell_of_trouble(notebook, cell, own, case_seconds)
