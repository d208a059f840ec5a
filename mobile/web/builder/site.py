"""Gives every file of the web edition its address.

Files that never change under their address live in folders named after their content (`/client.1f0c.../`), so
that servers and browsers may keep them for ever. Only `index.html`, `sw.js`, the manifest and the icons have
fixed addresses and are asked for again.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mobile.web.builder import bytecode, compression, distributions, flet_client, npm, zips
from mobile.web.builder.browser_packages import closure
from mobile.web.builder.zips import Files

WEB = Path(__file__).resolve().parents[1]
CHECKOUT = WEB.parents[1]
SERVER_PREFIXES = ["/api/", "/calendar/"]
ZXING_FILES = {
    "zxing/es/reader/index.js": "dist/es/reader/index.js",
    "zxing/es/share.js": "dist/es/share.js",
    "zxing/reader/zxing_reader.wasm": "dist/reader/zxing_reader.wasm",
}
PAGE_FILES = ("page.css", "page.js", "worker.mjs", "opfs.mjs", "tabs.mjs", "keys.mjs", "qr.mjs")


@dataclass(frozen=True)
class Folder:
    """Files that share one address with their hash in it."""

    address: str
    files: Files

    @property
    def placed(self) -> Files:
        """The files by their path in the site."""
        return {self.address.lstrip("/") + name: content for name, content in self.files.items()}


def hashed_folder(name: str, files: Files) -> Folder:
    """A folder whose address changes when, and only when, a file in it changes."""
    return Folder(f"/{name}.{digest_of(files)}/", files)


def digest_of(files: Files) -> str:
    """Sixteen hexadecimal digits over names and contents."""
    total = hashlib.sha256()
    for name, content in sorted(files.items()):
        total.update(json.dumps([name, hashlib.sha256(content).hexdigest()]).encode("utf-8"))
    return total.hexdigest()[:16]


def container(files: Files) -> bytes:
    """Files that Python needs as real files, in one transfer: [length of index][index as JSON][contents]."""
    index = json.dumps([[name, len(content)] for name, content in sorted(files.items())]).encode("utf-8")
    return struct.pack("<I", len(index)) + index + b"".join(content for _, content in sorted(files.items()))


def build_files(app: Path, cache: Path) -> Files:
    """Every file of the site, by its path in it, without the compressed copies."""
    wheel = flet_client.wheel_folder()
    ours, served = distributions.app_files(app, CHECKOUT)
    client = hashed_folder("client", flet_client.client_files(wheel))
    pyodide = hashed_folder("pyodide", flet_client.pyodide_files(wheel))
    libraries, own = _python(ours, wheel, cache)
    library, ours_folder = hashed_folder("library", libraries), hashed_folder("app", own)
    addresses = {
        "client": client.address,
        "pyodide": pyodide.address,
        "standardLibrary": library.address + "standard_library.zip",
        "packages": library.address + "packages.zip",
        "files": ours_folder.address + "files.bin",
        "lockInfo": flet_client.lock_info(wheel),
        "renderers": list(flet_client.RENDERERS),
    }
    web = hashed_folder("web", _page_files(addresses, cache))
    folders = [client, pyodide, library, ours_folder, web]
    placed = {path: content for folder in folders for path, content in folder.placed.items()} | served
    placed["manifest.webmanifest"] = (WEB / "manifest.webmanifest").read_bytes()
    index = (WEB / "index.html").read_text(encoding="utf-8")
    index = index.replace("__WEB__", web.address).replace("__CLIENT__", client.address)
    placed["index.html"] = index.encode("utf-8")
    placed["sw.js"] = _service_worker(placed, client.address, folders)
    return placed


def _python(ours: Files, wheel: Path, cache: Path) -> tuple[Files, Files]:
    """(standard library and libraries, which rarely change; ours and compiled parts, as real files)."""
    libraries: Files = {}
    unpacked: Files = {}
    for package in closure(distributions.requirements(CHECKOUT)):
        files = distributions.package_files(package, cache)
        compiled = any(name.endswith(".so") for name in files)
        (unpacked if compiled else libraries).update(files)
    sources = {
        "standard_library": zips.stored_zip(flet_client.standard_library(wheel)),
        "packages": zips.stored_zip(libraries),
        "unpacked": zips.stored_zip(unpacked),
        "ours": zips.stored_zip(ours),
    }
    built = bytecode.compile_all(sources, wheel / "pyodide", cache / "bytecode")
    real = {**zips.unzip(built["unpacked"]), **zips.unzip(built["ours"])}
    archives = {name: built[name.removesuffix(".zip")] for name in ("standard_library.zip", "packages.zip")}
    return archives, {"files.bin": container(real)}


def _page_files(addresses: Mapping[str, object], cache: Path) -> Files:
    """Our own JavaScript, which finds everything else by these addresses."""
    files = {name: (WEB / name).read_bytes() for name in PAGE_FILES}
    zxing = npm.package_files("zxing-wasm", WEB / "package.json", cache / "npm")
    files.update({name: zxing[source] for name, source in ZXING_FILES.items()})
    files["worker.mjs"] = _filled(files["worker.mjs"].decode("utf-8"), addresses)
    files["page.js"] = _filled(files["page.js"].decode("utf-8"), {**addresses, "words": _page_words()})
    return files


def _page_words() -> dict[str, dict[str, str]]:
    """The sentences of what is not Python, by language."""
    words: dict[str, dict[str, str]] = json.loads((WEB / "words.json").read_text(encoding="utf-8"))
    return words


def _filled(script: str, site: Mapping[str, object]) -> bytes:
    return script.replace('"__SITE__"', json.dumps(site, ensure_ascii=False, sort_keys=True)).encode("utf-8")


def _service_worker(placed: Files, client: str, pinned: list[Folder]) -> bytes:
    """sw.js with its list of files: what every browser keeps, and what only one renderer needs."""
    of_renderers = {client + path for paths in flet_client.RENDERERS.values() for path in paths}
    left_out = {client + path for path in flet_client.NOT_KEPT_OFFLINE}
    always = sorted({"/" + path for path in placed} - of_renderers - left_out)
    site = {
        "always": always,
        "renderers": {name: [client + path for path in paths] for name, paths in flet_client.RENDERERS.items()},
        "index": hashlib.sha256(placed["index.html"]).hexdigest(),
        "pinned": [folder.address for folder in pinned],
        "server": SERVER_PREFIXES,
        "words": {
            language: {name: said[name] for name in ("news", "news_more")} for language, said in _page_words().items()
        },
    }
    script = (WEB / "sw.js").read_text(encoding="utf-8")
    script = script.replace("__VERSION__", digest_of(placed))
    return _filled(script, site)


def usual_paths(files: Files) -> set[str]:
    """What the usual browser loads at its first start."""
    usual = set(flet_client.RENDERERS[flet_client.USUAL_RENDERER])
    of_renderers = {path for paths in flet_client.RENDERERS.values() for path in paths}
    rare = (of_renderers | set(flet_client.NOT_KEPT_OFFLINE)) - usual
    return {path for path in files if path.partition("/")[2] not in rare}


def write(files: Files, out: Path, cache: Path) -> None:
    """Writes the site with its compressed copies; what was there and is no longer part of it is removed."""
    everything = {**files, **compression.compressed_copies(files, usual_paths(files), cache / "compressed")}
    for path, content in everything.items():
        target = out / path
        if target.exists() and target.stat().st_size == len(content) and target.read_bytes() == content:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    for target in sorted(out.rglob("*"), reverse=True):
        if target.is_dir() and not any(target.iterdir()):
            target.rmdir()
        elif target.is_file() and target.relative_to(out).as_posix() not in everything:
            target.unlink()
