"""A submission's nbgrader cells, brought back to what the assignment says.

Stock nbgrader stumbles over a cell that was copied, deleted or renamed: a copied test cell stops the whole
class, a deleted one never gets a score, a renamed one leaves the student ungraded. And a cell tagged
`skip-execution` earns full marks. Some editors drop all of nbgrader's metadata. So a cell is known by its grade
id; without one by its cell id; else by what stands in it.
"""

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.submission import defined_names, squeezed

NEW_CELL = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
LOST_ANSWER = "*The cell of this written answer is missing from the submission: look for the answer in other cells.*"


def grade_id(cell):
    """The cell's grade id, or None: whatever a student may have made of the metadata."""
    metadata = cell.metadata.get("nbgrader")
    found = metadata.get("grade_id") if isinstance(metadata, dict) else None
    return found if isinstance(found, str) else None


def without_skip(tags):
    """A cell's tags, except the one that earns full marks for not being run."""
    return [tag for tag in tags if tag != "skip-execution"] if isinstance(tags, list) else []


def with_unique_ids(nb):
    """Gives every cell an id of its own, as nbformat 4.5 wants them: the first of two alike keeps it."""
    seen = set()
    for number, cell in enumerate(nb.cells):
        wanted = cell.get("id") or f"cell-{number}"
        while wanted in seen:
            wanted = f"{wanted[:50]}-{number}"
        seen.add(wanted)
        cell["id"] = wanted
    nb.nbformat, nb.nbformat_minor = 4, max(5, nb.get("nbformat_minor", 0))


def names_of(cells):
    """{grade id: the cell that holds it}, the last of several."""
    return {grade_id(cell): cell for cell in cells if grade_id(cell) is not None}


def places_of(cells):
    """{grade id: the number of the cell that holds it}."""
    return {grade_id(cell): place for place, cell in enumerate(cells)}


class RepairCells(NbGraderPreprocessor):
    """Gives every cell of the assignment its place and its metadata; goes before nbgrader's own sanitizers."""

    def preprocess(self, nb, resources):
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            notebook = gradebook.find_notebook(about["notebook"], about["assignment"])
            known = {cell.name: cell for cell in notebook.source_cells}
            metadata = {name: self.metadata(gradebook, notebook, name) for name in known}
            source = self.source(about)
            with_unique_ids(nb)
            self.recognise(nb, known, metadata, source)
            self.keep_known(nb, known, metadata)
            self.put_back(nb, known, metadata, self.order(source, list(known)))
        return nb, resources

    @staticmethod
    def metadata(gradebook, notebook, name):
        """What nbgrader's metadata of a cell should be, as the gradebook knows it."""
        source = gradebook.find_source_cell(name, notebook.name, notebook.assignment.name)
        solution = name in {cell.name for cell in notebook.solution_cells}
        task = name in {cell.name for cell in notebook.task_cells}
        found = {"grade_id": name, "solution": solution or task, "task": task, "locked": source.locked}
        found |= {"grade": False, "schema_version": 3, "checksum": source.checksum, "cell_type": source.cell_type}
        try:
            found["points"] = gradebook.find_graded_cell(name, notebook.name, notebook.assignment.name).max_score
            found["grade"] = not task
        except MissingEntry:
            pass
        return found | ({"solution": False} if task else {})

    def recognise(self, nb, known, metadata, source):
        """Gives cells that lost their grade id it back: by their cell id, else by what stands in them."""
        for found in (self.by_cell_id, self.by_content, self.by_question):
            there = names_of(nb.cells)
            missing = [name for name in known if name not in there]
            anonymous = [cell for cell in nb.cells if grade_id(cell) not in known]
            for name in missing:
                cell = found(name, anonymous, nb, known[name], metadata[name], source)
                if cell is not None:
                    cell.metadata["nbgrader"] = {"grade_id": name}
                    self.log.warning("A cell without its grade id is taken as '%s'", name)

    @staticmethod
    def by_cell_id(name, cells, nb, known, metadata, source):
        """The cell that still has the id with which it was released."""
        return next((cell for cell in cells if cell.id == name), None)

    @staticmethod
    def by_content(name, cells, nb, known, metadata, source):
        """The last cell that holds what was released, or defines the function or check of this name."""
        alike = [cell for cell in cells if squeezed(cell.source) == squeezed(known.source)]
        named = [cell for cell in cells if cell.cell_type == "code" and name in defined_names(cell.source)]
        return next(iter([*alike, *named][::-1]), None)

    @staticmethod
    def by_question(name, cells, nb, known, metadata, source):
        """A written answer: the text under its question, if that is not the course's own."""
        if not (metadata["solution"] and metadata["grade"]):
            return None
        place = next((i for i, cell in enumerate(source) if grade_id(cell) == name), 0)
        ours = {squeezed(cell.source) for cell in source}
        for question, answer in zip(nb.cells, nb.cells[1:]):
            asks = place and squeezed(question.source) == squeezed(source[place - 1].source)
            if asks and answer.cell_type != "code" and grade_id(answer) is None and squeezed(answer.source) not in ours:
                return answer
        return None

    def keep_known(self, nb, known, metadata):
        """One cell for each grade id, the last one; any other cell becomes an ordinary one."""
        seen = set()
        for place, cell in reversed(list(enumerate(nb.cells))):
            name = grade_id(cell)
            cell.metadata.pop("nbgrader", None)
            tags = without_skip(cell.metadata.pop("tags", []))
            if name in known and name not in seen:
                cell = nb.cells[place] = self.of_type(cell, known[name].cell_type)
                tags = [] if metadata[name]["grade"] else tags  # no tag keeps a graded cell from being run
                cell.metadata["nbgrader"] = nbformat.from_dict(metadata[name])
                seen.add(name)
            elif name is not None:
                self.log.warning("Cell '%s' is a copy, or not part of the assignment: taken as an ordinary cell", name)
            if tags:
                cell.metadata["tags"] = tags

    @staticmethod
    def of_type(cell, cell_type):
        """The cell as code or as text, whatever it was turned into."""
        if cell.cell_type == cell_type:
            return cell
        return NEW_CELL[cell_type](cell.source, metadata=cell.metadata, id=cell.id)

    def put_back(self, nb, known, metadata, order):
        """Puts missing cells where the assignment has them; answers stay missing, for they may stand elsewhere."""
        submitted, places = bool(nb.cells), places_of(nb.cells)
        for position, name in enumerate(order):
            is_answer, is_graded = metadata[name]["solution"], metadata[name]["grade"]
            if name in places or (is_answer and not is_graded):
                continue
            before = [places[earlier] for earlier in order[:position] if earlier in places]
            lost = is_answer and submitted  # another text than the released one: then a person grades it
            text = LOST_ANSWER if lost else known[name].source
            cell = NEW_CELL[known[name].cell_type](text, metadata={"nbgrader": metadata[name]})
            nb.cells.insert(max(before, default=-1) + 1, cell)
            places = places_of(nb.cells)
            self.log.warning("Cell '%s' was missing: put back", name)

    def source(self, about):
        """The cells of the assignment's source notebook, none where it is not at hand."""
        coursedir = self.parent.parent.coursedir
        folder = Path(coursedir.format_path(coursedir.source_directory, ".", about["assignment"]))
        try:
            return nbformat.read(folder / f"{about['notebook']}.ipynb", as_version=4).cells
        except OSError:
            return []

    @staticmethod
    def order(source, names):
        """The grade ids in the order of the source notebook."""
        ordered = [grade_id(cell) for cell in source if grade_id(cell) in names]
        return ordered + [name for name in names if name not in ordered]
