# %% right: velocity with lr inside, added
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    v = -lr * gradient
    if state:
        v = v + momentum * state['v']
    return theta + v, {'v': v}

# %% right: whole gradient history, weights by powers
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    past = (state or {'history': []})['history'] + [gradient.copy()]
    buf = sum(momentum ** age * g for age, g in enumerate(reversed(past)))
    return theta - lr * buf, {'history': past}

# %% right: keeps the last displacement, lambda for the rest
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    moved = lambda: momentum * state['moved'] if state is not None else 0
    delta = moved() - lr * gradient
    return np.add(theta, delta), dict(moved=delta)

# %% wrong: exponential average, weight 1 - momentum
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {'b': np.zeros_like(theta)}
    state['b'] = momentum * state['b'] + (1 - momentum) * gradient
    return theta - lr * state['b'], state

# %% wrong: momentum multiplies the gradient too
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = 0 if state is None else state['b']
    b = momentum * (b + gradient)
    return theta - lr * b, {'b': b}

# %% wrong: reads a key that is never written
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    state = state or {}
    velocity = momentum * state.get('velocty', 0) + gradient
    state['velocity'] = velocity
    return theta - lr * velocity, state

# %% wrong: theta moves before the buffer is updated
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {"buf": np.zeros(theta.shape)}
    theta = theta - lr * state["buf"]
    state["buf"] = momentum * state["buf"] + gradient
    return theta, state

# %% wrong: look-ahead step as in Nesterov
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    buf = gradient.copy() if state is None else momentum * state['momentum_buffer'] + gradient
    update = gradient + momentum * buf
    return theta - lr * update, {'momentum_buffer': buf}

# %% wrong: buffer is the caller's gradient, changed later
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {'b': gradient}
    else:
        b = state['b']
        b *= momentum
        b += gradient
    return theta - lr * state['b'], state

# %% wrong: buffer lives in a global
_velocity = {'b': None}

def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if _velocity['b'] is None:
        _velocity['b'] = np.zeros_like(gradient)
    _velocity['b'] = momentum * _velocity['b'] + gradient
    return theta - lr * _velocity['b'], {}

# %% wrong: no lr in the step, buffer never stored
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {'b': np.zeros_like(gradient)}
    b = momentum * state['b'] + gradient
    theta = theta - b
    return theta, state

# %% wrong: plus sign, and 0.9 in place of momentum
class Heavy:
    def __init__(self):
        self.mu = 0.9

    def blend(self, old, g):
        return g if old is None else self.mu * old + g


def momentum_step(theta, gradient, state, lr, momentum=0.9):
    old = state['b'] if state else None
    b = Heavy().blend(old, gradient.copy())
    return theta + lr * b, {'b': b}
