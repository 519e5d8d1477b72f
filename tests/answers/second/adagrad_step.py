# %% right: running sum of squares
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = gradient ** 2 if state is None else state["s"] + gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
# %% right: own array updated in place
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if not state:
        state = {"sum_sq": np.zeros_like(theta), "t": 0}
    state["t"] += 1
    np.add(state["sum_sq"], np.square(gradient), out=state["sum_sq"])
    step_size = lr / (state["sum_sq"] ** 0.5 + epsilon)
    return theta - step_size * gradient, state
# %% right: remembers all gradients
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    history = ([] if state is None else state["history"]) + [gradient.copy()]
    root = np.linalg.norm(np.hstack(history), axis=1, keepdims=True)
    return theta - lr * gradient / (root + epsilon), {"history": history}
# %% right: keeps the root, not the sum
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    old_root = np.zeros(theta.shape) if state is None else state["root"]
    root = np.hypot(old_root, gradient)
    return theta - lr * gradient / (root + epsilon), {"root": root}
# %% right: coordinate loop, verbose
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        state = {}
        for i in range(len(theta)):
            state[i] = 0.0
    new_theta = theta.copy()
    for i in range(len(theta)):
        g = gradient[i, 0]
        state[i] = state[i] + g * g
        new_theta[i, 0] = theta[i, 0] - lr * g / (state[i] ** 0.5 + epsilon)
    return new_theta, state
# %% right: torch.optim.Adagrad in the state
import torch
from torch import optim

def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        p = torch.nn.Parameter(torch.zeros(theta.shape, dtype=torch.float64))
        state = {"param": p, "optimizer": optim.Adagrad([p], lr=lr, eps=epsilon)}
    p = state["param"]
    p.data = torch.tensor(theta)
    p.grad = torch.tensor(gradient)
    state["optimizer"].step()
    return p.detach().clone().numpy(), state
# %% right: diagonal preconditioner
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    G = (state or {}).get("G", 0.0) + np.diag(gradient[:, 0] ** 2)
    P = np.diag(1.0 / (np.sqrt(np.diag(G)) + epsilon))
    return theta - lr * P @ gradient, dict(G=G)
# %% wrong: epsilon inside the root
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = gradient ** 2 if state is None else state["s"] + gradient ** 2
    return theta - lr * gradient / np.sqrt(s + epsilon), {"s": s}
# %% wrong: no epsilon at all
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = gradient ** 2 if state is None else state["s"] + gradient ** 2
    return theta - lr * gradient / np.sqrt(s), {"s": s}
# %% wrong: epsilon argument ignored
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = gradient ** 2 if state is None else state["s"] + gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + 1e-8), {"s": s}
# %% wrong: no root
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = gradient ** 2 if state is None else state["s"] + gradient ** 2
    return theta - lr * gradient / (s + epsilon), {"s": s}
# %% wrong: one scalar sum for all coordinates
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = 0.0 if state is None else state["s"]
    s = s + float(np.sum(gradient ** 2))
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
# %% wrong: divides by the sum before this gradient
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    new_theta = theta - lr * gradient / (np.sqrt(s) + epsilon)
    return new_theta, {"s": s + gradient ** 2}
# %% wrong: sum starts at 0.1
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.full(theta.shape, 0.1) if state is None else state["s"]
    s = s + gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
# %% wrong: sum forgotten, only this gradient
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta)
    s += gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
# %% wrong: mean of squares instead of sum
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        state = {"s": np.zeros_like(theta), "t": 0}
    state["s"] = state["s"] + gradient ** 2
    state["t"] += 1
    return theta - lr * gradient / (np.sqrt(state["s"] / state["t"]) + epsilon), state
# %% wrong: accumulates absolute values
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.abs(gradient) + (0 if state is None else state["s"])
    return theta - lr * gradient / (s + epsilon), {"s": s}
# %% wrong: squares the given gradient in place
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    g = gradient.copy()
    gradient **= 2
    s = gradient.copy() if state is None else state["s"] + gradient
    return theta - lr * g / (np.sqrt(s) + epsilon), {"s": s}
# %% wrong: sum kept in a mutable default argument
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8, memory={}):
    s = memory.get("s")
    s = gradient ** 2 if s is None or s.shape != theta.shape else s + gradient ** 2
    memory["s"] = s
    return theta - lr * gradient / (np.sqrt(s) + epsilon), memory
# %% wrong: half-precision accumulator
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros(theta.shape, dtype=np.float32) if state is None else state["s"]
    s = (s + gradient ** 2).astype(np.float16)
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
