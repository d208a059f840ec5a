"""What is kept of a team: the numbers, who leaves, what it is; and the same on somebody's own page."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from mobile.touchline import Touchline
from tests.mobile.club import Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.looking import box, labels, place, texts, write
from tests.mobile.stage import touchline_of

Story = Callable[[Touchline, Drawn, list[Any]], Coroutine[None, None, None]]


@pytest.fixture
def club() -> Club:
    return furnish(small_club())


def at(club: Club, role: str, route: str, story: Story) -> None:
    async def run() -> None:
        bars: list[Any] = []
        touchline = touchline_of(club, role, show=bars.append)
        touchline.state.place.route = route.format(**{key: id for key, id in club.ids.items() if "/" not in key})
        async with drawn(touchline) as screen:
            await story(touchline, screen, bars)

    asyncio.run(run())


def line(club: Club, contact: str) -> dict[str, Any]:
    [row] = club.store.find("group_member", contact=contact)
    return dict(row)


async def save(screen: Drawn) -> None:
    buttons = screen.all("FilledButton", place(screen))
    [button] = [one for one in buttons if one.content == "Opslaan" and not one.disabled]
    await screen.event(button, "click")


async def pressed(screen: Drawn, name: str) -> None:
    [question] = screen.questions()
    kinds = ("FilledButton", "FilledTonalButton")
    [button] = [one for kind in kinds for one in screen.all(kind, question) if one.content == name]
    await screen.event(button, "click")


def test_a_coach_types_the_numbers_down_the_list_and_takes_them_back(club: Club) -> None:
    """Without a network, as all that a coach does."""
    first, second = club.ids["U13/0"], club.ids["U13/1"]

    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        await screen.press("OutlinedButton", "Nummers en beheer")
        assert touchline.state.place.route == f"/teams/{club.ids['U13']}/manage"
        names = {one.contact: one.name for one in touchline.reader.teams.roster(club.ids["U13"])}
        await write(screen, "21", names[first])
        await write(screen, "", names[second])
        await save(screen)
        assert [line(club, one)["shirt_number"] for one in (first, second)] == [21, None]
        [bar] = bars
        assert (bar.content.value, bar.action.label) == ("2 nummers bewaard", "Ongedaan maken")
        bar.action.on_click(None)
        await screen.settle()
        assert [line(club, one)["shirt_number"] for one in (first, second)] == [1, 2]

    at(club, "coach", "/teams/{U13}", story)


def test_one_number_twice_is_kept_and_said(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        players = [one for one in touchline.reader.teams.roster(club.ids["U13"]) if one.plays]
        assert not [text for text in texts(screen) if "dubbel" in text]
        await write(screen, "3", players[0].name)
        await save(screen)
        assert line(club, players[0].contact)["shirt_number"] == 3
        both = [one.name for one in touchline.reader.teams.roster(club.ids["U13"]) if one.shirt == 3]
        assert {players[0].name, players[2].name} == set(both)
        assert f"Nummer 3 dubbel: {', '.join(both)}" in texts(screen)

    at(club, "coach", "/teams/{U13}/manage", story)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("zeven", "Vul een geheel getal in."), ("-3", "Vul een geheel getal in."), ("2014", "Dit valt buiten wat kan.")],
)
def test_what_is_no_number_is_said_beside_it_and_nothing_is_kept(club: Club, typed: str, said: str) -> None:
    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        players = [one for one in touchline.reader.teams.roster(club.ids["U13"]) if one.plays]
        await write(screen, "44", players[0].name)
        await write(screen, typed, players[1].name)
        await save(screen)
        assert box(screen, players[1].name).error == said
        assert [line(club, one.contact)["shirt_number"] for one in players[:2]] == [1, 2]

    at(club, "coach", "/teams/{U13}/manage", story)


def test_another_team_is_not_the_coachs_to_keep(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        assert screen.all("TextField") == []
        assert "Deze ploeg is hier niet" in texts(screen)
        touchline.go(f"/teams/{club.ids['U15']}")
        await screen.settle()
        assert "Nummers en beheer" not in [one.content for one in screen.all("OutlinedButton")]

    at(club, "coach", "/teams/{U15}/manage", story)


def test_a_coach_gives_numbers_and_sends_nobody_off(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        assert not [label for label in labels(screen) if label.startswith("Plaats van")]
        assert "De groep zelf" not in texts(screen)

    at(club, "coach", "/teams/{U13}/manage", story)


def test_who_leaves_a_team_today_is_brought_back_in_one_tap(club: Club) -> None:
    player = club.ids["U13/0"]

    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        name = touchline.reader.teams.names([player])[player]
        await screen.speak(f"Plaats van {name} aanpassen")
        await pressed(screen, "Vandaag is de laatste dag")
        assert screen.questions() == []
        assert (line(club, player)["present"], line(club, player)["to_on"]) == (0, "2026-11-28")
        assert f"Plaats van {name} aanpassen" not in labels(screen)
        [bar] = bars
        assert bar.content.value == f"{name} zit niet meer bij U13."
        bar.action.on_click(None)
        await screen.settle()
        assert (line(club, player)["present"], line(club, player)["to_on"]) == (1, None)
        assert line(club, player)["shirt_number"] == 1, "it is the same line"

    at(club, "secretary", "/teams/{U13}/manage", story)


def test_a_last_day_to_come_is_said_on_the_contacts_page_and_called_off_there(club: Club) -> None:
    player = club.ids["U13/0"]

    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        await screen.event(screen.one("Tabs"), "change", "1")
        await screen.speak("Plaats bij U13 aanpassen")
        await write(screen, "gisteren", "Laatste dag")
        await save(screen)
        assert box(screen, "Laatste dag").error == "Schrijf een datum als 24/11/2026."
        await write(screen, "31/12/2026", "Laatste dag")
        await save(screen)
        assert (line(club, player)["present"], line(club, player)["to_on"]) == (1, "2026-12-31")
        assert "Blijft tot 31 dec 2026" in texts(screen)
        await screen.speak("Plaats bij U13 aanpassen")
        await pressed(screen, "Blijft toch")
        assert line(club, player)["to_on"] is None
        assert "Blijft tot 31 dec 2026" not in texts(screen)

    at(club, "secretary", f"/people/{player}", story)


def test_a_coach_gives_a_number_on_the_contacts_page(club: Club) -> None:
    player, other = club.ids["U13/0"], club.ids["U13/4"]

    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        await screen.event(screen.one("Tabs"), "change", "1")
        await screen.speak("Plaats bij U13 aanpassen")
        assert "Verlaat de groep" not in texts(screen), "the office's"
        await write(screen, "5", "Rugnummer")
        await save(screen)
        assert line(club, player)["shirt_number"] == 5
        [bar] = bars
        name = touchline.reader.teams.names([other])[other]
        assert bar.content.value == f"Bewaard. Nummer 5 heeft ook {name}."
        bar.action.on_click(None)
        await screen.settle()
        assert line(club, player)["shirt_number"] == 1

    at(club, "coach", f"/people/{player}", story)


def test_the_contacts_teams_and_figures_open(club: Club) -> None:
    player = club.ids["U13/3"]

    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        await screen.event(screen.one("Tabs"), "change", "1")
        mine = touchline.reader.teams.season(club.ids["U13"], touchline.now()).players[player]
        [figures] = [one for one in screen.all("ListTile") if "U13: seizoen" in texts(screen, one)]
        assert f"{mine.came} van {mine.marked} keer aanwezig" in texts(screen, figures)
        await screen.event(figures, "click")
        assert touchline.state.place.route == f"/teams/{club.ids['U13']}/season/{player}"
        touchline.back()
        await screen.settle()
        assert touchline.state.place.route == f"/people/{player}"
        await screen.event(screen.one("Tabs"), "change", "1")
        [team] = [one for one in screen.all("ListTile") if "U13" in texts(screen, one)]
        await screen.event(team, "click")
        assert touchline.state.place.route == f"/teams/{club.ids['U13']}"

    at(club, "coach", f"/people/{player}", story)


def test_the_office_corrects_a_team(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        await write(screen, "U13 Rood", "Naam")
        await write(screen, "U13", "Leeftijd, voor evaluaties")
        await save(screen)
        team = touchline.reader.teams.team(club.ids["U13"])
        assert team is not None and (team.name, team.category, team.status) == ("U13 Rood", "U13", "active")
        await write(screen, "", "Naam")
        await save(screen)
        assert box(screen, "Naam").error == "Vul dit in."
        assert (club.store.get("group", club.ids["U13"]) or {})["name"] == "U13 Rood"

    at(club, "secretary", "/teams/{U13}/manage", story)


def test_work_groups_and_teams_of_an_age_are_made(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        await screen.speak("Ploegen toevoegen")
        await write(screen, "U8 A, U8 B", "Namen, met een komma ertussen")
        await write(screen, "U8", "Leeftijd, voor evaluaties")
        await save(screen)
        await screen.speak("Ploegen toevoegen")
        await write(screen, "Kantine", "Namen, met een komma ertussen")
        [chip] = [one for one in screen.all("Chip", screen.questions()) if one.label == "Werkgroep"]
        await screen.event(chip, "select", True)
        await save(screen)
        made = {row["name"]: (row["kind"], row["category"]) for row in club.store.find("group")}
        assert {name: made[name] for name in ("U8 A", "U8 B", "Kantine")} == {
            "U8 A": ("team", "U8"),
            "U8 B": ("team", "U8"),
            "Kantine": ("workgroup", None),
        }
        assert "Werkgroep · 0 leden" in texts(screen)
        [group] = club.store.find("group", name="Kantine")
        club.row("group_member", contact=club.ids["U13/coach"], group=group["id"], function="helper", present=1)
        touchline.state.replica.changed()
        await screen.settle()
        assert "Werkgroep · 1 lid" in texts(screen), "who helps counts too"

    at(club, "secretary", "/teams", story)


def test_who_may_make_none_is_offered_none(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        assert "Ploegen toevoegen" not in labels(screen)

    at(club, "coach", "/teams", story)


def test_the_own_number_counts_where_the_team_gives_none(club: Club) -> None:
    player = club.ids["U13/0"]
    club.store.put("group_member", {**line(club, player), "shirt_number": None})

    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        await screen.speak("Gegevens aanpassen")
        await write(screen, "33", "Eigen rugnummer, waar de ploeg er geen geeft")
        await save(screen)
        [row] = [one for one in touchline.reader.teams.roster(club.ids["U13"]) if one.contact == player]
        assert (row.own, row.shirt) == (None, 33)
        match = touchline.reader.agenda.attendance(club.ids["match"])
        assert [one.shirt for one in match.rows if one.contact == player] == [33]

    at(club, "secretary", f"/people/{player}", story)


def test_a_coach_who_leaves_the_team_leaves_the_role_too_and_both_come_back(club: Club) -> None:
    """An owner ends both in one gesture; else the app would go on showing them the whole team."""
    club.row("role_assignment", user="user-secretary", role="owner", present=1)
    coach = (club.store.get("user_profile", "user-coach") or {})["contact"]
    team = club.ids["U13"]
    if not club.store.find("group_member", contact=coach, group=team):
        club.row("group_member", contact=coach, group=team, function="coach", present=1)

    def roles() -> list[tuple[int, str | None]]:
        found = club.store.find("role_assignment", user="user-coach", role="coach", group=team)
        return [(row["present"], row["to_on"]) for row in found]

    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        name = touchline.reader.teams.names([coach])[coach]
        before = roles()
        await screen.speak(f"Plaats van {name} aanpassen")
        asked = [str(one.value) for one in screen.all("Text", screen.questions())]
        assert any(text.startswith(f"{name} is ook coach van deze ploeg") for text in asked)
        await pressed(screen, "Vandaag is de laatste dag")
        assert {last for _, last in roles()} == {"2026-11-28"}
        verbs = [deed.verb for deed in touchline.reader.outbox.waiting()[-1].deeds]
        assert verbs == ["group.remove_member", *["role.withdraw"] * len(before)]
        bars[-1].action.on_click(None)
        await screen.settle()
        assert [one for one in roles() if one[0]] == [(1, None)] * len(before)

    at(club, "secretary", "/teams/{U13}/manage", story)


def test_who_may_not_end_a_role_is_not_asked(club: Club) -> None:
    coach = (club.store.get("user_profile", "user-coach") or {})["contact"]
    if not club.store.find("group_member", contact=coach, group=club.ids["U13"]):
        club.row("group_member", contact=coach, group=club.ids["U13"], function="coach", present=1)

    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        name = touchline.reader.teams.names([coach])[coach]
        await screen.speak(f"Plaats van {name} aanpassen")
        assert not any("is ook coach" in str(one.value) for one in screen.all("Text", screen.questions()))

    at(club, "secretary", "/teams/{U13}/manage", story)


def test_of_a_season_that_is_over_nobody_is_sent_away_nor_asked_to_stay(club: Club) -> None:
    """Its places ended with it: they are shown on the team's page, and there is nothing to end."""
    club.store.update("season", (club.ids["season"],), {"end_on": "2026-10-31", "current": 0})
    for member in club.store.find("group_member", group=club.ids["U13"]):
        club.store.put("group_member", {**member, "present": 0, "to_on": "2026-10-31"})

    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        names = [one.name for one in touchline.reader.teams.roster(club.ids["U13"])]
        assert len(names) == 15
        said = " ".join((*texts(screen), *labels(screen)))
        assert "Blijft tot" not in said
        assert not [name for name in names if touchline.words("member.change_of", name=name) in said]

    at(club, "secretary", "/teams/{U13}/manage", story)
