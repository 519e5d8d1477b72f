# %% student: anna
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (state['t'], state['m'], state['v']) if state else (0, 0, 0)
    t, m, v = t + 1, beta_1 * m + (1 - beta_1) * gradient, beta_2 * v + (1 - beta_2) * gradient**2
    step = m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
    return theta - lr * step, dict(t=t, m=m, v=v)
# %% student: ben
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    d = theta.shape[0]
    if state is None:
        state = {}
        state["t"] = 0
        state["m"] = np.zeros((d, 1))
        state["v"] = np.zeros((d, 1))
    state["t"] = state["t"] + 1
    t = state["t"]
    new_theta = np.zeros((d, 1))
    for i in range(d):
        g = gradient[i, 0]
        state["m"][i, 0] = beta_1 * state["m"][i, 0] + (1 - beta_1) * g
        state["v"][i, 0] = beta_2 * state["v"][i, 0] + (1 - beta_2) * g * g
        m_hat = state["m"][i, 0] / (1 - beta_1**t)
        v_hat = state["v"][i, 0] / (1 - beta_2**t)
        new_theta[i, 0] = theta[i, 0] - lr * m_hat / (v_hat**0.5 + epsilon)
    return new_theta, state
# %% student: clara
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    """One update of Adam with bias-corrected moment estimates."""
    if state is None:
        state = {
            "first_moment": np.zeros_like(theta),
            "second_moment": np.zeros_like(theta),
            "step_count": 0,
        }
    step_count = state["step_count"] + 1
    first_moment = beta_1 * state["first_moment"] + (1 - beta_1) * gradient
    second_moment = beta_2 * state["second_moment"] + (1 - beta_2) * gradient ** 2
    corrected_first_moment = first_moment / (1 - beta_1 ** step_count)
    corrected_second_moment = second_moment / (1 - beta_2 ** step_count)
    new_theta = theta - lr * corrected_first_moment / (np.sqrt(corrected_second_moment) + epsilon)
    new_state = {
        "first_moment": first_moment,
        "second_moment": second_moment,
        "step_count": step_count,
    }
    return new_theta, new_state
# %% student: david
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    # first step: everything is zero
    if state is None:
        state = {'m': np.zeros_like(theta), 'v': np.zeros_like(theta), 't': 0}
    # count the step
    state['t'] += 1
    # update biased first moment
    state['m'] = beta_1 * state['m'] + (1 - beta_1) * gradient
    # update biased second moment
    state['v'] = beta_2 * state['v'] + (1 - beta_2) * gradient**2
    # bias correction
    m_hat = state['m'] / (1 - beta_1**state['t'])
    v_hat = state['v'] / (1 - beta_2**state['t'])
    # step
    theta = theta - lr * m_hat / (np.sqrt(v_hat) + epsilon)
    return theta, state
# %% student: emil
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        zaehler = 1
        m = (1 - beta_1) * gradient
        v = (1 - beta_2) * gradient**2
    else:
        zaehler = state['zaehler'] + 1
        m = beta_1 * state['m'] + (1 - beta_1) * gradient
        v = beta_2 * state['v'] + (1 - beta_2) * gradient**2
    m_dach = m / (1 - beta_1**zaehler)
    v_dach = v / (1 - beta_2**zaehler)
    theta_neu = theta - lr * m_dach / (np.sqrt(v_dach) + epsilon)
    return theta_neu, {'zaehler': zaehler, 'm': m, 'v': v}
# %% student: farah
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {'m_dw': 0, 'v_dw': 0, 't': 0}
    t = state['t']
    dw = gradient
    # momentum beta 1
    m_dw = beta_1 * state['m_dw'] + (1 - beta_1) * dw
    # rms beta 2
    v_dw = beta_2 * state['v_dw'] + (1 - beta_2) * (dw**2)
    # bias correction
    m_dw_corr = m_dw / (1 - beta_1**(t + 1))
    v_dw_corr = v_dw / (1 - beta_2**(t + 1))
    # update weights
    w = theta - lr * (m_dw_corr / (np.sqrt(v_dw_corr) + epsilon))
    return w, {'m_dw': m_dw, 'v_dw': v_dw, 't': t + 1}
# %% student: georg
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {'m': 0, 'v': 0}
    m = beta_1 * state['m'] + (1 - beta_1) * gradient
    v = beta_2 * state['v'] + (1 - beta_2) * gradient**2
    theta = theta - lr * m / (np.sqrt(v) + epsilon)
    return theta, {'m': m, 'v': v}
# %% student: hanna
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {'t': 0, 'm': np.zeros_like(theta), 'v': np.zeros_like(theta)}
    t = state['t'] + 1
    m = state['m'] + (1 - beta_1) * (gradient - state['m'])
    v = state['v'] + (1 - beta_2) * (gradient ** 2 - state['v'])
    m_hat = m / (1 - beta_1 ** t)
    v_hat = v / (1 - beta_2 ** t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {'t': t, 'm': m, 'v': v}
# %% student: ivan
def adam_step(theta: np.ndarray, gradient: np.ndarray, state: dict, lr: float, beta_1=0.9, beta_2=0.999, epsilon=1e-8) -> tuple:
    s = state or {}
    t = s.get('t', 0) + 1
    m = beta_1 * s.get('m', 0.) + (1 - beta_1) * gradient
    v = beta_2 * s.get('v', 0.) + (1 - beta_2) * gradient * gradient
    alpha = lr * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    return theta - alpha * m / (np.sqrt(v) + epsilon), {'t': t, 'm': m, 'v': v}
# %% student: jonas
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        # Anfang: Momente sind null
        state = dict(m=np.zeros(theta.shape), v=np.zeros(theta.shape), t=0)
    m, v, t = state['m'], state['v'], state['t'] + 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * np.square(gradient)
    # Korrektur der Verzerrung
    m_k = m / (1 - beta_1**t)
    v_k = v / (1 - beta_2**t)
    theta = theta - lr * m_k / (np.sqrt(v_k) + epsilon)
    return theta, dict(m=m, v=v, t=t)
# %% student: katrin
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {'M': np.zeros((2,) + theta.shape), 't': 0}
    beta = np.array([beta_1, beta_2]).reshape(2, 1, 1)
    G = np.stack([gradient, gradient**2])
    t = state['t'] + 1
    M = beta * state['M'] + (1 - beta) * G
    M_hat = M / (1 - beta**t)
    theta = theta - lr * M_hat[0] / (np.sqrt(M_hat[1]) + epsilon)
    return theta, {'M': M, 't': t}
# %% student: leon
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state == None:
        state = {}
        state['m'] = np.zeros(theta.shape)
        state['v'] = np.zeros(theta.shape)
        state['t'] = 0
    t = state['t']
    m = beta_1 * state['m'] + (1 - beta_1) * gradient
    v = beta_2 * state['v'] + (1 - beta_2) * gradient**2
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    theta = theta - lr * m_hat / (np.sqrt(v_hat) + epsilon)
    state['m'] = m
    state['v'] = v
    state['t'] = t + 1
    return theta, state
# %% student: mia
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {'m': np.zeros_like(theta), 'v': np.zeros_like(theta), 't': 0}
    t = state['t'] + 1
    m = beta_1 * state['m'] + (1 - beta_1) * gradient
    v = beta_2 * state['v'] + (1 - beta_2) * gradient**2
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    theta = theta - lr * m_hat / (np.sqrt(v_hat) + epsilon)
    return theta, {'m': m, 'v': v, 't': t}
# %% student: noah
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {'step': 0, 'exp_avg': np.zeros_like(theta), 'exp_avg_sq': np.zeros_like(theta)}
    state['step'] += 1
    state['exp_avg'] *= beta_1
    state['exp_avg'] += (1 - beta_1) * gradient
    state['exp_avg_sq'] *= beta_2
    state['exp_avg_sq'] += (1 - beta_2) * gradient * gradient
    bias_correction1 = 1 - beta_1 ** state['step']
    bias_correction2 = 1 - beta_2 ** state['step']
    denom = np.sqrt(state['exp_avg_sq']) / np.sqrt(bias_correction2) + epsilon
    step_size = lr / bias_correction1
    return theta - step_size * state['exp_avg'] / denom, state
# %% student: olga
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    # keep beta^t in the state, not t
    if state is None:
        state = {'m': 0 * theta, 'v': 0 * theta, 'p': 1., 'q': 1.}
    p = state['p'] * beta_1
    q = state['q'] * beta_2
    m = beta_1 * state['m'] + (1 - beta_1) * gradient
    v = beta_2 * state['v'] + (1 - beta_2) * gradient**2
    theta = theta - lr * (m / (1 - p)) / (np.sqrt(v / (1 - q)) + epsilon)
    return theta, {'m': m, 'v': v, 'p': p, 'q': q}
# %% student: paul
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        firstMoment = np.zeros(theta.shape)
        secondMoment = np.zeros(theta.shape)
        timeStep = 0
    else:
        firstMoment = state["firstMoment"]
        secondMoment = state["secondMoment"]
        timeStep = state["timeStep"]
    timeStep = timeStep + 1
    firstMoment = beta_1 * firstMoment + (1 - beta_1) * gradient
    secondMoment = beta_2 * secondMoment + (1 - beta_2) * gradient * gradient
    firstMomentHat = firstMoment / (1 - beta_1 ** timeStep)
    secondMomentHat = secondMoment / (1 - beta_2 ** timeStep)
    newTheta = theta - lr * firstMomentHat / np.sqrt(secondMomentHat + epsilon)
    newState = {}
    newState["firstMoment"] = firstMoment
    newState["secondMoment"] = secondMoment
    newState["timeStep"] = timeStep
    return newTheta, newState
# %% student: quynh
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {'m': np.zeros_like(theta), 'v': np.zeros_like(theta), 't': 0}
    state['t'] += 1
    state['m'] = beta_1 * state['m'] + (1 - beta_1) * gradient
    state['v'] = beta_2 * state['v'] + (1 - beta_2) * gradient**2
    m_hat = state['m'] / (1 - beta_1**state['t'])
    v_hat = state['v'] / (1 - beta_2**state['t'])
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), state
# %% student: rosa
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        m_old = np.zeros_like(theta)
        v_old = np.zeros_like(theta)
        t_old = 0
    else:
        m_old = state['m']
        v_old = state['v']
        t_old = state['t']
    t = t_old + 1
    g_sq = gradient**2
    m = beta_1 * m_old + (1 - beta_1) * gradient
    v = beta_2 * v_old + (1 - beta_2) * g_sq
    c1 = 1 - beta_1**t
    c2 = 1 - beta_2**t
    m_hat = m / c1
    v_hat = v / c2
    denom = np.sqrt(v_hat) + epsilon
    step = lr * m_hat / denom
    theta_new = theta - step
    state_new = {'m': m, 'v': v, 't': t}
    return theta_new, state_new
# %% student: sven
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {'m': gradient, 'v': gradient**2, 't': 1}
    else:
        state['m'] = beta_1*state['m'] + (1 - beta_1)*gradient
        state['v'] = beta_2*state['v'] + (1 - beta_2)*gradient**2
        state['t'] = state['t'] + 1
    mh = state['m'] / (1 - beta_1**state['t'])
    vh = state['v'] / (1 - beta_2**state['t'])
    theta = theta - lr*mh/(np.sqrt(vh) + epsilon)
    return theta, state
# %% student: tarek
m = 0
v = 0
t = 0
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    global m, v, t
    t = t + 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    theta = theta - lr * m_hat / (np.sqrt(v_hat) + epsilon)
    return theta, {}
# %% student: ute
def moving_average(old, new, beta):
    return beta * old + (1 - beta) * new


def corrected(average, beta, t):
    return average / (1 - beta**t)


def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {'t': 0, 'm': np.zeros_like(theta), 'v': np.zeros_like(theta)}
    t = state['t'] + 1
    m = moving_average(state['m'], gradient, beta_1)
    v = moving_average(state['v'], gradient**2, beta_2)
    step = corrected(m, beta_1, t) / (np.sqrt(corrected(v, beta_2, t)) + epsilon)
    return theta - lr * step, {'t': t, 'm': m, 'v': v}
# %% student: viktor
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {'m': np.zeros(theta.shape), 'v': np.zeros(theta.shape), 't': 0}
    state['t'] += 1
    m = state['m']
    v = state['v']
    m *= beta_1
    m += (1 - beta_1) * gradient
    v *= beta_2
    v += (1 - beta_2) * gradient**2
    theta -= lr * (m / (1 - beta_1**state['t'])) / (np.sqrt(v / (1 - beta_2**state['t'])) + epsilon)
    return theta, state
# %% student: wen
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    gs = (state['gs'] if state else []) + [gradient]
    t = len(gs)
    m = sum((1 - beta_1) * beta_1**(t - 1 - k) * g for k, g in enumerate(gs)) / (1 - beta_1**t)
    v = sum((1 - beta_2) * beta_2**(t - 1 - k) * g**2 for k, g in enumerate(gs)) / (1 - beta_2**t)
    return theta - lr * m / (np.sqrt(v) + epsilon), {'gs': gs}
# %% student: yara
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    assert theta.shape == gradient.shape
    if not state:
        state = {'erstes_moment': np.zeros_like(theta), 'zweites_moment': np.zeros_like(theta), 'n': 0}
    n = state['n'] + 1
    erstes = beta_1 * state['erstes_moment'] + (1 - beta_1) * gradient
    zweites = beta_2 * state['zweites_moment'] + (1 - beta_2) * gradient**2
    erstes = erstes / (1 - beta_1**n)
    zweites = zweites / (1 - beta_2**n)
    theta = theta - lr * erstes / (np.sqrt(zweites) + epsilon)
    return theta, {'erstes_moment': erstes, 'zweites_moment': zweites, 'n': n}
