# %% right: running root of s by np.hypot, no explicit squares
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    root = np.abs(gradient) if state is None else np.hypot(state["root"], gradient)
    return theta - (lr * gradient) / (root + epsilon), {"root": root}

# %% right: double loop over plain floats with math.sqrt
import math

def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    rows, cols = theta.shape
    if state is None:
        state = {"s": [[0.0] * cols for _ in range(rows)]}
    s = state["s"]
    new = np.empty((rows, cols))
    for i in range(rows):
        for j in range(cols):
            g = float(gradient[i, j])
            s[i][j] += g * g
            new[i, j] = theta[i, j] - lr * g / (math.sqrt(s[i][j]) + epsilon)
    return new, state

# %% right: all gradients kept as columns, norm along the rows
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    state = state or {}
    G = np.hstack([state["G"], gradient]) if "G" in state else gradient.copy()
    scale = np.sqrt(np.einsum("ij,ij->i", G, G)).reshape(-1, 1)
    return theta - lr * gradient / (scale + epsilon), {"G": G}

# %% wrong: epsilon inside the square root
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = s + gradient ** 2
    return theta - lr * gradient / np.sqrt(s + epsilon), {"s": s}

# %% wrong: `=` for `+=`: s forgets the earlier gradients
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        state = {"s": np.zeros_like(theta)}
    state["s"] = gradient ** 2
    return theta - lr * gradient / (np.sqrt(state["s"]) + epsilon), state

# %% wrong: square root of s forgotten, and steps uphill
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        accum = np.zeros(theta.shape)
    else:
        accum = state["accum"]
    accum = accum + np.square(gradient)
    theta_new = theta + lr * gradient / (accum + epsilon)
    return theta_new, {"accum": accum}

# %% wrong: epsilon outside the fraction: brackets missing
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = gradient**2 if state is None else state["s"] + gradient**2
    update = gradient / np.sqrt(s) + epsilon
    return theta - lr * update, {"s": s}

# %% wrong: `gradient.T @ gradient`: one s for all coordinates
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        state = {"s": 0.0}
    state["s"] = state["s"] + gradient.T @ gradient
    return theta - lr * gradient / (np.sqrt(state["s"]) + epsilon), state

# %% wrong: `g *= g` overwrites the gradient and the numerator
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    g = gradient
    g *= g
    s = g.copy() if state is None else state["s"] + g
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}

# %% wrong: mean of squares instead of sum, epsilon in the root
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        state = {"sum": np.zeros_like(theta), "t": 0}
    state["sum"] = state["sum"] + gradient ** 2
    state["t"] += 1
    avg = state["sum"] / state["t"]
    return theta - lr * gradient / np.sqrt(avg + epsilon), state

# %% wrong: no step at all when the gradient is below 1e-6
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    if np.abs(gradient).max() < 1e-6:      # converged
        return theta.copy(), {"s": s}
    s = s + gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
