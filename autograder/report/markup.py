"""What people wrote, as HTML for a page. Parses it, so it is called in a process with limits: see `shown`."""

import logging

import mistune
import nh3
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
PLAINLY = "This page could not be laid out as usual: code, answers and comments are shown as plain text."


def code(source):
    """Python, coloured where it is not too long for that."""
    source = plain(harmless_code(source))
    if len(source) > COLOURED:
        return escape(source)
    return Markup(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)))


def prose(text):
    """Markdown that a person wrote, without scripts or anything else that could act."""
    text = soon_parsed(text or "")
    try:
        html = mistune.create_markdown(plugins=["table", "strikethrough"])(text)
    except (ValueError, RecursionError):  # what only an attacker writes
        html = f"<pre>{escape(text)}</pre>"
    return Markup(nh3.clean(html, tags=TAGS - {"img", "details", "summary"} | {"del"}, attributes={}, link_rel=None))


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
