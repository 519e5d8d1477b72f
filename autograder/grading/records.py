"""What grading has found out, as data in the metadata of a notebook and of its cells.

Written here, and read here by all that show it. Cells and notebooks may be nbformat's, or plain JSON.
"""

import nbformat

from autograder.kit.outcome import Outcome, Remark, Status, Trouble
from autograder.kit.text import one_line

KEY, VERSION = "autograder", 1


def forget(notebook):
    """Takes out of a submission what looks like ours."""
    for part in (notebook, *notebook["cells"]):
        part["metadata"].pop(KEY, None)


def put(part, **found):
    """Stores these findings in the metadata of a notebook or a cell."""
    before = part["metadata"].get(KEY, {})
    part["metadata"][KEY] = nbformat.from_dict({**before, "version": VERSION, **found})


def found_in(part, name, kind):
    """The records of one kind that were stored; [] where there are none that can be read."""
    found = part["metadata"].get(KEY)
    try:
        return [kind.from_json(data) for data in found[name]] if found["version"] == VERSION else []
    except (KeyError, TypeError, ValueError):
        return []


def record(cell, outcomes):
    """Stores how a check's cases went in its cell."""
    put(cell, outcomes=[outcome.to_json() for outcome in outcomes])


def outcomes_of(cell):
    """How the cases of this cell's check went; [] where it is none of ours, or was not judged."""
    return found_in(cell, "outcomes", Outcome)


def all_outcomes(notebook):
    """How the cases of all checks of a notebook went."""
    return [outcome for cell in notebook["cells"] for outcome in outcomes_of(cell)]


def tell(notebook, kind, words, cell=None, stopped=False):
    """Stores one more thing that kept the notebook from running to its end (see Trouble); returns its Trouble."""
    trouble = Trouble(kind, one_line(words), cell and cell["id"], stopped)
    put(notebook, troubles=[each.to_json() for each in (*troubles_of(notebook), trouble)])
    return trouble


def troubles_of(notebook):
    """All that kept a notebook from running to its end, in the order in which it was told."""
    return found_in(notebook, "troubles", Trouble)


def remark(notebook, words):
    """Stores what whoever looks at the notebook's grade should know besides."""
    put(notebook, remarks=[each.to_json() for each in (*remarks_of(notebook), Remark(one_line(words)))])


def remarks_of(notebook):
    """What there is to know of a notebook's grade besides."""
    return found_in(notebook, "remarks", Remark)


def leave_out(cell):
    """Says of a cell that it was not run."""
    put(cell, left_out=True)


def was_left_out(cell):
    """Whether a graded cell was not run, or none of its check's cases."""
    outcomes, found = outcomes_of(cell), cell["metadata"].get(KEY)
    told = isinstance(found, dict) and found.get("left_out") is True
    return told or (bool(outcomes) and all(outcome.status is Status.NOT_RUN for outcome in outcomes))


def waits_for_staff(cell):
    """Whether a check's cell is worth more than a machine could find out: one of its cases is broken."""
    return any(outcome.status is Status.BROKEN for outcome in outcomes_of(cell))
