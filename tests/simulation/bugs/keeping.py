"""Bugs about how long what is kept."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from shared.actions import retention as rules
from shared.replica.answered import Answered
from sync_server import turning
from sync_server.outside import Promised, Told
from sync_server.past import Past
from sync_server.privacy import retention
from sync_server.privacy.erased import ErasedPeople
from sync_server.privacy.retention import Retention


def let_go_in_rows_alone() -> Any:
    """The row goes, and history tells on what it said: whoever wants it back restores it."""
    return patch.object(ErasedPeople, "_hush", lambda self, places: None)


def half_taken_for_the_whole() -> Any:
    """A night that somebody began needs nobody to end it."""
    begun = set[int]()
    real: Callable[[Retention], bool] = Retention.step

    def step(self: Retention) -> bool:
        now = self._club.now()
        if self._gone == 0 and self._last == "" and len(self._rules) == len(rules.RULES):
            if now in begun:
                return True
            begun.add(now)
        return real(self)

    return patch.object(Retention, "step", step)


def let_go_not_told_again() -> Any:
    """Yesterday's backup brings back what the night let go of."""

    def standing(told: Told) -> list[Any]:
        expires = (one for one in real(told) if one.whole is None or not _expires(one))
        return list(expires)

    def _expires(one: Promised) -> bool:
        return all(call["name"] == rules.EXPIRE for call in (one.whole or {})["actions"])

    real = Told.standing.fget
    return patch.object(Told, "standing", property(standing))


def new_goes_with_the_old() -> Any:
    """What somebody said since a night is let go of once more when that night is told again."""
    return patch.object(Past, "_renewed", lambda self, call, was: False)


def phones_keep_what_was_said() -> Any:
    """Devices hear of a deletion, and keep what its owner had said."""
    return patch.object(ErasedPeople, "_depart", lambda self, seq, place: None)


def rights_forgotten() -> Any:
    """Whoever comes back after years is refused, though a right of theirs ended since."""
    return patch.object(retention, "ENDINGS", {})


def children_forgotten() -> Any:
    """A parent whose child plays is nobody's parent."""

    def gone_on(facts: Any, contact: str) -> str | None:
        return rules.left_on(facts, contact)

    return patch.object(rules, "gone_on", gone_on)


def seasons_end_nobody() -> Any:
    """A season goes by, and whoever was in its teams stays there."""
    return patch.object(turning, "last_days", lambda facts, day: {})


def late_clubs_lose_their_teams() -> Any:
    """A season that is over ends its places before there is another one."""

    def last_days(facts: Any, day: str) -> dict[str, str]:
        ends = {season["id"]: season["end_on"] for season in facts.find("season") if season["end_on"] < day}
        return {team["id"]: ends[team["season"]] for team in facts.find("group") if team["season"] in ends}

    return patch.object(turning, "last_days", last_days)


def debts_forgotten() -> Any:
    """Who has something to pay is not to be reached."""
    return patch.object(rules, "_owes", lambda facts, account: False)


def undone_for_ever() -> Any:
    """What somebody corrected on a phone says for good what it was before."""

    def drop(self: Answered, ids: Any) -> None:
        self._store.discard_among("sent", "id", ids)

    return patch.object(Answered, "_drop", drop)


def ledger_says_on() -> Any:
    """The ledger repeats for good what was said in the same breath as a deletion."""
    return patch.object(Promised, "wordless", lambda self: self)


def images_alone_forgotten() -> Any:
    """Of what was deleted long ago the last image goes, and history tells what was changed in it before."""
    return patch.object(Retention, "_until", lambda self, line: [])


def told_late_taken_for_old() -> Any:
    """What is told again in a new life of the server makes everything before it as old as it is."""

    def seq_before(self: Retention, moment: int) -> int:
        store = self._club.store
        low, high = 0, store.highest("log", "seq") or 0
        while low < high:
            middle = (low + high + 1) // 2
            (line, *_) = store.above("log", ("seq",), (middle - 1,), 1)
            low, high = (middle, high) if line["received_ms"] < moment else (low, middle - 1)
        return low

    return patch.object(Retention, "_seq_before", seq_before)
