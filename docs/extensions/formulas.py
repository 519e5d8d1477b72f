"""Formulas as MathML, which every browser lays out by itself: no script, nothing from the network."""

from docutils import nodes
from latex2mathml.converter import convert
from markupsafe import escape


def is_heading(node):
    """Whether a formula is all that a column's heading says: it is read as it was typed, then."""
    cell = next((above for above in ancestors(node) if isinstance(above, nodes.entry)), None)
    return cell is not None and isinstance(cell.parent.parent, nodes.thead) and cell.astext() == node.astext()


def ancestors(node):
    while node := node.parent:
        yield node


def visit_inline(translator, node):
    name = f' aria-label="{escape(node.astext())}"' if is_heading(node) else ""
    translator.body.append(convert(node.astext()).replace("<math", f"<math{name}", 1))
    raise nodes.SkipNode


def visit_display(translator, node):
    translator.body.append(f'<div class="math">{convert(node.astext(), display="block")}</div>')
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_display, None))
    return {"parallel_read_safe": True}
