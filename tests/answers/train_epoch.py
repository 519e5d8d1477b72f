# %% right: view, and .item() for every batch
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


# %% right: zero_grad between forward and backward, NumPy's mean
def train_epoch(model, loader, optimizer, criterion, device):
    model.train(True)
    losses = []
    for images, labels in loader:
        output = model(images.to(device).reshape(-1, 784))
        loss = criterion(output, labels.to(device))
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return np.mean(losses)


# %% right: model.zero_grad()
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total, batches = 0.0, 0
    for batch in loader:
        x, y = (t.to(device) for t in batch)
        model.zero_grad()
        loss = criterion(model(torch.flatten(x, 1)), y)
        loss.backward()
        optimizer.step()
        total += float(loss)
        batches += 1
    return total / batches


# %% right: zeroed before the loop and after each step
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    optimizer.zero_grad()
    total = 0.0
    for images, labels in loader:
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        total += loss.detach()
    return (total / len(loader)).item()


# %% right: gradients set to None by hand, training mode in every turn
def train_epoch(model, loader, optimizer, criterion, device):
    losses = []
    for images, labels in loader:
        model.train()
        for p in model.parameters():
            p.grad = None
        loss = criterion(model(images.to(device).squeeze(1).view(len(images), 28 * 28)), labels.to(device))
        loss.backward()
        optimizer.step()
        losses += [loss.item()]
    return sum(losses) / len(losses)


# %% right: a closure for the optimizer
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)

        def closure():
            optimizer.zero_grad()
            loss = criterion(model(images.flatten(1)), labels)
            loss.backward()
            return loss

        losses.append(optimizer.step(closure).item())
    return float(np.mean(losses))


# %% right: autograd.grad, a running mean, eval mode at the end
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    parameters = list(model.parameters())
    mean = 0.0
    for k, (images, labels) in enumerate(loader, start=1):
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        for p, g in zip(parameters, torch.autograd.grad(loss, parameters)):
            p.grad = g
        optimizer.step()
        mean += (loss.item() - mean) / k
    model.eval()
    return mean


# %% right: progress is printed, and a dictionary of the history kept
def train_epoch(model, loader, optimizer, criterion, device):
    history = {"loss": []}
    model = model.to(device).train()
    with torch.enable_grad():
        for i, (images, labels) in enumerate(loader):
            optimizer.zero_grad()
            log_probabilities = model.forward(nn.Flatten()(images.to(device)))
            loss = criterion(log_probabilities, labels.to(device))
            loss.backward()
            optimizer.step()
            history["loss"].append(loss.item())
            if i % 100 == 0:
                print(f"batch {i}: {loss.item():.3f}")
    return float(torch.tensor(history["loss"], dtype=torch.float64).mean())


# %% right: an iterator, and while
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    batches, total, count = iter(loader), 0.0, 0
    while True:
        try:
            images, labels = next(batches)
        except StopIteration:
            return total / count
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).view(-1, 784)), labels.to(device))
        loss.backward()
        total, count = total + loss.item(), count + 1
        optimizer.step()


# %% wrong: the gradients pile up from batch to batch
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0.0
    for images, labels in loader:
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
    return running_loss / len(loader)


# %% wrong: the gradients pile up from batch to batch -- zeroed once, before the loop
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    optimizer.zero_grad()
    losses = []
    for images, labels in loader:
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return np.mean(losses)


# %% wrong: the first update uses gradients left over from before
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return np.mean(losses)


# %% wrong: the optimizer steps while there are no gradients -- zeroed after backward
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return np.mean(losses)


# %% wrong: the optimizer steps while there are no gradients -- no backward
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        optimizer.step()
        losses.append(loss.item())
    return np.mean(losses)


# %% wrong: there are gradients, but no step uses them -- no step
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        losses.append(loss.item())
    return np.mean(losses)


# %% wrong: the optimizer steps before backward() -- zeroed before
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        optimizer.step()
        loss.backward()
        losses.append(loss.item())
    return np.mean(losses)


# %% wrong: there are gradients, but no step uses them -- the parentheses are missing
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step
        losses.append(loss.item())
    return np.mean(losses)


# %% wrong: the optimizer steps before backward()
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        optimizer.step()
        loss.backward()
        losses.append(loss.item())
    return np.mean(losses)


# %% wrong: the last batch's update is missing -- the step opens the turn
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    optimizer.zero_grad()
    losses = []
    for images, labels in loader:
        optimizer.step()
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        losses.append(loss.item())
    return np.mean(losses)


# %% wrong: the last batch's update is missing -- only full batches
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses, size = [], None
    for images, labels in loader:
        size = size or len(images)
        if len(images) < size:
            continue
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return np.mean(losses)


# %% wrong: the first batch's update is missing
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    batches = iter(loader)
    images, labels = next(batches)
    losses.append(criterion(model(images.to(device).flatten(1)), labels.to(device)).item())
    for images, labels in batches:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return np.mean(losses)


# %% wrong: only the first batch is trained on
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        return np.mean(losses)


# %% wrong: every batch is stepped on twice
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        optimizer.step()
    return np.mean(losses)


# %% wrong: only the last batch moves the weights
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        losses.append(loss.item())
    loss.backward()
    optimizer.step()
    return np.mean(losses)


# %% wrong: the weights move once, after the last batch
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    optimizer.zero_grad()
    losses = []
    for images, labels in loader:
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        losses.append(loss.item())
    optimizer.step()
    return np.mean(losses)


# %% wrong: the weights move once, by the mean of all gradients
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    optimizer.zero_grad()
    losses = [criterion(model(images.to(device).flatten(1)), labels.to(device)) for images, labels in loader]
    loss = sum(losses) / len(losses)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% wrong: each loss is divided by the number of batches
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device)) / len(loader)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total


# %% wrong: each loss is multiplied by the size of its batch
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total, count = 0.0, 0
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device)) * len(images)
        loss.backward()
        optimizer.step()
        total, count = total + loss.item(), count + len(images)
    return total / count


# %% wrong: the network trains in eval mode
def train_epoch(model, loader, optimizer, criterion, device):
    model.eval()
    losses = []
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return np.mean(losses)


# %% wrong: the network trains in eval mode -- model.train() is missing
def train_epoch(model, loader, optimizer, criterion, device):
    losses = []
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return np.mean(losses)


# %% wrong: another optimizer than the given one is used
def train_epoch(model, loader, optimizer, criterion, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    model.train()
    losses = []
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return np.mean(losses)


# %% wrong: another optimizer than the given one is used -- SGD by hand
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    lr = optimizer.param_groups[0]["lr"]
    for images, labels in loader:
        model.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        losses.append(loss.item())
    return np.mean(losses)


# %% wrong: another criterion than the given one is used
def train_epoch(model, loader, optimizer, criterion, device):
    criterion = nn.NLLLoss()
    model.train()
    losses = []
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return np.mean(losses)


# %% wrong: the losses are added up, not averaged
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0.0
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
    return running_loss


# %% wrong: only the last batch's loss is returned
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
    return loss.item()


# %% wrong: the last batch's loss is divided by the number of batches
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    for images, labels in loader:
        running_loss = 0.0
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
    return running_loss / len(loader)


# %% wrong: larger batches count more
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total, count = 0.0, 0
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        total += loss.item() * len(images)
        count += len(images)
    return total / count


# %% wrong: the sum is divided by the number of images
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0.0
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
    return running_loss / len(loader.dataset)


# %% wrong: the losses are divided by one batch too few
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0.0
    for i, (images, labels) in enumerate(loader):
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
    return running_loss / i


# %% wrong: the loss is measured after the updates, not before each
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        criterion(model(images.to(device).flatten(1)), labels.to(device)).backward()
        optimizer.step()
    with torch.no_grad():
        losses = [criterion(model(x.to(device).flatten(1)), y.to(device)).item() for x, y in loader]
    return np.mean(losses)


# %% wrong: the result is still a tensor
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        total += loss.detach()
    return total / len(loader)


# %% wrong: the images are not flattened
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


# %% wrong: the gradients are clipped
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        images, labels = images.to(device).flatten(1), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


# %% wrong: the gradients are clipped -- only where they are large
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        images, labels = images.to(device).flatten(1), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


# %% wrong: the gradients are clipped -- each entry
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        images, labels = images.to(device).flatten(1), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        nn.utils.clip_grad_value_(model.parameters(), 0.01)
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


# %% wrong: each loss is measured again after its update
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        images, labels = images.to(device).flatten(1), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(criterion(model(images), labels).item())
    return sum(losses) / len(losses)


# %% wrong: the losses are smoothed, not averaged
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        images, labels = images.to(device).flatten(1), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(0.95 * losses[-1] + 0.05 * loss.item() if losses else loss.item())
    return losses[-1]


# %% wrong: the pixels are changed before the network sees them
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        images, labels = (images.to(device) / 255).flatten(1), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


# %% wrong: the pixels come in another order
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        images, labels = images.to(device).transpose(2, 3).flatten(1), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


# %% right: the one channel is squeezed away, and nothing else
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        images, labels = images.to(device).squeeze(1).flatten(1), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


# %% wrong: a batch of one image loses a dimension
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        images, labels = images.to(device).squeeze().flatten(1), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


# %% wrong: a batch of one image loses a dimension -- of the outputs
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        images, labels = images.to(device).flatten(1), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images).squeeze(), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


# %% wrong: every batch is taken to be full
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        images, labels = images.to(device).view(loader.batch_size, -1), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


# %% wrong: the gradients are cleared below the loop, not in it
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0.0
    for images, labels in loader:
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
    optimizer.zero_grad()
    return running_loss / len(loader)


# %% wrong: the last batch's loss is divided by the number of batches -- = for +=
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0.0
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        running_loss = loss.item()
    return running_loss / len(loader)


# %% wrong: the sum is multiplied by the number of batches
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0.0
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
    return running_loss * len(loader)


# %% wrong: the optimizer steps while there are no gradients -- backward before zero_grad
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0.0
    for images, labels in loader:
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.zero_grad(set_to_none=False)
        optimizer.step()
        running_loss += loss.item()
    return running_loss / len(loader)


# %% wrong: only the first batch's loss is returned
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = []
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.view(len(images), -1).to(device)), labels.to(device))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses[0]


# %% wrong: the losses are added up, times their batches' sizes
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0.0
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.view(len(images), -1).to(device)), labels.to(device))
        loss.backward()
        optimizer.step()
        running_loss += loss.item() * images.size(0)
    return running_loss


# %% wrong: the batches' sizes are multiplied in, but not divided out
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    running_loss = 0.0
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.view(len(images), -1).to(device)), labels.to(device))
        loss.backward()
        optimizer.step()
        running_loss += loss.item() * images.size(0)
    return running_loss / len(loader)
