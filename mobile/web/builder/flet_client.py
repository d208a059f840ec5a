"""Flet's web client and Pyodide, out of the installed `flet-web` wheel, with what we change in them.

Every patch names one text that must be there exactly once: a new Flet that moved it stops the build with
PatchMissed, and nothing is changed by chance.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from mobile.web.builder import zips
from mobile.web.builder.zips import Files

PINNED_VERSION = "1.0.5"


class PatchMissed(Exception):
    """The text that a patch replaces is not there exactly once."""


@dataclass(frozen=True)
class Patch:
    """In this file, this text becomes that text, because of this reason."""

    file: str
    old: str
    new: str
    why: str


CLIENT_PATCHES = (
    Patch(
        "flutter_bootstrap.js",
        """    serviceWorkerSettings: {
        serviceWorkerVersion: "1804020039" /* Flutter's service worker is deprecated and will be removed in a future Flutter release. */,
    },
""",  # noqa: E501  a text of the wheel, which must match to the letter
        "",
        "our own service worker keeps the site; Flutter's only unregisters itself",
    ),
    Patch("flutter_bootstrap.js", "//# sourceMappingURL=flutter.js.map\n", "", "the map is not shipped"),
    Patch(
        "flutter_bootstrap.js",
        "    multiViewEnabled: flet.multiView,\n",
        "    multiViewEnabled: flet.multiView,\n    canvasKitVariant: 'full',\n",
        "a Chromium without WebGL takes canvaskit too, and finds the one build of it that is here",
    ),
)
PYODIDE_PATCHES = (
    Patch(
        "pyodide.asm.mjs",
        "function ___syscall_fdatasync(fd){try{var stream=SYSCALLS.getStreamFromFD(fd);return 0}",
        "function ___syscall_fdatasync(fd){try{var stream=SYSCALLS.getStreamFromFD(fd);"
        "return stream.stream_ops?.fsync?.(stream)??0}",
        "SQLite flushes with fdatasync, and a flush that does nothing loses an acknowledged commit",
    ),
)

CLIENT_FILES = ("flutter_bootstrap.js", "main.dart.js", "main.dart.mjs", "main.dart.wasm", "version.json")
RENDERERS = {
    "skwasm": ("canvaskit/skwasm.js", "canvaskit/skwasm.wasm", "main.dart.mjs", "main.dart.wasm"),
    "skwasm_heavy": (
        "canvaskit/skwasm_heavy.js",
        "canvaskit/skwasm_heavy.wasm",
        "main.dart.mjs",
        "main.dart.wasm",
    ),
    "canvaskit": ("canvaskit/canvaskit.js", "canvaskit/canvaskit.wasm", "main.dart.js"),
}
CLIENT_ASSETS = (
    "assets/AssetManifest.bin",
    "assets/AssetManifest.bin.json",
    "assets/NOTICES",
    "assets/fonts/MaterialIcons-Regular.otf",
    "assets/fonts/roboto.woff2",
    "assets/packages/cupertino_icons/assets/CupertinoIcons.ttf",
    "assets/packages/wakelock_plus/assets/no_sleep.js",
    "assets/shaders/ink_sparkle.frag",
    "assets/shaders/stretch_effect.frag",
)
USUAL_RENDERER = "skwasm"  # Chromium since 119; Firefox and Safari take canvaskit
NOT_KEPT_OFFLINE = ("assets/NOTICES", "assets/AssetManifest.bin", "version.json")
# Flutter loads every font of the manifest before its first frame: only these families, not the 17 of KaTeX.
FONTS = (
    {"family": "MaterialIcons", "fonts": [{"asset": "fonts/MaterialIcons-Regular.otf"}]},
    {
        "family": "packages/cupertino_icons/CupertinoIcons",
        "fonts": [{"asset": "packages/cupertino_icons/assets/CupertinoIcons.ttf"}],
    },
    {"family": "Roboto", "fonts": [{"asset": "fonts/roboto.woff2"}]},
)
# Processes, terminals, servers, mail and debuggers: a fifth of the library's weight on the wire.
NOT_IN_A_BROWSER = (
    "_pyrepl/",
    "bdb.py",
    "cProfile.py",
    "doctest.py",
    "ftplib.py",
    "imaplib.py",
    "mailbox.py",
    "modulefinder.py",
    "multiprocessing/",
    "pdb.py",
    "pickletools.py",
    "poplib.py",
    "profile.py",
    "pstats.py",
    "smtplib.py",
    "socketserver.py",
    "trace.py",
    "unittest/",
    "wsgiref/",
    "xmlrpc/",
)
NEEDED_AFTER_ALL = (
    "_pyrepl/__init__.py",
    "_pyrepl/pager.py",
    "_pyrepl/types.py",
)  # by pydoc, and that by stdnum
PYODIDE_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")


def wheel_folder() -> Path:
    """The folder of the web client in the installed `flet-web`. Raises PatchMissed for another version."""
    distribution = metadata.distribution("flet-web")
    if distribution.version != PINNED_VERSION:
        raise PatchMissed(f"flet-web {distribution.version}: the patches are for {PINNED_VERSION}")
    return Path(str(distribution.locate_file("flet_web/web")))


def client_files(folder: Path) -> Files:
    """Flutter, its renderers and its assets, without debug symbols and unused fonts."""
    renderer_files = {path for paths in RENDERERS.values() for path in paths}
    names = sorted({*CLIENT_FILES, *CLIENT_ASSETS, *renderer_files})
    files = {name: (folder / name).read_bytes() for name in names}
    files["assets/FontManifest.json"] = json.dumps(FONTS, separators=(",", ":")).encode("utf-8")
    return patched(files, CLIENT_PATCHES)


def pyodide_files(folder: Path) -> Files:
    """Python itself; its standard library is compiled apart."""
    return patched({name: (folder / "pyodide" / name).read_bytes() for name in PYODIDE_FILES}, PYODIDE_PATCHES)


def standard_library(folder: Path) -> Files:
    """The sources of Pyodide's standard library, without what a browser has no use for."""
    sources = zips.unzip((folder / "pyodide" / "python_stdlib.zip").read_bytes())
    return {
        name: content
        for name, content in sources.items()
        if name in NEEDED_AFTER_ALL or not name.startswith(NOT_IN_A_BROWSER)
    }


def lock_info(folder: Path) -> dict[str, str]:
    """What Pyodide wants to know of its ABI; its list of 357 packages is left out."""
    lock = json.loads((folder / "pyodide" / "pyodide-lock.json").read_bytes())
    return {key: str(value) for key, value in lock["info"].items()}


def patched(files: Files, patches: tuple[Patch, ...]) -> Files:
    """The same files with the patches applied. Raises PatchMissed."""
    result = dict(files)
    for patch in patches:
        text = result[patch.file].decode("utf-8")
        if text.count(patch.old) != 1:
            raise PatchMissed(f"{patch.file}: {text.count(patch.old)} times {patch.old[:60]!r} ({patch.why})")
        result[patch.file] = text.replace(patch.old, patch.new).encode("utf-8")
    return result
