"""Bugs about people who were erased and devices that were shut out."""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

from shared.actions import custody
from shared.actions import erasing as erasing_verb
from shared.replica import answered, holdings
from sync_server import past
from sync_server.outside import Told
from sync_server.past import Past
from sync_server.privacy.erased import ErasedPeople
from sync_server.sign_in.shutting import Gate


def erased_in_rows_alone() -> Any:
    """The rows go, and history, receipts and what waits keep their words."""
    return patch.object(ErasedPeople, "_scrub", lambda self, entry, contact, rows: None)


def erased_and_spoken_of() -> Any:
    """What is still on its way about somebody who was erased is done."""
    return patch.object(ErasedPeople, "spared", lambda self, changeset: changeset)


def erasure_not_told_again() -> Any:
    """Yesterday's backup knows nothing of today's erasure."""

    def standing(told: Told) -> list[Any]:
        kept = [one for one in real(told) if one.whole is not None]
        other = [one for one in real(told) if one.whole is None]
        return other + [one for one in kept if all(call["name"] != past.ERASE for call in one.whole["actions"])]

    real = Told.standing.fget
    return patch.object(Told, "standing", property(standing))


def revocation_not_told_again() -> Any:
    """Yesterday's backup lets today's stolen phone in."""

    def begin(self: Past, told: Told, epoch: str, seq: int) -> int:
        return real(self, replace(told, revoked={}), epoch, seq)

    real = Past.begin
    return patch.object(Past, "begin", begin)


def ledger_speaks_on() -> Any:
    """The words outside the database stay."""

    def trim(self: Any, before: int, erased: Any = frozenset()) -> int:
        return 0

    return patch("tests.simulation.server.Ear.trim_ledger", trim)


def deleted_not_evicted() -> Any:
    """Devices hear of a deletion: they keep what was said."""

    def depart(self: ErasedPeople, seq: int, place: Any) -> None:
        return None

    return patch.object(ErasedPeople, "_depart", depart)


def bytes_of_the_erased_stay() -> Any:
    """Their pictures stay on the disk."""
    return patch("sync_server.privacy.erasing.drop_bytes", lambda store, blobs: 0)


def inbox_quotes_on() -> Any:
    """Other people's inboxes go on quoting."""
    return patch.object(erasing_verb, "_words", lambda facts, ids, gone: iter(()))


def told_of_a_dispute() -> Any:
    """A scan that meets one of somebody who was erased cannot be kept."""

    def disputes(facts: Any, *given: Any) -> Any:
        class Everybody:
            def get(self, table: str, id: str) -> Any:
                return {}

        return real(Everybody(), *given)

    real = custody._disputes
    return patch.object(custody, "_disputes", disputes)


def refused_words_stay() -> Any:
    """What was refused about somebody who was erased stays on the phone that said it."""
    return patch.object(answered, "_done", lambda line, epoch=None: True)


def journal_quotes() -> Any:
    """A line of the inbox is written over, and its bytes stay in the journal."""
    return patch.object(holdings, "is_bare", lambda table, row: False)


def quarantine_thrown_away() -> Any:
    """What a device brings that was shut out is nowhere."""
    return patch.object(Gate, "_new", lambda self, pushed: iter(()))
