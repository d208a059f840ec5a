"""Calendars as federations and other programs write them: taken over once, however often; moved; told when gone.

Each is made up, in the way of a kind of program that is about: its zones, folds, ids and mistakes. (feature B13)
"""

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from shared.exchange.plan import Plan
from sync_server.exchange.imports import apply, plan_agenda, window_around
from tests.house import START, House

TODAY = date(2026, 11, 18)
BRUSSELS = """BEGIN:VTIMEZONE
TZID:{tzid}
{more}BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
FOOTBALL = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Voetbal//Kalender 2.1//NL
CALSCALE:GREGORIAN
METHOD:PUBLISH
X-WR-CALNAME:U12 - Provinciaal U12 reeks C
X-PUBLISHED-TTL:PT12H
BEGIN:VEVENT
UID:7654321@voetbal.example
DTSTAMP:20261101T100000Z
LAST-MODIFIED:20261101T100000Z
SEQUENCE:1
DTSTART:20261121T090000Z
DTEND:20261121T103000Z
SUMMARY:KV De Meers A - KFC Merelbeke B
LOCATION:Sportpark De Meers\\, Meersstraat 1\\, 9000 Gent
GEO:51.05;3.71
URL:https://voetbal.example/nl/wedstrijd/7654321
STATUS:CONFIRMED
END:VEVENT
BEGIN:VEVENT
UID:7654388@voetbal.example
DTSTAMP:20261101T100000Z
SEQUENCE:0
DTSTART:20270403T080000Z
DTEND:20270403T093000Z
SUMMARY:SK Lochristi A - KV De Meers A
END:VEVENT
END:VCALENDAR
"""
VOLLEYBALL = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:volley
X-WR-TIMEZONE:Europe/Brussels
BEGIN:VEVENT
UID:OH-D3-0412
DTSTART:20261205T200000
SUMMARY:[D3] 0412: VC De Meers - Volley Eke
LOCATION:Sporthal De Meers
DESCRIPTION:Reserven: 18:45\\nScheidsrechter: --
END:VEVENT
BEGIN:VEVENT
UID:OH-D3-0420
DTSTART:20270410T203000
SUMMARY:[D3] 0420: Volley Zele - VC De Meers
END:VEVENT
END:VCALENDAR
"""
BASKETBALL = (
    """BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
"""
    + BRUSSELS.format(tzid="Romance Standard Time", more="")
    + """BEGIN:VEVENT
CLASS:PUBLIC
DTSTAMP:20261102T071500Z
DTSTART;TZID="Romance Standard Time":20261212T140000
DTEND;TZID="Romance Standard Time":20261212T153000
SUMMARY;LANGUAGE=nl-be:Wedstrijd BC De Meers - BBC Zelzate
UID:BVBL26279120J12JOA
X-ALT-DESC;FMTTYPE=text/html:<html><body>Kledij: wit\\, 13u30 in de z
 aal</body></html>
BEGIN:VALARM
TRIGGER:-PT90M
ACTION:DISPLAY
DESCRIPTION:Reminder
END:VALARM
END:VEVENT
END:VCALENDAR
"""
)
ATHLETICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Atletiek//Wedstrijdkalender//NL
BEGIN:VEVENT
UID:veldloop-2026-117@atletiek.example
DTSTAMP:20261001T120000Z
DTSTART;VALUE=DATE:20261129
SUMMARY:Crosscup Gent: 10u30 benjamins / pupillen
CATEGORIES:Veldloop,Jeugd
URL;VALUE=URI:https://atletiek.example/wedstrijden/117
END:VEVENT
BEGIN:VEVENT
UID:indoor-2027-8@atletiek.example
DTSTAMP:20261001T120000Z
DTSTART;VALUE=DATE:20270213
DTEND;VALUE=DATE:20270215
SUMMARY:Provinciaal kampioenschap indoor\\, Topsporthal
CATEGORIES:Indoor
STATUS:TENTATIVE
END:VEVENT
END:VCALENDAR
"""
A_CLUB_SITE = (
    "BEGIN:VCALENDAR\nPRODID:-//Website//Agenda//EN\nVERSION:2.0\nX-WR-CALNAME:agenda\nX-WR-TIMEZONE:Europe/Vienna\n"
    + BRUSSELS.format(tzid="Europe/Vienna", more="X-LIC-LOCATION:Europe/Vienna\n")
    + """BEGIN:VEVENT
DTSTART;TZID=Europe/Vienna:20270213T100000
DTEND;TZID=Europe/Vienna:20270217T180000
DTSTAMP:20261010T091010Z
CREATED:20261010T091010Z
UID:123456
SUMMARY:Skireis
LOCATION:aka bild, Wien
END:VEVENT
END:VCALENDAR
"""
)
A_PHONE = (
    "BEGIN:VCALENDAR\nPRODID:-//Telefoon//Kalender 70.9054//EN\nVERSION:2.0\nMETHOD:PUBLISH\n"
    + BRUSSELS.format(tzid="Europe/Brussels", more="X-LIC-LOCATION:Europe/Brussels\n")
    + """BEGIN:VEVENT
DTSTART;TZID=Europe/Brussels:20270326T183000
DTEND;TZID=Europe/Brussels:20270326T193000
RRULE:FREQ=WEEKLY;BYDAY=MO,FR;COUNT=3
DTSTAMP:20261031T192828Z
UID:BFE33ADD-5553-48B5-B5A5-F9DA5CA4C393
SEQUENCE:0
SUMMARY:Looptraining
LOCATION:Piste\\n9000 Gent
X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS="Zuiderlaan 1\\n9000 Ge
 nt";X-APPLE-RADIUS=49.9;X-TITLE=:geo:51.04,3.70
END:VEVENT
END:VCALENDAR
"""
)
OWN_ZONE_LAST = (
    """BEGIN:VCALENDAR
BEGIN:VFREEBUSY
FREEBUSY;FBTYPE=FREE:20261201T063000Z/20261201T163000Z
UID:zaal_9879691160
DTSTAMP:20261112T104813Z
END:VFREEBUSY
BEGIN:VEVENT
UID:zaal_9879691160
DTSTAMP:20261112T104813Z
DTSTART;TZID=/Sporthal/Onze_Klok;VALUE=DATE-TIME:20261201T190000
DTSTART;TZID=/Sporthal/Onze_Klok;VALUE=DATE-TIME:20261201T210000
SUMMARY:Zaal gehuurd
END:VEVENT
"""
    + BRUSSELS.format(tzid="/Sporthal/Onze_Klok", more="LAST-MODIFIED:20050809T050000Z\n")
    + "END:VCALENDAR\n"
)
TWO_IN_ONE = """BEGIN:VCALENDAR
VERSION

 :2.0
METHOD

 :PUBLISH
BEGIN:VEVENT
UID

 :956630271
SUMMARY

 :Kerstmis
DTSTART

 ;VALUE=DATE
 :20261225
DTEND

 ;VALUE=DATE
 :20261226
DTSTAMP

 :20020430T114937Z
END:VEVENT
END:VCALENDAR
BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:wh4t3v3r
DTSTART;VALUE=DATE:20270101
SUMMARY:Nieuwjaar
END:VEVENT
END:VCALENDAR
"""
SINGLE_DAYS = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:5
DTSTART;TZID=Europe/Brussels:20261128T140000
DURATION:PT2H
SUMMARY:Lotenverkoop
RDATE;TZID=Europe/Brussels:20261205T140000,
 20261212T160000
RDATE;VALUE=PERIOD:20261219T130000Z/PT3H
END:VEVENT
END:VCALENDAR
"""
HOUSE = {"training-u12"}
"""What the team has of itself."""


@dataclass(frozen=True)
class Example:
    """A file, what it brings (begin in UTC, title), and how the same program writes one of it moved by two hours."""

    text: str
    brings: tuple[str, ...]
    was: str
    now: str
    moved: str


EXAMPLES = {
    "football": Example(
        FOOTBALL,
        ("2026-11-21 09:00 KV De Meers A - KFC Merelbeke B", "2027-04-03 08:00 SK Lochristi A - KV De Meers A"),
        "SEQUENCE:1\nDTSTART:20261121T090000Z\nDTEND:20261121T103000Z",
        "SEQUENCE:2\nDTSTART:20261121T110000Z\nDTEND:20261121T123000Z",
        "2026-11-21 11:00 KV De Meers A - KFC Merelbeke B",
    ),
    "volleyball, with no zone and no end": Example(
        VOLLEYBALL,
        (
            "2026-12-05 19:00 [D3] 0412: VC De Meers - Volley Eke",
            "2027-04-10 18:30 [D3] 0420: Volley Zele - VC De Meers",
        ),
        "20270410T203000",
        "20270410T223000",
        "2027-04-10 20:30 [D3] 0420: Volley Zele - VC De Meers",
    ),
    "basketball, out of Outlook": Example(
        BASKETBALL,
        ("2026-12-12 13:00 Wedstrijd BC De Meers - BBC Zelzate",),
        ':20261212T140000\nDTEND;TZID="Romance Standard Time":20261212T153000',
        ':20261212T160000\nDTEND;TZID="Romance Standard Time":20261212T173000',
        "2026-12-12 15:00 Wedstrijd BC De Meers - BBC Zelzate",
    ),
    "athletics, of whole days": Example(
        ATHLETICS,
        (
            "2026-11-28 23:00 Crosscup Gent: 10u30 benjamins / pupillen",
            "2027-02-12 23:00 Provinciaal kampioenschap indoor, Topsporthal",
        ),
        "DTSTART;VALUE=DATE:20261129",
        "DTSTART:20261129T010000",
        "2026-11-29 00:00 Crosscup Gent: 10u30 benjamins / pupillen",
    ),
    "the site of a club, over several days": Example(
        A_CLUB_SITE, ("2027-02-13 09:00 Skireis",), "20270213T100000", "20270213T120000", "2027-02-13 11:00 Skireis"
    ),
    "a phone, a series over the change of the clock": Example(
        A_PHONE,
        ("2027-03-26 17:30 Looptraining", "2027-03-29 16:30 Looptraining", "2027-04-02 16:30 Looptraining"),
        "END:VEVENT",
        "END:VEVENT\nBEGIN:VEVENT\nUID:BFE33ADD-5553-48B5-B5A5-F9DA5CA4C393\nSEQUENCE:1\nSUMMARY:Looptraining\n"
        "RECURRENCE-ID;TZID=Europe/Brussels:20270329T183000\nDTSTART;TZID=Europe/Brussels:20270329T203000\nEND:VEVENT",
        "2027-03-29 18:30 Looptraining",
    ),
    "a hall, with a zone of its own at the end and its start twice": Example(
        OWN_ZONE_LAST, ("2026-12-01 18:00 Zaal gehuurd",), "1T190000", "1T210000", "2026-12-01 20:00 Zaal gehuurd"
    ),
    "two calendars in one file, folded with blank lines": Example(
        TWO_IN_ONE,
        ("2026-12-24 23:00 Kerstmis", "2026-12-31 23:00 Nieuwjaar"),
        "DTSTART;VALUE=DATE:20270101",
        "DTSTART;TZID=Europe/Brussels:20270101T020000",
        "2027-01-01 01:00 Nieuwjaar",
    ),
    "days of their own": Example(
        SINGLE_DAYS,
        tuple(f"2026-{day}:00 Lotenverkoop" for day in ("11-28 13", "12-05 13", "12-12 15", "12-19 13")),
        "END:VEVENT",
        "END:VEVENT\nBEGIN:VEVENT\nUID:5\nSUMMARY:Lotenverkoop\nRECURRENCE-ID;TZID=Europe/Brussels:20261205T140000\n"
        "DTSTART;TZID=Europe/Brussels:20261205T160000\nEND:VEVENT",
        "2026-12-05 15:00 Lotenverkoop",
    ),
}


@pytest.fixture(params=EXAMPLES.values(), ids=EXAMPLES.keys())
def example(request: pytest.FixtureRequest) -> Example:
    found: Example = request.param
    return found


def taken(house: House, text: str, group: str = "team-u12") -> Plan:
    """Plan this file, carry it out, answer the plan."""
    plan = plan_agenda(text.replace("\n", "\r\n").encode(), house.facts, group, window_around(TODAY))
    numbers = itertools.count(house.store.count("log"))
    assert apply(plan, house.referee, lambda: f"imported-{next(numbers):06}", START).outcome == "done"
    return plan


def agenda(house: House) -> list[str]:
    """What came of files into the team's agenda."""
    rows = [row for row in house.store.find("activity", group="team-u12") if row["id"] not in HOUSE]
    return sorted(f"{utc(row['start_at'])} {row['title']}{' off' if row['cancelled'] else ''}" for row in rows)


def utc(ms: int) -> str:
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m-%d %H:%M}"


def test_it_comes_once_however_often_and_moves_as_it_says(house: House, example: Example) -> None:
    assert taken(house, example.text).counts == {"new": len(example.brings), "changed": 0, "same": 0, "broken": 0}
    assert agenda(house) == list(example.brings)
    again = taken(house, example.text)
    assert (again.counts["same"], again.wishes, again.missing) == (len(example.brings), (), ())
    assert example.text.count(example.was) == 1
    moved = taken(house, example.text.replace(example.was, example.now))
    assert (moved.counts["changed"], moved.counts["new"], moved.missing) == (1, 0, ())
    assert set(agenda(house)) - set(example.brings) == {example.moved}
    assert len(agenda(house)) == len(example.brings)


def without(text: str, uid: str) -> str:
    """The file after its program dropped an event."""
    head, _, rest = text.partition(f"BEGIN:VEVENT\nUID:{uid}\n")
    return head + rest.partition("END:VEVENT\n")[2]


def test_what_is_gone_from_the_file_is_told_and_stays(house: House) -> None:
    """A file that is not whole must call nothing off."""
    taken(house, FOOTBALL)
    taken(house, VOLLEYBALL)
    less = taken(house, without(FOOTBALL, "7654388@voetbal.example"))
    assert [one.what for one in less.missing] == ["2027-04-03 10:00 SK Lochristi A - KV De Meers A"]
    assert (less.wishes, len(agenda(house))) == ((), 4)
    house.do("activity.cancel", id=less.missing[0].id)
    assert taken(house, without(FOOTBALL, "7654388@voetbal.example")).missing == ()
    assert taken(house, FOOTBALL).wishes == ()  # it is in the file again; what the club called off stays so


def test_nothing_is_told_missing_of_another_source_another_team_what_is_over_or_a_mere_cancellation(
    house: House,
) -> None:
    over = FOOTBALL.replace("20270403T", "20261003T")
    taken(house, over)
    taken(house, FOOTBALL.replace("SEQUENCE:0", "SEQUENCE:3"), group="team-u13")
    assert taken(house, without(over, "7654388@voetbal.example")).missing == ()
    assert taken(house, ATHLETICS).missing == ()
    off = without(FOOTBALL, "7654388@voetbal.example").replace("METHOD:PUBLISH", "METHOD:CANCEL")
    taken(house, FOOTBALL.replace("SEQUENCE:0", "SEQUENCE:3"))
    plan = taken(house, off)
    assert ([row.fields for row in plan.wishes], plan.missing) == ([("cancelled",)], ())


def test_a_program_that_gives_new_ids_each_time_doubles_nothing(house: House) -> None:
    """Its events are known by title and start; what moves is new, and where it was is told."""
    taken(house, FOOTBALL)
    other = FOOTBALL.replace("UID:76543", "UID:99999")
    again = taken(house, other)
    assert (again.counts["same"], again.wishes, again.missing) == (2, (), ())
    moved = taken(house, other.replace("UID:99999", "UID:55555").replace("DTSTART:20270403T08", "DTSTART:20270403T09"))
    assert [row.state for row in moved.rows] == ["same", "new"]
    assert [one.what for one in moved.missing] == ["2027-04-03 10:00 SK Lochristi A - KV De Meers A"]


def test_two_that_are_alike_are_two(house: House) -> None:
    """Two fields at one hour: each new id finds one of them."""
    event = "BEGIN:VEVENT\nUID:{}\nDTSTART:20261205T190000Z\nSUMMARY:Training\nEND:VEVENT\n"
    file = f"BEGIN:VCALENDAR\n{event.format(1)}{event.format(2)}END:VCALENDAR\n"
    assert taken(house, file).counts["new"] == 2
    assert taken(house, file.replace("UID:", "UID:0")).counts["same"] == 2
    assert agenda(house) == ["2026-12-05 19:00 Training"] * 2
