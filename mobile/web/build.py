"""`python -m mobile.web.build --out build/web`: builds the web edition, a static site for the server."""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from pathlib import Path

from mobile.web.builder import freshness, site


def main(arguments: list[str]) -> None:
    """Builds the site, or says that nothing changed."""
    parser = argparse.ArgumentParser(prog="python -m mobile.web.build", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder to write the site to")
    parser.add_argument("--app", type=Path, default=site.CHECKOUT, help="the folder with main.py (default: this one)")
    parser.add_argument("--cache", type=Path, help="the folder for intermediate results (default: beside --out)")
    options = parser.parse_args(arguments)
    cache = (options.cache or options.out.parent / "web-cache").resolve()
    began = time.monotonic()
    if build(options.app.resolve(), options.out.resolve(), cache):
        print(f"{options.out}: built in {time.monotonic() - began:.1f} s")
    else:
        print(f"{options.out}: nothing changed")


def build(app: Path, out: Path, cache: Path) -> bool:
    """Builds the site of an app in `out`; False when it stands there already."""
    stamp = cache / f"{hashlib.sha256(str(out).encode()).hexdigest()[:16]}.stamp"
    if stamp.exists() and stamp.read_text() == freshness.fingerprint(app, site.CHECKOUT, out):
        return False
    site.write(site.build_files(app, cache), out, cache)
    stamp.write_text(freshness.fingerprint(app, site.CHECKOUT, out))
    return True


if __name__ == "__main__":
    main(sys.argv[1:])
