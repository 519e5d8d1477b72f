"""What is handed in is read alike, whatever made it: files, one notebook in its normal form, the one that is meant."""

import copy
import json
import os
import re
import socket
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import find_all_files

from autograder.course import intake
from autograder.course.cells import is_answer
from autograder.course.intake import Unreadable, assignment_of, chosen, files_around, files_of, normal_form
from autograder.course.places import notebooks, topics
from autograder.course.plan import plan_of
from autograder.course.repair import repaired
from autograder.grading.box.bounded import Bounded, TooMuch
from autograder.grading.reading import take_in
from tests.fuzz import containers, keys_of, mutated
from tests.harmless_edits import examples

NAME = "least_squares.ipynb"
SOLVED = notebooks()["ps1"].read_bytes()
BLANK = notebooks("release")["ps1"].read_bytes()
PS2 = notebooks()["ps2"].read_bytes()


def as_raw(content, **kept):
    return json.dumps(content, **kept).encode()


def with_cells(*cells, **about):
    return as_raw({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | about)


def code(source="a = 1", **about):
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "a",
        "metadata": {},
        "outputs": [],
        "source": source,
    } | about


def sources(notebook):
    return [cell.source for cell in notebook.cells]


def ids(*found):
    return [cell.id for cell in normal_form(with_cells(*(code(id=one) for one in found)), NAME).cells]


def is_normal(notebook, name=NAME):
    """Whether a notebook is in its normal form: valid, and read again as it is."""
    nbformat.validate(notebook)
    text = nbformat.writes(notebook)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    assert all(not cell.get("outputs") for cell in notebook.cells)
    return normal_form(text.encode("utf-8"), name) == notebook


# ── one notebook ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_courses_notebooks_are_in_their_normal_form_but_for_what_nobody_reads(assignment):
    for path in (notebooks()[assignment], notebooks("release")[assignment]):
        read, normal = nbformat.read(path, as_version=4), normal_form(path.read_bytes(), path.name)
        assert is_normal(normal, path.name)
        for own, ours in zip(read.cells, normal.cells, strict=True):
            assert (own.source, own.id, own.cell_type) == (ours.source, ours.id, ours.cell_type)
            for key in ("nbgrader", "tags", "jupyter"):
                assert own.metadata.get(key) == ours.metadata.get(key)


ENCODED = {
    "a byte order mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16, big-endian": lambda text: "\ufeff".encode("utf-16-be") + text.encode("utf-16-be"),
    "UTF-32": lambda text: text.encode("utf-32"),
    "Windows line ends": lambda text: text.replace("\n", "\r\n").encode(),
    "Windows line ends in the cells": lambda text: re.sub(r"(?<!\\)\\n", r"\\r\\n", text).encode(),
    "white space around it": lambda text: f"\n\n {text} \n".encode(),
    "every letter escaped": lambda text: json.dumps(json.loads(text)).encode(),
    "NaN": lambda text: text.replace('"metadata"', '"x": NaN, "y": -Infinity, "metadata"').encode(),
    "a number beyond all numbers": lambda text: text.replace('"metadata"', '"x": 1e999, "metadata"').encode(),
    "an enormous number": lambda text: text.replace('"metadata"', f'"x": {"9" * 99_999}, "metadata"').encode(),
    "a key twice": lambda text: text.replace("{", '{"cells": [], "nbformat": 3,', 1).encode(),
    "a deep value": lambda text: text.replace("{", f'{{"x": {"[" * 300}{"]" * 300},', 1).encode(),
}


@pytest.mark.parametrize("encode", ENCODED.values(), ids=ENCODED)
def test_a_files_text_may_be_written_in_any_way(encode):
    assert normal_form(encode(SOLVED.decode()), NAME) == normal_form(SOLVED, NAME)


@pytest.mark.parametrize("version", [1, 2, 3, 4, "4", None, 4.0, [4], 99, -1])
@pytest.mark.parametrize("minor", [0, 5, "5", None, 99, {}, "missing"])
def test_a_version_may_say_what_it_likes(version, minor):
    content = json.loads(SOLVED) | {"nbformat": version, "nbformat_minor": minor}
    if minor == "missing":
        del content["nbformat_minor"], content["nbformat"]
    assert normal_form(as_raw(content), NAME) == normal_form(SOLVED, NAME)


@pytest.mark.parametrize("version", [2, 3])
def test_old_formats_are_read_as_jupyter_reads_them(version):
    old = nbformat.convert(nbformat.reads(SOLVED.decode(), as_version=4), 3)
    old.worksheets[0].cells.append(nbformat.v3.new_heading_cell("What is\nasked", level=3))
    text = nbformat.writes(old, version=3)
    theirs = nbformat.reads(text, as_version=4)
    ours = normal_form(as_raw(json.loads(text) | {"nbformat": version}), NAME)
    assert [(c.cell_type, c.source) for c in ours.cells] == [(c.cell_type, c.source) for c in theirs.cells]
    assert sources(ours)[-1] == "### What is asked"
    assert is_normal(ours)


def test_the_oldest_format_is_read():
    cells = [{"cell_type": "code", "code": "a = 1", "prompt_number": 1}, {"cell_type": "text", "text": "Why?"}]
    normal = normal_form(as_raw({"nbformat": 1, "cells": cells}), NAME)
    assert [(c.cell_type, c.source) for c in normal.cells] == [("code", "a = 1"), ("markdown", "Why?")]


@pytest.mark.parametrize(
    "source, read",
    [
        (None, ""),
        (7, "7"),
        (["a = 1\n", "b = 2"], "a = 1\nb = 2"),
        (["a", None, 7, ["b"], {}, "c"], "a7c"),
        ({"text": "a"}, ""),
        (True, ""),
        ([], ""),
        ("# \u2028 \u2029 \x85 \x0b \x0c \x1c \x00 \r x", "# \u2028 \u2029 \x85 \x0b \x0c \x1c \x00 \r x"),
        ("a\r\nb", "a\nb"),
        (["a\r", "\nb"], "a\nb"),
        ("half \ud83d an emoji", "half \ufffd an emoji"),
        (["\ud83d", "\ude00"], "\U0001f600"),
        ("\ufeffa = 'é'", "\ufeffa = 'é'"),
    ],
)
def test_a_source_of_any_kind(source, read):
    normal = normal_form(with_cells(code(source)), NAME)
    assert sources(normal) == [read]
    assert is_normal(normal)


def test_a_cell_without_anything():
    normal = normal_form(with_cells({}, {"cell_type": "code"}, {"cell_type": "markdown"}), NAME)
    assert [(c.cell_type, c.source) for c in normal.cells] == [("raw", ""), ("code", ""), ("markdown", "")]
    assert is_normal(normal)


@pytest.mark.parametrize("kind", ["sql", "Code", "", None, 7, ["code"], {"code": 1}, "x" * 999])
def test_a_cell_of_an_unknown_type_is_kept_and_not_run(kind):
    normal, notes = intake.normalised(with_cells(code("select 1", cell_type=kind)), NAME)
    assert [(c.cell_type, c.source) for c in normal.cells] == [("raw", "select 1")]
    assert "unknown type" in notes[0] and len(notes[0]) < 200
    assert is_normal(normal)


def test_what_is_no_cell_is_left_out():
    normal, notes = intake.normalised(with_cells(None, "a = 1", code("b = 2"), 7, [code()]), NAME)
    assert sources(normal) == ["b = 2"]
    assert notes == [f"{NAME}: 4 of its cells are none, and were left out."]


@pytest.mark.parametrize(
    "found, given_ids",
    [
        (["a", "b"], ["a", "b"]),
        (["a", "a", "a"], ["a", "cell-0", "cell-1"]),
        ([None, 3, 1.5, True, [], {}, ""], [f"cell-{n}" for n in range(7)]),
        (["cell 2.1", "é", "a\n", "x" * 65], [f"cell-{n}" for n in range(4)]),
        (["x" * 64, "A-z_9"], ["x" * 64, "A-z_9"]),
        ([None, "cell-0", "cell-1", "cell-0"], ["cell-2", "cell-0", "cell-1", "cell-3"]),
    ],
)
def test_every_cell_has_an_id_of_its_own_and_keeps_a_valid_one(found, given_ids):
    assert ids(*found) == given_ids


def test_cells_without_ids_get_some():
    cells = [{key: value for key, value in code().items() if key != "id"} for _ in range(3)]
    assert is_normal(normal_form(with_cells(*cells), NAME))


@pytest.mark.parametrize(
    "metadata, read",
    [
        (None, {}),
        ([], {}),
        ({"nbgrader": None}, {}),
        ({"nbgrader": "lost"}, {}),
        ({"nbgrader": {"grade_id": ["a"], "points": 3}}, {"nbgrader": {"points": 3}}),
        ({"nbgrader": {"grade_id": "a" * 1000, "grade": 1, "points": True, "checksum": None}}, {}),
        (
            {"nbgrader": {"grade_id": "\ud83d", "solution": True}},
            {"nbgrader": {"grade_id": "\ufffd", "solution": True}},
        ),
        ({"tags": "skip-execution"}, {}),
        ({"tags": ["a", None, 3, "a", "b,c", ["d"], ""]}, {"tags": ["a"]}),
        ({"tags": ["x"], "trusted": True, "id": 3, "colab": {}}, {"tags": ["x"]}),
        ({"jupyter": {"source_hidden": True, "outputs_hidden": True}}, {"jupyter": {"source_hidden": True}}),
        ({"jupyter": [1], "name": 7}, {}),
    ],
)
def test_metadata_of_any_kind(metadata, read):
    normal = normal_form(with_cells(code(metadata=metadata)), NAME)
    assert normal.cells[0].metadata == read
    assert is_normal(normal)


@pytest.mark.parametrize("metadata", [None, [], "text", {"kernelspec": 3}, {"language_info": {"name": "R"}}])
def test_a_notebooks_own_metadata_are_the_courses(metadata):
    normal = normal_form(with_cells(code(), metadata=metadata), NAME)
    assert normal.metadata.kernelspec.name == "python3"
    assert normal_form(with_cells(code()), NAME) == normal


@pytest.mark.parametrize("outputs", [None, "100", [None, 7, [[]], {"output_type": ["stream"]}], {"a": 1}])
def test_outputs_of_any_shape_are_dropped(outputs):
    normal = normal_form(with_cells(code(outputs=outputs, execution_count={"a": 1}, attachments=7)), NAME)
    assert (normal.cells[0].outputs, normal.cells[0].execution_count) == ([], None)
    assert is_normal(normal)


@pytest.mark.parametrize(
    "attachments, read",
    [
        (None, None),
        ({"a.png": {"image/png": "iVBO"}}, {"a.png": {"image/png": "iVBO"}}),
        ({"a.png": {"image/png": ["iV", "BO"]}, "b": 7}, {"a.png": {"image/png": "iVBO"}}),
        ({"\ud83d": {"image/png": {"x": 1}}}, {"\ufffd": {"image/png": ""}}),
        ([1], None),
    ],
)
def test_pictures_in_a_text(attachments, read):
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "", "attachments": attachments}
    normal = normal_form(with_cells(cell), NAME)
    assert normal.cells[0].get("attachments") == read
    assert is_normal(normal)


def test_pictures_that_are_too_large_are_left_out():
    cell = {"cell_type": "markdown", "source": "why", "attachments": {"a": {"image/png": "x" * 10_000_000}}}
    normal, notes = intake.normalised(with_cells(cell, cell), NAME)
    assert ["attachments" in cell for cell in normal.cells] == [True, False]
    assert sources(normal) == ["why", "why"] and "picture" in notes[0]


@pytest.mark.parametrize(
    "raw, reason",
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"PK\x03\x04\xff\xfe", "is not text in UTF-8"),
        (b"\xff\xfe\x00\xd8", "no"),
        (b"hello", "it is not JSON"),
        (b"{", "breaks off"),
        (SOLVED[:5000], "breaks off"),
        (SOLVED + b"," + SOLVED, "breaks off, or is damaged"),
        (b"[1, 2]", "is JSON, but no notebook"),
        (b"7", "is JSON, but no notebook"),
        (b'{"cells": {}}', "is JSON, but no notebook"),
        (b'{"cells": null, "worksheets": 7}', "is JSON, but no notebook"),
        (b"[" * 1_000_000, "nested too deeply"),
        (b'{"a":' * 1_000_000, "nested too deeply"),
        (with_cells(*[{}] * 10_001), "has 10001 cells"),
        (with_cells(code("x" * 9_000_000)), "8 MB of text"),
    ],
    ids=range(16),
)
def test_what_cannot_be_read_says_why_in_one_line(raw, reason):
    with pytest.raises(Unreadable) as error:
        normal_form(raw, "a \x1b[31m\n\u202eb.ipynb")
    assert reason in str(error.value)
    assert str(error.value).isprintable() and str(error.value).startswith("a �[31m��b.ipynb")


def test_letters_that_are_no_utf8_lose_nothing_but_themselves():
    normal, notes = intake.normalised(with_cells(code("a = 'é'  # θ")).replace(b"\\u00e9", b"\xe9"), NAME)
    assert sources(normal) == ["a = 'é'  # θ"]
    assert notes == [f"{NAME} is not UTF-8 throughout."]
    halved = with_cells(code("a = 1  # x")).replace(b"x", b"\xed\xa0\xbd")  # half an emoji, as some write it
    assert sources(normal_form(halved, NAME)) == ["a = 1  # \ufffd"]


# ── any notebook ────────────────────────────────────────────────────────────────────────────────────────────────

FEW = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
LETTERS = st.characters(exclude_characters="\r")  # surrogates, separators and controls among them
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(LETTERS, max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = ["cells", "cell_type", "source", "metadata", "id", "outputs", "nbformat", "worksheets", "nbgrader", "grade_id"]
FIELDS += ["attachments", "input", "level", "tags", "points"]


@st.composite
def changed_notebooks(draw):
    """A solved notebook in whose JSON a few values are replaced, added, removed or exchanged."""
    content = copy.deepcopy(json.loads(SOLVED))
    for _ in range(draw(st.integers(1, 6))):
        places = list(containers(content))
        holder = places[draw(st.integers(0, len(places) - 1))]
        key = draw(st.sampled_from(list(keys_of(holder))))
        change = draw(st.sampled_from(["replace", "add", "remove", "double"]))
        if change == "remove":
            del holder[key]
        elif change == "add" and isinstance(holder, dict):
            holder[draw(st.sampled_from(FIELDS))] = draw(JSON)
        elif change == "double" and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        else:
            holder[key] = draw(JSON)
        if not content:
            break
    return as_raw(content)


def reads_or_refuses(raw):
    try:
        notebook = normal_form(raw, NAME)
    except Unreadable as error:
        assert str(error).isprintable() and NAME in str(error) and len(str(error)) < 500
    else:
        assert is_normal(notebook)
        assert assignment_of(notebook) in (None, *topics())


@given(changed_notebooks())
@FEW
def test_a_notebook_that_was_changed_anywhere_is_read_or_refused(raw):
    reads_or_refuses(raw)


@given(JSON)
@FEW
def test_any_json_is_read_or_refused(content):
    reads_or_refuses(as_raw(content))


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-16", "surrogatepass")))
@FEW
def test_any_bytes_are_read_or_refused(raw):
    reads_or_refuses(raw)


@given(st.lists(st.text(LETTERS)), st.booleans())
@FEW
def test_every_letter_of_a_source_is_kept(texts, in_lines):
    cells = [code(re.findall(r"[^\n]*\n|[^\n]+", text) if in_lines else text) for text in texts]
    raw = as_raw({"cells": cells}, ensure_ascii=True)
    kept = [re.sub("[\ud800-\udfff]", "\ufffd", re.sub("[\ud800-\udbff][\udc00-\udfff]", "😀", text)) for text in texts]
    read = [re.sub("[\U00010000-\U0010ffff]", "😀", text) for text in sources(normal_form(raw, NAME))]
    assert read == [re.sub("[\U00010000-\U0010ffff]", "😀", text) for text in kept]


# ── what takes long ─────────────────────────────────────────────────────────────────────────────────────────────


def filled(first, then, size):
    """A cell whose text is of about this size: the first part, then the second again and again."""
    return with_cells(code(first + then * (size // len(then))))


FUNCTION = "def mean_squared_loss(theta, A, y):\n"
LONG = {
    "definitions": lambda n: filled("", FUNCTION, n),
    "definitions in a line": lambda n: filled("", FUNCTION.strip() + "pass\n", n),
    "nested definitions": lambda n: with_cells(code("".join(f"{' ' * k}{FUNCTION}" for k in range(int(n**0.5))))),
    "arrows": lambda n: filled("def mean_squared_loss(", ")->", n),
    "quotes": lambda n: filled(FUNCTION, '"""', n),
    "mixed quotes": lambda n: filled(FUNCTION, "\"\"\"\n'''\n", n),
    "comments": lambda n: filled(FUNCTION, "#\n", n),
    "blank lines": lambda n: filled(FUNCTION, "\n", n),
    "white space": lambda n: filled("", " " * 3000 + "\n", n),
    "white space before nothing": lambda n: filled("", " " * 3000 + "async" + " " * 3000 + "\n", n),
    "imports": lambda n: filled("from ", "x ", n),
    "imports of imports": lambda n: filled("from x ", "import ", n),
    "imports in lines": lambda n: filled("", "from import \n", n),
    "assignments": lambda n: filled("", "train =\n", n),
    "deep expressions": lambda n: filled("a = ", "(", n),
    "minus signs": lambda n: filled("a = ", "-", n),
    "halves of emoji": lambda n: filled("", "\ud83d", n),
    "a heading": lambda n: with_cells(code("a " * (n // 2), cell_type="heading", level=1e308)),
    "one id": lambda n: with_cells(*[code()] * 10_000),
    "ids that are new ones": lambda n: with_cells(*[code(id=f"cell-{k}") for k in range(5000)], *[code(id=0)] * 5000),
    "types": lambda n: with_cells(*[code(cell_type=f"k{k}") for k in range(10_000)]),
    "short lines": lambda n: with_cells(code(["a"] * (n // 2))),
    "tags": lambda n: with_cells(code(metadata={"tags": ["a"] * (n // 2)})),
    "digits": lambda n: with_cells(code(id=1)).replace(b'"id": 1', b'"id": ' + b"9" * 7 * n),
    "digits of a fraction": lambda n: with_cells(code(id=1)).replace(b'"id": 1', b'"id": 0.' + b"9" * 7 * n),
    "an output": lambda n: with_cells(code(outputs=[{"output_type": "stream", "text": "x" * 7 * n}])),
    "a deep list": lambda n: b"[" * 8 * n,
    "no text": lambda n: b"{" + b"\xff" * 8 * n,
    "lines before a mistake": lambda n: b'{"a":' + b"\n" * 8 * n + b"x",
    "no cells": lambda n: b'{"cells":[' + b"{}," * 2 * n + b"{}]}",
    "keys": lambda n: b"{" + b",".join(b'"%d":1' % k for k in range(n // 4)) + b"}",
}
SIZES = [pytest.param(1_000_000, id="1"), pytest.param(7_900_000, id="8", marks=pytest.mark.soak)]


@pytest.fixture(scope="module")
def bounded():
    with Bounded(seconds=20, memory=2 << 30) as bounded:
        yield bounded


def taken(bounded, files, expected=NAME):
    """What take_in says: a Submission, or a reason; never that it took too much."""
    try:
        return take_in(files, replace(plan_of("ps1"), name=expected.removesuffix(".ipynb")), (), bounded)
    except TooMuch as error:
        pytest.fail(f"took too much: {error}")
    except Unreadable as error:
        assert str(error).isprintable() and len(str(error)) < 500
        return str(error)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("made", LONG.values(), ids=LONG)
def test_no_notebook_takes_long(bounded, made, size):
    assert taken(bounded, {NAME: made(size)})


NUMBERS = [pytest.param(100, id="100"), pytest.param(10_000, id="10000", marks=pytest.mark.soak)]


@pytest.mark.parametrize("number", NUMBERS)
def test_accidents_are_read_or_refused_in_time(bounded, number):
    for seed in range(number):
        raw, accidents = mutated(SOLVED, seed)
        found = taken(bounded, {NAME: raw})
        assert isinstance(found, str) or is_normal(found.notebook), (seed, accidents)


# ── which notebook is meant ─────────────────────────────────────────────────────────────────────────────────────


def with_answers(count):
    """The notebook with so many of its functions written."""
    solved, blank = (nbformat.reads(raw.decode(), as_version=4) for raw in (SOLVED, BLANK))
    written = [cell for cell in solved.cells if is_answer(cell)][:count]
    for cell in blank.cells:
        cell.source = next((w.source for w in written if w.id == cell.id), cell.source)
    return nbformat.writes(blank).encode()


def edited(source):
    """The untouched notebook, and this in its first answer's cell."""
    notebook = nbformat.reads(BLANK.decode(), as_version=4)
    next(cell for cell in notebook.cells if is_answer(cell)).source = source
    return nbformat.writes(notebook).encode()


@pytest.mark.parametrize("assignment", topics())
def test_written_functions_are_counted(assignment):
    path = notebooks("release")[assignment]
    blank, solved = (normal_form(p.read_bytes(), p.name) for p in (path, notebooks()[assignment]))
    asked = len([cell for cell in blank.cells if is_answer(cell)])
    assert intake.written_functions(blank, assignment) == 0 < asked
    assert intake.written_functions(solved, assignment) == asked
    assert assignment_of(blank) == assignment_of(solved) == assignment


HEAD = "def solve_least_squares(A, y):"


@pytest.mark.parametrize(
    "source, written",
    [
        (f"{HEAD}\n    return la.lstsq(A, y)[0]", 1),
        (f"{HEAD} return la.lstsq(A, y)[0]", 1),
        (f"%%capture kept\n!ls\nx = !ls\nla.lstsq?\n\n{HEAD}\n    return la.lstsq(A, y)[0]", 1),
        (f"{HEAD}\n    return return", 1),
        (f"this is not Python\n{HEAD}\r\n    return la.lstsq(A, y)[0]", 1),
        (f"if True:\n    {HEAD}\n        return 1", 1),
        ("def solve_least_squares(\n    A,\n    y,\n):\n    return 1", 1),
        (f"{HEAD}\n    def helper():\n        pass\n    return helper()", 1),
        (f"@njit\nasync {HEAD}\n    return 1", 1),
        (f"{HEAD}\n    return 1\n    raise NotImplementedError()", 1),
        (f"{HEAD}\n    raise NotImplementedError()\n\n{HEAD}\n    return 1", 1),
        ("class solve_least_squares:\n    x = 1", 1),
        ("solve_least_squares = lambda A, y: 1", 1),
        ("from my_tools import helper, solve_least_squares", 1),
        (f"{HEAD}\n    raise NotImplementedError()", 0),
        (f"{HEAD} raise NotImplementedError", 0),
        (f'{HEAD}\n    """Why"""\n    # TODO\n    pass', 0),
        (f"{HEAD}\n    ...", 0),
        (f"{HEAD.replace('solve', 'solv')}\n    return 1", 0),
        ("solve_least_squares == 1", 0),
    ],
)
def test_a_function_is_written_if_it_does_something(source, written):
    assert intake.written_functions(normal_form(edited(source), NAME), "ps1") == written


STARS = nbformat.writes(
    new_notebook(cells=[new_code_cell("from answers import *"), new_markdown_cell("Mine.")])
).encode()
MEANT = {
    "the only one": ({NAME: SOLVED}, NAME),
    "another name": ({"Untitled7.ipynb": SOLVED}, "Untitled7.ipynb"),
    "a name with another ending": ({"least_squares.ipynb.txt": SOLVED, "a.txt": b"x"}, "least_squares.ipynb.txt"),
    "capitals": ({"HOMEWORK.IPYNB": SOLVED}, "HOMEWORK.IPYNB"),
    "a name in Latin-1": ({os.fsdecode(b"r\xe9ponses.ipynb"): SOLVED}, os.fsdecode(b"r\xe9ponses.ipynb")),
    "a folder": ({"hand in/ps1/work.ipynb": SOLVED, "hand in/data.csv": b"1"}, "hand in/ps1/work.ipynb"),
    "a copy beside the original": ({NAME: BLANK, "least_squares-Copy1.ipynb": SOLVED}, "least_squares-Copy1.ipynb"),
    "an original beside the work": ({NAME: SOLVED, "original.ipynb": BLANK}, NAME),
    "an original above the work": ({NAME: BLANK, "work/nb.ipynb": with_answers(1)}, "work/nb.ipynb"),
    "more functions": ({NAME: with_answers(2), "a.ipynb": with_answers(3)}, "a.ipynb"),
    "equals": ({"a.ipynb": SOLVED, NAME: SOLVED, "b/c.ipynb": SOLVED}, NAME),
    "equals of other names": ({"x (1).ipynb": SOLVED, "x (3).ipynb": SOLVED, "x (2).ipynb": SOLVED}, "x (3).ipynb"),
    "answers in a module": ({NAME: BLANK, "mine.ipynb": edited("from answers import *")}, "mine.ipynb"),
    "a notebook that says nothing": ({NAME: BLANK, "mine.ipynb": STARS}, NAME),
    "a checkpoint": ({NAME: BLANK, f".ipynb_checkpoints/{NAME}": SOLVED}, NAME),
    "a Mac's shadow": ({f"._{NAME}": SOLVED, f"__MACOSX/{NAME}": SOLVED, "a.ipynb": BLANK}, "a.ipynb"),
    "a trash folder": ({NAME: BLANK, f".Trash-1000/files/{NAME}": SOLVED}, NAME),
    "a broken one": ({NAME: SOLVED[:5000], "a.ipynb": with_answers(1)}, "a.ipynb"),
    "another assignment's": ({"power_loss.ipynb": PS2, "a.ipynb": with_answers(1)}, "a.ipynb"),
}


@pytest.mark.parametrize("files, meant", MEANT.values(), ids=MEANT)
def test_the_notebook_that_is_done_is_meant(files, meant):
    found = chosen(files, "ps1", NAME)
    assert (found.file, found.assignment) == (meant, "ps1")
    assert chosen(dict(reversed(files.items())), "ps1", NAME) == found
    told = " ".join(found.notes)
    assert told.isprintable()
    others = [path for path in files if path != meant and intake.is_notebook(path)]
    assert all(intake.shown(path.rpartition("/")[2]) in told for path in others)
    if NAME not in files:
        assert f"{intake.shown(meant)} was graded" in told


def test_without_a_name_the_notebook_tells_its_assignment():
    assert chosen({"a.ipynb": PS2}).assignment == "ps2"
    files = {"a.ipynb": BLANK, "b.ipynb": PS2}
    assert (chosen(files).file, chosen(files).assignment) == ("b.ipynb", "ps2")
    assert chosen({"x.ipynb": SOLVED}, "homework one", NAME).assignment == "ps1"  # told by the notebook's name


def test_an_assignment_of_another_course_is_told_by_its_name():
    theirs = nbformat.writes(new_notebook(cells=[new_code_cell("x = 1")])).encode()
    found = chosen({"own.ipynb": theirs, "a.ipynb": theirs}, "tiny", "own.ipynb")
    assert (found.file, found.assignment) == ("own.ipynb", "tiny")


def test_files_beside_are_seen_from_the_notebooks_folder():
    files = {"a/b/nb.ipynb": SOLVED, "a/b/tools.py": b"1", "a/b/data/x.csv": b"2", "readme.txt": b"3", "tools.py": b"4"}
    junk = {"a/b/other.ipynb": BLANK, "__MACOSX/a": b"", "a/b/._tools.py": b"", ".DS_Store": b""}
    assert chosen(files | junk, "ps1", NAME).files == {"tools.py": b"1", "data/x.csv": b"2", "readme.txt": b"3"}


def test_what_else_lay_there_is_said():
    files = {NAME: SOLVED, "answers.pdf": b"%PDF", "all.zip": b"PK", "tools.py": b"", "timestamp.txt": b""}
    assert chosen(files, "ps1", NAME, ["pipe is a pipe, which is not read."]).notes == [
        "Not graded: all.zip, answers.pdf.",
        "pipe is a pipe, which is not read.",
    ]


NONE = {
    "nothing": ({}, f"{NAME} is missing"),
    "a document": (
        {"answers.pdf": b"%PDF"},
        f"{NAME} is missing: hand in the .ipynb file itself (there is: answers.pdf)",
    ),
    "another ending": ({"least_squares.txt": SOLVED}, f"{NAME} is missing"),
    "another assignment": (
        {NAME: PS2},
        f"{NAME} is another assignment's notebook: it answers power_loss, not least_squares",
    ),
    "another assignment's name": ({"a.ipynb": PS2}, "a.ipynb is another assignment's notebook: it answers power_loss"),
    "a broken file": ({NAME: SOLVED[:500]}, f"{NAME} is broken and cannot be read: "),
}


@pytest.mark.parametrize("files, reason", NONE.values(), ids=NONE)
def test_where_none_is_meant_the_reason_is_told(files, reason):
    with pytest.raises(Unreadable) as error:
        chosen(files, "ps1", NAME)
    assert reason in str(error.value)


def test_where_none_was_expected_the_reason_is_told():
    with pytest.raises(Unreadable, match=r"There is no notebook in it.*\(there is: a\.pdf\)"):
        chosen({"a.pdf": b""})
    with pytest.raises(Unreadable, match="answers no assignment of this course"):
        chosen({"a.ipynb": with_cells()})
    with pytest.raises(Unreadable, match="is a link"):
        chosen({}, "ps1", NAME, [f"{NAME} is a link to another file: hand in the file itself."])


def test_many_notebooks_take_no_longer_than_some():
    files = {f"{n}.ipynb": b"{" for n in range(1000)} | {NAME: SOLVED}
    found = chosen(files, "ps1", NAME)
    assert found.file == NAME and len(" ".join(found.notes)) < 3000


def test_what_is_taken_in_elsewhere_is_the_same(bounded):
    files = {"a/nb.ipynb": with_answers(2), "a/tools.py": b"\xff", os.fsdecode(b"a/r\xe9sum\xe9.txt"): b"", NAME: BLANK}
    plan, here = plan_of("ps1"), chosen(files, "ps1", NAME)
    assert take_in(files, plan, (), bounded) == replace(here, notebook=repaired(here.notebook, plan))
    with pytest.raises(Unreadable, match="is empty"):
        take_in({NAME: b""}, plan, (), bounded)


# ── files ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_files_are_read_from_all_folders(tmp_path):
    for path in (NAME, "a/b/c.txt", ".hidden", "a/.config/x"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(path.encode())
    assert files_of(tmp_path) == ({path: path.encode() for path in (NAME, "a/b/c.txt", ".hidden", "a/.config/x")}, [])


def test_names_may_be_any(tmp_path):
    names = [b"r\xe9sum\xe9.txt", b"new\nline.py", b"\x1b[31mred", "naïve 😀".encode(), b"a\\b", b"=1+1.csv"]
    for name in names:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(name)
    files, left_out = files_of(tmp_path)
    assert files == {os.fsdecode(name): name for name in names} and not left_out


def test_what_is_no_file_is_left_alone(tmp_path):
    (tmp_path / "secret").write_text("secret")
    folder = tmp_path / "handed in"
    (folder / "a").mkdir(parents=True)
    (folder / NAME).symlink_to(tmp_path / "secret")
    (folder / "loop").symlink_to(folder)
    (folder / "nowhere").symlink_to("/no/such/file")
    (folder / "host").symlink_to("/etc")
    os.mkfifo(folder / "a" / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(folder / "socket"))
        files, left_out = files_of(folder)
    assert not files
    assert sorted(line.partition(" is ")[0] for line in left_out) == sorted(
        [NAME, "a/pipe", "host", "loop", "nowhere", "socket"]
    )
    assert f"{NAME} is a link to another file: hand in the file itself." in left_out


def test_large_files_are_not_read(tmp_path):
    with open(tmp_path / "sparse.bin", "wb") as file:
        file.truncate(1 << 40)
    (tmp_path / NAME).write_bytes(SOLVED)
    files, left_out = files_of(tmp_path)
    assert files == {NAME: SOLVED}
    assert left_out == ["sparse.bin has 1048576 MB: a file may have 64."]


def test_all_files_together_have_a_limit_and_the_notebook_comes_first(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "MOST_FILES", 4)
    for number in range(9):
        (tmp_path / f"a{number}").write_bytes(b"x" * number)
    (tmp_path / NAME).write_bytes(SOLVED)
    files, left_out = files_of(tmp_path, most=len(SOLVED) + 10)
    assert files.keys() == {NAME, "a0", "a1", "a2"}
    assert len(left_out) == 6


def test_many_files_are_told_in_few_lines(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "MOST_ENTRIES", 300)
    (tmp_path / "b").mkdir()
    for number in range(600):
        os.symlink("/etc", tmp_path / "b" / str(number))
    (tmp_path / NAME).write_bytes(SOLVED)
    files, left_out = files_of(tmp_path)
    assert files.keys() == {NAME}
    assert len(left_out) == intake.TOLD + 1 and left_out[-1] == "291 more files were left out."


def test_folders_have_a_depth(tmp_path):
    place = os.open(tmp_path, os.O_RDONLY)
    for _ in range(intake.DEEPEST + 40):
        os.mkdir("d", dir_fd=place)
        below = os.open("d", os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = below
    os.close(place)
    files, left_out = files_of(tmp_path)
    assert not files and "too deep" in left_out[0]


@pytest.mark.parametrize("swap", ["grows", "shrinks", "link", "pipe", "gone", "another", "folder"])
def test_a_file_that_changes_while_it_is_read_is_left_out(tmp_path, monkeypatch, swap):
    folder = tmp_path / "handed in" / "a"
    folder.mkdir(parents=True)
    (tmp_path / "secret").write_text("text")
    path = folder / "file.txt"
    path.write_text("text")

    def change(found, left_out, most):
        if swap in ("grows", "shrinks"):
            path.write_text("text" * 2 if swap == "grows" else "")
            return list(found)
        path.rename(tmp_path / "old")
        makers = {"link": lambda: path.symlink_to(tmp_path / "secret"), "pipe": lambda: os.mkfifo(path)}
        makers |= {"another": lambda: path.write_text("text"), "gone": lambda: None}
        if swap == "folder":
            (tmp_path / "b").mkdir()
            (tmp_path / "old").rename(tmp_path / "b" / "file.txt")
            folder.rmdir()
            folder.symlink_to(tmp_path / "b")
        else:
            makers[swap]()
        return list(found)

    monkeypatch.setattr(intake, "within_limits", change)
    files, left_out = files_of(tmp_path / "handed in")
    assert not files
    assert "file.txt changed while it was read." in left_out[0] or "cannot be opened" in left_out[0]


def test_a_machines_trouble_is_no_students(tmp_path, monkeypatch):
    (tmp_path / NAME).write_bytes(SOLVED)

    def broken(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(intake, "content_of", broken)
    with pytest.raises(OSError, match="Input/output error"):
        files_of(tmp_path)
    with pytest.raises(FileNotFoundError):
        files_of(tmp_path / "nowhere")


@pytest.mark.parametrize("ignored", [[], ["*.pyc"], ["MNIST_data", "b"], ["*"], [".x"], ["?.py", "x"], ["[ab]*"]])
def test_names_that_nbgrader_ignores_are_ignored(tmp_path, ignored):
    for path in ("a.pyc", "MNIST_data/x", ".x/y", "b/a.pyc", "b/t.py", "b/.t.py"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).touch()
    theirs = {os.path.relpath(path, tmp_path) for path in find_all_files(str(tmp_path), ignored)}
    assert files_of(tmp_path, ignored)[0].keys() == theirs


def test_a_file_that_a_user_names_brings_its_folder_but_no_other_notebook(tmp_path):
    others = {NAME: SOLVED, "tools.py": b"1", ".secret": b"", "letter.pdf": b""}
    for name, content in {"mine.ipynb": with_answers(1), **others}.items():
        (tmp_path / name).write_bytes(content)
    files, left_out = files_around(tmp_path / "mine.ipynb")
    found = chosen(files, None, "mine.ipynb", left_out)
    assert (found.file, found.files, found.assignment) == ("mine.ipynb", {"tools.py": b"1"}, "ps1")
    (tmp_path / "mine.json").write_bytes(SOLVED)  # a name that only its user takes for a notebook's
    assert chosen(files_around(tmp_path / "mine.json")[0], None, "mine.json").file == "mine.json"
    os.mkfifo(tmp_path / "pipe.ipynb")
    for name in ("nowhere.ipynb", "pipe.ipynb", "."):
        with pytest.raises(Unreadable, match="cannot be opened"):
            files_around(tmp_path / name)


@pytest.mark.parametrize("assignment", topics())
def test_after_harmless_edits_the_same_cells_are_read(assignment):
    name = notebooks()[assignment].name
    for handed_in in examples(assignment, 12):
        found = chosen(handed_in.files, assignment, name)
        plain = [cell["source"] for cell in json.loads(handed_in.plain)["cells"] if cell["cell_type"] == "code"]
        read = [cell.source for cell in found.notebook.cells if cell.cell_type == "code"]
        assert read[: len(plain)] == plain, handed_in.description
        assert is_normal(found.notebook, found.file)
        assert handed_in.beside.items() <= found.files.items()
        assert found.assignment == chosen(handed_in.files).assignment == assignment
