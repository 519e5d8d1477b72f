"""Mistakes that several of ps1's exercises know."""

from autograder.kit.mistakes import Mistake

NO_FACTOR_2 = Mistake("the-factor-2-is-missing", "the factor 2 is missing", "the derivative of a square")
SLOPES_SUMMED = Mistake(
    "the-slopes-are-added-up-not-averaged",
    "the slopes are added up, not averaged",
    "the word mean: every point adds 1/n of its slope",
)
NO_FACTOR_2_NO_MEAN = Mistake(
    "neither-the-factor-2-nor-the-mean-is-there", "neither the factor 2 nor the mean is there", "the loss, term by term"
)
DIVIDED_BY_D = Mistake(
    "the-sum-is-divided-by-d-not-by-n", "the sum is divided by d, not by n", "over what the mean is taken"
)
SIZES_FIXED = Mistake(
    "the-sizes-1000-and-10-are-fixed",
    "it is made for the notebook's own sizes, 1000 and 10",
    "where n and d come from, and which arrays are the notebook's own",
)
LENGTH_1 = Mistake(
    "the-gradient-is-scaled-to-length-1", "the gradient is scaled to length 1", "how steep it is, not only which way"
)
DIVIDED_BY_N_MINUS_1 = Mistake(
    "the-sum-is-divided-by-n-1", "the sum is divided by n − 1", "over what the mean is taken"
)
DIVIDED_BY_ND = Mistake(
    "the-sum-is-divided-by-n-d-not-by-n", "the sum is divided by n·d, not by n", "over what the mean is taken"
)
CUT_TO_WHOLE = Mistake(
    "a-number-is-cut-to-a-whole-one", "a number is cut to a whole one", "each division: 2 // 3 is 0, and 2 / 3 is not"
)
LAST_LEFT_OUT = Mistake("the-last-point-is-left-out", "the last point is left out", "where the loop ends")
FIRST_LEFT_OUT = Mistake("the-first-point-is-left-out", "the first point is left out", "where the loop starts")
Y_NOT_SUBTRACTED = Mistake("y-is-not-subtracted", "y is not subtracted", "the definition of the error")
Y_ADDED = Mistake("y-is-added-not-subtracted", "y is added, not subtracted", "the definition of the error")
LAST_ONLY = Mistake("only-the-last-point-counts", "only the last point counts", "what each turn of the loop adds")
FIRST_ONLY = Mistake("only-the-first-point-counts", "only the first point counts", "where the return statement stands")
TENSOR_RETURNED = Mistake("a-tensor-is-returned", "a tensor is returned")
INTERCEPT_ADDED = Mistake("an-intercept-is-added", "an intercept is added", "A as it is, without more columns")
THE_NAMES = "the names in the function's body and in its first line: is each in both?"
NOTEBOOKS_DATA = Mistake("the-notebook-s-data-are-used-not-the-arguments", "neither A nor y is used", THE_NAMES)
A_UNUSED = Mistake("a-is-not-used", "A is not used", THE_NAMES)
Y_UNUSED = Mistake("y-is-not-used", "y is not used", THE_NAMES)
THETA_UNUSED = Mistake("theta-is-not-used", "theta is not used", THE_NAMES)
SQUARE_ONLY = Mistake("the-code-runs-only-where-n-d", "the code runs only where n = d")
WHOLE_LIST = Mistake("a-whole-list-is-returned", "a whole list is returned")
WHOLE_TUPLE = Mistake("a-whole-tuple-is-returned", "a whole tuple is returned")
