"""The verdicts on the catalogue: right answers are accepted, wrong ones rejected, and their mistakes named.

Of the sets that others wrote, every third answer is tried; all of them in `make soak` and `make truth`.
"""

import pytest

from tests.answers import FOLDER, WITHOUT, answers, slug
from tests.truth import SETS, expected_mistakes

WRONG = [answer for folder in SETS.values() for answer in answers(folder) if not answer.right]
EXPECTED = {a: mistake for folder in SETS.values() for a, mistake in expected_mistakes(folder).items() if mistake}
UNSEEN = {answer for folder in SETS.values() if folder != FOLDER for answer in answers(folder)}
RARE = {answer for folder in SETS.values() if folder != FOLDER for n, answer in enumerate(answers(folder)) if n % 3}


def params(chosen, *more):
    """pytest's parameters for these answers, each with what else is said of it."""
    marks = lambda a: [pytest.mark.soak] * (a in RARE) + [pytest.mark.unseen] * (a in UNSEEN)
    return [pytest.param(a, *(about[a] for about in more), id=str(a), marks=marks(a)) for a in chosen]


RIGHT = params(a for folder in SETS.values() for a in answers(folder) if a.right)


@pytest.mark.parametrize("answer", RIGHT)
def test_right_answer_is_accepted(outcomes, answer):
    outcome = outcomes[answer].result()
    assert outcome.accepted, outcome.told


@pytest.mark.parametrize("answer", [a for a in answers() if a.right], ids=str)
def test_extra_credit_is_earned_where_nothing_else_is_said(outcomes, answer):
    outcome = outcomes[answer].result()
    assert WITHOUT in answer.title or not outcome.failures, outcome.told


@pytest.mark.parametrize("answer", params(WRONG))
def test_wrong_answer_is_rejected(outcomes, answer):
    assert not outcomes[answer].result().accepted


@pytest.mark.parametrize("answer, mistake", params(EXPECTED, EXPECTED))
def test_first_message_names_the_mistake(outcomes, answer, mistake):
    outcome = outcomes[answer].result()
    assert outcome.mistake == slug(mistake), outcome.message
