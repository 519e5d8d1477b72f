# %% right: view, exp, int
def predict(model, image, device):
    with torch.no_grad():
        log_probabilities = model(image.view(1, 784).to(device))
    probabilities = torch.exp(log_probabilities).cpu().numpy()[0]
    return int(np.argmax(probabilities)), probabilities


# %% right: list and index, as slow as it gets
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        logps = model(image.to(device).reshape(1, -1))
    probab = list(torch.exp(logps).cpu().numpy()[0])
    return probab.index(max(probab)), np.array(probab)


# %% right: flatten, detach, item
def predict(model, image, device):
    probabilities = model(image.to(device).flatten()[None]).detach().squeeze().exp()
    return probabilities.argmax().item(), probabilities.cpu().numpy()


# %% right: NumPy's exp, float64, np.int64
def predict(model, image, device):
    with torch.inference_mode():
        outputs = model(image.flatten(start_dim=1).to(device))
    p = np.exp(outputs.cpu().double().numpy().ravel())
    p /= p.sum()
    return np.argmax(p), p


# %% right: softmax of the log-probabilities, which is the same
def predict(model, image, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        p = torch.softmax(model(image.reshape(-1, 784).to(device)), dim=1).squeeze(0)
    for m, mode in modes:
        m.training = mode
    return int(p.topk(1).indices), p.cpu().numpy()


# %% right: a copy of the image, reshaped in place
def predict(model, image, device):
    pixels = image.clone().to(device)
    pixels.resize_(1, 784)
    with torch.no_grad():
        p = model(pixels).exp_()[0].tolist()
    return max(range(10), key=lambda digit: p[digit]), np.array(p)


# %% right: squeeze and unsqueeze, printed
def predict(model, image, device):
    with torch.no_grad():
        row = model(image.unsqueeze(0).view(1, -1).to(device)).squeeze()
    digit, probabilities = row.argmax(), row.exp()
    print(f"a {digit}, with probability {probabilities[digit]:.2f}")
    return digit.item(), probabilities.cpu().numpy()


# %% right: numpy from the start
def predict(model, image, device):
    x = torch.from_numpy(image.cpu().numpy().reshape(1, 784).copy())
    with torch.no_grad():
        p = np.exp(model(x.to(device)).cpu().numpy())
    return int(p.argmax()), p.reshape(10)


# %% wrong: the logarithms of the probabilities are returned
def predict(model, image, device):
    with torch.no_grad():
        p = model(image.view(1, 784).to(device))[0].cpu().numpy()
    return int(p.argmax()), p


# %% wrong: the softmax is taken twice
def predict(model, image, device):
    with torch.no_grad():
        p = model(image.view(1, 784).to(device)).exp().softmax(dim=1)[0].cpu().numpy()
    return int(p.argmax()), p


# %% wrong: the batch of one image is still there
def predict(model, image, device):
    with torch.no_grad():
        p = model(image.view(1, 784).to(device)).exp().cpu().numpy()
    return int(p.argmax()), p


# %% wrong: the probabilities are still a tensor
def predict(model, image, device):
    with torch.no_grad():
        p = model(image.view(1, 784).to(device)).exp()[0]
    return int(p.argmax()), p


# %% wrong: the digit is still a tensor
def predict(model, image, device):
    with torch.no_grad():
        p = model(image.view(1, 784).to(device)).exp()[0]
    return p.argmax(), p.cpu().numpy()


# %% wrong: the return order is swapped
def predict(model, image, device):
    with torch.no_grad():
        p = model(image.view(1, 784).to(device)).exp()[0].cpu().numpy()
    return p, int(p.argmax())


# %% wrong: the image is reshaped in place
def predict(model, image, device):
    with torch.no_grad():
        p = model(image.resize_(1, 784).to(device)).exp()[0].cpu().numpy()
    return int(p.argmax()), p


# %% wrong: the image's pixels are changed in place
def predict(model, image, device):
    with torch.no_grad():
        p = model(image.clamp_(0.1, 0.9).view(1, 784).to(device)).exp()[0].cpu().numpy()
        p = np.where(p > 0, p, 0)
    return int(p.argmax()), p / p.sum()


# %% wrong: the image's pixels are changed in place -- normalised, and the network asked before
def predict(model, image, device):
    with torch.no_grad():
        p = model(image.view(1, 784).to(device)).exp()[0].cpu().numpy()
    image -= image.mean()
    return int(p.argmax()), p


# %% wrong: the least probable digit is returned
def predict(model, image, device):
    with torch.no_grad():
        p = model(image.view(1, 784).to(device)).exp()[0].cpu().numpy()
    return int(p.argmin()), p


# %% wrong: the digits are counted from 1
def predict(model, image, device):
    with torch.no_grad():
        p = model(image.view(1, 784).to(device)).exp()[0].cpu().numpy()
    return int(p.argmax()) + 1, p


# %% wrong: the probability is returned, cut to an int
def predict(model, image, device):
    with torch.no_grad():
        p = model(image.view(1, 784).to(device)).exp()[0].cpu().numpy()
    return int(p.max()), p


# %% wrong: the digit's probability is returned in its place
def predict(model, image, device):
    with torch.no_grad():
        p = model(image.view(1, 784).to(device)).exp()[0].cpu().numpy()
    return float(p.max()), p


# %% wrong: the probabilities are sorted
def predict(model, image, device):
    with torch.no_grad():
        p, digits = model(image.view(1, 784).to(device)).exp().sort(descending=True)
    return int(digits[0, 0]), p[0].cpu().numpy()


# %% wrong: the probabilities are rounded
def predict(model, image, device):
    with torch.no_grad():
        p = model(image.view(1, 784).to(device)).exp()[0].cpu().numpy()
    return int(p.argmax()), np.round(p, 2)


# %% wrong: the probabilities are divided by the largest
def predict(model, image, device):
    with torch.no_grad():
        p = model(image.view(1, 784).to(device)).exp()[0].cpu().numpy()
    return int(p.argmax()), p / p.max()


# %% wrong: the probabilities are a list
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = model(image.to(device).reshape(1, -1)).exp()[0]
    return int(p.argmax()), p.tolist()


# %% wrong: the softmax runs over the batch of one image
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = nn.functional.softmax(model(image.to(device).reshape(1, -1)), dim=0)[0]
    return int(p.argmax()), p.numpy()


# %% wrong: only the digit is left: 1 for it, 0 for the others
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = model(image.to(device).reshape(1, -1)).exp()[0]
    return int(p.argmax()), np.eye(10)[int(p.argmax())]


# %% wrong: the pixels are changed before the network sees them
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = model((image.to(device) / 255).reshape(1, -1)).exp()[0]
    return int(p.argmax()), p.numpy()


# %% wrong: the pixels are changed before the network sees them -- normalised again
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = model(((image.to(device) - 0.5) / 0.5).reshape(1, -1)).exp()[0]
    return int(p.argmax()), p.numpy()


# %% wrong: the pixels come in another order
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = model(image.to(device).transpose(1, 2).reshape(1, -1)).exp()[0]
    return int(p.argmax()), p.numpy()


# %% wrong: the images are not flattened
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = model(image.to(device)).exp()[0]
    return int(p.argmax()), p.numpy()


# %% wrong: the digit is a float
def predict(model, image, device):
    with torch.no_grad():
        probabilities = model(image.view(1, -1).to(device)).exp()[0]
    return float(probabilities.argmax()), probabilities.cpu().numpy()


# %% wrong: logarithms are divided by their sum
def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        scores = model(image.to(device).reshape(1, -1))[0]
    p = (scores / scores.sum()).cpu().numpy()
    return int(scores.argmax()), p
