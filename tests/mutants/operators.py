"""Small changes to a module, found in its syntax tree: each a mistake that somebody could make.

Docstrings, annotations, decorators and what a `raise` says are left alone, and so are changes that could not even run.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Function = ast.FunctionDef | ast.AsyncFunctionDef

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.BitXor: ast.BitOr,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
SMALL = 64  # a number up to here is one too many, a greater one is halved
# What a function answers when it answers nothing, by the beginning of its annotation.
EMPTY = {
    "list": "[]",
    "dict": "{}",
    "Mapping": "{}",
    "Row": "{}",
    "set": "set()",
    "frozenset": "frozenset()",
    "Scopes": "frozenset()",
    "str": "''",
    "int": "0",
    "Iterable": "()",
}
QUIET = ("annotation", "returns", "decorator_list", "bases", "format_spec")
ANY_ORDER = ("max", "min")


@dataclass(frozen=True)
class Site:
    """One possible change: which operator, what is there and what comes instead."""

    operator: str
    node: Any
    other: Any

    @property
    def line(self) -> int:
        """Where, from 1."""
        return int(self.node.lineno)

    @property
    def change(self) -> str:
        """Before and after, in a line."""
        return f"{_short(ast.unparse(self.node))} -> {_short(ast.unparse(self.other))}"

    def plant(self, tree: ast.Module) -> None:
        """Make the change in the tree in which it was found."""
        for parent in ast.walk(tree):
            for name, value in ast.iter_fields(parent):
                if value is self.node:
                    setattr(parent, name, self.other)
                elif isinstance(value, list):
                    value[:] = [self.other if part is self.node else part for part in value]
        ast.fix_missing_locations(tree)


def sites(tree: ast.Module) -> list[Site]:
    """Every change that can be made to this module, always in the same order."""
    found: list[Site] = []
    for node, owner in _walk(tree, None):
        found += _of_expression(node, owner)
        found += _of_statements(node, owner)
    return sorted(found, key=lambda site: (site.line, site.node.col_offset, site.operator))


def _walk(node: ast.AST, owner: Function | None) -> Iterator[tuple[ast.AST, Function | None]]:
    """Every node that may be changed, with the function that it stands in."""
    yield node, owner
    if isinstance(node, ast.Raise):
        return
    owner = node if isinstance(node, Function) else owner
    for name, value in ast.iter_fields(node):
        if name in QUIET or (name == "value" and _is_type_talk(node)):
            continue
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, ast.AST) and not (_asks_for_type(node) and part is node.args[1]):  # type: ignore[attr-defined] - a call
                yield from _walk(part, owner)


def _is_type_talk(node: ast.AST) -> bool:
    """`Change = Insert | Patch`, `Place = tuple[str, str]`."""
    named = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.istitle()
    return named and isinstance(node.value, ast.BinOp | ast.Subscript)


def _asks_for_type(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance"


# ---- expressions


def _of_expression(node: ast.AST, owner: Function | None) -> Iterator[Site]:
    if isinstance(node, ast.Compare):
        ops = [COMPARISONS[type(node.ops[0])](), *node.ops[1:]]
        yield _site("comparison", node, ast.Compare(node.left, ops, node.comparators))
    elif isinstance(node, ast.BoolOp):
        op: ast.boolop = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield _site("and/or", node, ast.BoolOp(op, node.values))
    elif isinstance(node, ast.BinOp):
        yield from _of_arithmetic(node)
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node)
    elif isinstance(node, ast.IfExp):
        yield _site("condition", node.test, _not(node.test))
    elif isinstance(node, ast.comprehension):
        yield from (_site("condition", test, _not(test)) for test in node.ifs)
    elif isinstance(node, ast.Call) and _swappable(node, owner):
        first, second, *rest = node.args
        yield _site("arguments", node, ast.Call(node.func, [second, first, *rest], node.keywords))


def _of_arithmetic(node: ast.BinOp) -> Iterator[Site]:
    numbers = any(isinstance(side, ast.Constant) and type(side.value) is int for side in (node.left, node.right))
    if isinstance(node.op, ast.Add | ast.Sub) and numbers:
        op: ast.operator = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        yield _site("arithmetic", node, ast.BinOp(node.left, op, node.right))
    elif isinstance(node.op, ast.Sub):
        yield _site("arithmetic", node, ast.BinOp(node.left, ast.BitAnd(), node.right))
    elif isinstance(node.op, ast.Add):
        yield _site("arithmetic", node, node.left)
    elif type(node.op) in ARITHMETIC and not isinstance(node.left, ast.Constant | ast.JoinedStr):
        yield _site("arithmetic", node, ast.BinOp(node.left, ARITHMETIC[type(node.op)](), node.right))


def _of_constant(node: ast.Constant) -> Iterator[Site]:
    if isinstance(node.value, bool):
        yield _site("truth", node, ast.Constant(not node.value))
    elif isinstance(node.value, int):
        yield _site("number", node, ast.Constant(node.value + 1 if node.value <= SMALL else node.value // 2))


def _swappable(node: ast.Call, owner: Function | None) -> bool:
    """Whether the first two arguments are of one kind, so that somebody might take the one for the other."""
    if len(node.args) < 2 or _asks_for_type(node) or ast.unparse(node.func) in ANY_ORDER:
        return False
    first, second = node.args[:2]
    if isinstance(first, ast.Name) and isinstance(second, ast.Name):
        kinds = {part.arg: ast.unparse(part.annotation) for part in _parameters(owner) if part.annotation is not None}
        return kinds.get(first.id, "") == kinds.get(second.id, "")
    alike = type(first) is type(second) and not isinstance(first, ast.Starred)
    return alike and ast.dump(first) != ast.dump(second)


def _parameters(owner: Function | None) -> list[ast.arg]:
    return [] if owner is None else [*owner.args.posonlyargs, *owner.args.args, *owner.args.kwonlyargs]


# ---- statements


def _of_statements(node: ast.AST, owner: Function | None) -> Iterator[Site]:
    if isinstance(node, ast.If):
        yield _site("condition", node.test, _not(node.test))
    elif isinstance(node, ast.Return):
        yield from _emptied(node, owner)
    inside = node if isinstance(node, Function) else owner
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        for statement in block if isinstance(block, list) else ():
            if _can_go(statement, node, inside):
                yield _site("statement", statement, ast.Pass())


def _emptied(node: ast.Return, owner: Function | None) -> Iterator[Site]:
    if node.value is None or owner is None or owner.returns is None:
        return
    told = ast.unparse(owner.returns)
    empty = "None" if told.endswith("| None") else EMPTY.get(told.partition("[")[0])
    if told.startswith("tuple") and told.endswith("...]"):
        empty = "()"
    if told == "bool":
        empty = ast.unparse(_not(node.value))
    if empty is not None and empty != ast.unparse(node.value):
        yield _site("return", node, ast.Return(ast.parse(empty, mode="eval").body))


def _can_go(statement: ast.stmt, parent: ast.AST, owner: Function | None) -> bool:
    """Whether the rest still makes sense to Python without this statement."""
    if isinstance(statement, ast.Expr):
        held_open = owner is not None and any("contextmanager" in ast.unparse(part) for part in owner.decorator_list)
        return isinstance(statement.value, ast.Call) or (isinstance(statement.value, ast.Yield) and not held_open)
    if isinstance(statement, ast.Assign):
        made = owner is None or owner.name == "__init__"  # what is not made is missed at once
        return not made and not isinstance(statement.targets[0], ast.Name | ast.Tuple)
    if isinstance(statement, ast.Return):
        return isinstance(parent, ast.If)
    return isinstance(statement, ast.AugAssign | ast.Delete | ast.Raise | ast.Continue | ast.Break)


def _site(operator: str, node: ast.AST, other: ast.AST) -> Site:
    return Site(operator, node, ast.fix_missing_locations(ast.copy_location(other, node)))


def _not(test: ast.expr) -> ast.expr:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    return ast.UnaryOp(ast.Not(), test)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else f"{line[:87]}..."
