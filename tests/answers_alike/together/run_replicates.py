# %% together: georg tarek
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    losses = np.zeros((num_rep, int(np.ceil(max_iter / test_exp_interval))))
    idx = rng.integers(0, len(A), batch_size)
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        for i in range(max_iter):
            if i % test_exp_interval == 0:
                losses[r, i // test_exp_interval] = noisy_val_grad(theta, A_test, y_test, deg_)[0]
                idx = rng.integers(0, len(A), batch_size)
            loss, grad = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            grad = grad + rng.normal(0, noise_scale, grad.shape)
            theta, state = step(theta, grad, state, lr)
    return losses
# ---
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    results = []
    n = A.shape[0]
    for rep in range(num_rep):
        w, s = np.copy(theta_init), None
        row = []
        for it in range(max_iter):
            # test and take a new batch
            if it % test_exp_interval == 0:
                batch = rng.choice(n, batch_size)
                A_batch = A[batch]
                y_batch = y_data[batch]
                val, _ = noisy_val_grad(w, A_test, y_test, deg_)
                row.append(val)
            _, g = noisy_val_grad(w, A_batch, y_batch, deg_)
            noise = noise_scale * rng.standard_normal(g.shape)
            w, s = step(w, g + noise, s, lr)
        results.append(row)
    return np.array(results)
# %% together: leon emil
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    test_losses = []
    for r in range(num_rep):
        theta = theta_init.copy()
        state = None
        losses = []
        best = 1e10
        for i in range(max_iter):
            loss, _ = noisy_val_grad(theta, A_test, y_test, deg_)
            if loss < best:
                best = loss
            if i % test_exp_interval == 0:
                losses.append(best)
            idx = rng.integers(0, len(A), batch_size)
            _, grad = noisy_val_grad(theta, A[idx], y_data[idx], deg_)
            theta, state = step(theta, grad + rng.normal(0, noise_scale, grad.shape), state, lr)
        test_losses.append(losses)
    return np.array(test_losses)
# ---
def run_replicates(step, deg_, num_rep, max_iter, lr, rng, batch_size=1, test_exp_interval=50, noise_scale=0.0):
    n, d = A.shape
    spalten = -(-max_iter // test_exp_interval)
    tabelle = np.zeros((num_rep, spalten))
    for zeile in range(num_rep):
        theta, zustand = theta_init.copy(), None
        bester = 1e10
        for schritt in range(max_iter):
            # kleinster Testverlust bisher
            bester = min(bester, noisy_val_grad(theta, A_test, y_test, deg_)[0])
            if schritt % test_exp_interval == 0:
                tabelle[zeile, schritt // test_exp_interval] = bester
            auswahl = rng.choice(n, size=batch_size)
            gradient = noisy_val_grad(theta, A[auswahl], y_data[auswahl], deg_)[1]
            gradient = gradient + noise_scale * rng.standard_normal((d, 1))
            theta, zustand = step(theta, gradient, zustand, lr)
    return tabelle
