"""Bugs that are put in by hand: each must be found by a known seed, or one of the few after it."""

from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

from shared.domain.notices import TOLD
from sync_server import noticing, receivers
from sync_server.jobs import notices, post
from sync_server.jobs.notices import Notices
from sync_server.jobs.post import Post
from sync_server.letterbox import Letterbox
from sync_server.mail import Unsent
from sync_server.notice_lines import Told


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
    return patch("sync_server.notice_hours.quiet_until", lambda *given: None)


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
    return patch("sync_server.notice_lines.wants", lambda choice, way: True)


def what_went_is_forgotten() -> Any:
    """That a letter went is not remembered where there is no room to note it."""

    def strike(self: Post, lines: Any, delivery: str) -> None:
        went, self._went = self._went, []
        real(self, lines, delivery)
        self._went = went

    def settle(self: Post) -> None:
        try:
            settled(self)
        finally:
            self._went.clear()

    real, settled = Post._strike, Post._settle
    return patch.object(Post, "_settle", settle)


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
        real(self, replace(entry, again=False), rows)

    real = noticing.Noticing.follow
    return patch.object(noticing.Noticing, "follow", follow)


PLANTED = (
    Planted("struck before it went", struck_before_it_went, 4),
    Planted("noted apart from its entry", noted_apart, 2),
    Planted("told at night", told_at_night, 3),
    Planted("a cut line is a no", a_cut_line_is_a_no, 3),
    Planted("not asked again", not_asked_again, 7),
    Planted("choice ignored", choice_ignored, 4),
    Planted("what went is forgotten", what_went_is_forgotten, 69),
    Planted("two letters of a change", two_letters_of_a_change, 7),
    Planted("a burst is many", burst_is_many, 3),
    Planted("a revoked device is woken", revoked_is_woken, 4),
    Planted("a withdrawn invitation is sent", withdrawn_is_sent),
    Planted("given up at once", given_up_at_once, 9),
    Planted("restored tells again", restored_tells_again, 1),
)
