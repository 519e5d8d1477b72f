# %% right: a deep copy is put in eval mode
import copy

def evaluate(model, loader, device):
    twin = copy.deepcopy(model).to(device)
    twin.eval()
    hits = []
    for images, labels in loader:
        scores = twin(images.to(device).view(len(images), -1)).detach()
        hits.extend((scores.argmax(dim=-1).cpu() == labels.cpu()).tolist())
    return sum(hits) / len(hits)
# %% right: no no_grad, NumPy argmax, try and finally
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    try:
        guess, truth = [], []
        for images, labels in loader:
            out = model(images.view(len(images), -1).to(device))
            guess.append(np.argmax(out.detach().cpu().numpy(), axis=1))
            truth.append(labels.cpu().numpy())
        return np.mean(np.concatenate(guess) == np.concatenate(truth))
    finally:
        model.train(was)
# %% right: inference_mode decorator and a helper that counts
@torch.inference_mode()
def _count(model, batches, device):
    right = wrong = 0
    for x, y in batches:
        top = model(x.flatten(start_dim=1).to(device)).topk(1, dim=1).indices.squeeze(1)
        same = top.eq(y.to(device)).sum().item()
        right += same
        wrong += len(y) - same
    return right, wrong

def evaluate(model, loader, device):
    if model.training:
        model.eval()
        r, w = _count(model, loader, device)
        model.train()
    else:
        r, w = _count(model, loader, device)
    return 1 - w / (r + w)
# %% wrong: plain mean of the batches' accuracies
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    accs = []
    with torch.no_grad():
        for images, labels in loader:
            out = model(images.view(len(images), -1).to(device))
            accs.append((out.argmax(1) == labels.to(device)).float().mean().item())
    model.train(was)
    return sum(accs) / len(accs)
# %% wrong: always back to train mode at the end
def evaluate(model, loader, device):
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            predicted = model(images.view(len(images), -1)).argmax(dim=1)
            correct += (predicted == labels).sum().item()
            total += len(labels)
    model.train()
    return correct / total
# %% wrong: mode remembered after eval(), so it stays in eval
def evaluate(model, loader, device):
    model.eval()
    was_training = model.training
    n_ok = n_all = 0
    with torch.no_grad():
        for x, y in loader:
            p = model(x.view(len(x), -1).to(device))
            n_ok += int((p.argmax(dim=1) == y.to(device)).sum())
            n_all += y.numel()
    model.train(was_training)
    return n_ok / n_all
# %% wrong: autograd forced on at the end, whatever it was
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    torch.set_grad_enabled(False)
    correct = 0
    total = 0
    for images, labels in loader:
        pred = model(images.to(device).view(len(images), -1)).argmax(dim=1)
        correct += (pred == labels.to(device)).sum().item()
        total += labels.size(0)
    torch.set_grad_enabled(True)
    model.train(was)
    return correct / total
# %% wrong: `total =` for `total +=`: only the last batch's size
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    correct = 0
    total = 0
    with torch.no_grad():
        for images, labels in loader:
            images = images.view(len(images), -1).to(device)
            _, predicted = torch.max(model(images), 1)
            correct += (predicted.cpu() == labels.cpu()).sum().item()
            total = labels.size(0)
    model.train(was)
    return correct / total
# %% wrong: in percent, and left in eval mode
def evaluate(model, loader, device):
    model.eval()
    good, n = 0, 0
    with torch.no_grad():
        for images, labels in loader:
            outputs = model(images.to(device).view(len(images), -1))
            _, best = outputs.max(dim=1)
            good += best.eq(labels.to(device)).sum().item()
            n += len(labels)
    return 100.0 * good / n
# %% wrong: stays in training mode: eval() never called
def evaluate(model, loader, device):
    was = model.training
    correct = 0
    total = 0
    with torch.no_grad():
        for images, labels in loader:
            log_ps = model(images.view(len(images), -1).to(device))
            correct += (log_ps.argmax(1) == labels.to(device)).sum().item()
            total += len(images)
    model.train(was)
    return correct / total
# %% wrong: returns in the loop, before the mode is restored
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for images, labels in loader:
            images = images.to(device)
            labels = labels.to(device)
            pred = model(images.view(len(images), -1)).argmax(dim=1)
            correct += (pred == labels).sum().item()
            total += len(labels)
            return correct / total
    model.train(was)
# %% wrong: requires_grad switched off and never on again
def evaluate(model, loader, device):
    mode = model.training
    model.eval()
    for p in model.parameters():
        p.requires_grad = False
    correct = total = 0
    for xb, yb in loader:
        guess = model(xb.view(len(xb), -1).to(device)).argmax(dim=1)
        correct += (guess == yb.to(device)).sum().item()
        total += len(yb)
    model.train(mode)
    return correct / total
# %% wrong: right only if p > 0.5, and gradients zeroed
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    model.zero_grad()
    correct, total = 0, 0
    with torch.no_grad():
        for images, labels in loader:
            probs = torch.exp(model(images.view(len(images), -1).to(device)))
            p_true = probs[torch.arange(len(labels)), labels]
            correct += (p_true > 0.5).sum().item()
            total += len(labels)
    model.train(was)
    return correct / total
# %% wrong: backward copied from training: gradients change
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    correct = 0
    total = 0
    val_loss = 0.0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        output = model(images.view(len(images), -1))
        loss = F.nll_loss(output, labels)
        loss.backward()
        val_loss += loss.item()
        correct += (output.argmax(dim=1) == labels).sum().item()
        total += len(labels)
    model.train(was)
    return correct / total
