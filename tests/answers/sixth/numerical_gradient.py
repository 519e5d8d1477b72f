# %% right: rows of a scaled identity
def numerical_gradient(f, theta, eps=1e-6):
    return np.array([[(f(theta + e[:, None]) - f(theta - e[:, None])) / (2 * eps)]
                     for e in eps * np.eye(len(theta))])

# %% right: np.fromiter over a generator of slopes
def numerical_gradient(f, theta, eps=1e-6):
    def slopes():
        for j in range(theta.size):
            up, down = np.array(theta), np.array(theta)
            up[j, 0] += eps
            down[j, 0] -= eps
            yield (f(up) - f(down)) / (up[j, 0] - down[j, 0])
    return np.fromiter(slopes(), dtype=float, count=theta.size).reshape(-1, 1)

# %% right: recursion over the coordinates
def numerical_gradient(f, theta, eps=1e-6):
    d = theta.shape[0]

    def along(lo, hi):
        if hi - lo == 1:
            h = np.zeros((d, 1))
            h[lo] = eps
            return np.array([[(f(theta + h) - f(theta - h)) / 2 / eps]])
        mid = (lo + hi) // 2
        return np.vstack([along(lo, mid), along(mid, hi)])

    return along(0, d)

# %% wrong: divides by 2 and multiplies by eps
def numerical_gradient(f, theta, eps=1e-6):
    grad = np.zeros_like(theta)
    for i in range(len(theta)):
        e = np.zeros_like(theta)
        e[i] = eps
        grad[i] = (f(theta + e) - f(theta - e)) / 2 * eps
    return grad

# %% wrong: nudge vector is never reset
def numerical_gradient(f, theta, eps=1e-6):
    grad = np.zeros(theta.shape)
    h = np.zeros(theta.shape)
    for i in range(theta.shape[0]):
        h[i, 0] = eps
        grad[i, 0] = (f(theta + h) - f(theta - h)) / (2 * eps)
    return grad

# %% wrong: plus and minus are the same array
def numerical_gradient(f, theta, eps=1e-6):
    grad = np.zeros_like(theta)
    for i in range(theta.shape[0]):
        plus = minus = theta.copy()
        plus[i] += eps
        minus[i] -= eps
        grad[i] = (f(plus) - f(minus)) / (2 * eps)
    return grad

# %% wrong: loops over the columns of theta
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros(theta.shape)
    for i in range(theta.shape[1]):
        left = theta.copy()
        right = theta.copy()
        left[i, 0] -= eps
        right[i, 0] += eps
        gradient[i, 0] = (f(right) - f(left)) / (2 * eps)
    return gradient

# %% wrong: nudges the given array in place
def numerical_gradient(f, theta, eps=1e-6):
    grad = np.empty_like(theta)
    it = np.nditer(theta, flags=['multi_index'], op_flags=['readwrite'])
    while not it.finished:
        ix = it.multi_index
        old_value = theta[ix]
        theta[ix] = old_value + eps
        fxph = f(theta)
        theta[ix] = old_value - eps
        fxmh = f(theta)
        theta[ix] = old_value
        grad[ix] = (fxph - fxmh) / (2 * eps)
        it.iternext()
    return grad

# %% wrong: hands f a flat vector
def numerical_gradient(f, theta, eps=1e-6):
    flat = theta.flatten()
    out = []
    for i in range(flat.size):
        step = np.zeros(flat.size)
        step[i] = eps
        out.append((f(flat + step) - f(flat - step)) / (2 * eps))
    return np.array(out).reshape(theta.shape)

# %% wrong: step is a fraction of theta, nan at zero
def numerical_gradient(f, theta, eps=1e-6):
    d = len(theta)
    g = np.zeros((d, 1))
    for j in range(d):
        h = eps * abs(theta[j, 0])
        a = theta.copy(); a[j, 0] += h
        b = theta.copy(); b[j, 0] -= h
        g[j, 0] = (f(a) - f(b)) / (2 * h)
    return g

# %% wrong: forward difference, flat result
def numerical_gradient(f, theta, eps=1e-6):
    base = f(theta)
    return np.array([(f(theta + eps * e.reshape(-1, 1)) - base) / eps
                     for e in np.eye(theta.shape[0])])

# %% wrong: nudges all coordinates, only eps below
def numerical_gradient(f, theta, eps=1e-6):
    grad = np.zeros_like(theta)
    for i in range(len(theta)):
        grad[i] = (f(theta + eps) - f(theta - eps)) / eps
    return grad
