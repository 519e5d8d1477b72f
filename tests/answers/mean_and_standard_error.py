# %% right: NumPy along the replicates
def mean_and_standard_error(test_losses):
    return np.mean(test_losses, axis=0), np.std(test_losses, axis=0) / np.sqrt(test_losses.shape[0])


# %% right: loops in plain Python
def mean_and_standard_error(test_losses):
    R, K = test_losses.shape
    mean, se = [], []
    for k in range(K):
        total = 0.0
        for r in range(R):
            total += test_losses[r, k]
        m = total / R
        variance = sum((test_losses[r, k] - m) ** 2 for r in range(R)) / R
        mean.append(m)
        se.append((variance / R) ** 0.5)
    return np.array(mean), np.array(se)


# %% right: the mean of squares minus the square of the mean
def mean_and_standard_error(test_losses):
    mean = test_losses.mean(axis=0)
    variance = np.maximum((test_losses**2).mean(axis=0) - mean**2, 0)
    return mean, np.sqrt(variance / len(test_losses))


# %% right: transposed, then column by column
def mean_and_standard_error(test_losses):
    columns = test_losses.T
    mean = np.array([np.mean(c) for c in columns])
    se = np.array([np.std(c) / np.sqrt(len(c)) for c in columns])
    return mean, se


# %% right: the statistics module
def mean_and_standard_error(test_losses):
    import statistics

    columns = test_losses.T.tolist()
    return (
        np.array([statistics.fmean(c) for c in columns]),
        np.array([statistics.pstdev(c) / len(c) ** 0.5 for c in columns]),
    )


# %% right: the length of the deviations
def mean_and_standard_error(test_losses):
    num_rep = test_losses.shape[0]
    mean = np.ones(num_rep) @ test_losses / num_rep
    return mean, np.linalg.norm(test_losses - mean, axis=0) / num_rep


# %% right: torch inside
def mean_and_standard_error(test_losses):
    import torch

    losses = torch.tensor(test_losses)
    se = losses.std(dim=0, unbiased=False) / len(losses) ** 0.5
    return losses.mean(dim=0).numpy(), se.numpy()


# %% right: float32 inside, and a list of two
def mean_and_standard_error(test_losses):
    losses = test_losses.astype(np.float32)
    print("replicates:", len(losses))
    return [losses.mean(0), losses.std(0) / np.float32(len(losses)) ** np.float32(0.5)]


# %% right: ddof = 1, with its own root
def mean_and_standard_error(test_losses):
    num_rep = test_losses.shape[0]
    if num_rep == 1:
        return test_losses[0].copy(), np.zeros(test_losses.shape[1])
    sample = np.std(test_losses, axis=0, ddof=1)
    return np.average(test_losses, axis=0), sample * np.sqrt(num_rep - 1) / num_rep


# %% wrong: the standard deviation divides by num_rep − 1
def mean_and_standard_error(test_losses):
    return np.mean(test_losses, axis=0), np.std(test_losses, axis=0, ddof=1) / np.sqrt(test_losses.shape[0])


# %% wrong: the standard deviation is returned as it is
def mean_and_standard_error(test_losses):
    return np.mean(test_losses, axis=0), np.std(test_losses, axis=0)


# %% wrong: the root is missing, and ddof is not np.std's own
def mean_and_standard_error(test_losses):
    return np.mean(test_losses, axis=0), np.std(test_losses, axis=0, ddof=1)


# %% wrong: the division is by num_rep, not by its root
def mean_and_standard_error(test_losses):
    return np.mean(test_losses, axis=0), np.std(test_losses, axis=0) / test_losses.shape[0]


# %% wrong: it is the variance
def mean_and_standard_error(test_losses):
    return np.mean(test_losses, axis=0), np.var(test_losses, axis=0)


# %% wrong: no root is taken of the variance
def mean_and_standard_error(test_losses):
    return np.mean(test_losses, axis=0), np.var(test_losses, axis=0) / len(test_losses)


# %% wrong: the variance is divided by the root of num_rep
def mean_and_standard_error(test_losses):
    return np.mean(test_losses, axis=0), np.var(test_losses, axis=0) / np.sqrt(len(test_losses))


# %% wrong: it is the error bar of 2.5 standard errors
def mean_and_standard_error(test_losses):
    return np.mean(test_losses, axis=0), 2.5 * np.std(test_losses, axis=0) / np.sqrt(len(test_losses))


# %% wrong: the division is by the root of the number of evaluations
def mean_and_standard_error(test_losses):
    return np.mean(test_losses, axis=0), np.std(test_losses, axis=0) / np.sqrt(test_losses.shape[1])


# %% wrong: it runs over the evaluations, not over the replicates
def mean_and_standard_error(test_losses):
    return np.mean(test_losses, axis=1), np.std(test_losses, axis=1) / np.sqrt(test_losses.shape[0])


# %% wrong: it runs over all the losses at once
def mean_and_standard_error(test_losses):
    return np.mean(test_losses), np.std(test_losses) / np.sqrt(test_losses.shape[0])


# %% wrong: it is the median
def mean_and_standard_error(test_losses):
    return np.median(test_losses, axis=0), np.std(test_losses, axis=0) / np.sqrt(test_losses.shape[0])


# %% wrong: it is the sum
def mean_and_standard_error(test_losses):
    return np.sum(test_losses, axis=0), np.std(test_losses, axis=0) / np.sqrt(test_losses.shape[0])


# %% wrong: the standard error comes first
def mean_and_standard_error(test_losses):
    return np.std(test_losses, axis=0) / np.sqrt(test_losses.shape[0]), np.mean(test_losses, axis=0)


# %% wrong: num_rep is fixed at 10
def mean_and_standard_error(test_losses):
    return np.mean(test_losses, axis=0), np.std(test_losses, axis=0) / np.sqrt(10)


# %% wrong: the function wrote to its arguments
def mean_and_standard_error(test_losses):
    mean = np.mean(test_losses, axis=0)
    test_losses -= mean
    return mean, np.sqrt(np.mean(test_losses**2, axis=0) / len(test_losses))


# %% wrong: only one of the two is returned
def mean_and_standard_error(test_losses):
    return np.mean(test_losses, axis=0)


# %% wrong: a single evaluation gives a number, not an array
def mean_and_standard_error(test_losses):
    mean, se = np.mean(test_losses, axis=0), np.std(test_losses, axis=0) / len(test_losses) ** 0.5
    return np.squeeze(mean), np.squeeze(se)


# %% wrong: the axis of the replicates is kept
def mean_and_standard_error(test_losses):
    deviation = np.std(test_losses, axis=0, keepdims=True)
    return np.mean(test_losses, axis=0, keepdims=True), deviation / np.sqrt(len(test_losses))


# %% wrong: a list is returned
def mean_and_standard_error(test_losses):
    columns = list(test_losses.T)
    return [c.mean() for c in columns], [c.std() / np.sqrt(c.size) for c in columns]


# %% wrong: the division is by the number of evaluations
def mean_and_standard_error(test_losses):
    return test_losses.mean(axis=0), test_losses.std(axis=0) / test_losses.shape[1]


# %% wrong: replicates that ended in nan are left out
def mean_and_standard_error(test_losses):
    return np.nanmean(test_losses, axis=0), np.nanstd(test_losses, axis=0) / np.sqrt(len(test_losses))


# %% wrong: it is the smallest loss
def mean_and_standard_error(test_losses):
    return np.min(test_losses, axis=0), np.std(test_losses, axis=0) / np.sqrt(len(test_losses))


# %% wrong: it is the last replicate's loss
def mean_and_standard_error(test_losses):
    return test_losses[-1], np.std(test_losses, axis=0) / np.sqrt(len(test_losses))


# %% wrong: the mean divides by num_rep − 1
def mean_and_standard_error(test_losses):
    return np.sum(test_losses, axis=0) / max(len(test_losses) - 1, 1), np.std(test_losses, axis=0) / np.sqrt(len(test_losses))
