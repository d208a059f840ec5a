"""A federation's calendar is chosen on a phone and taken over; a week later its next file moves one match and has lost
another."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.browser import STEP_MS, Screen
from tests.journeys.club import served
from tests.journeys.people import is_synced, people_in, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
WEEK_MS = 7 * 86_400_000
TAKEN = "SELECT title, start_at, coalesce(cancelled, 0) FROM activity WHERE ics_uid IS NOT NULL ORDER BY title"
FIRST = (datetime.now(UTC) + timedelta(days=3)).replace(hour=9, minute=0, second=0, microsecond=0)


def test_a_calendar_is_taken_over_moved_and_told_of_what_is_gone(web: Path, tmp_path: Path) -> None:
    """# feature B13"""
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        coach = sign_in(people.device("coach"), server.url, "karel")
        is_synced(coach)
        chooses(coach, calendar(tmp_path, melle=FIRST, eke=FIRST + timedelta(days=7)))
        coach.press("2 activiteiten overnemen")
        coach.hears("2 activiteiten overgenomen.")
        small.comes_to_say([("Eke - U11", ms(FIRST) + WEEK_MS, 0), ("U11 - Melle", ms(FIRST), 0)], TAKEN)

        chooses(coach, calendar(tmp_path, melle=FIRST + timedelta(hours=2)))
        coach.press("1 activiteit overnemen")
        coach.hears("1 activiteit overgenomen.")
        chooses(coach, calendar(tmp_path, melle=FIRST + timedelta(hours=2)))
        coach.hears("Er is niets over te nemen.")
        coach.press(re.compile("Eke - U11$"))
        coach.press(re.compile("^Details, "))
        coach.press("Afgelasten")
        coach.page.get_by_role("alertdialog").get_by_role("button", name="Afgelasten").click()
        moved = ms(FIRST) + 2 * 3_600_000
        small.comes_to_say([("Eke - U11", ms(FIRST) + WEEK_MS, 1), ("U11 - Melle", moved, 0)], TAKEN)


def ms(at: datetime) -> int:
    return int(at.timestamp()) * 1000


def calendar(folder: Path, **starts: datetime) -> Path:
    """The file that the federation has this week."""
    titles = {"melle": "U11 - Melle", "eke": "Eke - U11"}
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{uid}@voetbal.example\r\nDTSTAMP:20261101T100000Z\r\nDTSTART:{at:%Y%m%dT%H%M%SZ}\r\n"
        f"DURATION:PT90M\r\nSUMMARY:{titles[uid]}\r\nEND:VEVENT\r\n"
        for uid, at in starts.items()
    )
    file = folder / "kalender.ics"
    file.write_text(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:voetbal\r\n{events}END:VCALENDAR\r\n", newline="")
    return file


def chooses(coach: Screen, file: Path) -> None:
    """From the agenda, with the chooser of the browser."""
    if not coach.find("Bestand kiezen").is_visible():
        coach.press("Agenda", "tab")
        coach.press("Acties")
        coach.choose("Agenda overnemen")
    with coach.page.expect_file_chooser(timeout=STEP_MS) as opened:
        coach.press("Bestand kiezen")
    opened.value.set_files(file)
