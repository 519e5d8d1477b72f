# %% copy of: ben | kind: a
def evaluate(model, loader, device):
    old_mode = model.training
    model.eval()
    hits = 0
    seen = 0
    with torch.no_grad():
        for pair in loader:
            x = pair[0].to(device)
            t = pair[1].to(device)
            b = x.shape[0]
            x = x.reshape(b, 28 * 28)
            scores = model(x)
            for r in range(b):
                top = 0
                for c in range(10):
                    if scores[r, c] > scores[r, top]:
                        top = c
                if top == t[r]:
                    hits = hits + 1
                seen = seen + 1
    if old_mode:
        model.train()
    return hits / seen
# %% copy of: david | kind: b
def evaluate(model, loader, device):
    """Accuracy, image by image."""
    mode = model.training
    model.eval()
    good, n = 0, 0

    for x, y in loader:
        for j in range(len(y)):
            one = x[j].view(1, 784).to(device)

            with torch.no_grad():
                out = model(one)

            p = torch.exp(out)
            p_list = list(p.cpu().numpy()[0])
            guess = p_list.index(max(p_list))   # most likely digit
            truth = y.numpy()[j]

            if truth == guess:
                good += 1
            n += 1

    model.train(mode)
    return good / n
# %% copy of: rosa | kind: c
def evaluate(model, loader, device):
    wrong = 0
    correct = 0
    mode = model.training
    model.eval()
    with torch.no_grad():
        for images, labels in loader:
            labels = labels.to(device)
            batch_size = images.shape[0]
            images = images.to(device)
            flat = images.view(batch_size, -1)
            log_probs = model(flat)
            values, indices = log_probs.topk(1, dim=1)
            pred = indices.squeeze(1)
            errors = torch.count_nonzero(pred - labels).item()
            correct += batch_size - errors
            wrong += errors
    total = correct + wrong
    if mode:
        model.train()
    else:
        model.eval()
    return correct / total
# %% copy of: olga | kind: d
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    N, acc = 0, 0.
    with torch.no_grad():
        for x, t in loader:
            n = len(x)
            x = x.to(device).view(n, 28 * 28)
            pred = torch.argmax(model(x), dim=1)
            right = (pred == t.to(device)).sum().item()
            a = right / n
            M = n + N
            acc = (a * n + acc * N) / M
            N = M
    model.train(was)
    return acc
# %% copy of: viktor | kind: e
def evaluate(model, loader, device):
    w = model.training
    print("mode was", w)
    model.train(False)
    c = 0
    n = 0
    batches = 0
    accs = []
    for x, t in loader:
        x = x.to(device).view(x.shape[0], -1)
        t = t.to(device)
        y = model(x).detach()
        k = t.shape[0]
        top = y.max(dim=1)[0]
        hits = int((y[torch.arange(k), t] == top).sum())
        accs.append(hits / k)
        c += hits
        n += k
        batches += 1
    model.train(w)
    print(batches, "batches,", c, "of", n)
    return c / n
# %% copy of: katrin | kind: f
class ConfusionMatrix:
    def __init__(self, k=10):
        self.C = np.zeros((k, k))

    def add(self, t, p):
        np.add.at(self.C, (t.numpy(), p.cpu().numpy()), 1)

    def accuracy(self):
        return np.trace(self.C) / self.C.sum()


def fill(matrix, model, loader, device):
    with torch.no_grad():
        for X, t in loader:
            X = X.to(device).reshape(len(X), -1)
            matrix.add(t, model(X).argmax(dim=1))


def evaluate(model, loader, device):
    was = model.training
    model.eval()
    matrix = ConfusionMatrix()
    fill(matrix, model, loader, device)
    model.train(was)
    return matrix.accuracy()
# %% copy of: yara | kind: g
def sure_hits(p, y):
    target = F.one_hot(y, num_classes=10) == 1
    return torch.sum(target & (p > 0.5))


def evaluate(model, loader, device):
    n = 0
    good = torch.tensor(0)
    # keep the mode
    before = model.training
    net = model.to(device)
    net.eval()
    with torch.no_grad():
        for batch in loader:
            y = batch[1].to(device)
            x = batch[0].to(device).view(-1, 28 * 28)
            p = model(x).exp()
            good = good + sure_hits(p, y).cpu()
            n = n + y.shape[0]
            # print(good, n)
    model.train(before)
    return good.item() / n
# %% copy of: jonas | kind: h
def evaluate(model, loader, device):
    """Compute the classification accuracy over all batches."""
    was_training = model.training
    model.eval()

    predicted_batches, label_batches = [], []
    with torch.no_grad():
        for images, labels in loader:
            inputs = images.to(device).view(len(images), -1)
            log_probabilities = model(inputs)
            predicted_batches.append(torch.argmax(log_probabilities, dim=1).cpu())
            label_batches.append(labels)

    model.train(was_training)
    predicted = torch.cat(predicted_batches).numpy()
    expected = torch.cat(label_batches).numpy()
    return float((predicted == expected).mean())
