# %% right: coordinate by coordinate through np.ndindex
def sgd_step(theta, gradient, state, lr):
    new_theta = np.empty_like(theta)
    for where in np.ndindex(theta.shape):
        new_theta[where] = theta[where] - lr * gradient[where]
    return new_theta, dict()

# %% right: torch.add with alpha = -lr
def sgd_step(theta, gradient, state, lr):
    if state is None:
        state = {}
    moved = torch.add(torch.tensor(theta), torch.tensor(gradient), alpha=-float(lr))
    return moved.numpy(), state

# %% wrong: `new = theta` is no copy: `new -=` changes the argument
def sgd_step(theta, gradient, state, lr):
    # work on a new variable so the old theta stays
    new = theta
    new -= lr * gradient
    return new, {}

# %% wrong: gradient normalised to length 1, and written to
def sgd_step(theta, gradient, state, lr):
    gradient /= np.linalg.norm(gradient)
    theta = theta - lr * gradient
    return theta, {}

# %% wrong: `return` inside the loop: only coordinate 0 moves
def sgd_step(theta, gradient, state, lr):
    theta_new = theta.copy()
    for i in range(len(theta)):
        theta_new[i] = theta[i] - lr * gradient[i]
        return theta_new, {}

# %% wrong: uphill (minus signs cancel), and state None returned
def sgd_step(theta, gradient, state, lr):
    step = -lr * gradient
    theta = theta - step
    return theta, state

# %% wrong: learning rate decays as lr / sqrt(t)
def sgd_step(theta, gradient, state, lr):
    if state is None:
        state = {"t": 0}
    state["t"] += 1
    # decreasing step size, needed for SGD to converge
    lr_t = lr / np.sqrt(state["t"])
    return theta - lr_t * gradient, state
