# %% right: one ReLU object used in every place
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    relu = nn.ReLU()
    sizes = [input_size, *hidden_sizes]
    stack = []
    for a, b in zip(sizes, sizes[1:]):
        stack += [nn.Linear(a, b), relu]
    return nn.Sequential(*stack, nn.Linear(sizes[-1], output_size), nn.LogSoftmax(-1))
# %% right: OrderedDict with layer names
from collections import OrderedDict

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers = OrderedDict()
    n_in = input_size
    for k, n_out in enumerate(hidden_sizes, start=1):
        layers["fc%d" % k] = nn.Linear(n_in, n_out)
        layers["act%d" % k] = nn.ReLU(inplace=True)
        n_in = n_out
    layers["out"] = nn.Linear(n_in, output_size)
    layers["logprob"] = nn.LogSoftmax(dim=1)
    return nn.Sequential(layers)
# %% right: recursion that returns lists of layers
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    def tail(width, rest):
        if len(rest) == 0:
            return [nn.Linear(width, output_size), nn.LogSoftmax(dim=1)]
        first, *others = rest
        return [nn.Linear(width, first), nn.ReLU()] + tail(first, others)

    return nn.Sequential(*tail(input_size, list(hidden_sizes)))
# %% wrong: LogSoftmax over dim=0, the batch, not the classes
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers = []
    prev = input_size
    for h in hidden_sizes:
        layers.append(nn.Linear(prev, h))
        layers.append(nn.ReLU())
        prev = h
    layers.append(nn.Linear(prev, output_size))
    layers.append(nn.LogSoftmax(dim=0))
    return nn.Sequential(*layers)
# %% wrong: range(len - 1) leaves out the last hidden layer
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    modules = []
    width = input_size
    for i in range(len(hidden_sizes) - 1):
        modules.append(nn.Linear(width, hidden_sizes[i]))
        modules.append(nn.ReLU())
        width = hidden_sizes[i]
    modules.append(nn.Linear(width, output_size))
    modules.append(nn.LogSoftmax(dim=1))
    return nn.Sequential(*modules)
# %% wrong: layer names from the size: equal sizes overwrite
from collections import OrderedDict

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    net = OrderedDict()
    last = input_size
    for size in hidden_sizes:
        net[f"linear_{size}"] = nn.Linear(last, size)
        net[f"relu_{size}"] = nn.ReLU()
        last = size
    net["linear_out"] = nn.Linear(last, output_size)
    net["log_softmax"] = nn.LogSoftmax(dim=1)
    return nn.Sequential(net)
# %% wrong: ReLU also after the output Linear
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    dims = [input_size] + list(hidden_sizes) + [output_size]
    layers = []
    for d_in, d_out in zip(dims[:-1], dims[1:]):
        layers.append(nn.Linear(d_in, d_out))
        layers.append(nn.ReLU())
    layers.append(nn.LogSoftmax(dim=1))
    return nn.Sequential(*layers)
# %% wrong: sizes fixed at 128 and 64, hidden_sizes ignored
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    model = nn.Sequential(
        nn.Linear(input_size, 128),
        nn.ReLU(),
        nn.Linear(128, 64),
        nn.ReLU(),
        nn.Linear(64, output_size),
        nn.LogSoftmax(dim=1),
    )
    return model
# %% wrong: input width of the hidden layers never updated
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    in_features = input_size
    model = nn.Sequential()
    for j, out_features in enumerate(hidden_sizes):
        model.add_module(f"lin{j}", nn.Linear(in_features, out_features))
        model.add_module(f"relu{j}", nn.ReLU())
        infeatures = out_features
    model.add_module("last", nn.Linear(hidden_sizes[-1], output_size))
    model.add_module("lsm", nn.LogSoftmax(dim=1))
    return model
# %% wrong: no ReLU after the last hidden layer and plain Softmax
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers = [nn.Linear(input_size, hidden_sizes[0])]
    for i in range(1, len(hidden_sizes)):
        layers.append(nn.ReLU())
        layers.append(nn.Linear(hidden_sizes[i - 1], hidden_sizes[i]))
    layers.append(nn.Linear(hidden_sizes[-1], output_size))
    layers.append(nn.Softmax(dim=1))
    return nn.Sequential(*layers)
# %% wrong: blocks are nested Sequentials, so not flat
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    def block(i, o):
        return nn.Sequential(nn.Linear(i, o), nn.ReLU())

    widths = (input_size,) + tuple(hidden_sizes)
    blocks = [block(widths[k], widths[k + 1]) for k in range(len(hidden_sizes))]
    return nn.Sequential(*blocks, nn.Linear(widths[-1], output_size), nn.LogSoftmax(dim=1))
# %% wrong: Tanh for ReLU, and output size fixed at 10
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    activation = nn.Tanh
    layers, previous = [], input_size
    for hidden in hidden_sizes:
        layers.extend([nn.Linear(previous, hidden), activation()])
        previous = hidden
    layers.extend([nn.Linear(previous, 10), nn.LogSoftmax(dim=1)])
    return nn.Sequential(*layers)
# %% wrong: `return` inside the loop: only one hidden layer
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers = []
    current = input_size
    for h in hidden_sizes:
        layers += [nn.Linear(current, h), nn.ReLU()]
        current = h
        out = [nn.Linear(current, output_size), nn.LogSoftmax(dim=1)]
        return nn.Sequential(*(layers + out))
