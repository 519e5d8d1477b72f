# %% right: close to the course's loop
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss, batches = 0.0, 0
    for images, labels in loader:
        images = images.reshape(images.shape[0], -1).to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
        batches += 1
    return running_loss / batches
# %% right: list of losses, gradients set to None by hand
def train_epoch(model, loader, optimizer, criterion, device):
    model.train(True)
    losses = []
    for batch in loader:
        images, labels = (part.to(device) for part in batch)
        for parameter in model.parameters():
            parameter.grad = None
        loss = criterion(model(torch.flatten(images, start_dim=1)), labels)
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    return float(np.mean(losses)) if losses else float("nan")
# %% right: inner function for one batch, mean by statistics
from statistics import mean

def train_epoch(model, loader, optimizer, criterion, device):
    def update(images, labels):
        optimizer.zero_grad(set_to_none=False)
        output = model(images.flatten(1).to(device))
        loss = criterion(output, labels.to(device))
        loss.backward()
        optimizer.step()
        return loss.item()

    model.train()
    return mean([update(images, labels) for images, labels in loader])
# %% right: clears before the epoch and after every update
def train_epoch(model: nn.Module, loader, optimizer, criterion, device) -> float:
    model.to(device).train()
    optimizer.zero_grad()
    total = torch.zeros((), dtype=torch.float64)
    for count, (images, labels) in enumerate(loader, 1):
        logps = model(images.to(device).flatten(start_dim=1))
        loss = criterion(logps, labels.to(device))
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        total += loss.detach().cpu().double()
        if count % 200 == 0:
            print(f"batch {count}: {loss.item():.4f}")
    return (total / count).item()
# %% right: generator of losses and a running mean
def train_epoch(model, loader, optimizer, criterion, device):
    def losses():
        for images, labels in loader:
            model.train()
            model.zero_grad()
            loss = criterion(model(images.reshape(len(images), -1).to(device)), labels.to(device))
            loss.backward()
            optimizer.step()
            yield loss.item()

    average = 0.0
    for k, value in enumerate(losses()):
        average = (k * average + value) / (k + 1)
    return average
# %% right: autograd.grad in the place of backward
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer.zero_grad()
    history = []
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        loss = criterion(model(images.view(images.size(0), 784) if images.is_contiguous() else images.flatten(1)), labels)
        for p, g in zip(parameters, torch.autograd.grad(loss, parameters, allow_unused=True)):
            p.grad = g
        optimizer.step()
        history.append(loss.item())
    return sum(history) / len(history)
# %% wrong: weighted by the batch size
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total, seen = 0.0, 0
    for images, labels in loader:
        images, labels = images.flatten(1).to(device), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        seen += len(labels)
    return total / seen
# %% wrong: zero_grad forgotten
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        loss = criterion(model(images.flatten(1).to(device)), labels.to(device))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)
# %% wrong: clears only after the step
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        loss = criterion(model(images.flatten(1).to(device)), labels.to(device))
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return sum(losses) / len(losses)
# %% wrong: clears between backward and step
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        loss = criterion(model(images.flatten(1).to(device)), labels.to(device))
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)
# %% wrong: model stays in whatever mode it came
def train_epoch(model, loader, optimizer, criterion, device):
    losses = []
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.flatten(1).to(device)), labels.to(device))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)
# %% wrong: one update at the end of the epoch
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    optimizer.zero_grad()
    for images, labels in loader:
        loss = criterion(model(images.flatten(1).to(device)), labels.to(device))
        loss.backward()
        losses.append(loss.item())
    optimizer.step()
    return sum(losses) / len(losses)
# %% wrong: mean as a tensor
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.flatten(1).to(device)), labels.to(device))
        loss.backward()
        optimizer.step()
        total += loss.detach()
    return total / len(loader)
# %% wrong: sum of the losses
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0.0
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.flatten(1).to(device)), labels.to(device))
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
    return running_loss
# %% wrong: loss measured again after the step
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        images, labels = images.flatten(1).to(device), labels.to(device)
        optimizer.zero_grad()
        criterion(model(images), labels).backward()
        optimizer.step()
        with torch.no_grad():
            losses.append(criterion(model(images), labels).item())
    return sum(losses) / len(losses)
# %% wrong: batches of 64 taken for granted
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.reshape(64, -1).to(device)), labels.to(device))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)
# %% wrong: own NLLLoss instead of the criterion given
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    criterion = nn.NLLLoss()
    losses = []
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.flatten(1).to(device)), labels.to(device))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)
# %% wrong: a batch used up to peek at the shapes
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    batches = iter(loader)
    images, labels = next(batches)
    print(images.shape, labels.shape)
    losses = []
    for images, labels in batches:
        optimizer.zero_grad()
        loss = criterion(model(images.flatten(1).to(device)), labels.to(device))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / max(1, len(losses))
