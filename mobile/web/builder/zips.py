"""Zips without compression: Python reads them without inflating, and the transfer is compressed anyway."""

from __future__ import annotations

import io
import zipfile

Files = dict[str, bytes]
"""Contents by path; the path has forward slashes and no leading one."""

EPOCH = (2020, 1, 1, 0, 0, 0)


def stored_zip(files: Files) -> bytes:
    """A stored zip of these files; the same files give the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content)
    return target.getvalue()


def unzip(archive: bytes) -> Files:
    """The files of a zip, folders left out."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist() if not name.endswith("/")}
