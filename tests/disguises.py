"""What a copyist does to an answer: mechanical disguises that leave what it computes as it is."""

import ast
import builtins
import itertools

from autograder.course.cells import python_of

COMMENTS = ("# first", "# now the interesting part", "# see the lecture", "# done")


def parsed(source):
    return ast.parse(python_of(source))


def bound(tree):
    """The names that a cell's author has chosen: local variables, and no parameter that a caller may name."""
    nodes = list(ast.walk(tree))
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    parameters = {node.arg for node in nodes if isinstance(node, ast.arg)}
    return sorted(stored - parameters - set(dir(builtins)))


def renamed(source):
    """Every variable has another name."""
    tree = parsed(source)
    new = dict(
        zip(bound(tree), (f"{a}_{b}" for a, b in itertools.product(("my", "the", "old"), "abcdefghijklmnopqrst")))
    )
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
    return ast.unparse(tree)


def reformatted(source):
    """Another layout, every docstring and comment gone, blank lines between the statements."""
    return ast.unparse(parsed(source)).replace("\n", "\n\n")


def commented(source):
    """The same lines, each third with another comment above it."""
    lines = ast.unparse(parsed(source)).split("\n")
    found = []
    for number, line in enumerate(lines):
        indent = line[: len(line) - len(line.lstrip())]
        found += [indent + COMMENTS[number % len(COMMENTS)]] if number and number % 3 == 0 else []
        found.append(line)
    return "\n".join(found)


def touched(statement):
    """(the names that a statement sets, those that it reads)"""
    names = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
    return ({n.id for n in names if isinstance(n.ctx, ast.Store)}, {n.id for n in names if isinstance(n.ctx, ast.Load)})


def may_swap(a, b):
    """Whether two neighbours are plain assignments, neither of which reads or sets what the other sets."""
    if not all(isinstance(s, ast.Assign) and not any(isinstance(n, ast.Call) for n in ast.walk(s)) for s in (a, b)):
        return False
    (sets_a, reads_a), (sets_b, reads_b) = touched(a), touched(b)
    return not (sets_a & (sets_b | reads_b) or sets_b & reads_a)


def reordered(source):
    """Neighbouring assignments change places where that changes nothing."""
    tree = parsed(source)
    for node in ast.walk(tree):
        body, place = getattr(node, "body", None), 0
        while isinstance(body, list) and place + 1 < len(body):
            if may_swap(body[place], body[place + 1]):
                body[place : place + 2] = body[place + 1], body[place]
                place += 1
            place += 1
    return ast.unparse(tree)


def with_dead_code(source):
    """Two lines more, which nothing uses."""
    tree = parsed(source)
    function = [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))][-1]
    function.body.insert(0, ast.parse("unused = 0").body[0])
    function.body.insert(len(function.body) - 1, ast.parse("unused += 1").body[0])
    return ast.unparse(ast.fix_missing_locations(tree))


class Spelled(ast.NodeTransformer):
    """a += b becomes a = a + b, and what is returned has a name first."""

    def visit_AugAssign(self, node):
        if not isinstance(node.target, ast.Name):
            return node
        value = ast.BinOp(ast.Name(node.target.id, ast.Load()), node.op, node.value)
        return ast.Assign([node.target], value)

    def visit_Return(self, node):
        if node.value is None or isinstance(node.value, ast.Name):
            return node
        return [ast.Assign([ast.Name("answer", ast.Store())], node.value), ast.Return(ast.Name("answer", ast.Load()))]


def spelled_out(source):
    """The same in more words."""
    return ast.unparse(ast.fix_missing_locations(Spelled().visit(parsed(source))))


def all_at_once(source):
    """Everything together."""
    return commented(renamed(reordered(with_dead_code(spelled_out(source)))))


DISGUISES = {
    "other names": renamed,
    "another layout": reformatted,
    "other comments": commented,
    "another order": reordered,
    "idle lines": with_dead_code,
    "more words for the same": spelled_out,
    "all of it at once": all_at_once,
}
