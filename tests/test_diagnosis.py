"""What no check can name: the search over small changes of right answers."""

import inspect

import pytest

from autograder.course.places import solutions_of, topics
from autograder.grading.diagnosis import naming
from autograder.grading.diagnosis.changes import changes
from autograder.grading.diagnosis.naming import explained, told_once
from autograder.grading.diagnosis.search import (
    behaviour,
    changed_functions,
    digits,
    explanations,
    forms_of,
    namespace_of,
    twice_changed,
    visible_cases,
)
from autograder.grading.functions import failure_of, functions_for
from autograder.grading.judge import plan, settled, unanswered
from autograder.kit.outcome import Status
from autograder.report.data import failure_of as failure_in_report
from tests.judging import failures

FORMS = [(topic, name) for topic in topics().values() for name in forms_of(topic)]


def outcomes_of(topic, function, source):
    """(the Outcomes of a function's visible cases, the digits shown in them), as the examiner has them."""
    assignment, names = next(a for a, t in topics().items() if t == topic), namespace_of(topic, function, source)
    found, shown = [], {}
    for outcome, (check, case, is_hidden) in zip(unanswered(assignment), plan(assignment)):
        if outcome.function == function and not is_hidden:
            functions = functions_for(check, names, topic)
            failure = failure_of(check, case, False, functions)
            found.append(settled(outcome, failure))
            shown[outcome.check, outcome.case] = digits(failure.seen) if failure else None
    return found, shown


def changed(topic, function, old, new):
    """The solution's source with one slip in it."""
    source = inspect.getsource(getattr(solutions_of(topic), function))
    assert old in source
    return source.replace(old, new)


@pytest.mark.parametrize("topic, name", FORMS)
def test_each_form_is_right(topic, name):
    function = name.partition("__")[0]
    source = inspect.getsource(forms_of(topic)[name])
    names = namespace_of(topic, function, source)
    extra = "extra_credit"
    failed = [(c.__name__, f) for c, _, f in failures(names, topic, function) if f and extra not in str(c.pytestmark)]
    assert not [one for one in failed if "no_loop" not in one[0]]


def test_names_are_told_only_where_the_student_knows_them():
    source = inspect.getsource(solutions_of("optimizers").adam_step)
    words = {change.words for change in changes(source) if change.kind == "name"}
    known = {"theta", "gradient", "state", "lr", "beta_1", "beta_2", "epsilon"}
    assert "beta_1 stands where beta_2 should" in words
    assert {word for text in words - {"a name stands where another should"} for word in text.split()[:4:3]} <= known


SLIPS = [  # (topic, function, what stands there, what should not, what is said)
    ("power_loss", "noisy_val_grad", "** (deg_ - 1)", "** deg_ - 1", "brackets are missing, or stand in another place"),
    ("power_loss", "fast_val_grad", "np.mean(size**deg_)", "2 * np.mean(size**deg_)", "a factor 2 has slipped in"),
    (
        "power_loss",
        "noisy_val_grad",
        "* np.sign(err) * x",
        "* np.sign(err) / x",
        "a division stands where a product should",
    ),
    ("power_loss", "numerical_gradient", "(2 * eps)", "(2 + eps)", "a plus stands where a product should"),
    ("least_squares", "mean_squared_loss", "err**2", "(2 * err)**2", "a factor 2 has slipped in"),
    ("optimizers", "adam_step", "beta_1**t", "2 * beta_1**t", "a factor 2 has slipped in"),
    (
        "optimizers",
        "adagrad_step",
        "(np.sqrt(squares) + epsilon)",
        "np.sqrt(squares) + epsilon",
        "brackets are missing",
    ),
    (
        "mnist",
        "loss_and_gradients",
        "d_scores = d_scores / n",
        "d_scores = d_scores * n",
        "a product stands where a division should",
    ),
    (
        "mnist",
        "loss_and_gradients",
        "d_scores @ W2 * (z > 0)",
        "d_scores @ W2 * (z > 0) / 2",
        "a factor 1/2 has slipped in",
    ),
    ("optimizers", "rmsprop_step", "(1 - decay) * gradient**2", "1 - decay * gradient**2", "brackets are missing"),
    (
        "optimizers",
        "mean_and_standard_error",
        "np.sqrt(num_rep)",
        "np.sqrt(num_rep) / 2",
        "a factor 1/2 has slipped in",
    ),
]


@pytest.mark.parametrize("topic, function, right, wrong, said", SLIPS)
def test_a_slip_is_explained(topic, function, right, wrong, said):
    outcomes, shown = outcomes_of(topic, function, changed(topic, function, right, wrong))
    outcomes = told_once(explained(outcomes, topic, shown))
    first = next(outcome for outcome in outcomes if not outcome.passed)
    assert first.named.startswith(said) and first.change
    assert said in first.message and first.change not in first.message
    assert f"as “{first.change}” would" in failure_in_report(first)[1]


@pytest.mark.parametrize("function", ["noisy_val_grad", "numerical_gradient"])
def test_an_explanation_fails_as_the_answer_does(function):
    tried = [c for c in changed_functions("power_loss", function) if c.kind in ("brackets", "sign")][:12]
    assert len(tried) == 12
    for change in tried:
        outcomes, shown = outcomes_of("power_loss", function, change.source)
        found = explanations("power_loss", function, outcomes, shown)
        for outcome in (o for o in outcomes if o.check in found):
            told = behaviour("power_loss", function, found[outcome.check], (outcome.check, outcome.case))
            assert told == (outcome.status, outcome.lines, shown[outcome.check, outcome.case])


@pytest.mark.parametrize(
    "body", ["return None", "raise ValueError('no')", "return np.nan, np.nan * theta_hat", "return 0.0, data_"]
)
def test_what_shows_no_numbers_is_not_explained(body):
    source = f"def noisy_val_grad(theta_hat, data_, label_, deg_=2.0):\n    {body}\n"
    outcomes = outcomes_of("power_loss", "noisy_val_grad", source)
    assert explanations("power_loss", "noisy_val_grad", *outcomes) == {}


def test_a_right_answer_has_nothing_to_explain():
    source = inspect.getsource(solutions_of("power_loss").noisy_val_grad)
    outcomes, shown = outcomes_of("power_loss", "noisy_val_grad", source)
    assert {outcome.status for outcome in outcomes} == {Status.PASSED}
    assert explained(outcomes, "power_loss", shown) == outcomes


def test_no_change_is_the_function_itself_and_none_comes_twice():
    source = inspect.getsource(solutions_of("optimizers").adam_step)
    found = [change.source for change in changes(source)]
    assert len(found) == len(set(found)) > 100
    assert not set(found) & {change.source for change in changes(found[0]) if change.source == source}


def test_the_first_failure_is_told_in_full_and_later_ones_in_a_line():
    source = changed("power_loss", "noisy_val_grad", "/ n", "")
    outcomes = told_once(outcomes_of("power_loss", "noisy_val_grad", source)[0])
    failed = [outcome for outcome in outcomes if not outcome.passed]
    names = [outcome.mistake for outcome in failed]
    assert not failed[0].follows and len(failed[0].message.splitlines()) > 2
    for n, outcome in enumerate(failed[1:], start=1):
        assert outcome.follows == (outcome.mistake is None or outcome.mistake in names[:n])
        assert not outcome.follows or outcome.message == f"✗ {outcome.title} fails, too"


def test_each_visible_case_has_its_place():
    assert all(not check.__name__.endswith("hidden") for check, _ in visible_cases("mnist", "evaluate").values())
    assert len(visible_cases("power_loss", "noisy_val_grad")) == 10


def test_two_known_mistakes_are_told_in_two_sentences():
    source = changed("optimizers", "adam_step", "v / (1 - beta_2**t)", "v")
    source = source.replace("(np.sqrt(v_hat) + epsilon)", "np.sqrt(v_hat + epsilon)")
    outcomes, shown = outcomes_of("optimizers", "adam_step", source)
    first = next(outcome for outcome in explained(outcomes, "optimizers", shown) if not outcome.passed)
    assert "It looks as if v is not bias-corrected. Besides, epsilon stands under the root." in first.message


@pytest.mark.parametrize("assignment, topic", topics().items())
def test_two_changes_at_once_are_sought_in_every_function(assignment, topic):
    asked = {outcome.function for outcome in unanswered(assignment)}
    assert asked and all(isinstance(twice_changed(topic, function), list) for function in asked)


def test_a_search_that_stumbles_leaves_what_is_known(monkeypatch, caplog):
    source = changed("power_loss", "noisy_val_grad", "** (deg_ - 1)", "** deg_ - 1")
    outcomes, shown = outcomes_of("power_loss", "noisy_val_grad", source)
    monkeypatch.setattr(naming, "explanations", lambda *_: {}["no such form"])
    assert explained(outcomes, "power_loss", shown) == outcomes
    assert "noisy_val_grad failed, and the search" in caplog.text
