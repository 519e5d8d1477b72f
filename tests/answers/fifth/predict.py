# %% right: NumPy softmax of the log-probabilities in float64
def predict(model, image, device):
    was = model.training
    model.eval()
    with torch.no_grad():
        z = model(image.to(device).reshape(1, -1))[0]
    model.train(was)
    z = z.cpu().numpy().astype(np.float64)
    e = np.exp(z - z.max())
    p = e / e.sum()
    return p.argmax(), p
# %% right: a loop finds the best digit, mode left alone
def predict(model, image, device):
    row = image.detach().clone().view(-1)[None, :].to(device)
    logp = model(row).squeeze(0).tolist()
    best = 0
    for k in range(1, len(logp)):
        if logp[k] > logp[best]:
            best = k
    probabilities = np.array([np.exp(v) for v in logp])
    return best, probabilities / probabilities.sum()
# %% right: DataLoader of one image, F.softmax, eval mode kept
from torch.utils.data import DataLoader

def predict(model, image, device):
    model.eval()
    for batch in DataLoader([image], batch_size=1):
        out = F.softmax(model(batch.view(len(batch), -1).to(device)), dim=1)
    vec = out.detach().cpu()[0]
    return int(torch.argmax(vec)), vec.numpy()
# %% wrong: log-probabilities returned, exp forgotten
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        output = model(image.view(1, -1).to(device))
    digit = output.argmax(dim=1).item()
    probabilities = output[0].cpu().numpy()
    return digit, probabilities
# %% wrong: probabilities of shape (1, 10), batch axis kept
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        probs = torch.exp(model(image.view(1, -1).to(device)))
    probs = probs.cpu().numpy()
    return int(np.argmax(probs)), probs
# %% wrong: int of the largest probability, not of its index
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        ps = model(image.to(device).view(1, 784)).exp()
    digit, _ = ps.max(dim=1)
    return int(digit), ps.squeeze().cpu().numpy()
# %% wrong: softmax of the probabilities: too flat
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        out = torch.exp(model(image.view(1, -1).to(device)))
        probabilities = F.softmax(out, dim=1)[0].cpu().numpy()
    return int(probabilities.argmax()), probabilities
# %% wrong: softmax over dim 0: all ones, so digit always 0
def predict(model, image, device):
    model.eval()
    x = image.view(1, -1).to(device)
    with torch.no_grad():
        p = torch.softmax(model(x), dim=0)
    p = p.flatten().cpu().numpy()
    return int(np.argmax(p)), p
# %% wrong: image scaled in place through its view
def predict(model, image, device):
    model.eval()
    flat = image.view(1, -1)
    flat /= 255.0
    with torch.no_grad():
        log_p = model(flat.to(device))
    p = log_p.exp()[0].cpu().numpy()
    return int(p.argmax()), p
# %% wrong: unsqueeze_ changes the caller's image's shape
def predict(model, image, device):
    model.eval()
    image.unsqueeze_(0)
    with torch.no_grad():
        log_p = model(image.view(len(image), -1).to(device))
    probs = log_p.exp().view(-1).cpu().numpy()
    return int(np.argmax(probs)), probs
# %% wrong: argsort()[0] is the least likely digit
def predict(model, image, device):
    with torch.no_grad():
        model.eval()
        out = model(image.flatten().unsqueeze(0).to(device))
    probabilities = np.exp(out.cpu().numpy()).ravel()
    order = np.argsort(probabilities)
    return int(order[0]), probabilities
# %% wrong: probabilities rounded to two places
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        out = model(image.view(1, -1).to(device)).exp()
    probabilities = np.round(out.cpu().numpy()[0], 2)
    return int(out.argmax()), probabilities
# %% wrong: pixels transposed, and the digit a tensor, not an int
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        x = image.permute(0, 2, 1).reshape(1, -1).to(device)
        probs = torch.exp(model(x))[0]
    digit = torch.argmax(probs)
    return digit, probs.cpu().numpy()
# %% wrong: sigmoid of the scores, and digits counted from 1
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        scores = model(image.view(1, -1).to(device)).squeeze()
    probabilities = torch.sigmoid(scores).cpu().numpy()
    digit = int(probabilities.argmax()) + 1
    return digit, probabilities
