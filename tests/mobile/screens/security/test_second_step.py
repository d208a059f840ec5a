"""The second step on the screen: how it begins and ends, what is asked while signing in, and who is reminded of it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from mobile.entrance import Invited
from mobile.screens.security.nudge import WEEK_MS
from mobile.second_step import Offered, SecondStep
from mobile.touchline import Touchline
from shared.errors import CodeNeeded, CodeWrong, Malformed, TouchlineError, Unreachable
from shared.refusals import Invalid
from tests.mobile.club import NOW, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.screens.doors.test_welcome import GOOD, FakeEntrance
from tests.mobile.stage import touchline_of

CODES = tuple(f"ABCD-EFGH-0123-45{n:02}" for n in range(10))
PASSWORD = "een lang wachtwoord"


class Server:
    """Answers what it was told to, and remembers what it was asked. `fails` is raised once."""

    def __init__(self, **answers: dict[str, Any]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.fails: TouchlineError | None = None

    async def __call__(self, path: str, wish: dict[str, Any]) -> dict[str, Any]:
        what = path.removeprefix("/api/second").strip("/") or "look"
        self.asked.append((what, wish))
        problem, self.fails = self.fails, None
        if problem is not None:
            raise problem
        return self.answers.get(what, {})


@pytest.fixture
def club() -> Club:
    return furnish(small_club())


def since(club: Club, at: int | None, user: str = "user-secretary") -> None:
    row = club.store.get("user_profile", user) or {}
    club.store.put("user_profile", {**row, "second_since": at})


def story(touchline: Touchline, path: str, act: Callable[[Drawn], Awaitable[None]]) -> list[str]:
    """What stands there when everything was done."""
    touchline.state.place.route = path

    async def whole() -> list[str]:
        async with drawn(touchline) as screen:
            await screen.settle()
            await act(screen)
            return texts(screen)

    return asyncio.run(whole())


def texts(screen: Drawn) -> list[str]:
    return [str(one.value) for one in screen.all("Text")]


def button(screen: Drawn, text: str, kind: str = "FilledButton") -> Any:
    [found] = [one for one in screen.all(kind) if one.content == text]
    return found


async def types(screen: Drawn, label: str, text: str) -> None:
    [box] = [one for one in screen.all("TextField") if one.label == label]
    await screen.event(box, "change", text)


async def nothing(screen: Drawn) -> None:
    """Only look."""


def test_it_begins_with_a_password_a_picture_and_a_first_code(club: Club) -> None:
    secret = "ABCDEFGH" * 4
    server = Server(begin={"secret": secret, "address": f"otpauth://totp/x?secret={secret}"}, confirm={"codes": CODES})
    server.answers["confirm"] = {"codes": list(CODES)}

    async def act(screen: Drawn) -> None:
        await types(screen, "Wachtwoord", PASSWORD)
        await screen.event(button(screen, "Beginnen"), "click")
        [picture] = [one for one in screen.all("Image") if one.semantics_label]
        assert picture.semantics_label == "QR-code voor de app op je telefoon"
        assert "ABCD EFGH ABCD EFGH ABCD EFGH ABCD EFGH" in texts(screen)
        server.fails = Malformed("code_wrong", 422)
        await types(screen, "Code", "000000")
        await screen.event(button(screen, "Aanzetten"), "click")
        assert any("Deze code klopt niet" in text for text in texts(screen))
        await types(screen, "Code", "123456")
        await screen.event(button(screen, "Aanzetten"), "click")
        assert [text for text in texts(screen) if text in CODES] == list(CODES)
        spoken = [one.semantics_label for one in screen.all("Text") if one.value in CODES]
        assert spoken[0] == "A B C D - E F G H - 0 1 2 3 - 4 5 0 0"

    touchline = touchline_of(club, "secretary", second_step=SecondStep(server))
    story(touchline, "/security/second", act)
    assert server.asked == [
        ("begin", {"password": PASSWORD}),
        ("confirm", {"code": "000000"}),
        ("confirm", {"code": "123456"}),
    ]


@pytest.mark.parametrize(
    ("fails", "said"),
    [
        (Invalid("password", "wrong_password"), "dit is niet je wachtwoord"),
        (Unreachable(), "Hiervoor heb je internet nodig"),
    ],
)
def test_what_went_wrong_is_said(club: Club, fails: TouchlineError, said: str) -> None:
    server = Server()
    server.fails = fails

    async def act(screen: Drawn) -> None:
        await types(screen, "Wachtwoord", "een ander wachtwoord")
        await screen.event(button(screen, "Beginnen"), "click")

    found = story(touchline_of(club, "secretary", second_step=SecondStep(server)), "/security/second", act)
    assert any(said.lower() in text.lower() for text in found), found


def test_without_a_network_there_is_a_sentence_and_no_button(club: Club) -> None:
    touchline = touchline_of(club, "secretary", second_step=SecondStep(Server()))
    touchline.state.sync.offline = True

    async def act(screen: Drawn) -> None:
        assert screen.all("FilledButton") == []
        assert screen.all("TextField") == []

    assert any("Hiervoor heb je internet nodig" in text for text in story(touchline, "/security/second", act))


def test_it_stands_with_the_codes_that_are_left_and_ends_with_both(club: Club) -> None:
    since(club, NOW)
    server = Server(look={"on": True, "since": NOW, "codes": 7, "asked": False})

    async def act(screen: Drawn) -> None:
        assert "Nog 7 herstelcodes over" in texts(screen)
        await screen.event(button(screen, "Tweede stap uitzetten", "FilledTonalButton"), "click")
        await types(screen, "Wachtwoord", PASSWORD)
        await types(screen, "Code", "123 456")
        await screen.event(button(screen, "Tweede stap uitzetten"), "click")

    story(touchline_of(club, "secretary", second_step=SecondStep(server)), "/security/second", act)
    assert server.asked == [("look", {}), ("end", {"password": PASSWORD, "code": "123 456"})]


def test_new_codes_are_shown_once(club: Club) -> None:
    since(club, NOW)
    server = Server(look={"codes": 0}, renew={"codes": list(CODES)})

    touchline = touchline_of(club, "secretary", second_step=SecondStep(server))

    async def act(screen: Drawn) -> None:
        await screen.event(button(screen, "Nieuwe herstelcodes", "FilledTonalButton"), "click")
        await types(screen, "Wachtwoord", PASSWORD)
        await types(screen, "Code", "123456")
        await screen.event(button(screen, "Nieuwe herstelcodes"), "click")
        assert CODES[9] in texts(screen)
        screen.session.page.width = 1280  # the device is turned on its side
        touchline.state.place.wide = True
        await screen.settle()
        assert CODES[9] in texts(screen)
        await screen.event(button(screen, "Ik heb ze bewaard"), "click")

    found = story(touchline, "/security/second", act)
    assert not set(CODES) & set(found)


@pytest.mark.parametrize("answer", [{}, {"codes": "x"}, {"codes": [1]}, {"secret": "A"}, {"codes": True}])
def test_an_answer_that_is_not_ours_is_no_network(answer: dict[str, Any]) -> None:
    step = SecondStep(Server(look=answer, begin=answer, confirm=answer))
    for ask in (step.codes_left, lambda: step.begin(PASSWORD), lambda: step.confirm("123456")):
        with pytest.raises(Unreachable):
            asyncio.run(ask())
    assert asyncio.run(SecondStep(Server(begin={"secret": "A", "address": "b"})).begin("")) == Offered("A", "b")


# ---- while signing in


class Door:
    """Lets in who says both, in the order in which they are asked."""

    def __init__(self) -> None:
        self.came: list[tuple[str, str, bool, str]] = []

    async def __call__(self, server: str, username: str, password: str, mine: bool, code: str) -> None:
        self.came.append((username, password, mine, code))
        if code != "123456":
            raise CodeWrong if code else CodeNeeded


def test_a_code_is_asked_once_the_password_was_right(club: Club) -> None:
    door = Door()
    touchline = touchline_of(club, "coach", sign_in=door, server="https://club.example")
    touchline.state.me.user = None

    async def act(screen: Drawn) -> None:
        await types(screen, "Gebruikersnaam", "coach")
        await types(screen, "Wachtwoord", PASSWORD)
        await screen.event(button(screen, "Aanmelden"), "click")
        assert any("Je wachtwoord klopt" in text for text in texts(screen))
        assert not any("klopt niet" in text for text in texts(screen)), "nothing went wrong"
        assert [box.label for box in screen.all("TextField")] == ["Code"]
        await types(screen, "Code", "000000")
        await screen.event(button(screen, "Aanmelden"), "click")
        assert any("Deze code klopt niet" in text for text in texts(screen))
        await types(screen, "Code", "123456")
        await screen.event(button(screen, "Aanmelden"), "click")

    story(touchline, "/", act)
    assert door.came == [("coach", PASSWORD, True, code) for code in ("", "000000", "123456")]


def test_one_goes_back_to_name_and_password(club: Club) -> None:
    touchline = touchline_of(club, "coach", sign_in=Door(), server="https://club.example")
    touchline.state.me.user = None

    async def act(screen: Drawn) -> None:
        await types(screen, "Gebruikersnaam", "coach")
        await types(screen, "Wachtwoord", PASSWORD)
        await screen.event(button(screen, "Aanmelden"), "click")
        await screen.event(button(screen, "Terug naar naam en wachtwoord", "TextButton"), "click")
        assert [box.label for box in screen.all("TextField")] == ["Gebruikersnaam", "Wachtwoord"]

    story(touchline, "/", act)


def test_a_link_for_another_password_asks_for_it_too(club: Club) -> None:
    entrance = FakeEntrance(Invited("reset", "Mia", "mia"))
    touchline = touchline_of(club, "member", entrance=entrance)
    touchline.state.me.user = None
    touchline.state.link.secret, touchline.state.link.server = "SECRET", "https://club.example"

    async def act(screen: Drawn) -> None:
        [box] = screen.all("TextField")
        await screen.event(box, "change", GOOD)
        [go] = screen.all("FilledButton")
        entrance.fails = CodeNeeded()
        await screen.event(go, "click")
        await types(screen, "Code", "123456")
        await screen.event(screen.all("FilledButton")[0], "click")

    story(touchline, "/", act)
    assert [words[-1] for words in entrance.asked if words[0] == "accept"] == [GOOD, "123456"]


# ---- who is reminded of it


@pytest.mark.parametrize(("role", "reminded"), [("treasurer", True), ("secretary", False), ("coach", False)])
def test_whom_the_club_asks_is_reminded(club: Club, role: str, reminded: bool) -> None:
    touchline = touchline_of(club, role, second_step=SecondStep(Server()))
    assert ("Beveilig je toegang met een tweede stap" in story(touchline, "/", nothing)) is reminded


def test_whoever_has_one_is_not(club: Club) -> None:
    since(club, NOW, "user-treasurer")
    touchline = touchline_of(club, "treasurer", second_step=SecondStep(Server()))
    assert "Beveilig je toegang met een tweede stap" not in story(touchline, "/", nothing)


def test_it_is_put_off_for_a_week(club: Club) -> None:
    touchline = touchline_of(club, "treasurer", second_step=SecondStep(Server()))

    async def act(screen: Drawn) -> None:
        await screen.event(button(screen, "Over een week", "TextButton"), "click")

    assert "Beveilig je toegang met een tweede stap" not in story(touchline, "/", act)
    assert touchline.state.preferences.later == str(NOW)


@pytest.mark.parametrize(("ago", "reminded"), [(WEEK_MS - 1, False), (WEEK_MS, True), (-1, True)])
def test_the_week_ends(club: Club, ago: int, reminded: bool) -> None:
    touchline = touchline_of(club, "treasurer", second_step=SecondStep(Server()))
    touchline.state.preferences.later = str(NOW - ago)
    assert ("Beveilig je toegang met een tweede stap" in story(touchline, "/", nothing)) is reminded
