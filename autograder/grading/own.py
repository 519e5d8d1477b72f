"""An author's own test cells, which run in the student's kernel: what each has earned, by nbgrader's rules, and told.

Of their hidden tests nothing is told but how they ended.
"""

import logging
import re

from nbconvert.filters import strip_ansi
from nbgrader.utils import determine_grade, is_grade, is_solution

from autograder.course.checks import claims_in_cells
from autograder.course.plan import AUTOTEST
from autograder.course.regions import has_hidden_tests, hidden_lines, without_hidden_tests
from autograder.grading.outputs import error_output, title_of
from autograder.grading.records import was_left_out
from autograder.kit.outcome import Kind, Outcome, Status
from autograder.kit.text import one_line, plain

LOG = logging.getLogger("autograder.worker")
LONGEST_LINES = 200_000  # characters of one output: what is stored is shorter
LONGEST_LINE = 300
CLAIM = "the tests in this cell pass"
UNWRITTEN = "not run: nbgrader writes these tests when the assignment is released; release it first"


def score_of(cell, index):
    """What a machine gives for a cell; 0, and the cell says why, where it claims more points than it is worth."""
    try:
        return determine_grade(cell, LOG)[0]
    except (ValueError, KeyError) as error:
        cell.outputs.append(error_output(Kind.NOT_GRADED, f"{title_of(cell, index)} has no grade: {error}"))
        return 0.0


# ── what they tell ──────────────────────────────────────────────────────────────────────────────────────────────


def known_lines(source):
    """The lines of a test cell's code that students know, and that are not hidden elsewhere in it, too."""
    return {line.strip() for line in without_hidden_tests(source).splitlines()} - hidden_lines(source)


def bare(text):
    """Printed text without its colours."""
    return strip_ansi(str(text)[:LONGEST_LINES]).strip()


def failing_lines(text):
    """The line of each frame at which a traceback came by, the outermost first."""
    return [line.strip() for line in re.findall(r"^-+> *\d+ (.*)$", text, re.MULTILINE)]


def error_lines(output, source):
    """An error in plain lines. Of a cell with hidden tests only where it failed, if students know the line: what else a
    traceback shows may be code that IPython has rewritten."""
    in_short = f"{output.ename}: {output.evalue}"
    text = bare("\n".join(output.traceback)) or bare(in_short)
    if not has_hidden_tests(source) or output.traceback == [in_short]:  # which is the grader's own
        return text
    failing = failing_lines(text)
    if not failing or failing[0] not in known_lines(source):
        return f"A hidden test ended in {output.ename}."
    return "\n".join([*failing, in_short])


def is_number(text):
    """Whether an output is partial credit, which stands beside the check anyway."""
    return bool(re.fullmatch(r"\d+(\.\d*)?", text))


def result_lines(cell):
    """What an instructor's own test cell printed and how it failed, as plain text; with hidden tests, only the latter:
    they may have printed it."""
    texts = []
    for output in cell.outputs:
        if output.output_type == "error":
            texts.append(error_lines(output, cell.source))
        elif has_hidden_tests(cell.source):
            continue
        elif output.output_type == "stream":
            texts.append(bare(output.text))
        elif not is_number(text := bare(output.get("data", {}).get("text/plain", ""))):
            texts.append(text)
    return plain("\n".join(filter(None, texts)))


# ── as outcomes ─────────────────────────────────────────────────────────────────────────────────────────────────


def own_tests(notebook, topic):
    """[(number, cell)] of the test cells that hold no check of ours."""
    checks, cells = claims_in_cells(topic), enumerate(notebook.cells)
    tests = [(n, c) for n, c in cells if c.cell_type == "code" and is_grade(c) and not is_solution(c)]
    return [(n, c) for n, c in tests if c.metadata.nbgrader.grade_id not in checks]


def in_short(cell):
    """What kept a test from full marks, a line each: where it failed in its own cell, and how."""
    found = []
    for output in cell.outputs:
        if output.output_type == "error":
            lines = error_lines(output, cell.source).splitlines() or [output.ename]
            found += [*(failing_lines("\n".join(lines)) or lines[:-1])[:1], lines[-1].rstrip(": ")]
        elif output.output_type == "stream" and output.name == "stderr":
            found.append("It wrote to stderr, for which nbgrader gives nothing.")
            found += [] if has_hidden_tests(cell.source) else bare(output.text).splitlines()[:1]
    return tuple(one_line(line, LONGEST_LINE) for line in found)


def outcome_of(cell, index):
    """The Outcome of one such cell, after it ran: all of it is one case."""
    name, points = cell.metadata.nbgrader.grade_id, float(cell.metadata.nbgrader.points)
    about = {"check": name, "function": name, "functions": (name,), "claim": CLAIM, "case": "", "extra_credit": False}
    about |= {"points": points, "hidden": has_hidden_tests(cell.source)}
    if AUTOTEST.search(cell.source):
        return Outcome(**about, lines=(UNWRITTEN,))
    earned, lines = float(score_of(cell, index)), in_short(cell)
    status = Status.NOT_RUN if was_left_out(cell) else Status.FAILED if lines or earned < points else Status.PASSED
    lines = lines or ((f"It gives {earned:g} of {points:g} points.",) if earned < points else ())
    return Outcome(**about, status=status, earned=earned, lines=lines)


def own_outcomes(notebook, topic):
    """The Outcomes of all such cells of a notebook that has run."""
    return [outcome_of(cell, number) for number, cell in own_tests(notebook, topic)]
