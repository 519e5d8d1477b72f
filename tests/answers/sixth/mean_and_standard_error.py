# %% right: torch std_mean without Bessel's correction
def mean_and_standard_error(test_losses):
    s, m = torch.std_mean(torch.tensor(test_losses), dim=0, unbiased=False)
    return m.numpy(), s.numpy() / len(test_losses) ** 0.5

# %% right: Welford's running update over the replicates
def mean_and_standard_error(test_losses):
    mean = np.zeros(test_losses.shape[1])
    m2 = np.zeros(test_losses.shape[1])
    for k, row in enumerate(test_losses, start=1):
        delta = row - mean
        mean = mean + delta / k
        m2 = m2 + delta * (row - mean)
    return mean, np.sqrt(m2 / k) / np.sqrt(k)

# %% right: norm of the centred columns over n
def mean_and_standard_error(test_losses):
    R = test_losses.shape[0]
    centre = np.einsum('re->e', test_losses) / R
    return centre, la.norm(test_losses - centre, axis=0) / R

# %% wrong: power one half without brackets
def mean_and_standard_error(test_losses):
    num_rep = test_losses.shape[0]
    return np.mean(test_losses, axis=0), np.std(test_losses, axis=0) / num_rep ** 1/2

# %% wrong: averages along each replicate
def mean_and_standard_error(test_losses):
    num_rep = len(test_losses)
    mean = test_losses.mean(axis=1)
    se = test_losses.std(axis=1) / np.sqrt(num_rep)
    return mean, se

# %% wrong: root of the number of evaluations
def mean_and_standard_error(test_losses):
    mean = np.mean(test_losses, axis=0)
    se = np.std(test_losses, axis=0) / np.sqrt(len(mean))
    return mean, se

# %% wrong: variance in place of the deviation
def mean_and_standard_error(test_losses):
    n = test_losses.shape[0]
    mu = sum(test_losses) / n
    spread = sum((row - mu) ** 2 for row in test_losses) / n
    return mu, spread / np.sqrt(n)

# %% wrong: one standard deviation over the whole table
def mean_and_standard_error(test_losses):
    R, K = test_losses.shape
    mean = test_losses.mean(0)
    se = np.full(K, np.std(test_losses) / np.sqrt(R))
    return mean, se

# %% wrong: sample deviation from statistics.stdev
import statistics

def mean_and_standard_error(test_losses):
    columns = [list(map(float, c)) for c in test_losses.T]
    mean = np.array([statistics.mean(c) for c in columns])
    se = np.array([statistics.stdev(c) / len(c) ** 0.5 for c in columns])
    return mean, se

# %% wrong: median and already times 2.5
def mean_and_standard_error(test_losses):
    center = np.median(test_losses, axis=0)
    error_bar = 2.5 * np.std(test_losses, axis=0) / np.sqrt(test_losses.shape[0])
    return center, error_bar

# %% wrong: not divided by the root, kept as a row
def mean_and_standard_error(test_losses):
    mean = np.mean(test_losses, axis=0, keepdims=True)
    se = np.sqrt(np.mean((test_losses - mean) ** 2, axis=0, keepdims=True))
    return mean, se
