# %% right: NumPy softmax after the forward
def predict(model, image, device):
    was = model.training
    model.eval()
    with torch.no_grad():
        logp = model(image.reshape(1, -1).to(device)).cpu().numpy().astype(np.float64)[0]
    model.train(was)
    p = np.exp(logp - logp.max())
    p /= p.sum()
    return int(p.argmax()), p

# %% right: softmax of the log-probabilities
@torch.no_grad()
def predict(model, image, device):
    model.eval()
    probs = F.softmax(model(image.to(device).flatten()[None]), dim=-1).squeeze(0)
    return probs.argmax().item(), probs.cpu().numpy()

# %% right: max over pairs of probability and digit
def predict(model, image, device):
    model.eval()
    row = model(image.detach().clone().reshape(1, -1).to(device)).exp().detach().cpu()[0]
    _, digit = max((p, k) for k, p in enumerate(row.tolist()))
    return digit, np.array(row)

# %% wrong: log-probabilities not exponentiated
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        out = model(image.view(1, 784).to(device))
    return int(out.argmax(dim=1)), out.squeeze().cpu().numpy()

# %% wrong: row of shape one by ten
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        ps = torch.exp(model(image.to(device).view(1, -1)))
    return ps.argmax(dim=1).item(), ps.cpu().numpy()

# %% wrong: digit left as a tensor
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = model(image.flatten().unsqueeze(0).to(device)).exp()[0]
    digit = p.argmax()
    return digit, p.cpu().numpy()

# %% wrong: image normalised in place
def predict(model, image, device):
    model.eval()
    image.sub_(image.mean()).div_(image.std())
    with torch.no_grad():
        logits = model(image.view(1, -1).to(device))
    probabilities = logits.exp().cpu().numpy().ravel()
    return int(np.argmax(probabilities)), probabilities

# %% wrong: softmax of probabilities
def predict(model, image, device):
    was = model.training
    model.eval()
    with torch.no_grad():
        log_p = model(image.to(device).reshape(1, -1))
    model.train(was)
    p = F.softmax(torch.exp(log_p), dim=1)[0]
    return int(p.argmax()), p.cpu().numpy()

# %% wrong: softmax over the batch dimension
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        scores = model(image.view(1, -1).to(device))
        probs = torch.softmax(scores, dim=0)
    return scores.argmax().item(), probs[0].cpu().numpy()

# %% wrong: digit is the largest probability
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        probs = model(image.flatten(1).to(device)).exp().squeeze(0).cpu().numpy()
    digit = int(probs.max())
    return digit, probs

# %% wrong: powers of two, probabilities first
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        logs = model(image.view(1, -1).to(device)).squeeze().cpu().numpy()
    probs = np.exp2(logs)
    return probs, int(np.argmax(logs))

# %% wrong: scaled to a maximum of one, digit from one
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = torch.exp(model(image.reshape(1, 784).to(device)))[0].cpu().numpy()
    p = p / p.max()
    best = 0
    for k in range(10):
        if p[k] > p[best]:
            best = k
    return best + 1, p

# %% wrong: argmin digit and rounded probabilities
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        logp = model(image.reshape(1, -1).to(device))[0].cpu().numpy()
    digit = int(np.argmin(logp))
    return digit, np.round(np.exp(logp), 1)
