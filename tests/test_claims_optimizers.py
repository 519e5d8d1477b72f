"""What ps3's notebook says in prose, measured anew: with its own tools, and the reference solutions."""

from functools import cache, partial
from unittest import mock

import matplotlib
import numpy as np
import torch

from tests.claims import Claim, check, claims_of, ran

matplotlib.use("agg")

ANSWERS = [f"{name}_step" for name in ("sgd", "momentum", "adagrad", "rmsprop", "adam")]
ANSWERS += ["run_replicates", "mean_and_standard_error"]
TOOLS = ["paths-tools", "tools", "contest-tools", "tune-tools", "decaying-step"]
METHODS = ("sgd", "momentum", "adagrad", "rmsprop", "adam")


@cache
def names():
    """All that the notebook's cells leave, figures aside."""
    found = ran("optimizers", "imports", "look", "toolkit", "make_data", "data", "noisy_val_grad", *ANSWERS, *TOOLS)
    found["show"] = lambda figure, alt: matplotlib.pyplot.close(figure)
    found["display"] = lambda *_, **__: None
    found["affordable"] = lambda num_rep, *_, **__: num_rep  # however busy this machine is
    return found


def use(name):
    return names()[name]


def step(name):
    return use(f"{name}_step")


def steps(name, gradients, lr=1.0, **settings):
    """The steps that an optimizer makes with one coordinate's gradients, against their sign."""
    theta, state, moves = np.zeros((1, 1)), None, []
    for gradient in gradients:
        moved, state = step(name)(theta, np.full((1, 1), float(gradient)), state, lr, **settings)
        moves.append(float((theta - moved).item()))
        theta = moved
    return np.array(moves)


def by_hand():
    """SGD's step in the notebook's example."""
    return step("sgd")(np.array([[1.0], [2.0]]), np.array([[0.5], [-4.0]]), None, 0.1)[0].ravel()


@cache
def farthest_moved(name, gamma):
    """How far each step of 20 runs at the course's rate moves a coordinate at most, in units of lr."""
    moves, inner = [], step(name)

    def watched(theta, gradient, state, lr):
        moved, state = inner(theta, gradient, state, lr)
        moves.append(np.abs(moved - theta).max() / lr)
        return moved, state

    use("run_replicates")(watched, gamma, 20, 1000, use("RATES")[name], np.random.default_rng(0))
    return np.array(moves)


def errors(theta):
    return np.abs(use("A") @ use(theta) - use("y_data"))[:, 0]


def slope(err, gamma):
    return gamma * err ** (gamma - 1)


def overshoots():
    """By how much of its own error each data point would be moved by SGD's first step at γ = 5."""
    return 0.001 * 5 * errors("theta_init") ** 3 * np.sum(use("A") ** 2, axis=1)


def farthest():
    """|err| and |x|² of the data point that is farthest off, and its |err| after one and after two steps on it."""
    at = np.argmax(errors("theta_init"))
    err, square = errors("theta_init")[at], np.sum(use("A")[at] ** 2)
    once = 0.005 * err**4 * square - err
    return err, square, once, 0.005 * once**4 * square - once


# ---- walks


@cache
def best(names_=METHODS, turn=0):
    return use("try_rates")(list(names_), steepness=100, steps=60, turn=turn)


def distance(name, turn=0):
    return use("mean_distance")(use("walk")(name, best(turn=turn)[name], 100, 60, turn))


def loss_at_the_end(name, turn=0):
    end = use("walk")(name, best(turn=turn)[name], 100, 60, turn)[:, -1]
    return 0.5 * end @ use("valley")(100, turn) @ end


def distance_of_ball(mu):
    """Momentum's mean distance with this μ, at the best rate for it."""
    with mock.patch.dict(names(), momentum_step=partial(step("momentum"), momentum=mu)):
        return use("mean_distance")(
            use("walk")("momentum", use("try_rates")(["momentum"], 100, 60)["momentum"], 100, 60)
        )


def squares_seen(name, late):
    """Adagrad's s after 60 steps, over its s after so many, in both coordinates."""
    gradients = use("valley")(100) @ use("walk")(name, best()[name], 100, 60)
    seen = np.cumsum(gradients[:, :-1] ** 2, axis=1)
    return seen[:, -1] / seen[:, late]


def roots_compared():
    """RMSprop's √s over Adagrad's after 1, 10, 30 and 60 equal gradients."""
    after = [0, 9, 29, 59]
    return steps("adagrad", [1] * 60)[after] / steps("rmsprop", [1] * 60)[after]


def shrinks(name, lr):
    """Whether a walk along the steep coordinate alone gets shorter in the long run."""
    theta, state, way = np.ones((1, 1)), None, []
    for _ in range(3000):
        theta, state = step(name)(theta, 100 * theta, state, lr)
        way.append(abs(theta.item()))
    return max(way[-100:]) < max(way[:100])


def limit(name, lr):
    """Whether lr is the largest stable learning rate, to one per cent."""
    return shrinks(name, 0.99 * lr) and not shrinks(name, 1.01 * lr)


def first_step(name):
    return np.abs(np.diff(use("walk")(name, best()[name], 100, 1))[:, 0])


# ---- experiments


@cache
def one(*about, **settings):
    return use("run_one")(*about, **settings)


def last_mean(name, deg_=2.0, num_rep=10, **settings):
    losses, _ = one(name, deg_, num_rep, 1000, **settings)
    return np.mean(losses[use("survivors")(losses), -1])


def bar(name, num_rep=10, **settings):
    losses, _ = one(name, 2.0, num_rep, 1000, **settings)
    return use("mean_and_standard_error")(losses)[1][-1]


@cache
def contest():
    return use("run_contest")(use("GAMMAS"), 200)


def lost(name, deg_):
    return np.sum(~use("survivors")(contest()[deg_, name][0]))


def ends_of(which, deg_):
    return use("last_means")(use("at_gamma")(which, deg_))


def winner(deg_):
    """Whose mean is the lowest in the first contest, of those of which most survive."""
    mostly = {n: end for n, end in ends_of(contest(), deg_).items() if lost(n, deg_) < 100}
    return min(mostly, key=mostly.get)


RATES = [m * 10.0**e for e in range(-5, 1) for m in (1, 2, 5)]


@cache
def tried():
    return use("try_all_rates")(use("GAMMAS"), RATES)


def rate(deg_, name):
    return use("chosen_rates")(tried(), RATES)[deg_, name]


@cache
def tuned():
    return use("run_contest")(use("GAMMAS"), 200, use("chosen_rates")(tried(), RATES), seed=2)


def unsafe_choices():
    """How often SGD's rate at γ = 5 is one at which replicates diverge, where 3 replicates choose it."""
    losses = tried()[5, "sgd"]
    chosen = losses[:99].reshape(33, 3, -1).mean(axis=1).argmin(axis=1)
    return np.mean(np.isinf(losses).any(axis=0)[chosen])


def left_arm(deg_):
    """How many times Adam's rate in the first contest its best rate is."""
    return rate(deg_, "adam") / 0.001


@cache
def pool():
    """Test losses of 20,000 replicates of SGD at γ = 2, all evaluations but the first."""
    return np.concatenate([one("sgd", 2.0, 2000, 1000, seed=(5, s))[0] for s in range(10)])[:, 1:]


def missing(num_rep, experiments):
    """The share of bars of 2.5 standard errors that miss the mean of all replicates."""
    rng, missed = np.random.default_rng(0), []
    for _ in range(experiments // 500):
        losses = pool()[rng.integers(len(pool()), size=(500, num_rep))]
        mean, se = zip(*map(use("mean_and_standard_error"), losses))
        missed.append(np.mean(np.abs(np.array(mean) - pool().mean(axis=0)) > 2.5 * np.array(se)))
    return np.mean(missed)


def normal_tail():
    return 1 - torch.erf(torch.tensor(2.5) / 2**0.5).item()


@cache
def settled():
    """Means of 10 replicates of SGD at γ = 2, lr = 0.1: (400 experiments, 20 evaluations)."""
    return one("sgd", 2.0, 4000, 1000, 0.1)[0].reshape(400, 10, -1).mean(axis=1)


@cache
def tails():
    """Mean, median and standard deviation of the final coordinates, a row a seed."""
    thetas = [one("sgd", 0.4, 20, 1000, seed=seed)[1] for seed in range(100)]
    return np.array([[theta.mean(), np.median(theta), theta.std()] for theta in thetas])


@cache
def diverged():
    """How many of 200 replicates of SGD diverge at γ = 5, a hundred times."""
    counts = [np.sum(~use("survivors")(one("sgd", 5.0, 200, 101, every=100, seed=seed)[0])) for seed in range(100)]
    return np.array(counts)


@cache
def above_floor(name, lr):
    """Mean training loss above the lowest possible one, evaluation by evaluation, in a long run at γ = 2."""
    theta, *_ = np.linalg.lstsq(use("A"), use("y_data"))
    losses, _ = one(name, 2.0, 100, 3001, lr, on_training=True)
    return losses.mean(axis=0) - np.mean((use("A") @ theta - use("y_data")) ** 2)


def floor(name, lr):
    return above_floor(name, lr)[-10:].mean()


def loss_of_truth(points, labels):
    return np.mean((use(points) @ use("theta_true") - use(labels)) ** 2)


def arrived():
    """The losses of the three that profit from lr = 0.01 at γ = 2."""
    return [last_mean(name, lr=0.01) for name in ("sgd", "rmsprop", "adam")]


TABLE = [
    # the slopes
    Claim("half of the errors are larger than 1.1", lambda: np.median(errors("theta_init")), 1.1, 0.05),
    Claim("the largest is 5.4", lambda: errors("theta_init").max(), 5.4, 0.05),
    Claim("half of them are below 0.07", lambda: np.median(errors("theta_true")), 0.07, 0.005),
    Claim("a factor of 20⁴ = 160,000", lambda: slope(2.0, 5) / slope(0.1, 5), 160_000, 1),
    Claim("it *grows* towards the end, by a factor of 6", lambda: slope(0.1, 0.4) / slope(2, 0.4), 6, 0.05),
    Claim("near 0 it is the steepest of the six", lambda: max(use("GAMMAS"), key=lambda g: slope(0.1, g)), 0.4),
    Claim("two hundred runs can be one big array", lambda: one("adam", 2.0, 200, 20)[0].shape, (200, 1)),
    # the steps
    Claim("so θ becomes (0.95, 2.4)", by_hand, [0.95, 2.4], 1e-9),
    Claim("Ten times lr at the first step?", lambda: steps("rmsprop", [7])[0], 10, 1e-6),
    Claim("The first step is exactly ±lr, whatever the gradient's size", lambda: steps("adam", [1e4])[0], 1, 1e-9),
    Claim("about +0.53 and −0.53", lambda: np.abs(steps("momentum", [1, -1] * 100)[-2:]), [0.53, 0.53], 0.005),
    Claim("A steady pull is amplified tenfold", lambda: steps("momentum", [1] * 200)[-1], 10, 1e-6),
    Claim("| 3 | 0.9 · 1.9 + 1 = 2.71 | −0.271 |", lambda: steps("momentum", [1] * 3, 0.1), [0.1, 0.19, 0.271], 1e-9),
    Claim("| 2 | 9 + 16 = 25 | −0.1 · 4/5 = −0.08 |", lambda: steps("adagrad", [3, 4], 0.1), [0.1, 0.08], 1e-8),
    Claim("The same two steps", lambda: steps("adagrad", [3000, 4000], 0.1), [0.1, 0.08], 1e-8),
    Claim("and the step lr·g/√(t·g²) = lr/√t", lambda: steps("adagrad", [2] * 900)[[8, 899]], [1 / 3, 1 / 30], 1e-6),
    Claim("0.01 = 0.0199 | 7.09 |", lambda: steps("rmsprop", [1, 1]), [10, 7.09], 0.005),
    Claim("= **−0.053** | **1** | **−0.053** |", lambda: steps("adam", [1, -1]), [1, -0.053], 5e-4),
    Claim("the last column stays the same", lambda: steps("adam", [1000, -1000]), [1, -0.053], 5e-4),
    Claim("keeps its large steps", lambda: steps("adagrad", [1, 0, 0, 0, 1])[4] > 1.5 * steps("adagrad", [1] * 5)[4]),
    Claim("it is ±1 where all agree", lambda: np.abs(steps("adam", [3] * 50)), np.ones(50), 1e-6),
    Claim("and near 0 where they cancel", lambda: np.abs(steps("adam", [1, -1] * 50)[-2:]), [0.05, 0.05], 0.01),
    Claim("still moves it by less than lr/100", lambda: steps("adagrad", [100] + [1] * 1000)[-1], 0.0095, 0.0001),
    Claim("RMSprop would move it by lr again", lambda: steps("rmsprop", [100] + [1] * 1000)[-1], 1, 0.005),
    # walks
    Claim("Beyond lr = 2/100 = 0.02 that is more than 1", lambda: limit("sgd", 0.02)),
    Claim("its limit is 2 · (1 + μ)/100 = 0.038", lambda: limit("momentum", 0.038)),
    Claim("161 of them, from 0.001 to 10", lambda: use("RATES_TO_WALK")[[0, -1]], [0.001, 10], 1e-9),
    Claim("SGD's best rate is 0.0188", lambda: best()["sgd"], 0.0188, 5e-5),
    Claim("and momentum's is 0.02", lambda: best()["momentum"], 0.02, 5e-4),
    Claim("its mean distance is 0.98, SGD's 2.4", lambda: [distance("momentum"), distance("sgd")], [0.98, 2.4], 0.02),
    Claim(
        "the losses at the end are 0.29 and 0.82",
        lambda: [loss_at_the_end("momentum"), loss_at_the_end("sgd")],
        [0.29, 0.82],
        0.005,
    ),
    Claim(
        "With μ = 0.5 its mean distance is 1.15, with 0.8 only 0.64, with 0.99 it is 2.3",
        lambda: [distance_of_ball(mu) for mu in (0.5, 0.8, 0.99)],
        [1.15, 0.64, 2.3],
        0.01,
    ),
    Claim("as its gradients shrink, s stops growing", lambda: squares_seen("adagrad", 30), [1, 1], 1e-6),
    Claim("So √s is about a tenth of Adagrad's", roots_compared, [0.1] * 4, 0.015),
    Claim(
        "with a loss of 0.086 at the end, where Adagrad has 10⁻⁵¹ and RMSprop 10⁻²⁸",
        lambda: [loss_at_the_end("adam"), *(np.log10(loss_at_the_end(name)) for name in ("adagrad", "rmsprop"))],
        [0.086, -51, -28],
        0.5,
    ),
    Claim("with a loss of 0.086", lambda: loss_at_the_end("adam"), 0.086, 0.0005),
    Claim(
        "its loss is 0.30, theirs are 0.88 and 0.64",
        lambda: [loss_at_the_end(name, 30) for name in ("adam", "adagrad", "rmsprop")],
        [0.30, 0.88, 0.64],
        0.005,
    ),
    Claim(
        "Adagrad, RMSprop and Adam set out diagonally",
        lambda: [np.ptp(first_step(name)) < 1e-6 for name in METHODS],
        [False, False, True, True, True],
    ),
    Claim("RMSprop's best rate, 0.28", lambda: best()["rmsprop"], 0.28, 0.005),
    Claim("a tenth of Adagrad's 2.8", lambda: best()["adagrad"] / best()["rmsprop"], 10, 1e-6),
    Claim("their mean distance was 0.04", lambda: [distance("adagrad"), distance("rmsprop")], [0.04, 0.04], 0.005),
    Claim(
        "is now 2.3 and 2.2, hardly less than SGD's 2.4",
        lambda: [distance(name, 30) for name in ("adagrad", "rmsprop", "sgd")],
        [2.3, 2.2, 2.4],
        0.05,
    ),
    Claim(
        "SGD and momentum walk as before, turned",
        lambda: [distance(name, 30) - distance(name) for name in ("sgd", "momentum")],
        [0, 0],
        1e-6,
    ),
    Claim("(0.63 before, 1.2 now)", lambda: [distance("adam"), distance("adam", 30)], [0.63, 1.2], 0.025),
    Claim("it grows to 10 times the first step", lambda: steps("momentum", [5] * 1000)[[0, -1]], [5, 50], 1e-6),
    Claim("it starts at 10 and falls to 1", lambda: steps("rmsprop", [5] * 1000)[[0, -1]], [10, 1], 1e-3),
    Claim("Adam's step is 1 from the first to the last", lambda: np.ptp(steps("adam", [5] * 1000)), 0, 1e-6),
    # replicates and bars
    Claim("the shape (10, 3)", lambda: one("sgd", 2.0, 10, 120)[0].shape, (10, 3)),
    Claim("holds ten equal numbers", lambda: np.ptp(one("sgd", 2.0, 10, 120)[0][:, 0]), 0),
    Claim(
        "so std = 1.414, and se = 1.414 / √4 = 0.707",
        lambda: use("mean_and_standard_error")(np.array([[1.0], [3], [3], [5]]))[1],
        [0.707],
        5e-4,
    ),
    Claim("miss the true mean once in 80 experiments", lambda: 1 / normal_tail(), 80, 1),
    Claim("With 10 replicates a bar misses once in 24", lambda: missing(10, 8000), 1 / 24, 0.002),
    Claim("with 200 about once in 75", lambda: missing(200, 4000), 1 / 75, 0.001),
    # the contest
    Claim("At lr = 0.001 this is 0.06", lambda: np.sum(0.001 / np.sqrt(np.arange(1, 1001))), 0.06, 0.005),
    Claim("≈ 62 · lr", lambda: np.sum(1 / np.sqrt(np.arange(1, 1001))), 62, 0.5),
    Claim(
        "SGD, RMSprop and Adam profit: all three arrive (0.010 to 0.013)",
        lambda: sorted(arrived())[::2],
        [0.010, 0.013],
        5e-4,
    ),
    Claim("Adagrad is ruined: 2.6", lambda: last_mean("adagrad", lr=0.01), 2.6, 0.05),
    Claim("Momentum pays a little: 0.015", lambda: last_mean("momentum", lr=0.01), 0.015, 5e-4),
    Claim("some of momentum's replicates diverge", lambda: np.isnan(one("momentum", 3.0, 10, 1000, 0.01)[1]).any()),
    Claim(
        "by 2.6 (momentum) to 6.5 (SGD)",
        lambda: np.sort([bar(name) / bar(name, batch_size=20) for name in METHODS])[[0, -1]],
        [2.6, 6.5],
        0.05,
    ),
    Claim("SGD's mean stays where it was", lambda: last_mean("sgd") - last_mean("sgd", batch_size=20), 0, 0.02),
    Claim(
        "RMSprop's falls from 1.8 to 0.18",
        lambda: [last_mean("rmsprop"), 10 * last_mean("rmsprop", batch_size=20)],
        [1.8, 1.8],
        0.05,
    ),
    Claim("Adam's from 2.1 to 0.51", lambda: [last_mean("adam"), last_mean("adam", batch_size=20)], [2.1, 0.51], 0.05),
    Claim(
        "1.17, 1.17, 1.21",
        lambda: [last_mean("sgd", noise_scale=s) for s in (0.0, 1.0, 5.0)],
        [1.17, 1.17, 1.21],
        0.005,
    ),
    Claim(
        "rise from 0.010 to 0.6", lambda: [last_mean("momentum", noise_scale=s) for s in (0.0, 5.0)], [0.010, 0.6], 0.05
    ),
    Claim(
        "and from 0.014 to 1.1", lambda: [last_mean("adagrad", noise_scale=s) for s in (0.0, 5.0)], [0.014, 1.1], 0.05
    ),
    Claim(
        "it is 3.9 for SGD, 2.9 for Adam and 1.0 for Adagrad",
        lambda: [bar(name) / bar(name, 160) for name in ("sgd", "adam", "adagrad")],
        [3.9, 2.9, 1.0],
        0.05,
    ),
    Claim(
        "SGD's is 1.17 and 0.89", lambda: [last_mean("sgd"), last_mean("sgd", on_training=True)], [1.17, 0.89], 0.005
    ),
    Claim("0.0094 on the test points", lambda: loss_of_truth("A_test", "y_test"), 0.0094, 5e-5),
    Claim("0.0102 on the others", lambda: loss_of_truth("A", "y_data"), 0.0102, 5e-5),
    Claim("the lowest of the twenty means is 0.0131", lambda: settled().min(axis=1).mean(), 0.0131, 1e-4),
    Claim("the curve has settled at 0.0148", lambda: settled()[:, 10:].mean(), 0.0148, 1e-4),
    Claim("A point met to within 10⁻⁶ kicks 4000 times", lambda: slope(1e-6, 0.4) / slope(1, 0.4), 4000, 30),
    Claim("anywhere between 0.04 and 0.85", lambda: [tails()[:, 2].min(), tails()[:, 2].max()], [0.04, 0.85], 0.005),
    Claim(
        "its standard deviation is 0.0010, the median's 0.0023", lambda: tails().std(axis=0)[:2], [0.0010, 0.0023], 5e-5
    ),
    Claim("|err| = 5.43 and |x|² = 3.62", lambda: farthest()[:2], [5.43, 3.62], 0.005),
    Claim("= 5.43 - 15.75 = -10.32", lambda: farthest()[2], 10.32, 0.02),
    Claim("the same step leads to 195", lambda: farthest()[3], 195, 1),
    Claim("9 would overshoot by more than their own error", lambda: np.sum(overshoots() > 2), 9),
    Claim("Over 20,000 replicates, 3.1 % diverged", lambda: diverged().mean() / 200, 0.031, 0.0005),
    Claim("6 of 200 on average", lambda: diverged().mean(), 6, 0.5),
    Claim("may well hold none, or twice as many", lambda: [diverged().min(), diverged().max() >= 12], [0, True]),
    # the written answers
    Claim(
        "Adam ends lower at γ = 0.4, 0.7 and 1; SGD ends lower at γ = 2, 3 and 5",
        lambda: [min(("sgd", "adam"), key=ends_of(contest(), g).get) for g in use("GAMMAS")],
        ["adam"] * 3 + ["sgd"] * 3,
    ),
    Claim("For the median error at the start, 1.13", lambda: np.median(errors("theta_init")), 1.13, 0.005),
    Claim(
        "0.37 at γ = 0.4, 1 at γ = 1, 2.3 at γ = 2 and 8.1 at γ = 5",
        lambda: [slope(np.median(errors("theta_init")), g) for g in (0.4, 1, 2, 5)],
        [0.37, 1, 2.3, 8.1],
        0.05,
    ),
    Claim(
        "0.11 to 0.31, on average, for every γ",
        lambda: np.sort([contest()[g, "adam"][1].mean() for g in use("GAMMAS")])[[0, -1]],
        [0.11, 0.31],
        0.005,
    ),
    Claim(
        "SGD's at 0.09 to 0.89",
        lambda: np.sort(
            [np.nanmean(theta[np.abs(theta) < 1000]) for theta in (contest()[g, "sgd"][1] for g in use("GAMMAS"))]
        )[[0, -1]],
        [0.09, 0.89],
        0.005,
    ),
    Claim("about 0.58 (root mean square)", lambda: np.sqrt(np.mean(use("A") ** 2)), 0.58, 0.005),
    Claim(
        "at γ = 2 it is 2.1 at the start",
        lambda: np.sqrt(np.mean((2 * errors("theta_init")[:, None] * use("A")) ** 2)),
        2.1,
        0.05,
    ),
    Claim(
        "Adagrad at γ = 0.4, 0.7 and, narrowly, 1 (0.085; momentum has 0.089); momentum at γ = 2 and 3",
        lambda: [
            *map(winner, (0.4, 0.7, 1, 2, 3)),
        ],
        ["adagrad"] * 3 + ["momentum"] * 2,
    ),
    Claim(
        "(0.085; momentum has 0.089)",
        lambda: [ends_of(contest(), 1)[n] for n in ("adagrad", "momentum")],
        [0.085, 0.089],
        5e-4,
    ),
    Claim("6 of 200 diverge", lambda: [lost("sgd", 5), winner(5)], [6, "sgd"]),
    Claim("no Adagrad, RMSprop or Adam replicate does", lambda: [lost(n, 5) for n in METHODS[2:]], [0, 0, 0]),
    Claim(
        "no step moves a coordinate by more than 10 lr (RMSprop's first), Adagrad's by more than 1, Adam's than 2.5",
        lambda: [max(farthest_moved(n, g).max() for g in use("GAMMAS")) for n in ("rmsprop", "adagrad", "adam")],
        [10, 1, 2.4],
        0.1,
    ),
    Claim(
        "Its step is about lr, and the same",
        lambda: [0.7 <= farthest_moved("adam", g).mean() < 1 for g in use("GAMMAS")],
        [True] * 6,
    ),
    Claim("many momentum replicates", lambda: lost("momentum", 5) > 100),
    Claim("Adam wins at no γ at all", lambda: "adam" not in map(winner, use("GAMMAS"))),
    Claim(
        "its best rate is 5 to 200 times as large",
        lambda: np.sort([left_arm(g) for g in use("GAMMAS")])[[0, -1]],
        [5, 200],
        0.1,
    ),
    Claim("(0.005 at γ = 1, 0.2 at γ = 5)", lambda: [rate(g, "adam") for g in (1, 5)], [0.005, 0.2], 1e-9),
    Claim(
        "(within a factor of 2)",
        lambda: (
            max(
                max(r, 1 / r) for g in (0.4, 0.7, 1, 2) for r in (rate(g, "momentum") / 0.001, rate(g, "adagrad") / 0.1)
            )
            <= 2.001
        ),
    ),
    # learning rates
    Claim("rates = [m * 10.0**e for e in range(-5, 1) for m in (1, 2, 5)]", lambda: len(RATES), 18),
    Claim("18 learning rates from 0.00001 to 5", lambda: [len(RATES), RATES[0], RATES[-1]], [18, 1e-5, 5], 1e-9),
    Claim(
        "Too small: the run has hardly left",
        lambda: [
            abs(tried()[g, "adam"][:, 0].mean() / np.mean(errors("theta_init") ** g) - 1) < 0.02 for g in use("GAMMAS")
        ],
        [True] * 6,
    ),
    Claim(
        "the work of three replicates of a hundred; the median there is 0.003",
        lambda: [
            np.sum(tried()[3, "adam"][:, RATES.index(0.2)] > 1),
            1000 * np.median(tried()[3, "adam"][:, RATES.index(0.2)]),
        ],
        [3, 3],
        0.5,
    ),
    Claim(
        "SGD was the first of those that mostly survive (0.028), and Adam (44) and RMSprop (36) the last",
        lambda: [*(ends_of(contest(), 5)[n] for n in ("sgd", "adam", "rmsprop"))],
        [0.028, 44, 36],
        0.5,
    ),
    Claim("(0.028), and Adam", lambda: ends_of(contest(), 5)["sgd"], 0.028, 5e-4),
    Claim(
        "RMSprop ends at 0.0005 and Adam at 0.0013",
        lambda: [ends_of(tuned(), 5)[n] for n in ("rmsprop", "adam")],
        [0.0005, 0.0013],
        5e-5,
    ),
    Claim(
        "Adagrad at 0.046, SGD and momentum at 0.08",
        lambda: [ends_of(tuned(), 5)[n] for n in ("adagrad", "sgd", "momentum")],
        [0.046, 0.08, 0.08],
        0.005,
    ),
    Claim(
        "At γ = 2 all five end between 0.0099 and 0.0106",
        lambda: np.sort([*ends_of(tuned(), 2).values()])[[0, -1]],
        [0.0099, 0.0106],
        5e-5,
    ),
    Claim(
        "The same at γ = 1 and 3, nearly",
        lambda: [max(ends.values()) / min(ends.values()) < 1.2 for ends in (ends_of(tuned(), g) for g in (1, 2, 3))],
        [True] * 3,
    ),
    Claim(
        "RMSprop 0.49, Adagrad 0.51, Adam 0.57, against 0.72 for SGD and 0.75 for momentum",
        lambda: [ends_of(tuned(), 0.4)[n] for n in ("rmsprop", "adagrad", "adam", "sgd", "momentum")],
        [0.49, 0.51, 0.57, 0.72, 0.75],
        0.006,
    ),
    Claim("nine times in ten a rate at which some of the fresh replicates explode", unsafe_choices, 0.9, 0.05),
    Claim(
        "level with the others at γ = 1, 2 and 3, and second of five at γ = 5",
        lambda: sorted(ends_of(tuned(), 5), key=ends_of(tuned(), 5).get)[:2],
        ["rmsprop", "adam"],
    ),
    # floors
    Claim(
        "After 100 updates 0.1, with the falling rate close behind",
        lambda: np.argsort(
            [above_floor(*run)[2] for run in [("sgd", 0.1), ("decaying_sgd", 0.1), ("sgd", 0.03), ("sgd", 0.01)]]
        ),
        [0, 1, 2, 3],
    ),
    Claim("0.1 stays 0.0052 above", lambda: floor("sgd", 0.1), 0.0052, 1e-4),
    Claim(
        "0.03 stays at 0.0011 and 0.01 at 0.00035",
        lambda: [floor("sgd", lr) for lr in (0.03, 0.01)],
        [0.0011, 0.00035],
        5e-5,
    ),
    Claim("about a fifteenth of the floor", lambda: floor("sgd", 0.1) / floor("sgd", 0.01), 15, 1),
    Claim("after 3000 updates it is at 0.00012", lambda: floor("decaying_sgd", 0.1), 0.00012, 1e-5),
    Claim("a third of what 0.01 can reach", lambda: floor("decaying_sgd", 0.1) / floor("sgd", 0.01), 1 / 3, 0.05),
]


@claims_of(TABLE)
def test_the_notebook_says_what_is_measured(claim):
    check("optimizers", claim)


def test_a_map_of_walks_is_made_once_and_its_artists_are_moved():
    """The loss that it tells is that of the end of each walk."""
    paths_map, lines = use("PathsMap")(["sgd", "momentum"]), set()
    for lr, turn in [(0.01, 0), (0.015, 0), (0.015, 30)]:
        walks = use("walks_at")({"sgd": lr, "momentum": lr}, 100, 20, turn)
        told = paths_map.show_walks(walks, 100, turn)
        lines.add(tuple(map(id, paths_map.ax.lines)))
        for (name, _), points in walks.items():
            assert np.array_equal(paths_map.lines[name].get_data(), points)
            loss = 0.5 * points[:, -1] @ use("valley")(100, turn) @ points[:, -1]
            assert f"{name} {loss:.2g}" in told
        assert len(paths_map.ax.collections) == 1
    assert len(lines) == 1
