# %% right: copy, then subtract coordinate by coordinate
def sgd_step(theta, gradient, state, lr):
    # plain loop so that I can see what happens
    result = theta.copy()
    d = result.shape[0]
    for row in range(d):
        result[row, 0] = result[row, 0] - lr * gradient[row, 0]
    return result, {}

# %% right: torch tensors inside, NumPy outside
def sgd_step(theta, gradient, state, lr):
    w = torch.tensor(theta, dtype=torch.float64)
    g = torch.tensor(gradient, dtype=torch.float64)
    w.sub_(float(lr) * g)
    return w.numpy(), dict()

# %% right: einsum of stacked parameters and gradient with (1, -lr)
def sgd_step(theta, gradient, state, lr):
    if state is None:
        state = {}
    both = np.stack([theta, gradient])            # (2, d, 1)
    weights = np.array([1.0, -lr])
    return np.einsum("k,kij->ij", weights, both), state

# %% wrong: `theta -= ...` writes into the caller's array
def sgd_step(theta, gradient, state, lr):
    theta -= lr * gradient
    return theta, {}

# %% wrong: returns None as state instead of a dict
def sgd_step(theta, gradient, state, lr):
    # sgd has no state so just hand it through
    new_theta = theta - lr * gradient
    return new_theta, state

# %% wrong: `(theta - lr) * gradient`: bracket in the wrong place
def sgd_step(theta, gradient, state, lr):
    theta_new = (theta - lr) * gradient
    return theta_new, {}

# %% wrong: last coordinate skipped, and writes into theta
def sgd_step(theta, gradient, state, lr):
    new = theta
    for i in range(len(theta) - 1):
        new[i] = new[i] - lr * gradient[i]
    return new, {}

# %% wrong: divides the gradient by its norm
import numpy.linalg as la

def sgd_step(theta, gradient, state, lr):
    # normalise so that lr is really the step size
    direction = gradient / la.norm(gradient)
    return theta - lr * direction, {}

# %% wrong: return inside the loop: only coordinate 0 is updated
def sgd_step(theta, gradient, state, lr):
    out = np.array(theta)
    for j in range(out.shape[0]):
        out[j, 0] -= lr * gradient[j, 0]
        return out, {}
