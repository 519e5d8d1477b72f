# %% right: replicates side by side in lists
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    thetas = [theta_init.copy() for _ in range(num_rep)]
    states = [None] * num_rep
    columns = []
    for it in range(max_iter):
        if it % test_exp_interval == 0:
            columns.append([noisy_val_grad(th, A_test, y_test, deg_)[0] for th in thetas])
        for r in range(num_rep):
            rows = rng.permutation(A.shape[0])[:batch_size]
            _, g = noisy_val_grad(thetas[r], A[rows], y_data[rows], deg_)
            g = g + noise_scale * rng.standard_normal(g.shape)
            thetas[r], states[r] = step(thetas[r], g, states[r], lr)
    return np.array(columns, dtype=float).reshape(-1, num_rep).T

# %% right: a class whose generator yields theta before each step
class Replicate:
    def __init__(self, step, deg_, lr, rng, batch_size, noise_scale):
        self.step, self.deg_, self.lr = step, deg_, lr
        self.rng, self.batch_size, self.noise_scale = rng, batch_size, noise_scale

    def gradient(self, theta):
        rows = self.rng.choice(len(A), size=self.batch_size, replace=False)
        grad = noisy_val_grad(theta, A[rows, :], y_data[rows, :], self.deg_)[1]
        if self.noise_scale > 0:
            grad = grad + self.rng.normal(loc=0.0, scale=self.noise_scale, size=grad.shape)
        return grad

    def path(self, max_iter):
        theta, state = np.array(theta_init), None
        for _ in range(max_iter):
            yield theta
            theta, state = self.step(theta, self.gradient(theta), state, self.lr)


def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    out = np.full((num_rep, int(np.ceil(max_iter / test_exp_interval))), np.nan)
    for r in range(num_rep):
        path = Replicate(step, deg_, lr, rng, batch_size, noise_scale).path(max_iter)
        for i, theta in enumerate(path):
            if i % test_exp_interval == 0:
                out[r, i // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
    return out

# %% right: each replicate has its own child generator from rng
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    def one(child):
        theta, state, losses = theta_init.copy(), None, []
        for t in range(max_iter):
            if not t % test_exp_interval:
                losses += [float(noisy_val_grad(theta, A_test, y_test, deg_)[0])]
            pick = child.integers(0, A.shape[0], batch_size)
            g = noisy_val_grad(theta, A[pick], y_data[pick], deg_)[1]
            theta, state = step(theta, g + child.normal(0, noise_scale, g.shape), state, lr)
        return losses
    seeds = rng.integers(2 ** 62, size=num_rep)
    return np.array([one(np.random.default_rng(int(s))) for s in seeds])

# %% right: own loss and einsum gradient in place of the given one
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n, d = A.shape

    def test_loss(theta):
        return np.power(np.abs(y_test - A_test @ theta), deg_).mean()

    def batch_gradient(theta, X, y):
        err = np.einsum("ij,jk->ik", X, theta) - y
        size = np.abs(err)
        hit = size == 0
        slope = np.where(hit, 0.0, deg_ * np.sign(err) * np.where(hit, 1.0, size) ** (deg_ - 1.0))
        return np.einsum("ij,ik->jk", X, slope) / len(y)

    n_eval = -(-max_iter // test_exp_interval)
    losses = np.empty((num_rep, n_eval))
    for losses_r in losses:
        theta, state = theta_init, None
        for k in range(n_eval):
            losses_r[k] = test_loss(theta)
            start = k * test_exp_interval
            for _ in range(start, min(start + test_exp_interval, max_iter)):
                rows = rng.integers(n, size=batch_size)
                g = batch_gradient(theta, A[rows], y_data[rows])
                g += rng.normal(size=(d, 1)) * noise_scale
                theta, state = step(theta, g, state, lr)
    return losses

# %% right: all draws made ahead, thetas kept, losses at the end
from functools import partial

def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    advance = partial(step, lr=lr)
    rows = rng.integers(0, len(y_data), size=(num_rep, max_iter, batch_size))
    noise = rng.normal(0.0, 1.0, size=(max_iter, num_rep) + theta_init.shape) * noise_scale
    result = []
    for r in range(num_rep):
        kept, theta, state = [], theta_init.copy(), None
        for i in range(max_iter):
            kept.append(theta.copy())
            _, g = noisy_val_grad(theta, A[rows[r, i]], y_data[rows[r, i]], deg_=deg_)
            theta, state = advance(theta, g + noise[i, r], state)
        result.append([noisy_val_grad(th, A_test, y_test, deg_=deg_)[0] for th in kept[::test_exp_interval]])
    return np.array(result, dtype=np.float64)

# %% wrong: `losses[r] = loss` overwrites the replicate's whole row
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                loss, _ = noisy_val_grad(theta, A_test, y_test, deg_)
                losses[r] = loss
            idx = rng.integers(0, A.shape[0], size=batch_size)
            _, grad = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            grad = grad + noise_scale * rng.normal(size=grad.shape)
            theta, state = step(theta, grad, state, lr)
    return losses

# %% wrong: np.full(..., 0) is an int array: losses are truncated
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n_eval = int(np.ceil(max_iter / test_exp_interval))
    test_losses = np.full((num_rep, n_eval), 0)
    for rep in range(num_rep):
        theta, state = theta_init, None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[rep, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            batch = rng.choice(A.shape[0], batch_size)
            grad = noisy_val_grad(theta, A[batch], y_data[batch], deg_)[1]
            grad = grad + rng.normal(0, noise_scale, size=grad.shape)
            theta, state = step(theta, grad, state, lr)
    return test_losses

# %% wrong: noisy gradient computed, the clean one passed to step
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    all_losses = []
    for rep in range(num_rep):
        theta = theta_init.copy()
        state = None
        losses = []
        for i in range(max_iter):
            if i % test_exp_interval == 0:
                losses.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.choice(len(A), size=batch_size, replace=False)
            _, gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            noisy_gradient = gradient + rng.normal(0, noise_scale, size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        all_losses.append(losses)
    return np.array(all_losses)

# %% wrong: rows of A and of y_data are drawn separately
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n, d = A.shape
    losses = np.zeros((num_rep, -(-max_iter // test_exp_interval)))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses[r, t // test_exp_interval], _ = noisy_val_grad(theta, A_test, y_test, deg_)
            x_batch = A[rng.integers(n, size=batch_size)]
            y_batch = y_data[rng.integers(n, size=batch_size)]
            _, g = noisy_val_grad(theta, x_batch, y_batch, deg_)
            g = g + rng.normal(0, noise_scale, (d, 1))
            theta, state = step(theta, g, state, lr)
    return losses

# %% wrong: one scalar of noise for all coordinates (no size)
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        k = 0
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses[r, k] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
                k += 1
            ind = rng.integers(0, len(A), size=batch_size)
            val, grad = noisy_val_grad(theta, A[ind, :], y_data[ind, :], deg_)
            grad = grad + rng.normal(0, noise_scale)
            theta, state = step(theta, grad, state, lr)
    return losses

# %% wrong: batch drawn once a replicate, outside the step loop
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        idx = rng.choice(A.shape[0], size=batch_size, replace=False)
        A_batch, y_batch = A[idx], y_data[idx]
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            g = noisy_val_grad(theta, A_batch, y_batch, deg_)[1]
            g = g + noise_scale * rng.standard_normal(g.shape)
            theta, state = step(theta, g, state, lr)
    return losses

# %% wrong: every replicate takes the same batch and the same noise
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    thetas = [theta_init.copy()] * num_rep
    states = [None] * num_rep
    losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for t in range(max_iter):
        idx = rng.integers(0, A.shape[0], size=batch_size)
        noise = rng.normal(0, noise_scale, size=theta_init.shape)
        for r in range(num_rep):
            if t % test_exp_interval == 0:
                losses[r, t // test_exp_interval] = noisy_val_grad(thetas[r], A_test, y_test, deg_)[0]
            g = noisy_val_grad(thetas[r], A[idx], y_data[idx], deg_)[1] + noise
            thetas[r], states[r] = step(thetas[r], g, states[r], lr)
    return losses

# %% wrong: iterations 1..max_iter, so losses come one step early
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    out = []
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        row = [noisy_val_grad(theta, A_test, y_test, deg_)[0]]
        for t in range(1, max_iter + 1):
            if t % test_exp_interval == 0 and t < max_iter:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            i = rng.integers(0, A.shape[0], size=batch_size)
            g = noisy_val_grad(theta, A[i], y_data[i], deg_)[1]
            g = g + rng.normal(0, noise_scale, g.shape)
            theta, state = step(theta, g, state, lr)
        out.append(row)
    return np.array(out)

# %% wrong: deg_ missing in the test loss; noise has sd scale²
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test)[0]
            idx = rng.integers(0, A.shape[0], size=batch_size)
            _, g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            g = g + rng.normal(0, noise_scale ** 2, size=g.shape)
            theta, state = step(theta, g, state, lr)
    return losses

# %% wrong: one row whatever batch_size; loss on train rows
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n_evals = int(np.ceil(max_iter / test_exp_interval))
    test_losses = np.zeros((num_rep, n_evals))
    for rep in range(num_rep):
        theta = np.copy(theta_init)
        state = None
        for it in range(max_iter):
            i = rng.integers(A.shape[0])
            loss, grad = noisy_val_grad(theta, A[i:i+1], y_data[i:i+1], deg_)
            if it % test_exp_interval == 0:
                test_losses[rep, it // test_exp_interval] = loss
            grad = grad + noise_scale * rng.normal(size=(A.shape[1], 1))
            theta, state = step(theta, grad, state, lr)
    return test_losses

# %% wrong: state not reset between replicates; `//` drops a column
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    num_eval = max_iter // test_exp_interval
    losses = np.zeros((num_rep, num_eval))
    state = None
    for r in range(num_rep):
        theta = theta_init.copy()
        for t in range(max_iter):
            k = t // test_exp_interval
            if t % test_exp_interval == 0 and k < num_eval:
                losses[r, k] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.integers(0, A.shape[0], size=batch_size)
            g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            g = g + rng.normal(0, noise_scale, size=g.shape)
            theta, state = step(theta, g, state, lr)
    return losses

# %% wrong: batch rows drawn below len(A_test): rows 0 to 49 only
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    res = np.empty((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                res[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.choice(len(A_test), batch_size)
            g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            g = g + rng.normal(0, noise_scale, size=g.shape)
            theta, state = step(theta, g, state, lr)
    return res

# %% wrong: sums over the batch; step always gets state None
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    d = A.shape[1]
    losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            grad = np.zeros((d, 1))
            for i in rng.integers(0, A.shape[0], size=batch_size):
                grad += noisy_val_grad(theta, A[[i]], y_data[[i]], deg_)[1]
            grad += noise_scale * rng.normal(size=(d, 1))
            theta, _ = step(theta, grad, None, lr)
    return losses

# %% wrong: noise is added to theta after the step
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = []
    for _ in range(num_rep):
        theta = theta_init.copy()
        state = None
        history = []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                history.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            sel = rng.choice(A.shape[0], size=batch_size, replace=False)
            gradient = noisy_val_grad(theta, A[sel], y_data[sel], deg_)[1]
            theta, state = step(theta, gradient, state, lr)
            theta = theta + noise_scale * rng.standard_normal(theta.shape)
        losses.append(history)
    return np.array(losses)

# %% wrong: `return` inside the loop over replicates
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for rep in range(num_rep):
        theta = theta_init.copy()
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[rep][it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.integers(len(A), size=batch_size)
            loss, grad = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            grad = grad + rng.normal(scale=noise_scale, size=grad.shape)
            theta, state = step(theta, grad, state, lr)
        return test_losses
