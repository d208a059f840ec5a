"""A template lives on: its words are mended, what is asked changes, rounds follow each other, and it is copied."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from mobile.screens.evaluations.criteria import lines_of, read_lines, scales_of
from mobile.touchline import Touchline
from tests.mobile.club import NOW, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.looking import box, place, texts, write
from tests.mobile.reader.test_evaluations import ask, give
from tests.mobile.stage import touchline_of

Story = Callable[[Touchline, Drawn, list[Any]], Coroutine[None, None, None]]
DAY = 24 * 3600 * 1000
TEMPLATE = "/evaluations/template/youth"


@pytest.fixture
def club() -> Club:
    club = small_club()
    ask(club, group=club.ids["U13"], category=None)
    return club


def at(club: Club, role: str, route: str, story: Story) -> None:
    async def run() -> None:
        bars: list[Any] = []
        touchline = touchline_of(club, role, show=bars.append)
        touchline.state.place.route = route
        async with drawn(touchline) as screen:
            await story(touchline, screen, bars)

    asyncio.run(run())


async def press(screen: Drawn, name: str) -> None:
    kinds = ("FilledButton", "FilledTonalButton", "OutlinedButton", "TextButton")
    found = [one for kind in kinds for one in screen.all(kind, place(screen)) if one.content == name]
    [button] = [one for one in found if not one.disabled]
    await screen.event(button, "click")


def asked(touchline: Touchline) -> list[tuple[str, bool]]:
    return [(one.name, one.retired) for one in touchline.reader.evaluations.asked("youth")]


def test_a_new_round_is_an_empty_sheet_and_the_line_of_a_player_goes_on(club: Club) -> None:
    player = club.ids["U13/0"]
    give(club, player, final=NOW - 9 * DAY, passing=3, shot=6, effort=1)
    give(club, club.ids["U13/1"], final=None, passing=4)

    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        reader = touchline.reader.evaluations
        await press(screen, "Nieuwe ronde")
        assert "1 evaluatie van deze ronde is nog niet definitief" in texts(screen, place(screen))
        await write(screen, "1/11/2026", "Van")
        await press(screen, "Opslaan")
        assert box(screen, "Van").error == "Kies een dag na 1 nov 2026: toen begon de vorige ronde."
        await write(screen, "28/11/2026", "Van")
        await write(screen, "1/11/2026", "Tot en met")
        await press(screen, "Opslaan")
        kept = reader.template("youth")
        assert kept is not None and kept.from_on == "2026-11-01", "an end before its start is refused"
        await write(screen, "20/12/2026", "Tot en met")
        await press(screen, "Opslaan")
        assert bars[-1].action.label == "Ongedaan maken"
        found = reader.round("youth", club.ids["U13"], "2026-11-28")
        assert found is not None
        assert {(line.state, line.round_on) for line in found.lines} == {("open", "2026-11-28")}
        now = give(club, player, on="2026-11-28", final=NOW, passing=5, shot=8, effort=2)
        report = reader.report(now)
        assert report is not None and report.previous is not None
        assert [at for at, _ in report.trend] == [NOW - 9 * DAY, NOW]

    at(club, "coach", TEMPLATE, story)


def test_words_are_mended_and_taken_back(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        await screen.speak("passing aanpassen")
        await write(screen, "", "Wat je vraagt")
        await press(screen, "Opslaan")
        assert box(screen, "Wat je vraagt").error == "Vul dit in."
        await write(screen, "Passing met links", "Wat je vraagt")
        await press(screen, "Opslaan")
        assert asked(touchline)[0] == ("Passing met links", False)
        bars[-1].action.on_click(None)
        await screen.settle()
        assert asked(touchline)[0] == ("passing", False)

    at(club, "coach", TEMPLATE, story)


def test_another_weight_is_another_criterion_and_what_was_scored_stays(club: Club) -> None:
    report = give(club, club.ids["U13/0"], passing=4, shot=6, effort=1)

    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        before = touchline.reader.evaluations.report(report)
        await screen.speak("shot aanpassen")
        assert box(screen, "Hoe je antwoordt en hoe zwaar het telt").value == "0-10"
        await write(screen, "soms", "Hoe je antwoordt en hoe zwaar het telt")
        await press(screen, "Opslaan")
        assert box(screen, "Hoe je antwoordt en hoe zwaar het telt").error == "Gebruik gewone tekst."
        await write(screen, "0-20 x3", "Hoe je antwoordt en hoe zwaar het telt")
        await press(screen, "Opslaan")
        assert asked(touchline) == [
            ("passing", False), ("shot", True), ("effort", False), ("words", False), ("shot", False),
        ]  # fmt: skip
        new = touchline.reader.evaluations.asked("youth")[-1].criterion
        assert (new.category, new.low, new.high, new.weight) == ("Techniek", 0, 20, 3)
        after = touchline.reader.evaluations.report(report)
        assert before is not None and after is not None
        assert (after.result.total, after.result.categories) == (before.result.total, before.result.categories)
        bars[-1].action.on_click(None)
        await screen.settle()
        assert [retired for _, retired in asked(touchline)] == [False, False, False, False, True]

    at(club, "coach", TEMPLATE, story)


def test_what_is_asked_no_more_may_be_asked_again(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        await screen.speak("effort aanpassen")
        await press(screen, "Niet meer vragen")
        assert asked(touchline)[2] == ("effort", True)
        assert "Wordt niet meer gevraagd" in texts(screen)
        await screen.speak("effort weer vragen")
        assert asked(touchline)[2] == ("effort", False)
        assert "Wordt niet meer gevraagd" not in texts(screen)

    at(club, "coach", TEMPLATE, story)


def test_more_is_asked_and_each_line_says_what_it_was_read_as(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        await press(screen, "Criteria toevoegen")
        await write(screen, "# Fysiek\nSnelheid: 0-10 x2\n: 1-5\nInzet: soms\nSprong: 9-3", "Criteria")
        said = texts(screen, place(screen))
        assert "Snelheid - van 0 tot 10 · telt 2 keer" in said
        assert 'Lijn 3, ": 1-5": zet er een naam voor, en hoogstens één dubbelpunt.' in said
        assert 'Lijn 4, "Inzet: soms": geef twee tot negen keuzes, met een komma ertussen.' in said
        assert [text for text in said if text.startswith("Lijn 5")] != []
        await press(screen, "Criteria toevoegen")
        assert len(asked(touchline)) == 4, "nothing is kept while a line is wrong"
        await write(screen, "# Fysiek\nSnelheid: 0-10 x2", "Criteria")
        await press(screen, "Criteria toevoegen")
        assert asked(touchline)[4:] == [("Snelheid", False)]
        assert screen.questions() == []

    at(club, "coach", TEMPLATE, story)


def test_a_template_is_used_no_more_and_again(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        await press(screen, "Niet meer gebruiken")
        assert touchline.reader.evaluations.templates_for(club.ids["U13"]) == ()
        touchline.go("/evaluations")
        await screen.settle()
        [tile] = [one for one in screen.all("ListTile") if "Niet meer gebruikt" in texts(screen, one)]
        await screen.event(tile, "click")
        await press(screen, "Weer gebruiken")
        assert [one.id for one in touchline.reader.evaluations.templates_for(club.ids["U13"])] == ["youth"]

    at(club, "coach", TEMPLATE, story)


def test_a_copy_begins_with_what_is_asked_now(club: Club) -> None:
    club.store.put("criterion", {**(club.store.get("criterion", "effort") or {}), "retired": 1})

    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        await press(screen, "Kopiëren")
        assert box(screen, "Criteria").value == "# Techniek\npassing x2\nshot: 0-10\n# Groei\nwords: tekst"
        await write(screen, "Jeugd lente", "Naam")
        await press(screen, "Opslaan")
        [made] = [one for one in touchline.reader.evaluations.templates() if one.name == "Jeugd lente"]
        assert (made.group, made.self_too, made.from_on) == (club.ids["U13"], True, None)
        copied = touchline.reader.evaluations.asked(made.id)
        assert [(one.name, one.criterion.category, one.criterion.weight) for one in copied] == [
            ("passing", "Techniek", 2), ("shot", "Techniek", 1), ("words", "Groei", 1),
        ]  # fmt: skip

    at(club, "coach", TEMPLATE, story)


def test_a_wrong_line_keeps_a_new_template_from_being_saved(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        await write(screen, "Inzet: soms", "Criteria")
        await write(screen, "Rapport", "Naam")
        await press(screen, "Opslaan")
        assert "Kijk hierboven na wat er niet klopt." in texts(screen)
        assert (box(screen, "Naam").value, box(screen, "Criteria").value) == ("Rapport", "Inzet: soms")
        assert [one.name for one in touchline.reader.evaluations.templates()] == ["Jeugd"]

    at(club, "coach", "/evaluations/new", story)


@pytest.mark.parametrize("role", ["secretary", "equipment"])
def test_who_may_not_keep_it_does_not_see_its_page(club: Club, role: str) -> None:
    async def story(touchline: Touchline, screen: Drawn, bars: list[Any]) -> None:
        assert "Deze evaluatie is hier niet" in texts(screen)
        assert screen.all("TextField") == []

    at(club, role, TEMPLATE, story)


def test_what_is_written_back_is_read_as_the_same(club: Club) -> None:
    touchline = touchline_of(club, "coach")
    before = touchline.reader.evaluations.asked("youth")
    read = read_lines(lines_of(before, touchline.words), *scales_of(touchline.words))
    assert [one.said["name"] for one in read] == [one.name for one in before]
    assert [vars(one.criterion) | {"id": ""} for one in read] == [vars(one.criterion) | {"id": ""} for one in before]
