"""The fuzzed server, in a process of its own: as the attacked one, without limits on how often somebody knocks.

python -m tests.fuzz.server FOLDER HOLE PORT; the hole is "none", or `careless`: a handler that lets a KeyError or a
ValueError out.
"""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from sync_server.app import create_app, log_to_stderr
from sync_server.club import collect_seldom, open_club
from sync_server.handlers import labels
from sync_server.serving import server_of
from tests.attacks.server import clock_of, settings_of

OFTEN = 10**9


def careless(value: Any) -> list[str]:
    """Reads a body as if everybody sent the right one."""
    first, *others = value["codes"]
    return [first, *others]


def main(folder: str, hole: str, port: str) -> None:
    """Serve the club in this folder."""
    if hole == "careless":
        labels._asked = careless
    often = dict.fromkeys("sign_in address sync history waiting media forgotten".split(), OFTEN)
    limits: dict[str, Any] = {f"{door}_tries": tries for door, tries in often.items()}
    settings = replace(settings_of(Path(folder)), port=int(port), waiting_life=30, slowest_head=10_000, **limits)
    log_to_stderr()
    collect_seldom()
    club = open_club(
        settings.database, clock_of(settings.data), settings.ledger, settings.packages, keys=settings.key_file
    )
    app = create_app(settings, club)
    server_of(app, settings, app.state.pokes.end).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
