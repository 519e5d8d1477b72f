# %% right: columns of the scaled identity, list comprehension
def numerical_gradient(f, theta, eps=1e-6):
    steps = eps * np.eye(theta.shape[0])
    return np.array([[(f(theta + e[:, None]) - f(theta - e[:, None])) / (2 * eps)] for e in steps])

# %% right: own scratch copy is nudged and put back
def numerical_gradient(f, theta, eps=1e-6):
    work = theta.copy()
    out = np.empty_like(work)
    for idx in np.ndindex(*work.shape):
        old = work[idx]
        work[idx] = old + eps
        up = f(work)
        work[idx] = old - eps
        down = f(work)
        work[idx] = old
        out[idx] = (up - down) / eps / 2
    return out

# %% right: halves the coordinates by recursion, with a closure
def numerical_gradient(f, theta, eps=1e-6):
    d = theta.shape[0]

    def shifted(j, h):
        return np.where(np.arange(d)[:, None] == j, theta + h, theta)

    def block(lo, hi):
        if hi - lo == 1:
            return np.array([[(f(shifted(lo, eps)) - f(shifted(lo, -eps))) * 0.5 / eps]])
        mid = (lo + hi) // 2
        return np.concatenate([block(lo, mid), block(mid, hi)])

    return block(0, d)

# %% wrong: backward difference instead of central
def numerical_gradient(f, theta, eps=1e-6):
    g = np.zeros_like(theta)
    f0 = f(theta)
    for i in range(len(theta)):
        t = theta.copy()
        t[i, 0] -= eps
        g[i, 0] = (f0 - f(t)) / eps
    return g

# %% wrong: nudges the given theta in place and puts it back
def numerical_gradient(f, theta, eps=1e-6):
    grad = np.zeros_like(theta)
    for i in range(theta.size):
        tmp = theta[i, 0]
        theta[i, 0] = tmp + eps
        f_plus = f(theta)
        theta[i, 0] = tmp - eps
        f_minus = f(theta)
        theta[i, 0] = tmp
        grad[i, 0] = (f_plus - f_minus) / (2 * eps)
    return grad

# %% wrong: plus and minus are both theta: copies forgotten
def numerical_gradient(f, theta, eps=1e-6):
    grad = np.zeros_like(theta)
    for i in range(len(theta)):
        plus = theta
        minus = theta
        plus[i] += eps
        minus[i] -= eps
        grad[i] = (f(plus) - f(minus)) / (2 * eps)
    return grad

# %% wrong: eps overwritten by 1e-6, the argument is ignored
def numerical_gradient(f, theta, eps=1e-6):
    eps = 1e-6
    d = theta.shape[0]
    res = []
    for k in range(d):
        h = np.zeros((d, 1))
        h[k, 0] = eps
        res.append((f(theta + h) - f(theta - h)) / (2 * eps))
    return np.array(res).reshape(d, 1)

# %% wrong: step array never reset, earlier coordinates stay moved
def numerical_gradient(f, theta, eps=1e-6):
    step = np.zeros(theta.shape)
    grad = np.zeros(theta.shape)
    for j in range(theta.shape[0]):
        step[j, 0] = eps
        grad[j, 0] = (f(theta + step) - f(theta - step)) / (2 * eps)
    return grad

# %% wrong: minus before plus, and divides by eps, not 2 eps
def numerical_gradient(f, theta, eps=1e-6):
    out = np.zeros_like(theta)
    for i in range(theta.size):
        a, b = theta.copy(), theta.copy()
        a[i] -= eps
        b[i] += eps
        out[i] = (f(a) - f(b)) / eps
    return out

# %% wrong: theta is cast to float32, where the nudge is rounded
def numerical_gradient(f, theta, eps=1e-6):
    th = theta.astype(np.float32)
    grad = np.zeros(theta.shape)
    for i in range(th.shape[0]):
        up, down = th.copy(), th.copy()
        up[i] += eps
        down[i] -= eps
        grad[i] = (f(up) - f(down)) / (2 * eps)
    return grad

# %% wrong: half steps but divided by 2 eps, and last one skipped
def numerical_gradient(f, theta, eps=1e-6):
    d = theta.shape[0]
    g = np.zeros((d, 1))
    for i in range(d - 1):
        unit = np.zeros((d, 1))
        unit[i] = 1
        g[i] = (f(theta + eps / 2 * unit) - f(theta - eps / 2 * unit)) / (2 * eps)
    return g

# %% wrong: flat theta goes to f, and a flat gradient comes back
def numerical_gradient(f, theta, eps=1e-6):
    t = theta.ravel()
    g = np.zeros(t.size)
    for i in range(t.size):
        e = np.zeros(t.size)
        e[i] = eps
        g[i] = (f(t + e) - f(t - e)) / (2 * eps)
    return g

# %% wrong: relative step eps * theta, but divided by 2 eps
def numerical_gradient(f, theta, eps=1e-6):
    grad = np.empty_like(theta)
    for i, value in enumerate(theta[:, 0]):
        h = np.zeros_like(theta)
        h[i, 0] = eps * value
        grad[i, 0] = (f(theta + h) - f(theta - h)) / (2 * eps)
    return grad

# %% wrong: gradient rounded to six decimals
def numerical_gradient(f, theta, eps=1e-6):
    n = len(theta)
    g = np.array([f(theta + eps * np.eye(n)[:, [i]]) - f(theta - eps * np.eye(n)[:, [i]])
                  for i in range(n)]) / (2 * eps)
    return np.round(g.reshape(n, 1), 6)
