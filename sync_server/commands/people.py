"""touchline person, erase and retention: what the person at the server does about people's data."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from shared.refusals import Gone, Invalid, Refusal
from sync_server.commands.opening import opened
from sync_server.media.blobs import Blobs
from sync_server.privacy import archive
from sync_server.privacy.erasing import Erasing, Plan
from sync_server.privacy.handing_out import write_down
from sync_server.privacy.retention import Retention
from sync_server.settings import Settings
from sync_server.terminal import safe

WHY = {
    "books": "the law keeps the books (VAT code, art. 60)",
    "fact": "who had a thing: an id behind which nobody is any more",
}
BLOCKED = {
    "still_holds": "This person has equipment of the club: take it back first.",
    "last_owner": "This is the only owner: make somebody else one first.",
}
ERASED = "Erased. Devices let go of it when they sync; who is shut out keeps what they hold until it is wiped."
POSTGRES = "In PostgreSQL the old bytes go with VACUUM, and with the write-ahead log of before: ask who runs it."


def add_to(commands: Any) -> None:
    """See the package."""
    kept = commands.add_parser("retention", help="show what is past its time; the server lets go of it each day")
    kept.add_argument("--apply", action="store_true", help="let go of it now")
    kept.set_defaults(runs=_retention)
    person = commands.add_parser("person", help="all that the club keeps of one person, as a zip to be read")
    person.add_argument("contact", help="the id of the contact")
    person.add_argument("--out", type=Path, required=True, metavar="FILE")
    person.set_defaults(runs=_person)
    erase = commands.add_parser("erase", help="show what erasing a person does; with --name, do it")
    erase.add_argument("contact", help="the id of the contact")
    erase.add_argument("--name", help="the person's whole name: only then it is done")
    erase.set_defaults(runs=_erase)


def _person(options: argparse.Namespace, settings: Settings) -> int:
    """It is written down that it was asked for."""
    with closing(opened(settings)) as club:
        try:
            with club.store.snapshot():
                found = archive.collect(club.store, club.referee.facts, options.contact, archive.Reader())
            with options.out.open("xb") as file:
                archive.write(found, Blobs(settings.media), club.now(), file)
        except Gone:
            print("Nobody has this id.", file=sys.stderr)
            return 1
        except OSError as problem:
            print(f"{options.out} cannot be written: {problem.strerror}.", file=sys.stderr)
            return 1
        write_down(club, None, options.contact, {part.table: len(part.rows) for part in found.parts})
    print(f"{sum(len(part.rows) for part in found.parts)} rows of {safe(found.name)} are in {options.out}.")
    return 0


def _retention(options: argparse.Namespace, settings: Settings) -> int:
    with closing(opened(settings)) as club:
        job = Retention(club)
        found = job.due()
        for why, count in found.items():
            print(f"  {count:>6}  {why}")
        if options.apply:
            print(f"{job.apply()} of them went.")
    return 0


def _erase(options: argparse.Namespace, settings: Settings) -> int:
    """The server may go on meanwhile."""
    with closing(opened(settings)) as club:
        erasing = Erasing(club, Blobs(settings.media))
        try:
            if options.name is None:
                found = erasing.plan(None, options.contact)
            else:
                found = erasing.erase(None, options.contact, options.name)
        except Refusal as refusal:
            print(_refused(refusal), file=sys.stderr)
            return 1
    print("\n".join(described(found)))
    if options.name is not None:
        print(ERASED if settings.elsewhere is None else f"{ERASED} {POSTGRES}")
    return 0


def described(found: Plan) -> Iterator[str]:
    """The plan in lines."""
    yield f"{safe(found.name)}:"
    yield from (f"  goes      {count:>5}  {table}" for table, count in found.goes.items())
    yield f"  goes      {found.history:>5}  lines of history"
    yield f"  goes      {found.files:>5}  files"
    yield f"  shut out  {found.devices:>5}  devices"
    yield from (f"  nameless  {count:>5}  {table}" for table, count in found.bare.items())
    for one in found.stays:
        until = f", until {one.until}" if one.until else ""
        yield f"  stays     {one.count:>5}  {one.table}: {WHY[one.why]}{until}"
    if found.open_cents:
        yield f"  {found.open_cents / 100:.2f} is still to be paid, and nobody could be reminded of it."
    if found.blocked is not None:
        yield f"  {BLOCKED[found.blocked]}"


def _refused(refusal: Refusal) -> str:
    if isinstance(refusal, Gone):
        return "Nobody ever had this id."
    if isinstance(refusal, Invalid):
        return "That is not the name of this person: nothing was erased."
    return f"Nothing was erased: {BLOCKED.get(refusal.code, refusal.code)}"
