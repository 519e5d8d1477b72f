# %% right: eval, no_grad, exp, modes put back
def predict(model, image, device):
    modes = [m.training for m in model.modules()]
    model.eval()
    with torch.no_grad():
        ps = torch.exp(model(image.reshape(1, -1).to(device)))
    for m, mode in zip(model.modules(), modes):
        m.training = mode
    probabilities = ps.cpu().numpy().squeeze(0)
    return int(probabilities.argmax()), probabilities
# %% right: softmax of the log probabilities on a copy
from copy import deepcopy

def predict(model, image, device):
    net = deepcopy(model).eval().to(device)
    logps = net(image.clone().reshape(1, 28 * 28).to(device)).detach().cpu()
    # softmax undoes the log: the log probabilities are already normalised
    probabilities = torch.softmax(logps, dim=-1)[0].numpy()
    return np.argmax(probabilities), probabilities
# %% right: plain lists and max by key
@torch.inference_mode()
def predict(model, image, device):
    training = [m for m in model.modules() if m.training]
    model.eval()
    logps = model(torch.flatten(image).unsqueeze(0).to(device))[0].tolist()
    for m in training:
        m.training = True
    probabilities = np.exp(logps)
    probabilities /= probabilities.sum()
    digit = max(range(len(logps)), key=lambda k: logps[k])
    print(f"Predicted Digit = {digit}")
    return digit, probabilities
# %% right: topk and double precision
def predict(model: nn.Module, image: torch.Tensor, device) -> tuple:
    was = {name: m.training for name, m in model.named_modules()}
    try:
        model.train(False)
        with torch.no_grad():
            row = model(image.to(device).flatten()[None]).double().exp().cpu()[0]
    finally:
        for name, m in model.named_modules():
            m.training = was[name]
    value, index = row.topk(1)
    return index.item(), np.array([p.item() for p in row])
# %% right: the image as a batch of one through a DataLoader
from torch.utils.data import DataLoader

def predict(model, image, device):
    state = [(m, m.training) for m in model.modules()]
    model.eval()
    for batch in DataLoader([image], batch_size=1):
        logps = model(batch.flatten(1).to(device))
    [setattr(m, "training", t) for m, t in state]
    probabilities = logps.detach().cpu().exp().numpy().reshape(10)
    return int(torch.argmax(logps)), probabilities
# %% right: NumPy's exp, digit as np.int64
def predict(model, image, device):
    before = [(m, m.training) for m in model.modules()]
    for m, _ in before:
        m.training = False
    with torch.no_grad():
        out = model(torch.as_tensor(image).to(device).reshape(-1, 784))
    for m, flag in before:
        m.training = flag
    p = np.exp(out.cpu().numpy().astype(np.float64)).ravel()
    return p.argmax(), p
# %% wrong: log probabilities
def predict(model, image, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        logps = model(image.reshape(1, -1).to(device))
    for m, mode in modes:
        m.training = mode
    ps = logps.cpu().numpy()[0]
    return int(ps.argmax()), ps
# %% wrong: resize_ as in view_classify
def predict(model, image, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        ps = torch.exp(model(image.resize_(1, 784).to(device)))
    for m, mode in modes:
        m.training = mode
    ps = ps.cpu().numpy()[0]
    return int(ps.argmax()), ps
# %% wrong: shape one by ten
def predict(model, image, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        ps = torch.exp(model(image.reshape(1, -1).to(device)))
    for m, mode in modes:
        m.training = mode
    return int(ps.argmax()), ps.cpu().numpy()
# %% wrong: probabilities as a tensor
def predict(model, image, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        ps = torch.exp(model(image.reshape(1, -1).to(device))).squeeze()
    for m, mode in modes:
        m.training = mode
    return int(ps.argmax()), ps.cpu()
# %% wrong: digit as a tensor
def predict(model, image, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        ps = torch.exp(model(image.reshape(1, -1).to(device)))[0]
    for m, mode in modes:
        m.training = mode
    return ps.argmax(), ps.cpu().numpy()
# %% wrong: softmax of the probabilities
def predict(model, image, device):
    import torch.nn.functional as F

    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        ps = F.softmax(torch.exp(model(image.reshape(1, -1).to(device))), dim=1)
    for m, mode in modes:
        m.training = mode
    ps = ps.cpu().numpy()[0]
    return int(ps.argmax()), ps
# %% wrong: argmax along the batch of one
def predict(model, image, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        ps = torch.exp(model(image.reshape(1, -1).to(device)))
    for m, mode in modes:
        m.training = mode
    digit = ps.argmax(dim=0)[0].item()
    return digit, ps.cpu().numpy()[0]
# %% wrong: normalises the image again, in place
def predict(model, image, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        image.sub_(0.5).div_(0.5)
        ps = torch.exp(model(image.reshape(1, -1).to(device)))
    for m, mode in modes:
        m.training = mode
    ps = ps.cpu().numpy()[0]
    return int(ps.argmax()), ps
# %% wrong: numpy without detach
def predict(model, image, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    ps = torch.exp(model(image.reshape(1, -1).to(device)))
    for m, mode in modes:
        m.training = mode
    ps = ps.cpu().numpy()[0]
    return int(ps.argmax()), ps
# %% wrong: exp as two to the power
def predict(model, image, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        ps = torch.exp2(model(image.reshape(1, -1).to(device)))
    for m, mode in modes:
        m.training = mode
    ps = ps.cpu().numpy()[0]
    return int(ps.argmax()), ps
# %% wrong: the largest probability in place of its index
def predict(model, image, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        ps = torch.exp(model(image.reshape(1, -1).to(device)))
    for m, mode in modes:
        m.training = mode
    digit, _ = ps.max(dim=1)
    return int(digit), ps.cpu().numpy()[0]
# %% wrong: probabilities sorted with topk
def predict(model, image, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        ps = torch.exp(model(image.reshape(1, -1).to(device)))
    for m, mode in modes:
        m.training = mode
    values, digits = ps.topk(10, dim=1)
    return int(digits[0, 0]), values.cpu().numpy()[0]
