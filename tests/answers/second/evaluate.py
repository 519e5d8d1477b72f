# %% right: modes of all modules kept and restored
import torch

def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    correct = 0
    total = 0
    with torch.no_grad():
        for images, labels in loader:
            output = model(images.view(images.shape[0], -1).to(device))
            correct += (output.argmax(dim=1) == labels.to(device)).sum().item()
            total += labels.shape[0]
    for m, mode in modes:
        m.training = mode
    return correct / total
# %% right: works on a deep copy
import copy
import torch

def evaluate(model, loader, device):
    twin = copy.deepcopy(model).to(device).eval()
    hits = []
    with torch.inference_mode():
        for x, y in loader:
            hits.extend((twin(x.to(device).flatten(1)).argmax(1).cpu() == y.cpu()).tolist())
    return sum(hits) / len(hits)
# %% right: no no_grad at all, nothing is backpropagated
def evaluate(model, loader, device):
    was_training = {name: module.training for name, module in model.named_modules()}
    model.eval()
    right, n = 0, 0
    for images, labels in loader:
        scores = model(images.to(device).reshape(len(labels), -1)).detach()
        best = scores.max(dim=1)[1]
        right += int((best == labels.to(device)).sum())
        n += len(labels)
    for name, module in model.named_modules():
        module.training = was_training[name]
    return right / n
# %% right: decorator, try and finally, NumPy mean
import numpy as np
import torch

@torch.no_grad()
def evaluate(model, loader, device):
    modules = list(model.modules())
    flags = [m.training for m in modules]
    try:
        model.eval()
        answers = [(model(x.to(device).flatten(1)).argmax(1) == y.to(device)).cpu().numpy() for x, y in loader]
    finally:
        for m, flag in zip(modules, flags):
            m.train(flag)
    return np.concatenate(answers).mean()
# %% right: image by image, beginner
import torch

def evaluate(model, loader, device):
    saved = []
    for m in model.modules():
        saved.append(m.training)
    model.eval()
    number_right = 0
    number_all = 0
    for images, labels in loader:
        for i in range(len(labels)):
            image = images[i].to(device)
            label = labels[i].item()
            vector = image.reshape(1, -1)
            with torch.no_grad():
                log_probabilities = model(vector)
            guess = torch.argmax(log_probabilities).item()
            if guess == label:
                number_right += 1
            number_all += 1
    k = 0
    for m in model.modules():
        m.training = saved[k]
        k += 1
    print("accuracy:", number_right / number_all)
    return number_right / number_all
# %% right: context manager, gathers all predictions first
from contextlib import contextmanager
import torch

@contextmanager
def quiet(model):
    before = {m: m.training for m in model.modules()}
    grad_before = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    model.eval()
    yield
    torch.set_grad_enabled(grad_before)
    for m in before:
        m.training = before[m]


def evaluate(model, loader, device):
    guesses, truths = [], []
    with quiet(model):
        for x, y in loader:
            guesses.append(model(x.to(device).view(-1, 784)).topk(1, dim=1).indices[:, 0])
            truths.append(y.to(device))
    return (torch.cat(guesses) == torch.cat(truths)).double().mean().item()
# %% wrong: mean of the batch accuracies
import torch

def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    accs = []
    with torch.no_grad():
        for x, y in loader:
            accs.append((model(x.to(device).flatten(1)).argmax(1) == y.to(device)).float().mean().item())
    for m, mode in modes:
        m.training = mode
    return sum(accs) / len(accs)
# %% wrong: leaves the model in eval mode
import torch

def evaluate(model, loader, device):
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x.to(device).flatten(1)).argmax(1) == y.to(device)).sum().item()
            total += len(y)
    return correct / total
# %% wrong: always goes back to training mode
import torch

def evaluate(model, loader, device):
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x.to(device).flatten(1)).argmax(1) == y.to(device)).sum().item()
            total += len(y)
    model.train()
    return correct / total
# %% right: restores every module to the mode of the top one
import torch

def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x.to(device).flatten(1)).argmax(1) == y.to(device)).sum().item()
            total += len(y)
    model.train(was_training)
    return correct / total
# %% right: restores from the leaves up, so parents overwrite children
import torch

def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x.to(device).flatten(1)).argmax(1) == y.to(device)).sum().item()
            total += len(y)
    for m, mode in reversed(modes):
        m.train(mode)
    return correct / total
# %% wrong: no eval mode
import torch

def evaluate(model, loader, device):
    correct, total = 0, 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x.to(device).flatten(1)).argmax(1) == y.to(device)).sum().item()
            total += len(y)
    return correct / total
# %% wrong: autograd switched off for good
import torch

def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    torch.set_grad_enabled(False)
    correct, total = 0, 0
    for x, y in loader:
        correct += (model(x.to(device).flatten(1)).argmax(1) == y.to(device)).sum().item()
        total += len(y)
    for m, mode in modes:
        m.training = mode
    return correct / total
# %% wrong: autograd switched on at the end, even if it was off
import torch

def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    torch.set_grad_enabled(False)
    correct, total = 0, 0
    for x, y in loader:
        correct += (model(x.to(device).flatten(1)).argmax(1) == y.to(device)).sum().item()
        total += len(y)
    torch.set_grad_enabled(True)
    for m, mode in modes:
        m.training = mode
    return correct / total
# %% wrong: in percent
import torch

def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x.to(device).flatten(1)).argmax(1) == y.to(device)).sum().item()
            total += len(y)
    for m, mode in modes:
        m.training = mode
    return 100 * correct / total
# %% wrong: returns a tensor
import torch

def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x.to(device).flatten(1)).argmax(1) == y.to(device)).sum()
            total += len(y)
    for m, mode in modes:
        m.training = mode
    return correct / total
# %% wrong: denominator is number of batches times the batch size
import torch

def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    correct, size = 0, 0
    with torch.no_grad():
        for x, y in loader:
            size = max(size, len(y))
            correct += (model(x.to(device).flatten(1)).argmax(1) == y.to(device)).sum().item()
    for m, mode in modes:
        m.training = mode
    return correct / (size * len(loader))
# %% wrong: looks at the first batch only
import torch

def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        x, y = next(iter(loader))
        acc = (model(x.to(device).flatten(1)).argmax(1) == y.to(device)).float().mean().item()
    for m, mode in modes:
        m.training = mode
    return acc
# %% wrong: clears the gradients
import torch

def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    model.zero_grad()
    correct, total = 0, 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x.to(device).flatten(1)).argmax(1) == y.to(device)).sum().item()
            total += len(y)
    for m, mode in modes:
        m.training = mode
    return correct / total
# %% wrong: parameters stay frozen
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    model.requires_grad_(False)
    correct, total = 0, 0
    for x, y in loader:
        correct += (model(x.to(device).flatten(1)).argmax(1) == y.to(device)).sum().item()
        total += len(y)
    for m, mode in modes:
        m.training = mode
    return correct / total
