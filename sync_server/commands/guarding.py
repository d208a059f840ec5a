"""touchline keys and audit: what seals the club, and whether its chain is whole."""

import argparse
import sys
from contextlib import closing
from typing import Any

from sync_server.commands.opening import now_ms, opened
from sync_server.keys.guarding import judged, rotated
from sync_server.outside import FileLedger
from sync_server.settings import Settings
from sync_server.store.database import open_store


def add_to(commands: Any) -> None:
    """See the package."""
    keys = commands.add_parser("keys", help="new keys for what is sensitive; the server may go on meanwhile")
    keys.add_argument("what", choices=("rotate",))
    keys.set_defaults(runs=_keys)
    audit = commands.add_parser("audit", help="whether the chain of who did what is whole")
    audit.add_argument("what", choices=("verify",))
    audit.add_argument("--known", metavar="LINE:HASH", help="what an earlier look printed, kept elsewhere since")
    audit.set_defaults(runs=_audit)


def _keys(options: argparse.Namespace, settings: Settings) -> int:
    opened(settings).close()  # an older club is sealed first, and a rotation that was cut off is ended
    with closing(open_store(settings.database)) as store:
        print(rotated(store, FileLedger(settings.ledger), settings.key_file, now_ms()))
    return 0


def _audit(options: argparse.Namespace, settings: Settings) -> int:
    with closing(open_store(settings.database)) as store:
        whole, sentence = judged(store, options.known)
    print(sentence, file=sys.stdout if whole else sys.stderr)
    return 0 if whole else 1
