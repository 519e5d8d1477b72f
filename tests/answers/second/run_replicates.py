# %% right: nested loops, with replacement
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            batch = rng.choice(n, batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * rng.standard_normal(gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return test_losses
# %% right: without replacement, lists of lists
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    results = []
    for replicate in range(num_rep):
        losses = []
        parameters, memory = theta_init.copy(), None
        for update in range(max_iter):
            if update % test_exp_interval == 0:
                loss, _ = noisy_val_grad(parameters, A_test, y_test, deg_)
                losses.append(loss)
            rows = rng.permutation(len(A))[:batch_size]
            _, g = noisy_val_grad(parameters, A[rows, :], y_data[rows, :], deg_)
            if noise_scale > 0:
                g = g + rng.normal(0.0, noise_scale, size=g.shape)
            parameters, memory = step(parameters, g, memory, lr)
        print("replicate", replicate, "done")
        results.append(losses)
    return np.array(results)
# %% right: replicates side by side
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    thetas = [theta_init.copy() for _ in range(num_rep)]
    states = [None] * num_rep
    columns = []
    for it in range(max_iter):
        if it % test_exp_interval == 0:
            errors = A_test @ np.hstack(thetas) - y_test
            columns.append((np.abs(errors) ** deg_).mean(axis=0))
        picks = rng.integers(0, len(A), size=(num_rep, batch_size))
        noise = rng.normal(size=(num_rep, theta_init.shape[0], 1))
        for r in range(num_rep):
            g = noisy_val_grad(thetas[r], A[picks[r]], y_data[picks[r]], deg_)[1]
            thetas[r], states[r] = step(thetas[r], g + noise_scale * noise[r], states[r], lr)
    return np.stack(columns, axis=1)
# %% right: own loss and gradient, helpers, a child generator per replicate
def power_loss(theta, X, t, deg_):
    return np.mean(np.abs(X @ theta - t) ** deg_)


def power_gradient(theta, X, t, deg_):
    e = X @ theta - t
    safe = np.where(e == 0, 1.0, np.abs(e))
    return X.T @ (deg_ * np.sign(e) * safe ** (deg_ - 1)) / len(X)


def one_replicate(step, deg_, max_iter, lr, rng, batch_size, every, noise_scale):
    theta, state = np.copy(theta_init), None
    for it in range(max_iter):
        if it % every == 0:
            yield power_loss(theta, A_test, y_test, deg_)
        idx = rng.choice(A.shape[0], size=batch_size, replace=False)
        g = power_gradient(theta, A[idx], y_data[idx], deg_)
        g += rng.normal(scale=noise_scale, size=g.shape)
        theta, state = step(theta, g, state, lr)


def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    children = [np.random.default_rng(rng.integers(2 ** 63)) for _ in range(num_rep)]
    return np.array([list(one_replicate(step, deg_, max_iter, lr, child, batch_size, test_exp_interval, noise_scale)) for child in children])
# %% right: blocks between evaluations, lr by keyword
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    d = theta_init.shape[0]
    starts = range(0, max_iter, test_exp_interval)
    out = np.empty((num_rep, len(starts)))
    for r in range(num_rep):
        theta, state = theta_init + 0.0, None
        for k, start in enumerate(starts):
            out[r, k] = noisy_val_grad(theta, A_test, y_test, deg_=deg_)[0]
            for _ in range(min(test_exp_interval, max_iter - start)):
                chosen = [int(rng.integers(len(y_data))) for _ in range(batch_size)]
                gradient = noisy_val_grad(theta, A[chosen], y_data[chosen], deg_)[1].copy()
                for j in range(d):
                    gradient[j, 0] += noise_scale * rng.standard_normal()
                theta, state = step(theta, gradient, state, lr=lr)
    return out
# %% right: all draws of a replicate made ahead, warnings silenced
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n, d = A.shape
    width = -(-max_iter // test_exp_interval)
    losses = np.full((num_rep, width), np.nan)
    with np.errstate(all="ignore"):
        for r in range(num_rep):
            batches = rng.integers(n, size=(max_iter, batch_size))
            noises = rng.normal(0, 1, size=(max_iter, d, 1)) * noise_scale
            theta, state = theta_init.copy(), None
            for it, (b, z) in enumerate(zip(batches, noises)):
                k, rest = divmod(it, test_exp_interval)
                if rest == 0:
                    losses[r, k] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
                theta, state = step(theta, noisy_val_grad(theta, A[b], y_data[b], deg_)[1] + z, state, lr)
    return losses
# %% right: class for a replicate, evaluates always and slices
class Replicate:
    def __init__(self, step, deg_, lr, rng):
        self.step, self.deg_, self.lr, self.rng = step, deg_, lr, rng
        self.theta = np.array(theta_init, copy=True)
        self.state = None

    def test_loss(self):
        return noisy_val_grad(self.theta, A_test, y_test, self.deg_)[0]

    def update(self, batch_size, noise_scale):
        rows = self.rng.choice(np.arange(len(A)), batch_size)
        g = noisy_val_grad(self.theta, A[rows], y_data[rows], self.deg_)[1]
        g = self.rng.normal(loc=g, scale=noise_scale)
        self.theta, self.state = self.step(self.theta, g, self.state, self.lr)


def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    replicates = [Replicate(step, deg_, lr, rng) for _ in range(num_rep)]
    table = []
    for rep in replicates:
        every_loss = []
        for _ in range(max_iter):
            every_loss.append(rep.test_loss())
            rep.update(batch_size, noise_scale)
        table.append(every_loss[::test_exp_interval])
    return np.array(table)
# %% wrong: test loss after the update
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for it in range(max_iter):
            batch = rng.choice(n, batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * rng.standard_normal(gradient.shape)
            theta, state = step(theta, gradient, state, lr)
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
    return test_losses
# %% wrong: floor in the number of evaluations, the last one dropped
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, max_iter // test_exp_interval))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0 and it // test_exp_interval < test_losses.shape[1]:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            batch = rng.choice(n, batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * rng.standard_normal(gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return test_losses
# %% wrong: one more evaluation at the end
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    rows = []
    for r in range(num_rep):
        theta, state, losses = theta_init.copy(), None, []
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                losses.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            b = rng.choice(n, batch_size, replace=False)
            g = noisy_val_grad(theta, A[b], y_data[b], deg_)[1]
            g = g + rng.normal(0, noise_scale, g.shape)
            theta, state = step(theta, g, state, lr)
        losses.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
        rows.append(losses)
    return np.array(rows)
# %% wrong: batches from numpy's global generator
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            batch = np.random.choice(n, batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * rng.standard_normal(gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return test_losses
# %% wrong: same seed in every replicate
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        rng_r = np.random.default_rng(0)
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            batch = rng_r.choice(n, batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * rng_r.standard_normal(gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return test_losses
# %% wrong: all replicates share one list of batches
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    batches = rng.integers(n, size=(max_iter, batch_size))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            batch = batches[it]
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * rng.standard_normal(gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return test_losses
# %% wrong: one batch drawn per replicate and kept
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        batch = rng.choice(n, batch_size)
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * rng.standard_normal(gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return test_losses
# %% wrong: state carried over to the next replicate
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    state = None
    for r in range(num_rep):
        theta = theta_init.copy()
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            batch = rng.choice(n, batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * rng.standard_normal(gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return test_losses
# %% wrong: theta carried over to the next replicate
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    theta = theta_init.copy()
    for r in range(num_rep):
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            batch = rng.choice(n, batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * rng.standard_normal(gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return test_losses
# %% wrong: state thrown away at every step
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            batch = rng.choice(n, batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * rng.standard_normal(gradient.shape)
            theta, _ = step(theta, gradient, None, lr)
    return test_losses
# %% wrong: one noise number for all coordinates
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            batch = rng.choice(n, batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * rng.standard_normal()
            theta, state = step(theta, gradient, state, lr)
    return test_losses
# %% wrong: noise averaged over the batch
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            batch = rng.choice(n, batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale / np.sqrt(batch_size) * rng.standard_normal(gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return test_losses
# %% wrong: same noise at every update of a replicate
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        noise = noise_scale * rng.standard_normal(theta.shape)
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            batch = rng.choice(n, batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise
            theta, state = step(theta, gradient, state, lr)
    return test_losses
# %% wrong: noise also on the labels of the test
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test + noise_scale * rng.standard_normal(y_test.shape), deg_)[0]
            batch = rng.choice(n, batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * rng.standard_normal(gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return test_losses
# %% wrong: uniform noise of the right variance
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            batch = rng.choice(n, batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * np.sqrt(3) * rng.uniform(-1, 1, gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return test_losses
# %% wrong: rows of A and labels drawn apart
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            batch = rng.choice(n, batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[rng.choice(n, batch_size)], deg_)
            gradient = gradient + noise_scale * rng.standard_normal(gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return test_losses
# %% wrong: second half of the data never drawn
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            batch = rng.integers(0, n // 2, size=batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * rng.standard_normal(gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return test_losses
# %% wrong: degree forgotten in the test loss
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test)[0]
            batch = rng.choice(n, batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * rng.standard_normal(gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return test_losses
# %% wrong: transposed table
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            batch = rng.choice(n, batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * rng.standard_normal(gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return test_losses.T
# %% wrong: nan replaced by zero
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            batch = rng.choice(n, batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * rng.standard_normal(gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return np.nan_to_num(test_losses, nan=0.0)
# %% wrong: batch picked from the front of the data in order
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            batch = np.arange(it * batch_size, (it + 1) * batch_size) % n
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * rng.standard_normal(gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return test_losses
# %% wrong: theta_init overwritten as the run goes
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init
        state = None
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                test_losses[r, it // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            batch = rng.choice(n, batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * rng.standard_normal(gradient.shape)
            new_theta, state = step(theta, gradient, state, lr)
            theta[:] = new_theta
    return test_losses
