# %% right: velocity carries lr inside, lr is constant in a run
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        v = np.zeros_like(theta)
    else:
        v = state["v"]
    v = momentum * v - lr * gradient
    return theta + v, {"v": v}

# %% right: torch.optim.SGD itself, its buffer kept in the state
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    p = torch.nn.Parameter(torch.tensor(theta, dtype=torch.float64))
    p.grad = torch.tensor(gradient, dtype=torch.float64)
    opt = torch.optim.SGD([p], lr=float(lr), momentum=float(momentum))
    if state is not None:
        opt.load_state_dict(state)
    opt.step()
    return p.detach().numpy().copy(), opt.state_dict()

# %% right: keeps every gradient and sums them by Horner's rule
from functools import reduce

def momentum_step(theta, gradient, state, lr, momentum=0.9):
    past = [] if state is None else state["gradients"]
    past = past + [gradient.copy()]
    b = reduce(lambda acc, g: acc * momentum + g, past)
    return theta - lr * b, {"gradients": past}

# %% wrong: typo in the key: the stored velocity never changes
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {"velocity": np.zeros_like(theta)}
    velocity = momentum * state["velocity"] + gradient
    state["velocty"] = velocity
    return theta - lr * velocity, state

# %% wrong: Nesterov's look-ahead step instead of plain momentum
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = gradient.copy() if state is None else momentum * state["b"] + gradient
    d = gradient + momentum * b
    return theta - lr * d, dict(b=b)

# %% wrong: buffer is the caller's gradient, then changed in place
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {"b": gradient}
    else:
        state["b"] *= momentum
        state["b"] += gradient
    return theta - lr * state["b"], state

# %% wrong: `momentum * (b + gradient)`: new gradient scaled too
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        return theta - lr * gradient, {"b": 1.0 * gradient}
    b = momentum * (state["b"] + gradient)
    return theta - lr * b, {"b": b}

# %% wrong: steps with the old velocity, updates it afterwards
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {"b": np.zeros_like(gradient)}
    theta = theta - lr * state["b"]
    state["b"] = momentum * state["b"] + gradient
    return theta, state

# %% wrong: momentum fixed at 0.9, and the step goes uphill
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    mu = 0.9
    if state is None:
        buf = np.zeros_like(theta)
    else:
        buf = state["buf"]
    buf = mu * buf + gradient
    return theta + lr * buf, {"buf": buf}

# %% wrong: velocity kept on the function, shared by all runs
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if not hasattr(momentum_step, "b") or momentum_step.b.shape != theta.shape:
        momentum_step.b = np.zeros_like(theta)
    momentum_step.b = momentum * momentum_step.b + gradient
    return theta - lr * momentum_step.b, {"b": momentum_step.b}

# %% wrong: dampened velocity, and velocity overwritten by gradient
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {"b": gradient.copy()}
        return theta - lr * gradient, state
    step = momentum * state["b"] + (1.0 - momentum) * gradient
    state["b"] = gradient.copy()
    return theta - lr * step, state
