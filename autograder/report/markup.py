"""What people wrote, as HTML for a page. Parses it, so it is called in a process with limits: see `shown`."""

import logging
import re
import secrets

import mistune
import nh3
from latex2mathml.converter import convert
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.course.intake import Unreadable
from autograder.grading.box.bounded import Failed, Lost, own
from autograder.grading.outputs import TAGS, harmless_code, soon_parsed
from autograder.kit.text import cut, plain

LOG = logging.getLogger("autograder.report")
COLOURED = 20_000  # characters of code that are coloured
LONGEST = 100_000  # characters of a text that are shown at all
LONGEST_FORMULA, MOST_FORMULAS = 1000, 300  # characters of one, and how many of a text, are laid out
FORMULA_TAGS = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "msub", "msup", "msubsup", "mfrac", "msqrt", "mroot"),
    *("mover", "munder", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom"),
}
FORMULA_ATTRIBUTES = {"math": {"display"}, "mo": {"stretchy"}, "mi": {"mathvariant"}, "mover": {"accent"}}
PLAINLY = "This page could not be laid out as usual: code, answers and comments are shown as plain text."


def code(source):
    """Python, coloured where it is not too long for that."""
    source = plain(harmless_code(source))
    if len(source) > COLOURED:
        return escape(source)
    return Markup(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)))


def with_code(sentence):
    """A sentence of ours, with what stands between backticks as code."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(sentence))))


def as_written(tex):
    return f"<code>{escape(tex)}</code>"


def formula(tex, display):
    """TeX as MathML, which every browser lays out without the network; as it stands where that can't be."""
    if len(tex) > LONGEST_FORMULA:
        return as_written(tex)
    try:
        html = convert(tex, display=display)
    except Exception:  # the library has an exception for each mistake in TeX
        return as_written(tex)
    return nh3.clean(html, tags=FORMULA_TAGS, attributes=FORMULA_ATTRIBUTES, link_rel=None)


def markdown(text):
    """(HTML with a mark for each formula, {mark: its MathML}): what a person wrote, not yet harmless."""
    formulas, key = {}, secrets.token_hex(8)

    def marked(display):
        def mark(_, tex):
            name, few = f"{key}x{len(formulas)}x", len(formulas) < MOST_FORMULAS
            formulas[name] = formula(tex, display) if few else as_written(tex)
            return name

        return mark

    made = mistune.create_markdown(plugins=["table", "strikethrough", "math"])
    made.renderer.register("inline_math", marked("inline"))
    made.renderer.register("block_math", marked("block"))
    return made(text), formulas


def prose(text):
    """Markdown that a person wrote, formulas included, without scripts or anything else that could act."""
    text, formulas = soon_parsed(text or ""), {}
    try:
        html, formulas = markdown(text)
    except (ValueError, RecursionError):  # what only an attacker writes
        html = f"<pre>{escape(text)}</pre>"
    html = nh3.clean(html, tags=TAGS - {"img", "details", "summary"} | {"del"}, attributes={}, link_rel=None)
    return Markup(re.sub(r"[0-9a-f]{16}x\d+x", lambda mark: formulas.get(mark[0], mark[0]), html))


def plainly(text):
    """A text as it stands."""
    return Markup('<span class="plain">{}</span>').format(plain(cut(text, LONGEST)))


def rendered(texts):
    """The HTML of each ("code" or "prose", text)."""
    make = {"code": code, "prose": prose}
    return [make[kind](text) for kind, text in texts]


def shown(texts, bounded=None):
    """([HTML of each (kind, text)], what a reader should know of it or None), made by a process with limits.

    bounded: that process (default: this process's own).
    """
    try:
        made = (bounded or own()).call(f"{__name__}:rendered", texts)
        if not isinstance(made, list) or [type(html) for html in made] != [str] * len(texts):
            raise Failed("the process that lays out what students wrote answers something else")
    except (Unreadable, Failed, Lost) as error:
        LOG.warning("A feedback page is shown plain: %s", error)
        return [plainly(text) for _, text in texts], PLAINLY
    return [Markup(html) for html in made], None
