# %% right: NumPy exp in float64, normalised again, argmax of logs
def predict(model, image, device):
    mode = model.training
    model.eval()
    row = image.detach().clone().to(device).reshape(1, -1)
    with torch.no_grad():
        logs = model(row).cpu().numpy().astype(np.float64).ravel()
    model.train(mode)
    p = np.exp(logs - logs.max())
    p /= p.sum()
    return int(np.argmax(logs)), p
# %% right: softmax of the log-probabilities gives them back
@torch.no_grad()
def predict(model, image, device):
    was = model.training
    out = model.eval()(image.to(device).view(-1)[None, :])
    model.train(was)
    probs = F.softmax(out, dim=1).squeeze(0)
    return probs.argmax().item(), probs.cpu().numpy()
# %% right: batch of two equal images, plain Python maximum
import math

def predict(model, image, device):
    training = model.training
    model.eval()
    try:
        with torch.inference_mode():
            x = torch.stack([image, image]).to(device)
            lp = model(x.flatten(start_dim=1))[0].tolist()
    finally:
        model.train(training)
    probs = [math.exp(v) for v in lp]
    best = max(range(len(probs)), key=lambda k: probs[k])
    return best, np.array(probs)
# %% right: detach in place of no_grad, NumPy integer digit
def predict(model, image, device):
    if model.training:
        model.eval()
        answer = predict(model, image, device)
        model.train()
        return answer
    log_prob = model(image.to(device).reshape(1, 784)).detach().to("cpu")
    probabilities = log_prob.exp().numpy()[0]
    digit = probabilities.argsort()[-1]
    return digit, probabilities
# %% wrong: log-probabilities over their sum, never exponentiated
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        out = model(image.view(1, -1).to(device))[0]
    probs = out / out.sum()
    return probs.argmax().item(), probs.cpu().numpy()
# %% wrong: softmax over dim 0, the batch: ten ones
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        scores = model(image.to(device).view(1, 784))
        probs = torch.softmax(scores, dim=0)
    return int(scores.argmax()), probs.cpu().numpy()[0]
# %% wrong: probabilities sorted by topk(10), not in digit order
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = torch.exp(model(image.to(device).reshape(1, -1)))
    values, classes = p.topk(10, dim=1)
    return int(classes[0, 0]), values[0].cpu().numpy()
# %% wrong: digit is int(max probability), the value not the place
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        prob = model(image.to(device).flatten().unsqueeze(0)).exp()[0]
    digit = int(prob.max(dim=0)[0])
    return digit, prob.cpu().numpy()
# %% wrong: unsqueeze_ in place: the caller's image gains a dim
def predict(model, image, device):
    model.eval()
    image.unsqueeze_(0)
    with torch.no_grad():
        logp = model(image.to(device).view(len(image), -1))
    prob = torch.exp(logp)[0].cpu().numpy()
    return int(prob.argmax()), prob
# %% wrong: softmax of probabilities already exponentiated
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        output = torch.exp(model(image.view(1, -1).to(device)))
    probabilities = F.softmax(output, dim=1).cpu().numpy().flatten()
    return int(np.argmax(probabilities)), probabilities
# %% wrong: probabilities keep the batch dimension, (1, 10)
def predict(model, image, device):
    model.eval()
    x = image.to(device).view(1, -1)
    with torch.no_grad():
        probs = model(x).exp().cpu().numpy()
    digit = int(np.argmax(probs, axis=1)[0])
    return digit, probs
# %% wrong: image transposed before it is flattened
def predict(model, image, device):
    was = model.training
    model.eval()
    with torch.no_grad():
        x = image.permute(2, 1, 0).reshape(1, -1).to(device)
        probabilities = torch.exp(model(x)).squeeze().cpu().numpy()
    model.train(was)
    return int(probabilities.argmax()), probabilities
# %% wrong: two: powers of ten for exp, then divided by the maximum
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        log_p = model(image.to(device).view(1, -1)).cpu().numpy().squeeze()
    probs = 10 ** log_p
    probs = probs / probs.max()
    return int(np.argmax(probs)), probs
# %% wrong: two: image normalised in place; digit is a tensor
def predict(model, image, device):
    model.eval()
    x = image.to(device).view(1, -1)
    x -= x.mean()
    x /= x.std() + 1e-8
    with torch.no_grad():
        p = torch.exp(model(x))
    return p.argmax(dim=1), p[0].cpu().numpy()
# %% wrong: two: argmin for argmax; a torch tensor returned
@torch.no_grad()
def predict(model, image, device):
    model.eval()
    logits = model(image.to(device).reshape(1, -1))[0]
    digit = torch.argmin(logits.exp())
    return digit.item(), logits.exp().cpu()
# %% wrong: two: digits counted from 1; probabilities rounded to 0.1
def predict(model, image, device):
    was = model.training
    model.eval()
    with torch.no_grad():
        p = np.exp(model(image.view(1, -1).to(device)).cpu().numpy())[0]
    model.train(was)
    digit = 1
    best = p[0]
    for k, v in enumerate(p, start=1):
        if v >= best:
            best, digit = v, k
    return digit, np.round(p, 1)
