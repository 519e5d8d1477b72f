"""The optimizers' fingerprints: written from wrong steps, never by hand."""

from itertools import combinations

import numpy as np
import pytest

from autograder.checks.optimizers import steps
from autograder.checks.optimizers.tapes import TAPES
from autograder.grading.diagnosis.slips import optimizers as slips
from autograder.grading.diagnosis.slips.optimizers import SLIPS, wrong_steps


def test_tapes_are_fresh():
    assert slips.TAPES.read_text(encoding="utf-8") == slips.written(), "run `make release`"


@pytest.mark.parametrize("function", SLIPS)
def test_each_mistake_that_a_check_knows_has_its_slips_and_no_other(function):
    module = getattr(slips, function.removesuffix("_step"))
    known = getattr(module, f"{function.removesuffix('_step')}_fingerprints")()
    assert {suspect.mistake.id for suspect in known} == {mistake.id for mistake, _ in SLIPS[function]}


@pytest.mark.parametrize("function", SLIPS)
def test_each_wrong_step_is_named_by_its_tape_and_the_right_one_is_not(function):
    name = function.removesuffix("_step")
    known = getattr(getattr(slips, name), f"{name}_fingerprints")()
    with np.errstate(all="ignore"):
        for mistake, source in wrong_steps(function):
            assert steps.name_by_tape(slips.step_of(source), known).id == mistake.id
        assert steps.name_by_tape(slips.FORMS[function], known) is None


@pytest.mark.parametrize("function", SLIPS)
def test_no_two_mistakes_move_alike(function):
    tapes = [(name, tape) for name, found in TAPES[function].items() for tape in found]
    alike = [
        (one, two)
        for (one, first), (two, second) in combinations(tapes, 2)
        if one != two and np.allclose(first, second, rtol=1e-3, atol=1e-12, equal_nan=True)
    ]
    assert not alike
