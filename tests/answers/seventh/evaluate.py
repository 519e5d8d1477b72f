# %% right: context manager that restores the mode
from contextlib import contextmanager

@contextmanager
def frozen(net):
    was = net.training
    net.eval()
    try:
        with torch.no_grad():
            yield net
    finally:
        net.train(was)


def evaluate(model, loader, device):
    hits = count = 0
    with frozen(model) as net:
        for x, t in loader:
            guess = net(x.to(device).flatten(1)).argmax(dim=1)
            hits += int((guess == t.to(device)).sum())
            count += len(t)
    return hits / count

# %% right: inference_mode and concatenated hits
@torch.inference_mode()
def evaluate(model, loader, device):
    mode = model.training
    model.eval()
    right = torch.cat([model(im.view(im.shape[0], -1).to(device)).max(1).indices.cpu() == lab.cpu() for im, lab in loader])
    model.train(mode)
    return right.double().mean().item()

# %% right: NumPy comparison in a generator
def evaluate(model, loader, device):
    def hits():
        for images, labels in loader:
            with torch.no_grad():
                scores = model(torch.reshape(images, (images.shape[0], -1)).to(device)).cpu().numpy()
            yield from np.argmax(scores, axis=-1) == labels.numpy()
    was_training = model.training
    model.eval()
    result = list(hits())
    model.train(was_training)
    return float(sum(map(bool, result)) / len(result))

# %% wrong: accuracy in per cent
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for images, labels in loader:
            out = model(images.to(device).view(images.size(0), -1))
            correct += (out.argmax(1) == labels.to(device)).sum().item()
            total += labels.size(0)
    model.train(was)
    return 100 * correct / total

# %% wrong: mean of the batch accuracies
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    accs = []
    with torch.no_grad():
        for x, y in loader:
            pred = model(x.flatten(1).to(device)).argmax(dim=1)
            accs.append((pred == y.to(device)).float().mean().item())
    model.train(was)
    return float(np.mean(accs))

# %% wrong: mode always set back to training
def evaluate(model, loader, device):
    model.eval()
    good = n = 0
    with torch.no_grad():
        for x, t in loader:
            p = model(x.to(device).reshape(len(x), -1))
            good += (p.max(dim=1)[1] == t.to(device)).sum().item()
            n += len(t)
    model.train()
    return good / n

# %% wrong: argmax down the batch
def evaluate(model, loader, device):
    training = model.training
    model.eval()
    correct = 0
    total = 0
    with torch.no_grad():
        for images, labels in loader:
            scores = model(images.view(len(images), -1).to(device))
            winners = scores.argmax(dim=0)
            for k in range(len(labels)):
                correct += int(winners[k % 10] == labels[k])
                total += 1
    model.train(training)
    return correct / total

# %% wrong: autograd switched off for good
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    torch.set_grad_enabled(False)
    ok, n = 0, 0
    for x, t in loader:
        ok += (model(x.to(device).flatten(1)).argmax(-1) == t.to(device)).sum().item()
        n += t.numel()
    model.train(was)
    return ok / n

# %% wrong: hits divided by the number of batches
def evaluate(model, loader, device):
    mode = model.training
    model.eval()
    correct = 0
    with torch.no_grad():
        for data, target in loader:
            output = model(data.to(device).view(data.shape[0], -1))
            pred = output.argmax(dim=1, keepdim=True)
            correct += pred.eq(target.to(device).view_as(pred)).sum().item()
    model.train(mode)
    return correct / len(loader)

# %% wrong: column of predictions against flat labels
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    same = size = 0
    with torch.no_grad():
        for data, target in loader:
            pred = model(data.flatten(1).to(device)).argmax(dim=1, keepdim=True)
            table = pred == target.to(device)
            same += table.sum().item()
            size += table.numel()
    model.train(was)
    return same / size

# %% wrong: never in eval mode, values for indices
def evaluate(model, loader, device):
    correct, total = 0, 0
    with torch.no_grad():
        for images, labels in loader:
            predicted, _ = model(images.view(images.size(0), -1).to(device)).max(1)
            correct += (predicted == labels.to(device)).sum().item()
            total += len(labels)
    return correct / total

# %% wrong: floor division, left in eval mode
class Evaluator:
    def __init__(self, model, device):
        self.model, self.device = model.eval(), device
        self.correct = self.total = 0

    @torch.no_grad()
    def feed(self, x, t):
        guess = torch.argmax(self.model(x.to(self.device).flatten(1)), dim=1)
        self.correct += torch.sum(guess == t.to(self.device)).item()
        self.total += t.shape[0]


def evaluate(model, loader, device):
    ev = Evaluator(model, device)
    for batch in loader:
        ev.feed(*batch)
    return float(ev.correct // ev.total)

# %% wrong: error rate, gradients wiped
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    model.zero_grad()
    misses, n = 0, 0
    with torch.no_grad():
        for x, t in loader:
            misses += (model(x.flatten(1).to(device)).argmax(1) != t.to(device)).sum().item()
            n += len(t)
    model.train(was)
    return misses / n
