# %% right: lstsq
def solve_least_squares(A, y):
    return np.linalg.lstsq(A, y, rcond=None)[0]


# %% right: the pseudo-inverse
def solve_least_squares(A, y):
    """Moore–Penrose does all the work."""
    return np.linalg.pinv(A) @ y


# %% right: singular values by hand, the zero ones cut off
def solve_least_squares(A, y):
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    kept = s > 1e-12 * s.max()
    print(f"rank {kept.sum()} of {s.size}")
    return Vt[kept].T @ ((U[:, kept].T @ y) / s[kept, None])


# %% right: lstsq on flat arrays, made a column at the end
def solve_least_squares(A, y):
    theta, residual, rank, singular_values = np.linalg.lstsq(A, y.flatten())
    return theta.reshape(-1, 1)


# %% right: eigenvectors of the small matrix's square root, by way of the singular values
def solve_least_squares(A, y):
    n, d = A.shape
    U, s, Vt = np.linalg.svd(A)
    theta = np.zeros((d, 1))
    for k in range(min(n, d)):
        if s[k] > s[0] * max(n, d) * np.finfo(float).eps:
            theta += (U[:, k] @ y[:, 0]) / s[k] * Vt[k].reshape(-1, 1)
    return theta


# %% right: torch inside
def solve_least_squares(A, y):
    import torch

    return torch.linalg.lstsq(torch.tensor(A), torch.tensor(y), driver="gelsd").solution.numpy()


# %% right: the inverse of AᵀA -- without extra credit
def solve_least_squares(A, y):
    return np.linalg.inv(A.T @ A) @ (A.T @ y)


# %% right: the normal equations -- without extra credit: the condition number is squared on the way
def solve_least_squares(A, y):
    A_transpose = np.transpose(A)
    return np.linalg.solve(np.matmul(A_transpose, A), np.matmul(A_transpose, y))


# %% right: Q and R -- without extra credit
def solve_least_squares(A, y):
    Q, R = np.linalg.qr(A)
    return np.linalg.solve(R, Q.T @ y)


# %% right: Cholesky -- without extra credit
def solve_least_squares(A, y):
    L = np.linalg.cholesky(A.T @ A)
    return np.linalg.solve(L.T, np.linalg.solve(L, A.T @ y))


# %% right: sums over the data points -- without extra credit
def solve_least_squares(A, y):
    gram, moment = 0, 0
    for i in range(len(A)):
        row = A[i : i + 1]
        gram = gram + row.T @ row
        moment = moment + row.T * y[i, 0]
    return np.linalg.solve(gram, moment)


# %% right: lstsq in single precision -- without extra credit
def solve_least_squares(A, y):
    return np.linalg.lstsq(A.astype(np.float32), y.astype(np.float32), rcond=None)[0]


# %% right: conjugate gradients -- without extra credit
def solve_least_squares(A, y):
    theta = np.zeros((A.shape[1], 1))
    rest = A.T @ y
    direction, size = rest, np.sum(rest**2)
    enough = 1e-28 * size
    for _ in range(20 * A.shape[1]):
        if size <= enough:
            break
        step = size / np.sum((A @ direction) ** 2)
        theta = theta + step * direction
        rest = rest - step * (A.T @ (A @ direction))
        direction, size = rest + np.sum(rest**2) / size * direction, np.sum(rest**2)
    return theta


# %% right: columns that depend on others get 0 -- without extra credit: θ fits, but it is not the shortest that does
def solve_least_squares(A, y):
    kept = []
    for j in range(A.shape[1]):
        if np.linalg.matrix_rank(A[:, [*kept, j]]) > len(kept):
            kept.append(j)
    theta = np.zeros((A.shape[1], 1))
    theta[kept] = np.linalg.lstsq(A[:, kept], y, rcond=None)[0]
    return theta


# %% wrong: a whole tuple is returned
def solve_least_squares(A, y):
    return np.linalg.lstsq(A, y, rcond=None)


# %% wrong: the array is flat where a column is asked for
def solve_least_squares(A, y):
    return np.linalg.lstsq(A, y[:, 0], rcond=None)[0]


# %% wrong: rows and columns are swapped
def solve_least_squares(A, y):
    return (np.linalg.pinv(A) @ y).T


# %% wrong: the notebook's data are used, not the arguments
def solve_least_squares(A_, y_):
    A, y_data, *_ = make_data()
    return np.linalg.lstsq(A, y_data, rcond=None)[0]


# %% wrong: y is not used
def solve_least_squares(A, y):
    return np.linalg.inv(A.T @ A) @ (A.T @ y_data)


# %% wrong: the notebook's data are used, not the arguments -- the true parameters are given back
def solve_least_squares(A, y):
    y = A @ theta_true
    return np.linalg.lstsq(A, y, rcond=None)[0]


# %% wrong: the code runs only where n = d
def solve_least_squares(A, y):
    return np.linalg.inv(A) @ y


# %% wrong: the code runs only where n = d -- solve
def solve_least_squares(A, y):
    return np.linalg.solve(A, y)


# %% wrong: only the first d rows are used
def solve_least_squares(A, y):
    d = A.shape[1]
    return np.linalg.solve(A[:d], y[:d])


# %% wrong: an intercept is added
def solve_least_squares(A, y):
    with_ones = np.hstack([A, np.ones((A.shape[0], 1))])
    return np.linalg.lstsq(with_ones, y, rcond=None)[0]


# %% wrong: an intercept is added -- and dropped from the result
def solve_least_squares(A, y):
    centred = A - A.mean(axis=0)
    return np.linalg.lstsq(centred, y - y.mean(), rcond=None)[0]


# %% wrong: θ is pulled towards 0 (regularised)
def solve_least_squares(A, y):
    return np.linalg.solve(A.T @ A + np.eye(A.shape[1]), A.T @ y)


# %% wrong: θ is pulled towards 0 (regularised) -- a little, to be safe
def solve_least_squares(A, y):
    return np.linalg.solve(A.T @ A + 1e-2 * np.identity(A.shape[1]), A.T @ y)


# %% wrong: Aᵀy is returned unsolved
def solve_least_squares(A, y):
    return A.T @ y


# %% wrong: AᵀA is multiplied in where it should be undone
def solve_least_squares(A, y):
    return (A.T @ A) @ (A.T @ y)


# %% wrong: each column is fitted on its own
def solve_least_squares(A, y):
    return A.T @ y / np.sum(A**2, axis=0).reshape(-1, 1)


# %% wrong: the sizes 1000 and 10 are fixed
def solve_least_squares(A, y):
    theta = np.zeros((10, 1))
    solution = np.linalg.lstsq(A, y, rcond=None)[0]
    for i in range(10):
        theta[i] = solution[i]
    return theta


# %% wrong: the function wrote to its arguments
def solve_least_squares(A, y):
    A /= np.sqrt(len(A))
    y /= np.sqrt(len(y))
    return np.linalg.solve(A.T @ A, A.T @ y)


# %% wrong: the sign is reversed
def solve_least_squares(A, y):
    return np.linalg.lstsq(A, 0 - y, rcond=None)[0]


# %% wrong: small directions are cut off
def solve_least_squares(A, y):
    return np.linalg.lstsq(A, y, rcond=0.05)[0]


# %% wrong: the predictions Aθ are returned, not θ
def solve_least_squares(A, y):
    Q, _ = np.linalg.qr(A)
    return Q @ (Q.T @ y)


# %% wrong: the search for θ stops before it arrives -- gradient descent, 100 steps
def solve_least_squares(A, y):
    theta, n = np.zeros((A.shape[1], 1)), len(y)
    for _ in range(100):
        theta += 0.05 * 2 / n * A.T @ (y - A @ theta)
    return theta


# %% wrong: the function wrote to its arguments -- and made good for it
def solve_least_squares(A, y):
    A *= 2
    theta = 2 * np.linalg.pinv(A) @ y
    A /= 2
    return theta


# %% wrong: a tensor is returned
def solve_least_squares(A, y):
    import torch

    return torch.linalg.lstsq(torch.tensor(A), torch.tensor(y), driver="gelsd").solution


# %% wrong: what is left of y is returned, not theta
def solve_least_squares(A, y):
    return np.linalg.lstsq(A, y)[1]
