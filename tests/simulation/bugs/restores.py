"""Bugs of a server that was restored, and of devices that return to it."""

from collections.abc import Set
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from shared.replica.answered import Answered
from shared.rights import SYSTEM
from shared.sync.clock import Moment
from sync_server import log, past, referee
from sync_server.entries import Promises
from sync_server.facts import ServerFacts
from sync_server.outside import NOBODY, Told
from sync_server.past import Past
from sync_server.referee import Referee
from sync_server.retrying import Lines


def nothing_offered() -> Any:
    """A device takes for granted that a restored server still knows what it has answered."""
    return patch.object(Answered, "offer_all", lambda self: None)


def nothing_kept() -> Any:
    """What was answered is forgotten."""
    return patch.object(Answered, "keep", lambda self, answered, epoch: None)


def ledger_too_late() -> Any:
    """First the commit, then the ledger: a kill in between leaves a change that only the database knows."""

    def committed(self: Promises, epoch: str, seq: int) -> None:
        write(self)
        real(self, epoch, seq)

    write, real = Promises.write, Promises.committed
    return patch.multiple(Promises, write=lambda self: None, committed=committed)


def trimmed_to_nothing() -> Any:
    """Of what is old the ledger keeps nothing at all."""

    def without(self: Told, before: int, erased: Set[str] = NOBODY) -> Told:
        left = [one.silent_about(erased) for one in self.promised if one.moments[2] >= before]
        return replace(self, promised=left)

    return patch.object(Told, "without", without)


def number_drawn_anew() -> Any:
    """An invoice that stands on paper gets the next number."""
    return patch.object(ServerFacts, "kept_number", lambda self, invoice: None)


def _standing(keep: Any) -> Any:
    def standing(told: Told) -> list[Any]:
        return [changed for one in real(told) if (changed := keep(one)) is not None]

    real = Told.standing.fget
    return patch.object(Told, "standing", property(standing))


def own_not_told() -> Any:
    """What the server did by itself, no device brings back."""
    return _standing(lambda one: replace(one, whole=None) if one.user == SYSTEM.user else one)


def deletions_not_told() -> Any:
    """What was deleted after the backup stands there again."""
    return _standing(lambda one: None if one.gone else one)


def no_graves() -> Any:
    """A row made and deleted after the backup is made again by its author's device."""
    return patch.object(Past, "_bury", lambda self, promised, epoch: None)


def told_at_a_new_time() -> Any:
    """Whoever returns last wins."""
    return patch.object(referee, "moments", lambda was, received_ms: (Moment(received_ms), Moment(received_ms)))


def old_seq_believed() -> Any:
    """Entry 200 of the last life is taken for entry 200 of this one."""
    return patch.object(Past, "seen", lambda self, changeset, epoch: changeset.seen)


def nothing_stirs() -> Any:
    """What was tried in vain is not tried when what it missed comes in."""
    return patch.object(Lines, "stir", lambda self, rows, verbs: None)


def never_tried() -> Any:
    """What came before what it needs is left to the office."""
    return patch.object(Referee, "tell_again", lambda self, club, known, received_ms: False)


def refusal_forgotten() -> Any:
    """What was refused, and the person told, is tried once more."""
    return patch.object(past, "DONE", ("applied", "merged", "refused"))


def newer_word_overwritten() -> Any:
    """A setting that was told again beats the one that was put later."""
    return patch.object(log, "_given_way", lambda entry, written, change: dict(change.values))
