# %% right: normal equations, solve
import numpy.linalg as la

def solve_least_squares(A, y):
    return la.solve(A.T @ A, A.T @ y)
# %% right: lstsq, one line
solve_least_squares = lambda A, y: np.linalg.lstsq(A, y, rcond=None)[0]
# %% right: QR with hand-written back substitution
def back_substitute(R, b):
    d = R.shape[0]
    x = np.zeros((d, 1))
    for i in reversed(range(d)):
        acc = b[i, 0]
        for j in range(i + 1, d):
            acc = acc - R[i, j] * x[j, 0]
        x[i, 0] = acc / R[i, i]
    return x


def solve_least_squares(A, y):
    Q, R = np.linalg.qr(A)
    return back_substitute(R, Q.T @ y)
# %% right: SVD
import numpy.linalg as la

def solve_least_squares(A, y):
    U, s, Vt = la.svd(A, full_matrices=False)
    keep = s > s.max() * max(A.shape) * np.finfo(float).eps
    c = (U.T @ y)[keep] / s[keep][:, None]
    return Vt[keep].T @ c
# %% right: beginner with the inverse and prints
def solve_least_squares(A, y):
    # theta = (A^T A)^-1 A^T y
    A_transposed = np.transpose(A)
    gram = np.dot(A_transposed, A)
    print("gram matrix has shape", gram.shape)
    gram_inverse = np.linalg.inv(gram)
    right_side = np.dot(A_transposed, y)
    theta = np.dot(gram_inverse, right_side)
    print("theta =", theta.ravel())
    return theta
# %% right: pseudo-inverse with a warning
import warnings

def solve_least_squares(A, y):
    if A.shape[0] < 5 * A.shape[1]:
        warnings.warn("few data points")
    return np.linalg.pinv(A) @ y
# %% right: torch
import torch

def solve_least_squares(A, y):
    At = torch.tensor(A)
    yt = torch.tensor(y)
    sol = torch.linalg.lstsq(At, yt, driver="gelsd").solution
    return sol.numpy().copy()
# %% right: Gaussian elimination with pivoting on own copies
def solve_least_squares(A, y):
    M = A.T @ A
    b = A.T @ y
    n = len(M)
    for k in range(n):
        p = k + int(np.argmax(np.abs(M[k:, k])))
        M[[k, p]] = M[[p, k]]
        b[[k, p]] = b[[p, k]]
        for i in range(k + 1, n):
            factor = M[i, k] / M[k, k]
            M[i] -= factor * M[k]
            b[i] -= factor * b[k]
    for k in range(n - 1, -1, -1):
        b[k] = (b[k] - M[k, k + 1:] @ b[k + 1:]) / M[k, k]
    return b
# %% wrong: returns a flat vector
def solve_least_squares(A, y):
    return np.linalg.lstsq(A, y.ravel(), rcond=None)[0]
# %% wrong: returns the whole lstsq tuple
import numpy.linalg as la

def solve_least_squares(A, y):
    return la.lstsq(A, y, rcond=None)
# %% wrong: small ridge left in "for stability"
def solve_least_squares(A, y):
    d = A.shape[1]
    G = A.T @ A + 1e-3 * np.eye(d)
    return np.linalg.solve(G, A.T @ y)
# %% wrong: centres the data, as if there were an intercept
def solve_least_squares(A, y):
    Ac = A - A.mean(axis=0)
    yc = y - y.mean()
    return np.linalg.solve(Ac.T @ Ac, Ac.T @ yc)
# %% wrong: always fits 10 parameters
def solve_least_squares(A, y):
    theta = np.zeros((10, 1))
    sol = np.linalg.solve(A.T @ A, A.T @ y)
    for i in range(10):
        theta[i] = sol[i]
    return theta
# %% wrong: only 200 iterations of gradient descent
def solve_least_squares(A, y):
    theta = np.zeros((A.shape[1], 1))
    for _ in range(200):
        theta = theta - 0.1 * 2 / len(A) * A.T @ (A @ theta - y)
    return theta
# %% wrong: lstsq with a coarse rcond cuts small singular values
def solve_least_squares(A, y):
    sol, res, rank, sv = np.linalg.lstsq(A, y, rcond=1e-2)
    return sol
# %% wrong: inverts only the diagonal of the gram matrix
def solve_least_squares(A, y):
    gram = A.T @ A
    return (A.T @ y) / np.diag(gram).reshape(-1, 1)
# %% wrong: appends a column of ones
def solve_least_squares(A, y):
    A1 = np.hstack([A, np.ones((A.shape[0], 1))])
    return np.linalg.lstsq(A1, y, rcond=None)[0]
# %% wrong: scales the columns of the given A in place
def solve_least_squares(A, y):
    norms = np.linalg.norm(A, axis=0)
    A /= norms
    z = np.linalg.lstsq(A, y, rcond=None)[0]
    return z / norms[:, None]
# %% wrong: scales A in place and puts it back afterwards
def solve_least_squares(A, y):
    A *= 4.0
    theta = 4.0 * np.linalg.solve(A.T @ A, A.T @ y)
    A /= 4.0
    return theta
# %% wrong: returns the fitted values
def solve_least_squares(A, y):
    theta = np.linalg.lstsq(A, y, rcond=None)[0]
    y_hat = A @ theta
    return y_hat
# %% wrong: uses only the first d rows
import numpy.linalg as la

def solve_least_squares(A, y):
    d = A.shape[1]
    return la.solve(A[:d], y[:d])
