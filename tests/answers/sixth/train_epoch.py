# %% right: closure handed to optimizer.step
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    history = []
    for images, labels in loader:
        xb, yb = images.to(device).flatten(1), labels.to(device)

        def closure():
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            return loss

        history.append(optimizer.step(closure).item())
    return float(np.mean(history))

# %% right: generator of batch losses, clears after each step
from statistics import fmean

def train_epoch(model, loader, optimizer, criterion, device):
    def updates():
        model.train(True)
        optimizer.zero_grad(set_to_none=True)
        for x, t in loader:
            x = x.to(device)
            cost = criterion(model(x.view(x.size(0), -1)), t.to(device))
            cost.backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            yield cost.item()
    return fmean(updates())

# %% right: running mean, gradients of the groups set to None
def train_epoch(model, loader, optimizer, criterion, device):
    model.to(device).train()
    avg = 0.0
    for k, (img, lab) in enumerate(loader, 1):
        for group in optimizer.param_groups:
            for p in group['params']:
                p.grad = None
        out = model(torch.reshape(img.to(device), (len(img), -1)))
        err = criterion(out, lab.to(device))
        err.backward()
        optimizer.step()
        avg += (float(err.detach()) - avg) / k
    return avg

# %% wrong: gradients cleared before the loop only
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    optimizer.zero_grad()
    losses = []
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        output = model(images.view(images.shape[0], -1))
        loss = criterion(output, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)

# %% wrong: cleared between backward and step
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0.0
    for x, y in loader:
        x = x.to(device).flatten(start_dim=1)
        y = y.to(device)
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        running_loss += loss.item()
    return running_loss / len(loader)

# %% wrong: cleared only after each step
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total, batches = 0.0, 0
    for images, labels in loader:
        images = images.to(device).reshape(len(images), -1)
        labels = labels.to(device)
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        total += loss.item()
        batches += 1
    return total / batches

# %% wrong: weighted by the batch size
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total, seen = 0.0, 0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images.view(-1, 28 * 28)), labels)
        loss.backward()
        optimizer.step()
        total += loss.item() * images.size(0)
        seen += images.size(0)
    return total / seen

# %% wrong: update made once after the loop
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    batch_losses = []
    optimizer.zero_grad()
    for data, target in loader:
        data, target = data.to(device), target.to(device)
        out = model(data.flatten(1))
        loss = criterion(out, target)
        loss.backward()
        batch_losses.append(loss.item())
    optimizer.step()
    return float(np.mean(batch_losses))

# %% wrong: model put in eval mode
class Trainer:
    def __init__(self, model, optimizer, criterion, device):
        self.model, self.optimizer = model, optimizer
        self.criterion, self.device = criterion, device

    def step(self, images, labels):
        self.optimizer.zero_grad()
        out = self.model(images.to(self.device).flatten(1))
        loss = self.criterion(out, labels.to(self.device))
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def epoch(self, loader):
        self.model.eval()
        losses = [self.step(images, labels) for images, labels in loader]
        return sum(losses) / len(losses)


def train_epoch(model, loader, optimizer, criterion, device):
    return Trainer(model, optimizer, criterion, device).epoch(loader)

# %% wrong: reshape to (784, batch) and transpose
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        images = images.to(device).reshape(28 * 28, -1).T
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return float(np.mean(losses))

# %% wrong: last batch only, a tensor
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        images = images.view(images.shape[0], -1)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
    return loss

# %% wrong: images not flattened, loss = for +=
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running = 0.0
    for images, labels in loader:
        images = images.to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        running = loss.item()
    return running / len(loader)

# %% wrong: divided by the images, return in the loop
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    epoch_loss = 0
    for batch_x, batch_y in loader:
        batch_x = batch_x.to(device).reshape(batch_x.shape[0], -1)
        batch_y = batch_y.to(device)
        optimizer.zero_grad()
        loss = criterion(model(batch_x), batch_y)
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item()
        return epoch_loss / len(batch_x)

# %% wrong: never cleared, and the sum is not averaged
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    tot = 0.
    for xb, yb in loader:
        xb, yb = xb.to(device).flatten(1), yb.to(device)
        l = criterion(model(xb), yb)
        l.backward()
        optimizer.step()
        tot += l.item()
    return tot
