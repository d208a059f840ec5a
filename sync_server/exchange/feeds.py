"""What a calendar reads at somebody's secret address: their own activities and their children's, as iCalendar
(RFC 5545), published (RFC 5546, 3.2.1).

Worked out anew each time from what the club knows now, within what the one who made the address may see now: whoever
looks after a child no more reads nothing of it at an address of old. Instants are in UTC, which no calendar gets wrong;
each occurrence of a series is an event of its own. What was called off stays for a while and says so.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from icalendar import Calendar, Event, vDDDTypes, vDuration

from shared.domain.attendance import GUEST, PLAYER, expected
from shared.domain.calendar import local_date
from shared.domain.invitation import hash_of
from shared.facts import Facts
from shared.kin import persons_of
from shared.register import Row
from shared.rights import actor
from shared.tables import REGISTER
from sync_server import access
from sync_server.club import Club
from sync_server.facts import ServerFacts

DAY_MS = 24 * 3600 * 1000
PAST_MS, AHEAD_MS = 60 * DAY_MS, 400 * DAY_MS
"""What a feed holds: so long ago, called off or not, and so far ahead."""
EVERY = timedelta(hours=1)
"""How often a calendar is asked to look again."""
ASKED = ("function", "declared", "confirmed")
"""Who is beside the team's own: asked to come, or answered, or came; not who was asked and is no more."""
WORDS = {
    "nl": {"off": "AFGELAST", "meet": "Afspraak", "against": "Tegen", "why": "Reden"},
    "en": {"off": "CANCELLED", "meet": "Meet at", "against": "Against", "why": "Reason"},
}


@dataclass(frozen=True)
class Feed:
    """The file, what it is known by (an entity tag without its quotes), and when the club last changed (UTC ms)."""

    body: bytes
    tag: str
    changed_at: int


def is_known(club: Club, secret: str) -> bool:
    """Whether a calendar has this address now: what is counted by address is counted for those alone, since anybody can
    think of others.
    """
    rows = ServerFacts(club.store).find("calendar_feed", secret_hash=hash_of(secret))
    return any(row["revoked_at"] is None for row in rows)


def read(club: Club, secret: str, now: int) -> Feed | None:
    """The feed behind this secret; None where none is, or not any more."""
    store = club.store
    with store.snapshot():
        facts = ServerFacts(store)
        found = [row for row in facts.find("calendar_feed", secret_hash=hash_of(secret)) if row["revoked_at"] is None]
        whose = _persons(facts, found[0]) if found else frozenset[str]()
        if not whose:
            return None
        granted = access.grants(facts, found[0]["user"])
        rows = [row for row in _activities(facts, found[0], whose) if _within(row, now)]
        seen = [row for row in rows if access.scopes(facts, REGISTER["activity"], row) & granted]
        stamps = _stamps(club, seen)
        head = store.get("club", "club") or {}
        line = store.get("log", head.get("seq"))
        body = _written(facts, found[0], sorted(seen, key=lambda row: (row["start_at"], row["id"])), stamps)
    return Feed(body, sha256(body).hexdigest()[:32], 0 if line is None else line["received_ms"])


def _persons(facts: Facts, row: Row) -> frozenset[str]:
    """Whose activities it tells: the person and their children, as far as who made it looks after them now."""
    maker = actor(facts, row["user"])
    if facts.get("contact", row["contact"]) is None:
        return frozenset()
    return persons_of(facts, row["contact"]) & maker.persons if row["contact"] in maker.persons else frozenset()


def _activities(facts: Facts, row: Row, whose: frozenset[str]) -> Iterator[Row]:
    """What these persons are expected at, the teams that the person coaches, and what is for the whole club; once."""
    maker = actor(facts, row["user"])
    coached = maker.teams if row["contact"] == maker.contact else frozenset()
    functions: dict[str, set[str]] = {team: set() for team in coached}
    for person in whose:
        for member in facts.find("group_member", contact=person, present=1):
            functions.setdefault(member["group"], set()).add(member["function"] or PLAYER)
    found: dict[str, Row] = {one["id"]: one for one in facts.find("activity", group=None)}
    for team, held in functions.items():
        for one in facts.find("activity", group=team):
            if team in coached or held & expected(one["expects"]):
                found[one["id"]] = one
    for person in whose:
        for guest in facts.find("activity_guest", contact=person, function=GUEST):
            one_more = facts.get("activity", guest["activity"])
            if one_more is not None and any(guest[name] is not None for name in ASKED):
                found[one_more["id"]] = one_more
    yield from found.values()


def _within(row: Row, now: int) -> bool:
    return bool(now - PAST_MS <= row["start_at"] < now + AHEAD_MS)


def _stamps(club: Club, rows: Iterable[Row]) -> dict[str, int]:
    """When each of these last changed (UTC ms), by its id."""
    versions = club.store.among("row_version", "id", [row["id"] for row in rows], tbl="activity")
    lines = club.store.among("log", "seq", sorted({version["seq"] for version in versions}))
    heard = {line["seq"]: line["received_ms"] for line in lines}
    return {version["id"]: heard.get(version["seq"], 0) for version in versions}


def _written(facts: Facts, feed: Row, rows: Iterable[Row], stamps: dict[str, int]) -> bytes:
    person = facts.get("contact", feed["contact"]) or {}
    own = facts.get("contact_personal", feed["contact"]) or {}
    words = WORDS.get(own.get("language") or "nl", WORDS["en"])
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Touchline//Agenda//EN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _name(facts, person))
    calendar.add("refresh-interval", vDuration(EVERY), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(EVERY))
    for row in rows:
        calendar.add_component(_event(row, stamps.get(row["id"], 0), words))
    return bytes(calendar.to_ical(sorted=False))


def _name(facts: Facts, person: Row) -> str:
    """The club's name and the person's."""
    setting = facts.get("setting", "club")
    card = json.loads(setting["value"]) if setting is not None and setting["value"] else None
    club = card.get("name") if isinstance(card, dict) else None
    return " - ".join(_plain(part) for part in (club, person.get("given_name")) if isinstance(part, str) and part)


def _event(row: Row, changed: int, words: dict[str, str]) -> Event:
    event = Event()
    event.add("uid", f"{row['id']}@touchline")
    event.add("dtstamp", _instant(changed))
    event.add("last-modified", _instant(changed))
    event.add("sequence", row["sequence"] or 0)
    for name, value in _when(row):
        event.add(name, vDDDTypes(value))
    off = f"{words['off']}: " if row["cancelled"] else ""
    event.add("summary", off + _plain(row["title"]))
    if row["location"]:
        event.add("location", _plain(row["location"]))
    told = _description(row, words)
    if told:
        event.add("description", told)
    event.add("status", "CANCELLED" if row["cancelled"] else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if row["cancelled"] or row["all_day"] else "OPAQUE")
    event.add("categories", [row["kind"]])
    return event


def _when(row: Row) -> Iterator[tuple[str, date | datetime]]:
    """Begin and end; a day's end is the day after the last (RFC 5545, 3.6.1)."""
    if row["all_day"]:
        first = local_date(row["start_at"], row["zone"])
        last = first if row["end_at"] is None else max(first, local_date(row["end_at"], row["zone"]))
        yield from (("dtstart", first), ("dtend", last + timedelta(days=1)))
        return
    yield "dtstart", _instant(row["start_at"])
    if row["end_at"] is not None and row["end_at"] > row["start_at"]:
        yield "dtend", _instant(row["end_at"])


def _description(row: Row, words: dict[str, str]) -> str:
    said: list[tuple[str, Any]] = [("why", row["cancel_reason"]), ("against", row["opponent"])]
    said.append(("meet", row["meeting_point"]))
    lines = [f"{words[key]}: {_plain(text)}" for key, text in said if text]
    return "\n".join([*lines, *([_plain(row["note"])] if row["note"] else [])])


def _plain(text: str) -> str:
    """Without control characters, which no line of the file may hold (RFC 5545, 3.1); an end of a line stays one."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign if sign == "\n" or sign.isprintable() else " " for sign in lines)


def _instant(ms: int) -> datetime:
    return datetime.fromtimestamp(ms // 1000, UTC)
