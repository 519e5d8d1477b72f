# %% right: optimizer.step with a closure
def train_epoch(model, loader, optimizer, criterion, device):
    model.to(device).train()
    history = []
    for images, labels in loader:
        x = images.to(device).view(len(images), -1)
        y = labels.to(device)

        def closure():
            optimizer.zero_grad()
            value = criterion(model(x), y)
            value.backward()
            return value

        history.append(float(optimizer.step(closure)))
    return np.mean(history)
# %% right: running mean, iterator and gradients set to None
def train_epoch(model, loader, optimizer, criterion, device):
    model.train(True)
    it = iter(loader)
    mean, k = 0.0, 0
    while True:
        try:
            batch, target = next(it)
        except StopIteration:
            break
        for group in optimizer.param_groups:
            for p in group["params"]:
                p.grad = None
        log_p = model(torch.flatten(batch.to(device), 1))
        loss = criterion(log_p, target.to(device))
        torch.autograd.backward(loss)
        optimizer.step()
        k += 1
        mean += (loss.detach().cpu().item() - mean) / k
    return mean
# %% right: zero_grad before the loop and after each step
def train_epoch(model, loader, optimizer, criterion, device):
    total = torch.zeros((), dtype=torch.float64)
    optimizer.zero_grad(set_to_none=False)
    for layer in model:
        layer.train()
    model.train()
    for step, (im, lab) in enumerate(loader, 1):
        im, lab = im.to(device), lab.to(device)
        batch_loss = criterion(model(im.reshape(im.shape[0], 28 * 28)), lab)
        batch_loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)
        total += batch_loss.detach().cpu()
        if step % 100 == 0:
            print(f"batch {step}: {total.item() / step:.4f}")
    return (total / len(loader)).item()
# %% wrong: zero_grad only after step: old gradients enter
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running = 0.0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        out = model(images.view(len(images), -1))
        loss = criterion(out, labels)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        running += loss.item()
    return running / len(loader)
# %% wrong: zero_grad between backward and step: nothing learned
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        flat = images.view(len(images), -1).to(device)
        loss = criterion(model(flat), labels.to(device))
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)
# %% wrong: zero_grad once before the loop: gradients pile up
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    optimizer.zero_grad()
    epoch_loss = 0
    for x, y in loader:
        x = x.view(x.size(0), -1).to(device)
        y = y.to(device)
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item()
    return epoch_loss / len(loader)
# %% wrong: mean weighted by the batch sizes
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total, seen = 0.0, 0
    for images, labels in loader:
        b = images.shape[0]
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).view(b, -1)), labels.to(device))
        loss.backward()
        optimizer.step()
        total += loss.item() * b
        seen += b
    return total / seen
# %% wrong: step after the loop: one update an epoch
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    for images, labels in loader:
        optimizer.zero_grad()
        images = images.to(device).view(len(images), -1)
        labels = labels.to(device)
        loss = criterion(model(images), labels)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total / len(loader)
# %% wrong: `return` inside the loop: only the first batch
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0.0
    n_batches = 0
    for images, labels in loader:
        images = images.to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        output = model(images.view(len(images), -1))
        loss = criterion(output, labels)
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
        n_batches += 1
        return running_loss / n_batches
# %% wrong: `loss.backward` without brackets: no gradients
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    loss_sum = 0.
    for images, labels in loader:
        optimizer.zero_grad()
        pred = model(images.view(len(images), -1).to(device))
        loss = criterion(pred, labels.to(device))
        loss.backward
        optimizer.step()
        loss_sum += loss.item()
    return loss_sum / len(loader)
# %% wrong: never in training mode, and sum divided by images
def train_epoch(model, loader, optimizer, criterion, device):
    total_loss = 0.0
    count = 0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        images = images.view(len(images), -1)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        total_loss += loss.item()
        count += len(labels)
    return total_loss / count
# %% wrong: loss measured again after the update
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    values = []
    for xb, yb in loader:
        xb, yb = xb.to(device), yb.to(device)
        xb = xb.view(len(xb), -1)
        optimizer.zero_grad()
        criterion(model(xb), yb).backward()
        optimizer.step()
        with torch.no_grad():
            values.append(criterion(model(xb), yb).item())
    return float(np.mean(values))
# %% wrong: F.nll_loss in place of the criterion argument
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    tot = 0.0
    for images, labels in loader:
        optimizer.zero_grad()
        logits = model(images.view(len(images), -1).to(device))
        loss = F.nll_loss(logits, labels.to(device))
        loss.backward()
        optimizer.step()
        tot += loss.item()
    return tot / len(loader)
# %% wrong: `=` for `+=`: last loss divided by the batches
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    train_loss = 0.0
    for data, target in loader:
        data, target = data.to(device), target.to(device)
        optimizer.zero_grad()
        output = model(data.view(len(data), -1))
        loss = criterion(output, target)
        loss.backward()
        optimizer.step()
        train_loss = loss.item()
    train_loss /= len(loader)
    return train_loss
# %% wrong: pixels mixed by view(784, -1).t(), and `//` for `/`
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    s = 0.0
    for images, labels in loader:
        x = images.to(device).view(784, -1).t()
        optimizer.zero_grad()
        loss = criterion(model(x), labels.to(device))
        loss.backward()
        optimizer.step()
        s += loss.item()
    return s // len(loader)
# %% wrong: old gradients kept at batch 0, and a tensor returned
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0
    for i, (images, labels) in enumerate(loader):
        if i > 0:
            optimizer.zero_grad()
        images = images.view(len(images), -1).to(device)
        loss = criterion(model(images), labels.to(device))
        loss.backward()
        optimizer.step()
        total = total + loss.detach()
    return total / len(loader)
