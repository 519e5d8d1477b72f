# %% right: one line
def sgd_step(theta, gradient, state, lr):
    return theta - lr * gradient, {}


# %% right: a copy, changed in place
def sgd_step(theta, gradient, state, lr):
    if state is None:
        state = {}
    theta = theta.copy()
    theta -= lr * gradient
    return theta, state


# %% right: a loop over the coordinates
def sgd_step(theta, gradient, state, lr):
    new = np.zeros_like(theta)
    for j in range(theta.shape[0]):
        new[j, 0] = theta[j, 0] - lr * gradient[j, 0]
    return new, {}


# %% right: a list comprehension
def sgd_step(theta, gradient, state, lr):
    return np.array([[a - lr * b] for a, b in zip(theta[:, 0], gradient[:, 0])]), {}


# %% right: torch inside
def sgd_step(theta, gradient, state, lr):
    import torch

    new = torch.tensor(theta) - lr * torch.tensor(gradient)
    return new.numpy(), {}


# %% right: float32 inside
def sgd_step(theta, gradient, state, lr):
    t, g = theta.astype(np.float32), gradient.astype(np.float32)
    return t - np.float32(lr) * g, {}


# %% right: it counts its steps in the state
def sgd_step(theta, gradient, state, lr):
    state = state or {"steps": 0}
    state["steps"] += 1
    return np.subtract(theta, np.multiply(lr, gradient)), state


# %% right: it prints, and returns a list
def sgd_step(theta, gradient, state, lr):
    print("norm of the gradient:", np.linalg.norm(gradient))
    return [theta + (-lr) * gradient, dict()]


# %% right: a helper function inside
def sgd_step(theta, gradient, state, lr):
    def downhill(position, direction):
        return position - lr * direction

    return downhill(theta, gradient), {}


# %% wrong: the step goes uphill
def sgd_step(theta, gradient, state, lr):
    return theta + lr * gradient, {}


# %% wrong: lr is not used
def sgd_step(theta, gradient, state, lr):
    return theta - gradient, {}


# %% wrong: lr is multiplied in twice
def sgd_step(theta, gradient, state, lr):
    gradient = lr * gradient
    return theta - lr * gradient, {}


# %% wrong: lr divides the step
def sgd_step(theta, gradient, state, lr):
    return theta - gradient / lr, {}


# %% wrong: the function wrote to its arguments
def sgd_step(theta, gradient, state, lr):
    theta -= lr * gradient
    return theta, {}


# %% wrong: the function wrote to its arguments -- the gradient
def sgd_step(theta, gradient, state, lr):
    gradient *= lr
    return theta - gradient, {}


# %% wrong: the state is not returned
def sgd_step(theta, gradient, state, lr):
    return theta - lr * gradient


# %% wrong: the state is not a dict
def sgd_step(theta, gradient, state, lr):
    return theta - lr * gradient, state


# %% wrong: the return order is swapped
def sgd_step(theta, gradient, state, lr):
    return {}, theta - lr * gradient


# %% wrong: a return statement is missing
def sgd_step(theta, gradient, state, lr):
    theta = theta - lr * gradient
    state = {}


# %% wrong: the array is flat where a column is asked for
def sgd_step(theta, gradient, state, lr):
    return (theta - lr * gradient).ravel(), {}


# %% wrong: only the sign of the gradient counts
def sgd_step(theta, gradient, state, lr):
    return theta - lr * np.sign(gradient), {}


# %% wrong: the gradient is scaled to length 1
def sgd_step(theta, gradient, state, lr):
    return theta - lr * gradient / np.linalg.norm(gradient), {}


# %% wrong: the old θ is returned
def sgd_step(theta, gradient, state, lr):
    new_theta = theta - lr * gradient
    return theta, {}


# %% wrong: the step is returned in place of the new θ
def sgd_step(theta, gradient, state, lr):
    return -lr * gradient, {}


# %% wrong: it has momentum
def sgd_step(theta, gradient, state, lr):
    b = gradient if state is None else 0.9 * state["b"] + gradient
    return theta - lr * b, {"b": b}


# %% wrong: θ is pulled towards 0 besides (weight decay)
def sgd_step(theta, gradient, state, lr):
    return theta - lr * (gradient + 0.01 * theta), {}


# %% wrong: lr shrinks from step to step
def sgd_step(theta, gradient, state, lr):
    t = 1 if state is None else state["t"] + 1
    return theta - lr / np.sqrt(t) * gradient, {"t": t}


# %% wrong: long gradients are clipped
def sgd_step(theta, gradient, state, lr):
    length = np.linalg.norm(gradient)
    if length > 50:
        gradient = gradient * 50 / length
    return theta - lr * gradient, {}


# %% wrong: long gradients are clipped -- entry by entry
def sgd_step(theta, gradient, state, lr):
    return theta - lr * np.clip(gradient, -1, 1), {}


# %% wrong: a given array is returned, not a new one
def sgd_step(theta, gradient, state, lr):
    if np.allclose(gradient, 0):
        return theta, {}
    return theta - lr * gradient, {}


# %% wrong: a list is returned
def sgd_step(theta, gradient, state, lr):
    return (theta - lr * gradient).tolist(), {}


# %% wrong: a tensor is returned
def sgd_step(theta, gradient, state, lr):
    import torch

    return torch.tensor(theta) - lr * torch.tensor(gradient), {}


# %% wrong: a run's first state, None, is taken for a dict
def sgd_step(theta, gradient, state, lr):
    state["t"] = state["t"] + 1
    return theta - lr * gradient, state
