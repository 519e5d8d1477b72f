"""Cell outputs: those that say why there is no result, and what a student's may hold."""

import html
import re

import bleach
from nbformat.v4 import new_output

PLAIN = ("text/plain", "text/latex", "image/png", "image/jpeg")
PICTURE = re.compile(r'<img( alt="[^"<>]*")?( width="\d+")? src="data:image/png;base64,[A-Za-z0-9+/=\s]*">')
SCRIPT = re.compile(r"(javascript|vbscript|data):", re.IGNORECASE)
HIDDEN = re.compile(r"^[^\n]*### BEGIN HIDDEN TESTS.*?(### END HIDDEN TESTS[^\n]*|\Z)\n?", re.DOTALL | re.MULTILINE)
TAG = re.compile("<[a-zA-Z!?/]")
TAGS = bleach.ALLOWED_TAGS | {"p", "br", "hr", "div", "span", "pre", "sub", "sup", "h1", "h2", "h3", "h4", "h5", "h6"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td", "img"}
ATTRIBUTES = {**bleach.ALLOWED_ATTRIBUTES, "img": ["alt", "src", "width"], "td": ["colspan"], "th": ["colspan"]}


def error_output(name, reason):
    """A cell output that says in one line why there is no result; it scores 0."""
    return new_output("error", ename=name, evalue=reason, traceback=[f"{name}: {reason}"])


def title_of(cell, index):
    """'cell 14 (check_loss)': how a person finds a cell."""
    name = cell.metadata.get("nbgrader", {}).get("grade_id")
    return f"cell {index + 1}" + (f" ({name})" if name else "")


def without_hidden_tests(source):
    """The source of a test cell, as students know it."""
    return HIDDEN.sub("", source).rstrip()


def harmless_html(text):
    """HTML that runs nothing and loads nothing; a picture of the course's own is left as it is."""
    if PICTURE.fullmatch(text):
        return text
    return bleach.clean(text, tags=TAGS, attributes=ATTRIBUTES, protocols=["data"], strip=True)


def harmless_text(text):
    """Markdown that runs nothing: as plain text where it holds a link that would run a script."""
    if SCRIPT.search("".join(html.unescape(text).replace("\\", "").split())):
        return "\n".join(f"    {line}" for line in text.splitlines())
    return harmless_html(text) if TAG.search(text) else text


def harmless_data(data):
    """{mime type: content} of one output, without scripts and whatever else a browser would run."""
    texts = {kind: "".join(content) for kind, content in data.items() if isinstance(content, (str, list))}
    kept = {kind: texts[kind] for kind in PLAIN if kind in texts}
    if "text/html" in texts:
        kept["text/html"] = harmless_html(texts["text/html"])
    if "text/markdown" in texts:
        kept["text/markdown"] = harmless_text(texts["text/markdown"])
    return kept


def make_harmless(notebook):
    """Takes out of a student's notebook what would run in the browser of whoever looks at it."""
    for cell in notebook.cells:
        cell.pop("attachments", None)
        if cell.cell_type != "code":
            cell.source = harmless_text(cell.source)
        for output in cell.get("outputs", []):
            if "data" in output:
                output["data"] = harmless_data(output["data"])
                output["metadata"] = {}
