"""How fast the web edition starts, and what it weighs on the wire.

Cold: a browser that was never here. Warm: again in the same browser. Offline: the browser started anew, no
server. Each from the navigation to the first usable screen as the page itself marks it.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections import Counter
from pathlib import Path
from statistics import median

import brotli
from playwright.sync_api import Page

from tests.journeys.browser import Device, Screen, open_device

RUNS = 5
SETTLE_MS = 3000  # the browser writes its caches of compiled code some time after a visit
USABLE = "() => performance.getEntriesByName('touchline-usable')[0].startTime / 1000"
WEIGHT = """() => performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
    .reduce((sum, entry) => sum + entry.encodedBodySize, 0)"""


def measure(url: str, site: Path, runs: int = RUNS) -> dict[str, float]:
    """Medians in seconds (`web_cold`, `web_warm`, `web_offline`) and the first load in MB (`web_size`).

    `url` serves the site in the folder `site`; of that the largest parts are printed.
    """
    cold, weights = zip(*(_first_visit(url) for _ in range(runs)), strict=True)
    warm, offline = _later_visits(url, runs)
    result = {
        "web_cold": median(cold),
        "web_warm": median(warm),
        "web_offline": median(offline),
        "web_size": median(weights) / 1e6,
    }
    for key, value in result.items():
        print(f"{key:12} {value:6.2f}")
    for name, size in largest(site):
        print(f"  {name:42} {size / 1e3:8.0f} KB")
    return result


def _first_visit(url: str) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as profile, open_device(Path(profile)) as device:
        screen = device.open(url)
        weight = sum(float(place.evaluate(WEIGHT)) for place in (screen.page, *screen.page.workers))
        return _seconds(screen), weight


def _later_visits(url: str, runs: int) -> tuple[list[float], list[float]]:
    with tempfile.TemporaryDirectory() as profile, open_device(Path(profile)) as device:
        device.open(url).wait_until_kept()
        for _ in range(2):
            _visit(device, url)
        warm = [_visit(device, url) for _ in range(runs)]
        offline = []
        for _ in range(runs):
            device.close()
            device.start()
            device.go_offline()
            offline.append(_visit(device, url))
        return warm, offline


def _visit(device: Device, url: str) -> float:
    _leave(device.pages())
    screen = device.open(url)
    taken = _seconds(screen)
    screen.page.wait_for_timeout(SETTLE_MS)
    return taken


def _leave(pages: list[Page]) -> None:
    for page in pages[1:]:  # the last tab of a browser ends it
        page.close()
    pages[0].goto("about:blank")


def _seconds(screen: Screen) -> float:
    return float(screen.page.evaluate(USABLE))


def largest(site: Path, count: int = 24) -> list[tuple[str, int]]:
    """The parts that weigh most in brotli: files of the first load, and libraries inside the archives."""
    sizes: Counter[str] = Counter()
    for path in site.rglob("*.br"):
        sizes[path.relative_to(site).as_posix().removesuffix(".br")] = path.stat().st_size
    for archive in site.glob("library.*/packages.zip"):
        with zipfile.ZipFile(archive) as opened:
            contents: dict[str, bytes] = {}
            for name in opened.namelist():
                package = name.partition("/")[0]
                contents[package] = contents.get(package, b"") + opened.read(name)
        for package, content in contents.items():
            sizes[f"  library {package}"] = len(brotli.compress(content, quality=9))
    return sizes.most_common(count)
