"""Bugs in a first load: its parts, its package, and what waits beside the replica."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from shared.replica.holdings import Holdings
from shared.replica.shelf import Shelf
from shared.replica.staging import Staging
from shared.sync import scope
from sync_server import checkpoint, parts
from sync_server.packages import Packages


def package_of_too_much() -> Any:
    """The file holds the treasury's rows too."""

    def made(self: Packages, scopes: frozenset[str], epoch: str) -> Any:
        kept = real(self, scopes | {scope.TREASURY}, epoch)
        return replace(kept, package=replace(kept.package, scopes=tuple(sorted(scopes))))

    real = Packages._made
    return patch.object(Packages, "_made", made)


def package_for_anybody() -> Any:
    """Who knows its name gets it, whatever was withdrawn meanwhile, and whatever has left its scopes."""

    def opened(self: Packages, id: str, granted: frozenset[str]) -> Path | None:
        return self._path(id) if id in self._kept else None

    return patch.object(Packages, "open", opened)


def tail_from_the_cursor() -> Any:
    """What moved between the package and the device's cursor is taken for sent."""

    def named(request: Any, package: Any, granted: Any, grants_seq: int) -> Any:
        page = parts.named(request, package, granted, grants_seq)
        return replace(page, more=replace(page.more, since=request.cursor, head=request.cursor))

    return patch.object(checkpoint, "named", named)


def shelf_not_cleared() -> Any:
    """When the rights change between two pages, the file stays."""
    return patch.object(Staging, "clear_shelf", lambda self: None)


def hash_not_asked() -> Any:
    """Whatever came is unpacked, as far as that goes."""

    def unpack(self: Shelf, package: Any) -> bool:
        coming, here = self._path(package, ".coming"), self._path(package, ".package")
        coming.unlink()
        here.touch()
        return True

    return patch.object(Shelf, "unpack", unpack)


def carriers_not_widened() -> Any:
    """A row that came with the first part is carried by its scopes alone."""
    return patch.object(Holdings, "widen", lambda self, table, scopes: None)


def part_taken_for_all() -> Any:
    """After the first part the device believes that it has everything."""

    def cut(self: checkpoint.Checkpoints, *given: Any) -> Any:
        return replace(real(self, *given), part=False)

    real = checkpoint.Checkpoints._cut
    return patch.object(checkpoint.Checkpoints, "_cut", cut)
