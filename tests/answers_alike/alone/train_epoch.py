# %% student: anna
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        loss = criterion(model(x.flatten(1)), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return np.mean(losses)
# %% student: ben
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0
    count = 0
    for batch in loader:
        images = batch[0]
        labels = batch[1]
        images = images.to(device)
        labels = labels.to(device)
        size = images.shape[0]
        images = images.reshape(size, 28 * 28)
        optimizer.zero_grad()
        output = model(images)
        loss = criterion(output, labels)
        loss.backward()
        optimizer.step()
        total = total + loss.item()
        count = count + 1
    return total / count
# %% student: clara
def train_epoch(model, loader, optimizer, criterion, device):
    """Train the model for one pass over the loader and return the mean batch loss."""
    model.train()
    accumulated_loss = 0.0
    for images, labels in loader:
        images = images.to(device)
        labels = labels.to(device)
        flattened_images = images.view(images.shape[0], -1)

        optimizer.zero_grad()
        log_probabilities = model(flattened_images)
        batch_loss = criterion(log_probabilities, labels)
        batch_loss.backward()
        optimizer.step()

        accumulated_loss += batch_loss.item()
    return accumulated_loss / len(loader)
# %% student: david
def train_epoch(model, loader, optimizer, criterion, device):
    # training mode
    model.train()
    running_loss = 0
    for images, labels in loader:
        # Flatten MNIST images into a 784 long vector
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        # clear the gradients
        optimizer.zero_grad()
        # forward pass
        output = model(images)
        loss = criterion(output, labels)
        # This is where the model learns by backpropagating
        loss.backward()
        # And optimizes its weights here
        optimizer.step()
        running_loss += loss.item()
    return running_loss / len(loader)
# %% student: emil
def train_epoch(model, loader, optimizer, criterion, device):
    summe = 0
    for bilder, ziffern in loader:
        bilder = bilder.view(bilder.shape[0], -1).to(device)
        ziffern = ziffern.to(device)
        optimizer.zero_grad()
        ausgabe = model(bilder)
        verlust = criterion(ausgabe, ziffern)
        verlust.backward()
        optimizer.step()
        summe += verlust.item()
    return summe / len(loader)
# %% student: farah
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0.0
    for i, data in enumerate(loader, 0):
        # get the inputs; data is a list of [inputs, labels]
        inputs, labels = data
        inputs, labels = inputs.to(device), labels.to(device)
        inputs = inputs.view(-1, 784)

        # zero the parameter gradients
        optimizer.zero_grad()

        # forward + backward + optimize
        outputs = model(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()

        # statistics
        running_loss += loss.item() * inputs.size(0)
    return running_loss / len(loader.dataset)
# %% student: georg
def train_epoch(model, loader, optimizer, criterion, device):
    running_loss = 0
    for images, labels in loader:
        images = images.view(images.shape[0], -1)
        output = model(images)
        loss = criterion(output, labels)
        loss.backward()
        optimizer.step()
        running_loss += loss
    return running_loss / len(loader)
# %% student: hanna
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total, num_batches = 0.0, 0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(model(images.flatten(start_dim=1)), labels)
        loss.backward()
        optimizer.step()
        total += loss.item()
        num_batches += 1
    return total / num_batches
# %% student: ivan
def train_epoch(model: nn.Module, loader, optimizer: optim.Optimizer, criterion, device) -> float:
    model.train()
    s = 0.
    for k, (x, t) in enumerate(loader, 1):
        l = criterion(model(x.to(device).flatten(1)), t.to(device))
        optimizer.zero_grad()
        l.backward()
        optimizer.step()
        s += l.item()
    return s / k
# %% student: jonas
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    # laufender Mittelwert über die Batches
    mittel = 0.0
    for k, (bilder, labels) in enumerate(loader):
        bilder, labels = bilder.to(device), labels.to(device)
        # aus 28x28 wird ein Vektor
        vektoren = torch.flatten(bilder, 1)
        optimizer.zero_grad()
        verlust = criterion(model(vektoren), labels)
        verlust.backward()
        optimizer.step()
        mittel += (verlust.item() - mittel) / (k + 1)
    return mittel
# %% student: katrin
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    L = np.zeros(len(loader))
    for b, (X, t) in enumerate(loader):
        X = X.to(device).reshape(len(X), -1)
        t = t.to(device)
        optimizer.zero_grad()
        loss = criterion(model(X), t)
        loss.backward()
        optimizer.step()
        L[b] = loss.item()
    return L.mean()
# %% student: leon
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        output = model(images)
        loss = criterion(output, labels)
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
        print("loss", loss.item())
        return running_loss / len(loader)
# %% student: mia
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        output = model(images)
        loss = criterion(output, labels)
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
    return running_loss / len(loader)
# %% student: noah
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    train_loss = 0
    for batch_idx, (data, target) in enumerate(loader):
        data, target = data.to(device), target.to(device)
        data = data.view(data.size(0), -1)
        optimizer.zero_grad()
        output = model(data)
        loss = criterion(output, target)
        loss.backward()
        optimizer.step()
        train_loss += loss.item()
    train_loss /= len(loader)
    return train_loss
# %% student: olga
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()

    def one_update(x, t):
        optimizer.zero_grad()
        L = criterion(model(x), t)
        L.backward()
        optimizer.step()
        return L.item()

    L = [one_update(x.reshape(x.shape[0], 784).to(device), t.to(device)) for x, t in loader]
    return sum(L) / len(L)
# %% student: paul
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    totalLoss = 0.0
    batchCounter = 0
    loaderIterator = iter(loader)
    while batchCounter < len(loader):
        images, labels = next(loaderIterator)
        images = images.to(device)
        labels = labels.to(device)
        flatImages = images.view(images.size(0), 784)
        predictions = model(flatImages)
        currentLoss = criterion(predictions, labels)
        optimizer.zero_grad()
        currentLoss.backward()
        optimizer.step()
        totalLoss = totalLoss + currentLoss.item()
        batchCounter = batchCounter + 1
    averageLoss = totalLoss / batchCounter
    return averageLoss
# %% student: quynh
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        images = images.view(images.shape[0], -1)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
    return running_loss / len(loader)
# %% student: rosa
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        batch_size = images.shape[0]
        images = images.to(device)
        labels = labels.to(device)
        flat = images.view(batch_size, -1)
        scores = model(flat)
        loss = criterion(scores, labels)
        model.zero_grad()
        loss.backward()
        optimizer.step()
        loss_value = loss.item()
        losses.append(loss_value)
    total = sum(losses)
    n_batches = len(losses)
    return total / n_batches
# %% student: sven
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    s = 0
    for X, t in loader:
        X = X.view(64, 784).to(device)
        t = t.to(device)
        optimizer.zero_grad()
        f = criterion(model(X), t)
        f.backward()
        optimizer.step()
        s = s + f.item()
    return s/len(loader)
# %% student: tarek
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        output = model(images)
        loss = criterion(output, labels)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        running_loss += loss.item()
    return running_loss / len(loader)
# %% student: ute
def prepare(images, labels, device):
    return images.flatten(1).to(device), labels.to(device)


def update(model, optimizer, criterion, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0
    for images, labels in loader:
        x, y = prepare(images, labels, device)
        total += update(model, optimizer, criterion, x, y)
    return total / len(loader)
# %% student: viktor
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    s = 0.0
    k = 0
    optimizer.zero_grad()
    for x, t in loader:
        x = x.to(device).view(x.shape[0], -1)
        t = t.to(device)
        l = criterion(model(x), t)
        l.backward()
        optimizer.step()
        optimizer.zero_grad()
        s += l.item()
        k += 1
    return s / k
# %% student: wen
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for x, y in loader:
        def closure():
            optimizer.zero_grad()
            loss = criterion(model(x.to(device).flatten(1)), y.to(device))
            loss.backward()
            return loss
        losses.append(optimizer.step(closure).item())
    return sum(losses) / len(losses)
# %% student: yara
def train_epoch(model, loader, optimizer, criterion, device):
    model.to(device)
    model.train()
    assert model.training
    verluste = []
    for bilder, labels in loader:
        assert bilder.shape[1:] == (1, 28, 28)
        bilder = bilder.to(device).reshape(-1, 784)
        labels = labels.to(device)
        optimizer.zero_grad()
        ausgabe = model(bilder)
        loss = criterion(ausgabe, labels)
        loss.backward()
        # keep the gradients from exploding
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        verluste.append(loss.detach())
    return torch.stack(verluste).mean()
