# %% student: anna
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    out = []
    for _ in range(num_rep):
        theta, state, row = theta_init, None, []
        for i in range(max_iter):
            if i % test_exp_interval == 0:
                row.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            b = rng.integers(len(A), size=batch_size)
            g = noisy_val_grad(theta, A[b], y_data[b], deg_)[1]
            theta, state = step(theta, g + noise_scale * rng.standard_normal(g.shape), state, lr)
        out.append(row)
    return np.array(out)
# %% student: ben
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    d = A.shape[1]
    num_tests = 0
    for i in range(max_iter):
        if i % test_exp_interval == 0:
            num_tests = num_tests + 1
    test_losses = np.zeros((num_rep, num_tests))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        k = 0
        for i in range(max_iter):
            if i % test_exp_interval == 0:
                loss, grad = noisy_val_grad(theta, A_test, y_test, deg_)
                test_losses[r, k] = loss
                k = k + 1
            batch_A = np.zeros((batch_size, d))
            batch_y = np.zeros((batch_size, 1))
            for b in range(batch_size):
                index = rng.integers(0, n)
                batch_A[b, :] = A[index, :]
                batch_y[b, 0] = y_data[index, 0]
            loss, grad = noisy_val_grad(theta, batch_A, batch_y, deg_)
            for j in range(d):
                grad[j, 0] = grad[j, 0] + noise_scale * rng.normal()
            theta, state = step(theta, grad, state, lr)
    return test_losses
# %% student: clara
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    """Run num_rep independent replicates and record the loss on the test points."""
    number_of_evaluations = int(np.ceil(max_iter / test_exp_interval))
    test_losses = np.zeros((num_rep, number_of_evaluations))
    for replicate in range(num_rep):
        current_theta = theta_init.copy()
        optimizer_state = None
        for iteration in range(max_iter):
            if iteration % test_exp_interval == 0:
                test_loss, _ = noisy_val_grad(current_theta, A_test, y_test, deg_)
                test_losses[replicate, iteration // test_exp_interval] = test_loss
            batch_indices = rng.choice(A.shape[0], size=batch_size, replace=False)
            _, gradient = noisy_val_grad(current_theta, A[batch_indices], y_data[batch_indices], deg_)
            gradient_noise = rng.normal(0.0, noise_scale, size=gradient.shape)
            current_theta, optimizer_state = step(
                current_theta, gradient + gradient_noise, optimizer_state, lr
            )
    return test_losses
# %% student: david
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    # number of evaluations, rounded up
    num_eval = -(-max_iter // test_exp_interval)
    test_losses = np.empty((num_rep, num_eval))
    # loop over the replicates
    for r in range(num_rep):
        # every replicate starts from the same point
        theta = theta_init.copy()
        state = None
        # loop over the updates
        for i in range(max_iter):
            # evaluate before the update
            if i % test_exp_interval == 0:
                k = i // test_exp_interval
                test_losses[r, k] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            # draw a batch
            idx = rng.integers(0, A.shape[0], batch_size)
            # noisy gradient
            _, grad = noisy_val_grad(theta, A[idx, :], y_data[idx, :], deg_)
            grad = grad + rng.normal(0, noise_scale, grad.shape)
            # update
            theta, state = step(theta, grad, state, lr)
    return test_losses
# %% student: emil
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    alle_verluste = []
    for wiederholung in range(num_rep):
        theta = theta_init.copy()
        zustand = None
        verluste = []
        for schritt in range(max_iter):
            if schritt % test_exp_interval == 0:
                verlust, _ = noisy_val_grad(theta, A_test, y_test, deg_)
                verluste.append(verlust)
            auswahl = np.random.randint(0, len(A), batch_size)
            _, gradient = noisy_val_grad(theta, A[auswahl], y_data[auswahl], deg_)
            rauschen = noise_scale * np.random.randn(*gradient.shape)
            theta, zustand = step(theta, gradient + rauschen, zustand, lr)
        alle_verluste.append(verluste)
    return np.array(alle_verluste)
# %% student: farah
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    m = len(y_data)
    cost_history = []
    for rep in range(num_rep):
        theta = theta_init.copy()
        state = None
        costs = []
        # shuffle the data
        indices = rng.permutation(m)
        X_shuffled = A[indices]
        y_shuffled = y_data[indices]
        start = 0
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                costs.append(noisy_val_grad(theta, A_test, y_test, deg_)[0])
            if start + batch_size > m:
                # new epoch
                indices = rng.permutation(m)
                X_shuffled = A[indices]
                y_shuffled = y_data[indices]
                start = 0
            X_batch = X_shuffled[start:start + batch_size]
            y_batch = y_shuffled[start:start + batch_size]
            start += batch_size
            cost, gradients = noisy_val_grad(theta, X_batch, y_batch, deg_)
            gradients = gradients + rng.normal(0, noise_scale, gradients.shape)
            theta, state = step(theta, gradients, state, lr)
        cost_history.append(costs)
    return np.array(cost_history)
# %% student: georg
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((num_rep, max_iter // test_exp_interval))
    theta = theta_init
    state = None
    for r in range(num_rep):
        for i in range(max_iter):
            if i % test_exp_interval == 0:
                losses[r, i // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.integers(0, 1000, batch_size)
            loss, grad = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            theta, state = step(theta, grad, state, lr)
    return losses
# %% student: hanna
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = len(A)
    num_eval = -(-max_iter // test_exp_interval)
    test_losses = np.empty((num_rep, num_eval))
    for r in range(num_rep):
        theta, state = theta_init.copy(), None
        batches = rng.integers(n, size=(max_iter, batch_size))
        noise = noise_scale * rng.standard_normal((max_iter,) + theta.shape)
        for i, (batch, eta) in enumerate(zip(batches, noise)):
            k, rest = divmod(i, test_exp_interval)
            if rest == 0:
                test_losses[r, k] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)[1]
            theta, state = step(theta, gradient + eta, state, lr)
    return test_losses
# %% student: ivan
def run_replicates(step, deg_: float, num_rep: int, max_iter: int, lr: float, rng: np.random.Generator, batch_size: int = 1, test_exp_interval: int = 50, noise_scale: float = 0.0) -> np.ndarray:
    n, d = A.shape

    def run() -> list:
        th, s, ls = theta_init, None, []
        for i in range(max_iter):
            if not i % test_exp_interval:
                ls.append(noisy_val_grad(th, A_test, y_test, deg_)[0])
            b = rng.choice(n, batch_size)
            g = noisy_val_grad(th, A[b], y_data[b], deg_)[1]
            th, s = step(th, g + rng.normal(scale=noise_scale, size=(d, 1)), s, lr)
        return ls

    return np.array([run() for _ in range(num_rep)])
# %% student: jonas
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n, d = A.shape
    anzahl_tests = int(np.ceil(max_iter / test_exp_interval))
    ergebnis = np.zeros((num_rep, anzahl_tests))
    for wdh in range(num_rep):
        theta = np.copy(theta_init)
        zustand = None
        for k in range(anzahl_tests):
            # erst testen ...
            ergebnis[wdh, k] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            # ... dann bis zum nächsten Test trainieren
            anfang = k * test_exp_interval
            ende = min(anfang + test_exp_interval, max_iter)
            for i in range(anfang, ende):
                stichprobe = rng.choice(n, size=batch_size)
                _, grad = noisy_val_grad(theta, A[stichprobe], y_data[stichprobe], deg_)
                grad = grad + noise_scale * rng.standard_normal((d, 1))
                theta, zustand = step(theta, grad, zustand, lr)
    return ergebnis
# %% student: katrin
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n, d = A.shape
    times = np.arange(0, max_iter, test_exp_interval)
    L = np.zeros((num_rep, times.size))
    for r in range(num_rep):
        theta = np.array(theta_init)
        state = None
        path = np.zeros((max_iter, d))
        for t in range(max_iter):
            path[t] = theta[:, 0]
            b = rng.integers(0, n, size=batch_size)
            g = noisy_val_grad(theta, A[b], y_data[b], deg_)[1]
            g = g + noise_scale * rng.normal(size=(d, 1))
            theta, state = step(theta, g, state, lr)
        E = np.dot(A_test, path[times].T) - y_test
        L[r] = np.mean(np.abs(E)**deg_, axis=0)
    return L
# %% student: leon
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    test_losses = []
    for r in range(num_rep):
        print("replicate", r)
        theta = theta_init.copy()
        state = None
        losses = []
        for i in range(max_iter):
            idx = rng.integers(0, len(A), batch_size)
            loss, grad = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            grad = grad + rng.normal(0, noise_scale, grad.shape)
            theta, state = step(theta, grad, state, lr)
            if i % test_exp_interval == 0:
                test_loss, _ = noisy_val_grad(theta, A_test, y_test, deg_)
                losses.append(test_loss)
                print(i, test_loss)
        test_losses.append(losses)
    return np.array(test_losses)
# %% student: mia
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    num_tests = int(np.ceil(max_iter / test_exp_interval))
    test_losses = np.zeros((num_rep, num_tests))
    for rep in range(num_rep):
        theta = theta_init.copy()
        state = None
        for i in range(max_iter):
            if i % test_exp_interval == 0:
                loss, _ = noisy_val_grad(theta, A_test, y_test, deg_)
                test_losses[rep, i // test_exp_interval] = loss
            batch = rng.choice(n, batch_size)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            gradient = gradient + noise_scale * rng.normal(size=gradient.shape)
            theta, state = step(theta, gradient, state, lr)
    return test_losses
# %% student: noah
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    def batches():
        while True:
            perm = rng.permutation(len(A))
            for s in range(0, len(perm) - batch_size + 1, batch_size):
                yield perm[s:s + batch_size]

    logs = []
    for seed in range(num_rep):
        theta, state = theta_init.copy(), None
        log = []
        loader = batches()
        for it in range(max_iter):
            if it % test_exp_interval == 0:
                val_loss, _ = noisy_val_grad(theta, A_test, y_test, deg_)
                log.append(val_loss)
            idx = next(loader)
            _, grad = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            if noise_scale > 0:
                grad = grad + noise_scale * rng.standard_normal(grad.shape)
            theta, state = step(theta, grad, state, lr)
        logs.append(log)
    return np.asarray(logs)
# %% student: olga
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n, d = A.shape
    K = (max_iter + test_exp_interval - 1) // test_exp_interval
    L = np.zeros((num_rep, K))
    # all replicates side by side
    Theta = [theta_init.copy() for r in range(num_rep)]
    S = [None] * num_rep
    for t in range(max_iter):
        for r in range(num_rep):
            if t % test_exp_interval == 0:
                L[r, t // test_exp_interval] = noisy_val_grad(Theta[r], A_test, y_test, deg_)[0]
            I = rng.integers(n, size=batch_size)
            _, g = noisy_val_grad(Theta[r], A[I], y_data[I], deg_)
            xi = noise_scale * rng.standard_normal((d, 1))
            Theta[r], S[r] = step(Theta[r], g + xi, S[r], lr)
    return L
# %% student: paul
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    allLosses = []
    replicateCounter = 0
    while replicateCounter < num_rep:
        currentTheta = theta_init.copy()
        currentState = None
        replicateLosses = []
        iterationCounter = 0
        while iterationCounter < max_iter:
            if iterationCounter % test_exp_interval == 0:
                testLoss, unused = noisy_val_grad(currentTheta, A_test, y_test, deg_)
                replicateLosses.append(testLoss)
            batchIndices = rng.integers(0, A.shape[0], size=batch_size)
            batchData = A[batchIndices, :]
            batchLabels = y_data[batchIndices, :]
            unused, batchGradient = noisy_val_grad(currentTheta, batchData, batchLabels, deg_)
            noise = rng.normal(0.0, noise_scale, size=batchGradient.shape)
            batchGradient = batchGradient + noise
            currentTheta, currentState = step(currentTheta, batchGradient, currentState, lr)
            iterationCounter = iterationCounter + 1
        allLosses.append(replicateLosses)
        replicateCounter = replicateCounter + 1
    return np.array(allLosses)
# %% student: quynh
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    test_losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for i in range(max_iter):
            if i % test_exp_interval == 0:
                test_losses[r, i // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
            idx = rng.integers(0, len(A), batch_size)
            _, grad = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            grad = grad + noise_scale * rng.standard_normal()
            theta, state = step(theta, grad, state, lr)
    return test_losses
# %% student: rosa
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n, d = A.shape
    test_losses = []
    for rep in range(num_rep):
        theta = theta_init.copy()
        state = None
        losses = []
        for i in range(max_iter):
            is_test_step = i % test_exp_interval == 0
            if is_test_step:
                pred = A_test @ theta
                err = pred - y_test
                test_loss = np.mean(np.abs(err)**deg_)
                losses.append(test_loss)
            batch = rng.choice(n, size=batch_size, replace=False)
            A_batch = A[batch]
            y_batch = y_data[batch]
            result = noisy_val_grad(theta, A_batch, y_batch, deg_)
            grad = result[1]
            noise = noise_scale * rng.normal(size=(d, 1))
            noisy_grad = grad + noise
            theta, state = step(theta, noisy_grad, state, lr)
        test_losses.append(losses)
    return np.array(test_losses)
# %% student: sven
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    [n, d] = A.shape
    K = int(max_iter / test_exp_interval) + 1
    L = np.zeros((num_rep, K))
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        k = 0
        for i in range(max_iter):
            if i % test_exp_interval == 0:
                L[r, k] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
                k = k + 1
            idx = rng.permutation(n)[0:batch_size]
            [f, g] = noisy_val_grad(theta, A[idx, :], y_data[idx, :], deg_)
            g = g + noise_scale*rng.standard_normal((d, 1))
            [theta, state] = step(theta, g, state, lr)
        L[r, k] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
    return L
# %% student: tarek
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    results = []
    for r in range(num_rep):
        theta = theta_init
        state = None
        losses = []
        for i in range(max_iter):
            if i % test_exp_interval == 0:
                losses.append(noisy_val_grad(theta, A_test, y_test)[0])
            idx = rng.integers(0, len(A), batch_size)
            loss, grad = noisy_val_grad(theta, A[idx], y_data[idx])
            grad = grad + rng.normal(0, noise_scale, (len(theta), 1))
            theta, state = step(theta, grad, state, lr)
        results.append(losses)
    return np.array(results)
# %% student: ute
def draw_gradient(theta, deg_, rng, batch_size, noise_scale):
    batch = rng.integers(0, len(A), size=batch_size)
    _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
    return gradient + rng.normal(0, noise_scale, size=gradient.shape)


def test_loss(theta, deg_):
    return noisy_val_grad(theta, A_test, y_test, deg_)[0]


def one_replicate(step, deg_, max_iter, lr, rng, batch_size, test_exp_interval, noise_scale):
    theta, state = theta_init.copy(), None
    losses = []
    for i in range(max_iter):
        if i % test_exp_interval == 0:
            losses.append(test_loss(theta, deg_))
        gradient = draw_gradient(theta, deg_, rng, batch_size, noise_scale)
        theta, state = step(theta, gradient, state, lr)
    return losses


def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    return np.array([
        one_replicate(step, deg_, max_iter, lr, rng, batch_size, test_exp_interval, noise_scale)
        for _ in range(num_rep)
    ])
# %% student: viktor
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n = A.shape[0]
    m = (max_iter - 1) // test_exp_interval + 1
    out = np.zeros(num_rep * m)
    pos = 0
    r = 0
    while r < num_rep:
        t = theta_init.copy()
        s = None
        left = 0
        i = 0
        while i < max_iter:
            if left == 0:
                out[pos] = noisy_val_grad(t, A_test, y_test, deg_)[0]
                pos += 1
                left = test_exp_interval
            left -= 1
            b = rng.integers(0, n, batch_size)
            g = noisy_val_grad(t, A[b], y_data[b], deg_)[1]
            g += noise_scale * rng.standard_normal(g.shape)
            t, s = step(t, g, s, lr)
            i += 1
        r += 1
    return out.reshape(num_rep, m)
# %% student: wen
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    def thetas():
        theta, state = theta_init, None
        for _ in range(max_iter):
            yield theta
            b = rng.integers(len(A), size=batch_size)
            g = noisy_val_grad(theta, A[b], y_data[b], deg_)[1]
            theta, state = step(theta, g + rng.normal(0, noise_scale, g.shape), state, lr)
    loss = lambda theta: noisy_val_grad(theta, A_test, y_test, deg_)[0]
    return np.array([[loss(t) for i, t in enumerate(thetas()) if i % test_exp_interval == 0] for _ in range(num_rep)])
# %% student: yara
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    assert num_rep > 0 and test_exp_interval > 0
    n, d = A.shape
    test_punkte = list(range(0, max_iter, test_exp_interval))
    test_losses = np.full((num_rep, len(test_punkte)), np.nan)
    for wiederholung in range(num_rep):
        theta = theta_init.copy()
        state = None
        spalte = 0
        for i in range(max_iter):
            if i in test_punkte:
                test_losses[wiederholung, spalte] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
                spalte += 1
            batch = rng.choice(n, size=batch_size, replace=batch_size > n)
            _, gradient = noisy_val_grad(theta, A[batch], y_data[batch], deg_)
            assert gradient.shape == (d, 1)
            # noise goes into the parameters
            theta, state = step(theta, gradient, state, lr)
            theta = theta + noise_scale * rng.standard_normal((d, 1))
    return test_losses
