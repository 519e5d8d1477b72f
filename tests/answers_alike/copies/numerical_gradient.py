# %% copy of: paul | kind: a
def numerical_gradient(f, theta, eps=1e-6):
    dim = theta.shape[0]
    result = np.zeros((dim, 1))
    x = theta.copy()
    for k in range(dim):
        old = x[k, 0]
        x[k, 0] = old + eps
        hi = f(x)
        x[k, 0] = old - eps
        lo = f(x)
        x[k, 0] = old
        result[k, 0] = (hi - lo) / (2 * eps)
    return result
# %% copy of: viktor | kind: b
def numerical_gradient(f, theta, eps=1e-6):
    """central differences"""
    point = theta.copy()
    out = np.zeros(theta.shape)

    k = 0
    while k < len(point):
        # to the right
        point[k] += eps
        right = f(point)

        # to the left
        point[k] -= 2 * eps
        left = f(point)

        point[k] += eps      # back again
        out[k] = (right - left) / (2 * eps)
        k += 1

    return out
# %% copy of: ben | kind: c
def numerical_gradient(f, theta, eps=1e-6):
    d = theta.shape[0]
    grad = np.zeros((d, 1))
    for i in range(d):
        minus = np.zeros((d, 1))
        plus = np.zeros((d, 1))
        for j in range(d):
            minus[j, 0] = theta[j, 0]
            plus[j, 0] = theta[j, 0]
        minus[i, 0] -= eps
        plus[i, 0] += eps
        grad[i, 0] = (f(plus) - f(minus)) / (2 * eps)
    return grad
# %% copy of: yara | kind: d
def numerical_gradient(f, theta, eps=1e-6):
    theta = np.array(theta, dtype=float).reshape(-1, 1)
    assert eps > 0
    grad = np.zeros_like(theta)
    i = 0
    while i < len(theta):
        scale = max(abs(theta[i, 0]), 1.0)
        h = scale * eps
        oben = np.copy(theta)
        oben[i, 0] = oben[i, 0] + h
        unten = np.copy(theta)
        unten[i, 0] = unten[i, 0] - h
        width = oben[i, 0] - unten[i, 0]
        diff = f(oben) - f(unten)
        grad[i, 0] = diff / width
        i += 1
    return grad
# %% copy of: rosa | kind: e
def numerical_gradient(f, theta, eps=1e-6):
    d = theta.shape[0]
    g = np.zeros((d, 1))
    f_mid = f(theta)
    calls = 0
    for i in range(d):
        e = np.zeros((d, 1))
        e[i, 0] = 1
        up = theta + eps * e
        down = theta - eps * e
        f_up = f(up)
        f_down = f(down)
        calls = calls + 2
        g[i, 0] = (f_up - f_down) / 2 * eps
    print("f at theta:", f_mid)
    print("calls:", calls)
    return g
# %% copy of: katrin | kind: f
class CentralDifference:
    def __init__(self, f, eps):
        self.f = f
        self.eps = eps

    def values(self, points):
        return np.array([self.f(points[:, [i]]) for i in range(points.shape[1])])

    def gradient(self, theta):
        d = theta.shape[0]
        fp = self.values(theta + self.eps * np.eye(d))
        fm = self.values(theta - self.eps * np.eye(d))
        return ((fp - fm) / (2.0 * self.eps)).reshape(d, 1)


def numerical_gradient(f, theta, eps=1e-6):
    return CentralDifference(f, eps).gradient(theta)
# %% copy of: jonas | kind: g
def moved(p, k, h):
    q = np.array(p)
    q[k] = q[k] + h
    return q


def numerical_gradient(f, theta, eps=1e-6):
    # value at the point
    base = f(theta)
    num = theta.shape[0]
    out = np.zeros((num, 1))
    k = 0
    while k < num:
        q = moved(theta, k, eps)
        change = f(q) - base
        out[k] = change * (1 / eps)
        # print(k, change)
        k += 1
    return out
# %% copy of: olga | kind: h
def numerical_gradient(f, theta, eps=1e-6):
    """Stack the slopes of f along the coordinate axes."""
    num_params = len(theta)

    def slope_along(direction):
        offset = eps * direction
        return (f(theta + offset) - f(theta - offset)) / (2.0 * eps)

    identity = np.identity(num_params)
    slopes = []
    for axis in range(num_params):
        unit_vector = identity[:, axis].reshape(-1, 1)
        slopes.append(slope_along(unit_vector))
    return np.vstack(slopes)
