"""When a line may go: not at night, and not while what it says is changing again, for then both are one letter.

Asked in the moment of sending, for a server that was away, or a mail server that took nothing, brings lines into hours
that nobody foresaw. What begins so soon that it cannot wait goes alone, and what can wait stays behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.notices import NOTICE_MS, quiet_until
from shared.facts import Facts
from shared.register import Row
from shared.storage import Store
from sync_server.facts import ServerFacts
from sync_server.letters.news import subject_of
from sync_server.letters.news.subject import Item
from sync_server.letters.notice_lines import is_news, items_of
from sync_server.letters.noticing import hours_of


@dataclass(frozen=True)
class Parted:
    """What of a line goes now and what waits; `until` (UTC ms) is when the first of what waits may go. What is no news
    any more is in neither.
    """

    now: Sequence[Item]
    later: Sequence[Item]
    until: int


def parted(store: Store, line: Row, now: int) -> Parted:
    """Take a line apart at `now` (UTC ms)."""
    facts = ServerFacts(store)
    morning = quiet_until(now, *hours_of(facts))
    until = [(item, _until(store, facts, item, now, morning)) for item in items_of(line)]
    until = [(item, moment) for item, moment in until if moment is not None or is_news(facts, item, now)]
    waits = [(item, moment) for item, moment in until if moment is not None]
    first = min((moment for _, moment in waits), default=now)
    return Parted([item for item, moment in until if moment is None], [item for item, _ in waits], first)


def _until(store: Store, facts: Facts, item: Item, now: int, morning: int | None) -> int | None:
    changing = store.get("to_tell", item[0], item[1])
    if changing is not None and changing["first_at"] is not None:
        return int(changing["due_at"]) + 1
    if morning is None:
        return None
    begins = subject_of(item).begins(facts, item, now)
    return None if begins is not None and begins - morning < NOTICE_MS else morning
