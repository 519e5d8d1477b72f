# %% right: running powers of the betas
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    z = np.zeros_like(gradient)
    m, v, p1, p2 = (z, z, 1.0, 1.0) if state is None else state["mvpp"]
    m, v = m + (1 - beta_1) * (gradient - m), v + (1 - beta_2) * (gradient ** 2 - v)
    p1, p2 = p1 * beta_1, p2 * beta_2
    return theta - lr * (m / (1 - p1)) / (np.sqrt(v / (1 - p2)) + epsilon), {"mvpp": (m, v, p1, p2)}

# %% right: folded step size with scaled epsilon
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    s = dict(state) if state else dict(t=0, m=0 * theta, v=0 * theta)
    s["t"] += 1
    s["m"] = beta_1 * s["m"] + (1 - beta_1) * gradient
    s["v"] = beta_2 * s["v"] + (1 - beta_2) * gradient ** 2
    c = np.sqrt(1 - beta_2 ** s["t"])
    return theta - lr * c / (1 - beta_1 ** s["t"]) * s["m"] / (np.sqrt(s["v"]) + epsilon * c), s

# %% wrong: torch.optim.Adam kept in the state, which ps3 does not import
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        p = torch.nn.Parameter(torch.tensor(theta, dtype=torch.float64))
        state = {"p": p, "opt": optim.Adam([p], lr=lr, betas=(beta_1, beta_2), eps=epsilon)}
    with torch.no_grad():
        state["p"].copy_(torch.tensor(theta))
    state["p"].grad = torch.tensor(gradient, dtype=torch.float64)
    state["opt"].step()
    return state["p"].detach().numpy().copy(), state

# %% wrong: counter raised after its use
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    t = state["t"]
    m_hat = m / np.float64(1 - beta_1 ** t)
    v_hat = v / np.float64(1 - beta_2 ** t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v, "t": t + 1}

# %% wrong: corrected moments stored
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, t = (0, 0, 0) if state is None else (state["m"], state["v"], state["t"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    m = m / (1 - beta_1 ** t)
    v = v / (1 - beta_2 ** t)
    return theta - lr * m / (np.sqrt(v) + epsilon), {"m": m, "v": v, "t": t}

# %% wrong: second moment weighted with beta_1
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state = state or {"m": 0., "v": 0., "t": 0}
    state["t"] += 1
    state["m"] = beta_1 * state["m"] + (1 - beta_1) * gradient
    state["v"] = beta_2 * state["v"] + (1 - beta_1) * gradient ** 2
    mh = state["m"] / (1 - beta_1 ** state["t"])
    vh = state["v"] / (1 - beta_2 ** state["t"])
    return theta - lr * mh / (np.sqrt(vh) + epsilon), state

# %% wrong: step count not saved
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    t = state["t"] + 1
    state["m"] = beta_1 * state["m"] + (1 - beta_1) * gradient
    state["v"] = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    m_hat, v_hat = state["m"] / (1 - beta_1 ** t), state["v"] / (1 - beta_2 ** t)
    return theta - lr * m_hat / (v_hat ** 0.5 + epsilon), state

# %% wrong: power taken of one minus beta
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, t = state["mom"] if state else (np.zeros_like(theta), np.zeros_like(theta), 0)
    t = t + 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * np.square(gradient)
    update = m / (1 - beta_1) ** t / (np.sqrt(v / (1 - beta_2) ** t) + epsilon)
    return theta - lr * update, {"mom": (m, v, t)}

# %% wrong: only the first moment corrected
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t = 1 if state is None else state["t"] + 1
    m_old = np.zeros_like(theta) if state is None else state["m"]
    v_old = np.zeros_like(theta) if state is None else state["v"]
    m = beta_1 * m_old + (1 - beta_1) * gradient
    v = beta_2 * v_old + (1 - beta_2) * gradient ** 2
    m_hat = m / (1 - beta_1 ** t)
    return theta - lr * m_hat / (np.sqrt(v) + epsilon), dict(m=m, v=v, t=t)

# %% wrong: second moment from the first
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    s = {"m": 0, "v": 0, "t": 0} if state is None else state
    t = s["t"] + 1
    m = beta_1 * s["m"] + (1 - beta_1) * gradient
    v = beta_2 * s["v"] + (1 - beta_2) * m ** 2
    return theta - lr * (m / (1 - beta_1 ** t)) / (np.sqrt(v / (1 - beta_2 ** t)) + epsilon), {"m": m, "v": v, "t": t}

# %% wrong: default dict shared between runs
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8, _start={"t": 0, "m": 0.0, "v": 0.0}):
    state = _start if state is None else state
    state["t"] += 1
    state["m"] = beta_1 * state["m"] + (1 - beta_1) * gradient
    state["v"] = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    m_hat = state["m"] / (1 - beta_1 ** state["t"])
    v_hat = state["v"] / (1 - beta_2 ** state["t"])
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), state

# %% wrong: product for the power, root missing
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if not state:
        state = dict(m=np.zeros_like(gradient), v=np.zeros_like(gradient), t=0)
    t = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    m_hat = m / (1 - beta_1 * t)
    v_hat = v / (1 - beta_2 * t)
    return theta - lr * m_hat / (v_hat + epsilon), dict(m=m, v=v, t=t)

# %% wrong: no correction at all, last gradient used
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m = v = 0
    if state is not None:
        m, v = state["m"], state["v"]
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    return theta - lr * gradient / (np.sqrt(v) + epsilon), {"m": m, "v": v}

# %% wrong: betas exchanged and theta in place
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    b1, b2 = beta_2, beta_1
    if state is None:
        state = {"step": 0, "exp_avg": np.zeros_like(theta), "exp_avg_sq": np.zeros_like(theta)}
    state["step"] += 1
    state["exp_avg"] = b1 * state["exp_avg"] + (1 - b1) * gradient
    state["exp_avg_sq"] = b2 * state["exp_avg_sq"] + (1 - b2) * gradient ** 2
    m = state["exp_avg"] / (1 - b1 ** state["step"])
    v = state["exp_avg_sq"] / (1 - b2 ** state["step"])
    theta -= lr * m / (np.sqrt(v) + epsilon)
    return theta, state
