# %% right: recursion on the epochs, SGD with momentum
def train(model, loader, epochs, device):
    model.to(device)
    opt = optim.SGD(model.parameters(), lr=0.05, momentum=0.9)

    def go(left):
        if left == 0:
            return []
        first = train_epoch(model, loader, opt, F.nll_loss, device)
        return [first] + go(left - 1)

    return go(epochs)
# %% right: own loop, AdamW, CrossEntropyLoss on log-probs
def train(model, loader, epochs, device):
    model = model.to(device)
    model.train()
    ce = nn.CrossEntropyLoss()
    adamw = optim.AdamW(model.parameters(), lr=2e-3)
    table = np.zeros((epochs, len(loader)))
    for e in range(epochs):
        for b, (images, labels) in enumerate(loader):
            loss = ce(model(images.to(device).view(len(images), -1)), labels.to(device))
            adamw.zero_grad()
            loss.backward()
            adamw.step()
            table[e, b] = loss.item()
    return list(table.mean(axis=1))
# %% right: Adam with the rate halved after each epoch
def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=0.003)
    halve = optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
    losses = []
    while len(losses) < epochs:
        losses.append(train_epoch(model, loader, optimizer, nn.NLLLoss(), device))
        print("epoch", len(losses), "loss", losses[-1])
        halve.step()
    return losses
# %% wrong: `return` inside the epoch loop: one epoch only
def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.NLLLoss()
    losses = []
    for epoch in range(epochs):
        loss = train_epoch(model, loader, optimizer, criterion, device)
        losses.append(loss)
        print(f"Epoch {epoch + 1}: {loss:.4f}")
        return losses
# %% wrong: a new model shadows the argument, which never learns
def train(model, loader, epochs, device):
    model = build_model().to(device)
    optimizer = optim.Adam(model.parameters(), lr=0.001)
    losses = []
    for _ in range(epochs):
        losses.append(train_epoch(model, loader, optimizer, nn.NLLLoss(), device))
    return losses
# %% wrong: running loss not reset between epochs
def train(model, loader, epochs, device):
    model.train()
    criterion = nn.NLLLoss()
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    losses = []
    running_loss = 0.0
    for epoch in range(epochs):
        for images, labels in loader:
            images = images.view(len(images), -1).to(device)
            labels = labels.to(device)
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
        losses.append(running_loss / len(loader))
    return losses
# %% wrong: only each epoch's last batch loss is kept
def train(model, loader, epochs, device):
    model.train()
    optimizer = optim.RMSprop(model.parameters(), lr=1e-3)
    train_losses = []
    for e in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            out = model(x.to(device).view(len(x), -1))
            loss = F.nll_loss(out, y.to(device))
            loss.backward()
            optimizer.step()
        train_losses.append(loss.item())
    return train_losses
# %% wrong: range(1, epochs): one epoch too few
def train(model, loader, epochs, device):
    opt = optim.Adam(model.parameters())
    crit = nn.NLLLoss()
    out = []
    for e in range(1, epochs):
        out.append(train_epoch(model, loader, opt, crit, device))
    return out
# %% wrong: loss measured after the epoch, not gathered during it
def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.NLLLoss()
    history = []
    for epoch in range(epochs):
        train_epoch(model, loader, optimizer, criterion, device)
        with torch.no_grad():
            vals = [criterion(model(x.view(len(x), -1).to(device)), y.to(device)).item()
                    for x, y in loader]
        history.append(sum(vals) / len(vals))
    return history
# %% wrong: scheduler stepped each batch: rate dies at once
def train(model, loader, epochs, device):
    model.train()
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.1)
    losses = []
    for epoch in range(epochs):
        total = 0.0
        for images, labels in loader:
            optimizer.zero_grad()
            loss = F.nll_loss(model(images.view(len(images), -1).to(device)), labels.to(device))
            loss.backward()
            optimizer.step()
            scheduler.step()
            total += loss.item()
        losses.append(total / len(loader))
    return losses
# %% wrong: minus sign of the likelihood lost, batches summed
def train(model, loader, epochs, device):
    optimizer = optim.SGD(model.parameters(), lr=0.01)
    losses = []
    for epoch in range(epochs):
        model.train()
        s = 0.0
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            log_p = model(images.view(len(images), -1))
            loss = log_p[torch.arange(len(labels)), labels].mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            s += loss.item()
        losses.append(s)
    return losses
# %% wrong: one list entry per batch, and zero_grad before step
def train(model, loader, epochs, device):
    model.train()
    optimizer = optim.Adam(model.parameters(), lr=0.001)
    criterion = nn.NLLLoss()
    losses = []
    for _ in range(epochs):
        for images, labels in loader:
            images = images.view(len(images), -1).to(device)
            loss = criterion(model(images), labels.to(device))
            loss.backward()
            optimizer.zero_grad()
            optimizer.step()
            losses.append(loss.item())
    return losses
# %% wrong: `losses = [...]` each epoch, and sum not divided
def train(model, loader, epochs, device):
    optimizer = optim.Adagrad(model.parameters(), lr=0.01)
    losses = []
    for epoch in range(epochs):
        epoch_loss = train_epoch(model, loader, optimizer, nn.NLLLoss(), device)
        losses = [epoch_loss * len(loader)]
    return losses
