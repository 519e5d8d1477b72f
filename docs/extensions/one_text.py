"""Pages that stand elsewhere in the repository, and are included here: their links lead to pages of the site."""

import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = {  # a file of the repository: the page that includes it
    "ARCHITECTURE.md": "architecture",
    "CONTRIBUTING.md": "write_a_check",
    "autograder/grading/THREAT_MODEL.md": "promises",
}
LINK = re.compile(r"\]\(([\w./-]+)(#[\w-]*)?\)")


def led_to_pages(text, folder, page):
    """The Markdown of a file in this folder of the repository, with links as the page that includes it needs them."""

    def led(link):
        target = os.path.normpath(folder / link[1])
        there = f"/{PAGES[target]}.md" if target in PAGES else os.path.relpath(target, Path("docs", page).parent)
        return f"]({there}{link[2] or ''})"

    return LINK.sub(led, text)


def read(app, path, page, content):
    folder = Path(app.srcdir, path).resolve().relative_to(ROOT).parent
    content[0] = led_to_pages(content[0], folder, page)


def setup(app):
    app.connect("include-read", read)
    return {"parallel_read_safe": True}
