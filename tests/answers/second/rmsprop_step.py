# %% right: straightforward
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + (1 - decay) * gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
# %% right: lerp on its own buffer
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    state = {"avg": np.zeros(theta.shape)} if state is None else state
    state["avg"] += (1 - decay) * (np.square(gradient) - state["avg"])
    denom = np.sqrt(state["avg"])
    denom += epsilon
    out = gradient / denom
    out *= -lr
    out += theta
    return out, state
# %% right: torch.optim.RMSprop
import torch
from torch import optim

def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        p = torch.tensor(theta, requires_grad=True)
        state = {"p": p, "o": optim.RMSprop([p], lr=lr, alpha=decay, eps=epsilon)}
    with torch.no_grad():
        state["p"][:] = torch.tensor(theta)
    state["p"].grad = torch.tensor(gradient)
    state["o"].step()
    return np.array(state["p"].detach()), state
# %% right: unnormalised sum, scaled at use
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    total = gradient ** 2
    if state is not None:
        total = total + decay * state["total"]
    rms = np.sqrt((1 - decay) * total)
    return theta - (lr / (rms + epsilon)) * gradient, {"total": total}
# %% right: scalar helper for each coordinate
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    def one(th, g, s):
        s = decay * s + (1.0 - decay) * g * g
        return th - lr * g / (s ** 0.5 + epsilon), s

    old = state["mean_square"] if state else [0.0] * len(theta)
    result = [one(float(theta[i, 0]), float(gradient[i, 0]), old[i]) for i in range(len(theta))]
    print("largest mean square:", max(s for _, s in result))
    return np.array([[t] for t, _ in result]), {"mean_square": [s for _, s in result]}
# %% right: whole history, weights by power
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    gs = np.hstack([gradient] if state is None else [state["gs"], gradient])
    w = (1 - decay) * decay ** np.arange(gs.shape[1])[::-1]
    s = (gs ** 2 @ w)[:, None]
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"gs": gs}
# %% wrong: epsilon inside the root
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + (1 - decay) * gradient ** 2
    return theta - lr * gradient / np.sqrt(s + epsilon), {"s": s}
# %% wrong: average starts at the first square
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = gradient ** 2 if state is None else decay * state["s"] + (1 - decay) * gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
# %% wrong: decay on the wrong term
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = (1 - decay) * s + decay * gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
# %% wrong: bias-corrected like Adam
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s, t = (0.0, 0) if state is None else (state["s"], state["t"])
    t += 1
    s = decay * s + (1 - decay) * gradient ** 2
    return theta - lr * gradient / (np.sqrt(s / (1 - decay ** t)) + epsilon), {"s": s, "t": t}
# %% wrong: decay default 0.9
def rmsprop_step(theta, gradient, state, lr, decay=0.9, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + (1 - decay) * gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
# %% wrong: decay argument never used
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = 0.99 * s + 0.01 * gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
# %% wrong: no (1 - decay) factor
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
# %% wrong: centred variant
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    z = np.zeros_like(theta)
    s, m = (z, z) if state is None else (state["s"], state["m"])
    s = decay * s + (1 - decay) * gradient ** 2
    m = decay * m + (1 - decay) * gradient
    return theta - lr * gradient / (np.sqrt(s - m ** 2) + epsilon), {"s": s, "m": m}
# %% wrong: stores the root, then averages it as if it were the square
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = np.sqrt(decay * s + (1 - decay) * gradient ** 2)
    return theta - lr * gradient / (s + epsilon), {"s": s}
# %% wrong: divides by the average of the step before
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    sq = (1 - decay) * gradient ** 2
    if state is None:
        return theta - lr * gradient / (np.sqrt(sq) + epsilon), {"s": sq}
    step = lr * gradient / (np.sqrt(state["s"]) + epsilon)
    return theta - step, {"s": decay * state["s"] + sq}
# %% wrong: average over all coordinates
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = 0.0 if state is None else state["s"]
    s = decay * s + (1 - decay) * np.mean(gradient ** 2)
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
# %% wrong: theta overwritten through out=
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + (1 - decay) * gradient ** 2
    return np.subtract(theta, lr * gradient / (np.sqrt(s) + epsilon), out=theta), {"s": s}
