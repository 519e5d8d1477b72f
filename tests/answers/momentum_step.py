# %% right: pure
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = np.zeros_like(theta) if state is None else state["b"]
    b = momentum * b + gradient
    return theta - lr * b, {"b": b}


# %% right: the state is changed in place
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {"velocity": np.zeros_like(theta)}
    state["velocity"] *= momentum
    state["velocity"] += gradient
    return theta - lr * state["velocity"], state


# %% right: lr inside the velocity
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    v = 0 if state is None else state["v"]
    v = momentum * v - lr * gradient
    return theta + v, {"v": v}


# %% right: the velocity from the last two positions (heavy ball)
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    last_move = 0 if state is None else theta - state["before"]
    return theta - lr * gradient + momentum * last_move, {"before": theta}


# %% right: the velocity is summed up from all past gradients
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    past = ([] if state is None else state["past"]) + [gradient]
    b = sum(momentum**age * g for age, g in enumerate(reversed(past)))
    return theta - lr * b, {"past": past}


# %% right: a loop over the coordinates
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    d = theta.shape[0]
    old = [0.0] * d if state is None else state["b"]
    b = [momentum * old[j] + gradient[j, 0] for j in range(d)]
    new = np.array([[theta[j, 0] - lr * b[j]] for j in range(d)])
    return new, {"b": b}


# %% right: float32 inside
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = gradient.astype(np.float32)
    if state is not None:
        b = np.float32(momentum) * state["b"] + b
    return (theta - lr * b).astype(np.float32), {"b": b}


# %% right: torch inside
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    import torch

    g = torch.from_numpy(gradient.copy())
    b = g if state is None else torch.from_numpy(state["b"]) * momentum + g
    return (torch.from_numpy(theta.copy()) - lr * b).numpy(), {"b": b.numpy()}


# %% right: torch.optim remade around its own buffer
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    import torch

    p = torch.nn.Parameter(torch.tensor(theta))
    optimizer = torch.optim.SGD([p], lr=lr, momentum=momentum)
    if state is not None:
        optimizer.state[p]["momentum_buffer"] = torch.tensor(state["buffer"])
    p.grad = torch.tensor(gradient)
    optimizer.step()
    return p.detach().numpy(), {"buffer": optimizer.state[p]["momentum_buffer"].numpy()}


# %% wrong: nothing is carried over from step to step
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = np.zeros_like(theta)
    b = momentum * b + gradient
    return theta - lr * b, {"b": b}


# %% wrong: nothing is carried over from step to step -- the old velocity is returned
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {"b": np.zeros_like(theta)}
    b = momentum * state["b"] + gradient
    return theta - lr * b, state


# %% wrong: the velocity is an average, not a sum
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = np.zeros_like(theta) if state is None else state["b"]
    b = momentum * b + (1 - momentum) * gradient
    return theta - lr * b, {"b": b}


# %% wrong: only the first gradient counts in full
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = gradient if state is None else momentum * state["b"] + (1 - momentum) * gradient
    return theta - lr * b, {"b": b}


# %% wrong: it is Nesterov's momentum
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = np.zeros_like(theta) if state is None else state["b"]
    b = momentum * b + gradient
    return theta - lr * (gradient + momentum * b), {"b": b}


# %% wrong: momentum multiplies the gradient
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = np.zeros_like(theta) if state is None else state["b"]
    b = b + momentum * gradient
    return theta - lr * b, {"b": b}


# %% wrong: the velocity never fades
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = np.zeros_like(theta) if state is None else state["b"]
    b = b + gradient
    return theta - lr * b, {"b": b}


# %% wrong: momentum keeps its default, whatever is given
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = np.zeros_like(theta) if state is None else state["b"]
    b = 0.9 * b + gradient
    return theta - lr * b, {"b": b}


# %% wrong: the old velocity moves θ
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = np.zeros_like(theta) if state is None else state["b"]
    return theta - lr * b, {"b": momentum * b + gradient}


# %% wrong: the step goes uphill
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = np.zeros_like(theta) if state is None else state["b"]
    b = momentum * b + gradient
    return theta + lr * b, {"b": b}


# %% wrong: the velocity turns against the gradient
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    v = np.zeros_like(theta) if state is None else state["v"]
    v = momentum * v - lr * gradient
    return theta - v, {"v": -v}


# %% wrong: lr is multiplied in twice
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    v = np.zeros_like(theta) if state is None else state["v"]
    v = momentum * v + lr * gradient
    return theta - lr * v, {"v": v}


# %% wrong: something is remembered outside the state -- a global
velocity = None


def momentum_step(theta, gradient, state, lr, momentum=0.9):
    global velocity
    if state is None:
        velocity = np.zeros_like(theta)
    velocity = momentum * velocity + gradient
    return theta - lr * velocity, {}


# %% wrong: something is remembered outside the state -- a default argument
def momentum_step(theta, gradient, state, lr, momentum=0.9, memory={}):
    b = momentum * memory.get("b", 0) + gradient
    memory["b"] = b
    return theta - lr * b, {}


# %% wrong: the function wrote to its arguments
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {"b": gradient}
    else:
        state["b"] *= momentum
        state["b"] += gradient
    return theta - lr * state["b"], state


# %% wrong: the function wrote to its arguments -- theta
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = gradient if state is None else momentum * state["b"] + gradient
    theta -= lr * b
    return theta, {"b": b}


# %% wrong: the state is not a dict
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = gradient if state is None else momentum * state + gradient
    return theta - lr * b, b


# %% wrong: θ is pulled towards 0 besides (weight decay)
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    gradient = gradient + 0.01 * theta
    b = gradient if state is None else momentum * state["b"] + gradient
    return theta - lr * b, {"b": b}


# %% wrong: a run's first state, None, is taken for a dict
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = momentum * state["b"] + gradient
    return theta - lr * b, {"b": b}


# %% wrong: the velocity starts at 1
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {"v": np.ones(theta.shape)}
    state["v"] = momentum * state["v"] + gradient
    return theta - lr * state["v"], state


# %% wrong: momentum multiplies the new gradient, too
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = 0 if state is None else state["b"]
    b = momentum * (b + gradient)
    return theta - lr * b, {"b": b}


# %% wrong: momentum and 1 − momentum are swapped
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = 0 if state is None else state["b"]
    b = (1 - momentum) * b + momentum * gradient
    return theta - lr * b, {"b": b}


# %% wrong: the gradient counts twice
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = gradient if state is None else momentum * state["b"] + gradient
    return theta - lr * (b + gradient), {"b": b}


# %% wrong: the default of momentum has been changed
def momentum_step(theta, gradient, state, lr, momentum=0.5):
    b = gradient if state is None else momentum * state["b"] + gradient
    return theta - lr * b, {"b": b}


# %% wrong: a setting has lost its default
def momentum_step(theta, gradient, state, lr, momentum):
    b = gradient if state is None else momentum * state["b"] + gradient
    return theta - lr * b, {"b": b}


# %% wrong: a setting goes by another name
def momentum_step(theta, gradient, state, lr, mu=0.9):
    b = gradient if state is None else mu * state["b"] + gradient
    return theta - lr * b, {"b": b}


# %% wrong: a gradient of 0 is skipped
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if not gradient.any():
        return theta.copy(), state or {}
    b = gradient if not state else momentum * state["b"] + gradient
    return theta - lr * b, {"b": b}


# %% wrong: long gradients are clipped
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    gradient = np.clip(gradient, -100, 100)
    b = gradient if state is None else momentum * state["b"] + gradient
    return theta - lr * b, {"b": b}


# %% wrong: the state is asked for a key that it does not hold
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = gradient if state is None else momentum * state["velocity"] + gradient
    return theta - lr * b, {"b": b}


# %% wrong: the gradient is handed on, not the velocity
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    last = 0 * gradient if state is None else state["last"]
    velocity = momentum * last + gradient
    return theta - lr * velocity, {"last": gradient.copy()}
