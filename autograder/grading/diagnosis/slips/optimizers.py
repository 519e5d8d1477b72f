"""Wrong steps of the optimizers: right ones (../forms/optimizers.py) with an edit for each mistake that is known.

How they move θ on a tape of gradients is what students' notebooks know the mistakes by: checks/optimizers/tapes.py is
written from here. The edits, which would give the formulas away, stay here.
"""

import inspect
import warnings
from itertools import combinations

import numpy as np

from autograder.checks.optimizers import check_adagrad_step as adagrad
from autograder.checks.optimizers import check_adam_step as adam
from autograder.checks.optimizers import check_momentum_step as momentum
from autograder.checks.optimizers import check_rmsprop_step as rmsprop
from autograder.checks.optimizers import check_sgd_step as sgd
from autograder.checks.optimizers import mistakes, steps
from autograder.course.places import ROOT
from autograder.grading.diagnosis.changes import Change, both, difference, lines_of
from autograder.grading.diagnosis.forms import optimizers as forms

TAPES = ROOT / "autograder" / "checks" / "optimizers" / "tapes.py"
HEAD = '''"""How wrong steps move θ on steps.py's tape: {step function: {id of the mistake: [moves in units of lr]}}.

Written by `python -m autograder release`, never by hand.
"""

import numpy as np

'''

LONGEST = 120  # letters of a line

FORMS = {
    "sgd_step": forms.sgd_step__line_by_line,
    "momentum_step": forms.momentum_step__from_zero,
    "adagrad_step": forms.adagrad_step__from_zero,
    "rmsprop_step": forms.rmsprop_step__from_zero,
    "adam_step": forms.adam_step__line_by_line,
}

# An edit is what stands in the right step, and what stands there in the wrong one. These several steps have:
NO_ROOT = [("np.sqrt(", "(")]
EPSILON_UNDER_ROOT = [("np.sqrt(", "np.sqrt(epsilon + "), (" + epsilon)", ")")]
EPSILON_UNUSED = [(" + epsilon)", ")")]
ROOT_KEPT = [('{"s": s}', '{"s": np.sqrt(s)}')]
S_AT_1 = [("zeros_like", "ones_like")]
COUNTED = [
    ('else state["s"]\n', 'else state["s"]\n    t = 1 if state is None else state["t"] + 1\n'),
    ('{"s": s}', '{"s": s, "t": t}'),
]

SGD = [
    (sgd.HAS_MOMENTUM, [("theta =", 'b = gradient + 0.9 * (state or {"b": 0})["b"]\n    theta ='),
                        ("* gradient", "* b"), ("{}", '{"b": b}')]),
    (sgd.GRADIENT_BY_SIGN, [("* gradient", "* np.sign(gradient)")]),
    (sgd.GRADIENT_TO_LENGTH_1, [("* gradient", "* gradient / np.linalg.norm(gradient)")]),
    (mistakes.LR_SHRINKS, [("theta =", 't = 1 if state is None else state["t"] + 1\n    theta ='),
                           ("lr *", "lr / np.sqrt(t) *"), ("{}", '{"t": t}')]),
    (sgd.OLD_THETA_RETURNED, [("theta = theta", "new = theta")]),
    (sgd.MOVE_RETURNED, [("theta = theta -", "theta = -")]),
    (sgd.MOVE_RETURNED, [("theta = theta -", "theta =")]),
]  # fmt: skip

MOMENTUM = [
    (momentum.VELOCITY_AVERAGED, [("+ gradient", "+ (1 - momentum) * gradient")]),
    (momentum.FIRST_IN_PART, [("+ gradient", "+ ((1 - momentum) if state is None else 1) * gradient")]),
    (momentum.FIRST_IN_FULL, [("+ gradient", "+ (1 if state is None else 1 - momentum) * gradient")]),
    (momentum.NESTEROV, [("lr * b", "lr * (gradient + momentum * b)")]),
    (momentum.MOMENTUM_ON_GRADIENT, [("momentum * b + gradient", "b + momentum * gradient")]),
    (momentum.NEVER_FADES, [("momentum * b", "b")]),
    (momentum.OLD_VELOCITY, [("b = momentum", "old = b\n    b = momentum"), ("lr * b", "lr * old")]),
    (momentum.VELOCITY_STARTS_AT_1, S_AT_1),
    (momentum.FIRST_TWICE, [("np.zeros_like(theta)", "gradient")]),
    (momentum.MOMENTUM_ON_BOTH, [("+ gradient", "+ momentum * gradient")]),
    (momentum.MOMENTUM_SWAPPED, [("momentum * b + gradient", "(1 - momentum) * b + momentum * gradient")]),
    (momentum.GRADIENT_TWICE, [("lr * b", "lr * (b + gradient)")]),
    (momentum.VELOCITY_AGAINST, [("momentum * b + gradient", "-(momentum * b + gradient)")]),
    (momentum.GRADIENT_HANDED_ON, [('{"b": b}', '{"b": gradient}')]),
]  # fmt: skip

ADAGRAD = [
    (adagrad.S_FADES, [("s + gradient**2", "0.9 * s + 0.1 * gradient**2")]),
    (adagrad.S_FADES, [("s + gradient**2", "0.99 * s + 0.01 * gradient**2")]),
    (adagrad.S_AVERAGED, [*COUNTED, ("np.sqrt(s)", "np.sqrt(s / t)")]),
    (adagrad.S_ADDS_SIZES, [("gradient**2", "np.abs(gradient)")]),
    (adagrad.S_ADDS_SIZES_NO_ROOT, [("gradient**2", "np.abs(gradient)"), *NO_ROOT]),
    (mistakes.ROOT_FOR_S, ROOT_KEPT),
    (adagrad.S_ADDS_GRADIENTS, [("gradient**2", "gradient")]),
    (mistakes.ONE_S, [("gradient**2", "np.sum(gradient**2)")]),
    (mistakes.ONE_S, [("gradient**2", "np.mean(gradient**2)")]),
    (mistakes.NO_ROOT, NO_ROOT),
    (mistakes.OLD_S, [("s = s +", "old = s\n    s = s +"), ("np.sqrt(s)", "np.sqrt(old)")]),
    (mistakes.NO_GRADIENT, [("lr * gradient", "lr")]),
    (adagrad.S_UNUSED, [(" / (np.sqrt(s) + epsilon)", "")]),
    (mistakes.EPSILON_UNDER_ROOT, EPSILON_UNDER_ROOT),
    (mistakes.EPSILON_UNUSED, EPSILON_UNUSED),
    (adagrad.EPSILON_PILES_UP, [("gradient**2", "gradient**2 + epsilon"), (" + epsilon)", ")")]),
]  # fmt: skip

RMSPROP = [
    (rmsprop.DECAY_SWAPPED, [("decay * s + (1 - decay)", "(1 - decay) * s + decay")]),
    (rmsprop.S_ADDS_UP, [("decay * s + (1 - decay) *", "s +")]),
    (rmsprop.SQUARES_IN_FULL, [("+ (1 - decay) *", "+")]),
    (rmsprop.S_CORRECTED, [*COUNTED, ("np.sqrt(s)", "np.sqrt(s / (1 - decay**t))")]),
    (rmsprop.S_STARTS_AS_SQUARE, [("np.zeros_like(theta)", "gradient**2")]),
    (mistakes.S_STARTS_AT_1, S_AT_1),
    (rmsprop.S_AVERAGES_SIZES, [("gradient * gradient", "np.abs(gradient)")]),
    (rmsprop.S_AVERAGES_SIZES_NO_ROOT, [("gradient * gradient", "np.abs(gradient)"), *NO_ROOT]),
    (mistakes.ROOT_FOR_S, ROOT_KEPT),
    (rmsprop.DECAY_FIXED, [("decay * s + (1 - decay)", "0.9 * s + 0.1")]),
    (rmsprop.S_AVERAGES_GRADIENTS, [("gradient * gradient", "gradient")]),
    (rmsprop.SIZE_FOR_ROOT, [("gradient * gradient", "gradient"), ("np.sqrt(", "np.abs(")]),
    (mistakes.NO_GRADIENT, [("epsilon) * gradient", "epsilon)")]),
    (mistakes.ONE_S, [("gradient * gradient", "np.sum(gradient**2)")]),
    (mistakes.ONE_S, [("gradient * gradient", "np.mean(gradient**2)")]),
    (mistakes.NO_ROOT, NO_ROOT),
    (mistakes.OLD_S, [("s = decay", "old = s\n    s = decay"), ("np.sqrt(s)", "np.sqrt(old)")]),
    (mistakes.OLD_S, [("s = decay", "old = s\n    s = decay"), ("np.sqrt(s)", "np.sqrt(s if state is None else old)")]),
    (mistakes.EPSILON_UNDER_ROOT, EPSILON_UNDER_ROOT),
    (mistakes.EPSILON_UNUSED, EPSILON_UNUSED),
]  # fmt: skip

M, V = "m = beta_1 * m + (1 - beta_1) * gradient", "v = beta_2 * v + (1 - beta_2) * gradient**2"
M_UNCORRECTED, V_UNCORRECTED = [("m / (1 - beta_1**t)", "m")], [("v / (1 - beta_2**t)", "v")]
M_LOST, V_LOST = [('"m": m,', '"m": 0 * m,')], [('"v": v,', '"v": 0 * v,')]
M_OLD = [(M, f"old_m = m\n    {M}"), ("m_hat = m /", "m_hat = old_m /")]
V_OLD = [(V, f"old_v = v\n    {V}"), ("v_hat = v /", "v_hat = old_v /")]
M_FIRST = [(M, f"m = gradient if t == 1 else{M[3:]}")]
V_FIRST = [(V, f"v = gradient**2 if t == 1 else{V[3:]}")]
ADAM = [
    (adam.NO_CORRECTION, [*M_UNCORRECTED, *V_UNCORRECTED]),
    (adam.V_UNCORRECTED, V_UNCORRECTED),
    (adam.M_UNCORRECTED, M_UNCORRECTED),
    (adam.FIRST_STEP_CORRECTED, [(f"beta_{n}**t", f"beta_{n} * (t == 1)") for n in (1, 2)]),
    (adam.CORRECTED_BY_BETA_2, [("beta_1**t", "beta_2**t")]),
    (adam.CORRECTED_BY_BETA_1, [("beta_2**t", "beta_1**t")]),
    (adam.CORRECTION_WITHOUT_POWER, [("**t", " * t")]),
    (adam.CORRECTION_WITHOUT_POWER, [("beta_2**t", "beta_2 * t"), ("np.sqrt(v_hat)", "np.sqrt(np.abs(v_hat))")]),
    (adam.CORRECTION_MULTIPLIES, [(" / (1 -", " * (1 -")]),
    (adam.T_AHEAD, [('"t": 0', '"t": 1')]),
    (adam.T_FROM_0, [("    t = t + 1\n", ""), ('"t": t}', '"t": t + 1}')]),
    (adam.T_FROM_0, [("    t = t + 1\n", ""), ('"t": t}', '"t": t + 1}'), ("**t", "**(t or np.inf)")]),
    (adam.T_ALWAYS_1, [('"t": t', '"t": 0')]),
    (adam.T_TWICE, [('"t": t}', '"t": t + 1}')]),
    (adam.T_TWICE, [("t + 1", "t + 2")]),
    (adam.ONLY_T_CARRIED, [*M_LOST, *V_LOST]),
    (adam.M_LOST, M_LOST),
    (adam.V_LOST, V_LOST),
    (adam.M_OLD, M_OLD),
    (adam.V_OLD, V_OLD),
    (adam.BOTH_OLD, [*M_OLD, *V_OLD]),
    (adam.CORRECTED_CARRIED, [('"m": m, "v": v', '"m": m_hat, "v": v_hat')]),
    (adam.BETAS_SWAPPED, [("beta_1=0.9, beta_2=0.999", "beta_2=0.9, beta_1=0.999")]),
    (adam.ONE_BETA, [("beta_2 * v + (1 - beta_2)", "beta_1 * v + (1 - beta_1)"), ("beta_2**t", "beta_1**t")]),
    (adam.IS_RMSPROP, [("m_hat /", "gradient /"), *V_UNCORRECTED]),
    (adam.G_FOR_M, [("m_hat /", "gradient /")]),
    (adam.G_IN_FULL, [("(1 - beta_1) * gradient", "gradient")]),
    (adam.SQUARES_IN_FULL_IN_V, [("(1 - beta_2) * gradient", "gradient")]),
    (adam.BOTH_IN_FULL, [("(1 - beta_1) * gradient", "gradient"), ("(1 - beta_2) * gradient", "gradient")]),
    (adam.M_AS_NESTEROVS, [("lr * m_hat", "lr * (beta_1 * m_hat + (1 - beta_1) * gradient / (1 - beta_1**t))")]),
    (adam.MOMENTS_START_AS_FIRST, [*M_FIRST, *V_FIRST, *M_UNCORRECTED, *V_UNCORRECTED]),
    (adam.MOMENTS_START_AS_FIRST, [*M_FIRST, *V_FIRST]),
    (mistakes.AMSGRAD, [("v / (1 - beta_2**t)", 'np.maximum(v / (1 - beta_2**t), state.get("v_hat", 0))'),
                        ('"t": t}', '"t": t, "v_hat": v_hat}')]),
    (adam.ADAMAX, [(V, "v = np.maximum(beta_2 * v, np.abs(gradient))"), ("np.sqrt(v_hat)", "v")]),
    (adam.ROOT_FOR_V, [('"v": v,', '"v": np.sqrt(v),')]),
    (adam.ROOT_FOR_V, [*NO_ROOT, (V, f"v = np.sqrt({V[4:]})")]),
    (adam.V_AVERAGES_GRADIENTS, [("gradient**2", "gradient")]),
    (adam.V_AVERAGES_SIZES, [("gradient**2", "np.abs(gradient)")]),
    (adam.V_AVERAGES_M, [("gradient**2", "m**2")]),
    (adam.ONE_V, [("gradient**2", "np.sum(gradient**2)")]),
    (adam.ONE_V, [("gradient**2", "np.mean(gradient**2)")]),
    (mistakes.NO_ROOT, NO_ROOT),
    (mistakes.EPSILON_UNDER_ROOT, EPSILON_UNDER_ROOT),
    (mistakes.EPSILON_UNUSED, EPSILON_UNUSED),
    (adam.EPSILON_TOO_EARLY, [("np.sqrt(v_hat) + epsilon", "(np.sqrt(v) + epsilon) / np.sqrt(1 - beta_2**t)")]),
]  # fmt: skip

SLIPS = {
    "sgd_step": SGD,
    "momentum_step": MOMENTUM,
    "adagrad_step": ADAGRAD,
    "rmsprop_step": RMSPROP,
    "adam_step": ADAM,
}

EVERY_STEP = [  # torch.optim's own settings tell these alone; here they are for company
    (steps.STEP_UPHILL, [("theta - lr", "theta + lr")]),
    (steps.NOTHING_CARRIED_OVER, [("state is None", "True")]),
    (steps.LR_TWICE, [("- lr", "- lr * lr")]),
]


def edited(source, edits):
    """The source after these edits; None where there is nothing to edit."""
    for old, new in edits:
        if old not in source:
            return None
        source = source.replace(old, new)
    return source


def wrong_steps(function):
    """Yields (mistake, source) for each slip that is known of a step function."""
    right = inspect.getsource(FORMS[function])
    yield from ((mistake, edited(right, edits)) for mistake, edits in SLIPS[function])


def twice_wrong(function):
    """Yields a Change for every two slips at once, in whichever order they can be made."""
    right = inspect.getsource(FORMS[function])
    seen = {edited(right, edits) for _, edits in SLIPS[function]}
    alone = []
    for mistake, edits in [*EVERY_STEP, *SLIPS[function]]:
        if source := edited(right, edits):
            alone.append((mistake, edits, difference(lines_of(right), lines_of(source))))
    for (one, first, there), (two, second, here) in combinations(alone, 2):
        source = edited(right, [*first, *second]) or edited(right, [*second, *first])
        if one != two and source and source not in seen:
            seen.add(source)
            yield Change("twice", both(one.text, two.text), source, *map("; ".join, zip(there, here)))


def step_of(source):
    """The step function in this source."""
    names = dict(vars(forms))
    exec(compile(source, "edited", "exec"), names)
    return names[source.partition("def ")[2].partition("(")[0]]


def tapes_of(function):
    """{id of a mistake: [how a step that makes it moves θ on the tape]}, five digits of each number."""
    found = {}
    for mistake, source in wrong_steps(function):
        moves = steps.taped_moves(step_of(source))
        found.setdefault(mistake.id, []).append(
            [f"{move + 0:.5g}".replace("nan", "np.nan").replace("e+", "e") for move in moves]
        )
    return found


def written():
    """The text of tapes.py."""
    lines = ["TAPES = {"]
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        for function in SLIPS:
            lines.append(f'    "{function}": {{')
            for mistake, tapes in tapes_of(function).items():
                rows = [f"({', '.join(tape)})" for tape in tapes]
                line, several = f'        "{mistake}": [{", ".join(rows)}],', (f"            {row}," for row in rows)
                lines += [line] if len(line) <= LONGEST else [f'        "{mistake}": [', *several, "        ],"]
            lines.append("    },")
    return HEAD + "\n".join([*lines, "}\n"])


def main():
    """Brings tapes.py up to date."""
    text = written()
    if not TAPES.exists() or TAPES.read_text(encoding="utf-8") != text:
        TAPES.write_text(text, encoding="utf-8")
