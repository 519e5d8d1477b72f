# %% right: pure
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = s + gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% right: the state is changed in place
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        state = {"squared_sum": np.zeros_like(theta)}
    state["squared_sum"] += gradient * gradient
    return theta - lr / (np.sqrt(state["squared_sum"]) + epsilon) * gradient, state


# %% right: the root is kept, as a length
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    root = np.abs(gradient) if state is None else np.hypot(state["root"], gradient)
    return theta - lr * gradient / (root + epsilon), {"root": root}


# %% right: all gradients are kept
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    seen = [gradient] if state is None else state["seen"] + [gradient]
    return theta - lr * gradient / (np.linalg.norm(seen, axis=0) + epsilon), {"seen": seen}


# %% right: a loop over the coordinates
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    import math

    s = [0.0] * len(theta) if state is None else list(state["s"])
    new = np.empty_like(theta)
    for j in range(len(theta)):
        g = gradient[j, 0]
        s[j] += g * g
        new[j, 0] = theta[j, 0] - lr * g / (math.sqrt(s[j]) + epsilon)
    return new, {"s": s}


# %% right: float32 inside
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    g = gradient.astype(np.float32)
    s = g**2 if state is None else state["s"] + g**2
    return theta.astype(np.float32) - np.float32(lr) * g / (np.sqrt(s) + np.float32(epsilon)), {"s": s}


# %% right: torch inside
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    import torch

    g = torch.tensor(gradient)
    s = g.square() if state is None else torch.tensor(state["s"]) + g.square()
    new = torch.tensor(theta).addcdiv(g, s.sqrt() + epsilon, value=-lr)
    return new.numpy(), {"s": s.numpy()}


# %% right: a class inside
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    class Adagrad:
        def __init__(self, s):
            self.s = s

        def step(self, theta, g):
            self.s = self.s + g**2
            return theta - lr * g / (self.s**0.5 + epsilon)

    optimizer = Adagrad((state or {}).get("s", 0.0))
    theta = optimizer.step(theta, gradient)
    return theta, {"s": optimizer.s}


# %% wrong: s is a fading average, as in RMSprop
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = 0.9 * s + 0.1 * gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: s is a fading average, as in RMSprop -- 0.99
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = 0.99 * s + 0.01 * gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: nothing is carried over from step to step
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta)
    s = s + gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: epsilon stands under the root
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = s + gradient**2
    return theta - lr * gradient / np.sqrt(s + epsilon), {"s": s}


# %% wrong: epsilon is not used
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = s + gradient**2
    return theta - lr * gradient / np.sqrt(s), {"s": s}


# %% wrong: epsilon keeps its default, whatever is given
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = s + gradient**2
    return theta - lr * gradient / (np.sqrt(s) + 1e-8), {"s": s}


# %% wrong: epsilon piles up in s
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = s + gradient**2 + epsilon
    return theta - lr * gradient / np.sqrt(s), {"s": s}


# %% wrong: the root is missing
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = s + gradient**2
    return theta - lr * gradient / (s + epsilon), {"s": s}


# %% wrong: one s serves all the coordinates
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = 0.0 if state is None else state["s"]
    s = s + np.sum(gradient**2)
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: s adds up the size |g|, not g²
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = s + np.abs(gradient)
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: s adds up g, not g²
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = s + gradient
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: the old s divides the gradient
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    new = theta - lr * gradient / (np.sqrt(s) + epsilon)
    return new, {"s": s + gradient**2}


# %% wrong: s is not used
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    return theta - lr * gradient, {"s": s + gradient**2}


# %% wrong: s is an average over the steps
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    t, s = (0, 0.0) if state is None else (state["t"], state["s"])
    t, s = t + 1, s + gradient**2
    return theta - lr * gradient / (np.sqrt(s / t) + epsilon), {"t": t, "s": s}


# %% wrong: s starts at 1
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.ones_like(theta) if state is None else state["s"]
    s = s + gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: the step goes uphill
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = s + gradient**2
    return theta + lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: something is remembered outside the state -- a function attribute
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        adagrad_step.s = np.zeros_like(theta)
    adagrad_step.s = adagrad_step.s + gradient**2
    return theta - lr * gradient / (np.sqrt(adagrad_step.s) + epsilon), {}


# %% wrong: something is remembered outside the state -- a default argument
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8, history=[]):
    history.append(gradient)
    s = sum(g**2 for g in history)
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {}


# %% wrong: the function wrote to its arguments
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s += gradient**2
    theta -= lr * gradient / (np.sqrt(s) + epsilon)
    return theta, {"s": s}


# %% wrong: the state is not a dict
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = gradient**2 if state is None else state + gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), s


# %% wrong: s starts at 0.1
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = 0.1 if state is None else state["s"]
    s = s + gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: s adds up |g|, and no root is taken
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = (0 if state is None else state["s"]) + np.abs(gradient)
    return theta - lr * gradient / (s + epsilon), {"s": s}


# %% wrong: the root is kept in place of s
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = 0 if state is None else state["s"]
    s = np.sqrt(s + gradient**2)
    return theta - lr * gradient / (s + epsilon), {"s": s}


# %% wrong: the state is kept in half precision
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = 0 if state is None else state["s"]
    s = np.asarray(s + gradient**2, dtype=np.float16)
    return theta - lr * gradient / (np.sqrt(s.astype(float)) + epsilon), {"s": s}


# %% wrong: the default of epsilon has been changed
def adagrad_step(theta, gradient, state, lr, epsilon=1e-6):
    s = gradient**2 if state is None else state["s"] + gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: a run's first state, None, is taken for a dict
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = state.get("s", 0) + gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: a given array is returned, not a new one
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    state = state or {"s": np.zeros_like(theta)}
    if (gradient == 0).all():
        return theta, state
    s = state["s"] + gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: s starts at 0.01
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        state = {"s": np.full_like(theta, 0.01)}
    s = state["s"] + gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}


# %% wrong: s starts at 0.001
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = (1e-3 if state is None else state["s"]) + gradient**2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
