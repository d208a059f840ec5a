"""The inbox as it is drawn: what can be done about each kind, and the form filled with what I wrote. # feature B2"""

import asyncio
import json
from typing import Any

import pytest

from mobile.reader.equipment import Fact
from mobile.touchline import Touchline
from shared.domain.derived_id import derived_id
from tests.mobile.club import NOW, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.stage import touchline_of


@pytest.fixture
def club() -> Club:
    return furnish(small_club())


def refused(club: Club, user: str, verb: str, code: str = "gone", **args: Any) -> str:
    """A matter of this user."""
    asked = [{"name": verb, "version": 1, "args": args}]
    detail = json.dumps({"about": {}, "asked": asked})
    row = {"user": user, "kind": "refused", "code": code, "detail": detail, "created_at": NOW}
    return club.row("inbox_item", changeset="wish-1", **row)


def buttons(screen: Drawn) -> list[str]:
    kinds = ("FilledButton", "OutlinedButton", "TextButton")
    return [button.content for kind in kinds for button in screen.all(kind)]


async def press(screen: Drawn, text: str) -> None:
    kinds = ("FilledButton", "OutlinedButton", "TextButton")
    newest = next(one for kind in kinds for one in screen.all(kind) if one.content == text)
    await screen.event(newest, "click")


def looked(touchline: Touchline, story: Any) -> Any:
    touchline.state.place.route = "/inbox"

    async def told() -> Any:
        async with drawn(touchline) as screen:
            return await story(screen)

    return asyncio.run(told())


def test_a_member_may_try_word_anew_ask_look_and_leave(club: Club) -> None:
    contact = club.ids["U13/0"]
    member = touchline_of(club, "member")
    refused(club, "user-member", "contact.patch", id=contact, set={"family_name": "Peters"})

    async def story(screen: Drawn) -> list[str]:
        return buttons(screen)

    assert looked(member, story) == [
        "Opnieuw proberen",
        "Aanpassen en opnieuw proberen",
        "Vraag het secretariaat",
        "Bekijken",
        "Laat maar",
    ]


def test_the_form_is_filled_with_what_i_wrote_and_sends_it_in_other_words(club: Club) -> None:
    contact = club.ids["U13/0"]
    office = touchline_of(club, "secretary")
    item = refused(club, "user-secretary", "contact.patch", id=contact, set={"family_name": "Peters"})

    async def story(screen: Drawn) -> list[str]:
        assert "Vraag het secretariaat" not in buttons(screen)  # she is the office
        await press(screen, "Aanpassen en opnieuw proberen")
        dialogs = screen.session.page._dialogs.controls
        [box] = screen.all("TextField", dialogs)
        before = box.value
        await screen.event(box, "change", "Peeters")
        [save] = [one for one in screen.all("FilledButton", dialogs) if one.content == "Opslaan"]
        await screen.event(save, "click")
        return [before]

    assert looked(office, story) == ["Peters"]
    assert (club.store.get("contact", contact) or {})["family_name"] == "Peeters"
    assert (club.store.get("inbox_item", item) or {})["done_at"] is not None


BAG = "Ballenzak U13"


def disputed(club: Club, touchline: Touchline) -> tuple[str, Fact]:
    """The line that both scans of the bag left in this inbox, and the first of them."""
    thing = touchline.reader.equipment.resource(club.ids[BAG])
    assert thing is not None
    assert thing.quarrel is not None
    user, both = touchline.state.me.user or "", thing.quarrel
    told = {"user": user, "kind": "disputed", "code": "two_holders", "created_at": NOW}
    id = derived_id("dispute", both.first.id, both.second.id, user)
    club.row("inbox_item", id=id, detail=json.dumps({"resource": club.ids[BAG]}), **told)
    return id, both.first


def holder(club: Club) -> Any:
    return (club.store.get("resource", club.ids[BAG]) or {})["holder_id"]


def test_who_has_it_is_said_in_the_inbox_and_what_else_waits_is_still_there(club: Club) -> None:
    """# feature B5"""
    manager = touchline_of(club, "equipment")
    bag, first = disputed(club, manager)
    other = refused(club, "user-equipment", "resource.patch", id=club.ids["Minidoelen"], set={"note": "x"})

    async def story(screen: Drawn) -> None:
        await press(screen, "Beslissen")
        [question] = screen.questions()
        [one, _, _] = screen.all("FilledTonalButton", question)
        assert one.content == f"Bij {first.to}"
        await screen.event(one, "click")
        assert manager.state.place.route == "/inbox"
        waiting = [message.id for message in manager.reader.inbox.messages("user-equipment")]
        assert (bag in waiting, other in waiting) == (False, True)
        assert "Opnieuw proberen" in buttons(screen)

    looked(manager, story)
    assert (holder(club), (club.store.get("inbox_item", bag) or {})["done_at"]) == (first.to_id, NOW)


def test_who_may_not_decide_looks_at_it_and_comes_back_to_the_inbox(club: Club) -> None:
    """On a wide screen too, where the list beside it is that of the equipment."""
    coach = touchline_of(club, "coach")
    disputed(club, coach)

    def ways_back(screen: Drawn) -> list[Any]:
        return [one for one in screen.all("Semantics") if getattr(one, "label", None) == "Terug"]

    async def story(screen: Drawn) -> None:
        coach.state.place.wide = True
        await screen.settle()
        assert "Beslissen" not in buttons(screen)
        await press(screen, "Bekijken")
        assert coach.state.place.route == f"/equipment/{club.ids[BAG]}"
        [back] = ways_back(screen)
        await screen.event(back, "click")
        assert coach.state.place.route == "/inbox"
        coach.go("/equipment")
        coach.go(f"/equipment/{club.ids[BAG]}")
        await screen.settle()
        assert ways_back(screen) == []  # the list it was opened from stands beside it

    looked(coach, story)
