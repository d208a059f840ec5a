"""The tab on which the office lets somebody in. (features 38, 39)"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime

import flet as ft
import pytest

from mobile.touchline import Touchline
from shared.domain.invitation import hash_of, read_link
from tests.mobile.club import NOW, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.stage import touchline_of

WEEK = 7 * 24 * 3_600_000


@pytest.fixture
def club() -> Club:
    """Nel is new, and has an address; Eva signs in; Olga owns the club."""
    club = small_club()
    club.row("contact", id="nel", given_name="Nel", family_name="Smit", status="active")
    club.row("contact_point", id="mail-of-nel", contact="nel", kind="email", value="nel@b.be")
    club.row("contact", id="eva", given_name="Eva", family_name="Bos", status="active")
    club.row("user_profile", id="user-eva", contact="eva", username="eva", first_login_at=NOW - WEEK)
    club.row("contact", id="olga", given_name="Olga", family_name="Claes", status="active")
    club.row("user_profile", id="user-owner", contact="olga", username="olga")
    club.row("role_assignment", id="role-olga", user="user-owner", role="owner", present=1)
    return club


def on_the_tab(club: Club, role: str, contact: str, story: Callable[[Touchline, Drawn], Coroutine[None, None, None]]):
    """Somebody with this role looks at how this contact signs in."""

    async def run() -> None:
        touchline = touchline_of(club, role)
        touchline = replace(touchline, server="https://club.be")
        async with drawn(touchline) as screen:
            touchline.go(f"/people/{contact}")
            await screen.settle()
            [tabs] = screen.all("Tabs")
            names = [tab.label for tab in screen.all("Tab", tabs)]
            if "Toegang" in names:
                await screen.event(tabs, "change", str(names.index("Toegang")))
            await story(touchline, screen)

    asyncio.run(run())


def said(screen: Drawn, under: object = None) -> str:
    return "\n".join(str(text.value) for text in screen.all("Text", under))


def test_somebody_new_is_invited_with_a_code(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        assert "Meldt zich nog niet aan" in said(screen)
        await screen.press("FilledButton", "Toon een QR-code")
        [question] = screen.questions()
        [copy] = screen.all("FilledTonalButton", question)
        assert isinstance(copy.action, ft.CopyToClipboard)
        secret = read_link(copy.action.data)
        assert secret is not None
        assert copy.action.data == f"https://club.be/#/welcome/{secret}"
        [waiting] = touchline.reader.outbox.waiting()
        [deed] = waiting.deeds
        assert (deed.verb, deed.args["contact"], deed.args["purpose"]) == ("invitation.make", "nel", "join")
        assert deed.args["secret_hash"] == hash_of(secret)
        assert secret not in str(touchline.reader.outbox.row("invitation", deed.args["id"]))
        assert "Uitnodiging als Lid" in said(screen)
        assert "Werkt zodra dit toestel internet had" in said(screen)

    on_the_tab(club, "secretary", "nel", story)


def test_by_mail_where_the_server_sends_it(club: Club) -> None:
    club.row("setting", id="server", value='{"mail":1}')

    async def story(touchline: Touchline, screen: Drawn) -> None:
        await screen.press("FilledTonalButton", "Mail naar nel@b.be")
        [waiting] = touchline.reader.outbox.waiting()
        assert waiting.deeds[0].args["point"] == "mail-of-nel"
        assert "Per mail naar nel@b.be" in said(screen)

    on_the_tab(club, "secretary", "nel", story)


def test_without_mail_it_says_so(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        assert "Deze club verstuurt nog geen mails." in said(screen)

    on_the_tab(club, "secretary", "nel", story)


def test_a_coach_comes_with_a_team(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        chips = {chip.label: chip for chip in screen.all("Chip")}
        assert list(chips) == ["Lid", "Coach", "Secretariaat"], "no more than a secretary holds"
        await screen.event(chips["Coach"], "select", True)
        team = next(chip for chip in screen.all("Chip") if chip.label == "U11")
        await screen.event(team, "select", True)
        await screen.press("FilledButton", "Toon een QR-code")
        [waiting] = touchline.reader.outbox.waiting()
        args = waiting.deeds[0].args
        assert (args["role"], touchline.reader.outbox.name("group", args["group"])) == ("coach", "U11")

    on_the_tab(club, "secretary", "nel", story)


def test_a_role_comes_with_its_days(club: Club) -> None:
    """A day that was chosen by mistake goes again; a plain member has none."""

    async def pick(screen: Drawn, button: str, day: str) -> None:
        await screen.press("OutlinedButton", button)
        [calendar] = screen.all("DatePicker", screen.questions())
        await screen.event(calendar, "change", datetime.fromisoformat(day))

    async def story(touchline: Touchline, screen: Drawn) -> None:
        chips = {chip.label: chip for chip in screen.all("Chip")}
        assert "Vanaf meteen" not in [one.content for one in screen.all("OutlinedButton")]
        await screen.event(chips["Secretariaat"], "select", True)
        await pick(screen, "Vanaf meteen", "2026-12-24")
        await screen.press("TextButton", "Zonder dagen")
        await pick(screen, "Vanaf meteen", "2026-12-01")
        await pick(screen, "Zonder einde", "2027-06-30")
        await screen.press("FilledButton", "Toon een QR-code")
        [waiting] = touchline.reader.outbox.waiting()
        args = waiting.deeds[0].args
        assert (args["role"], args["from_on"], args["to_on"]) == ("secretary", "2026-12-01", "2027-06-30")
        assert "Van 1 dec 2026 tot en met 30 jun 2027" in said(screen)

    on_the_tab(club, "secretary", "nel", story)


def test_an_invitation_is_renewed_and_withdrawn(club: Club) -> None:
    row = {"id": "invitation-1", "contact": "nel", "purpose": "join", "how": "code", "state": "waiting"}
    club.row("invitation", **row, asked_at=NOW - 2 * WEEK, expires_at=NOW - WEEK)

    async def story(touchline: Touchline, screen: Drawn) -> None:
        assert "Te laat" in said(screen)
        await screen.press("FilledTonalButton", "Nieuwe QR-code")
        assert "Wacht" in said(screen)
        assert len(screen.questions()) == 1
        await screen.press("TextButton", "Intrekken")
        assert [line.deeds[0].verb for line in touchline.reader.outbox.waiting()] == [
            "invitation.renew",
            "invitation.withdraw",
        ]
        assert "Ingetrokken" in said(screen)

    on_the_tab(club, "secretary", "nel", story)


def test_who_signs_in_gets_a_way_to_another_password(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        assert "eva" in screen.texts("ListTile")
        await screen.press("FilledButton", "Toon een QR-code")
        [waiting] = touchline.reader.outbox.waiting()
        assert waiting.deeds[0].args["purpose"] == "reset"
        assert waiting.state == "pending", "a secretary does not hold the roles of others"

    on_the_tab(club, "secretary", "eva", story)


@pytest.mark.parametrize(("role", "there"), [("secretary", True), ("treasurer", False), ("coach", False)])
def test_who_sees_the_tab(club: Club, role: str, there: bool) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        assert ("Toegang" in [tab.label for tab in screen.all("Tab")]) is there

    on_the_tab(club, role, "nel", story)


def test_people_see_their_own_and_no_buttons(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        assert "member" in screen.texts("ListTile")
        assert [one.content for one in screen.all("FilledButton")] == []

    member = club.store.find("user_profile", username="member")[0]["contact"]
    on_the_tab(club, "member", member, story)


# ---- roles


def test_an_owner_gives_a_role_between_days_and_takes_it_away(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        assert "Geen andere rol" in said(screen)
        await screen.press("OutlinedButton", "Geef een rol")
        chips = {chip.label: chip for chip in screen.all("Chip")}
        await screen.event(chips["Penningmeester"], "select", True)
        await screen.write("31/02/2027", "Van")
        await screen.press("FilledButton", "Opslaan")
        assert touchline.reader.outbox.waiting() == ()
        await screen.write("1/12/2026", "Van")
        await screen.write("31/12/2026", "Tot en met")
        await screen.press("FilledButton", "Opslaan")
        [waiting] = touchline.reader.outbox.waiting()
        args = waiting.deeds[0].args
        wish = {"user": "user-eva", "role": "treasurer", "group": None, "from_on": "2026-12-01", "to_on": "2026-12-31"}
        assert args == {"id": args["id"], **wish}
        assert "Van 1 dec 2026 tot en met 31 dec 2026" in said(screen)
        await screen.speak("Neem de rol Penningmeester weg")
        assert "Geen andere rol" in said(screen)
        assert [line.deeds[0].verb for line in touchline.reader.outbox.waiting()] == ["role.grant", "role.withdraw"]

    on_the_tab(club, "owner", "eva", story)


def test_a_coach_needs_a_team_and_a_role_is_chosen(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        await screen.press("OutlinedButton", "Geef een rol")
        assert "Ploeg" not in said(screen)
        await screen.write("1/12/2026", "Van")
        await screen.press("FilledButton", "Opslaan")
        assert "Vul dit in." in said(screen)
        await screen.event({chip.label: chip for chip in screen.all("Chip")}["Coach"], "select", True)
        await screen.event({chip.label: chip for chip in screen.all("Chip")}["U11"], "select", True)
        await screen.press("FilledButton", "Opslaan")
        assert "Coach U11" in said(screen)
        assert "Vanaf 1 dec 2026" in said(screen)

    on_the_tab(club, "owner", "eva", story)


@pytest.mark.parametrize("role", ["secretary", "treasurer", "coach"])
def test_nobody_else_gives_a_role_and_people_read_their_own(club: Club, role: str) -> None:
    mine = str(touchline_of(club, role).state.me.contact)

    async def story(touchline: Touchline, screen: Drawn) -> None:
        assert touchline.words("roles.always") in said(screen)
        buttons = [one.content for one in screen.all("OutlinedButton")]
        names = [str(getattr(one, "label", "")) for one in screen.all("Semantics")]
        assert "Geef een rol" not in buttons
        assert not [name for name in names if name.startswith("Neem de rol")]

    on_the_tab(club, role, mine, story)
