"""The office invites many people at once. (features 39, 62, 96, 101)"""

import asyncio
import re
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest

from mobile.device.doors import Doors
from mobile.touchline import Touchline
from shared.domain.invitation import hash_of, read_link
from tests.fakes import FakeCamera, FakeDecoder, FakeFiles
from tests.mobile.club import NOW, Club, empty_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.paper.test_labels import objects, scanned, unpacked
from tests.mobile.stage import touchline_of

WEEK = 7 * 24 * 3_600_000
Story = Callable[[Touchline, Drawn], Coroutine[None, None, None]]


@pytest.fixture
def club() -> Club:
    """Mia and Jan share an address and have a child, Tuur; Noa has no address. Sara keeps the office."""
    club = empty_club()
    for name, year in (("mia", 1985), ("jan", 1984), ("tuur", 2017), ("noa", 1999), ("sara", 1970)):
        club.row("contact", id=name, given_name=name.title(), family_name="Bos", status="active")
        club.row("contact_personal", id=name, birth_year=year)
    for name in ("mia", "jan"):
        club.row("contact_point", id=f"mail-{name}", contact=name, kind="email", value="gezin@b.be")
        club.row("account_link", account="family", contact=name, function="parent", may_act_for=1, present=1)
    club.row("account", id="family", kind="family", name="Bos", status="active")
    club.row("account_link", account="family", contact="tuur", function="child", present=1)
    club.row("setting", id="server", value='{"mail":1}')
    club.row("setting", id="club", value='{"name":"KV De Meers"}')
    for role in ("secretary", "coach", "member"):
        club.row("user_profile", id=f"user-{role}", contact="sara", username=role)
        club.row("role_assignment", user=f"user-{role}", role=role, group="u11", present=1)
    return club


def at_the_office(club: Club, story: Story, role: str = "secretary", path: str = "/people/invite") -> FakeFiles:
    """Somebody with this role opens the page; answers the folder where files land."""
    files = FakeFiles()
    doors = Doors(lambda: FakeCamera([]), lambda: files, decoder=FakeDecoder())

    async def run() -> None:
        touchline = replace(touchline_of(club, role, device=doors), server="https://club.be")
        async with drawn(touchline) as screen:
            touchline.go(path)
            await screen.settle()
            await story(touchline, screen)

    asyncio.run(run())
    return files


def said(screen: Drawn) -> str:
    return "\n".join(str(text.value) for text in screen.all("Text"))


async def until(screen: Drawn, there: Callable[[], object]) -> None:
    """Let the work go on until something is so."""
    for _ in range(200):
        if there():
            return
        await asyncio.sleep(0)
        await screen.settle()
    raise AssertionError(said(screen))


def labels(screen: Drawn) -> list[str]:
    """What a screen reader finds."""
    return [node.label for node in screen.all("Semantics") if getattr(node, "label", None)]


def queued(touchline: Touchline) -> list[tuple[str, dict[str, Any]]]:
    """Each waiting gesture of one action: the verb and what it says."""
    return [(line.deeds[0].verb, dict(line.deeds[0].args)) for line in touchline.reader.outbox.waiting()]


def test_everybody_is_shown_what_they_get_before_anything_happens(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        await screen.speak("Kies alle 4")
        await screen.press("FilledButton", "Bekijk wat er gebeurt voor 4 mensen")
        text = said(screen)
        assert "1 mail" in text
        assert "gezin@b.be" in text.replace("\u200b", "")
        assert "Jan Bos: voor Tuur Bos\nMia Bos: voor Tuur Bos" in text
        assert "1 op papier, met een QR-code" in text
        assert queued(touchline) == []
        await screen.press("TextButton", "Terug naar de lijst")
        ticked = [node.label for node in screen.all("Semantics") if getattr(node, "checked", None)]
        assert "Noa Bos, geen mailadres: op papier" in ticked

    at_the_office(club, story)


def test_what_arrives_while_somebody_looks_is_looked_at_too(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        await screen.speak("Kies alle 4")
        await screen.press("FilledButton", "Bekijk wat er gebeurt voor 4 mensen")
        assert "1 op papier, met een QR-code" in said(screen)
        club.row("contact_point", id="mail-noa", contact="noa", kind="email", value="noa@b.be")
        touchline.state.replica.changed()
        await screen.settle()
        text = said(screen).replace("\u200b", "")
        assert "noa@b.be" in text
        assert "op papier" not in text

    at_the_office(club, story)


def test_letters_wait_in_the_queue_and_codes_are_printed(club: Club) -> None:
    seen: dict[str, str] = {}

    async def story(touchline: Touchline, screen: Drawn) -> None:
        await screen.speak("Kies alle 4")
        await screen.press("FilledButton", "Bekijk wat er gebeurt voor 4 mensen")
        await screen.press("FilledButton", "Nodig 3 mensen uit")
        await until(screen, lambda: "3 uitnodigingen gemaakt" in said(screen))
        made = queued(touchline)
        assert [(verb, args["contact"], args["how"]) for verb, args in made] == [
            ("invitation.make", "jan", "mail"),
            ("invitation.make", "mia", "mail"),
            ("invitation.make", "noa", "code"),
        ]
        assert said(screen).count("Nog op dit toestel") == 3
        seen["hash"] = made[2][1]["secret_hash"]
        touchline.go("/people")
        assert touchline.state.place.pending == "/people", "the codes are nowhere but here"
        touchline.stay()
        await screen.settle()
        await screen.press("FilledButton", "PDF bewaren om te printen")
        touchline.go("/people")
        assert touchline.state.place.pending is None

    [(name, pdf)] = at_the_office(club, story).saved.items()
    assert name == "uitnodigingen.pdf"
    found = objects(pdf)
    [image] = [content for content in found.values() if b"/Subtype /Image" in content]
    secret = read_link(scanned(image))
    assert secret is not None
    assert scanned(image) == f"https://club.be/#/welcome/{secret}"
    assert hash_of(secret) == seen["hash"]
    slip = " ".join(re.findall(r"\((.*?)\) Tj", unpacked(found[6]).decode("latin-1")))
    assert slip.startswith("Noa Bos KV De Meers nodigt je uit voor de club-app.")
    assert secret in slip.replace("-", "").replace(" ", "")
    assert slip.endswith("Werkt één keer, tot zaterdag 5 december 2026.")


def test_it_is_stopped_where_it_is(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        await screen.speak("Kies alle 4")
        await screen.press("FilledButton", "Bekijk wat er gebeurt voor 4 mensen")
        [button] = [one for one in screen.all("FilledButton") if one.content == "Nodig 3 mensen uit"]
        do = touchline.writer.do

        def once(verb: str, **args: Any) -> Any:
            [stop] = [one for one in screen.all("TextButton") if one.content == "Stoppen"]
            stop.on_click(None)
            return do(verb, **args)

        touchline.writer.do = once  # type: ignore[method-assign]  # the person presses while the first is made
        await screen.event(button, "click")
        await until(screen, lambda: "1 uitnodiging gemaakt" in said(screen))
        assert len(queued(touchline)) == 1

    at_the_office(club, story)


def test_a_round_is_withdrawn_in_one_tap(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        await screen.speak("Kies alle 4")
        await screen.press("FilledButton", "Bekijk wat er gebeurt voor 4 mensen")
        await screen.press("FilledButton", "Nodig 3 mensen uit")
        await until(screen, lambda: "3 uitnodigingen gemaakt" in said(screen))
        await screen.press("TextButton", "3 uitnodigingen intrekken")
        assert [verb for verb, _ in queued(touchline)][3:] == ["invitation.withdraw"] * 3
        assert said(screen).count("Ingetrokken") == 3

    at_the_office(club, story)


def test_who_did_not_accept_is_invited_again_or_not_any_more(club: Club) -> None:
    row = {"contact": "mia", "purpose": "join", "how": "mail", "address": "gezin@b.be", "state": "waiting"}
    club.row("invitation", id="inv-mia-1", **row, asked_at=NOW - 2 * WEEK, expires_at=NOW - WEEK, delivery="sent")
    club.row("invitation", id="inv-jan-1", **{**row, "contact": "jan"}, asked_at=NOW, expires_at=NOW + WEEK)

    async def story(touchline: Touchline, screen: Drawn) -> None:
        await screen.speak("Mia Bos, de uitnodiging is te laat")
        await screen.press("FilledButton", "Opnieuw uitnodigen: 1 persoon")
        await screen.press("FilledButton", "Nodig 1 persoon uit")
        await until(screen, lambda: "1 uitnodiging gemaakt" in said(screen))
        assert queued(touchline) == [("invitation.renew", {"id": "inv-mia-1", "secret_hash": None})]
        await screen.press("FilledButton", "Klaar")
        await screen.speak("Kies alle 2")
        await screen.press("TextButton", "2 uitnodigingen intrekken")
        [question] = screen.questions()
        [yes] = screen.all("FilledButton", question)
        await screen.event(yes, "click")
        assert [args["id"] for _, args in queued(touchline)[1:]] == ["inv-jan-1", "inv-mia-1"]
        assert "Geen uitnodiging wacht" in said(screen)

    at_the_office(club, story, path="/people/invite?which=invited")


def test_why_the_server_turned_one_down_stands_beside_the_name(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        await screen.speak("Noa Bos, geen mailadres: op papier")
        await screen.press("FilledButton", "Bekijk wat er gebeurt voor 1 persoon")
        await screen.press("FilledButton", "Nodig 1 persoon uit")
        await until(screen, lambda: "1 uitnodiging gemaakt" in said(screen))
        [line] = touchline.reader.outbox.waiting()
        club.row("receipt", id=line.id, outcome="refused", code="too_many_members", about="{}")
        touchline.state.replica.changed()
        await screen.settle()
        assert "Je nodigde vandaag al 500 mensen uit. Ga morgen verder." in said(screen)

    at_the_office(club, story)


@pytest.mark.parametrize(("role", "there"), [("secretary", True), ("coach", False)])
def test_who_finds_the_page(club: Club, role: str, there: bool) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        assert ("Mensen uitnodigen" in [one.content for one in screen.all("PopupMenuItem")]) is there

    at_the_office(club, story, role, "/people")


def test_others_find_nothing_on_it(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        assert "Kies eerst wie" not in [one.content for one in screen.all("FilledButton")]

    at_the_office(club, story, "coach")
