"""What a coach, a player and a paper are told of evaluations, in exact figures. (feature 36)"""

from typing import Any

import pytest

from mobile.reader import Reader
from mobile.reader.evaluations import Report
from shared.domain.evaluation import Side, evaluation_id, score_id
from tests.mobile.club import NOW, Club, small_club

TODAY = "2026-11-28"
DAY = 24 * 3600 * 1000


@pytest.fixture
def club() -> Club:
    """The small club with a template for the U13, due this month."""
    club = small_club()
    ask(club)
    return club


def ask(club: Club, **more: Any) -> None:
    """The template: two criteria of technique, one of effort, one in words."""
    dates = {"from_on": "2026-11-01", "to_on": "2026-11-30", "category": "U13", "self_too": 1}
    club.row("evaluation_template", id="youth", name="Jeugd", **{**dates, **more})
    for place, (name, category, scale, weight) in enumerate(
        (("passing", "Techniek", "stars", 2), ("shot", "Techniek", "score", 1), ("effort", "Inzet", "choice", 1))
    ):
        choices = '["soms","vaak","altijd"]' if scale == "choice" else None
        about = {"category": category, "scale": scale, "weight": weight, "position": place, "choices": choices}
        club.row("criterion", id=name, template="youth", name=name, **about)
    club.row("criterion", id="words", template="youth", name="words", category="Groei", scale="text", position=3)


def give(
    club: Club,
    contact: str,
    side: Side = "coach",
    on: str = "2026-11-01",
    final: int | None = NOW,
    shared: int | None = None,
    **values: Any,
) -> str:
    """An evaluation with these answers."""
    id = evaluation_id("youth", contact, side, on)
    state = {"begun_by": "user-coach", "final_at": final, "shared_at": shared}
    club.row("evaluation", id=id, template="youth", contact=contact, side=side, round_on=on, **state)
    for name, value in values.items():
        answer = {"text": value} if name == "words" else {"value": value}
        club.row("score", id=score_id(id, name), evaluation=id, criterion=name, contact=contact, **answer)
    return id


def reader(club: Club) -> Reader:
    return Reader(club.store.connection)


def report(club: Club, id: str) -> Report:
    """What stands on the page of an evaluation."""
    found = reader(club).evaluations.report(id)
    assert found is not None
    return found


def test_a_round_is_everybody_of_the_team_and_who_lacks_one(club: Club) -> None:
    """One is final, one is a draft, the coach is no player."""
    give(club, club.ids["U13/0"], passing=4, shot=7, effort=2)
    give(club, club.ids["U13/1"], final=None, passing=3)
    found = reader(club).evaluations.round("youth", club.ids["U13"], TODAY)
    assert found is not None
    assert (len(found.lines), found.final, found.standing) == (14, 1, "due")
    states = {line.contact: line.state for line in found.lines}
    assert (states[club.ids["U13/0"]], states[club.ids["U13/1"]], states[club.ids["U13/2"]]) == (
        "final",
        "draft",
        "open",
    )
    assert {line.round_on for line in found.lines} == {"2026-11-01"}


def test_it_is_for_the_groups_that_it_names(club: Club) -> None:
    groups = [club.ids["U11"], club.ids["U13"]]
    assert [one.team for one in reader(club).evaluations.rounds(groups, TODAY)] == ["U13"]
    club.store.put("evaluation_template", {**(club.store.get("evaluation_template", "youth") or {}), "category": None})
    assert [one.team for one in reader(club).evaluations.rounds(groups, TODAY)] == ["U11", "U13"]
    assert len(reader(club).evaluations.rounds(None, TODAY)) == 6


def test_late_comes_before_due_and_done(club: Club) -> None:
    for name, last in (("late", "2026-11-27"), ("soon", "2026-12-24")):
        club.row("evaluation_template", id=name, name=name, group=club.ids["U13"], from_on="2026-11-01", to_on=last)
    found = reader(club).evaluations.rounds([club.ids["U13"]], TODAY)
    assert [(one.template.id, one.standing) for one in found] == [
        ("late", "overdue"),
        ("youth", "due"),
        ("soon", "due"),
    ]


def test_a_report_beside_the_time_before_and_the_team(club: Club) -> None:
    """Kim: (2 x 4/5 + 7/10) / 3 = 7.7 in technique, 2/3 in effort; 7.4 in all. The mean of three players beside it."""
    players = [club.ids[f"U13/{place}"] for place in range(3)]
    give(club, players[0], on="2026-09-01", final=NOW - 80 * DAY, passing=3, shot=6, effort=3)
    mine = give(club, players[0], passing=4, shot=7, effort=2, words="Kijk op")
    give(club, players[1], passing=5, shot=10, effort=3)
    give(club, players[2], passing=2, shot=1, effort=1)
    found = report(club, mine)
    assert (found.result.total, dict(found.result.categories)) == (74, {"Techniek": 77, "Inzet": 67})
    assert found.previous is not None
    assert (found.previous.total, dict(found.previous.categories)) == (70, {"Techniek": 60, "Inzet": 100})
    assert found.team == {"Techniek": 69, "Inzet": 67}  # (77 + 100 + 30) / 3, (67 + 100 + 33) / 3
    assert found.trend == ((NOW - 80 * DAY, 70), (NOW, 74))
    assert [one.name for one in found.asked] == ["passing", "shot", "effort", "words"]


def test_of_two_players_no_mean_is_told(club: Club) -> None:
    """It would tell of the other one."""
    mine = give(club, club.ids["U13/0"], passing=4)
    give(club, club.ids["U13/1"], passing=5)
    assert report(club, mine).team is None


def test_what_the_player_said_stands_beside_it(club: Club) -> None:
    player = club.ids["U13/0"]
    mine, own = give(club, player, passing=4), give(club, player, "self", passing=5)
    facing, back = report(club, mine).other, report(club, own).other
    assert facing is not None and back is not None
    assert (dict(facing.values), dict(back.values)) == ({"passing": 5}, {"passing": 4})
    assert report(club, mine).trend == ((NOW, 80),), "two sides are two courses"


def test_a_retired_criterion_counts_only_where_it_was_answered(club: Club) -> None:
    first, second = (give(club, club.ids[f"U13/{n}"], passing=4, **more) for n, more in ((0, {}), (1, {"shot": 10})))
    club.store.put("criterion", {**(club.store.get("criterion", "shot") or {}), "retired": 1})
    assert [one.name for one in report(club, first).asked] == ["passing", "effort", "words"]
    assert [one.name for one in report(club, second).asked] == ["passing", "shot", "effort", "words"]
    assert (report(club, first).result.total, report(club, second).result.total) == (80, 87)


def test_players_are_asked_themselves_while_the_period_lasts_and_until_they_are_done(club: Club) -> None:
    player, other = club.ids["U13/0"], club.ids["U11/0"]
    ask_themselves = reader(club).evaluations.asks_themselves
    assert [line.contact for _, line in ask_themselves((player, other), TODAY)] == [player]
    assert ask_themselves((player,), "2026-10-31") == ()
    give(club, player, "self", passing=4)
    assert ask_themselves((player,), TODAY) == ()


def test_a_draft_outside_a_period_is_gone_on_with(club: Club) -> None:
    """Begun on Tuesday, finished on Saturday: one evaluation; and the next one is of its own day."""
    player, evaluations = club.ids["U13/0"], reader(club).evaluations
    template = evaluations.template("youth")
    assert template is not None
    give(club, player, on="2026-11-01", shared=NOW, passing=4)
    fresh = evaluations.again(template, player, "coach", TODAY)
    assert fresh is not None
    assert (fresh.round_on, fresh.state) == (TODAY, "open")
    give(club, player, on="2026-11-24", final=None, passing=2)
    begun = evaluations.again(template, player, "coach", TODAY)
    assert begun is not None
    assert (begun.round_on, begun.state) == ("2026-11-24", "draft")
