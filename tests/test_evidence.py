"""ps4's suspects: where two mistakes fit one case alike, the cases that are asked for evidence tell them apart."""

import numpy as np
import pytest

from autograder.checks.mnist import check_evaluate, check_train_epoch
from autograder.kit.case import cases_of
from autograder.kit.compare import close, compare, confirmed, named
from autograder.kit.mistakes import CheckFailed, Mistake, Suspect


def expect_told_apart(suspects_of, right_of, base, others):
    """Every suspect of a case is named as what it is, or not at all; one that gives what is right is none.

    The function returns in all cases what the suspect of one number says.
    """
    suspects, further = suspects_of(base), [(right_of(other), suspects_of(other)) for other in others]
    for number, (mistake, value) in enumerate((suspect.mistake, suspect.value) for suspect in suspects):
        also = lambda: [(0 + found[number].value, right, lambda found=found: found) for right, found in further]
        if not close(value, right_of(base), 1e-4):
            assert named(0 + value, suspects, also) in (None, mistake)


@pytest.mark.parametrize("case", [case["batches"] for case, _ in cases_of(check_evaluate.check_evaluate_accuracy)])
def test_mistakes_in_accuracies_are_told_apart(case):
    expect_told_apart(check_evaluate.accuracy_suspects, check_evaluate.right_share, case, check_evaluate.OTHER_LOADERS)


TRIALS = [{"optimizer": optimizer, "size": size} for optimizer, size in check_train_epoch.OTHER_TRIALS]


@pytest.mark.parametrize("case", [case for case, _ in cases_of(check_train_epoch.check_train_epoch_weights)], ids=str)
def test_mistakes_in_updates_are_told_apart(case):
    suspects_of = lambda trial: check_train_epoch.epoch_suspects(False, **trial)
    right_of = lambda trial: check_train_epoch.replayed(**trial)[0]
    base = {"optimizer": case["optimizer"], "number": case["images"]}
    expect_told_apart(suspects_of, right_of, base, TRIALS)


@pytest.mark.parametrize("case", [case for case, _ in cases_of(check_train_epoch.check_train_epoch_loss)], ids=str)
def test_mistakes_in_mean_losses_are_told_apart(case):
    suspects_of = lambda trial: check_train_epoch.loss_suspects(-1.0, **trial)
    right_of = lambda trial: float(check_train_epoch.replayed(**trial)[1].mean())
    expect_told_apart(suspects_of, right_of, case, TRIALS)


ONE, TWO = Mistake("one", "one"), Mistake("two", "two")


def test_numbers_that_are_0_but_for_rounding_are_like_no_others():
    assert named(np.full(3, -2e-19), [Suspect(ONE, np.full(3, 5e-19))], tuple) is None


def test_a_suspect_that_gives_what_is_right_is_none():
    right = np.array([1.0, -2.0])
    with pytest.raises(CheckFailed) as failed:
        compare(right * 1.00001, right, suspects=lambda: [Suspect(ONE, right)], tolerance=1e-6)
    assert failed.value.mistake is None


@pytest.mark.parametrize(
    "elsewhere, kept",
    [([ONE], True), ([ONE, "passes"], True), (["passes"], False), ([ONE, TWO], False), ([None], False)],
)
def test_a_name_is_kept_where_another_case_agrees_and_none_disagrees(elsewhere, kept):
    def judge(mistake):
        if mistake != "passes":
            raise CheckFailed("it is off.", mistake=mistake)

    with pytest.raises(CheckFailed) as failed:
        confirmed(judge, [ONE], [[mistake] for mistake in elsewhere])
    assert failed.value.mistake == (ONE if kept else None)
    assert failed.value.lines == ("it is off.",)
