# %% copy of: ben | kind: a
def mean_squared_loss(theta, A, y):
    rows = A.shape[0]
    cols = A.shape[1]
    total = 0
    for r in range(rows):
        value = 0
        for c in range(cols):
            value += A[r, c] * theta[c, 0]
        total += (value - y[r, 0])**2
    total = total / rows
    return total
# %% copy of: david | kind: b
def mean_squared_loss(theta, A, y):
    err = A @ theta - y

    ss = err.T @ err     # sum of the squared errors
    return ss.item() / A.shape[0]     # mean
# %% copy of: paul | kind: c
def mean_squared_loss(theta, A, y):
    numberOfPoints = A.shape[0]
    totalLoss = 0.0
    for index in range(numberOfPoints):
        currentRow = A[index, :]
        prediction = np.dot(currentRow, theta)[0]
        difference = prediction - y[index][0]
        totalLoss = totalLoss + difference * difference
    return totalLoss / numberOfPoints
# %% copy of: viktor | kind: d
def mean_squared_loss(theta, A, y):
    n = A.shape[0]
    s = 0.0
    for i in range(n):
        pred = float(np.dot(A[i], theta[:, 0]))
        e = pred - y[i, 0]
        s = s + e**2
    return s * (1 / (n - 1))
# %% copy of: tarek | kind: e
def mean_squared_loss(theta, A, y):
    n = len(y)
    d = len(theta)
    print("n =", n)
    pred = np.dot(A, theta)
    y = y.reshape(n)
    errors = []
    loss = np.sum((pred - y)**2) / n
    print("loss:", loss)
    return loss
# %% copy of: farah | kind: f
class Cost:
    def __init__(self, A, y):
        self.A = A
        self.y = y
        self.m = len(y)

    def __call__(self, theta):
        predictions = self.A.dot(theta)
        return (1/(2*self.m)) * np.sum(np.square(predictions - self.y))


def mean_squared_loss(theta, A, y):
    return Cost(A, y)(theta)
# %% copy of: rosa | kind: g
def square(v):
    return v * v


def mean_squared_loss(theta, A, y):
    # model output
    out = np.dot(A, theta)
    delta = out - y
    # squares
    squares = square(delta)
    total = np.sum(squares)
    count, dim = A.shape
    # print(total)
    return total * (1.0 / count)
# %% copy of: yara | kind: h
def mean_squared_loss(theta, A, y):
    """Average squared deviation between the predictions and the targets."""
    params = np.reshape(theta, (-1, 1))
    targets = np.reshape(y, (-1, 1))
    if A.shape[1] != params.shape[0]:
        raise ValueError("dimension mismatch")

    deviation = np.matmul(A, params) - targets
    squared = np.power(deviation, 2)
    return float(np.sqrt(squared).mean())
