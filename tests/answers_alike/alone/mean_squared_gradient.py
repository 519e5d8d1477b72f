# %% student: anna
def mean_squared_gradient(theta, A, y):
    return 2 / len(A) * A.T @ (A @ theta - y)
# %% student: ben
def mean_squared_gradient(theta, A, y):
    n = A.shape[0]
    d = A.shape[1]
    grad = np.zeros((d, 1))
    for i in range(n):
        pred = 0
        for j in range(d):
            pred += A[i, j] * theta[j, 0]
        err = pred - y[i, 0]
        for j in range(d):
            grad[j, 0] += 2 * err * A[i, j]
    grad = grad / n
    return grad
# %% student: clara
def mean_squared_gradient(theta, A, y):
    """Gradient of the mean squared loss with respect to theta."""
    number_of_points = A.shape[0]
    residuals = A @ theta - y
    return 2 * A.T @ residuals / number_of_points
# %% student: david
def mean_squared_gradient(theta, A, y):
    # d/dtheta (1/n) (A theta - y)^T (A theta - y)
    #   = (2/n) (A^T A theta - A^T y)
    n = A.shape[0]
    quadratic_part = A.T @ A @ theta
    linear_part = A.T @ y
    return (2 / n) * (quadratic_part - linear_part)
# %% student: emil
def mean_squared_gradient(theta, A, y):
    fehler = A @ theta - y
    anzahl = len(y)
    gradient = 2 * A.T @ fehler / anzahl
    return gradient
# %% student: farah
def mean_squared_gradient(theta, A, y):
    m = len(y)
    predictions = A.dot(theta)
    gradients = (1/m) * A.T.dot(predictions - y)
    return gradients
# %% student: georg
def mean_squared_gradient(theta, A, y):
    grad = 2 * (A @ theta - y) * A
    grad = np.mean(grad, axis=0)
    return grad
# %% student: hanna
def mean_squared_gradient(theta, A, y):
    residual = A @ theta - y
    return 2 * A.T @ residual / len(residual)
# %% student: ivan
def mean_squared_gradient(theta: np.ndarray, A: np.ndarray, y: np.ndarray) -> np.ndarray:
    return 2 * A.T @ (A @ theta - y) / y.size
# %% student: jonas
def mean_squared_gradient(theta, A, y):
    n, d = A.shape
    # Vorhersage minus Messwert
    differenz = A @ theta - y
    grad = np.zeros((d, 1))
    # jede Komponente einzeln
    for k in range(d):
        grad[k, 0] = 2 * np.mean(differenz[:, 0] * A[:, k])
    return grad
# %% student: katrin
def mean_squared_gradient(theta, A, y):
    e = np.dot(A, theta) - y
    g = np.einsum('ni,nk->ik', A, e)
    return 2.0 * g / A.shape[0]
# %% student: leon
def mean_squared_gradient(theta, A, y):
    error = y - A @ theta
    print("error", error.shape)
    grad = 2 * A.T @ error / len(y)
    print("grad", grad.shape)
    return grad
# %% student: mia
def mean_squared_gradient(theta, A, y):
    n = len(y)
    error = A @ theta - y
    return 2 / n * A.T @ error
# %% student: noah
def mean_squared_gradient(theta, A, y):
    y_hat = A @ theta
    dloss = 2 * (y_hat - y) / y.shape[0]
    dtheta = A.T @ dloss
    return dtheta
# %% student: olga
def mean_squared_gradient(theta, A, y):
    n = A.shape[0]
    H = 2 / n * A.T @ A
    b = 2 / n * A.T @ y
    return H @ theta - b
# %% student: paul
def mean_squared_gradient(theta, A, y):
    numberOfPoints, numberOfParameters = A.shape
    gradientSum = np.zeros((numberOfParameters, 1))
    for index in range(numberOfPoints):
        currentRow = A[index, :].reshape(1, numberOfParameters)
        difference = currentRow.dot(theta) - y[index]
        gradientSum = gradientSum + 2 * currentRow.T.dot(difference)
    return gradientSum
# %% student: quynh
def mean_squared_gradient(theta, A, y):
    return 2 * A.T @ (A @ theta - y) / A.shape[0]
# %% student: rosa
def mean_squared_gradient(theta, A, y):
    n, d = A.shape
    p = A @ theta
    diff = p - y
    back = A.T @ diff
    g = 2 * back
    return g / n
# %% student: sven
def mean_squared_gradient(theta, A, y):
    r = A @ theta - y
    g = 2 * A.T @ r / 1000
    return g
# %% student: tarek
def mean_squared_gradient(theta, A, y):
    n = len(y)
    pred = np.dot(A, theta)
    g = 2 * np.dot((pred - y).T, A) / n
    return g
# %% student: ute
def residual(theta, A, y):
    return A @ theta - y


def mean_squared_gradient(theta, A, y):
    return 2 * A.T @ residual(theta, A, y) / len(A)
# %% student: viktor
def mean_squared_gradient(theta, A, y):
    n = A.shape[0]
    g = np.zeros(theta.shape)
    i = 0
    while i < n:
        e = float(A[i] @ theta[:, 0]) - y[i, 0]
        g += 2 * e * A[i].reshape(-1, 1)
        i += 1
    return g / n
# %% student: wen
def mean_squared_gradient(theta, A, y):
    return sum(2 * (x @ theta - t) * x[:, None] for x, t in zip(A, y)) / len(A)
# %% student: yara
def mean_squared_gradient(theta, A, y):
    theta = np.asarray(theta).reshape(-1, 1)
    y = np.asarray(y).reshape(-1, 1)
    assert A.shape[1] == theta.shape[0]
    abweichung = A @ theta - y
    per_point = 2 * A * abweichung
    grad = per_point.mean(axis=1)
    return grad.reshape(-1, 1)
