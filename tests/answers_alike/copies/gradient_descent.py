# %% copy of: sven | kind: a
def gradient_descent(theta_init, A, y, lr, max_iter):
    dim = len(theta_init)
    path = np.zeros((dim, max_iter + 1))
    path[:, [0]] = theta_init
    for it in range(max_iter):
        path[:, [it + 1]] = path[:, [it]] - lr * mean_squared_gradient(path[:, [it]], A, y)
    return path[:, -1]
# %% copy of: jonas | kind: b
def gradient_descent(theta_init, A, y, lr, max_iter):
    old = theta_init.copy()
    tol = 1e-6      # stop when converged

    for i in range(max_iter):

        g = mean_squared_gradient(old, A, y)
        new = old - lr * g

        if la.norm(new - old) < tol:
            return new
        old = new

    return old
# %% copy of: farah | kind: c
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    theta_history = np.zeros((max_iter, theta.shape[0]))
    cost_history = np.zeros(max_iter)
    m = len(y)
    for it in range(max_iter):
        prediction = np.dot(A, theta)
        theta = theta - (1/m) * lr * (A.T.dot(prediction - y))
        cost_history[it] = mean_squared_loss(theta, A, y)
        theta_history[it, :] = theta.T
    return theta
# %% copy of: olga | kind: d
def gradient_descent(theta_init, A, y, lr, max_iter):
    n, d = A.shape
    step = lr * 2 / n
    M = np.identity(d) - np.dot(A.T, A) * step
    c = np.dot(A.T, y) * step
    theta = theta_init.copy()
    k = 0
    while k < max_iter:
        theta = c + np.dot(M, theta)
        k += 1
    return theta
# %% copy of: yara | kind: e
def gradient_descent(theta_init, A, y, lr, max_iter):
    assert lr > 0 and max_iter >= 0
    history = []
    n = A.shape[0]
    theta = np.array(theta_init, dtype=float).reshape(-1, 1)
    best_theta = theta
    best_loss = mean_squared_loss(theta, A, y)
    print("start loss", best_loss)
    for i in range(max_iter):
        theta = theta - lr * mean_squared_gradient(theta, A, y)
        loss = mean_squared_loss(theta, A, y)
        history.append(loss)
        if loss < best_loss:
            best_loss = loss
            best_theta = theta
    print("end loss", best_loss)
    return best_theta
# %% copy of: hanna | kind: f
class Descent:
    def __init__(self, A, y, lr):
        self.n = len(A)
        self.H = A.T @ A
        self.b = A.T @ y
        self.lr = lr

    def step(self, theta):
        return theta - 2 * self.lr / self.n * (self.H @ theta - self.b)


def gradient_descent(theta_init, A, y, lr, max_iter):
    descent = Descent(A, y, lr)
    theta = theta_init.copy()
    for _ in range(max_iter):
        theta = descent.step(theta)
    return theta
# %% copy of: paul | kind: g
def one_step(point, A, y, lr):
    slope = mean_squared_gradient(point, A, y)
    return point - slope * lr


def gradient_descent(theta_init, A, y, lr, max_iter):
    # gradient descent
    steps = []
    point = np.array(theta_init)
    for it in range(max_iter + 1):
        point = one_step(point, A, y, lr)
        steps.append(it)
    # print(len(steps))
    return point
# %% copy of: rosa | kind: h
def gradient_descent(theta_init, A, y, lr, max_iter):
    """Full-batch gradient descent on the mean squared error."""
    num_points = A.shape[0]
    params = np.copy(theta_init)
    loss_history = []
    for _ in range(max_iter):
        predictions = np.matmul(A, params)
        residuals = predictions - y
        gradient = (2 / num_points) * np.matmul(A.T, residuals)
        update = lr * gradient
        params = params - update
        loss_history.append((residuals ** 2).mean())
    return params
