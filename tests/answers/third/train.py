# %% right: Adam at the default rate
def train(model, loader, epochs, device):
    criterion = nn.NLLLoss()
    optimizer = optim.Adam(model.parameters())
    history = []
    for epoch in range(epochs):
        model.train()
        running_loss, batches = 0.0, 0
        for images, labels in loader:
            images, labels = images.flatten(1).to(device), labels.to(device)
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
            batches += 1
        history.append(running_loss / batches)
        print(f"Epoch {epoch} - Training loss: {history[-1]}")
    return history
# %% right: SGD with momentum, one function an epoch
def train(model, loader, epochs, device):
    import torch.nn.functional as F

    model.to(device)
    opt = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)

    def epoch():
        model.train()
        losses = []
        for images, labels in loader:
            loss = F.nll_loss(model(images.reshape(len(images), -1).to(device)), labels.to(device))
            opt.zero_grad()
            loss.backward()
            opt.step()
            losses.append(loss.item())
        return float(np.mean(losses))

    return [epoch() for _ in range(epochs)]
# %% right: cross entropy on log probabilities, RMSprop
def train(model, loader, epochs, device):
    # log_softmax of log probabilities changes nothing
    loss_function = nn.CrossEntropyLoss()
    optimizer = optim.RMSprop(model.parameters(), lr=1e-3)
    means = [0.0] * epochs
    model.train()
    for e in range(epochs):
        for i, (images, labels) in enumerate(loader, start=1):
            optimizer.zero_grad()
            output = model(torch.flatten(images, 1).to(device))
            loss = loss_function(output, labels.to(device))
            loss.backward()
            optimizer.step()
            means[e] += (loss.item() - means[e]) / i
    return means
# %% right: Adagrad, per image mean
def train(model, loader, epochs, device):
    optimizer = optim.Adagrad(model.parameters(), lr=0.02)
    summed = nn.NLLLoss(reduction="sum")
    result = []
    model.train()
    while len(result) < epochs:
        total, count = 0.0, 0
        for images, labels in loader:
            optimizer.zero_grad()
            loss = summed(model(images.flatten(1).to(device)), labels.to(device))
            (loss / len(labels)).backward()
            optimizer.step()
            total += loss.item()
            count += len(labels)
        result.append(total / count)
    return result
# %% right: AdamW in a trainer class
class Trainer:
    def __init__(self, model, device):
        self.model, self.device = model.to(device), device
        self.optimizer = optim.AdamW(model.parameters(), lr=2e-3)
        self.criterion = nn.NLLLoss()

    def losses(self, loader):
        for images, labels in loader:
            self.optimizer.zero_grad()
            logps = self.model(images.flatten(start_dim=1).to(self.device))
            loss = self.criterion(logps, labels.to(self.device))
            loss.backward()
            self.optimizer.step()
            yield loss.item()

def train(model, loader, epochs, device):
    trainer = Trainer(model, device)
    history = []
    for _ in range(epochs):
        model.train()
        values = list(trainer.losses(loader))
        history.append(sum(values) / len(values))
    return history
# %% right: Adam whose rate falls, clipped gradients
def train(model: nn.Module, loader, epochs: int, device) -> list:
    optimizer = optim.Adam(model.parameters(), lr=0.003)
    scheduler = optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.9)
    out = []
    for _ in range(epochs):
        model.train()
        epoch_losses = torch.tensor([])
        for images, labels in loader:
            logps = model(images.to(device).reshape(labels.shape[0], -1))
            loss = -logps[torch.arange(len(labels), device=logps.device), labels.to(device)].mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimizer.step()
            epoch_losses = torch.cat([epoch_losses, loss.detach().cpu()[None]])
        scheduler.step()
        out.append(epoch_losses.mean().item())
    return out
# %% wrong: running loss never set back
def train(model, loader, epochs, device):
    criterion, optimizer = nn.NLLLoss(), optim.Adam(model.parameters(), lr=0.001)
    history, running_loss = [], 0.0
    model.train()
    for e in range(epochs):
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images.flatten(1).to(device)), labels.to(device))
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
        history.append(running_loss / len(loader))
    return history
# %% wrong: last batch's loss for the epoch
def train(model, loader, epochs, device):
    criterion, optimizer = nn.NLLLoss(), optim.Adam(model.parameters(), lr=0.001)
    history = []
    model.train()
    for e in range(epochs):
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images.flatten(1).to(device)), labels.to(device))
            loss.backward()
            optimizer.step()
        history.append(loss.item())
    return history
# %% wrong: returns inside the epoch loop
def train(model, loader, epochs, device):
    criterion, optimizer = nn.NLLLoss(), optim.Adam(model.parameters(), lr=0.001)
    history = []
    model.train()
    for e in range(epochs):
        losses = []
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images.flatten(1).to(device)), labels.to(device))
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        history.append(sum(losses) / len(losses))
        return history
# %% wrong: optimizer.step() left out
def train(model, loader, epochs, device):
    criterion, optimizer = nn.NLLLoss(), optim.Adam(model.parameters(), lr=0.001)
    history = []
    model.train()
    for e in range(epochs):
        losses = []
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images.flatten(1).to(device)), labels.to(device))
            loss.backward()
            losses.append(loss.item())
        history.append(sum(losses) / len(losses))
    return history
# %% wrong: trains a copy
import copy

def train(model, loader, epochs, device):
    model = copy.deepcopy(model).to(device)
    criterion, optimizer = nn.NLLLoss(), optim.Adam(model.parameters(), lr=0.001)
    history = []
    model.train()
    for e in range(epochs):
        losses = []
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images.flatten(1).to(device)), labels.to(device))
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        history.append(sum(losses) / len(losses))
    return history
# %% wrong: every batch's loss in one long list
def train(model, loader, epochs, device):
    criterion, optimizer = nn.NLLLoss(), optim.Adam(model.parameters(), lr=0.001)
    history = []
    model.train()
    for e in range(epochs):
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images.flatten(1).to(device)), labels.to(device))
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history
# %% wrong: far too small a rate
def train(model, loader, epochs, device):
    criterion, optimizer = nn.NLLLoss(), optim.SGD(model.parameters(), lr=1e-6)
    history = []
    model.train()
    for e in range(epochs):
        losses = []
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images.flatten(1).to(device)), labels.to(device))
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        history.append(sum(losses) / len(losses))
    return history
# %% wrong: Adam at rate one
def train(model, loader, epochs, device):
    criterion, optimizer = nn.NLLLoss(), optim.Adam(model.parameters(), lr=1.0)
    history = []
    model.train()
    for e in range(epochs):
        losses = []
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images.flatten(1).to(device)), labels.to(device))
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        history.append(sum(losses) / len(losses))
    return history
# %% wrong: loss measured in a second pass after the epoch
def train(model, loader, epochs, device):
    criterion, optimizer = nn.NLLLoss(), optim.Adam(model.parameters(), lr=0.001)
    history = []
    for e in range(epochs):
        model.train()
        for images, labels in loader:
            optimizer.zero_grad()
            criterion(model(images.flatten(1).to(device)), labels.to(device)).backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            losses = [criterion(model(x.flatten(1).to(device)), y.to(device)).item() for x, y in loader]
        history.append(sum(losses) / len(losses))
    return history
# %% wrong: fifteen epochs as in the course
def train(model, loader, epochs, device):
    epochs = 15
    criterion, optimizer = nn.NLLLoss(), optim.Adam(model.parameters(), lr=0.001)
    history = []
    model.train()
    for e in range(epochs):
        losses = []
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images.flatten(1).to(device)), labels.to(device))
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        history.append(sum(losses) / len(losses))
    return history
# %% wrong: climbs with maximize=True
def train(model, loader, epochs, device):
    criterion, optimizer = nn.NLLLoss(), optim.SGD(model.parameters(), lr=0.01, maximize=True)
    history = []
    model.train()
    for e in range(epochs):
        losses = []
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images.flatten(1).to(device)), labels.to(device))
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        history.append(sum(losses) / len(losses))
    return history
# %% wrong: prints the means and returns nothing
def train(model, loader, epochs, device):
    criterion, optimizer = nn.NLLLoss(), optim.Adam(model.parameters(), lr=0.001)
    model.train()
    for e in range(epochs):
        running_loss = 0.0
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images.flatten(1).to(device)), labels.to(device))
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
        print("Epoch {} - Training loss: {}".format(e, running_loss / len(loader)))
