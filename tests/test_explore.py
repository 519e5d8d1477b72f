"""What a slider shows: all that its function shows and prints, an error as one line, and no figure left behind."""

import contextlib
import gc
import re

import ipywidgets
import matplotlib.pyplot as plt
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from matplotlib.figure import Figure

from autograder.kit import explore
from autograder.kit.explore import play, show, shown_by
from autograder.kit.mistakes import CheckFailed


@pytest.fixture(autouse=True)
def notebook():
    """What `display` finds in a notebook."""
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


def draw(height):
    """A figure and a line of text; at 0 an error, after the figure is made."""
    figure, axes = plt.subplots(figsize=(2, 1))
    axes.plot([0, 1 / height])
    show(figure, f"a line up to {1 / height:g}")
    print("drawn")


@pytest.fixture
def played(monkeypatch):
    """A function that plays with a slider, and returns the box of widgets, and what is displayed beside it."""
    boxes, stock = [], explore.display_live
    monkeypatch.setattr(explore, "display_live", lambda box, asleep: (boxes.append(box), stock(box, asleep)))

    def played(slider):
        with capture_output() as seen:
            play(draw, height=slider)
        return boxes[-1], seen.outputs[1].data

    return played


def test_a_picture_follows_and_an_error_is_one_line(played):
    slider = ipywidgets.IntSlider(value=1, min=0, max=4)
    box, _ = played(slider)
    for height, shown in [
        (2, "a line up to 0.5"),
        (0, "✗ ZeroDivisionError: division by zero"),
        (4, "a line up to 0.25"),
    ]:
        slider.value = height
        assert shown in box.children[-1].value
        assert len(re.findall("<img", box.children[-1].value)) == (height > 0)


def test_what_is_asleep_stands_beside_it_and_is_hidden_by_the_living(played):
    box, asleep = played(ipywidgets.IntSlider(value=1, min=1, max=4))
    (mark,) = re.findall(r'<div class="([\w-]+)">', asleep["text/html"])
    assert f".{mark}, " in box.children[0].value and "display: none" in box.children[0].value
    assert "a line up to 1" in asleep["text/html"] and "Run All" in asleep["text/html"]
    assert asleep["text/plain"] == "a line up to 1\ndrawn\n" and asleep["image/png"]


def test_while_grading_there_is_the_picture_only(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with capture_output() as seen:
        play(draw, height=ipywidgets.IntSlider(value=1))
    (picture,) = seen.outputs
    assert "<img" in picture.data["text/html"] and "Run All" not in picture.data["text/html"]


def test_what_is_not_written_yet_is_told():
    def unwritten():
        raise NotImplementedError

    assert "This needs unwritten" in shown_by(unwritten, {})["text/plain"]


def test_no_figure_is_left_behind_whatever_happens():
    alive = lambda: sum(isinstance(thing, Figure) for thing in gc.get_objects())
    gc.collect()
    before = alive()
    for height in (1, 0, 2):
        shown_by(draw, {"height": height})
    assert plt.get_fignums() == [] and alive() == before


EXERCISES = """
def halved(x): return (x / 2,)
def doubled(x): return 2 * x["x"]
def right(x): return x
def total(x): return halved(x)[0] + halved(x)
"""
FAILURES = {"halved": "a float is expected; yours is a tuple.", "doubled": "it raised TypeError."}


@pytest.mark.parametrize(
    "given, told, ends",
    [
        (
            "halved(1) + 1",
            "✗ This uses halved, and its check says: a float is expected; yours is a tuple. (H",
            None,
        ),
        ("total(1)", "✗ This uses halved, ", None),
        ("doubled(1)", "✗ This uses doubled, ", TypeError),  # its own traceback stays
        ("right(1) + ''", "", TypeError),
        ("1 / 0", "", ZeroDivisionError),
    ],
)
@pytest.mark.parametrize("form", ["with exploring():\n    {}", "@exploring()\ndef draw():\n    {}\ndraw()"])
def test_an_error_in_given_code_names_the_function_whose_check_fails(monkeypatch, capsys, form, given, told, ends):
    """Also where given code calls it by way of another given function."""
    notebook = {"exploring": explore.exploring}
    for line in EXERCISES.strip().splitlines():
        exec(compile(line, f"<{line[:12]}>", "exec"), notebook)
    failures = {name: CheckFailed(said).about(f"{name}: a claim", hidden=False) for name, said in FAILURES.items()}
    monkeypatch.setattr(explore, "FAILING", failures)
    with contextlib.nullcontext() if ends is None else pytest.raises(ends):
        exec(compile(form.format(given), "<given>", "exec"), notebook)
    printed = capsys.readouterr().out
    assert printed.startswith(told) and printed.count("\n") == bool(told)
