# %% right: OrderedDict with named layers
from collections import OrderedDict

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers = OrderedDict()
    width = input_size
    for k, h in enumerate(hidden_sizes, start=1):
        layers[f"fc{k}"] = nn.Linear(width, h)
        layers[f"relu{k}"] = nn.ReLU()
        width = h
    layers["out"] = nn.Linear(width, output_size)
    layers["logprob"] = nn.LogSoftmax(dim=1)
    return nn.Sequential(layers)
# %% right: recursion from the output backwards
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    def rest(d_in, hs):
        if len(hs) == 0:
            return [nn.Linear(d_in, output_size), nn.LogSoftmax(dim=-1)]
        first, *others = hs
        return [nn.Linear(d_in, first), nn.ReLU()] + rest(first, others)
    return nn.Sequential(*rest(input_size, list(hidden_sizes)))
# %% right: last ReLU overwritten by the LogSoftmax, modules added
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    dims = [input_size, *hidden_sizes, output_size]
    mods = []
    for i in range(1, len(dims)):
        mods += [nn.Linear(dims[i - 1], dims[i]), nn.ReLU(inplace=True)]
    mods[-1] = nn.LogSoftmax(1)
    net = nn.Sequential()
    for i, m in enumerate(mods):
        net.add_module(str(i), m)
    return net
# %% right: one ReLU object used at every place
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    relu = nn.ReLU()          # has no weights so one is enough
    ins = [input_size] + list(hidden_sizes)
    outs = list(hidden_sizes) + [output_size]
    model = nn.Sequential()
    for a, b in zip(ins[:-1], outs[:-1]):
        model.append(nn.Linear(a, b))
        model.append(relu)
    model.append(nn.Linear(ins[-1], outs[-1]))
    model.append(nn.LogSoftmax(dim=1))
    return model
# %% wrong: ReLU also after the output Linear
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes, output_size]
    layers = []
    for a, b in zip(sizes[:-1], sizes[1:]):
        layers.append(nn.Linear(a, b))
        layers.append(nn.ReLU())
    layers.append(nn.LogSoftmax(dim=1))
    return nn.Sequential(*layers)
# %% wrong: typo `prev_sise`: the input width is never updated
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers = []
    prev_size = input_size
    for h in hidden_sizes:
        layers.append(nn.Linear(prev_size, h))
        layers.append(nn.ReLU())
        prev_sise = h
    layers.append(nn.Linear(hidden_sizes[-1] if hidden_sizes else input_size, output_size))
    layers.append(nn.LogSoftmax(dim=1))
    return nn.Sequential(*layers)
# %% wrong: .index(h) finds the first of two equal hidden sizes
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers = []
    last = input_size
    for h in hidden_sizes:
        i = hidden_sizes.index(h)
        if i == 0:
            d_in = input_size
        else:
            d_in = hidden_sizes[i - 1]
        layers.append(nn.Linear(d_in, h))
        layers.append(nn.ReLU())
        last = h
    layers.append(nn.Linear(last, output_size))
    layers.append(nn.LogSoftmax(dim=1))
    return nn.Sequential(*layers)
# %% wrong: LogSoftmax over the batch: dim=0
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    modules = []
    n_in = input_size
    for n_out in hidden_sizes:
        modules.extend([nn.Linear(n_in, n_out), nn.ReLU()])
        n_in = n_out
    modules.extend([nn.Linear(n_in, output_size), nn.LogSoftmax(dim=0)])
    return nn.Sequential(*modules)
# %% wrong: list of layers outside the function grows at each call
layers = []

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    current = input_size
    for size in hidden_sizes:
        layers.append(nn.Linear(current, size))
        layers.append(nn.ReLU())
        current = size
    layers.append(nn.Linear(current, output_size))
    layers.append(nn.LogSoftmax(dim=1))
    return nn.Sequential(*layers)
# %% wrong: ReLU appended once, after the loop
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    net = nn.Sequential()
    d = input_size
    for h in hidden_sizes:
        net.append(nn.Linear(d, h))
        d = h
    net.append(nn.ReLU())
    net.append(nn.Linear(d, output_size))
    net.append(nn.LogSoftmax(dim=1))
    return net
# %% wrong: loop over hidden_sizes[:-1] skips the last hidden layer
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers = []
    d_in = input_size
    for d_out in hidden_sizes[:-1]:
        layers += [nn.Linear(d_in, d_out), nn.ReLU()]
        d_in = d_out
    layers += [nn.Linear(d_in, output_size)]
    layers += [nn.LogSoftmax(dim=1)]
    return nn.Sequential(*layers)
# %% wrong: two: Softmax for LogSoftmax; 784 for input_size
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers = []
    prev = 784
    for h in hidden_sizes:
        layers.append(nn.Linear(prev, h))
        layers.append(nn.ReLU())
        prev = h
    layers.append(nn.Linear(prev, output_size))
    layers.append(nn.Softmax(dim=1))
    return nn.Sequential(*layers)
# %% wrong: two: hidden sizes backwards; blocks nested, not flat
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    def block(a, b):
        return nn.Sequential(nn.Linear(a, b), nn.ReLU())

    blocks = []
    out = output_size
    sizes = list(hidden_sizes)
    prev = input_size
    while sizes:
        h = sizes.pop()
        blocks.append(block(prev, h))
        prev = h
    return nn.Sequential(*blocks, nn.Linear(prev, out), nn.LogSoftmax(dim=1))
# %% wrong: two: ReLU before each Linear not after; output fixed at 10
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers = []
    w = input_size
    for h in hidden_sizes:
        layers.append(nn.ReLU())
        layers.append(nn.Linear(w, h))
        w = h
    layers.append(nn.Linear(w, 10))
    layers.append(nn.LogSoftmax(dim=1))
    return nn.Sequential(*layers)
