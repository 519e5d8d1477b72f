"""ps4, as students write it."""

import numpy as np
import torch
from torch import nn

from solutions.mnist import train_epoch


def build_model__appended(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers = []
    size = input_size
    for hidden in hidden_sizes:
        layers.append(nn.Linear(size, hidden))
        layers.append(nn.ReLU())
        size = hidden
    layers.append(nn.Linear(size, output_size))
    layers.append(nn.LogSoftmax(dim=1))
    return nn.Sequential(*layers)


def train_epoch__running_total(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    batches = 0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        outputs = model(images)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        total += loss.item()
        batches += 1
    return total / batches


def train_epoch__counted(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    for i, (images, labels) in enumerate(loader):  # noqa: B007
        optimizer.zero_grad()
        loss = criterion(model(images.to(device).flatten(1)), labels.to(device))
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / (i + 1)


def evaluate__line_by_line(model, loader, device):
    was = model.training
    model.eval()
    correct = 0
    total = 0
    with torch.no_grad():
        for images, labels in loader:
            images = images.view(images.shape[0], -1).to(device)
            outputs = model(images)
            predictions = torch.argmax(outputs, dim=1)
            correct += (predictions == labels.to(device)).sum().item()
            total += labels.size(0)
    model.train(was)
    return correct / total


def evaluate__largest(model, loader, device):
    was = model.training
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for images, labels in loader:
            outputs = model(images.to(device).flatten(1))
            _, indices = outputs.max(dim=1)
            correct += torch.sum(indices == labels.to(device)).item()
            total += len(images)
    model.train(was)
    return correct / total


def predict__line_by_line(model, image, device):
    was = model.training
    model.eval()
    with torch.no_grad():
        outputs = model(image.view(1, -1).to(device))
        probabilities = torch.exp(outputs).cpu().numpy().squeeze()
    model.train(was)
    digit = int(np.argmax(probabilities))
    return digit, probabilities


def train__appended(model, loader, epochs, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    criterion = nn.NLLLoss()
    losses = []
    for _ in range(epochs):
        loss = train_epoch(model, loader, optimizer, criterion, device)
        losses.append(loss)
    return losses


def loss_and_gradients__one_hot(parameters, x, labels):
    W1, b1 = parameters["W1"], parameters["b1"]
    W2, b2 = parameters["W2"], parameters["b2"]
    n = x.shape[0]
    z1 = x @ W1.T + b1
    a1 = np.maximum(0, z1)
    z2 = a1 @ W2.T + b2
    z2 = z2 - np.max(z2, axis=1, keepdims=True)
    log_p = z2 - np.log(np.sum(np.exp(z2), axis=1, keepdims=True))
    y = np.eye(len(b2))[labels]
    loss = -np.sum(y * log_p) / n
    dz2 = (np.exp(log_p) - y) / n
    dW2 = dz2.T @ a1
    db2 = np.sum(dz2, axis=0)
    da1 = dz2 @ W2
    dz1 = da1 * (z1 > 0)
    dW1 = dz1.T @ x
    db1 = np.sum(dz1, axis=0)
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


def loss_and_gradients__image_by_image(parameters, x, labels):
    W1, b1, W2, b2 = parameters["W1"], parameters["b1"], parameters["W2"], parameters["b2"]
    n = len(x)
    loss = 0.0
    dW1, db1, dW2, db2 = np.zeros_like(W1), np.zeros_like(b1), np.zeros_like(W2), np.zeros_like(b2)
    for i in range(n):
        z = W1 @ x[i] + b1
        a = np.maximum(z, 0)
        s = W2 @ a + b2
        s = s - np.max(s)
        total = np.sum(np.exp(s))
        loss += (np.log(total) - s[labels[i]]) / n
        ds = np.exp(s) / total
        ds[labels[i]] -= 1
        ds = ds / n
        dz = (W2.T @ ds) * (z > 0)
        dW2 += np.outer(ds, a)
        db2 += ds
        dW1 += np.outer(dz, x[i])
        db1 += dz
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


def loss_and_gradients__columns(parameters, x, labels):
    W1, b1, W2, b2 = parameters["W1"], parameters["b1"], parameters["W2"], parameters["b2"]
    n = len(labels)
    z = W1 @ x.T + b1[:, None]
    a = np.maximum(z, 0)
    s = W2 @ a + b2[:, None]
    s = s - s.max(axis=0)
    log_p = s - np.log(np.exp(s).sum(axis=0))
    loss = -np.mean(log_p[labels, np.arange(n)])
    ds = np.exp(log_p)
    ds[labels, np.arange(n)] -= 1
    dz = W2.T @ ds
    dz[z <= 0] = 0
    dW1 = dz @ x / n
    db1 = dz.sum(axis=1) / n
    dW2 = ds @ a.T / n
    db2 = ds.sum(axis=1) / n
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
