"""What a student wrote, where others look at it: nothing acts, nothing takes long, and honest text stays readable."""

import json
import re
import time
from dataclasses import replace
from html.parser import HTMLParser

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.course.places import notebooks
from autograder.grading import assess, outputs, records
from autograder.grading.execution import BoundedExecute
from autograder.kit.outcome import Kind, Outcome, Status, Trouble, headline, told
from autograder.kit.text import cut, one_line, plain
from autograder.report.export import as_text
from autograder.report.markup import code, prose, with_code

# {name: n → n characters that somebody might write to keep a parser busy}
HOSTILE = {
    "lists in lists": lambda n: "\n".join(" " * i + "- x" for i in range(int((2 * n) ** 0.5))),
    "markers": lambda n: "- " * (n // 2),
    "numbers of lists": lambda n: "1. " * (n // 3),
    "quotes": lambda n: ">" * n,
    "quoted lists": lambda n: "> - " * (n // 4) + "x",
    "emphasis": lambda n: "**a *b _c " * (n // 10),
    "stars": lambda n: "*" * n + "a",
    "underscores": lambda n: "_a_b" * (n // 4),
    "strikes": lambda n: "~~a " * (n // 4),
    "brackets": lambda n: "[" * n,
    "links": lambda n: "[a](" * (n // 4),
    "pictures": lambda n: "![a](" * (n // 5),
    "titles": lambda n: "[a](b '" * (n // 7),
    "references": lambda n: "[a][b]" * (n // 6) + "\n\n[b]: x",
    "labels": lambda n: "\n".join(f"[a{i}]: x" for i in range(n // 10)),
    "backticks": lambda n: "".join("`" * i + "a" for i in range(int((2 * n) ** 0.5))),
    "wide tables": lambda n: "|".join("a" * (n // 4)) + "\n" + "|".join("-" * (n // 4)),
    "long tables": lambda n: "|a|b|\n|-|-|\n" + "|a|b|\n" * (n // 6),
    "tags": lambda n: "<b>" * (n // 3),
    "half tags": lambda n: "<a" * (n // 2),
    "divisions": lambda n: "<div>" * (n // 5),
    "items": lambda n: "<ul><li>" * (n // 8),
    "cells": lambda n: "<table><tr><td>" * (n // 15),
    "attributes": lambda n: "<a " + "b " * (n // 2),
    "open attributes": lambda n: "<a b='" * (n // 6),
    "comments": lambda n: "<!--" * (n // 4),
    "instructions": lambda n: "<?" * (n // 2),
    "sections": lambda n: "<![CDATA[" * (n // 9),
    "entities": lambda n: "&" * n,
    "digits": lambda n: "&#" + "1" * n + ";",
    "blanks": lambda n: "a" + " " * n + "b",
    "odd blanks": lambda n: "a" + "\u2003" * n + "b",
    "blank lines": lambda n: " \n" * (n // 2),
    "tabs": lambda n: "\t" * n,
    "tags and tabs": lambda n: "<a href=" * (n // 16) + "\t" * (n // 2),
    "formulas": lambda n: "\\begin{a}" * (n // 9),
    "brackets of formulas": lambda n: "\\\\(" * (n // 3),
    "dollars": lambda n: "$$a\n" * (n // 4),
    "headings": lambda n: "# a " + "# " * (n // 2),
    "underlined": lambda n: "a\n" * (n // 2) + "=",
    "fences": lambda n: "```\n~~~\n" * (n // 8),
    "strings": lambda n: '"""a' * (n // 4),
    "formatted strings": lambda n: 'f"{' * (n // 3),
    "colours": lambda n: "\x1b[" * (n // 2),
    "controls": lambda n: "\x1b]0;\x07\u202e" * (n // 6),
}
STEPS = {
    "html": outputs.harmless_html,
    "print": outputs.harmless_print,
    "formula": outputs.harmless_formula,
    "picture": outputs.harmless_picture,
    "code": lambda text: code(outputs.harmless_code(text)),
    "prose": lambda text: prose(outputs.harmless_text(text)),
    "comment": prose,
    "Formgrader": lambda text: markdown2html_mistune(outputs.harmless_text(text)),
    "note": lambda text: outputs.note("Not graded:", text),
}


def effort(step, text):
    """The least processor time of two tries."""
    tries = []
    for _ in range(2):
        begun = time.process_time()
        step(text)
        tries.append(time.process_time() - begun)
    return min(tries)


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_four_times_as_much_takes_no_sixteen_times_as_long(step):
    efforts = {name: (effort(step, write(3_000)), effort(step, write(12_000))) for name, write in HOSTILE.items()}
    assert not {name: pair for name, pair in efforts.items() if pair[1] > 10 * pair[0] + 0.05}


@pytest.mark.parametrize("write", HOSTILE.values(), ids=HOSTILE)
def test_what_is_too_long_is_cut_and_says_so(write):
    text = write(300_000)
    for step in (outputs.harmless_text, outputs.harmless_code, outputs.harmless_print):
        found = step(text)
        assert len(found) < 5 * outputs.LONGEST  # where each line is indented, it grows
        assert "is left out" in found or len(text) < outputs.PARSED


def test_a_notebook_is_bounded_altogether_but_keeps_what_is_graded():
    flood = [new_code_cell("1", outputs=[new_output("stream", text="x" * 90_000)]) for _ in range(100)]
    flood[98].source, flood[98].metadata["nbgrader"] = "f", {"grade_id": "f", "solution": True, "schema_version": 3}
    graded = new_code_cell("test", outputs=[new_output("error", ename="E", evalue="", traceback=[])])
    graded.metadata["nbgrader"] = {"grade_id": "own", "grade": True, "solution": False, "schema_version": 3}
    notebook = new_notebook(cells=[*flood, graded])
    outputs.make_harmless(notebook)
    assert len(nbformat.writes(notebook)) < 1.2 * outputs.ALTOGETHER
    assert notebook.cells[98].source == "f" and not notebook.cells[98].outputs
    assert "is left out" in notebook.cells[99].source and notebook.cells[100].outputs[0].ename == "E"


# ── honest text ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("folder", ["source", "release"])
def test_the_courses_own_cells_stay_as_they_are(folder):
    for path in notebooks(folder).values():
        for cell in nbformat.read(path, as_version=4).cells:
            clean = outputs.harmless_code if cell.cell_type == "code" else outputs.harmless_text
            assert clean(cell.source) == cell.source


@pytest.mark.parametrize(
    "text",
    ["a < b", "for i<n", "$x<y$ and $y>z$", "`if i<n: a[i]<b`", "R&D, <b>bold</b>", "the data: 3", "x <- y", "2 << 3"],
)
def test_honest_text_is_read_as_it_was_written(text):
    shown = re.sub(r"<[^>]*>", "", markdown2html_mistune(outputs.harmless_text(text)))
    meant = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("< ", "<").strip()
    assert meant == re.sub(r"</?b>|`", "", text).replace("< ", "<")


def test_a_table_of_pandas_stays_a_table():
    table = "<div><style>td {color: red}</style><table border='1'><tr><th colspan='2'>γ</th></tr></table></div>"
    assert outputs.harmless_html(table) == '<div><table><tbody><tr><th colspan="2">γ</th></tr></tbody></table></div>'


# ── nothing acts ────────────────────────────────────────────────────────────────────────────────────────────────────

EVIL = [
    "<script>evil()</script>",
    "<img src=x onerror=evil()>",
    "<svg onload=evil()>",
    "<a href='javascript:evil()'>x</a>",
    "<iframe srcdoc='<script>evil()</script>'>",
    "<b onclick=evil()>x</b>",
    "<b\nonclick=evil()>x</b>",
    "<details open ontoggle=evil()>x</details>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=evil()>",
    "<noscript><p title='</noscript><img src=x onerror=evil()>'>",
    "<style><!--</style><script>evil()//--></script>",
    "<base href='//evil/'><meta http-equiv=refresh content='0;//evil'>",
    "<div><!--</div>--><script>evil()</script>",
    "[x](javascript:evil())",
    "[x](java&#115;cript&colon;evil())",
    "[x](java\nscript:evil())",
    "[x][y]\n\n[y]: javascript:evil()",
    "<javascript:evil()>",
    "![x](data:text/html,<script>evil()</script>)",
    '![x](x" onerror="evil())',
    "```\n</code></pre><script>evil()</script>\n```",
    "$\\href{javascript:evil()}{x}$",
    "`</code><script>evil()</script>`",
    "<<script>script>evil()</script>",
    "<scr\x00ipt>evil()</scr\x00ipt>",
    "\u202e\u2066<script>evil()</script>\x1b[2J\x9b2J",
]


class Acting(HTMLParser):
    """The parts of a page that would do something; a formula does nothing, but what stands in it may."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        acts = [f"{name}={value}" for name, value in attributes if name.startswith("on") or "evil" in str(value)]
        self.found += acts + [tag] * (tag in ("script", "iframe", "base", "meta", "svg", "style", "object"))


def own_page(notebook):
    """What Formgrader's template makes of the cells, without its own scripts and styles."""
    page, _ = HTMLExporter(template_name="classic").from_notebook_node(notebook)
    return page.partition("<body>")[2]


def shown_by_formgrader(evil):
    """A notebook that holds something evil wherever there is room, as it is shown once it was graded."""
    data = {kind: evil for kind in outputs.KEPT} | {"application/javascript": evil, "image/svg+xml": evil}
    printed = [new_output("display_data", data=data, metadata={evil: evil}), new_output("stream", text=evil)]
    printed.append(new_output("error", ename=evil, evalue=evil, traceback=[evil]))
    cell = new_code_cell("x = 1", outputs=printed, metadata={evil: evil})
    cell.metadata["tags"] = [evil.replace(",", "")]
    raw = nbformat.v4.new_raw_cell(evil, metadata={"raw_mimetype": "text/html"})
    notebook = new_notebook(cells=[new_markdown_cell(evil), raw, cell, new_markdown_cell(outputs.note("No:", evil))])
    notebook.metadata = nbformat.from_dict({"title": evil, "widgets": {evil: evil}, "language_info": {"name": evil}})
    outputs.make_harmless(notebook)
    return own_page(notebook)


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_acts_in_formgrader(evil):
    page, plainly = shown_by_formgrader(evil), own_page(new_notebook(cells=[new_markdown_cell("x")]))
    assert Acting(page).found == Acting(plainly).found
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x9b]|\x1b", page)


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_acts_on_a_feedback_page(evil):
    for page in (prose(evil), prose(outputs.harmless_text(evil)), code(evil)):
        assert not Acting(page).found and not re.search("[\u202a-\u202e\u2066-\u2069\x9b]|\x1b", page)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1+1", "\r=1", "\n=1", " =1", "＝1", "=cmd|' /C calc'!A0"]
)
def test_a_spreadsheet_computes_nothing(text):
    assert as_text(text).startswith("'")
    assert as_text("Ada; King-Noel") == "Ada; King-Noel" and as_text(None) == ""


@pytest.mark.parametrize("text", ["x;=cmd|' /C calc'!A0;", 'x; "@SUM(1)', "x;;+1"])
def test_nor_one_that_takes_semicolons_for_the_ends_of_cells(text):
    """As Excel does where decimals have commas."""
    assert not [cell for cell in as_text(text).split(";") if cell.strip(' "').startswith(tuple("=+-@"))]


def test_the_terminal_shows_no_control_character(capsys):
    from rich.console import Console

    evil = "\x1b[2J\x9b\x07\u202e[bold]\r\x00"
    outcome = replace(CASE, status=Status.FAILED, function=f"f{evil}", lines=(evil,))
    found = assess.Assessment(f"{evil}.ipynb", "ps2", "power_loss", problems=[evil], checks=[outcome])
    assess.print_summary(found, Console(width=100))
    assert not set(capsys.readouterr().out) & set("\x1b\x9b\x07\u202e\r\x00")


# ── what is stored, and read again ──────────────────────────────────────────────────────────────────────────────────

CASE = Outcome("check_f_x", "f", ("f", "g"), "it holds", "n = 3", 1.5, False, False)
FAILED = replace(CASE, status=Status.FAILED, mistake="id", named="γ is missing", look="there", lines=("a", "b"))
PASSED = replace(CASE, status=Status.PASSED)
TROUBLE = Trouble(Kind.TIME_UP, "cell 3 had no result after 5 seconds", "c3", True)


@pytest.mark.parametrize("record", [CASE, FAILED, PASSED, TROUBLE, Trouble(Kind.NOT_GRADED, "x")])
def test_a_record_is_read_as_it_was_written(record):
    data = json.loads(json.dumps(record.to_json()))
    assert type(record).from_json(data | {"added": "later"}) == record


@pytest.mark.parametrize(
    "wrong",
    [{"points": "1"}, {"points": float("nan")}, {"hidden": 1}, {"lines": "text"}, {"lines": [1]}, {"status": "great"},
     {"check": None}, {"mistake": 3}, {"status": ["passed"]}],
)  # fmt: skip
def test_what_is_no_record_is_refused(wrong):
    with pytest.raises(ValueError):
        Outcome.from_json(FAILED.to_json() | wrong)
    cell = new_code_cell("", metadata={records.KEY: {"version": 1, "outcomes": [FAILED.to_json() | wrong]}})
    assert records.outcomes_of(cell) == [] and not records.was_left_out(cell)


@pytest.mark.parametrize(
    "data", [None, 3, [], "x", {}, {"version": 1}, {"version": 2, "outcomes": []}, {"version": 1, "outcomes": 5}]
)
def test_whatever_stands_in_the_metadata_can_be_read(data):
    cell = {"metadata": {records.KEY: data}}
    assert records.outcomes_of(cell) == records.troubles_of(cell) == [] and not records.was_left_out(cell)


def test_outcomes_and_troubles_are_told():
    skipped = replace(CASE, status=Status.NOT_RUN, lines=("not run: f gave no answer before",))
    other = [replace(case, check="check_f_y", claim="it is kind") for case in (PASSED, replace(FAILED, follows=True))]
    assert told(
        [PASSED, skipped, FAILED, skipped, replace(FAILED, hidden=True, follows=True), *other]
    ).splitlines() == [
        "✗ f, g: it holds   (n = 3)",
        "  a",
        "  b",
        "  It looks as if γ is missing.",
        "  Look at: there",
        "  It fails in 2 of 3 cases, 1 of them hidden.",
        "✗ f, g: it is kind fails, too   (1 of 2 cases)",
        "– 2 cases not run: f gave no answer before",
    ]
    empty = replace(CASE, status=Status.NOT_WRITTEN, lines=("f is not written yet.",))
    assert told([empty, replace(empty, hidden=True), replace(empty, check="check_f_y")]).splitlines() == [
        "✗ f, g: it holds   (n = 3)",
        "  f is not written yet.",
    ]
    assert headline([]) is None and headline([TROUBLE]) == TROUBLE.words
    assert headline([TROUBLE] * 3) == f"{TROUBLE.words} (and 2 more)"


def test_troubles_are_added_one_by_one():
    notebook = new_notebook(cells=[new_code_cell("1", id="one")])
    records.tell(notebook, Kind.TIME_UP, "cell 1\x1b was\nlate", notebook.cells[0])
    records.tell(notebook, Kind.KERNEL_DIED, "the kernel died", stopped=True)
    assert records.troubles_of(json.loads(nbformat.writes(notebook))) == [
        Trouble(Kind.TIME_UP, "cell 1 was late", "one"),
        Trouble(Kind.KERNEL_DIED, "the kernel died", None, True),
    ]


FORGED = {
    records.KEY: {"version": 1, "outcomes": [FAILED.to_json()], "troubles": [TROUBLE.to_json()], "left_out": True}
}
LIKE_OURS = """\
class {name}(Exception): pass
raise {name}({words!r})"""


def executed(*cells, metadata=None):
    notebook = new_notebook(cells=list(cells), metadata=metadata or {})
    return BoundedExecute().preprocess(notebook, {"metadata": {"path": None}})[0]


def test_a_submission_cannot_bring_records_of_its_own():
    found = executed(new_code_cell("1", metadata=FORGED), new_markdown_cell("x", metadata=FORGED), metadata=FORGED)
    assert not [part for part in (found, *found.cells) if records.KEY in part.metadata]


def test_an_error_that_looks_like_ours_is_not_ours():
    names = ["DeadKernelError", "CellTimeoutError", "SubmissionError", "OutputError", "CheckFailed"]
    cells = [LIKE_OURS.format(name=n, words=w) for n in names for w in ("", "cell 3 had no result after 5 seconds")]
    found = executed(*map(new_code_cell, cells))
    assert [c.outputs[0].ename for c in found.cells] == [name for name in names for _ in range(2)]
    assert records.troubles_of(found) == []


def test_text_is_made_plain():
    assert plain("a\x1b[2J\r\nb\rc\u202e\t\u00a0é漢") == "a[2J\nb\nc\t é漢"
    assert one_line(" a\n\n b\x07 ") == "a b" and len(one_line("x" * 1000)) == 300
    assert cut("abc", 3) == "abc" and cut("abcd", 3).startswith("abc\n… the rest is left out")


# ── formulas ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text, shown",
    [
        ("so $\\gamma < 1$ it is", '<math display="inline"><mrow><mi>γ</mi><mo>&lt;</mo><mn>1</mn></mrow></math>'),
        ("$$\n\\frac{1}{n}\n$$", "<mfrac><mrow><mn>1</mn></mrow><mrow><mi>n</mi></mrow></mfrac>"),
        ("$\\frac{$", "<code>\\frac{</code>"),
        (f"${'a' * 2000}$", f"<code>{'a' * 2000}</code>"),
        ("`$\\gamma$`", "<code>$\\gamma$</code>"),
        ("one $ only", "one $ only"),
    ],
)
def test_formulas_are_laid_out_without_the_network(text, shown):
    assert shown in prose(text)


def test_many_formulas_are_shown_as_written():
    page = prose("$x$ " * 400)
    assert (page.count("<math"), page.count("<code>x</code>")) == (300, 100)


@pytest.mark.parametrize(
    "tex",
    [
        "\\text{<script>alert(1)</script><img src=x onerror=alert(1)>}",
        "\\href{javascript:alert(1)}{x}",
        '\\color{red" onclick="alert(1)}{x}',
        "\\style{background:url(//x)}{x}",
        "\\class{said}{x}",
    ],
)
def test_no_formula_acts(tex):
    page = prose(f"${tex}$ and $$\n{tex}\n$$").replace(str(prose(f"`{tex}`")), "")
    tags = re.findall(r"<[^>]*>", page)
    assert not [tag for tag in tags if re.search(r"script|img|href|on\w+=|style=|class=|color", tag)]


def test_a_sentence_of_ours_has_code_between_backticks_and_nothing_else():
    assert with_code("given a right `f`, <b>`<i>`") == "given a right <code>f</code>, &lt;b&gt;<code>&lt;i&gt;</code>"
