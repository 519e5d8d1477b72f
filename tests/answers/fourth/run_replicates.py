# %% right: side by side: iterations outside, replicates inside
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n, d = A.shape
    thetas = [theta_init.copy() for _ in range(num_rep)]
    states = [None] * num_rep
    columns = -(-max_iter // test_exp_interval)
    losses = np.empty((num_rep, columns))
    for t in range(max_iter):
        k, rest = divmod(t, test_exp_interval)
        for r in range(num_rep):
            if rest == 0:
                losses[r, k] = noisy_val_grad(thetas[r], A_test, y_test, deg_)[0]
            batch = rng.integers(n, size=batch_size)
            _, g = noisy_val_grad(thetas[r], A[batch], y_data[batch], deg_)
            g = g + noise_scale * rng.standard_normal((d, 1))
            thetas[r], states[r] = step(thetas[r], g, states[r], lr)
    return losses

# %% right: every batch and all noise drawn before the first step
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    picks = rng.integers(0, len(A), size=(num_rep, max_iter, batch_size))
    noise = rng.normal(0.0, noise_scale, size=(num_rep, max_iter) + theta_init.shape)
    rows = []
    for my_picks, my_noise in zip(picks, noise):
        theta, state, row = theta_init, None, []
        for t, (idx, eta) in enumerate(zip(my_picks, my_noise)):
            if not t % test_exp_interval:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            grad = noisy_val_grad(theta, A[idx, :], y_data[idx, :], deg_)[1] + eta
            theta, state = step(theta, grad, state, lr)
        rows.append(row)
    return np.array(rows, dtype=float)

# %% right: one child generator per replicate by rng.spawn
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    def one(child):
        theta = np.array(theta_init)
        state = None
        visited = []
        for _ in range(max_iter):
            visited.append(theta)
            i = child.choice(A.shape[0], size=batch_size, replace=True)
            grad = noisy_val_grad(theta, A[i], y_data[i], deg_=deg_)[1]
            # gaussian centred at the gradient, independent in each coordinate
            grad = child.normal(loc=grad, scale=noise_scale)
            theta, state = step(theta, grad, state, lr)
        return [noisy_val_grad(w, A_test, y_test, deg_=deg_)[0] for w in visited[::test_exp_interval]]

    return np.array([one(c) for c in rng.spawn(num_rep)])

# %% right: class with a shuffled queue of indices (epochs)
import math

class Sampler:
    """Goes through the shuffled data, shuffles again when it runs out."""
    def __init__(self, n, rng):
        self.n, self.rng, self.queue = n, rng, []

    def take(self, k):
        while len(self.queue) < k:
            self.queue.extend(self.rng.permutation(self.n).tolist())
        out, self.queue = self.queue[:k], self.queue[k:]
        return out

def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    out = np.zeros((num_rep, math.ceil(max_iter / test_exp_interval)))
    for r in range(num_rep):
        sampler = Sampler(A.shape[0], rng)
        theta, state = theta_init.copy(), None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                out[r, t // test_exp_interval], _ = noisy_val_grad(theta, A_test, y_test, deg_)
            rows = sampler.take(batch_size)
            _, gradient = noisy_val_grad(theta, A[rows], y_data[rows], deg_)
            if noise_scale > 0:
                gradient = gradient + rng.normal(scale=noise_scale, size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return out

# %% right: own loss and gradient formulas, while loop in blocks
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    def loss(w):
        return (np.abs(A_test @ w - y_test) ** deg_).mean()

    def batch_gradient(w):
        rows = rng.integers(0, A.shape[0], batch_size)
        X, e = A[rows], A[rows] @ w - y_data[rows]
        slope = np.zeros_like(e)
        nz = e != 0
        slope[nz] = deg_ * np.sign(e[nz]) * np.abs(e[nz]) ** (deg_ - 1.0)
        g = X.T @ slope / batch_size
        for j in range(g.shape[0]):
            g[j, 0] += noise_scale * rng.standard_normal()
        return g

    table = []
    while len(table) < num_rep:
        w, memory, done, line = theta_init + 0.0, None, 0, []
        while done < max_iter:
            line += [loss(w)]
            for _ in range(min(test_exp_interval, max_iter - done)):
                w, memory = step(w, batch_gradient(w), memory, lr)
                done += 1
        table.append(line)
    return np.reshape(table, (num_rep, -(-max_iter // test_exp_interval))).astype(float)

# %% wrong: test loss taken after the update instead of before
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    res = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for i in range(max_iter):
            idx = rng.choice(A.shape[0], batch_size)
            _, g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            g = g + noise_scale * rng.standard_normal(g.shape)
            theta, state = step(theta, g, state, lr)
            if i % test_exp_interval == 0:
                res[r, i // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
    return res

# %% wrong: state not reset to None for the next replicate
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n_eval = int(np.ceil(max_iter / test_exp_interval))
    test_losses = np.zeros((num_rep, n_eval))
    state = None
    for rep in range(num_rep):
        theta = theta_init.copy()
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                loss, _ = noisy_val_grad(theta, A_test, y_test, deg_)
                test_losses[rep, it // test_exp_interval] = loss
            idx = rng.integers(0, A.shape[0], size=batch_size)
            _, grad = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            grad = grad + rng.normal(0, noise_scale, size=grad.shape)
            theta, state = step(theta, grad, state, lr)
    return test_losses

# %% wrong: theta not reset, next replicate starts where one ended
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    theta = theta_init
    all_losses = []
    for _ in range(num_rep):
        losses = []
        state = None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            pick = rng.choice(len(A), size=batch_size, replace=False)
            grad = noisy_val_grad(theta, A[pick], y_data[pick], deg_)[1]
            grad = grad + rng.normal(0, noise_scale, grad.shape)
            theta, state = step(theta, grad, state, lr)
        all_losses.append(losses)
    return np.array(all_losses)

# %% wrong: batches from np.random instead of rng
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    out = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for i in range(max_iter):
            if i % test_exp_interval == 0:
                out[r, i // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = np.random.choice(A.shape[0], batch_size)
            g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            g = g + rng.normal(0, noise_scale, g.shape)
            theta, state = step(theta, g, state, lr)
    return out

# %% wrong: batch drawn once per replicate, outside the loop
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    result = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for rep in range(num_rep):
        theta = theta_init.copy()
        state = None
        idx = rng.choice(A.shape[0], size=batch_size, replace=False)
        xb, yb = A[idx], y_data[idx]
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                result[rep, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            _, grad = noisy_val_grad(theta, xb, yb, deg_)
            grad = grad + noise_scale * rng.standard_normal(grad.shape)
            theta, state = step(theta, grad, state, lr)
    return result

# %% wrong: all replicates share one list of batches
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    batches = rng.integers(0, A.shape[0], size=(max_iter, batch_size))

    def replicate():
        theta, state = theta_init.copy(), None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                yield noisy_val_grad(theta, A_test, y_test, deg_)[0]
            g = noisy_val_grad(theta, A[batches[t]], y_data[batches[t]], deg_)[1]
            g = g + rng.normal(0.0, noise_scale, g.shape)
            theta, state = step(theta, g, state, lr)

    return np.array([list(replicate()) for _ in range(num_rep)])

# %% wrong: one noise number added to all coordinates
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    L = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        th = theta_init.copy()
        st = None
        for i in range(max_iter):
            if i % test_exp_interval == 0:
                L[r, i // test_exp_interval] = noisy_val_grad(th, A_test, y_test, deg_)[0]
            ind = rng.integers(0, n, batch_size)
            val, grad = noisy_val_grad(th, A[ind], y_data[ind], deg_)
            grad = grad + rng.normal(0, noise_scale)
            th, st = step(th, grad, st, lr)
    return L

# %% wrong: noise_scale taken as variance, and sums the batch
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            grad = np.zeros_like(theta)
            for _ in range(batch_size):
                j = rng.integers(A.shape[0])
                grad += noisy_val_grad(theta, A[j:j+1], y_data[j:j+1], deg_)[1]
            grad += np.sqrt(noise_scale) * rng.standard_normal(theta.shape)
            theta, state = step(theta, grad, state, lr)
    return losses

# %% wrong: `//` rounds down: last evaluation dropped
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    num_eval = max_iter // test_exp_interval
    test_losses = np.zeros((num_rep, num_eval))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for k in range(max_iter):
            if k % test_exp_interval == 0 and k // test_exp_interval < num_eval:
                test_losses[r, k // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.integers(0, A.shape[0], batch_size)
            _, g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            g = g + noise_scale * rng.standard_normal(g.shape)
            theta, state = step(theta, g, state, lr)
    return test_losses

# %% wrong: extra evaluation after the last update: one more column
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    out = []
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        row = []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(0, A.shape[0], size=batch_size)
            g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            g = g + noise_scale * rng.standard_normal(g.shape)
            theta, state = step(theta, g, state, lr)
        row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])   # final loss
        out.append(row)
    return np.array(out)

# %% wrong: return inside the replicate loop: other rows stay 0
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.integers(0, A.shape[0], size=batch_size)
            _, g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            g = g + noise_scale * rng.standard_normal(g.shape)
            theta, state = step(theta, g, state, lr)
        return losses

# %% wrong: features and labels drawn with separate indices
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    res = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                res[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            xb = rng.choice(A, size=batch_size)
            yb = rng.choice(y_data, size=batch_size)
            _, g = noisy_val_grad(theta, xb, yb, deg_)
            g = g + noise_scale * rng.standard_normal(g.shape)
            theta, state = step(theta, g, state, lr)
    return res

# %% wrong: state thrown away, step always gets None; deg_ 2 in test
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    res = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                res[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test)[0]
            idx = rng.integers(0, A.shape[0], batch_size)
            _, g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            g = g + noise_scale * rng.standard_normal(g.shape)
            theta, _ = step(theta, g, None, lr)
    return res

# %% wrong: `A.shape[1]` for `A.shape[0]`: only first rows are drawn
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[1]
    res = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                res[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.integers(0, n, size=batch_size)
            _, g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            g = g + noise_scale * rng.standard_normal(g.shape)
            theta, state = step(theta, g, state, lr)
    return res

# %% wrong: always one data point, and evaluates every 50 steps
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        row = []
        for t in range(max_iter):
            if t % 50 == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            i = rng.integers(0, A.shape[0])
            _, g = noisy_val_grad(theta, A[i].reshape(1, -1), y_data[i].reshape(1, 1), deg_)
            g = g + noise_scale * rng.standard_normal(g.shape)
            theta, state = step(theta, g, state, lr)
        rows.append(row)
    return np.array(rows)

# %% wrong: noise put on theta after the step, not on the gradient
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n, d = A.shape
    curves = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta, state = np.copy(theta_init), None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                curves[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.permutation(n)[:batch_size]
            _, g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            theta, state = step(theta, g, state, lr)
            theta = theta + noise_scale * rng.standard_normal((d, 1))
    return curves

# %% wrong: noise multiplied by lr, and table transposed at the end
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = []
    for rep in range(num_rep):
        theta = theta_init.copy()
        state = None
        tmp = []
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                tmp.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.choice(A.shape[0], batch_size)
            g = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            g = g + lr * rng.normal(0, noise_scale, size=g.shape)
            theta, state = step(theta, g, state, lr)
        tmp = np.array(tmp)
        losses.append(tmp)
    return np.array(losses).T
