"""What the benchmarks compare with: the loops of the course that this one replaces, as plain as they were."""

import numpy as np
import torch
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


def val_grad(theta_hat, data_, label_, deg_):
    """The power loss and its gradient, one data point after another."""
    gradient, loss = np.zeros_like(theta_hat), 0
    for i in range(data_.shape[0]):
        x_ = data_[i, :].reshape(-1, 1)
        err = np.sum(x_ * theta_hat) - label_[i, 0]
        gradient += deg_ * np.abs(err) ** (deg_ - 1) * np.sign(err) * x_ / data_.shape[0]
        loss += np.abs(err) ** deg_ / data_.shape[0]
    return loss, gradient


def run(data, deg_, method, max_iter, lr=0.001, test_exp_interval=50):
    """One replicate with batches of one: the test losses on the way."""
    A, y_data, A_test, y_test, theta_init = data
    m, v, theta_hat, test_losses = np.zeros_like(theta_init), np.zeros_like(theta_init), theta_init.copy(), []
    for t in range(max_iter):
        idx = np.random.choice(len(A), 1)
        _, gradient = val_grad(theta_hat, A[idx, :], y_data[idx, :], deg_)
        gradient = gradient + np.random.randn(len(theta_hat), 1) * 0.0
        if t % test_exp_interval == 0:
            test_losses.append(val_grad(theta_hat, A_test, y_test, deg_)[0])
        if method == "adam":
            m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
            m_hat, v_hat = m / (1 - 0.9 ** (t + 1)), v / (1 - 0.999 ** (t + 1))
            theta_hat = theta_hat - lr * m_hat / (np.sqrt(v_hat) + 1e-8)
        else:
            theta_hat = theta_hat - lr * gradient
    return test_losses


def sweep(data, gammas, num_rep, max_iter):
    """Every γ by Adam and by SGD, replicate after replicate: one array of test losses for each."""
    with np.errstate(all="ignore"):
        return [
            np.array([run(data, deg_, method, max_iter) for _ in range(num_rep)])
            for deg_ in gammas
            for method in ("adam", "sgd")
        ]


class ImageByImage(datasets.MNIST):
    """A data set in memory, read as torchvision reads MNIST: one image at a time, through PIL and a transform."""

    def __init__(self, images, labels):
        self.data, self.targets, self.target_transform = images, labels, None
        self.transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])


def image_by_image(dataset, batch_size=64):
    """The original's loader over a TensorDataset of normalised images."""
    images, labels = dataset.tensors
    pixels = ((images[:, 0] + 1) * 127.5).round().to(torch.uint8)
    return DataLoader(ImageByImage(pixels, labels), batch_size=batch_size, shuffle=True)


def train_epoch(model, loader, optimizer, criterion, device):
    """One epoch, with the loss fetched from the device after every batch."""
    running_loss = 0
    for images, labels in loader:
        images, labels = images.view(images.shape[0], -1).to(device), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
    return running_loss / len(loader)


def evaluate(model, loader, device):
    """The accuracy, one image after another."""
    correct_count, all_count = 0, 0
    for images, labels in loader:
        for i in range(len(labels)):
            with torch.no_grad():
                logps = model(images[i].view(1, 784).to(device))
            probab = list(torch.exp(logps).cpu().numpy()[0])
            correct_count += probab.index(max(probab)) == labels.numpy()[i]
            all_count += 1
    return correct_count / all_count
