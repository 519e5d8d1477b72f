"""How a notebook looks to a student: what is not theirs to read is folded, headings tell apart, Run All arrives."""

import re

from autograder.course.cells import grade_id, is_answer, is_experiment, is_test, nbgrader

WIDEST, LONGEST = 88, 14  # columns and lines of code that is there to be read
WIDEST_FIGURE = 9  # inches


def code_of(notebook):
    """The code cells that are this notebook's own: neither the checks nor their tools."""
    return [c for c in notebook.cells if c.cell_type == "code" and not is_test(c) and grade_id(c) != "toolkit"]


def is_folded(cell):
    return bool(cell.metadata.get("jupyter", {}).get("source_hidden"))


def test_what_is_folded_is_folded_everywhere_and_says_what_it_does(source):
    for cell in filter(is_folded, code_of(source)):
        assert cell.metadata.get("cellView") == "form", cell.id
        assert "hide-input" in cell.metadata.tags, cell.id
        assert grade_id(cell) or re.match(r"# @title .{10,80}: run it\n", cell.source), cell.id


def test_a_figures_code_and_what_only_grading_needs_is_folded(source):
    for cell in code_of(source):
        if not is_folded(cell):
            assert not re.search(r"grading\(\)|\bshow\((?!\*?(draw|view)_)|subplots|play\(", cell.source), cell.id


def test_visible_code_is_short_and_narrow(source):
    visible = [cell for cell in code_of(source) if not is_folded(cell) and not nbgrader(cell)]
    assert not [cell.id for cell in visible if max(map(len, cell.source.splitlines())) > WIDEST]
    assert not [cell.id for cell in visible if len(cell.source.splitlines()) > LONGEST]


def test_headings_are_unique_and_name_what_is_asked(source):
    texts = [cell.source for cell in source.cells if cell.cell_type == "markdown"]
    headings = [line for text in texts for line in text.splitlines() if re.match("#+ (?!BEGIN|END)", line)]
    assert len(headings) == len(set(headings))
    assert re.match(r"# Problem set \d+ · ", headings[0])
    for answer in filter(is_answer, source.cells):
        named = rf"### Exercise: `{grade_id(answer)}` \(\d+ points\)"
        assert [line for line in headings if re.fullmatch(named, line)], answer.id


def test_run_all_goes_on_after_an_answer_that_is_no_python(source):
    for cell in code_of(source):
        assert not (is_answer(cell) or is_experiment(cell)) or "raises-exception" in cell.metadata.tags, cell.id


def test_each_prediction_has_a_folded_answer(source):
    """It stands in the same cell, or in the next ones with words, before another prediction is asked for.

    Where a graded question or a section asks for it, the text says so instead.
    """
    texts = "\n".join(cell.source for cell in source.cells if cell.cell_type == "markdown")
    asked = re.split(r"\*\*(?:Your turn to slide|[^*`\n]*[Pp]redict)\b", texts)[1:]
    assert len(asked) > 3
    for text in asked:
        assert "<summary>Answer" in text or re.search(r"question \d+ asks|Section \d+\s+has the answer", text[:400]), (
            text[:100]
        )


def test_a_figure_is_no_wider_than_a_page(source):
    """At its size in inches, so that its text is as large as it says."""
    widths = re.findall(r"figsize=\(([\d.]+)", "\n".join(cell.source for cell in code_of(source)))
    assert widths and max(map(float, widths)) <= WIDEST_FIGURE
