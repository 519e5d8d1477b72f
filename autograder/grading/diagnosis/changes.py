"""Small changes to a right function's source: slips of brackets, operators, names, axes, order.

Mutation testing's idea (DeMillo, Lipton, Sayward: Hints on Test Data Selection, 1978), put to another use: what a
change leaves of a right function is compared with what a student's function does.
"""

import ast
import contextlib
import copy
import io
import keyword
import re
import tokenize
from dataclasses import dataclass

OPERATORS = {
    ast.Add: ("a plus", [ast.Sub, ast.Mult]),
    ast.Sub: ("a minus", [ast.Add]),
    ast.Mult: ("a product", [ast.Div, ast.Add]),
    ast.Div: ("a division", [ast.Mult, ast.FloorDiv]),
    ast.FloorDiv: ("a division that cuts off the remainder (//)", []),
    ast.MatMult: ("a matrix product (@)", [ast.Mult]),
    ast.Pow: ("a power", [ast.Mult]),
}
PARTS = {ast.Add: "a term of a sum", ast.Sub: "a term of a difference", ast.Mult: "a factor", ast.Div: "a division"}
STATISTICS = ("mean", "sum", "median", "max", "min", "std", "var", "prod", "cumsum")
OTHER_CALLS = {
    **{name: [other for other in STATISTICS if other != name] for name in ("mean", "sum", "std")},
    "sqrt": ["square"],
    "exp": ["log", "exp2"],
    "argmax": ["argmin", "max"],
    "zeros_like": ["ones_like"],
    "train": ["eval"],
    "eval": ["train"],
}
LOOK = {
    "brackets": "what Python works out first: powers, then products and divisions, then sums",
    "operator": "each operator, one after the other",
    "exponent": "the power, and what else is multiplied in",
    "sides": "what is subtracted from what, what is divided by what",
    "axis": "along which axis: 0 runs down the rows, 1 along them",
    "indented": "how far each line is indented",
    "order": "which line needs what another one makes",
    "range": "where the loop starts and where it ends",
    "number": "each number that is written in",
    "name": "each name: is it the one that is meant?",
}
WRONG_SIGN = "a minus stands where none should, or is missing"  # which of the two depends on how one writes it
MIXED_UP = "a plus and a minus are mixed up"
BRACKETS = "brackets are missing, or stand in another place"
COMPARISONS = {ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}


@dataclass(frozen=True)
class Change:
    """One small change. kind: what sort of slip; words: how "It looks as if" goes on; source: the changed function.

    was, now: the statement before and after: for the instructor's eyes.
    """

    kind: str
    words: str
    source: str
    was: str
    now: str

    @property
    def mistake(self):
        """The id of the mistake that it is."""
        return f"changed-{self.kind}"

    @property
    def look(self):
        """Where to look, in words that give no formula away; None where the words say enough."""
        return LOOK.get(self.kind)


def both(one, two):
    """How "It looks as if" goes on where two things are wrong: in two sentences."""
    return one if one == two else f"{one}. Besides, {two}"


def number(value):
    return ast.Constant(value)


def binary(left, op, right):
    return ast.BinOp(left, op() if isinstance(op, type) else op, right)


def called(node):
    """The last name of the function that is called: 'sqrt' of np.sqrt(x) and of x.sqrt()."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def rebracketed(node):
    """Every other way of putting the brackets around the three parts of a binary operation within another."""
    if isinstance(node.right, ast.BinOp):
        inner = node.right
        yield "brackets", BRACKETS, binary(binary(node.left, node.op, inner.left), inner.op, inner.right)
        if isinstance(node.op, ast.Add | ast.Sub) and isinstance(inner.op, ast.Mult):
            yield "brackets", BRACKETS, binary(inner.left, inner.op, binary(node.left, node.op, inner.right))
    if isinstance(node.left, ast.BinOp):
        inner = node.left
        yield "brackets", BRACKETS, binary(inner.left, inner.op, binary(inner.right, node.op, node.right))
    for side in ("left", "right"):
        part = getattr(node, side)
        if isinstance(part, ast.Call) and len(part.args) == 1 and called(part) not in ("len", "range", "float"):
            inner = with_fields(node, **{side: part.args[0]})
            yield "brackets", BRACKETS, ast.Call(part.func, [inner], part.keywords)
        if isinstance(part, ast.UnaryOp):
            inner = with_fields(node, **{side: part.operand})
            yield "brackets", BRACKETS, ast.UnaryOp(part.op, inner)


def swapped_weights(node):
    """(1 − a)·x + a·y for a·x + (1 − a)·y, where that is what the node is."""
    products = [part for part in (node.left, node.right) if isinstance(part, ast.BinOp)]
    if len(products) == 2 and all(isinstance(part.op, ast.Mult) for part in products):
        (a, x), (b, y) = ((part.left, part.right) for part in products)
        if ast.unparse(b) == f"1 - {ast.unparse(a)}":
            words = "the two weights of an average are swapped"
            yield "weights", words, binary(binary(b, ast.Mult, x), ast.Add, binary(a, ast.Mult, y))


def in_place(other, right):
    """How "It looks as if" goes on where one operator stands for another."""
    if {other, right} == {ast.Add, ast.Sub}:
        return MIXED_UP
    return f"{OPERATORS[other][0]} stands where {OPERATORS[right][0]} should"


def binary_changes(node):
    name, others = OPERATORS.get(type(node.op), ("", []))
    for other in others:
        yield "operator", in_place(other, type(node.op)), binary(node.left, other, node.right)
    if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult | ast.Pow):
        yield "sides", f"the two sides of {name} are swapped", binary(node.right, node.op, node.left)
    part = PARTS.get(type(node.op))
    if part:
        yield "left-out", f"{part} is missing", node.left
    if part and not isinstance(node.op, ast.Div):
        yield "left-out", f"{part} is missing", node.right
    if isinstance(node.op, ast.Div):
        yield "left-out", "only the divisor is left of a division", node.right
        yield "upside-down", "a fraction is upside down", binary(number(1), node.op, node)
    if isinstance(node.op, ast.Pow):
        yield "left-out", "a power is missing", node.left
        for step in (1, 2):
            yield (
                "exponent",
                "an exponent is too large",
                binary(node.left, ast.Pow, binary(node.right, ast.Add, number(step))),
            )
        yield "exponent", "an exponent is too small", binary(node.left, ast.Pow, binary(node.right, ast.Sub, number(1)))
    if isinstance(node.op, ast.Add):
        yield from swapped_weights(node)
    yield from rebracketed(node)


def more_settings(node, name):
    """The call with a setting that keeps an axis, or makes the numbers whole."""
    for axis, keep in (("axis", "keepdims"), ("dim", "keepdim")):
        if axis in [setting.arg for setting in node.keywords]:
            kept = [*node.keywords, ast.keyword(keep, number(True))]
            yield "kept", "an axis is kept that should go", ast.Call(node.func, node.args, kept)
    if name in ("zeros", "zeros_like", "ones", "empty"):
        whole = [*node.keywords, ast.keyword("dtype", ast.Name("int", ast.Load()))]
        yield "cut", "numbers are cut to whole ones", ast.Call(node.func, node.args, whole)


def call_changes(node):
    name = called(node)
    yield from more_settings(node, name)
    first = node.args[0] if node.args else getattr(node.func, "value", None)
    if first is not None and name not in ("range", "enumerate", "zip", "Linear", "no_grad"):
        yield "left-out", f"{name} is missing", first
    for other in OTHER_CALLS.get(name, []):
        changed = copy.deepcopy(node)
        setattr(changed.func, "attr" if isinstance(changed.func, ast.Attribute) else "id", other)
        yield "other-function", f"{other} stands where {name} should", changed
    for i, setting in enumerate(node.keywords):
        without = ast.Call(node.func, node.args, [k for k in node.keywords if k is not setting])
        yield "setting", f"{setting.arg} is missing in a call", without
        if setting.arg in ("axis", "dim") and isinstance(setting.value, ast.Constant):
            other = copy.deepcopy(node)
            other.keywords[i].value = number(1 - setting.value.value)
            yield "axis", "it runs along the other axis", other
    if name == "range":
        start, (last, *step) = node.args[:-1][:1], node.args[1:] or node.args
        for now in (binary(last, ast.Sub, number(1)), binary(last, ast.Add, number(1))):
            yield "range", "a loop runs once too often or too seldom", ast.Call(node.func, [*start, now, *step], [])
        if not start:
            yield "range", "a loop leaves out its first turn", ast.Call(node.func, [number(1), last], [])
    if len(node.args) == 1 and isinstance(node.args[0], ast.BinOp):
        inner = node.args[0]
        for side in ("left", "right"):
            called_inside = ast.Call(node.func, [getattr(inner, side)], node.keywords)
            yield "brackets", BRACKETS, with_fields(inner, **{side: called_inside})


def name_changes(node, names, arguments):
    for other in names:
        if other != node.id:
            known = {other, node.id} <= arguments  # to whoever wrote the function: all others are ours
            words = f"{other} stands where {node.id} should" if known else "a name stands where another should"
            yield "name", words, ast.Name(other, ast.Load())
    yield "squared", f"{node.id} is squared where it should not be", binary(node, ast.Pow, number(2))
    yield "sign", WRONG_SIGN, ast.UnaryOp(ast.USub(), node)
    yield "transposed", "a matrix is transposed that should not be", ast.Attribute(node, "T", ast.Load())
    yield "flat", "a column is made flat", ast.Call(ast.Attribute(node, "ravel", ast.Load()), [], [])
    cut = ast.Call(ast.Attribute(ast.Name("np", ast.Load()), "trunc", ast.Load()), [node], [])
    yield "cut", "numbers are cut to whole ones", cut


def constant_changes(node):
    value = node.value
    if isinstance(value, bool):
        yield "switch", f"{not value} stands where {value} should", number(not value)
    elif isinstance(value, int | float):
        for other in dict.fromkeys([value + 1, value - 1, 2 * value, value / 2, 0, 1]):
            if other != value:
                yield "number", f"{other:g} stands where {value:g} should", number(other)


def expression_changes(node, names, arguments):
    """Yields (kind, words, changed node) for one node of an expression; names: the function's, its arguments too."""
    if isinstance(node, ast.BinOp):
        yield from binary_changes(node)
    elif isinstance(node, ast.Call):
        yield from call_changes(node)
    elif isinstance(node, ast.Constant):
        yield from constant_changes(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign", WRONG_SIGN, node.operand
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        yield from name_changes(node, names, arguments)
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield "left-out", "a transpose is missing", node.value
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        other = COMPARISONS[type(node.ops[0])]()
        yield "comparison", "a comparison is another one", ast.Compare(node.left, [other], node.comparators)
    elif isinstance(node, ast.IfExp):
        yield "branch", "one of two cases is never taken", node.body
        yield "branch", "one of two cases is never taken", node.orelse
    if isinstance(node, ast.BinOp | ast.Call) and not (isinstance(node, ast.Call) and called(node) == "range"):
        yield "factor", "a factor 1/2 has slipped in", binary(node, ast.Div, number(2))
        yield "factor", "a factor 2 has slipped in", binary(number(2), ast.Mult, node)
        yield "sign", WRONG_SIGN, ast.UnaryOp(ast.USub(), node)


def assigned_anew(statement):
    """x = y for x += y, where that is what the statement is."""
    if isinstance(statement, ast.AugAssign):
        yield (
            "assigned",
            "a value is replaced where it should be added to",
            ast.copy_location(ast.Assign([statement.target], statement.value), statement),
        )
        if other := {ast.Add: ast.Sub, ast.Sub: ast.Add}.get(type(statement.op)):
            words = in_place(other, type(statement.op))
            yield "operator", words, ast.AugAssign(statement.target, other(), statement.value)


def statement_lists(tree):
    """Every list of statements in the function, as (owner, name of its field)."""
    for node in ast.walk(tree):
        for field in ("body", "orelse"):
            if isinstance(getattr(node, field, None), list) and getattr(node, field):
                yield node, field


def list_changes(body):
    """Yields (kind, words, changed list) for one list of statements."""
    for i, statement in enumerate(body):
        if len(body) > 1 and not isinstance(statement, ast.Return):
            yield "line-left-out", "a line is missing", [*body[:i], *body[i + 1 :]]
            yield "line-twice", "a line stands there twice", [*body[: i + 1], *body[i:]]
        if i + 1 < len(body) and not isinstance(body[i + 1], ast.Return):
            yield "order", "two lines stand in the other order", [*body[:i], body[i + 1], statement, *body[i + 2 :]]
        for kind, words, changed in assigned_anew(statement):
            yield kind, words, [*body[:i], changed, *body[i + 1 :]]
        if isinstance(statement, ast.For | ast.With) and i + 1 < len(body):
            into = with_fields(statement, body=[*statement.body, body[i + 1]])
            words = "the return statement stands inside the loop"
            returns = isinstance(body[i + 1], ast.Return)
            rest = body[i + 1 :] if returns else body[i + 2 :]
            yield "indented", words if returns else "a line is indented too far", [*body[:i], into, *rest]
        if isinstance(statement, ast.For) and len(statement.body) > 1:
            words = "a line of the loop stands outside of it"
            later = with_fields(statement, body=statement.body[1:])
            yield "indented", words, [*body[:i], statement.body[0], later, *body[i + 1 :]]
            out = with_fields(statement, body=statement.body[:-1])
            changed = [*body[:i], out, statement.body[-1], *body[i + 1 :]]
            yield "indented", words, changed


def local_names(tree):
    """The names that hold values in a function: its arguments, and whatever it assigns."""
    names = [argument.arg for argument in tree.args.args]
    stored = [n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    return list(dict.fromkeys([*names, *(name for name in stored if name != "_")]))


def bare(source):
    """The function's tree, without its docstring."""
    tree = ast.parse(source).body[0]
    if isinstance(tree.body[0], ast.Expr) and isinstance(tree.body[0].value, ast.Constant):
        del tree.body[0]
    return tree


def replaced(node, others):
    """The tree under a node with other nodes in the places of some, {id of a node: the new one}.

    What has no new node below it is not copied, but shared: a tree has many changes.
    """
    if id(node) in others:
        return others[id(node)]
    changed = {}
    for field, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            new = replaced(value, others)
        elif isinstance(value, list):
            new = [replaced(part, others) if isinstance(part, ast.AST) else part for part in value]
            new = value if all(one is other for one, other in zip(new, value)) else new
        else:
            continue
        if new is not value:
            changed[field] = new
    return with_fields(node, **changed) if changed else node


def lines_of(source):
    """The lines of a function, without its docstring."""
    return ast.unparse(bare(source)).splitlines()


def with_fields(node, **fields):
    """A copy of a node with other values in some of its fields."""
    copied = copy.copy(node)
    vars(copied).update(fields)
    return copied


def difference(lines, others):
    """(was, now): the first lines of two sources that differ."""
    at = next((i for i, (a, b) in enumerate(zip(lines, others)) if a != b), min(len(lines), len(others)) - 1)
    return lines[at].strip(), others[at].strip()


def changes_of_lists(tree, kinds):
    for owner, field in statement_lists(tree):
        for kind, words, body in list_changes(getattr(owner, field)):
            if not kinds or kind in kinds:
                yield kind, words, replaced(tree, {id(owner): with_fields(owner, **{field: body})})


def edits_of(tree, kinds):
    """Yields (kind, words, number of a node, the node in its place) for every change of an expression."""
    names, defaults = local_names(tree), {id(node) for node in tree.args.defaults}
    arguments = {argument.arg for argument in tree.args.args}
    for index, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.expr) and id(node) not in defaults:
            for kind, words, new in expression_changes(node, names, arguments):
                if not kinds or kind in kinds:
                    yield kind, words, index, new


def changes_of_expressions(tree, kinds):
    """Yields (kind, words, changed tree): each edit alone, then the same slip wherever it could be made.

    The same: in what is alike but for the numbers in its names, such as 1 - beta_1 ** t and 1 - beta_2 ** t.
    """
    alike, nodes = {}, list(ast.walk(tree))
    for kind, words, index, new in edits_of(tree, kinds):
        yield kind, words, replaced(tree, {id(nodes[index]): new})
        about = kind, *(re.sub(r"_?\d", "", text) for text in (words, ast.unparse(nodes[index]), ast.unparse(new)))
        for key in (about, about[:2]) if kind != "name" else (about,):
            alike.setdefault(key, (words, {}))[1].setdefault(index, new)
    for (kind, *_), (words, places) in alike.items():
        if 1 < len(places) < 4 and are_apart(tree, places):
            yield kind, words, replaced(tree, {id(nodes[index]): new for index, new in places.items()})


def are_apart(tree, indices):
    """Whether none of these nodes, by their numbers, lies within another."""
    nodes = list(ast.walk(tree))
    within = {id(inner) for index in indices for inner in ast.walk(nodes[index]) if inner is not nodes[index]}
    return not any(id(nodes[index]) in within for index in indices)


def changes_of_brackets(tree):
    """Each pair of brackets left out, where they group something."""
    text, opened, last = ast.unparse(tree), [], ""
    starts = [0, *(end + 1 for end, letter in enumerate(text) if letter == "\n")]
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        place = starts[token.start[0] - 1] + token.start[1] if token.string else 0
        if token.string == "(":
            calls = last in (")", "]") or (last.isidentifier() and not keyword.iskeyword(last))
            opened.append(None if calls else place)
        elif token.string == ")" and (start := opened.pop()) is not None:
            with contextlib.suppress(SyntaxError):
                without = f"{text[:start]}{text[start + 1 : place]}{text[place + 1 :]}"
                yield "brackets", BRACKETS, ast.parse(without).body[0]
        last = token.string


def changes(source, kinds=()):
    """Yields every Change of a function's source, each of them once. kinds: those that are asked for, all without."""
    tree = bare(source)
    right = ast.unparse(tree)
    seen, lines = {right}, right.splitlines()
    found = *changes_of_brackets(tree), *changes_of_expressions(tree, kinds), *changes_of_lists(tree, kinds)
    for kind, words, changed in found:
        text = ast.unparse(changed)
        if text not in seen and is_valid(text):
            seen.add(text)
            yield Change(kind, words, text, *difference(lines, text.splitlines()))


def is_valid(text):
    try:
        compile(text, "changed", "exec")
    except (SyntaxError, ValueError):
        return False
    return True
