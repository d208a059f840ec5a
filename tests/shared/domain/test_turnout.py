"""Who came how often: every mark counts once, and nothing is divided but what was marked."""

from datetime import date

import pytest

from shared.domain.attendance import Confirmed
from shared.domain.turnout import Mark, Turnout, season_of

KIM, BO = "contact-kim", "contact-bo"


def mark(contact: str, month: int, day: int, confirmed: Confirmed) -> Mark:
    return Mark(contact, date(2026, month, day), confirmed)


def test_a_season_by_player_by_month_and_both() -> None:
    season = season_of(
        [
            mark(KIM, 10, 31, "present"),
            mark(KIM, 11, 1, "late"),
            mark(KIM, 11, 30, "absent"),
            mark(BO, 11, 1, "excused"),
        ]
    )
    assert season.whole == Turnout({"present": 1, "late": 1, "absent": 1, "excused": 1})
    assert (season.whole.came, season.whole.marked, season.whole.share) == (2, 4, 50)
    assert {who: (one.came, one.marked, one.share) for who, one in season.players.items()} == {
        KIM: (2, 3, 67),
        BO: (0, 1, 0),
    }
    assert list(season.months) == [date(2026, 10, 1), date(2026, 11, 1)]
    assert season.by_month[KIM, date(2026, 11, 1)] == Turnout({"late": 1, "absent": 1})
    assert (BO, date(2026, 10, 1)) not in season.by_month


def test_months_stand_in_their_order_whatever_came_first() -> None:
    season = season_of([mark(KIM, 11, 3, "present"), mark(KIM, 9, 3, "present"), mark(KIM, 10, 3, "present")])
    assert [month.month for month in season.months] == [9, 10, 11]


@pytest.mark.parametrize(("came", "marked", "share"), [(1, 3, 33), (2, 3, 67), (1, 8, 13), (0, 5, 0), (5, 5, 100)])
def test_a_share_is_rounded_half_up(came: int, marked: int, share: int) -> None:
    assert Turnout({"present": came, "absent": marked - came}).share == share


def test_of_nothing_there_is_no_share() -> None:
    assert (Turnout().share, season_of([]).whole.marked) == (None, 0)
