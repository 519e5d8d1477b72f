# %% right: nothing kept, all in one line with type hints
def sgd_step(theta: np.ndarray, gradient: np.ndarray, state: dict | None, lr: float) -> tuple[np.ndarray, dict]: return np.add(theta, -lr * gradient), {}
# %% right: fresh output buffer
def sgd_step(theta, gradient, state, lr):
    out = np.empty_like(theta)
    np.multiply(gradient, -lr, out=out)
    out += theta
    return out, (state if state is not None else {})
# %% right: torch addition with alpha
import torch

def sgd_step(theta, gradient, state, lr):
    moved = torch.tensor(theta).sub(torch.tensor(gradient), alpha=lr)
    return moved.numpy(), {}
# %% right: keeps a diary of gradient norms
def sgd_step(theta, gradient, state, lr):
    if state is None:
        state = dict(norms=[], lr=lr)
    state["norms"].append(float(np.linalg.norm(gradient)))
    return theta - state["lr"] * gradient, state
# %% right: zips lists
def sgd_step(theta, gradient, state, lr):
    new = [[t - lr * g] for t, g in zip(theta[:, 0].tolist(), gradient[:, 0].tolist())]
    return np.array(new), {}
# %% right: update rule as a class
class Sgd:
    def __init__(self, rate):
        self.rate = rate

    def __call__(self, theta, gradient):
        update = -self.rate * gradient
        return theta + update

def sgd_step(theta, gradient, state, lr):
    rule = Sgd(lr)
    return rule(theta, gradient), {}
# %% wrong: minus equals writes theta
def sgd_step(theta, gradient, state, lr):
    theta -= lr * gradient
    return theta, {}
# %% wrong: hands None on as the state
def sgd_step(theta, gradient, state, lr):
    return theta - lr * gradient, state
# %% wrong: only theta comes back
def sgd_step(theta, gradient, state, lr):
    return theta - lr * gradient
# %% wrong: plus
def sgd_step(theta, gradient, state, lr):
    return theta + lr * gradient, {}
# %% wrong: returns theta itself when the gradient is zero
def sgd_step(theta, gradient, state, lr):
    if not np.any(gradient):
        return theta, {}
    return theta - lr * gradient, {}
# %% wrong: unit length gradient
def sgd_step(theta, gradient, state, lr):
    g = gradient / (np.linalg.norm(gradient) + 1e-12)
    return theta - lr * g, {}
# %% wrong: clips against explosions
def sgd_step(theta, gradient, state, lr):
    return theta - lr * np.clip(gradient, -1, 1), {}
# %% wrong: scales gradient in place
def sgd_step(theta, gradient, state, lr):
    gradient *= lr
    return theta - gradient, {}
# %% wrong: learning rate fades with the step count
def sgd_step(theta, gradient, state, lr):
    t = 0 if state is None else state["t"]
    return theta - lr / (1 + 0.01 * t) * gradient, {"t": t + 1}
# %% wrong: state first
def sgd_step(theta, gradient, state, lr):
    new_theta = theta - lr * gradient
    return {}, new_theta
# %% wrong: weight decay copied from a tutorial
def sgd_step(theta, gradient, state, lr):
    return theta - lr * (gradient + 1e-3 * theta), {}
# %% wrong: flat result
def sgd_step(theta, gradient, state, lr):
    return np.array([t - lr * g for t, g in zip(theta.flat, gradient.flat)]), {}
