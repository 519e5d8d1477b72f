"""Notebooks as accidents, editors and jokers leave them: mutated at random, the same way for the same seed.

And texts that somebody might write to keep those busy who show them.
"""

import copy
import json
import random
import string

from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

ODD = [
    None, True, -1, 0, 1.5, 10**400, float("nan"), float("-inf"), "", "\ud800", "\x00", "text", "x" * 100_000,
    [], {}, [None], {"": {}}, [[[[]]]], {"a": [1, {"b": None}]},
]  # fmt: skip
OUTPUTS = [
    {"output_type": "stream"},
    {"output_type": "stream", "name": 5, "text": {"a": 1}},
    {"output_type": "stream", "name": "stdout", "text": ["a", None, "b"]},
    {"output_type": "error", "ename": None, "evalue": [], "traceback": "no list"},
    {"output_type": "execute_result", "data": "100", "metadata": None, "execution_count": "1"},
    {"output_type": "display_data", "data": {"text/html": 7, "image/png": ["x"], "application/json": float("nan")}},
    {"output_type": "update_display_data", "transient": {}},
    {"output_type": "pyout"},
    {"output_type": ["stream"]},
    {},
    None,
    "100",
    [[]],
]
TAGS = [["skip-execution"], ["raises-exception"], "skip-execution", [[]], [None, 3], {"a": 1}]
KINDS = ["code", "markdown", "raw", "heading", "html", "", None, 7, ["code"]]


# ── a file's bytes ──────────────────────────────────────────────────────────────────────────────────────────────────


def place(raw, draw):
    return draw.randrange(len(raw) + 1)


def flipped(raw, draw):
    raw = bytearray(raw)
    for _ in range(draw.choice([1, 3, 30])):
        raw[draw.randrange(len(raw))] ^= 1 << draw.randrange(8)
    return bytes(raw)


def cut(raw, draw):
    return raw[: place(raw, draw)]


def with_a_gap(raw, draw):
    start = place(raw, draw)
    return raw[:start] + raw[start + draw.choice([1, 20, 2000]) :]


def with_something_in_it(raw, draw):
    start, length = place(raw, draw), draw.choice([1, 50])
    junk = draw.choice([draw.randbytes(length), b"\x00" * length, b"{" * 10_000, b'"', b"\\u0000", b",", b"\xff\xfe"])
    return raw[:start] + junk + raw[start:]


def twice(raw, draw):
    return raw + draw.choice([b"", b"\n", b","]) + raw


def in_conflict(raw, draw):
    """As a version control system leaves it."""
    lines = raw.splitlines(keepends=True)
    start = draw.randrange(len(lines))
    lines[start:start] = [b"<<<<<<< mine\n", *lines[start : start + 3], b"=======\n"]
    lines.insert(start + 8, b">>>>>>> theirs\n")
    return b"".join(lines)


def encoded(raw, draw):
    text = raw.decode("utf-8", "replace")
    return text.encode(draw.choice(["utf-16", "utf-8-sig", "latin-1", "cp500"]), "replace")


BYTES = [flipped, cut, with_a_gap, with_something_in_it, twice, in_conflict, encoded]

# ── what stands in it: changed in place ─────────────────────────────────────────────────────────────────────────────


def containers(value):
    """All lists and objects of a JSON value that hold something."""
    if isinstance(value, (dict, list)) and value:
        yield value
        for one in value.values() if isinstance(value, dict) else value:
            yield from containers(one)


def keys_of(container):
    return list(container) if isinstance(container, dict) else range(len(container))


def one_of(choices, draw):
    """A copy of one of these: what is changed later is nobody else's."""
    return copy.deepcopy(draw.choice(choices))


def some_cells(notebook, draw):
    return draw.sample(notebook["cells"], min(len(notebook["cells"]), draw.choice([1, 2, 10])))


def value_replaced(notebook, draw):
    container = draw.choice(list(containers(notebook)))
    container[draw.choice(keys_of(container))] = one_of(ODD, draw)


def value_gone(notebook, draw):
    container = draw.choice(list(containers(notebook)))
    del container[draw.choice(keys_of(container))]


def value_nested(notebook, draw):
    """A value comes to lie deep."""
    container = draw.choice(list(containers(notebook)))
    key = draw.choice(keys_of(container))
    for _ in range(draw.choice([1, 5, 200])):
        container[key] = [container[key]]


def values_swapped(notebook, draw):
    one, other = (draw.choice(list(containers(notebook))) for _ in range(2))
    one[draw.choice(keys_of(one))], other[draw.choice(keys_of(other))] = copy.deepcopy((other, one))


def cells_gone(notebook, draw):
    for cell in some_cells(notebook, draw):
        notebook["cells"].remove(cell)


def cells_again(notebook, draw):
    for cell in some_cells(notebook, draw):
        notebook["cells"].insert(draw.randrange(len(notebook["cells"])), copy.deepcopy(cell))


def cells_shuffled(notebook, draw):
    draw.shuffle(notebook["cells"])


def cells_of_another_kind(notebook, draw):
    for cell in some_cells(notebook, draw):
        cell["cell_type"] = one_of(KINDS, draw)


def odd_cells(notebook, draw):
    for _ in range(draw.choice([1, 5])):
        notebook["cells"].insert(draw.randrange(len(notebook["cells"])), one_of(ODD, draw))


def metadata_changed(notebook, draw):
    """Tags, grade ids, kernels, languages, the cells' own: whatever programs read in there."""
    for cell in some_cells(notebook, draw):
        known = cell.get("metadata", {}).get("nbgrader", {})
        others = [c["metadata"]["nbgrader"] for c in notebook["cells"] if c.get("metadata", {}).get("nbgrader")]
        field = draw.choice(["grade", "solution", "locked", "points", "grade_id", "schema_version", "cell_type"])
        changes = [
            {"nbgrader": known | {field: one_of(ODD, draw)}},
            {"nbgrader": one_of(others, draw)},
            {"nbgrader": one_of(ODD, draw)},
            {"tags": one_of(TAGS, draw), "nbgrader": known},
            {"deletable": "no", "editable": [], "jupyter": one_of(ODD, draw)},
        ]
        cell["metadata"] = draw.choice(changes)


def notebook_metadata_changed(notebook, draw):
    about = draw.choice(["kernelspec", "language_info", "widgets", "celltoolbar", "authors", "title"])
    odd = [*ODD, {"name": "no-such-kernel", "display_name": 3, "language": "R"}, {"name": "../../etc"}]
    notebook["metadata"][about] = one_of(odd, draw)


def sources_changed(notebook, draw):
    """A source may be a text or a list of lines; here it may be anything."""
    for cell in some_cells(notebook, draw):
        text = "".join(cell["source"])
        cut_off = text[: draw.randrange(len(text) + 1)]
        kinds = [list(text), 7, None, {"text": text}, [None, text], [[text]], cut_off, text * 3]
        kinds += [text.replace(" ", "\t"), text.replace("\n", "\r\n"), f"\ufeff{text}", f"{text}\x00"]
        kinds += [f"%%bash\n{text}", f"%%capture\n{text}", f"{text}\n%%", f"!{text}", f"{text}\n)"]
        cell["source"] = draw.choice(kinds)


def odd_outputs(notebook, draw):
    for cell in some_cells(notebook, draw):
        cell["outputs"] = one_of([OUTPUTS, draw.choices(OUTPUTS, k=3), *ODD], draw)
        cell["execution_count"] = one_of(ODD, draw)


def odd_ids(notebook, draw):
    for cell in some_cells(notebook, draw):
        cell["id"] = one_of([*ODD, "twice", "twice", "with a space", "é" * 100], draw)


def odd_attachments(notebook, draw):
    for cell in some_cells(notebook, draw):
        cell["attachments"] = one_of([*ODD, {"a.png": {"image/png": 7}}, {"../../a": {"text/html": "<script>"}}], draw)


def another_version(notebook, draw):
    notebook["nbformat"] = draw.choice([0, 1, 2, 3, 5, 99, "4", None, 4.0, [4]])
    notebook["nbformat_minor"] = draw.choice([-1, 0, 2, 99, "5", None, 4.5])


def worksheets(notebook, draw):
    """The shape of version 3, whatever the version."""
    notebook["worksheets"] = [{"cells": notebook.pop("cells")}]
    notebook["nbformat"] = draw.choice([2, 3, 4])


PARTS = [
    value_replaced, value_gone, value_nested, values_swapped, cells_gone, cells_again, cells_shuffled,
    cells_of_another_kind, odd_cells, metadata_changed, notebook_metadata_changed, sources_changed, odd_outputs,
    odd_ids, odd_attachments, another_version, worksheets,
]  # fmt: skip


# ── its text ────────────────────────────────────────────────────────────────────────────────────────────────────────


def inserted(text, entries, draw):
    """The text with more entries in one of its objects."""
    start = draw.choice([i for i, letter in enumerate(text) if letter == "{"])
    return f"{text[: start + 1]}{entries}, {text[start + 1 :]}"


def with_double_keys(text, draw):
    """An object may name a key twice, as JSON has it."""
    keys = ['"cells": []', '"metadata": {}', '"metadata": 7', '"nbformat": 3', '"cells": null', '"source": []']
    return inserted(text, draw.choice(keys), draw)


def very_deep(text, draw):
    depth = draw.choice([500, 5_000, 100_000])
    return inserted(text, f'"deep": {"[" * depth}{"]" * depth}', draw)


def with_odd_numbers(text, draw):
    return inserted(text, f'"number": {draw.choice(["NaN", "-Infinity", "1e999", "9" * 10_000])}', draw)


TEXTS = [with_double_keys, very_deep, with_odd_numbers]

# ── a mutated notebook ──────────────────────────────────────────────────────────────────────────────────────────────


def mutated(raw, seed):
    """(the bytes of a notebook after one or several accidents, their names)."""
    draw = random.Random(seed)
    accidents = draw.choices(PARTS, k=draw.choice([1, 1, 2, 4]))
    notebook, names = json.loads(raw), []
    for accident in accidents:
        try:
            accident(notebook, draw)
        except (KeyError, IndexError, TypeError, AttributeError, ValueError):
            continue  # an earlier one has left nothing for it
        names.append(accident.__name__)
    text = json.dumps(notebook)
    if draw.random() < 0.1:
        accident = draw.choice(TEXTS)
        text, names = accident(text, draw), [*names, accident.__name__]
    raw = text.encode()
    if draw.random() < 0.15:
        accident = draw.choice(BYTES)
        raw, names = accident(raw, draw), [*names, accident.__name__]
    return raw, names


# ── a text that is shown ────────────────────────────────────────────────────────────────────────────────────────────

PIECES = [
    *"*_~`#>|-+=[]()<>&;!$\\\"'{}:/,.0a \n\t\r\x00\x1b\x9b\u202e\u2028é漢😀\ud83d",
    "**", "~~", "```", "$$", "![", "](", "[a]: b", "1. ", "- ", "\n\n", "\n    ", "    ", "|-|\n", "\n---\n",
    "&#x", "&amp;", "<b>", "</b>", "<a href=", "<!--", "-->", "<![CDATA[", "<?", "<script>", "</script>",
    "<svg onload=evil()>", "javascript:evil()", "<img src=x onerror=evil()>", "<table><tr><td>",
    "<details open ontoggle=evil()>", "\\begin{a}", 'f"{', "rb'", '"""', "def f(", "lambda: ", "@", "# ", "0x",
    "1e", "\\N{", "\x1b[", "\x1b[31m", "\x1b]0;", "---> 1 ",
]  # fmt: skip
LENGTHS = [10, 300, 3_000, 30_000, 120_000]
OPENING = ["[", "(", "> ", "- ", "**a ", "<b>", "<div>", "<ul><li>", "f'{", '"""']
CLOSING = ["]", ")", "</b>", "}", "'"]


def repeated(length, draw):
    """A few pieces, again and again."""
    part = "".join(draw.choices(PIECES, k=draw.choice([1, 2, 3, 8])))
    return part * (length // len(part) + 1)


def soup(length, draw):
    return "".join(draw.choices(PIECES, k=length // 2 + 1))


def nested(length, draw):
    opened = draw.choice(OPENING) * (length // 2)
    return opened[: length // 2] + "x" + draw.choice(CLOSING) * (length // 2)


def stairs(length, draw):
    """Lines each of which goes further in than the one before."""
    step, item = draw.choice([" ", "  ", "> ", "\t"]), draw.choice(["- x", "1. x", "> x", "| x", "x"])
    return "\n".join(step * number + item for number in range(int((2 * length) ** 0.5)))


def one_long_word(length, draw):
    return draw.choice([*string.printable, "\u2003", "\u0300"]) * length + draw.choice(PIECES)


SHAPES = [repeated, repeated, soup, nested, stairs, one_long_word]


def text_of(seed):
    """A text of some length, made to be slow to read."""
    draw = random.Random(seed)
    made = [draw.choice(SHAPES)(draw.choice(LENGTHS), draw) for _ in range(draw.choice([1, 1, 2]))]
    return "".join(made)[: LENGTHS[-1]]


def lines_shown(texts):
    """What a feedback page takes out of these texts without laying them out, wherever they stand in a notebook."""
    from autograder.grading.own import result_lines
    from autograder.report.feedback import headings, troubles_with

    found = []
    for text in texts:
        error = new_output("error", ename=text, evalue=text, traceback=[text])
        printed = [new_output("stream", text=text), new_output("display_data", data={"text/plain": text})]
        test = new_code_cell(f"{text}\n### BEGIN HIDDEN TESTS\n{text[:1000]}", outputs=[error, *printed])
        titles = [*headings(new_markdown_cell(text), 1), *headings(new_markdown_cell(text), 2)]
        found.append([result_lines(test), *titles, *troubles_with(test, 1, [])])
    return found
