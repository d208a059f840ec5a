"""A club that just began finds its feet: a list on its owner's front page that ticks itself. (features 33, 34, 39)"""

import asyncio
from collections.abc import Callable, Coroutine

import flet as ft
import pytest

from mobile.reader import Reader
from mobile.reader.starting import Start
from mobile.touchline import Touchline
from tests.mobile.club import NOW, Club, empty_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.stage import touchline_of

Story = Callable[[Touchline, Drawn], Coroutine[None, None, None]]
SHOWN: list[ft.DialogControl] = []
HOME = "Aan de slag"


@pytest.fixture
def club() -> Club:
    """Koen came in a minute ago and named the club; nobody else is here."""
    club = empty_club()
    club.row("contact", id="koen", given_name="Koen", family_name="Peeters", status="active")
    for role in ("owner", "secretary"):
        club.row("user_profile", id=f"user-{role}", contact="koen", username=role)
        club.row("role_assignment", user=f"user-{role}", role=role, present=1)
    club.row("setting", id="club", value='{"name":"KV De Meers","label_keys":{"1":"x"}}')
    return club


def at_home(club: Club, story: Story, role: str = "owner", path: str = "/") -> None:
    async def run() -> None:
        touchline = touchline_of(club, role, show=SHOWN.append)
        async with drawn(touchline) as screen:
            touchline.go(path)
            await screen.settle()
            await story(touchline, screen)

    asyncio.run(run())


def said(screen: Drawn, under: object = None) -> str:
    return "\n".join(str(text.value) for text in screen.all("Text", under))


def step(screen: Drawn, title: str) -> object:
    """The row of a step."""
    [found] = [tile for tile in screen.all("ListTile") if said(screen, tile).startswith(title)]
    return found


async def press(screen: Drawn, name: str) -> None:
    """A button of the question that stands over the page."""
    [question] = screen.questions()
    [button] = [one for one in screen.all("FilledButton", question) if one.content == name]
    await screen.event(button, "click")


async def write(screen: Drawn, text: str, label: str) -> None:
    """Into a field of the question that stands over the page."""
    [question] = screen.questions()
    [box] = [one for one in screen.all("TextField", question) if one.label == label]
    await screen.event(box, "change", text)


def test_the_owner_walks_from_an_empty_club_to_the_first_invitation(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        assert said(screen, step(screen, "Clubgegevens")).endswith("Klaar")
        assert step(screen, "Eerste ploegen").on_click is None, "first the season"  # type: ignore[attr-defined]  # a tile
        assert said(screen, step(screen, "Eerste ploegen")).endswith("Na de stap 'Eerste seizoen'.")
        await screen.event(step(screen, "Eerste seizoen"), "click")
        await press(screen, "Maak seizoen 2026-2027")
        assert said(screen, step(screen, "Eerste seizoen")).endswith("Klaar")
        await screen.event(step(screen, "Eerste ploegen"), "click")
        await write(screen, "U9, U11 A,, U9 ", "Namen, met een komma ertussen")
        await press(screen, "Opslaan")
        assert [team.name for team in touchline.reader.people.teams()] == ["U9", "U11 A"]
        assert step(screen, "Eerste uitnodigingen").on_click is None  # type: ignore[attr-defined]  # a tile
        await screen.event(step(screen, "Eerste mensen"), "click")
        assert touchline.state.place.route == "/people/new"
        made = {"given_name": "Mia", "status": "active"}
        assert touchline.do("contact.create", id=touchline.writer.new_id(), **made).refusal is None
        touchline.go("/")
        await screen.settle()
        await screen.event(step(screen, "Eerste uitnodigingen"), "click")
        assert touchline.state.place.route == "/people/invite"
        touchline.go("/")
        club.row("user_profile", id="user-mia", contact="mia", username="mia")
        touchline.state.replica.changed()
        await screen.settle()
        assert HOME not in said(screen), "nothing is left"

    at_home(club, story)


def test_others_have_no_such_list(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        assert HOME not in said(screen)

    at_home(club, story, "secretary")


@pytest.mark.parametrize(
    ("table", "row", "step"),
    [
        ("season", {"name": "2026", "current": 1}, "season"),
        ("contact", {"given_name": "Mia", "status": "active"}, "people"),
        ("invitation", {"contact": "mia", "purpose": "join", "state": "withdrawn", "asked_at": NOW}, "invited"),
    ],
)
def test_each_step_is_read_from_the_rows(club: Club, table: str, row: dict[str, object], step: str) -> None:
    club.store.delete("user_profile", "user-secretary")
    club.row("setting", id="club", value="{}")
    club.row("season", name="2019", current=0)
    club.row("invitation", contact="koen", purpose="join", state="accepted", asked_at=NOW)
    before = Reader(club.store.connection).starting.stands("koen")
    assert before == Start(False, False, False, False, False)
    club.row(table, **row)
    after = Reader(club.store.connection).starting.stands("koen")
    assert after == Start(**{**vars(before), step: True})
    assert not after.done


def test_what_the_club_says_of_itself_is_kept_beside_its_name(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        await screen.event(step(screen, "Clubgegevens"), "click")
        await write(screen, "KV Nieuw", "Naam van de club")
        await write(screen, "BE68 5390 0754 7035", "Rekening waarop leden betalen (IBAN)")
        await press(screen, "Opslaan")
        assert touchline.reader.clubs.card().name == "KV De Meers", "the account is wrong"
        await write(screen, "BE68 5390 0754 7034", "Rekening waarop leden betalen (IBAN)")
        await press(screen, "Opslaan")
        assert touchline.reader.clubs.said() == {
            "name": "KV Nieuw",
            "label_keys": {"1": "x"},
            "iban": "BE68539007547034",
        }

    at_home(club, story, path="/more")


def test_somebody_joins_a_team_and_it_can_be_taken_back(club: Club) -> None:
    club.row("season", id="season", name="2026-2027", current=1)
    club.row("group", id="team-u9", name="U9", kind="team", season="season", status="active")

    async def story(touchline: Touchline, screen: Drawn) -> None:
        [tabs] = screen.all("Tabs")
        await screen.event(tabs, "change", str([tab.label for tab in screen.all("Tab", tabs)].index("Ploegen")))
        [coach] = [chip for chip in screen.all("Chip") if chip.label == "Coach"]
        await screen.event(coach, "select", True)
        [team] = [chip for chip in screen.all("Chip") if chip.label == "U9"]
        await screen.event(team, "select", True)
        [(function, person)] = touchline.reader.people.team("team-u9")
        assert (function, person.id) == ("coach", "koen")
        assert "Zet in een ploeg" not in said(screen)
        told = SHOWN[-1]
        assert isinstance(told, ft.SnackBar)
        assert isinstance(told.action, ft.SnackBarAction)
        told.action.on_click(None)  # type: ignore[misc]  # the tap on "undo"
        assert touchline.reader.people.team("team-u9") == ()

    at_home(club, story, "secretary", "/people/koen")
