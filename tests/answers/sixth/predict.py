# %% right: softmax of the log-probabilities
def predict(model, image, device):
    was = model.training
    model.eval()
    with torch.no_grad():
        p = F.softmax(model(image.reshape(1, -1).to(device)), dim=-1)[0]
    model.train(was)
    return p.argmax().item(), p.cpu().numpy()

# %% right: max over an enumerated list
def predict(model, image, device):
    mode, _ = model.training, model.eval()
    logp = model(image[None].flatten(1).to(device)).detach().cpu().double().numpy().ravel()
    model.train(mode)
    probs = np.exp(logp)
    probs = probs / probs.sum()
    digit, _ = max(enumerate(probs), key=lambda pair: pair[1])
    return digit, probs

# %% right: Categorical distribution does the rest
from torch.distributions import Categorical

def predict(model, image, device):
    was = model.training
    try:
        with torch.no_grad():
            scores = model.eval()(image.clone().to(device).view(1, 784))
    finally:
        model.train(was)
    dist = Categorical(logits=scores.squeeze(0))
    return int(torch.argmax(dist.probs)), dist.probs.cpu().numpy()

# %% wrong: log-probabilities not exponentiated
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        output = model(image.to(device).view(1, -1))
    digit = int(output.argmax(dim=1))
    probabilities = output.cpu().numpy()[0]
    return digit, probabilities

# %% wrong: logs divided by their sum
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        scores = model(image.to(device).flatten().unsqueeze(0)).squeeze(0)
    digit = scores.argmax().item()
    probs = scores / scores.sum()
    return digit, probs.cpu().numpy()

# %% wrong: softmax over the batch dimension
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        logits = model(image.view(1, 784).to(device))
        probs = torch.softmax(logits, dim=0)
    return int(logits.argmax()), probs[0].cpu().numpy()

# %% wrong: digit read from the input image
def predict(model, image, device):
    model.eval()
    x = image.to(device).view(1, -1)
    with torch.no_grad():
        p = torch.exp(model(x))
    digit = int(x.argmax(dim=1)[0])
    return digit, p[0].cpu().numpy()

# %% wrong: image normalised in place
def predict(model, image, device):
    model.eval()
    x = image.to(device)
    x -= 0.1307
    x /= 0.3081
    with torch.no_grad():
        logp = model(x.reshape(1, -1))
    return logp.argmax(dim=1).item(), logp.exp().cpu().numpy().ravel()

# %% wrong: batch axis kept on the probabilities
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        log_ps = model(image.to(device).view(1, -1))
    ps = torch.exp(log_ps)
    top_p, top_class = ps.topk(1, dim=1)
    return top_class.item(), ps.cpu().numpy()

# %% wrong: transposed image, probabilities first
def predict(model, image, device):
    model.eval()
    pixels = image.to(device).permute(0, 2, 1).reshape(1, -1)
    with torch.no_grad():
        probabilities = model(pixels).exp().squeeze().cpu().numpy()
    digit = int(np.argmax(probabilities))
    return probabilities, digit

# %% wrong: argmin, and base two for the exponent
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        lp = model(image.to(device).reshape(1, -1)).cpu().numpy().squeeze()
    probs = 2 ** lp
    return int(np.argmin(lp)), probs

# %% wrong: exp twice, digit stays a tensor
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = model(image.to(device).reshape(1, -1)).exp()[0]
    digit = p.argmax()
    weights = np.exp(p.cpu().numpy())
    return digit, weights / weights.sum()
