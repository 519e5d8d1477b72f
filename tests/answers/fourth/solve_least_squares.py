# %% right: Gaussian elimination with pivoting by hand
def solve_least_squares(A, y):
    # normal equations, then school-book elimination
    M = np.hstack([A.T @ A, A.T @ y])
    d = A.shape[1]
    for col in range(d):
        best = col + int(np.argmax(np.abs(M[col:, col])))
        if best != col:
            M[[col, best]] = M[[best, col]]
        for row in range(col + 1, d):
            M[row] = M[row] - M[col] * (M[row, col] / M[col, col])
    theta = np.zeros((d, 1))
    for row in reversed(range(d)):
        known = sum(M[row, j] * theta[j, 0] for j in range(row + 1, d))
        theta[row, 0] = (M[row, d] - known) / M[row, row]
    return theta

# %% right: SVD as a sum over singular triplets
def solve_least_squares(A, y):
    left, sing, right_t = np.linalg.svd(A, full_matrices=False)
    cutoff = sing.max() * max(A.shape) * np.finfo(float).eps
    answer = np.zeros((A.shape[1], 1))
    for u, s, v in zip(left.T, sing, right_t):
        if s <= cutoff:
            break          # sorted, the rest is zero too
        answer += (u @ y).item() / s * v.reshape(-1, 1)
    return answer

# %% right: modified Gram-Schmidt on the columns, y carried along
def solve_least_squares(A, y):
    Q = A.copy()
    rest = y.copy()
    d = Q.shape[1]
    R = np.zeros((d, d))
    z = np.zeros(d)
    for k in range(d):
        R[k, k] = np.sqrt(np.sum(Q[:, k] ** 2))
        Q[:, k] /= R[k, k]
        for j in range(k + 1, d):
            R[k, j] = Q[:, k] @ Q[:, j]
            Q[:, j] -= R[k, j] * Q[:, k]
        z[k] = Q[:, k] @ rest[:, 0]
        rest[:, 0] -= z[k] * Q[:, k]

    def back(k, found):
        # recursion: `found` holds theta_{k+1}, ..., theta_{d-1}
        if k < 0:
            return found
        value = (z[k] - np.dot(R[k, k + 1:], found)) / R[k, k]
        return back(k - 1, np.concatenate([[value], found]))

    return back(d - 1, np.zeros(0))[:, None]

# %% right: torch lstsq inside
def solve_least_squares(A, y):
    import torch
    A_t = torch.tensor(A, dtype=torch.float64)
    y_t = torch.tensor(y, dtype=torch.float64)
    sol = torch.linalg.lstsq(A_t, y_t, driver='gelsd').solution
    print('theta has', sol.shape[0], 'entries')
    return sol.numpy()

# %% wrong: `*` for `@` after the inverse: (d, d) comes back
def solve_least_squares(A, y):
    gram = A.T @ A
    return np.linalg.inv(gram) * (A.T @ y)

# %% wrong: QR: solves with R transposed
def solve_least_squares(A, y):
    Q, R = np.linalg.qr(A)
    theta = np.linalg.solve(R.T, Q.T @ y)
    return theta

# %% wrong: back substitution stops before row 0
def solve_least_squares(A, y):
    Q, R = np.linalg.qr(A)
    b = Q.T @ y
    d = R.shape[0]
    theta = np.zeros((d, 1))
    for i in range(d - 1, 0, -1):
        theta[i] = (b[i] - R[i, i + 1:] @ theta[i + 1:]) / R[i, i]
    return theta

# %% wrong: SVD: multiplies by Vt where V is needed
def solve_least_squares(A, y):
    # theta = V S^-1 U^T y
    U, S, V = np.linalg.svd(A, full_matrices=False)
    return V @ np.diag(1 / S) @ U.T @ y

# %% wrong: A.T @ y divided by n, A.T @ A not
def solve_least_squares(A, y):
    n, d = A.shape
    AtA = A.T.dot(A)
    Aty = A.T.dot(y) / n
    theta_hat = np.linalg.solve(AtA, Aty)
    return theta_hat

# %% wrong: absolute ridge of 1e-3 added to A.T @ A
def solve_least_squares(A, y):
    d = A.shape[1]
    # small number on the diagonal so that it is always invertible
    H = A.T @ A + 1e-3 * np.eye(d)
    return np.linalg.solve(H, A.T @ y)

# %% wrong: normal equations formed and solved in float32
def solve_least_squares(A, y):
    A32 = np.asarray(A, dtype=np.float32)
    y32 = np.asarray(y, dtype=np.float32)
    theta = np.linalg.solve(A32.T @ A32, A32.T @ y32)
    return theta.astype(np.float64)

# %% wrong: pinv with rcond=0.05 drops small singular values
def solve_least_squares(A, y):
    A_plus = np.linalg.pinv(A, rcond=0.05)
    return A_plus @ y

# %% wrong: fits an intercept and drops it, and returns (d,)
def solve_least_squares(A, y):
    n = A.shape[0]
    A1 = np.concatenate([A, np.ones((n, 1))], axis=1)
    theta = np.linalg.lstsq(A1, y, rcond=None)[0]
    return theta[:-1].squeeze(axis=1)

# %% wrong: normalises columns of A in place, theta not rescaled
def solve_least_squares(A, y):
    norms = np.sqrt((A ** 2).sum(axis=0))
    A /= norms               # better conditioning
    Q, R = np.linalg.qr(A)
    theta = np.linalg.solve(R, Q.T @ y)
    return theta

# %% wrong: back substitution top down, no division by R[i, i]
def solve_least_squares(A, y):
    q, r = np.linalg.qr(A)
    rhs = q.T @ y
    theta = np.zeros_like(rhs)
    for i in range(len(rhs)):
        s = rhs[i, 0]
        for j in range(i + 1, len(rhs)):
            s -= r[i, j] * theta[j, 0]
        theta[i, 0] = s
    return theta
