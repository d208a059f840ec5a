"""Figures that other programs of this project measure; what cannot be measured here is said with its reason."""

import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from tests.bench.report import Figure
from tests.bench.server_process import serving

SITE = Path("build/web")
WEB = {"web_cold": "s", "web_warm": "s", "web_offline": "s", "web_size": "MB"}
SCREENS = {"list_open": "ms", "list_filter": "ms", "scan": "ms"}
RATE = re.compile(r"([\d.]+) events/s")

Measured = tuple[dict[str, Figure], dict[str, str]]


def _none(units: dict[str, str], why: str) -> Measured:
    return {key: Figure(None, unit) for key, unit in units.items()}, dict.fromkeys(units, why)


def simulator(seeds: int) -> Measured:
    """Events a second of processor time, one process, the simulator's usual oracles."""
    command = [sys.executable, "-m", "tests.simulation", "--seeds", str(seeds), "--full-every", "0"]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    found = RATE.search(ended.stdout)
    if found is None:
        return _none({"simulator_rate": "/s"}, f"the simulator ended with {ended.returncode} and told no rate")
    notes = {} if ended.returncode == 0 else {"simulator_rate": "a seed failed: see make simulate"}
    return {"simulator_rate": Figure(float(found[1]), "/s", None, None, seeds)}, notes


def web(folder: Path, runs: int) -> Measured:
    """Starts of the web edition in a real browser."""
    if not (SITE / "index.html").exists():
        return _none(WEB, "the web edition is not built: make web")
    if shutil.which("chromium") is None:
        return _none(WEB, "there is no Chromium here")
    (folder / "web").mkdir()
    with serving(folder / "web", SITE) as server:
        found = import_module("tests.bench.web").measure(f"http://localhost:{server.port}", SITE, runs)
    return {key: Figure(found[key], unit, None, None, runs) for key, unit in WEB.items()}, {}


def web_later() -> Measured:
    """A small run leaves the browser out."""
    return _none(WEB, "takes minutes: at scale 1, or by name with --only")


def screens() -> Measured:
    """Lists and scans are timed in a browser too."""
    return _none(SCREENS, "no bench drives these screens yet")
