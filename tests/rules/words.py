"""What is written beside the code: docstrings, reasons, open promises, and a sentence for every refusal."""

import ast
import re
from collections.abc import Iterator

from tests.rules.tree import WINGS, Finding, Source, Tree

OPEN_PROMISE = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
PROSE = (".md", ".toml", ".yml", ".yaml", ".sh", ".js", ".mjs", ".css", ".html", "Makefile", ".ci/run")
SWITCHED_OFF = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no\s?cover|nosec)\b", re.IGNORECASE)
REASON_WORDS = 2
REFUSALS = "shared/refusals.py"
WORDED_ELSEWHERE = {"invalid": "invalid.sentence"}  # names the field and what is wrong with it
CATALOGUE = re.compile(r"^assets/locale/(?P<language>\w+)/.*\.po$")
KEY = re.compile(
    r'^msgid "(?P<key>[^"]+)"(?:\nmsgid_plural .*)?\nmsgstr(?:\[0\])? "(?P<first>.*)"(?P<more>(?:\n".+")*)',
    re.MULTILINE,
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def open_promises(tree: Tree) -> list[Finding]:
    """What is left to be done stands in an issue, not in a comment."""
    findings = []
    for path in tree.files:
        if path.endswith(".py"):
            source = next(tree.python(path))
            said = [*source.comments, *_docstring_lines(source)]
        elif path.endswith(PROSE):
            said = list(enumerate(tree.read(path).splitlines(), 1))
        else:
            continue
        findings += [Finding(path, line, "an open promise") for line, text in said if OPEN_PROMISE.search(text)]
    return findings


def unreasoned_exceptions(tree: Tree) -> list[Finding]:
    """A checker is switched off by name and with a reason: `# noqa: B008 - Flet reads it once`."""
    findings = []
    for source in tree.python(*WINGS, "tests", "main.py"):
        for line, text in source.comments:
            at = SWITCHED_OFF.search(text)
            if at and len(_reason(text[at.end() :]).split()) < REASON_WORDS:
                findings.append(Finding(source.path, line, f"no reason given: {text.strip()}"))
    return findings


def missing_docstrings(tree: Tree) -> list[Finding]:
    """What others call in shared and on the server says what it promises."""
    classes = {
        node.name: node
        for source in tree.python("shared", "sync_server")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
    }
    return [
        source.finding(function, f"{function.name} has no docstring")
        for source in tree.python("shared", "sync_server")
        for owner, function in _public_functions(source.tree)
        if ast.get_docstring(function) is None and not _documented_above(owner, function.name, classes)
    ]


def wordless_refusals(tree: Tree) -> list[Finding]:
    """Every refusal has a sentence in every language."""
    catalogues = {path: tree.read(path) for path in tree.files if CATALOGUE.match(path)}
    if not tree.read(REFUSALS):
        return []
    if not catalogues:
        return [Finding(REFUSALS, 1, "no catalogue under assets/locale has a sentence for these")]
    source = next(tree.python(REFUSALS))
    return [
        source.finding(node, f"{path} has no sentence for {key}")
        for path, text in catalogues.items()
        for code, node in _refusal_codes(source.tree)
        for key in [WORDED_ELSEWHERE.get(code, f"refusal.{code}")]
        if key not in said(text)
    ]


def said(catalogue: str) -> set[str]:
    """The keys of a gettext catalogue that have a sentence."""
    return {match["key"] for match in KEY.finditer(catalogue) if match["first"] or match["more"]}


def _refusal_codes(tree: ast.Module) -> Iterator[tuple[str, ast.ClassDef]]:
    refusals = {"Refusal"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and (node.name in refusals or refusals & set(_bases(node))):
            refusals.add(node.name)
            for line in node.body:
                if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "code":
                    yield ast.literal_eval(line.value), node


def _reason(after: str) -> str:
    """What follows the codes of an exception comment."""
    return re.sub(r"^(:\s*[A-Z]+\d+(\s*,\s*[A-Z]+\d+)*|\[[\w\s,-]*\])?[\s#:-]*", "", after).strip()


def _docstring_lines(source: Source) -> Iterator[tuple[int, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Module | ast.ClassDef | Function) and ast.get_docstring(node, clean=False):
            statement = node.body[0]
            for offset, text in enumerate(source.lines[statement.lineno - 1 : statement.end_lineno]):
                yield statement.lineno + offset, text


def _public_functions(tree: ast.Module) -> Iterator[tuple[ast.ClassDef | None, Function]]:
    """Functions of the module and methods of its public classes, whose names start with a letter."""
    for node in tree.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield None, node
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for inner in node.body:
                if isinstance(inner, Function) and not inner.name.startswith("_"):
                    yield node, inner


def _documented_above(owner: ast.ClassDef | None, name: str, classes: dict[str, ast.ClassDef]) -> bool:
    """Whether a class that `owner` extends documents the method already."""
    for base in _bases(owner) if owner else []:
        above = classes.get(base)
        if above is None or above is owner:
            continue
        methods = [node for node in above.body if isinstance(node, Function) and node.name == name]
        if any(ast.get_docstring(method) for method in methods) or _documented_above(above, name, classes):
            return True
    return False


def _bases(node: ast.ClassDef) -> list[str]:
    return [ast.unparse(base).split("[")[0].split(".")[-1] for base in node.bases]
