"""iCalendar files as event drafts: what times mean, what is broken and on which line."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest

from shared.exchange.activities import EventDraft
from shared.exchange.plan import BrokenLine, PlanRow, Unreadable
from shared.exchange.recurrence import Budget
from sync_server.exchange.agenda_file import _blocks, read_agenda
from sync_server.exchange.agenda_zones import Zones


def calendar(*events: str, more: str = "") -> str:
    blocks = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{more}{blocks}END:VCALENDAR\n".replace("\n", "\r\n")


def one(event: str, more: str = "") -> EventDraft:
    (draft,) = read_agenda(calendar(event, more=more), Budget())
    assert isinstance(draft, EventDraft), draft
    return draft


def starts(event: str, more: str = "") -> str:
    draft = one(event, more)
    return datetime.fromtimestamp(draft.clock.to_ms(draft.start) / 1000, UTC).strftime("%Y-%m-%d %H:%M")


def reason(event: str, more: str = "") -> tuple[int, str]:
    (row,) = read_agenda(calendar(event, more=more), Budget())
    assert isinstance(row, PlanRow)
    return row.line, str(row.reason)


CUSTOM = """BEGIN:VTIMEZONE
TZID:Onze tijd
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("DTSTART:20261201T180000Z", "2026-12-01 18:00"),
        ("DTSTART:20261201T190000", "2026-12-01 18:00"),
        ("DTSTART;TZID=Europe/Brussels:20260701T190000", "2026-07-01 17:00"),
        ("DTSTART;TZID=Romance Standard Time:20261201T190000", "2026-12-01 18:00"),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Brussels:20261201T190000", "2026-12-01 18:00"),
        ('DTSTART;TZID="America/New_York":20261201T130000', "2026-12-01 18:00"),
        ("DTSTART;TZID=Onze tijd:20261201T190000", "2026-12-01 18:00"),
        ("DTSTART;TZID=Onze tijd:20260701T190000", "2026-07-01 17:00"),
        ("DTSTART;VALUE=DATE:20261201", "2026-11-30 23:00"),
    ],
)
def test_every_way_to_write_a_time(written: str, utc: str) -> None:
    assert starts(f"UID:1\n{written}\nSUMMARY:x", CUSTOM) == utc


def test_a_floating_time_is_that_of_the_file_when_it_says_one() -> None:
    assert starts("UID:1\nDTSTART:20261201T190000", "X-WR-TIMEZONE:America/New_York\n") == "2026-12-02 00:00"


def test_a_zone_of_its_own_agrees_with_the_real_one_through_all_changes() -> None:
    """The rules of Brussels under another name, against the zone files, on every day of three years."""
    own = one("UID:1\nDTSTART;TZID=Onze tijd:20260101T120000", CUSTOM).clock
    real = one("UID:1\nDTSTART;TZID=Europe/Brussels:20260101T120000").clock
    first = datetime.fromisoformat("2025-01-01T12:00")
    noons = [first + timedelta(days=day) for day in range(3 * 365)]
    assert [own.to_ms(noon) for noon in noons] == [real.to_ms(noon) for noon in noons]


def test_all_of_an_event() -> None:
    draft = one(
        "UID:abc\nSEQUENCE:3\nDTSTAMP:20261101T080000Z\nDTSTART;TZID=Europe/Brussels:20261201T190000\n"
        "DTEND;TZID=Europe/Brussels:20261201T203000\nSUMMARY:Training U11\\, veld 2\nLOCATION:Sport\n park\n"
        "DESCRIPTION:Breng mee:\\n- bal\nCATEGORIES:JEUGD,TRAINING\nSTATUS:CANCELLED\n"
        "BEGIN:VALARM\nTRIGGER:-PT30M\nDESCRIPTION:alarm\nEND:VALARM"
    )
    assert (draft.line, draft.uid, draft.sequence, draft.title) == (3, "abc", 3, "Training U11, veld 2")
    assert (draft.location, draft.note, draft.length) == ("Sportpark", "Breng mee:\n- bal", 90 * 60_000)
    assert (draft.categories, draft.cancelled) == (("JEUGD", "TRAINING"), True)


def test_days_left_out_and_added() -> None:
    draft = one(
        "UID:1\nDTSTART;TZID=Europe/Brussels:20261201T190000\nRRULE:FREQ=WEEKLY\n"
        "EXDATE;TZID=Europe/Brussels:20261208T190000,20261215T190000\nEXDATE;VALUE=DATE:20261222\n"
        "RDATE;VALUE=PERIOD:20261203T180000Z/PT1H"
    )
    assert len(draft.without) == 2 and draft.without_days == {date(2026, 12, 22)} and len(draft.extra) == 1


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("UID:1\nSUMMARY:x", "no_start"),
        ("UID:1\nDTSTART:20261301T190000Z", "value"),
        ("UID:1\nDTSTART;TZID=Western/Central Europe:20261201T190000", "unknown_zone"),
        ("UID:1\nDTSTART;TZID=../../etc/passwd:20261201T190000", "unknown_zone"),
        (f"UID:1\nDTSTART;TZID={'x' * 400}:20261201T190000", "not_an_event"),
        (f"UID:1\nDTSTART:20261201T190000\nEXDATE;TZID={'x' * 400}:20261201T190000", "not_an_event"),
        ("UID:1\nDTSTART:00010101T000000Z", "date_out_of_range"),
        ("UID:1\nDTSTART:20261201T190000Z\nDTEND:20261201T180000Z", "bad_period"),
        ("UID:1\nDTSTART:20261201T190000Z\nRRULE:FREQ=SECONDLY", "rule"),
        ("UID:1\nDTSTART:20261201T190000Z\nRRULE:FREQ=SOMETIMES", "value"),
        ("UID:1\nDTSTART:20261201T190000Z\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261201T190000Z", "range"),
        ("UID:" + "1" * 300 + "\nDTSTART:20261201T190000Z", "too_long"),
        ("BEGIN:VALARM\n" * 20, "not_an_event"),
        ("X-A:1\n" * 4_000, "too_long"),
    ],
)
def test_a_broken_event_says_why_and_on_which_line(event: str, why: str) -> None:
    assert reason(event) == (3, why)


def test_a_broken_event_spoils_no_other() -> None:
    broken, whole = read_agenda(calendar("UID:1", "UID:2\nDTSTART:20261201T190000Z\nSUMMARY:x"), Budget())
    assert isinstance(broken, PlanRow) and isinstance(whole, EventDraft) and whole.line == 6


def test_folds_with_blank_lines_in_them_as_an_old_calendar_wrote_them() -> None:
    assert one("UID\n\n :956630271\nDTSTART\n\n ;VALUE=DATE\n :20261225\nSUMMARY\n\n :Kerst").title == "Kerst"


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=DAILY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"])
def test_a_zone_made_to_wear_the_reader_out_does_not(rule: str) -> None:
    part = (
        f"BEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:{rule}\nEND:STANDARD\n"
    )
    zone = f"BEGIN:VTIMEZONE\nTZID:evil\n{part * 50}END:VTIMEZONE\n"
    assert starts("UID:1\nDTSTART;TZID=evil:20261201T190000", zone) == "2026-12-01 17:00"


@pytest.mark.parametrize(
    ("text", "code"),
    [("dit is geen agenda", "no_calendar"), ("BEGIN:VEVENT\nEND:VEVENT\n" * 20_001, "too_many")],
)
def test_what_is_no_agenda_is_refused_by_name(text: str, code: str) -> None:
    with pytest.raises(Unreadable, match=code):
        list(read_agenda(text, Budget()))


CHANGE = "BEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n{more}END:STANDARD\n"
EVIL = "UID:1\nDTSTART;TZID=evil:20261201T190000"


def zone(inner: str) -> str:
    return f"BEGIN:VTIMEZONE\nTZID:evil\n{inner}END:VTIMEZONE\n"


@pytest.mark.parametrize(
    "inner",
    [
        CHANGE.format(more="X-A:1\n" * 3_000),  # the whole is longer than anybody's
        CHANGE.format(more="X-A:1\n" * 60),
        CHANGE.format(more="").replace("END:STANDARD", "END:DAYLIGHT"),
        CHANGE.format(more="").replace("END:STANDARD\n", ""),
        "BEGIN:STANDARD\nEND:STANDARD\n" * 50 + CHANGE.format(more=""),
    ],
)
def test_a_zone_that_is_not_whole_is_unknown(inner: str) -> None:
    assert reason(EVIL, zone(inner))[1] == "unknown_zone"


def test_of_parts_in_one_another_the_inner_counts() -> None:
    assert starts(EVIL, zone("BEGIN:DAYLIGHT\n" + CHANGE.format(more="") + "END:DAYLIGHT\n")) == "2026-12-01 17:00"


@pytest.mark.parametrize("inner", ["BEGIN:STANDARD\n", "TZID;\n", "X-LIC-LOCATION;\n", "A:\n "])
def test_a_zone_of_many_beginnings_costs_as_much_as_it_is_long(inner: str) -> None:
    """Four times as long is four times the work, and not sixteen. Of the processor's time: the machine may be busy."""

    def spent(count: int) -> float:
        blocks, _ = _blocks(calendar(EVIL, more=zone(inner * count)))
        found = [block.text for block in blocks if block.kind == "VTIMEZONE"]
        began = time.process_time()
        with pytest.raises(BrokenLine, match="unknown_zone"):
            Zones(found, None, Budget()).clock("evil", date(2026, 12, 1))
        return time.process_time() - began

    assert spent(2_800) < 10 * max(spent(700), 0.01)


def test_the_zones_of_a_file_draw_on_its_budget() -> None:
    every = ",".join(f"{place}{day}" for place in range(-53, 54) if place for day in ("MO", "TU", "WE", "TH", "FR"))
    rule = f"RRULE:FREQ=YEARLY;BYDAY={every}\n"
    with pytest.raises(Unreadable, match="too_many"):
        starts(EVIL, zone(CHANGE.format(more=rule) * 50))


def test_a_zone_that_nobody_knows_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    monkeypatch.setattr("sync_server.exchange.agenda_zones._known", looked.append)
    zones = Zones([], None, Budget())
    for _ in range(3):
        with pytest.raises(BrokenLine, match="unknown_zone"):
            zones.clock("Mars/Olympus", date(2026, 12, 1))
    with pytest.raises(BrokenLine, match="unknown_zone"):
        zones.clock("Europe/" * 100, date(2026, 12, 1))
    assert looked == ["Mars/Olympus"]
