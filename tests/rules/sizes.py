"""How long things may be, and what they may not be called, or called twice."""

import ast
from pathlib import PurePosixPath

from tests.rules.tree import WINGS, Finding, Source, Tree

MODULE_LINES = 400
FUNCTION_LINES = 70
USUAL_FUNCTION_LINES = 40
UNUSUAL_SHARE = 20  # one in twenty may be longer than usual
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "base", "manager", "service"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def long_modules(tree: Tree) -> list[Finding]:
    """A module stops at 400 lines."""
    return [
        Finding(source.path, len(source.lines), f"{len(source.lines)} lines; a module stops at {MODULE_LINES}")
        for source in tree.python(*WINGS, "tests", "main.py")
        if len(source.lines) > MODULE_LINES
    ]


def long_functions(tree: Tree) -> list[Finding]:
    """No function is longer than 70 lines."""
    return [
        source.finding(node, f"{node.name} has {length} lines; none has more than {FUNCTION_LINES}")
        for source, node, length in _functions(tree, *WINGS, "tests")
        if length > FUNCTION_LINES
    ]


def too_many_long_functions(tree: Tree) -> list[Finding]:
    """In each wing, and in the tests, 95 % of the functions are under 40 lines."""
    findings = []
    for folder in (*WINGS, "tests"):
        functions = list(_functions(tree, folder))
        long = [item for item in functions if item[2] >= USUAL_FUNCTION_LINES]
        if len(long) * UNUSUAL_SHARE > len(functions):
            says = f"is one of {len(long)} long functions in {folder}, out of {len(functions)}: 1 in 20 may be"
            findings += [source.finding(node, f"{node.name}, {length} lines, {says}") for source, node, length in long]
    return findings


def empty_names(tree: Tree) -> list[Finding]:
    """A name tells what is inside; utils, helpers, common, base, manager and service do not."""
    findings = []
    for path in tree.files:
        parts = [*PurePosixPath(path).parent.parts, PurePosixPath(path).stem]
        words = {word for part in parts for word in part.split("_")}
        if path.endswith(".py") and words & NAMES_THAT_SAY_NOTHING:
            findings.append(
                Finding(path, 1, f"{sorted(words & NAMES_THAT_SAY_NOTHING)} says nothing: name what it does")
            )
    return findings


def names_said_twice(tree: Tree) -> list[Finding]:
    """A module gives a name once: of two, the first is lost without a word (a merge may leave both)."""
    findings = []
    for source in tree.python(*WINGS, "tests", "main.py"):
        seen: set[str] = set()
        for node in source.tree.body:
            again = _named(node) & seen
            findings += [source.finding(node, f"{name} was said before") for name in sorted(again)]
            seen |= _named(node)
    return findings


def _named(node: ast.stmt) -> set[str]:
    """What a statement of a module gives a name to."""
    if isinstance(node, Function | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _functions(tree: Tree, *folders: str) -> list[tuple[Source, Function, int]]:
    """Every function with its length in lines: signature and body, without the docstring."""
    return [
        (source, node, _length(node))
        for source in tree.python(*folders)
        for node in ast.walk(source.tree)
        if isinstance(node, Function)
    ]


def _length(node: Function) -> int:
    first = node.body[0]
    documented = ast.get_docstring(node, clean=False) is not None
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if documented else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - docstring
