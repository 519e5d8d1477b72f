"""ps3: optimizers as step functions, and the experiment that compares them on the power loss."""

import numpy as np

from solutions.least_squares import make_data
from solutions.power_loss import fast_val_grad as noisy_val_grad  # noqa: F401  the notebook's given

A, y_data, A_test, y_test, theta_true, theta_init = make_data()


def sgd_step(theta, gradient, state, lr):
    """One update of (stochastic) gradient descent: θ − lr·g.

    theta and gradient: arrays of one shape; lr: float
    state: what the last step returned (None before the first)
    Returns (theta, state): a new array, and a dict, empty: there is nothing to remember.
    """
    ### BEGIN SOLUTION
    return theta - lr * gradient, {}
    ### END SOLUTION


def momentum_step(theta, gradient, state, lr, momentum=0.9):
    """One update with momentum: b ← momentum·b + g, then θ − lr·b; b starts as the first g.

    theta and gradient: arrays of one shape
    state: what the last step returned (None before the first)
    Returns (theta, state): a new array, and a dict with all that the next step needs.
    """
    ### BEGIN SOLUTION
    velocity = gradient if state is None else momentum * state["velocity"] + gradient
    return theta - lr * velocity, {"velocity": velocity}
    ### END SOLUTION


def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    """One update of Adagrad: s ← s + g², then θ − lr·g/(√s + ε); s starts at 0.

    theta and gradient: arrays of one shape
    state: what the last step returned (None before the first)
    Returns (theta, state): a new array, and a dict with all that the next step needs.
    """
    ### BEGIN SOLUTION
    squares = gradient**2 if state is None else state["squares"] + gradient**2
    return theta - lr * gradient / (np.sqrt(squares) + epsilon), {"squares": squares}
    ### END SOLUTION


def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    """One update of RMSprop: s ← decay·s + (1 − decay)·g², then θ − lr·g/(√s + ε).

    theta and gradient: arrays of one shape
    state: what the last step returned (None before the first)
    Returns (theta, state): a new array, and a dict with all that the next step needs.
    """
    ### BEGIN SOLUTION
    squares = 0.0 if state is None else state["squares"]
    squares = decay * squares + (1 - decay) * gradient**2
    return theta - lr * gradient / (np.sqrt(squares) + epsilon), {"squares": squares}
    ### END SOLUTION


def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    """One update of Adam: θ − lr·m̂/(√v̂ + ε), entry by entry.

    m and v are decaying averages of g (rate beta_1) and of g² (rate beta_2) that start
    at 0; m̂ and v̂ are m and v corrected for that start, where t = 1 at the first step.
    theta and gradient: arrays of one shape
    state: what the last step returned (None before the first)
    Returns (theta, state): a new array, and a dict with all that the next step needs.
    """
    ### BEGIN SOLUTION
    state = state or {"t": 0, "m": 0.0, "v": 0.0}
    t = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}
    ### END SOLUTION


def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    """Test losses of num_rep independent runs of an optimizer, on the loss |x·θ − y|^deg_.

    step: a step function such as adam_step, called as step(theta, gradient, state, lr)
    Each replicate starts from theta_init with state None and makes max_iter updates.
    For each update it draws batch_size of the data points (A, y_data), with or without
    replacement, takes the gradient of their mean loss, and adds independent Gaussian
    noise of standard deviation noise_scale to each of its coordinates. All randomness
    comes from rng, a numpy.random.Generator. Replicates may run one after the other or
    side by side.
    Returns an array (num_rep, ⌈max_iter / test_exp_interval⌉): entry [r, k] is
    replicate r's loss on A_test, y_test just before its update number
    k·test_exp_interval (the first update is number 0). The array theta_init stays as it
    is.
    """
    ### BEGIN SOLUTION
    # The loop of the text, without its loop over replicates: they run side by side, an axis of every array.
    # deg_ may be a column (num_rep, 1), too: one γ for each.
    n, d = A.shape
    batches = rng.integers(n, size=(max_iter, num_rep, batch_size))
    theta, state = np.tile(theta_init.T, (num_rep, 1)), None  # (num_rep, d): a row is a replicate's θ
    test_losses = []
    with np.errstate(all="ignore"):  # a run that diverges ends in nan; the others go on
        for t, batch in enumerate(batches):
            if t % test_exp_interval == 0:
                test_losses.append(np.mean(np.abs(theta @ A_test.T - y_test.T) ** deg_, axis=1))
            x, y = A[batch], y_data[batch, 0]  # (num_rep, batch_size, d) and (num_rep, batch_size)
            err = (x @ theta[:, :, None])[:, :, 0] - y
            size = np.abs(err)
            slope = deg_ * np.where(size > 0, size, 1) ** (deg_ - 1) * np.sign(err)
            gradient = (slope[:, None, :] @ x)[:, 0, :] / batch_size
            if noise_scale:
                gradient += rng.normal(scale=noise_scale, size=(num_rep, d))
            theta, state = step(theta, gradient, state, lr)
    return np.array(test_losses).reshape(-1, num_rep).T
    ### END SOLUTION


def mean_and_standard_error(test_losses):
    """The mean over replicates, and its standard error: their deviation over √num_rep.

    test_losses: (num_rep, number of evaluations), one row a replicate
    Returns (mean, se): two arrays (number of evaluations,); the standard deviation is
    np.std's own (ddof = 0).
    """
    ### BEGIN SOLUTION
    num_rep = test_losses.shape[0]
    return np.mean(test_losses, axis=0), np.std(test_losses, axis=0) / np.sqrt(num_rep)
    ### END SOLUTION
