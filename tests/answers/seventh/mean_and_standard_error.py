# %% right: Welford's update over replicates
def mean_and_standard_error(test_losses):
    mean = np.zeros(test_losses.shape[1])
    m2 = np.zeros_like(mean)
    for count, row in enumerate(test_losses, start=1):
        delta = row - mean
        mean = mean + delta / count
        m2 = m2 + delta * (row - mean)
    n = len(test_losses)
    return mean, np.sqrt(m2 / n) / np.sqrt(n)

# %% right: namedtuple and torch.std without correction
from collections import namedtuple
Curve = namedtuple("Curve", ["mean", "se"])

def mean_and_standard_error(test_losses):
    t = torch.tensor(np.asarray(test_losses), dtype=torch.float64)
    return Curve(t.mean(dim=0).numpy(), (t.std(dim=0, unbiased=False) / len(t) ** 0.5).numpy())

# %% right: norm of the centred columns over num_rep
def mean_and_standard_error(test_losses):
    R = len(test_losses)
    mu = np.einsum("rk->k", test_losses) / R
    return mu, np.array([la.norm(c - m) / R for c, m in zip(test_losses.T, mu)])

# %% wrong: statistics along each replicate
def mean_and_standard_error(test_losses):
    num_rep = test_losses.shape[0]
    return test_losses.mean(axis=1), test_losses.std(axis=1) / np.sqrt(num_rep)

# %% wrong: root of the number of evaluations
def mean_and_standard_error(test_losses):
    mean = np.mean(test_losses, axis=0)
    std = np.std(test_losses, axis=0)
    return mean, std / np.sqrt(test_losses.shape[1])

# %% wrong: error bars already times 2.5
def mean_and_standard_error(test_losses):
    m = test_losses.mean(0)
    half_width = 2.5 * test_losses.std(0) / len(test_losses) ** 0.5
    return m, half_width

# %% wrong: variance in place of the deviation
def mean_and_standard_error(test_losses):
    n = test_losses.shape[0]
    return np.mean(test_losses, axis=0), np.var(test_losses, axis=0) / np.sqrt(n)

# %% wrong: median as the centre
def mean_and_standard_error(test_losses):
    # robust against the diverging run
    centre = np.median(test_losses, axis=0)
    spread = np.sqrt(((test_losses - test_losses.mean(axis=0)) ** 2).mean(axis=0))
    return centre, spread / np.sqrt(len(test_losses))

# %% wrong: sum of squares returned too early
def mean_and_standard_error(test_losses):
    reps, evals = test_losses.shape
    mean, se = np.zeros(evals), np.zeros(evals)
    for k in range(evals):
        mean[k] = sum(test_losses[:, k]) / reps
        dev = sum((x - mean[k]) ** 2 for x in test_losses[:, k]) / reps
        se[k] = (dev / reps) ** 0.5
        return mean, se

# %% wrong: deviation over the whole table
def mean_and_standard_error(test_losses):
    mean = test_losses.mean(axis=0)
    se = np.std(test_losses) / np.sqrt(test_losses.shape[0])
    return mean, se * np.ones_like(mean)

# %% wrong: sample deviation and no root of n
class Stats:
    def __init__(self, data):
        self.data = data

    @property
    def mean(self):
        return self.data.mean(axis=0)

    @property
    def se(self):
        return self.data.std(axis=0, ddof=1) / len(self.data)


def mean_and_standard_error(test_losses):
    s = Stats(test_losses)
    return s.mean, s.se

# %% wrong: error first and rows kept
def mean_and_standard_error(test_losses):
    mean = np.mean(test_losses, axis=0, keepdims=True)
    se = np.std(test_losses, axis=0, keepdims=True) / np.sqrt(test_losses.shape[0])
    return se, mean

# %% wrong: moments with a squared mean missing, stacked
def mean_and_standard_error(test_losses):
    n = len(test_losses)
    mean = test_losses.sum(axis=0) / n
    second = (test_losses ** 2).sum(axis=0) / n
    return np.vstack([mean, np.sqrt(np.abs(second - mean)) / np.sqrt(n)])
