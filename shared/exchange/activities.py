"""Events of a file against the club's agenda: what is new, moved, the same, called off.

A row of the agenda knows its event: `ics_uid` is the UID of a single event, and `UID#<original start>` of one
occurrence of a series (whose `series` is the UID). So the same file imported again finds its own rows. Some programs
give an event another UID each time they write it: of those the title and the start tell.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from shared.domain.calendar import to_local
from shared.domain.contact import fold
from shared.domain.derived_id import derived_id
from shared.domain.recurrence import Rule
from shared.exchange.plan import MAX_ENTRIES, BrokenLine, Missing, Plan, PlanRow, Unreadable, broken_row
from shared.exchange.recurrence import Budget, days
from shared.facts import Facts
from shared.register import Row
from shared.sync.protocol import ActionCall
from shared.tables.agenda import MOVABLE

MINUTE_MS = 60_000

# What an update may change; kind, group and identity stay as they were made.
COMPARED = ("title", "start_at", "end_at", "zone", "all_day", "location", "note", "ics_sequence")

_KINDS = (
    ("training", ("training", "trainingen", "oefening", "practice", "entrainement")),
    ("match", ("wedstrijd", "match", "competitie", "beker", "vs", "vriendschappelijk", "tornooi", "game")),
    ("meeting", ("vergadering", "meeting", "bestuur", "overleg", "reunion")),
)


@dataclass(frozen=True)
class Clock:
    """How local times of one event become instants. `zone` is the IANA name that people see times in."""

    zone: str
    to_ms: Callable[[datetime], int]


@dataclass(frozen=True)
class EventDraft:
    """One VEVENT. `start` is local (naive, midnight when `all_day`); lengths and instants are milliseconds.

    `replaces` is the original start of the occurrence that this event changes (RECURRENCE-ID). `until` is the last
    instant of the rule; `extra` are further starts, `without` and `without_days` those left out.
    """

    line: int
    uid: str
    title: str
    start: datetime
    clock: Clock
    length: int | None = None
    all_day: bool = False
    sequence: int = 0
    stamped: str = ""
    location: str | None = None
    note: str | None = None
    categories: tuple[str, ...] = ()
    cancelled: bool = False
    replaces: int | None = None
    rule: Rule | None = None
    until: int | None = None
    extra: tuple[int, ...] = ()
    without: frozenset[int] = frozenset()
    without_days: frozenset[date] = frozenset()

    @property
    def recurs(self) -> bool:
        """Whether it stands for several occurrences."""
        return self.rule is not None or bool(self.extra)


@dataclass(frozen=True)
class Window:
    """The instants (UTC ms, both included) within which occurrences are taken. What is missing is told `since` one of
    them, for many programs leave out what is over.
    """

    first: int
    last: int
    since: int = 0

    def __contains__(self, at: int) -> bool:
        return self.first <= at <= self.last


@dataclass(frozen=True)
class Occurrence:
    """One activity to be: `key` is its `ics_uid`."""

    key: str
    start: int
    draft: EventDraft
    series: str | None = None


def imported_rows(facts: Facts, group: str | None) -> list[Row]:
    """What the agenda of `group` (None: the whole club's) took from files: all that a plan asks of the club."""
    return [row for row in facts.find("activity", group=group) if row["ics_uid"]]


def plan_activities(
    events: Iterable[EventDraft | PlanRow], rows_here: Iterable[Row], group: str | None, window: Window, budget: Budget
) -> Plan:
    """What importing these events into the agenda of `group` would do, of which `rows_here` are the imported rows. Asks
    nothing else, so it may run beside whoever writes; it takes as long as `budget` and MAX_ENTRIES let it.

    Of several versions of one event the one with the highest SEQUENCE counts, then the latest DTSTAMP; a version
    older than what an earlier import brought changes nothing. Occurrences that a series lost are called off; events
    that are gone altogether are told. Raises Unreadable `too_many`.
    """
    rows: list[PlanRow] = []
    drafts: list[EventDraft] = []
    for one in events:
        (rows if isinstance(one, PlanRow) else drafts).append(one)  # type: ignore[arg-type]  # parted by type
    events_of = _by_uid(drafts)
    here = list(rows_here)
    agenda = _Agenda(_named_here(here), group, window, _elsewhere(here, events_of.keys()), budget)
    for uid, versions in events_of.items():
        rows += agenda.event(uid, versions)
        if len(rows) > MAX_ENTRIES:
            raise Unreadable("too_many")
    rows.sort(key=lambda row: row.line)
    missing = () if all(draft.cancelled for draft in drafts) else tuple(agenda.missing())
    return Plan("agenda", tuple(rows), about={"outside": str(agenda.outside)}, missing=missing)


def _named_here(rows: Iterable[Row]) -> dict[str, dict[str, Row]]:
    """What is here of each event: by its UID, the rows by their own."""
    found: dict[str, dict[str, Row]] = {}
    for row in rows:
        for uid in {row["ics_uid"], row["series"]} - {None}:
            found.setdefault(uid, {})[row["ics_uid"]] = row
    return found


def _by_uid(drafts: Iterable[EventDraft]) -> dict[str, list[EventDraft]]:
    """The latest version of each event and of each changed occurrence, by UID."""
    latest: dict[tuple[str, int | None], EventDraft] = {}
    for draft in drafts:
        known = latest.get((draft.uid, draft.replaces))
        if known is None or (draft.sequence, draft.stamped) >= (known.sequence, known.stamped):
            latest[draft.uid, draft.replaces] = draft
    found: dict[str, list[EventDraft]] = {}
    for (uid, _), draft in latest.items():
        found.setdefault(uid, []).append(draft)
    return found


@dataclass
class _Agenda:
    here: Mapping[str, dict[str, Row]]
    group: str | None
    window: Window
    elsewhere: dict[tuple[int, str], list[Row]]
    budget: Budget
    outside: int = 0

    def event(self, uid: str, versions: list[EventDraft]) -> Iterator[PlanRow]:
        """The rows of one UID: its occurrences, then what it has lost."""
        whole = next((draft for draft in versions if draft.replaces is None), None)
        changed: dict[int | None, EventDraft] = {
            draft.replaces: draft for draft in versions if draft.replaces is not None
        }
        try:
            planned = list(self._occurrences(uid, whole, changed))
        except BrokenLine as problem:
            blamed = whole or versions[0]
            yield broken_row(blamed.line, blamed.title, problem)
            return
        here = dict(self.here.get(uid, {}))
        for one in planned:
            row = here.pop(one.key, None) or self._renamed(one)
            if row is None and one.start not in self.window:
                self.outside += 1
            else:
                yield self._row(one, row)
        if whole is not None:
            yield from self._lost(whole, here.values())

    def _occurrences(
        self, uid: str, whole: EventDraft | None, changed: Mapping[int | None, EventDraft]
    ) -> Iterator[Occurrence]:
        left = dict(changed)
        if whole is not None and not whole.recurs:
            yield Occurrence(uid, whole.clock.to_ms(whole.start), whole)
        elif whole is not None:
            for start in _starts(whole, self.window, self.budget):
                draft = left.pop(start, whole)
                at = start if draft is whole else draft.clock.to_ms(draft.start)
                yield Occurrence(_key(uid, start), at, draft, uid)
        for original, draft in left.items():
            if original is not None and (whole is None or original in self.window):
                yield Occurrence(_key(uid, original), draft.clock.to_ms(draft.start), draft, uid)

    def _row(self, one: Occurrence, row: Row | None) -> PlanRow:
        draft, values = one.draft, _values(one)
        if row is None:
            if draft.cancelled:
                return PlanRow(draft.line, "same", draft.title, reason="cancelled")
            id = derived_id("ics_activity", self.group or "", one.key)
            fixed = {"id": id, "group": self.group, "series": one.series, "ics_uid": one.key}
            create = ActionCall("activity.create", 1, {**fixed, "kind": _kind(draft), **values})
            return PlanRow(draft.line, "new", _shown(one), (create,), tuple(values))
        if (row["ics_sequence"] or 0) > draft.sequence:
            return PlanRow(draft.line, "same", _shown(one), reason="older")
        if draft.cancelled:
            return _called_off(draft.line, _shown(one), row)
        changes = {name: values[name] for name in COMPARED if row[name] != values[name]}
        if not changes:
            return PlanRow(draft.line, "same", _shown(one))
        return PlanRow(draft.line, "changed", _shown(one), tuple(_changed(row, changes)), tuple(changes))

    def _lost(self, whole: EventDraft, rows: Iterable[Row]) -> Iterator[PlanRow]:
        """Rows of an earlier import that the event no longer has, within the window."""
        for row in rows:
            older = (row["ics_sequence"] or 0) > whole.sequence
            if not older and not row["cancelled"] and row["start_at"] in self.window:
                yield _called_off(whole.line, str(row["title"]), row)

    def _renamed(self, one: Occurrence) -> Row | None:
        """The row of a single event that came under another UID before."""
        rows = self.elsewhere.get((one.start, one.draft.title)) if one.series is None else None
        return rows.pop() if rows else None

    def missing(self) -> Iterator[Missing]:
        """What is to come of those whose UID the file no longer names, nor their title at that time."""
        rows = [row for rows in self.elsewhere.values() for row in rows if not row["cancelled"]]
        for row in sorted(rows, key=lambda row: (row["start_at"], row["id"])):
            if self.window.since <= row["start_at"] <= self.window.last:
                yield Missing(row["id"], _named(row["start_at"], row["zone"], row["title"], row["all_day"]))


def _elsewhere(rows: Iterable[Row], uids: Collection[str]) -> dict[tuple[int, str], list[Row]]:
    """What was taken into the agenda from these events' sources under other UIDs, by start and title."""
    sources = {_source(uid) for uid in uids}
    found: dict[tuple[int, str], list[Row]] = {}
    for row in rows:
        uid = row["series"] or row["ics_uid"]
        if uid not in uids and _source(uid) in sources:
            found.setdefault((row["start_at"], row["title"]), []).append(row)
    return found


def _source(uid: str) -> str:
    """Whose events these are: the host behind the sign (RFC 7986, 5.3); "" for those that name none."""
    return uid.rpartition("@")[2] if "@" in uid else ""


def _changed(row: Row, changes: Mapping[str, Any]) -> Iterator[ActionCall]:
    """A move, so that whoever comes hears of it; what is called off moves without a word. The rest is corrected."""
    moved = {name: changes[name] for name in MOVABLE if name in changes and not row["cancelled"]}
    if moved:
        still = {name: row[name] for name in moved}
        yield ActionCall("activity.move", 1, {"id": row["id"], "set": moved, "still": still})
    rest = {name: value for name, value in changes.items() if name not in moved}
    if rest:
        yield ActionCall("activity.patch", 1, {"id": row["id"], "set": rest})


def _called_off(line: int, what: str, row: Row) -> PlanRow:
    if row["cancelled"]:
        return PlanRow(line, "same", what)
    cancel = ActionCall("activity.cancel", 1, {"id": row["id"]})
    return PlanRow(line, "changed", what, (cancel,), ("cancelled",))


def _starts(draft: EventDraft, window: Window, budget: Budget) -> list[int]:
    """The instants at which occurrences begin, through the end of the window; before it none are given.

    The rule runs on local days, so that a training stays at half past six when the clocks change.
    """
    found: set[int] = set(draft.extra)
    since = to_local(window.first, draft.clock.zone).date() - timedelta(days=1)
    last = to_local(window.last, draft.clock.zone).date() + timedelta(days=1)
    if draft.rule is None:
        found.add(draft.clock.to_ms(draft.start))
    else:
        for day in days(draft.rule, draft.start.date(), last, since, budget):
            if day < since:  # a rule that counts is followed from its start
                continue
            start = draft.clock.to_ms(datetime.combine(day, draft.start.time()))
            if draft.until is not None and start > draft.until:
                break
            if day not in draft.without_days:
                found.add(start)
    return sorted(start for start in found - draft.without if start in window)


def _key(uid: str, start: int) -> str:
    return f"{uid}#{datetime.fromtimestamp(start // 1000, UTC):%Y%m%dT%H%M%SZ}"


def _values(one: Occurrence) -> dict[str, Any]:
    draft = one.draft
    end = None if draft.length is None else one.start + draft.length
    if end is not None and draft.all_day:
        end = max(one.start, end - MINUTE_MS)  # the day after the last is no day of the event
    return {
        "title": draft.title,
        "start_at": one.start,
        "end_at": end,
        "zone": draft.clock.zone,
        "all_day": int(draft.all_day),
        "location": draft.location,
        "note": draft.note,
        "ics_sequence": draft.sequence,
    }


def _kind(draft: EventDraft) -> str:
    """Training, match or meeting by the words of the title and the categories; else an event."""
    said = set(fold(" ".join((draft.title, *draft.categories))).split())
    return next((kind for kind, signs in _KINDS if said.intersection(signs)), "event")


def _shown(one: Occurrence) -> str:
    return _named(one.start, one.draft.clock.zone, one.draft.title, one.draft.all_day)


def _named(start: int, zone: str, title: str, all_day: object) -> str:
    at = to_local(start, zone)
    return f"{at:%Y-%m-%d} {title}" if all_day else f"{at:%Y-%m-%d %H:%M} {title}"
