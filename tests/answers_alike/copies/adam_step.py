# %% copy of: paul | kind: a
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        mom = np.zeros(theta.shape)
        var = np.zeros(theta.shape)
        k = 0
    else:
        mom = state["mom"]
        var = state["var"]
        k = state["k"]
    k = k + 1
    mom = beta_1 * mom + (1 - beta_1) * gradient
    var = beta_2 * var + (1 - beta_2) * gradient * gradient
    mom_c = mom / (1 - beta_1 ** k)
    var_c = var / (1 - beta_2 ** k)
    result = theta - lr * mom_c / np.sqrt(var_c + epsilon)
    out = {}
    out["mom"] = mom
    out["var"] = var
    out["k"] = k
    return result, out
# %% copy of: emil | kind: b
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    """Adam"""
    if state is None:
        # first call
        step = 1
        mean = (1 - beta_1) * gradient
        sq = (1 - beta_2) * gradient**2
    else:
        step = state['step'] + 1
        mean = beta_1 * state['mean'] + (1 - beta_1) * gradient
        sq = beta_2 * state['sq'] + (1 - beta_2) * gradient**2

    # unbiased
    mean_u = mean / (1 - beta_1**step)
    sq_u = sq / (1 - beta_2**step)

    new = theta - lr * mean_u / (np.sqrt(sq_u) + epsilon)
    return new, {'step': step,
                 'mean': mean,
                 'sq': sq}
# %% copy of: noah | kind: c
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {'exp_avg': np.zeros_like(theta), 'exp_avg_sq': np.zeros_like(theta), 'step': 0}
    state['exp_avg_sq'] *= beta_2
    state['exp_avg_sq'] += (1 - beta_2) * gradient * gradient
    state['exp_avg'] *= beta_1
    state['exp_avg'] += (1 - beta_1) * gradient
    state['step'] += 1
    bias_correction2 = 1 - beta_2 ** state['step']
    denom = np.sqrt(state['exp_avg_sq']) / np.sqrt(bias_correction2) + epsilon
    bias_correction1 = 1 - beta_1 ** state['step']
    step_size = lr / bias_correction1
    return theta - step_size * state['exp_avg'] / denom, state
# %% copy of: olga | kind: d
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        zero = np.zeros_like(theta)
        state = {'m': zero, 'v': zero, 'p': 1., 'q': 1.}
    p = beta_1 * state['p']
    q = beta_2 * state['q']
    m = state['m'] * beta_1 + gradient * (1 - beta_1)
    v = state['v'] * beta_2 + gradient * gradient * (1 - beta_2)
    num = m / (1 - p)
    den = (v / (1 - q))**0.5 + epsilon
    step = num / den
    theta = theta - step * lr
    return theta, {'m': m, 'v': v, 'p': p, 'q': q}
# %% copy of: rosa | kind: e
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    d = theta.shape[0]
    first = False
    if state is None:
        first = True
        m_old = np.zeros_like(theta)
        v_old = np.zeros_like(theta)
        t_old = 0
    else:
        m_old = state['m']
        v_old = state['v']
        t_old = state['t']
    if first:
        print("adam starts, parameters:", d)
    t = t_old + 1
    g_sq = gradient**2
    g_norm = np.sum(g_sq)
    m = beta_1 * m_old + (1 - beta_1) * gradient
    v = beta_2 * v_old + (1 - beta_2) * g_sq
    c1 = 1 - beta_1**t
    c2 = 1 - beta_2**t
    m_hat = m / c1
    v_hat = v / c2
    denom = np.sqrt(v_hat) + epsilon
    step = lr * m_hat / denom
    # print(g_norm)
    theta_new = theta - step
    state_new = {'m': m, 'v': v, 't': t}
    return theta_new, state_new
# %% copy of: ben | kind: f
def start_state(d):
    state = {}
    state["t"] = 0
    state["m"] = np.zeros((d, 1))
    state["v"] = np.zeros((d, 1))
    return state


def adam_coordinate(i, theta, gradient, state, lr, beta_1, beta_2, epsilon):
    t = state["t"]
    g = gradient[i, 0]
    state["m"][i, 0] = beta_1 * state["m"][i, 0] + (1 - beta_1) * g
    state["v"][i, 0] = beta_2 * state["v"][i, 0] + (1 - beta_2) * g * g
    m_hat = state["m"][i, 0] / (1 - beta_1**t)
    v_hat = state["v"][i, 0] / (1 - beta_2**t)
    return theta[i, 0] - lr * m_hat / (v_hat**0.5 + epsilon)


def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    d = theta.shape[0]
    if state is None:
        state = start_state(d)
    state["t"] = state["t"] + 1
    new_theta = np.zeros((d, 1))
    for i in range(d):
        new_theta[i, 0] = adam_coordinate(i, theta, gradient, state, lr, beta_1, beta_2, epsilon)
    return new_theta, state
# %% copy of: yara | kind: g
def ema(previous, value, b):
    return value * (1 - b) + previous * b


def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None or len(state) == 0:
        zeros = np.zeros(theta.shape)
        state = {'k': 0, 'b': zeros, 'a': zeros}
    # square of the gradient
    sq = gradient * gradient
    k = 1 + state['k']
    b = ema(state['b'], sq, beta_2) / (1 - beta_2**k)
    a = ema(state['a'], gradient, beta_1) / (1 - beta_1**k)
    root = np.sqrt(b)
    # print(k)
    result = theta - a * lr / (epsilon + root)
    return result, {'k': k, 'b': b, 'a': a}
# %% copy of: wen | kind: h
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    """Adam computed from the full gradient history."""
    history = [] if state is None else list(state["history"])
    history.append(gradient)
    num_steps = len(history)

    first = np.zeros_like(theta)
    second = np.zeros_like(theta)
    for age, past_gradient in enumerate(reversed(history)):
        first += (1 - beta_1) * beta_1 ** age * past_gradient
        second += (1 - beta_2) * beta_2 ** age * np.square(past_gradient)

    first_hat = first / (1 - beta_1 ** num_steps)
    second_hat = second / (1 - beta_2 ** num_steps)
    new_theta = theta - lr * first_hat / (np.sqrt(second_hat) + epsilon)
    return new_theta, {"history": history}
