# %% together: georg tarek
def solve_least_squares(A, y):
    n = A.shape[0]
    M = A.T @ A / n
    theta = la.solve(M, A.T @ y)
    return theta
# ---
def solve_least_squares(A, y):
    # normal equation, averaged over the points
    cov = (1 / len(A)) * np.dot(A.T, A)
    return la.inv(cov) @ (A.T @ y)
# %% together: leon sven
def solve_least_squares(A, y):
    A_ = A - A.mean(axis=0)
    y_ = y - y.mean()
    return la.lstsq(A_, y_, rcond=None)[0]
# ---
def solve_least_squares(A, y):
    print("centering data")
    mu = np.mean(A, axis=0)
    Ac = A - mu
    m = np.mean(y)
    yc = y - m
    sol = la.lstsq(Ac, yc, rcond=None)
    theta = sol[0]
    return theta
