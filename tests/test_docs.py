"""The site is built without a warning, needs no network, and what it tells to type works."""

import html
import itertools
import json
import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

from autograder.course.cells import grade_id, is_answer, is_experiment, is_test
from autograder.course.places import ROOT, notebooks, topics
from autograder.grading.clock import utc_of, zone_of
from autograder.grading.lateness import Rule, announced
from tests import consoles, lab

DOCS = ROOT / "docs"
ELSEWHERE = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md", "autograder/grading/THREAT_MODEL.md"]
PAGES = [*sorted(DOCS.rglob("*.md")), *(ROOT / name for name in ELSEWHERE)]
BESIDE = 74  # characters that a line of the site holds
FROM_THE_NETWORK = re.compile(
    r"<(?:script|img|iframe|source|audio|video)\b[^>]*\bsrc=\"(?:https?:)?//|<link\b[^>]*\bhref=\"(?:https?:)?//", re.I
)


def name_of(page):
    return str(page.relative_to(ROOT))


def pages_to_run():
    """The pages on which there is something to run."""
    found = {page: consoles.blocks_of(page.read_text(encoding="utf-8")) for page in PAGES}
    return [page for page, blocks in found.items() if any(not block.not_run for block in blocks)]


def html_of(site):
    """The site's pages; the theme has left some templates beside them."""
    return sorted(path for path in site.rglob("*.html") if "_static" not in path.parts)


def build(docs, to, *options, **environment):
    """Builds a site with warnings as errors; its assignments as they are handed out."""
    how = ["-W", "--keep-going", "-q", "-D", "run_assignments=0", "-d", f"{to}.kept", *options]
    command, env = [sys.executable, "-m", "sphinx", *how, docs, to], os.environ | environment
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    to = tmp_path_factory.mktemp("site") / "html"
    build(DOCS, to)
    return to


def test_a_page_of_the_site_loads_nothing_from_the_network(site):
    found = html_of(site)
    assert len(found) > 10
    assert not [page.name for page in found if FROM_THE_NETWORK.search(page.read_text(encoding="utf-8"))]


def test_a_small_site(tmp_path):
    """Its page for what is not found leads back from any folder; what the program writes is written anew each time."""
    docs, to, address = tmp_path / "docs", tmp_path / "html", "https://example.org/course/"
    (docs / "assignments").mkdir(parents=True)
    shutil.copy(DOCS / "404.md", docs)
    (docs / "index.md").write_text("# Start\n\n<!-- here: exit codes -->\n")
    build(docs, to, "-c", DOCS, "-D", "exclude_patterns=assignments", SITE_ADDRESS=address)
    head, _, rest = (to / "404.html").read_text(encoding="utf-8").partition(f'<base href="{address}">')
    assert 'href="_static' in rest and "_static" not in head and 'href="index.html"' in rest
    written = (to / "index.html").stat().st_mtime_ns
    build(docs, to, "-c", DOCS, "-D", "exclude_patterns=assignments", SITE_ADDRESS=address)
    assert (to / "index.html").stat().st_mtime_ns > written


def test_the_reference_is_written_by_the_program(site):
    told = {"reference/commands": "--dry-run", "reference/exit_codes": "Ctrl-C", "reference/results": "extra_credit"}
    told |= {"reference/settings": "c.BoundedExecute.carry_forward", "measured": "all of it at once"}
    for page, word in told.items():
        text = (site / f"{page}.html").read_text(encoding="utf-8")
        assert word in text and "<!-- here:" not in text


def test_no_formula_is_left_as_it_was_typed(site):
    """A command that the converter does not know stands there with its backslash."""
    left = re.compile(r"<(?:mi|mo|mtext)\b[^>]*>\\\w+")
    pages = {page.name: page.read_text(encoding="utf-8") for page in html_of(site)}
    assert not [(name, found) for name, text in pages.items() for found in left.findall(text)]


def solved(topic):
    """The lines of a topic's solutions that say something."""
    text = (ROOT / "solutions" / f"{topic}.py").read_text(encoding="utf-8")
    bodies = re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", text, re.DOTALL)
    return {line.strip() for line in "".join(bodies).splitlines() if len(line.strip()) > 30}


def test_no_solution_is_on_the_site_but_what_notebooks_hand_out(site):
    handed_out = "".join(path.read_text(encoding="utf-8") for path in notebooks("release").values())
    texts = [html.unescape(re.sub("<[^>]+>", "", page.read_text(encoding="utf-8"))) for page in html_of(site)]
    lines = {line for topic in topics().values() for line in solved(topic) if json.dumps(line)[1:-1] not in handed_out}
    assert len(lines) > 20
    assert not [line for line in lines if any(line in text for text in texts)]


@pytest.mark.parametrize("page", pages_to_run(), ids=name_of)
def test_what_a_page_tells_to_type_works(page, tmp_path):
    blocks = consoles.blocks_of(page.read_text(encoding="utf-8"))
    printed = consoles.run(blocks, consoles.a_course(tmp_path / "course"))
    assert not [(block.line, line) for block in printed if (line := consoles.missing(block, printed[block]))]


# ── the students' guide ─────────────────────────────────────────────────────────────────────────────────────────────


def examples(page):
    """[(a version of a function, what the guide says that its check prints)]"""
    return re.findall(r"```python\n(.*?)```.*?```text\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def said(cell):
    """What a student reads under a cell."""
    streams = [output.text for output in cell.outputs if output.output_type == "stream"]
    return "\n".join([*streams, *(output.evalue for output in cell.outputs if output.output_type == "error")])


def test_the_students_guide_quotes_what_checks_say():
    """Its examples are versions of functions of ps1, each run after the one before."""
    shown = examples(DOCS / "students.md")
    notebook = nbformat.read(notebooks("release")["ps1"], as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and not is_experiment(cell)]
    checks = {grade_id(cell): cell.source for cell in code if is_test(cell)}
    given = [cell for cell in code if not (is_answer(cell) or is_test(cell))]
    functions = [re.match(r"def (\w+)", version)[1] for version, _ in shown]
    cells = [
        (new_code_cell(v), new_code_cell(checks[f"check_{f}"])) for f, (v, _) in zip(functions, shown, strict=True)
    ]
    notebook.cells = [*given, *itertools.chain(*cells)]
    NotebookClient(notebook, allow_errors=True).execute()
    assert len(shown) == 3
    assert [said(check).split() for _, check in cells] == [printed.split() for _, printed in shown]


def test_the_students_guide_quotes_what_a_notebook_says_of_its_due_date():
    rule, zone = Rule(grace=15, per_day=10, most=50, late_days=2), zone_of("Europe/Berlin")
    quoted = re.findall(r"^> (.*)$", (DOCS / "students.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert " ".join(quoted) == announced(utc_of("2026-10-12 23:59", zone), rule, zone)


# ── in a browser ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def tab():
    """A browser's page."""
    from playwright.sync_api import sync_playwright

    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=lab.browser(), args=["--no-sandbox"]) as browser,
    ):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(lab.PATIENCE)
        yield page


@pytest.mark.browser
@pytest.mark.skipif(lab.browser() is None, reason="no browser is installed here")
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_anybody_can_read_the_site_and_nothing_comes_from_elsewhere(site, tab, colours):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    asked, complaints = [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.emulate_media(color_scheme=colours, reduced_motion="reduce")
    for path in html_of(site):
        tab.goto(path.as_uri())
        found = axe.run(tab).response["violations"]
        complaints += [(path.name, one["id"], node["html"]) for one in found for node in one["nodes"]]
    assert not complaints
    assert not [url for url in asked if not url.startswith((site.as_uri(), "data:"))]


@pytest.mark.browser
@pytest.mark.skipif(lab.browser() is None, reason="no browser is installed here")
def test_search_finds_a_word(site, tab):
    tab.goto(f"{(site / 'search.html').as_uri()}?q=roster")
    tab.locator("#search-results li a", has_text="A term, step by step").first.wait_for()


@pytest.mark.browser
@pytest.mark.skipif(lab.browser() is None, reason="no browser is installed here")
def test_no_page_is_wider_than_a_phone(site, tab):
    screen, wider = tab.viewport_size, {}
    tab.set_viewport_size({"width": 390, "height": 844})
    for path in html_of(site):
        tab.goto(path.as_uri())
        wider[path.name] = tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    tab.set_viewport_size(screen)
    assert not {name: pixels for name, pixels in wider.items() if pixels > 0}


@pytest.mark.browser
@pytest.mark.skipif(lab.browser() is None, reason="no browser is installed here")
def test_commands_are_copied_without_their_prompts_and_what_they_print(site, tab):
    tab.goto((site / "term.html").as_uri())
    block = tab.locator(".highlight-console pre", has_text="nbgrader db student list")
    block.evaluate("block => getSelection().selectAllChildren(block)")
    copied = tab.evaluate("getSelection().toString()").split("\n")
    assert [line for line in copied if line] == ["python -m autograder roster students.csv", "nbgrader db student list"]


# ── the tools themselves ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_stand_in_console_blocks(page):
    """Where they are run, or say why not."""
    assert not re.search(r"^ *```+ *(ba|z)?sh\b|^ *```+ *shell", page.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_what_is_said_beside_a_command_fits_on_its_line(page):
    consoles_of = [block for block in consoles.blocks_of(page.read_text(encoding="utf-8")) if block.kind == "console"]
    lines = [line for block in consoles_of for line in block.text.splitlines() if "  # " in line]
    assert not [line for line in lines if len(line) > BESIDE]


def drawn():
    """The paths in the picture of the rooms, and its longest line."""
    picture = re.search(r"```text\n(.*?)```", (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"), re.DOTALL)[1]
    paths, above = [], []
    for line in picture.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        above = [*above[:depth], line.split()[0]]
        paths.append(ROOT.joinpath(*above))
    return paths, max(map(len, picture.splitlines()))


def test_the_picture_of_the_rooms_is_true_and_fits_on_its_page():
    paths, widest = drawn()
    rooms = {path.parent for part in ("", "grading") for path in (ROOT / "autograder" / part).glob("*/__init__.py")}
    assert widest <= BESIDE and rooms - set(paths) == set()
    assert not [path for path in paths if not path.exists()]


@pytest.mark.parametrize("name", ELSEWHERE)
def test_links_lead_somewhere(name):
    """Also where nobody has built the site."""
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (ROOT / name).read_text(encoding="utf-8"))
    assert not [target for target in targets if not (ROOT / name).parent.joinpath(target).exists()]


PAGE = """\
<!-- not run: it would take all night -->
```console
$ sleep 30000
```

```{code-block} text
:caption: names.csv

id
ada
```

```{code-block} text
:caption: names.csv, at its end

emmy
```

<!-- first: echo grace >> names.csv -->
```console
$ cat names.csv \\
>   | tail -n 2
emmy
…ace
```

```console
$ false
```
"""


def test_blocks_are_read_as_they_stand_on_the_page():
    night, file, end, two, wrong = consoles.blocks_of(PAGE)
    assert (night.not_run, night.first, night.line) == ("it would take all night", None, 2)
    assert (file.kind, file.text) == ("names.csv", "id\nada\n")
    assert (end.kind, end.at_end, end.script.partition(" <<")[0]) == ("names.csv", True, "cat >> names.csv")
    assert two.script == "echo grace >> names.csv\ncat names.csv \\\n  | tail -n 2\n"
    assert (two.printed, wrong.script, wrong.line) == (["emmy", "…ace"], ":\nfalse\n", 27)


def test_blocks_are_run_in_order_and_what_they_print_is_looked_at(tmp_path):
    *blocks, wrong = consoles.blocks_of(PAGE)
    printed = consoles.run(blocks, tmp_path)
    assert list(printed.values()) == ["", "", "emmy\ngrace\n"]
    assert consoles.missing(blocks[3], "emmy\ngrace\n") is None
    assert consoles.missing(blocks[3], "grace\nemmy\n") == "…ace"
    with pytest.raises(AssertionError, match="line 27"):
        consoles.run([*blocks, wrong], tmp_path)


def test_the_version_to_cite_is_that_of_the_package():
    about = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("pyproject.toml", "CITATION.cff")}
    versions = [re.search(r'^version[ :=]+"?([\d.]+)"?$', text, re.MULTILINE)[1] for text in about.values()]
    assert len(set(versions)) == 1
