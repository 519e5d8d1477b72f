"""The line in a released notebook's head that says when it is due: it is there for its readers alone."""

import re

from nbformat.v4 import new_markdown_cell

BEGIN = "**Due "
LINE = re.compile(rf"^{re.escape(BEGIN)}.*\n*", re.MULTILINE)
TITLE = re.compile(r"# .*\n*")
CELL_ID = "due"


def is_plain(cell):
    """Whether nothing but a reader looks at a cell's text: nbgrader knows the others by a checksum."""
    return cell.cell_type == "markdown" and "nbgrader" not in cell.metadata


def without_due(text):
    """A cell's text without the line."""
    return LINE.sub("", text) if BEGIN in text else text


def with_due(text, line):
    """A first cell's text with the line below its title."""
    text = without_due(text)
    title = TITLE.match(text)
    above, below = (title[0].rstrip(), text[title.end() :]) if title else ("", text)
    return "\n\n".join(filter(None, [above, line, below]))


def tell(notebook, line):
    """Writes the line into a notebook's first cell, or above it where that is no plain text; None takes it away."""
    first = notebook.cells[0] if notebook.cells and is_plain(notebook.cells[0]) else None
    if line and first is None:
        notebook.cells.insert(0, first := new_markdown_cell(id=CELL_ID))
    if first is not None:
        first.source = with_due(first.source, line) if line else without_due(first.source)
    return notebook
