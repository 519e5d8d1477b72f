# %% right: AdamW with a one-cycle schedule
def train(model, loader, epochs, device):
    model.to(device).train()
    opt = optim.AdamW(model.parameters(), lr=1e-3)
    sched = optim.lr_scheduler.OneCycleLR(opt, max_lr=3e-3, total_steps=max(1, epochs * len(loader)))
    curve = []
    for _ in range(epochs):
        batch = []
        for x, t in loader:
            opt.zero_grad()
            loss = F.nll_loss(model(x.flatten(1).to(device)), t.to(device))
            loss.backward()
            opt.step()
            sched.step()
            batch.append(loss.item())
        curve.append(float(np.mean(batch)))
    return curve

# %% right: list of a generator, Adam
def train(model, loader, epochs, device):
    adam = optim.Adam(model.parameters(), lr=0.002)
    nll = nn.NLLLoss()

    def one(images, labels):
        adam.zero_grad()
        cost = nll(model(images.view(len(images), -1).to(device)), labels.to(device))
        cost.backward()
        adam.step()
        return cost.item()

    def epoch_means():
        for _ in range(epochs):
            model.train()
            costs = [one(*b) for b in loader]
            yield sum(costs) / len(costs)

    return list(epoch_means())

# %% right: cross entropy on log-probabilities, SGD by hand
def train(model, loader, epochs, device):
    # log_softmax of log-probabilities is the identity
    model.train()
    ps = list(model.parameters())
    vs = [torch.zeros_like(p) for p in ps]
    result = []
    for e in range(epochs):
        losses = []
        for x, t in loader:
            loss = F.cross_entropy(model(x.reshape(x.shape[0], -1).to(device)), t.to(device))
            grads = torch.autograd.grad(loss, ps)
            with torch.no_grad():
                for p, v, g in zip(ps, vs, grads):
                    v.mul_(0.9).add_(g)
                    p.sub_(0.02 * v)
            losses.append(loss.item())
        print(e, losses[-1])
        result.append(float(np.mean(losses)))
    return result

# %% wrong: a new model is trained
def train(model, loader, epochs, device):
    model = build_model().to(device)
    optimizer = optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    criterion = nn.NLLLoss()
    history = []
    for epoch in range(epochs):
        model.train()
        running = 0.0
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images.view(images.shape[0], -1).to(device)), labels.to(device))
            loss.backward()
            optimizer.step()
            running += loss.item()
        history.append(running / len(loader))
    return history

# %% wrong: backward without a step
def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    losses = []
    for epoch in range(epochs):
        model.train()
        total = 0
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.nll_loss(model(x.to(device).flatten(1)), y.to(device))
            loss.backward()
            total += loss.item()
        losses.append(total / len(loader))
    return losses

# %% wrong: every batch in the list
def train(model, loader, epochs, device):
    model.train()
    opt = optim.RMSprop(model.parameters(), lr=1e-3)
    losses = []
    for _ in range(epochs):
        for x, t in loader:
            loss = F.nll_loss(model(x.view(len(x), -1).to(device)), t.to(device))
            opt.zero_grad()
            loss.backward()
            opt.step()
            losses.append(loss.item())
    return losses

# %% wrong: sum not reset between epochs
def train(model, loader, epochs, device):
    opt = optim.Adam(model.parameters())
    crit = nn.NLLLoss()
    model.train()
    running, means = 0.0, []
    for e in range(epochs):
        for im, lab in loader:
            opt.zero_grad()
            l = crit(model(im.reshape(im.shape[0], -1).to(device)), lab.to(device))
            l.backward()
            opt.step()
            running += l.item()
        means.append(running / len(loader))
    return means

# %% wrong: return after one epoch
def train(model, loader, epochs, device):
    optimizer = optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    out = []
    for epoch in range(epochs):
        model.train()
        losses = []
        for images, labels in loader:
            optimizer.zero_grad()
            loss = F.nll_loss(model(images.flatten(1).to(device)), labels.to(device))
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        out.append(sum(losses) / len(losses))
        return out

# %% wrong: loss climbs
def train(model, loader, epochs, device):
    model.train()
    optimizer = optim.SGD(model.parameters(), lr=0.01)
    history = []
    for _ in range(epochs):
        batch = []
        for x, t in loader:
            log_p = model(x.view(x.shape[0], -1).to(device))
            log_likelihood = -F.nll_loss(log_p, t.to(device))
            optimizer.zero_grad()
            log_likelihood.backward()
            optimizer.step()
            batch.append(-log_likelihood.item())
        history.append(float(np.mean(batch)))
    return history

# %% wrong: learning rate of 1e-7 with plain SGD
def train(model, loader, epochs, device):
    model.train()
    sgd = optim.SGD(model.parameters(), lr=1e-7)
    means = []
    for _ in range(epochs):
        s = []
        for a, b in loader:
            sgd.zero_grad()
            L = nn.functional.nll_loss(model(a.flatten(1).to(device)), b.to(device))
            L.backward()
            sgd.step()
            s.append(L.item())
        means.append(float(np.mean(s)))
    return means

# %% wrong: last batch's loss each epoch
def train(model, loader, epochs, device):
    opt = optim.AdamW(model.parameters(), lr=1e-3)
    losses = []
    for ep in range(epochs):
        model.train()
        for x, t in loader:
            opt.zero_grad()
            loss = F.nll_loss(model(x.to(device).view(x.size(0), -1)), t.to(device))
            loss.backward()
            opt.step()
        losses.append(loss.item())
    return losses

# %% wrong: five epochs always, lr of 50
class Trainer:
    def __init__(self, model, device):
        self.model, self.device = model, device
        self.opt = optim.SGD(model.parameters(), lr=50.0)

    def fit(self, loader):
        self.model.train()
        acc = []
        for x, t in loader:
            self.opt.zero_grad()
            loss = F.nll_loss(self.model(x.flatten(1).to(self.device)), t.to(self.device))
            loss.backward()
            self.opt.step()
            acc.append(loss.item())
        return float(np.mean(acc))


def train(model, loader, epochs, device):
    trainer = Trainer(model, device)
    return [trainer.fit(loader) for _ in range(5)]

# %% wrong: copy trained, loss after the epoch
import copy

def train(model, loader, epochs, device):
    net = copy.deepcopy(model).to(device)
    opt = optim.Adam(net.parameters(), lr=1e-3)
    hist = []
    for _ in range(epochs):
        net.train()
        for x, t in loader:
            opt.zero_grad()
            F.nll_loss(net(x.flatten(1).to(device)), t.to(device)).backward()
            opt.step()
        with torch.no_grad():
            hist.append(float(np.mean([F.nll_loss(net(x.flatten(1).to(device)), t.to(device)).item() for x, t in loader])))
    return hist
