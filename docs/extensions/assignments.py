"""The assignments as pages: run with right answers, and then shown with the answers taken out again.

A notebook is run once, and again when it, or its solutions, have changed. With `-D run_assignments=0` none is run: one
that would have to be stands there as it is handed out, without pictures.
"""

import hashlib
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from sphinx.util import logging

from autograder.course.cells import TOOLKIT_CELL, grade_id, is_answer
from autograder.course.places import notebooks

LOG = logging.getLogger(__name__)
WIDGET = "application/vnd.jupyter.widget-view+json"  # a slider: without a kernel it does nothing
ALONE = {name: "http://127.0.0.1:9" for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")}
AT_A_TIME = 2
NOTE = """\
:::{{note}}
This is what is handed out, with the pictures and checks of right answers. Sliders move only in Jupyter: to work on it,
download {{download}}`the notebook <{}>`, and read [how to work on an assignment](../students.md).
:::"""


def digest(assignment):
    """What a page is made of, and by what, in short."""
    made_of = [*(notebooks(of)[assignment] for of in ("source", "release")), Path(__file__)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in made_of)).hexdigest()


def run(notebook, assignment):
    """Runs a released notebook with right answers, without the network; its answer cells stay as they are."""
    handed_out = {cell.id: cell.source for cell in notebook.cells}
    right = {cell.id: cell.source for cell in nbformat.read(notebooks()[assignment], as_version=4).cells}
    answers = [cell for cell in notebook.cells if is_answer(cell)]
    for cell in answers:
        cell.source = right[cell.id]
    with tempfile.TemporaryDirectory() as folder:
        about = {"timeout": 600, "resources": {"metadata": {"path": folder}}, "extra_arguments": ["--log-level=ERROR"]}
        NotebookClient(notebook, **about).execute(env=os.environ | ALONE | {"OMP_NUM_THREADS": "1"})
    for cell in answers:
        cell.source = handed_out[cell.id]


def tag(cell, name):
    cell.metadata["tags"] = [*cell.metadata.get("tags", []), name]


def laid_out(notebook, released):
    """Folds what is folded in Jupyter; leaves out the tools of all checks, and what needs a kernel. Says what it is."""
    title, _, text = notebook.cells[0].source.partition("\n")
    notebook.cells[0].source = f"{title}\n\n{NOTE.format(released)}\n{text}"
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        if grade_id(cell) == TOOLKIT_CELL:
            tag(cell, "remove-cell")
        elif cell.metadata.get("jupyter", {}).get("source_hidden"):
            tag(cell, "hide-input")
        cell.outputs = [output for output in cell.outputs if WIDGET not in output.get("data", {})]


def write(assignment, path, runs):
    """Writes an assignment's page, unless it is there as it has to be. runs: whether it is run, if that is needed."""
    made_of = digest(assignment)
    if path.exists() and nbformat.read(path, as_version=4).metadata.get("made_of") == made_of:
        return
    notebook = nbformat.read(notebooks("release")[assignment], as_version=4)
    if runs:
        LOG.info(f"running {assignment} …")
        run(notebook, assignment)
        notebook.metadata["made_of"] = made_of
    laid_out(notebook, os.path.relpath(notebooks("release")[assignment], path.parent))
    nbformat.write(notebook, path)


def write_all(app):
    folder = Path(app.srcdir, "assignments")
    wanted = {assignment: folder / f"{assignment}.ipynb" for assignment in notebooks()}
    for path in set(folder.glob("*.ipynb")) - set(wanted.values()):
        path.unlink()
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        list(pool.map(lambda assignment: write(assignment, wanted[assignment], app.config.run_assignments), wanted))


def setup(app):
    app.add_config_value("run_assignments", True, "env", bool)
    app.connect("builder-inited", write_all)
    return {"parallel_read_safe": True}
