"""`python -m mobile.web.build --out build/web`: builds the web edition, a static site for the server."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from mobile.web.builder import site


def main(arguments: list[str]) -> None:
    """Builds the site and prints what it weighs."""
    parser = argparse.ArgumentParser(prog="python -m mobile.web.build", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder to write the site to")
    parser.add_argument(
        "--app", type=Path, default=site.CHECKOUT, help="the folder with main.py (default: this one)"
    )
    parser.add_argument(
        "--cache", type=Path, help="the folder for intermediate results (default: beside --out)"
    )
    options = parser.parse_args(arguments)
    cache = (options.cache or options.out.parent / "web-cache").resolve()
    began = time.monotonic()
    files = site.build_files(options.app.resolve(), cache)
    site.write(files, options.out, cache)
    total = sum(len(content) for content in files.values())
    print(f"{options.out}: {len(files)} files, {total / 1e6:.1f} MB, in {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
