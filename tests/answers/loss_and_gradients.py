# %% right: probabilities, one-hot labels, named as in most lectures
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = parameters["W1"], parameters["b1"], parameters["W2"], parameters["b2"]
    n, k = x.shape[0], b2.shape[0]
    z1 = np.dot(x, W1.T) + b1
    a1 = np.maximum(0, z1)
    z2 = np.dot(a1, W2.T) + b2
    shifted = z2 - np.max(z2, axis=1, keepdims=True)
    log_probs = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    y = np.eye(k)[labels]
    loss = -np.sum(y * log_probs) / n
    dz2 = (np.exp(log_probs) - y) / n
    dW2 = np.dot(dz2.T, a1)
    db2 = np.sum(dz2, axis=0)
    da1 = np.dot(dz2, W2)
    dz1 = da1.copy()
    dz1[z1 <= 0] = 0
    return loss, {"W1": np.dot(dz1.T, x), "b1": np.sum(dz1, axis=0), "W2": dW2, "b2": db2}


# %% right: a loop over the images, outer products
def loss_and_gradients(parameters, x, labels):
    gradients = {name: np.zeros_like(value) for name, value in parameters.items()}
    loss = 0.0
    for image, label in zip(x, labels):
        z = parameters["W1"] @ image + parameters["b1"]
        a = np.where(z > 0, z, 0.0)
        s = parameters["W2"] @ a + parameters["b2"]
        top = s.max()
        log_sum = top + np.log(np.exp(s - top).sum())
        loss += log_sum - s[label]
        delta = np.exp(s - log_sum)
        delta[label] -= 1
        gradients["W2"] += np.outer(delta, a)
        gradients["b2"] += delta
        back = (parameters["W2"].T @ delta) * (z > 0)
        gradients["W1"] += np.outer(back, image)
        gradients["b1"] += back
    return loss / len(x), {name: value / len(x) for name, value in gradients.items()}


# %% right: plain Python, number by number
def loss_and_gradients(parameters, x, labels):
    from math import exp, log
    W1, b1, W2, b2 = (parameters[name].tolist() for name in ("W1", "b1", "W2", "b2"))
    h, d, k, n = len(W1), len(W1[0]), len(W2), len(x)
    gW1, gb1 = [[0.0] * d for _ in range(h)], [0.0] * h
    gW2, gb2 = [[0.0] * h for _ in range(k)], [0.0] * k
    loss = 0.0
    for row, label in zip(x.tolist(), labels.tolist()):
        z = [b1[i] + sum(W1[i][j] * row[j] for j in range(d)) for i in range(h)]
        a = [max(0.0, value) for value in z]
        s = [b2[c] + sum(W2[c][i] * a[i] for i in range(h)) for c in range(k)]
        m = max(s)
        total = sum(exp(value - m) for value in s)
        loss += m + log(total) - s[label]
        for c in range(k):
            delta = exp(s[c] - m) / total - (1 if c == label else 0)
            gb2[c] += delta / n
            for i in range(h):
                gW2[c][i] += delta * a[i] / n
                if z[i] > 0:
                    gb1[i] += delta * W2[c][i] / n
                    for j in range(d):
                        gW1[i][j] += delta * W2[c][i] * row[j] / n
    return loss / n, {"W1": np.array(gW1), "b1": np.array(gb1), "W2": np.array(gW2), "b2": np.array(gb2)}


# %% right: columns, as in Ng's course
def loss_and_gradients(parameters, x, labels):
    X, m = x.T, x.shape[0]
    Z1 = parameters["W1"] @ X + parameters["b1"].reshape(-1, 1)
    A1 = Z1 * (Z1 > 0)
    Z2 = parameters["W2"] @ A1 + parameters["b2"].reshape(-1, 1)
    Z2 = Z2 - Z2.max(axis=0)
    log_P = Z2 - np.log(np.sum(np.exp(Z2), axis=0))
    Y = np.zeros_like(log_P)
    Y[labels, np.arange(m)] = 1
    dZ2 = np.exp(log_P) - Y
    dW2 = 1 / m * dZ2 @ A1.T
    db2 = 1 / m * np.sum(dZ2, axis=1)
    dZ1 = parameters["W2"].T @ dZ2 * (A1 > 0)
    dW1 = 1 / m * dZ1 @ X.T
    db1 = 1 / m * np.sum(dZ1, axis=1)
    return np.sum(-log_P * Y) / m, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% right: torch tensors, but the way back by hand
def loss_and_gradients(parameters, x, labels):
    p = {name: torch.from_numpy(value.copy()) for name, value in parameters.items()}
    x, y = torch.from_numpy(x.copy()), torch.from_numpy(labels.copy())
    z = F.linear(x, p["W1"], p["b1"])
    a = F.relu(z)
    log_p = F.log_softmax(F.linear(a, p["W2"], p["b2"]), dim=1)
    delta = (log_p.exp() - F.one_hot(y, p["b2"].numel())) / len(y)
    back = (delta @ p["W2"]).masked_fill(z <= 0, 0)
    gradients = {"W1": back.T @ x, "b1": back.sum(0), "W2": delta.T @ a, "b2": delta.sum(0)}
    return F.nll_loss(log_p, y).item(), {name: g.numpy() for name, g in gradients.items()}


# %% right: einsum, logaddexp, np.sign for the mask
def loss_and_gradients(parameters, x, labels):
    z = np.einsum("nd,hd->nh", x, parameters["W1"]) + parameters["b1"]
    on = np.sign(np.maximum(z, 0))
    s = np.einsum("nh,kh->nk", z * on, parameters["W2"]) + parameters["b2"]
    log_sum = np.logaddexp.reduce(s, axis=1)
    rows = range(len(s))
    loss = np.mean(log_sum - s[rows, labels])
    g = np.exp(s - log_sum[:, None])
    g[rows, labels] -= 1.0
    g /= len(s)
    back = np.einsum("nk,kh,nh->nh", g, parameters["W2"], on)
    return loss, dict(
        b2=np.einsum("nk->k", g),
        W2=np.einsum("nk,nh->kh", g, z * on),
        b1=np.einsum("nh->h", back),
        W1=np.einsum("nh,nd->hd", back, x),
    )


# %% right: a column of ones for the biases, printed on the way
def loss_and_gradients(parameters, x, labels):
    ones = np.ones((len(x), 1))
    first = np.hstack([parameters["W1"], parameters["b1"][:, None]])
    second = np.hstack([parameters["W2"], parameters["b2"][:, None]])
    x1 = np.hstack([x, ones])
    z = x1 @ first.T
    a1 = np.hstack([z.clip(0), ones])
    s = a1 @ second.T
    s -= s.max(1)[:, None]
    p = np.exp(s)
    sums = p.sum(1)
    loss = float((np.log(sums) - s[np.arange(len(s)), labels]).mean())
    print(f"loss {loss:.3f}")
    d = p / sums[:, None] - (np.arange(len(second)) == labels[:, None])
    g2 = d.T @ a1 / len(x)
    e = np.heaviside(z, 0) * (d @ second[:, :-1])
    g1 = e.T @ x1 / len(x)
    return loss, {"W1": g1[:, :-1].copy(), "b1": g1[:, -1].copy(), "W2": g2[:, :-1].copy(), "b2": g2[:, -1].copy()}


# %% right: a class of layers, each with a way there and a way back
class Layer:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W.T + self.b

    def backward(self, d):
        self.dW, self.db = d.T @ self.x, d.sum(axis=0)
        return d @ self.W


def softmax_cost(scores, labels):
    picked = np.take_along_axis(scores, labels[:, None], axis=1)
    differences = scores - scores.max(axis=1, keepdims=True)
    sums = np.exp(differences).sum(axis=1, keepdims=True)
    costs = np.log(sums) + scores.max(axis=1, keepdims=True) - picked
    d = np.exp(differences) / sums
    np.put_along_axis(d, labels[:, None], np.take_along_axis(d, labels[:, None], axis=1) - 1, axis=1)
    return costs.mean(), d / len(labels)


def loss_and_gradients(parameters, x, labels):
    one, two = Layer(parameters["W1"], parameters["b1"]), Layer(parameters["W2"], parameters["b2"])
    z = one.forward(x)
    loss, d = softmax_cost(two.forward(np.fmax(z, 0)), labels)
    one.backward(np.where(z > 0, two.backward(d), 0))
    return loss, {"W1": one.dW, "b1": one.db, "W2": two.dW, "b2": two.db}


# %% right: differences of all scores, no maximum anywhere
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = [parameters[key] for key in ["W1", "b1", "W2", "b2"]]
    N = labels.size
    hidden_in = b1 + (x[:, None, :] * W1).sum(-1)
    hidden = (hidden_in + np.abs(hidden_in)) / 2
    scores = b2 + (hidden[:, None, :] * W2).sum(-1)
    with np.errstate(over="ignore"):
        p = 1 / np.exp(scores[:, None, :] - scores[:, :, None]).sum(-1)
    loss = np.mean(np.logaddexp.reduce(scores - scores[np.arange(N), labels][:, None], axis=1))
    true = np.zeros(p.shape)
    true[np.arange(N), labels] = 1
    back2 = (p - true) / N
    back1 = (back2[:, :, None] * W2).sum(1)
    back1[~(hidden > 0)] = 0
    return np.float64(loss), {
        "W1": (back1[:, :, None] * x[:, None, :]).sum(0),
        "b1": back1.sum(0),
        "W2": (back2[:, :, None] * hidden[:, None, :]).sum(0),
        "b2": back2.sum(0),
    }


# %% wrong: the losses are added up, not averaged
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(len(x)), labels].sum()
    d = np.exp(log_p)
    d[np.arange(len(x)), labels] -= 1
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the slopes are added up, not averaged
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(len(x)), labels].mean()
    d = np.exp(log_p)
    d[np.arange(len(x)), labels] -= 1
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the slopes are divided by n twice
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x / n, "b1": e.sum(0) / n, "W2": d.T @ a / n, "b2": d.sum(0) / n}


# %% wrong: a bias's slopes are averaged where they add up
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.mean(0), "W2": d.T @ a, "b2": d.mean(0)}


# %% wrong: a bias's slopes are added up along the wrong axis
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(axis=1), "W2": d.T @ a, "b2": d.sum(axis=1)}


# %% wrong: a bias's slopes are added up to one number
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(), "W2": d.T @ a, "b2": d.sum()}


# %% wrong: a bias's slopes keep an axis that the bias has not
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0, keepdims=True), "W2": d.T @ a, "b2": d.sum(0, keepdims=True)}


# %% wrong: a bias's slopes are not added up over the images
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e, "W2": d.T @ a, "b2": d}


# %% wrong: the ReLU lets every slope pass
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    a = np.maximum(x @ W1.T + b1, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the ReLU lets every slope pass -- masked by what came out of it, which is never below 0
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    a = np.maximum(x @ W1.T + b1, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2
    e[a < 0] = 0
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the way back leads through the units that are off
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2
    e[z > 0] = 0
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the ReLU is applied to the slope itself
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = np.maximum(d @ W2, 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: what the hidden units gave is multiplied in
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * a
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: a ReLU whose input is 0 lets the slope pass
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2
    e[z < 0] = 0
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: a ReLU whose input is 0 lets half of the slope pass -- measured by nudging, not derived
def loss_and_gradients(parameters, x, labels):
    def loss_of(p):
        a = np.maximum(x @ p["W1"].T + p["b1"], 0)
        s = a @ p["W2"].T + p["b2"]
        s = s - s.max(axis=1, keepdims=True)
        return float(np.mean(np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(x)), labels]))

    gradients = {}
    for name, value in parameters.items():
        gradients[name] = np.zeros_like(value)
        for place in np.ndindex(value.shape):
            up, down = value.copy(), value.copy()
            h = 1e-4 if np.abs(value).max() > 1e-4 else 1e-8
            up[place] += h
            down[place] -= h
            gradients[name][place] = (loss_of({**parameters, name: up}) - loss_of({**parameters, name: down})) / (2 * h)
    return loss_of(parameters), gradients


# %% wrong: something is divided by a ReLU's input of 0
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (a / z)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: a ReLU whose input is small counts as off
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 1e-5)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: exp meets a number that is too large, or too small
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    e = np.exp(a @ W2.T + b2)
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(n), labels]).mean()
    p[np.arange(n), labels] -= 1
    d = p / n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: exp meets a number that is too large, or too small -- math.exp, which raises
def loss_and_gradients(parameters, x, labels):
    import math
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    d, loss = np.zeros_like(s), 0.0
    for i in range(n):
        total = sum(math.exp(v) for v in s[i])
        loss += math.log(total) - s[i, labels[i]]
        d[i] = [math.exp(v) / total for v in s[i]]
        d[i, labels[i]] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss / n, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: one number is taken off the scores of all images
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - np.max(s)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the logarithm of a probability of 0 is taken
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    e = np.exp(s - s.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(n), labels]).mean()
    p[np.arange(n), labels] -= 1
    d = p / n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: small probabilities are made larger before their logarithm is taken
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    e = np.exp(s - s.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(n), labels] + 1e-12).mean()
    p[np.arange(n), labels] -= 1
    d = p / n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: large scores are cut
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = np.clip(a @ W2.T + b2, -500, 500)
    p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    loss = np.mean(np.log(np.exp(s).sum(axis=1)) - s[np.arange(n), labels])
    p[np.arange(n), labels] -= 1
    d = p / n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: W2 is transposed the wrong way round on the way back
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2.T * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: W1 is transposed the wrong way round
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1 + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: rows and columns are swapped
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": x.T @ e, "b1": e.sum(0), "W2": a.T @ d, "b2": d.sum(0)}


# %% wrong: W2's slope is made of what came into the ReLU
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ z, "b2": d.sum(0)}


# %% wrong: the true class's score is treated like the others
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p) / n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: one image's true class is taken for every image's
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[:, labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the sign is reversed -- 1 minus p
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = (np.eye(len(b2))[labels] - np.exp(log_p)) / n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the sign is reversed -- of the loss
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the slope of a sigmoid is multiplied in
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    p = np.exp(log_p)
    d = (p - np.eye(len(b2))[labels]) * p * (1 - p) / n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the loss is taken of probabilities, not of their logarithms
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    e = np.exp(s - s.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    loss = -p[np.arange(n), labels].mean()
    p[np.arange(n), labels] -= 1
    d = p / n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the scores are taken for log-probabilities
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    loss = -s[np.arange(n), labels].mean()
    d = -np.eye(len(b2))[labels] / n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the softmax runs over the images
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=0)
    log_p = s - np.log(np.exp(s).sum(axis=0))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: one softmax runs over all images at once
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max()
    log_p = s - np.log(np.exp(s).sum())
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the ReLU is missing
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    a = x @ W1.T + b1
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: b1 is not added
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the mean runs over the classes, too
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    y = np.eye(len(b2))[labels]
    loss = -np.mean(y * log_p)
    d = (np.exp(log_p) - y) / n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the classes are counted in the labels
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    y = np.eye(labels.max() + 1)[labels]
    loss = -np.sum(y * log_p) / n
    d = (np.exp(log_p) - y) / n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: ten classes are taken for granted
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    y = np.eye(10)[labels]
    loss = -np.sum(y * log_p) / n
    d = (np.exp(log_p) - y) / n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: a batch of one image loses a dimension
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = np.squeeze(x @ W1.T + b1)
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: digits are lost on the way -- half precision
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name].astype(np.float16) for name in ("W1", "b1", "W2", "b2"))
    x = x.astype(np.float16)
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the function wrote to its arguments
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    gradients = {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}
    for name in parameters:
        parameters[name] -= 0.1 * gradients[name]
    return loss, gradients


# %% wrong: the gradients go by other names than the parameters
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"dW1": e.T @ x, "db1": e.sum(0), "dW2": d.T @ a, "db2": d.sum(0)}


# %% wrong: the gradients are no dict
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, [e.T @ x, e.sum(0), d.T @ a, d.sum(0)]


# %% wrong: the return order is swapped
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}, loss


# %% wrong: the logarithm of a number below 0 is taken -- the probabilities are changed in place, and then asked
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    e = np.exp(s - s.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d = p
    d[np.arange(n), labels] -= 1
    loss = -np.log(p[np.arange(n), labels]).mean()
    d = d / n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the labels pick images, not classes
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    e = np.exp(s - s.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    y = np.zeros_like(p)
    y[labels] = 1
    loss = -np.sum(y * np.log(p)) / n
    d = (p - y) / n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the slope of a sigmoid is multiplied in -- in the hidden layer
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    e = np.exp(s - s.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    log_p = s - s.max(axis=1, keepdims=True) - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    p[np.arange(n), labels] -= 1
    d = p / n
    e = d @ W2 * a * (1 - a)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: all entries of a bias share one slope
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": np.full_like(b1, e.sum()), "W2": d.T @ a, "b2": np.full_like(b2, d.sum())}


# %% wrong: b2 is not added
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: every class costs, not only the true one
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p.sum(axis=1).mean()
    d = np.exp(log_p)
    d = len(b2) * d - 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: only the first image counts
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    x, labels = x[:1], labels[:1]
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the logarithm has another base than e
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -np.log2(np.exp(log_p[np.arange(n), labels])).mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the most probable class is taken for the true one
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    labels = s.argmax(axis=1)
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: the scores go through a ReLU, too
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2.T + b2
    s = np.maximum(s, 0)
    on = s > 0
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d = d / n * on
    e = d @ W2 * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": d.T @ a, "b2": d.sum(0)}


# %% wrong: W2 is transposed the wrong way round
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    a = np.maximum(z, 0)
    s = a @ W2 + b2
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), labels].mean()
    d = np.exp(log_p)
    d[np.arange(n), labels] -= 1
    d /= n
    e = d @ W2.T * (z > 0)
    return loss, {"W1": e.T @ x, "b1": e.sum(0), "W2": a.T @ d, "b2": d.sum(0)}
