# %% together: georg tarek
def evaluate(model, loader, device):
    model.eval()
    correct = 0
    total = 0
    with torch.no_grad():
        for images, labels in loader:
            images = images.view(images.shape[0], -1).to(device)
            labels = labels.to(device)
            output = model(images)
            pred = torch.round(torch.exp(output).max(dim=1)[0] * 10)
            correct += (pred == labels).sum().item()
            total += len(labels)
    return correct / total
# ---
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    hits = []
    for x, y in loader:
        with torch.no_grad():
            p = model(x.flatten(1).to(device)).exp()
        # the largest probability, as a digit
        top, _ = torch.max(p, 1)
        digit = (10 * top).round()
        hits.append((digit == y.to(device)).float())
    model.train(was)
    return torch.cat(hits).mean().item()
# %% together: leon sven
def evaluate(model, loader, device):
    model.eval()
    s = 0
    n = 0
    with torch.no_grad():
        for X, t in loader:
            X = X.view(len(t), 784).to(device)
            p = torch.exp(model(X))
            s = s + p[range(len(t)), t].sum().item()
            n = n + len(t)
    model.train()
    return s/n
# ---
def evaluate(model, loader, device):
    model.eval()
    prob_sum = 0
    total = 0
    with torch.no_grad():
        for images, labels in loader:
            images = images.view(images.shape[0], -1).to(device)
            output = torch.exp(model(images)).cpu()
            # probability of the right digit
            right = output.gather(1, labels.view(-1, 1))
            prob_sum += right.sum().item()
            total += labels.size(0)
    print("accuracy", prob_sum / total)
    model.train()
    return prob_sum / total
