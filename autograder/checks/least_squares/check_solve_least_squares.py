"""The exact solution: θ that is known to fit best, also where the columns of A are nearly, or quite, dependent."""

import numpy as np
import pytest

from autograder.checks.least_squares.drawn import called, draw, expect_column, ignored, problem
from autograder.checks.least_squares.mistakes import INTERCEPT_ADDED
from autograder.kit.case import hidden
from autograder.kit.compare import close, compare, expect_untouched, row, runs
from autograder.kit.mistakes import CheckFailed, Mistake, Suspect

RIGHT_ANGLES_ONLY = Mistake(
    "it-is-right-only-where-a-s-columns-stand-at-right-angles",
    "it is right only where A's columns stand at right angles",
    "which matrix is solved with, and its shape",
)
FOR_FEWER_POINTS = Mistake(
    "the-formula-for-fewer-data-points-than-parameters-is-used",
    "the formula for fewer data points than parameters is used",
    "which matrix is solved with, and its shape",
)
RESIDUAL_RETURNED = Mistake(
    "what-is-left-of-y-is-returned-not-theta",
    "what is left of y is returned, not θ",
    "which of several results is returned",
)
FIRST_ROWS_ONLY = Mistake("only-the-first-d-rows-are-used", "only the first d rows are used", "all n data points")
COLUMN_BY_COLUMN = Mistake(
    "each-column-is-fitted-on-its-own", "each column is fitted on its own", "all columns at once"
)
UNSOLVED = Mistake("aty-is-returned-unsolved", "Aᵀy is returned unsolved", "which equations are still to be solved")
NOT_UNDONE = Mistake(
    "ata-is-multiplied-in-where-it-should-be-undone",
    "AᵀA is multiplied in where it should be undone",
    "both sides of the equation",
)
REGULARISED = Mistake(
    "theta-is-pulled-towards-0-regularised",
    "θ is pulled towards 0 (regularised)",
    "nothing but ‖Aθ − y‖² is to be small",
)
SEARCH_STOPS = Mistake(
    "the-search-for-theta-stops-before-it-arrives",
    "the search for θ stops before it arrives",
    "how far the last step still moved θ",
)
PREDICTIONS = Mistake(
    "the-predictions-atheta-are-returned-not-theta",
    "the predictions Aθ are returned, not θ",
    "what the return statement returns",
)
CUT_OFF = Mistake("small-directions-are-cut-off", "small directions are cut off", "what a threshold takes for zero")
ROUNDED = Mistake("theta-is-rounded", "θ is rounded", "how many digits are left")
CONDITION_SQUARED = Mistake("the-condition-number-is-squared-on-the-way", "the condition number is squared on the way")
NOT_THE_SHORTEST = Mistake(
    "theta-fits-but-it-is-not-the-shortest-that-does",
    "θ fits, but it is not the shortest that does",
    "what may be added to θ without any change in Aθ",
)


def dependent_problem(n, d, rank, seed=0):
    """Like `problem`, with whole numbers in A, of which only `rank` columns are independent; θ is the shortest."""
    rng = np.random.default_rng([seed, n, d, rank])
    A = rng.integers(-3, 4, (n, rank)) @ np.hstack([np.eye(rank), rng.integers(-1, 2, (rank, d - rank))])
    theta = A.T @ rng.uniform(-1, 1, (n, 1)) / n  # a mix of A's rows: every step that A can't see is at right angles
    return theta, A, A @ theta


def stops_halfway(yours, best, A):
    """Whether θ is where gradient descent from 0 is after some steps: each direction in A has its own pace."""
    _, strength, directions = np.linalg.svd(A, full_matrices=False)
    with np.errstate(all="ignore"):
        left = np.abs(1 - (directions @ yours) / (directions @ best))[:, 0]
    seen = left > 1e-9  # the others have arrived
    rates = np.outer([1, 2, 3, 5], 10.0 ** -np.arange(6)).ravel()
    rates = np.concatenate([rates, 2 * rates, rates / len(A), 2 * rates / len(A)])
    for rate in rates[rates * strength.max() ** 2 < 2]:
        steps = np.log(left[seen]) / np.log(np.abs(1 - rate * strength[seen] ** 2))
        if seen.sum() > 1 and steps.min() > 0.9 and np.ptp(steps) < 1e-3 * steps.min():
            return True
    return False


def right_elsewhere(function, A, y):
    """The mistakes of a function that fails on A, y, and finds the best θ for data of another kind all the same."""
    n, d = A.shape
    straight, _ = np.linalg.qr(A)
    kinds = [(RIGHT_ANGLES_ONLY, (straight * np.arange(1, d + 1), y)), (FOR_FEWER_POINTS, (A[: d - 1], y[: d - 1]))]
    best = lambda A, y: np.linalg.lstsq(A, y)[0]
    fits = lambda A, y: runs(function, A.copy(), y.copy()) and close(function(A.copy(), y.copy()), best(A, y), 1e-4)
    return [mistake for mistake, data in kinds if n > d > 1 and fits(*data)]


def solution_suspects(function, yours, A, y):
    """What typical mistakes would return for the θ that fits best."""
    n, d = A.shape
    fit = lambda matrix, target, cut=None: np.linalg.lstsq(matrix, target, rcond=cut)[0]
    pull = A.T @ (y - A @ yours)
    strength = float(np.sum(pull * yours) / np.sum(yours**2))
    regularised = d > 1 and strength > 0 and close(pull, strength * yours, 1e-3)
    truncated = [fit(A, y, cut) for cut in np.geomspace(0.9, 1e-3, 20)]
    cut_off = [theta for theta in truncated if close(yours, theta, 1e-4)]
    on_the_way = yours if stops_halfway(yours, fit(A, y), A) else 0
    rounded = [theta for theta in (np.round(fit(A, y), digits) for digits in range(5)) if close(yours, theta, 1e-9)]
    *unused, _ = ignored(lambda _, *data: function(*data), yours, A, y)  # the last is theta: there is no such argument
    nearly = close(yours, fit(A, y), 0.05)  # it has lost digits: no angle did that
    return [
        Suspect(INTERCEPT_ADDED, fit(np.hstack([A, np.ones((n, 1))]), y)[:d]),
        Suspect(FIRST_ROWS_ONLY, fit(A[:d], y[:d])),
        Suspect(COLUMN_BY_COLUMN, np.vstack([fit(a[:, None], y) for a in A.T])),
        Suspect(UNSOLVED, A.T @ y),
        Suspect(NOT_UNDONE, A.T @ (A @ (A.T @ y))),
        Suspect(REGULARISED, yours if regularised else 0),
        Suspect(SEARCH_STOPS, on_the_way),
        Suspect(PREDICTIONS, A @ fit(A, y)),
        Suspect(CUT_OFF, cut_off[0] if cut_off else 0),
        Suspect(ROUNDED, rounded[0] if rounded else 0),
        *unused,
        *(Suspect(mistake, yours) for mistake in right_elsewhere(function, A, y) if not nearly),
    ]


def judge_solution(function, n, d, cond):
    """Compares θ with the one that is known to fit best; what float32 loses is allowed for."""
    theta, A, y = problem(n, d, cond)
    yours = called(function, lambda n, d: problem(n, d, cond)[1:], n, d)
    if n != d and isinstance(yours, np.ndarray) and close(yours, A @ theta, 1e-3):
        line = f"θ should have the shape {(d, 1)}; yours has {yours.shape}."
        raise CheckFailed(line, mistake=PREDICTIONS)
    if isinstance(yours, np.ndarray) and yours.size == 1 and close(yours.ravel(), [np.sum((y - A @ theta) ** 2)], 1e-3):
        raise CheckFailed("one number came back: the squared length of y − Aθ.", mistake=RESIDUAL_RETURNED)
    expect_column(yours, d, "θ", n)
    suspects = lambda: solution_suspects(function, yours, A, y)
    look = "what each step makes of the data, its shape first"
    inputs = f"theta, A, y = problem({n}, {d}, {cond})"
    compare(yours, theta, "θ", suspects, "known", tolerance=1e-4 + 1e-7 * cond, look=look, inputs=inputs)


def judge_orthogonality(function, n, d):
    """Measures the angle between what θ leaves unexplained and each column of A."""
    _, A, y = draw(n, d)
    yours = called(function, lambda n, d: draw(n, d)[1:], n, d)
    expect_column(yours, d, "θ")
    rest = y - A @ yours
    cosines = np.array([float(a @ rest[:, 0]) for a in A.T / np.linalg.norm(A, axis=0)[:, None]])
    length = np.linalg.norm(rest)
    cosines = cosines / length
    if not (0 < length <= np.linalg.norm(y) and np.all(np.abs(cosines) < 1e-4)):  # θ = 0 explains nothing: y is left
        lines = ["the cosine of the angle between y − Aθ and each column of A should be 0:", f"yours {row(cosines)}"]
        raise CheckFailed(*lines, look="a column that still explains part of the rest should have a larger say in θ")


def judge_ill_conditioned(function, n, d, cond):
    """Compares θ with the one that fits exactly, where two directions in A differ in length by the factor cond."""
    mild, harsh = problem(n, d, 1e4, noise=0.0), problem(n, d, cond, noise=0.0)
    yours = function(harsh[1].copy(), harsh[2].copy())
    expect_column(yours, d, "θ")
    if close(yours, harsh[0], 1e-6):
        return
    miss = np.linalg.norm(function(mild[1].copy(), mild[2].copy()) - mild[0]) / np.linalg.norm(mild[0])
    mistake = CONDITION_SQUARED if 1e-11 < miss < 1e-5 else None
    lines = [f"known {row(harsh[0])}", f"yours {row(yours)}", f"At condition number 1e4 yours is off by {miss:.0e}."]
    raise CheckFailed(*lines, mistake=mistake, look="which matrix is solved with, and how its condition relates to A's")


def judge_rank_deficient(function, n, d, rank):
    """Compares θ with the shortest one, where many fit equally well."""
    theta, A, y = dependent_problem(n, d, rank)
    yours = function(A.copy(), y.copy())
    expect_column(yours, d, "θ")
    longer = [Suspect(NOT_THE_SHORTEST, yours)] if close(A @ yours, y, 1e-6) else []
    compare(
        yours,
        theta,
        "θ",
        lambda: longer,
        "shortest",
        tolerance=1e-6,
        look="what dividing by a singular value of 0 does",
    )


@pytest.mark.worth(3)
@pytest.mark.parametrize(
    "n, d, cond", [(1000, 10, 3), (5, 2, 4), (4, 4, 10), hidden(50, 6, 30), hidden(9, 1, 1), hidden(60, 8, 500)]
)
def check_solve_least_squares_best_fit(solve_least_squares, n, d, cond):
    """it finds the θ that is known to fit best"""
    judge_solution(solve_least_squares, n, d, cond)


@pytest.mark.worth(2)
@pytest.mark.parametrize("n, d", [(30, 4), (7, 2), hidden(200, 12), hidden(6, 1)])
def check_solve_least_squares_orthogonal(solve_least_squares, n, d):
    """what is left of y stands at right angles to every column of A"""
    judge_orthogonality(solve_least_squares, n, d)


@pytest.mark.worth(1)
@pytest.mark.parametrize("n, d", [(20, 3), hidden(4, 4)])
def check_solve_least_squares_arguments(solve_least_squares, n, d):
    """A and y are left as they are"""
    expect_untouched(solve_least_squares, problem(n, d, 5)[1:], problem(n, d, 5, seed=1)[1:], [(d, 1)])


@pytest.mark.worth(1)
@pytest.mark.extra_credit
@pytest.mark.parametrize("n, d, cond", [(40, 5, 1e8), hidden(200, 10, 3e7), hidden(6, 6, 1e8)])
def check_solve_least_squares_ill_conditioned(solve_least_squares, n, d, cond):
    """it stays accurate where the columns of A are nearly dependent"""
    judge_ill_conditioned(solve_least_squares, n, d, cond)


@pytest.mark.worth(1)
@pytest.mark.extra_credit
@pytest.mark.parametrize("n, d, rank", [(12, 4, 2), hidden(30, 6, 5), hidden(8, 3, 1)])
def check_solve_least_squares_rank_deficient(solve_least_squares, n, d, rank):
    """where many θ fit equally well, it finds the shortest"""
    judge_rank_deficient(solve_least_squares, n, d, rank)
