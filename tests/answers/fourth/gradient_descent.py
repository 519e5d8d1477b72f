# %% right: functools.reduce over the steps
from functools import reduce

def gradient_descent(theta_init, A, y, lr, max_iter):
    n = len(A)
    def one_step(theta, _):
        return theta - lr * 2 * A.T @ (A @ theta - y) / n
    return reduce(one_step, range(max_iter), theta_init)

# %% right: Gram matrix once, steps along its eigenvectors
def gradient_descent(theta_init, A, y, lr, max_iter):
    H = 2 * (A.T @ A) / A.shape[0]
    c = 2 * (A.T @ y) / A.shape[0]
    lam, V = np.linalg.eigh(H)
    lam = lam[:, np.newaxis]
    z, b = V.T @ theta_init, V.T @ c
    todo = max_iter
    while todo > 0:
        z = z - lr * (lam * z - b)
        todo -= 1
    return V @ z

# %% right: torch SGD object with closure
def gradient_descent(theta_init, A, y, lr, max_iter):
    import torch
    if max_iter == 0:
        return np.array(theta_init)
    p = torch.nn.Parameter(torch.tensor(theta_init, dtype=torch.float64))
    X, t = torch.tensor(A), torch.tensor(y)
    opt = torch.optim.SGD([p], lr=float(lr))
    def closure():
        opt.zero_grad()
        loss = torch.mean((X @ p - t) ** 2)
        loss.backward()
        return loss
    for _ in range(max_iter):
        opt.step(closure)
    return p.detach().numpy()

# %% wrong: range(1, max_iter): one step too few
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    n = A.shape[0]
    for it in range(1, max_iter):
        grad = 2 / n * A.T @ (A @ theta - y)
        theta = theta - lr * grad
    return theta

# %% wrong: theta_init is changed in place by `-=`
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init
    for _ in range(max_iter):
        theta -= lr * 2 * A.T @ (A @ theta - y) / len(y)
    return theta

# %% wrong: gradient computed once, before the loop
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = np.copy(theta_init)
    grad = 2 * np.dot(A.T, np.dot(A, theta) - y) / A.shape[0]
    for t in range(max_iter):
        theta = theta - lr * grad
    return theta

# %% wrong: coordinates updated one by one with the fresh theta
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    n, d = A.shape
    for _ in range(max_iter):
        for j in range(d):
            err = A @ theta - y
            theta[j, 0] -= lr * 2 / n * np.sum(err[:, 0] * A[:, j])
    return theta

# %% wrong: stops early once the step is below 1e-4
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for k in range(max_iter):
        step = lr * 2 * A.T @ (A @ theta - y) / A.shape[0]
        theta = theta - step
        if np.linalg.norm(step) < 1e-4:
            break
    return theta

# %% wrong: the iterate before the last step is returned
def gradient_descent(theta_init, A, y, lr, max_iter):
    old = theta_init.copy()
    new = theta_init.copy()
    for i in range(max_iter):
        old = new
        new = old - lr * (2.0 / len(A)) * A.T @ (A @ old - y)
    return old

# %% wrong: return inside the loop: one step only
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    if max_iter == 0:
        return theta
    for i in range(max_iter):
        error = A @ theta - y
        theta = theta - lr * 2 * np.mean(error * A, axis=0)[:, None]
        return theta

# %% wrong: lr overwritten by the constant 0.1
def gradient_descent(theta_init, A, y, lr, max_iter):
    lr = 0.1   # worked well in my tests
    theta = theta_init + 0
    m = y.shape[0]
    for _ in range(max_iter):
        theta = theta - lr * (2 / m) * (A.T @ (A @ theta - y))
    return theta

# %% wrong: starts at zeros, and takes one step too many
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = np.zeros(theta_init.shape)
    k = 0
    while k <= max_iter:
        theta = theta - lr * 2 * A.T @ (A @ theta - y) / A.shape[0]
        k += 1
    return theta

# %% wrong: lr decays as 1 / (k + 1), and the factor 2 missing
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    N = A.shape[0]
    for k in range(max_iter):
        g = A.T @ (A @ theta - y) / N
        theta = theta - lr / (k + 1) * g
    return theta

# %% wrong: steps uphill (`+`), and divides by d instead of n
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    n = theta.shape[0]
    for _ in range(max_iter):
        resid = A @ theta - y
        theta = theta + lr * (2 / n * A.T @ resid)
    return theta
