"""ps4's backpropagation by hand: its oracle, its worked example, and mistakes that are told apart."""

import io
import re
from contextlib import redirect_stdout
from importlib import import_module

import nbformat
import numpy as np
import pytest
import torch

from autograder.checks.mnist import check_loss_and_gradients, two_layers
from autograder.course.places import notebooks
from autograder.kit.case import cases_of
from autograder.kit.compare import close, named, slope
from autograder.kit.explore import exploring
from solutions.mnist import build_model, loss_and_gradients

SIZES = [tuple(case.values()) for case, _ in cases_of(check_loss_and_gradients.check_loss_and_gradients_loss)]


def measured(parameters, x, labels):
    """{parameter's name: its slopes}, by nudging every number of it up and down."""
    loss_at = lambda name, p: two_layers.by_autograd(parameters | {name: p}, x, labels)["loss"]
    return {name: slope(lambda p: loss_at(name, p), value) for name, value in parameters.items()}


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_autograd_finds_what_nudging_finds(sizes):
    network = two_layers.draw_network(*sizes)
    by_autograd, by_nudging = two_layers.by_autograd(*network), measured(*network)
    assert all(close(by_autograd[name], by_nudging[name], 1e-7) for name in by_nudging)


def test_the_switch_of_autograd_does_not_matter():
    network = two_layers.draw_network(4, 3, 4, 3)
    with torch.no_grad():
        off = two_layers.by_autograd(*network)
    assert np.array_equal(off["W1"], two_layers.by_autograd(*network)["W1"])


def test_large_scores_are_what_their_names_say():
    def scores_of(name):
        parameters, x, labels = check_loss_and_gradients.large_scores(name)
        hidden = np.maximum(x @ parameters["W1"].T + parameters["b1"], 0)
        scores = hidden @ parameters["W2"].T + parameters["b2"]
        return scores, scores[np.arange(len(x)), labels]

    assert all(abs(abs(scores_of(f"near {score}")[0]) - 1000).max() < 20 for score in (1000, -1000))
    scores, true = scores_of("far apart")
    assert 900 < abs(scores).max() < 1100 and (scores.max(axis=1) - true > 750).any()
    scores, _ = scores_of("row by row")
    assert np.ptp(scores, axis=1).max() < 20 and 750 < np.ptp(scores.max(axis=1)) < abs(scores).max() < 1100


def test_at_corners_some_inputs_are_0_and_small_ones_are_not():
    inputs = lambda parameters, x, _: x @ parameters["W1"].T + parameters["b1"]
    for seed in (0, 1):
        at_corners = inputs(*check_loss_and_gradients.at_corners(seed))
        assert 0.1 < (at_corners == 0).mean() < 0.5 and (at_corners > 0).any(axis=0).sum() > 1
        small = inputs(*check_loss_and_gradients.small_inputs(seed))
        assert abs(small).min() > 0 and abs(small).max() < 1e-5


@pytest.mark.parametrize("name", ["loss", "W2", "b2", "W1", "b1"])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_mistakes_are_told_apart(sizes, name):
    """Every suspect is named as what it is, or not at all: the function returns in all cases what it says."""
    others = [(*sizes, 1), (11, 4, 3, 5, 2)]
    suspects_of = lambda *network: two_layers.network_suspects(name, np.nan, *network)
    right_of = lambda network: two_layers.right_answer(*network)[name]
    suspects, further = suspects_of(*sizes), [(right_of(other), suspects_of(*other)) for other in others]
    by_mistake = lambda found, number: [s.value for s in found if s.mistake == suspects[number].mistake]
    for number, suspect in enumerate(suspects):
        turn = [s.mistake for s in suspects[:number]].count(suspect.mistake)
        told = [(right, found, by_mistake(found, number)) for right, found in further]
        also = lambda: [(0 + own[turn], right, lambda found=found: found) for right, found, own in told if own]
        if not close(suspect.value, right_of(sizes), 1e-4):
            assert named(0 + suspect.value, suspects, also) in (None, suspect.mistake)


@pytest.fixture(scope="module")
def cells():
    notebook = nbformat.read(notebooks("source")["ps4"], as_version=4)
    return {cell.id: cell.source for cell in notebook.cells}


def bold(values):
    """Numbers as the notebook's table shows them: '**((−0.5, 0), (0.5, 0))**'."""
    shown = lambda v: f"({', '.join(map(shown, v))})" if np.ndim(v) else f"{v + 0.0:.3g}".replace("-", "−")
    return f"**{shown(np.asarray(values))}**"


@pytest.fixture(scope="module")
def checked(cells):
    """What the student's own check knows after it has run on the solution; "printed": what it has printed."""
    names = vars(import_module("solutions.mnist")) | {"la": np.linalg, "exploring": exploring}
    with redirect_stdout(io.StringIO()) as printed:
        exec(cells["own-slopes-tools"] + "\n\n\n" + cells["own-slopes"], names)
    return names | {"printed": printed.getvalue()}


def test_the_worked_example_is_right(cells, checked):
    tiny, (x, labels) = checked["tiny"], checked["one_image"]
    loss, gradients = loss_and_gradients(tiny, x, labels)
    z = x @ tiny["W1"].T + tiny["b1"]
    scores = np.maximum(z, 0) @ tiny["W2"].T + tiny["b2"]
    there = [z[0], np.maximum(z, 0)[0], scores[0], (np.exp(scores) / np.exp(scores).sum())[0], loss]
    back = [gradients["b2"], gradients["b2"], gradients["W2"], gradients["b2"] @ tiny["W2"]]
    back += [gradients["b1"], gradients["b1"], gradients["W1"]]
    bolds = re.findall(r"\*\*[(\d−][^*]*\*\*", cells["backprop-text"])
    assert bolds[: len(there + back)] == [bold(values) for values in there + back]
    assert bolds[len(there + back) :] == [bold(gradients["b1"][0])]


def test_the_nudges_and_numbers_in_the_text_are_right(cells, checked):
    text, tiny = cells["backprop-text"], checked["tiny"]
    for first in (1.1, 0.9):
        loss, _ = loss_and_gradients({**tiny, "b1": np.array([first, 0.0])}, *checked["one_image"])
        assert f"{loss:.3f}" in text
    size = sum(p.numel() for p in build_model().parameters())
    assert f"all {size:,} slopes" in text and f"{2 * size:,} runs" in text
    _, gradients = loss_and_gradients(tiny, *checked["one_image"])
    off = [np.abs(gradients[name]).size - np.count_nonzero(gradients[name]) for name in tiny]
    assert sum(off) == 5 and "Five:" in text


def test_the_students_own_check_agrees_with_the_solution(checked):
    of_tiny, of_larger = checked["printed"].split("relative differences:")
    rows = [re.fullmatch(r"\w+   yours (.*)   measured (.*)", line) for line in of_tiny.splitlines()]
    assert [row[1] == row[2] for row in rows if row] == [True] * 4
    differences = [float(line.split()[1]) for line in of_larger.split("\n") if line]
    assert len(differences) == 4 and max(differences) < 1e-8
