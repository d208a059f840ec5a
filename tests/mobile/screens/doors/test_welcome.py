"""Where a link leads to, and the other ways in. (feature 39)"""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from mobile.entrance import Invited, read_invited
from mobile.screens.doors.other_ways import server_in
from mobile.screens.doors.welcome import wrong
from mobile.state import Link
from mobile.touchline import Touchline
from mobile.words import Words
from shared.domain.invitation import secret_of
from shared.errors import Malformed, TouchlineError, Unreachable
from tests.mobile.club import small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.stage import touchline_of

SECRET = secret_of(b"sixteen bytes of")
LINK = f"https://club.be/#/welcome/{SECRET}"
GOOD = "een lang wachtwoord"


@dataclass
class FakeEntrance:
    """Knows one invitation, and remembers what it was asked. `fails` is raised once."""

    invited: Invited = field(default_factory=lambda: Invited("join", "Mia", ""))
    fails: TouchlineError | None = None
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def _say(self, *words: str) -> None:
        self.asked.append(words)
        problem, self.fails = self.fails, None
        if problem is not None:
            raise problem

    async def look(self, server: str, secret: str) -> Invited:
        self._say("look", server, secret)
        return self.invited

    async def accept(self, server: str, secret: str, username: str, password: str, **more: Any) -> None:
        said = [*more.get("founding", {}).values(), *([more["code"]] if "code" in more else [])]
        self._say("accept", server, secret, username, password, *said)

    async def forgot(self, server: str, username: str) -> None:
        self._say("forgot", server, username)

    async def change(self, old: str, new: str, code: str = "") -> None:
        self._say("change", old, new, *([code] if code else []))


def visitor(entrance: FakeEntrance, secret: str = SECRET, user: str | None = None) -> Touchline:
    """Nobody yet, in Dutch, who came by a link; or somebody who signed in before."""
    touchline = touchline_of(small_club(), "member", entrance=entrance)
    touchline.state.me.user = user
    state = replace(touchline.state, link=Link(secret, "https://club.be"))
    return replace(touchline, state=state)


def said(screen: Drawn) -> str:
    """Every text on the screen."""
    return "\n".join(str(text.value) for text in screen.all("Text"))


def test_who_follows_a_link_chooses_and_is_in() -> None:
    async def story() -> None:
        entrance = FakeEntrance()
        touchline = visitor(entrance)
        async with drawn(touchline) as screen:
            assert "Dag Mia" in said(screen)
            await screen.write("mia", "Kies een gebruikersnaam")
            await screen.write(GOOD, "Kies een wachtwoord")
            await screen.press("FilledButton", "Begin")
        assert entrance.asked == [
            ("look", "https://club.be", SECRET),
            ("accept", "https://club.be", SECRET, "mia", GOOD),
        ]
        assert touchline.state.link.secret == ""

    asyncio.run(story())


def test_what_is_wrong_is_said_while_typing_and_what_was_typed_stays() -> None:
    async def story() -> None:
        entrance = FakeEntrance()
        async with drawn(visitor(entrance)) as screen:
            await screen.write("mi", "Kies een gebruikersnaam")
            assert "Neem een naam van 3 tot 60 tekens." in said(screen)
            await screen.write("mia", "Kies een gebruikersnaam")
            await screen.write("welkom123456", "Kies een wachtwoord")
            assert "Dit wachtwoord proberen anderen als eerste. Kies een ander." in said(screen)
            await screen.press("FilledButton", "Begin")
            assert [words[0] for words in entrance.asked] == ["look"]
            await screen.write(GOOD, "Kies een wachtwoord")
            entrance.fails = Malformed("exists", 422)
            await screen.press("FilledButton", "Begin")
            assert "Deze gebruikersnaam is al van iemand anders. Kies een andere." in said(screen)
            await screen.press("FilledButton", "Begin")
            assert entrance.asked[-1][3:] == ("mia", GOOD)

    asyncio.run(story())


def test_the_first_owner_names_the_club() -> None:
    async def story() -> None:
        entrance = FakeEntrance(invited=Invited("found", "", ""))
        touchline = visitor(entrance)
        async with drawn(touchline) as screen:
            assert "Een nieuwe club" in said(screen)
            await screen.write("koen", "Kies een gebruikersnaam")
            await screen.write(GOOD, "Kies een wachtwoord")
            await screen.press("FilledButton", "Begin met deze club")
            assert "Vul de naam van de club en je voornaam in." in said(screen)
            await screen.write("KV De Meers", "Naam van de club")
            await screen.write(" Koen", "Je voornaam")
            await screen.press("FilledButton", "Begin met deze club")
            assert entrance.asked[-1][3:] == ("koen", GOOD, "KV De Meers", "Koen", "")
            assert touchline.state.link.secret == ""

    asyncio.run(story())


def test_a_dead_link_says_what_to_do_before_anybody_types() -> None:
    async def story() -> None:
        entrance = FakeEntrance(fails=Malformed("dead_link", 404))
        touchline = visitor(entrance)
        async with drawn(touchline) as screen:
            assert "Vraag het secretariaat om een nieuwe." in said(screen)
            assert screen.all("TextField") == []
            await screen.press("TextButton", "Probeer opnieuw")
            assert "Dag Mia" in said(screen)
            await screen.press("TextButton", "Naar de gewone aanmelding")
            assert "Welkom bij je club" in said(screen)

    asyncio.run(story())


def test_another_password_is_for_the_name_that_one_has() -> None:
    async def story() -> None:
        entrance = FakeEntrance(Invited("reset", "Mia", "mia"))
        async with drawn(visitor(entrance)) as screen:
            assert "Je meldt je aan als mia" in said(screen)
            await screen.write(GOOD)
            await screen.press("FilledButton", "Bewaar wachtwoord")
        assert entrance.asked[-1] == ("accept", "https://club.be", SECRET, "mia", GOOD)

    asyncio.run(story())


@pytest.mark.parametrize(
    ("invited", "mine"),
    [
        (Invited("join", "Mia", ""), False),
        (Invited("reset", "Mia", "mia"), False),
        (Invited("reset", "Els", "member"), True),
    ],
)
def test_on_the_device_of_somebody_a_link_of_another_uses_nothing_up(invited: Invited, mine: bool) -> None:
    async def story() -> None:
        entrance = FakeEntrance(invited)
        async with drawn(visitor(entrance, user="user-member")) as screen:
            assert ("Op dit toestel is al iemand aangemeld." in said(screen)) is not mine
            assert bool(screen.all("TextField")) is mine

    asyncio.run(story())


def test_a_link_is_pasted_where_it_cannot_be_opened() -> None:
    async def story() -> None:
        entrance = FakeEntrance()
        touchline = visitor(entrance, secret="")
        async with drawn(touchline) as screen:
            await screen.press("TextButton", "Ik heb een uitnodiging")
            [question] = screen.questions()
            [box] = screen.all("TextField", question)
            await screen.event(box, "change", "geen link")
            [go] = screen.all("FilledButton", question)
            await screen.event(go, "click")
            assert any("Dit is geen link" in str(text.value) for text in screen.all("Text", question))
            await screen.event(box, "change", LINK)
            [go] = screen.all("FilledButton", question)  # an error pushed it down
            await screen.event(go, "click")
            assert "Dag Mia" in said(screen)
        assert entrance.asked == [("look", "https://club.be", SECRET)]

    asyncio.run(story())


def test_a_forgotten_password_is_asked_for_and_the_answer_is_the_same() -> None:
    async def story() -> None:
        entrance = FakeEntrance()
        touchline = visitor(entrance, secret="")
        touchline.state.preferences.server = "https://club.be"
        async with drawn(touchline) as screen:
            await screen.press("TextButton", "Wachtwoord vergeten?")
            [question] = screen.questions()
            [box] = screen.all("TextField", question)
            await screen.event(box, "change", " mia ")
            [go] = screen.all("FilledButton", question)
            await screen.event(go, "click")
            [question] = screen.questions()
            assert any("een mail onderweg" in str(text.value) for text in screen.all("Text", question))
        assert entrance.asked == [("forgot", "https://club.be", "mia")]

    asyncio.run(story())


@pytest.mark.parametrize(
    ("text", "known", "server"),
    [
        (LINK, "", "https://club.be"),
        (LINK, "https://other.be", "https://club.be"),
        (SECRET, "https://club.be", "https://club.be"),
        (SECRET, "", None),
        (f"http://evil.example/#/welcome/{SECRET}", "", None),
    ],
)
def test_the_server_of_a_link(text: str, known: str, server: str | None) -> None:
    touchline = visitor(FakeEntrance())
    touchline.state.preferences.server = known
    assert server_in(touchline, text) == server


def test_a_field_that_nobody_touched_is_not_wrong_yet() -> None:
    words, empty = Words("en"), {"username": "", "password": ""}
    assert wrong(words, empty, join=True, unfinished=True) == ""
    assert wrong(words, empty, join=True) == "Take a name of 3 to 60 characters."
    assert wrong(words, empty, join=False) == "Take 12 to 128 characters. A few words in a row will do."


@pytest.mark.parametrize("answer", [{}, {"purpose": "other"}, {"purpose": "join", "given_name": 7}])
def test_an_answer_that_is_not_ours_is_no_network(answer: dict[str, object]) -> None:
    with pytest.raises(Unreachable):
        read_invited(answer)


def test_the_password_is_changed_under_security() -> None:
    async def story() -> None:
        entrance = FakeEntrance()
        touchline = visitor(entrance, secret="", user="user-member")
        async with drawn(touchline) as screen:
            touchline.go("/security")
            await screen.settle()
            [tile] = [one for one in screen.all("ListTile") if "Wachtwoord veranderen" in str(one.title.value)]
            await screen.event(tile, "click")
            [question] = screen.questions()
            old, new = screen.all("TextField", question)
            await screen.event(old, "change", "het oude wachtwoord")
            await screen.event(new, "change", "kort")
            assert any("Neem 12 tot 128" in str(text.value) for text in screen.all("Text", question))
            await screen.event(new, "change", GOOD)
            entrance.fails = Malformed("wrong_password", 422)
            [go] = screen.all("FilledButton", question)
            await screen.event(go, "click")
            assert any("Je huidige wachtwoord klopt niet" in str(text.value) for text in screen.all("Text", question))
            await screen.event(go, "click")
            assert screen.questions() == [] or "SnackBar" in {one._c for one in screen.questions()}
        assert entrance.asked[-1] == ("change", "het oude wachtwoord", GOOD)

    asyncio.run(story())
