"""Putting a mutant in the place of the real module, in this process alone: no file is changed."""

import ast
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any

from tests.mutants.operators import sites


class MutantLoader(SourceFileLoader):
    """Loads one module with one change. Compiled files are neither read nor written."""

    def __init__(self, name: str, path: str, site: int) -> None:
        super().__init__(name, path)
        self._site = site

    def get_code(self, fullname: str) -> CodeType | None:
        """The changed module."""
        tree = ast.parse(self.get_data(self.path), self.path)
        sites(tree)[self._site].plant(tree)
        return compile(tree, self.path, "exec", dont_inherit=True)


class MutantFinder(MetaPathFinder):
    """Answers for one module name."""

    def __init__(self, name: str, site: int) -> None:
        self._name = name
        self._site = site

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of the mutant, for its name alone."""
        spec = PathFinder.find_spec(fullname, path, target) if fullname == self._name else None
        if spec is not None and spec.origin is not None:
            spec.loader = MutantLoader(fullname, spec.origin, self._site)
            spec.cached = None
        return spec


def plant(name: str, site: int) -> None:
    """From now on, importing this module brings the mutant. Raises RuntimeError when the real one is here already."""
    if name in sys.modules:
        raise RuntimeError(f"{name} is imported already")
    sys.meta_path.insert(0, MutantFinder(name, site))


def is_planted(name: str) -> bool:
    """Whether the module was imported, and is the mutant."""
    module: Any = sys.modules.get(name)
    return module is not None and isinstance(module.__loader__, MutantLoader)
