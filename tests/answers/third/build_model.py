# %% right: sizes chained and zipped
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes]
    layers = []
    for fan_in, fan_out in zip(sizes, sizes[1:]):
        layers.extend((nn.Linear(fan_in, fan_out), nn.ReLU()))
    layers.extend((nn.Linear(sizes[-1], output_size), nn.LogSoftmax(dim=1)))
    return nn.Sequential(*layers)
# %% right: names by OrderedDict, last dimension
from collections import OrderedDict

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    parts = OrderedDict()
    width = input_size
    for i, hidden in enumerate(hidden_sizes):
        parts[f"hidden_{i}"] = nn.Linear(width, hidden)
        parts[f"relu_{i}"] = nn.ReLU()
        width = hidden
    parts["output"] = nn.Linear(width, output_size)
    parts["log_probabilities"] = nn.LogSoftmax(dim=-1)
    return nn.Sequential(parts)
# %% right: recursion with a list
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    def layers(size, rest):
        if len(rest) == 0:
            return [nn.Linear(size, output_size), nn.LogSoftmax(1)]
        return [nn.Linear(size, rest[0]), nn.ReLU(inplace=True)] + layers(rest[0], rest[1:])

    return nn.Sequential(*layers(input_size, list(hidden_sizes)))
# %% right: grows by append, He initialisation
def build_model(input_size: int = 784, hidden_sizes=(128, 64), output_size: int = 10) -> nn.Sequential:
    model = nn.Sequential()
    last = input_size
    for size in hidden_sizes:
        linear = nn.Linear(in_features=last, out_features=size)
        nn.init.kaiming_uniform_(linear.weight, nonlinearity="relu")
        nn.init.zeros_(linear.bias)
        model.append(linear)
        model.append(nn.ReLU())
        last = size
    model.append(nn.Linear(last, output_size))
    model.append(nn.LogSoftmax(dim=1))
    print(model)
    return model
# %% right: generator, imports of its own
import torch.nn

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    def stages(n_in):
        for n_out in hidden_sizes:
            yield torch.nn.Linear(n_in, n_out)
            yield torch.nn.ReLU()
            n_in = n_out
        yield torch.nn.Linear(n_in, output_size)
        yield torch.nn.LogSoftmax(dim=1)

    return torch.nn.Sequential(*stages(input_size))
# %% right: add_module after reduce
from functools import reduce

def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    def grow(model_and_size, size):
        model, previous = model_and_size
        model.add_module(str(len(model)), nn.Linear(previous, size))
        model.add_module(str(len(model)), nn.ReLU())
        return model, size

    model, last = reduce(grow, hidden_sizes, (nn.Sequential(), input_size))
    for layer in (nn.Linear(last, output_size), nn.LogSoftmax(dim=1)):
        model.add_module(str(len(model)), layer)
    return model
# %% wrong: softmax without the log
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, last = [], input_size
    for h in hidden_sizes:
        layers += [nn.Linear(last, h), nn.ReLU()]
        last = h
    return nn.Sequential(*layers, nn.Linear(last, output_size), nn.Softmax(dim=1))
# %% wrong: log softmax over the batch
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, last = [], input_size
    for h in hidden_sizes:
        layers += [nn.Linear(last, h), nn.ReLU()]
        last = h
    return nn.Sequential(*layers, nn.Linear(last, output_size), nn.LogSoftmax(dim=0))
# %% wrong: logits only, for CrossEntropyLoss
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, last = [], input_size
    for h in hidden_sizes:
        layers += [nn.Linear(last, h), nn.ReLU()]
        last = h
    return nn.Sequential(*layers, nn.Linear(last, output_size))
# %% wrong: ReLU on the scores too
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes, output_size]
    layers = []
    for a, b in zip(sizes[:-1], sizes[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers, nn.LogSoftmax(dim=1))
# %% wrong: exactly two hidden layers
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    return nn.Sequential(
        nn.Linear(input_size, hidden_sizes[0]),
        nn.ReLU(),
        nn.Linear(hidden_sizes[0], hidden_sizes[1]),
        nn.ReLU(),
        nn.Linear(hidden_sizes[1], output_size),
        nn.LogSoftmax(dim=1),
    )
# %% wrong: no ReLU after the last hidden layer
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size, *hidden_sizes, output_size]
    layers = [nn.Linear(sizes[0], sizes[1])]
    for a, b in zip(sizes[1:-2], sizes[2:-1]):
        layers += [nn.ReLU(), nn.Linear(a, b)]
    if len(hidden_sizes) > 0:
        layers += [nn.Linear(sizes[-2], sizes[-1])]
    return nn.Sequential(*layers, nn.LogSoftmax(dim=1))
# %% wrong: blocks nested in Sequentials
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    def block(a, b):
        return nn.Sequential(nn.Linear(a, b), nn.ReLU())
    sizes = [input_size, *hidden_sizes]
    blocks = [block(a, b) for a, b in zip(sizes[:-1], sizes[1:])]
    return nn.Sequential(*blocks, nn.Linear(sizes[-1], output_size), nn.LogSoftmax(dim=1))
# %% wrong: dropout added against overfitting
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, last = [], input_size
    for h in hidden_sizes:
        layers += [nn.Linear(last, h), nn.ReLU(), nn.Dropout(0.2)]
        last = h
    return nn.Sequential(*layers, nn.Linear(last, output_size), nn.LogSoftmax(dim=1))
# %% wrong: list plus tuple
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    sizes = [input_size] + hidden_sizes
    layers = []
    for a, b in zip(sizes[:-1], sizes[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(sizes[-1], output_size), nn.LogSoftmax(dim=1))
# %% wrong: MNIST's sizes typed in at both ends
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, last = [], 784
    for h in hidden_sizes:
        layers += [nn.Linear(last, h), nn.ReLU()]
        last = h
    return nn.Sequential(*layers, nn.Linear(last, 10), nn.LogSoftmax(dim=1))
# %% wrong: leaky slope
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, last = [], input_size
    for h in hidden_sizes:
        layers += [nn.Linear(last, h), nn.LeakyReLU()]
        last = h
    return nn.Sequential(*layers, nn.Linear(last, output_size), nn.LogSoftmax(dim=1))
# %% wrong: layers without names in a ModuleList
def build_model(input_size=784, hidden_sizes=(128, 64), output_size=10):
    layers, last = nn.ModuleList(), input_size
    for h in hidden_sizes:
        layers.append(nn.Linear(last, h))
        layers.append(nn.ReLU())
        last = h
    layers.append(nn.Linear(last, output_size))
    layers.append(nn.LogSoftmax(dim=1))
    return layers
