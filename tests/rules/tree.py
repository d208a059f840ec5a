"""A project as the rules see it: its files, their text, their syntax."""

import ast
import io
import subprocess
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

WINGS = ("shared", "mobile", "sync_server")
MADE = {"__pycache__", "build", "data", "node_modules"}
HIDDEN_AND_OURS = {".ci", ".gitattributes", ".gitignore"}


@dataclass(frozen=True, order=True)
class Finding:
    """One broken rule, at one line."""

    path: str
    line: int
    says: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.says}"


class Source:
    """One Python file. `path` is relative to the root, with slashes."""

    def __init__(self, root: Path, path: str) -> None:
        self.path = path
        self.text = (root / path).read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def comments(self) -> list[tuple[int, str]]:
        """Each with its line. To find them is the slowest of all that is asked of a file."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def finding(self, node: ast.AST, says: str) -> Finding:
        return Finding(self.path, getattr(node, "lineno", 1), says)


class Tree:
    """A project below `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._sources: dict[str, Source] = {}

    @cached_property
    def files(self) -> list[str]:
        """What git tracks or would track, as relative paths; without git, all that is not made by a tool."""
        git = ["git", "-C", str(self.root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        if (self.root / ".git").exists():
            listed = subprocess.run(git, capture_output=True, check=True).stdout.decode()
            return sorted(path for path in listed.split("\0") if path and (self.root / path).is_file())
        below = (path.relative_to(self.root) for path in self.root.rglob("*") if path.is_file())
        return sorted(path.as_posix() for path in below if not any(map(_made_by_a_tool, path.parts)))

    def python(self, *folders: str) -> Iterator[Source]:
        """The Python files of these folders (or single files), in order of path."""
        for path in self.files:
            inside = any(path == folder or path.startswith(f"{folder}/") for folder in folders)
            if inside and path.endswith(".py"):
                if path not in self._sources:
                    self._sources[path] = Source(self.root, path)
                yield self._sources[path]

    def read(self, path: str) -> str:
        """The text of a file, or nothing where there is none."""
        file = self.root / path
        return file.read_text(encoding="utf-8") if file.is_file() else ""


def _made_by_a_tool(name: str) -> bool:
    return name in MADE or (name.startswith(".") and name not in HIDDEN_AND_OURS)
