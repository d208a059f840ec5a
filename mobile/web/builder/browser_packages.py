"""Which libraries the browser edition carries, and what stands in for those that cannot run there.

One row a library. PURE: its `py3-none-any` files are taken from the installed environment. WASM: the wheel
`cp314-cp314-pyemscripten_2026_0_wasm32` of the installed version is downloaded with pip. ABSENT: it is never
shipped; the last column says what does its work. Versions are those of the build environment. Requirements
are named here by hand, because installed metadata answers for this machine and not for a browser.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Source(Enum):
    """Where the files of a library come from."""

    PURE = "pure Python, from the environment"
    WASM = "compiled for Pyodide, downloaded"
    ABSENT = "not in the browser"


@dataclass(frozen=True)
class BrowserPackage:
    """One library: what it needs in a browser, which of its folders stay out, and why or what instead."""

    name: str
    source: Source
    needs: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    note: str = ""


PURE, WASM, ABSENT = Source.PURE, Source.WASM, Source.ABSENT

BROWSER_PACKAGES: tuple[BrowserPackage, ...] = (
    # the screen
    BrowserPackage("flet", PURE, ("msgpack", "repath"), ("flet/testing/", "flet/fastapi/", "flet/pytest_plugin.py")),
    BrowserPackage("flet-camera", PURE, ("flet",), ("flutter/",)),
    BrowserPackage("msgpack", WASM, note="the pure fallback works, but every screen update passes through it"),
    BrowserPackage("repath", PURE, ("six",)),
    BrowserPackage("six", PURE),
    # the store
    BrowserPackage(
        "sqlite-utils",
        PURE,
        ("click", "pluggy", "python-dateutil", "sqlite-fts4"),
        ("sqlite_utils/cli.py", "sqlite_utils/__main__.py"),
        "tabulate and click-default-group serve only its command line",
    ),
    BrowserPackage("click", PURE),
    BrowserPackage("pluggy", PURE),
    BrowserPackage("python-dateutil", PURE, ("six",), ("dateutil/zoneinfo/",), "zones come from tzdata"),
    BrowserPackage("sqlite-fts4", PURE),
    # the road to the server
    BrowserPackage("httpx", PURE, ("idna",), ("httpx/_main.py",), "its transport here is mobile.web.transport"),
    BrowserPackage("idna", PURE),
    BrowserPackage("httpcore", ABSENT, note="the browser's fetch"),
    BrowserPackage("anyio", ABSENT, note="the browser's event loop"),
    BrowserPackage("sniffio", ABSENT, note="httpcore and anyio ask it which loop they run under"),
    BrowserPackage("certifi", ABSENT, note="the browser's own certificates"),
    # fields of a club
    BrowserPackage(
        "qrcode",
        PURE,
        (),
        ("qrcode/tests/", "qrcode/console_scripts.py"),
        "without Pillow it gives SVG and the bare modules",
    ),
    BrowserPackage("tzdata", PURE, note="the browser's zones cannot be read from Python"),
    BrowserPackage("phonenumberslite", PURE),
    BrowserPackage(
        "python-stdnum",
        PURE,
        leave_out=(
            "stdnum/cn/",
            "stdnum/imsi",
            "stdnum/isbn",
            "stdnum/mac.py",
            "stdnum/nz/",
            "stdnum/oui.dat",
        ),
        note="without its large tables of network cards, phones and books",
    ),
    BrowserPackage("icalendar", PURE, ("python-dateutil", "tzdata", "typing-extensions"), ("icalendar/tests/",)),
    BrowserPackage("typing-extensions", PURE),
    # what stands in
    BrowserPackage("cryptography", ABSENT, note="WebCrypto, in mobile.web.crypto"),
    BrowserPackage("argon2-cffi", ABSENT, note="passwords are checked on the server"),
    BrowserPackage("pillow", ABSENT, note="the browser decodes and scales pictures"),
    BrowserPackage("zxing-cpp", ABSENT, note="zxing-wasm, in mobile.web.decoder"),
    BrowserPackage("pyzbar", ABSENT, note="zxing-wasm, in mobile.web.decoder"),
)


class UnknownBrowserPackage(Exception):
    """A library has no row in BROWSER_PACKAGES: decide where a browser gets it, and add the row."""


def closure(roots: list[str]) -> list[BrowserPackage]:
    """All rows that the named libraries need in a browser, in alphabetical order, ABSENT ones left out.

    Raises UnknownBrowserPackage for a name without a row.
    """
    rows = {row.name: row for row in BROWSER_PACKAGES}
    found: dict[str, BrowserPackage] = {}
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        if name not in rows:
            raise UnknownBrowserPackage(name)
        found[name] = rows[name]
        waiting.extend(rows[name].needs)
    return [row for _, row in sorted(found.items()) if row.source is not Source.ABSENT]
