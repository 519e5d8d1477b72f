# %% right: islice on an endless generator of iterates
from itertools import islice

def gradient_descent(theta_init, A, y, lr, max_iter):
    def iterates():
        th = np.array(theta_init)
        while True:
            yield th
            th = th - lr * (2 / len(A)) * A.T @ (A @ th - y)
    return next(islice(iterates(), max_iter, None))

# %% right: matrix power of the affine update
def gradient_descent(theta_init, A, y, lr, max_iter):
    n, d = A.shape
    step = np.eye(d + 1)
    step[:d, :d] -= 2 * lr / n * A.T @ A
    step[:d, d:] += 2 * lr / n * A.T @ y
    P = la.matrix_power(step, max_iter)
    return P[:d, :d] @ theta_init + P[:d, d:]

# %% right: torch SGD on a double tensor
import torch

def gradient_descent(theta_init, A, y, lr, max_iter):
    t = torch.tensor(theta_init, requires_grad=True)
    X, Y = torch.tensor(A), torch.tensor(y)
    opt = torch.optim.SGD([t], lr=lr)
    for _ in range(max_iter):
        opt.zero_grad()
        (X @ t - Y).pow(2).mean().backward()
        opt.step()
    return t.detach().numpy()

# %% wrong: -= works on theta_init itself
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init
    for _ in range(max_iter):
        theta -= lr * 2 * A.T @ (A @ theta - y) / len(A)
    return theta

# %% wrong: range starts at one
def gradient_descent(theta_init, A, y, lr, max_iter):
    n = A.shape[0]
    theta = theta_init.copy()
    for it in range(1, max_iter):
        grad = 2 / n * (A.T @ (A @ theta - y))
        theta = theta - lr * grad
    return theta

# %% wrong: residual computed once before the loop
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = np.copy(theta_init)
    residual = A @ theta - y
    for i in range(max_iter):
        gradient = 2 * A.T @ residual / A.shape[0]
        theta = theta - lr * gradient
    return theta

# %% wrong: stops once the gradient is under 1e-2
class GradientDescent:
    """Full-batch gradient descent with a convergence test."""

    def __init__(self, lr, max_iter, tol=1e-2):
        self.lr, self.max_iter, self.tol = lr, max_iter, tol

    def run(self, theta, A, y):
        for _ in range(self.max_iter):
            g = 2 * A.T @ (A @ theta - y) / len(y)
            if la.norm(g) < self.tol:
                break
            theta = theta - self.lr * g
        return theta


def gradient_descent(theta_init, A, y, lr, max_iter):
    return GradientDescent(lr, max_iter).run(theta_init.copy(), A, y)

# %% wrong: loops over the parameters, not max_iter
def gradient_descent(theta_init, A, y, lr, max_iter):
    n, d = A.shape
    theta = theta_init.copy()
    for i in range(d):
        theta = theta - lr * 2 / n * A.T.dot(A.dot(theta) - y)
    return theta

# %% wrong: learning rate shrinks with the iteration
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    t = 0
    while t < max_iter:
        t += 1
        eta = lr / t
        theta = theta - eta * (2 * A.T @ (A @ theta - y)) / len(A)
    return theta

# %% wrong: coordinates updated one after the other
def gradient_descent(theta_init, A, y, lr, max_iter):
    n, d = A.shape
    theta = theta_init.copy()
    for _ in range(max_iter):
        for j in range(d):
            partial = 2 / n * np.sum(A[:, [j]] * (A @ theta - y))
            theta[j, 0] -= lr * partial
    return theta

# %% wrong: starts at zeros and sums over the points
def gradient_descent(theta_init, A, y, lr, max_iter):
    w = np.zeros_like(theta_init)
    for epoch in range(max_iter):
        w = w - lr * 2 * A.T @ (A @ w - y)
    return w

# %% wrong: one extra step and y_data instead of y
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    k = 0
    while k <= max_iter:
        grad = 2 * A.T @ (A @ theta - y_data) / y_data.shape[0]
        theta = theta - lr * grad
        k += 1
    return theta
