# %% right: corrections folded into lr, epsilon scaled to match
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": 0.0, "v": 0.0, "step": 0}
    t = state["step"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * np.square(gradient)
    root = np.sqrt(1 - beta_2 ** t)
    alpha = lr * root / (1 - beta_1 ** t)
    return theta - alpha * m / (np.sqrt(v) + epsilon * root), {"m": m, "v": v, "step": t}

# %% right: torch.optim.Adam kept in the state
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        p = torch.nn.Parameter(torch.zeros(theta.shape, dtype=torch.float64))
        opt = torch.optim.Adam([p], lr=float(lr), betas=(float(beta_1), float(beta_2)),
                               eps=float(epsilon))
        state = {"p": p, "opt": opt}
    p, opt = state["p"], state["opt"]
    with torch.no_grad():
        p.copy_(torch.tensor(theta))
    p.grad = torch.tensor(gradient)
    opt.step()
    return p.detach().numpy().copy(), state

# %% right: recursion on the corrected averages themselves
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t = 1 if state is None else state["t"] + 1
    if t == 1:
        first, second = gradient.copy(), gradient ** 2
    else:
        # a weighted mean of all gradients so far: weights sum to one
        first = state["first"] + (1 - beta_1) / (1 - beta_1 ** t) * (gradient - state["first"])
        second = state["second"] + (1 - beta_2) / (1 - beta_2 ** t) * (gradient ** 2 - state["second"])
    return theta - lr * first / (np.sqrt(second) + epsilon), dict(t=t, first=first, second=second)

# %% right: powers of beta kept as running products, one array
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    betas = np.array([[beta_1, beta_2]])
    old = state or {"moments": np.zeros((theta.shape[0], 2)), "power": np.ones((1, 2))}
    moments = betas * old["moments"] + (1 - betas) * np.hstack([gradient, gradient ** 2])
    power = old["power"] * betas
    hat = moments / (1 - power)
    m_hat, v_hat = hat[:, :1], hat[:, 1:]
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"moments": moments, "power": power}

# %% wrong: t raised twice a step
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"t": 0, "m": np.zeros_like(theta), "v": np.zeros_like(theta)}
    state["t"] += 1
    t = state["t"]
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    m_hat = m / (1 - beta_1 ** t)
    v_hat = v / (1 - beta_2 ** t)
    theta = theta - lr * m_hat / (np.sqrt(v_hat) + epsilon)
    return theta, {"t": t + 1, "m": m, "v": v}

# %% wrong: correction `(1 - beta) ** t` for `1 - beta ** t`
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    m, v, t = state["m"], state["v"], state["t"] + 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    mhat = m / (1 - beta_1)**t
    vhat = v / (1 - beta_2)**t
    return theta - lr * mhat / (np.sqrt(vhat) + epsilon), {"m": m, "v": v, "t": t}

# %% wrong: `m /=`, `v /=`: corrected moments go into the state
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros(theta.shape), "v": np.zeros(theta.shape), "t": 0}
    t = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    m /= 1 - beta_1 ** t
    v /= 1 - beta_2 ** t
    return theta - lr * m / (np.sqrt(v) + epsilon), {"m": m, "v": v, "t": t}

# %% wrong: folded correction leaves epsilon unscaled
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": 0, "v": 0, "t": 0}
    t = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    lr_t = lr * np.sqrt(1 - beta_2 ** t) / (1 - beta_1 ** t)
    return theta - lr_t * m / (np.sqrt(v) + epsilon), {"m": m, "v": v, "t": t}

# %% wrong: t never stored (always 1), and beta_1 in g²'s weight
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta)}
    t = state.get("t", 0) + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_1) * gradient ** 2
    m_hat = m / (1 - beta_1 ** t)
    v_hat = v / (1 - beta_2 ** t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v}

# %% wrong: bracket: `((1 - beta_2) * g) ** 2`
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(gradient), "v": np.zeros_like(gradient), "t": 0}
    state["t"] += 1
    state["m"] = beta_1 * state["m"] + (1 - beta_1) * gradient
    state["v"] = beta_2 * state["v"] + ((1 - beta_2) * gradient) ** 2
    m_hat = state["m"] / (1 - beta_1 ** state["t"])
    v_hat = state["v"] / (1 - beta_2 ** state["t"])
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), state

# %% wrong: the step uses last step's m, and v is not corrected
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    t = state["t"] + 1
    m_new = beta_1 * state["m"] + (1 - beta_1) * gradient
    v_new = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    m_hat = state["m"] / (1 - beta_1 ** t)
    theta = theta - lr * m_hat / (np.sqrt(v_new) + epsilon)
    return theta, {"m": m_new, "v": v_new, "t": t}

# %% wrong: t is a global counter: a second run goes on counting
ADAM_T = 0

def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    global ADAM_T
    ADAM_T += 1
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta)}
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    m_hat = m / (1 - beta_1 ** ADAM_T)
    v_hat = v / (1 - beta_2 ** ADAM_T)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v}

# %% wrong: moments kept in float16
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros(theta.shape, dtype=np.float16),
                 "v": np.zeros(theta.shape, dtype=np.float16), "t": 0}
    state["t"] += 1
    state["m"][:] = beta_1 * state["m"] + (1 - beta_1) * gradient
    state["v"][:] = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    m_hat = state["m"] / (1 - beta_1 ** state["t"])
    v_hat = state["v"] / (1 - beta_2 ** state["t"])
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), state

# %% wrong: typo: v is stored under "V" and read under "v"
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {}
        state["t"] = 0
        state["m"] = np.zeros_like(theta)
        state["v"] = np.zeros_like(theta)
    state["t"] = state["t"] + 1
    state["m"] = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    state["V"] = v
    m_hat = state["m"] / (1 - beta_1 ** state["t"])
    v_hat = v / (1 - beta_2 ** state["t"])
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), state

# %% wrong: `theta -=` in place; v's correction lacks `** t`
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        m, v, t = np.zeros_like(theta), np.zeros_like(theta), 0
    else:
        m, v, t = state["m"], state["v"], state["t"]
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    m_hat = m / (1 - beta_1 ** t)
    v_hat = v / (1 - beta_2)
    theta -= lr * m_hat / (np.sqrt(v_hat) + epsilon)
    return theta, {"m": m, "v": v, "t": t}

# %% wrong: `t += 1` inside the loop over coordinates
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": [0.0] * len(theta), "v": [0.0] * len(theta), "t": 0}
    m, v, t = state["m"], state["v"], state["t"]
    new = np.zeros_like(theta)
    for i in range(len(theta)):
        t += 1
        g = gradient[i, 0]
        m[i] = beta_1 * m[i] + (1 - beta_1) * g
        v[i] = beta_2 * v[i] + (1 - beta_2) * g * g
        m_hat = m[i] / (1 - beta_1 ** t)
        v_hat = v[i] / (1 - beta_2 ** t)
        new[i, 0] = theta[i, 0] - lr * m_hat / (np.sqrt(v_hat) + epsilon)
    state["t"] = t
    return new, state

# %% wrong: guard: gradients shorter than 1e-6 are not stepped on
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    # already converged
    if np.sqrt(np.sum(gradient ** 2)) < 1e-6:
        return theta.copy(), state
    t = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    m_hat = m / (1 - beta_1 ** t)
    v_hat = v / (1 - beta_2 ** t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v, "t": t}

# %% wrong: betas swapped in m and v; eps inside the root
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    t = state["t"] + 1
    m = beta_2 * state["m"] + (1 - beta_2) * gradient
    v = beta_1 * state["v"] + (1 - beta_1) * gradient ** 2
    m_hat = m / (1 - beta_2 ** t)
    v_hat = v / (1 - beta_1 ** t)
    return theta - lr * m_hat / np.sqrt(v_hat + epsilon), {"m": m, "v": v, "t": t}
