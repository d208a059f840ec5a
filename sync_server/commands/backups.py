"""touchline backup, restore and restored: what they ask, and the sentences they answer with."""

import argparse
import sys
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from shared.errors import StoreFull
from shared.rights import SYSTEM
from shared.storage import Store
from shared.sync.past import OFFERED_MS
from sync_server.backup.keys import make_pair, name_of, private_key, public_key
from sync_server.backup.making import back_up
from sync_server.backup.problems import NotRestored
from sync_server.backup.putting_back import Came, Place, put_back, verify
from sync_server.commands.opening import bar, now_ms, opened
from sync_server.keys.key_file import NoKey
from sync_server.media.blobs import Blobs
from sync_server.privacy.erasing import drop_bytes
from sync_server.settings import Settings
from sync_server.store.database import holds_club, shown

NEW_KEY = """\
The private key is in {file}. It alone opens the backups: without it they are lost, with it anybody reads them.
  1. Bring that file to two places that are not this server: a stick in the club's safe, a password manager. Print it.
  2. Remove it here.
  3. Make backups with:  touchline backup FOLDER --to {public}
The public key only seals; it may stand in a script."""
MADE = (
    "{rows} rows and {blobs} files, up to entry {seq}, are in {file}, sealed to key {key}. What is not in it: the"
    " ledger and the club's keys."
)
LOST = "{missing} files were missing here already, or damaged: devices that have them are asked for them."
CAME = "Back are {rows} rows and {blobs} files of {when}, up to entry {seq}, in {place}."
TO_COME = (
    "Still to come is what was done after that. The devices bring it when they sync, each what it did in the last 30"
    " days; {devices} devices of {people} people were seen in the 30 days before the backup. Serve the club, and ask"
    " them to open the app."
)
NO_LEDGER = (
    "There is no ledger at {ledger}. What was deleted, erased or revoked since, and which invoice numbers were given,"
    " is not known. If you have the ledger: put it there, empty this place, and restore again before anybody syncs."
)
THEN = "All rows are back; once the key file is there, say: touchline restored."
VERIFIED = (
    "Whole: {rows} rows and {blobs} files of {when}, up to entry {seq}, were put back in a scratch folder; counts,"
    " digests and every row are as they were. Nothing was kept."
)
SENTENCES = {
    "no_key": "There is no key of Touchline in that, or it has a slip of the pen.",
    "not_ours": "This is no backup of Touchline.",
    "foreign": "This backup was made for another key ({detail}).",
    "damaged": "This backup is damaged: something in it was changed, moved or taken from another file.",
    "cut": "This backup is not whole: its end is missing or damaged.",
    "contents": "What is in this backup does not agree with itself. {detail}",
    "newer": "This backup was made by a newer version of Touchline.",
    "living": "There is a club there already: a backup is put back in an empty place only.",
    "nothing": "There is no club to make a backup of.",
    "taken": "There is a file {detail} already: it is left alone.",
    "read_back": "The disk gave back something else than was written. {detail}",
}
NOTHING = " Nothing was put back."


def add_to(commands: Any) -> None:
    """See the package."""
    backup = commands.add_parser("backup", help="seal the whole club into one file, while its server runs")
    backup.add_argument("target", type=Path, nargs="?", metavar="FOLDER|FILE")
    backup.add_argument("--to", metavar="KEY", help="the public key, or a file that holds it")
    backup.add_argument(
        "--new-key", type=Path, metavar="FILE", help="make a pair of keys, the private one in this file"
    )
    backup.set_defaults(runs=_backup)
    restore = commands.add_parser("restore", help="put a backup back where there is no club")
    restore.add_argument("file", type=Path)
    restore.add_argument("--key", type=Path, required=True, metavar="FILE", help="the file with the private key")
    restore.add_argument("--verify", action="store_true", help="only try it, in a scratch folder that is removed again")
    restore.set_defaults(runs=_restore)
    restored = commands.add_parser(
        "restored", help="say that the database was put back from a backup; its server is stopped"
    )
    restored.set_defaults(runs=_restored)


def _backup(options: argparse.Namespace, settings: Settings) -> int:
    now = now_ms()
    if options.new_key is not None:
        return _new_key(options.new_key)
    if options.target is None or options.to is None:
        print("Say where to, and --to which key; --new-key FILE makes one.", file=sys.stderr)
        return 2
    file = (
        options.target / f"club-{_moment(now):%Y%m%d-%H%M%S}.touchline" if options.target.is_dir() else options.target
    )
    try:
        key = public_key(options.to)
        made = back_up(settings.database, settings.media, file, key, now, partial(bar, "Backing up", "rows and files"))
    except (NotRestored, OSError, StoreFull) as problem:
        return _said(problem)
    if made.missing:
        print(LOST.format(missing=made.missing), file=sys.stderr)
    print(MADE.format(**vars(made), file=file, key=name_of(key)))
    return 0


def _new_key(file: Path) -> int:
    try:
        public = make_pair(file)
    except OSError as problem:
        return _said(problem)
    print(NEW_KEY.format(file=file, public=public))
    return 0


def _restore(options: argparse.Namespace, settings: Settings) -> int:
    """What was put back is opened at once: a new life begins, and says so."""
    ledger = settings.ledger.exists()
    progress = partial(bar, "Putting back", "rows written and read back")
    try:
        key = private_key(options.key)
        if options.verify:
            with TemporaryDirectory(prefix="touchline-") as scratch:
                came = verify(options.file, key, Path(scratch), progress)
            print(VERIFIED.format(**_words(came)))
            return 0
        came = put_back(options.file, key, Place(settings.database, settings.media), progress)
    except (NotRestored, OSError, StoreFull) as problem:
        return _said(problem, NOTHING)
    print(CAME.format(**_words(came), place=shown(settings.database)))
    if came.missing:
        print(LOST.format(missing=came.missing), file=sys.stderr)
    try:
        with closing(opened(settings, restored=True)) as club:
            devices, people = seen_lately(club.store, came.made_at)
            drop_bytes(club.store, Blobs(settings.media))  # of who was erased since
    except NoKey as problem:
        print(f"{problem.what} {THEN}", file=sys.stderr)
        return 1
    print(TO_COME.format(devices=devices, people=people))
    if not ledger:
        print(NO_LEDGER.format(ledger=settings.ledger), file=sys.stderr)
    return 0


def _restored(options: argparse.Namespace, settings: Settings) -> int:
    """Mostly noticed at the start anyway; not when the ledger was lost, or came from the same backup."""
    if not holds_club(settings.database):
        print(f"There is no club in {shown(settings.database)}.", file=sys.stderr)
        return 1
    opened(settings, restored=True).close()
    return 0


def seen_lately(store: Store, at: int) -> tuple[int, int]:
    """How many devices spoke, of how many people, in the 30 days before this moment (UTC ms): they may bring more."""
    rows = [row for row in store.find("device", revoked_at=None) if (row["seen_at"] or 0) >= at - OFFERED_MS]
    people = [row["user"] for row in rows if row["user"] != SYSTEM.user]
    return len(people), len(set(people))


def _said(problem: Exception, and_so: str = "") -> int:
    if isinstance(problem, NotRestored):
        sentence = SENTENCES[problem.code].format(detail=problem.detail).strip()
    elif isinstance(problem, StoreFull):
        sentence = "There is no room."
    else:
        sentence = (
            f"{getattr(problem, 'filename', None) or 'The file'} cannot be used: {getattr(problem, 'strerror', '')}."
        )
    print(sentence + and_so, file=sys.stderr)
    return 1


def _words(came: Came) -> dict[str, Any]:
    return {**vars(came), "when": f"{_moment(came.made_at):%d %B %Y %H:%M} UTC"}


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
