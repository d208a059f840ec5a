"""Serves the web edition: the folder that `python -m mobile.web.build` wrote.

Compressed copies are chosen by `Accept-Encoding`. Files in folders that carry a content hash may be kept for
ever; all others are asked for again. A navigation to any address of the app gets `index.html`. The folder is
listed once, so that nothing outside it can be named; a new build is noticed by its `sw.js`.
"""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

# Everything from ourselves; WebAssembly may be compiled, text may not be evaluated. Flutter adds style
# elements to the page, hence the one 'unsafe-inline'.
CONTENT_SECURITY_POLICY = "; ".join(  # noqa: FLY002  one rule a line
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self'",
        "connect-src 'self' data: blob:",
        "img-src 'self' data: blob:",
        "media-src 'self' data: blob:",
        "font-src 'self' data:",
        "style-src 'self' 'unsafe-inline'",
        "manifest-src 'self'",
        "base-uri 'self'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
HASHED_FOLDER = re.compile(r"^[a-z]+\.[0-9a-f]{16}/")
MEDIA_TYPES = {
    ".bin": "application/octet-stream",
    ".frag": "application/octet-stream",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".otf": "font/otf",
    ".ttf": "font/ttf",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}
COPIES = {"br": ".br", "gzip": ".gz"}
OF_THE_SERVER = ("api",)
NOT_BUILT = """<!DOCTYPE html><html lang="nl"><meta charset="utf-8"><title>Touchline</title>
<h1>Touchline</h1><p lang="nl">De webversie is nog niet gebouwd: voer <code>make web</code> uit.</p>
<p lang="en">The web edition has not been built yet: run <code>make web</code>.</p></html>"""


@dataclass(frozen=True)
class SiteFile:
    """One file of the site with its compressed copies by encoding."""

    path: Path
    media_type: str
    kept: str
    copies: dict[str, Path]


def list_site(folder: Path) -> dict[str, SiteFile]:
    """Every file of a built site by its path below `/`; empty when nothing was built."""
    if not (folder / "index.html").is_file():
        return {}
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    found: dict[str, SiteFile] = {}
    for name, path in names.items():
        if path.suffix in COPIES.values() and name.removesuffix(path.suffix) in names:
            continue
        copies = {encoding: names[name + end] for encoding, end in COPIES.items() if name + end in names}
        guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
        kept = FOR_EVER if HASHED_FOLDER.match(name) else ASK_AGAIN
        found[name] = SiteFile(path, MEDIA_TYPES.get(path.suffix, guessed), kept, copies)
    return found


def site_routes(folder: Path) -> list[BaseRoute]:
    """One route for everything that no other route answers; it must be the last of the table."""
    site = _Site(folder)
    return [Route("/{path:path}", site.answer, methods=["GET", "HEAD"], name="site")]


class _Site:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._built_at = -1.0
        self._files: dict[str, SiteFile] = {}

    def _current(self) -> dict[str, SiteFile]:
        marker = self._folder / "sw.js"
        built_at = marker.stat().st_mtime if marker.exists() else 0.0
        if built_at != self._built_at:
            self._files, self._built_at = list_site(self._folder), built_at
        return self._files

    async def answer(self, request: Request) -> Response:
        """The file of this address, `index.html` for an address of the app, or 404."""
        files = self._current()
        path = request.path_params["path"]
        if not files and _is_navigation(request, path):
            return HTMLResponse(NOT_BUILT, 503, headers={**SECURITY_HEADERS, "Cache-Control": "no-store"})
        found = files.get(path or "index.html")
        if found is None and _is_navigation(request, path):
            found = files.get("index.html")
        if found is None:
            return PlainTextResponse("not found", 404, headers=SECURITY_HEADERS)
        return _response(request, found)


def _is_navigation(request: Request, path: str) -> bool:
    return path.split("/", maxsplit=1)[0] not in OF_THE_SERVER and "text/html" in request.headers.get("accept", "")


def _response(request: Request, found: SiteFile) -> Response:
    headers = {**SECURITY_HEADERS, "Cache-Control": found.kept, "Vary": "Accept-Encoding"}
    chosen = found.path
    for encoding, copy in found.copies.items():
        if accepts(request.headers.get("accept-encoding", ""), encoding):
            headers["Content-Encoding"] = encoding
            chosen = copy
            break
    response = FileResponse(chosen, media_type=found.media_type, headers=headers)
    response.set_stat_headers(chosen.stat())
    if response.headers["etag"] in request.headers.get("if-none-match", ""):
        kept = {name: text for name, text in response.headers.items() if not name.startswith("content-")}
        return Response(status_code=304, headers={**kept, "content-security-policy": CONTENT_SECURITY_POLICY})
    return response


def accepts(header: str, encoding: str) -> bool:
    """Whether an Accept-Encoding header allows this encoding (RFC 9110, section 12.5.3; `*` counts as no)."""
    for part in header.split(","):
        name, _, weight = part.partition(";")
        if name.strip().lower() == encoding:
            return not re.fullmatch(r"\s*q=0(\.0*)?\s*", weight)
    return False
