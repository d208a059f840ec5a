"""What other programs make of a member's calendar: two libraries that know nothing of each other read it, one of them
judges it, and both show the instants that the app shows. (feature B13)
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject

from mobile.reader import Reader
from mobile.reader.agenda import Activity
from shared.domain import feed
from shared.domain.calendar import local_date
from shared.domain.invitation import hash_of
from tests.house import DAY, HOUR, START, Phone
from tests.sync_server import rfc5545
from tests.sync_server.desk import Desk

SECRET = feed.secret_of(bytes(range(16)))
BRUSSELS = "Europe/Brussels"
AWKWARD = "Quiz; hapje, drankje \\ samen\n🎉 en heel veel uitleg die niet op één regel past: é€ë"


@dataclass(frozen=True)
class Shown:
    """One entry of a calendar: UTC instants, or days of which the last counts; `end` None where none is told."""

    uid: str
    title: str
    start: date | datetime
    end: date | datetime | None
    off: bool


AROUND: dict[str, dict[str, Any]] = {
    "club-quiz": {"title": AWKWARD, "start_at": "2026-11-23T18:00", "end_at": "2026-11-23T21:00"},
    # The clock goes on at one (UTC) of the last Sunday of March, and back at one of that of October.
    "night-u12": {"title": "Slaapfeest", "start_at": "2027-03-27T21:00", "end_at": "2027-03-28T07:00"},
    "again-u12": {"title": "Twee keer half drie", "start_at": "2027-10-31T00:30", "end_at": "2027-10-31T01:30"},
    "open-u12": {"title": "Zonder einde", "start_at": "2027-01-09T13:15"},
    "camp-u12": {"title": "Kamp", "all_day": 1, "start_at": "2027-03-26T23:00", "end_at": "2027-03-28T21:59"},
    "feast-u12": {"title": "Feestdag", "all_day": 1, "start_at": "2027-05-08T22:00"},
}
"""What stands beside the series, in UTC."""


@pytest.fixture
def kim(desk: Desk) -> Phone:
    """Of a player: every Wednesday at seven for a year, and what is around it; her father's phone holds it all."""
    house = desk.house
    series = {"id": "series-u12", "kind": "training", "title": "Woensdag", "group": "team-u12", "count": 52}
    rule = {"rule": "FREQ=WEEKLY", "first_on": "2026-11-25", "start": "19:00", "end": "20:30"}
    house.do("activity_series.create", **series, **rule, zone=BRUSSELS)
    evenings = sorted(house.store.find("activity", series="series-u12"), key=lambda row: row["start_at"])
    house.do("activity.cancel", id=evenings[3]["id"], reason="Kerst; geen trainer, geen zaal")
    for row, later in ((evenings[20], HOUR), (evenings[50], 2 * DAY)):  # in summer time, and after it
        still = {"start_at": row["start_at"], "end_at": row["end_at"]}
        house.do("activity.move", id=row["id"], set={name: at + later for name, at in still.items()}, still=still)
    for id, told in AROUND.items():
        times = {name: ms(told[name]) for name in ("start_at", "end_at") if name in told}
        group = None if id.startswith("club") else "team-u12"
        house.do("activity.create", id=id, group=group, kind="event", zone=BRUSSELS, **told | times)
    phone = house.phone("piet")
    phone.sync()
    phone.do("calendar_feed.make", id="feed-0001", contact="contact-kim", secret_hash=hash_of(SECRET))
    assert phone.sync() == ["applied"]
    return phone


def ms(utc: str) -> int:
    """An instant as the club writes it."""
    return int(datetime.fromisoformat(f"{utc}+00:00").timestamp()) * 1000


def file_of(desk: Desk) -> bytes:
    return desk.send("GET", f"/calendar/{SECRET}.ics", headers={}).content


def in_the_app(phone: Phone) -> list[Shown]:
    """What the agenda of the app shows."""
    agenda = Reader(phone.store.connection).agenda
    activities = agenda.between(START - 60 * DAY, START + 400 * DAY, teams=("team-u12",))
    return sorted(map(of_app, activities), key=lambda one: one.uid)


def of_app(item: Activity) -> Shown:
    title = f"AFGELAST: {item.title}" if item.cancelled else item.title
    start: date | datetime = datetime.fromtimestamp(item.start_at / 1000, UTC)
    end: date | datetime | None = None if item.end_at is None else datetime.fromtimestamp(item.end_at / 1000, UTC)
    if item.all_day:
        start = local_date(item.start_at, item.zone)
        end = start if item.end_at is None else local_date(item.end_at, item.zone)
    return Shown(f"{item.id}@touchline", title, start, end, item.cancelled)


def in_icalendar(data: bytes) -> list[Shown]:
    found = []
    for event in icalendar.Calendar.from_ical(data).walk("VEVENT"):
        end = event["DTEND"].dt if "DTEND" in event else None
        words = str(event["UID"]), str(event["SUMMARY"]), str(event["STATUS"])
        found.append(shown(*words, event["DTSTART"].dt, end))
    return sorted(found, key=lambda one: one.uid)


def in_vobject(data: bytes) -> list[Shown]:
    found = []
    for event in vobject.readOne(data.decode()).vevent_list:
        end = event.dtend.value if hasattr(event, "dtend") else None
        words = event.uid.value, event.summary.value, event.status.value
        found.append(shown(*words, event.dtstart.value, end))
    return sorted(found, key=lambda one: one.uid)


def shown(uid: str, title: str, status: str, start: Any, end: Any) -> Shown:
    """What a program draws: instants; of days the last too, for the end of a day is no day of it."""
    if isinstance(start, datetime):
        start, end = start.astimezone(UTC), None if end is None else end.astimezone(UTC)
    else:
        end = end - timedelta(days=1)
    return Shown(uid, title, start, end, status == "CANCELLED")


def test_two_programs_show_the_instants_that_the_app_shows(kim: Phone, desk: Desk) -> None:
    data = file_of(desk)
    wanted = in_the_app(kim)
    assert len(wanted) == 52 + len(AROUND) + 2  # and the training and the feast that the house has
    assert in_icalendar(data) == wanted
    assert in_vobject(data) == wanted
    told = {one.title: one for one in wanted}
    assert told[AWKWARD].start == datetime(2026, 11, 23, 18, tzinfo=UTC)
    assert told["AFGELAST: Woensdag"].start == datetime(2026, 12, 16, 18, tzinfo=UTC)
    assert (told["Kamp"].start, told["Kamp"].end) == (date(2027, 3, 27), date(2027, 3, 28))
    assert told["Feestdag"].end == date(2027, 5, 9)


def test_the_evenings_keep_their_hour_on_the_wall_over_both_changes(kim: Phone, desk: Desk) -> None:
    """Seven o'clock in Brussels, but for the two that were moved: one an hour, one to a Friday."""
    for read in (in_icalendar, in_vobject):
        evenings = [one.start for one in read(file_of(desk)) if one.title.endswith("Woensdag")]
        walls = [at.astimezone(ZoneInfo(BRUSSELS)) for at in evenings if isinstance(at, datetime)]
        assert Counter(f"{at:%a %H:%M %Z}" for at in walls) == {
            "Wed 19:00 CET": 18 + 2,
            "Wed 19:00 CEST": 30,
            "Wed 20:00 CEST": 1,
            "Fri 19:00 CET": 1,
        }


def test_nothing_in_it_repeats_so_no_program_has_a_rule_to_read_otherwise(kim: Phone, desk: Desk) -> None:
    data = file_of(desk)
    assert {event.getrruleset(addRDate=True) for event in vobject.readOne(data.decode()).vevent_list} == {None}
    for event in icalendar.Calendar.from_ical(data).walk("VEVENT"):
        assert not {"RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"} & set(event)


def test_a_program_that_judges_finds_nothing_to_say(kim: Phone, desk: Desk) -> None:
    """vobject's own rules of what a calendar and each part of it must hold, and how often; icalendar's of zones."""
    data = file_of(desk)
    calendar = vobject.readOne(data.decode())
    assert calendar.validate(raiseException=True)
    assert all(part.validate(raiseException=True) for part in calendar.components())
    assert icalendar.Calendar.from_ical(data).get_missing_tzids() == set()
    assert icalendar.Calendar.from_ical(data).errors == []
    rfc5545.read(data)


def test_what_a_program_writes_again_says_the_same(kim: Phone, desk: Desk) -> None:
    """A calendar keeps a copy of its own: nothing is lost in it."""
    data = file_of(desk)
    assert in_icalendar(vobject.readOne(data.decode()).serialize().encode()) == in_icalendar(data)
    assert in_vobject(icalendar.Calendar.from_ical(data).to_ical()) == in_vobject(data)
