"""Problem set 2: every number and claim of its prose, measured again."""

import itertools
from functools import cache

import numpy as np
from scipy.optimize import linprog

from autograder.kit.compare import lines_run
from solutions.least_squares import make_data
from solutions.power_loss import fast_val_grad, noisy_val_grad, numerical_gradient
from tests.claims import Claim, check, claims_of, ran

TOPIC = "power_loss"
A, y, A_test, y_test, theta_true, theta_init = make_data()
ROD = np.array([[1.8], [2.0], [2.1], [2.3], [2.6], [9.0]])
column = lambda *numbers: np.array(numbers, dtype=float).reshape(-1, 1)


@cache
def cells(*ids):
    given = ["imports", "toolkit", "make_data", "data", "noisy_val_grad", "fast_val_grad", "numerical_gradient"]
    return ran(TOPIC, *given, *ids)


def cost(err, gamma):
    """What an error costs, as the solution has it."""
    return noisy_val_grad(column(err), np.ones((1, 1)), np.zeros((1, 1)), gamma)[0]


def slope(err, gamma):
    """How the cost reacts to the error, as the solution has it."""
    return noisy_val_grad(column(err), np.ones((1, 1)), np.zeros((1, 1)), gamma)[1].item()


def row(gamma):
    """A row of the table of powers."""
    return [cost(10, gamma), cost(0.1, gamma), cost(10, gamma) / cost(0.1, gamma)]


def one_point(label=2.0, theta=(3, 1)):
    """[err, cost, slope in θ] of the point worked by hand."""
    x = np.array([[1.0, -2.0]])
    loss, gradient = noisy_val_grad(column(*theta), x, column(label), 3)
    return [(x @ column(*theta) - label).item(), loss, *gradient.ravel()]


def first_editions_gradient(err, gamma, x=1.0):
    """The formula as the course's first edition has it."""
    with np.errstate(all="ignore"):
        return gamma * (np.abs(np.float64(err)) ** (gamma - 1)) * np.sign(err) * x


def zero_to(power):
    with np.errstate(all="ignore"):
        return np.float64(0) ** power


# The rod


def loss_of(length, gamma):
    return noisy_val_grad(column(length), np.ones_like(ROD), ROD, gamma)[0]


def best_length(gamma):
    """The best length, on a fine grid that holds all measurements."""
    lengths = np.arange(1000, 9501) / 1000
    costs = np.mean(np.abs(lengths - ROD) ** gamma, axis=0)
    assert np.isclose(costs[1234], loss_of(lengths[1234], gamma))
    return lengths[costs.argmin()]


def are_equally_good_only_between():
    """Whether at γ = 1 all lengths from 2.1 to 2.3 are equally good, and those outside worse."""
    inside = [loss_of(c, 1) for c in (2.1, 2.15, 2.2, 2.3)]
    return np.ptp(inside) < 1e-12 and min(loss_of(c, 1) for c in (2.09, 2.31)) > inside[0] + 1e-4


def slope_of_length(length):
    return noisy_val_grad(column(length), np.ones_like(ROD), ROD, 2)[1].item()


def lengths_with_dots():
    """The first and the last length that the figure marks at γ = 1."""
    names = cells("outlier-figure")
    return names["lengths"][names["lowest"](names["losses_of"](names["rod"], 1))][[0, -1]]


def follows(gamma):
    """How far the best length moves while the outlier goes from 4 to 10."""
    lengths, others = np.arange(1000, 10001) / 1000, ROD[:-1]
    costs = [np.mean(np.abs(lengths - np.vstack([others, [[last]]])) ** gamma, axis=0) for last in (4, 10)]
    first, last = (lengths[np.isclose(cost, cost.min(), rtol=1e-12)] for cost in costs)
    return last[0] - first[0]


def has_a_valley_at_each(gamma, near=1e-8):
    return all(loss_of(c, gamma) < min(loss_of(c - near, gamma), loss_of(c + near, gamma)) for c in ROD.ravel())


def landing(gamma, steps=1000):
    return cells("bounce-tools")["walk"](gamma, 1.03, steps)


def leaps_farther_the_closer():
    """Whether a step at γ = 0.5 leads across 0, and the farther, the closer to 0 it began."""
    ends = [err - 0.1 * slope(err, 0.5) for err in (1e-2, 1e-3, 1e-4, 1e-5)]
    return all(after < before < 0 for before, after in itertools.pairwise(ends))


def settles(rate, gradient):
    """How far from 0 the walk from 1.03 still comes in its last 100 of 2000 steps."""
    err, ends = 1.03, []
    for step in range(2000):
        err = err - rate(step) * gradient(err)
        ends.append(abs(err))
    return max(ends[-100:])


def smoothed(err):
    """The slope of (err² + δ)^(γ/2) for γ = 0.5 and δ = 0.01."""
    return numerical_gradient(lambda e: float((e[0, 0] ** 2 + 0.01) ** 0.25), column(err)).item()


# Without the loop


def three_points():
    """[the errors, 3 losses, 3 gradients]"""
    theta, x, label = column(3, 1), np.array([[1.0, -2], [0, 1], [2, 1]]), column(2, 0, 4)
    loss, gradient = fast_val_grad(theta, x, label, 2)
    return [*(x @ theta - label).ravel(), 3 * loss, *(3 * gradient).ravel()]


def lines(function, n):
    """How many lines of Python a call with n points runs."""
    rng = np.random.default_rng(0)
    return lines_run(function, rng.random((10, 1)), rng.random((n, 10)), rng.random((n, 1)), 3.0)


# Who checks the gradient?


def cube(t):
    return float(t[0, 0] ** 3)


def measured(f, t, eps):
    return numerical_gradient(f, column(t), eps).item()


def only_up(f, t, eps):
    return (f(column(t + eps)) - f(column(t))) / eps


def difference(gamma, eps, factor=1):
    """The relative difference of gradient and measurement, as in the figure."""
    return cells("checker-figure")["differences"](gamma, factor, [eps])[0]


def growth(gamma, larger, smaller):
    """How many times the difference grows from one ε to another, on average over the tenths between them."""
    tenths = np.log10(larger / smaller)
    return (difference(gamma, larger) / difference(gamma, smaller)) ** (1 / tenths)


def lowest_difference(factor):
    """[ε, the difference] where the figure's curve for γ = 3 and this factor is lowest."""
    steps = cells("checker-figure")["steps"]
    found = cells("checker-figure")["differences"](3, factor, steps)
    return [steps[found.argmin()], found.min()]


def one_small_component_wrong():
    gradient, wrong = np.array([1, 0.01]), np.array([1, 0.01 * 1.01])
    return cells("checker-figure")["relative_difference"](wrong, gradient)


def best_step():
    """ε where the figure's curve for γ = 3 is lowest."""
    names = cells("checker-figure")
    return names["steps"][np.argmin(names["curves"]["γ = 3"])]


# Across a kink


def across(err, gamma, eps=0.1):
    """The slope that is measured, over the true one."""
    gradient, found = cells("kink-tools")["slopes_at"](err, gamma, eps)
    return found / gradient


def found_at(err, gamma=1, eps=0.1):
    return cells("kink-tools")["slopes_at"](err, gamma, eps)[1]


def largest_measured(gamma, eps=0.1):
    return max(abs(found_at(err, gamma, eps)) for err in np.linspace(-0.2, 0.2, 401))


def hit_exactly():
    """How many of the points the best θ for γ = 1 passes through: a linear program."""
    n, d = A.shape
    costs = np.r_[np.zeros(d), np.ones(2 * n)]
    free = [(None, None)] * d + [(0, None)] * (2 * n)
    found = linprog(costs, A_eq=np.hstack([A, np.eye(n), -np.eye(n)]), b_eq=y[:, 0], bounds=free)
    return int(np.sum(np.abs(A @ found.x[:d] - y[:, 0]) < 1e-9))


def share_with_small_errors():
    """Of many random θ, the share at which one of 20 points has an error within 1e-5 of 0."""
    thetas = np.random.default_rng(0).random((10, 100_000))
    return np.mean((np.abs(A[:20] @ thetas - y[:20]) < 1e-5).any(axis=0))


CLAIMS = [
    Claim("`A` holds 1000 points with 10 numbers each, shape (1000, 10)", lambda: A.shape, (1000, 10)),
    Claim("shape (1000, 1). `theta_init`, shape (10, 1)", lambda: y.shape + theta_init.shape, (1000, 1, 10, 1)),
    Claim("| 0.5 | 3.16 | 0.316 | 10 |", lambda: row(0.5), [3.16, 0.316, 10], 0.003),
    Claim("| 1 | 10 | 0.1 | 100 |", lambda: row(1), [10, 0.1, 100], 1e-9),
    Claim("| 2 | 100 | 0.01 | 10,000 |", lambda: row(2), [100, 0.01, 1e4], 1e-9),
    Claim("| 5 | 100,000 | 0.00001 |", lambda: row(5)[:2], [1e5, 1e-5], 1e-9),
    Claim("| 0.00001 | 10,000,000,000 |", lambda: row(5)[2], 1e10, 1),
    Claim(
        "All costs meet where |err| is 1 or 0",
        lambda: [cost(err, gamma) for gamma in (0.4, 0.7, 1, 2, 3, 5) for err in (-1, 0, 1)],
        [1, 0, 1] * 6,
    ),
    Claim("For γ > 1 the curve lands softly at 0", lambda: [slope(1e-9, g) for g in (2, 3, 5)], [0] * 3, 1e-8),
    Claim("the slope jumps from −1 to 1", lambda: [slope(-1e-9, 1), slope(1e-9, 1)], [-1, 1]),
    Claim("the closer to 0, the steeper, beyond all bounds", lambda: slope(1e-12, 0.7) > 100 * slope(1e-4, 0.7) > 100),
    Claim("3 − 2 − 2 = **−1**", lambda: one_point(), [-1, 1, -3, 6]),
    Claim("θ = (3.1, 0.8) gives err = −0.5", lambda: one_point(theta=(3.1, 0.8))[0], -0.5, 1e-12),
    Claim(
        "The error becomes +1, the third row +3 and the last row (3, −6). The cost stays.",
        lambda: one_point(0.0),
        [1, 1, 3, -6],
    ),
    Claim("| 0¹ = 0 | 0⁰ = 1 | 0⁻⁰·⁶ = **∞** |", lambda: [zero_to(1), zero_to(0), zero_to(-0.6)], [0, 1, np.inf]),
    Claim("∞ · 0 = **nan**", lambda: float("inf") * 0, np.nan),
    Claim(
        "The formula of this course's first edition, typed in as it stands, did exactly that for γ < 1",
        lambda: [first_editions_gradient(0, gamma) for gamma in (0.4, 0.7, 1, 2)],
        [np.nan, np.nan, 0, 0],
    ),
    Claim(
        "every slope from −1 to 1 has a claim, and 0 is the smallest of them in size",
        lambda: all(cost(err, 1) >= s * err for err in (-1, -0.1, 0.1, 1) for s in (-1, -0.5, 0, 0.5, 1)),
    ),
    Claim("here anything from 2.1 to 2.3", are_equally_good_only_between),
    Claim("\\frac{2}{6}\\sum_i (c - y_i)$, which is 0 where the errors cancel", lambda: slope_of_length(3.3), 0, 1e-12),
    Claim("several dots those that are equally low", lengths_with_dots, [2.1, 2.3], 1e-9),
    Claim("At γ = 2 it moves by 1, at γ = 1.5 by about 0.3", lambda: [follows(2), follows(1.5)], [1, 0.3], 0.04),
    Claim("at γ = 1 and below not at all", lambda: [follows(gamma) for gamma in (0.4, 0.7, 1)], [0, 0, 0], 1e-9),
    Claim(
        "the lengths that are tried lie 0.05 apart", lambda: np.diff(cells("outlier-figure")["lengths"])[0], 0.05, 1e-9
    ),
    Claim("At 1.1 it still moves, by 0.02", lambda: follows(1.1), 0.02, 0.005),
    Claim("γ = 2 finds the **mean**, 3.3", lambda: [best_length(2), ROD.mean()], [3.3, 3.3], 1e-9),
    Claim("creeps towards 5.4", lambda: [best_length(g) for g in (5, 10, 20, 100)], [4.88, 5.23, 5.36, 5.4], 0.005),
    Claim(
        "Below 1 the best $c$ sits right on one of the measurements",
        lambda: all(best_length(gamma) in ROD for gamma in (0.3, 0.5, 0.7, 0.9)),
    ),
    Claim("there is a little valley at each of them", lambda: all(map(has_a_valley_at_each, (0.5, 0.7, 0.9)))),
    Claim("60 steps of −0.1 times your gradient", lambda: len(cells("bounce-tools")["walk"](2, 1.03, 60)) - 1, 60),
    Claim("it never settles", lambda: np.abs(landing(0.5)[-100:]).max() > 0.1),
    Claim("lands somewhere on the other side, the farther the closer it had come", leaps_farther_the_closer),
    Claim(
        "So the better the fit, the larger the next step", lambda: slope(1e-4, 0.5) > slope(1e-2, 0.5) > slope(1, 0.5)
    ),
    Claim(
        "lower the learning rate over time",
        lambda: settles(lambda n: 1 / (10 + n), lambda e: slope(e, 0.5)) < 0.05,
    ),
    Claim("for example with (err² + δ)^(γ/2)", lambda: settles(lambda _: 0.1, smoothed) < 1e-6),
    Claim("Their squares are 1, 1 and 9; the loss is 11/3", three_points, [-1, 1, 3, 11, 10, 12], 1e-12),
    Claim("A mean over those 9 numbers", lambda: (np.ones((3, 1)) - np.ones(3)).size, 9),
    Claim("(3, 3): NumPy pairs every entry", lambda: (np.ones((3, 1)) - np.ones(3)).shape, (3, 3)),
    Claim(
        "it takes the same steps for every point",
        lambda: (
            (lines(noisy_val_grad, 300) - lines(noisy_val_grad, 200))
            == (lines(noisy_val_grad, 200) - lines(noisy_val_grad, 100))
        ),
    ),
    Claim(
        "the same few calls to NumPy whatever the size",
        lambda: lines(fast_val_grad, 10) == lines(fast_val_grad, 10_000),
    ),
    Claim("$f(2.1) - f(2) = 9.261 - 8 = 1.261$ | 0.1 | **12.61** |", lambda: only_up(cube, 2, 0.1), 12.61, 1e-9),
    Claim("$f(2.1) - f(1.9) = 9.261 - 6.859 = 2.402$ | 0.2 | **12.01** |", lambda: measured(cube, 2, 0.1), 12.01, 1e-9),
    Claim(
        "its mistake is 61 times smaller",
        lambda: (only_up(cube, 2, 0.1) - 12) / (measured(cube, 2, 0.1) - 12),
        61,
        1e-6,
    ),
    Claim(
        "Divided by 2ε that is 2t: no mistake at all, however large ε is",
        lambda: [measured(lambda t: float(t[0, 0] ** 2), 3, eps) for eps in (0.1, 100)],
        [6, 6],
        1e-12,
    ),
    Claim("a tenth of ε, a hundredth of the mistake", lambda: growth(3, 1e-1, 1e-3), 100, 10),
    Claim("At γ = 2 nothing is left over, so this branch is missing", lambda: difference(2, 1) < 1e-14),
    Claim("A tenth of ε, ten times the mistake", lambda: growth(2, 1e-2, 1e-12), 0.1, 0.04),
    Claim("A computer keeps about 16 digits", lambda: -np.log10(np.finfo(float).eps), 16, 0.5),
    Claim("so ε is about 5·10⁻⁶", lambda: 1e-16 ** (1 / 3), 5e-6, 0.5e-6),
    Claim("in the picture the curve is lowest at about 2·10⁻⁵", best_step, 2e-5, 0.5e-5),
    Claim("still below 10⁻⁹", lambda: 1e-10 < difference(3, 1e-6) < 1e-9),
    Claim("The dip on the right, to 0.4 %", lambda: lowest_difference(1.01), [0.46, 0.0039], 0.005),
    Claim("A relative difference below 10⁻⁷ is fine", lambda: max(difference(g, 1e-6) for g in (2, 3)) < 1e-8),
    Claim("makes a difference of only 10⁻⁴", one_small_component_wrong, 1e-4, 1e-6),
    Claim(
        "It hits a floor, here at 1 %",
        lambda: [difference(3, eps, 1.01) for eps in (1e-3, 1e-6, 1e-10)],
        [0.01] * 3,
        2e-4,
    ),
    Claim("= \\frac{0.15 - 0.05}{0.2} = 0.5", lambda: found_at(0.05), 0.5, 1e-12),
    Claim(
        "At θ = 0.1 it says (0.2 − 0) / 0.2 = 1, and at 0 it says 0",
        lambda: [found_at(0.1), found_at(0)],
        [1, 0],
        1e-12,
    ),
    Claim(
        "the measured slope stays bounded and runs through 0",
        lambda: [largest_measured(0.4), found_at(0, 0.4)],
        [2.63, 0],
        0.01,
    ),
    Claim(
        "from 10ε on it is off by less than 0.2 %", lambda: [across(e, 0.4) - 1 < 0.002 for e in (1, 2, 5)], [True] * 3
    ),
    Claim(
        "at 10⁻⁸ rounding is still harmless for hunting a factor",
        lambda: max(difference(1, 1e-8), difference(0.4, 1e-8)) < 1e-6,
    ),
    Claim(
        "A wrong gradient stays as wrong as it was",
        lambda: [difference(0.4, eps, 1.01) for eps in (1e-6, 1e-8)],
        [0.0099] * 2,
        1e-4,
    ),
    Claim(
        "At a random θ it is rare that one of 20 points has an error within 10⁻⁵ of 0",
        lambda: share_with_small_errors() < 1e-3,
    ),
    Claim("passes through ten of our 1000 points exactly", hit_exactly, 10),
    Claim("at γ = 2 in proportion to it", lambda: slope(10, 2) / slope(1, 2), 10),
    Claim(
        "an error ten times as large pulls ten thousand times as hard", lambda: slope(10, 5) / slope(1, 5), 1e4, 1e-6
    ),
    Claim(
        "At γ = 1 every point pulls equally hard, however far away it is",
        lambda: [slope(e, 1) for e in (0.1, 9)],
        [1, 1],
    ),
    Claim("For γ < 1 the pull shrinks with distance", lambda: slope(0.1, 0.7) > slope(1, 0.7) > slope(10, 0.7)),
]


@claims_of(CLAIMS)
def test_it_is_as_the_notebook_says(claim):
    check(TOPIC, claim)
