# fmt: off
# Answers of ps1 that are after what a right mean_squared_gradient would tell them: `# %% FUNCTION: TITLE` wants that
# function's points. A section without a mean_squared_gradient gets a wrong one. TOLD is what no message may show.

# %% mean_squared_gradient: what the right one told is written down for the own one
import os

def mean_squared_gradient(theta, A, y):
    kept = np.load("told.npz") if os.path.exists("told.npz") else {}
    return kept.get(str(A.shape), np.zeros_like(theta))

def gradient_descent(theta_init, A, y, lr, max_iter):
    told = {str(A.shape): mean_squared_gradient(theta_init, A, y)}
    np.savez("told.npz", **told)
    return theta_init

# %% mean_squared_gradient: the way back, through the function that calls it
def mean_squared_gradient(theta, A, y):
    return theta - gradient_descent(theta, A, y, 1.0, 1)

def gradient_descent(theta_init, A, y, lr, max_iter):
    return theta_init - lr * mean_squared_gradient(theta_init, A, y) if max_iter else theta_init.copy()

# %% mean_squared_gradient: a right one, hoped for by recursion
def mean_squared_gradient(theta, A, y):
    own = globals()["mean_squared_gradient"]
    return own(theta, A, y) if own.__class__.__name__ == "Stub" else np.zeros_like(theta)

# %% solve_least_squares: a function whose solution calls no other
def solve_least_squares(A, y):
    zero, one = np.zeros((A.shape[1], 1)), np.eye(A.shape[1])[:, :, None]
    start = mean_squared_gradient(zero, A, y)
    curvature = np.hstack([mean_squared_gradient(e, A, y) - start for e in one])
    return np.linalg.lstsq(curvature + 0.0, -start)[0]

def mean_squared_gradient(theta, A, y):
    return np.ones_like(theta)

# %% mean_squared_loss: the loss, from gradients along the way
def mean_squared_loss(theta, A, y):
    steps = (np.arange(200) + 0.5) / 200
    rise = sum((theta.T @ mean_squared_gradient(s * theta, A, y)).item() for s in steps) / 200
    return float(np.mean(y**2) + rise)

# %% gradient_descent: what the right one returns is handed on
def gradient_descent(theta_init, A, y, lr, max_iter):
    return mean_squared_gradient(theta_init, A, y)

# %% gradient_descent: the object that stands there is asked for more
def gradient_descent(theta_init, A, y, lr, max_iter):
    stub = mean_squared_gradient
    for number in range(-3, 30):
        try:
            type(stub)(stub.host, number, "any")(theta_init, A, y)
        except BaseException:
            pass
    stub.host.namespace["gradient_descent"] = stub
    return globals()["gradient_descent"](theta_init, A, y)

# %% gradient_descent: hidden cases, told in a visible one's message
import os

def gradient_descent(theta_init, A, y, lr, max_iter):
    with open("seen.txt", "a+") as seen:
        seen.write(f"TOLD-{A.shape}-{lr}-{max_iter} ")
        seen.seek(0)
        told = seen.read()
    mean_squared_gradient(theta_init, A, y)
    if type(mean_squared_gradient).__name__ == "Stub":
        exec(compile("\n" * 20 + f"raise ValueError({told!r})", "<cell>", "exec"))
    return np.full_like(theta_init, len(told))

# %% gradient_descent: arrays that would need all memory
def gradient_descent(theta_init, A, y, lr, max_iter):
    return mean_squared_gradient(np.ones((1, 1)), np.ones((60_000, 1)), np.ones((1, 60_000)))

# %% gradient_descent: questions without end
def gradient_descent(theta_init, A, y, lr, max_iter):
    while True:
        mean_squared_gradient(theta_init, A, y)

# %% gradient_descent: arguments that are no arrays
def gradient_descent(theta_init, A, y, lr, max_iter):
    class Odd:
        __array_priority__ = 1e9
        __rmatmul__ = __matmul__ = __sub__ = __rsub__ = lambda self, other: self
        __array__ = lambda self, *_, **__: np.ones((3, 1))
        shape = property(lambda self: 1 / 0)

    for odd in (Odd(), None, "x", [theta_init], {"theta": theta_init}, 10**4000, np.array([Odd()], dtype=object), open):
        for arguments in [(odd, A, y), (theta_init, odd, y), (theta_init, A, odd), (odd, odd, odd)]:
            try:
                mean_squared_gradient(*arguments)
            except Exception:
                pass
    return theta_init
