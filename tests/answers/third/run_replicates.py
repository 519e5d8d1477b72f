# %% right: rows of a filled array
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    evaluations = -(-max_iter // test_exp_interval)
    out = np.zeros((num_rep, evaluations))
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                out[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_=deg_)[0]
            idx = rng.choice(n, batch_size, replace=False)
            _, gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_=deg_)
            gradient = gradient + noise_scale * rng.standard_normal(gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return out
# %% right: all replicates side by side
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    thetas = [theta_init.copy() for _ in range(num_rep)]
    states = [None] * num_rep
    columns = []
    for t in range(max_iter):
        if not t % test_exp_interval:
            columns.append([noisy_val_grad(theta, A_test, y_test, deg_)[0] for theta in thetas])
        batches = rng.integers(len(A), size=(num_rep, batch_size))
        noise = rng.normal(0.0, noise_scale, size=(num_rep,) + theta_init.shape)
        for r, batch in enumerate(batches):
            g = noisy_val_grad(thetas[r], A[batch, :], y_data[batch, :], deg_)[1]
            thetas[r], states[r] = step(thetas[r], g + noise[r], states[r], lr)
    return np.array(columns).reshape(len(columns), num_rep).T
# %% right: a child generator for each replicate
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    def one(child):
        theta, state, losses = np.array(theta_init), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses.append(np.mean(np.abs(A_test @ theta - y_test) ** deg_))
            rows = child.integers(0, A.shape[0], batch_size)
            gradient = noisy_val_grad(theta, A[rows], y_data[rows], deg_)[1]
            if noise_scale > 0:
                gradient = gradient + child.normal(scale=noise_scale, size=gradient.shape)
            theta, state = step(theta, gradient, state, lr=lr)
        return losses

    return np.array([one(child) for child in rng.spawn(num_rep)])
# %% right: shuffled epochs from a generator
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    def batches():
        pending = np.array([], dtype=int)
        while True:
            while len(pending) < batch_size:
                pending = np.concatenate([pending, rng.permutation(len(y_data))])
            yield pending[:batch_size]
            pending = pending[batch_size:]

    table = []
    for rep in range(num_rep):
        if rep % 20 == 0:
            print("replicate", rep)
        stream = batches()
        theta, state = theta_init * 1.0, None
        row = []
        for t, rows in zip(range(max_iter), stream):
            if t % test_exp_interval == 0:
                row += [noisy_val_grad(theta, A_test, y_test, deg_)[0]]
            gradient = noisy_val_grad(theta, A[rows], y_data[rows], deg_)[1]
            gradient += rng.normal(scale=noise_scale, size=(A.shape[1], 1))
            theta, state = step(theta, gradient, state, lr)
        table.append(row)
    return np.asarray(table, dtype=float)
# %% right: thetas gathered first, losses at the end
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    def trajectory():
        theta, state = theta_init.copy(), None
        for t in range(max_iter):
            yield theta.copy()
            mask = rng.permutation(A.shape[0]) < batch_size
            gradient = noisy_val_grad(theta, A[mask], y_data[mask], deg_)[1]
            theta, state = step(theta, gradient + noise_scale * rng.normal(size=theta.shape), state, lr)

    losses = np.empty((num_rep, len(range(0, max_iter, test_exp_interval))))
    for r in range(num_rep):
        for k, theta in enumerate(list(trajectory())[::test_exp_interval]):
            losses[r, k] = np.mean(np.abs(A_test @ theta - y_test) ** deg_)
    return losses
# %% right: a class with its own gradient, blocks of updates
class Replicate:
    def __init__(self, step, deg_, lr, rng, batch_size, noise_scale):
        self.step, self.deg_, self.lr, self.rng = step, deg_, lr, rng
        self.batch_size, self.noise_scale = batch_size, noise_scale
        self.theta, self.state = theta_init.copy(), None

    def test_loss(self):
        return float((np.abs(A_test @ self.theta - y_test) ** self.deg_).sum() / len(y_test))

    def gradient(self, rows):
        err = A[rows] @ self.theta - y_data[rows]
        slope = np.where(err == 0, 0.0, self.deg_ * np.where(err == 0, 1.0, np.abs(err)) ** (self.deg_ - 1)) * np.sign(err)
        return A[rows].T @ slope / len(rows)

    def advance(self, steps):
        for _ in range(steps):
            rows = self.rng.choice(len(A), size=self.batch_size)
            g = self.gradient(rows) + self.rng.normal(0, self.noise_scale, self.theta.shape)
            self.theta, self.state = self.step(self.theta, g, self.state, self.lr)

def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    result = np.full((num_rep, int(np.ceil(max_iter / test_exp_interval))), np.nan)
    for r in range(num_rep):
        replicate = Replicate(step, deg_, lr, rng, batch_size, noise_scale)
        for k in range(result.shape[1]):
            result[r, k] = replicate.test_loss()
            replicate.advance(min(test_exp_interval, max_iter - k * test_exp_interval))
    return result
# %% wrong: state survives into the next replicate
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    test_loss_mat = []
    state = None
    for replicate in range(num_rep):
        theta_hat = theta_init.copy()
        test_loss_list = []
        for t in range(max_iter):
            idx = rng.choice(A.shape[0], batch_size)
            _, gradient = noisy_val_grad(theta_hat, A[idx, :], y_data[idx, :], deg_=deg_)
            gradient = gradient + rng.normal(size=gradient.shape) * noise_scale
            if t % test_exp_interval == 0:
                test_loss_list.append(noisy_val_grad(theta_hat, A_test, y_test, deg_=deg_)[0])
            theta_hat, state = step(theta_hat, gradient, state, lr)
        test_loss_mat.append(test_loss_list)
    return np.array(test_loss_mat)
# %% wrong: theta goes on where the last replicate stopped
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    test_loss_mat = []
    theta_hat = theta_init.copy()
    for replicate in range(num_rep):
        state = None
        test_loss_list = []
        for t in range(max_iter):
            idx = rng.choice(A.shape[0], batch_size)
            _, gradient = noisy_val_grad(theta_hat, A[idx, :], y_data[idx, :], deg_=deg_)
            gradient = gradient + rng.normal(size=gradient.shape) * noise_scale
            if t % test_exp_interval == 0:
                test_loss_list.append(noisy_val_grad(theta_hat, A_test, y_test, deg_=deg_)[0])
            theta_hat, state = step(theta_hat, gradient, state, lr)
        test_loss_mat.append(test_loss_list)
    return np.array(test_loss_mat)
# %% wrong: test loss taken after the update
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    test_loss_mat = []
    for replicate in range(num_rep):
        theta_hat, state = theta_init.copy(), None
        test_loss_list = []
        for t in range(max_iter):
            idx = rng.choice(A.shape[0], batch_size)
            _, gradient = noisy_val_grad(theta_hat, A[idx, :], y_data[idx, :], deg_=deg_)
            gradient = gradient + rng.normal(size=gradient.shape) * noise_scale
            theta_hat, state = step(theta_hat, gradient, state, lr)
            if t % test_exp_interval == 0:
                test_loss_list.append(noisy_val_grad(theta_hat, A_test, y_test, deg_=deg_)[0])
        test_loss_mat.append(test_loss_list)
    return np.array(test_loss_mat)
# %% wrong: number of evaluations rounded down
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((num_rep, max_iter // test_exp_interval))
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        for t in range(max_iter):
            k, remainder = divmod(t, test_exp_interval)
            if remainder == 0 and k < losses.shape[1]:
                losses[r, k] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.choice(A.shape[0], batch_size)
            g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1] + rng.normal(0, noise_scale, theta.shape)
            theta, state = step(theta, g, state, lr)
    return losses
# %% wrong: one draw of batches shared by the replicates
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    all_idx = rng.integers(0, A.shape[0], size=(max_iter, batch_size))
    losses = []
    for r in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = all_idx[t]
            g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1] + rng.normal(0, noise_scale, theta.shape)
            theta, state = step(theta, g, state, lr)
        losses.append(row)
    return np.array(losses)
# %% wrong: noise from np.random
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = []
    for r in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.choice(A.shape[0], batch_size)
            g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            g = g + np.random.randn(*g.shape) * noise_scale
            theta, state = step(theta, g, state, lr)
        losses.append(row)
    return np.array(losses)
# %% wrong: test loss always of degree two
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = []
    for r in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test)[0])
            idx = rng.choice(A.shape[0], batch_size)
            g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1] + rng.normal(0, noise_scale, theta.shape)
            theta, state = step(theta, g, state, lr)
        losses.append(row)
    return np.array(losses)
# %% wrong: one noise number for every coordinate
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = []
    for r in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.choice(A.shape[0], batch_size)
            g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1] + rng.normal(0, noise_scale)
            theta, state = step(theta, g, state, lr)
        losses.append(row)
    return np.array(losses)
# %% wrong: noise scale taken for the variance
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = []
    for r in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.choice(A.shape[0], batch_size)
            g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            g = g + rng.normal(0, np.sqrt(noise_scale), theta.shape)
            theta, state = step(theta, g, state, lr)
        losses.append(row)
    return np.array(losses)
# %% wrong: features and labels drawn apart
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = []
    for r in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            x_batch, y_batch = rng.choice(A, batch_size), rng.choice(y_data, batch_size)
            g = noisy_val_grad(theta, x_batch, y_batch, deg_)[1] + rng.normal(0, noise_scale, theta.shape)
            theta, state = step(theta, g, state, lr)
        losses.append(row)
    return np.array(losses)
# %% wrong: batch loss recorded in place of the test loss
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = []
    for r in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            idx = rng.choice(A.shape[0], batch_size)
            loss, g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            if t % test_exp_interval == 0:
                row.append(loss)
            theta, state = step(theta, g + rng.normal(0, noise_scale, theta.shape), state, lr)
        losses.append(row)
    return np.array(losses)
# %% wrong: state never handed back to the step
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = []
    for r in range(num_rep):
        theta, row = theta_init.copy(), []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.choice(A.shape[0], batch_size)
            g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1] + rng.normal(0, noise_scale, theta.shape)
            theta, state = step(theta, g, None, lr)
        losses.append(row)
    return np.array(losses)
