# %% right: generator for one replicate
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    def losses():
        theta, state = theta_init, None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                yield np.mean(np.abs(A_test @ theta - y_test) ** deg_)
            rows = rng.choice(A.shape[0], size=batch_size)
            _, g = noisy_val_grad(theta, A[rows], y_data[rows], deg_)
            theta, state = step(theta, g + noise_scale * rng.standard_normal(g.shape), state, lr)

    evaluations = -(-max_iter // test_exp_interval)
    return np.array([list(losses()) for _ in range(num_rep)]).reshape(num_rep, evaluations)

# %% right: replicates side by side in lists
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    thetas = [theta_init.copy() for _ in range(num_rep)]
    states = [None] * num_rep
    columns = []
    for it in range(max_iter):
        if not it % test_exp_interval:
            columns.append([noisy_val_grad(t, A_test, y_test, deg_)[0] for t in thetas])
        for r in range(num_rep):
            pick = rng.integers(len(A), size=batch_size)
            grad = noisy_val_grad(thetas[r], A[pick], y_data[pick], deg_)[1]
            grad = grad + rng.normal(0.0, noise_scale, size=grad.shape)
            thetas[r], states[r] = step(thetas[r], grad, states[r], lr)
    return np.array(columns).reshape(len(columns), num_rep).T

# %% right: replicate class, shuffled epochs without replacement
class Replicate:
    def __init__(self, rng, size):
        self.rng, self.size = rng, size
        self.theta, self.state, self.queue = theta_init.copy(), None, []

    def batch(self):
        if len(self.queue) < self.size:
            self.queue = list(self.rng.permutation(len(A)))
        out, self.queue = self.queue[:self.size], self.queue[self.size:]
        return out


def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    result = np.empty((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        rep = Replicate(rng, batch_size)
        for i in range(max_iter):
            k, remainder = divmod(i, test_exp_interval)
            if remainder == 0:
                result[r, k] = noisy_val_grad(rep.theta, A_test, y_test, deg_)[0]
            b = rep.batch()
            g = noisy_val_grad(rep.theta, A[b], y_data[b], deg_)[1]
            if noise_scale > 0:
                g = g + rng.normal(scale=noise_scale, size=g.shape)
            rep.theta, rep.state = step(rep.theta, g, rep.state, lr)
    return result

# %% wrong: state set once for all replicates
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    out = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    state = None
    for r in range(num_rep):
        theta = theta_init.copy()
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                out[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.integers(0, len(A), batch_size)
            g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            g = g + noise_scale * rng.normal(size=g.shape)
            theta, state = step(theta, g, state, lr)
    return out

# %% wrong: np.random for the batches
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for rep in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            batch = np.random.choice(A.shape[0], batch_size)
            _, grad = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            grad = grad + rng.normal(0, noise_scale, grad.shape)
            theta, state = step(theta, grad, state, lr)
        rows.append(row)
    return np.array(rows)

# %% wrong: loss noted after the update
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n_eval = (max_iter + test_exp_interval - 1) // test_exp_interval
    losses = np.zeros((num_rep, n_eval))
    for r in range(num_rep):
        theta = np.copy(theta_init)
        state = None
        for i in range(max_iter):
            sel = rng.choice(len(A), batch_size, replace=False)
            val, grad = noisy_val_grad(theta, A[sel], y_data[sel], deg_)
            theta, state = step(theta, grad + noise_scale * rng.standard_normal(grad.shape), state, lr)
            if i % test_exp_interval == 0:
                losses[r, i // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
    return losses

# %% wrong: labels from a second draw
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    draw = lambda: rng.integers(0, A.shape[0], size=batch_size)
    res = np.full((num_rep, -(-max_iter // test_exp_interval)), np.nan)
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        for i in range(max_iter):
            if i % test_exp_interval == 0:
                res[r, i // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            g = noisy_val_grad(theta, A[draw()], y_data[draw()], deg_)[1]
            theta, state = step(theta, g + rng.normal(0, noise_scale, g.shape), state, lr)
    return res

# %% wrong: state not kept between steps
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    all_losses = []
    for _ in range(num_rep):
        theta = theta_init.copy()
        curve = []
        for i in range(max_iter):
            if i % test_exp_interval == 0:
                curve.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            ind = rng.choice(len(y_data), size=batch_size)
            _, g = noisy_val_grad(theta, A[ind], y_data[ind], deg_)
            g = g + rng.normal(0., noise_scale, size=(len(theta), 1))
            theta, _ = step(theta, g, None, lr)
        all_losses.append(curve)
    return np.array(all_losses)

# %% wrong: one noise number for all coordinates
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    table = np.empty((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        for i in range(max_iter):
            if i % test_exp_interval == 0:
                table[r, i // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            who = rng.integers(len(A), size=batch_size)
            grad = noisy_val_grad(theta, A[who], y_data[who], deg_)[1]
            grad = grad + rng.normal(0, noise_scale)
            theta, state = step(theta, grad, state, lr)
    return table

# %% wrong: indices only up to batch_size
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    out = []
    for r in range(num_rep):
        th, st = theta_init.copy(), None
        out.append([])
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                out[r].append(noisy_val_grad(th, A_test, y_test, deg_)[0])
            idx = rng.integers(0, batch_size, size=batch_size)
            g = noisy_val_grad(th, A[idx], y_data[idx], deg_)[1] + noise_scale * rng.standard_normal(th.shape)
            th, st = step(th, g, st, lr)
    return np.array(out)

# %% wrong: default degree in the test loss
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    cols = range(0, max_iter, test_exp_interval)
    losses = np.zeros((num_rep, len(cols)))
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        for it in range(max_iter):
            if it in cols:
                losses[r, cols.index(it)], _ = noisy_val_grad(theta, A_test, y_test)
            rows = rng.choice(len(A), batch_size)
            _, g = noisy_val_grad(theta, A[rows], y_data[rows], deg_)
            theta, state = step(theta, g + rng.normal(0, noise_scale, g.shape), state, lr)
    return losses

# %% wrong: theta carried on, uniform noise
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    theta = theta_init.copy()
    losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.integers(0, len(A), batch_size)
            g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            g = g + noise_scale * rng.random(g.shape)
            theta, state = step(theta, g, state, lr)
    return losses

# %% wrong: training loss, replicates in columns
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((int(np.ceil(max_iter / test_exp_interval)), num_rep))
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        for i in range(max_iter):
            if i % test_exp_interval == 0:
                losses[i // test_exp_interval, r] = noisy_val_grad(theta, A, y_data, deg_)[0]
            b = rng.choice(len(A), batch_size)
            g = noisy_val_grad(theta, A[b], y_data[b], deg_)[1]
            theta, state = step(theta, g + noise_scale * rng.standard_normal(g.shape), state, lr)
    return losses

# %% wrong: loss for gradient, floor of the evaluations
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n_eval = max_iter // test_exp_interval
    losses = np.zeros((num_rep, n_eval))
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        for it in range(max_iter):
            k = it // test_exp_interval
            if it % test_exp_interval == 0 and k < n_eval:
                losses[r, k] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.integers(len(A), size=batch_size)
            g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[0]
            g = g + rng.normal(0, noise_scale, theta.shape)
            theta, state = step(theta, g, state, lr)
    return losses

# %% wrong: same seed each time, batch ignored
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    def replicate():
        rng = np.random.default_rng(0)
        theta, state = theta_init.copy(), None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                yield noisy_val_grad(theta, A_test, y_test, deg_)[0]
            batch = rng.permutation(len(A))
            g = noisy_val_grad(theta, A[batch], y_data[batch], deg_)[1]
            theta, state = step(theta, g + noise_scale * rng.standard_normal(g.shape), state, lr)
    return np.array([list(replicate()) for _ in range(num_rep)])
