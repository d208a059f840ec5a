"""Packages from npm: the versions that `mobile/web/package.json` pins, checked against its hashes."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import subprocess
import tarfile
from pathlib import Path

from mobile.web.builder import node
from mobile.web.builder.zips import Files


class WrongContent(Exception):
    """A downloaded package is not the one that was pinned."""


def package_files(name: str, package_json: Path, cache: Path) -> Files:
    """The files of one pinned package, by their path in it. Raises WrongContent."""
    pinned = json.loads(package_json.read_text(encoding="utf-8"))
    version, integrity = pinned["dependencies"][name], pinned["integrity"][name]
    cache.mkdir(parents=True, exist_ok=True)
    tarball = cache / f"{name}-{version}.tgz"
    if not tarball.exists():
        # `npm pack` only downloads: nothing of the package is run.
        pack = [*node.command("npm"), "pack", f"{name}@{version}", "--silent", "--ignore-scripts"]
        subprocess.run([*pack, "--pack-destination", str(cache)], check=True, stdout=subprocess.DEVNULL)
    content = tarball.read_bytes()
    check_integrity(content, integrity, name)
    return _unpack(content)


def check_integrity(content: bytes, integrity: str, name: str) -> None:
    """Compares content with a subresource integrity text such as `sha512-...`. Raises WrongContent."""
    algorithm, _, expected = integrity.partition("-")
    found = base64.b64encode(hashlib.new(algorithm, content).digest()).decode("ascii")
    if found != expected:
        raise WrongContent(f"{name}: {algorithm}-{found} instead of {integrity}")


def _unpack(tarball: bytes) -> Files:
    found: Files = {}
    with tarfile.open(fileobj=io.BytesIO(tarball)) as archive:
        for member in archive.getmembers():
            opened = archive.extractfile(member) if member.isfile() else None
            if opened is not None:
                found[member.name.removeprefix("package/")] = opened.read()
    return found
