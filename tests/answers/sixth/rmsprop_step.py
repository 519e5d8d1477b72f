# %% right: torch RMSprop object kept in the state
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        p = torch.nn.Parameter(torch.tensor(theta))
        state = {'p': p, 'opt': torch.optim.RMSprop([p], lr=lr, alpha=decay, eps=epsilon)}
    p = state['p']
    with torch.no_grad():
        p.copy_(torch.tensor(theta))
    p.grad = torch.tensor(gradient)
    state['opt'].step()
    return p.detach().numpy().copy(), state

# %% right: average moved towards the new square
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    old = (state or {}).get('avg', np.zeros_like(gradient))
    new = old + (1 - decay) * (gradient ** 2 - old)
    return theta - lr * (gradient / (new ** 0.5 + epsilon)), {'avg': new}

# %% right: np.average with weights decay and 1 - decay
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    before = np.zeros(theta.shape) if state is None else state['ms']
    ms = np.average([before, gradient ** 2], axis=0, weights=[decay, 1 - decay])
    return theta - np.divide(lr * gradient, np.sqrt(ms) + epsilon), {'ms': ms}

# %% wrong: 1 - decay without its brackets
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = 0 if state is None else state['s']
    s = decay * s + 1 - decay * gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {'s': s}

# %% wrong: starts from the full first square
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        s = gradient ** 2
    else:
        s = decay * state['s'] + (1 - decay) * gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {'s': s}

# %% wrong: decay and its complement swapped
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        state = {"avg": np.zeros_like(theta)}
    state["avg"] = (1 - decay) * state["avg"] + decay * gradient ** 2
    return theta - lr * gradient / (np.sqrt(state["avg"]) + epsilon), state

# %% wrong: centred variant subtracts the mean squared
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        state = {'sq': np.zeros_like(theta), 'avg': np.zeros_like(theta)}
    state['sq'] = decay * state['sq'] + (1 - decay) * gradient ** 2
    state['avg'] = decay * state['avg'] + (1 - decay) * gradient
    denom = np.sqrt(state['sq'] - state['avg'] ** 2) + epsilon
    return theta - lr * gradient / denom, state

# %% wrong: bias-corrected like Adam
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    state = state or {'v': np.zeros_like(gradient), 't': 0}
    t = state['t'] + 1
    v = decay * state['v'] + (1 - decay) * gradient ** 2
    v_hat = v / (1 - decay ** t)
    return theta - lr * gradient / (np.sqrt(v_hat) + epsilon), {'v': v, 't': t}

# %% wrong: the numerator's gradient is missing
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    prev = state['cache'] if state else np.zeros_like(theta)
    cache = decay * prev + (1 - decay) * np.power(gradient, 2)
    theta_new = theta - lr / (np.sqrt(cache) + epsilon)
    return theta_new, {'cache': cache}

# %% wrong: decay fixed at 0.9, epsilon under the root
class RMSProp:
    decay = 0.9

    def __init__(self, lr, eps):
        self.lr, self.eps = lr, eps

    def step(self, theta, g, E):
        E = self.decay * E + (1 - self.decay) * g ** 2
        return theta - self.lr * g / np.sqrt(E + self.eps), E


def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    E = np.zeros_like(theta) if state is None else state['E']
    theta, E = RMSProp(lr, epsilon).step(theta, gradient, E)
    return theta, {'E': E}

# %% wrong: complement missing, mean over coordinates
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = 0.0 if state is None else state['s']
    s = decay * s + np.mean(gradient ** 2)
    return theta - lr * gradient / (np.sqrt(s) + epsilon), {'s': s}
