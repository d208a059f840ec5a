"""When people hear of a change, and what it is called. (feature B19)"""

from datetime import date, time
from typing import Any

import pytest

from shared.domain.calendar import to_utc_ms
from shared.domain.notices import (
    HOUR_MS,
    MINUTE_MS,
    TOLD,
    Quiet,
    happened,
    quiet_of,
    quiet_until,
    tell_at,
    wants,
)
from tests.house import DAY, START

ZONE = "Europe/Brussels"
NIGHT = Quiet()


def activity(**other: Any) -> dict[str, Any]:
    return {**dict.fromkeys(TOLD), "start_at": START, "cancelled": 0, **other}


@pytest.mark.parametrize(
    ("before", "now", "what"),
    [
        (None, activity(), "new"),
        (None, activity(cancelled=1), None),
        (None, None, None),
        (activity(), activity(), None),
        (activity(), activity(start_at=START + 1), "moved"),
        (activity(), activity(location="Veld 2"), "moved"),
        (activity(), activity(cancelled=1), "cancelled"),
        (activity(), activity(cancelled=1, start_at=START + 1), "cancelled"),
        (activity(), None, "cancelled"),
        (activity(cancelled=1), None, None),
        (activity(cancelled=1), activity(cancelled=1, start_at=START + 1), None),
        (activity(cancelled=1), activity(start_at=START + 1), "reinstated"),
    ],
)
def test_what_happened(before: Any, now: Any, what: str | None) -> None:
    assert happened(before, now) == what


def at(day: int, hour: int, minute: int = 0) -> int:
    """A moment in November 2026 on the club's clock."""
    return to_utc_ms(date(2026, 11, day), time(hour, minute), ZONE)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at(18, 21, 59), None),
        (at(18, 22), at(19, 7)),
        (at(19, 0), at(19, 7)),
        (at(19, 6, 59), at(19, 7)),
        (at(19, 7), None),
    ],
)
def test_the_night_is_quiet(now: int, until: int | None) -> None:
    assert quiet_until(now, NIGHT, ZONE) == until


def test_a_club_may_have_other_hours_or_none() -> None:
    assert quiet_of(["23:30", "6u"]) == Quiet(time(23, 30), time(6))
    assert quiet_of(["00:00", "00:00"]) == Quiet(time(0), time(0))
    assert quiet_until(at(18, 3), Quiet(time(0), time(0)), ZONE) is None
    assert quiet_until(at(18, 13), Quiet(time(13), time(14)), ZONE) == at(18, 14)
    for nonsense in (None, "22:00", ["22:00"], ["laat", "07:00"], [22, 7]):
        assert quiet_of(nonsense) == NIGHT


def test_a_change_is_told_when_it_has_settled() -> None:
    now = at(18, 12)
    assert tell_at(now, now, now + 9 * DAY, NIGHT, ZONE) == now + 10 * MINUTE_MS
    later = now + 9 * MINUTE_MS
    assert tell_at(now, later, now + 9 * DAY, NIGHT, ZONE) == later + 10 * MINUTE_MS
    assert tell_at(now, now + 29 * MINUTE_MS, now + 9 * DAY, NIGHT, ZONE) == now + 30 * MINUTE_MS
    assert tell_at(now, now, None, NIGHT, ZONE) == now + 10 * MINUTE_MS


def test_what_begins_soon_is_told_at_once() -> None:
    now = at(18, 12)
    assert tell_at(now, now, now + 5 * HOUR_MS, NIGHT, ZONE) == now + MINUTE_MS


def test_nobody_is_woken_but_for_what_the_morning_is_too_late_for() -> None:
    evening = at(18, 21, 55)
    assert tell_at(evening, evening, at(20, 18), NIGHT, ZONE) == at(19, 7)
    assert tell_at(evening, evening, at(19, 10), NIGHT, ZONE) == at(19, 7)
    assert tell_at(evening, evening, at(19, 9, 59), NIGHT, ZONE) == evening + 10 * MINUTE_MS
    dawn = at(19, 6)
    assert tell_at(dawn, dawn, at(19, 9), NIGHT, ZONE) == dawn + MINUTE_MS
    assert tell_at(dawn, dawn, at(19, 18), NIGHT, ZONE) == at(19, 7)


def test_who_never_chose_hears_everything() -> None:
    assert wants(None, "mail")
    assert wants({"mail": None}, "mail")
    assert wants({"mail": 1}, "mail")
    assert not wants({"mail": 0}, "mail")
