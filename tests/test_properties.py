"""Properties of the checks: whatever right implementation is put together at random, every case accepts it."""

import math
from functools import reduce

import hypothesis.strategies as st
import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from autograder.course.checks import about_checks, checks_of
from autograder.kit.case import cases_of
from autograder.kit.mistakes import CheckFailed
from autograder.kit.run import run_case
from tests.judging import failures

FEW = hypothesis_settings(
    derandomize=True, deadline=None, max_examples=12, database=None, suppress_health_check=list(HealthCheck)
)
MANY = hypothesis_settings(FEW, max_examples=25)


def shuffled(values):
    """The same numbers in another order, which depends on nothing but how many there are."""
    return np.random.default_rng(len(values)).permutation(values)


def compensated(values):
    """Kahan's sum, which keeps what each addition loses."""
    total, lost = 0.0, 0.0
    for value in values:
        corrected = value - lost
        new = total + corrected
        total, lost = new, (new - total) - corrected
    return total


# Ways to add up the numbers in a 1-d array.
SUMS = st.sampled_from(
    [
        np.sum,
        math.fsum,
        compensated,
        lambda v: sum(v.tolist()),
        lambda v: float(np.cumsum(v[::-1])[-1]),
        lambda v: sum(shuffled(v)),
        lambda v: sum(np.sum(chunk) for chunk in np.array_split(v, 3)),
        lambda v: float(torch.tensor(v).sum()),
        lambda v: np.ones(len(v)) @ v,
        lambda v: np.float64(np.sum(v, dtype=np.float32)),
    ]
)
# Ways to compute Aθ − y as (n,).
ERRORS = st.sampled_from(
    [
        lambda theta, A, y: (A @ theta - y)[:, 0],
        lambda theta, A, y: (theta.T @ A.T - y.T).ravel(),
        lambda theta, A, y: np.einsum("ij,jk->i", A, theta) - y[:, 0],
        lambda theta, A, y: np.array([sum(a * t for a, t in zip(x, theta[:, 0])) - b for x, b in zip(A, y[:, 0])]),
        lambda theta, A, y: np.sum(A[:, ::-1] * theta[::-1].T, axis=1) - y.ravel(),
        lambda theta, A, y: (torch.tensor(A) @ torch.tensor(theta) - torch.tensor(y)).numpy().reshape(-1),
        lambda theta, A, y: np.concatenate([a @ theta - b for a, b in zip(A[:, None, :], y[:, None])]).ravel(),
        lambda theta, A, y: np.tensordot(A, theta, axes=(1, 0)).squeeze(1) - np.reshape(y, -1),
    ]
)
ERRORS_WITHOUT_LOOPS = st.sampled_from(
    [
        lambda theta, A, y: (A @ theta - y)[:, 0],
        lambda theta, A, y: np.einsum("ij,jk->i", A, theta) - y[:, 0],
        lambda theta, A, y: np.sum(A[:, ::-1] * theta[::-1].T, axis=1) - y.ravel(),
        lambda theta, A, y: (torch.tensor(A) @ torch.tensor(theta) - torch.tensor(y)).numpy().reshape(-1),
    ]
)
# Ways to compute Aᵀw as (d, 1) from weights w (n,).
COMBINATIONS = st.sampled_from(
    [
        lambda A, w: A.T @ w[:, None],
        lambda A, w: (w @ A).reshape(-1, 1),
        lambda A, w: np.einsum("ij,i->j", A, w)[:, None],
        lambda A, w: np.sum(A * w[:, None], axis=0, keepdims=True).T,
        lambda A, w: np.stack([shuffled(column * w).sum() for column in A.T])[:, None],
        lambda A, w: (torch.tensor(A).T @ torch.tensor(w)).numpy()[:, None],
        lambda A, w: (A.astype(np.float32).T @ w.astype(np.float32)).astype(np.float64)[:, None],
    ]
)
LOOPED_COMBINATIONS = st.sampled_from(
    [
        lambda A, w: sum(weight * x.reshape(-1, 1) for x, weight in zip(A, w)),
        lambda A, w: np.array([[compensated(column * w)] for column in A.T]),
        lambda A, w: reduce(np.add, [a.T @ b[:, None] for a, b in zip(np.array_split(A, 4), np.array_split(w, 4))]),
        lambda A, w: np.array([[math.fsum(a * b for a, b in zip(column, w))] for column in A.T.tolist()]),
    ]
)
ALL_COMBINATIONS = st.one_of(COMBINATIONS, LOOPED_COMBINATIONS)
FLOATS = st.sampled_from([float, np.float64, lambda x: np.mean([x]), lambda x: np.asarray(x, dtype=float).item()])
PAIRS = st.sampled_from([tuple, list])


def refused(topic, **functions):
    """The messages of all failed cases of the checks of this one function, extra credit apart."""
    (name,) = functions
    found = [(about_checks(topic)[c.__name__], failure) for c, _, failure in failures(functions, topic, only=name)]
    return [str(failure) for about, failure in found if failure and not about.is_extra_credit]


def refused_case(topic, name, functions, **settings):
    """The message of a case made up here, or None: settings, and whatever else stands in the check's first case."""
    check = checks_of(topic)[name]
    try:
        run_case(check, functions, cases_of(check)[0][0] | settings)
    except CheckFailed as failure:
        return str(failure)
    return None


def loss_of(errors, total, kind):
    return lambda theta, A, y: kind(total(errors(theta, A, y) ** 2) / len(A))


def gradient_of(errors, combine):
    return lambda theta, A, y: 2 * combine(A, errors(theta, A, y)) / len(A)


@st.composite
def solvers(draw):
    """Least squares by a method at random, with the data points in an order at random."""
    method = draw(
        st.sampled_from(
            [
                lambda A, y: np.linalg.lstsq(A, y, rcond=None)[0],
                lambda A, y: np.linalg.inv(A.T @ A) @ A.T @ y,
                lambda A, y: np.linalg.solve(A.T @ A, A.T @ y),
                lambda A, y: np.linalg.pinv(A) @ y,
                lambda A, y: np.linalg.solve(np.linalg.qr(A)[1], np.linalg.qr(A)[0].T @ y),
                lambda A, y: (lambda u, s, vt: vt.T @ ((u.T @ y) / s[:, None]))(*np.linalg.svd(A, full_matrices=False)),
                lambda A, y: torch.linalg.lstsq(torch.tensor(A), torch.tensor(y)).solution.numpy(),
                lambda A, y: np.linalg.lstsq(A * 10, y, rcond=None)[0] * 10,
            ]
        )
    )
    order = draw(st.sampled_from([lambda n: range(n), lambda n: range(n)[::-1], lambda n: shuffled(np.arange(n))]))
    return lambda A, y: method(A[list(order(len(A)))], y[list(order(len(A)))])


@st.composite
def descents(draw):
    """Gradient descent with a gradient at random, in a loop of any kind."""
    errors, combine = draw(ERRORS_WITHOUT_LOOPS), draw(COMBINATIONS)
    step = lambda theta, A, y, lr: theta - lr * gradient_of(errors, combine)(theta, A, y)

    def by_for(theta, A, y, lr, max_iter):
        for _ in range(max_iter):
            theta = step(theta, A, y, lr)
        return theta.copy()

    def by_while(theta, A, y, lr, max_iter):
        theta, left = np.array(theta), max_iter
        while left:
            theta, left = step(theta, A, y, lr), left - 1
        return theta

    def by_reduce(theta, A, y, lr, max_iter):
        return reduce(lambda t, _: step(t, A, y, lr), range(max_iter), theta + 0)

    return draw(st.sampled_from([by_for, by_while, by_reduce]))


@FEW
@given(solvers(), st.integers(1, 9), st.integers(0, 40), st.floats(1, 500))
def test_any_right_solver_is_accepted(solve, d, more, cond):
    assert refused("least_squares", solve_least_squares=solve) == []
    best, orthogonal = "check_solve_least_squares_best_fit", "check_solve_least_squares_orthogonal"
    functions = {"solve_least_squares": solve}
    assert refused_case("least_squares", best, functions, n=d + more, d=d, cond=cond if d > 1 else 1) is None
    assert refused_case("least_squares", orthogonal, functions, n=d + more + 1, d=d) is None


@MANY
@given(st.builds(loss_of, ERRORS, SUMS, FLOATS), st.integers(1, 40), st.integers(1, 12))
def test_any_right_mean_squared_loss_is_accepted(loss, n, d):
    assert refused("least_squares", mean_squared_loss=loss) == []
    assert refused_case("least_squares", "check_mean_squared_loss_value", {"mean_squared_loss": loss}, n=n, d=d) is None


@MANY
@given(st.builds(gradient_of, ERRORS, ALL_COMBINATIONS), st.integers(1, 40), st.integers(1, 12))
def test_any_right_mean_squared_gradient_is_accepted(gradient, n, d):
    assert refused("least_squares", mean_squared_gradient=gradient) == []
    functions, check = {"mean_squared_gradient": gradient}, "check_mean_squared_gradient_slope"
    assert refused_case("least_squares", check, functions, n=n, d=d) is None


@FEW
@given(descents(), st.floats(0.01, 5), st.integers(1, 12))
def test_any_right_gradient_descent_is_accepted(descend, lr, max_iter):
    assert refused("least_squares", gradient_descent=descend) == []
    functions, check = {"gradient_descent": descend}, "check_gradient_descent_many_steps"
    assert refused_case("least_squares", check, functions, lr=lr, max_iter=max_iter) is None


# Ways to take the slope of |err|^γ in err, 0 where err is 0.
def where_slope(err, deg_):
    return deg_ * np.where(err == 0, 0, np.abs(np.where(err == 0, 1, err)) ** (deg_ - 1)) * np.sign(err)


def masked_slope(err, deg_):
    slope, off = np.zeros(len(err)), err != 0
    slope[off] = deg_ * np.abs(err[off]) ** deg_ / err[off]
    return slope


def mended_slope(err, deg_):
    return np.nan_to_num(deg_ * np.abs(err) ** (deg_ - 1.0) * np.sign(err), nan=0.0, posinf=0.0)


def torch_slope(err, deg_):
    off = err != 0
    leaf = torch.tensor(err[off], requires_grad=True)
    slope = np.zeros(len(err))
    slope[off] = torch.autograd.grad(leaf.abs().pow(deg_).sum(), leaf)[0].numpy()
    return slope


def copysign_slope(err, deg_):
    with np.errstate(all="ignore"):
        return np.where(err != 0, np.copysign(deg_ * np.exp((deg_ - 1) * np.log(np.abs(err))), err), 0.0)


SLOPES = st.sampled_from([where_slope, masked_slope, mended_slope, torch_slope, copysign_slope])
POWERS = st.sampled_from([lambda err, deg_: np.abs(err) ** deg_, lambda err, deg_: np.power(err * err, deg_ / 2)])


@st.composite
def values_and_gradients(draw, errors=ERRORS, sums=SUMS, combinations=ALL_COMBINATIONS):
    """noisy_val_grad put together at random."""
    error, total, combine = draw(errors), draw(sums), draw(combinations)
    slope, power, kind, pair = draw(SLOPES), draw(POWERS), draw(FLOATS), draw(PAIRS)

    def noisy_val_grad(theta_hat, data_, label_, deg_=2.0):
        err, n = error(theta_hat, data_, label_), len(data_)
        return pair([kind(total(power(err, deg_)) / n), combine(data_, slope(err, deg_)) / n])

    return noisy_val_grad


GAMMAS = st.one_of(st.floats(0.3, 6), st.sampled_from([1, 2, 3, 4, 5]))


@FEW
@given(values_and_gradients(), GAMMAS)
def test_any_right_noisy_val_grad_is_accepted(function, deg_):
    assert refused("power_loss", noisy_val_grad=function) == []
    for check in ("loss", "gradient", "zero_error"):
        functions = {"noisy_val_grad": function}
        assert refused_case("power_loss", f"check_noisy_val_grad_{check}", functions, deg_=deg_) is None


WITHOUT_LOOPS = st.sampled_from(
    [
        np.sum,
        lambda v: np.cumsum(v[::-1])[-1],
        lambda v: np.ones(len(v)) @ v,
        lambda v: torch.tensor(v).sum().item(),
        lambda v: np.float64(np.sum(v, dtype=np.float32)),
    ]
)


@FEW
@given(values_and_gradients(ERRORS_WITHOUT_LOOPS, WITHOUT_LOOPS, COMBINATIONS), GAMMAS)
def test_any_right_fast_val_grad_is_accepted(function, deg_):
    assert refused("power_loss", fast_val_grad=function) == []
    functions = {"fast_val_grad": function}
    assert refused_case("power_loss", "check_fast_val_grad_gradient", functions, deg_=deg_) is None


@st.composite
def difference_quotients(draw):
    """numerical_gradient put together at random."""
    nudge = draw(
        st.sampled_from(
            [
                lambda theta, j, eps: theta + eps * np.eye(theta.size)[:, [j]],
                lambda theta, j, eps: np.array([[t + eps * (i == j)] for i, t in enumerate(theta[:, 0])]),
                lambda theta, j, eps: theta + np.bincount([j], [eps], minlength=theta.size).reshape(-1, 1),
            ]
        )
    )
    quotient = draw(
        st.sampled_from(
            [
                lambda up, down, eps: (up - down) / (2 * eps),
                lambda up, down, eps: up / 2 / eps - down / 2 / eps,
                lambda up, down, eps: np.float64(0.5 / eps) * (up - down),
            ]
        )
    )
    order = draw(st.sampled_from([lambda d: range(d), lambda d: range(d)[::-1]]))

    def numerical_gradient(f, theta, eps=1e-6):
        found = np.zeros((theta.size, 1))
        for j in order(theta.size):
            found[j, 0] = quotient(f(nudge(theta, j, eps)), f(nudge(theta, j, -eps)), eps)
        return found

    return numerical_gradient


@MANY
@given(difference_quotients())
def test_any_right_numerical_gradient_is_accepted(function):
    assert refused("power_loss", numerical_gradient=function) == []


# How a step function may keep its numbers: packed into a dict, and unpacked from it.
def named(*names):
    return lambda *values: dict(zip(names, values)), lambda state: [state[name] for name in names if name in state]


MEMORIES = st.sampled_from(
    [
        named("a", "b", "c"),
        (lambda *values: {"all": values}, lambda state: state["all"]),
        (lambda *values: dict(enumerate(map(np.copy, values))), lambda state: list(state.values())),
        (lambda *values: {"lists": [np.asarray(v).tolist() for v in values]}, lambda s: map(np.array, s["lists"])),
        (lambda *values: {"t": [torch.as_tensor(v) for v in values]}, lambda s: [np.asarray(v) for v in s["t"]]),
    ]
)
ROOTS = st.sampled_from([np.sqrt, lambda s: np.asarray(s) ** 0.5, lambda s: np.exp(np.log(np.maximum(s, 1e-300)) / 2)])
AVERAGES = st.sampled_from(
    [
        lambda old, new, rate: rate * old + (1 - rate) * new,
        lambda old, new, rate: old + (1 - rate) * (new - old),
        lambda old, new, rate: new + rate * (old - new),
    ]
)
MOVES = st.sampled_from(
    [
        lambda theta, lr, way: theta - lr * way,
        lambda theta, lr, way: np.subtract(theta, np.multiply(way, lr)),
        lambda theta, lr, way: (torch.tensor(theta) - lr * torch.tensor(way)).numpy(),
        lambda theta, lr, way: np.array([[t - lr * w] for t, w in zip(theta[:, 0], way[:, 0])]),
        lambda theta, lr, way: theta - (np.float32(lr) * way.astype(np.float32)).astype(np.float64),
    ]
)
STEP_PARTS = st.tuples(MOVES, MEMORIES, ROOTS, AVERAGES)


def make_sgd(move, memory, root, average):
    return lambda theta, gradient, state, lr: (move(theta, lr, gradient), {})


def make_momentum(move, memory, root, average):
    pack, unpack = memory

    def momentum_step(theta, gradient, state, lr, momentum=0.9):
        velocity = gradient + (0 if state is None else momentum * next(iter(unpack(state))))
        return move(theta, lr, velocity), pack(velocity)

    return momentum_step


def make_adagrad(move, memory, root, average):
    pack, unpack = memory

    def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
        total = gradient**2 + (next(iter(unpack(state))) if state else 0.0)
        return move(theta, lr, gradient / (root(total) + epsilon)), pack(total)

    return adagrad_step


def make_rmsprop(move, memory, root, average):
    pack, unpack = memory

    def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
        squares = average(next(iter(unpack(state))) if state else np.zeros_like(theta), gradient**2, decay)
        return move(theta, lr, gradient / (root(squares) + epsilon)), pack(squares)

    return rmsprop_step


def make_adam(move, memory, root, average):
    pack, unpack = memory

    def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        t, m, v = unpack(state) if state else (0, np.zeros_like(theta), np.zeros_like(theta))
        t, m, v = t + 1, average(m, gradient, beta_1), average(v, gradient**2, beta_2)
        m_hat, v_hat = m / (1 - beta_1 ** float(t)), v / (1 - beta_2 ** float(t))
        return move(theta, lr, m_hat / (root(v_hat) + epsilon)), pack(t, m, v)

    return adam_step


RATES = st.floats(0.05, 0.99)
SETTINGS = {
    "sgd": {"lr": st.floats(0.001, 2)},
    "momentum": {"momentum": RATES},
    "adagrad": {"epsilon": st.floats(1e-6, 1)},
    "rmsprop": {"decay": RATES, "epsilon": st.floats(1e-6, 1)},
    "adam": {"beta_1": RATES, "beta_2": RATES, "epsilon": st.floats(1e-6, 1)},
}


@pytest.mark.parametrize("make", [make_sgd, make_momentum, make_adagrad, make_rmsprop, make_adam])
@FEW
@given(parts=STEP_PARTS, data=st.data())
def test_any_right_step_function_is_accepted(make, parts, data):
    name = make.__name__.removeprefix("make_")
    functions = {f"{name}_step": make(*parts)}
    assert refused("optimizers", **functions) == []
    check = f"check_{name}_step_{'values' if name == 'sgd' else 'settings'}"
    case = {setting: data.draw(values) for setting, values in SETTINGS[name].items()}
    assert refused_case("optimizers", check, functions, **case) is None


MEANS = st.builds(lambda total: lambda v: total(v) / len(v), SUMS)
DEVIATIONS = st.sampled_from(
    [
        np.std,
        lambda v: math.sqrt(sum((x - v.mean()) ** 2 for x in v) / len(v)),
        lambda v: np.sqrt(np.mean(np.square(v - np.mean(v)))),
        lambda v: np.linalg.norm(v - v.mean()) / len(v) ** 0.5,
        lambda v: float(torch.tensor(v).std(correction=0)),
    ]
)


@MANY
@given(MEANS, DEVIATIONS, PAIRS)
def test_any_right_mean_and_standard_error_is_accepted(mean, deviation, pair):
    def mean_and_standard_error(test_losses):
        columns = [shuffled(column) for column in test_losses.T]
        se = [deviation(column) / math.sqrt(len(column)) for column in columns]
        return pair([np.array([mean(column) for column in columns], dtype=float), np.array(se, dtype=float)])

    assert refused("optimizers", mean_and_standard_error=mean_and_standard_error) == []


# Ways through a Linear part; through a ReLU, there (what comes out) and back (where it lets the slope pass).
LINEARS = st.sampled_from(
    [
        lambda x, W, b: x @ W.T + b,
        lambda x, W, b: (W @ x.T + b[:, None]).T,
        lambda x, W, b: np.einsum("ni,oi->no", x, W) + b,
        lambda x, W, b: np.array([[w @ row + c for w, c in zip(W, b)] for row in x]),
        lambda x, W, b: torch.nn.functional.linear(*map(torch.from_numpy, (x.copy(), W.copy(), b.copy()))).numpy(),
    ]
)
RELUS = st.sampled_from([lambda z: np.maximum(z, 0), lambda z: z * (z > 0), lambda z: np.where(z < 0, 0, z)])
PASSES = st.sampled_from(
    [
        lambda slope, z, a: slope * (z > 0),
        lambda slope, z, a: np.where(a > 0, slope, 0.0),
        lambda slope, z, a: slope * np.sign(a),
        lambda slope, z, a: slope * np.heaviside(z, 0),
    ]
)
# Ways to the logarithms of the probabilities, row by row.
LOG_SOFTMAXES = st.sampled_from(
    [
        lambda s: s - np.logaddexp.reduce(s, axis=1, keepdims=True),
        lambda s: torch.log_softmax(torch.from_numpy(s.copy()), 1).numpy(),
        lambda s: np.array([row - row.max() - math.log(math.fsum(np.exp(row - row.max()))) for row in s]),
    ]
)
# Ways back through a Linear part: the slopes in W, in b, and in x.
BACKS = st.sampled_from(
    [
        lambda slope, x, W: (slope.T @ x, slope.sum(axis=0), slope @ W),
        lambda slope, x, W: (np.einsum("no,ni->oi", slope, x), np.ones(len(x)) @ slope, (W.T @ slope.T).T),
        lambda slope, x, W: (sum(map(np.outer, slope, x)), sum(slope), np.array([row @ W for row in slope])),
    ]
)


@MANY
@given(LINEARS, RELUS, PASSES, LOG_SOFTMAXES, BACKS, PAIRS, st.booleans())
def test_any_right_loss_and_gradients_is_accepted(linear, relu, passes, log_softmax, back, pair, late):
    def loss_and_gradients(parameters, x, labels):
        W1, b1, W2, b2 = map(parameters.get, ("W1", "b1", "W2", "b2"))
        z = linear(x, W1, b1)
        a = relu(z)
        log_p = log_softmax(linear(a, W2, b2))
        true = np.arange(len(b2)) == labels[:, None]
        share = 1 if late else len(x)
        dW2, db2, da = back((np.exp(log_p) - true) / share, a, W2)
        dW1, db1, _ = back(passes(da, z, a), x, W1)
        gradients = {"b2": db2, "W2": dW2, "b1": db1, "W1": dW1}
        return pair([-log_p[true].mean(), {name: part * share / len(x) for name, part in gradients.items()}])

    assert refused("mnist", loss_and_gradients=loss_and_gradients) == []
