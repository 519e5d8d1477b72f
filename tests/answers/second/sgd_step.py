# %% right: terse
def sgd_step(theta, gradient, state, lr):
    return theta - lr * gradient, {}
# %% right: copy, then in place
def sgd_step(theta, gradient, state, lr):
    new_theta = theta.copy()
    new_theta -= lr * gradient
    if state is None:
        state = {}
    return new_theta, state
# %% right: loop over the coordinates
def sgd_step(theta, gradient, state, lr):
    new_theta = np.zeros(theta.shape)
    for i in range(theta.shape[0]):
        new_theta[i, 0] = theta[i, 0] - lr * gradient[i, 0]
    return new_theta, dict()
# %% right: counts its steps
def sgd_step(theta, gradient, state, lr):
    state = state or {"steps": 0}
    state["steps"] += 1
    if state["steps"] % 1000 == 0:
        print("step", state["steps"])
    return np.subtract(theta, np.multiply(lr, gradient)), state
# %% right: torch.optim inside
import torch
from torch import optim

def sgd_step(theta, gradient, state, lr):
    p = torch.tensor(theta, requires_grad=True)
    p.grad = torch.tensor(gradient)
    optim.SGD([p], lr=lr).step()
    return p.detach().numpy(), {}
# %% right: block matrix product
def sgd_step(theta, gradient, state, lr):
    return np.hstack([theta, gradient]) @ np.array([[1.0], [-lr]]), {} if state is None else state
# %% wrong: in place on the given theta
def sgd_step(theta, gradient, state, lr):
    theta -= lr * gradient
    return theta, {}
# %% wrong: plus sign
def sgd_step(theta, gradient, state, lr):
    return theta + lr * gradient, {}
# %% wrong: hands back None as state
def sgd_step(theta, gradient, state, lr):
    return theta - lr * gradient, state
# %% wrong: returns only theta
def sgd_step(theta, gradient, state, lr):
    new_theta = theta - lr * gradient
    return new_theta
# %% wrong: scales the given gradient in place
def sgd_step(theta, gradient, state, lr):
    gradient *= lr
    return theta - gradient, {}
# %% wrong: normalises the gradient
def sgd_step(theta, gradient, state, lr):
    return theta - lr * gradient / (np.linalg.norm(gradient) + 1e-12), {}
# %% wrong: clips long gradients
def sgd_step(theta, gradient, state, lr):
    norm = np.linalg.norm(gradient)
    g = gradient if norm <= 10 else gradient * (10 / norm)
    return theta - lr * g, {}
# %% wrong: learning rate shrinks with the step count
def sgd_step(theta, gradient, state, lr):
    t = 1 if state is None else state["t"] + 1
    return theta - lr / np.sqrt(t) * gradient, {"t": t}
# %% wrong: only the sign of the gradient
def sgd_step(theta, gradient, state, lr):
    return theta - lr * np.sign(gradient), {}
# %% wrong: state is a list
def sgd_step(theta, gradient, state, lr):
    return theta - lr * gradient, []
# %% wrong: flat theta
def sgd_step(theta, gradient, state, lr):
    return (theta - lr * gradient).reshape(-1), {}
# %% wrong: order of the pair swapped
def sgd_step(theta, gradient, state, lr):
    state = {}
    return state, theta - lr * gradient
# %% wrong: the same array comes back when the gradient is zero
def sgd_step(theta, gradient, state, lr):
    if not gradient.any():
        return theta, {}
    return theta - lr * gradient, {}
