"""ps3, as students write it."""

import numpy as np

from solutions.optimizers import A, A_test, noisy_val_grad, theta_init, y_data, y_test


def sgd_step__by_coordinates(theta, gradient, state, lr):
    new = theta.copy()
    for j in range(len(theta)):
        new[j] = theta[j] - lr * gradient[j]
    return new, {}


def sgd_step__line_by_line(theta, gradient, state, lr):
    theta = theta - lr * gradient
    return theta, {}


def momentum_step__from_zero(theta, gradient, state, lr, momentum=0.9):
    b = np.zeros_like(theta) if state is None else state["b"]
    b = momentum * b + gradient
    theta = theta - lr * b
    return theta, {"b": b}


def adagrad_step__from_zero(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = s + gradient**2
    theta = theta - lr * gradient / (np.sqrt(s) + epsilon)
    return theta, {"s": s}


def rmsprop_step__from_zero(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + (1 - decay) * gradient * gradient
    theta = theta - lr / (np.sqrt(s) + epsilon) * gradient
    return theta, {"s": s}


def rmsprop_step__root_of_size(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + (1 - decay) * gradient**2
    return theta - lr * gradient / (np.sqrt(np.abs(s)) + epsilon), {"s": s}


def adam_step__line_by_line(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    m, v, t = state["m"], state["v"], state["t"]
    t = t + 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    theta = theta - lr * m_hat / (np.sqrt(v_hat) + epsilon)
    return theta, {"m": m, "v": v, "t": t}


def adam_step__root_of_size(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    state["t"] += 1
    state["m"] = beta_1 * state["m"] + (1 - beta_1) * gradient
    state["v"] = beta_2 * state["v"] + (1 - beta_2) * gradient**2
    m_hat = state["m"] / (1 - beta_1 ** state["t"])
    v_hat = state["v"] / (1 - beta_2 ** state["t"])
    return theta - lr * m_hat / (np.sqrt(np.abs(v_hat)) + epsilon), state


def adam_step__in_the_state(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    state["t"] += 1
    state["m"] = beta_1 * state["m"] + (1 - beta_1) * gradient
    state["v"] = beta_2 * state["v"] + (1 - beta_2) * gradient * gradient
    m_hat = state["m"] / (1 - beta_1 ** state["t"])
    v_hat = state["v"] / (1 - beta_2 ** state["t"])
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), state


def adam_step__corrected_inside(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    t = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient**2
    root = np.sqrt(v / (1 - beta_2**t)) + epsilon
    return theta - lr * (m / (1 - beta_1**t)) / root, {"m": m, "v": v, "t": t}


def run_replicates__one_by_one(
    step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0
):
    losses = np.zeros((num_rep, (max_iter + test_exp_interval - 1) // test_exp_interval))
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                loss, _ = noisy_val_grad(theta, A_test, y_test, deg_)
                losses[r, t // test_exp_interval] = loss
            batch = rng.integers(len(A), size=batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return losses


def mean_and_standard_error__summed(test_losses):
    n = len(test_losses)
    mean = np.sum(test_losses, axis=0) / n
    se = np.sqrt(np.mean((test_losses - mean) ** 2, axis=0)) / np.sqrt(n)
    return mean, se


def mean_and_standard_error__power(test_losses):
    num_rep = test_losses.shape[0]
    return np.mean(test_losses, axis=0), np.std(test_losses, axis=0) / num_rep ** (1 / 2)


def mean_and_standard_error__methods(test_losses):
    return test_losses.mean(axis=0), test_losses.std(axis=0) / np.sqrt(len(test_losses))
