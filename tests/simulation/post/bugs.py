"""Bugs that are put in by hand: each must be found by a known seed, or one of the few after it."""

from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from shared.actions.custody import custody_of
from shared.domain.notices import TOLD
from shared.errors import StoreFull
from sync_server.jobs import notices, post
from sync_server.jobs.notices import Notices
from sync_server.jobs.post import Post
from sync_server.letters import noticing, receivers
from sync_server.letters.letterbox import Letterbox
from sync_server.letters.mail import Unsent
from sync_server.letters.news.loans import Loans
from sync_server.letters.notice_lines import Told


@dataclass(frozen=True)
class Planted:
    """A bug and a seed that is known to find it."""

    name: str
    put_in: Callable[[], AbstractContextManager[Any]]
    seed: int = 1


def struck_before_it_went() -> Any:
    """A line goes when it is taken: a server that dies then has lost it."""

    def take(self: Notices) -> Any:
        line = real(self)
        if line is not None:
            with self._club.store.transaction():
                self._club.store.delete("notice", line["id"])
        return line

    real = Notices._take
    return patch.object(Notices, "_take", take)


def noted_apart() -> Any:
    """What must be told is noted after its entry: so it seems, when now and then it is not."""

    def follow(self: Letterbox, entry: Any, changeset: Any, rows: Any) -> None:
        if entry.seq % 3:  # more often than a server dies between the two
            real(self, entry, changeset, rows)

    real = Letterbox.follow
    return patch.object(Letterbox, "follow", follow)


def told_at_night() -> Any:
    """Quiet hours are asked when it is noted alone."""
    return patch("sync_server.letters.notice_hours.quiet_until", lambda *given: None)


def a_cut_line_is_a_no() -> Any:
    """Whose line was cut was sent nothing, it is thought: what happens then is added to the same letter."""
    return patch.object(notices, "Unsure", type("Never", (Unsent,), {}))


def not_asked_again() -> Any:
    """A letter says what was true when its line was made: who left meanwhile still reads it."""

    def concerns(facts: Any, contact: str, activity: Any, id: str) -> bool:
        return True

    return patch.object(receivers, "concerns", concerns)


def choice_ignored() -> Any:
    """Everybody wants everything."""
    return patch("sync_server.letters.notice_lines.wants", lambda choice, way: True)


def what_went_is_forgotten() -> Any:
    """That a letter went is not remembered where there is no room to note it."""

    def strike(self: Post, lines: Any, delivery: str) -> None:
        if lines[0]["id"] not in full:  # more often than a disk is full in that moment alone
            full.add(lines[0]["id"])
            raise StoreFull
        real(self, lines, delivery)

    def settle(self: Post) -> None:
        try:
            settled(self)
        finally:
            self._went.clear()

    full: set[str] = set()
    real, settled = Post._strike, Post._settle
    return patch.multiple(Post, _strike=strike, _settle=settle)


def two_letters_of_a_change() -> Any:
    """What changes while a letter waits is another letter, though nobody heard of the first."""
    return patch.object(Told, "_waiting", lambda self: defaultdict(list))


def burst_is_many() -> Any:
    """How people last heard of it is forgotten with each change."""

    def activity(self: noticing.Noticing, entry: Any, id: str, written: Any) -> None:
        if written.old is not None and any(written.old[name] != (written.new or {}).get(name) for name in TOLD):
            self._store.delete("to_tell", "activity", id)
        real(self, entry, id, written)

    real = noticing.Noticing._activity
    return patch.object(noticing.Noticing, "_activity", activity)


def revoked_is_woken() -> Any:
    """Whether a device may still speak is not asked."""

    async def push(self: Notices, line: Any) -> None:
        row = self._club.store.get("push_address", line["device"])
        if row is not None and self._wake is not None:
            await self._wake(row["endpoint"], self._club.now(), False)

    return patch.object(Notices, "_push", push)


def withdrawn_is_sent() -> Any:
    """A letter for an invitation that was withdrawn, or ran out, goes all the same."""

    def alive(self: Post, line: Any, key: Any) -> Any:
        store = self._club.store
        row = store.get("invitation", line["about"])
        contact = None if row is None else store.get("contact", row["contact"])
        if row is None or contact is None:
            return None
        secret = post.secret_in(key, line["id"])
        store.put("invitation_secret", {"id": row["id"], "hash": post.hash_of(secret)})
        return self._letter(line, row, contact, secret)

    return patch.object(Post, "_alive", alive)


def given_up_at_once() -> Any:
    """A mail server that says later is taken at its first word."""
    return patch.object(notices, "TRIES", 2)


def restored_tells_again() -> Any:
    """What the ledger tells again after a restore is told to people again."""

    def follow(self: noticing.Noticing, entry: Any, rows: Any) -> None:
        real(self, entry._replace(again=False), rows)

    real = noticing.Noticing.follow
    return patch.object(noticing.Noticing, "follow", follow)


def asked_for_each_day() -> Any:
    """What is late is asked for every morning, not on the first alone."""

    def falls_due(self: Loans, facts: Any, day: str) -> Any:
        for thing in facts.find("resource"):
            if thing["due_at"] is not None:
                yield custody_of(facts.find("custody_event", resource=thing["id"])).opening.id, thing["id"]

    return patch.object(Loans, "falls_due", falls_due)


def back_and_asked_for() -> Any:
    """What came back between midnight and the morning is asked for all the same."""

    def late(facts: Any, item: Any) -> Any:
        handed = facts.get("custody_event", item[1])
        thing = facts.get("resource", handed["resource"])
        return thing, handed

    return patch("sync_server.letters.news.loans._late", late)


def asked_of_players() -> Any:
    """Everybody in a team is asked for what it borrowed."""

    def of_groups(store: Any, groups: Any) -> Any:
        found = real(store, groups)
        return {(group, players): found[group, True] for group, players in found}

    real = receivers.of_groups
    return patch.multiple(receivers, of_groups=of_groups, leads=lambda facts, contact, group: True)


def restored_asks_again() -> Any:
    """On the day of a restore what is late is asked for, whether or not the life before did."""
    return patch("sync_server.restoring.day_at", lambda facts, now: "")


def guardians_alone_read() -> Any:
    """Who acts for a player is told of an evaluation, the player is not."""

    def of_people(store: Any, people: Any) -> Any:
        return {person: those - {person} for person, those in real(store, people).items()}

    real = receivers.of_people
    return patch.object(receivers, "of_people", of_people)


def authors_are_deaf() -> Any:
    """Whoever changed it hears nothing of what others made of that."""
    return patch.object(noticing, "left", lambda old, new: None)


PLANTED = (
    Planted("struck before it went", struck_before_it_went, 4),
    Planted("noted apart from its entry", noted_apart, 2),
    Planted("told at night", told_at_night, 3),
    Planted("a cut line is a no", a_cut_line_is_a_no, 6),
    Planted("not asked again", not_asked_again, 13),
    Planted("choice ignored", choice_ignored, 4),
    Planted("what went is forgotten", what_went_is_forgotten, 1),
    Planted("two letters of a change", two_letters_of_a_change, 7),
    Planted("a burst is many", burst_is_many, 8),
    Planted("a revoked device is woken", revoked_is_woken, 5),
    Planted("a withdrawn invitation is sent", withdrawn_is_sent),
    Planted("given up at once", given_up_at_once, 9),
    Planted("restored tells again", restored_tells_again, 5),
    Planted("asked for each day", asked_for_each_day, 1),
    Planted("back and asked for", back_and_asked_for, 4),
    Planted("asked of players", asked_of_players, 1),
    Planted("restored asks again", restored_asks_again, 10),
    Planted("guardians alone read", guardians_alone_read, 1),
    Planted("authors are deaf", authors_are_deaf, 94),
)
