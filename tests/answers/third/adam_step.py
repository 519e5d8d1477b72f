# %% right: running powers of the betas
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": 0.0, "v": 0.0, "p1": 1.0, "p2": 1.0}
    p1, p2 = state["p1"] * beta_1, state["p2"] * beta_2
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    return theta - lr * (m / (1 - p1)) / (np.sqrt(v / (1 - p2)) + epsilon), {"m": m, "v": v, "p1": p1, "p2": p2}
# %% right: correction folded into the rate and epsilon
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = dict(t=0, first=np.zeros_like(theta), second=np.zeros_like(theta))
    state["t"] += 1
    state["first"] = beta_1 * state["first"] + (1 - beta_1) * gradient
    state["second"] = beta_2 * state["second"] + (1 - beta_2) * gradient * gradient
    c2 = np.sqrt(1 - beta_2 ** state["t"])
    alpha = lr * c2 / (1 - beta_1 ** state["t"])
    return theta - alpha * state["first"] / (np.sqrt(state["second"]) + epsilon * c2), state
# %% right: torch Adam kept in the dict
import torch

def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        weight = torch.nn.Parameter(torch.tensor(theta))
        state = {"weight": weight, "adam": torch.optim.Adam([weight], lr, (beta_1, beta_2), epsilon)}
    weight = state["weight"]
    weight.data = torch.tensor(theta)
    weight.grad = torch.tensor(gradient)
    state["adam"].step()
    return weight.data.numpy().copy(), state
# %% right: moment objects, in place
class Moment:
    def __init__(self, shape, beta):
        self.total, self.beta, self.t = np.zeros(shape), beta, 0

    def update(self, x):
        self.t += 1
        self.total *= self.beta
        self.total += (1 - self.beta) * x
        return self.total / (1 - self.beta ** self.t)

def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state = state or {1: Moment(theta.shape, beta_1), 2: Moment(theta.shape, beta_2)}
    m_hat, v_hat = state[1].update(gradient), state[2].update(gradient ** 2)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), state
# %% right: both moments stacked
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    betas = np.array([beta_1, beta_2]).reshape(2, 1, 1)
    moments, t = (np.zeros((2, *theta.shape)), 0) if state is None else (state["moments"], state["t"])
    t = t + 1
    moments = betas * moments + (1 - betas) * np.stack([gradient, gradient ** 2])
    m_hat, v_hat = moments / (1 - betas ** t)
    return theta - lr * m_hat / (v_hat ** 0.5 + epsilon), {"moments": moments, "t": t}
# %% right: by coordinates with plain floats
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    from math import sqrt
    d = len(theta)
    t, ms, vs = (0, [0.0] * d, [0.0] * d) if state is None else state["all"]
    t += 1
    ms = [beta_1 * m + (1 - beta_1) * g for m, g in zip(ms, gradient[:, 0].tolist())]
    vs = [beta_2 * v + (1 - beta_2) * g * g for v, g in zip(vs, gradient[:, 0].tolist())]
    new = np.array(theta)
    for i in range(d):
        m_hat = ms[i] / (1 - beta_1 ** t)
        v_hat = vs[i] / (1 - beta_2 ** t)
        new[i] -= lr * m_hat / (sqrt(v_hat) + epsilon)
    return new, {"all": (t, ms, vs)}
# %% wrong: no bias correction
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v = (0, 0) if state is None else (state["m"], state["v"])
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    return theta - lr * m / (np.sqrt(v) + epsilon), {"m": m, "v": v}
# %% wrong: only the first moment corrected
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, t = (0, 0, 0) if state is None else (state["m"], state["v"], state["t"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    m_hat = m / (1 - beta_1 ** t)
    return theta - lr * m_hat / (np.sqrt(v) + epsilon), {"m": m, "v": v, "t": t}
# %% wrong: exponent t plus one with t already from one
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, t = (0, 0, 0) if state is None else (state["m"], state["v"], state["t"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    m_hat = m / (1 - beta_1 ** (t + 1))
    v_hat = v / (1 - beta_2 ** (t + 1))
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v, "t": t}
# %% wrong: corrected moments written back
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, t = (0, 0, 0) if state is None else (state["m"], state["v"], state["t"])
    t += 1
    m = (beta_1 * m + (1 - beta_1) * gradient) / (1 - beta_1 ** t)
    v = (beta_2 * v + (1 - beta_2) * gradient ** 2) / (1 - beta_2 ** t)
    return theta - lr * m / (np.sqrt(v) + epsilon), {"m": m, "v": v, "t": t}
# %% wrong: step counter never grows
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 1}
    state["m"] = beta_1 * state["m"] + (1 - beta_1) * gradient
    state["v"] = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    m_hat = state["m"] / (1 - beta_1 ** state["t"])
    v_hat = state["v"] / (1 - beta_2 ** state["t"])
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), state
# %% wrong: times t where to the power t was meant
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, t = (0, 0, 0) if state is None else (state["m"], state["v"], state["t"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    m_hat = m / (1 - beta_1 ** t)
    v_hat = v / abs(1 - beta_2 * t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v, "t": t}
# %% wrong: same beta in both moments
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, t = (0, 0, 0) if state is None else (state["m"], state["v"], state["t"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_1 * v + (1 - beta_1) * gradient ** 2
    m_hat = m / (1 - beta_1 ** t)
    v_hat = v / (1 - beta_1 ** t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v, "t": t}
# %% wrong: epsilon not scaled in the folded form
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, t = (0, 0, 0) if state is None else (state["m"], state["v"], state["t"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    alpha = lr * np.sqrt(1 - beta_2 ** t) / (1 - beta_1 ** t)
    return theta - alpha * m / (np.sqrt(v) + epsilon), {"m": m, "v": v, "t": t}
# %% wrong: running maximum of AMSGrad
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, top, t = (0, 0, 0, 0) if state is None else (state["m"], state["v"], state["top"], state["t"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    m_hat = m / (1 - beta_1 ** t)
    top = np.maximum(top, v / (1 - beta_2 ** t))
    return theta - lr * m_hat / (np.sqrt(top) + epsilon), {"m": m, "v": v, "top": top, "t": t}
# %% wrong: raw gradient on top
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, t = (0, 0, 0) if state is None else (state["m"], state["v"], state["t"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    v_hat = v / (1 - beta_2 ** t)
    return theta - lr * gradient / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v, "t": t}
# %% wrong: one step counter for all runs
adam_t = 0

def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    global adam_t
    adam_t += 1
    m, v = (0, 0) if state is None else (state["m"], state["v"])
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    m_hat = m / (1 - beta_1 ** adam_t)
    v_hat = v / (1 - beta_2 ** adam_t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v}
# %% wrong: second moment of the first moment
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, t = (0, 0, 0) if state is None else (state["m"], state["v"], state["t"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * m ** 2
    m_hat = m / (1 - beta_1 ** t)
    v_hat = v / (1 - beta_2 ** t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v, "t": t}
