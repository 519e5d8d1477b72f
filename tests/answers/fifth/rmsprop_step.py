# %% right: running average moved towards g² (s += (1-rho)(g²-s))
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    old = 0.0 if state is None else state["mean_square"]
    mean_square = old + (1.0 - decay) * (gradient * gradient - old)
    return theta - lr / (mean_square ** 0.5 + epsilon) * gradient, {"mean_square": mean_square}

# %% right: small helper class that lives in the state
class _Average:
    def __init__(self, shape):
        self.value = torch.zeros(shape, dtype=torch.float64)

    def feed(self, x, rho):
        self.value = rho * self.value + (1 - rho) * x
        return self.value


def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        state = {"avg": _Average(theta.shape)}
    g = torch.from_numpy(gradient.copy())
    denominator = state["avg"].feed(g.square(), float(decay)).sqrt() + float(epsilon)
    return theta - float(lr) * (g / denominator).numpy(), state

# %% wrong: bracket missing: `1 - decay * g²`
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        state = {"s": np.zeros_like(theta)}
    s = decay * state["s"] + 1 - decay * gradient ** 2
    theta = theta - lr * gradient / (np.sqrt(s) + epsilon)
    return theta, {"s": s}

# %% wrong: Adam's bias correction divides s
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        state = {"s": np.zeros_like(gradient), "t": 0}
    state["t"] += 1
    state["s"] = decay * state["s"] + (1 - decay) * gradient ** 2
    s_hat = state["s"] / (1 - decay ** state["t"])
    return theta - lr * gradient / (np.sqrt(s_hat) + epsilon), state

# %% wrong: decay ignored (0.99 typed in); eps inside the root
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        sq = np.zeros(gradient.shape)
    else:
        sq = state["sq"]
    sq = 0.99 * sq + 0.01 * gradient ** 2
    return theta - lr * gradient / np.sqrt(sq + epsilon), {"sq": sq}

# %% wrong: s lives in a module-level dict, not in the state
_running = {}

def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = _running.get("s", np.zeros_like(theta))
    if s.shape != theta.shape:
        s = np.zeros_like(theta)
    s = decay * s + (1 - decay) * gradient ** 2
    _running["s"] = s
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {}

# %% wrong: averages abs(g) without square, and takes no root
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        avg = np.zeros_like(theta)
    else:
        avg = state["avg"]
    avg = decay * avg + (1 - decay) * np.abs(gradient)
    # rms of the gradient
    new_theta = theta - lr * gradient / (avg + epsilon)
    return new_theta, {"avg": avg}

# %% wrong: centred: the averaged gradient squared is subtracted
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        state = {"s": np.zeros_like(theta), "m": np.zeros_like(theta)}
    s = decay * state["s"] + (1 - decay) * gradient ** 2
    m = decay * state["m"] + (1 - decay) * gradient
    theta_new = theta - lr * gradient / (np.sqrt(s - m ** 2) + epsilon)
    return theta_new, {"s": s, "m": m}
