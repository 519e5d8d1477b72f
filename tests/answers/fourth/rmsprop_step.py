# %% right: torch.optim.RMSprop with its state dict carried along
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    x = torch.tensor(theta, dtype=torch.float64, requires_grad=True)
    x.grad = torch.tensor(gradient, dtype=torch.float64)
    optimizer = torch.optim.RMSprop([x], lr=float(lr), alpha=float(decay), eps=float(epsilon))
    if state:
        optimizer.load_state_dict(state["optimizer"])
    optimizer.step()
    return x.detach().numpy(), {"optimizer": optimizer.state_dict()}

# %% right: incremental mean `s += (1 - decay) * (g*g - s)`
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        state = {"mean square": np.zeros_like(theta)}
    s = state["mean square"]
    s += (1 - decay) * (gradient * gradient - s)
    denominator = np.sqrt(s)
    denominator += epsilon
    return theta - lr * gradient / denominator, state

# %% right: small class for the running average in the state dict
class RunningAverage:
    def __init__(self, shape, rho):
        self.value, self.rho = np.zeros(shape), rho

    def push(self, x):
        self.value = np.average(np.stack([self.value, x]), axis=0,
                                weights=[self.rho, 1 - self.rho])
        return self.value

def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        state = dict(avg=RunningAverage(theta.shape, decay))
    s = state["avg"].push(np.square(gradient))
    return theta - np.divide(lr * gradient, s ** 0.5 + epsilon), state

# %% wrong: decay and 1 - decay swapped, epsilon in the root
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        state = {"s": np.zeros_like(theta)}
    state["s"] = (1 - decay) * state["s"] + decay * gradient**2
    theta = theta - lr * gradient / np.sqrt(state["s"] + epsilon)
    return theta, state

# %% wrong: `+ 1 - decay * g²`: brackets around 1 - decay missing
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    prev = np.zeros_like(theta) if state is None else state["s"]
    s = decay * prev + 1 - decay * gradient ** 2
    return theta - lr * gradient / (np.sqrt(np.abs(s)) + epsilon), {"s": s}

# %% wrong: `((1 - decay) * gradient) ** 2`: weight squared too
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        state = {}
    old = state.get("s", np.zeros(gradient.shape))
    new = decay * old + ((1 - decay) * gradient) ** 2
    state["s"] = new
    return theta - lr * gradient / (np.sqrt(new) + epsilon), state

# %% wrong: stores the root of s as the next step's s
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        state = {"s": np.zeros_like(theta)}
    s = decay * state["s"] + (1 - decay) * gradient ** 2
    state["s"] = np.sqrt(s)
    return theta - lr * gradient / (state["s"] + epsilon), state

# %% wrong: decay fixed at 0.9, epsilon fixed at 1e-8
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    # values from Hinton's slides
    rho, eps = 0.9, 1e-8
    s = np.zeros_like(theta) if state is None else state["s"]
    s = rho * s + (1 - rho) * gradient ** 2
    return theta - lr * gradient / (np.sqrt(s) + eps), {"s": s}

# %% wrong: s not carried over to the next step, and uphill
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    state = {"s": np.zeros_like(theta)}
    state["s"] = decay * state["s"] + (1 - decay) * gradient ** 2
    return theta + lr * gradient / (np.sqrt(state["s"]) + epsilon), state

# %% wrong: module-level cache: s shared by runs side by side
cache = {}

def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:      # a new run
        cache["s"] = np.zeros_like(theta)
    cache["s"] = decay * cache["s"] + (1 - decay) * gradient ** 2
    return theta - lr * gradient / (np.sqrt(cache["s"]) + epsilon), cache

# %% wrong: average of g instead of g², root of its absolute value
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    s = np.zeros_like(theta) if state is None else state["s"]
    s = decay * s + (1 - decay) * gradient
    return theta - lr * gradient / (np.sqrt(np.abs(s)) + epsilon), {"s": s}

# %% wrong: s bias-corrected as in Adam
def rmsprop_step(theta, gradient, state, lr, decay=0.99, epsilon=1e-8):
    if state is None:
        state = {"s": np.zeros_like(theta), "t": 0}
    t = state["t"] + 1
    s = decay * state["s"] + (1 - decay) * gradient ** 2
    s_hat = s / (1 - decay ** t)
    return theta - lr * gradient / (np.sqrt(s_hat) + epsilon), {"s": s, "t": t}
