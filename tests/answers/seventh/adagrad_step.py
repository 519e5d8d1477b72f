# %% right: root kept with np.hypot
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    root = np.hypot(state["root"] if state else 0.0, gradient)
    return theta - lr * gradient / (root + epsilon), {"root": root}

# %% right: dataclass in the state
from dataclasses import dataclass, field

@dataclass
class SquareSum:
    value: np.ndarray

    def add(self, g):
        self.value = self.value + np.square(g)
        return self.value


def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    acc = state["acc"] if state is not None else SquareSum(np.zeros(theta.shape))
    return theta - np.divide(lr * gradient, np.sqrt(acc.add(gradient)) + epsilon), {"acc": acc}

# %% right: torch addcdiv on doubles
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    g = torch.tensor(gradient, dtype=torch.float64)
    s = torch.zeros_like(g) if state is None else state["sum"]
    s = s.addcmul(g, g)
    new = torch.tensor(theta, dtype=torch.float64).addcdiv(g, s.sqrt().add(epsilon), value=-lr)
    return new.numpy(), {"sum": s}

# %% wrong: squares assigned, not accumulated
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        state = {"s": np.zeros_like(theta)}
    state["s"] = gradient ** 2
    return theta - lr * gradient / (np.sqrt(state["s"]) + epsilon), state

# %% wrong: root left out
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = (0 if state is None else state["s"]) + gradient * gradient
    return theta - lr / (s + epsilon) * gradient, {"s": s}

# %% wrong: one norm for all coordinates
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    total = (state or {"total": 0.0})["total"]
    total += la.norm(gradient) ** 2
    return theta - lr * gradient / (total ** 0.5 + epsilon), {"total": total}

# %% wrong: divided by the old sum
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        state = {"G": np.zeros(gradient.shape)}
    theta = theta - lr * gradient / (np.sqrt(state["G"]) + epsilon)
    state["G"] += gradient ** 2
    return theta, state

# %% wrong: absolute gradients summed
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = state["s"] if state else np.zeros_like(gradient)
    s = s + np.sqrt(gradient ** 2)
    return theta - lr * gradient / (s + epsilon), {"s": s}

# %% wrong: sum starts at one
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    cache = np.ones_like(theta) if state is None else state["cache"]
    cache = cache + gradient ** 2
    return theta - lr * gradient / (np.sqrt(cache) + epsilon), {"cache": cache}

# %% wrong: divisor at least 0.1
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    h = state["h"] + gradient ** 2 if state else gradient ** 2
    scale = np.maximum(np.sqrt(h) + epsilon, 0.1)
    return theta - lr * gradient / scale, {"h": h}

# %% wrong: averaged squares and state dropped
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = state.get("s", 0) if state else 0
    s = s + np.mean(gradient ** 2)
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {}

# %% wrong: cube root and a fixed epsilon of 1
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    h = gradient * gradient
    if state:
        h = h + state["h"]
    return theta - lr * gradient / (h ** (1 / 3) + 1.0), dict(h=h)
