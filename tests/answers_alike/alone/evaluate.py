# %% student: anna
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    with torch.no_grad():
        hits = [(model(x.to(device).flatten(1)).argmax(1) == y.to(device)) for x, y in loader]
    model.train(was)
    return torch.cat(hits).float().mean().item()
# %% student: ben
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct = 0
    total = 0
    with torch.no_grad():
        for batch in loader:
            images = batch[0].to(device)
            labels = batch[1].to(device)
            size = images.shape[0]
            images = images.reshape(size, 28 * 28)
            output = model(images)
            for i in range(size):
                best = 0
                for k in range(10):
                    if output[i, k] > output[i, best]:
                        best = k
                if best == labels[i]:
                    correct = correct + 1
                total = total + 1
    if was_training:
        model.train()
    return correct / total
# %% student: clara
def evaluate(model, loader, device):
    """Return the fraction of correctly classified images."""
    was_in_training_mode = model.training
    model.eval()
    number_correct = 0
    number_of_images = 0
    with torch.no_grad():
        for images, labels in loader:
            images = images.to(device)
            labels = labels.to(device)
            log_probabilities = model(images.view(images.shape[0], -1))
            predicted_labels = log_probabilities.argmax(dim=1)
            number_correct += (predicted_labels == labels).sum().item()
            number_of_images += labels.shape[0]
    model.train(was_in_training_mode)
    return number_correct / number_of_images
# %% student: david
def evaluate(model, loader, device):
    # remember the mode
    was = model.training
    model.eval()
    correct_count, all_count = 0, 0
    for images, labels in loader:
        # one image at a time
        for i in range(len(labels)):
            img = images[i].view(1, 784).to(device)
            # no gradients needed here
            with torch.no_grad():
                logps = model(img)
            # probabilities from log-probabilities
            ps = torch.exp(logps)
            probab = list(ps.cpu().numpy()[0])
            pred_label = probab.index(max(probab))
            true_label = labels.numpy()[i]
            if true_label == pred_label:
                correct_count += 1
            all_count += 1
    # back to the old mode
    model.train(was)
    return correct_count / all_count
# %% student: emil
def evaluate(model, loader, device):
    model.eval()
    richtig = 0
    gesamt = 0
    with torch.no_grad():
        for bilder, ziffern in loader:
            bilder = bilder.view(bilder.shape[0], -1).to(device)
            ziffern = ziffern.to(device)
            vorhersage = model(bilder).argmax(dim=1)
            richtig += (vorhersage == ziffern).sum().item()
            gesamt += len(ziffern)
    model.train()
    return richtig / gesamt
# %% student: farah
def evaluate(model, loader, device):
    correct = 0
    total = 0
    model.eval()
    # since we're not training, we don't need to calculate the gradients for our outputs
    with torch.no_grad():
        for data in loader:
            images, labels = data
            images, labels = images.to(device), labels.to(device)
            # calculate outputs by running images through the network
            outputs = model(images.view(-1, 784))
            # the class with the highest energy is what we choose as prediction
            _, predicted = torch.max(outputs.data, 1)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()
    return 100 * correct // total
# %% student: georg
def evaluate(model, loader, device):
    correct = 0
    total = 0
    for images, labels in loader:
        images = images.view(images.shape[0], -1)
        output = model(images)
        pred = torch.argmax(output)
        correct += (pred == labels).sum()
        total += len(labels)
    return correct / total
# %% student: hanna
@torch.no_grad()
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    correct = total = 0
    for images, labels in loader:
        scores = model(images.to(device).flatten(start_dim=1))
        correct += (scores.argmax(dim=1) == labels.to(device)).sum().item()
        total += len(labels)
    model.train(was)
    return correct / total
# %% student: ivan
def evaluate(model: nn.Module, loader, device) -> float:
    was, c, n = model.training, 0, 0
    model.eval()
    try:
        with torch.inference_mode():
            for x, t in loader:
                c += int((model(x.to(device).flatten(1)).argmax(-1) == t.to(device)).sum())
                n += t.numel()
    finally:
        model.train(was)
    return c / n
# %% student: jonas
def evaluate(model, loader, device):
    modus = model.training
    model.eval()
    # Vorhersagen und wahre Ziffern sammeln
    vorhersagen = []
    wahrheit = []
    with torch.no_grad():
        for bilder, labels in loader:
            ausgabe = model(torch.flatten(bilder, 1).to(device))
            vorhersagen.append(ausgabe.argmax(dim=1).cpu().numpy())
            wahrheit.append(labels.numpy())
    model.train(modus)
    vorhersagen = np.concatenate(vorhersagen)
    wahrheit = np.concatenate(wahrheit)
    return np.mean(vorhersagen == wahrheit)
# %% student: katrin
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    C = np.zeros((10, 10))
    with torch.no_grad():
        for X, t in loader:
            X = X.to(device).reshape(len(X), -1)
            p = model(X).argmax(dim=1).cpu().numpy()
            np.add.at(C, (t.numpy(), p), 1)
    model.train(was)
    # diagonal of the confusion matrix
    return np.trace(C) / C.sum()
# %% student: leon
def evaluate(model, loader, device):
    model.eval()
    correct = 0
    total = 0
    with torch.no_grad():
        for images, labels in loader:
            images = images.view(images.shape[0], -1).to(device)
            labels = labels.to(device)
            output = model(images)
            pred = output.argmax(dim=1)
            correct += (pred == labels).sum().item()
            total += labels.size(0)
            print(correct, total)
    accuracy = correct / total
    print("accuracy", accuracy)
    return accuracy
# %% student: mia
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    correct = 0
    total = 0
    with torch.no_grad():
        for images, labels in loader:
            images = images.view(images.shape[0], -1).to(device)
            labels = labels.to(device)
            predictions = model(images).argmax(dim=1)
            correct += (predictions == labels).sum().item()
            total += labels.shape[0]
    model.train(was)
    return correct / total
# %% student: noah
def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    correct = 0
    with torch.no_grad():
        for data, target in loader:
            data, target = data.to(device), target.to(device)
            output = model(data.view(data.size(0), -1))
            pred = output.argmax(dim=1, keepdim=True)
            correct += pred.eq(target.view_as(pred)).sum().item()
    model.train(was_training)
    return correct / len(loader.dataset)
# %% student: olga
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    # running mean over the batches, weighted by their size
    N, acc = 0, 0.
    with torch.no_grad():
        for x, t in loader:
            n = x.shape[0]
            y = model(x.reshape(n, 784).to(device))
            a = (y.argmax(1) == t.to(device)).double().mean().item()
            acc = (N * acc + n * a) / (N + n)
            N = N + n
    model.train(was)
    return acc
# %% student: paul
def evaluate(model, loader, device):
    previousMode = model.training
    model.eval()
    accuracySum = 0.0
    batchCounter = 0
    with torch.no_grad():
        for images, labels in loader:
            images = images.to(device)
            labels = labels.to(device)
            flatImages = images.view(images.size(0), 784)
            predictions = torch.argmax(model(flatImages), dim=1)
            numberCorrect = torch.sum(predictions == labels).item()
            accuracySum = accuracySum + numberCorrect / images.size(0)
            batchCounter = batchCounter + 1
    model.train(previousMode)
    return accuracySum / batchCounter
# %% student: quynh
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            output = model(images.view(images.shape[0], -1))
            correct += (output.argmax(dim=1) == labels).sum().item()
            total += len(labels)
    model.train(was)
    return correct / total
# %% student: rosa
def evaluate(model, loader, device):
    mode = model.training
    model.eval()
    correct = 0
    wrong = 0
    with torch.no_grad():
        for images, labels in loader:
            batch_size = images.shape[0]
            images = images.to(device)
            labels = labels.to(device)
            flat = images.view(batch_size, -1)
            log_probs = model(flat)
            values, indices = log_probs.topk(1, dim=1)
            pred = indices.squeeze(1)
            errors = torch.count_nonzero(pred - labels).item()
            wrong += errors
            correct += batch_size - errors
    if mode:
        model.train()
    else:
        model.eval()
    total = correct + wrong
    return correct / total
# %% student: sven
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    torch.set_grad_enabled(False)
    c = 0
    n = 0
    for X, t in loader:
        n = n + len(t)
        X = X.view(len(t), 784).to(device)
        [m, idx] = torch.max(model(X), 1)
        c = c + torch.sum(idx == t.to(device)).item()
    torch.set_grad_enabled(True)
    model.train(was)
    return c/n
# %% student: tarek
def evaluate(model, loader, device):
    model.eval()
    correct = 0
    total = 0
    for images, labels in loader:
        images = images.view(images.shape[0], -1).to(device)
        labels = labels.to(device)
        output = model(images)
        pred = torch.max(output, dim=1)
        correct += (pred == labels).sum().item()
        total += 1
    return correct / total
# %% student: ute
def count_correct(model, images, labels, device):
    pred = model(images.flatten(1).to(device)).argmax(dim=1)
    return (pred == labels.to(device)).sum().item()


def evaluate(model, loader, device):
    was = model.training
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for images, labels in loader:
            correct += count_correct(model, images, labels, device)
            total += len(labels)
    model.train(was)
    return correct / total
# %% student: viktor
def evaluate(model, loader, device):
    w = model.training
    model.train(False)
    c = 0
    n = 0
    for x, t in loader:
        x = x.to(device).view(x.shape[0], -1)
        t = t.to(device)
        y = model(x).detach()
        k = t.shape[0]
        top = y.max(dim=1)[0]
        # right when the label's score is the largest one
        c += int((y[torch.arange(k), t] == top).sum())
        n += k
    model.train(w)
    return c / n
# %% student: wen
def evaluate(model, loader, device):
    was = model.training
    model.eval()
    with torch.no_grad():
        pairs = [(len(y), (model(x.to(device).flatten(1)).argmax(1).cpu() == y).sum().item()) for x, y in loader]
    model.train(was)
    n, c = map(sum, zip(*pairs))
    return c / n
# %% student: yara
def evaluate(model, loader, device):
    model.to(device)
    war_im_training = model.training
    model.eval()
    assert not model.training
    richtige = torch.tensor(0)
    anzahl = 0
    with torch.no_grad():
        for bilder, labels in loader:
            bilder = bilder.to(device).reshape(-1, 784)
            labels = labels.to(device)
            wahrscheinlichkeiten = torch.exp(model(bilder))
            # sicher genug und richtig
            sicher = wahrscheinlichkeiten > 0.5
            eins = F.one_hot(labels, 10).bool()
            richtige += (sicher & eins).sum().cpu()
            anzahl += len(labels)
    model.train(war_im_training)
    return float(richtige) / anzahl
