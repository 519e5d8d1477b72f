# %% right: all replicates side by side, update by update
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1,
                   test_exp_interval=50, noise_scale=0.0):
    thetas = [theta_init.copy() for _ in range(num_rep)]
    memories = [None] * num_rep
    columns = []
    for it in range(max_iter):
        if not it % test_exp_interval:
            columns.append([noisy_val_grad(th, A_test, y_test, deg_)[0] for th in thetas])
        rows = rng.integers(len(A), size=(num_rep, batch_size))
        for r in range(num_rep):
            g = noisy_val_grad(thetas[r], A[rows[r]], y_data[rows[r]], deg_)[1]
            g = g + noise_scale * rng.standard_normal(g.shape)
            thetas[r], memories[r] = step(thetas[r], g, memories[r], lr)
    return np.array(columns, dtype=float).reshape(-1, num_rep).T

# %% right: a generator of losses per replicate
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1,
                   test_exp_interval=50, noise_scale=0.0):
    def losses():
        theta, state = np.array(theta_init), None
        for k in range(max_iter):
            if k % test_exp_interval == 0:
                yield float(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            pick = rng.choice(A.shape[0], batch_size, replace=False)
            _, g = noisy_val_grad(theta, A[pick], y_data[pick], deg_)
            theta, state = step(theta, g + rng.normal(0, noise_scale, size=g.shape), state, lr)

    return np.array([list(losses()) for _ in range(num_rep)])

# %% right: own loss and gradient, blocks of updates
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1,
                   test_exp_interval=50, noise_scale=0.0):
    def slope(w, X, t):
        e = X @ w - t
        a = np.where(e == 0, 1.0, np.abs(e))
        return deg_ * X.T @ (np.sign(e) * a ** (deg_ - 1)) / len(e)

    starts = range(0, max_iter, test_exp_interval)
    out = np.empty((num_rep, len(starts)))
    for r in range(num_rep):
        w, memo = theta_init + 0.0, None
        for k, first in enumerate(starts):
            out[r, k] = np.mean(np.abs(A_test @ w - y_test) ** deg_)
            for _ in range(min(test_exp_interval, max_iter - first)):
                idx = rng.permutation(len(A))[:batch_size]
                noise = rng.normal(scale=noise_scale, size=w.shape)
                w, memo = step(w, slope(w, A[idx], y_data[idx]) + noise, memo, lr)
    return out

# %% wrong: measures after the update
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1,
                   test_exp_interval=50, noise_scale=0.0):
    n_eval = -(-max_iter // test_exp_interval)
    losses = np.zeros((num_rep, n_eval))
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        for t in range(max_iter):
            idx = rng.integers(0, len(A), batch_size)
            _, g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            g = g + noise_scale * rng.normal(size=g.shape)
            theta, state = step(theta, g, state, lr)
            if t % test_exp_interval == 0:
                losses[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
    return losses

# %% wrong: theta and state carried to the next replicate
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1,
                   test_exp_interval=50, noise_scale=0.0):
    theta = theta_init.copy()
    state = None
    all_losses = []
    for rep in range(num_rep):
        rep_losses = []
        for i in range(max_iter):
            if i % test_exp_interval == 0:
                rep_losses.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.choice(len(A), size=batch_size)
            grad = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            grad = grad + rng.normal(0, noise_scale, grad.shape)
            theta, state = step(theta, grad, state, lr)
        all_losses.append(rep_losses)
    return np.array(all_losses)

# %% wrong: one noise number shared by all coordinates
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1,
                   test_exp_interval=50, noise_scale=0.0):
    res = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                res[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            b = rng.choice(A.shape[0], batch_size)
            grad = noisy_val_grad(theta, A[b], y_data[b], deg_)[1]
            grad = grad + rng.normal(scale=noise_scale)
            theta, state = step(theta, grad, state, lr)
    return res

# %% wrong: batch drawn once before the updates
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1,
                   test_exp_interval=50, noise_scale=0.0):
    n_evals = (max_iter + test_exp_interval - 1) // test_exp_interval
    test_losses = np.empty((num_rep, n_evals))
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        batch = rng.choice(len(A), size=batch_size, replace=False)
        X, t = A[batch], y_data[batch]
        for i in range(max_iter):
            if i % test_exp_interval == 0:
                test_losses[r, i // test_exp_interval], _ = noisy_val_grad(theta, A_test, y_test, deg_)
            _, g = noisy_val_grad(theta, X, t, deg_)
            g = g + noise_scale * rng.standard_normal(g.shape)
            theta, state = step(theta, g, state, lr)
    return test_losses

# %% wrong: loss measured on the training data
class Experiment:
    def __init__(self, step, deg_, lr, rng, batch_size, noise_scale):
        self.step, self.deg_, self.lr, self.rng = step, deg_, lr, rng
        self.batch_size, self.noise_scale = batch_size, noise_scale

    def loss(self, theta):
        return noisy_val_grad(theta, A, y_data, self.deg_)[0]

    def gradient(self, theta):
        idx = self.rng.integers(len(A), size=self.batch_size)
        g = noisy_val_grad(theta, A[idx], y_data[idx], self.deg_)[1]
        return g + self.rng.normal(0, self.noise_scale, g.shape)

    def run(self, max_iter, interval):
        theta, state, curve = theta_init.copy(), None, []
        for i in range(max_iter):
            if i % interval == 0:
                curve.append(self.loss(theta))
            theta, state = self.step(theta, self.gradient(theta), state, self.lr)
        return curve


def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1,
                   test_exp_interval=50, noise_scale=0.0):
    exp = Experiment(step, deg_, lr, rng, batch_size, noise_scale)
    return np.array([exp.run(max_iter, test_exp_interval) for _ in range(num_rep)])

# %% wrong: state is not passed on
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1,
                   test_exp_interval=50, noise_scale=0.0):
    out = []
    for _ in range(num_rep):
        theta = theta_init.copy()
        row = []
        for k in range(max_iter):
            if k % test_exp_interval == 0:
                row += [noisy_val_grad(theta, A_test, y_test, deg_)[0]]
            j = rng.integers(A.shape[0], size=batch_size)
            g = noisy_val_grad(theta, A[j], y_data[j], deg_)[1] + noise_scale * rng.normal(size=theta.shape)
            theta, _ = step(theta, g, None, lr)
        out += [row]
    return np.array(out)

# %% wrong: np.random draws the batches
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1,
                   test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for rep in range(num_rep):
        theta = theta_init.copy()
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                losses[rep, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = np.random.randint(0, A.shape[0], batch_size)
            _, grad = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            grad = grad + rng.normal(0, noise_scale, size=grad.shape)
            theta, state = step(theta, grad, state, lr)
    return losses

# %% wrong: deg_ not passed to either loss
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1,
                   test_exp_interval=50, noise_scale=0.0):
    result = []
    for rep in range(num_rep):
        theta, state, curve = theta_init.copy(), None, []
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                loss, _ = noisy_val_grad(theta, A_test, y_test)
                curve.append(loss)
            rows = rng.choice(len(A), batch_size)
            _, gradient = noisy_val_grad(theta, A[rows], y_data[rows])
            gradient = gradient + noise_scale * rng.standard_normal(gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        result.append(curve)
    return np.array(result)

# %% wrong: batch size ignored and transposed
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1,
                   test_exp_interval=50, noise_scale=0.0):
    n_ev = int(np.ceil(max_iter / test_exp_interval))
    table = np.zeros((n_ev, num_rep))
    for r in range(num_rep):
        th, st = theta_init.copy(), None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                table[t // test_exp_interval, r] = noisy_val_grad(th, A_test, y_test, deg_)[0]
            i = rng.integers(len(A))
            g = noisy_val_grad(th, A[i:i + 1], y_data[i:i + 1], deg_)[1]
            th, st = step(th, g + rng.normal(0, noise_scale, g.shape), st, lr)
    return table

# %% wrong: last loss added, same seed for every replicate
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1,
                   test_exp_interval=50, noise_scale=0.0):
    seed = int(rng.integers(2 ** 31))
    runs = []
    for r in range(num_rep):
        gen = np.random.default_rng(seed)
        theta, state, hist = theta_init.copy(), None, []
        for i in range(max_iter):
            if i % test_exp_interval == 0:
                hist.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = gen.integers(0, len(A), size=batch_size)
            g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            g = g + noise_scale * gen.standard_normal(g.shape)
            theta, state = step(theta, g, state, lr)
        hist.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
        runs.append(hist)
    return np.array(runs)
