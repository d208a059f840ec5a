"""The builder of the web edition: what it ships, where it puts it, and what it refuses."""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path

import pytest

from mobile.web.builder import bytecode, distributions, flet_client, npm, site, zips
from mobile.web.builder.browser_packages import BROWSER_PACKAGES, Source, UnknownBrowserPackage, closure
from mobile.web.builder.flet_client import Patch, PatchMissed

ROOT = Path(__file__).resolve().parents[2]
PYTHON_3_14 = (3627).to_bytes(2, "little") + b"\r\n"
UNCHECKED_HASH = (1).to_bytes(4, "little")


def test_every_library_of_the_app_has_a_row() -> None:
    """A new dependency cannot reach a browser before somebody decided how."""
    named = distributions.requirements(ROOT)
    assert closure(named)
    with pytest.raises(UnknownBrowserPackage, match="left-pad"):
        closure([*named, "left-pad"])


def test_no_native_crypto_and_no_driver_reaches_a_browser() -> None:
    """What cannot run there is named with its substitute, and stays out."""
    shipped = {row.name for row in closure(distributions.requirements(ROOT))}
    assert shipped.isdisjoint({"cryptography", "pillow", "pyzbar", "httpcore"})
    assert all(row.note for row in BROWSER_PACKAGES if row.source is Source.ABSENT)


def test_pure_means_pure() -> None:
    """A library taken from this machine's environment carries nothing made for this machine."""
    pure = [row.name for row in closure(distributions.requirements(ROOT)) if row.source is Source.PURE]
    tags = {name: metadata.distribution(name).read_text("WHEEL") or "" for name in pure}
    assert {name for name, tag in tags.items() if "none-any" not in tag} == set()


def test_the_builder_itself_stays_at_home() -> None:
    """Ours on the device is mobile, shared and main.py, without the builder and without tests."""
    ours, served = distributions.app_files(ROOT, ROOT)
    assert {"main.py", "mobile/web/storage.py", "shared/errors.py"} <= set(ours)
    assert [name for name in ours if "builder" in name or name.startswith(("tests", "sync_server"))] == []
    assert "icons/icon-192.png" in served
    assert "icon.png" not in served


def test_a_patch_that_finds_nothing_stops_the_build() -> None:
    """A new Flet must not be changed by chance."""
    patch = Patch("a.js", "old", "new", "because")
    assert flet_client.patched({"a.js": b"an old text"}, (patch,)) == {"a.js": b"an new text"}
    for text in (b"nothing of it", b"old and old again"):
        with pytest.raises(PatchMissed, match=r"a\.js"):
            flet_client.patched({"a.js": text}, (patch,))


def test_a_package_with_other_content_is_refused() -> None:
    """The pinned hash decides, not the name."""
    good = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="
    npm.check_integrity(b"abc", good, "pkg")
    with pytest.raises(npm.WrongContent, match="pkg"):
        npm.check_integrity(b"abd", good, "pkg")


def test_an_address_changes_with_its_content_only() -> None:
    """So that /client.1f0c.../ may be kept for ever."""
    first = site.hashed_folder("client", {"a": b"1", "b": b"2"})
    assert first.address == site.hashed_folder("client", {"b": b"2", "a": b"1"}).address
    assert first.address != site.hashed_folder("client", {"a": b"1", "b": b"3"}).address
    assert first.address != site.hashed_folder("client", {"a": b"12", "b": b""}).address
    assert sorted(first.placed) == [f"{first.address[1:]}a", f"{first.address[1:]}b"]


def test_a_container_is_its_index_and_its_contents() -> None:
    """The shape that worker.mjs unpacks: length, JSON, bytes."""
    index = b'[["a/b.pyc", 3], ["c", 1]]'
    assert site.container({"c": b"!", "a/b.pyc": b"xyz"}) == b"\x1a\0\0\0" + index + b"xyz!"


def test_bytecode_is_what_the_browser_reads_and_twice_the_same(tmp_path: Path) -> None:
    """Unchecked-hash .pyc of Python 3.14 without docstrings, byte for byte the same at each build."""
    sources = {"app": zips.stored_zip({"m.py": b'"""Doc."""\nX = {"b", "a"}\n', "data.txt": b"kept"})}
    pyodide = flet_client.wheel_folder() / "pyodide"
    first = bytecode.compile_all(sources, pyodide, tmp_path / "one")
    assert first == bytecode.compile_all(sources, pyodide, tmp_path / "two")

    files = zips.unzip(first["app"])
    assert sorted(files) == ["data.txt", "m.pyc"]
    assert files["m.pyc"][:8] == PYTHON_3_14 + UNCHECKED_HASH
    assert b"Doc." not in files["m.pyc"]


def test_the_service_worker_keeps_what_exists_and_one_renderer() -> None:
    """Nothing in its list is missing; no renderer is kept by all, and the licence texts are kept by none."""
    client = site.hashed_folder("client", flet_client.client_files(flet_client.wheel_folder()))
    placed = {**client.placed, "index.html": b"<html>", "manifest.webmanifest": b"{}"}
    script = site._service_worker(placed, client.address, [client]).decode()
    listed = json.loads(script.partition("const SITE = ")[2].partition(";\n")[0].partition(" //")[0].rstrip(";"))
    kept = set(listed["always"])
    assert {"/index.html", "/manifest.webmanifest", f"{client.address}flutter_bootstrap.js"} <= kept
    assert {path[1:] for path in kept} <= set(placed)
    assert not [path for path in kept if "canvaskit/" in path or "main.dart" in path or "NOTICES" in path]
    assert set(listed["renderers"]) == {"skwasm", "skwasm_heavy", "canvaskit"}


def test_the_page_says_everything_in_three_languages() -> None:
    """No sentence is missing in one of them."""
    words = json.loads((site.WEB / "words.json").read_text(encoding="utf-8"))
    assert list(words) == ["nl", "en", "fr"]
    assert len({tuple(sentences) for sentences in words.values()}) == 1
