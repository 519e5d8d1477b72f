"""What the demo's students write where the model answer would stand: function bodies, one typical mistake each."""

import re

WRITTEN_DOWN = {
    "ps1": """
# %% mean_squared_loss
return float(np.sum((A @ theta - y) ** 2))
# %% mean_squared_gradient
return A.T @ (A @ theta - y) / len(y)
# %% gradient_descent
for _ in range(max_iter):
    theta_init -= lr * 2 * A.T @ (A @ theta_init - y) / len(y)
return theta_init
# %% solve_least_squares
return np.linalg.lstsq(A, y, rcond=None)
# %% mean_squared_loss
return float(np.mean((A @ theta - y[:, 0]) ** 2))
# %% gradient_descent
theta = theta_init
for _ in range(max_iter):
    theta = theta + lr * 2 * A.T @ (A @ theta - y) / len(y)
return theta
""",
    "ps2": """
# %% noisy_val_grad
err = data_ @ theta_hat - label_
with np.errstate(all="ignore"):
    slope = np.where(err == 0, 0, np.abs(err) ** (deg_ - 1) * np.sign(err))
return float(np.mean(np.abs(err) ** deg_)), data_.T @ slope / len(err)
# %% noisy_val_grad
n = data_.shape[0]
loss, gradient = 0.0, np.zeros_like(theta_hat)
for i in range(n):
    x = data_[i].reshape(-1, 1)
    err = np.sum(x * theta_hat) - label_[i, 0]
    loss += np.abs(err) ** deg_
    if err != 0:
        gradient += deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err) * x
return loss, gradient
# %% fast_val_grad
err = data_ @ theta_hat - label_
slope = deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err)
return float(np.mean(np.abs(err) ** deg_)), data_.T @ slope / len(err)
# %% numerical_gradient
gradient = np.zeros_like(theta)
for j in range(len(theta)):
    nudge = np.zeros_like(theta)
    nudge[j] = eps
    gradient[j] = (f(theta + nudge) - f(theta)) / eps
return gradient
# %% noisy_val_grad
err = data_ @ theta_hat - label_
with np.errstate(all="ignore"):
    slope = np.where(err == 0, 0, np.abs(err) ** (deg_ - 1) * np.sign(err))
return float(np.mean(np.abs(err) ** deg_)), data_.T @ slope / len(err)
# %% fast_val_grad
losses = [abs(float(x @ theta_hat[:, 0]) - y) ** deg_ for x, y in zip(data_, label_[:, 0])]
err = data_ @ theta_hat - label_
slope = deg_ * np.where(err == 0, 1, np.abs(err)) ** (deg_ - 1) * np.sign(err)
return float(np.mean(losses)), data_.T @ slope / len(err)
""",
    "ps3": """
# %% adam_step
m, v = state or (0, 0)
m = beta_1 * m + (1 - beta_1) * gradient
v = beta_2 * v + (1 - beta_2) * gradient**2
return theta - lr * m / (np.sqrt(v) + epsilon), (m, v)
# %% momentum_step
b = 0 if state is None else state["b"]
b = momentum * b + (1 - momentum) * gradient
return theta - lr * b, {"b": b}
# %% adagrad_step
return theta - lr * gradient / (np.sqrt(gradient**2) + epsilon), {}
# %% mean_and_standard_error
return test_losses.mean(axis=0), test_losses.std(axis=0)
# %% rmsprop_step
s = 0 if state is None else state["s"]
s = decay * s + (1 - decay) * gradient**2
return theta - lr * gradient / np.sqrt(s + epsilon), {"s": s}
# %% sgd_step
theta -= lr * gradient
return theta, {}
""",
    "ps4": """
# %% loss_and_gradients
z = x @ parameters["W1"].T + parameters["b1"]
hidden = np.maximum(z, 0)
scores = hidden @ parameters["W2"].T + parameters["b2"]
log_p = scores - np.logaddexp.reduce(scores, axis=1)[:, None]
slope = (np.exp(log_p) - np.eye(scores.shape[1])[labels]) / len(x)
back = slope @ parameters["W2"]
gradients = {"W1": back.T @ x, "b1": back.sum(axis=0), "W2": slope.T @ hidden, "b2": slope.sum(axis=0)}
return -log_p[np.arange(len(x)), labels].mean(), gradients
# %% train_epoch
model.train()
losses = []
for images, labels in loader:
    loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
return sum(losses) / len(losses)
# %% evaluate
right = total = 0
with torch.no_grad():
    for images, labels in loader:
        outputs = model(images.to(device).flatten(1))
        right += (outputs.argmax(dim=1) == labels.to(device)).sum().item()
        total += len(labels)
return right / total
# %% build_model
layers, before = [], input_size
for size in hidden_sizes:
    layers += [nn.Linear(before, size), nn.ReLU()]
    before = size
return nn.Sequential(*layers, nn.Linear(before, output_size), nn.Softmax(dim=1))
# %% predict
model.eval()
with torch.no_grad():
    outputs = model(image.to(device).reshape(1, -1))[0]
return int(outputs.argmax()), outputs.cpu().numpy()
# %% train_epoch
model.train()
total = 0.0
for images, labels in loader:
    optimizer.zero_grad()
    loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
    loss.backward()
    optimizer.step()
    total += loss.item()
return total
# %% evaluate
model.eval()
right = total = 0
with torch.no_grad():
    for images, labels in loader:
        outputs = model(images.to(device).flatten(1))
        right += (outputs.argmax(dim=1) == labels.to(device)).sum().item()
        total += len(labels)
return right / total
""",
}


def sections(text):
    """[(function, body)] of a text with `# %% FUNCTION` above each body."""
    _, *parts = re.split(r"^# %% (\w+)\n", text, flags=re.MULTILINE)
    return [(function, body.rstrip("\n")) for function, body in zip(parts[::2], parts[1::2])]


MISTAKES = {assignment: sections(text) for assignment, text in WRITTEN_DOWN.items()}

NEVER_STOPS = """\
step = 0
while step >= 0:
    step += 1"""
CRASHES = """\
import os
os._exit(1)"""

WRITTEN = "I compared both cases in the plots above, and explained in my own words what I saw and why it is so."

STUDENTS = [
    ("emmy", "Emmy", "Noether"),
    ("ada", "Ada", "Lovelace"),
    ("alan", "Alan", "Turing"),
    ("blaise", "Blaise", "Pascal"),
    ("carl", "Carl", "Gauss"),
    ("grace", "Grace", "Hopper"),
    ("sofia", "Sofia", "Kovalevskaya"),
    ("evariste", "Évariste", "Galois"),
    ("pierre", "Pierre", "de Fermat"),
    ("zeno", "Zeno", "of Elea"),
    ("niels", "Niels", "Abel"),
    ("hypatia", "Hypatia", "of Alexandria"),
]
