# %% right: basis vectors in a loop
def numerical_gradient(f, theta, eps=1e-6):
    grad = np.zeros(theta.shape)
    for i in range(theta.shape[0]):
        e = np.zeros(theta.shape)
        e[i, 0] = eps
        grad[i, 0] = (f(theta + e) - f(theta - e)) / (2 * eps)
    return grad
# %% right: identity matrix and list comprehension
def numerical_gradient(f, theta, eps=1e-6):
    E = eps * np.eye(len(theta))
    return np.array([[(f(theta + E[:, [i]]) - f(theta - E[:, [i]])) / (2 * eps)] for i in range(len(theta))])
# %% right: two copies per coordinate
def numerical_gradient(f, theta, eps=1e-6):
    result = []
    for k in range(theta.size):
        plus = theta.copy()
        minus = theta.copy()
        plus[k] += eps
        minus[k] -= eps
        rise = float(f(plus)) - float(f(minus))
        result.append(rise / (2.0 * eps))
    return np.array(result).reshape(-1, 1)
# %% right: one private working copy, reset each time
def numerical_gradient(f, theta, eps=1e-6):
    work = theta.copy()
    out = np.empty_like(work)
    for idx in np.ndindex(*work.shape):
        saved = work[idx]
        work[idx] = saved + eps
        hi = f(work)
        work[idx] = saved - eps
        lo = f(work)
        work[idx] = saved
        out[idx] = (hi - lo) / (2 * eps)
    return out
# %% right: closure of one variable per coordinate
def numerical_gradient(f, theta, eps=1e-6):
    def along(i):
        def phi(h):
            shifted = [[float(v)] for v in theta[:, 0]]
            shifted[i][0] += h
            return f(np.array(shifted))
        return phi

    def slope(phi):
        return (phi(eps) - phi(-eps)) / (eps + eps)

    return np.vstack([[slope(along(i))] for i in range(len(theta))])
# %% right: recursion over the coordinates
def numerical_gradient(f, theta, eps=1e-6):
    def rec(i):
        if i == len(theta):
            return []
        step = eps * (np.arange(len(theta)) == i).astype(float)[:, None]
        return [(f(theta + step) - f(theta - step)) / 2 / eps] + rec(i + 1)
    return np.asarray(rec(0), dtype=float).reshape(len(theta), 1)
# %% right: average of forward and backward difference, prints
def numerical_gradient(f, theta, eps=1e-6):
    d = theta.shape[0]
    middle = f(theta.copy())
    print("f at theta:", middle)
    g = np.zeros((d, 1))
    for i in range(d):
        e = np.zeros((d, 1)); e[i] = eps
        forward = (f(theta + e) - middle) / eps
        backward = (middle - f(theta - e)) / eps
        g[i] = 0.5 * (forward + backward)
    return g
# %% wrong: forward difference
def numerical_gradient(f, theta, eps=1e-6):
    g = np.zeros_like(theta)
    for i in range(len(theta)):
        e = np.zeros_like(theta)
        e[i] = eps
        g[i] = (f(theta + e) - f(theta)) / eps
    return g
# %% wrong: divides by eps instead of 2 eps
def numerical_gradient(f, theta, eps=1e-6):
    g = np.zeros_like(theta)
    for i in range(len(theta)):
        e = np.zeros_like(theta)
        e[i] = eps
        g[i] = (f(theta + e) - f(theta - e)) / eps
    return g
# %% wrong: wiggles the given theta in place and puts the value back
def numerical_gradient(f, theta, eps=1e-6):
    g = np.zeros_like(theta)
    for i in range(len(theta)):
        old = theta[i, 0]
        theta[i, 0] = old + eps
        up = f(theta)
        theta[i, 0] = old - eps
        down = f(theta)
        theta[i, 0] = old
        g[i, 0] = (up - down) / (2 * eps)
    return g
# %% wrong: ignores eps, step fixed in the body
def numerical_gradient(f, theta, eps=1e-6):
    h = 1e-6
    g = np.zeros_like(theta)
    for i in range(len(theta)):
        e = np.zeros_like(theta)
        e[i] = h
        g[i] = (f(theta + e) - f(theta - e)) / (2 * h)
    return g
# %% wrong: hands f a flat array
def numerical_gradient(f, theta, eps=1e-6):
    flat = theta.ravel()
    I = np.eye(flat.size)
    return np.array([(f(flat + eps * I[i]) - f(flat - eps * I[i])) / (2 * eps) for i in range(flat.size)]).reshape(-1, 1)
# %% wrong: returns a flat array
def numerical_gradient(f, theta, eps=1e-6):
    g = np.zeros(len(theta))
    for i in range(len(theta)):
        e = np.zeros_like(theta)
        e[i, 0] = eps
        g[i] = (f(theta + e) - f(theta - e)) / (2 * eps)
    return g
# %% wrong: moves all coordinates together
def numerical_gradient(f, theta, eps=1e-6):
    slope = (f(theta + eps) - f(theta - eps)) / (2 * eps)
    return slope * np.ones_like(theta)
# %% wrong: earlier coordinates stay shifted
def numerical_gradient(f, theta, eps=1e-6):
    g = np.zeros_like(theta)
    up, down = theta.copy(), theta.copy()
    for i in range(len(theta)):
        up[i] += eps
        down[i] -= eps
        g[i] = (f(up) - f(down)) / (2 * eps)
    return g
# %% wrong: default step so small that rounding eats the difference
def numerical_gradient(f, theta, eps=1e-13):
    g = np.zeros_like(theta)
    for i in range(len(theta)):
        e = np.zeros_like(theta)
        e[i] = eps
        g[i] = (f(theta + e) - f(theta - e)) / (2 * eps)
    return g
# %% wrong: works in float32
def numerical_gradient(f, theta, eps=1e-6):
    t = theta.astype(np.float32)
    g = np.zeros((len(t), 1))
    for i in range(len(t)):
        e = np.zeros_like(t)
        e[i] = eps
        g[i] = (f(t + e) - f(t - e)) / (2 * eps)
    return g
# %% wrong: step relative to the coordinate, nan at zero
def numerical_gradient(f, theta, eps=1e-6):
    g = np.zeros_like(theta)
    for i in range(len(theta)):
        h = eps * abs(theta[i, 0])
        e = np.zeros_like(theta)
        e[i] = h
        g[i] = np.float64(f(theta + e) - f(theta - e)) / (2 * h)
    return g
# %% wrong: minus before plus, sign flipped
def numerical_gradient(f, theta, eps=1e-6):
    g = np.zeros_like(theta)
    for i in range(len(theta)):
        e = np.zeros_like(theta)
        e[i] = eps
        g[i] = (f(theta - e) - f(theta + e)) / (2 * eps)
    return g
# %% wrong: loops over ten coordinates only
def numerical_gradient(f, theta, eps=1e-6):
    g = np.zeros_like(theta)
    for i in range(10):
        if i < len(theta):
            e = np.zeros_like(theta)
            e[i] = eps
            g[i] = (f(theta + e) - f(theta - e)) / (2 * eps)
    return g
