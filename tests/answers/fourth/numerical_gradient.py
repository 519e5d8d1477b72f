# %% right: columns of a scaled identity
def numerical_gradient(f, theta, eps=1e-6):
    d = theta.shape[0]
    H = eps * np.eye(d)
    central = lambda h: (float(f(theta + h)) - float(f(theta - h))) / (2 * eps)
    return np.array([central(H[:, [k]]) for k in range(d)]).reshape(d, 1)

# %% right: nudges its own copy, then puts the old value back
def numerical_gradient(f, theta, eps=1e-6):
    work = np.array(theta, dtype=float)
    out = np.empty_like(work)
    for idx in np.ndindex(*work.shape):
        keep = work[idx]
        work[idx] = keep + eps
        hi = f(work)
        work[idx] = keep - eps
        lo = f(work)
        work[idx] = keep
        out[idx] = 0.5 * (hi - lo) / eps
    return out

# %% right: all plus points first, all minus points after, backwards
def numerical_gradient(f, theta, eps=1e-6):
    d = len(theta)

    def moved(k, amount):
        new = [[theta[j, 0] + (amount if j == k else 0.0)] for j in range(d)]
        return f(np.array(new))

    plus = {k: moved(k, eps) for k in reversed(range(d))}
    minus = {k: moved(k, -eps) for k in reversed(range(d))}
    return np.array([[plus[k] / (2 * eps) - minus[k] / (2 * eps)] for k in range(d)])

# %% wrong: nudges theta itself in place and puts it back
def numerical_gradient(f, theta, eps=1e-6):
    grad = np.zeros_like(theta)
    for i in range(theta.shape[0]):
        old = theta[i, 0]
        theta[i, 0] = old + eps
        f_plus = f(theta)
        theta[i, 0] = old - eps
        f_minus = f(theta)
        theta[i, 0] = old
        grad[i, 0] = (f_plus - f_minus) / (2 * eps)
    return grad

# %% wrong: copies made once before the loop: the nudges pile up
def numerical_gradient(f, theta, eps=1e-6):
    grad = np.zeros_like(theta)
    up = theta.copy()
    down = theta.copy()
    for i in range(len(theta)):
        up[i] += eps
        down[i] -= eps
        grad[i] = (f(up) - f(down)) / (2 * eps)
    return grad

# %% wrong: forward difference, not central
def numerical_gradient(f, theta, eps=1e-6):
    f0 = f(theta)
    g = np.zeros(theta.shape)
    for k in range(theta.size):
        shifted = theta.copy()
        shifted[k, 0] += eps
        g[k, 0] = (f(shifted) - f0) / eps
    return g

# %% wrong: `/ 2 * eps`: multiplies by eps
def numerical_gradient(f, theta, eps=1e-6):
    d = theta.shape[0]
    grad = np.zeros((d, 1))
    for i in range(d):
        e = np.zeros((d, 1))
        e[i] = eps
        grad[i] = (f(theta + e) - f(theta - e)) / 2 * eps
    return grad

# %% wrong: row of np.eye added to the column: f gets (d, d)
def numerical_gradient(f, theta, eps=1e-6):
    d = len(theta)
    basis = np.eye(d)
    grad = np.zeros((d, 1))
    for i in range(d):
        grad[i, 0] = (f(theta + eps * basis[i]) - f(theta - eps * basis[i])) / (2 * eps)
    return grad

# %% wrong: every coordinate nudged at once
def numerical_gradient(f, theta, eps=1e-6):
    grad = np.zeros(theta.shape)
    for i in range(theta.shape[0]):
        grad[i] = (f(theta + eps) - f(theta - eps)) / (2 * eps)
    return grad

# %% wrong: minus point is theta itself, still over 2 * eps
def numerical_gradient(f, theta, eps=1e-6):
    grad = np.zeros_like(theta)
    for i in range(len(theta)):
        t = theta.copy()
        t[i] += eps
        f1 = f(t)
        t[i] -= eps
        f2 = f(t)
        grad[i] = (f1 - f2) / (2 * eps)
    return grad

# %% wrong: gradient kept in an array of ints: fractions cut off
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros(theta.shape, dtype=int)
    for i in range(theta.shape[0]):
        delta = np.zeros(theta.shape)
        delta[i, 0] = eps
        gradient[i, 0] = (f(theta + delta) - f(theta - delta)) / (2 * eps)
    return gradient

# %% wrong: divides by eps not 2 * eps, last coordinate skipped
def numerical_gradient(f, theta, eps=1e-6):
    g = np.zeros_like(theta)
    for j in range(theta.shape[0] - 1):
        plus, minus = theta.copy(), theta.copy()
        plus[j] = plus[j] + eps
        minus[j] = minus[j] - eps
        g[j] = (f(plus) - f(minus)) / eps
    return g

# %% wrong: eps replaced by 0.1 inside, and (d,) comes back
def numerical_gradient(f, theta, eps=1e-6):
    h = 0.1
    grads = []
    for i in range(theta.shape[0]):
        step = np.zeros_like(theta)
        step[i] = h
        grads.append((f(theta + step) - f(theta - step)) / (2 * h))
    return np.array(grads).flatten()

# %% wrong: float32 copies lose the nudge, and minus minus plus
def numerical_gradient(f, theta, eps=1e-6):
    grad = np.zeros(theta.shape)
    for i in range(theta.shape[0]):
        a = theta.astype(np.float32)
        b = theta.astype(np.float32)
        a[i] += eps
        b[i] -= eps
        grad[i] = (f(b) - f(a)) / (2 * eps)
    return grad
