# %% right: exp of the log-probabilities
import torch

def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        log_p = model(image.view(1, -1).to(device))
    p = torch.exp(log_p).cpu().numpy()[0]
    return int(p.argmax()), p
# %% right: softmax of the log-softmax, which is the same
import torch
import torch.nn.functional as F

@torch.no_grad()
def predict(model, image, device):
    probabilities = F.softmax(model(image.to(device).reshape(1, 784)), dim=1).squeeze(0)
    digit = probabilities.argmax().item()
    return digit, probabilities.cpu().numpy()
# %% right: float64, np.int64 digit
import numpy as np

def predict(model, image, device):
    was_training = model.training
    model.eval()
    out = model(image.unsqueeze(0).flatten(1).to(device))
    model.train(was_training)
    probabilities = np.exp(out.detach().cpu().numpy().astype(np.float64)).ravel()
    probabilities /= probabilities.sum()
    return np.argmax(probabilities), probabilities
# %% right: loops and prints
import math
import numpy as np
import torch

def predict(model, image, device):
    pixels = image.clone().to(device)
    row = torch.reshape(pixels, (1, 28 * 28))
    model.eval()
    with torch.no_grad():
        output = model(row)
    values = output[0].tolist()
    probabilities = np.zeros(10)
    for k in range(10):
        probabilities[k] = math.exp(values[k])
    best = 0
    for k in range(1, 10):
        if probabilities[k] > probabilities[best]:
            best = k
    print("I think this is a", best)
    return best, probabilities
# %% right: deep copy of the model, inference mode
import copy
import torch

def predict(model, image, device):
    frozen = copy.deepcopy(model).eval().to(device)
    with torch.inference_mode():
        p = frozen(image[None].to(device).flatten(start_dim=1)).exp()
    (value, index) = p.max(dim=1)
    return int(index), p[0].cpu().numpy().copy()
# %% right: helper and a batch of two
import torch

def probabilities_of(model, batch):
    model.eval()
    with torch.no_grad():
        return model(batch).exp()


def predict(model, image, device):
    flat = image.to(device).flatten()
    both = probabilities_of(model, torch.stack([flat, flat]))
    p = both[0].cpu().numpy()
    return sorted(range(10), key=lambda k: -p[k])[0], p
# %% wrong: log-probabilities come back
import torch

def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        out = model(image.view(1, -1).to(device))[0]
    return int(out.argmax()), out.cpu().numpy()
# %% wrong: digit is a tensor
import torch

def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = model(image.view(1, -1).to(device)).exp()[0]
    return p.argmax(), p.cpu().numpy()
# %% wrong: probabilities keep the batch dimension
import torch

def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = model(image.view(1, -1).to(device)).exp()
    return p.argmax(1).item(), p.cpu().numpy()
# %% wrong: probabilities are a torch tensor
import torch

def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = model(image.view(1, -1).to(device)).exp()[0].cpu()
    return int(p.argmax()), p
# %% wrong: plain list of probabilities
import torch

def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = model(image.view(1, -1).to(device)).exp()[0]
    return int(p.argmax()), p.tolist()
# %% wrong: softmax on top of the probabilities
import torch

def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = torch.softmax(model(image.view(1, -1).to(device)).exp(), dim=1)[0]
    return int(p.argmax()), p.cpu().numpy()
# %% wrong: softmax over the batch dimension, all ones
import torch

def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        out = model(image.view(1, -1).to(device))
        p = torch.softmax(out, dim=0)[0]
    return int(out.argmax()), p.cpu().numpy()
# %% wrong: probabilities rounded to two digits
import numpy as np
import torch

def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = model(image.view(1, -1).to(device)).exp()[0].cpu().numpy()
    return int(p.argmax()), np.round(p, 2)
# %% wrong: one-hot instead of probabilities
import numpy as np
import torch

def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        digit = int(model(image.view(1, -1).to(device)).argmax())
    p = np.zeros(10)
    p[digit] = 1.0
    return digit, p
# %% wrong: normalises the given image in place
import torch

def predict(model, image, device):
    image.sub_(image.mean()).div_(image.std() + 1e-8)
    model.eval()
    with torch.no_grad():
        p = model(image.view(1, -1).to(device)).exp()[0].cpu().numpy()
    return int(p.argmax()), p
# %% wrong: adds the batch dimension to the given image itself
import torch

def predict(model, image, device):
    image.unsqueeze_(0)
    model.eval()
    with torch.no_grad():
        p = model(image.flatten(1).to(device)).exp()[0].cpu().numpy()
    return int(p.argmax()), p
# %% wrong: scales the pixels once more
import torch

def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = model((image / 255.0).view(1, -1).to(device)).exp()[0].cpu().numpy()
    return int(p.argmax()), p
# %% wrong: transposes the picture
import torch

def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = model(image.transpose(1, 2).reshape(1, -1).to(device)).exp()[0].cpu().numpy()
    return int(p.argmax()), p
# %% wrong: pair the wrong way round
import torch

def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = model(image.view(1, -1).to(device)).exp()[0].cpu().numpy()
    return p, int(p.argmax())
# %% wrong: digit counted from 1
import torch

def predict(model, image, device):
    model.eval()
    with torch.no_grad():
        p = model(image.view(1, -1).to(device)).exp()[0].cpu().numpy()
    return int(p.argmax()) + 1, p
