"""Cell outputs: those that say why there is no result, and what a student's may hold.

All that is shown of a student's is bounded in length before anything parses it.
"""

import json
import re
from html import unescape

import nh3
from nbformat import from_dict
from nbformat.v4 import new_output
from nbgrader.utils import is_grade, is_solution

from autograder.course.cells import LONGEST as READ_AS_CODE
from autograder.course.cells import grade_id
from autograder.grading import records
from autograder.kit.outcome import Kind
from autograder.kit.text import CUT, cut, one_line, plain

LONGEST = 100_000  # characters of one output that are shown; of a cell's source as many as are read as code
PARSED = 50_000  # characters of Markdown or HTML that are taken apart
ALTOGETHER = 2_000_000  # characters of one notebook
MANY = 100  # lines that end in blanks
MATHS = 100  # openings of formulas in a text: nbconvert looks for the end of each
PICTURE = re.compile(r'<img( alt="[^"<>]*")?( width="\d+")? src="data:image/png;base64,[A-Za-z0-9+/=\s]*">')
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
SOURCE = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*")
ACTS = re.compile(r"(javascript|vbscript):|[(<:=\"']data:", re.IGNORECASE)
MACRO = re.compile(r"\\(href|url|style|class|cssId|html\w*|require|data|unicode)\b", re.IGNORECASE)
FORMULA = re.compile(r"\\begin\b|\\[(\[]")
COLOUR = re.compile(r"(\x1b\[[0-9;]{0,20}m)")
INLINE = "b|i|em|strong|s|u|sub|sup|code|kbd|details|summary"
MARKUP = re.compile(rf"<(?:(/?)({INLINE})>|(?:br|hr) ?/?>|(?=[a-zA-Z!?/]))", re.IGNORECASE)
OPENED, MOST_TAGS = re.compile("<[a-zA-Z]"), 2000  # each within the one before, they take their number's square
DEEP = 10  # tags within each other
TAGS = {*INLINE.split("|"), "p", "br", "hr", "div", "span", "pre", "blockquote", "ul", "ol", "li", "abbr", "img", "a"}
TAGS |= {"h1", "h2", "h3", "h4", "h5", "h6", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
ATTRIBUTES = {"img": {"alt", "src", "width"}, "td": {"colspan"}, "th": {"colspan"}, "abbr": {"title"}}
TAG = re.compile(r"[\w.:-]{1,64}")  # of a cell
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3", "file_extension": ".py", "mimetype": "text/x-python"}
ERRORS = {Kind.KERNEL_DIED: "DeadKernelError", Kind.TIME_UP: "CellTimeoutError", Kind.TOO_MUCH_OUTPUT: "OutputError"}


def error_output(kind, reason):
    """A cell output that says in one line why there is no result; it scores 0."""
    name = ERRORS.get(kind, "SubmissionError")
    return new_output("error", ename=name, evalue=reason, traceback=[f"{name}: {reason}"])


def title_of(cell, index):
    """'cell 14 (check_loss)': how a person finds a cell."""
    name = grade_id(cell)
    return f"cell {index + 1}" + (f" ({name})" if name else "")


def note(heading, text):
    """The Markdown of a cell of ours that quotes what a student has written: a file's name, an error."""
    return f"**{heading}** `{one_line(text).replace('`', chr(39))}`"


def kept_attribute(tag, name, value):
    """nh3's hook: pictures come with the page."""
    return value if name != "src" or SOURCE.fullmatch(value) else None


def harmless_html(text):
    """HTML that runs nothing and loads nothing, None where it is too much; a picture of the course's own stays."""
    if PICTURE.fullmatch(text):
        return text
    text = plain(cut(text, PARSED))
    if len(OPENED.findall(text)) > MOST_TAGS:
        return None
    cleaned = {"tags": TAGS, "attributes": ATTRIBUTES, "attribute_filter": kept_attribute, "link_rel": None}
    return nh3.clean(text, url_schemes={"data"}, **cleaned)


def pairs(tags):
    """The places of the tags that open and close something, one within the other."""
    found, opened = set(), []
    for tag in tags:
        if not tag[1] and len(opened) < DEEP:
            opened.append(tag)
        elif tag[1] and opened and opened[-1][2].lower() == tag[2].lower():
            found |= {opened.pop().start(), tag.start()}
    return found


def without_markup(text):
    """Markdown in which no < opens a tag, except for the plainest: `i<n` and `$x<y$` stay what they are to a reader."""
    kept = pairs([found for found in MARKUP.finditer(text) if found[2]])
    return MARKUP.sub(lambda m: m[0] if len(m[0]) > 1 and (not m[2] or m.start() in kept) else "< " + m[0][1:], text)


def acts(text):
    """Whether a link or a formula in Markdown would do something, whatever it is wrapped in."""
    try:
        meant = unescape(text)
    except ValueError:  # a number of thousands of digits
        return True
    bare = "".join(meant.replace("\\", "").split())
    return bool(ACTS.search(bare) or MACRO.search(text) or MACRO.search(meant))


def soon_parsed(text):
    """Markdown, plain and cut, without the long runs of blanks that parsers are slow at."""
    return re.sub(r"[^\S\n]{100,}", " " * 100, cut(plain(text), PARSED))


def harmless_text(text):
    """Markdown that runs nothing and is soon rendered: as plain text where a link would act, or it is all formulas."""
    text = soon_parsed(text)
    if acts(text) or len(FORMULA.findall(text)) > MATHS:
        return "\n".join(f"    {line}" for line in text.splitlines())
    return without_markup(text)


def harmless_code(source):
    """Code that is soon coloured: lines that end in blanks are slow where there are thousands."""
    lines = cut(source, READ_AS_CODE).split("\n")
    stripped = [line.rstrip() for line in lines]
    many = sum(line != bare for line, bare in zip(lines, stripped)) > MANY
    return "\n".join(stripped if many else lines)


def harmless_print(text):
    """Printed text, with its colours and without what else moves a terminal."""
    return "".join(part if COLOUR.fullmatch(part) else plain(part) for part in COLOUR.split(cut(text, LONGEST)))


def harmless_formula(text):
    return None if acts(text) or len(text) > PARSED else plain(text)


def harmless_picture(text):
    return text if BASE64.fullmatch(text) else None


KEPT = {
    "text/plain": harmless_print,
    "text/latex": harmless_formula,
    "image/png": harmless_picture,
    "image/jpeg": harmless_picture,
    "text/html": harmless_html,
    "text/markdown": harmless_text,
}


def words(value):
    """Text, which nbformat also has in lines; nothing where it is neither."""
    value = [value] if isinstance(value, str) else value
    return "".join(part for part in value if isinstance(part, str)) if isinstance(value, list) else ""


def harmless_data(data):
    """{mime type: content} of one output, without scripts and whatever else a browser would run."""
    found = {kind: clean(words(data[kind])) for kind, clean in KEPT.items() if kind in data}
    return {kind: text for kind, text in found.items() if text is not None}


def harmless_output(output):
    """One output, of which nothing acts, and only what is shown is left."""
    kind = output.output_type
    if kind == "stream":
        name = "stderr" if output.name == "stderr" else "stdout"
        return new_output(kind, name=name, text=harmless_print(words(output.text)))
    if kind == "error":
        lines = output.traceback if isinstance(output.traceback, list) else []
        about = {"ename": one_line(words(output.ename)), "evalue": harmless_print(words(output.evalue))}
        return new_output(kind, traceback=harmless_print("\n".join(map(words, lines))).split("\n"), **about)
    return new_output(kind, data=harmless_data(output.data))


def harmless_metadata(metadata):
    """Of a cell's metadata what nbgrader and this package have put there, and its tags."""
    kept = {name: metadata[name] for name in ("nbgrader", records.KEY) if name in metadata}
    tags = [tag for tag in metadata.get("tags") or [] if isinstance(tag, str) and TAG.fullmatch(tag)]
    return from_dict(kept | ({"tags": tags} if tags else {}))


def make_harmless(notebook):
    """Takes out of a student's notebook what would act in the browser of whoever looks at it, or take long to show.

    Beyond a size, what ordinary cells hold is left out, and what answers put out.
    """
    notebook.metadata = from_dict({k: v for k, v in notebook.metadata.items() if k in ("kernelspec", records.KEY)})
    notebook.metadata.language_info, shown = LANGUAGE, 0
    for cell in notebook.cells:
        cell.pop("attachments", None)
        cell.metadata = harmless_metadata(cell.metadata)
        cell.source = harmless_code(cell.source) if cell.cell_type == "code" else harmless_text(cell.source)
        if "outputs" in cell:
            cell.outputs = [harmless_output(output) for output in cell.outputs]
        shown += len(json.dumps(cell))
        if shown > ALTOGETHER and not is_grade(cell):
            cell.source = cell.source if is_solution(cell) else CUT.format(limit=ALTOGETHER)
            cell |= {"outputs": []} if "outputs" in cell else {}
