"""What I want to hear of is chosen in the app, and this device allows pushes or not. (feature B19)"""

import asyncio
from typing import Any

from mobile.screens.more.club_form import hours_text, read_hours
from mobile.touchline import Touchline
from mobile.waking import Waking
from tests.mobile.club import Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.stage import touchline_of
from tests.mobile.test_waking import ADDRESS, Browser, Server


def page_of(role: str, browser: Browser, server: Server) -> tuple[Club, Touchline]:
    club = small_club()
    touchline = touchline_of(club, role, waking=Waking(server.ask, browser))
    touchline.state.place.route = "/notices"
    return club, touchline


def switch(screen: Drawn, label: str) -> Any:
    [around] = [one for one in screen.all("Semantics") if one.label == label]
    [found] = screen.all("Switch", around)
    return found


def texts(screen: Drawn) -> set[str]:
    return {text.value for text in screen.all("Text")}


def test_everything_is_on_until_somebody_says_no() -> None:
    club, member = page_of("member", Browser("off"), Server())
    me = member.state.me.contact or ""

    async def story() -> None:
        async with drawn(member) as screen:
            assert [one.value for one in screen.all("Switch")] == [True] * 10
            await screen.event(switch(screen, "E-mail: Nieuwe factuur"), "change", False)
            assert switch(screen, "E-mail: Nieuwe factuur").value is False
            assert switch(screen, "Melding: Nieuwe factuur").value is True
            await screen.event(switch(screen, "E-mail: Nieuwe factuur"), "change", True)
            assert switch(screen, "E-mail: Nieuwe factuur").value is True
            address = member.reader.notices.mail_of(me)
            assert f"De club schrijft naar {address}" in texts(screen)
            assert "Tussen 22:00 en 07:00 sturen we niets, tenzij iets snel begint." in texts(screen)

    asyncio.run(story())
    [row] = club.store.find("notice_choice")
    assert (row["contact"], row["kind"], row["mail"], row["push"]) == (me, "invoice", 1, None)


def test_who_has_no_address_is_shown_where_to_add_one() -> None:
    club, member = page_of("member", Browser("off"), Server())
    me = member.state.me.contact or ""
    for point in club.store.find("contact_point", contact=me, kind="email"):
        club.store.delete("contact_point", point["id"])

    async def story() -> None:
        async with drawn(member) as screen:
            assert "Er staat geen e-mailadres op je kaart: de club kan je niet mailen." in texts(screen)
            await screen.press("OutlinedButton", "E-mailadres toevoegen")
            assert member.state.place.route == f"/people/{me}"

    asyncio.run(story())


def test_this_device_is_allowed_and_stopped() -> None:
    browser, server = Browser("off"), Server()
    _, member = page_of("member", browser, server)

    async def story() -> None:
        async with drawn(member) as screen:
            assert "Dit toestel krijgt geen meldingen." in texts(screen)
            browser.answer = f"on {ADDRESS}"
            await screen.press("FilledButton", "Meldingen toestaan")
            assert any(str(text).startswith("Dit toestel krijgt een melding") for text in texts(screen))
            await screen.press("OutlinedButton", "Geen meldingen meer")
            assert "Dit toestel krijgt geen meldingen." in texts(screen)

    asyncio.run(story())
    assert server.told == [None, ADDRESS, None]


def test_who_said_no_to_the_browser_is_told_where_to_say_yes() -> None:
    _, member = page_of("member", Browser("denied"), Server())

    async def story() -> None:
        async with drawn(member) as screen:
            assert any(str(text).startswith("Meldingen zijn geblokkeerd") for text in texts(screen))
            assert "Meldingen toestaan" not in {one.content for one in screen.all("FilledButton")}

    asyncio.run(story())


def test_without_the_club_it_says_so() -> None:
    server = Server()
    server.away = True
    _, member = page_of("member", Browser("off"), server)

    async def story() -> None:
        async with drawn(member) as screen:
            await screen.press("FilledButton", "Meldingen toestaan")
            assert "Dit toestel krijgt geen meldingen." in texts(screen)

    asyncio.run(story())


def test_the_hours_of_a_club() -> None:
    club, member = page_of("member", Browser("off"), Server())
    assert hours_text(member.reader.notices.quiet()) == "22:00-07:00"
    assert read_hours("23u - 6:30") == ["23:00", "06:30"]
    assert read_hours(" ") is None
    club.row("setting", id="club", value='{"quiet":["00:00","00:00"]}')
    assert member.reader.notices.quiet() is None
    assert hours_text(None) == "00:00-00:00"
