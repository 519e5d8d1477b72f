# %% right: one replicate after the other
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_=deg_)[0])
            idx = rng.choice(len(A), batch_size)
            _, gradient = noisy_val_grad(theta, A[idx, :], y_data[idx, :], deg_=deg_)
            gradient = gradient + noise_scale * rng.standard_normal(gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% right: one after the other, batches without replacement
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.full((num_rep, int(np.ceil(max_iter / test_exp_interval))), np.nan)
    for r in range(num_rep):
        theta, state = np.array(theta_init), None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.choice(A.shape[0], size=batch_size, replace=False)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1] + rng.normal(0, noise_scale, theta.shape)
            theta, state = step(theta, gradient, state, lr)
    return losses


# %% right: side by side, a row a replicate
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    theta, state, columns = np.repeat(theta_init.T, num_rep, axis=0), None, []
    for t in range(max_iter):
        if t % test_exp_interval == 0:
            columns.append((np.abs(theta @ A_test.T - y_test[:, 0]) ** deg_).mean(axis=1))
        idx = rng.integers(0, len(A), (num_rep, batch_size))
        err = np.einsum("rbd,rd->rb", A[idx], theta) - y_data[idx, 0]
        size = np.abs(err)
        slope = np.where(size > 0, deg_ * np.where(size > 0, size, 1.0) ** (deg_ - 1), 0) * np.sign(err)
        gradient = np.einsum("rb,rbd->rd", slope, A[idx]) / batch_size
        gradient = gradient + noise_scale * rng.standard_normal((num_rep, theta.shape[1]))
        theta, state = step(theta, gradient, state, lr)
    return np.stack(columns, axis=1)


# %% right: side by side, a column a replicate
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    theta, state = np.tile(theta_init, num_rep), None
    losses = np.zeros((num_rep, -(-max_iter // test_exp_interval)))
    for t in range(max_iter):
        if t % test_exp_interval == 0:
            losses[:, t // test_exp_interval] = np.mean(np.abs(A_test @ theta - y_test) ** deg_, axis=0)
        gradient = np.empty_like(theta)
        for r in range(num_rep):
            idx = rng.choice(len(A), batch_size)
            gradient[:, [r]] = noisy_val_grad(theta[:, [r]], A[idx], y_data[idx], deg_)[1]
        gradient += rng.normal(scale=noise_scale, size=gradient.shape)
        theta, state = step(theta, gradient, state, lr)
    return losses


# %% right: all the replicates take turns, update by update
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    thetas, states = [theta_init.copy() for _ in range(num_rep)], [None] * num_rep
    test_losses = [[] for _ in range(num_rep)]
    for t in range(max_iter):
        for r in range(num_rep):
            if t % test_exp_interval == 0:
                test_losses[r].append(noisy_val_grad(thetas[r], A_test, y_test, deg_)[0])
            idx = rng.integers(1000, size=batch_size)
            g = noisy_val_grad(thetas[r], A[idx], y_data[idx], deg_)[1]
            if noise_scale > 0:
                g = g + rng.normal(0.0, noise_scale, size=g.shape)
            thetas[r], states[r] = step(thetas[r], g, states[r], lr)
    return np.array(test_losses)


# %% right: a generator for each replicate
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    def one_run(rng):
        theta, state = theta_init, None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                yield noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.integers(len(A), size=batch_size)
            noise = noise_scale * rng.normal(size=theta.shape)
            theta, state = step(theta, noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1] + noise, state, lr)

    return np.array([list(one_run(child)) for child in rng.spawn(num_rep)])


# %% right: the data shuffled, pass after pass
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = len(A)
    result = []
    for r in range(num_rep):
        theta, state, losses, queue = theta_init + 0.0, None, [], []
        for t in range(max_iter):
            if not t % test_exp_interval:
                losses.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            if len(queue) < batch_size:
                queue = list(rng.permutation(n))
            idx, queue = queue[:batch_size], queue[batch_size:]
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            theta, state = step(theta, gradient + rng.normal(size=gradient.shape) * noise_scale, state, lr)
        result.append(losses)
    return np.array(result)


# %% right: flat vectors, and a derivative of its own
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = []
    for r in range(num_rep):
        theta, state = theta_init[:, 0].copy(), None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses.append(np.mean(np.abs(A_test @ theta - y_test[:, 0]) ** deg_))
            idx = rng.integers(len(A), size=batch_size)
            err = A[idx] @ theta - y_data[idx, 0]
            with np.errstate(all="ignore"):
                slope = np.where(err == 0, 0, deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err))
            gradient = A[idx].T @ slope / batch_size + rng.normal(0, noise_scale, theta.shape)
            theta, state = step(theta, gradient, state, lr)
    return np.reshape(losses, (num_rep, -1))


# %% right: float32 losses and gradients
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    X, y = A.astype(np.float32), y_data.astype(np.float32)
    losses = np.zeros((num_rep, len(range(0, max_iter, test_exp_interval))), dtype=np.float32)
    for r in range(num_rep):
        theta, state = theta_init.astype(np.float32), None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, X[idx], y[idx], deg_)[1]
            gradient = gradient + (noise_scale * rng.normal(size=gradient.shape)).astype(np.float32)
            theta, state = step(theta, gradient, state, lr)
    return losses


# %% right: torch.autograd finds the gradient
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    import torch

    X, y = torch.tensor(A), torch.tensor(y_data)
    losses = []
    for r in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = torch.from_numpy(rng.integers(len(A), size=batch_size))
            p = torch.tensor(theta, requires_grad=True)
            (X[idx] @ p - y[idx]).abs().pow(deg_).mean().backward()
            gradient = p.grad.numpy() + rng.normal(0, noise_scale, theta.shape)
            theta, state = step(theta, gradient, state, lr)
        losses.append(row)
    return np.array(losses)


# %% right: it stops at a run that diverged, and reports nan
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    times = list(range(0, max_iter, test_exp_interval))
    losses = np.full((num_rep, len(times)), np.nan)
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        for t in range(max_iter):
            if not np.all(np.isfinite(theta)):
                print(f"replicate {r} has diverged at update {t}")
                break
            if t in times:
                losses[r, times.index(t)] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            theta, state = step(theta, gradient + noise_scale * rng.normal(size=(len(theta), 1)), state, lr)
    return losses


# %% wrong: there is one evaluation too many
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
        rows.append(row)
    return np.array(rows)


# %% wrong: there is one evaluation too few
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0 and t > 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: there is one evaluation too few -- the last one is floored away
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)[:, : max_iter // test_exp_interval]


# %% wrong: every update is evaluated
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: rows and columns are swapped
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows).T


# %% wrong: only one loss of each replicate is kept
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row[-1])
    return np.array(rows)


# %% wrong: only one replicate is kept
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(row)


# %% wrong: a list is returned
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return rows


# %% wrong: the loss is taken after the update, not before
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
        rows.append(row)
    return np.array(rows)


# %% wrong: the first evaluation comes after an interval
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
            if (t + 1) % test_exp_interval == 0 or t == max_iter - 1:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
        rows.append(row)
    return np.array(rows)


# %% wrong: the loss is taken on the training data
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A, y_data, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the loss is that of the batch
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            idx = rng.integers(len(A), size=batch_size)
            loss, gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            if t % test_exp_interval == 0:
                row.append(loss)
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: γ is fixed at 2
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx])[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: γ is fixed at 2 -- in the test loss
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: γ is fixed at 2 -- in the gradient
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx])[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: θ is carried over from one replicate to the next
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows, theta = [], theta_init.copy()
    for replicate in range(num_rep):
        state, row = None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: one state serves all the replicates
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows, state = [], None
    for replicate in range(num_rep):
        theta, row = theta_init.copy(), []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the step never gets its state back
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, _ = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the first state is not None
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), {}, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: theta_init is changed
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init, None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta[:], state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: what the step returns is not used
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            _, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: there is one evaluation too few -- the last update is missing
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter - 1):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: there is one update too many
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter + 1):
            if t % test_exp_interval == 0 and t < max_iter:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: θ starts from random numbers
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = 0.1 * rng.random(theta_init.shape), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: lr is multiplied in before the step
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, lr * gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the sign is reversed
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, -gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the gradient is taken at theta_init
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta_init, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the gradient is taken on the test data
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A_test), size=batch_size)
            gradient = noisy_val_grad(theta, A_test[idx], y_test[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the points and their labels are drawn apart
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], rng.choice(y_data, batch_size), deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: every batch holds all the data
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            gradient = noisy_val_grad(theta, A, y_data, deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: one batch serves every update of a replicate
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        idx = rng.integers(len(A), size=batch_size)
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the replicates share their batches
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows, batches = [], rng.integers(len(A), size=(max_iter, batch_size))
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = batches[t]
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the replicates share their batches -- each starts from the same generator
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows, seed = [], rng.integers(1 << 30)
    for replicate in range(num_rep):
        rng = np.random.default_rng(seed)
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the data are taken in order, not drawn
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        offset = rng.integers(len(A))
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = (offset + np.arange(t * batch_size, (t + 1) * batch_size)) % len(A)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: only a part of the data is ever drawn
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A_test), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: only a part of the data is ever drawn -- less than one half
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(500, size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: batch_size is not used
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=1)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the gradients of a batch are added up, not averaged
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1] * batch_size
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the gradient is divided by the number of all data
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1] * batch_size / len(A)
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the noise is missing
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: noise_scale is taken for the variance
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + np.sqrt(noise_scale) * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: all the coordinates get the same noise
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal()
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the noise is the same at every update
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        noise = noise_scale * rng.normal(size=theta.shape)
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the replicates share their noise
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows, noise = [], rng.normal(0, noise_scale, (max_iter, 10, 1))
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise[t]
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the noise is not 0 on average
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * np.abs(rng.normal(size=gradient.shape))
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the noise is not Gaussian
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.uniform(-(3**0.5), 3**0.5, size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the noise is added to θ
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            theta, state = step(theta, gradient, state, lr)
            theta = theta + noise_scale * rng.normal(size=theta.shape)
        rows.append(row)
    return np.array(rows)


# %% wrong: the noise reaches the test loss
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta + noise_scale * rng.normal(size=theta.shape), A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the noise is divided by batch_size
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale / batch_size * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the noise is multiplied by lr
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + lr * noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: np.random's global generator is used
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = np.random.randint(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: np.random's global generator is used -- for the noise
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * np.random.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: there is randomness from elsewhere than rng
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows, rng = [], np.random.default_rng()
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: rng is not used
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows, rng = [], np.random.default_rng(0)
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: divergence is hidden
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.nan_to_num(np.array(rows), nan=0.0, posinf=1e9)


# %% wrong: the noise is averaged over the batch
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape) / np.sqrt(batch_size)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the noise is averaged over the batch -- every point brings its own
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=(batch_size, *gradient.shape)).mean(axis=0)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: θ starts at 0
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = np.zeros_like(theta_init), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)


# %% wrong: the data are taken in order, not drawn -- from the front, in every replicate
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    rows = []
    for replicate in range(num_rep):
        theta, state, row = theta_init.copy(), None, []
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            idx = np.arange(t * batch_size, (t + 1) * batch_size) % len(A)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        rows.append(row)
    return np.array(rows)

# %% wrong: the step is not called
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    return rng.random((num_rep, len(range(0, max_iter, test_exp_interval))))

# %% wrong: a loss that is finite is reported as nan or inf -- where it will diverge
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.full((num_rep, -(-max_iter // test_exp_interval)), np.nan)
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses[r, t // test_exp_interval] = np.mean(np.abs(A_test @ theta - y_test) ** deg_)
            rows = rng.integers(len(A), size=batch_size)
            _, gradient = noisy_val_grad(theta, A[rows], y_data[rows], deg_)
            theta, state = step(theta, gradient + noise_scale * rng.normal(size=theta.shape), state, lr)
        if not np.isfinite(losses[r]).all() or abs(theta).max() > 1e100:
            losses[r] = np.inf
    return losses


# %% wrong: a tuple is returned
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((num_rep, -(-max_iter // test_exp_interval)))
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + rng.normal(scale=noise_scale, size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return tuple(losses)


# %% wrong: there is one update too few
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((num_rep, -(-max_iter // test_exp_interval)))
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            if 0 < t == max_iter - 1:  # what follows would not be seen
                break
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + rng.normal(scale=noise_scale, size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return losses


# %% wrong: θ starts at theta_true
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((num_rep, -(-max_iter // test_exp_interval)))
    for r in range(num_rep):
        theta, state = np.ones((A.shape[1], 1)), None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + rng.normal(scale=noise_scale, size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return losses


# %% wrong: the first evaluation comes at the end of an interval
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((num_rep, -(-max_iter // test_exp_interval)))
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        for t in range(max_iter):
            if (t + 1) % test_exp_interval == 0 or t + 1 == max_iter:
                losses[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + rng.normal(scale=noise_scale, size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return losses


# %% wrong: θ stays where it was -- in the test loss
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((num_rep, -(-max_iter // test_exp_interval)))
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses[r, t // test_exp_interval] = noisy_val_grad(theta_init, A_test, y_test, deg_)[0]
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + rng.normal(scale=noise_scale, size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return losses


# %% wrong: every entry is the last loss
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((num_rep, -(-max_iter // test_exp_interval)))
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        for t in range(max_iter):
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + rng.normal(scale=noise_scale, size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
        losses[r] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
    return losses


# %% wrong: the loss is added up, not averaged
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((num_rep, -(-max_iter // test_exp_interval)))
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses[r, t // test_exp_interval] = np.sum(np.abs(A_test @ theta - y_test) ** deg_)
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + rng.normal(scale=noise_scale, size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return losses


# %% wrong: the gradient is one update behind θ
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((num_rep, -(-max_iter // test_exp_interval)))
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        last = theta
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(last, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + rng.normal(scale=noise_scale, size=gradient.shape)
            last = theta
            theta, state = step(theta, gradient, state, lr)
    return losses


# %% wrong: noise_scale is squared
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((num_rep, -(-max_iter // test_exp_interval)))
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            gradient = gradient + rng.normal(scale=noise_scale**2, size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return losses


# %% wrong: noise_scale is not used
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((num_rep, -(-max_iter // test_exp_interval)))
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        for t in range(max_iter):
            if t % test_exp_interval == 0:
                losses[r, t // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.integers(len(A), size=batch_size)
            gradient = noisy_val_grad(theta, A[idx], y_data[idx], deg_)[1]
            if noise_scale > 0:
                gradient = gradient + rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return losses
