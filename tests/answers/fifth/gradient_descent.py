# %% right: affine map raised to a power by repeated squaring
def gradient_descent(theta_init, A, y, lr, max_iter):
    # one step is theta -> M theta + c; k steps are the map composed k times
    n, d = A.shape
    step = (np.eye(d) - 2 * lr / n * (A.T @ A), 2 * lr / n * (A.T @ y))

    def compose(f, g):
        return f[0] @ g[0], f[0] @ g[1] + f[1]

    def power(k):
        if k == 0:
            return np.eye(d), np.zeros((d, 1))
        half = power(k // 2)
        whole = compose(half, half)
        return compose(whole, step) if k % 2 else whole

    M, c = power(int(max_iter))
    return M @ theta_init + c

# %% right: leaves early only when the gradient is exactly zero
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = np.array(theta_init)
    remaining = max_iter
    while remaining > 0:
        g = 2 * A.T @ (A @ theta - y) / len(A)
        if not np.any(g):
            break       # nothing will ever move again
        theta = theta - lr * g
        remaining -= 1
    return theta

# %% right: torch.optim.SGD with one batch
import torch

def gradient_descent(theta_init, A, y, lr, max_iter):
    w = torch.nn.Parameter(torch.tensor(theta_init, dtype=torch.float64))
    X, t = torch.tensor(A), torch.tensor(y)
    opt = torch.optim.SGD([w], lr=float(lr))
    for _ in range(max_iter):
        opt.zero_grad()
        (X @ w - t).square().mean().backward()
        opt.step()
    return w.detach().numpy().copy()

# %% wrong: counts from 1 to max_iter - 1: one step short
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(1, max_iter):
        theta = theta - lr * 2 / len(y) * A.T @ (A @ theta - y)
    return theta

# %% wrong: theta_new is never carried over to theta
def gradient_descent(theta_init, A, y, lr, max_iter):
    n = A.shape[0]
    theta = theta_init
    theta_new = theta_init
    for k in range(max_iter):
        gradient = (2 / n) * (A.T @ (A @ theta - y))
        theta_new = theta - lr * gradient
    return theta_new

# %% wrong: `-=` on an alias overwrites theta_init
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init
    n = A.shape[0]
    for _ in range(max_iter):
        theta -= lr * 2 * A.T @ (A @ theta - y) / n
    return theta

# %% wrong: coordinates updated one by one with a fresh residual
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    n, d = A.shape
    for it in range(max_iter):
        for j in range(d):
            err = A @ theta - y
            theta[j, 0] -= lr * 2 * (A[:, j] @ err[:, 0]) / n
    return theta

# %% wrong: stops when the gradient norm is below 1e-3
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for i in range(max_iter):
        g = 2 / len(A) * A.T @ (A @ theta - y)
        if np.linalg.norm(g) < 1e-3:
            print("converged after", i)
            return theta
        theta = theta - lr * g
    return theta

# %% wrong: returns the theta of least loss, not the last
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    best, best_loss = theta, np.mean((A @ theta - y) ** 2)
    for i in range(max_iter):
        r = A @ theta - y
        theta = theta - lr * 2 * A.T @ r / len(r)
        l = np.mean((A @ theta - y) ** 2)
        if l < best_loss:
            best, best_loss = theta, l
    return best

# %% wrong: one data point per step, and sign of the step is plus
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    n = A.shape[0]
    for i in range(max_iter):
        x = A[i % n:i % n + 1]
        theta = theta + lr * 2 * x.T @ (x @ theta - y[i % n:i % n + 1])
    return theta

# %% wrong: lr fixed to 0.1, and return inside the loop
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    lr = 0.1
    for i in range(max_iter):
        grad = 2 * A.T @ (A @ theta - y) / y.shape[0]
        theta = theta - lr * grad
        return theta
    return theta

# %% wrong: starts at zero, not at theta_init; no mean over points
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = np.zeros_like(theta_init)
    for i in range(max_iter):
        theta = theta - lr * 2 * A.T @ (A @ theta - y)
    return theta

# %% wrong: gradients add up over the steps (`+=`, never reset)
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    g = np.zeros(theta.shape)
    for _ in range(max_iter):
        g += A.T @ (A @ theta - y) * 2 / A.shape[0]
        theta = theta - lr * g
    return theta
