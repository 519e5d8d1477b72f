"""The console blocks of a page of Markdown, and a course in which they are run as they are read: from top to bottom.

Above a block may stand, where readers don't see it,

    <!-- not run: it needs a browser -->       why nobody runs it here
    <!-- first: python -m tests.classmates -->  what has to happen before: others hand in, time passes

A block with a caption is a file, written when its turn comes, or its end (`:caption: FILE, at its end`). Of what
a block says that a command prints, each line has to be printed, in that order; `…` stands for anything.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass

from autograder.course.places import ROOT

BLOCK = re.compile(r"(?:^<!-- (not run|first): (.+?) -->\n+)?^(```+) *(\S+)[^\n]*\n(.*?)^\3$", re.MULTILINE | re.DOTALL)
CAPTION = re.compile(r":caption: (\S+?)(, at its end)?\n+")
MARK = "@@ block"
USED = ["gradebook.db*", "exchange", "submitted", "autograded", "feedback"]  # what a course in use holds
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "_build", *USED)


@dataclass(frozen=True)
class Block:
    """A console block, or a file: its text, its line on the page, what stands above it."""

    kind: str  # console, or the file's name
    text: str
    line: int
    not_run: str | None = None
    first: str | None = None
    at_end: bool = False  # a file's end, not all of it

    @property
    def script(self):
        """The commands, as a shell reads them."""
        if self.kind != "console":
            return f"cat {'>>' if self.at_end else '>'} {self.kind} <<'END OF FILE'\n{self.text}END OF FILE\n"
        typed = [line[2:] for line in self.text.splitlines() if line.startswith(("$ ", "> "))]
        return "\n".join([self.first or ":", *typed, ""])

    @property
    def printed(self):
        """The lines that the page shows as printed."""
        if self.kind != "console":
            return []
        return [line for line in self.text.splitlines() if line.strip() and not line.startswith(("$ ", "> "))]


def blocks_of(text):
    """The console blocks and the files of a page."""
    found = []
    for match in BLOCK.finditer(text):
        mark, words, _, kind, body = match.groups()
        caption = CAPTION.match(body)
        if kind == "console" or (kind == "{code-block}" and caption):
            name, at_end = (caption[1], bool(caption[2])) if caption else (kind, False)
            body, line = CAPTION.sub("", body, count=1), text.count("\n", 0, match.start(3)) + 1
            marked = {mark.replace(" ", "_"): words} if mark else {}
            found.append(Block(name, body, line, at_end=at_end, **marked))
    return found


def a_course(folder):
    """A copy of the course, with its virtual environment, as somebody has it who has just set it up."""
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


def run(blocks, folder):
    """Runs blocks, one after another, in one shell; returns what each printed. Raises AssertionError if one fails."""
    wanted = [block for block in blocks if not block.not_run]
    script = "".join(f"echo '{MARK}'\n{block.script}" for block in wanted)
    paths = {"PATH": f"{folder}/.venv/bin:{os.environ['PATH']}", "PYTHONPATH": f"{folder}:{ROOT}"}
    homes = {"JUPYTER_DATA_DIR": str(folder / ".jupyter"), "HOME": str(folder), "COLUMNS": "120", "NO_COLOR": "1"}
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        stdin=subprocess.DEVNULL,
        cwd=folder,
        env=os.environ | paths | homes,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    printed = done.stdout.split(f"{MARK}\n")[1:]
    assert done.returncode == 0, f"line {wanted[len(printed) - 1].line}: {printed[-1]}"
    return dict(zip(wanted, printed, strict=True))


def missing(block, printed):
    """The first line of those that a page shows which was not printed after the others; None: all were."""
    place = 0
    for line in block.printed:
        pattern = r"[ \t]*".join(".*?".join(map(re.escape, part.split("…"))) for part in line.split())
        found = re.compile(pattern).search(printed, place)
        if not found:
            return line
        place = found.end()
    return None
