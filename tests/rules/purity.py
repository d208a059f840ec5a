"""What code may reach for: no catch-all, no SQL out of place; no clock, chance, thread in the foundation."""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch

from tests.rules.tree import WINGS, Finding, Source, Tree

CATCH_ALL = {"Exception", "BaseException"}
MAY_CATCH_ALL = {"mobile/courier.py", "mobile/app.py", "sync_server/app.py", "sync_server/defects.py"}

WRITES_SQL = (
    "shared/storage.py",
    "shared/storage_*.py",
    "sync_server/store/postgres.py",
    "sync_server/store/postgres_*.py",
    "mobile/reader*.py",
    "mobile/reader/*.py",
)
SQL = re.compile(
    r"\b(select\b.*\bfrom\b|insert\s+(or\s+\w+\s+)?into\b|replace\s+into\b|update\s.*\bset\b|delete\s+from\b"
    r"|(create|alter|drop)\s+(\w+\s+){0,3}(table|index|view|trigger)\b|attach\s+(database\s+)?'|pragma\s+\w)",
    re.IGNORECASE | re.DOTALL,
)

CLOCKS_AND_CHANCE = {
    "time.time",
    "time.time_ns",
    "time.monotonic",
    "time.monotonic_ns",
    "time.perf_counter",
    "time.perf_counter_ns",
    "time.localtime",
    "time.gmtime",
    "time.sleep",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "uuid.uuid1",
    "uuid.uuid4",
    "uuid.uuid6",
    "uuid.uuid7",
    "os.urandom",
    "os.environ",
    "os.getenv",
}
THREADS_AND_NETWORK = {
    "_thread",
    "concurrent",
    "multiprocessing",
    "socket",
    "socketserver",
    "ssl",
    "subprocess",
    "threading",
}
CHANCE = {"random", "secrets"}
BLOCKS_THE_APP = {
    "time.sleep",
    "asyncio.run",
    "asyncio.to_thread",
    "hashlib.pbkdf2_hmac",
    "hashlib.scrypt",
    "os.fork",
}
NOT_ON_A_DEVICE = "mobile/web/build"


def broad_except(tree: Tree) -> list[Finding]:
    """A failure is caught by its name, or raised again; all of them only where they turn into words."""
    return [
        source.finding(node, "catches everything: name the failures that are expected here")
        for source in tree.python(*WINGS, "main.py")
        if source.path not in MAY_CATCH_ALL
        for node in ast.walk(source.tree)
        if _catches_all(node)
    ]


def built_sql(tree: Tree) -> list[Finding]:
    """SQL is put together only in the storage modules and the reader, with names from the register."""
    return [
        source.finding(node, "puts SQL together: say it in a storage module or the reader, values as parameters")
        for source in tree.python(*WINGS)
        if not any(fnmatch(source.path, pattern) for pattern in WRITES_SQL)
        for node in ast.walk(source.tree)
        if SQL.search(_built_text(node))
    ]


def impure_foundation(tree: Tree) -> list[Finding]:
    """shared reads no clock, throws no dice, starts no thread and opens no socket: all that is passed in."""
    names = CLOCKS_AND_CHANCE | {"asyncio.run", "asyncio.to_thread"}
    modules = THREADS_AND_NETWORK | CHANCE
    return _reaches(tree.python("shared"), names, modules, "shared is handed its clock, chance and ids")


def blocking_app(tree: Tree) -> list[Finding]:
    """mobile runs in a browser's worker: no thread, socket or subprocess, and nothing that blocks."""
    sources = [source for source in tree.python("mobile") if not source.path.startswith(NOT_ON_A_DEVICE)]
    return _reaches(sources, BLOCKS_THE_APP, THREADS_AND_NETWORK, "not to be had in the browser edition")


def _catches_all(node: ast.AST) -> bool:
    if isinstance(node, ast.ExceptHandler):
        cleans_up_and_goes_on = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
        return not cleans_up_and_goes_on and (
            node.type is None or any(name in CATCH_ALL for name in _last_names(node.type))
        )
    if isinstance(node, ast.Call) and "suppress" in _last_names(node.func):
        return any(name in CATCH_ALL for argument in node.args for name in _last_names(argument))
    return False


def _last_names(node: ast.AST) -> list[str]:
    """`X`, `a.X` and `(X, a.Y)` as ["X"], ["X"] and ["X", "Y"]."""
    if isinstance(node, ast.Tuple):
        return [name for element in node.elts for name in _last_names(element)]
    if isinstance(node, ast.Attribute):
        return [node.attr]
    return [node.id] if isinstance(node, ast.Name) else []


def _built_text(node: ast.AST) -> str:
    """The text that an expression puts together, each filled-in part as `x`; empty for all else."""
    if isinstance(node, ast.JoinedStr) and any(isinstance(part, ast.FormattedValue) for part in node.values):
        return "".join(_constant(part) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and _constant(node.left) != "x":
        return _constant(node.left)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = list(_added(node))
        return "".join(parts) if "x" in parts else ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return _constant(node.func.value)
    return ""


def _added(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _added(node.left)
        yield from _added(node.right)
    else:
        yield _constant(node)


def _constant(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else "x"


def _reaches(sources: Iterator[Source] | list[Source], names: set[str], modules: set[str], why: str) -> list[Finding]:
    """Imports of `modules` and uses of dotted `names`, whatever they are called in the file."""
    findings = []
    for source in sources:
        known: dict[str, str] = {}
        for node in ast.walk(source.tree):
            for local, bound, full in _imported(node):
                known[local] = bound
                if full.split(".")[0] in modules or full in names:
                    findings.append(source.finding(node, f"{full}: {why}"))
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Attribute):
                full = _dotted(node, known)
                if full in names:
                    findings.append(source.finding(node, f"{full}: {why}"))
    return findings


def _imported(node: ast.AST) -> Iterator[tuple[str, str, str]]:
    """For each thing that a statement imports: its name here, what that stands for, what was imported."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            first = alias.name.split(".")[0]
            yield alias.asname or first, alias.name if alias.asname else first, alias.name
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        for alias in node.names:
            full = f"{node.module}.{alias.name}"
            yield alias.asname or alias.name, full, full


def _dotted(node: ast.AST, known: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value, known)}.{node.attr}"
    return known.get(node.id, "") if isinstance(node, ast.Name) else ""
