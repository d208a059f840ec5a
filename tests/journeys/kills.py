"""`python -m tests.journeys.kills --times 20`: ends browser and server with SIGKILL in mid write, looks for lost work.

The browser's part taps attendance marks: what the screen showed as marked must be marked after the restart, and on the
server once all is sent. The server's part lets real devices push over HTTP: what was answered must be in the club's
file after the restart, the file must be whole, and in the end all digests must be equal.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

from tests.chromium import CHROMIUM, NONE_HERE
from tests.edition import WEB, edition
from tests.journeys.browser_kills import browser_kills
from tests.journeys.server_kills import server_kills


def main(arguments: list[str]) -> int:
    """Both parts; answers 1 when anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.journeys.kills", description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    lost, browsers = 0, options.times
    with tempfile.TemporaryDirectory() as folder:
        found = server_kills(Path(folder) / "server", WEB, options.times, random.Random(options.seed))
        lost += found.lost
        print(f"server: {found}", flush=True)
        if CHROMIUM is None:
            browsers = 0
            print(f"browser: {NONE_HERE}, that part was left out", flush=True)
        else:
            seen = browser_kills(Path(folder) / "browser", edition(), browsers, random.Random(options.seed))
            lost += seen.lost
            print(f"browser: {seen}", flush=True)
    print(f"kills: browser {browsers}, server {options.times}, lost {lost}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
