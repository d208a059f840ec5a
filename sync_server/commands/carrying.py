"""touchline import and copy: what comes from another program's file, and a whole club into another database."""

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import Any

from shared.domain.calendar import local_date
from shared.errors import StoreFull
from shared.exchange.plan import Unreadable
from sync_server.commands.opening import bar, now_ms, opened
from sync_server.exchange import imports
from sync_server.settings import ADDRESSES, Database, Settings, database_of
from sync_server.store.copying import NotCopied, copy_club, copy_media

SAID = {
    "done": "Imported: {written} rows written, {left_out} left out.",
    "broken": "Nothing was imported: some lines are broken. Mend them, or say --skip-broken to import the others.",
    "refused": "Nothing was imported: line {line} was refused ({code}).",
}
NOT_COPIED = {
    "taken": "Nothing was copied: there is something in the target already.",
    "nothing": "Nothing was copied: there is no club in the source.",
    "no_media": "Nothing was copied: there is no folder {folder}. Say with --media-from where pictures and papers are.",
    "differs": "Nothing was copied: table {table} came back otherwise than it was written.",
}
MISSING = "{missing} files are missing in {folder}, or damaged there: devices that have them are asked for them again."


def add_to(commands: Any) -> None:
    """See the package."""
    imported = commands.add_parser("import", help="read contacts or an agenda from another program's file")
    imported.add_argument("what", choices=("contacts", "agenda"))
    imported.add_argument("file", type=Path)
    imported.add_argument("--group", help="the id of the team whose agenda it is")
    imported.add_argument("--dry-run", action="store_true", help="show the plan, change nothing")
    imported.add_argument("--skip-broken", action="store_true", help="import the good lines though others are broken")
    imported.set_defaults(runs=_import)
    copied = commands.add_parser("copy", help="copy a whole club into another database; stop its server first")
    for end in ("source", "target"):
        copied.add_argument(end, type=_address, metavar=end.upper(), help=ADDRESSES)
    for end, which in (("from", "the source's"), ("to", "the target's")):
        copied.add_argument(
            f"--media-{end}", type=Path, metavar="FOLDER", help=f"{which} folder of pictures and papers"
        )
    copied.set_defaults(runs=_copy)


def _address(text: str) -> Database:
    try:
        return database_of(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from problem


def _import(options: argparse.Namespace, settings: Settings) -> int:
    """The plan first; nothing is written while lines are broken, unless the person says so."""
    club = opened(settings)
    today = local_date(now_ms())
    try:
        data = options.file.read_bytes()
        if options.what == "contacts":
            plan = imports.plan_contacts(data, club.referee.facts, club.new_id, today)
        else:
            plan = imports.plan_agenda(data, club.referee.facts, options.group, imports.window_around(today))
        for line in imports.described(plan, everything=options.dry_run):
            print(line)
        if options.dry_run:
            return 0
        report = imports.apply(plan, club.referee, club.new_id, club.now(), skip_broken=options.skip_broken)
    except (OSError, Unreadable) as problem:
        print(f"Not read: {getattr(problem, 'code', problem)}", file=sys.stderr)
        return 1
    finally:
        club.close()
    print(SAID[report.outcome].format(**vars(report)))
    return 0 if report.outcome == "done" else 1


def _copy(options: argparse.Namespace, settings: Settings) -> int:
    """Bytes first, which may be broken off and gone on with; then all rows or none, and every row is read back."""
    source, target = options.source, options.target
    folders = (options.media_from or settings.media_of(source), options.media_to or settings.media_of(target))
    try:
        media = copy_media(source, target, folders, partial(bar, "Copying pictures and papers", "files are there"))
        rows = copy_club(source, target, partial(bar, "Copying", "rows written and read back"))
    except NotCopied as problem:
        print(NOT_COPIED[problem.code].format(table=problem.table, folder=folders[0]), file=sys.stderr)
        return 1
    except StoreFull:
        print(f"Nothing was copied but some files: there is no room in {folders[1]}.", file=sys.stderr)
        return 1
    if media.missing:
        print(MISSING.format(missing=media.missing, folder=folders[0]), file=sys.stderr)
    print(
        f"Copied {rows} rows: counts, digests and every row are equal. {media.here} files of media are in {folders[1]}."
        " Serve only one of the two from now on."
    )
    return 0
