# %% right: list of squared gradients, summed each time
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    squares = [] if state is None else state['squares']
    squares.append(np.square(gradient))
    s = np.sum(squares, axis=0)
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {'squares': squares}

# %% right: stores the root and combines with hypot
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    root = np.hypot((state or {'root': 0.0})['root'], gradient)
    return theta - lr * gradient / (root + epsilon), {'root': root}

# %% wrong: accumulator is replaced by the new square
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        state = {'s': np.zeros_like(theta)}
    state['s'] = gradient ** 2
    return theta - lr * gradient / (np.sqrt(state['s']) + epsilon), state

# %% wrong: epsilon outside the fraction
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    s = gradient ** 2 if state is None else state['s'] + gradient ** 2
    return theta - (lr * gradient / np.sqrt(s) + epsilon), {'s': s}

# %% wrong: one common accumulator for all coordinates
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    total = 0.0 if state is None else state["G"]
    total += float(np.sum(gradient ** 2))
    theta = theta - lr * gradient / (np.sqrt(total) + epsilon)
    return theta, {"G": total}

# %% wrong: squares the gradient in place
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        state = {'sum': np.zeros(gradient.shape)}
    g = gradient.copy()
    sq = gradient
    sq **= 2
    state['sum'] += sq
    return theta - lr * g / (np.sqrt(state['sum']) + epsilon), state

# %% wrong: accumulates the absolute value unsquared
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    state = state if state is not None else dict(acc=np.zeros_like(theta))
    state['acc'] = state['acc'] + np.abs(gradient)
    step = lr / (np.sqrt(state['acc']) + epsilon)
    return theta - step * gradient, state

# %% wrong: accumulator starts at one
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    try:
        acc = state['acc']
    except TypeError:
        acc = np.ones_like(gradient)
    acc = acc + gradient * gradient
    return theta - lr * gradient / (np.sqrt(acc) + epsilon), {'acc': acc}

# %% wrong: mean of the squares, root forgotten
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        state = {'s': 0, 't': 0}
    s = state['s'] + gradient ** 2
    t = state['t'] + 1
    theta = theta - lr * gradient / (s / t + epsilon)
    return theta, {'s': s, 't': t}

# %% wrong: denominator from before, theta written over
def adagrad_step(theta, gradient, state, lr, epsilon=1e-8):
    if state is None:
        state = {'cache': np.zeros_like(theta)}
    theta -= lr * gradient / (np.sqrt(state['cache']) + epsilon)
    state['cache'] = state['cache'] + gradient ** 2
    return theta, state
