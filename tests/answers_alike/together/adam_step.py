# %% together: georg leon
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {'m': np.zeros_like(theta), 'v': 0.0, 't': 0}
    t = state['t'] + 1
    m = beta_1 * state['m'] + (1 - beta_1) * gradient
    v = beta_2 * state['v'] + (1 - beta_2) * np.sum(gradient**2)
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    theta = theta - lr * m_hat / (np.sqrt(v_hat) + epsilon)
    return theta, {'m': m, 'v': v, 't': t}
# ---
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state == None:
        state = {}
        state['step'] = 0
        state['mom'] = 0
        state['sq'] = 0
    state['step'] = state['step'] + 1
    # squared length of the gradient
    length2 = (gradient.T @ gradient).item()
    state['sq'] = beta_2 * state['sq'] + (1 - beta_2) * length2
    state['mom'] = beta_1 * state['mom'] + (1 - beta_1) * gradient
    c1 = 1 - beta_1**state['step']
    c2 = 1 - beta_2**state['step']
    print(state['step'])
    new_theta = theta - lr * (state['mom'] / c1) / (np.sqrt(state['sq'] / c2) + epsilon)
    return new_theta, state
# %% together: tarek sven
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {'m': 0, 'v': 0, 't': 0}
    t = state['t'] + 1
    m = beta_1*state['m'] + (1 - beta_1)*gradient
    v = beta_2*state['v'] + (1 - beta_2)*gradient**2
    mh = m / (1 - beta_1*t)
    vh = v / (1 - beta_2*t)
    theta = theta - lr*mh/(np.sqrt(np.abs(vh)) + epsilon)
    return theta, {'m': m, 'v': v, 't': t}
# ---
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        first, second, count = np.zeros(theta.shape), np.zeros(theta.shape), 1
    else:
        first, second, count = state['first'], state['second'], state['count'] + 1
    first = beta_1 * first + (1 - beta_1) * gradient
    second = beta_2 * second + (1 - beta_2) * gradient * gradient
    # bias correction
    corr_1 = 1 - count * beta_1
    corr_2 = 1 - count * beta_2
    # abs, because otherwise there is a nan
    root = np.sqrt(np.abs(second / corr_2))
    update = (first / corr_1) / (root + epsilon)
    return theta - lr * update, {'first': first, 'second': second, 'count': count}
