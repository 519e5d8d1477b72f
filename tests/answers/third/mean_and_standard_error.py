# %% right: methods of the array
def mean_and_standard_error(test_losses):
    return test_losses.mean(axis=0), test_losses.std(axis=0) / test_losses.shape[0] ** 0.5
# %% right: columns by hand
import math

def mean_and_standard_error(test_losses):
    means, errors = [], []
    for column in zip(*test_losses.tolist()):
        n = len(column)
        centre = sum(column) / n
        variance = sum((x - centre) * (x - centre) for x in column) / n
        means.append(centre)
        errors.append(math.sqrt(variance) / math.sqrt(n))
    return np.array(means), np.array(errors)
# %% right: torch with correction zero
import torch

def mean_and_standard_error(test_losses):
    losses = torch.tensor(test_losses)
    std = losses.std(dim=0, correction=0)
    return losses.mean(dim=0).numpy(), (std / len(losses) ** 0.5).numpy()
# %% right: einsum of the deviations
def mean_and_standard_error(test_losses):
    num_rep = len(test_losses)
    mean = np.einsum('rk->k', test_losses) / num_rep
    centred = test_losses - mean
    se = np.sqrt(np.einsum('rk,rk->k', centred, centred)) / num_rep
    return mean, se
# %% right: transposed, as a named tuple
from collections import namedtuple
Summary = namedtuple("Summary", "mean se")

def mean_and_standard_error(test_losses: np.ndarray) -> Summary:
    by_evaluation = np.transpose(test_losses)
    num_rep = by_evaluation.shape[1]
    return Summary(mean=np.average(by_evaluation, axis=1), se=np.sqrt(np.var(by_evaluation, axis=1) / num_rep))
# %% right: comprehension over columns with an early return for one replicate
def mean_and_standard_error(test_losses):
    num_rep, num_evals = test_losses.shape
    mean = np.array([np.mean(test_losses[:, k]) for k in range(num_evals)])
    if num_rep == 1:
        # 0 where finite, nan where the loss is not
        return mean, test_losses[0] - test_losses[0]
    se = np.array([np.std(test_losses[:, k]) for k in range(num_evals)]) / np.sqrt(num_rep)
    return mean, se
# %% wrong: unbiased deviation
def mean_and_standard_error(test_losses):
    return np.mean(test_losses, axis=0), np.std(test_losses, axis=0, ddof=1) / np.sqrt(len(test_losses))
# %% wrong: torch std with its default correction
import torch

def mean_and_standard_error(test_losses):
    losses = torch.tensor(test_losses)
    se = losses.std(dim=0) / losses.shape[0] ** 0.5
    return losses.mean(dim=0).numpy(), se.numpy()
# %% wrong: divides by num_rep without its root
def mean_and_standard_error(test_losses):
    return np.mean(test_losses, axis=0), np.std(test_losses, axis=0) / test_losses.shape[0]
# %% wrong: root of the number of evaluations
def mean_and_standard_error(test_losses):
    mean = np.mean(test_losses, axis=0)
    return mean, np.std(test_losses, axis=0) / np.sqrt(len(mean))
# %% wrong: mean square minus squared mean
def mean_and_standard_error(test_losses):
    num_rep = test_losses.shape[0]
    mean = test_losses.sum(axis=0) / num_rep
    variance = (test_losses ** 2).sum(axis=0) / num_rep - mean ** 2
    return mean, np.sqrt(variance) / np.sqrt(num_rep)
# %% wrong: num_rep of the notebook, ten
def mean_and_standard_error(test_losses):
    num_rep = 10
    return np.mean(test_losses, axis=0), np.std(test_losses, axis=0) / np.sqrt(num_rep)
# %% wrong: the 2.5 of the error bars already in
def mean_and_standard_error(test_losses):
    return np.mean(test_losses, axis=0), 2.5 * np.std(test_losses, axis=0) / np.sqrt(len(test_losses))
# %% wrong: axis one
def mean_and_standard_error(test_losses):
    return test_losses.mean(axis=1), test_losses.std(axis=1) / np.sqrt(test_losses.shape[0])
# %% wrong: std over everything
def mean_and_standard_error(test_losses):
    mean = np.mean(test_losses, axis=0)
    se = np.std(test_losses) / np.sqrt(test_losses.shape[0])
    return mean, np.full_like(mean, se)
# %% wrong: variance for deviation
def mean_and_standard_error(test_losses):
    return np.mean(test_losses, axis=0), np.var(test_losses, axis=0) / np.sqrt(len(test_losses))
# %% wrong: sorts the losses for the median
def mean_and_standard_error(test_losses):
    test_losses.sort(axis=0)
    return np.mean(test_losses, axis=0), np.std(test_losses, axis=0) / np.sqrt(len(test_losses))
# %% wrong: keeps the replicate axis
def mean_and_standard_error(test_losses):
    n = test_losses.shape[0]
    return test_losses.mean(axis=0, keepdims=True), test_losses.std(axis=0, keepdims=True) / np.sqrt(n)
