"""The verdicts on the catalogue: right answers are accepted, wrong ones rejected, and their mistakes named."""

import pytest

from autograder.grading.judge import slug
from tests.answers import answers
from tests.truth import SECOND

FIRST = answers()
WRONG = [a for a in FIRST if not a.right]


@pytest.mark.parametrize("answer", [a for a in FIRST if a.right], ids=str)
def test_right_answer_is_accepted(outcomes, answer):
    outcome = outcomes[answer].result()
    assert outcome.accepted, outcome.told
    assert answer.title.endswith("-- without extra credit") or not outcome.failures, outcome.told


@pytest.mark.parametrize("answer", WRONG, ids=str)
def test_wrong_answer_is_rejected(outcomes, answer):
    assert not outcomes[answer].result().accepted


@pytest.mark.parametrize("answer", WRONG, ids=str)
def test_first_message_names_the_mistake(outcomes, answer):
    outcome = outcomes[answer].result()
    assert outcome.mistake == slug(answer.mistake), outcome.message


@pytest.mark.parametrize("answer", answers(SECOND), ids=str)
def test_verdict_on_the_second_set(outcomes, answer):
    outcome = outcomes[answer].result()
    assert outcome.accepted == answer.right, outcome.told
