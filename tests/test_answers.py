"""The verdicts on the catalogue: right answers are accepted, wrong ones rejected, and their mistakes named."""

import pytest

from autograder.grading.judge import slug
from tests.answers import answers
from tests.truth import SETS, expected_mistakes

EVERY = [answer for folder in SETS.values() for answer in answers(folder)]
EXPECTED = {answer: mistake for folder in SETS.values() for answer, mistake in expected_mistakes(folder).items()}
NAMED = [pytest.param(answer, mistake, id=str(answer)) for answer, mistake in EXPECTED.items()]


@pytest.mark.parametrize("answer", [a for a in EVERY if a.right], ids=str)
def test_right_answer_is_accepted(outcomes, answer):
    outcome = outcomes[answer].result()
    assert outcome.accepted, outcome.told


@pytest.mark.parametrize("answer", [a for a in answers() if a.right], ids=str)
def test_extra_credit_is_earned_where_nothing_else_is_said(outcomes, answer):
    outcome = outcomes[answer].result()
    assert answer.title.endswith("-- without extra credit") or not outcome.failures, outcome.told


@pytest.mark.parametrize("answer", EXPECTED, ids=str)
def test_wrong_answer_is_rejected(outcomes, answer):
    assert not outcomes[answer].result().accepted


@pytest.mark.parametrize("answer, mistake", NAMED)
def test_first_message_names_the_mistake(outcomes, answer, mistake):
    outcome = outcomes[answer].result()
    assert outcome.mistake == slug(mistake), outcome.message
