# %% right: AdamW in a comprehension over epochs
def train(model, loader, epochs, device):
    model.to(device).train()
    opt = optim.AdamW(model.parameters(), lr=1e-3)

    def update(x, t):
        opt.zero_grad()
        loss = F.nll_loss(model(x.to(device).flatten(1)), t.to(device))
        loss.backward()
        opt.step()
        return loss.item()

    return [float(np.mean([update(x, t) for x, t in loader])) for _ in range(epochs)]

# %% right: momentum SGD, mean weighted by the images
def train(model, loader, epochs, device):
    optimizer = optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    curve = []
    while len(curve) < epochs:
        model.train()
        lost, seen = 0.0, 0
        for images, labels in loader:
            optimizer.zero_grad()
            out = model(images.view(len(images), -1).to(device))
            loss = F.cross_entropy(out, labels.to(device))
            loss.backward()
            optimizer.step()
            lost += loss.item() * len(labels)
            seen += len(labels)
        curve.append(lost / seen)
    return curve

# %% right: Adam as a class that yields each epoch's loss
class Fit:
    def __init__(self, net, batches, device):
        self.net, self.batches, self.device = net.to(device), batches, device
        self.opt, self.nll = optim.Adam(net.parameters(), lr=2e-3), nn.NLLLoss()

    def __iter__(self):
        while True:
            self.net.train()
            record = []
            for x, y in self.batches:
                loss = self.nll(self.net(torch.flatten(x.to(self.device), 1)), y.to(self.device))
                self.net.zero_grad()
                loss.backward()
                self.opt.step()
                record.append(loss.item())
            yield sum(record) / len(record)

def train(model, loader, epochs, device):
    return [value for _, value in zip(range(epochs), Fit(model, loader, device))]

# %% wrong: every batch's loss in the list
def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.NLLLoss()
    losses = []
    model.train()
    for epoch in range(epochs):
        for images, labels in loader:
            images = images.to(device).view(images.shape[0], -1)
            labels = labels.to(device)
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses

# %% wrong: running loss not reset between epochs
def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=0.001)
    criterion = nn.NLLLoss()
    history = []
    running_loss = 0
    for e in range(epochs):
        model.train()
        for images, labels in loader:
            images, labels = images.to(device).flatten(1), labels.to(device)
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
        history.append(running_loss / len(loader))
    return history

# %% wrong: gives up after the first epoch
def train(model, loader, epochs, device):
    opt = optim.SGD(model.parameters(), lr=0.1, momentum=0.5)
    loss_fn = nn.NLLLoss()
    out = []
    for epoch in range(epochs):
        model.train()
        epoch_losses = []
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            opt.zero_grad()
            l = loss_fn(model(x.view(x.size(0), -1)), y)
            l.backward()
            opt.step()
            epoch_losses.append(l.item())
        out.append(np.mean(epoch_losses))
        return out

# %% wrong: optimizer belongs to a fresh network
def train(model, loader, epochs, device):
    net = build_model().to(device)
    optimizer = optim.Adam(net.parameters(), lr=1e-3)
    criterion = nn.NLLLoss()
    model.to(device)
    losses = []
    for _ in range(epochs):
        total = 0.0
        for images, labels in loader:
            images, labels = images.to(device).flatten(1), labels.to(device)
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            total += loss.item()
        losses.append(total / len(loader))
    return losses

# %% wrong: learning rate of 1e-7
def train(model, loader, epochs, device):
    model = model.to(device)
    optimizer = optim.SGD(model.parameters(), lr=1e-7)
    losses = []
    for epoch in range(epochs):
        model.train()
        batch_losses = []
        for images, labels in loader:
            optimizer.zero_grad()
            log_p = model(images.to(device).reshape(images.shape[0], -1))
            loss = F.nll_loss(log_p, labels.to(device))
            loss.backward()
            optimizer.step()
            batch_losses.append(loss.item())
        losses.append(sum(batch_losses) / len(batch_losses))
    return losses

# %% wrong: loss measured in a second pass afterwards
def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.NLLLoss()
    losses = []
    for epoch in range(epochs):
        model.train()
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            after = [criterion(model(images.to(device).flatten(1)), labels.to(device)).item()
                     for images, labels in loader]
        losses.append(sum(after) / len(after))
    return losses

# %% wrong: first batch only, tensors in the list
def train(model, loader, epochs, device):
    optimizer = optim.RMSprop(model.parameters(), lr=1e-3)
    criterion = nn.NLLLoss()
    losses = []
    for epoch in range(epochs):
        for i, (images, labels) in enumerate(loader):
            images, labels = images.to(device).flatten(1), labels.to(device)
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            if i == 0:
                break
        losses.append(loss.detach())
    return losses

# %% wrong: minus on the loss, range from one
def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    losses = []
    for epoch in range(1, epochs):
        model.train()
        total = 0.0
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            optimizer.zero_grad()
            log_p = model(images.view(len(images), -1))
            loss = -F.nll_loss(log_p, labels)
            loss.backward()
            optimizer.step()
            total += loss.item()
        losses.append(total / len(loader))
    return losses
