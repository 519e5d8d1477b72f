# %% right: modified Gram-Schmidt by hand, then back substitution
def solve_least_squares(A, y):
    # modified Gram-Schmidt on [A | y], so that the last column does the projections of y
    M = np.hstack([A, y.reshape(-1, 1)]).astype(float)
    d = A.shape[1]
    R = np.zeros((d, d + 1))
    for j in range(d):
        R[j, j] = np.sqrt(M[:, j].dot(M[:, j]))
        q = M[:, j] / R[j, j]
        for k in range(j + 1, d + 1):
            R[j, k] = q.dot(M[:, k])
            M[:, k] = M[:, k] - R[j, k] * q
    theta = np.zeros((d, 1))
    for i in reversed(range(d)):
        known = sum(R[i, k] * theta[k, 0] for k in range(i + 1, d))
        theta[i, 0] = (R[i, d] - known) / R[i, i]
    return theta

# %% right: Gram matrix from outer products, Cholesky, two solves
def solve_least_squares(A, y):
    gram, rhs = 0., 0.
    for row, target in zip(A, y.ravel()):
        gram = gram + np.outer(row, row)
        rhs = rhs + row * target
    L = np.linalg.cholesky(gram)
    z = np.linalg.solve(L, rhs)
    print("condition number:", np.linalg.cond(A))
    return np.linalg.solve(L.T, z)[:, None]

# %% right: torch QR and a triangular solve
import torch

def solve_least_squares(A, y):
    At = torch.tensor(A, dtype=torch.float64)
    yt = torch.tensor(y, dtype=torch.float64).reshape(-1, 1)
    Q, R = torch.linalg.qr(At)
    return torch.linalg.solve_triangular(R, Q.T @ yt, upper=True).numpy()

# %% wrong: `** -1` inverts each entry, not the matrix
def solve_least_squares(A, y):
    # theta = (A^T A)^-1 A^T y
    return (A.T @ A) ** -1.0 @ A.T @ y

# %% wrong: normal equations formed in float32
def solve_least_squares(A, y):
    A = A.astype(np.float32)      # saves memory
    y = y.astype(np.float32)
    theta = np.linalg.solve(A.T @ A, A.T @ y)
    return theta.astype(np.float64)

# %% wrong: multiplies by S, and V is not transposed back
def solve_least_squares(A, y):
    u, s, vt = np.linalg.svd(A, full_matrices=False)
    coeff = s.reshape(-1, 1) * (u.T @ y)
    return vt @ coeff

# %% wrong: back substitution stops before row 0
def solve_least_squares(A, y):
    Q, R = np.linalg.qr(A)
    b = Q.T @ y
    d = A.shape[1]
    theta = np.zeros((d, 1))
    for i in range(d - 1, 0, -1):
        theta[i] = (b[i] - R[i, i + 1:] @ theta[i + 1:]) / R[i, i]
    return theta

# %% wrong: back substitution forgets to divide; starts at d-2
def solve_least_squares(A, y):
    Q, R = np.linalg.qr(A)
    rhs = Q.T @ y
    theta = rhs.copy()
    for i in range(A.shape[1] - 2, -1, -1):
        s = 0
        for j in range(i + 1, A.shape[1]):
            s += R[i, j] * theta[j, 0]
        theta[i, 0] = rhs[i, 0] - s
    return theta

# %% wrong: centres A and y first, so fits an intercept too
def solve_least_squares(A, y):
    A_mean = A.mean(axis=0)
    y_mean = y.mean()
    A_c = A - A_mean
    y_c = y - y_mean
    theta, *_ = np.linalg.lstsq(A_c, y_c, rcond=None)
    return theta

# %% wrong: solves with R transposed
def solve_least_squares(A, y):
    Q, R = np.linalg.qr(A)
    return np.linalg.solve(R.T, Q.T @ y)

# %% wrong: pinv with rcond=0.05 throws small directions away
def solve_least_squares(A, y):
    pseudo = np.linalg.pinv(A, rcond=0.05)
    return pseudo.dot(y)

# %% wrong: lower triangle of the Gram matrix is never filled
def solve_least_squares(A, y):
    n, d = A.shape
    G = np.zeros((d, d))
    c = np.zeros((d, 1))
    for i in range(d):
        for j in range(i, d):
            G[i, j] = np.sum(A[:, i] * A[:, j])
        c[i] = np.sum(A[:, i] * y[:, 0])
    return np.linalg.solve(G, c)
