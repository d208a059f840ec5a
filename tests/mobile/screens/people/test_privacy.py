"""What somebody agreed to, all their data as a file, and the two steps before it is erased."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from mobile.privacy import Privacy
from mobile.screens.people.privacy import said
from mobile.touchline import Touchline
from mobile.words import Words
from shared.actions.erasing import FATES, about, sides_of
from shared.errors import Malformed, TooMany, TouchlineError, Unreachable
from tests.mobile.club import DAY, NOW, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.stage import touchline_of

PLAN = {
    "name": "Lars Peeters",
    "goes": {"contact": 1, "contact_point": 2},
    "bare": {"activity": 3},
    "stays": [{"table": "invoice", "count": 2, "why": "books", "until": "2036-12-31"}],
    "history": 41,
    "files": 1,
    "devices": 1,
    "open_cents": 5000,
    "blocked": None,
}


class Server:
    """Answers what it was told to, and remembers what it was asked."""

    def __init__(self, **plan: Any) -> None:
        self.plan = {**PLAN, **plan}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.refuses: TouchlineError | None = None

    async def ask(self, path: str, wish: dict[str, Any]) -> Mapping[str, Any]:
        self.asked.append((path, wish))
        if self.refuses is not None:
            raise self.refuses
        return {"ticket": "t1"} if path == "/api/archive" else {"plan": self.plan, "done": wish["name"] is not None}


def device_of(role: str, server: Server, *roles: str, **doors: Any) -> tuple[Club, Touchline]:
    club = furnish(small_club())
    privacy = Privacy(server.ask, lambda: "https://club.example/")
    touchline = touchline_of(club, role, privacy=privacy, **doors)
    touchline.state.me.roles |= frozenset(roles)
    return club, touchline


def told(screen: Drawn) -> list[str]:
    """Every text of the sheet that stands over the page."""
    [sheet] = screen.questions()
    return [text.value for text in screen.all("Text", sheet)]


def test_a_member_agrees_and_takes_it_back() -> None:
    club, member = device_of("member", Server())
    me = member.state.me.contact or ""
    member.state.place.route = f"/people/{me}"

    async def story() -> None:
        async with drawn(member) as screen:
            assert [one.content for one in screen.all("TextButton")].count("Toestaan") == 3
            [first, *_] = [one for one in screen.all("TextButton") if one.content == "Toestaan"]
            await screen.event(first, "click")
            assert [one.content for one in screen.all("TextButton")].count("Toestaan") == 2
            await screen.press("TextButton", "Intrekken")
            assert [one.content for one in screen.all("TextButton")].count("Toestaan") == 3

    asyncio.run(story())
    [row] = club.store.find("consent")
    assert (row["contact"], row["purpose"], row["given_at"], row["withdrawn_at"]) == (me, "photo", NOW, NOW)


def test_every_time_is_told_the_newest_first() -> None:
    club, member = device_of("member", Server())
    me = member.state.me.contact or ""
    once = {"contact": me, "purpose": "photo", "given_by": "user-member"}
    club.row("consent", **once, given_at=NOW - 9 * DAY, withdrawn_at=NOW - 8 * DAY)
    club.row("consent", **once, given_at=NOW - DAY)
    lines = said(member, member.reader.consents.of(me)).split("\n")
    assert lines == [f"sinds gisteren, door {member.state.me.name}", "gegeven do 19 nov, ingetrokken vr 20 nov"]
    assert said(member, ()) == "geen toestemming"


def test_a_coach_reads_it_and_changes_nothing() -> None:
    club, coach = device_of("coach", Server())
    player = club.ids["U13/0"]
    club.row("consent", contact=player, purpose="photo", given_by="user-member", given_at=NOW)
    coach.state.place.route = f"/people/{player}"

    async def story() -> None:
        async with drawn(coach) as screen:
            titles = screen.texts("ListTile")
            assert "Foto's tonen" in titles
            assert not {"Alle gegevens opvragen", "Gegevens wissen"} & set(titles)
            assert not {"Intrekken", "Toestaan"} & {one.content for one in screen.all("TextButton")}

    asyncio.run(story())


def tile(screen: Drawn, title: str) -> Any:
    [found] = [one for one in screen.all("ListTile") if screen.all("Text", one.title)[0].value == title]
    return found


def test_erasing_takes_two_steps_and_the_name() -> None:
    server = Server()
    club, owner = device_of("secretary", server, "owner")
    player = club.ids["U13/0"]
    owner.state.place.route = f"/people/{player}"

    async def story() -> None:
        async with drawn(owner) as screen:
            await screen.event(tile(screen, "Gegevens wissen"), "click")
            texts = told(screen)
            assert {"Persoon: 1", "Telefoon en e-mail: 2", "41 regels geschiedenis", "Activiteiten: 3"} <= set(texts)
            assert "Facturen: 2, voor de boekhouding, tot 31 dec 2036" in texts
            open_yet = owner.words.money(5000)
            assert f"Er staat nog {open_yet} open. Na het wissen kan niemand daaraan herinnerd worden." in texts
            assert [one.content for one in screen.all("FilledButton", screen.questions())] == []
            await step(screen, "FilledTonalButton", "Ik heb het gelezen, ga verder")
            [name] = screen.all("TextField", screen.questions())
            await screen.event(name, "change", "Lars Peeters")
            await step(screen, "FilledButton", "Voorgoed wissen")
            assert [one for one in screen.questions() if one.open] == []

    asyncio.run(story())
    assert server.asked == [
        ("/api/erasure", {"contact": player, "name": None}),
        ("/api/erasure", {"contact": player, "name": "Lars Peeters"}),
    ]


async def step(screen: Drawn, kind: str, name: str) -> None:
    [found] = [one for one in screen.all(kind, screen.questions()) if one.content == name]
    await screen.event(found, "click")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_whatever_can_go_or_stay_has_a_name(language: str) -> None:
    words = Words(language)
    gone = {table.name for into in ("contact", "user_profile") for table, _ in about(into)}
    gone |= {table.name for noun in ("contact", "user") for table in sides_of(noun)}
    told = {"contact", "activity", *gone, *FATES} - {"allocation"}
    assert [name for name in sorted(told) if not words.has(f"data.{name}")] == []


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (Malformed("invalid", 422), "Dat is niet de volledige naam. Er is niets gewist."),
        (Malformed("last_owner", 422), "Een club houdt altijd minstens één eigenaar."),
        (Unreachable(), "Hiervoor is de club nodig: probeer het opnieuw met netwerk."),
    ],
)
def test_why_nothing_was_erased(problem: TouchlineError, sentence: str) -> None:
    server = Server()
    club, owner = device_of("secretary", server, "owner")
    owner.state.place.route = f"/people/{club.ids['U13/0']}"

    async def story() -> None:
        async with drawn(owner) as screen:
            await screen.event(tile(screen, "Gegevens wissen"), "click")
            await step(screen, "FilledTonalButton", "Ik heb het gelezen, ga verder")
            server.refuses = problem
            await step(screen, "FilledButton", "Voorgoed wissen")
            assert sentence in told(screen)

    asyncio.run(story())


def test_what_must_be_settled_first_leaves_no_way_on() -> None:
    club, owner = device_of("secretary", Server(blocked="still_holds"), "owner")
    owner.state.place.route = f"/people/{club.ids['U13/0']}"

    async def story() -> None:
        async with drawn(owner) as screen:
            await screen.event(tile(screen, "Gegevens wissen"), "click")
            assert "Deze persoon heeft nog materiaal van de club. Neem dat eerst terug." in told(screen)
            assert [*screen.all("FilledTonalButton", screen.questions())] == []

    asyncio.run(story())


def test_the_file_is_fetched_with_a_tap_after_the_password() -> None:
    server, opened = Server(), list[str]()
    club, office = device_of("secretary", server, open_url=opened.append)
    player = club.ids["U13/0"]
    office.state.place.route = f"/people/{player}"

    async def story() -> None:
        async with drawn(office) as screen:
            await screen.event(tile(screen, "Alle gegevens opvragen"), "click")
            [password] = screen.all("TextField", screen.questions())
            await screen.event(password, "change", "een lang wachtwoord")
            server.refuses = TooMany()
            await step(screen, "FilledButton", "Bestand maken")
            assert "Dit kan vijf keer per dag. Probeer het morgen opnieuw." in told(screen)
            server.refuses = None
            await step(screen, "FilledButton", "Bestand maken")
            assert opened == []
            await step(screen, "FilledButton", "Downloaden")

    asyncio.run(story())
    assert opened == ["https://club.example/api/archive/t1"]
    assert server.asked[-1] == ("/api/archive", {"contact": player, "password": "een lang wachtwoord"})
