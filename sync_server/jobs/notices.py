"""Tells people what concerns them, each once: what was noted with the entries of the log becomes letters and pushes,
and these are sent.

Two steps, each a transaction. *Spread*: what is due is asked whom it concerns, its lines go and one line a reader
comes. *Deliver*: a line is taken, sent, and struck off. Whoever takes a line has it alone for a while, whichever server
that is. What was sent and cannot be struck off, for there is no room, is remembered, and nothing else is sent before it
is. What was sent when the server died, or when the line to the mail server was cut before its answer, is sent a second
time: under the same Message-ID, which mail servers and readers know how to fold; for a push it changes nothing. Nothing
is added to such a letter, for who folds it would not see that.
"""

import json
import logging

from shared.domain.derived_id import derived_id
from shared.register import Row, canonical
from sync_server.club import Club
from sync_server.defects import Broken, set_apart
from sync_server.jobs.post import PAUSES, Send
from sync_server.jobs.rounds import go_round
from sync_server.letters.letterbox import TAKEN_MS
from sync_server.letters.mail import Bounced, Unsent, Unsure
from sync_server.letters.notice_hours import Parted, parted
from sync_server.letters.notice_letters import compose
from sync_server.letters.notice_lines import Told, items_of, wakes, written
from sync_server.letters.noticing import unheard
from sync_server.letters.web_push import Wake
from sync_server.limits import DAY_MS, HOUR_MS
from sync_server.settings import Settings

log = logging.getLogger("touchline")
MOST = 50
"""Lines that one round sends."""
TRIES = 8
"""Then it is given up: the last pauses are hours, and news of yesterday is no news."""
DEAD_MS = 30 * DAY_MS
URGENT_MS = 6 * HOUR_MS
BELOW = (-1, "")


class Notices:
    """Tells what changed in one club. `send` and `wake` raise Bounced or Unsent; without them nothing goes that way."""

    def __init__(
        self, club: Club, settings: Settings, sender: str, send: Send | None = None, wake: Wake | None = None
    ) -> None:
        self._club = club
        self._settings = settings
        self._sender = sender
        self._send = send
        self._wake = wake
        self._went: list[str] = []

    async def run(self) -> None:
        """For as long as the server lives."""
        await go_round("notices", self.round)

    async def round(self) -> int:
        """Everything that is due; answers how many lines were sent, or given up."""
        self._settle()
        self.spread()
        done = 0
        while done < MOST and (line := self._take()) is not None:
            done += 1
            await self._deliver(line)
        return done

    # ---- whom it concerns

    def spread(self) -> int:
        """Turn what is due into letters and pushes; answers how many."""
        store, now = self._club.store, self._club.now()
        if not self._anything_due(now):  # mostly so, and then nobody is kept from writing
            return 0
        with store.transaction():
            due = self._due(now)
            told = Told(store, self._club.referee.facts, now, mail=self._send is not None, push=self._wake is not None)
            lines = told.lines(due)
            store.put("notice", *lines)
            for row in due:
                store.delete("to_tell", row["tbl"], row["id"])
            store.put("to_tell", *filter(None, (unheard(self._club.referee.facts, row, now) for row in due)))
        return len(lines)

    def _anything_due(self, now: int) -> bool:
        first = self._club.store.above("to_tell", ("due_at", "tbl", "id"), (-1, "", ""), 1)
        return bool(first) and bool(first[0]["due_at"] <= now)

    def _due(self, now: int) -> list[Row]:
        """What is due, and with it what else befell the same series. What is no news waits until it is."""
        store = self._club.store
        rows = [row for row in store.find("to_tell") if row["due_at"] <= now]
        bundles = store.among("to_tell", "bundle", sorted({str(row["bundle"]) for row in rows}))
        return [row for row in bundles if row["first_at"] is not None or row["due_at"] <= now]

    # ---- one line

    def _take(self) -> Row | None:
        if not self._next():
            return None
        now, store = self._club.now(), self._club.store
        with store.transaction():
            line = self._next()
            if line is None:
                return None
            taken: Row = {**line, "next_at": now + TAKEN_MS, "tries": line["tries"] + 1}
            store.put("notice", {**taken, "held": 1})
        return taken  # that it was held before is not forgotten: somebody may have sent it

    def _next(self) -> Row | None:
        """The first line that is due and not given up: those stand at no time."""
        lines = self._club.store.above("notice", ("next_at", "id"), BELOW, 1)
        return lines[0] if lines and lines[0]["next_at"] <= self._club.now() else None

    async def _deliver(self, line: Row) -> None:
        """A defect costs this line, and no other."""
        try:
            with set_apart("notices"):
                await self._told(line)
        except Broken:
            self._give_up(line, "defect")

    async def _told(self, line: Row) -> None:
        parts = parted(self._club.store, line, self._club.now())
        if len(parts.now) < len(items_of(line)):
            self._part(line, parts)
        if not parts.now:
            return
        line = {**line, "what": canonical(parts.now)}
        try:
            if line["device"] is not None:
                await self._push(line)
            else:
                await self._mail(line)
        except Bounced:
            self._give_up(line, "bounced")
        except Unsent as problem:
            line |= {"held": int(line["held"] or isinstance(problem, Unsure))}
            if line["tries"] >= TRIES:
                self._give_up(line, "tries")
            else:
                self._later(line)
        else:
            self._strike(line)

    def _part(self, line: Row, parts: Parted) -> None:
        """What can wait stays behind, in a line of its own where something goes; what is no news any more is let go."""
        store = self._club.store
        with store.transaction():
            if store.get("notice", line["id"]) is None:
                return
            store.delete("notice", line["id"])
            if parts.now:
                store.put("notice", {**line, "what": canonical(parts.now), "held": 1})
            if parts.later:
                what = canonical(parts.later)
                id = derived_id("notice", line["id"], what) if parts.now else line["id"]
                tries = 0 if parts.now else line["tries"] - 1
                store.put("notice", {**line, "id": id, "what": what, "next_at": parts.until, "tries": tries})

    async def _mail(self, line: Row) -> None:
        notice = written(self._club, self._settings, line)
        if notice is not None and self._send is not None:
            await self._send(compose(notice, self._sender, self._settings.address))

    async def _push(self, line: Row) -> None:
        store = self._club.store
        row, device = store.get("push_address", line["device"]), store.get("device", line["device"])
        open_still = device is not None and device["revoked_at"] is None
        if row is None or not open_still or self._wake is None or not wakes(self._club, line):
            return
        try:
            await self._wake(row["endpoint"], self._club.now(), urgent(line, self._club.now()))
        except Bounced:
            with store.transaction():
                if store.get("push_address", line["device"]) == row:  # else it was given anew meanwhile
                    store.delete("push_address", line["device"])
            raise

    def _strike(self, line: Row) -> None:
        self._went.append(line["id"])
        self._settle()

    def _settle(self) -> None:
        """Strike off what went. Where that cannot be written, nothing more is sent, and it is not sent again."""
        while self._went:
            with self._club.store.transaction():
                self._club.store.delete("notice", self._went[0])
            self._went.pop(0)

    def _later(self, line: Row) -> None:
        pause = PAUSES[min(line["tries"], len(PAUSES)) - 1]
        self._note({**line, "next_at": self._club.now() + pause})

    def _give_up(self, line: Row, code: str) -> None:
        """It stays a while, for who asks why nothing came, and stands at no time."""
        log.warning("a notice was given up: %s", code)
        self._note({**line, "next_at": None, "dead_at": self._club.now()})

    def _note(self, line: Row) -> None:
        with self._club.store.transaction():
            if self._club.store.get("notice", line["id"]) is not None:  # else its reader was erased meanwhile
                self._club.store.put("notice", line)


def urgent(line: Row, now: int) -> bool:
    """Whether something that this line is about begins soon."""
    starts = [row["start_at"] for _, _, row in json.loads(line["what"]) if row is not None]
    return any(0 < start - now < URGENT_MS for start in starts)


def drop_dead(club: Club) -> int:
    """Say how many lines were given up, and let go of those of a while ago; answers how many went."""
    if given_up := waiting(club)["given up"]:
        log.warning("notices given up", extra={"count": given_up})
    store, before = club.store, club.now() - DEAD_MS
    with store.transaction():
        dead = [row for row in store.find("notice", next_at=None) if (row["dead_at"] or 0) <= before]
        for row in dead:
            store.delete("notice", row["id"])
    return len(dead)


def waiting(club: Club) -> dict[str, int]:
    """How much is still to be told, is on its way, and was given up."""
    dead = club.store.count("notice", next_at=None)
    return {
        "to tell": club.store.count("to_tell") - club.store.count("to_tell", first_at=None),
        "on its way": club.store.count("notice") - dead,
        "given up": dead,
    }
