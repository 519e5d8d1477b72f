# %% right: thin QR and back substitution by hand
def solve_least_squares(A, y):
    Q, R = np.linalg.qr(A)
    b = Q.T @ y
    d = R.shape[0]
    theta = np.zeros((d, 1))
    for i in range(d - 1, -1, -1):
        rest = 0.0
        for j in range(i + 1, d):
            rest += R[i, j] * theta[j, 0]
        theta[i, 0] = (b[i, 0] - rest) / R[i, i]
    return theta
# %% right: lstsq with everything unpacked and printed
import numpy.linalg as la

def solve_least_squares(A: np.ndarray, y: np.ndarray) -> np.ndarray:
    theta, residual, rank, singular_values = la.lstsq(A, y, rcond=None)
    print(f"rank {rank}, residual {residual}, smallest s {singular_values[-1]:.3g}")
    return theta
# %% right: Cholesky factor of the Gram matrix
def solve_least_squares(A, y):
    def lower_solve(L, b):
        out = np.empty_like(b)
        for i in range(len(b)):
            out[i] = (b[i] - L[i, :i] @ out[:i]) / L[i, i]
        return out

    L = np.linalg.cholesky(A.T @ A)
    z = lower_solve(L, A.T @ y)
    # the upper system, turned upside down, is a lower one
    return lower_solve(L.T[::-1, ::-1], z[::-1])[::-1].copy()
# %% right: Gauss Jordan on the augmented normal equations
def solve_least_squares(A, y):
    G = np.einsum('ni,nj->ij', A, A)
    b = np.einsum('ni,nk->ik', A, y)
    M = np.hstack((G, b))
    d = len(G)
    for col in range(d):
        pivot = col + int(np.argmax(np.abs(M[col:, col])))
        if pivot != col:
            M[[col, pivot]] = M[[pivot, col]]
        M[col] = M[col] / M[col, col]
        for row in range(d):
            if row != col:
                M[row] = M[row] - M[row, col] * M[col]
    return M[:, d:]
# %% right: SVD with a cutoff, as a small class
def solve_least_squares(A, y):
    class PseudoInverse:
        def __init__(self, matrix):
            self.U, self.s, self.Vt = np.linalg.svd(matrix, full_matrices=False)
            self.keep = self.s > max(matrix.shape) * np.finfo(float).eps * self.s.max()

        def __matmul__(self, b):
            U, s, Vt = self.U[:, self.keep], self.s[self.keep], self.Vt[self.keep]
            return Vt.T @ ((U.T @ b) / s[:, None])

    return PseudoInverse(A) @ y
# %% right: torch lstsq
import torch
def solve_least_squares(A, y):
    A_t, y_t = torch.tensor(A), torch.tensor(y)
    return torch.linalg.lstsq(A_t, y_t).solution.numpy()
# %% wrong: minimum norm formula for a tall A
def solve_least_squares(A, y):
    return A.T @ np.linalg.inv(A @ A.T) @ y
# %% wrong: ravels y and so returns a flat vector
def solve_least_squares(A, y):
    theta, *_ = np.linalg.lstsq(A, y.ravel(), rcond=None)
    return theta
# %% wrong: returns the whole lstsq tuple
def solve_least_squares(A, y):
    theta = np.linalg.lstsq(A, y, rcond=None)
    return theta
# %% wrong: fits an intercept as well and throws it away
def solve_least_squares(A, y):
    ones = np.ones((A.shape[0], 1))
    A1 = np.hstack([A, ones])
    theta = np.linalg.lstsq(A1, y, rcond=None)[0]
    return theta[:-1]
# %% wrong: a little ridge for stability
def solve_least_squares(A, y):
    d = A.shape[1]
    return np.linalg.solve(A.T @ A + 0.01 * np.eye(d), A.T @ y)
# %% wrong: uses just as many equations as unknowns
def solve_least_squares(A, y):
    d = A.shape[1]
    return np.linalg.solve(A[:d], y[:d])
# %% wrong: rcond so big that small directions vanish
def solve_least_squares(A, y):
    return np.linalg.pinv(A, rcond=1e-2) @ y
# %% wrong: scales the columns of A in place
def solve_least_squares(A, y):
    norms = np.linalg.norm(A, axis=0)
    A /= norms
    theta = np.linalg.lstsq(A, y, rcond=None)[0]
    return theta / norms.reshape(-1, 1)
# %% wrong: a thousand steps of gradient descent instead
def solve_least_squares(A, y):
    n, d = A.shape
    theta = np.zeros((d, 1))
    for _ in range(1000):
        theta = theta - 0.1 * 2 / n * (A.T @ (A @ theta - y))
    return theta
# %% wrong: QR with R transposed
def solve_least_squares(A, y):
    Q, R = np.linalg.qr(A)
    return np.linalg.solve(R.T, Q.T @ y)
# %% wrong: takes y_data from the notebook
def solve_least_squares(A, y):
    return np.linalg.solve(A.T @ A, A.T @ y_data)
# %% wrong: rounds the answer to three decimals
def solve_least_squares(A, y):
    theta = np.linalg.inv(A.T @ A) @ (A.T @ y)
    return np.round(theta, 3)
