# %% right: einsum throughout
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[k] for k in ("W1", "b1", "W2", "b2"))
    n = x.shape[0]
    z = np.einsum("hd,nd->nh", W1, x) + b1
    a = np.where(z > 0, z, 0)
    s = np.einsum("kh,nh->nk", W2, a) + b2
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.einsum("nk->n", np.exp(s)))[:, None]
    one_hot = np.eye(len(b2))[labels]
    loss = -np.einsum("nk,nk->", one_hot, logp) / n
    ds = (np.exp(logp) - one_hot) / n
    dz = np.einsum("nk,kh,nh->nh", ds, W2, (z > 0).astype(float))
    return float(loss), {"W1": np.einsum("nh,nd->hd", dz, x), "b1": np.einsum("nh->h", dz),
                         "W2": np.einsum("nk,nh->kh", ds, a), "b2": np.einsum("nk->k", ds)}

# %% right: one data point at a time
def loss_and_gradients(parameters, x, labels):
    grads = {key: np.zeros(value.shape) for key, value in parameters.items()}
    loss = 0.0
    n = len(x)
    for i in range(n):
        z = parameters["W1"] @ x[i] + parameters["b1"]
        h = np.maximum(z, 0)
        s = parameters["W2"] @ h + parameters["b2"]
        top = s.max()
        log_sum = top + np.log(np.sum(np.exp(s - top)))
        loss += (log_sum - s[labels[i]]) / n
        delta = np.exp(s - log_sum)
        delta[labels[i]] -= 1
        delta /= n
        grads["W2"] += np.outer(delta, h)
        grads["b2"] += delta
        back = (parameters["W2"].T @ delta) * (z > 0)
        grads["W1"] += np.outer(back, x[i])
        grads["b1"] += back
    return float(loss), grads

# %% right: layer classes with forward and backward
class Linear:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W.T + self.b

    def backward(self, g):
        self.dW = g.T @ self.x
        self.db = g.sum(axis=0)
        return g @ self.W


class ReLU:
    def forward(self, x):
        self.on = x > 0
        return x * self.on

    def backward(self, g):
        return g * self.on


class LogSoftmaxNLL:
    def __init__(self, labels):
        self.labels = labels

    def forward(self, s):
        shifted = s - np.max(s, axis=1, keepdims=True)
        self.logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return -np.mean(self.logp[np.arange(len(s)), self.labels])

    def backward(self):
        g = np.exp(self.logp)
        g[np.arange(len(g)), self.labels] -= 1
        return g / len(g)


def loss_and_gradients(parameters, x, labels):
    first = Linear(parameters["W1"], parameters["b1"])
    relu = ReLU()
    second = Linear(parameters["W2"], parameters["b2"])
    head = LogSoftmaxNLL(labels)
    value = x
    for module in (first, relu, second, head):
        value = module.forward(value)
    first.backward(relu.backward(second.backward(head.backward())))
    return float(value), dict(W1=first.dW, b1=first.db, W2=second.dW, b2=second.db)

# %% right: closures that give the way back
def loss_and_gradients(parameters, x, labels):
    grads = {}

    def linear(inp, w, b):
        def back(g):
            grads[w] = np.dot(g.T, inp)
            grads[b] = np.ones(len(g)) @ g
            return np.dot(g, parameters[w])
        return np.dot(inp, parameters[w].T) + parameters[b], back

    def relu(inp):
        return np.clip(inp, 0, None), lambda g: np.where(inp > 0, g, 0.0)

    def nll(s):
        logp = s - np.logaddexp.reduce(s, axis=1, keepdims=True)
        hot = labels[:, None] == np.arange(s.shape[1])
        return -logp[hot].mean(), lambda: (np.exp(logp) - hot) / len(s)

    z, back1 = linear(x, "W1", "b1")
    a, back2 = relu(z)
    s, back3 = linear(a, "W2", "b2")
    loss, back4 = nll(s)
    back1(back2(back3(back4())))
    return float(loss), grads

# %% right: data points in columns
def loss_and_gradients(parameters, x, labels):
    X, n = x.T, len(x)
    Z = parameters["W1"] @ X + parameters["b1"][:, None]
    H = Z.clip(min=0)
    S = parameters["W2"] @ H + parameters["b2"][:, None]
    S = S - S.max(0)
    L = S - np.log(np.exp(S).sum(0))
    J = -L[labels, range(n)].sum() / n
    D = np.exp(L)
    D[labels, range(n)] -= 1
    D = D / n
    B = (Z > 0) * (parameters["W2"].T @ D)
    return float(J), {"W1": B @ X.T, "b1": B.sum(1), "W2": D @ H.T, "b2": D.sum(1)}

# %% right: biases as an extra column
def loss_and_gradients(parameters, x, labels):
    glue = lambda m: np.column_stack([m, np.ones(len(m))])
    V1 = np.column_stack([parameters["W1"], parameters["b1"]])
    V2 = np.column_stack([parameters["W2"], parameters["b2"]])
    x1 = glue(x)
    pre = x1 @ V1.T
    h1 = glue(np.maximum(pre, 0))
    out = h1 @ V2.T
    out -= out.max(axis=1)[:, None]
    lse = np.log(np.exp(out).sum(axis=1))
    pick = np.take_along_axis(out, labels.reshape(-1, 1).astype(int), axis=1)[:, 0]
    d_out = np.exp(out - lse[:, None])
    np.subtract.at(d_out, (np.arange(len(x)), labels), 1)
    d_out *= 1 / len(x)
    d_pre = (d_out @ V2)[:, :-1] * np.heaviside(pre, 0)
    G1, G2 = d_pre.T @ x1, d_out.T @ h1
    return float((lse - pick).mean()), {"W1": G1[:, :-1], "b1": G1[:, -1], "W2": G2[:, :-1], "b2": G2[:, -1]}

# %% right: recursion over a list of layers
def loss_and_gradients(parameters, x, labels):
    n = x.shape[0]
    gradients = {}

    def through(inp, layer):
        out = inp @ parameters[f"W{layer}"].T + parameters[f"b{layer}"]
        if layer == 2:
            m = out.max(axis=1, keepdims=True)
            logp = out - m - np.log(np.exp(out - m).sum(axis=1, keepdims=True))
            delta = np.exp(logp)
            delta[np.arange(n), labels] -= 1.0
            delta, loss = delta / n, -logp[np.arange(n), labels].mean()
        else:
            loss, delta = through(np.maximum(0, out), layer + 1)
            delta = np.where(out > 0, delta, 0)
        gradients[f"W{layer}"] = delta.T @ inp
        gradients[f"b{layer}"] = delta.sum(axis=0)
        return loss, delta @ parameters[f"W{layer}"]

    loss, _ = through(x, 1)
    return float(loss), gradients

# %% right: namedtuple cache, in-place ReLU on own array
from collections import namedtuple
Cache = namedtuple("Cache", "hidden log_prob")

def _forward(p, x):
    hidden = x @ p["W1"].T
    hidden += p["b1"]
    np.maximum(hidden, 0, out=hidden)
    score = hidden @ p["W2"].T
    score += p["b2"]
    score -= score.max(axis=1, keepdims=True)
    score -= np.log(np.exp(score).sum(axis=1, keepdims=True))
    return Cache(hidden, score)


def loss_and_gradients(parameters, x, labels):
    cache = _forward(parameters, x)
    rows = np.arange(labels.size)
    loss = -cache.log_prob[rows, labels].sum() / labels.size
    d2 = np.exp(cache.log_prob)
    d2[rows, labels] -= 1
    d2 /= labels.size
    d1 = d2 @ parameters["W2"]
    d1[cache.hidden == 0] = 0
    return float(loss), {"b2": d2.sum(0), "W2": d2.T @ cache.hidden, "b1": d1.sum(0), "W1": d1.T @ x}

# %% right: full softmax Jacobian for each point
def loss_and_gradients(parameters, x, labels):
    p, n, k = parameters, len(x), len(parameters["b2"])
    z1 = x @ p["W1"].T + p["b1"]
    h = (np.abs(z1) + z1) / 2
    z2 = h @ p["W2"].T + p["b2"]
    e = z2 - z2.max(1, keepdims=True)
    logp = e - np.log(np.exp(e).sum(1, keepdims=True))
    # d logp_i / d z_j = [i == j] - p_j
    jac = np.eye(k)[None] - np.exp(logp)[:, None, :]
    up = np.zeros((n, 1, k))
    up[np.arange(n), 0, labels] = -1 / n
    d2 = (up @ jac)[:, 0, :]
    d1 = d2 @ p["W2"] * (z1 > 0)
    return float(-logp[np.arange(n), labels].mean()), {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d2.T @ h, "b2": d2.sum(0)}

# %% wrong: exponential of the raw scores
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = parameters["W1"], parameters["b1"], parameters["W2"], parameters["b2"]
    n = len(x)
    z1 = x @ W1.T + b1
    h = np.maximum(z1, 0)
    e = np.exp(h @ W2.T + b2)
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(p[np.arange(n), labels]))
    d2 = p.copy()
    d2[np.arange(n), labels] -= 1
    d2 /= n
    d1 = (d2 @ W2) * (z1 > 0)
    return float(loss), {"W1": d1.T @ x, "b1": d1.sum(axis=0), "W2": d2.T @ h, "b2": d2.sum(axis=0)}

# %% wrong: tiny number inside the logarithm
def loss_and_gradients(parameters, x, labels):
    n = x.shape[0]
    z = x.dot(parameters["W1"].T) + parameters["b1"]
    a = z * (z > 0)
    s = a.dot(parameters["W2"].T) + parameters["b2"]
    s = s - s.max(axis=1, keepdims=True)
    p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    y = np.eye(p.shape[1])[labels]
    loss = -np.sum(y * np.log(p + 1e-12)) / n
    ds = (p - y) / n
    dz = ds.dot(parameters["W2"]) * (z > 0)
    return float(loss), {"W1": dz.T.dot(x), "b1": dz.sum(0), "W2": ds.T.dot(a), "b2": ds.sum(0)}

# %% wrong: one subtracted before the loss
def loss_and_gradients(parameters, x, labels):
    rows = np.arange(len(x))
    z = x @ parameters["W1"].T + parameters["b1"]
    h = np.maximum(z, 0)
    s = h @ parameters["W2"].T + parameters["b2"]
    s -= s.max(axis=1, keepdims=True)
    p = np.exp(s)
    p /= p.sum(axis=1, keepdims=True)
    p[rows, labels] -= 1
    loss = -np.log(p[rows, labels]).mean()
    delta = p / len(x)
    back = (delta @ parameters["W2"]) * (z > 0)
    return float(loss), {"W1": back.T @ x, "b1": back.sum(0), "W2": delta.T @ h, "b2": delta.sum(0)}

# %% wrong: slope one at the corner
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = [parameters[k] for k in ["W1", "b1", "W2", "b2"]]
    z = x @ W1.T + b1
    mask = np.where(z >= 0, 1.0, 0.0)
    h = z * mask
    s = h @ W2.T + b2
    logp = s - np.logaddexp.reduce(s, axis=1)[:, None]
    n = len(labels)
    g = np.exp(logp) - np.eye(len(b2))[labels]
    g = g / n
    gz = g @ W2 * mask
    return float(-logp[range(n), labels].mean()), {"W1": gz.T @ x, "b1": gz.sum(0), "W2": g.T @ h, "b2": g.sum(0)}

# %% wrong: gradients summed over the batch
def loss_and_gradients(parameters, x, labels):
    n = x.shape[0]
    z = x @ parameters["W1"].T + parameters["b1"]
    h = np.maximum(z, 0)
    s = h @ parameters["W2"].T + parameters["b2"]
    s = s - s.max(1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(1, keepdims=True))
    loss = 0.0
    d = np.exp(logp)
    for i, c in enumerate(labels):
        loss -= logp[i, c] / n
        d[i, c] -= 1
    dz = (d @ parameters["W2"]) * (z > 0)
    return float(loss), {"W1": dz.T @ x, "b1": dz.sum(0), "W2": d.T @ h, "b2": d.sum(0)}

# %% wrong: ReLU applied to the returning gradient
def loss_and_gradients(parameters, x, labels):
    relu = lambda t: np.maximum(t, 0)
    n = len(x)
    z = x @ parameters["W1"].T + parameters["b1"]
    a = relu(z)
    s = a @ parameters["W2"].T + parameters["b2"]
    m = s.max(axis=1, keepdims=True)
    logp = s - m - np.log(np.exp(s - m).sum(axis=1, keepdims=True))
    d_s = np.exp(logp)
    d_s[np.arange(n), labels] -= 1
    d_s /= n
    d_z = relu(d_s @ parameters["W2"])
    grads = {"W2": d_s.T @ a, "b2": d_s.sum(axis=0), "W1": d_z.T @ x, "b1": d_z.sum(axis=0)}
    return float(-logp[np.arange(n), labels].mean()), grads

# %% wrong: mask without the bias
def loss_and_gradients(parameters, x, labels):
    n = len(x)
    u = x @ parameters["W1"].T
    h = np.maximum(u + parameters["b1"], 0)
    s = h @ parameters["W2"].T + parameters["b2"]
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    d2 = np.exp(logp)
    d2[np.arange(n), labels] -= 1
    d2 = d2 / n
    d1 = (d2 @ parameters["W2"]) * (u > 0)
    return float(-logp[np.arange(n), labels].mean()), dict(W1=d1.T @ x, b1=d1.sum(0), W2=d2.T @ h, b2=d2.sum(0))

# %% wrong: softmax down the batch
def loss_and_gradients(parameters, x, labels):
    n = x.shape[0]
    z = x @ parameters["W1"].T + parameters["b1"]
    h = np.maximum(z, 0)
    s = h @ parameters["W2"].T + parameters["b2"]
    s = s - s.max(axis=0)
    logp = s - np.log(np.exp(s).sum(axis=0))
    loss = -logp[np.arange(n), labels].mean()
    ds = (np.exp(logp) - np.eye(s.shape[1])[labels]) / n
    dz = ds @ parameters["W2"] * (z > 0)
    return float(loss), {"W1": dz.T @ x, "b1": dz.sum(axis=0), "W2": ds.T @ h, "b2": ds.sum(axis=0)}

# %% wrong: whole columns for the labels
def loss_and_gradients(parameters, x, labels):
    n = x.shape[0]
    z = x @ parameters["W1"].T + parameters["b1"]
    h = np.maximum(z, 0)
    s = h @ parameters["W2"].T + parameters["b2"]
    logp = s - np.logaddexp.reduce(s, axis=1, keepdims=True)
    loss = -np.mean(logp[:, labels])
    ds = np.exp(logp)
    ds[np.arange(n), labels] -= 1
    ds /= n
    dz = (z > 0) * (ds @ parameters["W2"])
    return float(loss), {"W1": dz.T @ x, "b1": dz.sum(0), "W2": ds.T @ h, "b2": ds.sum(0)}

# %% wrong: weight gradients overwritten in the loop
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = parameters["W1"], parameters["b1"], parameters["W2"], parameters["b2"]
    g = {k: np.zeros_like(v) for k, v in parameters.items()}
    loss, n = 0.0, len(x)
    for xi, c in zip(x, labels):
        z = W1 @ xi + b1
        h = np.maximum(z, 0)
        s = W2 @ h + b2
        s = s - s.max()
        logp = s - np.log(np.exp(s).sum())
        loss -= logp[c] / n
        d = np.exp(logp)
        d[c] -= 1
        d /= n
        g["W2"] = np.outer(d, h)
        g["b2"] += d
        e = (W2.T @ d) * (z > 0)
        g["W1"] = np.outer(e, xi)
        g["b1"] += e
    return float(loss), g

# %% wrong: biases averaged after the division by n
def loss_and_gradients(parameters, x, labels):
    n, k = len(x), parameters["W2"].shape[0]
    z = x @ parameters["W1"].T + parameters["b1"]
    h = np.maximum(z, 0)
    s = h @ parameters["W2"].T + parameters["b2"]
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    hot = np.zeros((n, k))
    hot[np.arange(n), labels] = 1
    d2 = (np.exp(logp) - hot) / n
    d1 = d2 @ parameters["W2"] * (z > 0)
    return float(-(hot * logp).sum() / n), {"W1": d1.T @ x, "b1": d1.mean(axis=0), "W2": d2.T @ h, "b2": d2.mean(axis=0)}

# %% wrong: keys dW1 and so on
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = map(parameters.get, ("W1", "b1", "W2", "b2"))
    n = x.shape[0]
    Z1 = x @ W1.T + b1
    A1 = np.maximum(0, Z1)
    Z2 = A1 @ W2.T + b2
    Z2 = Z2 - Z2.max(axis=1, keepdims=True)
    logA2 = Z2 - np.log(np.exp(Z2).sum(axis=1, keepdims=True))
    cost = -logA2[np.arange(n), labels].sum() / n
    dZ2 = np.exp(logA2)
    dZ2[np.arange(n), labels] -= 1
    dZ2 /= n
    dZ1 = (dZ2 @ W2) * (Z1 > 0)
    return float(cost), {"dW1": dZ1.T @ x, "db1": dZ1.sum(0), "dW2": dZ2.T @ A1, "db2": dZ2.sum(0)}

# %% wrong: W2 updated in the middle
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[k] for k in ("W1", "b1", "W2", "b2"))
    n = len(x)
    z = x @ W1.T + b1
    h = np.maximum(z, 0)
    s = h @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    d2 = np.exp(logp)
    d2[np.arange(n), labels] -= 1
    d2 /= n
    gW2 = d2.T @ h
    W2 -= 0.1 * gW2
    d1 = (d2 @ W2) * (z > 0)
    return float(-logp[np.arange(n), labels].mean()), {"W1": d1.T @ x, "b1": d1.sum(0), "W2": gW2, "b2": d2.sum(0)}

# %% wrong: softmax derivative p times one minus p
def loss_and_gradients(parameters, x, labels):
    n = len(x)
    z = x @ parameters["W1"].T + parameters["b1"]
    h = np.maximum(z, 0)
    s = h @ parameters["W2"].T + parameters["b2"]
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    p = np.exp(logp)
    y = np.eye(p.shape[1])[labels]
    d2 = (p - y) * p * (1 - p) / n
    d1 = (d2 @ parameters["W2"]) * (z > 0)
    return float(-(y * logp).sum() / n), {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d2.T @ h, "b2": d2.sum(0)}

# %% wrong: maximum over the whole batch
def loss_and_gradients(parameters, x, labels):
    n = len(x)
    z = x @ parameters["W1"].T + parameters["b1"]
    h = np.maximum(z, 0)
    s = h @ parameters["W2"].T + parameters["b2"]
    s = s - np.max(s)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    d2 = np.exp(logp)
    d2[np.arange(n), labels] -= 1
    d2 /= n
    d1 = (d2 @ parameters["W2"]) * (z > 0)
    return float(-logp[np.arange(n), labels].mean()), {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d2.T @ h, "b2": d2.sum(0)}

# %% wrong: leaky ReLU
def loss_and_gradients(parameters, x, labels):
    def act(t):
        return np.where(t > 0, t, 0.01 * t)

    def act_prime(t):
        return np.where(t > 0, 1, 0.01)

    n = len(x)
    z = x @ parameters["W1"].T + parameters["b1"]
    h = act(z)
    s = h @ parameters["W2"].T + parameters["b2"]
    logp = s - np.logaddexp.reduce(s, axis=1, keepdims=True)
    d2 = (np.exp(logp) - np.eye(s.shape[1])[labels]) / n
    d1 = act_prime(z) * (d2 @ parameters["W2"])
    return float(-logp[np.arange(n), labels].mean()), {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d2.T @ h, "b2": d2.sum(0)}

# %% wrong: hidden values before the ReLU in W2
def loss_and_gradients(parameters, x, labels):
    n = len(x)
    z = x @ parameters["W1"].T + parameters["b1"]
    h = np.maximum(z, 0)
    s = h @ parameters["W2"].T + parameters["b2"]
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    rows = np.arange(n)
    d2 = np.exp(logp)
    d2[rows, labels] -= 1
    d2 /= n
    gW2 = d2.T @ z
    d1 = d2 @ parameters["W2"]
    d1[z <= 0] = 0
    return float(-logp[rows, labels].mean()), {"W1": d1.T @ x, "b1": d1.sum(0), "W2": gW2, "b2": d2.sum(0)}

# %% wrong: inputs rounded to half precision
def loss_and_gradients(parameters, x, labels):
    p = {k: v.astype(np.float16).astype(np.float32) for k, v in parameters.items()}
    x = x.astype(np.float16).astype(np.float32)
    n = len(x)
    z = x @ p["W1"].T + p["b1"]
    h = np.maximum(z, 0)
    s = h @ p["W2"].T + p["b2"]
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    d2 = np.exp(logp)
    d2[np.arange(n), labels] -= 1
    d2 /= n
    d1 = (d2 @ p["W2"]) * (z > 0)
    return float(-logp[np.arange(n), labels].mean()), {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d2.T @ h, "b2": d2.sum(0)}

# %% wrong: plus for minus in the loss, bias b1 forgotten
def loss_and_gradients(parameters, x, labels):
    n = x.shape[0]
    z = x @ parameters["W1"].T
    h = np.maximum(z, 0)
    s = h @ parameters["W2"].T + parameters["b2"]
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = logp[np.arange(n), labels].mean()
    d2 = (np.exp(logp) - np.eye(logp.shape[1])[labels]) / n
    d1 = (d2 @ parameters["W2"]) * (z > 0)
    return float(loss), {"W1": d1.T @ x, "b1": d1.sum(0), "W2": d2.T @ h, "b2": d2.sum(0)}

# %% wrong: no ReLU mask, weights transposed
def loss_and_gradients(parameters, x, labels):
    n = len(x)
    h = np.maximum(x @ parameters["W1"].T + parameters["b1"], 0)
    s = h @ parameters["W2"].T + parameters["b2"]
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    delta = np.exp(logp)
    delta[np.arange(n), labels] -= 1
    delta /= n
    dh = delta @ parameters["W2"]
    grads = {"W1": x.T @ dh, "b1": dh.sum(axis=0), "W2": h.T @ delta, "b2": delta.sum(axis=0)}
    return float(-logp[np.arange(n), labels].mean()), grads

# %% wrong: sum loss and b2 missing in the dict
class Backprop:
    def __init__(self, parameters):
        self.p = parameters

    def forward(self, x):
        self.x = x
        self.z = x @ self.p["W1"].T + self.p["b1"]
        self.h = np.maximum(self.z, 0)
        s = self.h @ self.p["W2"].T + self.p["b2"]
        return s - np.logaddexp.reduce(s, axis=1, keepdims=True)

    def backward(self, delta):
        out = {}
        out["W2"] = delta.T @ self.h
        out["b1"] = delta.sum(axis=0)
        hidden = (delta @ self.p["W2"]) * (self.z > 0)
        out["W1"] = hidden.T @ self.x
        out["b1"] = hidden.sum(axis=0)
        return out


def loss_and_gradients(parameters, x, labels):
    net = Backprop(parameters)
    logp = net.forward(x)
    i = np.arange(len(x))
    delta = np.exp(logp)
    delta[i, labels] -= 1
    return float(-logp[i, labels].sum()), net.backward(delta / len(x))

# %% wrong: a stale delta for the bias
def loss_and_gradients(parameters, x, labels):
    n = len(x)
    z = x @ parameters["W1"].T + parameters["b1"]
    h = np.maximum(z, 0)
    s = h @ parameters["W2"].T + parameters["b2"]
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    grads = {}
    delta = np.exp(logp) / n
    grads["b2"] = delta.sum(axis=0)
    delta[np.arange(n), labels] -= 1 / n
    grads["W2"] = delta.T @ h
    back = np.where(z > 0, delta @ parameters["W2"], 0)
    grads["W1"] = back.T @ x
    grads["b1"] = back.sum(axis=0)
    return float(-logp[np.arange(n), labels].mean()), grads
