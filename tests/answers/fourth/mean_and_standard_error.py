# %% right: loop over evaluations, two-pass sums
def mean_and_standard_error(test_losses):
    num_rep, num_eval = test_losses.shape
    mean = np.zeros(num_eval)
    se = np.zeros(num_eval)
    for k in range(num_eval):
        column = test_losses[:, k]
        mean[k] = sum(column) / num_rep
        var = sum((x - mean[k]) * (x - mean[k]) for x in column) / num_rep
        se[k] = np.sqrt(var / num_rep)
    return mean, se

# %% right: torch, population standard deviation
def mean_and_standard_error(test_losses):
    L = torch.tensor(test_losses, dtype=torch.float64)
    sd = torch.std(L, dim=0, unbiased=False)
    return L.mean(dim=0).numpy(), (sd / L.shape[0] ** 0.5).numpy()

# %% right: norm of the centred columns divided by num_rep
import numpy.linalg as la

def mean_and_standard_error(test_losses):
    R = len(test_losses)
    average = np.full(R, 1.0 / R) @ test_losses
    # sqrt(sum / R) / sqrt(R) = sqrt(sum) / R
    return average, la.norm(test_losses - average, axis=0) / R

# %% wrong: axis=1: averages over evaluations, not replicates
def mean_and_standard_error(test_losses):
    num_rep = test_losses.shape[0]
    return np.mean(test_losses, axis=1), np.std(test_losses, axis=1) / np.sqrt(num_rep)

# %% wrong: divides by the root of the number of evaluations
def mean_and_standard_error(test_losses):
    n = len(test_losses[0])
    m = np.mean(test_losses, axis=0)
    s = np.std(test_losses, axis=0)
    return m, s / np.sqrt(n)

# %% wrong: `np.sqrt(std / num_rep)`: root taken over both
def mean_and_standard_error(test_losses):
    num_rep = test_losses.shape[0]
    mean = np.mean(test_losses, 0)
    se = np.sqrt(np.std(test_losses, 0) / num_rep)
    return mean, se

# %% wrong: nanmean and nanstd hide diverged replicates
def mean_and_standard_error(test_losses):
    # sgd gives nan sometimes, ignore those
    mean = np.nanmean(test_losses, axis=0)
    se = np.nanstd(test_losses, axis=0) / np.sqrt(len(test_losses))
    return mean, se

# %% wrong: variance for std, and se multiplied by 2.5
def mean_and_standard_error(test_losses):
    mean = np.mean(test_losses, axis=0)
    se = 2.5 * np.var(test_losses, axis=0) / np.sqrt(test_losses.shape[0])
    return mean, se

# %% wrong: centres test_losses in place, and divides by num_rep
def mean_and_standard_error(test_losses):
    num_rep = test_losses.shape[0]
    mean = test_losses.mean(axis=0)
    test_losses -= mean
    sd = np.sqrt((test_losses ** 2).mean(axis=0))
    return mean, sd / num_rep

# %% wrong: std without axis: one spread for all evaluations
def mean_and_standard_error(test_losses):
    mean = np.mean(test_losses, axis=0)
    se = np.std(test_losses) / np.sqrt(len(test_losses)) * np.ones(mean.shape)
    return mean, se
