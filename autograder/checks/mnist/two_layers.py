"""A network of two layers, drawn: its loss and slopes by torch's autograd, and what mistakes would make of them."""

from functools import cache, partial

import numpy as np
import torch
import torch.nn.functional as F

from autograder.checks.mnist.mistakes import LOSS_OF_PROBABILITIES, LOSSES_SUMMED, SOFTMAX_OVER_IMAGES
from autograder.kit.compare import close, is_rounded
from autograder.kit.mistakes import Mistake, Suspect

SCORES_FOR_LOGARITHMS = Mistake(
    "the-scores-are-taken-for-log-probabilities",
    "the scores are taken for log-probabilities",
    "what becomes of the scores before the true class's is picked",
)
SOFTMAX_OVER_ALL = Mistake(
    "one-softmax-runs-over-all-images-at-once",
    "one softmax runs over all images at once",
    "what each sum runs over: one image's classes",
)
PREDICTED_FOR_TRUE = Mistake(
    "the-most-probable-class-is-taken-for-the-true-one",
    "the most probable class is taken for the true one",
    "where labels comes in",
)
EVERY_CLASS_COSTS = Mistake(
    "every-class-costs-not-only-the-true-one",
    "every class costs, not only the true one",
    "which one number of each image's row is picked",
)
CLASSES_IN_MEAN = Mistake(
    "the-mean-runs-over-the-classes-too", "the mean runs over the classes, too", "over what the mean is taken"
)
OTHER_BASE = Mistake(
    "the-logarithm-has-another-base-than-e", "the logarithm has another base than e", "which log it is"
)
NO_BEND = Mistake("the-relu-is-missing", "the ReLU is missing", "what lies between the two Linear parts")
BEND_BEHIND_THE_LAST = Mistake(
    "the-scores-go-through-a-relu-too", "the scores go through a ReLU, too", "what lies between the parts"
)
B1_UNUSED = Mistake("b1-is-not-added", "b1 is not added", "the first Linear part")
B2_UNUSED = Mistake("b2-is-not-added", "b2 is not added", "the second Linear part")
W1_THE_OTHER_WAY = Mistake(
    "w1-is-transposed-the-wrong-way-round",
    "W1 is transposed the wrong way round",
    "the shapes: (n, h) comes from (n, d) and (h, d)",
)
W2_THE_OTHER_WAY = Mistake(
    "w2-is-transposed-the-wrong-way-round",
    "W2 is transposed the wrong way round",
    "the shapes: (n, k) comes from (n, h) and (k, h)",
)
W2_BACK_THE_OTHER_WAY = Mistake(
    "w2-is-transposed-the-wrong-way-round-on-the-way-back",
    "W2 is transposed the wrong way round on the way back",
    "the shapes: (n, h) comes from (n, k) and (k, h)",
)
SLOPES_SUMMED = Mistake(
    "the-slopes-are-added-up-not-averaged",
    "the slopes are added up, not averaged",
    "the mean: every image adds 1/n of its slope",
)
AVERAGED_TWICE = Mistake(
    "the-slopes-are-divided-by-n-twice",
    "the slopes are divided by n twice",
    "the mean: where 1/n comes in, and where it is in already",
)
FIRST_IMAGE_ONLY = Mistake("only-the-first-image-counts", "only the first image counts", "over what the sums run")
LAST_IMAGE_ONLY = Mistake("only-the-last-image-counts", "only the last image counts", "over what the sums run")
TRUE_LIKE_OTHERS = Mistake(
    "the-true-class-s-score-is-treated-like-the-others",
    "the true class's score is treated like the others",
    "the row of the table that tells how the loss reacts to the scores",
)
TRUE_FOR_ALL_IMAGES = Mistake(
    "one-image-s-true-class-is-taken-for-every-image-s",
    "one image's true class is taken for every image's",
    "which entries a[:, labels] means, and which a[np.arange(n), labels]",
)
LABELS_PICK_ROWS = Mistake(
    "the-labels-pick-images-not-classes",
    "the labels pick images, not classes",
    "which entries a[labels] means, and which a[np.arange(n), labels]",
)
SIGMOID = Mistake(
    "the-slope-of-a-sigmoid-is-multiplied-in",
    "the slope of a sigmoid is multiplied in",
    "how each part reacts to what goes in: there is no sigmoid",
)
EVERY_SLOPE_PASSES = Mistake(
    "the-relu-lets-every-slope-pass", "the ReLU lets every slope pass", "which hidden units the way back leads through"
)
WRONG_UNITS_PASS = Mistake(
    "the-way-back-leads-through-the-units-that-are-off",
    "the way back leads through the units that are off",
    "which hidden units the way back leads through",
)
UNITS_ON_WITHOUT_B1 = Mistake(
    "the-way-back-leads-through-the-units-that-are-on-without-b1",
    "the way back leads through the units that are on without b1",
    "what came into the ReLU",
)
LEAKY = Mistake(
    "the-relu-lets-numbers-below-0-through-in-part",
    "the ReLU lets numbers below 0 through in part (a leaky ReLU)",
    "what a ReLU makes of a number below 0",
)
RELU_OF_SLOPE = Mistake(
    "the-relu-is-applied-to-the-slope-itself",
    "the ReLU is applied to the slope itself",
    "what decides whether a slope passes: what came into the ReLU, not what comes back",
)
UNITS_MULTIPLIED_IN = Mistake(
    "what-the-hidden-units-gave-is-multiplied-in",
    "what the hidden units gave is multiplied in",
    "the slope of a ReLU, on both sides of 0",
)
BEFORE_THE_BEND = Mistake(
    "w2-s-slope-is-made-of-what-came-into-the-relu",
    "W2's slope is made of what came into the ReLU",
    "what W2 was multiplied by on the way there",
)
BIAS_AVERAGED = Mistake(
    "a-bias-s-slopes-are-averaged-where-they-add-up",
    "a bias's slopes are averaged where they add up",
    "the mean: where 1/n comes in, and where it is in already",
)
ONE_SLOPE_FOR_BIAS = Mistake(
    "all-entries-of-a-bias-share-one-slope", "all entries of a bias share one slope", "along which axis is added up"
)
DIGITS_LOST = Mistake(
    "digits-are-lost-on-the-way",
    "digits are lost on the way",
    "float32, or slopes that are measured: in float64 the chain rule keeps 15 digits",
)


def draw_network(n, d, h, k, seed=0):
    """(parameters, x, labels): drawn so that of the ReLUs' inputs some are above 0, some below, none near it.

    The labels take turns and begin with 1: where images are few, some classes are nobody's.
    """
    rng = np.random.default_rng([seed, n, d, h, k])
    shapes = {"W1": (h, d), "b1": (h,), "W2": (k, h), "b2": (k,)}
    scale = {"W1": 1, "b1": 1, "W2": 0.5, "b2": 0.5}  # so that no class is out of the question
    while True:
        parameters = {name: rng.normal(0, scale[name], shape) for name, shape in shapes.items()}
        x = rng.normal(size=(n, d))
        inputs = x @ parameters["W1"].T + parameters["b1"]
        if abs(inputs).min() > 0.02 and 0.3 < (inputs > 0).mean() < 0.7:
            return parameters, x, np.arange(1, n + 1) % k


@torch.enable_grad()
def by_autograd(parameters, x, labels, first=F.linear, bend=F.relu, second=F.linear, cost=F.cross_entropy):
    """{"loss": a float, and each parameter's name: its slopes}; its parts may be what mistakes make of them."""
    leaves = {name: torch.tensor(array, requires_grad=True) for name, array in parameters.items()}
    hidden = bend(first(torch.tensor(x), leaves["W1"], leaves["b1"]))
    loss = cost(second(hidden, leaves["W2"], leaves["b2"]), torch.tensor(labels))
    slopes = torch.autograd.grad(loss, list(leaves.values()), materialize_grads=True)
    return {"loss": loss.item(), **{name: slope.numpy() for name, slope in zip(leaves, slopes)}}


def as_if(value, slope):
    """What a right way there and a wrong way back make of a part: the numbers of value, the slopes of slope."""
    return slope + (value - slope).detach()


def with_slope(tensor, change):
    """The tensor; the slope that comes back to it is changed on its way."""
    tensor = tensor.clone()
    tensor.register_hook(change)
    return tensor


def wrong_costs():
    """[(Mistake, what it makes of the scores' cost)], the way back included."""
    of_true = lambda scores, labels: scores[torch.arange(len(labels)), labels].mean()
    unlike = lambda logs: lambda scores, labels: logs(scores, labels) - of_true(scores, labels)
    by_exp = lambda scores, labels: F.nll_loss(F.softmax(scores, 1), labels)
    of_every = lambda scores, labels: -F.log_softmax(scores, 1).sum(1).mean()
    everywhere = lambda scores, labels: (scores.logsumexp(1) - scores[:, labels.unique()].sum(1)).mean()
    like_sigmoid = lambda scores, labels: F.cross_entropy(
        with_slope(scores, lambda slope: slope * scores.softmax(1) * (1 - scores.softmax(1))), labels
    )
    return [
        (LOSS_OF_PROBABILITIES, by_exp),
        (SCORES_FOR_LOGARITHMS, F.nll_loss),
        (SOFTMAX_OVER_IMAGES, lambda scores, labels: F.nll_loss(F.log_softmax(scores, 0), labels)),
        (SOFTMAX_OVER_IMAGES, unlike(lambda scores, _: scores.logsumexp(0).sum() / len(scores))),
        (SOFTMAX_OVER_ALL, unlike(lambda scores, _: scores.logsumexp((0, 1)))),
        (SOFTMAX_OVER_ALL, unlike(lambda scores, _: scores.logsumexp((0, 1)) / len(scores))),
        (PREDICTED_FOR_TRUE, lambda scores, _: F.cross_entropy(scores, scores.argmax(1))),
        (EVERY_CLASS_COSTS, of_every),
        (TRUE_LIKE_OTHERS, lambda scores, _: scores.logsumexp(1).mean()),
        (TRUE_FOR_ALL_IMAGES, everywhere),
        (TRUE_FOR_ALL_IMAGES, lambda scores, labels: -scores.log_softmax(1)[:, labels].mean()),
        (SIGMOID, like_sigmoid),
        (BEND_BEHIND_THE_LAST, lambda scores, labels: F.cross_entropy(scores.relu(), labels)),
    ]


def wrong_bends():
    """[(Mistake, what it makes of the ReLU)]: most of them on the way back."""
    return [
        (NO_BEND, lambda z: z),
        (EVERY_SLOPE_PASSES, lambda z: as_if(z.relu(), z)),
        (WRONG_UNITS_PASS, lambda z: as_if(z.relu(), z.clamp(max=0))),
        (RELU_OF_SLOPE, lambda z: as_if(z.relu(), with_slope(z, F.relu))),
        (RELU_OF_SLOPE, lambda z: with_slope(z.relu(), F.relu)),
        *((LEAKY, partial(F.leaky_relu, negative_slope=share)) for share in (0.01, 0.1, 0.2)),
        (UNITS_MULTIPLIED_IN, lambda z: as_if(z.relu(), z.relu() ** 2 / 2)),
        (SIGMOID, lambda z: as_if(z.relu(), z.relu() ** 2 / 2 - z.relu() ** 3 / 3)),
    ]


def wrong_parts(n, d, h, k):
    """[(Mistake, {name of a part of by_autograd: what it makes of it})], those only that such sizes allow."""
    rows = lambda scores, labels: -scores.log_softmax(1)[labels.unique()].sum() / n
    less_rows = lambda scores, labels: scores.logsumexp(1).mean() - scores[labels.unique()].sum() / n
    flipped = lambda x, W, b: F.linear(x, W.T, b)
    back_flipped = lambda x, W, b: as_if(F.linear(x, W, b), F.linear(x.detach(), W, b) + x @ W.detach())
    unbent = lambda z, W, b: as_if(F.linear(z.relu(), W, b), F.linear(z.detach(), W, b) + z.relu() @ W.detach().T)
    unbiased = lambda x, W, b: F.linear(x, W)
    on_unbiased = lambda x, W, b: as_if(F.linear(x, W, b).relu(), F.linear(x, W, b) * (F.linear(x, W) > 0))
    return [
        *((mistake, {"cost": cost}) for mistake, cost in wrong_costs()),
        *((mistake, {"bend": bend}) for mistake, bend in wrong_bends()),
        (B1_UNUSED, {"first": unbiased}),
        (B2_UNUSED, {"second": unbiased}),
        (UNITS_ON_WITHOUT_B1, {"first": on_unbiased, "bend": lambda z: z}),
        (BEFORE_THE_BEND, {"bend": lambda z: z, "second": unbent}),
        *((LABELS_PICK_ROWS, {"cost": cost}) for cost in (rows, less_rows) if n >= k),
        *([(W1_THE_OTHER_WAY, {"first": flipped})] if d == h else []),
        *(
            [(W2_THE_OTHER_WAY, {"second": flipped}), (W2_BACK_THE_OTHER_WAY, {"second": back_flipped})]
            if h == k
            else []
        ),
    ]


@cache
def right_answer(*sizes):
    """by_autograd of a drawn network: the same for whoever is asked."""
    return by_autograd(*draw_network(*sizes))


@cache
def wrong_answers(*sizes):
    """[(Mistake, what by_autograd would find for a drawn network after it)], those first that scale what is right."""
    (parameters, x, labels), (n, d, h, k, *_) = draw_network(*sizes), sizes
    scaled = lambda factor: {name: part * factor for name, part in right_answer(*sizes).items()}
    alone = lambda image: by_autograd(parameters, x[image], labels[image])
    shares = lambda image: [{name: part / by for name, part in alone(image).items()} for by in (1, n)]
    return [
        (AVERAGED_TWICE, scaled(1 / n)),
        (CLASSES_IN_MEAN, scaled(1 / k)),
        *((mistake, by_autograd(parameters, x, labels, **parts)) for mistake, parts in wrong_parts(n, d, h, k)),
        *((FIRST_IMAGE_ONLY, share) for share in shares(slice(0, 1))),
        *((LAST_IMAGE_ONLY, share) for share in shares(slice(n - 1, n))),
    ]


def own_suspects(name, yours, n, right):
    """Suspects that only the loss has, or slopes, or a bias: those of its W come first, and so are right."""
    if name == "loss":
        factors = [(LOSSES_SUMMED, n), (OTHER_BASE, 1 / np.log(2)), (OTHER_BASE, 1 / np.log(10))]
    else:
        factors = [(SLOPES_SUMMED, n), *([(BIAS_AVERAGED, 1 / n)] if name[0] == "b" else [])]
    level = np.full_like(right, np.sum(right))  # of b2 it is 0, but for rounding
    shared = Suspect(ONE_SLOPE_FOR_BIAS, yours if close(yours, level, 1e-4) else level)
    return [*(Suspect(mistake, right * factor) for mistake, factor in factors), *([shared] if name[0] == "b" else [])]


def network_suspects(name, yours, *sizes):
    """What the loss, or the slopes of this name, would be after a typical mistake, for a drawn network."""
    right = right_answer(*sizes)[name]
    short = getattr(getattr(yours, "dtype", None), "itemsize", 8) < 8
    lost = short or (close(yours, right, 1e-3) and not is_rounded(yours, right))
    digits = yours if lost else 1.001 * right  # no case is off by more
    others = (m for m in wrong_answers(*sizes) if name[0] != "b" or m[0] is TRUE_LIKE_OTHERS)
    return [
        *own_suspects(name, yours, sizes[0], right),
        *(Suspect(mistake, wrong[name]) for mistake, wrong in others),
        *([] if close(yours, right, 1e-6) else [Suspect(DIGITS_LOST, digits)]),
    ]
