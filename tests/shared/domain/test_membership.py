"""A membership's state follows from its dates; nobody is ever filed as an ex-member (features 41 to 43)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import membership
from shared.domain.membership import Season, season_of, state

START, END = date(2026, 7, 1), date(2027, 6, 30)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 6, 30), "future"),
        (START, "current"),
        (END, "current"),
        (date(2027, 7, 1), "expired"),
    ],
)
def test_a_membership_runs_from_its_first_through_its_last_day(today: date, expected: str) -> None:
    assert state(START, END, None, today) == expected


def test_a_membership_that_somebody_ended_is_ended_and_not_expired() -> None:
    assert state(START, date(2026, 9, 30), "moved", date(2026, 9, 30)) == "current"
    assert state(START, date(2026, 9, 30), "moved", date(2026, 10, 1)) == "ended"
    assert state(START, date(2026, 6, 15), "never came", date(2026, 6, 1)) == "ended"  # before it began


def test_a_membership_without_an_end_stays_current() -> None:
    assert state(START, None, None, date(2099, 1, 1)) == "current"


def test_the_belgian_season_runs_from_july_through_june() -> None:
    season = Season(START, END)
    assert season_of(date(2026, 7, 1)) == season_of(date(2027, 6, 30)) == season
    assert (season.name, membership.next_season(season).name) == ("2026-2027", "2027-2028")
    assert END in season
    assert date(2027, 7, 1) not in season


def test_a_club_may_follow_the_calendar_year() -> None:
    assert season_of(date(2026, 5, 5), (1, 1)) == Season(date(2026, 1, 1), date(2026, 12, 31))
    assert season_of(date(2026, 5, 5), (1, 1)).name == "2026"


@given(DAYS, st.sampled_from([(7, 1), (1, 1), (9, 15)]))
def test_every_day_is_in_its_season_and_seasons_follow_without_a_gap(day: date, starts: tuple[int, int]) -> None:
    season = season_of(day, starts)
    assert day in season
    assert membership.next_season(season) == season_of(season.end + timedelta(days=1), starts)


@pytest.mark.parametrize("name", ["Ex-lid", "OUD LID 2020", "Ex-member", "former members", "Ancien membre"])
def test_a_type_for_ex_members_is_noticed(name: str) -> None:
    assert membership.names_ex_member(name)


@pytest.mark.parametrize("name", ["Jeugdlid", "Lid", "Erelid", "Goud lid", "Text member", ""])
def test_other_types_are_left_alone(name: str) -> None:
    assert not membership.names_ex_member(name)


def test_a_youth_category_is_the_age_reached_in_the_year_the_season_ends() -> None:
    assert membership.age_category(2014, season_of(date(2026, 9, 1))) == 13
