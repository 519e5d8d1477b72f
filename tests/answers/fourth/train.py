# %% right: SGD with momentum, optimizer made anew each epoch
def train(model, loader, epochs, device):
    history = []
    model.to(device)
    criterion = nn.NLLLoss()
    for _ in range(epochs):
        optimizer = optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
        model.train()
        batch = []
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images.to(device).view(len(images), -1)), labels.to(device))
            loss.backward()
            optimizer.step()
            batch.append(loss.item())
        history.append(float(np.mean(batch)))
    return history
# %% right: Adam written by hand, no torch.optim
def train(model, loader, epochs, device):
    params = list(model.to(device).train().parameters())
    m = [torch.zeros_like(p) for p in params]
    v = [torch.zeros_like(p) for p in params]
    t = 0
    losses = []
    while len(losses) < epochs:
        total = 0.0
        for x, y in loader:
            t += 1
            loss = F.nll_loss(model(x.to(device).flatten(1)), y.to(device))
            total += loss.item()
            grads = torch.autograd.grad(loss, params)
            with torch.no_grad():
                for p, g, mi, vi in zip(params, grads, m, v):
                    mi.mul_(0.9).add_(g, alpha=0.1)
                    vi.mul_(0.999).addcmul_(g, g, value=0.001)
                    p -= 2e-3 * (mi / (1 - 0.9 ** t)) / ((vi / (1 - 0.999 ** t)).sqrt() + 1e-8)
        losses.append(total / len(loader))
    return losses
# %% right: AdamW, cross_entropy of the log-probabilities, schedule
def train(model, loader, epochs, device):
    opt = optim.AdamW(model.parameters(), lr=2e-3)
    sched = optim.lr_scheduler.ExponentialLR(opt, gamma=0.95)

    def fit_batch(xb, yb):
        opt.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model(xb.reshape(xb.shape[0], -1)), yb)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        opt.step()
        return loss.detach().item()

    out = []
    for epoch in range(epochs):
        model.train()
        ls = [fit_batch(x.to(device), y.to(device)) for x, y in loader]
        out.append(sum(ls) / len(ls))
        sched.step()
    return out
# %% right: RMSprop, recursion over the epochs
def train(model, loader, epochs, device):
    criterion = nn.NLLLoss()
    optimizer = optim.RMSprop(model.parameters(), lr=1e-3)

    def go(k):
        if k == 0:
            return []
        model.train()
        mean, n = 0.0, 0
        for images, labels in loader:
            loss = criterion(model(images.view(len(images), -1).to(device)), labels.to(device))
            model.zero_grad()
            loss.backward()
            optimizer.step()
            n += 1
            mean = mean + (loss.item() - mean) / n
        return [mean] + go(k - 1)

    return go(epochs)
# %% wrong: iter(loader) made once: no batches after epoch 1
def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.NLLLoss()
    model.train()
    batches = iter(loader)
    losses = []
    for epoch in range(epochs):
        total = 0.0
        for images, labels in batches:
            images, labels = images.to(device), labels.to(device)
            optimizer.zero_grad()
            loss = criterion(model(images.view(len(images), -1)), labels)
            loss.backward()
            optimizer.step()
            total += loss.item()
        losses.append(total / len(loader))
    return losses
# %% wrong: scheduler stepped every batch: lr is soon nothing
def train(model, loader, epochs, device):
    model.train()
    optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.1)
    loss_list = []
    for e in range(epochs):
        running = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.nll_loss(model(x.view(x.size(0), -1).to(device)), y.to(device))
            loss.backward()
            optimizer.step()
            scheduler.step()
            running += loss.item()
        loss_list.append(running / len(loader))
    return loss_list
# %% wrong: 0.9 given as weight_decay, meant as momentum
def train(model, loader, epochs, device):
    criterion = nn.NLLLoss()
    optimizer = optim.SGD(model.parameters(), lr=0.1, weight_decay=0.9)
    model.train()
    losses = []
    for _ in range(epochs):
        epoch = []
        for images, labels in loader:
            optimizer.zero_grad()
            out = model(images.to(device).view(len(images), -1))
            loss = criterion(out, labels.to(device))
            loss.backward()
            optimizer.step()
            epoch.append(loss.item())
        losses.append(sum(epoch) / len(epoch))
    return losses
# %% wrong: trains a copy: the model passed in never changes
import copy

def train(model, loader, epochs, device):
    net = copy.deepcopy(model).to(device)
    net.train()
    opt = optim.Adam(net.parameters(), lr=0.001)
    result = []
    for ep in range(epochs):
        s = 0.0
        for img, lab in loader:
            img, lab = img.to(device), lab.to(device)
            opt.zero_grad()
            loss = F.nll_loss(net(img.view(len(img), -1)), lab)
            loss.backward()
            opt.step()
            s += loss.item()
        result.append(s / len(loader))
    model = net
    return result
# %% wrong: images and labels shuffled by different permutations
def train(model, loader, epochs, device):
    model.train()
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    hist = []
    for _ in range(epochs):
        tot = 0.0
        for x, y in loader:
            x = x[torch.randperm(len(x))].to(device)
            y = y[torch.randperm(len(y))].to(device)
            optimizer.zero_grad()
            loss = F.nll_loss(model(x.view(len(x), -1)), y)
            loss.backward()
            optimizer.step()
            tot += loss.item()
        hist.append(tot / len(loader))
    return hist
# %% wrong: best loss starts at 0: the initial weights are restored
import copy

def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    best_loss = 0.0
    best_state = copy.deepcopy(model.state_dict())
    losses = []
    for epoch in range(epochs):
        model.train()
        run = []
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            optimizer.zero_grad()
            loss = F.nll_loss(model(images.view(len(images), -1)), labels)
            loss.backward()
            optimizer.step()
            run.append(loss.item())
        losses.append(float(np.mean(run)))
        if losses[-1] < best_loss:
            best_loss = losses[-1]
            best_state = copy.deepcopy(model.state_dict())
    model.load_state_dict(best_state)
    return losses
# %% wrong: mean over all batches since the first epoch
def train(model, loader, epochs, device):
    opt = optim.Adagrad(model.parameters(), lr=0.02)
    model.train()
    batch_losses = []
    epoch_means = []
    for _ in range(epochs):
        for x, y in loader:
            loss = F.nll_loss(model(x.to(device).view(len(x), -1)), y.to(device))
            opt.zero_grad()
            loss.backward()
            opt.step()
            batch_losses.append(loss.item())
        epoch_means.append(sum(batch_losses) / len(batch_losses))
    return epoch_means
# %% wrong: list emptied at every epoch: only the last loss is left
def train(model, loader, epochs, device):
    optimizer = optim.AdamW(model.parameters(), lr=1e-3)
    criterion = nn.NLLLoss()
    for epoch in range(epochs):
        losses = []
        model.train()
        running = 0.0
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            optimizer.zero_grad()
            loss = criterion(model(images.view(len(images), -1)), labels)
            loss.backward()
            optimizer.step()
            running += loss.item()
        losses.append(running / len(loader))
    return losses
# %% wrong: loss taken against the model's own guesses, not labels
def train(model, loader, epochs, device):
    optimizer = optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    criterion = nn.NLLLoss()
    losses = []
    for epoch in range(epochs):
        model.train()
        total, correct = 0.0, 0
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            out = model(images.view(len(images), -1))
            pred = out.argmax(1)
            loss = criterion(out, pred)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
            correct += (pred == labels).sum().item()
        losses.append(total / len(loader))
    return losses
# %% wrong: two: range(1, epochs), one short; sums, not means
def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=0.001)
    model.train()
    losses = []
    for epoch in range(1, epochs):
        loss_sum = 0.0
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            optimizer.zero_grad()
            loss = F.nll_loss(model(images.view(len(images), -1)), labels)
            loss.backward()
            optimizer.step()
            loss_sum += loss.item()
        losses.append(loss_sum)
    return losses
# %% wrong: two: step only once an epoch; last batch's loss listed
def train(model, loader, epochs, device):
    criterion = nn.NLLLoss()
    optimizer = optim.SGD(model.parameters(), lr=0.01)
    model.train()
    train_losses = []
    for i in range(epochs):
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            optimizer.zero_grad()
            loss = criterion(model(images.view(len(images), -1)), labels)
            loss.backward()
        optimizer.step()
        train_losses.append(loss.item())
    return train_losses
# %% wrong: two: learns transposed images; divides by image count
def train(model, loader, epochs, device):
    opt = optim.Adam(model.parameters(), lr=2e-3)
    model.train()
    res = []
    for _ in range(epochs):
        acc_loss, n = 0.0, 0
        for x, y in loader:
            x = x.squeeze(1).transpose(1, 2).reshape(len(x), -1).to(device)
            opt.zero_grad()
            loss = F.nll_loss(model(x), y.to(device))
            loss.backward()
            opt.step()
            acc_loss += loss.item()
            n += len(y)
        res.append(acc_loss / n)
    return res
# %% wrong: two: loss measured after each epoch; newest comes first
def train(model, loader, epochs, device):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.NLLLoss()

    def mean_loss():
        model.eval()
        with torch.no_grad():
            ls = [criterion(model(a.view(len(a), -1).to(device)), b.to(device)).item() for a, b in loader]
        return sum(ls) / len(ls)

    losses = []
    for _ in range(epochs):
        model.train()
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images.view(len(images), -1).to(device)), labels.to(device))
            loss.backward()
            optimizer.step()
        losses.insert(0, mean_loss())
    return losses
