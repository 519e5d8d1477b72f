# %% right: Adam through train_epoch
from torch import nn
from torch import optim

def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.NLLLoss()
    losses = []
    for epoch in range(epochs):
        losses.append(train_epoch(model, loader, optimizer, criterion, device))
        print("epoch", epoch + 1, "loss", losses[-1])
    return losses
# %% right: SGD with momentum, own loop
from torch import nn
from torch import optim

def train(model, loader, epochs, device):
    model.to(device)
    optimizer = optim.SGD(model.parameters(), lr=0.03, momentum=0.9)
    nll = nn.NLLLoss()
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for images, labels in loader:
            optimizer.zero_grad()
            loss = nll(model(images.to(device).flatten(1)), labels.to(device))
            loss.backward()
            optimizer.step()
            total += loss.item()
        history.append(total / len(loader))
    return history
# %% right: RMSprop, comprehension
import torch

def train(model, loader, epochs, device):
    opt = torch.optim.RMSprop(model.parameters(), lr=5e-4)
    return [train_epoch(model, loader, opt, torch.nn.functional.nll_loss, device) for _ in range(epochs)]
# %% right: AdamW with cross entropy, which log-softmax leaves alone
from torch import nn
from torch import optim
import numpy as np

def train(model, loader, epochs, device):
    optimizer = optim.AdamW(model.parameters(), lr=0.002, weight_decay=0.01)
    criterion = nn.CrossEntropyLoss()
    mean_losses = []
    for epoch in range(epochs):
        batch_losses = []
        model.train()
        for images, labels in loader:
            images, labels = images.view(len(images), -1).to(device), labels.to(device)
            loss = criterion(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            batch_losses.append(loss.item())
        mean_losses.append(float(np.mean(batch_losses)))
    return mean_losses
# %% right: Adagrad, recursion over the epochs
from torch import nn
from torch import optim

def train(model, loader, epochs, device):
    opt = optim.Adagrad(model.parameters(), lr=0.01)
    def go(left):
        if left == 0:
            return []
        first = train_epoch(model, loader, opt, nn.NLLLoss(), device)
        return [first] + go(left - 1)
    return go(epochs)
# %% right: plain SGD written by hand
import torch

def train(model, loader, epochs, device):
    lr = 0.1
    means = []
    model.train()
    for epoch in range(epochs):
        values = []
        for x, y in loader:
            log_p = model(x.to(device).reshape(x.shape[0], 784))
            loss = -log_p[torch.arange(len(y)), y.to(device)].mean()
            model.zero_grad()
            loss.backward()
            with torch.no_grad():
                for p in model.parameters():
                    p -= lr * p.grad
            values.append(loss.item())
        means.append(sum(values) / len(values))
    return means
# %% right: Adam with a schedule and a helper class
from torch import nn
from torch import optim

class Meter:
    def __init__(self):
        self.values = []

    def add(self, v):
        self.values.append(v)

    def mean(self):
        return sum(self.values) / max(1, len(self.values))


def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=2e-3)
    scheduler = optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.8)
    meters = []
    for epoch in range(epochs):
        meter = Meter()
        model.train()
        for images, labels in loader:
            loss = nn.functional.nll_loss(model(images.flatten(1).to(device)), labels.to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            meter.add(loss.item())
        scheduler.step()
        meters.append(meter)
    return [m.mean() for m in meters]
# %% wrong: trains a copy, not the given model
import copy
from torch import nn
from torch import optim

def train(model, loader, epochs, device):
    network = copy.deepcopy(model).to(device)
    optimizer = optim.Adam(network.parameters(), lr=1e-3)
    return [train_epoch(network, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]
# %% wrong: optimizer holds a copy's parameters
import copy
from torch import nn
from torch import optim

def train(model, loader, epochs, device):
    optimizer = optim.Adam(copy.deepcopy(model).parameters(), lr=1e-3)
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]
# %% wrong: learning rate far too small
from torch import nn
from torch import optim

def train(model, loader, epochs, device):
    optimizer = optim.SGD(model.parameters(), lr=1e-6)
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]
# %% wrong: learning rate far too large
from torch import nn
from torch import optim

def train(model, loader, epochs, device):
    optimizer = optim.SGD(model.parameters(), lr=100.0, momentum=0.9)
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]
# %% wrong: always one epoch
from torch import nn
from torch import optim

def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    losses = []
    losses.append(train_epoch(model, loader, optimizer, nn.NLLLoss(), device))
    return losses
# %% wrong: only the last epoch's loss
from torch import nn
from torch import optim

def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(epochs):
        loss = train_epoch(model, loader, optimizer, nn.NLLLoss(), device)
    return loss
# %% wrong: running total never reset between the epochs
from torch import nn
from torch import optim

def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.NLLLoss()
    losses, total = [], 0.0
    model.train()
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x.flatten(1).to(device)), y.to(device))
            loss.backward()
            optimizer.step()
            total += loss.item()
        losses.append(total / len(loader))
    return losses
# %% wrong: loss of every batch
from torch import nn
from torch import optim

def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    losses = []
    model.train()
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.nll_loss(model(x.flatten(1).to(device)), y.to(device))
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses
# %% wrong: measures the loss in a second pass after the epoch
import torch
from torch import nn
from torch import optim

def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.NLLLoss()
    losses = []
    for _ in range(epochs):
        train_epoch(model, loader, optimizer, criterion, device)
        with torch.no_grad():
            now = [criterion(model(x.flatten(1).to(device)), y.to(device)).item() for x, y in loader]
        losses.append(sum(now) / len(now))
    return losses
# %% wrong: minimises the log-likelihood, minus sign forgotten
from torch import optim

def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    losses = []
    model.train()
    for _ in range(epochs):
        total = 0.0
        for x, y in loader:
            y = y.to(device)
            optimizer.zero_grad()
            loss = model(x.flatten(1).to(device)).gather(1, y[:, None]).mean()
            loss.backward()
            optimizer.step()
            total += loss.item()
        losses.append(total / len(loader))
    return losses
# %% wrong: enormous weight decay flattens the network
from torch import nn
from torch import optim

def train(model, loader, epochs, device):
    optimizer = optim.SGD(model.parameters(), lr=0.1, weight_decay=1.0)
    return [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]
# %% wrong: the loss before training put in front
import numpy as np
import torch
from torch import nn
from torch import optim

def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.NLLLoss()
    with torch.no_grad():
        losses = [np.mean([criterion(model(x.flatten(1).to(device)), y.to(device)).item() for x, y in loader])]
    for _ in range(epochs):
        losses.append(train_epoch(model, loader, optimizer, criterion, device))
    return losses
# %% wrong: restores the starting weights at the end
import copy
from torch import nn
from torch import optim

def train(model, loader, epochs, device):
    start = copy.deepcopy(model.state_dict())
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    losses = [train_epoch(model, loader, optimizer, nn.NLLLoss(), device) for _ in range(epochs)]
    model.load_state_dict(start)
    return losses
# %% wrong: sum of the batch losses
from torch import nn
from torch import optim

def train(model, loader, epochs, device):
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    losses = []
    for _ in range(epochs):
        mean = train_epoch(model, loader, optimizer, nn.NLLLoss(), device)
        losses.append(mean * len(loader))
    return losses
