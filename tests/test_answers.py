"""The verdicts on the catalogue: right answers are accepted, wrong ones rejected, and their mistakes named."""

import pytest

from autograder.assess import slug
from tests.answers import answers
from tests.truth import SECOND

NO_NAME = {
    # answer: why no message can name its mistake
}

FIRST, UNSEEN = answers(), answers(SECOND)
WRONG = [a for a in FIRST if not a.right]


@pytest.mark.parametrize("answer", [a for a in FIRST if a.right], ids=str)
def test_right_answer_is_accepted(outcomes, answer):
    outcome = outcomes[answer].result()
    assert outcome.accepted, outcome.told
    assert answer.title.endswith("-- without extra credit") or not outcome.failures, outcome.told


@pytest.mark.parametrize("answer", WRONG, ids=str)
def test_wrong_answer_is_rejected(outcomes, answer):
    assert not outcomes[answer].result().accepted


@pytest.mark.parametrize("answer", [a for a in WRONG if str(a) not in NO_NAME], ids=str)
def test_first_message_names_the_mistake(outcomes, answer):
    outcome = outcomes[answer].result()
    assert outcome.mistake == slug(answer.mistake), outcome.message


@pytest.mark.parametrize("answer", UNSEEN, ids=str)
def test_verdict_on_an_answer_that_was_not_used_to_build_the_checks(outcomes, answer):
    outcome = outcomes[answer].result()
    assert outcome.accepted == answer.right, outcome.told
