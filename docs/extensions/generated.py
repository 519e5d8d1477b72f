"""Pages of reference, written by the program itself each time that the site is built."""

import importlib
import json
import os
import re
import subprocess
import sys

from jupyter_client import KernelManager
from one_text import ROOT
from traitlets import MetaHasTraits

SCHEMA = ROOT / "autograder" / "report" / "check.schema.json"
SIMILAR = ROOT / "autograder" / "report" / "similar" / "measured.json"
COMMAND = [sys.executable, "-m", "autograder"]


def helped(*command):
    """What a command tells about itself."""
    env = os.environ | {"COLUMNS": "74", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([*COMMAND, *command, "--help"], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return done.stdout


def commands_in(text):
    """The commands that a help lists."""
    return re.findall(r"^    ([a-z][a-z-]*)(?= |$)", text, re.MULTILINE)


def help_of(*command):
    """The help of a command, and of each command below it, as a terminal shows them."""
    own = helped(*command)
    return "".join([f"```text\n{own}```\n\n", *(help_of(*command, below) for below in commands_in(own))])


def command_line():
    """What the program tells about itself, then a section for every command."""
    own = helped()
    sections = [f"## `{name}`\n\n{help_of(name)}" for name in commands_in(own)]
    return "\n".join([f"```text\n{own}```\n", *sections])


def exit_codes():
    """What the program tells of its exit codes, as a table."""
    codes = re.findall(r"^  (\d+) +(.+)$", helped().partition("exit codes:")[2], re.MULTILINE)
    return "\n".join(["| code | meaning |", "| --- | --- |", *(f"| {code} | {words} |" for code, words in codes), ""])


def type_of(schema):
    """A JSON type in words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name})"
    if "enum" in schema or "const" in schema:
        return " · ".join(f"`{json.dumps(value)}`" for value in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"array of {type_of(schema['items'])}"
    kinds = schema["type"]
    return kinds if isinstance(kinds, str) else " or ".join(kinds)


def table_of(schema):
    """A table of an object's properties."""
    rows = [f"| `{name}` | {type_of(of)} | {of.get('description', '')} |" for name, of in schema["properties"].items()]
    return "\n".join(["| property | type | meaning |", "| --- | --- | --- |", *rows, ""])


def json_schema():
    """The schema of what `check --json` writes, an object a section."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    parts = {"document": schema} | schema["$defs"]
    return "\n".join(f"## {name}\n\n{of.get('description', '')}\n\n{table_of(of)}" for name, of in parts.items())


def configurable():
    """The package's classes that have settings of their own, by name, but those that no course sets."""
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "autograder").rglob("*.py")}
    paths = [path.relative_to(ROOT).with_suffix("") for path, text in texts.items() if "config=True)" in text]
    modules = [importlib.import_module(".".join(path.parts)) for path in paths]
    classes = {thing for module in modules for thing in vars(module).values() if isinstance(thing, MetaHasTraits)}
    found = (owner for owner in classes if own_settings(owner) and not issubclass(owner, KernelManager))
    return sorted(found, key=lambda owner: owner.__name__)


def own_settings(owner):
    """{name: trait} of what can be set of a class, and is declared in this package."""
    traits = owner.class_traits(config=True) if owner.__module__.startswith("autograder.") else {}
    return {name: trait for name, trait in sorted(traits.items()) if trait.this_class is owner}


def settings():
    """A section for every class with settings: their defaults, and their own help."""
    sections = []
    for owner in configurable():
        rows = [
            f"| `c.{owner.__name__}.{name}` | `{trait.default()!r}` | {trait.help} |"
            for name, trait in own_settings(owner).items()
        ]
        head = [f"## `{owner.__name__}`", "", "| setting | default | meaning |", "| --- | --- | --- |"]
        sections.append("\n".join([*head, *rows, ""]))
    return "\n".join(sections)


def counted(head, counts):
    """A table of {what: [how many, of how many]}."""
    rows = [f"| {what} | {part} of {of:,} | {part / of:.1%} |" for what, (part, of) in counts.items()]
    return "\n".join([head, "| --- | --- | --- |", *rows, ""])


def similarity():
    """How often answers were found to be alike, of a class that worked alone, and of copies."""
    found = json.loads(SIMILAR.read_text(encoding="utf-8"))
    classes = {f"a class of {size}": counts for size, counts in found["in a class of"].items()}
    tables = [
        counted("| worked alone | pairs shown | share |", classes),
        counted("| changed by hand | copies shown | share |", found["by hand"]),
        counted("| changed by a program | copies shown | share |", found["by a program"]),
    ]
    return "\n".join(tables)


MADE = {
    "command line": command_line,
    "exit codes": exit_codes,
    "JSON schema": json_schema,
    "settings": settings,
    "answers that are alike": similarity,
}


HERE = re.compile(r"<!-- here: ([\w ]+) -->")


def outdated(app, env, *_):
    """The pages that ask for something: it may have changed, though they have not."""
    return [page for page in env.found_docs if HERE.search(env.doc2path(page).read_text(encoding="utf-8"))]


def read(app, page, source):
    """Puts in what is generated, where a page asks for it: <!-- here: settings -->."""
    source[0] = HERE.sub(lambda mark: MADE[mark[1]](), source[0])


def setup(app):
    app.connect("env-get-outdated", outdated)
    app.connect("source-read", read)
    return {"parallel_read_safe": True}
