# %% right: torch Adam lives in the state
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if not state:
        w = torch.tensor(theta, requires_grad=True)
        state = dict(w=w, opt=torch.optim.Adam([w], lr=lr, betas=(beta_1, beta_2), eps=epsilon))
    state['w'].data = torch.tensor(theta)
    state['w'].grad = torch.tensor(gradient)
    state['opt'].step()
    return state['w'].detach().clone().numpy(), state

# %% right: running products in place of t
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, p, q = state['mvpq'] if state else (0., 0., 1., 1.)
    p, q = p * beta_1, q * beta_2
    m = m + (1 - beta_1) * (gradient - m)
    v = v + (1 - beta_2) * (gradient * gradient - v)
    return theta - lr * (m / (1 - p)) / ((v / (1 - q)) ** .5 + epsilon), {'mvpq': (m, v, p, q)}

# %% right: normalised weights, moments by a helper closure
from types import SimpleNamespace

def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    S = SimpleNamespace(**(state or {'t': 0, 'm': np.zeros_like(theta), 'v': np.zeros_like(theta)}))
    S.t += 1

    def blend(beta):
        return lambda old, new: beta * old + (1 - beta) * new

    S.m = blend(beta_1)(S.m, gradient)
    S.v = blend(beta_2)(S.v, gradient ** 2)
    unbias = lambda x, beta: x / (1 - beta ** S.t)
    update = unbias(S.m, beta_1) / (np.sqrt(unbias(S.v, beta_2)) + epsilon)
    return theta - lr * update, vars(S)

# %% wrong: t stays at one
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {'m': np.zeros_like(theta), 'v': np.zeros_like(theta), 't': 0}
    t = state['t'] + 1
    state['m'] = beta_1 * state['m'] + (1 - beta_1) * gradient
    state['v'] = beta_2 * state['v'] + (1 - beta_2) * gradient ** 2
    m_hat = state['m'] / (1 - beta_1 ** t)
    v_hat = state['v'] / (1 - beta_2 ** t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), state

# %% wrong: corrected moments are stored
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, t = (0, 0, 0) if state is None else (state['m'], state['v'], state['t'])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    m = m / (1 - beta_1 ** t)
    v = v / (1 - beta_2 ** t)
    return theta - lr * m / (np.sqrt(v) + epsilon), {'m': m, 'v': v, 't': t}

# %% wrong: root taken before the correction
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = dict(m=np.zeros(theta.shape), v=np.zeros(theta.shape), t=0)
    state['t'] += 1
    t = state['t']
    state['m'] = beta_1 * state['m'] + (1 - beta_1) * gradient
    state['v'] = beta_2 * state['v'] + (1 - beta_2) * gradient ** 2
    denom = np.sqrt(state['v']) / (1 - beta_2 ** t) + epsilon
    return theta - lr * state['m'] / (1 - beta_1 ** t) / denom, state

# %% wrong: beta times t, not to the power t
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {'m': 0, 'v': 0, 't': 0}
    t = state['t'] + 1
    m = beta_1 * state['m'] + (1 - beta_1) * gradient
    v = beta_2 * state['v'] + (1 - beta_2) * gradient ** 2
    m_hat = m / (1 - beta_1 * t)
    v_hat = v / (1 - beta_2 * t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {'m': m, 'v': v, 't': t}

# %% wrong: second moment squares the first moment
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state = state or {'m': np.zeros_like(theta), 'v': np.zeros_like(theta), 'k': 0}
    k = state['k'] + 1
    m = beta_1 * state['m'] + (1 - beta_1) * gradient
    v = beta_2 * state['v'] + (1 - beta_2) * m ** 2
    mh, vh = m / (1 - beta_1 ** k), v / (1 - beta_2 ** k)
    return theta - lr * mh / (np.sqrt(vh) + epsilon), {'m': m, 'v': v, 'k': k}

# %% wrong: moments saved under each other's key
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        first = np.zeros_like(gradient)
        second = np.zeros_like(gradient)
        count = 0
    else:
        first, second, count = state['first'], state['second'], state['count']
    count += 1
    first = beta_1 * first + (1 - beta_1) * gradient
    second = beta_2 * second + (1 - beta_2) * gradient ** 2
    f_hat = first / (1 - beta_1 ** count)
    s_hat = second / (1 - beta_2 ** count)
    theta = theta - lr * f_hat / (np.sqrt(s_hat) + epsilon)
    return theta, {'first': second, 'second': first, 'count': count}

# %% wrong: t counts on the function across runs
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {'m': np.zeros_like(theta), 'v': np.zeros_like(theta)}
    adam_step.t += 1
    m = beta_1 * state['m'] + (1 - beta_1) * gradient
    v = beta_2 * state['v'] + (1 - beta_2) * np.square(gradient)
    m_hat = m / (1 - beta_1 ** adam_step.t)
    v_hat = v / (1 - beta_2 ** adam_step.t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {'m': m, 'v': v}

adam_step.t = 0

# %% wrong: v uncorrected and weight decay added
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {'m': np.zeros_like(theta), 'v': np.zeros_like(theta), 't': 0}
    state['t'] += 1
    state['m'] = beta_1 * state['m'] + (1 - beta_1) * gradient
    state['v'] = beta_2 * state['v'] + (1 - beta_2) * gradient ** 2
    m_hat = state['m'] / (1 - beta_1 ** state['t'])
    theta = theta * (1 - lr * 0.01)
    return theta - lr * m_hat / (np.sqrt(state['v']) + epsilon), state

# %% wrong: betas swapped and the old m is used
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {'m': np.zeros_like(theta), 'v': np.zeros_like(theta), 't': 0}
    m, v, t = state['m'], state['v'], state['t'] + 1
    m_new = beta_2 * m + (1 - beta_2) * gradient
    v_new = beta_1 * v + (1 - beta_1) * gradient ** 2
    m_hat = m / (1 - beta_2 ** t)
    v_hat = v_new / (1 - beta_1 ** t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {'m': m_new, 'v': v_new, 't': t}
