# %% right: OrderedDict with named layers
from collections import OrderedDict

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, width = OrderedDict(), input_size
    for i, h in enumerate(hidden_sizes):
        layers[f'fc{i}'] = nn.Linear(width, h)
        layers[f'act{i}'] = nn.ReLU()
        width = h
    layers['out'] = nn.Linear(width, output_size)
    layers['logp'] = nn.LogSoftmax(dim=1)
    return nn.Sequential(layers)

# %% right: itertools chain over pairs of widths
from itertools import chain

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    widths = [input_size, *hidden_sizes]
    hidden = chain.from_iterable((nn.Linear(a, b), nn.ReLU(inplace=True)) for a, b in zip(widths, widths[1:]))
    return nn.Sequential(*hidden, nn.Linear(widths[-1], output_size), nn.LogSoftmax(dim=-1))

# %% right: last ReLU replaced by LogSoftmax
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size] + list(hidden_sizes) + [output_size]
    stack = []
    for k in range(1, len(sizes)):
        stack += [nn.Linear(sizes[k - 1], sizes[k]), nn.ReLU()]
    stack[-1] = nn.LogSoftmax(1)
    return nn.Sequential(*stack)

# %% wrong: ReLU left in after the last Linear
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes, output_size]
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        layers.append(nn.Linear(n_in, n_out))
        layers.append(nn.ReLU())
    layers.append(nn.LogSoftmax(dim=1))
    return nn.Sequential(*layers)

# %% wrong: normalises over the batch
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers = []
    prev = input_size
    for h in hidden_sizes:
        layers += [nn.Linear(prev, h), nn.ReLU()]
        prev = h
    layers += [nn.Linear(prev, output_size), nn.LogSoftmax(dim=0)]
    return nn.Sequential(*layers)

# %% wrong: 128 and 64 typed in
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    model = nn.Sequential(nn.Linear(input_size, 128),
                          nn.ReLU(),
                          nn.Linear(128, 64),
                          nn.ReLU(),
                          nn.Linear(64, output_size),
                          nn.LogSoftmax(dim=1))
    return model

# %% wrong: incoming width is never moved on
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    modules = []
    in_features = input_size
    for out_features in hidden_sizes:
        modules.append(nn.Linear(in_features, out_features))
        modules.append(nn.ReLU())
    modules.append(nn.Linear(out_features, output_size))
    modules.append(nn.LogSoftmax(dim=1))
    return nn.Sequential(*modules)

# %% wrong: blocks nested inside the Sequential
class Block(nn.Sequential):
    def __init__(self, n_in, n_out):
        super().__init__(nn.Linear(n_in, n_out), nn.ReLU())


def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    dims = (input_size,) + tuple(hidden_sizes)
    blocks = [Block(a, b) for a, b in zip(dims, dims[1:])]
    head = [nn.Linear(dims[-1], output_size), nn.LogSoftmax(dim=1)]
    return nn.Sequential(*blocks, *head)

# %% wrong: probabilities instead of log-probabilities
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size] + list(hidden_sizes)
    net = nn.Sequential()
    for i in range(len(hidden_sizes)):
        net.add_module("linear%d" % i, nn.Linear(sizes[i], sizes[i + 1]))
        net.add_module("relu%d" % i, nn.ReLU())
    net.add_module("final", nn.Linear(sizes[-1], output_size))
    net.add_module("softmax", nn.Softmax(dim=1))
    return net

# %% wrong: output layers indented into the loop
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers = []
    last = input_size
    for size in hidden_sizes:
        layers.append(nn.Linear(last, size))
        layers.append(nn.ReLU())
        last = size
        layers.append(nn.Linear(last, output_size))
        layers.append(nn.LogSoftmax(dim=1))
    return nn.Sequential(*layers)

# %% wrong: Sigmoid, and the layers without bias
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes]
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b, bias=False), nn.Sigmoid()]
    return nn.Sequential(*layers, nn.Linear(sizes[-1], output_size, bias=False), nn.LogSoftmax(dim=1))

# %% wrong: hidden sizes reversed, no LogSoftmax
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    widths = list(hidden_sizes)[::-1]
    layers = []
    n = input_size
    while widths:
        w = widths.pop(0)
        layers.extend((nn.Linear(n, w), nn.ReLU()))
        n = w
    layers.append(nn.Linear(n, output_size))
    return nn.Sequential(*layers)
