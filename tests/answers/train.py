# %% right: Adam, and train_epoch for each epoch
def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=0.001)
    criterion = nn.NLLLoss()
    losses = []
    for epoch in range(epochs):
        losses.append(train_epoch(model, loader, optimizer, criterion, device))
    return losses


# %% right: plain SGD
def train(model, loader, epochs, device):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]


# %% right: SGD with a large step
def train(model, loader, epochs, device):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]


# %% right: SGD with a small step
def train(model, loader, epochs, device):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.002)
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]


# %% right: Nesterov's momentum, the loop written out
def train(model, loader, epochs, device):
    model.to(device).train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, nesterov=True, weight_decay=1e-4)
    history = []
    for epoch in range(1, epochs + 1):
        running = 0.0
        for images, labels in loader:
            optimizer.zero_grad()
            loss = nn.functional.nll_loss(model(images.to(device).flatten(1)), labels.to(device))
            loss.backward()
            optimizer.step()
            running += loss.item()
        history.append(running / len(loader))
        print(f"Epoch {epoch}: {history[-1]:.4f}")
    return history


# %% right: Adagrad
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adagrad(model.parameters())
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]


# %% right: RMSprop
def train(model, loader, epochs, device):
    optimizer = torch.optim.RMSprop(model.parameters())
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]


# %% right: AdamW, and a schedule by cosine
def train(model, loader, epochs, device):
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
    losses = []
    for _ in range(epochs):
        losses.append(train_epoch(model, loader, optimizer, nn.NLLLoss(), device))
        schedule.step()
    return losses


# %% right: cross-entropy, smoothed
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
    return [train_epoch(model, loader, optimizer, criterion, device) for _ in range(epochs)]


# %% right: Adam with a small step
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]


# %% right: the losses' mean by NumPy
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    losses = np.zeros(epochs)
    for e in range(epochs):
        batch_losses = []
        for images, labels in loader:
            loss = -model(images.to(device).view(-1, 784))[torch.arange(len(labels)), labels.to(device)].mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            batch_losses.append(loss.item())
        losses[e] = np.mean(batch_losses)
    return list(losses)


# %% wrong: another network than the given one is trained
def train(model, loader, epochs, device):
    model = build_model().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]


# %% wrong: another network than the given one is trained -- a copy
import copy

def train(model, loader, epochs, device):
    model = copy.deepcopy(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]


# %% wrong: no step reaches the given network's weights -- the optimizer holds another one's
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(build_model().parameters(), lr=0.001)
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]


# %% wrong: the steps are far too small
def train(model, loader, epochs, device):
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-5)
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]


# %% wrong: the steps are far too large
def train(model, loader, epochs, device):
    optimizer = torch.optim.SGD(model.parameters(), lr=50)
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]


# %% wrong: the steps lead uphill
def train(model, loader, epochs, device):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, maximize=True)
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]


# %% wrong: the loss is taken of probabilities, not of their logarithms
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    criterion = lambda output, labels: nn.functional.nll_loss(output.exp(), labels)
    return [train_epoch(model, loader, optimizer, criterion, device) for _ in range(epochs)]


# %% wrong: only one epoch's loss is returned
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    for _ in range(epochs):
        loss = train_epoch(model, loader, optimizer, nn.NLLLoss(), device)
    return loss


# %% wrong: only one epoch is run -- return inside the loop
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    losses = []
    for _ in range(epochs):
        losses.append(train_epoch(model, loader, optimizer, nn.NLLLoss(), device))
        return losses


# %% wrong: the number of epochs is fixed
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(15)]


# %% wrong: one epoch is missing
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(1, epochs)]


# %% wrong: there is one epoch too many
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs + 1)]


# %% wrong: there is a loss for each batch, not for each epoch
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    losses = []
    for _ in range(epochs):
        for images, labels in loader:
            optimizer.zero_grad()
            loss = nn.NLLLoss()(model(images.to(device).flatten(1)), labels.to(device))
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


# %% wrong: the result is still a tensor
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    losses = []
    for _ in range(epochs):
        running = 0.0
        for images, labels in loader:
            optimizer.zero_grad()
            loss = nn.NLLLoss()(model(images.to(device).flatten(1)), labels.to(device))
            loss.backward()
            optimizer.step()
            running += loss.detach()
        losses.append(running / len(loader))
    return losses


# %% wrong: the losses are added up, not averaged
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    losses = []
    for _ in range(epochs):
        running = 0.0
        for images, labels in loader:
            optimizer.zero_grad()
            loss = nn.NLLLoss()(model(images.to(device).flatten(1)), labels.to(device))
            loss.backward()
            optimizer.step()
            running += loss.item()
        losses.append(running)
    return losses


# %% wrong: the losses are divided by the number of images
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    losses = []
    for _ in range(epochs):
        running = 0.0
        for images, labels in loader:
            optimizer.zero_grad()
            loss = nn.NLLLoss()(model(images.to(device).flatten(1)), labels.to(device))
            loss.backward()
            optimizer.step()
            running += loss.item()
        losses.append(running / len(loader.dataset))
    return losses


# %% wrong: the loss is measured after the epoch, not while it runs
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    losses = []
    for _ in range(epochs):
        train_epoch(model, loader, optimizer, nn.NLLLoss(), device)
        with torch.no_grad():
            after = [nn.NLLLoss()(model(x.to(device).flatten(1)), y.to(device)).item() for x, y in loader]
        losses.append(sum(after) / len(after))
    return losses


# %% wrong: accuracies are returned, not losses
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    accuracies = []
    for _ in range(epochs):
        train_epoch(model, loader, optimizer, nn.NLLLoss(), device)
        accuracies.append(evaluate(model, loader, device))
    return accuracies


# %% wrong: a tuple is returned, not a list -- the network with it
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    losses = [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]
    return model, losses


# %% wrong: the minus sign of the loss is missing
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    criterion = lambda outputs, labels: outputs[torch.arange(len(labels)), labels].mean()
    return [train_epoch(model, loader, optimizer, criterion, device) for _ in range(epochs)]


# %% wrong: the weights have shrunk to almost 0
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001, weight_decay=1)
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]


# %% wrong: the starting weights are put back at the end
def train(model, loader, epochs, device):
    start = {name: values.clone() for name, values in model.state_dict().items()}
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    losses = [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]
    model.load_state_dict(start)
    return losses


# %% wrong: the sum of the losses runs on from epoch to epoch
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    losses, running = [], 0.0
    for _ in range(epochs):
        running += train_epoch(model, loader, optimizer, nn.NLLLoss(), device)
        losses.append(running)
    return losses


# %% wrong: the losses of all epochs so far are averaged
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    batch_losses, losses = [], []
    for _ in range(epochs):
        for images, labels in loader:
            optimizer.zero_grad()
            loss = nn.functional.nll_loss(model(images.to(device).flatten(1)), labels.to(device))
            loss.backward()
            optimizer.step()
            batch_losses.append(loss.item())
        losses.append(sum(batch_losses) / len(batch_losses))
    return losses


# %% right: AdamW with much weight decay
def train(model, loader, epochs, device):
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.002, weight_decay=0.1)
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]


# %% wrong: the last epoch's loss stands in every place
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    for _ in range(epochs):
        loss = train_epoch(model, loader, optimizer, nn.NLLLoss(), device)
    return [loss] * epochs


# %% wrong: the list holds the best loss so far, not each epoch's own
def train(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    losses, best = [], float("inf")
    for _ in range(epochs):
        best = min(best, train_epoch(model, loader, optimizer, nn.NLLLoss(), device))
        losses.append(best)
    return losses


# %% wrong: the given network is not trained
def train(model, loader, epochs, device):
    criterion, losses = nn.NLLLoss(), []
    for epoch in range(epochs):
        running_loss = 0.0
        with torch.no_grad():
            for images, labels in loader:
                output = model(images.view(images.shape[0], -1).to(device))
                running_loss += criterion(output, labels.to(device)).item()
        losses.append(running_loss / len(loader))
    return losses


# %% wrong: only the last batch's loss is kept, and divided
def train(model, loader, epochs, device):
    optimizer, criterion, losses = optim.Adam(model.parameters(), lr=0.001), nn.NLLLoss(), []
    model.train()
    for epoch in range(epochs):
        running_loss = 0.0
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images.view(images.shape[0], -1).to(device)), labels.to(device))
            loss.backward()
            optimizer.step()
            running_loss = loss.item()
        losses.append(running_loss / len(loader))
    return losses
