# %% right: counted batch by batch
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            predicted = model(images.view(images.shape[0], -1)).argmax(dim=1)
            correct += (predicted == labels).sum().item()
            total += labels.shape[0]
    for m, mode in modes:
        m.training = mode
    return correct / total


# %% right: image by image, as slow as it gets
def evaluate(model, loader, device):
    before = {name: m.training for name, m in model.named_modules()}
    model.train(False)
    hits = []
    for images, labels in loader:
        for image, label in zip(images, labels):
            with torch.no_grad():
                logps = model(image.view(1, 784).to(device))
            ps = list(torch.exp(logps).cpu().numpy()[0])
            hits.append(ps.index(max(ps)) == int(label))
    for name, m in model.named_modules():
        m.training = before[name]
    return float(np.mean(hits))


# %% right: a copy is evaluated
import copy

def evaluate(model, loader, device):
    twin = copy.deepcopy(model).eval()
    with torch.inference_mode():
        hits = torch.cat([twin(x.to(device).flatten(1)).argmax(1).eq(y.to(device)) for x, y in loader])
    return hits.double().mean().item()


# %% right: a decorator switches autograd off
@torch.no_grad()
def evaluate(model, loader, device):
    modes = [m.training for m in model.modules()]
    model.eval()
    right = 0
    for images, labels in loader:
        _, digits = torch.max(model(images.to(device).flatten(1)), 1)
        right += int((digits == labels.to(device)).sum())
    for m, mode in zip(model.modules(), modes):
        m.training = mode
    return right / len(loader.dataset)


# %% right: try and finally, NumPy counts
def evaluate(model, loader, device):
    modes = {m: m.training for m in model.modules()}
    try:
        model.eval()
        read, true = [], []
        for images, labels in loader:
            with torch.no_grad():
                outputs = model(images.to(device).reshape(len(images), -1)).cpu().numpy()
            read.append(outputs.argmax(axis=1))
            true.append(labels.numpy())
        return np.mean(np.concatenate(read) == np.concatenate(true))
    finally:
        for m in modes:
            m.training = modes[m]


# %% right: autograd stays on, detached
def evaluate(model, loader, device):
    training = [m for m in model.modules() if m.training]
    model.eval()
    correct = total = 0
    for images, labels in loader:
        outputs = model(images.to(device).flatten(1)).detach()
        correct += sum(outputs.topk(1).indices.squeeze(1) == labels.to(device)).item()
        total += len(images)
    for m in training:
        m.training = True
    return correct / total


# %% right: autograd's switch by hand, and put back
def evaluate(model, loader, device):
    modes, switch = [m.training for m in model.modules()], torch.is_grad_enabled()
    model.eval()
    torch.set_grad_enabled(False)
    sizes, accuracies = [], []
    for images, labels in loader:
        digits = model(images.to(device).flatten(1)).exp().argmax(1)
        accuracies.append((digits == labels.to(device)).double().mean().item())
        sizes.append(len(labels))
    torch.set_grad_enabled(switch)
    for m, mode in zip(model.modules(), modes):
        m.training = mode
    return np.average(accuracies, weights=sizes)


# %% right: all batches at once
def evaluate(model, loader, device):
    images, labels = (torch.cat(parts) for parts in zip(*loader))
    modes = [(m, m.training) for m in model.modules()]
    with torch.no_grad():
        scores = model.eval()(images.to(device).flatten(1))
    for m, mode in modes:
        m.training = mode
    return (scores.argmax(1).cpu() == labels).float().mean().item()


# %% wrong: each batch's accuracy counts the same
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        accuracies = [
            (model(x.to(device).flatten(1)).argmax(1) == y.to(device)).float().mean().item() for x, y in loader
        ]
    for m, mode in modes:
        m.training = mode
    return np.mean(accuracies)


# %% wrong: only the last batch counts
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        for images, labels in loader:
            correct = total = 0
            correct += (model(images.to(device).flatten(1)).argmax(1) == labels.to(device)).sum().item()
            total += len(labels)
    for m, mode in modes:
        m.training = mode
    return correct / total


# %% wrong: only the first batch counts
def evaluate(model, loader, device):
    images, labels = next(iter(loader))
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        right = model(images.to(device).flatten(1)).argmax(1) == labels.to(device)
    for m, mode in modes:
        m.training = mode
    return right.double().mean().item()


# %% wrong: the result is a percentage
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            correct += (model(images.to(device).flatten(1)).argmax(1) == labels.to(device)).sum().item()
            total += len(labels)
    for m, mode in modes:
        m.training = mode
    return 100 * correct / total


# %% wrong: the result is still a tensor
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            correct += (model(images.to(device).flatten(1)).argmax(1) == labels.to(device)).sum()
            total += len(labels)
    for m, mode in modes:
        m.training = mode
    return correct / total


# %% wrong: right answers are counted, and not divided
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    correct = 0.0
    with torch.no_grad():
        for images, labels in loader:
            correct += (model(images.to(device).flatten(1)).argmax(1) == labels.to(device)).sum().item()
    for m, mode in modes:
        m.training = mode
    return correct


# %% wrong: the count is divided by the number of batches
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    correct = 0
    with torch.no_grad():
        for images, labels in loader:
            correct += (model(images.to(device).flatten(1)).argmax(1) == labels.to(device)).sum().item()
    for m, mode in modes:
        m.training = mode
    return correct / len(loader)


# %% wrong: every batch is taken to be full
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    correct = 0
    with torch.no_grad():
        for images, labels in loader:
            correct += (model(images.to(device).flatten(1)).argmax(1) == labels.to(device)).sum().item()
    for m, mode in modes:
        m.training = mode
    return correct / (len(loader) * loader.batch_size)


# %% wrong: the share of the wrong answers is returned
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    wrong = total = 0
    with torch.no_grad():
        for images, labels in loader:
            wrong += (model(images.to(device).flatten(1)).argmax(1) != labels.to(device)).sum().item()
            total += len(labels)
    for m, mode in modes:
        m.training = mode
    return wrong / total


# %% wrong: the least likely digit is taken
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            correct += (model(images.to(device).flatten(1)).argmin(1) == labels.to(device)).sum().item()
            total += len(labels)
    for m, mode in modes:
        m.training = mode
    return correct / total


# %% wrong: the network works in training mode
def evaluate(model, loader, device):
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            correct += (model(images.to(device).flatten(1)).argmax(1) == labels.to(device)).sum().item()
            total += len(labels)
    return correct / total


# %% wrong: the network is left in eval mode
def evaluate(model, loader, device):
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            correct += (model(images.to(device).flatten(1)).argmax(1) == labels.to(device)).sum().item()
            total += len(labels)
    return correct / total


# %% wrong: training mode is switched on, whatever the mode was
def evaluate(model, loader, device):
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            correct += (model(images.to(device).flatten(1)).argmax(1) == labels.to(device)).sum().item()
            total += len(labels)
    model.train()
    return correct / total


# %% right: the network's own mode is remembered
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            correct += (model(images.to(device).flatten(1)).argmax(1) == labels.to(device)).sum().item()
            total += len(labels)
    model.train(was_training)
    return correct / total


# %% wrong: the evaluation changes the gradients
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    model.zero_grad()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            correct += (model(images.to(device).flatten(1)).argmax(1) == labels.to(device)).sum().item()
            total += len(labels)
    for m, mode in modes:
        m.training = mode
    return correct / total


# %% wrong: the evaluation changes the gradients -- backward, out of habit
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    correct = total = 0
    with torch.enable_grad():
        for images, labels in loader:
            output = model(images.to(device).flatten(1))
            nn.NLLLoss()(output, labels.to(device)).backward()
            correct += (output.argmax(1) == labels.to(device)).sum().item()
            total += len(labels)
    for m, mode in modes:
        m.training = mode
    return correct / total


# %% wrong: autograd is left switched off
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    torch.set_grad_enabled(False)
    correct = total = 0
    for images, labels in loader:
        correct += (model(images.to(device).flatten(1)).argmax(1) == labels.to(device)).sum().item()
        total += len(labels)
    for m, mode in modes:
        m.training = mode
    return correct / total


# %% wrong: the evaluation changes the parameters' requires_grad
def evaluate(model, loader, device):
    modes = [(m, m.training) for m in model.modules()]
    model.eval().requires_grad_(False)
    correct = total = 0
    for images, labels in loader:
        correct += (model(images.to(device).flatten(1)).argmax(1) == labels.to(device)).sum().item()
        total += len(labels)
    for m, mode in modes:
        m.training = mode
    return correct / total


# %% wrong: autograd is switched on at the end, whatever it was
def evaluate(model, loader, device):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    torch.set_grad_enabled(False)
    right = [(model(x.to(device).flatten(1)).argmax(1) == y.to(device)) for x, y in loader]
    torch.set_grad_enabled(True)
    for module, training in modes:
        module.training = training
    return torch.cat(right).double().mean().item()


# %% right: all modes are remembered, and set from the leaves up
def evaluate(model, loader, device):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    with torch.no_grad():
        right = [(model(x.to(device).flatten(1)).argmax(1) == y.to(device)) for x, y in loader]
    for module, training in reversed(modes):
        module.train(training)
    return torch.cat(right).double().mean().item()


# %% wrong: the pixels come in another order
def evaluate(model, loader, device):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    with torch.no_grad():
        right = [(model(x.to(device).transpose(2, 3).flatten(1)).argmax(1) == y.to(device)) for x, y in loader]
    for module, training in modes:
        module.training = training
    return torch.cat(right).double().mean().item()


# %% wrong: the images are not flattened
def evaluate(model, loader, device):
    model.eval()
    with torch.no_grad():
        right = [(model(x.to(device)).argmax(1) == y.to(device)) for x, y in loader]
    return torch.cat(right).double().mean().item()


# %% right: every batch is squeezed, but the digits stay last
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            outputs = model(images.to(device).flatten(1)).squeeze()
            correct += (outputs.argmax(-1) == labels.to(device)).sum().item()
            total += len(labels)
    model.train(was_training)
    return correct / total


# %% right: the network's own flag is put back, and no layer's
def evaluate(model, loader, device):
    mode = model.training
    model.eval()
    hits = []
    with torch.inference_mode():
        for x, y in loader:
            hits += (torch.softmax(model(x.to(device).flatten(1)), dim=1).argmax(1) == y.to(device)).tolist()
    model.training = mode
    return sum(hits) / len(hits)


# %% wrong: the largest output of the whole batch is looked for
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            outputs = model(images.to(device).flatten(1))
            correct += (outputs.argmax() == labels.to(device)).sum().item()
            total += len(labels)
    model.train(was_training)
    return correct / total


# %% wrong: the likeliest image is looked for, not the likeliest digit
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            outputs = model(images.to(device).flatten(1))
            correct += (outputs.argmax(dim=0) == labels.to(device)).sum().item()
            total += len(labels)
    model.train(was_training)
    return correct / total


# %% wrong: the softmax runs over the images
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            probabilities = torch.softmax(model(images.to(device).flatten(1)), dim=0)
            correct += (probabilities.argmax(1) == labels.to(device)).sum().item()
            total += len(labels)
    model.train(was_training)
    return correct / total


# %% wrong: the largest output itself is compared with the label
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            predicted = torch.max(model(images.to(device).flatten(1)), dim=1)[0]
            correct += (predicted == labels.to(device)).sum().item()
            total += len(labels)
    model.train(was_training)
    return correct / total


# %% wrong: the largest output itself is compared with the label -- a probability
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            probabilities = torch.exp(model(images.to(device).flatten(1)))
            correct += (probabilities.max(dim=1).values == labels.to(device)).sum().item()
            total += len(labels)
    model.train(was_training)
    return correct / total


# %% wrong: only batches that are all right count
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            if torch.equal(model(images.to(device).flatten(1)).argmax(1), labels.to(device)):
                correct += 1
            total += 1
    model.train(was_training)
    return correct / total


# %% wrong: only batches that are all right count -- each as one image
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            correct += (model(images.to(device).flatten(1)).argmax(1) == labels.to(device)).all().item()
            total += len(labels)
    model.train(was_training)
    return correct / total


# %% wrong: only batches that are all right count -- with all their images
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            if (model(images.to(device).flatten(1)).argmax(1) == labels.to(device)).all():
                correct += len(labels)
            total += len(labels)
    model.train(was_training)
    return correct / total


# %% wrong: the share is cut to a whole number
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            correct += (model(images.to(device).flatten(1)).argmax(1) == labels.to(device)).sum().item()
            total += len(labels)
    model.train(was_training)
    return correct // total


# %% wrong: only the first batch counts -- return inside the loop
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            correct += (model(images.to(device).flatten(1)).argmax(1) == labels.to(device)).sum().item()
            total += len(labels)
            model.train(was_training)
            return correct / total


# %% wrong: only the first batch counts -- and the data set's size divides
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct = 0
    with torch.no_grad():
        for images, labels in loader:
            correct += (model(images.to(device).flatten(1)).argmax(1) == labels.to(device)).sum().item()
            model.train(was_training)
            return correct / len(loader.dataset)


# %% wrong: a batch of one image loses a dimension
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            outputs = model(images.to(device).squeeze().flatten(1))
            correct += (outputs.argmax(1) == labels.to(device)).sum().item()
            total += len(labels)
    model.train(was_training)
    return correct / total


# %% wrong: a batch of one image loses a dimension -- of the outputs
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            outputs = model(images.to(device).flatten(1)).squeeze()
            correct += (outputs.argmax(1) == labels.to(device)).sum().item()
            total += len(labels)
    model.train(was_training)
    return correct / total


# %% wrong: the pixels are changed before the network sees them
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            outputs = model(images.to(device).flatten(1) / 255)
            correct += (outputs.argmax(1) == labels.to(device)).sum().item()
            total += len(labels)
    model.train(was_training)
    return correct / total


# %% wrong: the last batch is left out
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    batches = list(loader)
    right = number = 0
    with torch.no_grad():
        for i in range(len(batches) - 1):
            images, labels = batches[i]
            digits = model(images.view(len(images), -1).to(device)).argmax(dim=1)
            right += (digits == labels.to(device)).sum().item()
            number += len(labels)
    model.train(was)
    return right / max(number, 1)


# %% wrong: the batches' accuracies are added up
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    accuracy = 0.0
    with torch.no_grad():
        for images, labels in loader:
            digits = model(images.view(len(images), -1).to(device)).argmax(dim=1)
            accuracy += (digits == labels.to(device)).float().mean().item()
    model.train(was)
    return accuracy


# %% wrong: the evaluation changes the weights
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    optimizer, criterion = optim.SGD(model.parameters(), lr=0.001), nn.NLLLoss()
    correct = total = 0
    for images, labels in loader:  # as in train_epoch
        optimizer.zero_grad()
        output = model(images.view(len(images), -1).to(device))
        criterion(output, labels.to(device)).backward()
        optimizer.step()
        correct += (output.argmax(dim=1) == labels.to(device)).sum().item()
        total += len(labels)
    model.train(was)
    return correct / total


# %% wrong: the evaluation changes BatchNorm's statistics
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for images, labels in loader:
            images = images.view(len(images), -1).to(device)
            correct += (model(images).argmax(dim=1) == labels.to(device)).sum().item()
            total += len(labels)
    model.train(was)
    with torch.no_grad():
        print("the last batch's digits:", model(images).argmax(dim=1).tolist())
    return correct / total
