"""The site: `make docs` writes it into docs/_build/html. Nothing in it is loaded from the network."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE / "extensions")]

project = "Optimization for machine learning"
author = "The course's authors"
copyright = author
language = "en"

extensions = ["myst_nb", "sphinx_book_theme", "formulas", "read_aloud", "one_text", "generated", "assignments"]
exclude_patterns = ["_build"]
nitpicky = True

myst_enable_extensions = ["colon_fence", "dollarmath", "amsmath", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # the assignments are run by docs/extensions/assignments.py
nb_ipywidgets_js = {}  # what moves sliders would come from the network
html_math_renderer = "mathml"

html_theme = "sphinx_book_theme"
html_title = project
html_baseurl = os.environ.get("SITE_ADDRESS", "")  # where it will stand, "https://OWNER.github.io/NAME/" for instance
html_use_index = False
html_static_path = ["static"]
html_css_files = ["house.css"]
html_copy_source = False
html_show_sourcelink = False
templates_path = ["templates"]
html_sidebars = {"**": ["start.html", "search-button-field.html", "sbt-sidebar-nav.html"]}
html_context = {"default_mode": "auto", "address": html_baseurl}  # light or dark, as the reader's system is
html_theme_options = {
    "footer_content_items": ["copyright.html"],
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_navbar_depth": 2,
    "show_toc_level": 2,
    "navbar_persistent": [],  # the search field is at the side
    "pygments_light_style": "a11y-light",
    "pygments_dark_style": "a11y-dark",
}
