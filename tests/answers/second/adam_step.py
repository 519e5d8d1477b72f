# %% right: textbook
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    t = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    m_hat = m / (1 - beta_1 ** t)
    v_hat = v / (1 - beta_2 ** t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v, "t": t}
# %% right: in place on its own moments
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if not state:
        state = dict(first=np.zeros(theta.shape), second=np.zeros(theta.shape), step=1)
    m, v, t = state["first"], state["second"], state["step"]
    m *= beta_1
    m += (1 - beta_1) * gradient
    v *= beta_2
    v += (1 - beta_2) * gradient * gradient
    state["step"] = t + 1
    return theta - lr * (m / (1 - beta_1 ** t)) / (np.sqrt(v / (1 - beta_2 ** t)) + epsilon), state
# %% right: powers of the betas in the state
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, p1, p2 = state["all"] if state else (0.0, 0.0, 1.0, 1.0)
    p1, p2 = p1 * beta_1, p2 * beta_2
    m = m + (1 - beta_1) * (gradient - m)
    v = v + (1 - beta_2) * (gradient ** 2 - v)
    return theta - lr * m / (1 - p1) / (np.sqrt(v / (1 - p2)) + epsilon), {"all": (m, v, p1, p2)}
# %% right: torch.optim.Adam in the state
import torch
from torch import optim

def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        p = torch.nn.Parameter(torch.tensor(theta))
        state = {"p": p, "adam": optim.Adam([p], lr=lr, betas=(beta_1, beta_2), eps=epsilon)}
    p = state["p"]
    p.data.copy_(torch.tensor(theta))
    p.grad = torch.tensor(gradient)
    state["adam"].step()
    return p.detach().numpy().copy(), state
# %% right: class behind a dict entry
class Moments:
    def __init__(self, shape):
        self.t = 0
        self.m = np.zeros(shape)
        self.v = np.zeros(shape)

    def push(self, g, b1, b2):
        self.t += 1
        self.m = b1 * self.m + (1 - b1) * g
        self.v = b2 * self.v + (1 - b2) * g * g
        return self.m / (1 - b1 ** self.t), self.v / (1 - b2 ** self.t)


def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"moments": Moments(theta.shape)}
    m_hat, v_hat = state["moments"].push(gradient, beta_1, beta_2)
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), state
# %% right: efficient form with epsilon rescaled to match
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    old = state if state is not None else {"t": 0, "m": 0 * theta, "v": 0 * theta}
    new = {
        "t": old["t"] + 1,
        "m": beta_1 * old["m"] + (1 - beta_1) * gradient,
        "v": beta_2 * old["v"] + (1 - beta_2) * np.square(gradient),
    }
    c1 = 1 - beta_1 ** new["t"]
    c2 = np.sqrt(1 - beta_2 ** new["t"])
    return theta - (lr * c2 / c1) * new["m"] / (np.sqrt(new["v"]) + epsilon * c2), new
# %% right: coordinate loop with lists and prints
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    d = len(theta)
    if state is None:
        print("starting Adam")
        state = {}
        state["time"] = 0
        state["mean"] = [0.0 for _ in range(d)]
        state["square"] = [0.0 for _ in range(d)]
    state["time"] += 1
    t = state["time"]
    answer = np.zeros((d, 1))
    for i in range(d):
        g = gradient[i, 0]
        state["mean"][i] = beta_1 * state["mean"][i] + (1 - beta_1) * g
        state["square"][i] = beta_2 * state["square"][i] + (1 - beta_2) * g ** 2
        corrected_mean = state["mean"][i] / (1 - beta_1 ** t)
        corrected_square = state["square"][i] / (1 - beta_2 ** t)
        answer[i, 0] = theta[i, 0] - lr * corrected_mean / (corrected_square ** 0.5 + epsilon)
    return answer, state
# %% right: weighted average over the whole history
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    past = ([] if state is None else list(state["past"])) + [np.array(gradient)]
    G = np.concatenate(past, axis=1)
    age = np.arange(G.shape[1])[::-1]
    m_hat = np.average(G, axis=1, weights=beta_1 ** age.astype(float))
    v_hat = np.average(G ** 2, axis=1, weights=beta_2 ** age.astype(float))
    return theta - lr * (m_hat / (np.sqrt(v_hat) + epsilon)).reshape(-1, 1), {"past": past}
# %% wrong: no bias correction
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v = (0.0, 0.0) if state is None else (state["m"], state["v"])
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    return theta - lr * m / (np.sqrt(v) + epsilon), {"m": m, "v": v}
# %% wrong: only the first moment is corrected
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, t = (0.0, 0.0, 0) if state is None else (state["m"], state["v"], state["t"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    return theta - lr * m / (1 - beta_1 ** t) / (np.sqrt(v) + epsilon), {"m": m, "v": v, "t": t}
# %% wrong: t from 0, correction skipped on the first step
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    m_hat = m / (1 - beta_1 ** state["t"]) if state["t"] else m
    v_hat = v / (1 - beta_2 ** state["t"]) if state["t"] else v
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v, "t": state["t"] + 1}
# %% wrong: t starts at 2
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 1}
    t = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    return theta - lr * m / (1 - beta_1 ** t) / (np.sqrt(v / (1 - beta_2 ** t)) + epsilon), {"m": m, "v": v, "t": t}
# %% wrong: t stays 1 for ever
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 1}
    t = state["t"]
    state["m"] = beta_1 * state["m"] + (1 - beta_1) * gradient
    state["v"] = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    m_hat = state["m"] / (1 - beta_1 ** t)
    v_hat = state["v"] / (1 - beta_2 ** t)
    t += 1
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), state
# %% wrong: correction on the first step only
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, t = (0.0, 0.0, 0) if state is None else (state["m"], state["v"], state["t"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    m_hat = m / (1 - beta_1) if t == 1 else m
    v_hat = v / (1 - beta_2) if t == 1 else v
    return theta - lr * m_hat / (np.sqrt(v_hat) + epsilon), {"m": m, "v": v, "t": t}
# %% wrong: betas swapped
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, t = (0.0, 0.0, 0) if state is None else (state["m"], state["v"], state["t"])
    t += 1
    m = beta_2 * m + (1 - beta_2) * gradient
    v = beta_1 * v + (1 - beta_1) * gradient ** 2
    return theta - lr * m / (1 - beta_2 ** t) / (np.sqrt(v / (1 - beta_1 ** t)) + epsilon), {"m": m, "v": v, "t": t}
# %% wrong: epsilon inside the root
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, t = (0.0, 0.0, 0) if state is None else (state["m"], state["v"], state["t"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    return theta - lr * m / (1 - beta_1 ** t) / np.sqrt(v / (1 - beta_2 ** t) + epsilon), {"m": m, "v": v, "t": t}
# %% wrong: the paper's efficient form, epsilon not rescaled
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, t = (0.0, 0.0, 0) if state is None else (state["m"], state["v"], state["t"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    alpha = lr * np.sqrt(1 - beta_2 ** t) / (1 - beta_1 ** t)
    return theta - alpha * m / (np.sqrt(v) + epsilon), {"m": m, "v": v, "t": t}
# %% wrong: corrected moments go back into the state
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, t = (0.0, 0.0, 0) if state is None else (state["m"], state["v"], state["t"])
    t += 1
    m = (beta_1 * m + (1 - beta_1) * gradient) / (1 - beta_1 ** t)
    v = (beta_2 * v + (1 - beta_2) * gradient ** 2) / (1 - beta_2 ** t)
    return theta - lr * m / (np.sqrt(v) + epsilon), {"m": m, "v": v, "t": t}
# %% wrong: AMSGrad's maximum
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": 0 * theta, "v": 0 * theta, "top": 0 * theta, "t": 0}
    t = state["t"] + 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    top = np.maximum(state["top"], v / (1 - beta_2 ** t))
    return theta - lr * m / (1 - beta_1 ** t) / (np.sqrt(top) + epsilon), {"m": m, "v": v, "top": top, "t": t}
# %% wrong: step count in a global
adam_t = 0

def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    global adam_t
    adam_t += 1
    m, v = (0.0, 0.0) if state is None else (state["m"], state["v"])
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    return theta - lr * m / (1 - beta_1 ** adam_t) / (np.sqrt(v / (1 - beta_2 ** adam_t)) + epsilon), {"m": m, "v": v}
# %% wrong: step count lives on the function and resets only on None
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        adam_step.t = 0
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta)}
    adam_step.t += 1
    m = beta_1 * state["m"] + (1 - beta_1) * gradient
    v = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    return theta - lr * m / (1 - beta_1 ** adam_step.t) / (np.sqrt(v / (1 - beta_2 ** adam_step.t)) + epsilon), {"m": m, "v": v}
# %% wrong: t kept as an 8-bit integer, wraps around
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    if state is None:
        state = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": np.zeros(1, dtype=np.int8)}
    state["t"] += 1
    t = int(state["t"][0])
    state["m"] = beta_1 * state["m"] + (1 - beta_1) * gradient
    state["v"] = beta_2 * state["v"] + (1 - beta_2) * gradient ** 2
    return theta - lr * state["m"] / (1 - beta_1 ** t) / (np.sqrt(state["v"] / (1 - beta_2 ** t)) + epsilon), state
# %% wrong: no root in the denominator
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, t = (0.0, 0.0, 0) if state is None else (state["m"], state["v"], state["t"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    return theta - lr * m / (1 - beta_1 ** t) / (v / (1 - beta_2 ** t) + epsilon), {"m": m, "v": v, "t": t}
# %% wrong: default beta_2 of 0.99
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.99, epsilon=1e-8):
    m, v, t = (0.0, 0.0, 0) if state is None else (state["m"], state["v"], state["t"])
    t += 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    return theta - lr * m / (1 - beta_1 ** t) / (np.sqrt(v / (1 - beta_2 ** t)) + epsilon), {"m": m, "v": v, "t": t}
# %% wrong: m is built inside the given gradient
def adam_step(theta, gradient, state, lr, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m, v, t = (0.0, 0.0, 0) if state is None else (state["m"], state["v"], state["t"])
    t += 1
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    gradient *= 1 - beta_1
    m = beta_1 * m + gradient
    return theta - lr * m / (1 - beta_1 ** t) / (np.sqrt(v / (1 - beta_2 ** t)) + epsilon), {"m": m, "v": v, "t": t}
