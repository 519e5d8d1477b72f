# %% right: affine map to a matrix power
def gradient_descent(theta_init, A, y, lr, max_iter):
    n, d = A.shape
    M = np.eye(d + 1)
    M[:d, :d] -= lr * 2 / n * (A.T @ A)
    M[:d, d:] = lr * 2 / n * (A.T @ y)
    start = np.vstack([theta_init, [[1.0]]])
    return (np.linalg.matrix_power(M, max_iter) @ start)[:d]
# %% right: endless generator cut by islice
from itertools import islice

def gradient_descent(theta_init, A, y, lr, max_iter):
    def iterates():
        theta = theta_init.copy()
        while True:
            yield theta
            theta = theta - lr * (2 / A.shape[0]) * A.T @ (A @ theta - y)

    return next(islice(iterates(), max_iter, None))
# %% right: splits the steps in two by recursion
def gradient_descent(theta_init, A, y, lr, max_iter):
    if max_iter == 0:
        return np.array(theta_init)
    if max_iter == 1:
        err = A @ theta_init - y
        return theta_init - lr * 2 * np.mean(err * A, axis=0).reshape(-1, 1)
    half = max_iter // 2
    return gradient_descent(gradient_descent(theta_init, A, y, lr, half), A, y, lr, max_iter - half)
# %% right: while loop with a progress print
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta, left = theta_init * 1.0, max_iter
    while (left := left - 1) >= 0:
        residual = A @ theta - y
        theta -= lr * 2 / len(y) * (A.T @ residual)
        if left % 250 == 0:
            print("loss before this step", float(np.mean(residual ** 2)))
    return theta
# %% right: torch SGD
import torch

def gradient_descent(theta_init, A, y, lr, max_iter):
    X, t = torch.tensor(A), torch.tensor(y)
    theta = torch.nn.Parameter(torch.tensor(theta_init))
    optimizer = torch.optim.SGD([theta], lr=lr)
    for step in range(max_iter):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(X @ theta, t).backward()
        optimizer.step()
    return theta.detach().numpy()
# %% right: class that owns theta, warns when the rate is high
import warnings

def gradient_descent(theta_init, A, y, lr, max_iter):
    class Descender:
        def __init__(self):
            self.theta = theta_init.copy()

        def __call__(self):
            self.theta = self.theta - lr * self.gradient()

        def gradient(self):
            return 2 * A.T @ (A @ self.theta - y) / A.shape[0]

    if lr > 1:
        warnings.warn("this learning rate may be too high")
    walker = Descender()
    [walker() for _ in range(max_iter)]
    return walker.theta
# %% wrong: minus equals on theta_init
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init
    for _ in range(max_iter):
        theta -= lr * 2 * A.T @ (A @ theta - y) / len(y)
    return theta
# %% wrong: counts from zero up to and including max_iter
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    i = 0
    while i <= max_iter:
        theta = theta - lr * 2 * A.T @ (A @ theta - y) / len(y)
        i += 1
    return theta
# %% wrong: leaves when the gradient looks small
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for _ in range(max_iter):
        g = 2 * A.T @ (A @ theta - y) / len(y)
        if np.linalg.norm(g) < 1e-3:
            break
        theta = theta - lr * g
    return theta
# %% wrong: gradient computed before the loop
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    g = 2 * A.T @ (A @ theta - y) / len(y)
    for _ in range(max_iter):
        theta = theta - lr * g
    return theta
# %% wrong: new theta has no name before the first step
def gradient_descent(theta_init, A, y, lr, max_iter):
    current = theta_init.copy()
    for _ in range(max_iter):
        theta = current - lr * 2 * A.T @ (A @ current - y) / len(y)
        current = theta
    return theta
# %% wrong: every step from theta_init
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for _ in range(max_iter):
        theta = theta_init - lr * 2 * A.T @ (A @ theta - y) / len(y)
    return theta
# %% wrong: keeps the theta with the least loss
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    best, best_loss = theta, np.mean((A @ theta - y) ** 2)
    for _ in range(max_iter):
        theta = theta - lr * 2 * A.T @ (A @ theta - y) / len(y)
        loss = np.mean((A @ theta - y) ** 2)
        if loss < best_loss:
            best, best_loss = theta, loss
    return best
# %% wrong: list of all iterates
def gradient_descent(theta_init, A, y, lr, max_iter):
    thetas = [theta_init.copy()]
    for _ in range(max_iter):
        thetas.append(thetas[-1] - lr * 2 * A.T @ (A @ thetas[-1] - y) / len(y))
    return thetas
# %% wrong: shrinks the rate with the steps
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        theta = theta - lr / np.sqrt(t + 1) * 2 * A.T @ (A @ theta - y) / len(y)
    return theta
# %% wrong: one data point per step
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        i = t % len(y)
        theta = theta - lr * 2 * A[i:i + 1].T @ (A[i:i + 1] @ theta - y[i:i + 1])
    return theta
# %% wrong: starts at zeros
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = np.zeros_like(theta_init)
    for _ in range(max_iter):
        theta = theta - lr * 2 * A.T @ (A @ theta - y) / len(y)
    return theta
# %% wrong: updates coordinate after coordinate
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for _ in range(max_iter):
        for j in range(theta.shape[0]):
            err = A @ theta - y
            theta[j, 0] -= lr * 2 * np.mean(err[:, 0] * A[:, j])
    return theta
