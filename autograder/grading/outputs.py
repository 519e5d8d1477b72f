"""Cell outputs: those that say why there is no result, and what a student's may hold."""

import re

import bleach
from nbformat.v4 import new_output

PLAIN = ("text/plain", "text/latex", "image/png", "image/jpeg")
PICTURE = re.compile(r'<img( alt="[^"<>]*")?( width="\d+")? src="data:image/png;base64,[A-Za-z0-9+/=\s]*">')
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


def harmless_html(text):
    """HTML that runs nothing and loads nothing; a picture of the course's own is left as it is."""
    if PICTURE.fullmatch(text):
        return text
    return bleach.clean(text, tags=TAGS, attributes=ATTRIBUTES, protocols=["data"], strip=True)


def harmless_data(data):
    """{mime type: content} of one output, without scripts and whatever else a browser would run."""
    texts = {kind: "".join(content) for kind, content in data.items() if isinstance(content, (str, list))}
    kept = {kind: texts[kind] for kind in PLAIN if kind in texts}
    return kept | {kind: harmless_html(texts[kind]) for kind in ("text/html", "text/markdown") if kind in texts}


def make_harmless(notebook):
    """Takes out of a student's notebook what would run in the browser of whoever looks at it."""
    for cell in notebook.cells:
        cell.pop("attachments", None)
        if cell.cell_type != "code" and TAG.search(cell.source):
            cell.source = harmless_html(cell.source)
        for output in cell.get("outputs", []):
            if "data" in output:
                output["data"] = harmless_data(output["data"])
                output["metadata"] = {}
