# %% right: a nudge array for each parameter
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros((len(theta), 1))
    for i in range(len(theta)):
        e = np.zeros_like(theta)
        e[i, 0] = 1.0
        gradient[i, 0] = (f(theta + eps * e) - f(theta - eps * e)) / (2 * eps)
    return gradient


# %% right: two copies, nudged in place
def numerical_gradient(f, theta, eps=1e-6):
    out = np.empty_like(theta)
    for j in range(theta.size):
        up, down = theta.copy(), theta.copy()
        up[j, 0] += eps
        down[j, 0] -= eps
        out[j, 0] = (f(up) - f(down)) / 2 / eps
    return out


# %% right: one working copy, put back each time
def numerical_gradient(f, theta, eps=1e-6):
    t = np.array(theta, dtype=float)
    slopes = []
    for j in range(t.shape[0]):
        before = t[j, 0]
        t[j, 0] = before + eps
        up = f(t)
        t[j, 0] = before - eps
        down = f(t)
        t[j, 0] = before
        slopes.append([(up - down) / (2.0 * eps)])
    return np.array(slopes)


# %% right: the rows of the identity
def numerical_gradient(f, theta, eps=1e-6):
    nudges = eps * np.eye(theta.shape[0])
    return np.array([f(theta + e[:, None]) - f(theta - e[:, None]) for e in nudges]).reshape(-1, 1) / (2 * eps)


# %% right: half of the forward and half of the backward difference
def numerical_gradient(f, theta, eps=1e-6):
    here = f(theta)
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        e = eps * (np.arange(len(theta)) == j).reshape(theta.shape)
        forward = (f(theta + e) - here) / eps
        backward = (here - f(theta - e)) / eps
        gradient[j] = (forward + backward) / 2
    return gradient


# %% right: the distance that was really travelled
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in np.ndindex(theta.shape):
        up, down = theta.copy(), theta.copy()
        up[j] += eps
        down[j] -= eps
        gradient[j] = (f(up) - f(down)) / (up[j] - down[j])
    return gradient


# %% right: five points
def numerical_gradient(f, theta, eps=1e-6):
    def along(e):
        return (8 * (f(theta + e) - f(theta - e)) - (f(theta + 2 * e) - f(theta - 2 * e))) / (12 * eps)
    return np.vstack([along(eps * e.reshape(-1, 1)) for e in np.eye(theta.size)])


# %% right: half a step each way
def numerical_gradient(f, theta, eps=1e-6):
    half = 0.5 * eps * np.identity(theta.size)
    return np.array([[(f(theta + h[:, None]) - f(theta - h[:, None])) / eps] for h in half])


# %% right: a closure, np.float64 values and prints
def numerical_gradient(f, theta, eps=1e-6):
    def at(j, step):
        t = theta.copy()
        t[j, 0] = t[j, 0] + step
        value = np.float64(f(t))
        print(j, step, value)
        return value
    return np.array([at(j, eps) - at(j, -eps) for j in range(theta.shape[0])])[:, np.newaxis] / (eps + eps)


# %% right: PyTorch inside, recursion over the parameters
def numerical_gradient(f, theta, eps=1e-6):
    import torch
    def rest(j):
        if j == theta.shape[0]:
            return []
        e = torch.zeros(theta.shape, dtype=torch.float64)
        e[j] = eps
        e = e.numpy()
        return [(f(theta + e) - f(theta - e)) / (2 * eps)] + rest(j + 1)
    return torch.tensor(rest(0), dtype=torch.float64).reshape(-1, 1).numpy()


# %% wrong: the difference is taken forward only
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        e = np.zeros_like(theta)
        e[j] = eps
        gradient[j] = (f(theta + e) - f(theta)) / eps
    return gradient


# %% wrong: the difference is taken backward only
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        t = theta.copy()
        t[j] -= eps
        gradient[j] = (f(theta) - f(t)) / eps
    return gradient


# %% wrong: the difference is divided by eps, not by 2·eps
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        e = np.zeros_like(theta)
        e[j] = eps
        gradient[j] = (f(theta + e) - f(theta - e)) / eps
    return gradient


# %% wrong: half a difference is taken -- forward, but divided by 2·eps
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        e = np.zeros_like(theta)
        e[j] = eps
        gradient[j] = (f(theta + e) - f(theta)) / (2 * eps)
    return gradient


# %% wrong: the difference is not divided
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        e = np.zeros_like(theta)
        e[j] = eps
        gradient[j] = f(theta + e) - f(theta - e)
    return gradient


# %% wrong: the difference is halved, then multiplied by eps -- brackets forgotten
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        e = np.zeros_like(theta)
        e[j] = eps
        gradient[j] = (f(theta + e) - f(theta - e)) / 2 * eps
    return gradient


# %% wrong: eps is ignored
def numerical_gradient(f, theta, eps=1e-6):
    h = 1e-6
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        e = np.zeros_like(theta)
        e[j] = h
        gradient[j] = (f(theta + e) - f(theta - e)) / (2 * h)
    return gradient


# %% wrong: eps is ignored -- a nudge of 1e-6, divided by the eps that came
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        e = np.zeros_like(theta)
        e[j] = 1e-6
        gradient[j] = (f(theta + e) - f(theta - e)) / (2 * eps)
    return gradient


# %% wrong: the function wrote to its arguments -- nudged in place and put back
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        theta[j] += eps
        up = f(theta)
        theta[j] -= 2 * eps
        down = f(theta)
        theta[j] += eps
        gradient[j] = (up - down) / (2 * eps)
    return gradient


# %% wrong: a nudged parameter is not put back -- and theta itself is nudged
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        theta[j] += eps
        up = f(theta)
        theta[j] -= 2 * eps
        gradient[j] = (up - f(theta)) / (2 * eps)
    return gradient


# %% wrong: a nudged parameter is not put back -- in a copy
def numerical_gradient(f, theta, eps=1e-6):
    t = theta.copy()
    gradient = np.zeros_like(theta)
    for j in range(len(t)):
        t[j] += eps
        up = f(t)
        t[j] -= 2 * eps
        gradient[j] = (up - f(t)) / (2 * eps)
    return gradient


# %% wrong: earlier nudges are still there
def numerical_gradient(f, theta, eps=1e-6):
    gradient, e = np.zeros_like(theta), np.zeros_like(theta)
    for j in range(len(theta)):
        e[j] = eps
        gradient[j] = (f(theta + e) - f(theta - e)) / (2 * eps)
    return gradient


# %% wrong: all parameters are nudged at once
def numerical_gradient(f, theta, eps=1e-6):
    return np.ones_like(theta) * (f(theta + eps) - f(theta - eps)) / (2 * eps)


# %% wrong: all parameters are nudged at once -- inside a loop
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        gradient[j] = (f(theta + eps) - f(theta - eps)) / (2 * eps)
    return gradient


# %% wrong: the array is flat where a column is asked for -- the result
def numerical_gradient(f, theta, eps=1e-6):
    return np.array([(f(theta + eps * e[:, None]) - f(theta - eps * e[:, None])) / (2 * eps) for e in np.eye(len(theta))])


# %% wrong: the array is flat where a column is asked for -- what f is given
def numerical_gradient(f, theta, eps=1e-6):
    flat = theta.ravel()
    gradient = np.zeros_like(flat)
    for j in range(flat.size):
        e = np.zeros_like(flat)
        e[j] = eps
        gradient[j] = (f(flat + e) - f(flat - e)) / (2 * eps)
    return gradient.reshape(-1, 1)


# %% wrong: rows and columns are swapped
def numerical_gradient(f, theta, eps=1e-6):
    return np.array([[(f(theta + eps * e[:, None]) - f(theta - eps * e[:, None])) / (2 * eps) for e in np.eye(len(theta))]])


# %% wrong: f is given a single coordinate
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        gradient[j] = (f(theta[j] + eps) - f(theta[j] - eps)) / (2 * eps)
    return gradient


# %% wrong: f is given a whole matrix -- every nudge at once, side by side
def numerical_gradient(f, theta, eps=1e-6):
    nudges = eps * np.eye(len(theta))
    return np.ones_like(theta) * (f(theta + nudges) - f(theta - nudges)) / (2 * eps)


# %% wrong: f is given complex128 numbers -- the complex step
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        t = theta.astype(complex)
        t[j] += 1j * eps
        gradient[j] = np.imag(f(t)) / eps
    return gradient


# %% wrong: only the first parameter is nudged -- return stands inside the loop
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        e = np.zeros_like(theta)
        e[j] = eps
        gradient[j] = (f(theta + e) - f(theta - e)) / (2 * eps)
        return gradient


# %% wrong: the last parameter is left out
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in range(len(theta) - 1):
        e = np.zeros_like(theta)
        e[j] = eps
        gradient[j] = (f(theta + e) - f(theta - e)) / (2 * eps)
    return gradient


# %% wrong: the sign is reversed
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        e = np.zeros_like(theta)
        e[j] = eps
        gradient[j] = (f(theta - e) - f(theta + e)) / (2 * eps)
    return gradient


# %% wrong: f is not called -- noisy_val_grad's own gradient is returned
def numerical_gradient(f, theta, eps=1e-6):
    return noisy_val_grad(theta, A[:, :len(theta)], y_data)[1]


# %% wrong: f is given float32 numbers -- a float32 copy of theta swallows the nudge
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        up, down = theta.astype(np.float32), theta.astype(np.float32)
        up[j] += np.float32(eps)
        down[j] -= np.float32(eps)
        gradient[j] = (f(up) - f(down)) / (2 * eps)
    return gradient


# %% wrong: a return statement is missing
def numerical_gradient(f, theta, eps=1e-6):
    for j in range(len(theta)):
        e = np.zeros_like(theta)
        e[j] = eps
        gradient = (f(theta + e) - f(theta - e)) / (2 * eps)


# %% wrong: a nudge is as long as its parameter is large
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        e = np.zeros_like(theta)
        e[j] = eps * theta[j]
        gradient[j] = (f(theta + e) - f(theta - e)) / (2 * e[j])
    return gradient


# %% wrong: only the first ten parameters are nudged
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in range(min(len(theta), 10)):
        e = np.zeros_like(theta)
        e[j] = eps
        gradient[j] = (f(theta + e) - f(theta - e)) / (2 * eps)
    return gradient


# %% wrong: eps has another default than 1e-6
def numerical_gradient(f, theta, eps=1e-14):
    nudges = eps * np.eye(theta.shape[0])
    return np.array([[(f(theta + e[:, None]) - f(theta - e[:, None])) / (2 * eps)] for e in nudges])


# %% wrong: eps is ignored -- 1e-4 in its place
def numerical_gradient(f, theta, eps=1e-6):
    eps = 1e-4
    nudges = eps * np.eye(theta.shape[0])
    return np.array([[(f(theta + e[:, None]) - f(theta - e[:, None])) / (2 * eps)] for e in nudges])


# %% wrong: numbers are rounded
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        up, down = theta.copy(), theta.copy()
        up[j] += eps
        down[j] -= eps
        gradient[j] = (f(up) - f(down)) / (2 * eps)
    return np.round(gradient, 6)


# %% wrong: f is given float16 numbers
def numerical_gradient(f, theta, eps=1e-6):
    theta = theta.astype(np.float16)
    gradient = np.zeros(theta.shape)
    for j in range(len(theta)):
        up, down = theta.copy(), theta.copy()
        up[j] += eps
        down[j] -= eps
        gradient[j] = (f(up) - f(down)) / (2 * eps)
    return gradient
