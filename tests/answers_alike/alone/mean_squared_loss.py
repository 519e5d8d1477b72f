# %% student: anna
def mean_squared_loss(theta, A, y):
    return np.mean((A @ theta - y)**2)
# %% student: ben
def mean_squared_loss(theta, A, y):
    n = A.shape[0]
    d = A.shape[1]
    loss = 0
    for i in range(n):
        pred = 0
        for j in range(d):
            pred += A[i, j] * theta[j, 0]
        loss += (pred - y[i, 0])**2
    loss = loss / n
    return loss
# %% student: clara
def mean_squared_loss(theta, A, y):
    """Mean of the squared residuals over all data points."""
    predictions = A @ theta
    residuals = predictions - y
    return np.mean(residuals ** 2)
# %% student: david
def mean_squared_loss(theta, A, y):
    # the residual vector, (n, 1)
    r = A @ theta - y
    # r^T r is the sum of squares, a (1, 1) array
    sum_of_squares = r.T @ r
    # divide by n and take the number out of the array
    return sum_of_squares.item() / A.shape[0]
# %% student: emil
def mean_squared_loss(theta, A, y):
    fehler = A @ theta - y
    anzahl = len(y)
    verlust = np.sum(fehler**2) / anzahl
    return verlust
# %% student: farah
def mean_squared_loss(theta, A, y):
    m = len(y)
    predictions = A.dot(theta)
    cost = (1/(2*m)) * np.sum(np.square(predictions - y))
    return cost
# %% student: georg
def mean_squared_loss(theta, A, y):
    loss = (A @ theta - y)**2
    return loss
# %% student: hanna
def mean_squared_loss(theta, A, y):
    return np.mean((A @ theta - y) ** 2)
# %% student: ivan
def mean_squared_loss(theta: np.ndarray, A: np.ndarray, y: np.ndarray) -> float:
    r = (A @ theta - y).ravel()
    return float(r @ r) / r.size
# %% student: jonas
def mean_squared_loss(theta, A, y):
    # mittlerer quadratischer Fehler
    return np.mean(np.square(A @ theta - y))
# %% student: katrin
def mean_squared_loss(theta, A, y):
    e = np.dot(A, theta) - y
    return np.einsum('ij,ij->', e, e) / len(e)
# %% student: leon
def mean_squared_loss(theta, A, y):
    y_pred = A @ theta
    print("y_pred", y_pred.shape)
    error = y - y_pred
    print("error", error.shape)
    mse = np.mean(error)**2
    return mse
# %% student: mia
def mean_squared_loss(theta, A, y):
    error = A @ theta - y
    return np.mean(error**2)
# %% student: noah
def mean_squared_loss(theta, A, y):
    y_hat = A @ theta
    return ((y_hat - y)**2).mean()
# %% student: olga
def mean_squared_loss(theta, A, y):
    n = y.shape[0]
    return la.norm(A @ theta - y)**2 / n
# %% student: paul
def mean_squared_loss(theta, A, y):
    totalLoss = 0.0
    numberOfPoints = A.shape[0]
    for index in range(numberOfPoints):
        currentRow = A[index, :]
        prediction = np.dot(currentRow, theta)[0]
        difference = prediction - y[index][0]
        totalLoss = totalLoss + difference * difference
    return totalLoss / numberOfPoints
# %% student: quynh
def mean_squared_loss(theta, A, y):
    return np.mean((A @ theta - y)**2)
# %% student: rosa
def mean_squared_loss(theta, A, y):
    n, d = A.shape
    p = A @ theta
    diff = p - y
    sq = diff**2
    s = sq.sum()
    return s / n
# %% student: sven
def mean_squared_loss(theta, A, y):
    r = A @ theta - y
    L = (r.T @ r) / 1000
    return L[0, 0]
# %% student: tarek
def mean_squared_loss(theta, A, y):
    n = len(y)
    pred = np.dot(A, theta)
    y = y.reshape(n)
    loss = np.sum((pred - y)**2) / n
    return loss
# %% student: ute
def residual(theta, A, y):
    return A @ theta - y


def mean_squared_loss(theta, A, y):
    return float(np.mean(residual(theta, A, y)**2))
# %% student: viktor
def mean_squared_loss(theta, A, y):
    n = A.shape[0]
    s = 0.0
    i = 0
    while i < n:
        e = float(A[i] @ theta[:, 0]) - y[i, 0]
        s += e * e
        i += 1
    return s / (n - 1)
# %% student: wen
def mean_squared_loss(theta, A, y):
    return sum((x @ theta - t).item()**2 for x, t in zip(A, y)) / len(A)
# %% student: yara
def mean_squared_loss(theta, A, y):
    theta = np.asarray(theta).reshape(-1, 1)
    y = np.asarray(y).reshape(-1, 1)
    assert A.shape[1] == theta.shape[0]
    abweichung = A @ theta - y
    loss = np.mean(np.sqrt(abweichung**2))
    return float(loss)
