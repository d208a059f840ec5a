"""The site handler: the right copy, the right headers, and nothing outside the folder."""

from __future__ import annotations

import asyncio
import gzip
import os
from pathlib import Path

import brotli
import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from sync_server.handlers.site import accepts, site_routes

HASHED = "client.0123456789abcdef/main.dart.wasm"
BROWSING = {"accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    built = tmp_path / "web"
    (built / "client.0123456789abcdef").mkdir(parents=True)
    (built / "index.html").write_text("<html>the app")
    (built / "sw.js").write_text("one")
    (built / "manifest.webmanifest").write_text("{}")
    (built / HASHED).write_bytes(b"wasm")
    (built / f"{HASHED}.br").write_bytes(brotli.compress(b"wasm"))
    (built / f"{HASHED}.gz").write_bytes(gzip.compress(b"wasm"))
    (tmp_path / "secret.txt").write_text("secret")
    return built


def get(site: Path | list[BaseRoute], path: str, *, method: str = "GET", **headers: str) -> httpx.Response:
    app = Starlette(routes=site_routes(site) if isinstance(site, Path) else site)
    named = {name.replace("_", "-"): text for name, text in {"accept_encoding": "", **headers}.items()}

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="https://club.test") as client:
            request = client.build_request(method, "https://club.test/", headers=named)
            request.url = request.url.copy_with(raw_path=path.encode())  # as it is: httpx would tidy up dots
            return await client.send(request)

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("", None),
        ("identity, *", None),
    ],
)
def test_the_smallest_copy_that_is_understood(folder: Path, accepted: str, encoding: str | None) -> None:
    """Brotli before gzip before nothing; a weight of nought is a no."""
    answer = get(folder, f"/{HASHED}", accept_encoding=accepted)
    assert answer.headers.get("content-encoding") == encoding
    assert answer.content == b"wasm"
    assert answer.headers["content-type"] == "application/wasm"
    assert answer.headers["vary"] == "Accept-Encoding"


def test_what_a_hash_names_is_kept_and_the_rest_is_asked_for_again(folder: Path) -> None:
    """A new version is seen at the next start, and what did not change is not sent twice."""
    assert get(folder, f"/{HASHED}").headers["cache-control"] == "public, max-age=31536000, immutable"
    for path in ("/", "/index.html", "/sw.js", "/manifest.webmanifest"):
        answer = get(folder, path)
        assert answer.headers["cache-control"] == "no-cache"
        again = get(folder, path, if_none_match=answer.headers["etag"])
        assert (again.status_code, again.content) == (304, b"")


def test_every_address_of_the_app_is_the_app(folder: Path) -> None:
    """A link or a scanned label opens it; a script that is gone is not answered with a page."""
    for path in ("/", "/contacts/12", "/R/AEBAGBAF"):
        assert get(folder, path, **BROWSING).text == "<html>the app"
    assert get(folder, "/web.0000000000000000/page.js", accept="*/*").status_code == 404
    assert get(folder, "/api/nothing", **BROWSING).status_code == 404


OUTSIDE = [
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/client.0123456789abcdef/../../secret.txt",
    "//secret.txt",
    "/%00",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_nothing_outside_the_folder_has_an_address(folder: Path, path: str) -> None:
    """Files are found by name in a list; a path is never put together."""
    answer = get(folder, path)
    assert (answer.status_code, answer.text) == (404, "not found")


def test_nothing_foreign_and_no_evaluated_text_may_run(folder: Path) -> None:
    """The policy of every answer, whatever it is."""
    for path in ("/", f"/{HASHED}", "/nothing"):
        headers = get(folder, path).headers
        policy = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == "'self' 'wasm-unsafe-eval'"
        assert policy["frame-ancestors"] == "'none'"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "camera=(self)" in headers["permissions-policy"]


def test_a_head_has_no_body(folder: Path) -> None:
    """HEAD tells what GET would send."""
    answer = get(folder, f"/{HASHED}", method="HEAD", accept_encoding="br")
    assert (answer.content, answer.headers["content-length"]) == (b"", str(len(brotli.compress(b"wasm"))))


def test_a_new_build_is_served_without_a_restart(folder: Path) -> None:
    """The list of files is as old as sw.js."""
    routes = site_routes(folder)
    assert get(routes, "/new.txt").status_code == 404
    (folder / "new.txt").write_text("new")
    os.utime(folder / "sw.js", (1, 1))
    assert get(routes, "/new.txt").text == "new"


def test_a_site_that_was_not_built_says_so(tmp_path: Path) -> None:
    """In the words of the person who can mend it."""
    answer = get(tmp_path / "nowhere", "/", **BROWSING)
    assert answer.status_code == 503
    assert "make web" in answer.text
    assert get(tmp_path / "nowhere", "/main.dart.js").status_code == 404


def test_weights_of_encodings_are_read() -> None:
    """RFC 9110, section 12.5.3."""
    assert accepts("gzip;q=1.0, br;q=0.001", "br")
    assert accepts("GZIP", "gzip")
    assert not accepts("br;q=0.000", "br")
    assert not accepts("brotli", "br")
