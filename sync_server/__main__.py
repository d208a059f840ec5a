"""touchline run | serve | demo | user | link | devices | import | copy | backup | restore | restored | person | erase |
retention | letters | keys | audit | why | openapi | limits: the server's commands.
"""

import argparse
import getpass
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

from uvicorn.config import STARTUP_FAILURE

from shared.domain.calendar import local_date
from shared.errors import Damaged, StoreFull, Unreachable
from shared.exchange.plan import Unreadable
from shared.refusals import Refusal
from sync_server import imports, letter_commands, people_commands
from sync_server.app import API, create_app, log_to_stderr
from sync_server.backup import commands as backups
from sync_server.club import Club, collect_seldom, open_club
from sync_server.copying import NotCopied, copy_club, copy_media
from sync_server.database import holds_club, open_store, shown
from sync_server.demo.keeping import keep_demo
from sync_server.devices import NoDevice, listed, revoke
from sync_server.founding import introduce, told, way_back
from sync_server.guarding import judged, rotated
from sync_server.handlers.description import described
from sync_server.handlers.limits_page import page
from sync_server.key_file import NoKey
from sync_server.outside import FileLedger
from sync_server.second_factor import reset_by_name
from sync_server.serving import server_of
from sync_server.settings import ADDRESSES, Database, Settings, database_of, from_environment
from sync_server.users import NewUser, create_user
from sync_server.why import Why


def now_ms() -> int:
    """The server's clock: UTC milliseconds."""
    return time.time_ns() // 1_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; answers its exit code."""
    parser = argparse.ArgumentParser(prog="touchline", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, does in BY_A_WORD.items():
        commands.add_parser(name, help=does)
    _ways_in(commands)
    imported = commands.add_parser("import", help="read contacts or an agenda from another program's file")
    imported.add_argument("what", choices=("contacts", "agenda"))
    imported.add_argument("file", type=Path)
    imported.add_argument("--group", help="the id of the team whose agenda it is")
    imported.add_argument("--dry-run", action="store_true", help="show the plan, change nothing")
    imported.add_argument("--skip-broken", action="store_true", help="import the good lines though others are broken")
    copied = commands.add_parser("copy", help="copy a whole club into another database; stop its server first")
    for end in ("source", "target"):
        copied.add_argument(end, type=_address, metavar=end.upper(), help=ADDRESSES)
    for end, which in (("from", "the source's"), ("to", "the target's")):
        copied.add_argument(
            f"--media-{end}", type=Path, metavar="FOLDER", help=f"{which} folder of pictures and papers"
        )
    backups.add_to(commands)
    people_commands.add_to(commands)
    letter_commands.add_to(commands)
    keys = commands.add_parser("keys", help="new keys for what is sensitive; the server may go on meanwhile")
    keys.add_argument("what", choices=("rotate",))
    audit = commands.add_parser("audit", help="whether the chain of who did what is whole")
    audit.add_argument("what", choices=("verify",))
    audit.add_argument("--known", metavar="LINE:HASH", help="what an earlier look printed, kept elsewhere since")
    why = commands.add_parser("why", help="which scope and role gives a user a row, or why none does")
    why.add_argument("user", help="the name or the id of a user")
    why.add_argument("row", help="table/id, or an id alone")
    options = parser.parse_args(arguments)
    try:
        settings = from_environment()
    except ValueError as problem:
        parser.error(f"the environment: {problem}")
    try:
        return COMMANDS[options.command](options, settings)
    except NoKey as problem:
        print(problem.what, file=sys.stderr)
        return 1
    except (Unreachable, Damaged) as problem:
        print(f"The database cannot be used: {problem.__cause__ or problem.code}".rstrip(), file=sys.stderr)
        return 1


BY_A_WORD = {
    "run": "make a demo club when there is none, then serve it",
    "serve": "serve the club of TOUCHLINE_DATABASE, or of the file in TOUCHLINE_DATA",
    "demo": "make the demo club",
    "restored": "say that the database was put back from a backup; its server is stopped",
    "openapi": "the description of the API, as GET /openapi.json answers it",
    "limits": "every limit and every header, as tables",
}
"""Commands that need no more than their name."""


def _ways_in(commands: Any) -> None:
    """Users, their links and their devices."""
    user = commands.add_parser("user", help="make a sign-in: a first owner, for example")
    user.add_argument("username")
    user.add_argument("--role", action="append", default=[], metavar="ROLE[:GROUP]")
    user.add_argument("--contact", help="the id of this person's contact")
    user.add_argument(
        "--reset-second-step", action="store_true", help="take the second step from this user, who lost phone and codes"
    )
    way = commands.add_parser("link", help="a link for the first owner, or for a user who forgot the password")
    way.add_argument("user", nargs="?", help="the name of a user")
    devices = commands.add_parser("devices", help="list the devices of a user, or shut out one that was lost")
    devices.add_argument("user", help="the name or the id of a user")
    devices.add_argument("--revoke", metavar="DEVICE", help="the id of the device, as the list tells it")


def _address(text: str) -> Database:
    try:
        return database_of(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from problem


def _run(options: argparse.Namespace, settings: Settings) -> int:
    if not holds_club(settings.database):
        _demo(options, settings)
    _print_sign_ins(settings)
    return _serve(options, settings)


def _demo(options: argparse.Namespace, settings: Settings) -> int:
    if holds_club(settings.database):
        print(f"There is a club in {shown(settings.database)} already.", file=sys.stderr)
        return 1
    keep_demo(settings, now_ms, partial(_bar, "Making the demo club", "changesets"))
    return 0


def _bar(what: str, of: str, done: int, total: int) -> None:
    if sys.stdout.isatty():
        print(f"\r{what}: {done * 100 // total} %", end="\n" if done == total else "", flush=True)
    elif done == total:
        print(f"{what}: {total} {of}", flush=True)


def _print_sign_ins(settings: Settings) -> None:
    if not settings.sign_ins.exists():
        return
    print("Sign in to the demo club as:")
    for line in json.loads(settings.sign_ins.read_text(encoding="utf-8")):
        print(f"  {line['role']:<10} {line['username']:<12} {line['password']:<28} {line['name']}")


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    if not settings.sheltered:
        print(IN_THE_CLEAR.format(host=settings.host), file=sys.stderr)
        return 1
    log_to_stderr()
    collect_seldom()
    club = _open(settings)
    print(f"Touchline answers on http://localhost:{settings.port}", flush=True)
    introduce(club, settings)
    print(told(club, settings), end="", flush=True)
    app = create_app(settings, club)
    server = server_of(app, settings, app.state.pokes.end)
    with suppress(KeyboardInterrupt):
        server.run()
    return 0 if server.started else STARTUP_FAILURE


def _open(settings: Settings, *, restored: bool = False) -> Club:
    """The club with its ledger; says so when it begins a new life."""
    club = open_club(
        settings.database, now_ms, settings.ledger, settings.packages, keys=settings.key_file, restored=restored
    )
    if club.restored is not None:
        print(NEW_LIFE.format(**vars(club.restored)), file=sys.stderr, flush=True)
        for code, count in club.restored.reasons.items():
            print(f"  {count} wait: {code}", file=sys.stderr, flush=True)
    return club


def _restored(options: argparse.Namespace, settings: Settings) -> int:
    """Mostly noticed at the start anyway; not when the ledger was lost, or came from the same backup."""
    if not holds_club(settings.database):
        print(f"There is no club in {shown(settings.database)}.", file=sys.stderr)
        return 1
    _open(settings, restored=True).close()
    return 0


def _backup(options: argparse.Namespace, settings: Settings) -> int:
    return backups.backup(options, settings, now=now_ms(), bar=_bar)


def _restore(options: argparse.Namespace, settings: Settings) -> int:
    return backups.restore(options, settings, bar=_bar, open_club=_open)


def _user(options: argparse.Namespace, settings: Settings) -> int:
    club = _open(settings)
    if options.reset_second_step:
        return _reset_second_step(club, options.username)
    roles = tuple((role, group or None) for role, _, group in (part.partition(":") for part in options.role))
    password = getpass.getpass("Password (12 letters or more): ") if sys.stdin.isatty() else sys.stdin.readline()
    try:
        id = create_user(club, NewUser(options.username, password.rstrip("\n"), options.contact, roles), club.now())
    except Refusal as refusal:
        print(f"Not made: {refusal.code} {dict(refusal.about)}", file=sys.stderr)
        return 1
    finally:
        club.close()
    print(id)
    return 0


def _link(options: argparse.Namespace, settings: Settings) -> int:
    """The server may go on meanwhile."""
    with closing(_open(settings)) as club:
        if options.user is None:
            introduce(club, settings)
            said = told(club, settings)
        else:
            found = way_back(club, settings, options.user)
            said = "" if found is None else WAY_BACK.format(user=options.user, link=found)
    if not said:
        print(NO_LINK["owned" if options.user is None else "nobody"], file=sys.stderr)
        return 1
    print(said, end="")
    return 0


def _reset_second_step(club: Club, username: str) -> int:
    """It is written down, and the person is told."""
    try:
        reset_by_name(club, username)
    except Refusal:
        print(f"{username} has no second step.", file=sys.stderr)
        return 1
    finally:
        club.close()
    print(f"{username} signs in with a password alone, until a second step is switched on again.")
    return 0


def _devices(options: argparse.Namespace, settings: Settings) -> int:
    """Needs no stop of the server: it asks at every request whether a device may still speak."""
    club = _open(settings)
    try:
        if options.revoke is not None:
            print(revoke(club, options.user, options.revoke))
        else:
            print("\n".join(listed(club.store, options.user)))
    except NoDevice as problem:
        print(problem.what, file=sys.stderr)
        return 1
    finally:
        club.close()
    return 0


def _import(options: argparse.Namespace, settings: Settings) -> int:
    """The plan first; nothing is written while lines are broken, unless the person says so."""
    club = _open(settings)
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
        media = copy_media(source, target, folders, partial(_bar, "Copying pictures and papers", "files are there"))
        rows = copy_club(source, target, partial(_bar, "Copying", "rows written and read back"))
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


def _keys(options: argparse.Namespace, settings: Settings) -> int:
    _open(settings).close()  # an older club is sealed first, and a rotation that was cut off is ended
    with closing(open_store(settings.database)) as store:
        print(rotated(store, FileLedger(settings.ledger), settings.key_file, now_ms()))
    return 0


def _audit(options: argparse.Namespace, settings: Settings) -> int:
    with closing(open_store(settings.database)) as store:
        whole, sentence = judged(store, options.known)
    print(sentence, file=sys.stdout if whole else sys.stderr)
    return 0 if whole else 1


NEW_LIFE = (
    "This database was put back from a backup: a new life begins after entry {seq}. {told} changes of the server's own"
    " were told again from the ledger, {waiting} wait for what the devices bring back; those that still wait are in the"
    " log each day."
)


IN_THE_CLEAR = (
    "Nothing is served: on {host} passwords would travel in the clear. Name the proxy that speaks TLS for this server"
    " with TOUCHLINE_PROXY, or a certificate with TOUCHLINE_CERT and TOUCHLINE_CERT_KEY."
)


def _described(options: argparse.Namespace, settings: Settings) -> int:
    print(json.dumps(described(API), indent=1))
    return 0


def _limits(options: argparse.Namespace, settings: Settings) -> int:
    print("\n".join(page()))
    return 0


def _why(options: argparse.Namespace, settings: Settings) -> int:
    with closing(open_store(settings.database)) as store:
        print("\n".join(Why(store).answer(options.user, options.row)))
    return 0


WAY_BACK = "Whoever opens this link within an hour chooses another password for {user}, once:\n\n    {link}\n"
NO_LINK = {
    "owned": "This club has an owner, who lets others in. A forgotten password: touchline link USER.",
    "nobody": "Nobody signs in under this name.",
}
NOT_COPIED = {
    "taken": "Nothing was copied: there is something in the target already.",
    "nothing": "Nothing was copied: there is no club in the source.",
    "no_media": "Nothing was copied: there is no folder {folder}. Say with --media-from where pictures and papers are.",
    "differs": "Nothing was copied: table {table} came back otherwise than it was written.",
}
MISSING = "{missing} files are missing in {folder}, or damaged there: devices that have them are asked for them again."
SAID = {
    "done": "Imported: {written} rows written, {left_out} left out.",
    "broken": "Nothing was imported: some lines are broken. Mend them, or say --skip-broken to import the others.",
    "refused": "Nothing was imported: line {line} was refused ({code}).",
}
COMMANDS: Mapping[str, Callable[[argparse.Namespace, Settings], int]] = {
    "run": _run,
    "serve": _serve,
    "demo": _demo,
    "user": _user,
    "link": _link,
    "devices": _devices,
    "import": _import,
    "copy": _copy,
    "backup": _backup,
    "restore": _restore,
    "restored": _restored,
    "retention": partial(people_commands.retention, open_club=_open),
    "person": partial(people_commands.person, open_club=_open),
    "letters": partial(letter_commands.letters, open_club=_open),
    "erase": partial(people_commands.erase, open_club=_open),
    "why": _why,
    "openapi": _described,
    "limits": _limits,
    "keys": _keys,
    "audit": _audit,
}


if __name__ == "__main__":
    sys.exit(main())
