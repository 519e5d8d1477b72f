# %% student: anna
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    a = np.abs(err)
    w = np.where(a > 0, np.sign(err) * np.where(a > 0, a, 1)**(deg_ - 1), 0)
    return np.mean(a**deg_), deg_ * data_.T @ w / len(data_)
# %% student: ben
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    d = data_.shape[1]
    loss = 0
    gradient = np.zeros((d, 1))
    for i in range(n):
        pred = 0
        for j in range(d):
            pred += data_[i, j] * theta_hat[j, 0]
        err = pred - label_[i, 0]
        loss += abs(err)**deg_
        if err > 0:
            for j in range(d):
                gradient[j, 0] += deg_ * err**(deg_ - 1) * data_[i, j]
        if err < 0:
            for j in range(d):
                gradient[j, 0] -= deg_ * (-err)**(deg_ - 1) * data_[i, j]
    loss = loss / n
    gradient = gradient / n
    return loss, gradient
# %% student: clara
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    """Loss and gradient of the mean of |error| to the power deg_."""
    number_of_points = data_.shape[0]
    total_loss = 0.0
    total_gradient = np.zeros_like(theta_hat)
    for point_index in range(number_of_points):
        features = data_[point_index].reshape(-1, 1)
        error = np.sum(features * theta_hat) - label_[point_index, 0]
        total_loss += np.abs(error) ** deg_
        if error != 0:
            derivative = deg_ * np.abs(error) ** (deg_ - 1) * np.sign(error)
            total_gradient += derivative * features
    return total_loss / number_of_points, total_gradient / number_of_points
# %% student: david
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    gradient = np.zeros_like(theta_hat)
    l = 0
    # go through all the data points
    for i in range(data_.shape[0]):
        # one point as a column
        x_ = data_[i, :].reshape(-1, 1)
        y_ = label_[i, 0]
        # signed error
        err = np.sum(x_ * theta_hat) - y_
        # chain rule: d|e|^g = g |e|^(g-1) sign(e)
        grad = deg_ * np.sign(err) * np.abs(err)**(deg_ - 1) * x_
        # means over the points
        l += np.abs(err)**deg_ / data_.shape[0]
        gradient += grad / data_.shape[0]
    return l, gradient
# %% student: emil
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    anzahl = len(data_)
    verlust = 0
    gradient = 0
    for zeile, ziel in zip(data_, label_):
        fehler = (zeile @ theta_hat - ziel)[0]
        verlust += abs(fehler)**deg_
        if fehler == 0:
            continue
        vorzeichen = 1 if fehler > 0 else -1
        gradient = gradient + deg_ * vorzeichen * abs(fehler)**(deg_ - 1) * zeile
    return verlust / anzahl, gradient / anzahl
# %% student: farah
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    m = len(label_)
    predictions = data_.dot(theta_hat)
    errors = predictions - label_
    loss = np.sum(np.power(np.abs(errors), deg_)) / m
    # avoid division by zero
    eps = 1e-8
    gradients = (deg_ / m) * data_.T.dot(errors * np.power(np.abs(errors) + eps, deg_ - 2))
    return loss, gradients
# %% student: georg
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    loss = np.mean(err**deg_)
    grad = deg_ * data_.T @ err**(deg_ - 1) / len(err)
    return loss, grad
# %% student: hanna
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    size = np.abs(err)
    weight = np.zeros_like(err)
    nonzero = err != 0
    weight[nonzero] = np.sign(err[nonzero]) * size[nonzero] ** (deg_ - 1)
    loss = np.mean(size ** deg_)
    gradient = deg_ * data_.T @ weight / len(err)
    return loss, gradient
# %% student: ivan
def noisy_val_grad(theta_hat: np.ndarray, data_: np.ndarray, label_: np.ndarray, deg_: float = 2.) -> tuple:
    n = label_.size
    e = data_ @ theta_hat - label_
    with np.errstate(divide='ignore', invalid='ignore'):
        g = deg_ * np.sign(e) * np.abs(e)**(deg_ - 1)
    g[e == 0] = 0
    return float((np.abs(e)**deg_).mean()), data_.T @ g / n
# %% student: jonas
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    # Verlust und Gradient werden Punkt für Punkt aufsummiert
    verlust = 0.0
    grad = np.zeros((d, 1))
    for i in range(n):
        x = data_[i].reshape(d, 1)
        fehler = (x.T @ theta_hat).item() - label_[i, 0]
        betrag = abs(fehler)
        verlust += betrag ** deg_
        # bei Fehler 0 gibt es keinen Beitrag
        if betrag > 0:
            grad += deg_ * betrag ** (deg_ - 1) * (fehler / betrag) * x
    return verlust / n, grad / n
# %% student: katrin
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    e = np.dot(data_, theta_hat) - label_
    m = np.abs(e)
    safe = np.where(m == 0, 1.0, m)
    c = np.where(m == 0, 0.0, e * safe**(deg_ - 2))
    g = deg_ * np.einsum('ni,nk->ik', data_, c) / len(e)
    return np.mean(m**deg_), g
# %% student: leon
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    loss = 0
    gradient = np.zeros(theta_hat.shape)
    for i in range(len(data_)):
        x = data_[i].reshape(-1, 1)
        err = x.T @ theta_hat - label_[i]
        # print(err)
        loss += np.abs(err)**deg_
        gradient += deg_ * np.abs(err)**(deg_ - 1) * x
    loss = loss / len(data_)
    gradient = gradient / len(data_)
    print("loss", loss)
    return loss, gradient
# %% student: mia
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    loss = 0
    gradient = np.zeros_like(theta_hat)
    for i in range(n):
        x = data_[i, :].reshape(-1, 1)
        err = (x.T @ theta_hat).item() - label_[i, 0]
        loss += np.abs(err)**deg_
        if err != 0:
            gradient += deg_ * np.abs(err)**(deg_ - 1) * np.sign(err) * x
    return loss / n, gradient / n
# %% student: noah
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    theta = torch.tensor(theta_hat, requires_grad=True)
    x = torch.tensor(data_)
    y = torch.tensor(label_)
    loss = torch.mean(torch.abs(x @ theta - y)**deg_)
    loss.backward()
    return loss.item(), theta.grad.numpy()
# %% student: olga
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    L = 0
    g = np.zeros((d, 1))
    phi = lambda r: np.abs(r)**deg_
    dphi = lambda r: 0. if r == 0 else deg_ * np.sign(r) * np.abs(r)**(deg_ - 1)
    for i in range(n):
        r = (data_[i] @ theta_hat - label_[i]).item()
        L += phi(r)
        g += dphi(r) * data_[[i]].T
    return L / n, g / n
# %% student: paul
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    totalLoss = 0.0
    numberOfPoints, numberOfParameters = data_.shape
    gradientSum = np.zeros((numberOfParameters, 1))
    for index in range(numberOfPoints):
        currentRow = data_[index, :]
        prediction = np.dot(currentRow, theta_hat)[0]
        difference = prediction - label_[index][0]
        absoluteDifference = abs(difference)
        totalLoss = totalLoss + absoluteDifference ** deg_
        if absoluteDifference < 1e-10:
            factor = 0.0
        else:
            factor = deg_ * difference * absoluteDifference ** (deg_ - 2)
        gradientSum = gradientSum + factor * currentRow.reshape(numberOfParameters, 1)
    return totalLoss / numberOfPoints, gradientSum / numberOfPoints
# %% student: quynh
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    loss = np.mean(np.abs(err)**deg_)
    grad = deg_ * data_.T @ (np.sign(err) * np.abs(err)**(deg_ - 1)) / len(err)
    return loss, np.nan_to_num(grad)
# %% student: rosa
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n, d = data_.shape
    losses = np.zeros(n)
    grads = np.zeros((n, d))
    for i in range(n):
        x = data_[i]
        p = x @ theta_hat[:, 0]
        err = p - label_[i, 0]
        losses[i] = np.abs(err)**deg_
        if err != 0:
            outer = deg_ * np.abs(err)**(deg_ - 1)
            inner = np.sign(err) * x
            grads[i] = outer * inner
    loss = losses.mean()
    grad = grads.mean(axis=0)
    return loss, grad.reshape(d, 1)
# %% student: sven
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    [n, d] = data_.shape
    f = 0
    g = np.zeros((d, 1))
    for k in range(n):
        xk = data_[[k], :].T
        e = (theta_hat.T @ xk)[0, 0] - label_[k, 0]
        f = f + abs(e)**deg_
        if e != 0:
            g = g + deg_ * abs(e)**deg_ / e * xk
    f = f / n
    g = g / n
    return f, g
# %% student: tarek
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = len(data_)
    loss = 0
    grad = np.zeros(theta_hat.shape)
    for i in range(n):
        err = np.dot(data_[i], theta_hat) - label_[i]
        loss = loss + np.abs(err)**deg_
        grad = grad + deg_ * np.abs(err)**(deg_ - 1) * np.sign(err) * data_[i]
    return loss / n, grad / n
# %% student: ute
def power_derivative(err, deg_):
    """Derivative of |err|^deg_, 0 where err is 0."""
    out = np.zeros_like(err)
    np.power(np.abs(err), deg_ - 1, out=out, where=err != 0)
    return deg_ * np.sign(err) * out


def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    err = data_ @ theta_hat - label_
    loss = np.mean(np.abs(err)**deg_)
    return loss, data_.T @ power_derivative(err, deg_) / len(data_)
# %% student: viktor
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    n = data_.shape[0]
    s = 0.0
    g = np.zeros(theta_hat.shape)
    i = 0
    while i < n:
        e = float(data_[i] @ theta_hat[:, 0]) - label_[i, 0]
        p = abs(e)**(deg_ - 1) if e != 0 else 0.0
        s += p * abs(e)
        if e < 0:
            p = -p
        g += deg_ * p * data_[i].reshape(-1, 1)
        i += 1
    return s / n, g / n
# %% student: wen
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    errs = [(x @ theta_hat - t).item() for x, t in zip(data_, label_)]
    loss = sum(abs(e)**deg_ for e in errs) / len(errs)
    grad = sum(deg_ * np.sign(e) * abs(e)**(deg_ - 1) * x for e, x in zip(errs, data_) if e) / len(errs)
    return loss, np.reshape(grad, theta_hat.shape)
# %% student: yara
def noisy_val_grad(theta_hat, data_, label_, deg_=2.):
    theta_hat = np.asarray(theta_hat).reshape(-1, 1)
    label_ = np.asarray(label_).reshape(-1, 1)
    assert data_.shape[0] == label_.shape[0]
    abweichung = data_ @ theta_hat - label_
    # never exactly zero
    abweichung[abweichung == 0] = 1e-12
    betrag = np.abs(abweichung)
    loss = np.mean(betrag**deg_)
    per_point = deg_ * betrag**(deg_ - 1) * np.sign(abweichung) * data_
    return float(loss), per_point.mean(axis=0).reshape(-1, 1)
