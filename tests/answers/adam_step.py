# %% right: pure
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    t = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient**2
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v, "t": t}


# %% right: the state is changed in place
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"step": 0, "exp_avg": np.zeros_like(theta), "exp_avg_sq": np.zeros_like(theta)}
    m, v = state["exp_avg"], state["exp_avg_sq"]
    state["step"] += 1
    m *= beta_1
    m += (1 - beta_1) * gradient
    v *= beta_2
    v += (1 - beta_2) * gradient * gradient
    c1, c2 = 1 - beta_1 ** state["step"], 1 - beta_2 ** state["step"]
    return theta - lr * (m / c1) / (np.sqrt(v / c2) + epsilon), state


# %% right: the paper's rearrangement, with epsilon scaled along
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = state["tmv"] if state else (0, 0.0, 0.0)
    t, m, v = t + 1, beta_1 * m + (1 - beta_1) * gradient, beta_2 * v + (1 - beta_2) * gradient**2
    root = np.sqrt(1 - beta_2**t)
    return theta - lr * root / (1 - beta_1**t) * m / (np.sqrt(v) + epsilon * root), {"tmv": (t, m, v)}


# %% right: the powers of beta are kept, not t
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state = dict(state or {"m": 0.0, "v": 0.0, "p1": 1.0, "p2": 1.0})
    state["p1"] *= beta_1
    state["p2"] *= beta_2
    state["m"] = state["m"] + (1 - beta_1) * (gradient - state["m"])
    state["v"] = state["v"] + (1 - beta_2) * (gradient**2 - state["v"])
    m_hat, v_hat = state["m"] / (1 - state["p1"]), state["v"] / (1 - state["p2"])
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), state


# %% right: corrected moments are kept, and uncorrected before they are used
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m_hat, v_hat = (0, 0.0, 0.0) if state is None else (state["t"], state["m_hat"], state["v_hat"])
    m, v = m_hat * (1 - beta_1**t), v_hat * (1 - beta_2**t)
    t += 1
    m_hat = (beta_1 * m + (1 - beta_1) * gradient) / (1 - beta_1**t)
    v_hat = (beta_2 * v + (1 - beta_2) * gradient**2) / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m_hat": m_hat, "v_hat": v_hat}


# %% right: weighted means over all past gradients
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    past = (state["past"] if state else []) + [gradient]
    ages = np.arange(len(past))[::-1]
    mean = np.average(past, axis=0, weights=beta_1**ages)
    square = np.average(np.square(past), axis=0, weights=beta_2**ages)
    return theta - lr * mean / (np.sqrt(square) + epsilon), {"past": past}


# %% right: a loop over the coordinates
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    import math

    d = theta.shape[0]
    if state is None:
        state = {"m": [0.0] * d, "v": [0.0] * d, "t": 0}
    state["t"] += 1
    new = np.zeros((d, 1))
    for j in range(d):
        g = float(gradient[j, 0])
        state["m"][j] = beta_1 * state["m"][j] + (1 - beta_1) * g
        state["v"][j] = beta_2 * state["v"][j] + (1 - beta_2) * g * g
        m_hat = state["m"][j] / (1 - beta_1 ** state["t"])
        v_hat = state["v"][j] / (1 - beta_2 ** state["t"])
        new[j, 0] = theta[j, 0] - lr * m_hat / (math.sqrt(v_hat) + epsilon)
    return new, state


# %% right: float32 inside
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    g = gradient.astype(np.float32)
    t, m, v = (0, np.zeros_like(g), np.zeros_like(g)) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = (beta_1 * m + (1 - beta_1) * g).astype(np.float32)
    v = (beta_2 * v + (1 - beta_2) * g**2).astype(np.float32)
    step = lr * (m / (1 - beta_1**t)) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
    return (theta - step).astype(np.float32), {"t": t, "m": m, "v": v}


# %% right: torch inside
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    import torch

    g = torch.tensor(gradient)
    state = state or {"t": 0, "m": np.zeros_like(theta), "v": np.zeros_like(theta)}
    t = state["t"] + 1
    m = torch.tensor(state["m"]).lerp(g, 1 - beta_1)
    v = torch.tensor(state["v"]) * beta_2 + (1 - beta_2) * g.square()
    new = torch.tensor(theta) - lr * (m / (1 - beta_1**t)) / (torch.sqrt(v / (1 - beta_2**t)) + epsilon)
    return new.numpy(), {"t": t, "m": m.numpy(), "v": v.numpy()}


# %% right: torch.optim.Adam run again over all past gradients
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    import torch

    past = (state["past"] if state else []) + [gradient]
    p = torch.nn.Parameter(torch.zeros(theta.shape, dtype=torch.float64))
    optimizer = torch.optim.Adam([p], lr=lr, betas=(beta_1, beta_2), eps=epsilon)
    for g in past:
        before = p.detach().clone()
        p.grad = torch.tensor(g)
        optimizer.step()
    return theta + (p.detach() - before).numpy(), {"past": past}


# %% right: a class inside
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    class Average:
        def __init__(self, beta, value, weight):
            self.beta, self.value, self.weight = beta, value, weight

        def add(self, x):
            self.value = self.beta * self.value + (1 - self.beta) * x
            self.weight = self.beta * self.weight + (1 - self.beta)
            return self.value / self.weight

    state = state or {"m": (0.0, 0.0), "v": (0.0, 0.0)}
    m, v = Average(beta_1, *state["m"]), Average(beta_2, *state["v"])
    new = theta - lr * m.add(gradient) / (np.sqrt(v.add(gradient**2)) + epsilon)
    return new, {"m": (m.value, m.weight), "v": (v.value, v.weight)}


# %% right: it prints and warns
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    import warnings

    if state is None:
        state = {"t": 1, "m": 0 * theta, "v": 0 * theta}
    print("t =", state["t"])
    warnings.warn("almost there")
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * np.power(gradient, 2)
    m_hat, v_hat = m / (1 - beta_1 ** state["t"]), v / (1 - beta_2 ** state["t"])
    theta = theta - lr * np.divide(m_hat, np.sqrt(v_hat) + epsilon)
    return theta, {"t": state["t"] + 1, "m": m, "v": v}


# %% wrong: no moment is bias-corrected
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v = (0.0, 0.0) if state is None else (state["m"], state["v"])
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    return theta - lr * m / (np.sqrt(v) + epsilon), {"m": m, "v": v}


# %% wrong: v is not bias-corrected
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    return theta - lr * m / (1 - beta_1**t) / (np.sqrt(v) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: m is not bias-corrected
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    return theta - lr * m / (np.sqrt(v / (1 - beta_2**t)) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: t runs one ahead
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (1, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: t is 0 at the first step
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, np.zeros_like(theta), np.zeros_like(theta)) if state is None else (state["t"], state["m"], state["v"])
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t + 1, "m": m, "v": v}


# %% wrong: t is 1 at every step
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": 0, "m": m, "v": v}


# %% wrong: t stops counting -- at ten
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t = min(t + 1, 10)
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: the corrected moments are carried over
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m = m / (1 - beta_1**t)
    v = v / (1 - beta_2**t)
    return theta - lr * m / (np.sqrt(v) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: beta_1 and beta_2 are swapped
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_2 * m + (1 - beta_2) * gradient
    v = beta_1 * v + (1 - beta_1) * gradient**2
    m_hat, v_hat = m / (1 - beta_2**t), v / (1 - beta_1**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: both corrections use beta_1
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_1**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: one beta serves both averages
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_1 * v + (1 - beta_1) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_1**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: every beta keeps its default, whatever is given
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: v averages g, not g²
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: v averages the size |g|, not g²
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * np.abs(gradient)
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: v averages m², not g²
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * m**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: the root is missing
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (v_hat + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: epsilon stands under the root
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / np.sqrt(v_hat + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: epsilon is not used
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / np.sqrt(v_hat), {"t": t, "m": m, "v": v}


# %% wrong: epsilon is added before v is corrected
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = lr * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    return theta - rate * m / (np.sqrt(v) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: epsilon keeps its default, whatever is given
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + 1e-8), {"t": t, "m": m, "v": v}


# %% wrong: one v serves all the coordinates
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * np.linalg.norm(gradient) ** 2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: nothing is carried over from step to step
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = 1, np.zeros_like(theta), np.zeros_like(theta)
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: only t is carried over
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t = 1 if state is None else state["t"] + 1
    m = beta_1 * np.zeros_like(theta) + (1 - beta_1) * gradient
    v = beta_2 * np.zeros_like(theta) + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t}


# %% wrong: it is RMSprop
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    v = 0.0 if state is None else state["v"]
    v = beta_2 * v + (1 - beta_2) * gradient**2
    return theta - lr * gradient / (np.sqrt(v) + epsilon), {"v": v}


# %% wrong: g stands where m̂ should
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    return theta - lr * gradient / (np.sqrt(v / (1 - beta_2**t)) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: g enters m with its full weight
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: the correction is 1 − β·t, not a power
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1 * t), v / (1 - beta_2 * t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: the correction multiplies where it should divide
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m * (1 - beta_1**t), v * (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: the step goes uphill
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta + lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: something is remembered outside the state -- a global t
t = 0


def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    global t
    m, v = (0.0, 0.0) if state is None else (state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v}


# %% wrong: something is remembered outside the state -- a default argument
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8, memory={"t": 0, "m": 0.0, "v": 0.0}):
    memory["t"] += 1
    memory["m"] = beta_1 * memory["m"] + (1 - beta_1) * gradient
    memory["v"] = beta_2 * memory["v"] + (1 - beta_2) * gradient**2
    m_hat, v_hat = memory["m"] / (1 - beta_1 ** memory["t"]), memory["v"] / (1 - beta_2 ** memory["t"])
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), memory


# %% wrong: something is remembered outside the state -- a function attribute, begun anew when state is None
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        adam_step.m, adam_step.v, adam_step.t = np.zeros_like(theta), np.zeros_like(theta), 0
    adam_step.t += 1
    adam_step.m = beta_1 * adam_step.m + (1 - beta_1) * gradient
    adam_step.v = beta_2 * adam_step.v + (1 - beta_2) * gradient**2
    m_hat, v_hat = adam_step.m / (1 - beta_1**adam_step.t), adam_step.v / (1 - beta_2**adam_step.t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {}


# %% wrong: the function wrote to its arguments
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    theta -= lr * m_hat / (np.sqrt(v_hat) + epsilon)
    return theta, {"t": t, "m": m, "v": v}


# %% wrong: the array is flat where a column is asked for
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    g = gradient.ravel()
    t += 1
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta.ravel() - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: θ is pulled towards 0 besides (weight decay)
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0.0, 0.0) if state is None else (state["t"], state["m"], state["v"])
    gradient = gradient + 0.01 * theta
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: v never falls, as in AMSGrad
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0, 0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    top = v_hat if state is None else np.maximum(state["top"], v_hat)
    return theta - lr * m_hat / (np.sqrt(top) + epsilon), {"t": t, "m": m, "v": v, "top": top}


# %% wrong: v never falls, as in AMSGrad -- torch.optim's way
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0, 0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    top = v if state is None else np.maximum(state["top"], v)
    m_hat, v_hat = m / (1 - beta_1**t), top / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v, "top": top}


# %% wrong: only the first step is bias-corrected
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0, 0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = (m, v) if t > 1 else (m / (1 - beta_1), v / (1 - beta_2))
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: the default of beta_2 has been changed
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.99, epsilon=1e-8):
    t, m, v = (0, 0, 0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: t outgrows its 8-bit type
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (np.zeros(1, dtype=np.uint8), 0, 0) if state is None else (state["t"], state["m"], state["v"])
    t = t + np.uint8(1)
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1 ** int(t[0])), v / (1 - beta_2 ** int(t[0]))
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: t is 0 at the first step -- and that step is left uncorrected
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0, 0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = (m, v) if t == 1 else (m / (1 - beta_1 ** (t - 1)), v / (1 - beta_2 ** (t - 1)))
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: t stops counting -- at a hundred
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0, 0) if state is None else (state["t"], state["m"], state["v"])
    t = min(t + 1, 100)
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: both corrections use beta_2
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0, 0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_2**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: g² enters v with its full weight
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0, 0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: g and g² enter with their full weight
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0, 0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + gradient
    v = beta_2 * v + gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: m looks one step ahead, as Nesterov's does
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0, 0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    m_hat = (beta_1 * m + (1 - beta_1) * gradient) / (1 - beta_1**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: m and v start as the first g and g²
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, gradient, gradient**2) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m, v
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: v is the largest |g|, as in AdaMax
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = (0, 0, 0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = np.maximum(beta_2 * v, abs(gradient))
    m_hat = m / (1 - beta_1**t)
    return theta - lr * m_hat / (v + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: a gradient of 0 is skipped
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is not None and not gradient.any():
        return theta.copy(), state
    t, m, v = (0, 0, 0) if state is None else (state["t"], state["m"], state["v"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"t": t, "m": m, "v": v}


# %% wrong: m is not carried over
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state = state or {"t": 0}
    m = beta_1 * state.get("m", 0) + (1 - beta_1) * gradient
    v = beta_2 * state.get("v", 0) + (1 - beta_2) * gradient**2
    t = state["t"] + 1
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"M": m, "v": v, "t": t}


# %% wrong: v is not carried over
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    t = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient**2
    state["t"], state["m"] = t, m
    return theta - lr * (m / (1 - beta_1**t)) / (np.sqrt(v / (1 - beta_2**t)) + epsilon), state


# %% wrong: t is raised by 2 each step -- before and after
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    t = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient**2
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    t += 1
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v, "t": t}


# %% wrong: t is raised by 2 each step -- once for each moment
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state = dict(state) if state else {"m": 0.0, "v": 0.0, "t": 0}
    state["m"] = beta_1 * state["m"] + (1 - beta_1) * gradient
    state["t"] += 1
    state["v"] = beta_2 * state["v"] + (1 - beta_2) * gradient**2
    state["t"] += 1
    m_hat = state["m"] / (1 - beta_1 ** state["t"])
    v_hat = state["v"] / (1 - beta_2 ** state["t"])
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), state


# %% wrong: the old m moves θ
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    t = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient**2
    m_hat, v_hat = state["m"] / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v, "t": t}


# %% wrong: the old v divides the step
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    t = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    m_hat, v_hat = m / (1 - beta_1**t), state["v"] / (1 - beta_2**t)
    theta = theta - lr * m_hat / (np.sqrt(v_hat) + epsilon)
    return theta, {"m": m, "v": beta_2 * state["v"] + (1 - beta_2) * gradient**2, "t": t}


# %% wrong: the old m and v make the step
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    m, v, t = state["m"], state["v"], state["t"] + 1
    theta = theta - lr * m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    return theta, {"m": m, "v": v, "t": t}


# %% wrong: the root is kept in place of v
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, t = state or (0.0, 0.0, 0) if not isinstance(state, dict) else (state["m"], state["v"], state["t"])
    t = t + 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = np.sqrt(beta_2 * v + (1 - beta_2) * gradient**2)
    return theta - lr * (m / (1 - beta_1**t)) / (v / (1 - beta_2**t) + epsilon), {"m": m, "v": v, "t": t}


# %% wrong: the root is kept in place of v -- after the step
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state = state or {"m": 0.0, "v": 0.0, "t": 0}
    t = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient**2
    theta = theta - lr * (m / (1 - beta_1**t)) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
    return theta, {"m": m, "v": np.sqrt(v), "t": t}


# %% wrong: beta_1 keeps its default, whatever is given
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state = state or {"m": 0.0, "v": 0.0, "t": 0}
    t = state["t"] + 1
    m = 0.9 * state["m"] + 0.1 * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - 0.9**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v, "t": t}


# %% wrong: beta_2 keeps its default, whatever is given
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state = state or {"m": 0.0, "v": 0.0, "t": 0}
    t = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = 0.999 * state["v"] + 0.001 * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - 0.999**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v, "t": t}


# %% wrong: the default of beta_1 has been changed
def adam_step(theta, gradient, state, lr, beta_1=0.99, beta_2=0.999, epsilon=1e-8):
    state = state or {"m": 0.0, "v": 0.0, "t": 0}
    t = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v, "t": t}
