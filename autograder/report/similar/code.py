"""An answer's code without what a copyist changes first: names, texts, comments, layout, what is printed.

Parses what students wrote, so it is called in a process with limits: see `pairs.read`.
"""

import ast
import builtins
import io
import token
import tokenize

from autograder.course.cells import LONGEST, NOT_PYTHON, python_of

NAME = "v"  # what every name becomes that the student could have called otherwise
TEXT = ast.Constant("s")  # what every text becomes: a key, a message
MOST = 10_000  # tokens of an answer that are looked at: two answers are compared in the time of their product
LAYOUT = {token.NEWLINE, token.NL, token.INDENT, token.DEDENT, token.ENDMARKER, token.COMMENT}
NAMED = {ast.Name: "id", ast.arg: "arg", ast.alias: "asname"}
NAMED |= dict.fromkeys([ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler], "name")
WITHIN = ("body", "orelse", "finalbody", "handlers", "cases")  # where a statement's own statements stand


def named(node):
    """What a node calls something; None where it names nothing."""
    return getattr(node, NAMED.get(type(node), ""), None)


def binds(node):
    """Whether a node gives a name, instead of only using it."""
    return named(node) is not None and not isinstance(getattr(node, "ctx", None), ast.Load | ast.Del)


class Plain(ast.NodeTransformer):
    """Undoes ways to say the same: a += b is a = a + b, what is only named to be returned is; prints nothing."""

    def visit_Expr(self, node):
        call = node.value
        printing = isinstance(call, ast.Call) and getattr(call.func, "id", "") == "print"
        return None if printing else self.generic_visit(node)

    def visit_Constant(self, node):
        return ast.copy_location(TEXT, node) if isinstance(node.value, str) else node

    def visit_JoinedStr(self, node):
        return ast.copy_location(TEXT, node)

    def visit_AugAssign(self, node):
        target = ast.parse(ast.unparse(node.target), mode="eval").body  # which is read here
        value = ast.BinOp(target, node.op, self.visit(node.value))
        return ast.copy_location(ast.Assign([node.target], value), node)

    def generic_visit(self, node):
        super().generic_visit(node)
        for name in WITHIN:
            body = getattr(node, name, None)
            if isinstance(body, list) and len(body) > 1 and returns_what_it_set(*body[-2:]):
                assignment, last = body[-2:]
                returned = ast.copy_location(ast.Return(assignment.value), assignment)
                returned.end_lineno = last.end_lineno
                body[-2:] = [returned]
        return node


def returns_what_it_set(assignment, last):
    """Whether these two statements are `x = …` and `return x`."""
    is_name = isinstance(last, ast.Return) and isinstance(last.value, ast.Name) and isinstance(assignment, ast.Assign)
    return is_name and [last.value.id] == [getattr(target, "id", None) for target in assignment.targets]


def members(nodes):
    """The names of what is set on an object, or defined in a class."""
    yield from (node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store))
    yield from (named(each) for node in nodes if isinstance(node, ast.ClassDef) for each in node.body)


def all_alike(tree):
    """The tree with one name for all that a cell's author has named, and one text for all texts."""
    tree = Plain().visit(tree)
    nodes = list(ast.walk(tree))
    own = {named(node) for node in nodes if binds(node)} - set(dir(builtins))
    own_members = {*members(nodes)}
    for node in nodes:
        if named(node) in own:
            setattr(node, NAMED[type(node)], NAME)
        elif isinstance(node, ast.Attribute) and node.attr in own_members:
            node.attr = NAME
    return tree


def does_nothing(statement):
    """Whether a statement is `pass` or a constant, such as a docstring."""
    constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return constant or isinstance(statement, ast.Pass)


def statements(tree):
    """All statements that do something, each before those that stand in it."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case) and not does_nothing(child):
            yield child
        yield from statements(child)


def head(statement):
    """A statement without those that stand in it, as text of one layout."""
    parts = {name: getattr(statement, name, None) for name in statement._fields}
    emptied = {name: [] for name in WITHIN if isinstance(parts.get(name), list)}
    return ast.unparse(ast.fix_missing_locations(type(statement)(**parts | emptied)))


def tokens(text):
    """The words and signs of a statement."""
    return [t.string for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type not in LAYOUT]


def lines_of(statement):
    """The first and last line of a statement's head: up to the first that stands in it."""
    first = getattr(statement, "lineno", 0)
    inner = min((s.lineno for s in statements(statement) if hasattr(s, "lineno")), default=None)
    return first, max(first, inner - 1 if inner else getattr(statement, "end_lineno", first))


def first(chosen):
    """[a statement's tokens, its first line, its last] of these statements, as long as there are no more than MOST."""
    left = MOST
    for statement in chosen:
        if not left:
            return
        words = tokens(head(statement))[:left]
        left -= len(words)
        yield [words, *lines_of(statement)]


def normalised(source):
    """[[a statement's tokens, its first line, its last]] of a cell, in order; [] where it is no Python."""
    try:
        if len(source) > LONGEST:
            return []
        return list(first(statements(all_alike(ast.parse(python_of(source))))))
    except (*NOT_PYTHON, tokenize.TokenError):
        return []


def all_normalised(sources):
    """`normalised` of each of these cells."""
    return [normalised(source) for source in sources]
