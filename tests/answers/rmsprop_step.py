# %% right: pure
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + (1 - decay) * gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% right: the state is changed in place
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        state = {"mean_square": np.zeros_like(theta)}
    state["mean_square"] *= decay
    state["mean_square"] += (1 - decay) * np.square(gradient)
    return theta - lr * gradient / (np.sqrt(state["mean_square"]) + epsilon), state


# %% right: s moves a little towards g²
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = 0.0 if not state else state["s"]
    s = s + (1 - decay) * (gradient**2 - s)
    return theta - lr * gradient / (s**0.5 + epsilon), dict(s=s)


# %% right: the sum without its weight
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    total = gradient**2 if state is None else decay * state["total"] + gradient**2
    return theta - lr * gradient / (np.sqrt((1 - decay) * total) + epsilon), {"total": total}


# %% right: a loop over the coordinates
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    d = theta.shape[0]
    s = np.zeros((d, 1)) if state is None else state["s"].copy()
    new = theta.copy()
    for j in range(d):
        s[j, 0] = decay * s[j, 0] + (1 - decay) * gradient[j, 0] ** 2
        new[j, 0] = new[j, 0] - lr * gradient[j, 0] / (np.sqrt(s[j, 0]) + epsilon)
    return new, {"s": s}


# %% right: float32 inside
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    g = gradient.astype("float32")
    s = np.zeros_like(g) if state is None else state["s"]
    s = (decay * s + (1 - decay) * g**2).astype("float32")
    return (theta - lr * g / (np.sqrt(s) + epsilon)).astype("float32"), {"s": s}


# %% right: torch inside
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    import torch

    g = torch.tensor(gradient)
    s = torch.zeros_like(g) if state is None else torch.tensor(state["s"])
    s = s * decay + (1 - decay) * g * g
    return (torch.tensor(theta) - lr * g / (torch.sqrt(s) + epsilon)).numpy(), {"s": s.numpy()}


# %% right: a closure inside
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    def average(old, new):
        return decay * old + (1 - decay) * new

    s = average(0.0 if state is None else state["s"], gradient**2)
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: decay and 1 − decay are swapped
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = (1 - decay) * s + decay * gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: s adds up, as in Adagrad
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = s + gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: g² enters with its full weight
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: s is bias-corrected, as in Adam
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    t, s = (0, 0.0) if state is None else (state["t"], state["s"])
    t, s = t + 1, decay * s + (1 - decay) * gradient**2
    return theta - lr * gradient / (np.sqrt(s / (1 - decay**t)) + epsilon), {"t": t, "s": s}


# %% wrong: s starts as the first g²
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = gradient**2 if state is None else decay * state["s"] + (1 - decay) * gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: nothing is carried over from step to step
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta)
    s = decay * s + (1 - decay) * gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: decay keeps its default, whatever is given
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = 0.99 * s + 0.01 * gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: decay is fixed at 0.9
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = 0.9 * s + 0.1 * gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: epsilon stands under the root
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + (1 - decay) * gradient**2
    return theta - lr * gradient / np.sqrt(s + epsilon), {"s": s}


# %% wrong: epsilon is not used
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + (1 - decay) * gradient**2
    return theta - lr * gradient / np.sqrt(s), {"s": s}


# %% wrong: epsilon keeps its default, whatever is given
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + (1 - decay) * gradient**2
    return theta - lr * gradient / (np.sqrt(s) + 1e-8), {"s": s}


# %% wrong: the root is missing
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + (1 - decay) * gradient**2
    return theta - lr * gradient / (s + epsilon), {"s": s}


# %% wrong: one s serves all the coordinates
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = 0.0 if state is None else state["s"]
    s = decay * s + (1 - decay) * np.sum(gradient**2)
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: one s serves all the coordinates -- their mean
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = 0.0 if state is None else state["s"]
    s = decay * s + (1 - decay) * np.mean(gradient**2)
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: s averages g, not g²
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + (1 - decay) * gradient
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: the old s divides the gradient
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    new = theta - lr * gradient / (np.sqrt(s) + epsilon)
    return new, {"s": decay * s + (1 - decay) * gradient**2}


# %% wrong: the step goes uphill
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + (1 - decay) * gradient**2
    return theta + lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: lr is not used
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + (1 - decay) * gradient**2
    return theta - gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: something is remembered outside the state -- a global
mean_square = 0.0


def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    global mean_square
    mean_square = decay * mean_square + (1 - decay) * gradient**2
    return theta - lr * gradient / (np.sqrt(mean_square) + epsilon), {"s": mean_square}


# %% wrong: the function wrote to its arguments
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    gradient **= 2
    s = decay * s + (1 - decay) * gradient
    return theta - lr * np.sqrt(gradient) / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: s is centred: a variance, not a mean of squares
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s, mean = (0, 0) if state is None else (state["s"], state["mean"])
    s, mean = decay * s + (1 - decay) * gradient**2, decay * mean + (1 - decay) * gradient
    return theta - lr * gradient / (np.sqrt(s - mean**2) + epsilon), {"s": s, "mean": mean}


# %% wrong: the root is kept in place of s
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = 0 if state is None else state["s"]
    s = (decay * s + (1 - decay) * gradient**2) ** 0.5
    return theta - lr * gradient / (s + epsilon), {"s": s}


# %% wrong: the old s divides the gradient -- from the second step on
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    new = (1 - decay) * gradient**2 + (0 if state is None else decay * state["s"])
    s = new if state is None else state["s"]
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": new}


# %% wrong: s starts at 1
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.ones_like(theta) if state is None else state["s"]
    s = decay * s + (1 - decay) * gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: s averages the size |g|, not g²
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = 0 if state is None else state["s"]
    s = decay * s + (1 - decay) * abs(gradient)
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: s averages |g|, and no root is taken
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = 0 if state is None else state["s"]
    s = decay * s + (1 - decay) * abs(gradient)
    return theta - lr * gradient / (s + epsilon), {"s": s}


# %% wrong: the default of decay has been changed
def rmsprop_step(theta, gradient, state, lr, decay=0.9, epsilon=1e-8):
    s = 0 if state is None else state["s"]
    s = decay * s + (1 - decay) * gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: a gradient of 0 is skipped
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    state = state or {"s": 0}
    if not np.any(gradient):
        return theta + 0, state
    s = decay * state["s"] + (1 - decay) * gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
