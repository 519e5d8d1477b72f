# %% right: modes remembered module by module
def evaluate(model, loader, device):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            guess = model(images.flatten(1).to(device)).argmax(dim=1)
            correct += (guess == labels.to(device)).sum().item()
            total += labels.shape[0]
    for module, mode in modes:
        module.training = mode
    return correct / total
# %% right: evaluates a deep copy
from copy import deepcopy

def evaluate(model, loader, device):
    twin = deepcopy(model).to(device).eval()
    hits = []
    with torch.inference_mode():
        for images, labels in loader:
            logps = twin(images.reshape(len(images), -1).to(device))
            hits.extend((logps.argmax(1).cpu() == labels.cpu()).tolist())
    return float(np.mean(hits))
# %% right: context manager with try and finally
from contextlib import contextmanager

@contextmanager
def eval_mode(model):
    before = {name: module.training for name, module in model.named_modules()}
    try:
        model.eval()
        yield model
    finally:
        for name, module in model.named_modules():
            module.training = before[name]

@torch.no_grad()
def evaluate(model, loader, device):
    with eval_mode(model) as frozen:
        right, seen = 0, 0
        for images, labels in loader:
            _, predicted = torch.max(frozen(images.to(device).flatten(start_dim=1)), dim=1)
            right += int(predicted.eq(labels.to(device)).sum())
            seen += len(labels)
    return right / seen
# %% right: image by image like the course
def evaluate(model, loader, device):
    training = {id(m): m.training for m in model.modules()}
    for m in model.modules():
        m.training = False
    correct_count, all_count = 0, 0
    for images, labels in loader:
        for i in range(len(labels)):
            img = images[i].reshape(1, 784).to(device)
            with torch.no_grad():
                logps = model(img)
            probab = list(torch.exp(logps).cpu().numpy()[0])
            if labels[i].item() == probab.index(max(probab)):
                correct_count += 1
            all_count += 1
    for m in model.modules():
        m.training = training[id(m)]
    print("Number Of Images Tested =", all_count)
    return correct_count / all_count
# %% right: all batches joined at the end, autograd on
def evaluate(model: nn.Module, loader, device) -> float:
    was_training = [m for m in model.modules() if m.training]
    model.eval()
    guesses, truths = [], []
    for images, labels in loader:
        # detach is enough: nothing calls backward
        guesses.append(model(images.flatten(1).to(device)).detach().topk(1, dim=1).indices[:, 0].cpu())
        truths.append(labels.cpu())
    for m in was_training:
        m.training = True
    return (torch.cat(guesses) == torch.cat(truths)).double().mean().item()
# %% right: generator of hit counts, grad mode put back by hand
def evaluate(model, loader, device):
    modules = list(model.modules())
    modes = [m.training for m in modules]
    grad_was = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    try:
        model.train(False)
        counts = [((model(x.flatten(1).to(device)).argmax(-1) == y.to(device)).sum().item(), len(y)) for x, y in loader]
    finally:
        torch.set_grad_enabled(grad_was)
        [setattr(m, "training", mode) for m, mode in zip(modules, modes)]
    return sum(c for c, _ in counts) / sum(n for _, n in counts)
# %% wrong: model.train() at the end in any case
def evaluate(model, loader, device):
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            guess = model(images.flatten(1).to(device)).argmax(dim=1)
            correct += (guess == labels.to(device)).sum().item()
            total += len(labels)
    model.train()
    return correct / total
# %% right: only the outer mode remembered
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            guess = model(images.flatten(1).to(device)).argmax(dim=1)
            correct += (guess == labels.to(device)).sum().item()
            total += len(labels)
    model.train(was_training)
    return correct / total
# %% wrong: leaves the model in eval mode
def evaluate(model, loader, device):
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            guess = model(images.flatten(1).to(device)).argmax(dim=1)
            correct += (guess == labels.to(device)).sum().item()
            total += len(labels)
    return correct / total
# %% wrong: mean of the batches' accuracies
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    accuracies = []
    with torch.no_grad():
        for images, labels in loader:
            guess = model(images.flatten(1).to(device)).argmax(dim=1)
            accuracies.append((guess == labels.to(device)).float().mean().item())
    for m, mode in modes:
        m.training = mode
    return sum(accuracies) / len(accuracies)
# %% wrong: no_grad mistaken for eval mode
def evaluate(model, loader, device):
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            guess = model(images.flatten(1).to(device)).argmax(dim=1)
            correct += (guess == labels.to(device)).sum().item()
            total += len(labels)
    return correct / total
# %% wrong: gradients switched off for good
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    torch.set_grad_enabled(False)
    correct = total = 0
    for images, labels in loader:
        guess = model(images.flatten(1).to(device)).argmax(dim=1)
        correct += (guess == labels.to(device)).sum().item()
        total += len(labels)
    for m, mode in modes:
        m.training = mode
    return correct / total
# %% wrong: gradients switched on afterwards whatever they were
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    torch.set_grad_enabled(False)
    correct = total = 0
    for images, labels in loader:
        guess = model(images.flatten(1).to(device)).argmax(dim=1)
        correct += (guess == labels.to(device)).sum().item()
        total += len(labels)
    torch.set_grad_enabled(True)
    for m, mode in modes:
        m.training = mode
    return correct / total
# %% wrong: zero_grad before evaluating
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    model.zero_grad()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            guess = model(images.flatten(1).to(device)).argmax(dim=1)
            correct += (guess == labels.to(device)).sum().item()
            total += len(labels)
    for m, mode in modes:
        m.training = mode
    return correct / total
# %% wrong: percent
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            guess = model(images.flatten(1).to(device)).argmax(dim=1)
            correct += (guess == labels.to(device)).sum().item()
            total += len(labels)
    for m, mode in modes:
        m.training = mode
    return 100.0 * correct / total
# %% wrong: every batch counted as large as the first
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    correct = batches = 0
    batch_size = None
    with torch.no_grad():
        for images, labels in loader:
            batch_size = batch_size or len(labels)
            guess = model(images.flatten(1).to(device)).argmax(dim=1)
            correct += (guess == labels.to(device)).sum().item()
            batches += 1
    for m, mode in modes:
        m.training = mode
    return correct / (batches * batch_size)
# %% wrong: requires_grad off and left off
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    for p in model.parameters():
        p.requires_grad = False
    correct = total = 0
    for images, labels in loader:
        guess = model(images.flatten(1).to(device)).argmax(dim=1)
        correct += (guess == labels.to(device)).sum().item()
        total += len(labels)
    for m, mode in modes:
        m.training = mode
    return correct / total
# %% wrong: accuracy still a tensor
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            guess = model(images.flatten(1).to(device)).argmax(dim=1)
            correct += (guess == labels.to(device)).sum()
            total += len(labels)
    for m, mode in modes:
        m.training = mode
    return correct / total
