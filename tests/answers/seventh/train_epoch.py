# %% right: closure handed to optimizer.step
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    seen = []
    for images, labels in loader:
        x, t = images.to(device).flatten(1), labels.to(device)

        def closure():
            optimizer.zero_grad()
            loss = criterion(model(x), t)
            loss.backward()
            return loss

        seen.append(float(optimizer.step(closure)))
    return float(np.mean(seen))

# %% right: generator of losses and fmean
from statistics import fmean

def train_epoch(model, loader, optimizer, criterion, device):
    def updates():
        for xb, yb in loader:
            optimizer.zero_grad(set_to_none=True)
            out = model(xb.reshape(len(xb), -1).to(device))
            cost = criterion(out, yb.to(device))
            cost.backward()
            optimizer.step()
            yield cost.item()
    model.train(True)
    return fmean(updates())

# %% right: gradients through autograd.grad
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    params = [p for p in model.parameters() if p.requires_grad]
    total, count = 0.0, 0
    for images, labels in loader:
        loss = criterion(model(images.to(device).view(images.size(0), -1)), labels.to(device))
        for p, g in zip(params, torch.autograd.grad(loss, params)):
            p.grad = g
        optimizer.step()
        total, count = total + loss.item(), count + 1
    return total / count

# %% wrong: gradients cleared before the step
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running = 0.0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        loss = criterion(model(images), labels.to(device))
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        running += loss.item()
    return running / len(loader)

# %% wrong: gradients cleared only after each step
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        output = model(torch.flatten(images, start_dim=1))
        loss = criterion(output, labels)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return sum(losses) / len(losses)

# %% wrong: gradients cleared once an epoch
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    optimizer.zero_grad()
    total = 0
    for i, (x, t) in enumerate(loader):
        loss = criterion(model(x.view(-1, 784).to(device)), t.to(device))
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / (i + 1)

# %% wrong: divided by the number of images
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    train_loss = 0.0
    for data, target in loader:
        data, target = data.to(device), target.to(device)
        optimizer.zero_grad()
        loss = criterion(model(data.view(data.size(0), -1)), target)
        loss.backward()
        optimizer.step()
        train_loss += loss.item()
    return train_loss / len(loader.dataset)

# %% wrong: return after the first batch
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    batch_losses = []
    for images, labels in loader:
        optimizer.zero_grad()
        log_probs = model(images.flatten(start_dim=1).to(device))
        loss = criterion(log_probs, labels.to(device))
        loss.backward()
        optimizer.step()
        batch_losses.append(loss.item())
        return float(np.mean(batch_losses))

# %% wrong: pixels scrambled by a transposed reshape
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        columns = images.reshape(28 * 28, -1).T
        optimizer.zero_grad()
        loss = criterion(model(columns.to(device)), labels.to(device))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return float(np.mean(losses))

# %% wrong: weighted by the batch sizes
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total_loss, total_n = 0.0, 0
    for x, y in loader:
        x = x.to(device).view(len(x), -1)
        y = y.to(device)
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * len(x)
        total_n += len(x)
    return total_loss / total_n

# %% wrong: last loss only, eval mode
def train_epoch(model, loader, optimizer, criterion, device):
    model.eval()
    running = 0.0
    for images, labels in loader:
        optimizer.zero_grad()
        out = model(images.to(device).flatten(1))
        loss = criterion(out, labels.to(device))
        loss.backward()
        optimizer.step()
        running = loss.item()
    return running / len(loader)

# %% wrong: own optimizer and own loss
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    opt = optim.Adam(model.parameters(), lr=1e-3)
    history = []
    for images, labels in loader:
        opt.zero_grad()
        loss = F.cross_entropy(model(images.view(images.shape[0], -1).to(device)), labels.to(device))
        loss.backward()
        opt.step()
        history.append(loss.item())
    return float(np.mean(history))

# %% wrong: tensor sum that keeps the graph
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).view(images.size(0), -1)), labels.to(device))
        loss.backward()
        optimizer.step()
        total = total + loss
    return total / len(loader)

# %% wrong: two steps a batch, mean of the last two
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for xb, tb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb.flatten(1).to(device)), tb.to(device))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        optimizer.step()
    return float(np.mean(losses[-2:]))
