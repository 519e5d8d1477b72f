# %% right: one data point at a time in plain loops
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = (parameters[k] for k in ('W1', 'b1', 'W2', 'b2'))
    grads = {k: np.zeros(v.shape) for k, v in parameters.items()}
    n, loss = len(x), 0.0
    for xi, t in zip(x, labels):
        z = W1 @ xi + b1
        a = np.where(z > 0, z, 0.0)
        s = W2 @ a + b2
        s = s - s.max()
        lse = np.log(np.exp(s).sum())
        loss += (lse - s[t]) / n
        d2 = np.exp(s - lse)
        d2[t] -= 1
        d2 /= n
        d1 = (W2.T @ d2) * (z > 0)
        grads['W2'] += np.outer(d2, a)
        grads['b2'] += d2
        grads['W1'] += np.outer(d1, xi)
        grads['b1'] += d1
    return float(loss), grads

# %% right: einsum throughout and logaddexp.reduce
def loss_and_gradients(parameters, x, labels):
    P = parameters
    z = np.einsum('nd,hd->nh', x, P['W1']) + P['b1']
    a = z.clip(min=0)
    s = np.einsum('nh,kh->nk', a, P['W2']) + P['b2']
    logp = s - np.logaddexp.reduce(s, axis=1)[:, None]
    hot = (np.arange(s.shape[1]) == labels[:, None]).astype(float)
    delta = (np.exp(logp) - hot) / len(x)
    back = np.einsum('nk,kh,nh->nh', delta, P['W2'], np.heaviside(z, 0.0))
    return -np.einsum('nk,nk->', hot, logp) / len(x), {
        'W1': np.einsum('nh,nd->hd', back, x), 'b1': np.einsum('nh->h', back),
        'W2': np.einsum('nk,nh->kh', delta, a), 'b2': np.einsum('nk->k', delta)}

# %% right: layer classes with forward and backward
class Dense:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W.T + self.b

    def backward(self, g):
        self.dW, self.db = g.T @ self.x, g.sum(axis=0)
        return g @ self.W


class Rectifier:
    def forward(self, x):
        self.on = x > 0
        return np.where(self.on, x, 0)

    def backward(self, g):
        return np.where(self.on, g, 0)


class LogSoftmaxNLL:
    def forward(self, s, t):
        self.t, self.rows = t, np.arange(len(t))
        s = s - s.max(axis=1, keepdims=True)
        self.logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
        return -self.logp[self.rows, t].mean()

    def backward(self):
        g = np.exp(self.logp)
        g[self.rows, self.t] -= 1
        return g / len(self.t)


def loss_and_gradients(parameters, x, labels):
    first = Dense(parameters['W1'], parameters['b1'])
    second = Dense(parameters['W2'], parameters['b2'])
    relu, head = Rectifier(), LogSoftmaxNLL()
    loss = head.forward(second.forward(relu.forward(first.forward(x))), labels)
    first.backward(relu.backward(second.backward(head.backward())))
    return loss, {'W1': first.dW, 'b1': first.db, 'W2': second.dW, 'b2': second.db}

# %% right: a tape of closures run backwards
def loss_and_gradients(parameters, x, labels):
    grads, tape = {}, []

    def linear(v, w, b):
        out = v @ parameters[w].T + parameters[b]

        def pull(g):
            grads[w] = g.T @ v
            grads[b] = g.sum(0)
            return g @ parameters[w]
        tape.append(pull)
        return out

    def relu(v):
        tape.append(lambda g: g * (v > 0))
        return v * (v > 0)

    def log_softmax(v):
        v = v - np.max(v, 1)[:, None]
        out = v - np.log(np.sum(np.exp(v), 1))[:, None]
        tape.append(lambda g: g - np.exp(out) * g.sum(1)[:, None])
        return out

    logp = log_softmax(linear(relu(linear(x, 'W1', 'b1')), 'W2', 'b2'))
    n = len(labels)
    pick = np.zeros_like(logp)
    pick[np.arange(n), labels] = -1 / n
    g = pick
    while tape:
        g = tape.pop()(g)
    return float((pick * logp).sum()), grads

# %% right: columns as data points, bias as an extra column
def loss_and_gradients(parameters, x, labels):
    n = x.shape[0]
    add_one = lambda M: np.vstack([M, np.ones((1, n))])
    V1 = np.column_stack([parameters['W1'], parameters['b1']])
    V2 = np.column_stack([parameters['W2'], parameters['b2']])
    X = add_one(x.T)
    Z = V1 @ X
    H = add_one(np.maximum(Z, 0))
    S = V2 @ H
    S = S - S.max(axis=0)
    L = S - np.log(np.exp(S).sum(axis=0))
    T = np.eye(len(S))[:, labels]
    D2 = (np.exp(L) - T) / n
    G2 = D2 @ H.T
    D1 = (V2[:, :-1].T @ D2) * (Z > 0)
    G1 = D1 @ X.T
    return -(T * L).sum() / n, dict(W1=G1[:, :-1], b1=G1[:, -1], W2=G2[:, :-1], b2=G2[:, -1])

# %% right: full Jacobian of the log-softmax per row
def loss_and_gradients(parameters, x, labels):
    W1, b1 = parameters['W1'], parameters['b1']
    W2, b2 = parameters['W2'], parameters['b2']
    n, k = len(labels), len(b2)
    pre = x @ W1.T + b1
    act = np.maximum(0, pre)
    score = act @ W2.T + b2
    top = score.max(axis=1, keepdims=True)
    logp = score - top - np.log(np.sum(np.exp(score - top), axis=1, keepdims=True))
    jac = np.eye(k)[None, :, :] - np.exp(logp)[:, None, :]
    dlogp = np.zeros((n, k))
    dlogp[range(n), labels] = -1.0 / n
    dscore = np.einsum('nj,njk->nk', dlogp, jac)
    dpre = (dscore @ W2) * np.where(pre > 0, 1, 0)
    gradients = {}
    gradients['b2'], gradients['W2'] = dscore.sum(axis=0), dscore.T @ act
    gradients['b1'], gradients['W1'] = dpre.sum(axis=0), dpre.T @ x
    return np.mean(-logp[range(n), labels]), gradients

# %% right: namedtuple caches and np.subtract.at
from collections import namedtuple

Cache = namedtuple('Cache', 'x hidden active logp')

def forward(parameters, x):
    z = np.add(x.dot(parameters['W1'].transpose()), parameters['b1'])
    active = np.greater(z, 0)
    hidden = np.zeros_like(z)
    hidden[active] = z[active]
    s = hidden.dot(parameters['W2'].transpose()) + parameters['b2']
    s -= s.max(axis=-1, keepdims=True)
    s -= np.log(np.exp(s).sum(axis=-1, keepdims=True))
    return Cache(x, hidden, active, s)

def backward(parameters, cache, labels):
    n = len(labels)
    up = np.exp(cache.logp)
    np.subtract.at(up, (np.arange(n), labels), 1.0)
    up /= n
    down = up.dot(parameters['W2'])
    down[~cache.active] = 0
    return {'W1': down.T.dot(cache.x), 'b1': down.sum(0), 'W2': up.T.dot(cache.hidden), 'b2': up.sum(0)}

def loss_and_gradients(parameters, x, labels):
    cache = forward(parameters, x)
    picked = np.take_along_axis(cache.logp, labels[:, None], axis=1)
    return -picked.mean(), backward(parameters, cache, labels)

# %% right: recursion that halves the batch
def loss_and_gradients(parameters, x, labels):
    n = len(x)
    if n > 1:
        mid = n // 2
        la_, ga = loss_and_gradients(parameters, x[:mid], labels[:mid])
        lb_, gb = loss_and_gradients(parameters, x[mid:], labels[mid:])
        w = mid / n
        return w * la_ + (1 - w) * lb_, {k: w * ga[k] + (1 - w) * gb[k] for k in ga}
    v = x[0]
    z = parameters['W1'] @ v + parameters['b1']
    h = (z + np.abs(z)) / 2
    s = parameters['W2'] @ h + parameters['b2']
    e = s - np.logaddexp.reduce(s)
    c = int(labels[0])
    d = np.exp(e) - np.eye(len(e))[c]
    u = np.where(z > 0, parameters['W2'].T @ d, 0.0)
    return -e[c], {'W1': np.outer(u, v), 'b1': u, 'W2': np.outer(d, h), 'b2': d}

# %% wrong: exponentials without a shift
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = parameters['W1'], parameters['b1'], parameters['W2'], parameters['b2']
    n = x.shape[0]
    z1 = x @ W1.T + b1
    a1 = np.maximum(z1, 0)
    z2 = a1 @ W2.T + b2
    p = np.exp(z2) / np.exp(z2).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(p[np.arange(n), labels]))
    dz2 = p.copy()
    dz2[np.arange(n), labels] -= 1
    dz2 /= n
    dz1 = (dz2 @ W2) * (z1 > 0)
    return loss, {'W1': dz1.T @ x, 'b1': dz1.sum(0), 'W2': dz2.T @ a1, 'b2': dz2.sum(0)}

# %% wrong: 1e-12 added inside the log
def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)

def cross_entropy(p, onehot):
    return -np.sum(onehot * np.log(p + 1e-12)) / p.shape[0]

def loss_and_gradients(parameters, x, labels):
    n = x.shape[0]
    k = parameters['b2'].shape[0]
    onehot = np.eye(k)[labels]
    z1 = x @ parameters['W1'].T + parameters['b1']
    a1 = np.maximum(0, z1)
    p = softmax(a1 @ parameters['W2'].T + parameters['b2'])
    delta2 = (p - onehot) / n
    delta1 = delta2 @ parameters['W2'] * (z1 > 0)
    grads = {'W2': delta2.T @ a1, 'b2': delta2.sum(axis=0),
             'W1': delta1.T @ x, 'b1': delta1.sum(axis=0)}
    return cross_entropy(p, onehot), grads

# %% wrong: slope one at the corner
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = [parameters[name] for name in ['W1', 'b1', 'W2', 'b2']]
    n = len(labels)
    rows = np.arange(n)
    z = x @ W1.T + b1
    h = np.maximum(z, 0)
    s = h @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -logp[rows, labels].mean()
    ds = np.exp(logp)
    ds[rows, labels] -= 1
    ds = ds / n
    dh = ds @ W2
    dz = np.where(z >= 0, dh, 0)
    return loss, {'W1': dz.T @ x, 'b1': dz.sum(axis=0), 'W2': ds.T @ h, 'b2': ds.sum(axis=0)}

# %% wrong: mask from the incoming gradient
def relu(v):
    return v * (v > 0)

def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = parameters['W1'], parameters['b1'], parameters['W2'], parameters['b2']
    n = len(x)
    h = relu(x @ W1.T + b1)
    s = h @ W2.T + b2
    s = s - s.max(1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(1, keepdims=True))
    g = np.exp(logp)
    g[np.arange(n), labels] -= 1
    g /= n
    dz = relu(g @ W2)
    loss = -logp[np.arange(n), labels].sum() / n
    return loss, {'W1': dz.T @ x, 'b1': dz.sum(0), 'W2': g.T @ h, 'b2': g.sum(0)}

# %% wrong: gradients summed while the loss is a mean
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = parameters['W1'], parameters['b1'], parameters['W2'], parameters['b2']
    n = x.shape[0]
    a0 = x
    z1 = a0.dot(W1.T) + b1
    a1 = np.maximum(z1, 0)
    z2 = a1.dot(W2.T) + b2
    m = z2.max(axis=1, keepdims=True)
    logits = z2 - (m + np.log(np.exp(z2 - m).sum(axis=1, keepdims=True)))
    loss = -np.mean(logits[np.arange(n), labels])
    d2 = np.exp(logits)
    d2[np.arange(n), labels] -= 1
    d1 = d2.dot(W2) * (z1 > 0)
    return loss, {'W1': d1.T.dot(a0), 'b1': d1.sum(axis=0),
                  'W2': d2.T.dot(a1), 'b2': d2.sum(axis=0)}

# %% wrong: b2 averaged after the division by n
def loss_and_gradients(parameters, x, labels):
    n = labels.shape[0]
    z1 = x @ parameters['W1'].T + parameters['b1']
    a1 = np.where(z1 > 0, z1, 0)
    z2 = a1 @ parameters['W2'].T + parameters['b2']
    z2 = z2 - z2.max(axis=1)[:, None]
    log_probs = z2 - np.log(np.exp(z2).sum(axis=1))[:, None]
    loss = -log_probs[np.arange(n), labels].mean()
    delta = np.exp(log_probs)
    delta[np.arange(n), labels] -= 1
    delta /= n
    hidden_delta = (delta @ parameters['W2']) * (z1 > 0)
    gradients = {}
    gradients['W2'] = delta.T @ a1
    gradients['b2'] = delta.mean(axis=0)
    gradients['W1'] = hidden_delta.T @ x
    gradients['b1'] = hidden_delta.sum(axis=0)
    return loss, gradients

# %% wrong: b1 from before the mask
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = parameters['W1'], parameters['b1'], parameters['W2'], parameters['b2']
    n = len(x)
    z1 = x @ W1.T + b1
    a1 = np.maximum(z1, 0.0)
    s = a1 @ W2.T + b2
    s -= s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -logp[range(n), labels].mean()
    d = np.exp(logp)
    d[range(n), labels] -= 1.0
    d /= n
    back = d @ W2
    db1 = back.sum(axis=0)
    back = back * (z1 > 0)
    dW1 = back.T @ x
    return loss, {'W1': dW1, 'b1': db1, 'W2': d.T @ a1, 'b2': d.sum(axis=0)}

# %% wrong: maximum taken down each class
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = parameters['W1'], parameters['b1'], parameters['W2'], parameters['b2']
    idx = np.arange(len(x))
    z = x @ W1.T + b1
    h = np.maximum(z, 0)
    s = h @ W2.T + b2
    s = s - s.max(axis=0)
    p = np.exp(s)
    p = p / p.sum(axis=1, keepdims=True)
    loss = np.mean(-np.log(p[idx, labels]))
    p[idx, labels] -= 1
    p = p / len(x)
    dh = p @ W2
    dh[z <= 0] = 0
    return loss, {'W1': dh.T @ x, 'b1': dh.sum(0), 'W2': p.T @ h, 'b2': p.sum(0)}

# %% wrong: W2's gradient uses z1, not the ReLU's output
class TwoLayerNet:
    def __init__(self, p):
        self.p = p

    def forward(self, x):
        self.x = x
        self.z1 = x @ self.p['W1'].T + self.p['b1']
        self.a1 = np.maximum(self.z1, 0)
        s = self.a1 @ self.p['W2'].T + self.p['b2']
        s = s - s.max(axis=1, keepdims=True)
        self.logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
        return self.logp

    def backward(self, labels):
        n = len(labels)
        d2 = np.exp(self.logp)
        d2[np.arange(n), labels] -= 1
        d2 /= n
        d1 = (d2 @ self.p['W2']) * (self.z1 > 0)
        return {'W1': d1.T @ self.x, 'b1': d1.sum(0), 'W2': d2.T @ self.z1, 'b2': d2.sum(0)}


def loss_and_gradients(parameters, x, labels):
    net = TwoLayerNet(parameters)
    logp = net.forward(x)
    loss = -logp[np.arange(len(labels)), labels].mean()
    return loss, net.backward(labels)

# %% wrong: one subtracted from every row's label columns
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = parameters['W1'], parameters['b1'], parameters['W2'], parameters['b2']
    n = x.shape[0]
    z1 = x @ W1.T + b1
    a1 = np.maximum(z1, 0)
    z2 = a1 @ W2.T + b2
    z2 = z2 - np.max(z2, axis=1, keepdims=True)
    logp = z2 - np.log(np.sum(np.exp(z2), axis=1, keepdims=True))
    loss = -np.mean(logp[np.arange(n), labels])
    dz2 = np.exp(logp)
    dz2[:, labels] -= 1
    dz2 = dz2 / n
    dz1 = dz2 @ W2 * (z1 > 0)
    return loss, {'W1': dz1.T @ x, 'b1': np.sum(dz1, axis=0),
                  'W2': dz2.T @ a1, 'b2': np.sum(dz2, axis=0)}

# %% wrong: loss from probabilities already lowered by one
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = parameters['W1'], parameters['b1'], parameters['W2'], parameters['b2']
    n = x.shape[0]
    rows = np.arange(n)
    z1 = x @ W1.T + b1
    a1 = np.maximum(z1, 0)
    z2 = a1 @ W2.T + b2
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    probs = e / e.sum(axis=1, keepdims=True)
    dz2 = probs
    dz2[rows, labels] -= 1
    loss = -np.mean(np.log(probs[rows, labels]))
    dz2 = dz2 / n
    dz1 = (dz2 @ W2) * (z1 > 0)
    return loss, {'W1': dz1.T @ x, 'b1': dz1.sum(0), 'W2': dz2.T @ a1, 'b2': dz2.sum(0)}

# %% wrong: W1 reshaped where it should be transposed
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = parameters['W1'], parameters['b1'], parameters['W2'], parameters['b2']
    n, d = x.shape
    h, k = len(b1), len(b2)
    z1 = x @ W1.reshape(d, h) + b1
    a1 = np.maximum(z1, 0)
    z2 = a1 @ W2.T + b2
    z2 = z2 - z2.max(axis=1, keepdims=True)
    logp = z2 - np.log(np.exp(z2).sum(axis=1, keepdims=True))
    onehot = np.zeros((n, k))
    onehot[np.arange(n), labels] = 1
    loss = -(onehot * logp).sum() / n
    d2 = (np.exp(logp) - onehot) / n
    d1 = (d2 @ W2) * (z1 > 0)
    return loss, {'W1': d1.T @ x, 'b1': d1.sum(axis=0), 'W2': d2.T @ a1, 'b2': d2.sum(axis=0)}

# %% wrong: outer products overwrite instead of adding
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = parameters['W1'], parameters['b1'], parameters['W2'], parameters['b2']
    gW1, gb1 = np.zeros_like(W1), np.zeros_like(b1)
    gW2, gb2 = np.zeros_like(W2), np.zeros_like(b2)
    n = len(x)
    loss = 0.0
    for i in range(n):
        z = W1 @ x[i] + b1
        a = np.maximum(z, 0)
        s = W2 @ a + b2
        s = s - s.max()
        logp = s - np.log(np.exp(s).sum())
        loss += -logp[labels[i]] / n
        d2 = np.exp(logp)
        d2[labels[i]] -= 1
        d2 = d2 / n
        d1 = (W2.T @ d2) * (z > 0)
        gW2 = np.outer(d2, a)
        gb2 += d2
        gW1 = np.outer(d1, x[i])
        gb1 += d1
    return loss, {'W1': gW1, 'b1': gb1, 'W2': gW2, 'b2': gb2}

# %% wrong: elementwise p(1 - p) as softmax derivative
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = parameters['W1'], parameters['b1'], parameters['W2'], parameters['b2']
    n = x.shape[0]
    z1 = x @ W1.T + b1
    a1 = np.maximum(z1, 0)
    z2 = a1 @ W2.T + b2
    z2 = z2 - z2.max(axis=1, keepdims=True)
    logp = z2 - np.log(np.exp(z2).sum(axis=1, keepdims=True))
    p = np.exp(logp)
    t = np.eye(p.shape[1])[labels]
    loss = -np.sum(t * logp) / n
    dz2 = (p - t) * p * (1 - p) / n
    dz1 = (dz2 @ W2) * (z1 > 0)
    return loss, {'W1': dz1.T @ x, 'b1': dz1.sum(axis=0), 'W2': dz2.T @ a1, 'b2': dz2.sum(axis=0)}

# %% wrong: half precision throughout
def loss_and_gradients(parameters, x, labels):
    p = {name: value.astype(np.float16) for name, value in parameters.items()}
    x = x.astype(np.float16)
    n = x.shape[0]
    z = x @ p['W1'].T + p['b1']
    h = np.maximum(z, 0)
    s = h @ p['W2'].T + p['b2']
    s -= s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -logp[np.arange(n), labels].mean()
    ds = np.exp(logp)
    ds[np.arange(n), labels] -= 1
    ds /= n
    dz = (ds @ p['W2']) * (z > 0)
    return float(loss), {'W1': dz.T @ x, 'b1': dz.sum(0), 'W2': ds.T @ h, 'b2': ds.sum(0)}

# %% wrong: W2 updated in place before the step back
def loss_and_gradients(parameters, x, labels):
    n = len(labels)
    z1 = x @ parameters['W1'].T + parameters['b1']
    a1 = np.maximum(z1, 0)
    z2 = a1 @ parameters['W2'].T + parameters['b2']
    z2 = z2 - z2.max(axis=1, keepdims=True)
    logp = z2 - np.log(np.exp(z2).sum(axis=1, keepdims=True))
    loss = -logp[np.arange(n), labels].mean()
    d2 = np.exp(logp)
    d2[np.arange(n), labels] -= 1
    d2 /= n
    grads = {'W2': d2.T @ a1, 'b2': d2.sum(axis=0)}
    parameters['W2'] -= 0.1 * grads['W2']
    d1 = (d2 @ parameters['W2']) * (z1 > 0)
    grads['W1'] = d1.T @ x
    grads['b1'] = d1.sum(axis=0)
    return loss, grads

# %% wrong: sign turned round, biases kept as rows
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = parameters['W1'], parameters['b1'], parameters['W2'], parameters['b2']
    n, k = x.shape[0], b2.size
    Y = np.eye(k)[labels]
    Z1 = x @ W1.T + b1
    A1 = np.maximum(Z1, 0)
    Z2 = A1 @ W2.T + b2
    Z2 = Z2 - Z2.max(axis=1, keepdims=True)
    logP = Z2 - np.log(np.exp(Z2).sum(axis=1, keepdims=True))
    loss = -np.sum(Y * logP) / n
    dZ2 = (Y - np.exp(logP)) / n
    dZ1 = (dZ2 @ W2) * (Z1 > 0)
    return loss, {'W1': dZ1.T @ x, 'b1': dZ1.sum(axis=0, keepdims=True),
                  'W2': dZ2.T @ A1, 'b2': dZ2.sum(axis=0, keepdims=True)}

# %% wrong: mask forgotten, mean over all n times k
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = parameters['W1'], parameters['b1'], parameters['W2'], parameters['b2']
    n, k = len(x), len(b2)
    onehot = np.zeros((n, k))
    onehot[np.arange(n), labels] = 1.0
    h = np.maximum(x @ W1.T + b1, 0)
    s = h @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -np.mean(onehot * logp)
    d2 = (np.exp(logp) - onehot) / n
    d1 = d2 @ W2
    return loss, {'W1': d1.T @ x, 'b1': d1.sum(axis=0), 'W2': d2.T @ h, 'b2': d2.sum(axis=0)}

# %% wrong: transposed weight gradients, lower-case keys
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = parameters['W1'], parameters['b1'], parameters['W2'], parameters['b2']
    n = x.shape[0]
    z1 = np.dot(x, W1.T) + b1
    a1 = z1 * (z1 > 0)
    z2 = np.dot(a1, W2.T) + b2
    z2 = z2 - z2.max(axis=1, keepdims=True)
    logp = z2 - np.log(np.exp(z2).sum(axis=1, keepdims=True))
    loss = -logp[np.arange(n), labels].mean()
    dz2 = np.exp(logp)
    dz2[np.arange(n), labels] -= 1
    dz2 /= n
    dW2 = np.dot(a1.T, dz2)
    db2 = dz2.sum(axis=0)
    dz1 = np.dot(dz2, W2) * (z1 > 0)
    dW1 = np.dot(x.T, dz1)
    db1 = dz1.sum(axis=0)
    return loss, {'w1': dW1, 'b1': db1, 'w2': dW2, 'b2': db2}

# %% wrong: log-sum-exp over the data points
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = parameters['W1'], parameters['b1'], parameters['W2'], parameters['b2']
    n = len(labels)
    z1 = x @ W1.T + b1
    a1 = np.maximum(z1, 0)
    z2 = a1 @ W2.T + b2
    log_probs = z2 - np.logaddexp.reduce(z2, axis=0)
    loss = -log_probs[np.arange(n), labels].mean()
    d2 = np.exp(log_probs)
    d2[np.arange(n), labels] -= 1
    d2 /= n
    d1 = (d2 @ W2) * (z1 > 0)
    return loss, {'W1': d1.T @ x, 'b1': d1.sum(0), 'W2': d2.T @ a1, 'b2': d2.sum(0)}

# %% wrong: b1 left out of z1, return in the loop
def loss_and_gradients(parameters, x, labels):
    G = {k: np.zeros_like(v) for k, v in parameters.items()}
    loss = 0.0
    n = len(labels)
    for v, t in zip(x, labels):
        z = parameters['W1'] @ v
        a = np.maximum(z, 0)
        s = parameters['W2'] @ a + parameters['b2']
        logp = s - np.logaddexp.reduce(s)
        loss -= logp[t] / n
        d = np.exp(logp)
        d[t] -= 1
        u = (parameters['W2'].T @ d) * (z > 0)
        G['W2'] += np.outer(d, a) / n
        G['b2'] += d / n
        G['W1'] += np.outer(u, v) / n
        G['b1'] += u / n
        return float(loss), G

# %% wrong: loss without minus, h overwritten on the way back
def loss_and_gradients(parameters, x, labels):
    W1, b1, W2, b2 = map(parameters.get, ('W1', 'b1', 'W2', 'b2'))
    n = len(x)
    rows = np.arange(n)
    z = x @ W1.T + b1
    h = np.maximum(z, 0)
    s = h @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = np.mean(logp[rows, labels])
    d = np.exp(logp)
    d[rows, labels] -= 1
    d /= n
    h = (d @ W2) * (z > 0)
    return loss, {'W1': h.T @ x, 'b1': h.sum(axis=0), 'W2': d.T @ h, 'b2': d.sum(axis=0)}
