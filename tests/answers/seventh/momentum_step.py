# %% right: buffer that already holds lr
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    # lr is constant so the buffer may be scaled by it
    v = lr * gradient + (momentum * state["v"] if state else 0.0)
    return theta - v, {"v": v}

# %% right: history of gradients, Horner's scheme
from functools import reduce

def momentum_step(theta, gradient, state, lr, momentum=0.9):
    past = (state or {}).get("past", []) + [gradient.copy()]
    b = reduce(lambda acc, g: momentum * acc + g, past)
    return theta - lr * b, {"past": past}

# %% right: zero buffer updated in place
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {"b": np.zeros(gradient.shape)}
    state["b"] *= momentum
    state["b"] += gradient
    return theta - lr * state["b"], state

# %% wrong: buffer averaged with one minus momentum
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = state["b"] if state else np.zeros_like(theta)
    b = momentum * b + (1 - momentum) * gradient
    return theta - lr * b, {"b": b}

# %% wrong: key read with a typo
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    state = {} if state is None else state
    v = state.get("velocty", np.zeros_like(gradient))
    v = momentum * v + gradient
    state["velocity"] = v
    return theta - lr * v, state

# %% wrong: buffer is the caller's gradient
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {"buf": gradient}
    else:
        state["buf"] *= momentum
        state["buf"] += gradient
    return theta - lr * state["buf"], state

# %% wrong: first gradient counted twice
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = dict(b=gradient.copy())
    b = momentum * state["b"] + gradient
    return theta - lr * b, dict(b=b)

# %% wrong: look-ahead as in Nesterov
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    buf = gradient.copy() if not state else momentum * state["momentum_buffer"] + gradient
    d_p = gradient + momentum * buf
    return theta - lr * d_p, {"momentum_buffer": buf}

# %% wrong: velocity in a module-level dict
_memory = {"v": 0.0}

def momentum_step(theta, gradient, state, lr, momentum=0.9):
    _memory["v"] = momentum * _memory["v"] + gradient
    return theta - lr * _memory["v"], {}

# %% wrong: brackets around buffer plus gradient
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        b = gradient + 0
    else:
        b = momentum * (state["b"] + gradient)
    return theta - lr * b, {"b": b}

# %% wrong: theta moved before the buffer
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = np.zeros_like(theta) if state is None else state["b"]
    new_theta = theta - lr * b
    b = momentum * b + gradient
    return new_theta, {"b": b}

# %% wrong: fixed 0.9 and the raw gradient stored
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    prev = 0 * gradient if state is None else state["prev"]
    b = 0.9 * prev + gradient
    return theta - lr * b, {"prev": gradient.copy()}

# %% wrong: buffer plus step, nothing remembered
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    state = state if state is not None else {"b": np.zeros_like(gradient)}
    update = lambda b: momentum * b + gradient
    return theta + lr * update(state["b"]), dict(state)
