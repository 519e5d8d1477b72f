# %% right: rows of a scaled identity
def numerical_gradient(f, theta, eps=1e-6):
    return np.array([[(f(theta + h[:, None]) - f(theta - h[:, None])) / (2 * eps)] for h in eps * np.eye(theta.size)]).reshape(theta.shape)

# %% right: closure over a private copy
def numerical_gradient(f, theta, eps=1e-6):
    work = np.array(theta, dtype=np.float64)

    def at(i, shift):
        old = work[i, 0]
        work[i, 0] = old + shift
        try:
            return float(f(work.copy()))
        finally:
            work[i, 0] = old

    return np.vstack([0.5 * (at(i, eps) - at(i, -eps)) / eps for i in range(len(work))])

# %% right: recursion over the coordinates
def numerical_gradient(f, theta, eps=1e-6):
    def rest(i):
        if i == theta.shape[0]:
            return np.empty((0, 1))
        e = np.zeros(theta.shape)
        e[i] = eps
        head = (f(theta + e) - f(theta - e)) / eps / 2
        return np.concatenate([np.reshape(head, (1, 1)), rest(i + 1)])
    return rest(0)

# %% wrong: divide by two times eps without brackets
def numerical_gradient(f, theta, eps=1e-6):
    grad = np.zeros_like(theta)
    for k in range(theta.shape[0]):
        e = np.zeros_like(theta)
        e[k] = eps
        grad[k] = (f(theta + e) - f(theta - e)) / 2 * eps
    return grad

# %% wrong: theta nudged and put back
def numerical_gradient(f, theta, eps=1e-6):
    grad = np.zeros_like(theta)
    it = np.nditer(theta, flags=["multi_index"])
    while not it.finished:
        ix = it.multi_index
        old = theta[ix]
        theta[ix] = old + eps
        fp = f(theta)
        theta[ix] = old - eps
        fm = f(theta)
        theta[ix] = old
        grad[ix] = (fp - fm) / (2 * eps)
        it.iternext()
    return grad

# %% wrong: direction not reset between coordinates
def numerical_gradient(f, theta, eps=1e-6):
    d = theta.shape[0]
    step = np.zeros((d, 1))
    grad = np.zeros((d, 1))
    for k in range(d):
        step[k, 0] = eps
        grad[k, 0] = (f(theta + step) - f(theta - step)) / (2 * eps)
    return grad

# %% wrong: two names for one copy
def numerical_gradient(f, theta, eps=1e-6):
    g = []
    for i in range(len(theta)):
        plus = theta.copy()
        minus = plus
        plus[i] += eps
        minus[i] -= eps
        g.append((f(plus) - f(minus)) / (2 * eps))
    return np.array(g).reshape(-1, 1)

# %% wrong: eps added to every coordinate
def numerical_gradient(f, theta, eps=1e-6):
    slope = lambda _: (f(theta + eps) - f(theta - eps)) / (2 * eps)
    return np.array([slope(t) for t in theta]).reshape(theta.shape)

# %% wrong: a finer eps of 1e-15
def numerical_gradient(f, theta, eps=1e-6):
    eps = 1e-15   # smaller is more accurate
    basis = np.eye(len(theta))
    return np.array([(f(theta + eps * b.reshape(-1, 1)) - f(theta - eps * b.reshape(-1, 1))) / (2 * eps)
                     for b in basis]).reshape(-1, 1)

# %% wrong: step relative to the coordinate
def numerical_gradient(f, theta, eps=1e-6):
    out = np.zeros_like(theta)
    for i in range(theta.shape[0]):
        h = eps * np.abs(theta[i, 0])
        hi, lo = theta.copy(), theta.copy()
        hi[i, 0] += h
        lo[i, 0] -= h
        out[i, 0] = (f(hi) - f(lo)) / (2 * h)
    return out

# %% wrong: result kept in an integer array
def numerical_gradient(f, theta, eps=1e-6):
    d, _ = theta.shape
    gradient = np.zeros((d, 1), dtype=int)
    for i in range(d):
        e_i = np.eye(d)[:, i:i+1] * eps
        gradient[i, 0] = (f(theta + e_i) - f(theta - e_i)) / (2 * eps)
    return gradient

# %% wrong: one-sided quotient with two eps
class Differ:
    def __init__(self, f, eps):
        self.f, self.eps = f, eps

    def partial(self, theta, i):
        moved = theta.copy()
        moved[i, 0] += self.eps
        return (self.f(moved) - self.f(theta)) / (2 * self.eps)


def numerical_gradient(f, theta, eps=1e-6):
    D = Differ(f, eps)
    return np.array([[float(D.partial(theta, i))] for i in range(theta.shape[0])])

# %% wrong: flat argument and early return
def numerical_gradient(f, theta, eps=1e-6):
    flat = theta.ravel()
    grad = np.zeros(theta.shape)
    for i in range(flat.size):
        e = np.zeros(flat.size)
        e[i] = eps
        grad[i] = (f(flat + e) - f(flat - e)) / (2 * eps)
        return grad

# %% wrong: five points with swapped weights, alias of theta
def numerical_gradient(f, theta, eps=1e-6):
    g = np.empty(theta.shape)
    for j in range(len(theta)):
        t = theta
        old = t[j, 0]
        vals = []
        for k in (-2, -1, 1, 2):
            t[j, 0] = old + k * eps
            vals.append(f(t))
        t[j, 0] = old
        g[j, 0] = (8 * vals[0] - vals[1] + vals[2] - 8 * vals[3]) / (12 * eps)
    return g
