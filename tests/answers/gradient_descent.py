# %% right: by the function above
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init
    for t in range(max_iter):
        theta = theta - lr * mean_squared_gradient(theta, A, y)
    return theta


# %% right: the gradient written out, θ changed in place in a copy
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = np.array(theta_init, dtype=float)
    for _ in range(max_iter):
        theta -= lr * 2 / len(y) * A.T @ (A @ theta - y)
    return theta


# %% right: a while loop
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta, t = theta_init.copy(), 0
    while t < max_iter:
        gradient = mean_squared_gradient(theta, A, y)
        theta = theta - lr * gradient
        t += 1
        if t % 100 == 0:
            print(t, mean_squared_loss(theta, A, y))
    return theta


# %% right: recursion
def gradient_descent(theta_init, A, y, lr, max_iter):
    if max_iter == 0:
        return theta_init.copy()
    before = gradient_descent(theta_init, A, y, lr, max_iter - 1)
    return before - lr * mean_squared_gradient(before, A, y)


# %% right: AᵀA and Aᵀy once, before the loop
def gradient_descent(theta_init, A, y, lr, max_iter):
    curvature, target = 2 * A.T @ A / len(y), 2 * A.T @ y / len(y)
    theta = theta_init + 0.0
    for _ in range(max_iter):
        theta = theta - lr * (curvature @ theta - target)
    return theta


# %% right: torch.optim
def gradient_descent(theta_init, A, y, lr, max_iter):
    import torch

    theta = torch.tensor(theta_init, requires_grad=True)
    data, labels = torch.tensor(A), torch.tensor(y)
    optimizer = torch.optim.SGD([theta], lr=lr)
    for _ in range(max_iter):
        optimizer.zero_grad()
        ((data @ theta - labels) ** 2).mean().backward()
        optimizer.step()
    return theta.detach().numpy()


# %% right: loops over points and parameters
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = [float(t) for t in theta_init[:, 0]]
    rows, labels = A.tolist(), y[:, 0].tolist()
    for _ in range(max_iter):
        gradient = [0.0] * len(theta)
        for x, b in zip(rows, labels):
            err = sum(a * t for a, t in zip(x, theta)) - b
            gradient = [g + 2 * err * a / len(rows) for g, a in zip(gradient, x)]
        theta = [t - lr * g for t, g in zip(theta, gradient)]
    return np.array(theta).reshape(-1, 1)


# %% right: a list of all positions, the last returned
def gradient_descent(theta_init, A, y, lr, max_iter):
    path = [theta_init]
    for k in range(max_iter):
        path.append(path[k] + lr * 2 * np.mean((y - A @ path[k]) * A, axis=0, keepdims=True).T)
    return path[-1].copy()


# %% right: in single precision
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta, A, y = (np.asarray(a, dtype=np.float32) for a in (theta_init, A, y))
    for _ in range(max_iter):
        theta = theta - np.float32(2 * lr / len(y)) * (A.T @ (A @ theta - y))
    return theta


# %% wrong: one step too few is taken
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(1, max_iter):
        theta = theta - lr * mean_squared_gradient(theta, A, y)
    return theta


# %% wrong: one step too many is taken
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter + 1):
        theta = theta - lr * mean_squared_gradient(theta, A, y)
    return theta


# %% wrong: a step is taken where none is asked for
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta, t = theta_init.copy(), 0
    while True:
        theta, t = theta - lr * mean_squared_gradient(theta, A, y), t + 1
        if t >= max_iter:
            return theta


# %% wrong: only one step is taken
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        theta = theta - lr * mean_squared_gradient(theta, A, y)
        return theta
    return theta


# %% wrong: only one step is taken -- the loop starts anew from theta_init
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        theta = theta_init - lr * mean_squared_gradient(theta_init, A, y)
    return theta


# %% wrong: the slope is measured only once
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    gradient = mean_squared_gradient(theta, A, y)
    for t in range(max_iter):
        theta = theta - lr * gradient
    return theta


# %% wrong: the steps go uphill
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        theta = theta + lr * mean_squared_gradient(theta, A, y)
    return theta


# %% wrong: lr is not used
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        theta = theta - mean_squared_gradient(theta, A, y)
    return theta


# %% wrong: lr is not used -- 0.01 stands in its place
def gradient_descent(theta_init, A, y, lr, max_iter):
    lr = 0.01
    theta = theta_init.copy()
    for t in range(max_iter):
        theta = theta - lr * mean_squared_gradient(theta, A, y)
    return theta


# %% wrong: the factor 2 is missing
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        theta = theta - lr * A.T @ (A @ theta - y) / len(y)
    return theta


# %% wrong: the slopes are added up, not averaged
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        theta = theta - lr * 2 * A.T @ (A @ theta - y)
    return theta


# %% wrong: neither the factor 2 nor the mean is there
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        theta = theta - lr * A.T @ (A @ theta - y)
    return theta


# %% wrong: it stops early
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        gradient = mean_squared_gradient(theta, A, y)
        if np.linalg.norm(gradient) < 1e-6:
            break
        theta = theta - lr * gradient
    return theta


# %% wrong: it stops early -- where θ hardly moves
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        new = theta - lr * mean_squared_gradient(theta, A, y)
        if np.allclose(new, theta):
            return new
        theta = new
    return theta


# %% wrong: the function wrote to its arguments
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init
    for t in range(max_iter):
        theta -= lr * mean_squared_gradient(theta, A, y)
    return theta


# %% wrong: the function wrote to its arguments -- entry by entry
def gradient_descent(theta_init, A, y, lr, max_iter):
    for t in range(max_iter):
        theta_init[:] = theta_init - lr * mean_squared_gradient(theta_init, A, y)
    return theta_init.copy()


# %% wrong: θ starts at 0, not at theta_init
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = np.zeros_like(theta_init)
    for t in range(max_iter):
        theta = theta - lr * mean_squared_gradient(theta, A, y)
    return theta


# %% wrong: the steps are drawn at random
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        i = np.random.choice(len(y), 1)
        theta = theta - lr * mean_squared_gradient(theta, A[i], y[i])
    return theta


# %% wrong: the gradient is scaled to length 1
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        gradient = mean_squared_gradient(theta, A, y)
        theta = theta - lr * gradient / np.linalg.norm(gradient)
    return theta


# %% wrong: the notebook's data are used, not the arguments
def gradient_descent(theta_init, data, labels, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        theta = theta - lr * mean_squared_gradient(theta, A, y_data)
    return theta


# %% wrong: the array is flat where a column is asked for
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        theta = theta - lr * mean_squared_gradient(theta, A, y)
    return theta.flatten()


# %% wrong: a whole tuple is returned
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta, losses = theta_init.copy(), []
    for t in range(max_iter):
        losses.append(mean_squared_loss(theta, A, y))
        theta = theta - lr * mean_squared_gradient(theta, A, y)
    return theta, losses


# %% wrong: each step remembers the last one
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta, velocity = theta_init.copy(), 0
    for t in range(max_iter):
        velocity = 0.9 * velocity + mean_squared_gradient(theta, A, y)
        theta = theta - lr * velocity
    return theta


# %% wrong: lr changes from step to step -- it shrinks
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        theta = theta - lr / (t + 1) * mean_squared_gradient(theta, A, y)
    return theta


# %% wrong: an earlier θ is returned where the loss rises -- the loop ends there
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        new = theta - lr * mean_squared_gradient(theta, A, y)
        if t > 0 and mean_squared_loss(new, A, y) > mean_squared_loss(theta, A, y):
            break
        theta = new
    return theta


# %% wrong: θ never moves
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        new_theta = theta - lr * mean_squared_gradient(theta, A, y)
    return theta


# %% wrong: the step is returned, not θ
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta, step = theta_init.copy(), np.zeros_like(theta_init)
    for t in range(max_iter):
        step = -lr * mean_squared_gradient(theta, A, y)
        theta = theta + step
    return step


# %% wrong: the sizes 1000 and 10 are fixed
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        theta = theta - lr * 2 / 1000 * A.T @ (A @ theta - y)
    return theta


# %% wrong: an earlier θ is returned where the loss rises -- the best of all
def gradient_descent(theta_init, A, y, lr, max_iter):
    path = [theta_init.copy()]
    for t in range(max_iter):
        path.append(path[-1] - lr * mean_squared_gradient(path[-1], A, y))
    return min(path, key=lambda theta: mean_squared_loss(theta, A, y))


# %% wrong: a whole list is returned
def gradient_descent(theta_init, A, y, lr, max_iter):
    path = [theta_init.copy()]
    for t in range(max_iter):
        path += [path[-1] - lr * mean_squared_gradient(path[-1], A, y)]
    return path


# %% wrong: a step looks at one data point only
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        i = [t % len(y)]
        theta = theta - lr * mean_squared_gradient(theta, A[i], y[i])
    return theta


# %% wrong: θ moves after every data point
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        for i in range(len(y)):
            theta = theta - lr * mean_squared_gradient(theta, A[[i]], y[[i]])
    return theta


# %% wrong: each parameter's step already sees the others'
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(max_iter):
        for j in range(len(theta)):
            theta[j, 0] -= lr * mean_squared_gradient(theta, A, y)[j, 0]
    return theta


# %% wrong: a return statement is missing -- where no step is taken
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for t in range(1, max_iter + 1):
        theta = theta - lr * mean_squared_gradient(theta, A, y)
        if t == max_iter:
            return theta


# %% wrong: only the gradient's signs count
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for _ in range(max_iter):
        theta = theta - lr * np.sign(mean_squared_gradient(theta, A, y))
    return theta


# %% wrong: a name is used that is not defined
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = theta_init.copy()
    for _ in range(max_iter):
        theta = theta - learning_rate * mean_squared_gradient(theta, A, y)
    return theta


# %% wrong: theta_init is not used
def gradient_descent(theta_init, A, y, lr, max_iter):
    theta = np.ones((A.shape[1], 1))
    for _ in range(max_iter):
        theta = theta - lr * mean_squared_gradient(theta, A, y)
    return theta
