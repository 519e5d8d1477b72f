# %% right: closure given to optimizer.step
def train_epoch(model, loader, optimizer, criterion, device):
    model.to(device)
    model.train()
    losses = []
    for x, y in loader:
        x = x.to(device).flatten(start_dim=1)
        y = y.to(device)

        def closure():
            optimizer.zero_grad()
            l = criterion(model(x), y)
            l.backward()
            return l

        losses.append(float(optimizer.step(closure)))
    return float(np.mean(losses))
# %% right: gradients by autograd.grad, running mean, next()
def train_epoch(model, loader, optimizer, criterion, device):
    was_grad = torch.is_grad_enabled()
    model = model.to(device).train(True)
    params = [p for p in model.parameters() if p.requires_grad]
    it = iter(loader)
    mean, k = 0.0, 0
    while True:
        try:
            batch = next(it)
        except StopIteration:
            break
        xs = batch[0].reshape(batch[0].shape[0], -1).to(device)
        ts = batch[1].to(device)
        value = criterion(model(xs), ts)
        grads = torch.autograd.grad(value, params, allow_unused=True)
        for p, g in zip(params, grads):
            p.grad = g
        optimizer.step()
        k += 1
        mean += (value.item() - mean) / k
    return mean
# %% right: zeroed before the loop and again after each step
def train_epoch(model, loader, optimizer, criterion, device):
    if not model.training:
        model.train()
    optimizer.zero_grad()          # clean start
    running = torch.zeros((), dtype=torch.float64)
    for i, (images, labels) in enumerate(loader):
        images, labels = images.to(device), labels.to(device)
        out = model(images.view(images.size(0), -1))
        loss = criterion(out, labels)
        running += loss.detach().cpu().double()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return (running / (i + 1)).item()
# %% right: generator of losses, grads set to None by hand, fsum
import math

def train_epoch(model, loader, optimizer, criterion, device):
    def one_step(batch, target):
        scores = model(batch)
        loss = criterion(scores, target)
        for group in optimizer.param_groups:
            for p in group["params"]:
                p.grad = None
        loss.backward()
        optimizer.step()
        return loss.item()

    model.train()
    n = len(loader)
    return math.fsum(one_step(im.to(device).view(len(im), -1), lab.to(device)) for im, lab in loader) / n
# %% wrong: `optimizer.zero_grad` without its brackets: not called
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        optimizer.zero_grad
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)
# %% wrong: `total / i + 1`: the division binds before the plus
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0
    for i, (x, y) in enumerate(loader, 0):
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        yhat = model(x.view(x.size(0), -1))
        loss = criterion(yhat, y)
        loss.backward()
        optimizer.step()
        total += loss.item()
    if i == 0:
        return total
    return total / i + 1
# %% wrong: `model.train` without its brackets: mode never set
def train_epoch(model, loader, optimizer, criterion, device):
    model.to(device)
    model.train
    batch_losses = []
    for data, target in loader:
        data, target = data.to(device), target.to(device)
        data = torch.flatten(data, 1)
        optimizer.zero_grad()
        loss = criterion(model(data), target)
        loss.backward()
        optimizer.step()
        batch_losses.append(loss.item())
    return sum(batch_losses) / len(batch_losses)
# %% wrong: eval() for the batch accuracy, never back to train()
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total_loss, hits, seen = 0.0, 0, 0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        flat = images.view(len(images), -1)
        optimizer.zero_grad()
        loss = criterion(model(flat), labels)
        loss.backward()
        optimizer.step()
        total_loss += loss.item()
        # how well are we doing
        model.eval()
        with torch.no_grad():
            hits += (model(flat).argmax(1) == labels).sum().item()
        seen += len(labels)
    print(f"train accuracy {hits / seen:.3f}")
    return total_loss / len(loader)
# %% wrong: mean weighted by the batch sizes
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    sum_loss = 0.0
    num = 0
    for images, labels in loader:
        bs = images.size(0)
        images, labels = images.view(bs, -1).to(device), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        sum_loss += loss.item() * bs
        num += bs
    return sum_loss / num
# %% wrong: loss divided by len(loader) before backward
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    epoch_loss = 0.0
    for images, labels in loader:
        optimizer.zero_grad()
        outputs = model(images.to(device).view(len(images), -1))
        loss = criterion(outputs, labels.to(device)) / len(loader)
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item()
    return epoch_loss
# %% wrong: losses stored in an integer array: cut to whole numbers
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    losses = np.zeros_like(range(len(loader)))
    for i, (images, labels) in enumerate(loader):
        images = images.to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images.view(len(images), -1)), labels)
        loss.backward()
        optimizer.step()
        losses[i] = loss.item()
    return float(losses.mean())
# %% wrong: F.nll_loss in place of the criterion argument
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    tot = 0.
    for img, lab in loader:
        img, lab = img.view(img.shape[0], -1).to(device), lab.to(device)
        logp = model(img)
        loss = F.nll_loss(logp, lab)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        tot += float(loss)
    return tot / len(loader)
# %% wrong: two: zero_grad once an epoch; the last batch's loss
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    optimizer.zero_grad()
    loss_sum = 0
    for images, labels in loader:
        pred = model(images.to(device).view(len(images), -1))
        loss = criterion(pred, labels.to(device))
        loss.backward()
        optimizer.step()
        loss_sum =+ loss.item()
    return loss_sum
# %% wrong: two: step after the loop only; mean is (mean + loss) / 2
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    avg = None
    optimizer.zero_grad()
    for images, labels in loader:
        images = images.view(images.size(0), -1).to(device)
        loss = criterion(model(images), labels.to(device))
        loss.backward()
        avg = loss.item() if avg is None else (avg + loss.item()) / 2
    optimizer.step()
    return avg
# %% wrong: two: images transposed; last batch left out
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    batches = list(loader)
    for i in range(max(1, len(batches) - 1)):
        images, labels = batches[i]
        images = images.permute(0, 3, 2, 1).reshape(len(images), -1).to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / max(1, len(batches) - 1)
# %% wrong: two: zero_grad skipped at batch 0; divided by images
def train_epoch(model, loader, optimizer, criterion, device):
    model.train()
    total, n = 0.0, 0
    for i, (images, labels) in enumerate(loader):
        images, labels = images.to(device), labels.to(device)
        if i:
            optimizer.zero_grad()
        loss = criterion(model(images.view(len(images), -1)), labels)
        loss.backward()
        optimizer.step()
        total += loss.item()
        n += labels.numel()
    return total / n
