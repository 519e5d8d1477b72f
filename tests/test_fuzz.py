"""Mutated notebooks: each is graded or explained, none stops the class, and honest work among them loses nothing.

And texts that are slow to read: each is shown in little time and memory, and none acts.
"""

import atexit
import functools
import itertools
import re
import shutil
import tempfile
from pathlib import Path

import nbformat
import pytest

from autograder.course.cells import is_test, points_of
from autograder.course.places import notebooks
from autograder.grading.box.bounded import Bounded
from autograder.grading.whole_class.runner import grade
from autograder.report.markup import shown
from tests.fuzz import BYTES, PARTS, TEXTS, mutated, text_of
from tests.small_class import a_course, submit
from tests.test_cleaning import Acting
from tests.tiny_class import gradebook_of

NOTEBOOK = notebooks()["ps1"].name
HONEST = "seed050_honest"
SUBMISSION_SECONDS = 40
RUNS = [pytest.param(range(25), id="25"), pytest.param(range(1000, 1500), id="500", marks=pytest.mark.soak)]


def hand_in(folder, student, raw):
    path = folder / "submitted" / student / "ps1" / NOTEBOOK
    path.parent.mkdir(parents=True)
    path.write_bytes(raw)


@functools.cache
def fuzzed_class(seeds):
    """(the folder, its configuration, {student: Result}, {student: accidents}) of a graded class."""
    folder = Path(tempfile.mkdtemp(prefix="fuzzed-class-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    config = a_course(folder, "ps1")
    config.BoundedExecute.time_limit = SUBMISSION_SECONDS
    solved = submit(folder, HONEST, assignment="ps1").read_bytes()
    accidents = {}
    for seed in seeds:
        student = f"seed{seed:03d}"
        raw, accidents[student] = mutated(solved, seed)
        hand_in(folder, student, raw)
    results = {result.student: result for result in grade("ps1", workers=2, config=config)}
    return folder, config, results, accidents


@pytest.fixture(params=RUNS, scope="module")
def fuzzed(request):
    return fuzzed_class(request.param)


def scores_of(config, student):
    """{test cell: (score, points)}"""
    with gradebook_of(config) as gradebook:
        (notebook,) = gradebook.find_submission("ps1", student).notebooks
        return {g.name: (g.auto_score, points_of("ps1")[g.name]) for g in notebook.grades if g.name in points_of("ps1")}


def explained(cell, score, points):
    """Whether a test cell says what was right, and what was not."""
    told = "\n".join(output.get("evalue") or output.get("text", "") for output in cell.get("outputs", []))
    return told and (score == points or "✓" not in told or "✗" in told) and (not score or "✓" in told)


def test_everybody_is_graded(fuzzed):
    _, _, results, accidents = fuzzed
    assert results.keys() == {*accidents, HONEST}
    assert not {s: (r.problem, accidents.get(s)) for s, r in results.items() if r.score is None}


def test_problems_are_told_in_a_short_line(fuzzed):
    _, _, results, accidents = fuzzed
    told = {student: result.problem for student, result in results.items() if result.problem}
    assert not {(s, *accidents[s]): text[:500] for s, text in told.items() if len(text) > 500 or "\n" in text}


def test_honest_work_among_them_earns_every_point(fuzzed):
    _, config, results, _ = fuzzed
    assert results[HONEST].problem is None
    assert all(score == points for score, points in scores_of(config, HONEST).values())


def test_every_score_has_its_reason(fuzzed):
    folder, config, results, accidents = fuzzed
    silent = {}
    for student in results:
        notebook = nbformat.read(folder / "autograded" / student / "ps1" / NOTEBOOK, as_version=4)
        cells = {cell.metadata.nbgrader.grade_id: cell for cell in filter(is_test, notebook.cells)}
        for name, (score, points) in scores_of(config, student).items():
            if score is None or not 0 <= score <= points or not explained(cells[name], score, points):
                silent[student, name] = score, accidents.get(student)
    assert not silent


def test_a_seed_always_makes_the_same_notebook():
    raw = notebooks("release")["ps1"].read_bytes()
    assert [mutated(raw, seed) for seed in range(40)] == [mutated(raw, seed) for seed in range(40)]
    made = {accident for seed in range(500) for accident in mutated(raw, seed)[1]}
    assert made == {accident.__name__ for accident in (*PARTS, *TEXTS, *BYTES)}


SHOWN = [pytest.param(300, id="300"), pytest.param(10_000, id="10000", marks=pytest.mark.soak)]
A_PAGE, SECONDS, MEMORY = 10, 10, 512 << 20  # texts on a page; for each page


@pytest.mark.parametrize("count", SHOWN)
def test_every_text_is_shown_in_little_time_and_memory_and_none_acts(count):
    seeds, kinds = iter(range(count)), itertools.cycle(["code", "prose"])
    with Bounded(seconds=SECONDS, memory=MEMORY) as bounded:
        while page := list(itertools.islice(seeds, A_PAGE)):
            texts = [(kind, text_of(seed)) for seed, kind in zip(page, kinds)]
            made, note = shown(texts, bounded)
            assert note is None, page
            for seed, html in zip(page, made):
                assert len(html) < 50 * len(text_of(seed)) + 1000, seed
                assert not Acting(html).found and not re.search("[\u202a-\u202e\u2066-\u2069\x9b]|\x1b", html), seed
            lines = bounded.call("tests.fuzz:lines_shown", [text for _, text in texts])
            assert not re.search("[\u202a-\u202e\u2066-\u2069\x9b]|\x1b", "".join(itertools.chain.from_iterable(lines)))
