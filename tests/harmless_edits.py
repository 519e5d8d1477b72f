"""Solved notebooks after edits that cost nothing in Jupyter, at random: what a course's honest students hand in.

    @given(harmless_edits("ps1"))
    def test(handed_in): ...            or   for handed_in in examples("ps1", 25): ...

Every edit is harmless where cells run in order, each check right after the answer that it is about. Edits of the file
(ids, encodings, copies) and cells after which nothing comes (slow, deadly) are left out of `plain`, which is what
stock nbgrader can read and run: both should earn the same.
"""

import copy
import functools
import json
import os
import random
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from hypothesis import strategies as st

from autograder.course.places import notebooks

MARKERS = "### BEGIN SOLUTION", "### END SOLUTION"
WRITTEN = "Because the errors of single points add up: see the figure above."


class HandedIn(NamedTuple):
    """files: {path: bytes} that a student hands in; description: the edits' names; plain: the notebook as bytes for
    stock nbgrader, to be handed in under its own name with `beside`, {path: bytes}, in its folder."""

    files: dict
    description: str
    plain: bytes
    beside: dict


@dataclass
class Work:
    """A solved notebook at work. cells: its own; tail: cells that only the student's file has, after all others;
    beside: files that its cells may need; others: further files; name: the file's; written: makes bytes of it."""

    assignment: str
    content: dict
    blank: dict
    tail: list = field(default_factory=list)
    beside: dict = field(default_factory=dict)
    others: dict = field(default_factory=dict)
    name: str = ""
    reforms: list = field(default_factory=list)  # of the file's JSON
    encode: object = None

    @property
    def cells(self):
        return self.content["cells"]

    @property
    def answers(self):
        return [cell for cell in self.cells if is_answer(cell)]


def about(cell):
    return cell.get("metadata", {}).get("nbgrader", {})


def is_answer(cell):
    return bool(about(cell).get("solution")) and cell["cell_type"] == "code"


def name_of(cell):
    return about(cell)["grade_id"]


def code(source, number=0):
    found = {"cell_type": "code", "execution_count": None, "id": f"own-{number}", "metadata": {}, "outputs": []}
    return found | {"source": source}


@functools.cache
def raw_pair(assignment):
    return notebooks()[assignment].read_text("utf-8"), notebooks("release")[assignment].read_text("utf-8")


def joined(content):
    for cell in content["cells"]:
        cell["source"] = "".join(cell["source"])
    return content


def solved(assignment):
    """The Work of a student who has just written every answer into the released notebook."""
    source, blank = (joined(json.loads(text)) for text in raw_pair(assignment))
    answers = {name_of(cell): cell["source"] for cell in source["cells"] if is_answer(cell)}
    content = copy.deepcopy(blank)
    for cell in content["cells"]:
        if is_answer(cell):
            lines = answers[name_of(cell)].split("\n")
            cell["source"] = "\n".join(line for line in lines if line.strip() not in MARKERS)
        elif about(cell).get("solution"):
            cell["source"] = WRITTEN
    return Work(assignment, content, blank, name=notebooks("release")[assignment].name)


def as_bytes(content):
    return json.dumps(content, indent=1, ensure_ascii=True).encode()


# ── edits of the cells: (work, draw) -> what was done, or None where there is nothing to do ─────────────────────────

SCRATCH = [
    "print('hello')",
    "x = 3\nx",
    "0.5",
    "1 / 0",
    "this is not Python",
    "import no_such_module",
    "raise SystemExit",
    "try:\n    import IPython\nexcept ImportError:\n    pass\nfinally:\n    display('done')",
    "!echo $HOME",
    "%%bash\nls",
    "%%writefile scratch.txt\ntext",
    "import asyncio\n\nawait asyncio.sleep(0)",
    "%timeit -n 1 -r 1 1 + 1",
    "files = !ls\nlen(files)",
    "print?",
    "import warnings\n\nwarnings.filterwarnings('ignore')",
    "import threading, time\n\nthreading.Thread(target=time.sleep, args=(2,), daemon=True).start()",
    "import concurrent.futures\n\npool = concurrent.futures.ThreadPoolExecutor(2)\nlist(pool.map(abs, range(9)))",
    "for step in range(2000):\n    print(step, 'x' * 60)",
    "import sys\n\nprint('careful', file=sys.stderr)",
    "_ = In, Out, get_ipython()",
    "class Point:\n    x = 1",
    "# only\u2028a comment\x0c",
    "",
]
SHADOWS = [
    "{} = 3",
    "for {} in (1, 2):\n    pass",
    "def {}(*_):\n    raise ValueError('scratch')",
    "{} = None",
    "del {}",
]
BUILTINS = ["sum", "len", "max", "abs", "print", "np", "range", "float", "type", "isinstance"]
ABOVE = [
    "%matplotlib inline\n",
    "folder = %pwd\n",
    "!true\n",
    "listing = !ls\n",
    "np.linalg.lstsq?\n",
    "%time 1 + 1\n",
    "import itertools, functools\n\n",
    "# copied\u2028from a text\n",
    "print('now')\n",
    "print('é', 'θ', '😀')\n",
]
CELL_MAGICS = ["%%capture kept\n", "%%time\n", "%%capture\n"]


def scratch_cell(work, draw):
    source = draw.choice(SCRATCH)
    work.cells.insert(draw.randint(0, len(work.cells)), code(source, len(work.cells)))
    return repr(source)[:30]


def other_cell(work, draw):
    kind = draw.choice(["markdown", "raw"])
    cell = {"cell_type": kind, "id": f"own-{len(work.cells)}", "metadata": {}, "source": "My *notes*, θ < 3 & more"}
    work.cells.insert(draw.randint(0, len(work.cells)), cell)
    return kind


def plain_answers(work):
    """Answers that start with Python and that nothing was done to."""
    return [cell for cell in work.answers if cell["source"].startswith(f"def {name_of(cell)}(")]


def lines_above(work, draw):
    if not plain_answers(work):
        return None
    cell, lines = draw.choice(plain_answers(work)), draw.choice(ABOVE)
    cell["source"] = lines + cell["source"]
    return f"{lines!r} above {name_of(cell)}"


def cell_magic(work, draw):
    if not plain_answers(work):
        return None
    cell, magic = draw.choice(plain_answers(work)), draw.choice(CELL_MAGICS)
    cell["source"] = magic + cell["source"]
    return f"{magic!r} on {name_of(cell)}"


def independent(work):
    """Answers that no other answer calls: what befalls their names later harms none."""
    found = plain_answers(work)
    others = lambda cell: "\n".join(other["source"] for other in work.answers if other is not cell)
    return [cell for cell in found if not re.search(rf"\b{name_of(cell)}\b", others(cell))]


def wrapped(cell, above, first):
    """Makes an answer do something more first: above goes above it, first into it."""
    name = name_of(cell)
    inner = cell["source"].replace(f"def {name}(", f"def own_{name}(", 1)
    outer = f"def {name}(*arguments, **settings):\n    {first}\n    return own_{name}(*arguments, **settings)"
    cell["source"] = f"{above}{inner}\n\n\n{outer}"


def colliding(work, draw, made):
    cells = independent(work)
    if len(cells) < 2:
        return None
    chosen = draw.sample(cells, 2)
    for number, cell in enumerate(chosen):
        wrapped(cell, *made(number))
    return " and ".join(map(name_of, chosen))


def helpers_of_one_name(work, draw):
    # of none of the tools' own names: in Jupyter, and in stock nbgrader, the student's would stand in their place
    name = draw.choice(["residual", "helper", "check_shapes", "step", "loss", "expect_close", "assert_close"])
    return colliding(work, draw, lambda n: (f"def {name}():\n    return {n}\n\n\n", f"assert {name}() == {n}"))


def constants_of_one_name(work, draw):
    return colliding(work, draw, lambda n: (f"SIGN = {n}\n\n\n", f"assert SIGN == {n}"))


def answer_that_shows(work, draw):
    if not plain_answers(work):
        return None
    cell = draw.choice(plain_answers(work))
    wrapped(cell, "", draw.choice(["display('working')", "print('working')", "get_ipython()"]))
    return name_of(cell)


def own_version_under_the_stub(work, draw):
    if not plain_answers(work):
        return None
    cell = draw.choice(plain_answers(work))
    work.cells.insert(work.cells.index(cell) + 1, code(cell["source"], len(work.cells)))
    cell["source"] = next(c["source"] for c in work.blank["cells"] if is_answer(c) and name_of(c) == name_of(cell))
    return name_of(cell)


def shadowed_further_down(work, draw):
    name = draw.choice([*map(name_of, work.answers), *BUILTINS])
    shadow = draw.choice(SHADOWS if name not in BUILTINS else SHADOWS[:1]).format(name)
    work.cells.append(code(shadow, len(work.cells)))
    return repr(shadow)


def import_in_a_given_cell(work, draw):
    """Where nbgrader does not put the given cell back."""
    cells = independent(work)
    above = lambda cell: [c for c in work.cells[: work.cells.index(cell)] if c["cell_type"] == "code" and not about(c)]
    if not cells or not above(cells[-1]):
        return None
    draw.choice(above(cells[-1]))["source"] += "\nimport fractions as own_fractions"
    wrapped(cells[-1], "", "own_fractions.Fraction(1, 2)")
    return name_of(cells[-1])


def module_beside(work, draw):
    cells = independent(work)
    if not cells:
        return None
    cell, module = draw.choice(cells), draw.choice(["my_tools", "utils", "helper_functions"])
    work.beside[f"{module}.py"] = b"def residual():\n    return 7\n"
    wrapped(cell, f"from {module} import residual\n\n\n", "assert residual() == 7")
    return f"{module} for {name_of(cell)}"


def data_beside(work, draw):
    cells = independent(work)
    if not cells:
        return None
    cell = draw.choice(cells)
    work.beside["notes/data.txt"] = b"1 2 3\n"
    wrapped(cell, "with open('notes/data.txt') as file:\n    OWN = file.read().split()\n\n\n", "assert OWN[2] == '3'")
    return name_of(cell)


IN_THE_CELLS = [
    scratch_cell, scratch_cell, other_cell, lines_above, cell_magic, helpers_of_one_name, constants_of_one_name,
    answer_that_shows, own_version_under_the_stub, shadowed_further_down, import_in_a_given_cell, module_beside,
    data_beside,
]  # fmt: skip

# ── edits of the file, and what comes after all else ────────────────────────────────────────────────────────────────

LAST = {
    "slow": "import time\n\ntime.sleep(90)",
    "endless": "while True:\n    pass",
    "deadly": "import os\nimport signal\n\nos.kill(os.getpid(), signal.SIGKILL)",
    "leaving": "import os\n\nos._exit(3)",
    "loud": "for step in range(400_000):\n    print(step, 'loss', 'x' * 90)",
    "many threads": "import threading\n\nfor _ in range(8):\n    threading.Thread(target=input).start()",
}


def last_cell(work, draw):
    name = draw.choice(list(LAST))
    work.tail.append(code(LAST[name], len(work.cells) + len(work.tail)))
    return name


def changed_ids(content, draw):
    kind = draw.choice(["numbers", "none", "null", "one", "long", "odd"])
    made = {"numbers": int, "null": lambda n: None, "one": lambda n: "one", "long": lambda n: f"{'x' * 70}{n}"}
    for number, cell in enumerate(content["cells"]):
        if kind == "none":
            cell.pop("id", None)
        else:
            cell["id"] = made.get(kind, "cell {}.1".format)(number)
    return kind


def cell_of_unknown_type(content, draw):
    cell = {"cell_type": "sql", "id": "query", "metadata": {}, "source": ["select 1"]}
    content["cells"].insert(draw.randint(0, len(content["cells"])), cell)


def version_as_text(content, draw):
    content["nbformat_minor"] = draw.choice(["5", None, 99, 4.0])


def no_metadata(content, draw):
    content.pop("metadata")
    for cell in content["cells"]:
        if not cell["metadata"]:
            del cell["metadata"]


def half_an_emoji(content, draw):
    texts = [cell for cell in content["cells"] if cell["cell_type"] == "markdown" and about(cell).get("solution")]
    draw.choice(texts)["source"] += " \ud83d"


def odd_outputs(content, draw):
    odd = [None, [None], [{"output_type": "pyout"}], [{"output_type": "stream", "name": 5, "text": {"a": 1}}], "100"]
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = draw.choice(odd), "1"


def windows_line_ends(content, draw):
    for cell in content["cells"]:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")


def sources_in_lines(content, draw):
    for cell in content["cells"]:
        cell["source"] = re.findall(r"[^\n]*\n|[^\n]+", "".join(cell["source"])) or None


IN_THE_FILE = [
    changed_ids, cell_of_unknown_type, version_as_text, no_metadata, half_an_emoji, odd_outputs, windows_line_ends,
    sources_in_lines,
]  # fmt: skip
ENCODINGS = {
    "byte order mark": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "windows": lambda text: text.replace("\n", "\r\n").encode(),
}


def reformed(work, draw):
    reform = draw.choice(IN_THE_FILE)
    if reform in work.reforms:
        return None
    work.reforms.append(reform)
    return reform.__name__


def encoded(work, draw):
    name = draw.choice(list(ENCODINGS))
    work.encode = ENCODINGS[name]
    return name


def renamed(work, draw):
    names = ["Copy of {}.ipynb", "{} (1).ipynb", "{}-Copy1.ipynb", "ps-Müller_final.ipynb", "my work/{}.ipynb"]
    names.append(os.fsdecode(b"r\xe9ponses.ipynb"))
    work.name = draw.choice(names).format(notebooks()[work.assignment].stem)
    return repr(work.name)


def blank_beside(work, draw):
    own = notebooks()[work.assignment].name
    names = [f"a {own}", f".ipynb_checkpoints/{own}", f"original/{own}", *([own] if work.name != own else [])]
    name = draw.choice(names)
    work.others[name] = as_bytes(work.blank)
    return name


def file_beside(work, draw):
    names = ["notes.txt", "answers.pdf", "all.zip", os.fsdecode(b"r\xe9sum\xe9.txt"), "a/b/c.csv", ".DS_Store"]
    name = draw.choice([*names, "new\nline.txt", "=1+1.csv", "naïve 😀.txt"])
    work.others[name] = b"\xff\x00text"
    return repr(name)


OF_THE_FILE = [last_cell, reformed, reformed, encoded, renamed, blank_beside, file_beside]

# ── a notebook after some of them ───────────────────────────────────────────────────────────────────────────────────


def edited(assignment, draw, most):
    """The HandedIn that a random.Random draws: a solved notebook of this assignment after up to so many edits."""
    work, told = solved(assignment), []
    for edit in draw.choices([*IN_THE_CELLS, *OF_THE_FILE], k=draw.randint(1, most)):
        if done := edit(work, draw):
            told.append(f"{edit.__name__}: {done}")
    plain = as_bytes(work.content)
    content = copy.deepcopy(work.content)
    content["cells"] += work.tail
    for reform in sorted(set(work.reforms), key=IN_THE_FILE.index):
        reform(content, draw)
    raw = as_bytes(content)
    raw = work.encode(raw.decode()) if work.encode else raw
    folder = work.name.rpartition("/")[0]
    beside = {f"{folder}/{path}".lstrip("/"): text for path, text in work.beside.items()}
    return HandedIn(work.others | beside | {work.name: raw}, "; ".join(told), plain, work.beside)


def harmless_edits(assignment, most=6):
    """A hypothesis strategy of HandedIns."""
    return st.builds(lambda draw: edited(assignment, draw, most), st.randoms())


def examples(assignment, number, most=6):
    """The same so many HandedIns every time, for a class that is graded in one go."""
    return [edited(assignment, random.Random(f"{assignment} {seed}"), most) for seed in range(number)]
