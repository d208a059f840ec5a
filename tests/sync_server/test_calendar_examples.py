"""The example calendars that the library icalendar is tested with, a hundred programs and defects: each is taken over
once however often, and means the instants that the library itself finds in it. (feature B13)
"""

import itertools
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
import pytest

from shared.exchange.activities import EventDraft
from shared.exchange.plan import Plan, Unreadable
from shared.exchange.recurrence import Budget
from shared.exchange.text import decoded
from sync_server.exchange.agenda_file import read_agenda
from sync_server.exchange.imports import apply, plan_agenda, window_around
from tests.house import START, House

FOLDER = Path(icalendar.__file__).parent / "tests" / "calendars"
FILES = sorted(FOLDER.glob("*.ics"))
NO_CALENDARS = {
    "fuzz_testcase_0_char_in_component_name.ics": "not_text",
    "fuzz_testcase_invalid_month.ics": "no_calendar",
    "fuzz_testcase_vtimezone_lone_cr.ics": "no_calendar",
    "issue_178_component_with_invalid_name_represented.ics": "no_calendar",
}
STARTS = re.compile(rb"DTSTART[^\r\n]*:([0-9]{4})")
Known = tuple[str, datetime]


def taken(house: House, data: bytes) -> Plan:
    """Planned around the latest year that the file speaks of, carried out past its broken lines; the plan."""
    years = [int(year) for year in STARTS.findall(data) if 1990 < int(year) < 2190]
    plan = plan_agenda(data, house.facts, "team-u12", window_around(date(max(years, default=2026), 7, 1)))
    numbers = itertools.count(house.store.count("log"))
    done = apply(plan, house.referee, lambda: f"imported-{next(numbers):06}", START, skip_broken=True)
    assert done.outcome == "done"
    return plan


def test_each_comes_once_and_what_is_none_is_said_to_be_none(house: House) -> None:
    """All into one agenda, one after the other, and then all again."""
    assert len(FILES) > 100
    refused, wrote = dict[str, str](), dict[bool, int]()
    for again in (False, True):
        for file in FILES:
            try:
                plan = taken(house, file.read_bytes())
            except Unreadable as problem:
                refused[file.name] = problem.code
                continue
            wrote[again] = wrote.get(again, 0) + len(plan.wishes)
            assert taken(house, file.read_bytes()).wishes == (), file.name
    assert refused == NO_CALENDARS
    assert wrote[False] > 350


@pytest.mark.filterwarnings("ignore::icalendar.GloballyUniqueTZIDGuessed")
def test_an_event_begins_when_the_library_says() -> None:
    """Zones by name, by vendor, by Windows, by their own rules: the library reads the same, on a road of its own."""
    compared, other = 0, []
    for file in (file for file in FILES if file.name not in NO_CALENDARS):
        theirs = set(found_by_them(file))
        ours = {(uid, at) for uid, at in found_by_us(file) if uid in {uid for uid, _ in theirs}}
        compared += len(ours)
        other += [(file.name, one) for one in ours - theirs]
    assert (other, compared) == ([], 55)


def found_by_us(file: Path) -> Iterator[Known]:
    for draft in read_agenda(decoded(file.read_bytes()), Budget()):
        if isinstance(draft, EventDraft) and not draft.all_day:
            yield draft.uid, datetime.fromtimestamp(draft.clock.to_ms(draft.start) / 1000, UTC)


def found_by_them(file: Path) -> Iterator[Known]:
    """What has an id and a zone; nothing of a file that the library refuses as a whole."""
    try:
        calendars = icalendar.Calendar.from_ical(file.read_bytes(), multiple=True)
    except ValueError:
        return
    for calendar in calendars:
        for event in calendar.walk("VEVENT"):
            start = event.get("DTSTART")
            if isinstance(start, icalendar.vDDDTypes) and isinstance(start.dt, datetime) and start.dt.tzinfo:
                yield str(event.get("UID")), start.dt.astimezone(UTC)
