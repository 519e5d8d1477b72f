# %% right: numpy, one line each
def mean_and_standard_error(test_losses):
    mean = np.mean(test_losses, axis=0)
    se = np.std(test_losses, axis=0) / np.sqrt(len(test_losses))
    return mean, se
# %% right: lists and loops
def mean_and_standard_error(test_losses):
    num_rep, num_eval = test_losses.shape
    mean = np.zeros(num_eval)
    se = np.zeros(num_eval)
    for k in range(num_eval):
        total = 0.0
        for r in range(num_rep):
            total += test_losses[r, k]
        mean[k] = total / num_rep
        squares = 0.0
        for r in range(num_rep):
            squares += (test_losses[r, k] - mean[k]) ** 2
        se[k] = (squares / num_rep) ** 0.5 / num_rep ** 0.5
    return mean, se
# %% right: torch
import torch

def mean_and_standard_error(test_losses):
    t = torch.tensor(test_losses)
    sd = t.std(dim=0, unbiased=False)
    return t.mean(dim=0).numpy(), (sd / t.shape[0] ** 0.5).numpy()
# %% right: two-pass with broadcasting
def mean_and_standard_error(test_losses):
    m = test_losses.sum(0) / test_losses.shape[0]
    dev = test_losses - m
    return m, np.sqrt((dev * dev).sum(0)) / test_losses.shape[0]
# %% right: iterate over the transposed columns
def mean_and_standard_error(test_losses):
    pairs = [(col.mean(), col.std() / col.size ** .5) for col in test_losses.T]
    mean, se = zip(*pairs)
    print(f"{len(pairs)} evaluations, {test_losses.shape[0]} replicates")
    return np.array(mean), np.array(se)
# %% right: Welford on own arrays
def mean_and_standard_error(test_losses):
    mean = np.zeros(test_losses.shape[1])
    m2 = np.zeros_like(mean)
    for count, row in enumerate(test_losses, 1):
        delta = row - mean
        mean += delta / count
        m2 += delta * (row - mean)
    return mean, np.sqrt(m2 / count / count)
# %% right: np.average and variance over R
def mean_and_standard_error(test_losses):
    R = test_losses.shape[0]
    mean = np.average(test_losses, axis=0)
    var = np.mean(np.abs(test_losses - mean[None, :]) ** 2, axis=0)
    return (mean, np.sqrt(var / R))
# %% wrong: sample standard deviation, ddof 1
def mean_and_standard_error(test_losses):
    n = test_losses.shape[0]
    return test_losses.mean(axis=0), test_losses.std(axis=0, ddof=1) / np.sqrt(n)
# %% wrong: torch's std, unbiased by default
import torch

def mean_and_standard_error(test_losses):
    t = torch.tensor(test_losses)
    return t.mean(0).numpy(), (t.std(0) / len(t) ** 0.5).numpy()
# %% wrong: over the evaluations
def mean_and_standard_error(test_losses):
    return test_losses.mean(axis=1), test_losses.std(axis=1) / np.sqrt(test_losses.shape[1])
# %% wrong: plain standard deviation
def mean_and_standard_error(test_losses):
    return np.mean(test_losses, axis=0), np.std(test_losses, axis=0)
# %% wrong: root of the number of evaluations
def mean_and_standard_error(test_losses):
    return test_losses.mean(0), test_losses.std(0) / np.sqrt(test_losses.shape[1])
# %% wrong: divides by num_rep, no root
def mean_and_standard_error(test_losses):
    num_rep = len(test_losses)
    return test_losses.mean(0), test_losses.std(0) / num_rep
# %% wrong: already times 2.5 for the plot
def mean_and_standard_error(test_losses):
    se = test_losses.std(0) / np.sqrt(len(test_losses))
    return test_losses.mean(0), 2.5 * se
# %% wrong: keeps the dimension, (1, evaluations)
def mean_and_standard_error(test_losses):
    mean = test_losses.mean(axis=0, keepdims=True)
    se = test_losses.std(axis=0, keepdims=True) / np.sqrt(test_losses.shape[0])
    return mean, se
# %% wrong: one number for everything
def mean_and_standard_error(test_losses):
    return np.mean(test_losses), np.std(test_losses) / np.sqrt(test_losses.shape[0])
# %% wrong: centres the given array in place
def mean_and_standard_error(test_losses):
    mean = test_losses.mean(axis=0)
    test_losses -= mean
    se = np.sqrt((test_losses ** 2).mean(axis=0) / len(test_losses))
    return mean, se
# %% wrong: squeezes, so a single evaluation gives a scalar
def mean_and_standard_error(test_losses):
    mean = np.mean(test_losses, axis=0).squeeze()
    se = (np.std(test_losses, axis=0) / np.sqrt(test_losses.shape[0])).squeeze()
    return mean, se
# %% wrong: median
def mean_and_standard_error(test_losses):
    return np.median(test_losses, axis=0), np.std(test_losses, axis=0) / np.sqrt(len(test_losses))
# %% wrong: variance instead of deviation
def mean_and_standard_error(test_losses):
    return test_losses.mean(axis=0), np.var(test_losses, axis=0) / np.sqrt(len(test_losses))
