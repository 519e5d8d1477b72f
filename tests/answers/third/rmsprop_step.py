# %% right: drift towards the new square
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = s + (1 - decay) * (gradient ** 2 - s)
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
# %% right: np.average with weights
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    old = 0 * gradient if state is None else state["mean_square"]
    mean_square = np.average([old, gradient ** 2], axis=0, weights=[decay, 1 - decay])
    step = gradient / (mean_square ** .5 + epsilon)
    return theta - lr * step, {"mean_square": mean_square}
# %% right: torch RMSprop from its state dict
import torch

def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    w = torch.tensor(theta, requires_grad=True)
    optimizer = torch.optim.RMSprop([w], lr=lr, alpha=decay, eps=epsilon)
    if state is not None:
        optimizer.load_state_dict(state["saved"])
    w.grad = torch.tensor(gradient)
    optimizer.step()
    return w.detach().numpy(), {"saved": optimizer.state_dict()}
# %% right: in place with out arguments
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if not state:
        state = {"v": np.zeros_like(theta), "tmp": np.empty_like(theta)}
    v, tmp = state["v"], state["tmp"]
    v *= decay
    np.multiply(gradient, gradient, out=tmp)
    tmp *= 1.0 - decay
    v += tmp
    np.sqrt(v, out=tmp)
    tmp += epsilon
    np.divide(gradient, tmp, out=tmp)
    tmp *= -lr
    return theta + tmp, state
# %% right: averager object stored under a key
class Averager:
    def __init__(self, decay):
        self.decay, self.value = decay, 0.0

    def push(self, x):
        self.value = self.decay * self.value + (1 - self.decay) * x
        return self.value

def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        state = {"averager": Averager(decay)}
    s = state["averager"].push(gradient ** 2)
    return theta - lr * gradient / (np.sqrt(s) + epsilon), state
# %% right: early return for the first step
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        s = (1 - decay) * gradient ** 2
        return theta - lr * gradient / (np.sqrt(s) + epsilon), {0: s}
    s = decay * state[0] + (1 - decay) * gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {0: s}
# %% wrong: decay and its complement swapped
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = (1 - decay) * s + decay * gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
# %% wrong: average begins at the first square
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        s = gradient ** 2
    else:
        s = decay * state["s"] + (1 - decay) * gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
# %% wrong: bias corrected like Adam
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        state = {"s": np.zeros_like(theta), "t": 0}
    t = state["t"] + 1
    s = decay * state["s"] + (1 - decay) * gradient ** 2
    return theta - lr * gradient / (np.sqrt(s / (1 - decay ** t)) + epsilon), {"s": s, "t": t}
# %% wrong: decay of nine tenths by default
def rmsprop_step(theta, gradient, state, lr, decay=0.9, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + (1 - decay) * gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
# %% wrong: root taken over average plus epsilon
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + (1 - decay) * gradient ** 2
    return theta - lr * gradient / np.sqrt(s + epsilon), {"s": s}
# %% wrong: adagrad's growing sum
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
# %% wrong: root stored instead of the average
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = np.sqrt(decay * s + (1 - decay) * gradient ** 2)
    return theta - lr * gradient / (s + epsilon), {"s": s}
# %% wrong: centered variance
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        state = {"s": np.zeros_like(theta), "m": np.zeros_like(theta)}
    s = decay * state["s"] + (1 - decay) * gradient ** 2
    m = decay * state["m"] + (1 - decay) * gradient
    return theta - lr * gradient / (np.sqrt(s - m ** 2) + epsilon), {"s": s, "m": m}
# %% wrong: state thrown away each time
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    state = {"s": np.zeros_like(theta)}
    state["s"] = decay * state["s"] + (1 - decay) * gradient ** 2
    return theta - lr * gradient / (np.sqrt(state["s"]) + epsilon), state
# %% wrong: average kept on the function
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = getattr(rmsprop_step, "s", 0.0)
    s = decay * s + (1 - decay) * gradient ** 2
    rmsprop_step.s = s
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {}
# %% wrong: average gradient, not average square
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    m = np.zeros_like(theta) if state is None else state["m"]
    m = decay * m + (1 - decay) * gradient
    return theta - lr * gradient / (np.sqrt(m ** 2) + epsilon), {"m": m}
# %% wrong: gradient missing from the numerator
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + (1 - decay) * gradient ** 2
    return theta - lr / (np.sqrt(s) + epsilon), {"s": s}
