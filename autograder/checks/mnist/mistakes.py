"""Mistakes that several of ps4's exercises know."""

from autograder.kit.mistakes import Mistake

STILL_A_TENSOR = Mistake(
    "the-result-is-still-a-tensor", "the result is still a tensor", "how a tensor of one number becomes one"
)
NOT_FLATTENED = Mistake(
    "the-images-are-not-flattened", "the images are not flattened", "how (batch, 1, 28, 28) becomes (batch, 784)"
)
PIXELS_REORDERED = Mistake(
    "the-pixels-come-in-another-order", "the pixels come in another order", "how 28 × 28 becomes 784"
)
PIXELS_CHANGED = Mistake(
    "the-pixels-are-changed-before-the-network-sees-them",
    "the pixels are changed before the network sees them",
    "what is done to the images: they come prepared",
)
LOSSES_SUMMED = Mistake(
    "the-losses-are-added-up-not-averaged",
    "the losses are added up, not averaged",
    "what is added up, and by what it is divided",
)
LAST_LOSS_ONLY = Mistake(
    "only-the-last-batch-s-loss-is-returned",
    "only the last batch's loss is returned",
    "what is added up, and by what it is divided",
)
FIRST_LOSS_ONLY = Mistake(
    "only-the-first-batch-s-loss-is-returned",
    "only the first batch's loss is returned",
    "where the return statement stands",
)
SQUEEZED_BATCH = Mistake(
    "a-batch-of-one-image-loses-a-dimension",
    "a batch of one image loses a dimension",
    "what squeeze() leaves of a size of 1",
)
BATCHES_TAKEN_AS_FULL = Mistake(
    "every-batch-is-taken-to-be-full", "every batch is taken to be full", "the last batch's size"
)
ORDER_SWAPPED = Mistake("the-return-order-is-swapped", "the return order is swapped")
LOSS_OF_PROBABILITIES = Mistake(
    "the-loss-is-taken-of-probabilities-not-of-their-logarithms",
    "the loss is taken of probabilities, not of their logarithms",
    "what the network gives",
)
SOFTMAX_OVER_IMAGES = Mistake(
    "the-softmax-runs-over-the-images",
    "the softmax runs over the images",
    "the shape of what the network gives, and the dimension of the digits",
)
