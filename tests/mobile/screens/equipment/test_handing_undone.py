"""What was handed out or taken back in error is undone by the opposite fact. (B5)"""

import pytest

from mobile.screens.equipment.handing import given, longer, taken
from mobile.screens.scan.scanning import Line
from tests.mobile.club import DAY, NOW, Club, small_club
from tests.mobile.goods import furnish
from tests.mobile.screens.equipment.test_handing import (
    BARS,
    WEEK,
    app_of,
    facts,
    give,
    item,
    shared,
    team,
    words_of_bars,
)
from tests.mobile.stock import BALL, CONES, stocked


@pytest.fixture
def club() -> Club:
    return stocked(furnish(small_club()))


def test_what_came_back_in_error_is_again_with_who_had_it_until_when_they_had_it(club: Club) -> None:
    manager = app_of(club)
    bag = item(manager, club.ids["EHBO-tas"])
    assert taken(manager, (Line(bag, condition="worn"),), None) == 1
    assert item(manager, bag.id).holder is None
    assert (words_of_bars(), BARS[0].action.label) == (["EHBO-tas is terug."], "Ongedaan maken")
    BARS[0].action.on_click(None)
    again = item(manager, bag.id)
    assert (again.holder, again.due_at, again.disputed) == (bag.holder, bag.due_at, False)
    assert [kind for kind, *_ in facts(manager, bag.id)][-3:] == ["out", "in", "out"]
    thing = manager.reader.equipment.resource(bag.id)
    assert thing is not None
    assert thing.condition is None, "nobody had said anything of it"
    assert words_of_bars()[1:] == ["Ongedaan gemaakt: 1 stuk staat weer bij wie het had."]


def test_what_went_out_in_error_is_in_again_and_what_changed_since_is_left_alone(club: Club) -> None:
    manager = app_of(club)
    lines = [Line(item(manager, club.ids[f"{BALL} {number}"])) for number in (2, 3, 4)]
    assert given(manager, lines, team(club, "U11"), WEEK) == 3
    assert words_of_bars() == ["3 stukken zijn nu bij U11."]
    give(manager, club, f"{BALL} 3", "U9")
    BARS[0].action.on_click(None)
    assert [item(manager, line.item.id).holder for line in lines] == [None, "U9", None]
    assert words_of_bars()[1:] == [
        "Iemand heeft dit intussen anders ingevuld. Kijk eerst wat er nu staat.",
        "Ongedaan gemaakt: 2 stukken zijn meteen weer teruggenomen.",
    ]


def test_what_was_with_another_goes_back_to_them(club: Club) -> None:
    manager = app_of(club)
    give(manager, club, "Minidoelen", "U9", due_at=NOW + DAY)
    given(manager, (Line(item(manager, club.ids["Minidoelen"])),), team(club, "U11"), None)
    BARS[0].action.on_click(None)
    back = item(manager, club.ids["Minidoelen"])
    assert (back.holder, back.due_at, back.disputed) == ("U9", NOW + DAY, False)


def test_longer_is_undone_to_the_day_before(club: Club) -> None:
    manager = app_of(club)
    give(manager, club, "Minidoelen", "U9", due_at=NOW + DAY)
    id = club.ids["Minidoelen"]
    [holding] = manager.reader.store_room.holdings(id)
    assert longer(manager, item(manager, id), holding, NOW + 9 * DAY)
    assert item(manager, id).due_at == NOW + 9 * DAY
    BARS[0].action.on_click(None)
    assert (item(manager, id).holder, item(manager, id).due_at) == ("U9", NOW + DAY)


def test_who_may_not_do_the_opposite_is_offered_no_undo(club: Club) -> None:
    """A coach takes back what the own team has; one who has left the team meanwhile could not give it again."""
    coach = app_of(club, "coach")
    give(app_of(club), club, "Minidoelen", "U13")
    coach = app_of(club, "coach")
    goals = item(coach, club.ids["Minidoelen"])
    assert taken(coach, (Line(goals),), None) == 1
    assert BARS[0].action is not None
    BARS.clear()
    object.__setattr__(coach.writer, "may", lambda verb, **args: verb != "custody.hand_out")
    given(coach, (Line(item(coach, goals.id)),), team(club, "U13"), None)
    assert BARS[0].action is not None, "giving is undone by taking back"
    taken(coach, (Line(item(coach, goals.id)),), None)
    assert BARS[-1].action is None


def test_facts_of_one_undo_count_in_the_order_in_which_they_were_meant(club: Club) -> None:
    """They bear one stamp; ids of one millisecond are in no order."""
    manager = app_of(club)
    give(manager, club, CONES, "U11", 12, due_at=NOW + DAY)
    ids = iter(range(999, 0, -1))
    object.__setattr__(manager.writer, "new_id", lambda: f"01934b00-0000-7000-9000-{next(ids):012x}")
    given(manager, (Line(item(manager, club.ids[CONES]), 3),), team(club, "U11"), WEEK)
    assert shared(manager, club) == {"U11": 15}
    BARS[0].action.on_click(None)
    [holding] = manager.reader.store_room.holdings(club.ids[CONES])
    assert (holding.taker.name, holding.count, holding.due_at) == ("U11", 12, NOW + DAY)
