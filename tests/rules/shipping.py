"""What leaves this repository: what a phone carries, what is installed, and what no file may tell."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import PurePosixPath
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.rules.tree import WINGS, Finding, Source, Tree

SHIPPED = {"assets", "main.py", "mobile", "shared"}
LEFT_OUT_BY_FLET = {"__pycache__", "build"}
LOCK = "requirements.lock"
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==\S+( ; .+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
TELLS_TOO_MUCH = (
    (
        re.compile(r"/(root|home/\w+|Users/\w+|work/(main|shared)|opt/pypi|tmp/(brief|v))(/|\b)"),
        "a path of one machine",
    ),
    (re.compile(r"\b(pypi|pythonhosted|npmjs|debian)\.(org|com)\b"), "the host of a registry"),
)
BINARY = {
    ".png",
    ".jpg",
    ".ico",
    ".woff2",
    ".ttf",
    ".otf",
    ".mo",
    ".mjpeg",
    ".wasm",
    ".gz",
    ".zip",
    ".pdf",
    ".sqlite",
}
BROWSER_ONLY = {"js", "pyodide", "pyodide_js", "_pyodide", "_pyodide_core"}
ASKED_FOR_FIRST = {"zxingcpp"}  # the decoder of development machines: the app looks whether it is there
NOT_ON_A_DEVICE = "mobile/web/build"


def undecided_entries(tree: Tree) -> list[Finding]:
    """Every entry of the root, ignored by git or not, is shipped to phones or named in [tool.flet.app]."""
    excluded = set(_settings(tree)["tool"]["flet"]["app"]["exclude"])
    entries = {path.name for path in tree.root.iterdir() if not path.name.startswith(".")}
    return [
        Finding("pyproject.toml", 1, f"{entry} would go to every phone: name it in [tool.flet.app] exclude")
        for entry in sorted(entries - excluded - SHIPPED - LEFT_OUT_BY_FLET)
    ]


def inexact_excludes(tree: Tree) -> list[Finding]:
    """Flet compares excluded paths letter by letter: no globs, no slash at the end, nothing needed."""
    return [
        Finding(
            "pyproject.toml",
            1,
            f"[tool.flet.app] exclude: {path!r} is no exact path of something to leave out",
        )
        for path in _settings(tree)["tool"]["flet"]["app"]["exclude"]
        if PurePosixPath(path).as_posix() != path or set(path) & set("*?[\\") or path in SHIPPED
    ]


def loose_locks(tree: Tree) -> list[Finding]:
    """The lock pins all with hashes and holds no download address."""
    findings, name, hashes = [], "", 1
    lines = tree.read(LOCK).splitlines()
    for number, line in enumerate([*lines, "end==0 \\"], 1):
        if HASH.match(line):
            hashes += 1
        elif pinned := PINNED.match(line):
            if not hashes:
                findings.append(Finding(LOCK, number - 1, f"{name} has no hash"))
            name, hashes = pinned["name"], 0
        elif line.strip() and not line.lstrip().startswith("#"):
            findings.append(Finding(LOCK, number, f"not a pin with hashes: {line.strip()}"))
        if "://" in line or "--index" in line or "--find-links" in line:
            findings.append(Finding(LOCK, number, "a download address"))
    return findings if lines else [Finding(LOCK, 1, "there is no lock")]


def unlocked_dependencies(tree: Tree) -> list[Finding]:
    """What pyproject.toml asks for stands in the lock, at a version it allows: else `make lock`."""
    pins = dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", tree.read(LOCK), re.MULTILINE))
    return [
        Finding("pyproject.toml", 1, f"{requirement} is not what {LOCK} pins ({pins.get(name)}): make lock")
        for requirement in map(Requirement, _asked(tree, "server", "web", "dev"))
        for name in [canonicalize_name(requirement.name)]
        if name not in pins or not requirement.specifier.contains(pins[name], prereleases=True)
    ]


def telling_files(tree: Tree) -> list[Finding]:
    """No file names a path of one machine or the host of a registry."""
    return [
        Finding(path, number, f"{what}: {match.group()}")
        for path in tree.files
        if PurePosixPath(path).suffix not in BINARY and path != "tests/rules/shipping.py"
        for number, line in enumerate(tree.read(path).splitlines(), 1)
        for pattern, what in TELLS_TOO_MUCH
        if (match := pattern.search(line))
    ]


def uncarried_imports(tree: Tree) -> list[Finding]:
    """What shared and mobile import, a phone carries; the server and the site builder have extras too."""
    phone, server = _carried(tree), _carried(tree, "server")
    web = _carried(tree, "web")
    findings = []
    for source in tree.python(*WINGS):
        if source.path.startswith(NOT_ON_A_DEVICE):
            allowed = web
        else:
            allowed = server if source.path.startswith("sync_server/") else phone | BROWSER_ONLY | ASKED_FOR_FIRST
        findings += [
            source.finding(node, f"{name} is not in the list of what is installed here (pyproject.toml)")
            for name, node in _outside_imports(source)
            if name not in allowed
        ]
    return findings


def _settings(tree: Tree) -> dict[str, Any]:
    return tomllib.loads(tree.read("pyproject.toml"))


def _asked(tree: Tree, *extras: str) -> list[str]:
    project = _settings(tree)["project"]
    optional = project.get("optional-dependencies", {})
    return [*project.get("dependencies", []), *(line for extra in extras for line in optional.get(extra, []))]


def _carried(tree: Tree, *extras: str) -> set[str]:
    """The modules that the asked distributions bring, by the names one imports."""
    asked = {canonicalize_name(Requirement(line).name) for line in _asked(tree, *extras)}
    return {
        module
        for module, distributions in packages_distributions().items()
        if asked & {canonicalize_name(name) for name in distributions}
    }


def _outside_imports(source: Source) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.walk(source.tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        for name in names:
            first = name.split(".")[0]
            if first not in sys.stdlib_module_names and first not in WINGS:
                yield first, node


def lost_markers(tree: Tree) -> list[Finding]:
    """The lock was made on the oldest Python; what a newer one needs besides is not lost."""
    pins = re.findall(r"^([A-Za-z0-9._-]+)==", tree.read(LOCK), re.MULTILINE)
    findings = []
    for name in pins:
        try:
            needed = [Requirement(line) for line in requires(name) or []]
        except PackageNotFoundError:
            continue
        findings += [
            Finding(LOCK, 1, f"{name} needs {requirement} on Python {version}: name it in pyproject.toml")
            for requirement in needed
            for version in ("3.11", "3.12", "3.13", "3.14")
            if canonicalize_name(requirement.name) not in pins and _applies(requirement, version)
        ]
    return findings


def _applies(requirement: Requirement, version: str) -> bool:
    environment = {"python_version": version, "python_full_version": f"{version}.0", "extra": ""}
    return requirement.marker is None or requirement.marker.evaluate(environment)
