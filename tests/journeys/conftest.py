"""The built app, for every journey that walks through it."""

import os
from pathlib import Path

import pytest

from mobile.web.build import build

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def web() -> Path:
    """The web edition of this checkout, built when something in it changed; TOUCHLINE_WEB names another one."""
    if given := os.environ.get("TOUCHLINE_WEB"):
        return Path(given)
    out = ROOT / "build" / "web"
    build(ROOT, out, ROOT / "build" / "web-cache")
    return out
