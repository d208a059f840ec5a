"""Whether this database is an older one than the ledger remembers, and what is done about that.

A server that was restored begins a new life under a new epoch. What was its own, what was deleted and which numbers
were given out come from the ledger at once; the rest comes back with the devices.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from shared.actions.days import day_at
from shared.register import Row
from shared.rights import SYSTEM
from shared.storage import Store
from sync_server.moving import move
from sync_server.outside import Ledger, Told, kept, life, void
from sync_server.referee import SERVER, Referee

log = logging.getLogger("touchline")


@dataclass(frozen=True)
class Restored:
    """A new life: its epoch, the seq it begins after, and how many changesets the ledger told of which could be told
    again; the others wait for what devices bring. `reasons` counts them by the code with which they are refused yet.
    """

    epoch: str
    seq: int
    told: int
    waiting: int
    reasons: Mapping[str, int] = field(default_factory=dict)


def look_back(
    store: Store, referee: Referee, ledger: Ledger, new_epoch: Callable[[], str], now: int, *, restored: bool = False
) -> Restored | None:
    """Called when a club is opened, before anybody is answered. None when nothing is lost, or nothing is known.

    `restored` says that the database comes from a backup, whatever the ledger knows. `now` is UTC ms.
    """
    with referee.writing(SYSTEM.user, SERVER) as (club, known):
        # Inside the write transaction: what another process has promised, it has committed too, or never will.
        told = ledger.read()
        if club["epoch"] not in told.lives and not restored:
            ledger.write([life(club["epoch"], 0 if not told.lives else club["seq"])])
            move(referee, club, now)
            return None
        if not restored and not _behind(told, club):
            _find_out(store, ledger, told)
            move(referee, club, now)
            return None
        if club["epoch"] not in told.lives:
            told.lives[club["epoch"]] = 0
            ledger.write([life(club["epoch"], 0)])
        epoch = new_epoch()
        ledger.write([life(epoch, club["seq"])])
        missing = referee.past.begin(told, epoch, club["seq"])
        for table in ("to_tell", "notice"):  # it was told in the life that this backup comes from
            referee.store.discard(table)
        club["restored_on"] = day_at(referee.facts, now)
        began, club["epoch"] = club["seq"], epoch
        move(referee, club, now)  # after the lives part, before anything is told in it
        referee.tell_again(club, known, now)
        reasons = waiting_for(referee.store)
        waiting = sum(reasons.values())
    return Restored(epoch, began, max(0, missing - waiting), waiting, reasons)


def waiting_for(store: Store) -> dict[str, int]:
    """How many changesets of earlier lives wait to be told again, by the code of what they are refused for yet."""
    return dict(sorted(Counter(str(line["code"] or "untried") for line in store.find("untold")).items()))


def say_what_waits(store: Store) -> None:
    """A line in the log for each reason: the server's own among them are in nobody's inbox."""
    for code, count in waiting_for(store).items():
        log.warning("waits to be told again", extra={"code": code, "count": count})


def _behind(told: Told, club: Row) -> bool:
    """Whether the ledger knows of a later life, or of a later entry in this one."""
    if club["epoch"] != tuple(told.lives)[-1]:
        return True
    if told.head is not None and told.head[0] == club["epoch"] and told.head[1] > club["seq"]:
        return True
    later = (one for one in told.promised if one.epoch == club["epoch"] and one.seq > club["seq"])
    return any(one.key in told.kept for one in later)


def _find_out(store: Store, ledger: Ledger, told: Told) -> None:
    """Which of the last promises were kept: their receipts are there. The others were never acknowledged."""
    known = told.kept | told.void
    open_ones = [one.id for one in {one.id: one for one in told.promised}.values() if one.key not in known]
    if open_ones:
        there = {row["id"] for row in store.among("receipt", "id", open_ones)}
        never = [id for id in open_ones if id not in there]
        ledger.write([kept(sorted(there)), void(never)], lasting=False)
