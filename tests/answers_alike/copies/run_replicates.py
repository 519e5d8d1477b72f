# %% copy of: jonas | kind: a
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    num, dim = A.shape
    evals = int(np.ceil(max_iter / test_exp_interval))
    table = np.zeros((num_rep, evals))
    for row in range(num_rep):
        w = np.copy(theta_init)
        memory = None
        for col in range(evals):
            # erst testen ...
            table[row, col] = noisy_val_grad(w, A_test, y_test, deg_)[0]
            # ... dann bis zum nächsten Test trainieren
            first = col * test_exp_interval
            last = min(first + test_exp_interval, max_iter)
            for j in range(first, last):
                sample = rng.choice(num, size=batch_size)
                _, g = noisy_val_grad(w, A[sample], y_data[sample], deg_)
                g = g + noise_scale * rng.standard_normal((dim, 1))
                w, memory = step(w, g, memory, lr)
    return table
# %% copy of: farah | kind: b
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    """Minibatches from a shuffled copy of the data."""
    n = len(y_data)
    result = []

    for r in range(num_rep):
        w = theta_init.copy()
        opt = None
        row = []

        perm = rng.permutation(n)
        data = A[perm]
        labels = y_data[perm]
        pos = 0

        for k in range(max_iter):
            if k % test_exp_interval == 0:
                row.append(
                    noisy_val_grad(w, A_test, y_test, deg_)[0]
                )

            # all the data used up: shuffle again
            if pos + batch_size > n:
                perm = rng.permutation(n)
                data = A[perm]
                labels = y_data[perm]
                pos = 0

            xb = data[pos:pos + batch_size]
            yb = labels[pos:pos + batch_size]
            pos += batch_size

            l, g = noisy_val_grad(w, xb, yb, deg_)
            g = g + rng.normal(0, noise_scale, g.shape)
            w, opt = step(w, g, opt, lr)

        result.append(row)

    return np.array(result)
# %% copy of: rosa | kind: c
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    test_losses = []
    n, d = A.shape
    for rep in range(num_rep):
        losses = []
        state = None
        theta = theta_init.copy()
        for i in range(max_iter):
            noise = noise_scale * rng.normal(size=(d, 1))
            batch = rng.choice(n, size=batch_size, replace=False)
            y_batch = y_data[batch]
            A_batch = A[batch]
            is_test_step = i % test_exp_interval == 0
            if is_test_step:
                pred = A_test @ theta
                err = pred - y_test
                test_loss = np.mean(np.abs(err)**deg_)
                losses.append(test_loss)
            result = noisy_val_grad(theta, A_batch, y_batch, deg_)
            grad = result[1]
            noisy_grad = grad + noise
            theta, state = step(theta, noisy_grad, state, lr)
        test_losses.append(losses)
    return np.array(test_losses)
# %% copy of: viktor | kind: d
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = len(A)
    m = 1 + (max_iter - 1) // test_exp_interval
    out = np.zeros(m * num_rep)
    pos = 0
    for r in range(num_rep):
        t = np.copy(theta_init)
        s = None
        left = 0
        for i in range(max_iter):
            if left == 0:
                loss, _ = noisy_val_grad(t, A_test, y_test, deg_)
                out[pos] = loss
                pos = pos + 1
                left = test_exp_interval
            left = left - 1
            b = rng.integers(0, n, batch_size)
            Ab, yb = A[b], y_data[b]
            _, g = noisy_val_grad(t, Ab, yb, deg_)
            noise = rng.standard_normal(g.shape) * noise_scale
            t, s = step(t, noise + g, s, lr)
    return np.reshape(out, (num_rep, m))
# %% copy of: katrin | kind: e
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n, d = A.shape
    times = np.arange(0, max_iter, test_exp_interval)
    print("evaluations:", times.size)
    L = np.zeros((num_rep, times.size))
    train_losses = []
    for r in range(num_rep):
        theta = np.array(theta_init)
        state = None
        path = np.zeros((max_iter, d))
        for t in range(max_iter):
            path[t] = theta[:, 0]
            b = rng.integers(0, n, size=batch_size)
            l, g = noisy_val_grad(theta, A[b], y_data[b], deg_)
            train_losses.append(l)
            g = g + noise_scale * rng.normal(size=(d, 1))
            theta, state = step(theta, g, state, lr)
        E = np.dot(A_test, path[times].T) - y_test
        L[r] = np.mean(np.abs(E)**deg_, axis=0)
        if r % 10 == 0:
            print("replicate", r, "done")
    return L
# %% copy of: hanna | kind: f
class Experiment:
    def __init__(self, step, deg_, lr, rng):
        self.step = step
        self.deg_ = deg_
        self.lr = lr
        self.rng = rng

    def draw(self, max_iter, batch_size, noise_scale):
        batches = self.rng.integers(len(A), size=(max_iter, batch_size))
        noise = noise_scale * self.rng.standard_normal((max_iter,) + theta_init.shape)
        return zip(batches, noise)

    def replicate(self, row, draws, test_exp_interval):
        theta, state = theta_init.copy(), None
        for i, (batch, eta) in enumerate(draws):
            k, rest = divmod(i, test_exp_interval)
            if rest == 0:
                row[k] = noisy_val_grad(theta, A_test, y_test, self.deg_)[0]
            gradient = noisy_val_grad(theta, A[batch], y_data[batch], self.deg_)[1]
            theta, state = self.step(theta, gradient + eta, state, self.lr)


def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    experiment = Experiment(step, deg_, lr, rng)
    num_eval = -(-max_iter // test_exp_interval)
    test_losses = np.empty((num_rep, num_eval))
    for r in range(num_rep):
        draws = experiment.draw(max_iter, batch_size, noise_scale)
        experiment.replicate(test_losses[r], draws, test_exp_interval)
    return test_losses
# %% copy of: olga | kind: g
def random_gradient(w, deg_, rng, size, scale):
    pick = rng.integers(A.shape[0], size=size)
    g = noisy_val_grad(w, A[pick], y_data[pick], deg_)[1]
    return rng.standard_normal(g.shape) * scale + g


def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    # one list of parameters and one of states
    memory = num_rep * [None]
    params = []
    for j in range(num_rep):
        params.append(np.array(theta_init))
    columns = -(-max_iter // test_exp_interval)
    losses = np.zeros((num_rep, columns))
    it = 0
    while it < max_iter:
        test_now = (it % test_exp_interval) == 0
        for j in range(num_rep):
            if test_now:
                value, _ = noisy_val_grad(params[j], A_test, y_test, deg_)
                losses[j, it // test_exp_interval] = value
            g = random_gradient(params[j], deg_, rng, batch_size, noise_scale)
            params[j], memory[j] = step(params[j], g, memory[j], lr)
        # print(it)
        it += 1
    return losses
# %% copy of: noah | kind: h
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    """Run independent replicates with batches from a reshuffled index stream."""
    num_samples = A.shape[0]

    def index_stream():
        while True:
            order = rng.permutation(num_samples)
            num_batches = num_samples // batch_size
            for j in range(num_batches):
                yield order[j * batch_size:(j + 1) * batch_size]

    all_losses = []
    for _ in range(num_rep):
        params = np.copy(theta_init)
        optimizer_state = None
        stream = index_stream()
        replicate_losses = []
        for iteration in range(max_iter):
            if iteration % test_exp_interval == 0:
                replicate_losses.append(noisy_val_grad(params, A_test, y_test, deg_)[0])
            selected = next(stream)
            gradient = noisy_val_grad(params, A[selected], y_data[selected], deg_)[1]
            if noise_scale != 0:
                gradient = gradient + rng.normal(scale=noise_scale, size=gradient.shape)
            params, optimizer_state = step(params, gradient, optimizer_state, lr)
        all_losses.append(replicate_losses)
    return np.array(all_losses)
