"""A submission's nbgrader cells, brought back to what the assignment says.

Stock nbgrader stumbles over a cell that was copied, deleted or renamed: a copied test cell stops the whole
class, a deleted one never gets a score, a renamed one leaves the student ungraded. And a cell tagged
`skip-execution` earns full marks.
"""

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import NbGraderPreprocessor


def grade_id(cell):
    """The cell's grade id, or None: whatever a student may have made of the metadata."""
    metadata = cell.metadata.get("nbgrader")
    found = metadata.get("grade_id") if isinstance(metadata, dict) else None
    return found if isinstance(found, str) else None


class RepairCells(NbGraderPreprocessor):
    """Gives every cell of the assignment its place and its metadata; goes before nbgrader's own sanitizers."""

    def preprocess(self, nb, resources):
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            notebook = gradebook.find_notebook(about["notebook"], about["assignment"])
            known = {cell.name: cell for cell in notebook.source_cells}
            metadata = {name: self.metadata(gradebook, notebook, name) for name in known}
            self.keep_known(nb, known, metadata)
            self.put_back(nb, known, metadata, self.order(about, list(known)))
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

    def keep_known(self, nb, known, metadata):
        """One cell for each grade id, the last one; any other cell becomes an ordinary one."""
        seen = set()
        for cell in reversed(nb.cells):
            name = grade_id(cell)
            cell.metadata.pop("nbgrader", None)
            tags = [tag for tag in cell.metadata.pop("tags", []) if tag != "skip-execution"]
            if name in known and name not in seen:
                tags = [] if metadata[name]["grade"] else tags  # no tag keeps a graded cell from being run
                cell.metadata["nbgrader"] = nbformat.from_dict(metadata[name])
                seen.add(name)
            elif name is not None:
                self.log.warning("Cell '%s' is a copy, or not part of the assignment: taken as an ordinary cell", name)
            if tags:
                cell.metadata["tags"] = tags

    def put_back(self, nb, known, metadata, order):
        """Puts missing cells where the assignment has them; answers stay missing, for they may stand elsewhere."""
        for position, name in enumerate(order):
            places = {grade_id(cell): place for place, cell in enumerate(nb.cells)}
            answer = metadata[name]["solution"] and not metadata[name]["grade"]
            if name in places or answer:
                continue
            before = [places[earlier] for earlier in order[:position] if earlier in places]
            new = new_code_cell if known[name].cell_type == "code" else new_markdown_cell
            cell = new(known[name].source, metadata={"nbgrader": metadata[name]})
            nb.cells.insert(max(before, default=-1) + 1, cell)
            self.log.warning("Cell '%s' was missing: put back", name)

    def order(self, about, names):
        """The grade ids in the order of the source notebook, if it is at hand."""
        coursedir = self.parent.parent.coursedir
        folder = Path(coursedir.format_path(coursedir.source_directory, ".", about["assignment"]))
        try:
            source = nbformat.read(folder / f"{about['notebook']}.ipynb", as_version=4)
        except OSError:
            return names
        ordered = [grade_id(cell) for cell in source.cells if grade_id(cell) in names]
        return ordered + [name for name in names if name not in ordered]
