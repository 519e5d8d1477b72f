# %% right: list of layers in a loop
from torch import nn

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers = []
    size = input_size
    for h in hidden_sizes:
        layers.append(nn.Linear(size, h))
        layers.append(nn.ReLU())
        size = h
    layers.append(nn.Linear(size, output_size))
    layers.append(nn.LogSoftmax(dim=1))
    return nn.Sequential(*layers)
# %% right: zip of sizes, dim -1, in-place ReLU
from torch import nn

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes]
    blocks = [m for a, b in zip(sizes, sizes[1:]) for m in (nn.Linear(a, b), nn.ReLU(inplace=True))]
    return nn.Sequential(*blocks, nn.Linear(sizes[-1], output_size), nn.LogSoftmax(dim=-1))
# %% right: ordered dict with names
from collections import OrderedDict
from torch import nn

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    parts = OrderedDict()
    last = input_size
    for number, width in enumerate(hidden_sizes, start=1):
        parts["linear%d" % number] = nn.Linear(last, width)
        parts["relu%d" % number] = nn.ReLU()
        last = width
    parts["output"] = nn.Linear(last, output_size)
    parts["log_softmax"] = nn.LogSoftmax(dim=1)
    model = nn.Sequential(parts)
    print(model)
    return model
# %% right: add_module and Kaiming weights
from torch import nn

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    model = nn.Sequential()
    widths = (input_size,) + tuple(hidden_sizes) + (output_size,)
    for i in range(len(widths) - 1):
        linear = nn.Linear(widths[i], widths[i + 1])
        nn.init.kaiming_normal_(linear.weight)
        model.add_module(str(2 * i), linear)
        is_last = i == len(widths) - 2
        model.add_module(str(2 * i + 1), nn.LogSoftmax(dim=1) if is_last else nn.ReLU())
    return model
# %% right: recursion
from torch import nn

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    def layers(size, rest):
        if len(rest) == 0:
            return [nn.Linear(size, output_size), nn.LogSoftmax(1)]
        return [nn.Linear(size, rest[0]), nn.ReLU()] + layers(rest[0], rest[1:])
    return nn.Sequential(*layers(input_size, hidden_sizes))
# %% right: subclass of nn.Sequential
from torch import nn

class DigitNetwork(nn.Sequential):
    def __init__(self, input_size, hidden_sizes, output_size):
        super().__init__()
        current = input_size
        for hidden in hidden_sizes:
            self.append(nn.Linear(current, hidden))
            self.append(nn.ReLU())
            current = hidden
        self.append(nn.Linear(current, output_size))
        self.append(nn.LogSoftmax(dim=1))


def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    return DigitNetwork(input_size, hidden_sizes, output_size)
# %% right: one ReLU object used again
from torch import nn

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    relu = nn.ReLU()
    dims = list(hidden_sizes)
    dims.insert(0, input_size)
    stack = []
    while len(dims) > 1:
        n_in = dims.pop(0)
        stack += [nn.Linear(n_in, dims[0]), relu]
    stack += [nn.Linear(dims[0], output_size), nn.LogSoftmax(dim=1)]
    return nn.Sequential(*stack)
# %% wrong: Softmax without the log
from torch import nn

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, size = [], input_size
    for h in hidden_sizes:
        layers += [nn.Linear(size, h), nn.ReLU()]
        size = h
    return nn.Sequential(*layers, nn.Linear(size, output_size), nn.Softmax(dim=1))
# %% wrong: log-softmax over the batch
from torch import nn

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, size = [], input_size
    for h in hidden_sizes:
        layers += [nn.Linear(size, h), nn.ReLU()]
        size = h
    return nn.Sequential(*layers, nn.Linear(size, output_size), nn.LogSoftmax(dim=0))
# %% wrong: ends with the logits
from torch import nn

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, size = [], input_size
    for h in hidden_sizes:
        layers += [nn.Linear(size, h), nn.ReLU()]
        size = h
    layers.append(nn.Linear(size, output_size))
    return nn.Sequential(*layers)
# %% wrong: ReLU after the last Linear too
from torch import nn

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes, output_size]
    model = nn.Sequential()
    for a, b in zip(sizes[:-1], sizes[1:]):
        model.append(nn.Linear(a, b))
        model.append(nn.ReLU())
    model.append(nn.LogSoftmax(dim=1))
    return model
# %% wrong: exactly two hidden layers whatever is asked
from torch import nn

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    return nn.Sequential(
        nn.Linear(input_size, hidden_sizes[0]),
        nn.ReLU(),
        nn.Linear(hidden_sizes[0], hidden_sizes[1]),
        nn.ReLU(),
        nn.Linear(hidden_sizes[1], output_size),
        nn.LogSoftmax(dim=1),
    )
# %% wrong: numbers written in, arguments ignored
from torch import nn

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    return nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(),
                         nn.Linear(64, 10), nn.LogSoftmax(dim=1))
# %% wrong: nested blocks, not flat
from torch import nn

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes]
    blocks = [nn.Sequential(nn.Linear(a, b), nn.ReLU()) for a, b in zip(sizes, sizes[1:])]
    return nn.Sequential(*blocks, nn.Linear(sizes[-1], output_size), nn.LogSoftmax(dim=1))
# %% wrong: a module class of its own
from torch import nn

class Net(nn.Module):
    def __init__(self, input_size, hidden_sizes, output_size):
        super().__init__()
        sizes = [input_size, *hidden_sizes, output_size]
        self.linears = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])

    def forward(self, x):
        for linear in self.linears[:-1]:
            x = nn.functional.relu(linear(x))
        return nn.functional.log_softmax(self.linears[-1](x), dim=1)


def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    return Net(input_size, hidden_sizes, output_size)
# %% wrong: no ReLU between the hidden layers but the last
from torch import nn

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, size = [], input_size
    for h in hidden_sizes:
        layers.append(nn.Linear(size, h))
        size = h
    layers.append(nn.ReLU())
    layers += [nn.Linear(size, output_size), nn.LogSoftmax(dim=1)]
    return nn.Sequential(*layers)
# %% wrong: Tanh for ReLU
from torch import nn

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, size = [], input_size
    for h in hidden_sizes:
        layers += [nn.Linear(size, h), nn.Tanh()]
        size = h
    return nn.Sequential(*layers, nn.Linear(size, output_size), nn.LogSoftmax(dim=1))
# %% wrong: dropout after each ReLU
from torch import nn

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, size = [], input_size
    for h in hidden_sizes:
        layers += [nn.Linear(size, h), nn.ReLU(), nn.Dropout(0.2)]
        size = h
    return nn.Sequential(*layers, nn.Linear(size, output_size), nn.LogSoftmax(dim=1))
# %% wrong: hidden sizes sorted
from torch import nn

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, size = [], input_size
    for h in sorted(hidden_sizes):
        layers += [nn.Linear(size, h), nn.ReLU()]
        size = h
    return nn.Sequential(*layers, nn.Linear(size, output_size), nn.LogSoftmax(dim=1))
# %% wrong: default hidden sizes are not the ones asked for
from torch import nn

def build_model(input_size=784, hidden_sizes=(128, 128), output_size=10):
    layers, size = [], input_size
    for h in hidden_sizes:
        layers += [nn.Linear(size, h), nn.ReLU()]
        size = h
    return nn.Sequential(*layers, nn.Linear(size, output_size), nn.LogSoftmax(dim=1))
