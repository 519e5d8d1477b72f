# %% copy of: ben | kind: a
def solve_least_squares(A, y):
    num = A.shape[0]
    dim = A.shape[1]
    matrix = np.zeros((dim, dim))
    vec = np.zeros((dim, 1))
    for a in range(dim):
        for b in range(dim):
            for c in range(num):
                matrix[a, b] += A[c, a] * A[c, b]
        for c in range(num):
            vec[a, 0] += A[c, a] * y[c, 0]
    res = la.solve(matrix, vec)
    return res
# %% copy of: david | kind: b
def solve_least_squares(A, y):
    """least squares with qr"""
    orth, upper = la.qr(A)

    rhs = orth.T @ y      # project y on the columns


    sol = la.solve(upper, rhs)   # then solve the triangular system
    return sol
# %% copy of: rosa | kind: c
def solve_least_squares(A, y):
    AT = A.T
    v = AT @ y
    M = AT @ A
    L = la.cholesky(M)
    z = la.solve(L, v)
    theta = la.solve(L.T, z)
    return theta
# %% copy of: hanna | kind: d
def solve_least_squares(A, y):
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    keep = s > s[0] * np.finfo(A.dtype).eps * max(A.shape[0], A.shape[1])
    Uy = np.dot(U[:, keep].T, y)
    coeff = (1 / s[keep]).reshape(-1, 1) * Uy
    return np.dot(Vt[keep, :].T, coeff)
# %% copy of: farah | kind: e
def solve_least_squares(A, y):
    # closed form solution: theta = (X^T X)^-1 X^T y
    X = A
    n, d = X.shape
    X_transpose = np.transpose(X)
    XtX = np.dot(X_transpose, X)
    if XtX.shape != (d, d):
        print("something is wrong")
    XtX_inverse = np.linalg.inv(XtX)
    check = XtX_inverse.dot(XtX)
    print("shape of inverse:", XtX_inverse.shape)
    theta_best = XtX_inverse.dot(X_transpose).dot(y)
    return theta_best
# %% copy of: jonas | kind: f
class QRSolver:
    def __init__(self, A, y):
        self.q, self.r = np.linalg.qr(A)
        self.d = self.r.shape[0]
        self.rechte_seite = self.q.T @ y

    def solve(self):
        theta = np.zeros((self.d, 1))
        for i in reversed(range(self.d)):
            summe = 0.0
            for j in range(i + 1, self.d):
                summe += self.r[i, j] * theta[j, 0]
            theta[i, 0] = (self.rechte_seite[i, 0] - summe) / self.r[i, i]
        return theta


def solve_least_squares(A, y):
    return QRSolver(A, y).solve()
# %% copy of: viktor | kind: g
def gauss_jordan(T, size):
    # eliminate column by column
    for p in range(size):
        T[p, :] = T[p, :] / T[p, p]
        for row in range(size):
            if row == p:
                continue
            factor = T[row, p]
            T[row, :] = T[row, :] - T[p, :] * factor
    return T


def solve_least_squares(A, y):
    rhs = np.dot(A.T, y)
    lhs = np.dot(A.T, A)
    size = lhs.shape[0]
    debug = False
    T = gauss_jordan(np.concatenate((lhs, rhs), axis=1), size)
    if debug:
        print(T)
    return T[:, size]
# %% copy of: yara | kind: h
def solve_least_squares(A, y):
    """Solve the least-squares problem with slight Tikhonov damping."""
    num_samples, num_features = A.shape
    if num_samples != y.shape[0]:
        raise ValueError("A and y must have the same number of rows")

    # Damping keeps the system matrix invertible in every case.
    damping = 0.001 * np.identity(num_features)
    system = np.matmul(A.T, A) + damping
    target = np.matmul(A.T, y)
    solution = np.linalg.solve(system, target)
    return np.reshape(solution, (num_features, 1))
