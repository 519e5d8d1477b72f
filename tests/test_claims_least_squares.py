"""Problem set 1: every number and claim of its prose, measured again."""

from functools import cache

import numpy as np
import numpy.linalg as la

from solutions.least_squares import (
    gradient_descent,
    make_data,
    mean_squared_gradient,
    mean_squared_loss,
    solve_least_squares,
)
from tests.claims import Claim, check, claims_of, ran

TOPIC = "least_squares"
GIVEN = ["imports", "toolkit", "make_data", "data"]
ANSWERS = ["solve_least_squares", "mean_squared_loss", "mean_squared_gradient", "gradient_descent"]
A, y, A_test, y_test, theta_true, theta_init = make_data()
A_few, y_few = A[:100], y[:100]
column = lambda *numbers: np.array(numbers, dtype=float).reshape(-1, 1)


@cache
def cells(*ids):
    return ran(TOPIC, *GIVEN, *ANSWERS, *ids)


# Section 1 and 2


def explained_by_first_column():
    return np.corrcoef(A[:, 0], y[:, 0])[0, 1] ** 2


def try_by_hand(theta):
    """A row of the table: predictions, residual, its length², and a · r."""
    a, labels = np.array([1, 2, 2]), np.array([2, 2, 6])
    residual = labels - a * theta
    return [*(a * theta), *residual, residual @ residual, a @ residual]


def projection():
    """[θ, the residual, its length², its angle to a, the projection]"""
    a, labels = column(2, 1), column(1, 3)
    theta = solve_least_squares(a, labels)
    residual = (labels - a @ theta).ravel()
    angle = np.degrees(np.arccos(a.ravel() @ residual / la.norm(a) / la.norm(residual)))
    return [theta.item(), *residual, residual @ residual, angle, *(a @ theta).ravel()]


def largest_cosine_of_columns():
    unit = A / la.norm(A, axis=0)
    return np.abs(unit.T @ unit - np.eye(10)).max()


def scatter_of_one_column(draws=2000):
    """How much θ scatters with one column and ever new noise, in units of what the notebook says."""
    a, noise = A[:, [0]], np.random.default_rng(0).normal(scale=0.1, size=(draws, 1000, 1))
    return np.std([solve_least_squares(a, a + n) for n in noise]) / (0.1 / la.norm(a))


def cosine_of_residual():
    residual = y - A @ solve_least_squares(A, y)
    return np.abs(A.T @ residual / la.norm(A, axis=0)[:, None] / la.norm(residual)).max()


@cache
def misses(sets=200):
    """How far off the coordinates are, for many data sets of 1000."""
    return np.hstack([solve_least_squares(*make_data(seed)[:2]) - 1 for seed in range(sets)])


def typical_miss(size, sets=200):
    return np.median([cells("error-against-n")["miss_of"](seed, size) for seed in range(sets)])


def sum_grows():
    noise = np.random.default_rng(0).normal(size=(1000, 10_000))
    return noise.sum(axis=1).std() / noise[:, :100].sum(axis=1).std()


def variance_over_bound(draws=2000):
    """The variance of θ's coordinates with ever new noise, over the Cramér–Rao bound."""
    noise = np.random.default_rng(0).normal(scale=0.1, size=(draws, 100, 1))
    found = np.hstack([solve_least_squares(A_few, A_few @ theta_true + n) for n in noise])
    return np.mean(found.var(axis=1) / np.diag(0.1**2 * la.inv(A_few.T @ A_few)))


def error_leaning_to_0(size, scale, sets=200):
    """The mean squared error of ridge regression, over that of least squares."""
    ridge = lambda A, y: la.solve(A.T @ A + scale**2 * np.eye(10), A.T @ y)
    data = [make_data(seed, data_num=size, scale=scale)[:2] for seed in range(sets)]
    return np.mean([(ridge(*d) - 1) ** 2 for d in data]) / np.mean([(solve_least_squares(*d) - 1) ** 2 for d in data])


# When columns are nearly the same


def nearly_the_same(gap=1e-3):
    return cells("condition-number")["two_columns"](gap)


def worst_relative_error():
    """How much longer, in condition numbers, the relative error of θ is than that of the labels, at worst."""
    near = nearly_the_same()
    left, _, right = la.svd(near, full_matrices=False)
    theta, noise = right[[0]].T, 1e-3 * left[:, [1]]
    error = la.norm(solve_least_squares(near, near @ theta + noise) - theta) / la.norm(theta)
    return error / (la.norm(noise) / la.norm(near @ theta)) / la.cond(near)


def moved_by_noise(draws=500):
    """By how many times its own length 1 % of noise moves θ: [typically, at worst]"""
    near, truth = nearly_the_same(), column(1, 2)
    labels, worst = near @ truth, la.svd(near)[0][:, [1]]
    move = lambda noise: la.norm(solve_least_squares(near, labels + noise) - truth) / la.norm(truth)
    one_percent = 0.01 * np.sqrt(np.mean(labels**2)) * np.random.default_rng(5).normal(size=(draws, 60, 1))
    return [np.median(list(map(move, one_percent))), move(0.01 * la.norm(labels) * worst)]


class Counted:
    """A number that counts how often such numbers are multiplied, by what is not 0."""

    count = 0

    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        return Counted(self.value + other.value)

    def __sub__(self, other):
        return Counted(self.value - other.value)

    def __mul__(self, other):
        Counted.count += self.value != 0 != other.value
        return Counted(self.value * other.value)


def multiplications(work, *arrays):
    """How many multiplications the work takes."""
    Counted.count = 0
    work(*(np.vectorize(Counted, otypes=[object])(array) for array in arrays))
    return Counted.count


def eliminate(M, B):
    """Gaussian elimination of M's columns below its diagonal, in M and in B, then above it in B."""
    d = len(M)
    for k in range(d):
        for i in range(k + 1, d):
            factor = Counted(M[i, k].value / M[k, k].value)
            M[i, k + 1 :] = [m - factor * pivot for m, pivot in zip(M[i, k + 1 :], M[k, k + 1 :])]
            B[i] = [b - factor * pivot for b, pivot in zip(B[i], B[k])]
    for k in reversed(range(d)):
        B[k] = [Counted(b.value / M[k, k].value) for b in B[k]]
        for i in range(k):
            B[i] = [b - M[i, k] * solved for b, solved in zip(B[i], B[k])]


def solving(d, unit):
    """Multiplications, in d³: of solving d equations once, or (unit) for the inverse."""
    rng = np.random.default_rng(0)
    right = np.eye(d) if unit else rng.random((d, 1))
    return multiplications(eliminate, d * np.eye(d) + rng.random((d, d)), right) / d**3


def forming(n=50, d=4):
    """Multiplications of AᵀA, in n·d²."""
    drawn = np.random.default_rng(0).random((n, d))
    return multiplications(lambda A: A.T @ A, drawn) / (n * d**2)


def digits_lost(way, condition):
    """Digits that rounding costs a method where the columns are that alike, of the 16 that a computer keeps."""
    names = cells("condition-number")
    nearest = names["two_columns"](la.cond(names["two_columns"](1e-4)) * 1e-4 / condition)
    return 16 + np.log10(names["rounding_error"](names.get(way), nearest))


def ranks():
    near = nearly_the_same(1e-9)
    return [la.matrix_rank(near), la.matrix_rank(near.T @ near)]


def relative_error_from_1e8():
    """The textbook formula's smallest relative error among the figure's points from a condition number of 1e8 on."""
    names = cells("condition-number")
    far = [near for near in names["nearly"] if la.cond(near) > 0.9e8]
    return min(names["rounding_error"](names["textbook"], near) for near in far) / la.norm(names["TRUTH"])


# Sections 3 and 4

HAND = (column(1, 1), np.array([[1.0, 2], [3, -1]]), column(2, 4))


def after_a_step(lr):
    """[θ, the loss there]"""
    theta = gradient_descent(*HAND, lr, 1)
    return [*theta.ravel(), mean_squared_loss(theta, *HAND[1:])]


def loss_falls_by(lr):
    """How much the loss falls in a step from the start, in units of lr times the gradient's length²."""
    gradient = mean_squared_gradient(theta_init, A, y)
    fall = mean_squared_loss(theta_init, A, y) - mean_squared_loss(theta_init - lr * gradient, A, y)
    return fall / (lr * la.norm(gradient) ** 2)


def valley(data, labels):
    """(losses, values of the first coordinate) as in the figure."""
    best, shifts = solve_least_squares(A, y), np.linspace(-0.4, 0.4, 41)
    losses = [mean_squared_loss(best + shift * np.eye(10)[:, [0]], data, labels) for shift in shifts]
    return np.array(losses), best[0, 0] + shifts


def bottoms():
    """[lowest loss, lowest of the test points, how far apart these places are]"""
    (own, values), (test, _) = valley(A, y), valley(A_test, y_test)
    return [own.min(), test.min(), abs(values[own.argmin()] - values[test.argmin()])]


def is_parabola(losses):
    bends = np.diff(losses, 2)
    return np.ptp(bends) < 1e-9 * bends.mean() + 1e-12


# Section 5


def walk(lr, steps=30):
    """(positions, losses) of a walk in the slice."""
    names = cells("walk-tools")
    path = names["walk"](lr, steps)
    return path, np.array([names["slice_loss"](place) for place in path])


def best_of_slice():
    names = cells("walk-tools")
    return solve_least_squares(names["A_slice"], names["y_slice"]).ravel()


def crosses(path):
    """Whether a step crosses the valley's floor."""
    side = np.sign(path[:, 0] - best_of_slice()[0])
    return side[1:] != side[:-1]


def first_crossings():
    """Whether the first four steps at lr = 2 cross the floor, each less far than the one before."""
    path, _ = walk(2)
    across = np.abs(np.diff(path[:5, 0]))
    return bool(crosses(path)[:4].all() and (np.diff(across) < 0).all())


def explodes():
    """Whether at lr = 3.05 every step crosses the floor, and from the second on lands higher."""
    path, losses = walk(3.05)
    return bool(crosses(path).all() and (np.diff(losses)[1:] > 0).all() and losses[1] < losses[0])


def steps_to_arrive(lr, most=80):
    """After how many steps the loss is within 1 % of the lowest."""
    _, losses = walk(lr, most)
    close = losses < 1.01 * cells("walk-tools")["slice_loss"](best_of_slice())
    return int(np.argmax(close)) if close.any() else np.inf


def share_of_the_way(lr):
    path, _ = walk(lr)
    return (path[-1, 1] - path[0, 1]) / (best_of_slice()[1] - path[0, 1])


def end(lr, steps):
    """How far the loss is above the lowest, with A[:100], over how far it was at the start."""
    lowest = mean_squared_loss(solve_least_squares(A_few, y_few), A_few, y_few)
    above = lambda theta: mean_squared_loss(theta, A_few, y_few) - lowest
    return above(gradient_descent(theta_init, A_few, y_few, lr, steps)) / above(theta_init)


def crossing(steps):
    """The learning rate from which on the walk ends higher than it started."""
    rates = np.arange(1.85, 1.96, 0.001)
    return rates[np.argmax([end(lr, steps) > 1 for lr in rates])]


def steepest():
    return la.eigvalsh(2 * A_few.T @ A_few / 100)[-1]


def gradient_by_hessian():
    """By how much the gradient differs from H (θ − θ̂)."""
    hessian, best = 2 * A_few.T @ A_few / 100, solve_least_squares(A_few, y_few)
    return la.norm(mean_squared_gradient(theta_init, A_few, y_few) - hessian @ (theta_init - best))


def figure_rates():
    return np.linspace(0.05, 2.1, 42)


CLAIMS = [
    Claim("A thousand measurements, ten unknown numbers, and a little noise", lambda: A.shape, (1000, 10)),
    Claim("Every data point is a row $x$ of ten random numbers between −1 and 1", lambda: np.abs(A).max(), 1, 1e-3),
    Claim("normal with standard deviation 0.1", lambda: (y - A @ theta_true).std(), 0.1, 0.002),
    Claim("| `A` | $(n, d)$ = (1000, 10) |", lambda: A.shape, (1000, 10)),
    Claim("(50, 10), (50, 1) | 50 more points", lambda: A_test.shape + y_test.shape, (50, 10, 50, 1)),
    Claim("where the walk of section 5 starts: small random numbers", lambda: theta_init.max(), 0.1, 0.02),
    Claim("minus an $(n,)$ array is an $(n, n)$ array", lambda: (np.ones((7, 1)) - np.ones(7)).shape, (7, 7)),
    Claim("$A\\theta = y$ has no solution", lambda: la.norm(A @ solve_least_squares(A, y) - y) > 1),
    Claim("alone explains about a tenth of the labels' variance", explained_by_first_column, 0.1, 0.02),
    Claim("The labels spread with a standard deviation of 1.77", lambda: y.std(), 1.77, 0.005),
    Claim("only the noise of 0.1 is left", lambda: (y - A @ theta_true).std(), 0.1, 0.002),
    Claim("| θ = 1 | (1, 2, 2) | (1, 0, 4) | 17 | **9** |", lambda: try_by_hand(1), [1, 2, 2, 1, 0, 4, 17, 9]),
    Claim("| θ = 3 | (3, 6, 6) | (−1, −4, 0) | 17 | **−9** |", lambda: try_by_hand(3), [3, 6, 6, -1, -4, 0, 17, -9]),
    Claim("| θ = 2 | (2, 4, 4) | (0, −2, 2) | **8** | **0** |", lambda: try_by_hand(2), [2, 4, 4, 0, -2, 2, 8, 0]),
    Claim(
        "= \\frac{2 + 3}{4 + 1} = 1$. There the residual is (−1, 2), its length² is 5, and the angle is 90°: "
        "$a\\hat\\theta = (2, 1)$",
        projection,
        [1, -1, 2, 5, 90, 2, 1],
        1e-6,
    ),
    Claim("Our ten columns are nearly at right angles to each other", largest_cosine_of_columns, 0, 0.1),
    Claim("The numbers in a column of $A$ have a mean square of 1/3", lambda: np.mean(A**2), 1 / 3, 0.005),
    Claim("which scatters with standard deviation $0.1 / \\lVert a \\rVert$", scatter_of_one_column, 1, 0.03),
    Claim("the cosine between the residual and a column, 0 but for rounding", cosine_of_residual, 0, 1e-12),
    Claim("$0.1 / \\sqrt{1000/3} \\approx 0.0055$", lambda: misses().std(), 0.0055, 0.0001),
    Claim("Twice that is the band in the figure, 1 ± 0.011", lambda: 2 * misses().std(), 0.011, 0.0002),
    Claim("About 19 in 20 coordinates", lambda: np.mean(np.abs(misses()) < 0.011), 0.95, 0.015),
    Claim("The coordinates miss 1 by about 0.005", lambda: np.sqrt(np.mean(misses()[:, 0] ** 2)), 0.005, 0.001),
    Claim("a hundred times the data ten times", lambda: typical_miss(100) / typical_miss(10_000, 50), 10, 1),
    Claim(
        "ten times the data make it √10 ≈ 3.2 times smaller", lambda: typical_miss(100) / typical_miss(1000), 3.2, 0.3
    ),
    Claim("along a line of slope −1/2", lambda: cells("error-against-n")["slope_of_errors"], -0.5, 0.04),
    Claim("The sum of $n$ independent errors grows like $\\sqrt n$", sum_grows, 10, 0.5),
    Claim(
        "scatters as little as such a method can, which is known as the Cramér–Rao bound", variance_over_bound, 1, 0.03
    ),
    Claim("may win where the data are few and the noise is large", lambda: error_leaning_to_0(20, 3) < 0.5),
    Claim("With many data it has little left to win", lambda: error_leaning_to_0(1000, 0.1), 1, 0.01),
    Claim("It is 1.2 for our `A` (`la.cond(A)`)", lambda: la.cond(A), 1.2, 0.05),
    Claim("can be the relative error of the labels times the condition number", worst_relative_error, 1, 1e-6),
    Claim("at a condition number of about 2,100", lambda: la.cond(nearly_the_same()), 2100, 10),
    Claim(
        "typically moves $\\hat\\theta$ by 1.8 times its own length, and by 20 times at worst",
        moved_by_noise,
        [1.8, 20],
        0.15,
    ),
    Claim("A computer keeps about 16 digits", lambda: -np.log10(np.finfo(float).eps), 16, 0.5),
    Claim("takes $n \\cdot d^2$ multiplications", forming, 1),
    Claim("Solving the $d$ equations takes about $d^3/3$ more", lambda: solving(30, unit=False), 1 / 3, 0.05),
    Claim("$d^3$ multiplications, not $d^3/3$", lambda: solving(20, unit=True), 1, 0.1),
    Claim("about three times the work", lambda: solving(30, unit=True) / solving(30, unit=False), 3, 0.4),
    Claim(
        "The condition number of $A^{\\mathsf T}A$ is the square of that of $A$",
        lambda: la.cond(nearly_the_same().T @ nearly_the_same()) / la.cond(nearly_the_same()) ** 2,
        1,
        1e-6,
    ),
    Claim("with cond(A) = 10⁴ we lose eight digits in place of four", lambda: digits_lost("textbook", 1e4), 8, 1),
    Claim("eight digits in place of four", lambda: digits_lost("solve_least_squares", 1e4) < 4),
    Claim("until the error is as long as θ itself", lambda: relative_error_from_1e8() > 0.3),
    Claim("$A^{\\mathsf T}A$ may even be singular although $A$ has full rank", ranks, [2, 1]),
    Claim("The loss is (1 + 4) / 2 = **2.5**", lambda: mean_squared_loss(*HAND), 2.5),
    Claim(
        "The loss stays at 2.5: a mean doesn't care. ‖Aθ − y‖² doubles.",
        lambda: mean_squared_loss(HAND[0], np.vstack([HAND[1]] * 2), np.vstack([HAND[2]] * 2)),
        2.5,
    ),
    Claim(
        "The data's loss is lowest at 0.0101, that of the test points at 0.0095, at places that are 0.02 apart",
        bottoms,
        [0.0101, 0.0095, 0.02],
        6e-5,
    ),
    Claim("About 0.01, the square of the noise's standard deviation 0.1", lambda: bottoms()[0], 0.1**2, 2e-4),
    Claim("Both curves are parabolas", lambda: is_parabola(valley(A, y)[0]) and is_parabola(valley(A_test, y_test)[0])),
    Claim(
        "| **(2, 4)** | **(−12, 4)** |",
        lambda: np.hstack([mean_squared_gradient(HAND[0], HAND[1][[i]], HAND[2][[i]]) for i in (0, 1)]).T.ravel(),
        [2, 4, -12, 4],
    ),
    Claim("The mean of the two slopes is **(−5, 4)**", lambda: mean_squared_gradient(*HAND).ravel(), [-5, 4]),
    Claim("= (1.5, 0.6). What is the loss there?", lambda: after_a_step(0.1)[:2], [1.5, 0.6], 1e-9),
    Claim("The loss is (0.49 + 0.01) / 2 = 0.25: a tenth.", lambda: after_a_step(0.1)[2], 0.25, 1e-9),
    Claim(
        "The predictions are 2.7 and 3.9, the errors 0.7 and −0.1",
        lambda: (HAND[1] @ column(1.5, 0.6) - [[0, 2], [0, 4]]).ravel(),
        [2.7, 0.7, 3.9, -0.1],
        1e-9,
    ),
    Claim(
        "θ = (6, −3): the predictions are 0 and 21, the errors −2 and 17, the loss 146.5",
        lambda: [*after_a_step(1), *(HAND[1] @ column(6, -3)).ravel()],
        [6, -3, 146.5, 0, 21],
    ),
    Claim(
        "From there the next gradient is even longer",
        lambda: la.norm(mean_squared_gradient(column(6, -3), *HAND[1:])) > 5 * la.norm(mean_squared_gradient(*HAND)),
    ),
    Claim("the best θ₂ is near 1 / 0.4 = 2.5", lambda: best_of_slice()[1], 2.5, 0.03),
    Claim("a little more than half of the way to the best θ₂", lambda: share_of_the_way(0.3), 0.55, 0.03),
    Claim("The first steps cross the floor, each time less far", first_crossings),
    Claim("a slice through the loss of the first 100 points", lambda: cells("walk-tools")["A_slice"].shape, (100, 2)),
    Claim("For a small lr the middle term decides", lambda: loss_falls_by(1e-6), 1, 1e-4),
    Claim("Then it strides along the valley, and arrives", lambda: steps_to_arrive(2) <= 30),
    Claim("and from the second on it lands *higher* on the other side", explodes),
    Claim("Along the valley it makes good progress", lambda: share_of_the_way(3.05), 1, 0.1),
    Claim("It breaks between 2.95 and 3", lambda: [walk(lr, 400)[1][-1] < 0.012 for lr in (2.95, 3)], [True, False]),
    Claim("at 2.95 every step still goes a little down", lambda: (np.diff(walk(2.95, 80)[1]) < 0).all()),
    Claim("80 steps are far from enough", lambda: walk(2.95, 80)[1][-1] > 0.1),
    Claim("at 3 the walk moves away", lambda: walk(3, 80)[1][-1] > walk(3, 40)[1][-1]),
    Claim(
        "It arrives soonest from 2.4 to 2.55: after 17 steps the loss is within 1 % of the lowest",
        lambda: [steps_to_arrive(lr) for lr in (2.35, 2.4, 2.45, 2.5, 2.55, 2.6)],
        [18, 17, 17, 17, 17, 18],
    ),
    Claim(
        "From lr = 0.03 to 0.3 to 1.2, the walk gets faster each time",
        lambda: end(0.03, 20) > end(0.3, 20) > end(1.2, 20),
    ),
    Claim(
        "After 20 steps, about 1.35 is best",
        lambda: figure_rates()[np.argmin([end(lr, 20) for lr in figure_rates()])],
        1.35,
        1e-9,
    ),
    Claim("the largest of the rates tried end higher than they started", lambda: end(1.95, 20) > 1 > end(1.9, 20)),
    Claim("ends with 1.061, and 2 / 1.061 = **1.885**", lambda: [steepest(), 2 / steepest()], [1.061, 1.885], 5e-4),
    Claim("before the curve crosses the dashed line, at about 1.92", lambda: crossing(20), 1.92, 0.005),
    Claim("after 200 steps the crossing is at 1.89", lambda: crossing(200), 1.89, 0.005),
    Claim("is $0 < \\text{lr} < 2/\\lambda$", lambda: [end(lr, 5000) < 1e-3 for lr in (1.88, 1.89)], [True, False]),
    Claim("= n/\\sigma_{\\max}(A)^2$", lambda: 100 / la.norm(A_few, 2) ** 2 - 2 / steepest(), 0, 1e-9),
    Claim("= H(\\theta - \\hat\\theta)$", gradient_by_hessian, 0, 1e-12),
    Claim("At 1.885 exactly, that part neither grows nor shrinks", lambda: abs(1 - 1.885 * steepest()), 1, 1e-3),
]


@claims_of(CLAIMS)
def test_it_is_as_the_notebook_says(claim):
    check(TOPIC, claim)
