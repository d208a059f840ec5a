"""The agenda on a person's page: what they are expected at, in the views of the agenda itself. (feature 35)"""

import asyncio
from collections.abc import Callable, Coroutine

import pytest

from mobile.touchline import Touchline
from shared.domain.attendance import guest_id
from tests.mobile.club import NOW, ZONE, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.screens.agenda.test_agenda_views import look, spoken
from tests.mobile.stage import touchline_of

HOUR = 3_600_000
DAY = 24 * HOUR


@pytest.fixture
def club() -> Club:
    """Ada plays with nobody else, in a team of her own: an agenda that can be read at a glance."""
    club = empty_day(small_club())
    club.row("group_member", contact="ada", group="solo", function="player", present=1)
    for id, days, more in (
        ("past", -3, {"title": "Vorige training"}),
        ("early", 0, {"title": "Vanmorgen", "start_at": NOW - 2 * HOUR}),
        ("next", 0, {"title": "Vanmiddag", "start_at": NOW + 4 * HOUR}),
        ("week", 1, {"title": "Bevroren", "cancelled": 1}),
        ("month", 3, {"title": "Dinsdag"}),
    ):
        start = {"start_at": NOW + days * DAY, "zone": ZONE, "kind": "training", "group": "solo"}
        club.row("activity", id=id, **{**start, **more})
    club.row("activity", id="other", kind="training", title="Van anderen", start_at=NOW + HOUR, zone=ZONE, group="else")
    club.row("activity_guest", id=guest_id("next", "ada"), activity="next", contact="ada", declared="no")
    return club


def empty_day(club: Club) -> Club:
    """With Ada and her team in it, and nothing planned."""
    club.row("contact", id="ada", given_name="Ada", family_name="Bos", status="active")
    for id in ("solo", "else"):
        club.row("group", id=id, name=id, kind="team", season=club.ids["season"], status="active")
    return club


Story = Callable[[Touchline, Drawn], Coroutine[None, None, None]]


def on_the_page(club: Club, story: Story, *, language: str = "nl", wide: bool = False) -> None:
    """The office looks at Ada's agenda."""

    async def run() -> None:
        office = touchline_of(club, "secretary", language)
        async with drawn(office) as screen:
            office.state.place.wide = wide
            office.go("/people/ada")
            await screen.settle()
            [tabs] = screen.all("Tabs")
            await screen.event(tabs, "change", str([tab.label for tab in screen.all("Tab", tabs)].index("Agenda")))
            await story(office, screen)

    asyncio.run(run())


def texts(screen: Drawn) -> list[str]:
    """What stands on the page itself; below it lies the place one came from."""
    return [one.value for one in screen.all("Text", screen.all("View")[-1])]


def titles(screen: Drawn) -> list[str]:
    """The activities in its list, in their order."""
    known = {"Vorige training", "Vanmorgen", "Vanmiddag", "Bevroren", "Dinsdag", "Van anderen"}
    return [text for text in texts(screen) if text in known]


def test_what_comes_stands_above_what_was_each_under_its_day(club: Club) -> None:
    async def story(office: Touchline, screen: Drawn) -> None:
        assert titles(screen) == ["Vanmorgen", "Vanmiddag", "Bevroren", "Dinsdag", "Vorige training"]
        days = ["Vandaag", "Morgen", "Di 1 dec", "Voorbij", "Wo 25 nov"]
        assert [text for text in texts(screen) if text in days] == days
        assert "Nee" in texts(screen)  # what Ada said of this afternoon
        await screen.event(screen.all("ListTile")[-4], "click")
        assert office.state.place.route == "/agenda/next"

    on_the_page(club, story)


def test_a_day_a_week_and_a_month_of_one_person(club: Club) -> None:
    async def story(office: Touchline, screen: Drawn) -> None:
        await look(screen, "day")
        assert titles(screen) == ["Vanmorgen", "Vanmiddag"]
        await screen.speak("Volgende dag")
        assert titles(screen) == ["Bevroren"]
        await look(screen, "week")
        assert titles(screen) == ["Vorige training", "Vanmorgen", "Vanmiddag", "Bevroren"]
        await look(screen, "month")
        assert "dinsdag 1 december 2026: 1 activiteit" in spoken(screen)
        await screen.speak("maandag 30 november 2026: 0 activiteiten")
        assert (titles(screen), "Niets gepland." in texts(screen)) == ([], True)
        await screen.press("TextButton", "Vandaag")
        assert titles(screen) == ["Vanmorgen", "Vanmiddag"]

    on_the_page(club, story)


def test_on_a_desk_the_week_is_columns_and_a_day_of_the_month_opens(club: Club) -> None:
    async def story(office: Touchline, screen: Drawn) -> None:
        await look(screen, "week")
        assert [label for label in spoken(screen) if label.startswith(("07:", "09:", "13:"))] == [
            "09:05, Vorige training",
            "07:05, Vanmorgen",
            "13:05, Vanmiddag",
            "09:05, Bevroren, Afgelast",
        ]
        await look(screen, "month")
        assert {"07:05 Vanmorgen", "13:05 Vanmiddag"} <= set(texts(screen))
        await screen.speak("dinsdag 1 december 2026: 1 activiteit")
        assert titles(screen) == ["Dinsdag"]
        assert screen.one("SegmentedButton").selected == ["day"]

    on_the_page(club, story, wide=True)


def test_beside_a_list_on_a_small_desk_a_week_is_a_list(club: Club) -> None:
    async def story(office: Touchline, screen: Drawn) -> None:
        [room] = [one for one in screen.all("Container") if getattr(one, "on_size_change", None)]
        await look(screen, "week")
        assert titles(screen)[0] == "Vorige training" and "09:05, Vorige training" in spoken(screen)
        await screen.event(room, "size_change", {"w": 527.0, "h": 600.0})
        assert "09:05, Vorige training" not in spoken(screen)
        assert titles(screen) == ["Vorige training", "Vanmorgen", "Vanmiddag", "Bevroren"]
        [room] = [one for one in screen.all("Container") if getattr(one, "on_size_change", None)]
        await screen.event(room, "size_change", {"w": 783.0, "h": 600.0})
        assert "09:05, Vorige training" in spoken(screen)

    on_the_page(club, story, wide=True)


def test_a_third_of_one_day_is_counted_for_the_head_of_the_page_takes_height(club: Club) -> None:
    club.row("activity", id="third", kind="match", title="Vanavond", start_at=NOW + 9 * HOUR, zone=ZONE, group="solo")

    async def story(office: Touchline, screen: Drawn) -> None:
        await look(screen, "month")
        assert [text for text in texts(screen) if text in ("07:05 Vanmorgen", "13:05 Vanmiddag", "nog 2")] == [
            "07:05 Vanmorgen",
            "nog 2",
        ]

    on_the_page(club, story, wide=True)


@pytest.mark.parametrize(
    ("language", "none", "nothing"),
    [("nl", "Niets gepland", "Niets gepland."), ("en", "Nothing planned", "Nothing planned.")],
)
def test_an_agenda_with_nothing_in_it_says_so_in_each_view(language: str, none: str, nothing: str) -> None:
    async def story(office: Touchline, screen: Drawn) -> None:
        assert none in texts(screen)
        for view in ("day", "week", "month"):
            await look(screen, view)
            assert nothing in texts(screen)

    on_the_page(empty_day(small_club()), story, language=language)


def test_the_agenda_of_the_office_stays_as_it_looked_at_it(club: Club) -> None:
    """What somebody chooses on a person's page is not what they chose for their own agenda."""

    async def story(office: Touchline, screen: Drawn) -> None:
        await look(screen, "month")
        assert (office.state.looking.view, office.state.looking.on) == ("list", None)

    on_the_page(club, story)
