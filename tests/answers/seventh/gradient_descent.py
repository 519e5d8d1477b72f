# %% right: affine map iterated with reduce
from functools import reduce

def gradient_descent(theta_init, A, y, lr, max_iter):
    k = 2 * lr / len(A)
    M, c = np.eye(A.shape[1]) - k * A.T @ A, k * A.T @ y
    return reduce(lambda t, _: M @ t + c, range(max_iter), np.array(theta_init))

# %% right: recursion by halves
def gradient_descent(theta_init, A, y, lr, max_iter):
    def walk(t, steps):
        if steps == 0:
            return t
        if steps == 1:
            return t - lr * 2 * A.T @ (A @ t - y) / A.shape[0]
        half = steps // 2
        return walk(walk(t, half), steps - half)
    return walk(theta_init.copy(), max_iter)

# %% right: torch SGD in double precision
import torch

def gradient_descent(theta_init, A, y, lr, max_iter):
    p = torch.nn.Parameter(torch.tensor(theta_init, dtype=torch.float64))
    X, t = torch.tensor(A), torch.tensor(y)
    opt = torch.optim.SGD([p], lr=lr)
    for _ in range(max_iter):
        opt.zero_grad()
        ((X @ p - t) ** 2).mean().backward()
        opt.step()
    return p.detach().numpy()

# %% right: infinite generator cut with islice
from itertools import islice

def gradient_descent(theta_init, A, y, lr, max_iter):
    def path(theta):
        while True:
            yield theta.copy()
            theta -= lr * (2.0 / len(y)) * (A.T @ (A @ theta - y))
    return next(islice(path(theta_init.copy()), max_iter, None))

# %% wrong: theta_init updated in place
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init
    n = len(y)
    for _ in range(max_iter):
        theta -= lr * 2 / n * (A.T @ (A @ theta - y))
    return theta

# %% wrong: gradient taken once before the loop
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    grad = 2 * A.T @ (A @ theta - y) / len(A)
    step_no = 0
    while step_no < max_iter:
        theta = theta - lr * grad
        step_no += 1
    return theta

# %% wrong: counter from one
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = np.copy(theta_init)
    for it in range(1, max_iter):
        residual = A @ theta - y
        theta = theta - lr * 2 * np.mean(A * residual, axis=0)[:, None]
    return theta

# %% wrong: stops when the gradient is below 0.01
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for _ in range(max_iter):
        g = 2 / len(A) * A.T @ (A @ theta - y)
        if la.norm(g) < 1e-2:
            print("converged")
            break
        theta = theta - lr * g
    return theta

# %% wrong: loss subtracted in place of the gradient
def gradient_descent(theta_init, A, y, lr, max_iter):
    def mse(t):
        return np.mean((A @ t - y) ** 2)
    theta = theta_init.copy()
    for _ in range(max_iter):
        theta = theta - lr * mse(theta)
    return theta

# %% wrong: coordinates updated one after another
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    n, d = A.shape
    for _ in range(max_iter):
        for j in range(d):
            slope = 2 / n * (A[:, [j]].T @ (A @ theta - y)).item()
            theta[j, 0] -= lr * slope
    return theta

# %% wrong: sum of gradients and one step extra
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for epoch in range(max_iter + 1):
        theta = theta - lr * (2 * A.T @ (A @ theta - y))
    return theta

# %% wrong: average over the path
class Descent:
    def __init__(self, A, y, lr):
        self.A, self.y, self.lr = A, y, lr
        self.history = []

    def step(self, t):
        self.history.append(t)
        return t - self.lr * 2 * self.A.T @ (self.A @ t - self.y) / len(self.y)


def gradient_descent(theta_init, A, y, lr, max_iter):
    run = Descent(A, y, lr)
    t = theta_init.copy()
    for _ in range(max_iter):
        t = run.step(t)
    run.history.append(t)
    return np.mean(run.history, axis=0)

# %% wrong: one random row a step with a decaying lr
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        i = np.random.randint(len(A))
        x_i = A[i].reshape(1, -1)
        theta = theta - lr / (t + 1) * 2 * x_i.T @ (x_i @ theta - y[i])
    return theta

# %% wrong: whole history returned, two missing
def gradient_descent(theta_init, A, y, lr, max_iter):
    grad = lambda t: A.T @ (A @ t - y) / len(y)
    thetas = [theta_init.copy()]
    for _ in range(max_iter):
        thetas.append(thetas[-1] - lr * grad(thetas[-1]))
    return thetas
