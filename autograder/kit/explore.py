"""What a notebook's experiments use: pictures with a text, sliders, and how to wait for an answer."""

import base64
import contextlib
import gc
import html
import io
import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from types import CodeType, FunctionType
from typing import Any

from autograder.kit.examine import FAILING
from autograder.kit.mistakes import line_of
from autograder.kit.run import innermost

WAKE = "<p>This picture has sliders: to move them, run the notebook (Run All).</p>"


@contextlib.contextmanager
def exploring() -> Iterator[None]:
    """Lets a picture wait, with one clear line, for an exercise that is not written yet, or not right yet."""
    try:
        yield
    except NotImplementedError as error:
        print(f"⏳ This needs {innermost(error)}: write it above, then run this cell again.")
    except Exception as error:
        blamed, is_own = looked_into(error)
        if blamed:
            print(blamed)
        if is_own or not blamed:
            raise


def names_used(code: CodeType, here: dict[str, Any]) -> set[str]:
    """All names that code uses, itself or by way of the functions here that it names."""
    used: set[str] = set()
    waiting = [code]
    while waiting:
        code = waiting.pop()
        new, used = set(code.co_names) - used, used | set(code.co_names)
        waiting += [here[name].__code__ for name in new if isinstance(here.get(name), FunctionType)]
        waiting += [part for part in code.co_consts if isinstance(part, CodeType)]
    return used


def looked_into(error: BaseException) -> tuple[str | None, bool]:
    """Which function with a failing check an error in the notebook has to do with, and what that check says.

    As one line, None if there is no such function; and whether the error was raised in such a function's own cell:
    a student wants to see that one whole.
    """
    _, *frames = (frame for frame, _ in traceback.walk_tb(error.__traceback__))  # the first is who has caught it
    frames = [frame for frame in frames if frame.f_code.co_filename != contextlib.__file__]  # exploring, as a decorator
    here = frames[0].f_globals if frames else {}
    codes = [frame.f_code for frame in frames if frame.f_globals is here]
    failing = {name: here[name].__code__ for name in FAILING if isinstance(here.get(name), FunctionType)}
    used = set().union(*(names_used(code, here) for code in codes))
    is_own = bool(codes) and codes[-1].co_filename in {code.co_filename for code in failing.values()}
    name = next((name for name in failing if name in used and FAILING[name].status == "failed"), None)
    if name is None:
        return None, is_own
    said = next(iter(FAILING[name].lines), FAILING[name].claim)
    return line_of(f"✗ This uses {name}, and its check says: {said} (Here: {type(error).__name__}: {error})"), is_own


def picture(figure: Any, alt: str) -> dict[str, str | bytes]:
    """A figure as something to display: as large as its inches say, sharp, with a text for those who cannot see it."""
    import matplotlib.pyplot as plt

    dpi, file = 72 if grading() else 144, io.BytesIO()
    trimmed = None if figure.get_layout_engine() else "tight"  # who lays out needs no trimming, which draws all twice
    figure.savefig(file, format="png", dpi=dpi, bbox_inches=trimmed)
    plt.close(figure)
    png, width = base64.b64encode(file.getvalue()).decode(), int.from_bytes(file.getvalue()[16:20], "big") * 96 // dpi
    size = f'width="{width}" style="max-width: 100%"'  # a browser's inch has 96 pixels; a narrow page shrinks it
    image = f'<img alt="{html.escape(alt)}" {size} src="data:image/png;base64,{png}">'
    return {"text/plain": alt, "text/html": image, "image/png": png}


def show(figure: Any, alt: str) -> None:
    """Displays a figure; alt says what one sees in it."""
    from IPython.display import display

    display(picture(figure, alt), raw=True)


@contextlib.contextmanager
def tidying() -> Iterator[None]:
    """Throws away at its end what was made within it and is of no use: figures, which otherwise pile up for a while."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect(0)


def shown_by(draw: Callable, values: dict[str, Any]) -> dict[str, Any]:
    """All that draw shows and prints for these values, as one thing to display; an error is one line of it."""
    import matplotlib.pyplot as plt
    from IPython.utils.capture import capture_output

    with plt.ioff(), tidying(), capture_output() as seen, exploring():  # Jupyter keeps what is interactive
        try:
            draw(**values)
        except NotImplementedError:
            raise
        except Exception as error:
            print(looked_into(error)[0] or line_of(f"✗ {type(error).__name__}: {error}"))
        finally:
            plt.close("all")  # what an error has left behind
    shown = [output.data for output in seen.outputs if "text/html" in output.data]
    words = [seen.stdout] if seen.stdout else []
    told = "\n".join([*(data["text/plain"] for data in shown), *words])
    page = "".join([*(data["text/html"] for data in shown), *(f"<pre>{html.escape(text)}</pre>" for text in words)])
    return {**(shown[0] if shown else {}), "text/plain": told, "text/html": page}


def play(draw: Callable, buttons: Sequence = (), **sliders: Any) -> None:
    """Shows the sliders, and below them what draw shows for their values, which follows while they are moved.

    Where there are buttons, which set the sliders, all stand in one row.
    """
    import ipywidgets
    from IPython.display import display

    def now() -> dict[str, Any]:
        return shown_by(draw, {name: slider.value for name, slider in sliders.items()})

    first = now()
    if grading():
        return display(first, raw=True)
    place = ipywidgets.HTML(first["text/html"])
    for slider in sliders.values():
        slider.layout.width = "540px" if hasattr(slider, "readout") else None  # name and value take 200
        # a page waits with the next move until this one is drawn, and leaves out those in between
        slider.observe(lambda _: setattr(place, "value", now()["text/html"]), names="value")
    row = [ipywidgets.HBox([*sliders.values(), *buttons])] if buttons else sliders.values()
    display_live(ipywidgets.VBox([*row, place]), first)


def display_live(widgets: Any, asleep: dict[str, Any]) -> None:
    """Displays a box of widgets; where no kernel answers, what is asleep instead, and a line that says how to wake it.

    Widgets that live hide what is asleep by a style that they bring along.
    """
    import ipywidgets
    from IPython.display import display

    mark, no_model = f"asleep-{widgets.model_id}", ".jp-OutputArea-output:not([data-mime-type], :has(*))"
    hiding = f"<style>.{mark}, .jp-OutputArea-child:has(.{mark}) {{display: none}}</style>"
    widgets.children = (ipywidgets.HTML(hiding, layout={"display": "none"}), *widgets.children)
    instead = f'<style>{no_model} {{display: none}}</style><div class="{mark}">{asleep["text/html"]}{WAKE}</div>'
    display({**widgets._repr_mimebundle_(), "text/plain": ""}, raw=True)
    display({**asleep, "text/html": instead}, raw=True)


def grading() -> bool:
    """Whether nbgrader is executing this notebook: then experiments run short."""
    return bool(os.environ.get("NBGRADER_EXECUTION"))
