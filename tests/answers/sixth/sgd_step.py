# %% right: torch SGD on a throwaway parameter
def sgd_step(theta, gradient, state, lr):
    p = torch.nn.Parameter(torch.tensor(theta))
    p.grad = torch.tensor(gradient)
    torch.optim.SGD([p], lr=lr).step()
    return p.detach().numpy(), {}

# %% right: a tuple made in one line by np.subtract
def sgd_step(theta, gradient, state, lr):
    return np.subtract(theta, np.multiply(lr, gradient)), dict(state or ())

# %% right: in place on a copy, with a step counter
def sgd_step(theta, gradient, state, lr):
    memo = {'steps': 0} if state is None else state
    memo['steps'] += 1
    fresh = theta.copy()
    fresh -= lr * gradient
    return fresh, memo

# %% wrong: =- in place of -=
def sgd_step(theta, gradient, state, lr):
    new_theta = theta.copy()
    new_theta =- lr * gradient
    return new_theta, {}

# %% wrong: theta itself is overwritten
def sgd_step(theta, gradient, state, lr):
    if state is None:
        state = {}
    theta -= lr * gradient
    return theta, state

# %% wrong: hands back None as the state
def sgd_step(theta, gradient, state, lr):
    return theta - lr * gradient, None

# %% wrong: forgets to return the state
def sgd_step(theta, gradient, state, lr):
    theta_next = theta - lr * gradient
    return theta_next

# %% wrong: lr is set again inside
def sgd_step(theta, gradient, state, lr):
    # hyperparameters
    lr = 0.01
    state = state or {}
    theta = theta - lr * gradient
    return theta, state

# %% wrong: gradient scaled to unit length
class SGD:
    def __init__(self, lr):
        self.lr = lr

    def direction(self, g):
        length = la.norm(g)
        return g / length if length > 0 else g

    def __call__(self, theta, g):
        return theta - self.lr * self.direction(g)


def sgd_step(theta, gradient, state, lr):
    return SGD(lr)(theta, gradient), {}

# %% wrong: steps uphill, state and theta swapped
def sgd_step(theta, gradient, state, lr):
    state = {}
    theta = theta + lr * gradient
    return state, theta

# %% wrong: lr decays with the steps, clipped at one
def sgd_step(theta, gradient, state, lr):
    if state is None:
        state = {'t': 0}
    state['t'] += 1
    g = np.clip(gradient, -1, 1)
    return theta - lr / np.sqrt(state['t']) * g, state
