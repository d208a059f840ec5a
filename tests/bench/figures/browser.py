"""Figures of the web edition in a real browser; what cannot be measured here is said with its reason."""

import os
from collections.abc import Callable, Mapping
from importlib import import_module
from math import ceil
from pathlib import Path
from statistics import median

from playwright.sync_api import Error as PlaywrightError

from tests.bench.club import make_crowd
from tests.bench.report import Figure
from tests.bench.server_process import serving
from tests.chromium import CHROMIUM, NONE_HERE
from tests.edition import edition

START = {"web_cold": "s", "web_warm": "s", "web_offline": "s", "web_size": "MB"}
LISTS = {"list_open": "ms", "list_filter": "ms"}
SCAN = {"scan": "ms"}
FIGURES = {**START, **LISTS, **SCAN}

Measured = tuple[dict[str, Figure], dict[str, str]]


def nothing(units: Mapping[str, str], why: str) -> Measured:
    """These figures are null, for this reason."""
    return {key: Figure(None, unit) for key, unit in units.items()}, dict.fromkeys(units, why)


def measure(wanted: Callable[..., bool], folder: Path, runs: int) -> Measured:
    """Those of the figures that are `wanted`, each a median of about `runs`."""
    units = {key: unit for key, unit in FIGURES.items() if wanted(key)}
    if CHROMIUM is None:
        return nothing(units, NONE_HERE)
    site = edition()
    figures: dict[str, Figure] = {}
    notes: dict[str, str] = {}
    for keys, take in ((START, _starts), (LISTS, _lists), (SCAN, _scan)):
        if wanted(*keys):
            before = os.getloadavg()[0]
            try:
                found, said = take(folder, site, runs)
            except (AssertionError, PlaywrightError) as problem:  # the other figures cost minutes: they are kept
                found, said = nothing(keys, f"the browser did not do as expected: {str(problem)[:200]}")
            figures |= found
            load = f"load average {before:.1f} before, {os.getloadavg()[0]:.1f} after"
            notes |= {key: "; ".join(part for part in (said.get(key), load) if part) for key in found}
    return figures, notes


def _starts(folder: Path, site: Path, runs: int) -> Measured:
    (folder / "web").mkdir()
    with serving(folder / "web", site) as server:
        found = import_module("tests.bench.web").measure(f"http://localhost:{server.port}", site, runs)
    return {key: Figure(found[key], unit, None, None, runs) for key, unit in START.items()}, {}


def _lists(folder: Path, site: Path, runs: int) -> Measured:
    lists = import_module("tests.bench.lists")
    made = make_crowd(folder / "crowd")
    with serving(made.settings.data, site) as server:
        laps = lists.measure(f"http://localhost:{server.port}", runs)
    figures: dict[str, Figure] = {}
    notes: dict[str, str] = {}
    for key, taken in (("list_open", laps.opened), ("list_filter", laps.letters)):
        tree, frame = lists.middle(taken)
        figures[key] = Figure(tree, "ms", None, None, len(taken))
        notes[key] = f"{frame:.0f} ms until the frame after; slowest {max(lap.tree for lap in taken):.0f} ms"
    return figures, notes


def _scan(folder: Path, site: Path, runs: int) -> Measured:
    found = import_module("tests.bench.scans").measure(site)
    late = sorted(found)[ceil(0.95 * len(found)) - 1]
    slowest = f"p95 {late:.0f} ms, slowest {max(found):.0f} ms"
    return {"scan": Figure(median(found), "ms", None, None, len(found))}, {"scan": slowest}
