"""Formulas as MathML, which every browser lays out by itself: no script, nothing from the network."""

from latex2mathml.converter import convert


def visit_inline(translator, node):
    translator.body.append(convert(node.astext()))


def visit_display(translator, node):
    translator.body.append(f'<div class="math">{convert(node.astext(), display="block")}</div>')


def depart(translator, node):
    pass


def skipping(visit):
    """A visitor for a node that is written at once, without its children."""
    from docutils.nodes import SkipNode

    def whole(translator, node):
        visit(translator, node)
        raise SkipNode

    return whole


def setup(app):
    app.add_html_math_renderer("mathml", (skipping(visit_inline), None), (skipping(visit_display), None))
    return {"parallel_read_safe": True}
