# %% student: anna
def numerical_gradient(f, theta, eps=1e-6):
    E = eps * np.eye(len(theta))
    return np.array([[(f(theta + e[:, None]) - f(theta - e[:, None])) / (2 * eps)] for e in E])
# %% student: ben
def numerical_gradient(f, theta, eps=1e-6):
    d = theta.shape[0]
    grad = np.zeros((d, 1))
    for i in range(d):
        plus = np.zeros((d, 1))
        minus = np.zeros((d, 1))
        for j in range(d):
            plus[j, 0] = theta[j, 0]
            minus[j, 0] = theta[j, 0]
        plus[i, 0] += eps
        minus[i, 0] -= eps
        grad[i, 0] = (f(plus) - f(minus)) / (2 * eps)
    return grad
# %% student: clara
def numerical_gradient(f, theta, eps=1e-6):
    """Approximate the gradient of f at theta by central differences."""
    approximate_gradient = np.zeros_like(theta)
    for coordinate in range(theta.shape[0]):
        theta_forward = theta.copy()
        theta_backward = theta.copy()
        theta_forward[coordinate] += eps
        theta_backward[coordinate] -= eps
        difference = f(theta_forward) - f(theta_backward)
        approximate_gradient[coordinate] = difference / (2 * eps)
    return approximate_gradient
# %% student: david
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros(theta.shape)
    # one direction at a time
    for i in range(len(theta)):
        # i-th unit vector, times eps
        h = np.zeros(theta.shape)
        h[i] = eps
        # central difference
        gradient[i] = (f(theta + h) - f(theta - h)) / (2 * eps)
    return gradient
# %% student: emil
def numerical_gradient(f, theta, eps=1e-6):
    gradient = np.zeros_like(theta)
    for i in range(len(theta)):
        schritt = np.zeros_like(theta)
        schritt[i, 0] = eps
        vorne = f(theta + schritt)
        hinten = f(theta - schritt)
        gradient[i, 0] = (vorne - hinten) / (2 * eps)
    return gradient
# %% student: farah
def numerical_gradient(f, theta, eps=1e-6):
    x = theta
    grad = np.zeros(x.shape)
    # iterate over all indexes in x
    it = np.nditer(x, flags=['multi_index'], op_flags=['readwrite'])
    while not it.finished:
        ix = it.multi_index
        oldval = x[ix]
        x[ix] = oldval + eps  # increment by h
        fxph = f(x)  # evaluate f(x + h)
        x[ix] = oldval - eps
        fxmh = f(x)  # evaluate f(x - h)
        x[ix] = oldval  # restore
        grad[ix] = (fxph - fxmh) / (2 * eps)
        it.iternext()
    return grad
# %% student: georg
def numerical_gradient(f, theta, eps=1e-6):
    grad = (f(theta + eps) - f(theta - eps)) / (2 * eps)
    return grad
# %% student: hanna
def numerical_gradient(f, theta, eps=1e-6):
    d = theta.shape[0]
    gradient = np.empty((d, 1))
    for i, step in enumerate(eps * np.eye(d)):
        step = step.reshape(d, 1)
        gradient[i] = (f(theta + step) - f(theta - step)) / (2 * eps)
    return gradient
# %% student: ivan
def numerical_gradient(f, theta: np.ndarray, eps: float = 1e-6) -> np.ndarray:
    d = theta.size
    I = np.eye(d)
    return np.array([f(theta + eps * I[:, [i]]) - f(theta - eps * I[:, [i]]) for i in range(d)]).reshape(d, 1) / (2 * eps)
# %% student: jonas
def numerical_gradient(f, theta, eps=1e-6):
    d = len(theta)
    grad = np.zeros((d, 1))
    # Funktionswert an der Stelle theta
    f0 = f(theta)
    for i in range(d):
        theta_neu = theta.copy()
        theta_neu[i] += eps
        grad[i] = (f(theta_neu) - f0) / eps
    return grad
# %% student: katrin
def numerical_gradient(f, theta, eps=1e-6):
    d = theta.shape[0]
    P = theta + eps * np.eye(d)
    M = theta - eps * np.eye(d)
    fp = np.array([f(P[:, [i]]) for i in range(d)])
    fm = np.array([f(M[:, [i]]) for i in range(d)])
    return ((fp - fm) / (2.0 * eps)).reshape(d, 1)
# %% student: leon
def numerical_gradient(f, theta, eps=1e-6):
    grad = np.zeros_like(theta)
    for i in range(len(theta)):
        theta_plus = theta
        theta_minus = theta
        theta_plus[i] = theta_plus[i] + eps
        theta_minus[i] = theta_minus[i] - eps
        grad[i] = (f(theta_plus) - f(theta_minus)) / (2 * eps)
        print(i, grad[i])
    return grad
# %% student: mia
def numerical_gradient(f, theta, eps=1e-6):
    grad = np.zeros_like(theta)
    for i in range(theta.shape[0]):
        theta_plus = theta.copy()
        theta_plus[i] += eps
        theta_minus = theta.copy()
        theta_minus[i] -= eps
        grad[i] = (f(theta_plus) - f(theta_minus)) / (2 * eps)
    return grad
# %% student: noah
def numerical_gradient(f, theta, eps=1e-6):
    grad = np.zeros_like(theta)
    for i in range(theta.size):
        e = np.zeros_like(theta)
        e[i] = eps
        grad[i] = (f(theta + e) - f(theta - e)) / (2 * eps)
    return grad
# %% student: olga
def numerical_gradient(f, theta, eps=1e-6):
    d = theta.shape[0]
    # directional derivative of f along v
    def D(v):
        return (f(theta + eps * v) - f(theta - eps * v)) / (2 * eps)
    basis = np.eye(d)
    return np.vstack([D(basis[:, k:k+1]) for k in range(d)])
# %% student: paul
def numerical_gradient(f, theta, eps=1e-6):
    numberOfParameters = theta.shape[0]
    gradient = np.zeros((numberOfParameters, 1))
    workingTheta = theta.copy()
    for index in range(numberOfParameters):
        originalValue = workingTheta[index, 0]
        workingTheta[index, 0] = originalValue + eps
        valueAbove = f(workingTheta)
        workingTheta[index, 0] = originalValue - eps
        valueBelow = f(workingTheta)
        workingTheta[index, 0] = originalValue
        gradient[index, 0] = (valueAbove - valueBelow) / (2 * eps)
    return gradient
# %% student: quynh
def numerical_gradient(f, theta, eps=1e-6):
    grad = np.zeros_like(theta)
    for i in range(len(theta)):
        e = np.zeros_like(theta)
        e[i] = eps
        grad[i] = (f(theta + e) - f(theta - e)) / (2 * eps)
    return grad
# %% student: rosa
def numerical_gradient(f, theta, eps=1e-6):
    d = theta.shape[0]
    g = np.zeros((d, 1))
    for i in range(d):
        e = np.zeros((d, 1))
        e[i, 0] = 1
        up = theta + eps * e
        down = theta - eps * e
        f_up = f(up)
        f_down = f(down)
        g[i, 0] = (f_up - f_down) / 2 * eps
    return g
# %% student: sven
def numerical_gradient(f, theta, eps=1e-6):
    d = len(theta)
    g = []
    for k in range(d):
        e = np.zeros((d, 1))
        e[k, 0] = 1
        g.append((f(theta + eps*e) - f(theta - eps*e)) / (2*eps))
    return np.array(g)
# %% student: tarek
def numerical_gradient(f, theta, eps=1e-6):
    grad = []
    for i in range(len(theta)):
        h = np.zeros(len(theta))
        h[i] = eps
        grad.append((f(theta + h) - f(theta - h)) / (2 * eps))
    return np.array(grad).reshape(-1, 1)
# %% student: ute
def shifted(theta, i, by):
    out = theta.copy()
    out[i] += by
    return out


def numerical_gradient(f, theta, eps=1e-6):
    grad = [(f(shifted(theta, i, eps)) - f(shifted(theta, i, -eps))) / (2 * eps) for i in range(len(theta))]
    return np.array(grad).reshape(-1, 1)
# %% student: viktor
def numerical_gradient(f, theta, eps=1e-6):
    t = theta.copy()
    g = np.zeros(theta.shape)
    i = 0
    while i < len(t):
        t[i] += eps
        a = f(t)
        t[i] -= 2 * eps
        b = f(t)
        t[i] += eps
        g[i] = (a - b) / (2 * eps)
        i += 1
    return g
# %% student: wen
def numerical_gradient(f, theta, eps=1e-6):
    cd = lambda e: (f(theta + e) - f(theta - e)) / (2 * eps)
    return np.array([cd(e) for e in eps * np.eye(len(theta))[:, :, None]]).reshape(theta.shape)
# %% student: yara
def numerical_gradient(f, theta, eps=1e-6):
    theta = np.array(theta, dtype=float).reshape(-1, 1)
    assert eps > 0
    grad = np.zeros_like(theta)
    for i in range(theta.shape[0]):
        # step relative to the size of the coordinate
        h = eps * max(1.0, abs(theta[i, 0]))
        oben = theta.copy()
        unten = theta.copy()
        oben[i, 0] += h
        unten[i, 0] -= h
        grad[i, 0] = (f(oben) - f(unten)) / (oben[i, 0] - unten[i, 0])
    return grad
