# %% right: length of the deviations over num_rep, by einsum
def mean_and_standard_error(test_losses):
    n = len(test_losses)
    weights = np.full(n, 1.0 / n)
    mean = np.einsum("r,rk->k", weights, test_losses)
    deviation = test_losses - mean
    return mean, np.sqrt(np.einsum("rk,rk->k", deviation, deviation)) / n

# %% right: torch, column by column after a transpose
def mean_and_standard_error(test_losses):
    columns = torch.tensor(test_losses).T
    num_eval, num_rep = columns.shape
    mean, se = np.empty(num_eval), np.empty(num_eval)
    for k, column in enumerate(columns):
        mean[k] = column.mean().item()
        se[k] = column.std(unbiased=False).item() / num_rep ** 0.5
    return mean, se

# %% wrong: bracket: the root covers std / num_rep as a whole
def mean_and_standard_error(test_losses):
    num_rep = test_losses.shape[0]
    mean = np.mean(test_losses, axis=0)
    se = np.sqrt(np.std(test_losses, axis=0) / num_rep)
    return mean, se

# %% wrong: root of the number of evaluations, not of replicates
def mean_and_standard_error(test_losses):
    mean = test_losses.mean(axis=0)
    std = test_losses.std(axis=0)
    return mean, std / np.sqrt(len(mean))

# %% wrong: ddof=1, and keepdims leaves (1, K) arrays
def mean_and_standard_error(test_losses):
    mean = test_losses.mean(axis=0, keepdims=True)
    se = test_losses.std(axis=0, ddof=1, keepdims=True) / np.sqrt(test_losses.shape[0])
    return mean, se

# %% wrong: deviations written into test_losses; variance for std
def mean_and_standard_error(test_losses):
    mean = np.mean(test_losses, axis=0)
    test_losses -= mean
    var = np.mean(test_losses ** 2, axis=0)
    return mean, var / np.sqrt(len(test_losses))

# %% wrong: std without axis: one spread for all evaluations
def mean_and_standard_error(test_losses):
    num_rep, num_eval = test_losses.shape
    mean = np.mean(test_losses, axis=0)
    se = np.ones(num_eval) * np.std(test_losses) / np.sqrt(num_rep)
    return mean, se

# %% wrong: se already multiplied by 2.5 for the error bars
def mean_and_standard_error(test_losses):
    n = test_losses.shape[0]
    mean = sum(test_losses) / n
    se = 2.5 * np.std(test_losses, axis=0) / np.sqrt(n)
    return mean, se
