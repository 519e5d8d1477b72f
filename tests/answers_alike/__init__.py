"""A class of 24, eleven exercises, and copies of its answers; written by people who had read only the specification.

alone/     `# %% student: NAME`: somebody who heard the lecture that all have heard, and worked alone; a third are wrong
copies/    `# %% copy of: NAME | kind: a`: what somebody made of that student's answer, in the way that KINDS names
together/  `# %% together: NAME NAME`: two who talked it over, each in words of their own; `# ---` parts them
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parent
FUNCTIONS = sorted(path.stem for path in (FOLDER / "alone").glob("*.py"))
KINDS = {
    "a": "other names",
    "b": "other names, comments and layout",
    "c": "another order",
    "d": "expressions rewritten",
    "e": "idle lines",
    "f": "wrapped into a class or a function",
    "g": "all of it at once",
    "h": "told anew, line by line",
}


def sections(folder, function):
    """[(what a file says of an answer, its source)]"""
    text = (FOLDER / folder / f"{function}.py").read_text(encoding="utf-8")
    found = re.split(r"^# %% [\w ]+: ", text, flags=re.MULTILINE)[1:]
    return [(head.strip(), source.strip("\n") + "\n") for head, _, source in (one.partition("\n") for one in found)]


def alone(function):
    """{student: source}"""
    return dict(sections("alone", function))


def copies(function):
    """[(whose answer it is, the kind of copy, source)]"""
    found = [(*head.split(" | kind: "), source) for head, source in sections("copies", function)]
    return [(student, KINDS[kind], source) for student, kind, source in found]


def together(function):
    """[(source, source)]"""
    return [tuple(source.split("# ---\n")) for _, source in sections("together", function)]
