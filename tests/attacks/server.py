"""The attacked server, in a process of its own and with the limits that every club has:

python -m tests.attacks.server FOLDER HOLE PORT; HOLE is the name of one in `tests/attacks/holes.py`, or "none".
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sync_server.app import create_app, log_to_stderr
from sync_server.club import collect_seldom, open_club
from sync_server.serving import server_of
from sync_server.settings import MailServer, Settings
from tests.attacks.holes import HOLES

SLOWEST_MS = 6_000
NOBODY = MailServer("127.0.0.1", 9, "none", "", "", "club@touchline.example")
HOSTS = ("localhost", "127.0.0.1")


def clock_of(folder: Path) -> Callable[[], int]:
    """The club's clock: it goes as ours does, from the day on which the club was made."""
    ahead = int(json.loads((folder / "clock.json").read_text(encoding="utf-8")))
    return lambda: time.time_ns() // 1_000_000 + ahead


def settings_of(folder: Path) -> Settings:
    """Those of a club on this machine; who sends slowly is sent away sooner, so that it can be waited for. Its letters
    are asked for, and nobody takes them.
    """
    return Settings(
        folder, folder / "web", "127.0.0.1", 0, HOSTS, slowest_head=SLOWEST_MS, slowest_body=SLOWEST_MS, mail=NOBODY
    )


def main(folder: str, hole: str, port: str) -> None:
    """Serve the club in this folder."""
    if hole != "none":
        HOLES[hole].dig()
    settings = settings_of(Path(folder))
    log_to_stderr()
    collect_seldom()
    club = open_club(
        settings.database, clock_of(settings.data), settings.ledger, settings.packages, keys=settings.key_file
    )
    app = create_app(settings, club)
    server_of(app, replace(settings, port=int(port)), app.state.pokes.end).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
