# %% right: OrderedDict with names
from collections import OrderedDict

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers = OrderedDict()
    width = input_size
    for k, h in enumerate(hidden_sizes, 1):
        layers[f"fc{k}"] = nn.Linear(width, h)
        layers[f"relu{k}"] = nn.ReLU()
        width = h
    layers["out"] = nn.Linear(width, output_size)
    layers["logp"] = nn.LogSoftmax(dim=-1)
    return nn.Sequential(layers)

# %% right: generator over neighbouring sizes
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes, output_size]

    def pieces():
        for a, b in zip(sizes, sizes[1:]):
            yield nn.Linear(a, b)
            yield nn.ReLU()

    *body, _ = pieces()
    return nn.Sequential(*body, nn.LogSoftmax(dim=1))

# %% right: recursive list of modules
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    def stack(width, rest):
        if not rest:
            return [nn.Linear(width, output_size), nn.LogSoftmax(1)]
        return [nn.Linear(width, rest[0]), nn.ReLU(inplace=False)] + stack(rest[0], rest[1:])
    return nn.Sequential(*stack(input_size, tuple(hidden_sizes)))

# %% wrong: Softmax at the end
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    mods = []
    for h in hidden_sizes:
        mods += [nn.Linear(input_size, h), nn.ReLU()]
        input_size = h
    mods += [nn.Linear(input_size, output_size), nn.Softmax(dim=1)]
    return nn.Sequential(*mods)

# %% wrong: LogSoftmax over the batch
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    net = nn.Sequential()
    prev = input_size
    for i, h in enumerate(hidden_sizes):
        net.add_module(f"linear_{i}", nn.Linear(prev, h))
        net.add_module(f"relu_{i}", nn.ReLU())
        prev = h
    net.add_module("last", nn.Linear(prev, output_size))
    net.add_module("logsoftmax", nn.LogSoftmax(dim=0))
    return net

# %% wrong: sizes 128 and 64 written in
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    return nn.Sequential(nn.Linear(input_size, 128),
                         nn.ReLU(),
                         nn.Linear(128, 64),
                         nn.ReLU(),
                         nn.Linear(64, 10),
                         nn.LogSoftmax(dim=1))

# %% wrong: ReLU on the scores
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = (input_size,) + tuple(hidden_sizes) + (output_size,)
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        layers.extend((nn.Linear(n_in, n_out), nn.ReLU()))
    layers.append(nn.LogSoftmax(dim=1))
    return nn.Sequential(*layers)

# %% wrong: width never moved on
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    prev = input_size
    layers = []
    for size in hidden_sizes:
        layers.append(nn.Linear(prev, size))
        layers.append(nn.ReLU())
    layers.append(nn.Linear(size, output_size))
    layers.append(nn.LogSoftmax(dim=1))
    return nn.Sequential(*layers)

# %% wrong: blocks nested in the Sequential
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    def block(i, o):
        return nn.Sequential(nn.Linear(i, o), nn.ReLU())
    sizes = [input_size] + list(hidden_sizes)
    hidden = [block(a, b) for a, b in zip(sizes, sizes[1:])]
    return nn.Sequential(*hidden, nn.Linear(sizes[-1], output_size), nn.LogSoftmax(dim=1))

# %% wrong: dropout against overfitting
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, last = [], input_size
    for width in hidden_sizes:
        layers += [nn.Linear(last, width), nn.ReLU(), nn.Dropout(0.2)]
        last = width
    return nn.Sequential(*layers, nn.Linear(last, output_size), nn.LogSoftmax(dim=1))

# %% wrong: class with a forward, ReLU only once
class Net(nn.Module):
    def __init__(self, sizes, out):
        super().__init__()
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.out = nn.Linear(sizes[-1], out)

    def forward(self, x):
        for layer in self.hidden:
            x = layer(x)
        return F.log_softmax(self.out(F.relu(x)), dim=1)


def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    return Net([input_size, *hidden_sizes], output_size)

# %% wrong: no biases and sigmoid units
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    s = [input_size, *hidden_sizes]
    parts = sum(([nn.Linear(a, b, bias=False), nn.Sigmoid()] for a, b in zip(s, s[1:])), [])
    return nn.Sequential(*parts, nn.Linear(s[-1], output_size, bias=False), nn.LogSoftmax(dim=1))

# %% wrong: widths reversed and no last Linear
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    chain = []
    a = input_size
    for b in reversed(hidden_sizes):
        chain.extend([nn.Linear(a, b), nn.ReLU()])
        a = b
    return nn.Sequential(*chain, nn.LogSoftmax(dim=1))
