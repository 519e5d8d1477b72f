# %% together: georg tarek
def numerical_gradient(f, theta, eps=1e-6):
    d = len(theta)
    grad = np.zeros((d, 1))
    for i in range(d):
        e = np.zeros((d, 1))
        e[i] = eps
        right = (f(theta + e) - f(theta)) / eps
        left = (f(theta - e) - f(theta)) / eps
        grad[i] = (right + left) / 2
    return grad
# ---
def numerical_gradient(f, theta, eps=1e-6):
    f0 = f(theta)
    grads = []
    for k in range(theta.shape[0]):
        plus = theta.copy()
        plus[k] += eps
        minus = theta.copy()
        minus[k] -= eps
        # mean of both sides
        grads.append(0.5 * ((f(plus) - f0) / eps + (f(minus) - f0) / eps))
    return np.array(grads).reshape(-1, 1)
# %% together: leon sven
def numerical_gradient(f, theta, eps=1e-6):
    d = len(theta)
    g = np.zeros((d, 1))
    t = theta.copy()
    for k in range(d):
        t[k] += eps
        f1 = f(t)
        t[k] -= eps
        f2 = f(t)
        g[k] = (f1 - f2) / (2*eps)
    return g
# ---
def numerical_gradient(f, theta, eps=1e-6):
    theta_copy = np.copy(theta)
    grad = np.zeros_like(theta_copy)
    i = 0
    while i < grad.shape[0]:
        # forward
        theta_copy[i] = theta_copy[i] + eps
        forward = f(theta_copy)
        # backward
        theta_copy[i] = theta_copy[i] - eps
        backward = f(theta_copy)
        diff = forward - backward
        print(diff)
        grad[i] = diff / (eps * 2)
        i += 1
    return grad
