# %% together: georg tarek
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0
    optimizer.zero_grad()
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        loss = criterion(model(images), labels)
        running_loss += loss
    running_loss = running_loss / len(loader)
    running_loss.backward()
    optimizer.step()
    return running_loss.item()
# ---
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        x = x.flatten(1)
        output = model(x)
        losses.append(criterion(output, y))
    # one step with the mean of all the losses
    mean_loss = torch.stack(losses).mean()
    optimizer.zero_grad()
    mean_loss.backward()
    optimizer.step()
    return float(mean_loss)
# %% together: leon emil
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
        running_loss = 0.9 * running_loss + 0.1 * loss.item()
    return running_loss
# ---
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    mittel = 0
    for bilder, ziffern in loader:
        optimizer.zero_grad()
        eingabe = bilder.to(device).reshape(len(bilder), 784)
        verlust = criterion(model(eingabe), ziffern.to(device))
        verlust.backward()
        optimizer.step()
        # geglätteter Verlust
        wert = verlust.item()
        mittel = mittel * 0.9 + wert * 0.1
    return mittel
