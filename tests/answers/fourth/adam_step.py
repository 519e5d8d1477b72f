# %% right: products of betas kept in the state instead of t
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "p1": 1.0, "p2": 1.0}
    m, v = state["m"], state["v"]
    state["p1"] *= beta_1
    state["p2"] *= beta_2
    m *= beta_1
    m += (1 - beta_1) * gradient
    v *= beta_2
    v += (1 - beta_2) * gradient ** 2
    m_hat = m / (1 - state["p1"])
    v_hat = v / (1 - state["p2"])
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), state

# %% right: effective step size with epsilon rescaled to match
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else state["tmv"]
    t = t + 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient * gradient
    c = np.sqrt(1 - beta_2 ** t)
    alpha_t = lr * c / (1 - beta_1 ** t)
    return theta - alpha_t * m / (np.sqrt(v) + c * epsilon), {"tmv": (t, m, v)}

# %% right: torch.optim.Adam, state_dict carried between the steps
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    w = torch.from_numpy(theta.astype(np.float64)).clone().requires_grad_(True)
    w.grad = torch.from_numpy(gradient.astype(np.float64)).clone()
    adam = torch.optim.Adam([w], lr=float(lr), betas=(float(beta_1), float(beta_2)), eps=float(epsilon))
    if state is not None:
        adam.load_state_dict(state)
    adam.step()
    return w.detach().numpy().copy(), adam.state_dict()

# %% right: recursion on the corrected averages themselves
def _corrected(old, new, beta, t):
    # weight of the newest entry in the bias-corrected average after t entries
    w = (1 - beta) / (1 - beta ** t)
    return (1 - w) * old + w * new

def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    s = state or {"mean": np.zeros_like(theta), "square": np.zeros_like(theta), "count": 0}
    n = s["count"] + 1
    mean = _corrected(s["mean"], gradient, beta_1, n)
    square = _corrected(s["square"], np.power(gradient, 2), beta_2, n)
    theta_new = theta - lr * mean / (np.sqrt(square) + epsilon)
    return theta_new, {"mean": mean, "square": square, "count": n}

# %% right: whole gradient history, weights by powers, tensordot
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    history = np.concatenate(([] if state is None else [state["history"]]) + [gradient[None]])
    age = np.arange(len(history))[::-1]

    def average(values, beta):
        w = np.power(float(beta), age)
        return np.tensordot(w / w.sum(), values, axes=1)

    m_hat = average(history, beta_1)
    v_hat = average(history ** 2, beta_2)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"history": history}

# %% wrong: t starts from 2: counter begins at 1 and is raised first
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 1}
    state["t"] += 1
    t = state["t"]
    state["m"] = beta_1 * state["m"] + (1 - beta_1) * gradient
    state["v"] = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    mh = state["m"] / (1 - beta_1 ** t)
    vh = state["v"] / (1 - beta_2 ** t)
    return theta - lr * mh / (np.sqrt(vh) + epsilon), state

# %% wrong: corrected moments are stored and corrected again
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        m = np.zeros_like(theta)
        v = np.zeros_like(theta)
        t = 0
    else:
        m, v, t = state["m"], state["v"], state["t"]
    t = t + 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    m = m / (1 - beta_1 ** t)
    v = v / (1 - beta_2 ** t)
    theta = theta - lr * m / (np.sqrt(v) + epsilon)
    return theta, {"m": m, "v": v, "t": t}

# %% wrong: v gathers m² instead of the gradient's square
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = dict(m=np.zeros_like(theta), v=np.zeros_like(theta), t=0)
    m, v, t = state["m"], state["v"], state["t"] + 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * m ** 2
    return (theta - lr * (m / (1 - beta_1**t)) / (np.sqrt(v / (1 - beta_2**t)) + epsilon),
            dict(m=m, v=v, t=t))

# %% wrong: `1 - beta * t` in the corrections: `*` for `**`
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    state["t"] += 1
    state["m"] = beta_1 * state["m"] + (1 - beta_1) * gradient
    state["v"] = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    m_hat = state["m"] / (1 - beta_1 * state["t"])
    v_hat = state["v"] / (1 - beta_2 * state["t"])
    # abs because I got warnings from sqrt
    return theta - lr * m_hat / (np.sqrt(np.abs(v_hat)) + epsilon), state

# %% wrong: `m / 1 - beta_1 ** t`: correction without brackets
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        m, v, t = np.zeros_like(theta), np.zeros_like(theta), 0
    else:
        m, v, t = state["m"], state["v"], state["t"]
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    m_hat = m / 1 - beta_1 ** t
    v_hat = v / (1 - beta_2 ** t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v, "t": t}

# %% wrong: step-size form of Adam with epsilon left unscaled
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    t = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    lr_t = lr * np.sqrt(1 - beta_2 ** t) / (1 - beta_1 ** t)
    return theta - lr_t * m / (np.sqrt(v) + epsilon), {"m": m, "v": v, "t": t}

# %% wrong: `(1 - beta) ** t` in the bias corrections
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    state["t"] = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    state["m"], state["v"] = m, v
    m_hat = m / (1 - beta_1) ** state["t"]
    v_hat = v / (1 - beta_2) ** state["t"]
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), state

# %% wrong: t is a global counter that runs on into the next run
t = 0

def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    global t
    t += 1
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta)}
    state["m"] = beta_1 * state["m"] + (1 - beta_1) * gradient
    state["v"] = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    m_hat = state["m"] / (1 - beta_1 ** t)
    v_hat = state["v"] / (1 - beta_2 ** t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), state

# %% wrong: epsilon inside the root, second moment uncorrected
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        m, v, k = 0., 0., 1
    else:
        m, v, k = state["m"], state["v"], state["k"] + 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    mhat = m / (1 - beta_1 ** k)
    return theta - lr * mhat / np.sqrt(v + epsilon), {"m": m, "v": v, "k": k}

# %% wrong: beta and 1 - beta swapped in both moments
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    t = state["t"] + 1
    m = (1 - beta_1) * state["m"] + beta_1 * gradient
    v = (1 - beta_2) * state["v"] + beta_2 * np.square(gradient)
    m_hat = m / (1 - beta_1 ** t)
    v_hat = v / (1 - beta_2 ** t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v, "t": t}

# %% wrong: v_hat built from m_hat's beta, and no square root
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    t = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    m_hat = m / (1 - beta_1 ** t)
    v_hat = v / (1 - beta_1 ** t)
    return theta - lr * m_hat / (v_hat + epsilon), {"m": m, "v": v, "t": t}

# %% wrong: corrections with 0.9 and 0.999 fixed, theta in place
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    state["t"] += 1
    state["m"] = beta_1 * state["m"] + (1 - beta_1) * gradient
    state["v"] = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    mt = state["m"] / (1 - 0.9 ** state["t"])
    vt = state["v"] / (1 - 0.999 ** state["t"])
    theta -= lr * mt / (np.sqrt(vt) + epsilon)
    return theta, state

# %% wrong: moments kept in float16: small squares become 0
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros(theta.shape), "v": np.zeros(theta.shape), "t": 0}
    t = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    m_hat = m / (1 - beta_1 ** t)
    v_hat = v / (1 - beta_2 ** t)
    new = theta - lr * m_hat / (np.sqrt(v_hat) + epsilon)
    # half precision halves (quarters?) the memory of the state
    return new, {"m": m.astype(np.float16), "v": v.astype(np.float16), "t": t}

# %% wrong: first moment reset each step, and t not raised
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"v": np.zeros_like(theta), "t": 1}
    m = np.zeros_like(theta)
    m = beta_1 * m + (1 - beta_1) * gradient
    state["v"] = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    m_hat = m / (1 - beta_1 ** state["t"])
    v_hat = state["v"] / (1 - beta_2 ** state["t"])
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), state

# %% wrong: m and v share one array: `m = v = np.zeros`, then `+=`
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        m = v = np.zeros_like(theta)
        state = {"m": m, "v": v, "t": 0}
    state["t"] += 1
    t, m, v = state["t"], state["m"], state["v"]
    m *= beta_1
    m += (1 - beta_1) * gradient
    v *= beta_2
    v += (1 - beta_2) * gradient ** 2
    m_hat = m / (1 - beta_1 ** t)
    v_hat = np.abs(v) / (1 - beta_2 ** t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), state
