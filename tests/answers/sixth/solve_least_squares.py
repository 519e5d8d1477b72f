# %% right: QR and back substitution written as a loop
def solve_least_squares(A, y):
    Q, R = la.qr(A)
    rhs = Q.T @ y
    d = A.shape[1]
    theta = np.zeros((d, 1))
    for i in reversed(range(d)):
        theta[i, 0] = (rhs[i, 0] - R[i, i + 1:] @ theta[i + 1:, 0]) / R[i, i]
    return theta

# %% right: SVD with einsum and a relative cutoff
def solve_least_squares(A, y):
    U, s, Vt = la.svd(A, full_matrices=False)
    keep = s > s[0] * max(A.shape) * np.finfo(float).eps
    U, s, Vt = U[:, keep], s[keep], Vt[keep]
    return np.einsum('rd,r,nr,nk->dk', Vt, 1 / s, U, y)

# %% right: torch lstsq with the gelsd driver
import torch

def solve_least_squares(A, y):
    sol = torch.linalg.lstsq(torch.tensor(A), torch.tensor(y), driver='gelsd')
    return sol.solution.numpy()

# %% wrong: formula for wide matrices, A Aᵀ inverted
def solve_least_squares(A, y):
    # pseudo inverse from the slides
    A_plus = A.T @ la.inv(A @ A.T)
    return A_plus @ y

# %% wrong: result is flat because y was ravelled
def solve_least_squares(A, y):
    theta, *_ = la.lstsq(A, y.ravel(), rcond=None)
    return theta

# %% wrong: takes the residuals out of the lstsq tuple
def solve_least_squares(A, y):
    result = la.lstsq(A, y, rcond=None)
    theta = result[1]
    return theta

# %% wrong: adds the identity to the normal matrix
def solve_least_squares(A, y):
    n_samples, n_features = A.shape
    gram = A.T @ A
    # for numerical stability
    gram = gram + np.eye(n_features)
    return la.solve(gram, A.T @ y)

# %% wrong: centres A and y before the fit
class LinearRegressor:
    def __init__(self, A, y):
        self.A = A - A.mean(axis=0)
        self.y = y - y.mean()

    def fit(self):
        self.theta_ = la.pinv(self.A) @ self.y
        return self


def solve_least_squares(A, y):
    return LinearRegressor(A, y).fit().theta_

# %% wrong: solves with R transposed
def solve_least_squares(A, y):
    Q, R = la.qr(A)
    theta = la.solve(R.T, Q.T @ y)
    return theta

# %% wrong: y_data of the notebook instead of y
def solve_least_squares(A, y):
    ATA = np.dot(A.T, A)
    ATy = np.dot(A.T, y_data)
    theta = la.solve(ATA, ATy)
    return theta

# %% wrong: n divides one side only, row returned
def solve_least_squares(A, y):
    n, d = A.shape
    cov = A.T @ A / n
    corr = A.T @ y
    theta_hat = la.inv(cov) @ corr
    return theta_hat.reshape(1, d)

# %% wrong: intercept column added, then sign turned
def solve_least_squares(A, y):
    X = np.hstack([np.ones((len(A), 1)), A])
    theta = -la.solve(X.T @ X, X.T @ y)
    return theta[1:]
