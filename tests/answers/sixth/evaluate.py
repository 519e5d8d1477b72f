# %% right: works on a deep copy of the model
import copy

def evaluate(model, loader, device):
    clone = copy.deepcopy(model).eval()
    hits = []
    for x, t in loader:
        with torch.no_grad():
            guess = clone(x.to(device).flatten(1)).argmax(dim=1)
        hits.extend((guess == t.to(device)).tolist())
    return sum(hits) / len(hits)

# %% right: own context manager for the mode
from contextlib import contextmanager

@contextmanager
def frozen(net):
    before = net.training
    net.eval()
    try:
        with torch.no_grad():
            yield net
    finally:
        net.train(before)

def evaluate(model, loader, device):
    good = seen = 0
    with frozen(model) as net:
        for images, labels in loader:
            scores = net(images.to(device).reshape(len(images), -1)).cpu().numpy()
            good += int((scores.argmax(1) == labels.cpu().numpy()).sum())
            seen += len(labels)
    return good / seen

# %% right: inference_mode and topk
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    pairs = []
    with torch.inference_mode():
        for x, y in loader:
            top = model(x.view(x.size(0), -1).to(device)).topk(1, dim=1).indices.squeeze(1)
            pairs.append((top.eq(y.to(device)).sum().item(), y.numel()))
    model.train(was)
    right, total = map(sum, zip(*pairs))
    return right / total

# %% wrong: always ends in training mode
def evaluate(model, loader, device):
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            out = model(images.view(images.shape[0], -1))
            correct += (out.argmax(dim=1) == labels).sum().item()
            total += labels.size(0)
    model.train()
    return correct / total

# %% wrong: gradients switched off and left off
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    torch.set_grad_enabled(False)
    correct = 0
    count = 0
    for images, labels in loader:
        pred = model(images.to(device).flatten(1)).argmax(1)
        correct += int((pred == labels.to(device)).sum())
        count += len(labels)
    model.train(was)
    return correct / count

# %% wrong: mean of the batches' accuracies
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    accs = []
    with torch.no_grad():
        for x, y in loader:
            pred = model(x.to(device).flatten(1)).argmax(dim=1)
            accs.append((pred == y.to(device)).float().mean().item())
    model.train(was)
    return float(np.mean(accs))

# %% wrong: compares the largest score with the label
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            images = images.to(device).view(len(images), -1)
            labels = labels.to(device)
            pred, _ = torch.max(model(images), 1)
            correct += (pred == labels).sum().item()
            total += len(labels)
    model.train(was)
    return correct / total

# %% wrong: floor division of the counts
def evaluate(model, loader, device):
    training = model.training
    model.eval()
    n_right, n_all = 0, 0
    with torch.no_grad():
        for data, target in loader:
            data, target = data.to(device), target.to(device)
            guess = model(data.reshape(data.size(0), -1)).max(1)[1]
            n_right += guess.eq(target).sum().item()
            n_all += target.size(0)
    model.train(training)
    return n_right // n_all

# %% wrong: eval comes before was is read
def evaluate(model, loader, device):
    model.eval()
    was = model.training
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            logits = model(images.to(device).flatten(1))
            correct += (logits.argmax(1) == labels.to(device)).sum().item()
            total += labels.shape[0]
    model.train(was)
    return correct / total

# %% wrong: eval is named but never called
def evaluate(model, loader, device):
    was = model.training
    model.eval
    hits = []
    with torch.no_grad():
        for images, labels in loader:
            output = model(images.to(device).flatten(1))
            hits.append((output.argmax(1) == labels.to(device)).cpu())
    model.train(was)
    return torch.cat(hits).float().mean().item()

# %% wrong: argmax down the batch, in percent
def evaluate(model, loader, device):
    mode = model.training
    model.eval()
    correct = 0
    total = 0
    with torch.no_grad():
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            preds = model(images.view(-1, 784)).argmax(dim=0)
            n = min(len(preds), len(labels))
            correct += (preds[:n] == labels[:n]).sum().item()
            total += len(labels)
    model.train(mode)
    return 100.0 * correct / total

# %% wrong: clears the gradients, hits over batches
class Evaluator:
    def __init__(self, model, device):
        self.model = model
        self.device = device
        self.was = model.training

    def __enter__(self):
        self.model.eval()
        self.model.zero_grad()
        return self

    def __exit__(self, *exc):
        self.model.train(self.was)

    @torch.no_grad()
    def hits(self, images, labels):
        out = self.model(images.to(self.device).flatten(1))
        return (out.argmax(dim=1) == labels.to(self.device)).sum().item()


def evaluate(model, loader, device):
    with Evaluator(model, device) as ev:
        total = sum(ev.hits(images, labels) for images, labels in loader)
    return total / len(loader)
