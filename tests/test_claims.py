"""The helper of `test_claims_*.py`: a claim is held to its words, and to what is measured."""

import pytest

from tests.claims import Claim, check, ran

WORDS = "A thousand measurements, ten unknown numbers"


def data():
    return ran("least_squares", "imports", "make_data", "data")


def test_what_is_so_passes():
    check("least_squares", Claim(WORDS, lambda: data()["A"].shape, (1000, 10)))
    check("least_squares", Claim(WORDS, lambda: data()["A"].std(), 0.58, tolerance=0.01))
    check("least_squares", Claim(WORDS, lambda: len(data()["A"]) == 1000))


def test_what_is_not_so_fails_with_the_words():
    with pytest.raises(AssertionError, match=WORDS):
        check("least_squares", Claim(WORDS, lambda: data()["A"].shape, (1000, 9)))
    with pytest.raises(AssertionError, match=WORDS):
        check("least_squares", Claim(WORDS, lambda: data()["A"].std(), 0.56, tolerance=0.01))


def test_words_that_are_gone_fail():
    with pytest.raises(AssertionError, match="no longer says: Ten thousand"):
        check("least_squares", Claim("Ten thousand measurements", lambda: True))
