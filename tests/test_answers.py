"""The verdicts on the catalogue, and their words: right answers are accepted, wrong ones rejected, and mistakes named.

Of the sets that others wrote, every third answer is tried; all of them in `make soak` and `make truth`.
"""

import re

import pytest

from autograder.course.places import ROOT
from tests.answers import FOLDER, WITHOUT, answers, slug
from tests.truth import SETS, expected_mistakes

WRONG = [answer for folder in SETS.values() for answer in answers(folder) if not answer.right]
EXPECTED = {a: mistake for folder in SETS.values() for a, mistake in expected_mistakes(folder).items() if mistake}
UNSEEN = {answer for folder in SETS.values() if folder != FOLDER for answer in answers(folder)}
RARE = {answer for folder in SETS.values() if folder != FOLDER for n, answer in enumerate(answers(folder)) if n % 3}


def params(chosen, *more):
    """pytest's parameters for these answers, each with what else is said of it."""
    marks = lambda a: [pytest.mark.soak] * (a in RARE) + [pytest.mark.unseen] * (a in UNSEEN)
    return [pytest.param(a, *(about[a] for about in more), id=str(a), marks=marks(a)) for a in chosen]


RIGHT = params(a for folder in SETS.values() for a in answers(folder) if a.right)


@pytest.mark.parametrize("answer", RIGHT)
def test_right_answer_is_accepted(outcomes, answer):
    outcome = outcomes[answer].result()
    assert outcome.accepted, outcome.told


@pytest.mark.parametrize("answer", [a for a in answers() if a.right], ids=str)
def test_extra_credit_is_earned_where_nothing_else_is_said(outcomes, answer):
    outcome = outcomes[answer].result()
    assert WITHOUT in answer.title or not outcome.failures, outcome.told


@pytest.mark.parametrize("answer", params(WRONG))
def test_wrong_answer_is_rejected(outcomes, answer):
    assert not outcomes[answer].result().accepted


@pytest.mark.parametrize("answer, mistake", params(EXPECTED, EXPECTED))
def test_first_message_names_the_mistake(outcomes, answer, mistake):
    outcome = outcomes[answer].result()
    assert outcome.mistake == slug(mistake), outcome.message


# Names that later messages of these answers once gave, and that were wrong.
NEVER_TOLD = {
    "gradient_descent: loss subtracted in place of the gradient": "lr-is-not-used",
    "adagrad_step: divisor at least 0.1": "s-starts-at-0-01",
    "mean_and_standard_error: sum of squares returned too early": "replicates-that-ended-in-nan-are-left-out",
    "run_replicates: same seed each time, batch ignored": "one-batch-serves-every-update-of-a-replicate",
    "loss_and_gradients: leaky ReLU": "digits-are-lost-on-the-way",
    "loss_and_gradients: inputs rounded to half precision": "a-relu-whose-input-is-0-lets-the-slope-pass",
    "train: five epochs always, lr of 50": "there-is-a-loss-for-each-batch-not-for-each-epoch",
}


@pytest.mark.parametrize("answer", [a for a in answers(FOLDER / "seventh") if str(a) in NEVER_TOLD], ids=str)
def test_no_message_gives_this_wrong_name(outcomes, answer):
    assert NEVER_TOLD[str(answer)] not in {failure.mistake for failure in outcomes[answer].result().failures}


def test_readme_sums_up_the_first_runs():
    page, readme = ((ROOT / name).read_text("utf-8") for name in ("docs/measured.md", "README.md"))
    rows = re.findall(r"^\| \w+ set \| (\d+) of (\d+) \| (\d+) of (\d+) \|", page, flags=re.MULTILINE)
    assert len(rows) == len(SETS) - 1
    right, of_right, wrong, of_wrong = (f"{sum(map(int, column)):,}" for column in zip(*rows))
    words = f"accepted in {right} of {of_right} cases, wrong ones rejected in {wrong} of {of_wrong}"
    assert words in " ".join(readme.split())


# The twenty failures that are the most common, as they are shown.
SHOWN = {
    "noisy_val_grad: the factor γ is missing": """
✗ noisy_val_grad: the gradient is the slope of the loss   (deg_ = 3)
  the gradient (n = 12, d = 5) is off:
  measured       -0.9532    -0.3947    -0.6544     -0.546     0.4078
  yours          -0.3177    -0.1316    -0.2181     -0.182     0.1359
  Yours is 0.3333 times it in every entry.
  To try it: theta, data, label = draw(12, 5)
  It looks as if the factor γ is missing.
  Look at: how the cost |err|^γ reacts to err
""",
    "noisy_val_grad: the factor is 2 where it should be γ": """
✗ noisy_val_grad: the gradient is the slope of the loss   (deg_ = 3)
  the gradient (n = 12, d = 5) is off:
  measured       -0.9532    -0.3947    -0.6544     -0.546     0.4078
  yours          -0.6355    -0.2631    -0.4362     -0.364     0.2719
  Yours is 0.6667 times it in every entry.
  To try it: theta, data, label = draw(12, 5)
  It looks as if the factor is 2 where it should be γ.
  Look at: the slope of |err|^γ at another γ than 2
""",
    "noisy_val_grad: the sign of the error is missing": """
✗ noisy_val_grad: the gradient is the slope of the loss   (deg_ = 3)
  the gradient (n = 12, d = 5) is off:
  measured       -0.9532    -0.3947    -0.6544     -0.546     0.4078
  yours           -0.246    -0.6966     -0.327    -0.2501    -0.1106
  To try it: theta, data, label = draw(12, 5)
  It looks as if the sign of the error is missing.
  Look at: errors below zero: which way is down?
""",
    "noisy_val_grad: the losses are added up, not averaged": """
✗ noisy_val_grad: the loss is the mean of |err|^γ   (deg_ = 5)
  the loss (n = 12, d = 5) is off:
  by definition     2.839
  yours            34.07
  To try it: theta, data, label = draw(12, 5)
  It looks as if the losses are added up, not averaged.
  Look at: the mean: every point adds 1/n
""",
    "noisy_val_grad: something is divided by an error of 0 -- the original course's formula": """
✗ noisy_val_grad: an error of exactly 0 adds 0 to the gradient, any other its share   (deg_ = 0.5)
  three of eight errors are 0, and your gradient is [nan, nan].
  It looks as if something is divided by an error of 0.
  Look at: 0 to a negative power, and 0 / 0: what comes of them has to go before the points are added up
""",
    "noisy_val_grad: an (n, 1) array meets an (n,) array": """
✗ noisy_val_grad: the loss is the mean of |err|^γ   (deg_ = 5)
  the loss (n = 12, d = 5) is off:
  by definition     2.839
  yours            16.39
  To try it: theta, data, label = draw(12, 5)
  It looks as if an (n, 1) array meets an (n,) array.
  Look at: the shape of err: (n, 1) minus (n,) is (n, n)
""",
    "noisy_val_grad: the function wrote to its arguments": """
✗ noisy_val_grad: the arrays that it is given are left as they are   (deg_ = 2)
  noisy_val_grad raised “ValueError: output array is read-only”
  It looks as if the function wrote to its arguments.
  Look at: line 2 of the cell: “label_ -= data_ @ theta_hat”; x[0] = … and x += … change x in place; y = x is no copy
""",
    "noisy_val_grad: the return order is swapped": """
✗ noisy_val_grad: the loss is the mean of |err|^γ   (deg_ = 5)
  the pair came back as (gradient, loss).
  It looks as if the return order is swapped.
""",
    "mean_squared_gradient: the factor 2 is missing": """
✗ mean_squared_gradient: the gradient is the slope of the loss   (n = 1000, d = 10)
  the gradient at 1000 points is off:
  measured      -0.04411   0.005817   -0.04879   -0.06911   0.006937  …
  yours         -0.02205   0.002909   -0.02439   -0.03456   0.003468  …
  Yours is 0.5 times it in every entry.
  To try it: theta, A, y = draw(1000, 10)
  It looks as if the factor 2 is missing.
  Look at: the derivative of a square
""",
    "gradient_descent: the steps go uphill": """
✗ gradient_descent: one step goes down the slope, lr times its length   (n = 7, d = 3, lr = 0.3)
  the first step, from 7 points, is off:
  measured       0.08876   -0.03163   -0.01145
  yours         -0.08876    0.03163    0.01145
  Yours is -1 times it in every entry.
  To try it: theta_init, A, y = start(7, 3, 1)
  It looks as if the steps go uphill.
  Look at: the sign in front of the step
""",
    "gradient_descent: one step too many is taken": """
✗ gradient_descent: one step goes down the slope, lr times its length   (n = 7, d = 3, lr = 0.3)
  the first step, from 7 points, is off:
  measured       0.08876   -0.03163   -0.01145
  yours           0.1637   -0.05998   -0.02318
  To try it: theta_init, A, y = start(7, 3, 1)
  It looks as if one step too many is taken.
  Look at: how often the loop runs
""",
    "numerical_gradient: the difference is divided by eps, not by 2·eps": """
✗ numerical_gradient: it finds derivatives that everybody knows   (name = 'product')
  the gradient of the product (d = 3) is off:
  known             -0.2      -1.04      0.325
  yours             -0.4      -2.08       0.65
  Yours is 2 times it in every entry.
  To try it: f, gradient = known_functions()["product"]; theta = np.array([[-1.3], [-0.25], [0.8]])
  It looks as if the difference is divided by eps, not by 2·eps.
  Look at: how far apart the two points are
""",
    "momentum_step: the velocity is an average, not a sum": """
✗ momentum_step: every step is torch.optim.SGD's with momentum, for large gradients, too, and in a long run   (scale = 1.0, lr = 0.2, steps = 12)
  step 1 of 12 should move θ by lr times:
  torch.optim    0.09475     0.1529   -0.09052      2.626          0
  yours         0.009475    0.01529  -0.009052     0.2626          0
  To try it: theta, gradients = draw_run(5, 1, steps=12)
  It looks as if the velocity is an average, not a sum.
  Look at: what multiplies the new gradient
""",  # noqa: E501
    "adam_step: no moment is bias-corrected": """
✗ adam_step: every step is torch.optim.Adam's, for large and for tiny gradients, and in a long run   (scale = 1.0, lr = 0.2, steps = 12)
  step 1 of 12 should move θ by lr times:
  torch.optim          1          1         -1          1          0
  yours            3.162      3.162     -3.162      3.162          0
  To try it: theta, gradients = draw_run(5, 1, steps=12)
  It looks as if no moment is bias-corrected.
  Look at: how m̂ and v̂ come from m and v
""",  # noqa: E501
    "adam_step: something is remembered outside the state -- a global t": """
✗ adam_step: all that it remembers is in the state
  a second run, from state None again, goes another way:
  alone         -0.05064    0.05064   -0.05064   -0.05064          0  …
  yours         -0.05745    0.05745   -0.05745   -0.05745          0  …
  It looks as if something is remembered outside the state.
  Look at: where each value is kept
""",
    "run_replicates: the loss is taken after the update, not before": """
✗ run_replicates: a column is the test loss just before its update   (deg_ = 3, test_exp_interval = 3)
  replicate 0's test loss is off:
  by definition     10.48      3.449     0.5836
  yours            7.559      2.124     0.2297
  It looks as if the loss is taken after the update, not before.
  Look at: which comes first, the evaluation or the update
""",
    "mean_and_standard_error: the standard deviation is returned as it is": """
✗ mean_and_standard_error: the standard error says how far the mean may be off   (name = '9 replicates')
  the standard error is off:
  by hand         0.9428      1.886
  yours            2.828      5.657
  Yours is 3 times it in every entry.
  It looks as if the standard deviation is returned as it is.
  Look at: what a mean of many is worth
""",
    "build_model: the ReLUs are missing": """
✗ build_model: the layers are Linear and ReLU for each hidden size, Linear, LogSoftmax   (input_size = 784, hidden_sizes = (128, 64), output_size = 10)
  the layers are not the ones asked for:
  asked for   Linear → ReLU → Linear → ReLU → Linear → LogSoftmax
  yours       Linear → Linear → Linear → LogSoftmax
  To try it: model = build_model(784, (128, 64), 10)
  It looks as if the ReLUs are missing.
""",  # noqa: E501
    "train_epoch: the gradients pile up from batch to batch": """
✗ train_epoch: one update a batch, along that batch's own gradient   (optimizer = 'momentum', images = 20)
  the way the weights went is off:
  replayed      0.002231  0.0009194  0.0006166   0.004133   0.001926  …
  yours         0.006046   0.004536   0.002255   0.008201   0.002486  …
  To try it: t = trial(optimizer='momentum', number=20)  # t.model, t.loader, t.optimizer, t.criterion
  It looks as if the gradients pile up from batch to batch.
  Look at: what becomes of the gradient that the batch before has left
""",
    "evaluate: each batch's accuracy counts the same": """
✗ evaluate: the accuracy is the share of the images that are read right   (batches = ((5, 4), (5, 5), (3, 2)))
  the accuracy is off:
  counted         0.8462
  yours           0.8222
  To try it: model, loader = drawn_inputs(((5, 4), (5, 5), (3, 2)))
  It looks as if each batch's accuracy counts the same.
  Look at: the last batch: is it a full one?
""",
}

OURS = [a for a in answers() if not a.right]
COMMON = [a for a in OURS if str(a) in SHOWN]
INSIDES = re.compile(r"\x1b|Traceback|site-packages|File \"|<given cell|(?<![\w.])/\w+/|\\Users\\|\.py\b")


def test_each_of_the_twenty_is_in_the_catalogue():
    assert {str(a) for a in COMMON} == set(SHOWN)


@pytest.mark.parametrize("answer", COMMON, ids=str)
def test_a_common_mistake_reads_like_this(outcomes, answer):
    assert outcomes[answer].result().message == SHOWN[str(answer)].strip("\n")


@pytest.mark.parametrize("answer", OURS, ids=str)
def test_messages_are_short_and_show_no_insides(outcomes, answer):
    for result in outcomes[answer].result().failures:
        assert len(result.message.splitlines()) <= 8, result.message
        assert not INSIDES.search(result.message), result.message


@pytest.mark.parametrize("answer", OURS, ids=str)
def test_hidden_cases_are_told_without_their_data(outcomes, answer):
    for result in outcomes[answer].result().failures:
        if result.hidden:
            known = ("✗", "It looks as if", "Look at:")
            assert all(line.strip().startswith(known) for line in result.message.splitlines()), result.message
            assert result.case == "a hidden case" and "(a hidden case)" in result.message
