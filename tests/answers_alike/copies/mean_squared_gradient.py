# %% copy of: ben | kind: a
def mean_squared_gradient(theta, A, y):
    num_rows = A.shape[0]
    num_cols = A.shape[1]
    result = np.zeros((num_cols, 1))
    for k in range(num_rows):
        guess = 0
        for l in range(num_cols):
            guess += A[k, l] * theta[l, 0]
        delta = guess - y[k, 0]
        for l in range(num_cols):
            result[l, 0] += 2 * delta * A[k, l]
    result = result / num_rows
    return result
# %% copy of: jonas | kind: b
def mean_squared_gradient(theta, A, y):
    """gradient, one coordinate after the other"""
    num, dim = A.shape
    res = A @ theta - y

    out = np.zeros((dim, 1))
    for c in range(dim):
        out[c, 0] = 2 * np.mean(
            res[:, 0] * A[:, c]
        )

    return out
# %% copy of: david | kind: c
def mean_squared_gradient(theta, A, y):
    linear_part = A.T @ y
    quadratic_part = A.T @ A @ theta
    n = A.shape[0]
    return (2 / n) * (quadratic_part - linear_part)
# %% copy of: viktor | kind: d
def mean_squared_gradient(theta, A, y):
    n = A.shape[0]
    g = np.zeros(theta.shape)
    for i in range(n):
        row = A[i].reshape(-1, 1)
        e = float(np.dot(A[i], theta[:, 0])) - y[i, 0]
        g = g + row * (e * 2)
    return g * (1 / n)
# %% copy of: yara | kind: e
def mean_squared_gradient(theta, A, y):
    theta = np.asarray(theta).reshape(-1, 1)
    y = np.asarray(y).reshape(-1, 1)
    n = A.shape[0]
    if n == 0:
        print("no data")
    assert A.shape[1] == theta.shape[0]
    abweichung = A @ theta - y
    loss = np.mean(abweichung**2)
    per_point = 2 * A * abweichung
    print("per point:", per_point.shape)
    grad = per_point.mean(axis=1)
    return grad.reshape(-1, 1)
# %% copy of: noah | kind: f
class LinearLayer:
    def __init__(self, theta):
        self.theta = theta

    def forward(self, A):
        self.A = A
        return A @ self.theta

    def backward(self, dloss):
        return self.A.T @ dloss


def mean_squared_gradient(theta, A, y):
    layer = LinearLayer(theta)
    y_hat = layer.forward(A)
    dloss = 2 * (y_hat - y) / y.shape[0]
    return layer.backward(dloss)
# %% copy of: paul | kind: g
def contribution(x, theta, target):
    x = x.reshape(1, -1)
    e = np.dot(x, theta) - target
    return np.dot(x.T, e) * 2


def mean_squared_gradient(theta, A, y):
    d = A.shape[1]
    n = A.shape[0]
    # start with zeros and add up
    total = np.zeros((d, 1))
    k = 0
    while k < n:
        total += contribution(A[k], theta, y[k])
        k += 1
    # print(total)
    return total
# %% copy of: olga | kind: h
def mean_squared_gradient(theta, A, y):
    """The loss is quadratic in theta, so its gradient is affine."""
    scale = 2.0 / len(A)
    hessian = scale * np.matmul(A.T, A)
    offset = scale * np.matmul(A.T, y)
    gradient = np.matmul(hessian, theta) - offset
    return gradient
