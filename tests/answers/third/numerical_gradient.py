# %% right: columns of the identity
def numerical_gradient(f, theta, eps=1e-6):
    d = theta.shape[0]
    steps = eps * np.eye(d)
    return np.array([[(f(theta + steps[:, [j]]) - f(theta - steps[:, [j]])) / (2 * eps)] for j in range(d)])
# %% right: two fresh copies per coordinate
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros((theta.shape[0], 1))
    for j in range(theta.shape[0]):
        plus, minus = theta.copy(), theta.copy()
        plus[j, 0] += eps
        minus[j, 0] -= eps
        gradient[j, 0] = (f(plus) - f(minus)) / (plus[j, 0] - minus[j, 0])
    return gradient
# %% right: fromiter over a generator
def numerical_gradient(f, theta: np.ndarray, eps: float = 1e-6) -> np.ndarray:
    def partials():
        for j in range(theta.size):
            e = np.zeros_like(theta)
            e[j] = eps
            yield (float(f(theta + e)) - float(f(theta - e))) / eps / 2

    return np.fromiter(partials(), dtype=float, count=theta.size)[:, None]
# %% right: closure for the directional derivative
def numerical_gradient(f, theta, eps=1e-6):
    def along(direction):
        line = lambda t: f(theta + t * direction)
        return 0.5 * (line(eps) - line(-eps)) / eps

    d = len(theta)
    basis = (np.arange(d) == k for k in range(d))
    return np.vstack([along(b.reshape(d, 1).astype(float)) for b in basis])
# %% right: recursion on the coordinates
def numerical_gradient(f, theta, eps=1e-6):
    def head_to_tail(j):
        if j == theta.shape[0]:
            return []
        values = []
        for sign in (1, -1):
            moved = np.array(theta, dtype=float)
            moved[j, 0] = moved[j, 0] + sign * eps
            values.append(f(moved))
        return [(values[0] - values[1]) / (2 * eps)] + head_to_tail(j + 1)

    return np.asarray(head_to_tail(0), dtype=float).reshape(-1, 1)
# %% right: one scratch copy put back after each pair
def numerical_gradient(f, theta, eps=1e-6):
    scratch = theta.copy()
    out = []
    for j, value in enumerate(theta.ravel()):
        scratch[j, 0] = value + eps
        high = f(scratch)
        scratch[j, 0] = value - eps
        low = f(scratch)
        scratch[j, 0] = value
        out.append((high - low) / (2 * eps))
        print(f"d f / d theta[{j}] = {out[-1]}")
    return np.array(out).reshape(theta.shape)
# %% wrong: forward difference
def numerical_gradient(f, theta, eps=1e-6):
    g = np.zeros_like(theta)
    base = f(theta)
    for j in range(len(theta)):
        moved = theta.copy()
        moved[j] += eps
        g[j] = (f(moved) - base) / eps
    return g
# %% wrong: the two missing below
def numerical_gradient(f, theta, eps=1e-6):
    g = np.zeros_like(theta)
    for j in range(len(theta)):
        e = np.zeros_like(theta)
        e[j] = eps
        g[j] = (f(theta + e) - f(theta - e)) / eps
    return g
# %% wrong: moves theta and moves it back
def numerical_gradient(f, theta, eps=1e-6):
    g = np.zeros_like(theta)
    for j in range(len(theta)):
        old = theta[j, 0]
        theta[j, 0] = old + eps
        up = f(theta)
        theta[j, 0] = old - eps
        down = f(theta)
        theta[j, 0] = old
        g[j, 0] = (up - down) / (2 * eps)
    return g
# %% wrong: unit vector is flat, so theta plus it is a square
def numerical_gradient(f, theta, eps=1e-6):
    d = len(theta)
    g = np.zeros((d, 1))
    for j in range(d):
        e = np.zeros(d)
        e[j] = eps
        g[j, 0] = (f(theta + e) - f(theta - e)) / (2 * eps)
    return g
# %% wrong: shifts never taken back
def numerical_gradient(f, theta, eps=1e-6):
    g = np.zeros_like(theta)
    plus, minus = theta.copy(), theta.copy()
    for j in range(len(theta)):
        plus[j, 0] += eps
        minus[j, 0] -= eps
        g[j, 0] = (f(plus) - f(minus)) / (2 * eps)
    return g
# %% wrong: hands f a flat theta
def numerical_gradient(f, theta, eps=1e-6):
    flat = theta.flatten()
    g = np.zeros_like(flat)
    for j in range(flat.size):
        e = np.zeros_like(flat)
        e[j] = eps
        g[j] = (f(flat + e) - f(flat - e)) / (2 * eps)
    return g.reshape(-1, 1)
# %% wrong: complex step
def numerical_gradient(f, theta, eps=1e-6):
    g = np.zeros_like(theta)
    for j in range(len(theta)):
        z = theta.astype(complex)
        z[j, 0] += 1j * eps
        g[j, 0] = np.imag(f(z)) / eps
    return g
# %% wrong: step relative to the coordinate
def numerical_gradient(f, theta, eps=1e-6):
    g = np.zeros_like(theta)
    for j in range(len(theta)):
        h = eps * abs(theta[j, 0])
        e = np.zeros_like(theta)
        e[j, 0] = h
        g[j, 0] = (f(theta + e) - f(theta - e)) / (2 * h)
    return g
# %% wrong: own eps shadows the argument
def numerical_gradient(f, theta, eps=1e-6):
    eps = 1e-6
    g = np.zeros_like(theta)
    for j in range(len(theta)):
        e = np.zeros_like(theta)
        e[j] = eps
        g[j] = (f(theta + e) - f(theta - e)) / (2 * eps)
    return g
# %% wrong: two copies that are one array
def numerical_gradient(f, theta, eps=1e-6):
    g = np.zeros_like(theta)
    for j in range(len(theta)):
        plus = minus = theta.copy()
        plus[j] += eps
        minus[j] -= eps
        g[j] = (f(plus) - f(minus)) / (2 * eps)
    return g
# %% wrong: moves all coordinates at once
def numerical_gradient(f, theta, eps=1e-6):
    g = np.zeros_like(theta)
    for j in range(len(theta)):
        g[j] = (f(theta + eps) - f(theta - eps)) / (2 * eps)
    return g
# %% wrong: flat gradient
def numerical_gradient(f, theta, eps=1e-6):
    d = theta.shape[0]
    I = np.eye(d)
    return np.array([(f(theta + eps * I[:, [j]]) - f(theta - eps * I[:, [j]])) / (2 * eps) for j in range(d)])
