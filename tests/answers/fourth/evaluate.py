# %% right: deep copy of the model put into eval mode
import copy

def evaluate(model, loader, device):
    twin = copy.deepcopy(model).to(device).eval()
    right, n = 0, 0
    with torch.no_grad():
        for images, labels in loader:
            logp = twin(images.to(device).flatten(1))
            right += int(torch.count_nonzero(logp.argmax(-1).cpu() == labels.cpu()))
            n += labels.shape[0]
    return right / n
# %% right: confusion matrix, its trace over its sum, try/finally
def evaluate(model, loader, device):
    mode = model.training
    C = np.zeros((10, 10))
    try:
        model.eval()
        with torch.inference_mode():
            for x, t in loader:
                scores = model(x.to(device).reshape(len(x), -1)).cpu().numpy()
                np.add.at(C, (t.cpu().numpy(), scores.argmax(axis=1)), 1)
    finally:
        model.train(mode)
    return float(np.trace(C) / C.sum())
# %% right: autograd's switch turned by hand and put back
def evaluate(model, loader, device):
    old_switch = torch.is_grad_enabled()
    old_mode = model.training
    torch.set_grad_enabled(False)
    model.train(False)
    guesses, truth = [], []
    for images, labels in loader:
        top = model(images.view(len(images), -1).to(device)).max(dim=1)
        guesses += top.indices.tolist()
        truth += labels.tolist()
    model.train(old_mode)
    torch.set_grad_enabled(old_switch)
    same = [g == t for g, t in zip(guesses, truth)]
    return sum(same) / len(same)
# %% right: decorated by no_grad, batch means weighted by size
@torch.no_grad()
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    acc, seen = 0.0, 0
    for images, labels in loader:
        m = len(labels)
        pred = torch.topk(model(images.to(device).view(m, -1)), 1, dim=1)[1].squeeze(1)
        batch_acc = pred.eq(labels.to(device)).double().mean().item()
        acc = (acc * seen + batch_acc * m) / (seen + m)
        seen += m
    if was:
        model.train()
    return acc
# %% wrong: `model.eval` without its brackets: not called
def evaluate(model, loader, device):
    was = model.training
    model.eval
    correct, total = 0, 0
    with torch.no_grad():
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            pred = model(images.view(len(images), -1)).argmax(dim=1)
            correct += (pred == labels).sum().item()
            total += len(labels)
    model.train(was)
    return correct / total
# %% wrong: mode remembered only after eval(): always False
def evaluate(model, loader, device):
    model.eval()
    was = model.training
    correct = 0
    n = 0
    with torch.no_grad():
        for x, y in loader:
            x = x.view(x.size(0), -1).to(device)
            correct += (model(x).argmax(1) == y.to(device)).sum().item()
            n += y.size(0)
    model.train(was)
    return correct / n
# %% wrong: keepdim: (n, 1) == (n,) compares all pairs
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            out = model(images.view(images.shape[0], -1))
            pred = out.argmax(dim=1, keepdim=True)
            correct += (pred == labels).float().mean(0).sum().item()
            total += labels.shape[0]
    model.train(was)
    return correct / total
# %% wrong: switch set to True at the end whatever it was before
def evaluate(model, loader, device):
    training = model.training
    model.eval()
    torch.set_grad_enabled(False)
    n_correct, n_all = 0, 0
    for images, labels in loader:
        log_p = model(images.reshape(len(images), -1).to(device))
        n_correct += int((log_p.argmax(1) == labels.to(device)).sum())
        n_all += len(images)
    torch.set_grad_enabled(True)
    if training:
        model.train()
    return n_correct / n_all
# %% wrong: mode put back inside the loop: later batches in train
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for images, labels in loader:
            images = images.to(device)
            labels = labels.to(device)
            outputs = model(images.view(len(images), -1))
            _, predicted = torch.max(outputs, 1)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()
            if was_training:
                model.train()
    return correct / total
# %% wrong: zero_grad wipes the gradients that were there
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    correct, total = 0, 0
    for images, labels in loader:
        model.zero_grad()
        images, labels = images.to(device), labels.to(device)
        with torch.no_grad():
            output = model(images.view(len(images), -1))
        correct += (output.argmax(1) == labels).sum().item()
        total += len(labels)
    model.train(was)
    return correct / total
# %% wrong: parameters left frozen: requires_grad = False
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    for p in model.parameters():
        p.requires_grad = False      # no gradients needed here
    correct = 0
    total = 0
    for images, labels in loader:
        y = model(images.to(device).view(images.size(0), -1))
        correct += (y.argmax(1) == labels.to(device)).sum().item()
        total += images.size(0)
    model.train(was)
    return correct / total
# %% wrong: only Dropout put in eval mode, BatchNorm keeps training
def evaluate(model, loader, device):
    drops = [m for m in model.modules() if isinstance(m, nn.Dropout)]
    before = [m.training for m in drops]
    for m in drops:
        m.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            pred = model(images.view(len(images), -1).to(device)).argmax(1)
            correct += (pred.cpu() == labels.cpu()).sum().item()
            total += len(labels)
    for m, b in zip(drops, before):
        m.train(b)
    return correct / total
# %% wrong: two: right answers of last batch only; ends in train()
def evaluate(model, loader, device):
    model.eval()
    correct = 0
    total = 0
    with torch.no_grad():
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            pred = model(images.view(len(images), -1)).argmax(dim=1)
            correct = (pred == labels).sum().item()
            total += labels.size(0)
    model.train()
    return correct / total
# %% wrong: two: divided by the number of batches; not in eval mode
def evaluate(model, loader, device):
    num_correct = 0
    with torch.no_grad():
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            out = model(x.view(len(x), -1))
            num_correct += (out.max(1)[1] == y).sum().item()
    return num_correct / len(loader)
# %% wrong: two: `//` for `/`; model left in eval mode
def evaluate(model, loader, device):
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for images, labels in loader:
            images = images.to(device).flatten(1)
            labels = labels.to(device)
            correct += (model(images).argmax(1) == labels).sum().item()
            total += len(labels)
    return float(correct // total)
# %% wrong: two: exp > 0.5 demanded of the answer; a tensor returned
@torch.no_grad()
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    correct = torch.tensor(0.)
    total = 0
    for images, labels in loader:
        prob = torch.exp(model(images.to(device).view(len(images), -1)))
        labels = labels.to(device)
        sure = prob > 0.5
        correct += sure[torch.arange(len(labels)), labels].sum().cpu()
        total += len(labels)
    model.train(was)
    return correct / total
