# %% right: lr lives inside the velocity, which is added
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    velocity = -lr * gradient
    if state:
        velocity = velocity + momentum * state["velocity"]
    return theta + velocity, {"velocity": velocity}

# %% right: a dict of plain floats, one for each coordinate
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    buffers = {} if state is None else state
    result = []
    for j, (p, g) in enumerate(zip(theta.ravel().tolist(), gradient.ravel().tolist())):
        buffers[j] = momentum * buffers.get(j, 0.0) + g
        result.append(p - lr * buffers[j])
    return np.array(result).reshape(theta.shape), buffers

# %% right: ufuncs with out=, on the state's own array
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    try:
        b = state["b"]
    except TypeError:          # first step of the run: state is None
        b = np.zeros(theta.shape)
        state = {"b": b}
    np.multiply(b, momentum, out=b)
    np.add(b, gradient, out=b)
    out = np.multiply(b, lr)
    return np.subtract(theta, out, out=out), state

# %% wrong: state keeps the old v, so the velocity stays zero
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        v = np.zeros_like(theta)
    else:
        v = state["v"]
    v_new = momentum * v + gradient
    theta_new = theta - lr * v_new
    return theta_new, {"v": v}

# %% wrong: first gradient is kept uncopied, later scaled in place
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {"b": gradient}
    else:
        state["b"] *= momentum
        state["b"] += gradient
    return theta - lr * state["b"], state

# %% wrong: 0.9 hard-coded, and g damped by 0.1
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        b = gradient.copy()
    else:
        b = 0.9 * state["b"] + 0.1 * gradient
    return theta - lr * b, {"b": b}

# %% wrong: bracket: momentum * (b + g)
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {"buf": np.array(gradient)}
    else:
        state["buf"] = momentum * (state["buf"] + gradient)
    theta_next = theta - lr * state["buf"]
    return theta_next, state

# %% wrong: no move at step one; lr both in v and in the step
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        return theta.copy(), {"v": lr * gradient}
    v = momentum * state["v"] + lr * gradient
    return theta - lr * v, {"v": v}

# %% wrong: momentum times theta in place of the buffer
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        b = gradient
    else:
        b = momentum * theta + gradient
    new_theta = theta - lr * b
    return new_theta, {"b": b.copy()}
