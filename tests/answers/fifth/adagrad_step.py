# %% right: root of s carried along by np.hypot
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    root = np.abs(gradient) if state is None else np.hypot(state["root"], gradient)
    return theta - lr * gradient / (root + epsilon), {"root": root}

# %% right: keeps every squared gradient and sums them anew
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    past = state["past"] if state is not None else []
    past = past + [gradient ** 2]
    scale = np.sqrt(sum(past)) + epsilon
    return theta - lr * (gradient / scale), {"past": past}

# %% wrong: `g.T @ g`: one s shared by all coordinates
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        state = {"s": 0.0}
    state["s"] = state["s"] + gradient.T @ gradient
    return theta - lr * gradient / (np.sqrt(state["s"]) + epsilon), state

# %% wrong: `s =` for `s +=`: squares are never summed
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        s = np.zeros_like(gradient)
    else:
        s = state['s']
    s = gradient ** 2
    theta = theta - lr * gradient / (np.sqrt(s) + epsilon)
    return theta, {'s': s}

# %% wrong: sqrt(s) is stored as s and added to the next g²
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        G = 0
    else:
        G = state["G"]
    G = np.sqrt(G + gradient ** 2)
    return theta - lr * gradient / (G + epsilon), {"G": G}

# %% wrong: bracket missing: epsilon added to theta, not to sqrt(s)
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        state = {"sum_sq": np.zeros(theta.shape)}
    state["sum_sq"] += gradient * gradient
    new = theta - lr * gradient / np.sqrt(state["sum_sq"]) + epsilon
    return new, state

# %% wrong: s starts at 0.1, and epsilon inside the root
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        state = {"acc": np.full_like(theta, 0.1)}
    acc = state["acc"] + gradient ** 2
    return theta - lr * gradient / np.sqrt(acc + epsilon), {"acc": acc}

# %% wrong: s summed twice from the second step (`+=`, then `+`)
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    g2 = np.square(gradient)
    if state is None:
        s = g2
    else:
        s = state["s"]
        s += g2
        s = s + g2
    d_theta = lr / (np.sqrt(s) + epsilon) * gradient
    return theta - d_theta, {"s": s}
