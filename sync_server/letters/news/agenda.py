"""What became of activities: new, moved, called off, going ahead after all. People hear of it until it begins."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from shared.domain.calendar import clock, to_local
from shared.domain.notices import TOLD, Happened, Kind, happened, kind_of
from shared.facts import Facts
from shared.register import Row
from shared.storage import Store
from sync_server.letters import receivers
from sync_server.letters.news.saying import Say
from sync_server.letters.news.subject import MOST, Item, Subject, rows_of
from sync_server.letters.writing import plain

KEPT = ("title", "group", "series", "expects", *TOLD)
"""Of an activity as people last heard of it; enough to call it off when it is there no more."""
MANY = 3
"""From so many on, activities of one series are told in one line."""

State = Mapping[str, Any]


@dataclass(frozen=True)
class Planned:
    """An activity as the reader last heard of it and as it is now; at least one of the two."""

    id: str
    what: Happened
    before: State | None
    now: State | None
    team: str

    @property
    def latest(self) -> State:
        """As it is; of one that is there no more, as it was."""
        return _latest(self.before, self.now)


class Activities(Subject[Planned]):
    """Noted with how people last heard of it (`noticing.py`): what is as it was again is no news."""

    table, topic, place = "activity", "agenda", "/agenda"

    def kind(self, facts: Facts, item: Item, now: int) -> Kind | None:
        """What is as it was, and what has begun, is no news."""
        row = facts.get(self.table, item[1])
        what = happened(item[2], row)
        return None if what is None or _latest_start(item[2], row) <= now else kind_of(what)

    def begins(self, facts: Facts, item: Item, now: int) -> int | None:
        """The first of when it begins and when it was to begin."""
        return begins_at(item[2], facts.get(self.table, item[1]), now)

    def concerned(self, store: Store, items: Sequence[Item]) -> Mapping[str, receivers.People]:
        """The people of its team, or of all of them, and who was brought along."""
        rows = rows_of(store, self.table, items)
        known = {item[1]: _latest(item[2], rows.get(item[1])) for item in items}
        groups = {str(one["group"]) for one in known.values() if one["group"] is not None}
        if any(one["group"] is None for one in known.values()):
            groups |= {str(row["id"]) for row in store.find("group", status="active")}
        teams = receivers.of_groups(store, groups)
        everybody = frozenset[str]().union(*teams.values())
        guests = receivers.of_guests(store, rows.keys())
        guests |= receivers.of_former_guests(store, known.keys() - rows.keys())
        found = {}
        for id, one in known.items():
            place = (one["group"], receivers.expects_players(one))
            team = everybody if one["group"] is None else teams.get(place, receivers.NOBODY)
            found[id] = team | guests.get(id, receivers.NOBODY)
        return found

    def said(self, facts: Facts, contact: str, item: Item) -> Planned | None:
        """As it was and as it is, to whom it still concerns."""
        row, before = facts.get(self.table, item[1]), item[2]
        what = happened(before, row)
        if what is None or not receivers.concerns(facts, contact, _latest(before, row), item[1]):
            return None
        group = _latest(before, row)["group"]
        team = None if group is None else facts.get("group", group)
        return Planned(item[1], what, before, row, "" if team is None else str(team["name"]))

    def title(self, say: Say, pieces: Sequence[Planned]) -> str:
        """What befell the one, or how many changes there are."""
        parts = list(_parts(pieces))
        if len(parts) > 1:
            return say.plural("mail.notice.subject", len(pieces))
        first = parts[0][0]
        return say(f"mail.notice.{first.what}.subject", what=_name(first), day=_day(say, first.latest))

    def path(self, pieces: Sequence[Planned]) -> str:
        """The one, as long as it is there; else the agenda."""
        return self.place if len(pieces) > 1 or pieces[0].now is None else f"{self.place}/{pieces[0].id}"

    def lines(self, say: Say, pieces: Sequence[Planned]) -> list[str]:
        """One part an activity, or a series of them."""
        parts = list(_parts(pieces))
        said = [_part(say, part) for part in parts[:MOST]]
        if left := sum(map(len, parts[MOST:])):
            said.append(say.plural("mail.notice.more", left))
        return said


def begins_at(before: State | None, now: State | None, at: int) -> int | None:
    """When this activity begins, or was to begin: the first of both that is after `at` (UTC ms); None when none is."""
    starts = [int(row["start_at"]) for row in (before, now) if row is not None]
    return min((start for start in starts if start > at), default=None)


def kept(row: State | None) -> Row | None:
    """What is kept of an activity as it was."""
    return None if row is None else {name: row[name] for name in KEPT}


def left(old: Row | None, new: Row | None) -> Row | None:
    """How somebody who changed it knows it: of what they deleted, that it is off."""
    found = kept(new)
    return found if found is not None or old is None else {**(kept(old) or {}), "cancelled": 1}


def _latest(before: State | None, now: State | None) -> State:
    found = before if now is None else now
    assert found is not None, "it was there, or is"
    return found


def _latest_start(before: State | None, now: State | None) -> int:
    """The later of when it was to begin and when it begins (UTC ms)."""
    return max(int(row["start_at"]) for row in (before, now) if row is not None)


def _part(say: Say, part: Sequence[Planned]) -> str:
    first = part[0]
    lines = [say(f"mail.notice.{first.what}", what=_name(first))]
    if len(part) > 1:
        days = {"first": _day(say, first.latest), "last": _day(say, part[-1].latest)}
        lines.append("  " + say.plural("mail.notice.times", len(part), **days))
    if first.what in ("moved", "cancelled") and first.before is not None:
        lines.append("  " + say("mail.notice.was", when=_when(say, first.before)))
    if first.what == "cancelled" and first.now is not None and first.now["cancel_reason"]:
        lines.append("  " + say("mail.notice.why", reason=plain(first.now["cancel_reason"])))
    if first.what != "cancelled" and first.now is not None:
        key = "mail.notice.is" if first.what == "moved" else "mail.notice.when"
        lines.append("  " + say(key, when=_when(say, first.now)))
    return "\n".join(lines)


def _day(say: Say, row: State) -> str:
    return say.day(to_local(row["start_at"], row["zone"]).date())


def _when(say: Say, row: State) -> str:
    """Day, hours, place and where to meet, as far as they are known."""
    hours = "" if row["all_day"] else clock(row["start_at"], row["zone"])
    if hours and row["end_at"] is not None:
        hours = f"{hours}-{clock(row['end_at'], row['zone'])}"
    meet = row["meeting_point"] and say("mail.notice.meet", where=row["meeting_point"])
    return ", ".join(plain(part) for part in (_day(say, row), hours, row["location"], meet) if part)


def _name(planned: Planned) -> str:
    title = plain(planned.latest["title"])
    return f"{title} ({planned.team})" if planned.team else title


def _parts(planned: Sequence[Planned]) -> Iterator[list[Planned]]:
    """Activities in the order in which they begin; what befell many of one series together, where the first stands."""

    def alike(one: Planned) -> tuple[str, str]:
        return (str(one.latest["series"] or one.id), one.what)

    ordered = sorted(planned, key=lambda one: (one.latest["start_at"], one.id))
    together = [list(group) for _, group in groupby(sorted(ordered, key=alike), key=alike)]
    parts = [part for group in together for part in ([group] if len(group) >= MANY else [[one] for one in group])]
    yield from sorted(parts, key=lambda part: (part[0].latest["start_at"], part[0].id))
