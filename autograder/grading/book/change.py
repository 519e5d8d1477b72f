"""An assignment that is released again when submissions are in the gradebook: what will happen, and nothing is lost.

nbgrader changes points then, and refuses all else. Here cells and notebooks may come, and go by another name, and what
a machine gave may go, for it can be had again. What a person gave stays: what would lose it is refused.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

import nbformat
from nbgrader.api import Comment, Grade, GradeCell, Notebook, SolutionCell, SourceCell, SubmittedNotebook, TaskCell
from nbgrader.utils import is_grade, is_locked, is_solution, is_task

from autograder.course.cells import grade_id, nbgrader
from autograder.course.checks import is_extra_cell
from autograder.grading.book.writer import place_of

KINDS = {GradeCell: is_grade, SolutionCell: is_solution, TaskCell: is_task}
PARTS = {GradeCell: [Grade], SolutionCell: [Comment], TaskCell: [Grade, Comment]}  # of a submission, for such a cell
KEEP = "put it back, or take what was given by hand away in Formgrader first"


class WouldLose(RuntimeError):
    """Why nothing is changed: scores or comments that a person gave would be gone."""


@dataclass
class Change:
    """One notebook, as the gradebook knows it and as it is to be; source and released: what the files hold."""

    known: Notebook
    source: nbformat.NotebookNode
    released: nbformat.NotebookNode | None
    renamed: dict = field(init=False)

    def __post_init__(self):
        ids = {c.get("id"): grade_id(c) for c in (self.released or {"cells": []})["cells"] if grade_id(c)}
        names = {ids[c.id]: name for name, c in self.cells.items() if c.get("id") in ids}
        gone = {cell.name for cell in self.entries} - self.cells.keys()
        free = self.cells.keys() - {cell.name for cell in self.entries}
        self.renamed = {old: new for old, new in names.items() if old in gone and new in free}

    @cached_property
    def cells(self):
        """{grade id: cell} of the cells that a gradebook knows."""
        kept = (c for c in self.source.cells if is_grade(c) or is_solution(c) or is_task(c) or is_locked(c))
        return {grade_id(cell): cell for cell in kept}

    @property
    def entries(self):
        """The gradebook's cells."""
        return [*self.known.grade_cells, *self.known.solution_cells, *self.known.task_cells, *self.known.source_cells]

    def kinds(self, cell):
        """What nbgrader keeps of a cell."""
        return [*(kind for kind, holds in KINDS.items() if holds(cell)), SourceCell]

    @cached_property
    def wanted(self):
        """{(kind, name)} of the cells that there are to be."""
        return {(kind, name) for name, cell in self.cells.items() for kind in self.kinds(cell)}

    def there(self):
        """{(kind, name): entry} of the cells that there are, by their new names."""
        return {(type(cell), self.renamed.get(cell.name, cell.name)): cell for cell in self.entries}

    @property
    def gone(self):
        return {key: cell for key, cell in self.there().items() if key not in self.wanted}

    def by_hand(self):
        """{name of a cell that goes: how many scores and comments a person gave for it}."""
        found = defaultdict(int)
        for (kind, name), cell in self.gone.items():
            if kind is not SourceCell:
                found[name] += sum(grade.manual_score is not None or bool(grade.extra_credit) for grade in cell.grades)
                found[name] += sum(comment.manual_comment is not None for comment in cell.comments)
        return {name: count for name, count in found.items() if count}

    def told(self):
        """Yields a line on each thing that changes."""
        where, there = self.known.name, self.there()
        yield from (f"{where}: {old} is called {new}; its scores move along" for old, new in self.renamed.items())
        for name, cell in self.cells.items():
            points = nbgrader(cell).get("points")
            old = there.get((GradeCell, name)) or there.get((TaskCell, name))
            if points is not None and not old:
                yield f"{where}: {name} is new, {points:g} points"
            elif points is not None and points != old.max_score and not is_extra_cell(name, where):
                above = sum(grade.manual_score is not None and grade.manual_score > points for grade in old.grades)
                warning = f"; by hand, more was given {above} times" if above else ""
                yield f"{where}: {name} is worth {points:g} points, and was worth {old.max_score:g}{warning}"
        for name in sorted({name for kind, name in self.gone if kind in (GradeCell, TaskCell)}):
            yield f"{where}: {name} is gone, and what a machine gave for it"

    def make(self, db):
        """Brings the gradebook's cells to what nbgrader expects of them."""
        for (_, name), cell in self.there().items():
            cell.name = name
        for cell in self.gone.values():
            for entry in (*getattr(cell, "grades", ()), *getattr(cell, "comments", ())):
                db.delete(entry)
            db.delete(cell)
        for kind, name in self.wanted - self.there().keys():
            self.add(db, kind, name)
        db.flush()

    def add(self, db, kind, name):
        """A new cell, and the entries for it in every submission."""
        cell, about = self.cells[name], {"name": name, "notebook": self.known}
        if kind is SourceCell:
            db.add(SourceCell(**about, cell_type=cell.cell_type, locked=is_locked(cell), source=cell.source))
            return
        if kind is not SolutionCell:
            about |= {"max_score": float(nbgrader(cell)["points"]), "cell_type": cell.cell_type}
        entry = kind(**about)
        db.add(entry)
        db.flush()
        for submitted in self.known.submissions:
            db.add_all(part(cell_id=entry.id, notebook=submitted) for part in PARTS[kind])


# ── an assignment ───────────────────────────────────────────────────────────────────────────────────────────────


def notebooks_in(directory, coursedir, assignment):
    """{name: path} of an assignment's notebooks in "source" or "release"."""
    return {path.stem: path for path in place_of(coursedir, directory, ".", assignment).glob("*.ipynb")}


def changes_of(assignment, coursedir, db):
    """The Changes of an assignment's notebooks, new ones entered as empty ones. Raises WouldLose where one is gone."""
    source, released = (notebooks_in(step, coursedir, assignment.name) for step in ("source", "release"))
    known = {notebook.name: notebook for notebook in assignment.notebooks}
    if gone := sorted(known.keys() - source.keys()):
        raise WouldLose(f"{gone[0]}.ipynb is gone from source/, and all that was given for it would go: put it back")
    for name in source.keys() - known.keys():
        known[name] = Notebook(name=name, assignment=assignment)
        entries = [SubmittedNotebook(notebook=known[name], assignment=each) for each in assignment.submissions]
        db.add_all([known[name], *entries])
    db.flush()
    read = lambda path: path and nbformat.read(path, as_version=4)
    return [Change(known[name], read(path), read(released.get(name))) for name, path in sorted(source.items())]


def expect_no_loss(change):
    """Raises WouldLose where what a person gave would go."""
    for name, count in change.by_hand().items():
        what = "1 score or comment" if count == 1 else f"{count} scores and comments"
        raise WouldLose(f"{change.known.name}: {name} is gone, and {what} by hand would go: {KEEP}")


def made(gradebook, coursedir, assignment):
    """Makes the gradebook ready for an assignment as it is in source/; returns the lines on what changes.

    Raises WouldLose; all that was made is to be taken back then.
    """
    changes = changes_of(assignment, coursedir, gradebook.db)
    for change in changes:
        expect_no_loss(change)
    lines = [line for change in changes for line in change.told()]
    for change in changes:
        change.make(gradebook.db)
    count = len(assignment.submissions)
    many = "1 submission" if count == 1 else f"{count} submissions"
    next_step = f"`grade {assignment.name}` brings {many} up to date, and keeps what was given by hand"
    return [*lines, next_step] if lines else []


def prepared(book, coursedir, assignments):
    """Makes a gradebook ready for these assignments, where it has submissions; returns the lines on what changes.

    Raises WouldLose, and then nothing is changed.
    """
    lines = []
    with book.transaction() as gradebook:
        for assignment in gradebook.assignments:
            if assignment.name in assignments and assignment.submissions:
                try:
                    lines += [f"{assignment.name}: {line}" for line in made(gradebook, coursedir, assignment)]
                except WouldLose as error:
                    raise WouldLose(f"{assignment.name}: nothing is released. {error}") from None
    return lines
