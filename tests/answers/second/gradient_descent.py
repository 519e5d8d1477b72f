# %% right: plain loop
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for _ in range(max_iter):
        theta = theta - lr * 2 / len(y) * A.T @ (A @ theta - y)
    return theta
# %% right: in place on its own copy
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = np.array(theta_init)
    n = A.shape[0]
    for it in range(max_iter):
        theta -= lr * (2.0 / n) * (A.T @ (A @ theta - y))
    return theta
# %% right: while loop with history
def gradient_descent(theta_init, A, y, lr, max_iter):
    history = [theta_init]
    while len(history) <= max_iter:
        last = history[-1]
        grad = np.zeros_like(last)
        for x, t in zip(A, y):
            grad += 2 * (x @ last - t) * x[:, None]
        history.append(last - lr * grad / len(A))
    return history[-1].copy()
# %% right: recursion
def gradient_descent(theta_init, A, y, lr, max_iter):
    if max_iter == 0:
        return np.copy(theta_init)
    g = 2 * A.T @ (A @ theta_init - y) / A.shape[0]
    return gradient_descent(theta_init - lr * g, A, y, lr, max_iter - 1)
# %% right: torch SGD
import torch
from torch import optim

def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = torch.tensor(theta_init, requires_grad=True)
    At, yt = torch.tensor(A), torch.tensor(y)
    opt = optim.SGD([theta], lr=lr)
    for _ in range(max_iter):
        opt.zero_grad()
        ((At @ theta - yt) ** 2).mean().backward()
        opt.step()
    return theta.detach().numpy().copy()
# %% right: affine map precomputed
def gradient_descent(theta_init, A, y, lr, max_iter):
    n, d = A.shape
    M = np.eye(d) - 2 * lr / n * (A.T @ A)
    c = 2 * lr / n * (A.T @ y)
    th = theta_init + 0.0
    for _ in range(max_iter):
        th = M @ th + c
    return th
# %% right: class with prints
class Descent:
    def __init__(self, A, y, lr):
        self.A = A
        self.y = y
        self.lr = lr

    def loss(self, theta):
        return float(np.mean((self.A @ theta - self.y) ** 2))

    def step(self, theta):
        return theta - self.lr * 2 * np.mean((self.A @ theta - self.y) * self.A, axis=0).reshape(-1, 1)


def gradient_descent(theta_init, A, y, lr, max_iter):
    machine = Descent(A, y, lr)
    theta = theta_init.copy()
    for i in range(max_iter):
        if i % 100 == 0:
            print(i, machine.loss(theta))
        theta = machine.step(theta)
    return theta
# %% wrong: updates the given start in place
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init
    for _ in range(max_iter):
        theta -= lr * 2 / len(y) * A.T @ (A @ theta - y)
    return theta
# %% wrong: one step too many
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for _ in range(max_iter + 1):
        theta = theta - lr * 2 / len(y) * A.T @ (A @ theta - y)
    return theta
# %% wrong: one step too few
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for i in range(1, max_iter):
        theta = theta - lr * 2 / len(y) * A.T @ (A @ theta - y)
    return theta
# %% wrong: stops early when the gradient is small
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for _ in range(max_iter):
        g = 2 / len(y) * A.T @ (A @ theta - y)
        if np.linalg.norm(g) < 1e-2:
            break
        theta = theta - lr * g
    return theta
# %% wrong: starts from zeros, ignores theta_init
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = np.zeros_like(theta_init)
    for _ in range(max_iter):
        theta = theta - lr * 2 / len(y) * A.T @ (A @ theta - y)
    return theta
# %% wrong: goes uphill
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for _ in range(max_iter):
        theta = theta + lr * 2 / len(y) * A.T @ (A @ theta - y)
    return theta
# %% wrong: decaying learning rate
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        theta = theta - lr / (1 + 0.001 * t) * 2 / len(y) * A.T @ (A @ theta - y)
    return theta
# %% wrong: one data point per step (stochastic, in order)
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    n = len(A)
    for t in range(max_iter):
        i = t % n
        x = A[i:i + 1]
        theta = theta - lr * 2 * x.T @ (x @ theta - y[i:i + 1])
    return theta
# %% wrong: returns the iterates
def gradient_descent(theta_init, A, y, lr, max_iter):
    thetas = [theta_init.copy()]
    for _ in range(max_iter):
        thetas.append(thetas[-1] - lr * 2 / len(y) * A.T @ (A @ thetas[-1] - y))
    return thetas
# %% wrong: returns the best iterate, not the last
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    best, best_loss = theta, np.mean((A @ theta - y) ** 2)
    for _ in range(max_iter):
        theta = theta - lr * 2 / len(y) * A.T @ (A @ theta - y)
        loss = np.mean((A @ theta - y) ** 2)
        if loss < best_loss:
            best, best_loss = theta, loss
    return best
# %% wrong: the gradient is computed once, before the loop
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    grad = 2 / len(y) * A.T @ (A @ theta - y)
    for _ in range(max_iter):
        theta = theta - lr * grad
    return theta
# %% wrong: coordinates updated one after the other with the fresh values
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for _ in range(max_iter):
        for j in range(len(theta)):
            r = A @ theta - y
            theta[j] -= lr * 2 * np.mean(r[:, 0] * A[:, j])
    return theta
# %% wrong: returns inside the loop, nothing for zero steps
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for i in range(max_iter):
        theta = theta - lr * 2 / len(y) * A.T @ (A @ theta - y)
        if i == max_iter - 1:
            return theta
