"""One notebook's execution: an instructor's own cells, what a browser would run, and a fork server that is lost."""

import os
import re
import shutil
import signal

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from traitlets.config import Config

from autograder.course.cells import is_experiment, nbgrader, squeezed, to_be_run, without_toolkit
from autograder.course.checks import cells_of_checks
from autograder.course.places import notebooks
from autograder.grading.box import forkserver
from autograder.grading.execution import BoundedExecute
from autograder.grading.judge import judged, modules_of
from autograder.grading.kernel.run import Run
from autograder.grading.whole_class.worker import executed as executed_beside


def nbgrader_cell(source, name, **about):
    metadata = {"grade_id": name, "schema_version": 3, "locked": False, "grade": False, "solution": False, **about}
    return new_code_cell(source, metadata={"nbgrader": metadata}, id=name)


def executed(*cells, **settings):
    """The cells after their execution, {id: outputs}."""
    notebook = new_notebook(cells=list(cells))
    found, _ = BoundedExecute(**settings).preprocess(notebook, {"metadata": {"path": None}})
    return {cell.id: cell.get("outputs", []) for cell in found.cells}


def test_an_instructors_own_cells_run_in_the_students_kernel():
    answer = nbgrader_cell("def double(x):\n    return 2 * x", "double", solution=True)
    tests = [
        nbgrader_cell(f"assert double(2) == {right}", f"own-{right}", grade=True, points=1, locked=True)
        for right in (4, 5)
    ]
    found = executed(answer, *tests)
    assert found["own-4"] == []
    assert found["own-5"][0].ename == "AssertionError"


def test_nothing_is_left_that_a_browser_would_run():
    attack = "<b>bold</b><script>alert(1)</script><img src=x onerror=alert(1)>"
    html = f"from IPython.display import *\ndisplay(HTML({attack!r}))"
    script = "from IPython.display import *\ndisplay(Javascript('alert(1)'), SVG('<svg onload=\"alert(1)\"/>'))"
    text = new_markdown_cell("for $a < b$ <script>alert(1)</script><img src=x onerror=alert(1)>", id="text")
    notebook = new_notebook(cells=[new_code_cell(html, id="html"), new_code_cell(script, id="script"), text])
    found, _ = BoundedExecute().preprocess(notebook, {"metadata": {"path": None}})
    told = nbformat.writes(found)
    data = [output["data"] for cell in found.cells[:2] for output in cell.outputs if "data" in output]
    shown = [*(text for one in data for kind, text in one.items() if kind != "text/plain"), found.cells[2].source]
    assert shown and "<b>bold</b>" in told
    assert not re.search(r"<(?!/?b>|img>)[a-zA-Z!?/]", str(shown))


def test_a_flood_of_output_is_cut_and_costs_no_other_cell():
    flood = new_code_cell("for _ in range(10_000): print('x' * 1000)\nprint('end')", id="flood")
    found = executed(flood, new_code_cell("print('next')", id="next"), printed=1)
    assert sum(len(str(output)) for output in found["flood"]) < 3 << 20
    (told,) = [output.evalue for output in found["flood"] if output.get("ename")]
    assert told == "cell 1 printed more than 1 MB: the rest is left out"
    assert found["next"][0].text == "next\n"


@pytest.mark.parametrize(
    "body, told",
    [
        ("while True: pass", "cell 2 had no result after 3 seconds"),
        ("while True: print('x' * 1000)", "cell 2 had no result after 3 seconds"),
        ("import os; os._exit(1)", "cell 2 ended the kernel"),
        ("import ctypes; ctypes.string_at(0)", "cell 2 ended the kernel"),
        (
            "import time\ntry: time.sleep(60)\nexcept KeyboardInterrupt: print('x' * 10**8)",
            "cell 2 had no result after 3 seconds",
        ),
        (
            "import time\nwhile True:\n    try: time.sleep(1)\n    except BaseException: pass",
            "cell 2 did not answer, not even to an interrupt",
        ),
    ],
)
def test_a_cell_that_comes_to_no_end_costs_only_itself(body, told):
    first, bad, last = new_code_cell("x = 1", id="a"), new_code_cell(body, id="b"), new_code_cell("print(x)", id="c")
    found = executed(first, bad, last, timeout=3)
    assert told in [output.evalue for output in found["b"] if output.get("ename")]
    assert found["c"][0].text == "1\n"


@pytest.mark.parametrize("deaths, survives", [(1, True), (9, False)])
def test_a_fork_server_that_dies_costs_no_submission_its_grade(monkeypatch, deaths, survives):
    """It is killed while a cell runs, so many times: then the notebook runs again, or nothing is recorded."""
    killed = []
    stock = Run.run_cell

    def killing(self, cell, number):
        if len(killed) < deaths:
            killed.append(self.server.process.pid)
            os.kill(killed[-1], signal.SIGKILL)
        return stock(self, cell, number)

    monkeypatch.setattr(Run, "run_cell", killing)
    if survives:
        assert executed(new_code_cell("import time; time.sleep(2); print('done')", id="one"))["one"][0].text == "done\n"
    else:
        with pytest.raises(forkserver.ServerDied):
            executed(new_code_cell("import time; time.sleep(2); print('done')", id="one"))
    assert killed


TOOLKIT = new_code_cell("import io\n\ndef slope(x): return x", metadata={"nbgrader": {"grade_id": "toolkit"}}, id="t")


@pytest.mark.parametrize(
    "before, after, is_run",
    [
        ("import numpy", "def f(x):\n    slope = numpy.sum(x)\n    return slope", False),
        ("import io", "io.StringIO()", False),
        ("import numpy", "io.StringIO()", True),
        ("import numpy", "def f(x):\n    return slope(x)", True),
        ("import numpy", "f = lambda x: eval('slope(x)')", True),
        ("import numpy", "%timeit slope(1)", True),
    ],
)
def test_the_toolkit_runs_only_for_cells_that_use_it(before, after, is_run):
    cells = [new_code_cell(before, id="b"), TOOLKIT, new_code_cell(after, id="a")]
    assert (TOOLKIT in without_toolkit(cells, squeezed(TOOLKIT.source))) == is_run


def experiments_run(notebook):
    """The ids of ps3's experiments that are run."""
    numbers = to_be_run(notebook, cells_of_checks("optimizers"), "ps3")
    return {notebook.cells[n].id for n in numbers if is_experiment(notebook.cells[n])}


def test_a_changed_experiment_is_run_and_so_are_those_that_it_needs():
    notebook = nbformat.read(notebooks()["ps3"], as_version=4)
    assert experiments_run(notebook) == set()
    next(cell for cell in notebook.cells if cell.id == "spread").source += "\nimport fractions"
    assert experiments_run(notebook) == {"spread", "tools"}


def test_an_experiment_is_run_where_an_answer_uses_what_it_alone_sets():
    notebook = nbformat.read(notebooks()["ps3"], as_version=4)
    answer = next(cell for cell in notebook.cells if nbgrader(cell).get("grade_id") == "sgd_step")
    answer.source += "\n\nEVERY = INTERVAL"
    assert "tools" in experiments_run(notebook)


def test_an_answer_may_use_what_the_toolkit_imports():
    """In the kernel, and where the examiner calls it."""
    notebook = nbformat.read(notebooks()["ps2"], as_version=4)
    (cell,) = [cell for cell in notebook.cells if nbgrader(cell).get("grade_id") == "numerical_gradient"]
    cell.source += "\n\nprint(linecache.__name__)\nplain = numerical_gradient\n\n"
    cell.source += "def numerical_gradient(*about, **settings):\n    return linecache and plain(*about, **settings)"
    found = executed_beside(notebook, {}, Config())
    outputs = {nbgrader(cell).get("grade_id"): cell.outputs for cell in found.cells if cell.cell_type == "code"}
    assert outputs["numerical_gradient"][0].text == "linecache\n"
    assert "✗" not in str(outputs["check_numerical_gradient"]) and outputs["toolkit"] == []


def test_a_kernel_that_does_not_come_up_is_started_again(monkeypatch):
    failed, stock = [], Run.start_new_kernel_client

    def failing(self):
        if len(failed) < 2:
            failed.append(self)
            raise RuntimeError("Kernel didn't respond in time")
        return stock(self)

    monkeypatch.setattr(Run, "start_new_kernel_client", failing)
    assert executed(new_code_cell("print('done')", id="one"))["one"][0].text == "done\n"
    assert len(failed) == 2


def test_a_fork_server_whose_folder_was_swept_away_is_started_anew():
    """/tmp is cleaned on many machines, now and then."""
    spec = forkserver.ServerSpec((), sandboxed=False)
    first = forkserver.server_for(spec)
    shutil.rmtree(first.folder)
    second = forkserver.server_for(spec)
    assert second.is_running() and second.folder != first.folder
    assert forkserver.server_for(spec) is second


def test_a_fork_server_that_dies_while_check_reads_a_notebook_costs_nothing(monkeypatch):
    killed, stock = [], Run.run_cell

    def killing(self, cell, number):
        if not killed:
            killed.append(self.server.process.pid)
            os.kill(killed[0], signal.SIGKILL)
        return stock(self, cell, number)

    monkeypatch.setattr(Run, "run_cell", killing)
    notebook = nbformat.read(notebooks()["ps1"], as_version=4)
    problems, outcomes = judged(notebook, "ps1", forkserver.running(modules_of(("ps1",))), only="mean_squared_loss")
    assert killed and not problems
    assert all(outcome.passed for outcome in outcomes)
