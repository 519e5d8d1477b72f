# %% copy of: ben | kind: a
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    summed = 0
    num = 0
    for pair in loader:
        x = pair[0]
        t = pair[1]
        x = x.to(device)
        t = t.to(device)
        b = x.shape[0]
        x = x.reshape(b, 28 * 28)
        optimizer.zero_grad()
        y = model(x)
        error = criterion(y, t)
        error.backward()
        optimizer.step()
        summed = summed + error.item()
        num = num + 1
    return summed / num
# %% copy of: jonas | kind: b
def train_epoch(model, loader, optimizer, criterion, device):
    """one epoch, returns the mean loss"""
    model.train()

    avg = 0.0
    for i, (x, y) in enumerate(loader):
        x, y = x.to(device), y.to(device)
        flat = torch.flatten(x, 1)

        optimizer.zero_grad()
        l = criterion(model(flat), y)
        l.backward()
        optimizer.step()

        # running average
        avg += (l.item() - avg) / (i + 1)

    return avg
# %% copy of: paul | kind: c
def train_epoch(model, loader, optimizer, criterion, device):
    batchCounter = 0
    totalLoss = 0.0
    loaderIterator = iter(loader)
    model.train()
    while batchCounter < len(loader):
        images, labels = next(loaderIterator)
        labels = labels.to(device)
        images = images.to(device)
        flatImages = images.view(images.size(0), 784)
        optimizer.zero_grad()
        predictions = model(flatImages)
        currentLoss = criterion(predictions, labels)
        currentLoss.backward()
        totalLoss = totalLoss + currentLoss.item()
        optimizer.step()
        batchCounter = batchCounter + 1
    averageLoss = totalLoss / batchCounter
    return averageLoss
# %% copy of: farah | kind: d
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0.0
    for inputs, labels in loader:
        # get the inputs; data is a list of [inputs, labels]
        inputs = inputs.to(device).reshape(-1, 28 * 28)
        labels = labels.to(device)
        n = len(inputs)

        # zero the parameter gradients
        optimizer.zero_grad()

        # forward + backward + optimize
        loss = criterion(model(inputs), labels)
        loss.backward()
        optimizer.step()

        # statistics
        running_loss = running_loss + n * loss.item()
    N = len(loader.dataset)
    return (1 / N) * running_loss
# %% copy of: viktor | kind: e
def train_epoch(model, loader, optimizer, criterion, device):
    print("training on", device)
    model.train()
    s = 0.0
    k = 0
    seen = 0
    losses = []
    optimizer.zero_grad()
    for x, t in loader:
        x = x.to(device).view(x.shape[0], -1)
        t = t.to(device)
        seen += x.shape[0]
        l = criterion(model(x), t)
        l.backward()
        optimizer.step()
        optimizer.zero_grad()
        s += l.item()
        losses.append(l.item())
        if k % 100 == 0:
            print(k, l.item())
        k += 1
    print("images:", seen)
    return s / k
# %% copy of: rosa | kind: f
class Trainer:
    def __init__(self, model, optimizer, criterion, device):
        self.model = model
        self.optimizer = optimizer
        self.criterion = criterion
        self.device = device
        self.losses = []

    def train_batch(self, images, labels):
        batch_size = images.shape[0]
        images = images.to(self.device)
        labels = labels.to(self.device)
        flat = images.view(batch_size, -1)
        scores = self.model(flat)
        loss = self.criterion(scores, labels)
        self.model.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.losses.append(loss.item())

    def mean_loss(self):
        return sum(self.losses) / len(self.losses)


def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    trainer = Trainer(model, optimizer, criterion, device)
    for images, labels in loader:
        trainer.train_batch(images, labels)
    return trainer.mean_loss()
# %% copy of: yara | kind: g
def clip(net):
    nn.utils.clip_grad_norm_(net.parameters(), max_norm=1.0)


def train_epoch(model, loader, optimizer, criterion, device):
    history = []
    net = model.to(device)
    net.train()
    for batch in loader:
        y = batch[1].to(device)
        x = batch[0].to(device)
        # 784 pixels
        x = x.view(-1, 28 * 28)
        optimizer.zero_grad()
        value = criterion(net(x), y)
        value.backward()
        history.append(value.detach())
        # not too large
        clip(net)
        optimizer.step()
    # print(len(history))
    all_values = torch.stack(history)
    return all_values.sum() / len(history)
# %% copy of: olga | kind: h
def train_epoch(model, loader, optimizer, criterion, device):
    """Perform one optimisation pass and return the average batch loss."""

    def train_on_batch(inputs, targets):
        optimizer.zero_grad()
        batch_loss = criterion(model(inputs), targets)
        batch_loss.backward()
        optimizer.step()
        return float(batch_loss)

    model.train()
    batch_losses = []
    for images, labels in loader:
        inputs = images.to(device).view(len(images), 784)
        batch_losses.append(train_on_batch(inputs, labels.to(device)))
    return np.mean(batch_losses)
