# %% student: anna
def solve_least_squares(A, y):
    return la.lstsq(A, y, rcond=None)[0]
# %% student: ben
def solve_least_squares(A, y):
    n = A.shape[0]
    d = A.shape[1]
    AtA = np.zeros((d, d))
    Aty = np.zeros((d, 1))
    for i in range(d):
        for j in range(d):
            for k in range(n):
                AtA[i, j] += A[k, i] * A[k, j]
        for k in range(n):
            Aty[i, 0] += A[k, i] * y[k, 0]
    theta = la.solve(AtA, Aty)
    return theta
# %% student: clara
def solve_least_squares(A, y):
    """Return the parameter vector that minimises the sum of squared residuals."""
    gram_matrix = A.T @ A
    right_hand_side = A.T @ y
    optimal_parameters = la.solve(gram_matrix, right_hand_side)
    return optimal_parameters
# %% student: david
def solve_least_squares(A, y):
    # QR decomposition: A = QR, Q has orthonormal columns
    Q, R = la.qr(A)
    # ||A theta - y||^2 is smallest where R theta = Q^T y
    b = Q.T @ y
    # R is upper triangular
    theta = la.solve(R, b)
    return theta
# %% student: emil
def solve_least_squares(A, y):
    # Normalgleichung
    inverse = la.inv(A.T @ A)
    loesung = inverse @ A.T @ y
    return loesung
# %% student: farah
def solve_least_squares(A, y):
    # closed form solution: theta = (X^T X)^-1 X^T y
    X = A
    X_transpose = np.transpose(X)
    XtX = np.dot(X_transpose, X)
    XtX_inverse = np.linalg.inv(XtX)
    theta_best = XtX_inverse.dot(X_transpose).dot(y)
    return theta_best
# %% student: georg
def solve_least_squares(A, y):
    theta = la.solve(A, y)
    return theta
# %% student: hanna
def solve_least_squares(A, y):
    U, s, Vt = la.svd(A, full_matrices=False)
    cutoff = max(A.shape) * np.finfo(A.dtype).eps * s[0]
    keep = s > cutoff
    coeff = U[:, keep].T @ y / s[keep][:, None]
    return Vt[keep].T @ coeff
# %% student: ivan
def solve_least_squares(A: np.ndarray, y: np.ndarray) -> np.ndarray:
    return la.pinv(A) @ y
# %% student: jonas
def solve_least_squares(A, y):
    # kleinste Quadrate mit der QR-Zerlegung
    q, r = np.linalg.qr(A)
    d = r.shape[0]
    rechte_seite = q.T @ y
    theta = np.zeros((d, 1))
    # Rückwärtseinsetzen
    for i in reversed(range(d)):
        summe = 0.0
        for j in range(i + 1, d):
            summe += r[i, j] * theta[j, 0]
        theta[i, 0] = (rechte_seite[i, 0] - summe) / r[i, i]
    return theta
# %% student: katrin
def solve_least_squares(A, y):
    G = np.einsum('ni,nj->ij', A, A)
    b = np.einsum('ni,nk->ik', A, y)
    return np.linalg.solve(G, b)
# %% student: leon
def solve_least_squares(A, y):
    print(A.shape, y.shape)
    theta = la.lstsq(A, y)
    print(theta)
    return theta
# %% student: mia
def solve_least_squares(A, y):
    theta, residuals, rank, s = la.lstsq(A, y, rcond=None)
    return theta
# %% student: noah
def solve_least_squares(A, y):
    return np.linalg.lstsq(A, y, rcond=None)[0]
# %% student: olga
def solve_least_squares(A, y):
    # thin SVD: A = U Sigma V^T, so theta = V Sigma^+ U^T y
    U, sigma, Vt = la.svd(A, full_matrices=False)
    Sigma_plus = np.diag(1 / sigma)
    return Vt.T @ Sigma_plus @ U.T @ y
# %% student: paul
def solve_least_squares(A, y):
    transposed = A.T
    squareMatrix = transposed.dot(A)
    inverseMatrix = la.inv(squareMatrix)
    result = inverseMatrix.dot(transposed.dot(y))
    return result
# %% student: quynh
def solve_least_squares(A, y):
    return la.inv(A.T @ A) @ A.T @ y
# %% student: rosa
def solve_least_squares(A, y):
    AT = A.T
    M = AT @ A
    v = AT @ y
    L = la.cholesky(M)
    z = la.solve(L, v)
    theta = la.solve(L.T, z)
    return theta
# %% student: sven
def solve_least_squares(A, y):
    x = la.lstsq(A, y, rcond=None)
    x = x[0]
    return x.flatten()
# %% student: tarek
def solve_least_squares(A, y):
    A2 = A.T * A
    theta = la.inv(A2) * A.T * y
    return theta
# %% student: ute
def _normal_equations(A, y):
    return A.T @ A, A.T @ y


def solve_least_squares(A, y):
    lhs, rhs = _normal_equations(A, y)
    return la.solve(lhs, rhs)
# %% student: viktor
def solve_least_squares(A, y):
    d = A.shape[1]
    M = np.hstack((A.T @ A, A.T @ y))
    k = 0
    while k < d:
        M[k] = M[k] / M[k, k]
        i = 0
        while i < d:
            if i != k:
                M[i] = M[i] - M[i, k] * M[k]
            i += 1
        k += 1
    return M[:, -1]
# %% student: wen
solve_least_squares = lambda A, y: np.linalg.pinv(A) @ y
# %% student: yara
def solve_least_squares(A, y):
    assert A.shape[0] == y.shape[0]
    lam = 1e-3
    d = A.shape[1]
    # small ridge so that the matrix can always be inverted
    theta = la.solve(A.T @ A + lam * np.eye(d), A.T @ y)
    return theta.reshape(d, 1)
