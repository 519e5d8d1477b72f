"""What `nbgrader generate_assignment` enters of a notebook's cells: extra credit does not swell what can be reached."""

from nbgrader.preprocessors import SaveCells as StockSaveCells
from nbgrader.utils import is_grade

from autograder.course.cells import grade_id
from autograder.course.checks import is_extra_cell


class SaveCells(StockSaveCells):
    """nbgrader's SaveCells, for `c.GenerateAssignment.preprocessors`: a cell for extra credit has a max_score of 0.

    So whoever has all ordinary points is at 100 % in Formgrader, in nbgrader's own exports and for its api, and what
    was earned on top comes on top. The cell itself says how many points it is worth, as plain nbgrader wants it.
    """

    def preprocess_cell(self, cell, resources, cell_index):
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if is_grade(cell) and is_extra_cell(grade_id(cell), self.notebook_id):
            self.new_grade_cells[grade_id(cell)]["max_score"] = 0.0
        return cell, resources
