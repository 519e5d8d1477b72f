# %% right: velocity already scaled by the rate
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    velocity = np.zeros_like(theta) if state is None else state["velocity"]
    velocity = momentum * velocity - lr * gradient
    return theta + velocity, {"velocity": velocity}
# %% right: buffer updated in place in its own dict
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {'b': gradient.copy(), 'steps': 1}
    else:
        state['b'] *= momentum
        state['b'] += gradient
        state['steps'] += 1
    return theta - lr * state['b'], state
# %% right: torch SGD rebuilt around the buffer
import torch

def momentum_step(theta, gradient, state, lr, momentum=0.9):
    p = torch.nn.Parameter(torch.tensor(theta))
    p.grad = torch.tensor(gradient)
    opt = torch.optim.SGD([p], lr=lr, momentum=momentum)
    if state:
        opt.state[p]["momentum_buffer"] = torch.tensor(state["buffer"])
    opt.step()
    buffer = opt.state[p].get("momentum_buffer")
    # momentum 0: torch keeps no buffer
    return p.detach().numpy().copy(), {"buffer": gradient.copy() if buffer is None else buffer.numpy().copy()}
# %% right: state.get with zeros
def momentum_step(theta: np.ndarray, gradient: np.ndarray, state, lr: float, momentum: float = 0.9):
    b = momentum * (state := state or {}).get("b", 0.0) + gradient
    return theta - lr * b, state | {"b": b}
# %% right: coordinates one at a time
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    d = theta.shape[0]
    old = [0.0] * d if state is None else state["memory"]
    memory = []
    new_theta = np.empty((d, 1))
    for i in range(d):
        memory.append(momentum * old[i] + float(gradient[i, 0]))
        new_theta[i, 0] = theta[i, 0] - lr * memory[i]
    return new_theta, {"memory": memory}
# %% right: helper for the buffer, a print now and then
def _next_buffer(state, gradient, momentum):
    if state is None:
        return np.array(gradient)
    return momentum * state["buf"] + gradient

def momentum_step(theta, gradient, state, lr, momentum=0.9):
    buf = _next_buffer(state, gradient, momentum)
    count = 1 if state is None else state["count"] + 1
    if count % 500 == 0:
        print(f"momentum step {count}: |b| = {np.linalg.norm(buf)}")
    return np.subtract(theta, lr * buf), dict(buf=buf, count=count)
# %% wrong: moving average with one minus mu
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = gradient if state is None else momentum * state["b"] + (1 - momentum) * gradient
    return theta - lr * b, {"b": b}
# %% wrong: Nesterov look ahead
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = np.zeros_like(theta) if state is None else state["b"]
    b = momentum * b + gradient
    return theta - lr * (gradient + momentum * b), {"b": b}
# %% wrong: first buffer is the caller's gradient, then changed in place
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {"b": gradient}
    else:
        state["b"] *= momentum
        state["b"] += gradient
    return theta - lr * state["b"], state
# %% wrong: new buffer never stored
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        state = {"b": np.zeros_like(theta)}
    b = momentum * state["b"] + gradient
    return theta - lr * b, state
# %% wrong: moves with the buffer of last time
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = np.zeros_like(theta) if state is None else state["b"]
    new_theta = theta - lr * b
    return new_theta, {"b": momentum * b + gradient}
# %% wrong: buffer in a module global
_buffer = None

def momentum_step(theta, gradient, state, lr, momentum=0.9):
    global _buffer
    if _buffer is None or _buffer.shape != gradient.shape:
        _buffer = np.zeros_like(gradient)
    _buffer = momentum * _buffer + gradient
    return theta - lr * _buffer, {}
# %% wrong: mu also shrinks the new gradient
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = np.zeros_like(theta) if state is None else state["b"]
    b = momentum * (b + gradient)
    return theta - lr * b, {"b": b}
# %% wrong: nine tenths typed in
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = np.zeros_like(theta) if state is None else state["b"]
    b = 0.9 * b + gradient
    return theta - lr * b, {"b": b}
# %% wrong: default dict in the signature of a helper
def _buffer_update(gradient, momentum, store={}):
    store["b"] = momentum * store.get("b", 0) + gradient
    return store["b"]

def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = _buffer_update(gradient, momentum)
    return theta - lr * b, {"b": b}
# %% wrong: first step scaled as if averaged
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    if state is None:
        b = (1 - momentum) * gradient
    else:
        b = momentum * state["b"] + gradient
    return theta - lr * b, {"b": b}
# %% wrong: theta moved in place
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = gradient.copy() if state is None else momentum * state["b"] + gradient
    theta -= lr * b
    return theta, {"b": b}
# %% wrong: scaled by the rate twice
def momentum_step(theta, gradient, state, lr, momentum=0.9):
    b = np.zeros_like(theta) if state is None else state["b"]
    b = momentum * b + lr * gradient
    return theta - lr * b, {"b": b}
