"""touchline letters: which letters and pushes wait, which were given up and why; any of them is tried once more.

Whoever reads this list need not know whose address it is, so addresses and names are masked. A letter is told by the id
of its line; an invitation that its mail server refused has no line any more and is told by its own.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.register import Row
from shared.storage import Store
from sync_server.club import Club
from sync_server.commands.opening import opened
from sync_server.jobs.notices import TRIES
from sync_server.letters import receivers
from sync_server.letters.letterbox import FORGOTTEN, INVITATION, MOVED, TAKEN_MS, letter
from sync_server.settings import Settings

REFUSED, NO_WAY, NOT_YET, SILENT = "its server refused it", "it never got through", "not tried yet", "no answer yet"
WHAT = {"join": "invitation", "reset": "another password"}
NONE = "No letter waits, and none was given up."
AGAIN = "It is tried once more, by the server while it runs."


@dataclass(frozen=True)
class Item:
    """One letter or push. `at` (UTC ms): when it is tried next, or since when nobody tries it; None: not known."""

    id: str
    given_up: bool
    at: int | None
    what: str
    to: str
    why: str
    tries: int


class NoLetter(Exception):
    """There is none to try again; `what` says it to the person."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def add_to(commands: Any) -> None:
    """See the package."""
    letters = commands.add_parser("letters", help="letters and pushes that wait or were given up, and why")
    letters.add_argument("--again", metavar="ID", help="try this one once more; the server may go on meanwhile")
    letters.set_defaults(runs=_letters)


def _letters(options: argparse.Namespace, settings: Settings) -> int:
    with closing(opened(settings)) as club:
        return told(club, options.again)


def told(club: Club, one: str | None) -> int:
    """Print the list, or try `one` again and say so; answers the exit code."""
    if one is None:
        print("\n".join(map(said, listed(club.store, club.now()))) or NONE)
        return 0
    try:
        again(club, one)
    except NoLetter as problem:
        print(problem.what, file=sys.stderr)
        return 1
    print(AGAIN)
    return 0


def listed(store: Store, now: int) -> list[Item]:
    """What was given up, the latest first, and then what waits, what is due first."""
    with store.snapshot():
        found = [*_outbox(store), *_bounced(store, now), *_notices(store)]
    return sorted(found, key=lambda one: (not one.given_up, -(one.at or 0) if one.given_up else one.at or 0, one.id))


def _outbox(store: Store) -> Iterator[Item]:
    for line in store.find("outbox"):
        if line["kind"] == MOVED:
            yield Item(line["id"], False, line["next_at"], "another address", masked(None), _why(line), line["tries"])
            continue
        about = None if line["kind"] == FORGOTTEN else store.get("invitation", line["about"])
        what = "another password" if about is None else WHAT[about["purpose"]]
        to = masked(line["about"] if about is None else about["address"])
        yield Item(line["id"], False, line["next_at"], what, to, _why(line), line["tries"])


def _why(line: Row) -> str:
    return SILENT if line["tries"] else NOT_YET


def _bounced(store: Store, now: int) -> Iterator[Item]:
    """Invitations that still count and reached nobody."""
    for row in store.find("invitation", state="waiting"):
        if row["delivery"] == "bounced" and now < row["expires_at"]:
            yield Item(row["id"], True, row["asked_at"], WHAT[row["purpose"]], masked(row["address"]), REFUSED, 1)


def _notices(store: Store) -> Iterator[Item]:
    for line in store.find("notice"):
        dead = line["next_at"] is None
        pushed = line["device"] is not None
        to = None if pushed else receivers.mail_of(store, line["contact"])
        if to is None:
            row = store.get("contact", line["contact"]) or {}
            to = f"{row.get('given_name') or ''} {row.get('family_name') or ''}".strip()
        why = (NO_WAY if line["tries"] >= TRIES else REFUSED) if dead else SILENT if line["tries"] else NOT_YET
        what = "push" if pushed else "news"
        yield Item(line["id"], dead, line["dead_at"] if dead else line["next_at"], what, masked(to), why, line["tries"])


def masked(text: str | None) -> str:
    """The first letter of each word of a name, or of an address and what follows its @."""
    name, at, host = (text or "").partition("@")
    if at:
        return f"{name[:1]}...@{host}"
    return " ".join(f"{word[:1]}..." for word in name.split()) or "nobody"


def said(one: Item) -> str:
    """The line of the list."""
    when = "-" if one.at is None else f"{datetime.fromtimestamp(one.at / 1000, UTC):%Y-%m-%d %H:%M}"
    how = "given up" if one.given_up else "waits"
    return f"{how:<8}  {when} UTC  {one.what:<16}  {one.to}: {one.why}, tried {one.tries} times  {one.id}"


def again(club: Club, id: str) -> None:
    """Let the server try this one at its next look. Raises NoLetter."""
    store, now = club.store, club.now()
    with store.transaction():
        line = store.get("notice", id)
        if line is not None:
            if line["held"] and line["next_at"] is not None and now < line["next_at"] <= now + TAKEN_MS:
                raise NoLetter("It is being sent.")
            # One try more than it had: what still does not get through is given up again.
            left: Row = {"next_at": now, "dead_at": None, "tries": min(line["tries"], TRIES - 1)}
            store.put("notice", {**line, **left})
            return
        line = store.get("outbox", id)
        if line is not None:
            store.put("outbox", {**line, "next_at": min(now, line["next_at"])})
            return
        row = store.get("invitation", id)
        if row is None:
            raise NoLetter(f"There is no letter {id}.")
        if row["state"] != "waiting" or now >= row["expires_at"] or row["delivery"] != "bounced":
            raise NoLetter("This invitation is over, or its letter is on its way: renew it in the app.")
        store.put("outbox", letter(INVITATION, id, now))
