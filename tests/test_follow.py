"""Errors carried forward: what fails only because of another function earns its points, and nothing else does."""

import inspect
import json
import re
import types
from collections import namedtuple
from functools import cache
from pathlib import Path

import jsonschema
import nbformat
import pytest
from nbgrader.utils import determine_grade
from traitlets.config import Config

from autograder.course.cells import answers_of, is_answer, nbgrader
from autograder.course.places import ROOT, notebooks, solutions_of, topics
from autograder.grading import assess, follow
from autograder.grading.box import forkserver
from autograder.grading.execution import BoundedExecute
from autograder.grading.judge import modules_of
from autograder.grading.kernel.run import Allowance
from autograder.grading.records import all_outcomes
from autograder.grading.whole_class.worker import settings_of
from autograder.kit.outcome import Outcome, Status
from autograder.kit.points import earned_of

GRADIENT, DESCENT = "mean_squared_gradient", "gradient_descent"
NO_FACTOR = f"def {GRADIENT}(theta, A, y):\n    return A.T @ (A @ theta - y) / len(y)"
UPHILL = f"""def {DESCENT}(theta_init, A, y, lr, max_iter):
    theta = theta_init
    for _ in range(max_iter):
        theta = theta + lr * {GRADIENT}(theta, A, y)
    return theta"""
OWN_GRADIENT = f"""def {DESCENT}(theta_init, A, y, lr, max_iter):
    theta = theta_init
    for _ in range(max_iter):
        theta = theta + lr * A.T @ (A @ theta - y)
    return theta"""
RIGHT_BY_ITSELF = OWN_GRADIENT.replace("theta + lr *", "theta - 2 * lr / len(y) *")
NOT_RIGHT = {
    "wrong": NO_FACTOR,
    "not written": f"def {GRADIENT}(theta, A, y):\n    raise NotImplementedError",
    "not there": "1 / 0",
    "hangs": f"def {GRADIENT}(theta, A, y):\n    while True: pass",
    "dies": f"def {GRADIENT}(theta, A, y):\n    import os; os._exit(1)",
}


def answered(assignment, answers):
    """A solved notebook with other cells for some functions, in bytes."""
    notebook = nbformat.read(notebooks()[assignment], as_version=4)
    for cell in filter(is_answer, notebook.cells):
        cell.source = answers.get(nbgrader(cell)["grade_id"], cell.source)
    return nbformat.writes(notebook).encode()


@cache
def checked(assignment, *answers, **settings):
    """The Assessment of a notebook with these (function, cell)s."""
    return assess.assess_files({"work.ipynb": answered(assignment, dict(answers))}, **settings)


def of(function, assessment):
    return [outcome for outcome in assessment.checks if outcome.function == function]


def verdicts(outcomes):
    return [(o.check, o.case, o.status, o.mistake) for o in outcomes]


# ── who calls whom ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_a_solution_calls_is_read_from_it(assignment):
    """Found here by its name and a bracket; `model.train()` is another one."""
    topic = topics()[assignment]
    written = answers_of(assignment)
    regions = {f: inspect.getsource(getattr(solutions_of(topic), f)).partition("### BEGIN")[2] for f in written}
    expected = {
        f: {o for o in written if o != f and re.search(rf"(?<![\w.]){o}\(", region)} for f, region in regions.items()
    }
    assert follow.calls(topic) == {f: others for f, others in expected.items() if others}


CHAIN = """
def top(x):
    ### BEGIN SOLUTION
    return middle(x) + top.__code__.co_argcount
    ### END SOLUTION

def middle(x):
    ### BEGIN SOLUTION
    return [bottom(each) for each in x] + [given(x)]
    ### END SOLUTION

def bottom(x):
    ### BEGIN SOLUTION
    top = x
    return top
    ### END SOLUTION

def given(x):
    return bottom(x)
"""


def test_what_is_called_comes_before_what_calls_it(tmp_path, monkeypatch):
    """So that a function is asked no more once a right one has told others what it computes."""
    path = tmp_path / "chain.py"
    path.write_text(CHAIN)
    module = types.ModuleType("chain")
    exec(compile(CHAIN, path, "exec"), vars(module))
    written = {name: getattr(module, name) for name in ("top", "middle", "bottom")}
    monkeypatch.setattr(follow, "functions_of", lambda _: (written, {"given": module.given}))
    found = follow.calls.__wrapped__("chain")
    assert list(found.items()) == [("middle", {"bottom"}), ("top", {"middle"})]
    monkeypatch.setattr(follow, "calls", lambda _: found)
    Tried = namedtuple("Tried", "function status")
    failed = [Tried("top", Status.FAILED), Tried("middle", Status.HUNG), Tried("bottom", Status.NOT_WRITTEN)]
    assert follow.to_ask_again(failed, "chain") == [("middle", {"bottom"}), ("top", {"middle"})]
    passed = [Tried("top", Status.FAILED), Tried("middle", Status.PASSED), Tried("bottom", Status.FAILED)]
    assert follow.to_ask_again(passed, "chain") == []
    not_asked = [Tried("top", Status.FAILED), Tried("middle", Status.NOT_RUN)]
    assert follow.to_ask_again(not_asked, "chain") == []


# ── in check ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", NOT_RIGHT)
def test_a_function_is_right_if_it_is_right_given_a_right_one(kind):
    """Visible and hidden cases alike; the function that it calls gains nothing."""
    found = checked("ps1", (GRADIENT, NOT_RIGHT[kind]), allowance=Allowance(case=6))
    assert all(o.passed for o in of(DESCENT, found))
    carried = [o for o in of(DESCENT, found) if o.given]
    assert {o.given for o in carried} == {(GRADIENT,)} and {o.hidden for o in carried} == {True, False}
    assert {o.message for o in carried} == {f"right, given a right `{GRADIENT}`"}
    assert not any(o.mistake or o.named or o.look or o.lines or o.change for o in carried)
    assert not any(o.given for o in found.checks if o.function != DESCENT)
    assert not all(o.passed for o in of(GRADIENT, found))
    assert found.score == found.total.possible + 2 - lost(of(GRADIENT, found))


def lost(outcomes):
    """The points that a function's cases have not earned."""
    points = sum(o.points for o in outcomes)
    return points - earned_of(outcomes, points)


def test_a_function_that_is_wrong_in_itself_has_its_own_mistakes():
    """Those that it would have beside a right function; what the student sees in Jupyter stands above them."""
    alone = of(DESCENT, checked("ps1", (DESCENT, UPHILL)))
    both = of(DESCENT, checked("ps1", (DESCENT, UPHILL), (GRADIENT, NO_FACTOR)))
    assert verdicts(both) == verdicts(alone)
    first = next(o for o in both if not o.passed)
    assert first.mistake == "the-steps-go-uphill" and f"It fails also given a right `{GRADIENT}`." in first.message
    off = of(DESCENT, checked("ps1", (DESCENT, UPHILL), (GRADIENT, NO_FACTOR), carry_forward=False))
    assert [o.lines for o in both if not o.passed] == [o.lines for o in off if not o.passed]


def test_the_setting_switches_it_off():
    found = checked("ps1", (GRADIENT, NO_FACTOR), carry_forward=False)
    assert not any(o.given for o in found.checks)
    on = of(DESCENT, checked("ps1", (GRADIENT, NO_FACTOR)))
    assert [o.passed for o in of(DESCENT, found)] == [not o.given for o in on]


@pytest.mark.parametrize("answers", [{}, {DESCENT: UPHILL}, {GRADIENT: NO_FACTOR, DESCENT: RIGHT_BY_ITSELF}])
def test_nothing_is_asked_twice_where_no_pair_has_failed(answers, monkeypatch):
    monkeypatch.setattr(follow, "ask_again", None)
    found = assess.assess_files({"work.ipynb": answered("ps1", answers)})
    assert found.assignment == "ps1" and not any(o.given for o in found.checks)


def test_what_does_not_call_the_other_fails_by_itself():
    alone = of(DESCENT, checked("ps1", (DESCENT, OWN_GRADIENT)))
    both = of(DESCENT, checked("ps1", (DESCENT, OWN_GRADIENT), (GRADIENT, NO_FACTOR)))
    assert both == alone and not all(o.passed for o in both)


def test_only_a_function_whose_solution_calls_the_other_is_asked_again():
    """fast_val_grad may well call noisy_val_grad; but to write it is the exercise."""
    wrong = "def noisy_val_grad(theta_hat, data_, label_, deg_=2.0):\n    pass"
    borrowed = "def fast_val_grad(*about, **settings):\n    return noisy_val_grad(*about, **settings)"
    found = checked("ps2", ("noisy_val_grad", wrong), ("fast_val_grad", borrowed))
    assert not any(o.given for o in found.checks)
    assert not any(o.score for o in found.checks if o.function != "numerical_gradient")


TRAIN = inspect.getsource(solutions_of("mnist").train)
EPOCH = inspect.getsource(solutions_of("mnist").train_epoch)
ADDED_UP = EPOCH.replace("optimizer.zero_grad()", "pass").replace("optimizer.step()", "pass")


@pytest.mark.parametrize(
    "written, carried",
    [
        (TRAIN, True),
        (TRAIN.replace("Adam(model.parameters(), lr=0.001)", "SGD(model.parameters(), lr=0.1, momentum=0.9)"), True),
        (TRAIN.replace("nn.NLLLoss()", "F.nll_loss"), True),
        (TRAIN.replace("criterion = nn.NLLLoss()", "criterion = lambda *given: F.nll_loss(*given)"), False),
        (TRAIN.replace("    return [", "    with torch.no_grad():\n        return ["), False),
        (TRAIN.replace("return [train_epoch", "return [2 * train_epoch"), False),
    ],
    ids=["Adam", "SGD", "a loss's function", "a loss of one's own", "without gradients", "wrong"],
)
def test_a_right_function_trains_the_students_network_with_their_optimizer(written, carried):
    """What it can't be given, a loss of the student's own, it can't use: then the case stays as it was."""
    found = checked("ps4", ("train_epoch", ADDED_UP), ("train", written))
    assert all(o.passed for o in of("train", found)) == carried
    assert any(o.given and o.passed for o in of("train", found)) == (carried or "2 *" in written)
    assert not any(o.passed for o in of("train_epoch", found))


@pytest.mark.parametrize("setting", [{}, {"carry_forward": True}, {"carry_forward": False}])
def test_it_is_a_setting_of_the_course(setting):
    """As nbgrader_config.py has them, and a worker gets them."""
    config = Config(settings_of(Config(BoundedExecute=setting)))
    notebook = nbformat.reads(answered("ps1", {GRADIENT: NO_FACTOR}), as_version=4)
    graded, _ = BoundedExecute(config=config, files={}).preprocess(notebook, {"metadata": {}})
    expected = checked("ps1", (GRADIENT, NO_FACTOR), **setting).checks
    assert verdicts(all_outcomes(graded)) == verdicts(expected)
    (cell,) = (c for c in graded.cells if nbgrader(c).get("grade_id") == "check_gradient_descent")
    assert determine_grade(cell)[0] == (3 if setting.get("carry_forward") is False else 9)


def test_the_summary_and_the_json_say_so(capsys, tmp_path):
    path = tmp_path / "work.ipynb"
    path.write_bytes(answered("ps1", {GRADIENT: NO_FACTOR}))
    assert assess.main([path], json_to=str(tmp_path / "out.json")) == 0
    assert re.search(rf"· {DESCENT}: \d+ cases are right, given a right `{GRADIENT}`", capsys.readouterr().out)
    told = json.loads((tmp_path / "out.json").read_text())
    jsonschema.validate(told, json.loads((ROOT / "autograder/report/check.schema.json").read_text()))
    cases = [case for case in told["files"][0]["checks"] if case["given"]]
    assert cases and all(case["passed"] and case["message"].startswith("right, given a right") for case in cases)
    assert [Outcome.from_json(case) for case in cases] == [
        o for o in checked("ps1", (GRADIENT, NO_FACTOR)).checks if o.given
    ]


# ── attacks ─────────────────────────────────────────────────────────────────────────────────────────────────────────

CATALOGUE = Path(__file__).parent / "attacks" / "carried" / "least_squares.py"
SECTIONS = re.split(r"^# %% ", CATALOGUE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
ATTACKS = dict(section.split("\n", 1) for section in SECTIONS)
CONSTANT = f"def {GRADIENT}(theta, A, y):\n    return np.ones_like(theta)"
WITHOUT_END = Allowance(case=2, whole=60)


def in_one_cell(source):
    """{function: cell} of a notebook with this source in the cell of the first function that it defines."""
    defined = [name for name in answers_of("ps1") if f"def {name}(" in source]
    return {GRADIENT: CONSTANT} | dict.fromkeys(defined, "") | {defined[0]: source}


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    """{title: the Assessment of a notebook with this attack}, all of them made by one worker."""
    folder, modules = tmp_path_factory.mktemp("attacked"), modules_of(("ps1",))
    with (
        forkserver.ForkServer(forkserver.ServerSpec(modules)) as server,
        assess.pool_of(1, [server.access()]) as pool,
    ):
        found = {}
        for number, (title, source) in enumerate(ATTACKS.items()):
            path = folder / str(number) / "work.ipynb"
            path.parent.mkdir()
            path.write_bytes(answered("ps1", in_one_cell(source)))
            found[title] = pool.submit(assess.assess, path, modules, allowance=WITHOUT_END)
        yield {title: future.result() for title, future in found.items()}


@pytest.mark.parametrize("title", ATTACKS)
def test_what_a_right_function_tells_earns_nothing_and_shows_nothing(attacked, title):
    function, found = title.partition(": ")[0], attacked[title]
    assert not any(o.given for o in found.checks if o.function != DESCENT)
    paid = {o.check for o in of(function, found) if o.given and o.passed}
    assert paid <= {"check_gradient_descent_arguments"}  # whose claim holds, whatever is returned
    assert any(o.status is not Status.NOT_RUN and not o.passed for o in of(function, found))
    assert "TOLD" not in json.dumps([o.to_json() for o in found.checks])
    others = {"solve_least_squares", "mean_squared_loss"} - {function}
    assert all(o.passed for o in found.checks if o.function in others), found.problems
