"""ps1, as students write it."""

import numpy as np

from solutions.least_squares import mean_squared_gradient


def solve_least_squares__normal_equations(A, y):
    return np.linalg.solve(A.T @ A, A.T @ y)


def solve_least_squares__inverse(A, y):
    return np.linalg.inv(A.T @ A) @ A.T @ y


def solve_least_squares__pseudo_inverse(A, y):
    return np.linalg.pinv(A) @ y


def solve_least_squares__qr(A, y):
    Q, R = np.linalg.qr(A)
    return np.linalg.solve(R, Q.T @ y)


def solve_least_squares__svd(A, y):
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return Vt.T @ ((U.T @ y) / s[:, None])


def solve_least_squares__substitution(A, y):
    Q, R = np.linalg.qr(A)
    z = Q.T @ y
    d = A.shape[1]
    theta = np.zeros((d, 1))
    for i in range(d - 1, -1, -1):
        theta[i] = (z[i] - R[i, i + 1 :] @ theta[i + 1 :]) / R[i, i]
    return theta


def mean_squared_loss__summed(theta, A, y):
    n = A.shape[0]
    err = A @ theta - y
    return float(np.sum(err**2) / n)


def mean_squared_loss__product(theta, A, y):
    err = A @ theta - y
    return (err.T @ err / len(y)).item()


def mean_squared_loss__norm(theta, A, y):
    return float(np.linalg.norm(A @ theta - y) ** 2 / len(y))


def mean_squared_loss__loop(theta, A, y):
    n = A.shape[0]
    loss = 0.0
    for i in range(n):
        err = A[i] @ theta[:, 0] - y[i, 0]
        loss += err**2
    return float(loss / n)


def mean_squared_loss__nested(theta, A, y):
    n, d = A.shape
    loss = 0.0
    for i in range(n):
        prediction = 0.0
        for j in range(d):
            prediction += A[i, j] * theta[j, 0]
        loss += (prediction - y[i, 0]) ** 2
    return float(loss / n)


def mean_squared_gradient__from_the_left(theta, A, y):
    n = A.shape[0]
    return 2 / n * A.T @ (A @ theta - y)


def mean_squared_gradient__multiplied_out(theta, A, y):
    return 2 * (A.T @ A @ theta - A.T @ y) / len(y)


def mean_squared_gradient__factor_first(theta, A, y):
    n = len(y)
    return 2 / n * (A.T @ A @ theta - A.T @ y)


def mean_squared_gradient__by_parameters(theta, A, y):
    err = A @ theta - y
    gradient = np.zeros_like(theta)
    for j in range(len(theta)):
        gradient[j] = 2 * np.mean(err[:, 0] * A[:, j])
    return gradient


def mean_squared_gradient__residual(theta, A, y):
    r = y - A @ theta
    return -2 * A.T @ r / len(y)


def mean_squared_gradient__mean(theta, A, y):
    err = A @ theta - y
    return np.mean(2 * err * A, axis=0).reshape(-1, 1)


def mean_squared_gradient__loop(theta, A, y):
    n, d = A.shape
    gradient = np.zeros((d, 1))
    for i in range(n):
        x = A[i].reshape(-1, 1)
        err = (x.T @ theta).item() - y[i, 0]
        gradient += 2 * err * x / n
    return gradient


def gradient_descent__in_full(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    n = A.shape[0]
    for _ in range(max_iter):
        gradient = 2 * A.T @ (A @ theta - y) / n
        theta = theta - lr * gradient
    return theta


def gradient_descent__in_place(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for _ in range(max_iter):
        gradient = mean_squared_gradient(theta, A, y)
        theta -= lr * gradient
    return theta
