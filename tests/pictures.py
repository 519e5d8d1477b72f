"""`make pictures`: the pictures of docs/pictures, taken anew of a class of twelve."""

import io
import tempfile
from pathlib import Path

from PIL import Image

from autograder import demo
from autograder.course.places import ROOT
from tests import lab

PICTURES = ROOT / "docs" / "pictures"
WIDTH, SCALE = 1000, 1.5  # of a page, in its own pixels; how many of a picture's each of them is
COLOURS = 64


def pages(folder):
    """{name of a picture: (its page, how much of it is shown, from the top)}"""
    return {
        "feedback": (folder / "feedback" / "ada" / "ps2" / "power_loss.html", 1150),
        "report": (folder / "report.html", 1250),
    }


def take(page, path, height):
    """Takes a picture of the top of a page of HTML."""
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.goto(path.as_uri())
    return of_few_colours(page.screenshot())


def of_few_colours(screenshot):
    """A browser's picture, in a third of the bytes."""
    return Image.open(io.BytesIO(screenshot)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)


def main():
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "course")
        demo.main(folder)
        with (
            sync_playwright() as playwright,
            playwright.chromium.launch(executable_path=lab.browser(), args=["--no-sandbox"]) as browser,
        ):
            page = browser.new_page(device_scale_factor=SCALE)
            for name, (path, height) in pages(folder).items():
                take(page, path, height).save(PICTURES / f"{name}.png", optimize=True)
                print(PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
