# %% right: the usual loop
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
    return running_loss / len(loader)
# %% right: list of losses, np.mean
import numpy as np

def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for batch in loader:
        x, t = (part.to(device) for part in batch)
        output = model(x.flatten(1))
        loss = criterion(output, t)
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach().cpu().item())
    return np.mean(losses)
# %% right: zeroes before the loop and after every step
def train_epoch(model, loader, optimizer, criterion, device):
    model.train(True)
    optimizer.zero_grad()
    total, count = 0.0, 0
    for images, labels in loader:
        log_probabilities = model(images.to(device).reshape(len(images), -1))
        loss = criterion(log_probabilities, labels.to(device))
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        total += float(loss)
        count += 1
    return total / count
# %% right: helper for one update, closure given to step
def update(model, images, labels, optimizer, criterion):
    def closure():
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        return loss
    return optimizer.step(closure).item()


def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = [update(model, x.to(device).flatten(start_dim=1), y.to(device), optimizer, criterion) for x, y in loader]
    return sum(losses) / len(losses)
# %% right: gradients set to None by hand, torch mean of losses
import torch

def train_epoch(model, loader, optimizer, criterion, device):
    model.to(device)
    model.train()
    all_losses = []
    for images, labels in loader:
        for p in model.parameters():
            p.grad = None
        batch_size, channels, height, width = images.shape
        flat = images.to(device).reshape(batch_size, channels * height * width)
        loss = criterion(model(flat), labels.to(device))
        loss.backward()
        optimizer.step()
        all_losses.append(loss.detach().double())
    return torch.stack(all_losses).mean().item()
# %% right: running mean, verbose beginner with prints
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    average = 0.0
    number = 0
    for images, labels in loader:
        number = number + 1
        images = images.to(device)
        labels = labels.to(device)
        # the network wants vectors, not pictures
        vectors = images.squeeze(1).flatten(1)
        model.zero_grad()
        prediction = model(vectors)
        loss = criterion(prediction, labels)
        loss.backward()
        optimizer.step()
        value = loss.item()
        average = average + (value - average) / number
        if number % 100 == 1:
            print("batch", number, "loss", value)
    return float(average)
# %% right: autograd.grad and grads assigned
import torch

def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    parameters = [p for p in model.parameters() if p.requires_grad]
    losses = []
    iterator = iter(loader)
    while True:
        try:
            x, y = next(iterator)
        except StopIteration:
            break
        loss = criterion(model(torch.flatten(x.to(device), 1)), y.to(device))
        for p, g in zip(parameters, torch.autograd.grad(loss, parameters)):
            p.grad = g
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)
# %% wrong: mean over images, weighted by batch size
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
    return total / len(loader.dataset)
# %% wrong: never zeroes the gradients
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)
# %% wrong: zeroes only after the step, old gradients reach the first update
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        total += loss.item()
    return total / len(loader)
# %% wrong: zeroes once per epoch
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    optimizer.zero_grad()
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)
# %% wrong: no training mode
def train_epoch(model, loader, optimizer, criterion, device):
    total = 0.0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)
# %% wrong: only the container is put in training mode
def train_epoch(model, loader, optimizer, criterion, device):
    model.training = True
    total = 0.0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)
# %% wrong: step before backward
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        optimizer.step()
        loss.backward()
        total += loss.item()
    return total / len(loader)
# %% wrong: one update at the end of the epoch
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    optimizer.zero_grad()
    losses = []
    for x, y in loader:
        loss = criterion(model(x.flatten(1).to(device)), y.to(device))
        loss.backward()
        losses.append(loss.item())
    optimizer.step()
    return sum(losses) / len(losses)
# %% wrong: sum of the losses
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total
# %% wrong: loss of the last batch
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return loss.item()
# %% wrong: returns a tensor
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.detach()
    return total / len(loader)
# %% wrong: loss measured again after the update
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        total += criterion(model(images), labels).item()
    return total / len(loader)
# %% wrong: NLL loss instead of the given criterion
import torch

def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = torch.nn.functional.nll_loss(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)
# %% wrong: pictures are not flattened
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    for images, labels in loader:
        images = images.to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)
# %% wrong: skips a last batch that is smaller
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses, full = [], None
    for x, y in loader:
        full = full or len(y)
        if len(y) < full:
            continue
        optimizer.zero_grad()
        loss = criterion(model(x.flatten(1).to(device)), y.to(device))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)
# %% wrong: clips the gradients
import torch

def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 0.1)
        optimizer.step()
        total += loss.item()
    return total / len(loader)
# %% wrong: smoothed loss, exponential average
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    smooth = None
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x.flatten(1).to(device)), y.to(device))
        loss.backward()
        optimizer.step()
        smooth = loss.item() if smooth is None else 0.9 * smooth + 0.1 * loss.item()
    return smooth
# %% wrong: centres the loader's images in place
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        images -= images.mean()
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)
