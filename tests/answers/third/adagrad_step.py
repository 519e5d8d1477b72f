# %% right: sum kept in place
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        state = {"sum_sq": np.zeros(theta.shape)}
    state["sum_sq"] += np.square(gradient)
    return theta - lr * gradient / (np.sqrt(state["sum_sq"]) + epsilon), state
# %% right: keeps the root and grows it by hypot
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    root = np.hypot(0 if state is None else state["root"], gradient)
    return theta - lr * gradient / (epsilon + root), {"root": root}
# %% right: remembers all squares in a list
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    history = [] if state is None else state["history"]
    history.append(gradient * gradient)
    s = sum(history)
    return theta - lr * (gradient / (s ** 0.5 + epsilon)), {"history": history}
# %% right: torch Adagrad living in the state
import torch

def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        p = torch.zeros(theta.shape, dtype=torch.float64, requires_grad=True)
        state = {"p": p, "optimizer": torch.optim.Adagrad([p], lr=lr, eps=epsilon)}
    p = state["p"]
    with torch.no_grad():
        p.copy_(torch.tensor(theta))
    p.grad = torch.tensor(gradient)
    state["optimizer"].step()
    return p.detach().numpy().copy(), state
# %% right: scalar loop with math.sqrt
import math

def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = dict(state) if state else {i: 0.0 for i in range(len(theta))}
    result = theta.copy()
    for i, (g,) in enumerate(gradient.tolist()):
        s[i] += g * g
        result[i, 0] -= lr * g / (math.sqrt(s[i]) + epsilon)
    return result, s
# %% right: rate per coordinate through a nested function
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    def rates(total):
        return lr / (np.sqrt(total) + epsilon)

    previous = np.zeros_like(gradient) if state is None else state["G"]
    G = np.add(previous, gradient ** 2)
    return theta - np.multiply(rates(G), gradient), {"G": G}
# %% wrong: epsilon under the root
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = s + gradient ** 2
    return theta - lr * gradient / np.sqrt(s + epsilon), {"s": s}
# %% wrong: no root at all
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = s + gradient ** 2
    return theta - lr * gradient / (s + epsilon), {"s": s}
# %% wrong: one sum for all coordinates
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = 0.0 if state is None else state["s"]
    s = s + np.sum(gradient ** 2)
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
# %% wrong: missing brackets round the denominator
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = s + gradient ** 2
    return theta - lr * gradient / np.sqrt(s) + epsilon, {"s": s}
# %% wrong: epsilon as in torch's Adagrad default
def adagrad_step(theta, gradient, state, lr, epsilon=1e-10):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = s + gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
# %% wrong: accumulator begins at a tenth like in keras
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.full_like(theta, 0.1) if state is None else state["s"]
    s = s + gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
# %% wrong: last square instead of the sum
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        state = {}
    state["s"] = gradient ** 2
    return theta - lr * gradient / (np.sqrt(state["s"]) + epsilon), state
# %% wrong: squares the gradient where it lies
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    g = gradient.copy()
    gradient **= 2
    s = s + gradient
    return theta - lr * g / (np.sqrt(s) + epsilon), {"s": s}
# %% wrong: plain gradients summed
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = s + np.abs(gradient)
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {"s": s}
# %% wrong: divides by the sum before this gradient
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    new_theta = theta - lr * gradient / (np.sqrt(s) + epsilon)
    return new_theta, {"s": s + gradient ** 2}
# %% wrong: mean of the squares so far
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        state = {"s": np.zeros_like(theta), "t": 0}
    state["t"] += 1
    state["s"] = state["s"] + gradient ** 2
    return theta - lr * gradient / (np.sqrt(state["s"] / state["t"]) + epsilon), state
# %% wrong: rate also falls with the step count
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        state = {"s": np.zeros_like(theta), "t": 0}
    t = state["t"] + 1
    s = state["s"] + gradient ** 2
    return theta - lr / np.sqrt(t) * gradient / (np.sqrt(s) + epsilon), {"s": s, "t": t}
