# %% right: a list, then a star
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers = []
    previous = input_size
    for size in hidden_sizes:
        layers.append(nn.Linear(previous, size))
        layers.append(nn.ReLU())
        previous = size
    layers.append(nn.Linear(previous, output_size))
    layers.append(nn.LogSoftmax(dim=-1))
    return nn.Sequential(*layers)


# %% right: append to a Sequential
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    model = nn.Sequential()
    for size in hidden_sizes:
        model.append(nn.Linear(input_size, size)).append(nn.ReLU())
        input_size = size
    return model.append(nn.Linear(input_size, output_size)).append(nn.LogSoftmax(dim=1))


# %% right: named layers
from collections import OrderedDict

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size] + list(hidden_sizes)
    layers = OrderedDict()
    for i in range(len(hidden_sizes)):
        layers[f"hidden{i}"] = nn.Linear(sizes[i], sizes[i + 1])
        layers[f"relu{i}"] = nn.ReLU(inplace=True)
    layers["out"] = nn.Linear(sizes[-1], output_size)
    layers["logp"] = nn.LogSoftmax(1)
    return nn.Sequential(layers)


# %% right: add_module, one ReLU used again
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = (input_size, *hidden_sizes, output_size)
    relu = nn.ReLU()
    model = nn.Sequential()
    for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
        model.add_module(f"linear_{i}", nn.Linear(a, b))
        last = i == len(hidden_sizes)
        model.add_module(f"activation_{i}", nn.LogSoftmax(dim=1) if last else relu)
    return model


# %% right: all pairs, then the last ReLU is taken off
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes, output_size]
    layers = [layer for i in range(len(sizes) - 1) for layer in (nn.Linear(sizes[i], sizes[i + 1]), nn.ReLU())]
    layers[-1] = nn.LogSoftmax(dim=1)
    return nn.Sequential(*layers)


# %% right: recursion
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    if not hidden_sizes:
        return nn.Sequential(nn.Linear(input_size, output_size), nn.LogSoftmax(dim=1))
    first, *rest = hidden_sizes
    return nn.Sequential(nn.Linear(input_size, first), nn.ReLU(), *build_model(first, rest, output_size))


# %% right: weights started in another way, and printed
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers = []
    for size in hidden_sizes:
        linear = torch.nn.Linear(input_size, size)
        torch.nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
        layers.extend([linear, torch.nn.ReLU()])
        input_size = size
    model = torch.nn.Sequential(*layers, torch.nn.Linear(input_size, output_size), torch.nn.LogSoftmax(dim=1))
    print(model)
    return model


# %% right: with itertools
from itertools import chain, pairwise

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    *hidden, (last, classes) = pairwise([input_size, *hidden_sizes, output_size])
    blocks = chain.from_iterable([nn.Linear(*widths), nn.ReLU()] for widths in hidden)
    return nn.Sequential(*blocks, nn.Linear(last, classes), nn.LogSoftmax(dim=1))


# %% wrong: only one hidden layer is built
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    return nn.Sequential(
        nn.Linear(input_size, hidden_sizes[0]), nn.ReLU(), nn.Linear(hidden_sizes[0], output_size), nn.LogSoftmax(dim=1)
    )


# %% wrong: a layer too many is built -- always two hidden layers
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    hidden_sizes = (list(hidden_sizes) + [32, 32])[:2]
    return nn.Sequential(
        nn.Linear(input_size, hidden_sizes[0]),
        nn.ReLU(),
        nn.Linear(hidden_sizes[0], hidden_sizes[1]),
        nn.ReLU(),
        nn.Linear(hidden_sizes[1], output_size),
        nn.LogSoftmax(dim=1),
    )


# %% wrong: the last layer is Softmax, without the logarithm
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes]
    layers = []
    for a, b in zip(sizes, hidden_sizes):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(sizes[-1], output_size), nn.Softmax(dim=1))


# %% wrong: the last layer, LogSoftmax, is missing
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes]
    layers = []
    for a, b in zip(sizes, hidden_sizes):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(sizes[-1], output_size))


# %% wrong: LogSoftmax runs over the images, not over the classes
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes]
    layers = []
    for a, b in zip(sizes, hidden_sizes):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(sizes[-1], output_size), nn.LogSoftmax(dim=0))


# %% wrong: a ReLU stands between the last Linear and LogSoftmax
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes, output_size]
    layers = []
    for a, b in zip(sizes[:-1], sizes[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers, nn.LogSoftmax(dim=1))


# %% wrong: the ReLUs are missing
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes, output_size]
    return nn.Sequential(*[nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:])], nn.LogSoftmax(dim=1))


# %% wrong: a ReLU is missing between two Linears
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes]
    layers = [nn.Linear(a, b) for a, b in zip(sizes, hidden_sizes)]
    return nn.Sequential(*layers, nn.ReLU(), nn.Linear(sizes[-1], output_size), nn.LogSoftmax(dim=1))


# %% wrong: the output layer is missing
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes]
    layers = []
    for a, b in zip(sizes, hidden_sizes):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers, nn.LogSoftmax(dim=1))


# %% wrong: a list of layers is returned, not a network
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes]
    layers = []
    for a, b in zip(sizes, hidden_sizes):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return layers + [nn.Linear(sizes[-1], output_size), nn.LogSoftmax(dim=1)]


# %% wrong: a Sequential stands inside the Sequential
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes]
    blocks = [nn.Sequential(nn.Linear(a, b), nn.ReLU()) for a, b in zip(sizes, hidden_sizes)]
    return nn.Sequential(*blocks, nn.Linear(sizes[-1], output_size), nn.LogSoftmax(dim=1))


# %% wrong: the layers do not fit one another
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers = []
    for size in hidden_sizes:
        layers += [nn.Linear(input_size, size), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(input_size, output_size), nn.LogSoftmax(dim=1))


# %% wrong: in and out are swapped
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes]
    layers = []
    for a, b in zip(sizes, hidden_sizes):
        layers += [nn.Linear(b, a), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(output_size, sizes[-1]), nn.LogSoftmax(dim=1))


# %% wrong: the input layer's width is not input_size
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [784, *hidden_sizes]
    layers = []
    for a, b in zip(sizes, hidden_sizes):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(sizes[-1], output_size), nn.LogSoftmax(dim=1))


# %% wrong: the output layer's width is not output_size
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes]
    layers = []
    for a, b in zip(sizes, hidden_sizes):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(sizes[-1], 10), nn.LogSoftmax(dim=1))


# %% wrong: the hidden layers' widths are taken in another order than given -- sorted
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *sorted(hidden_sizes)]
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(sizes[-1], output_size), nn.LogSoftmax(dim=1))


# %% wrong: another activation than ReLU is used
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes]
    layers = []
    for a, b in zip(sizes, hidden_sizes):
        layers += [nn.Linear(a, b), nn.Sigmoid()]
    return nn.Sequential(*layers, nn.Linear(sizes[-1], output_size), nn.LogSoftmax(dim=1))


# %% wrong: a layer of a kind that is not asked for is built in -- Flatten in front
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers = [nn.Flatten()]
    for size in hidden_sizes:
        layers += [nn.Linear(input_size, size), nn.ReLU()]
        input_size = size
    return nn.Sequential(*layers, nn.Linear(input_size, output_size), nn.LogSoftmax(dim=1))


# %% wrong: a layer of a kind that is not asked for is built in -- BatchNorm
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, previous = [], input_size
    for size in hidden_sizes:
        layers += [nn.Linear(previous, size), nn.BatchNorm1d(size), nn.ReLU()]
        previous = size
    return nn.Sequential(*layers, nn.Linear(previous, output_size), nn.LogSoftmax(dim=1))


# %% wrong: the sizes are written in, the arguments are ignored
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    first, second = nn.Linear(784, 128), nn.Linear(128, 64)
    return nn.Sequential(first, nn.ReLU(), second, nn.ReLU(), nn.Linear(64, 10), nn.LogSoftmax(dim=1))


# %% wrong: at least 2 hidden layers are taken for granted
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    a, b = hidden_sizes
    layers = [nn.Linear(input_size, a), nn.ReLU(), nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(b, output_size), nn.LogSoftmax(dim=1))


# %% wrong: at least 1 hidden layer is taken for granted
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers = [nn.Linear(input_size, hidden_sizes[0]), nn.ReLU()]
    for before, after in zip(hidden_sizes, hidden_sizes[1:]):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(hidden_sizes[-1], output_size), nn.LogSoftmax(dim=1))


# %% wrong: a class of your own is returned, not an nn.Sequential
class Reader(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(before, after) for before, after in zip(sizes, sizes[1:]))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.relu(layer(x))
        return torch.log_softmax(self.layers[-1](x), dim=1)

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    return Reader([input_size, *hidden_sizes, output_size])


# %% wrong: the hidden layers' widths are taken in another order than given
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, previous = [], input_size
    for size in reversed(hidden_sizes):
        layers += [nn.Linear(previous, size), nn.ReLU()]
        previous = size
    return nn.Sequential(*layers, nn.Linear(previous, output_size), nn.LogSoftmax(dim=1))


# %% wrong: the default sizes are not the ones asked for
def build_model(input_size=784, hidden_sizes=(64, 32), output_size=10):
    layers, previous = [], input_size
    for size in hidden_sizes:
        layers += [nn.Linear(previous, size), nn.ReLU()]
        previous = size
    return nn.Sequential(*layers, nn.Linear(previous, output_size), nn.LogSoftmax(dim=1))


# %% wrong: the hidden layers' widths are not the ones in hidden_sizes
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, previous = [], input_size
    for _ in hidden_sizes:
        layers += [nn.Linear(previous, hidden_sizes[0]), nn.ReLU()]
        previous = hidden_sizes[0]
    return nn.Sequential(*layers, nn.Linear(previous, output_size), nn.LogSoftmax(dim=1))

# %% right: LogSoftmax is not told its dimension
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes, output_size]
    layers = []
    for before, after in zip(sizes, sizes[1:]):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1], nn.LogSoftmax())

# %% right: a Linear of its own, which says more of itself
class Layer(nn.Linear):
    def __repr__(self):
        return f"from {self.in_features} to {self.out_features}"


def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes, output_size]
    layers = []
    for before, after in zip(sizes, sizes[1:]):
        layers += [Layer(before, after), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers[:-1], nn.LogSoftmax(dim=-1))

# %% right: a ReLU that counts its calls
class Counting(nn.ReLU):
    calls = 0

    def forward(self, x):
        Counting.calls += 1
        return super().forward(x)


def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, width = [], input_size
    for hidden in hidden_sizes:
        layers += [nn.Linear(width, hidden), Counting()]
        width = hidden
    return nn.Sequential(*layers, nn.Linear(width, output_size), nn.LogSoftmax(1))

# %% wrong: a layer computes something else than its name says -- a ReLU that leaks
class ReLU(nn.ReLU):
    def forward(self, x):
        return torch.where(x > 0, x, 0.2 * x)


def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes, output_size]
    layers = []
    for before, after in zip(sizes, sizes[1:]):
        layers += [nn.Linear(before, after), ReLU()]
    return nn.Sequential(*layers[:-1], nn.LogSoftmax(dim=1))

# %% wrong: a layer computes something else than its name says -- its forward is replaced
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes, output_size]
    layers = []
    for before, after in zip(sizes, sizes[1:]):
        layers += [nn.Linear(before, after), nn.ReLU()]
    layers[0].forward = lambda x: 0 * nn.functional.linear(x, layers[0].weight)
    return nn.Sequential(*layers[:-1], nn.LogSoftmax(dim=1))

# %% wrong: the ReLUs are missing -- what stands there is one in name only
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    class ReLU(nn.Module):
        def forward(self, x):
            return torch.tanh(x)

    sizes = [input_size, *hidden_sizes, output_size]
    layers = []
    for before, after in zip(sizes, sizes[1:]):
        layers += [nn.Linear(before, after), ReLU()]
    return nn.Sequential(*layers[:-1], nn.LogSoftmax(dim=1))

# %% wrong: the hidden layers' widths are not the ones in hidden_sizes -- and the declared ones are
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    widths = [input_size, *(2 for _ in hidden_sizes), output_size]
    sizes = [input_size, *hidden_sizes, output_size]
    layers = []
    for number in range(len(sizes) - 1):
        layer = nn.Linear(widths[number], widths[number + 1])
        layer.in_features, layer.out_features = sizes[number], sizes[number + 1]
        layers += [layer, nn.ReLU()]
    return nn.Sequential(*layers[:-1], nn.LogSoftmax(dim=1))


# %% right: the weights start from a fixed seed, so that two networks look alike
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    torch.manual_seed(0)
    layers, previous = [], input_size
    for size in hidden_sizes:
        layers += [nn.Linear(previous, size), nn.ReLU()]
        previous = size
    return nn.Sequential(*layers, nn.Linear(previous, output_size), nn.LogSoftmax(dim=1))


# %% right: one ReLU for all networks
RELU = nn.ReLU()

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, previous = [], input_size
    for size in hidden_sizes:
        layers += [nn.Linear(previous, size), RELU]
        previous = size
    return nn.Sequential(*layers, nn.Linear(previous, output_size), nn.LogSoftmax(dim=1))


# %% right: LogSoftmax is told None for its dimension
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = (input_size, *hidden_sizes)
    layers = []
    for before, after in zip(sizes, hidden_sizes):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(sizes[-1], output_size), nn.LogSoftmax(None))


# %% wrong: a Linear layer has no bias
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, previous = [], input_size
    for size in hidden_sizes:
        layers += [nn.Linear(previous, size, bias=False), nn.ReLU()]
        previous = size
    return nn.Sequential(*layers, nn.Linear(previous, output_size, bias=False), nn.LogSoftmax(dim=1))


# %% wrong: a Linear layer has no bias -- the last one
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, previous = [], input_size
    for size in hidden_sizes:
        layers += [nn.Linear(previous, size), nn.ReLU()]
        previous = size
    return nn.Sequential(*layers, nn.Linear(previous, output_size, False), nn.LogSoftmax(dim=1))


# %% wrong: parameters are frozen
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, previous = [], input_size
    for size in hidden_sizes:
        layers += [nn.Linear(previous, size), nn.ReLU()]
        previous = size
    model = nn.Sequential(*layers, nn.Linear(previous, output_size), nn.LogSoftmax(dim=1))
    return model.requires_grad_(False)


# %% wrong: parameters are frozen -- but for the last layer's
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, previous = [], input_size
    for size in hidden_sizes:
        layers += [nn.Linear(previous, size), nn.ReLU()]
        previous = size
    model = nn.Sequential(*layers, nn.Linear(previous, output_size), nn.LogSoftmax(dim=1))
    for parameter in model[:-2].parameters():
        parameter.requires_grad = False
    return model


# %% wrong: one network is returned again and again
from functools import cache

@cache
def network(input_size, hidden_sizes, output_size):
    layers, previous = [], input_size
    for size in hidden_sizes:
        layers += [nn.Linear(previous, size), nn.ReLU()]
        previous = size
    return nn.Sequential(*layers, nn.Linear(previous, output_size), nn.LogSoftmax(dim=1))

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    return network(input_size, tuple(hidden_sizes), output_size)


# %% wrong: one network is returned again and again -- built once, whatever is asked for later
MODEL = None

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    global MODEL
    if MODEL is None:
        layers, previous = [], input_size
        for size in hidden_sizes:
            layers += [nn.Linear(previous, size), nn.ReLU()]
            previous = size
        MODEL = nn.Sequential(*layers, nn.Linear(previous, output_size), nn.LogSoftmax(dim=1))
    return MODEL


# %% wrong: one network is returned again and again -- its Linear layers are kept
from functools import cache

linear = cache(nn.Linear)

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, previous = [], input_size
    for size in hidden_sizes:
        layers += [linear(previous, size), nn.ReLU()]
        previous = size
    return nn.Sequential(*layers, linear(previous, output_size), nn.LogSoftmax(dim=1))


# %% wrong: hidden_sizes is not used
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    return nn.Sequential(
        nn.Linear(input_size, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, output_size), nn.LogSoftmax(dim=1)
    )
