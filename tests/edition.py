"""Built web editions, for whoever walks through them. Tests run in several processes: one of them builds."""

import fcntl
import os
from pathlib import Path

from mobile.web.build import build

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "build" / "web"


def edition() -> Path:
    """The folder of the real one: built when something in it changed, or the one that TOUCHLINE_WEB names."""
    given = os.environ.get("TOUCHLINE_WEB")
    return Path(given) if given else built(ROOT, WEB)


def built(app: Path, out: Path) -> Path:
    """The edition of the app in one folder, built into another; all share what they have in common."""
    WEB.parent.mkdir(exist_ok=True)
    with WEB.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build(app, out, ROOT / "build" / "web-cache")
    return out
