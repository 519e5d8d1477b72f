# %% right: buffer in a dict
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        b = gradient.copy()
    else:
        b = momentum * state["b"] + gradient
    return theta - lr * b, {"b": b}
# %% right: updates its own buffer in place, from zeros
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {"velocity": np.zeros_like(theta)}
    v = state["velocity"]
    v *= momentum
    v += gradient
    return theta - lr * v, state
# %% right: learning rate folded into the velocity, constant in a run
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    v = (0.0 if state is None else state["v"]) * momentum - lr * gradient
    return theta + v, {"v": v}
# %% right: torch.optim.SGD kept in the state
import torch
from torch import optim

def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if not state:
        p = torch.zeros(theta.shape, dtype=torch.float64, requires_grad=True)
        state = {"p": p, "opt": optim.SGD([p], lr=lr, momentum=momentum)}
    p = state["p"]
    with torch.no_grad():
        p.copy_(torch.tensor(theta))
    p.grad = torch.tensor(gradient)
    state["opt"].step()
    return p.detach().numpy().copy(), state
# %% right: keeps every gradient and sums with powers
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    past = [] if state is None else state["gradients"]
    past = past + [np.array(gradient)]
    b = np.zeros(theta.shape)
    T = len(past)
    for age in range(T):
        b = b + momentum ** age * past[T - 1 - age]
    return theta - lr * b, {"gradients": past}
# %% right: coordinate loops and prints
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    d = theta.shape[0]
    if state is None:
        print("first step, empty buffer")
        old = [0.0] * d
    else:
        old = state[0]
    new = [momentum * old[i] + gradient[i][0] for i in range(d)]
    moved = np.array([[theta[i][0] - lr * new[i]] for i in range(d)])
    return moved, {0: new}
# %% right: copies the dict, np.sum of a list
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    state = dict(state or {})
    previous = state.get("buf", np.zeros_like(gradient))
    state["buf"] = np.sum([momentum * previous, gradient], axis=0)
    return np.add(theta, -lr * state["buf"]), state
# %% wrong: moving average, (1 - momentum) times the gradient
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = np.zeros_like(theta) if state is None else state["b"]
    b = momentum * b + (1 - momentum) * gradient
    return theta - lr * b, {"b": b}
# %% wrong: moving average after a right first step (dampening)
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        b = gradient.copy()
    else:
        b = momentum * state["b"] + (1 - momentum) * gradient
    return theta - lr * b, {"b": b}
# %% wrong: Nesterov
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = gradient.copy() if state is None else momentum * state["b"] + gradient
    return theta - lr * (gradient + momentum * b), {"b": b}
# %% wrong: moves with the old buffer
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = np.zeros_like(theta) if state is None else state["b"]
    new_theta = theta - lr * b
    return new_theta, {"b": momentum * b + gradient}
# %% wrong: momentum fixed at 0.9
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = gradient.copy() if state is None else 0.9 * state["b"] + gradient
    return theta - lr * b, {"b": b}
# %% wrong: buffer is the given gradient, later multiplied in place
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {"b": gradient}
    else:
        state["b"] *= momentum
        state["b"] += gradient
    return theta - lr * state["b"], state
# %% wrong: buffer lives in a global
velocity_ = None

def momentum_step(theta, gradient, state, lr, momentum=0.9):
    global velocity_
    if velocity_ is None or velocity_.shape != theta.shape:
        velocity_ = np.zeros_like(theta)
    velocity_ = momentum * velocity_ + gradient
    return theta - lr * velocity_, {}
# %% wrong: returned state never holds the new buffer
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {"b": np.zeros_like(theta)}
    b = momentum * state["b"] + gradient
    return theta - lr * b, state
# %% wrong: starts from a buffer of ones
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = np.ones_like(theta) if state is None else state["b"]
    b = momentum * b + gradient
    return theta - lr * b, {"b": b}
# %% wrong: theta changed in place
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = gradient.copy() if state is None else momentum * state["b"] + gradient
    theta -= lr * b
    return theta, {"b": b}
# %% wrong: state is the bare buffer
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = gradient.copy() if state is None else momentum * state + gradient
    return theta - lr * b, b
# %% wrong: buffer keeps the learning rate, then multiplies again
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = 0 if state is None else state["b"]
    b = momentum * b + lr * gradient
    return theta - lr * b, {"b": b}
# %% wrong: crashes without a state
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    state["b"] = momentum * state.get("b", 0) + gradient
    return theta - lr * state["b"], state
