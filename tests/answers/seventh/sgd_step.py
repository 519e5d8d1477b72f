# %% right: np.subtract with an empty dict
def sgd_step(theta, gradient, state, lr):
    return np.subtract(theta, np.multiply(lr, gradient)), dict()

# %% wrong: torch.optim.SGD for one step, which ps3 does not import
def sgd_step(theta, gradient, state, lr):
    p = torch.tensor(theta, dtype=torch.float64, requires_grad=True)
    p.grad = torch.tensor(gradient, dtype=torch.float64)
    optim.SGD([p], lr=lr).step()
    return p.detach().numpy().copy(), state or {}

# %% right: in place on a copy, entry by entry
def sgd_step(theta, gradient, state, lr):
    new = theta.copy()
    for idx in np.ndindex(new.shape):
        new[idx] -= lr * gradient[idx]
    return (new, {})

# %% wrong: minus-equals on the argument
def sgd_step(theta, gradient, state, lr):
    theta -= lr * gradient
    return theta, {}

# %% wrong: state handed back as None
def sgd_step(theta, gradient, state, lr):
    theta_new = theta - lr * gradient
    return theta_new, state

# %% wrong: only theta comes back
def sgd_step(theta, gradient, state, lr):
    return theta - gradient * lr

# %% wrong: unit-length gradient
def sgd_step(theta, gradient, state, lr):
    norm = la.norm(gradient)
    direction = gradient / norm if norm > 0 else gradient
    return theta - lr * direction, {}

# %% wrong: lr times theta
def sgd_step(theta, gradient, state, lr):
    return lr * (theta - gradient), {}

# %% wrong: learning rate decays with a counter
class _Clock(dict):
    def tick(self):
        self["t"] = self.get("t", 0) + 1
        return self["t"]


def sgd_step(theta, gradient, state, lr):
    clock = _Clock(state or {})
    t = clock.tick()
    return theta - lr / np.sqrt(t) * gradient, dict(clock)

# %% wrong: gradient added, state first
def sgd_step(theta, gradient, state, lr):
    state = {} if state is None else state
    theta = theta + lr * gradient
    return state, theta

# %% wrong: clipped gradient written back
def sgd_step(theta, gradient, state, lr):
    np.clip(gradient, -1.0, 1.0, out=gradient)
    return theta - lr * gradient, {}

# %% wrong: sign only, flat theta
def sgd_step(theta, gradient, state, lr):
    new = [t - lr * np.sign(g) for t, g in zip(theta.ravel(), gradient.ravel())]
    return np.array(new), state or {}
