"""What a notebook's experiments use: pictures with a text, sliders, and how to wait for an answer."""

import base64
import contextlib
import gc
import html
import io
import os
from collections.abc import Callable, Iterator
from typing import Any

from autograder.kit.mistakes import line_of
from autograder.kit.run import innermost

WAKE = "<p>This picture has sliders: to move them, run the notebook (Run All).</p>"


@contextlib.contextmanager
def exploring() -> Iterator[None]:
    """Lets a picture wait, with one clear line, for an exercise that is not written yet."""
    try:
        yield
    except NotImplementedError as error:
        print(f"⏳ This needs {innermost(error)}: write it above, then run this cell again.")


def picture(figure: Any, alt: str) -> dict[str, str | bytes]:
    """A figure as something to display: sharp on any screen, with a text for those who cannot see it."""
    import matplotlib.pyplot as plt

    sharpness, file = 1 if grading() else 2, io.BytesIO()
    trimmed = None if figure.get_layout_engine() else "tight"  # who lays out needs no trimming, which draws all twice
    figure.savefig(file, format="png", dpi=72 * sharpness, bbox_inches=trimmed)
    plt.close(figure)
    png, width = base64.b64encode(file.getvalue()).decode(), int.from_bytes(file.getvalue()[16:20], "big") // sharpness
    image = f'<img alt="{html.escape(alt)}" width="{width}" src="data:image/png;base64,{png}">'
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
            print(line_of(f"✗ {type(error).__name__}: {error}"))
        finally:
            plt.close("all")  # what an error has left behind
    shown = [output.data for output in seen.outputs if "text/html" in output.data]
    words = [seen.stdout] if seen.stdout else []
    told = "\n".join([*(data["text/plain"] for data in shown), *words])
    page = "".join([*(data["text/html"] for data in shown), *(f"<pre>{html.escape(text)}</pre>" for text in words)])
    return {**(shown[0] if shown else {}), "text/plain": told, "text/html": page}


def play(draw: Callable, **sliders: Any) -> None:
    """Shows the sliders, and below them what draw shows for their values, which follows while they are moved."""
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
    display_live(ipywidgets.VBox([*sliders.values(), place]), first)


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
