"""A submission's nbgrader cells, brought back to what the assignment says.

Stock nbgrader stumbles over a cell that was copied, deleted or renamed: a copied test cell stops the whole
class, a deleted one never gets a score, a renamed one leaves the student ungraded. And a cell tagged
`skip-execution` earns full marks. Some editors drop all of nbgrader's metadata. So a cell is known by its grade
id; without one by its cell id; else by what stands in it. Tests are put back as they were released; all else,
given cells too, runs as the student wrote it.
"""

import copy
from itertools import pairwise

from nbformat import from_dict
from nbformat.corpus.words import generate_corpus_id

from autograder.course.cells import grade_id, squeezed
from autograder.course.intake import chosen, defined
from autograder.course.plan import plan_of

ALSO_HELD = {"code": {"execution_count": None, "outputs": []}, "markdown": {}, "raw": {}}  # by a cell of this type
LOST_ANSWER = "*The cell of this written answer is missing from the submission: look for the answer in other cells.*"


def taken_in(files, plan, left_out):
    """What `repaired` makes of the notebook that is meant, as plain data: (notebook, its assignment, its file, notes).

    plan: None where the notebook itself has to tell which of the course's assignments it answers.
    Parses what students wrote: to be called in a process with limits. Raises Unreadable.
    """
    found = chosen(files, plan and plan.assignment, plan and plan.file, left_out)
    return repaired(found.notebook, plan or plan_of(found.assignment)), found.assignment, found.file, found.notes


def repaired(notebook, plan):
    """The notebook, a normal form, with one cell for each that the plan knows, metadata and place as they should be.

    Written answers that are missing stay missing, for they may stand in other cells.
    """
    notebook = copy.deepcopy(notebook)
    notebook.metadata.update({"kernelspec": plan.kernelspec} if plan.kernelspec else {})
    recognise(notebook.cells, plan)
    notebook.cells = known_once(notebook.cells, plan)
    put_back(notebook.cells, plan)
    return notebook


def recognise(cells, plan):
    """Gives cells that lost their grade id it back: by their cell id, else by what stands in them."""
    for found in (by_cell_id, by_content, by_question):
        there = {grade_id(cell) for cell in cells}
        anonymous = [cell for cell in cells if grade_id(cell) not in plan.cells]
        for name in [name for name in plan.cells if name not in there]:
            cell = found(name, anonymous, cells, plan)
            if cell is not None:
                cell.metadata["nbgrader"] = from_dict({"grade_id": name})


def by_cell_id(name, anonymous, cells, plan):
    """The cell that still has the id with which it was released."""
    return next((cell for cell in anonymous if cell.id == name), None)


def by_content(name, anonymous, cells, plan):
    """The last cell that defines the function or check of this name, or holds what was released."""
    named = [cell for cell in anonymous if name in defined([cell])]
    alike = [cell for cell in anonymous if squeezed(cell.source) == squeezed(plan.cells[name].source)]
    return next(iter([*alike, *named][::-1]), None)


def by_question(name, anonymous, cells, plan):
    """A written answer: the text under its question, if that is not the course's own."""
    place = next((place for place, (other, _) in enumerate(plan.layout) if other == name), 0)
    if not (plan.cells[name].is_answer and plan.cells[name].is_graded and place):
        return None
    asked, ours = squeezed(plan.layout[place - 1][1]), {squeezed(text) for _, text in plan.layout}
    for question, answer in pairwise(cells):
        text = answer.cell_type != "code" and grade_id(answer) is None and squeezed(answer.source) not in ours
        if text and squeezed(question.source) == asked:
            return answer
    return None


def known_once(cells, plan):
    """The cells, the last one of each grade id with the metadata that it should have; the others as ordinary ones."""
    found, seen = [], set()
    for cell in reversed(cells):
        name, planned = grade_id(cell), plan.cells.get(grade_id(cell))
        cell.metadata.pop("nbgrader", None)
        tags = [tag for tag in cell.metadata.pop("tags", []) if tag != "skip-execution"]
        if planned and name not in seen:
            source = planned.source if planned.is_restored else cell.source
            cell = as_planned(planned, source, cell.id)
            tags = [] if planned.is_graded else tags  # no tag keeps a graded cell from being run
            seen.add(name)
        cell.metadata.update({"tags": tags} if tags else {})
        found.append(cell)
    return found[::-1]


def as_planned(planned, source, cell_id=None):
    """A cell of the plan's that holds this source; nbformat's own way proves for a millisecond that it is one."""
    about = {"id": cell_id or generate_corpus_id(), "cell_type": planned.cell_type, "source": source}
    return from_dict(about | {"metadata": {"nbgrader": planned.about}} | ALSO_HELD[planned.cell_type])


def put_back(cells, plan):
    """Puts missing cells where the assignment has them, after the last one that comes before them there."""
    submitted, after = bool(cells), -1
    places = {grade_id(cell): place for place, cell in enumerate(cells)}
    for name, planned in plan.cells.items():
        if name in places:
            after = max(after, places[name])
        elif planned.is_graded or not planned.is_answer:
            lost = planned.is_answer and submitted  # another text than the released one: then a person grades it
            after += 1
            cells.insert(after, as_planned(planned, LOST_ANSWER if lost else planned.source))
            places = {other: place + (place >= after) for other, place in places.items()}
