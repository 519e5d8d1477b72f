# %% right: np.average of two stacked arrays
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    old = np.zeros_like(gradient) if state is None else state["s"]
    s = np.average(np.stack([old, gradient ** 2]), axis=0, weights=[decay, 1 - decay])
    return theta - lr * gradient / (s ** 0.5 + epsilon), {"s": s}

# %% right: lerp towards the square
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    st = {"ms": 0.0} if not state else state
    st["ms"] = st["ms"] + (1 - decay) * (gradient ** 2 - st["ms"])
    return theta - lr * gradient / (np.sqrt(st["ms"]) + epsilon), st

# %% right: lists and a loop
import math

def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    memory = [0.0] * len(theta) if state is None else state["memory"]
    out = []
    for k, (t, g) in enumerate(zip(theta.ravel(), gradient.ravel())):
        memory[k] = decay * memory[k] + (1 - decay) * g * g
        out.append(t - lr * g / (math.sqrt(memory[k]) + epsilon))
    return np.array(out).reshape(theta.shape), {"memory": memory}

# %% wrong: decay and its complement swapped
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = (1 - decay) * s + decay * gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}

# %% wrong: average started at the first square
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        s = gradient ** 2
    else:
        s = decay * state["s"] + (1 - decay) * gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}

# %% wrong: bias correction as in Adam
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    state = state or {"s": np.zeros_like(theta), "t": 0}
    t = state["t"] + 1
    s = decay * state["s"] + (1 - decay) * gradient ** 2
    s_hat = s / (1 - decay ** t)
    return theta - lr * gradient / (np.sqrt(s_hat) + epsilon), {"s": s, "t": t}

# %% wrong: the complement squared as well
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    prev = 0 if state is None else state["v"]
    v = decay * prev + ((1 - decay) * gradient) ** 2
    return theta - lr * gradient / (np.sqrt(v) + epsilon), {"v": v}

# %% wrong: no brackets around one minus decay
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = state["s"] if state is not None else np.zeros(theta.shape)
    s = decay * s + 1 - decay * gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}

# %% wrong: old average handed back
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        state = {"s": np.zeros_like(gradient)}
    s = decay * state["s"] + (1 - decay) * gradient ** 2
    theta = theta - lr * gradient / (np.sqrt(s) + epsilon)
    return theta, state

# %% wrong: centred by the mean gradient
class RMS:
    def __init__(self):
        self.sq = 0.0
        self.avg = 0.0


def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    rms = state["rms"] if state else RMS()
    rms.sq = decay * rms.sq + (1 - decay) * gradient ** 2
    rms.avg = decay * rms.avg + (1 - decay) * gradient
    return theta - lr * gradient / (np.sqrt(rms.sq - rms.avg ** 2) + epsilon), {"rms": rms}

# %% wrong: hard-coded 0.9 with theta in place
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = 0.0 if state is None else state["s"]
    s = 0.9 * s + 0.1 * gradient ** 2
    theta -= lr * gradient / (np.sqrt(s) + epsilon)
    return theta, {"s": s}

# %% wrong: epsilon outside the fraction, no square
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = decay * (state["s"] if state else 0) + (1 - decay) * abs(gradient)
    return theta - lr * (gradient / np.sqrt(s) + epsilon), {"s": s}

# %% wrong: averaged over coordinates and stored squared
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    ms = decay * (state or {"ms": 0.0})["ms"] + (1 - decay) * np.mean(gradient ** 2)
    root = np.sqrt(ms)
    return theta - lr * gradient / (root + epsilon), {"ms": root}
