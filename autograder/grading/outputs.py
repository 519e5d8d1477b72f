"""Cell outputs that say why there is no result, and how to name a cell."""

from nbformat.v4 import new_output


def error_output(name, reason):
    """A cell output that says in one line why there is no result; it scores 0."""
    return new_output("error", ename=name, evalue=reason, traceback=[f"{name}: {reason}"])


def title_of(cell, index):
    """'cell 14 (check_loss)': how a person finds a cell."""
    name = cell.metadata.get("nbgrader", {}).get("grade_id")
    return f"cell {index + 1}" + (f" ({name})" if name else "")
